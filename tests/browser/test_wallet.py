"""The wallet under a real pointer: what lies above a card's link can be pressed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect
from tests.browser.world import World

pytestmark = pytest.mark.browser

WAITING = """SELECT p.email, w.uid FROM holding_walletitem w JOIN people_person p ON p.id = w.person_id
             WHERE w.state = 'offered' AND p.email LIKE 'learner%' ORDER BY p.email"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("label", "state"), [("Claim", "kept"), ("Decline", "declined")])
def test_a_waiting_credential_is_decided_on_its_card(
    world: World, context_for: Callable[..., BrowserContext], width: int, label: str, state: str
) -> None:
    email, uid = world.ask(WAITING)[0]
    page = context_for(email, width=width).new_page()
    page.goto("/wallet/")
    card = page.locator(".item", has=page.locator(f'form[action="/wallet/{uid}/claim/"]'))
    with page.expect_navigation():
        card.get_by_role("button", name=label, exact=True).click()
    found = world.one("SELECT state FROM holding_walletitem WHERE uid = ?", uid.replace("-", ""))
    assert found == state
    expect(page.locator("main")).to_contain_text("Make a link" if state == "kept" else "Declined")
