"""The installation starts, answers its health addresses, and tells browsers what it must."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from tests.cast import Cast

from skillmark.foundation.people.models import Person
from skillmark.site.database import database_from
from skillmark.site.sqlite import SAFE_VERSION


@pytest.mark.django_db
def test_health_addresses_answer(client: Client) -> None:
    assert client.get("/livez").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def test_no_system_check_complains() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_pages_may_run_no_inline_script_and_stand_in_no_frame(client: Client) -> None:
    response = client.get("/livez")
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_sqlite_is_current_and_loses_nothing_in_a_power_cut() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    with connection.cursor() as cursor:
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    assert (synchronous, foreign_keys) == (2, 1)
    if Path(sqlite3.__file__).parent.name == "pysqlite3":
        assert sqlite3.sqlite_version_info >= SAFE_VERSION


@pytest.mark.django_db
def test_a_form_that_waited_too_long_is_explained() -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(
        "/accounts/login/", {"login": "lea@example.org"}, headers={"referer": "https://evil.example/"}
    )
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()
    assert "evil.example" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/accounts/login/", "text/html"), ("/api/v1/verify", "application/problem+json")],
)
def test_a_request_that_is_too_large_is_refused_unread(client: Client, path: str, media_type: str) -> None:
    response = client.post(path, b"{}", content_type="application/json", CONTENT_LENGTH=str(1 << 40))
    assert response.status_code == 413
    assert response.headers["Content-Type"].startswith(media_type)
    assert "MB that can be sent at once" in response.content.decode()


def test_a_postgresql_address_becomes_django_settings(tmp_path: Path) -> None:
    address = "postgresql://me:p%40ss@db.example:5433/skill%2Dmark?sslmode=require"
    settings = database_from(address, default_file=tmp_path)
    assert (settings["USER"], settings["PASSWORD"], settings["NAME"]) == ("me", "p@ss", "skill-mark")
    assert (settings["HOST"], settings["PORT"], settings["OPTIONS"]) == (
        "db.example",
        "5433",
        {"sslmode": "require"},
    )
    by_socket = database_from("postgresql://me@/skillmark?host=/run/postgresql", default_file=tmp_path)
    assert (by_socket["HOST"], by_socket["PORT"]) == ("/run/postgresql", "")


def test_pages_of_a_person_are_private_and_forgotten_at_sign_out(
    cast: Cast, client_for: Callable[[Person], Client]
) -> None:
    client = client_for(cast.lea)
    assert client.get("/wallet/").headers["Cache-Control"] == "private, no-cache"
    left = client.post("/accounts/logout/")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    # What is the same for everybody may be kept by everybody.
    assert (
        "private" not in client.get(f"/achievements/{cast.published.uid}/badge.svg").headers["Cache-Control"]
    )
    assert "Clear-Site-Data" not in client.get("/").headers
