# ruff: noqa: T201 - a command prints
"""Takes pictures of pages at two widths in both themes, so that whoever changes a page looks at it.

Usage: python tests/browser/shots.py BASE_URL OUTDIR PATH… [--login EMAIL PASSWORD] [--only 360|1280]
       [--theme light|dark] [--print] [--unfold]
Each page becomes OUTDIR/<name>-<width>-<theme>.png; a page that is wider than its window is reported.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHTS = {360: 740, 1280: 800}


def name_of(path: str) -> str:
    """A file name for an address."""
    return re.sub(r"[^a-zA-Z0-9]+", "-", path).strip("-") or "start"


def sign_in(page: Page, base: str, email: str, password: str) -> None:
    """Signs in by the ordinary form."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_load_state()


def take(page: Page, url: str, target: Path, width: int, *, unfold: bool = False) -> str:
    """One picture of the whole page; returns what a person would stumble over, if anything."""
    answer = page.goto(url)
    page.wait_for_load_state("networkidle")
    if unfold:
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    page.screenshot(path=str(target), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    notes = [f"status {answer.status}"] if answer and answer.status >= 400 else []
    if wide > width:
        notes.append(f"scrolls sideways: {wide} > {width}")
    return ", ".join(notes)


def shoot(browser: Browser, options: argparse.Namespace, width: int, theme: str) -> None:
    """Every page at one width in one theme; what the console says is printed, since a silent page may be broken."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=theme)
    page = context.new_page()
    page.on("console", lambda m: print(f"  console: {m.text}") if m.type in {"error", "warning"} else None)
    if options.login:
        sign_in(page, options.base, *options.login)
    for path in options.paths:
        target = options.outdir / f"{name_of(path)}-{width}-{theme}.png"
        note = take(page, options.base + path, target, width, unfold=options.unfold)
        print(f"{target.name}{': ' + note if note else ''}")
        if options.print and width == 1280 and theme == "light":
            page.pdf(path=str(target.with_suffix(".pdf")), prefer_css_page_size=True, print_background=True)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", help="for example http://localhost:8000")
    parser.add_argument("outdir", type=Path)
    parser.add_argument("paths", nargs="+", help="for example /catalogue/ /verify/")
    parser.add_argument("--login", nargs=2, metavar=("EMAIL", "PASSWORD"))
    parser.add_argument("--only", type=int, choices=sorted(HEIGHTS), help="one width only")
    parser.add_argument("--theme", choices=["light", "dark"], help="one theme only")
    parser.add_argument("--print", action="store_true", help="also print each page to PDF")
    parser.add_argument("--unfold", action="store_true", help="open all that can be opened first")
    options = parser.parse_args()
    options.base = options.base.rstrip("/")
    options.outdir.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width in [options.only] if options.only else sorted(HEIGHTS):
            for theme in [options.theme] if options.theme else ["light", "dark"]:
                shoot(browser, options, width, theme)
        browser.close()


if __name__ == "__main__":
    main()
