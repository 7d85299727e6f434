"""Endorse, verify, withdraw, verify again, in a real browser: the verdict's words change, the signature's do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.furnish import EMMA
from tests.browser.world import World

pytestmark = pytest.mark.browser

PUBLISHED = """SELECT v.uid, o.key, p.email FROM designing_version v
               JOIN designing_microcredential m ON m.id = v.micro_credential_id
               JOIN orgs_organisation o ON o.id = m.org_id JOIN orgs_membership r ON r.org_id = o.id
               JOIN people_person p ON p.id = r.person_id
               WHERE v.state = 'published' AND r.role = 'owner' AND m.key LIKE 'wound%' ORDER BY v.number DESC"""
WORDS = "Whoever has it begins on our wards without another course, says the {width} of us."


def _check(page: Page, achievement: str, words: str) -> tuple[str, str]:
    """What a stranger reads who follows “Check it”: the verdict, and whether anything was changed."""
    page.goto(achievement)
    card = page.locator("article", has=page.get_by_text(words))
    with page.expect_navigation():
        card.get_by_role("link", name="Check it").click()
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Check it", exact=True).click()
    unchanged = page.locator("main details", has_text="Was anything changed?").locator("summary").first
    return page.locator("main h1").inner_text(), unchanged.inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_word_of_an_employer_from_the_public_page_to_its_withdrawal(
    world: World, context_for: Callable[..., BrowserContext], width: int
) -> None:
    uid, provider, owner = world.ask(PUBLISHED)[0]
    achievement, words = f"/achievements/{uid}", WORDS.format(width=width)
    emma, theirs, stranger = (context_for(email, width=width).new_page() for email in (EMMA, owner, ""))
    emma.goto(achievement)
    with emma.expect_navigation():
        emma.get_by_role("link", name="Endorse this").click()
    kind = "recognition" if width == 360 else "accreditation"
    emma.locator(f"input[name=kind][value={kind}]").check()
    emma.get_by_label("In your own words").fill(words)
    with emma.expect_navigation():
        emma.get_by_role("button", name="Sign it").click()
    expect(emma.locator("main")).to_contain_text(words)

    stranger.goto(achievement)
    expect(stranger.locator("main")).not_to_contain_text(words)
    theirs.goto(f"/staff/{provider}/endorsements/")
    row = theirs.locator("li", has=theirs.get_by_text(words)).last
    with theirs.expect_navigation():
        row.get_by_role("button", name="Show it").click()

    before, unchanged = _check(stranger, achievement, words)
    assert "Revoked" not in before
    assert "Unchanged" in unchanged

    row = emma.locator("li", has=emma.get_by_text(words)).last
    row.locator("summary", has_text="Withdraw it").click()
    row.get_by_label("Reason").fill("Our wards are closed.")
    with emma.expect_navigation():
        row.get_by_role("button", name="Withdraw it").click()
    expect(emma.locator("main")).to_contain_text("Withdrawn. Whoever checks it reads that")

    after, still = _check(stranger, achievement, words)
    assert after == "Revoked"
    assert still == unchanged
    expect(stranger.locator("main")).to_contain_text("Our wards are closed.")
    stranger.goto(achievement)
    expect(stranger.locator("main")).to_contain_text("Their reason: Our wards are closed.")
