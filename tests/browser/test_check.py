"""A check can be read by keyboard and without script: every question opens, and so does every part within a part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.browser.handed_in import record_around, shared_document
from tests.browser.looks import paste
from tests.browser.world import World

pytestmark = pytest.mark.browser
# What lies below something closed is reached once that is open, so each is opened when it has the focus.
MOST_STOPS = 200


def checked(world: World, page: Page) -> None:
    link = world.one("SELECT token FROM holding_share WHERE kind = 'single' ORDER BY id")
    document = shared_document(page, f"{world.base_url}/s/{link}/")
    page.goto("/verify/")
    paste(page, record_around(document))


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_opens_everything_with_script_and_without(
    world: World, context_for: Callable[..., BrowserContext], script: bool
) -> None:
    page = context_for(width=360, java_script_enabled=script).new_page()
    checked(world, page)
    closed, opened = page.locator("main details:not([open])"), page.locator("main details[open]")
    assert closed.count() > 8
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.locator("main summary:focus")
        if focused.count() and focused.locator("xpath=..").get_attribute("open") is None:
            page.keyboard.press("Enter")
    assert closed.count() == 0, closed.first.inner_text()
    # The record, and three credentials with three endorsements: eight questions each, and a card for each part.
    assert opened.count() == 8 * 7 + 6
    assert page.get_by_text("Known to us for forty years.").is_visible()


def test_a_closed_question_tells_its_answer_to_whoever_hears_it(
    world: World, context_for: Callable[..., BrowserContext]
) -> None:
    page = context_for().new_page()
    checked(world, page)
    heard = page.locator(".checked").aria_snapshot()
    assert "Was anything changed? Unchanged" in heard
    assert "Do we know this issuer? No" in heard
    assert page.locator("h1").inner_text() == "Genuine, issuer unknown"
