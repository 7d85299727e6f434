# ruff: noqa: T201 - a command prints
"""Takes the pictures that docs/how-to/verify.md and award-a-whole-list.md show, from a running demo and a wallet in it.

Usage: PYTHONPATH=. python tests/browser/pictures.py BASE_URL EMAIL PASSWORD      (somebody who holds a credential)
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.furnish import ROB
from tests.browser.handed_in import forged, record_around
from tests.browser.looks import paste
from tests.browser.shots import ARGUMENTS, CHROMIUM, sign_in

from skillmark.interfaces.cli.walk_people import STAFF_PASSWORD

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
WIDTH, COLOURS, MARGIN = 960, 255, 16


def held(browser: Browser, base: str, email: str, password: str) -> dict[str, Any]:
    """A credential out of somebody's wallet."""
    page = browser.new_context().new_page()
    sign_in(page, base, email, password)
    page.goto(f"{base}/wallet/")
    href = page.locator("article h3 a").first.get_attribute("href")
    document: dict[str, Any] = page.request.get(f"{base}{href}file/json/").json()
    return document


def keep(page: Page, name: str, first: str, last: str) -> None:
    """The page from one part to another, in few colours, since documentation is read over slow lines too."""
    # What stands above a demo only is no part of the page.
    page.evaluate("document.querySelectorAll('.ribbon').forEach((each) => each.remove())")
    page.evaluate("window.scrollTo(0, 0)")  # boxes are measured from the window
    boxes = [page.locator(selector).first.bounding_box() for selector in (first, last)]
    top, bottom = boxes[0], boxes[1]
    assert top is not None
    assert bottom is not None
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    shown = picture.crop((0, int(top["y"]) - MARGIN, WIDTH, int(bottom["y"] + bottom["height"]) + MARGIN))
    target = IMAGES / name
    shown.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target.name}: {shown.width} x {shown.height}, {target.stat().st_size:,} bytes")


def award_a_list(browser: Browser, base: str) -> None:
    """What the registrar of the demo sees when a table has been read."""
    page = browser.new_context(viewport={"width": WIDTH, "height": 800}, color_scheme="light").new_page()
    sign_in(page, base, ROB, STAFF_PASSWORD)
    good = [
        f"{name.lower()}@people.example,{name} Example,2026-03-02" for name in ("Ada", "Ben", "Cleo", "Dev")
    ]
    bad = [
        "elif,Elif Example,2026-03-02",
        "fay@people.example,,2026-03-02",
        "gus@people.example,Gus Example,2.3.26",
    ]
    rows = ["email,name,awarded", *good[:2], *bad, *good[2:], "hal@people.example,Hal Example,2026-03-02"]
    page.goto(f"{base}/staff/northfield/batches/new/")
    page.get_by_role("link", name="Data Analysis Foundations").click()
    table = {"name": "spring.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    page.get_by_label("Table").set_input_files(table)
    page.get_by_label("Reason").fill("Passed the course of this spring.")
    page.get_by_role("button", name="Read the table").click()
    page.get_by_text("Waits for your go").wait_for()
    keep(page, "award-a-list.png", "main header", "section:has(#problems)")


def main() -> None:
    base, email, password = sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[3]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        document = held(browser, base, email, password)
        page = browser.new_context(viewport={"width": WIDTH, "height": 800}, color_scheme="light").new_page()

        def check(text: str) -> None:
            page.goto(f"{base}/verify/")
            paste(page, text)

        check(json.dumps(document))
        keep(page, "check-verified.png", ".answer-card", ".checked")
        check(forged(document))
        keep(page, "check-not-genuine.png", ".answer-card", ".checked")
        check(record_around(document))
        for title in ("Food Safety", "Knife Skills", "Westbrook College vouches"):
            page.locator(".part > summary").filter(has_text=title).first.click()
        keep(page, "check-nested.png", ".inside", ".inside")
        award_a_list(browser, base)
        browser.close()


if __name__ == "__main__":
    main()
