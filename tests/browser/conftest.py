"""One demo world and one chromium for all tests in a browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.browser.shots import ARGUMENTS
from tests.browser.world import World

from skillmark.interfaces.cli.walk_ground import free_port

HELD = pytest.StashKey[bool]()
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world of its own, served until the last test is done."""
    made = World(tmp_path_factory.mktemp("world") / "home", free_port())
    made.start()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keeps whether a test held, for the chapters that follow it."""
    report = yield
    if report.when == "call":
        item.stash[HELD] = report.passed
    return report


@pytest.fixture
def context_for(browser: Browser, world: World) -> Iterator[Callable[..., BrowserContext]]:
    """A window of its own for somebody: `context_for("dana@northfield.example", width=1280)`."""
    opened: list[BrowserContext] = []

    def open_context(email: str = "", *, width: int = 1280, **options: object) -> BrowserContext:
        height = 740 if width == 360 else 800
        settings = {"viewport": {"width": width, "height": height}, "base_url": world.base_url} | options
        context = browser.new_context(**settings)
        context.set_default_timeout(20_000)
        if email:
            hand_over_session(world, email, context)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


def hand_over_session(world: World, email: str, context: BrowserContext) -> None:
    """Lets the window go on where this person signed in before, so that not every test signs in anew."""
    jar = world.visitor(email).cookies()
    context.add_cookies(
        [{"name": name, "value": value, "url": world.base_url} for name, value in jar.items()]
    )


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core; installed by npm where it is missing."""
    folder = Path(__file__).parents[1] / "interop"
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not source.is_file():
        if shutil.which("npm") is None:
            pytest.skip("axe-core is not there and cannot be installed: apt-get install npm")
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, check=True)
    return source.read_text("utf-8")
