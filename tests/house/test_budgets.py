"""What a page may cost: queries, script and style. Counted in a whole demo world, where a query per row would show."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from tests.browser.furnish import Furnished, furnish
from tests.browser.looks import LOOKS, NO_PAGES, Look, unfold
from tests.browser.world import World

from skillmark.interfaces.cli.visiting import Page, Visitor
from skillmark.interfaces.cli.walk_people import STAFF_PASSWORD
from skillmark.interfaces.jobs import batches, undo

QUERIES, SCRIPT, STYLE = 12, 40_000, 25_000
# What shows more than an ordinary page does, and why. The figure does not grow with the number of people or rows.
DEAR = {
    "designer:overview": (
        20,
        "shows a whole version, which is read from eight tables, in every language, its steps, history and review",
    ),
    "designer:languages": (13, "reads a whole version to say what is missing, and its other languages"),
    "designer:translation": (13, "reads a whole version to say what is missing, and its other languages"),
    "designer:compare": (25, "lays two whole versions side by side"),
    "designer:basics": (
        13,
        "reads a whole version to say what is missing, and looks for another of the same title",
    ),
    "designer:level": (13, "reads a whole version to say what is missing, and the levels of countries"),
    "designer:quality": (
        14,
        "reads a whole version to say what is missing, what may be asked for before it, and what is taken over",
    ),
    "designer:skills": (
        18,
        "searches the skills, by words and spellings, beside a version and what it proposed",
    ),
    "public:achievement": (14, "shows a whole version, which is read from eight tables, and who endorses it"),
    "public:micro_credential": (
        19,
        "shows a whole version, who endorses it, what it asks for before, its offerings, and the visitor's part",
    ),
}
# The outbox is there in a demo only.
PAGES = [
    look
    for look in LOOKS
    if look.do in {None, unfold} and look.status == httpx.codes.OK and look.name != "public:outbox"
]


# --- every page is known ----------------------------------------------------------------------------------------


def names_in(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from names_in(each, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        elif isinstance(each, URLPattern):
            yield f"{namespace}{each.name}"


def test_every_address_is_looked_at_or_named_with_its_reason() -> None:
    known = {name for name in names_in(get_resolver()) if not name.startswith(("api:", "vcapi:"))}
    looked_at = {look.name for look in LOOKS}
    excused = set().union(*NO_PAGES.values())
    assert known - looked_at - excused == set(), "add these pages to tests/browser/looks.py"
    assert (looked_at | excused) - known == set(), "tests/browser/looks.py names pages that are not there"
    assert looked_at & excused == set()


# --- a world in this very process ---------------------------------------------------------------------------------


@dataclass
class WorldHere(World):
    """The demo world in the test's own database, served without a network, so that its queries can be counted."""

    @property
    def base_url(self) -> str:
        return str(settings.CONFIG.base_url)

    def new_visitor(self) -> Visitor:
        return Visitor(self.base_url, transport=httpx.WSGITransport(get_wsgi_application()))

    def work_on_batches(self) -> None:
        while undo.run_one(holder="a worker") or batches.run_one(holder="a worker"):
            pass

    def rows(self, query: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query.replace("%", "%%").replace("?", "%s"), values)
            return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def here(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[WorldHere, Furnished]]:
    """Made once for all pages, and taken back at the end."""
    from skillmark.interfaces.cli.seeding import seed_world

    with django_db_blocker.unblock(), transaction.atomic():
        seed_world(now=timezone.now())
        world = WorldHere(Path(), 0)
        yield world, furnish(world, tmp_path_factory.mktemp("files"))
        transaction.set_rollback(True)


def visited(here: tuple[WorldHere, Furnished], look: Look) -> tuple[Page, list[str]]:
    """The page and the queries it took, those for the session and the person included."""
    world, furnished = here
    visitor = world.visitor(furnished.address(look.who))
    address = furnished.address(look.address)
    page = visitor.open(address)  # the first look may be welcomed with messages of what was done before
    if "/reauthenticate/" in page.url and look.name != "account_reauthenticate":
        visitor.press("Confirm", {"password": STAFF_PASSWORD}, action="/reauthenticate/")
    with CaptureQueriesContext(connection) as captured:
        page = visitor.open(address)
    return page, [each["sql"] for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]


@pytest.mark.django_db
@pytest.mark.parametrize("look", PAGES, ids=str)
def test_budget(here: tuple[WorldHere, Furnished], look: Look) -> None:
    """Few queries, little script, little style."""
    page, queries = visited(here, look)
    most, _why = DEAR.get(str(look)) or DEAR.get(look.name, (QUERIES, ""))
    assert len(queries) <= most, "\n".join(f"{n}. {sql[:300]}" for n, sql in enumerate(queries, start=1))
    scripts = [each.attrs["src"] for each in page.tree.every("script") if "src" in each.attrs]
    assert weight(scripts) <= SCRIPT, scripts
    styles = [each.attrs["href"] for each in page.tree.every("link") if each.attrs.get("rel") == "stylesheet"]
    assert styles, "every page has a style"
    assert weight(styles) <= STYLE, styles


def weight(addresses: list[str]) -> int:
    """Bytes that travel, compressed as the server does it."""
    return sum(len(gzip.compress(_bytes_behind(each), 9)) for each in addresses)


def _bytes_behind(address: str) -> bytes:
    """An organisation's colours are written by us when they are asked for; all else is a file."""
    if address.startswith("/themes/"):
        return Client().get(address).content
    return _file_behind(address).read_bytes()


def _file_behind(address: str) -> Path:
    assert address.startswith(settings.STATIC_URL), f"{address} is served by somebody else"
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    assert isinstance(found, str), f"there is no file behind {address}"
    return Path(found)
