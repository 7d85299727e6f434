"""Fixtures that every test may use, and the throw-away installation that platform tests run in."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from django.test import Client
    from tests.cast import Cast

    from skillmark.foundation.people.models import Person

# How long an example takes says more about the machine than about us: no test is timed.
# In CI the same cases each time, so that a change is judged by what it changed; at a desk new ones each time.
settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("untimed")

_BESIDE_THE_CLONE = Path(__file__).resolve().parents[2] / "shared" / "standards"


@pytest.fixture(scope="session")
def standards() -> Callable[[str], Path]:
    """The path of an official vector below SKILLMARK_STANDARDS; skips with the reason where it is absent."""
    root = Path(os.environ.get("SKILLMARK_STANDARDS", _BESIDE_THE_CLONE))

    def path_of(name: str) -> Path:
        path = root / name
        if not path.exists():
            pytest.skip(
                f"official vectors are absent: {name} not found below {root}; set SKILLMARK_STANDARDS"
            )
        return path

    return path_of


@pytest.fixture(scope="session")
def skills_data() -> Callable[[str], Path]:
    """The path of a published framework below SKILLMARK_SKILLS; skips with the reason where it is absent."""
    root = Path(os.environ.get("SKILLMARK_SKILLS", _BESIDE_THE_CLONE.with_name("skills")))

    def path_of(name: str) -> Path:
        path = root / name
        if not path.exists():
            pytest.skip(
                f"published frameworks are absent: {name} not found below {root}; set SKILLMARK_SKILLS"
            )
        return path

    return path_of


# Those of the cast who have a program that acts as them.
_WITH_PROGRAMS = ("rob", "dana", "mallory", "nobody")


def token_of(name: str) -> str:
    """The token of the program that acts as this person of the cast."""
    return f"token-of-{name}"


# --- the installation under test ----------------------------------------------------------------------------


def _prepare_home() -> None:
    """Each process gets a home of its own and none of the developer's settings, before Django reads them."""
    # What workers of xdist keep lies within the first process's home, which goes when that process ends.
    shared = os.environ["SKILLMARK_HOME"] if "PYTEST_XDIST_WORKER" in os.environ else None
    for name in [name for name in os.environ if name.startswith("SKILLMARK_")]:
        if name not in {"SKILLMARK_STANDARDS", "SKILLMARK_SKILLS", "SKILLMARK_TEST_DATABASE_URL"}:
            del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="skillmark-test-", dir=shared))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["SKILLMARK_HOME"] = str(home)
    os.environ["SKILLMARK_DEVELOPMENT"] = "yes"
    os.environ["SKILLMARK_DATABASE_URL"] = os.environ.get("SKILLMARK_TEST_DATABASE_URL", "")
    os.environ["SKILLMARK_CONNECT"] = "vcapi"
    os.environ["SKILLMARK_VCAPI_TOKENS"] = ",".join(
        f"{name}@example.org:{hashlib.sha256(token_of(name).encode()).hexdigest()}" for name in _WITH_PROGRAMS
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "skillmark.site.settings"
    # Playwright keeps an event loop in the test's thread, which Django would take for asynchronous code of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from skillmark.config import create_secrets

    create_secrets(home)


_prepare_home()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers read their settings when this file has given them a home, not before: pytest-django waits for it."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_configure() -> None:
    """Password hashing is slow on purpose; tests sign in by the hundred and guard nothing."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `pg` run on PostgreSQL only."""
    if os.environ["SKILLMARK_DATABASE_URL"]:
        return
    skip = pytest.mark.skip(
        reason="needs PostgreSQL: set SKILLMARK_TEST_DATABASE_URL or run ./skillmark test"
    )
    for item in items:
        if "pg" in item.keywords:
            item.add_marker(skip)


@pytest.fixture
def cast(db: None) -> Cast:
    """Everyone, with a published micro-credential (see tests/cast.py)."""
    from tests.cast import assemble

    return assemble()


@pytest.fixture
def client_for() -> Callable[[Person], Client]:
    """A browser in which this person has signed in."""
    from django.test import Client

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    """Checks are counted by visitor and minute, and all tests come from one address."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _may_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """SQLite is emptied row by row after a test with real transactions, and would not let go of what is frozen."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    from skillmark.lifecycle.designing.models import Version

    yield
    Version.objects.update(state="")
