"""Narrowing the catalogue and comparing, as people do it: with and without script, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser


def number_found(page: Page) -> int:
    found = re.match(r"[\d,]+", page.locator("#h-found").inner_text())
    return int(found[0].replace(",", "")) if found else 0


def count_beside(page: Page, facet: str, value: str) -> int:
    box = page.locator(f'input[name="{facet}"][value="{value}"]')
    return int(box.locator("xpath=..").locator(".count").inner_text().split()[0])


def test_a_tick_narrows_at_once_and_keeps_the_place(context_for: Callable[..., BrowserContext]) -> None:
    page = context_for().new_page()
    page.goto("/catalogue/")
    page.evaluate("document.body.dataset.same = 'yes'")
    wanted = count_beside(page, "level", "4")
    box = page.locator('input[name="level"][value="4"]')
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("#h-found")).to_have_text(re.compile(rf"^{wanted} "))
    assert page.evaluate("document.body.dataset.same") == "yes", "the page itself stayed"
    assert "level=4" in page.url
    expect(box).to_be_focused()
    expect(page.locator("#said")).to_contain_text(f"{wanted} micro-credential")
    # Another value of the same facet adds, one of another facet takes away.
    more = count_beside(page, "level", "5")
    page.locator('input[name="level"][value="5"]').check()
    expect(page.locator("#h-found")).to_have_text(re.compile(rf"^{wanted + more} "))
    less = count_beside(page, "price", "free")
    page.locator('input[name="price"][value="free"]').check()
    expect(page.locator("#h-found")).to_have_text(re.compile(rf"^{less} "))
    page.get_by_role("link", name="Price: Free").click()
    expect(page.locator("#h-found")).to_have_text(re.compile(rf"^{wanted + more} "))
    page.locator("#sort").select_option("shortest")
    expect(page).to_have_url(re.compile("sort=shortest"))


def test_back_shows_what_was_there(context_for: Callable[..., BrowserContext]) -> None:
    page = context_for().new_page()
    page.goto("/catalogue/")
    everything = number_found(page)
    page.locator('input[name="level"][value="4"]').check()
    expect(page.locator("#h-found")).not_to_have_text(re.compile(rf"^{everything} "))
    page.go_back()
    expect(page.locator("#h-found")).to_have_text(re.compile(rf"^{everything} "))


def test_without_script_on_a_phone(context_for: Callable[..., BrowserContext]) -> None:
    page = context_for(width=360, java_script_enabled=False).new_page()
    page.goto("/catalogue/")
    page.get_by_text("Narrow it down").click()
    wanted = count_beside(page, "price", "free")
    page.locator('input[name="price"][value="free"]').check()
    page.get_by_role("button", name="Show what fits").click()
    assert number_found(page) == wanted
    boxes = page.locator('input[name="with"]')
    names = [boxes.nth(place).locator("xpath=..").inner_text().split(": ")[-1] for place in (0, 1)]
    for place in (0, 1):
        boxes.nth(place).check()
    page.get_by_role("button", name="Compare those ticked").click()
    for name in names:
        expect(page.get_by_role("columnheader", name=name)).to_be_visible()
    page.get_by_role("link", name=re.compile(f"Take away ?: {re.escape(names[0])}")).click()
    assert page.locator("thead th").count() == 1
    page.get_by_role("link", name="Put a bachelor's degree beside it").click()
    expect(page.get_by_text("180 ECTS credits", exact=True)).to_be_visible()
