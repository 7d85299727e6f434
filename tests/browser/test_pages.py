"""Every page of the address table, for those it is made for: nothing for axe to find, nothing to scroll sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from tests.browser.conftest import hand_over_session
from tests.browser.furnish import Furnished, furnish
from tests.browser.looks import LOOKS, Look, press
from tests.browser.world import World

from skillmark.interfaces.cli.walk_people import STAFF_PASSWORD

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = {360: 740, 1280: 800}
THEMES = ("light", "dark")
# Colours that are on their way from one theme to the other are neither's.
AT_REST = """() => new Promise((done) => requestAnimationFrame(() => {
    for (const each of document.getAnimations()) { try { each.finish(); } catch { each.cancel(); } }
    requestAnimationFrame(done);
}))"""


@pytest.fixture(scope="module")
def furnished(world: World, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    made = furnish(world, tmp_path_factory.mktemp("files"))
    made.places["base"] = world.base_url
    return made


@pytest.fixture(scope="module")
def windows(browser: Browser, world: World) -> Iterator[Callable[[str], Page]]:
    """One window for each person, used again from page to page."""
    opened: dict[str, tuple[BrowserContext, Page]] = {}

    def window(email: str) -> Page:
        if email not in opened:
            context = browser.new_context(base_url=world.base_url)
            context.set_default_timeout(20_000)
            if email:
                hand_over_session(world, email, context)
            opened[email] = (context, context.new_page())
        return opened[email][1]

    yield window
    for context, _ in opened.values():
        context.close()


# What the browser says of itself: a status of 4xx, asserted below; and that a font was there long before the first line
# was drawn, which tells how long this machine takes to draw the longest page.
SAID_ANYWAY = ("the server responded with a status of", "not used within a few seconds")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_page(
    look: Look, world: World, furnished: Furnished, windows: Callable[[str], Page], axe: str, tmp_path: Path
) -> None:
    page = windows(furnished.address(look.who))
    address = furnished.address(look.address)
    assert resolve(address.partition("?")[0]).view_name == look.name
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in SAID_ANYWAY):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        problems = _look(page, look, furnished, axe)
    finally:
        page.remove_listener("console", hear)
    assert not problems, "\n".join(problems)
    assert not complaints, complaints


def _look(page: Page, look: Look, furnished: Furnished, axe: str) -> list[str]:
    page.set_viewport_size({"width": 360, "height": WIDTHS[360]})
    page.emulate_media(color_scheme="light")
    response = page.goto(furnished.address(look.address))
    assert response is not None
    assert response.status == look.status, page.inner_text("main")
    if "/reauthenticate/" in page.url and look.name != "account_reauthenticate":
        page.fill("input[name=password]", STAFF_PASSWORD)
        press("Confirm")(page, furnished)
    assert urlsplit(page.url).path == landed(look, furnished)
    if look.do:
        look.do(page, furnished)
    # Through the protocol and not as a script of the page: the page's own policy stays in force.
    page.evaluate(axe)
    problems: list[str] = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            problems.append(f"{width} px: scrolls sideways, {wide} px wide: {_widest(page, width)}")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.evaluate(AT_REST)
            problems += [f"{width} px, {theme}: {each}" for each in _violations(page)]
    return problems


def landed(look: Look, furnished: Furnished) -> str:
    """The path at which the browser must be: a page that leads elsewhere would not be looked at."""
    return urlsplit(furnished.address(look.address)).path


def _widest(page: Page, width: int) -> str:
    """What sticks out, for whoever mends it."""
    script = """(width) => [...document.querySelectorAll('main *, header *')]
        .filter((each) => each.getBoundingClientRect().right > width + 1)
        .slice(-3).map((each) => each.outerHTML.slice(0, 120))"""
    return str(page.evaluate(script, width))


def _violations(page: Page) -> list[str]:
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("(options) => axe.run(document, options)", options)["violations"]
    return [f"{each['id']} ({each['help']}): {[_told(node) for node in each['nodes'][:3]]}" for each in found]


def _told(node: dict[str, Any]) -> str:
    why = [check["message"] for check in node["any"] + node["all"] + node["none"]]
    return f"{node['html'][:160]} {why[0] if why else ''}"
