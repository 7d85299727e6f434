"""Whole lists of awards in a real browser, with the worker running: what is bad is told, nothing is issued twice."""

from __future__ import annotations

import csv
import re
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.furnish import OLGA, ROB
from tests.browser.test_story import follow, press, says, tab_to
from tests.browser.world import World

pytestmark = pytest.mark.browser

ROWS, BAD = 10_000, 37
MANY = 20_000
# A batch is signed by processes of its own, which share this machine with the browser.
PATIENTLY = 240_000
CONTEXT = Callable[..., BrowserContext]


def write(path: Path, *, good: int, bad: int = 0, word: str = "learner") -> Path:
    """A table of so many people, the bad ones spread among the others."""
    every = (good + bad) // bad if bad else good + bad + 1
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "name", "awarded"])
        for number in range(1, good + bad + 1):
            is_bad = bad and number % every == 0 and number // every <= bad
            address = f"{word}{number}" if is_bad else f"{word}{number}@bulk.example"
            writer.writerow([address, f"Learner Number {number}", "2026-03-01"])
    return path


def credentials(world: World) -> int:
    return int(world.one("SELECT count(*) FROM issuing_credential WHERE batch_id IS NOT NULL"))


def hand_in(page: Page, table: Path) -> None:
    page.goto("/staff/northfield/awards/")
    follow(page, "Award a whole list")
    follow(page, "Data Analysis Foundations")
    page.get_by_label("Table").set_input_files(table)
    page.get_by_label("Reason").fill("Passed the course of autumn.")
    press(page, "Read the table")


@pytest.fixture
def rob(context_for: CONTEXT) -> Page:
    return context_for(ROB).new_page()


@pytest.fixture
def olga(context_for: CONTEXT) -> Page:
    return context_for(OLGA).new_page()


def test_ten_thousand_rows_with_37_bad_ones_and_the_same_again(
    world: World, rob: Page, olga: Page, tmp_path: Path
) -> None:
    before = credentials(world)
    table = write(tmp_path / "autumn.csv", good=ROWS - BAD, bad=BAD)
    hand_in(rob, table)
    # The page is watched, never reloaded by hand: it comes to the next stage by itself.
    expect(rob.locator("main")).to_contain_text("Waits for your go", timeout=PATIENTLY)
    says(rob, "To be issued", f"{ROWS - BAD:,}", f"{BAD} rows have problems", "Page 1 of 2")
    with rob.expect_download() as download:
        rob.get_by_role("link", name="Download the rows").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        to_mend = list(csv.reader(file))
    assert len(to_mend) == BAD + 1
    assert to_mend[0][-1] == "problem"
    press(rob, f"Propose {ROWS - BAD:,} credentials")  # without saying that rows are left out
    assert rob.locator("main [role=alert]").count() >= 1
    rob.get_by_label(f"Leave out the {BAD} rows with problems").check()
    press(rob, f"Propose {ROWS - BAD:,} credentials")
    says(rob, "Waits for a second person")
    olga.goto("/")
    follow(olga, "waiting for a decision")
    olga.goto(rob.url)
    press(olga, "Approve")
    rob.reload()
    expect(rob.locator("sm-watch [data-words]")).to_have_text(
        re.compile(rf"[1-9][\d,]* of {ROWS - BAD:,}"), timeout=PATIENTLY
    )
    for page in (rob, olga):
        expect(page.locator("main header")).to_contain_text("Done", timeout=PATIENTLY)
        says(page, "Issued", f"{ROWS - BAD:,}", f"{BAD} rows have problems")
    assert credentials(world) == before + ROWS - BAD
    follow(rob, "Look at the credentials")
    says(rob, "Only those of", "Learner Number", "Page 1 of")
    hand_in(rob, table)
    expect(rob.locator("main")).to_contain_text("No row can be issued", timeout=PATIENTLY)
    says(rob, "Have it already", f"{ROWS - BAD:,}")
    assert credentials(world) == before + ROWS - BAD


def test_pages_keep_answering_while_a_large_table_is_handed_in_read_and_issued(
    world: World, rob: Page, olga: Page, tmp_path: Path
) -> None:
    answers: list[int] = []
    stop = threading.Event()
    visitor = world.new_visitor()
    assert visitor.open("/catalogue/").seen

    def ask() -> None:
        with httpx.Client(base_url=world.base_url, trust_env=False, timeout=30) as client:
            while not stop.is_set():
                answers.extend(
                    client.get(page).status_code for page in ("/", "/catalogue/", "/verify/", "/readyz")
                )

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        hand_in(rob, write(tmp_path / "many.csv", good=MANY, word="many"))
        expect(rob.locator("main")).to_contain_text("Waits for your go", timeout=PATIENTLY)
        read = len(answers)
        press(rob, f"Propose {MANY:,} credentials")
        olga.goto(rob.url)
        press(olga, "Approve")
        expect(olga.locator("main header")).to_contain_text("Done", timeout=PATIENTLY)
    finally:
        stop.set()
        asking.join()
    assert set(answers) == {200}
    assert read > 20
    assert len(answers) - read > 20


def test_a_list_is_awarded_by_keyboard_alone(rob: Page, tmp_path: Path) -> None:
    rob.goto("/staff/northfield/batches/new/")
    with rob.expect_navigation():
        rob.get_by_role("link", name="Data Analysis Foundations").click()
    tab_to(rob, rob.get_by_role("link", name="Download the template"))
    rob.reload()
    tab_to(rob, rob.get_by_label("Table"))
    rob.get_by_label("Table").set_input_files(write(tmp_path / "keys.csv", good=3, bad=1, word="keys"))
    tab_to(rob, rob.get_by_label("Reason"))
    rob.keyboard.type("Passed the course of autumn.")
    with rob.expect_navigation():
        tab_to(rob, rob.get_by_role("button", name="Read the table"))
        rob.keyboard.press("Enter")
    expect(rob.locator("main")).to_contain_text("Waits for your go", timeout=PATIENTLY)
    tab_to(rob, rob.get_by_label("Leave out the 1 row with a problem"))
    rob.keyboard.press("Space")
    with rob.expect_navigation():
        tab_to(rob, rob.get_by_role("button", name="Propose 3 credentials"))
        rob.keyboard.press("Enter")
    tab_to(rob, rob.locator("summary", has_text="Take it back"))
    rob.keyboard.press("Enter")
    with rob.expect_navigation():
        tab_to(rob, rob.get_by_role("button", name="Take it back"))
        rob.keyboard.press("Enter")
    says(rob, "Cancelled")


def test_without_script_the_page_looks_again_by_itself(
    context_for: CONTEXT, world: World, tmp_path: Path
) -> None:
    page = context_for(ROB, java_script_enabled=False).new_page()
    hand_in(page, write(tmp_path / "plain.csv", good=3, word="plain"))
    expect(page.locator("main")).to_contain_text("Waits for your go", timeout=PATIENTLY)
