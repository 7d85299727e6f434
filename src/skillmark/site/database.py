"""Turns the one setting SKILLMARK_DATABASE_URL into Django's DATABASES entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from skillmark.site.sqlite import OPENING_STATEMENTS


def database_from(url: str, *, default_file: Path) -> dict[str, Any]:
    """SQLite in `default_file` when no address is given, or the PostgreSQL the address names."""
    address = urlsplit(url)
    if address.scheme in {"", "sqlite"}:
        named = unquote(address.path.removeprefix("/"))
        return _sqlite(named or str(default_file))
    return _postgresql(url)


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            # A transaction that starts as a reader and turns writer fails at once when another wrote in between;
            # IMMEDIATE waits in line instead, for up to `timeout` seconds.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": OPENING_STATEMENTS,
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    address = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(address.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        # A socket folder cannot stand in the host part of an address, so ?host=/run/postgresql names it.
        "HOST": options.pop("host", address.hostname or ""),
        "PORT": str(address.port or options.pop("port", "")),
        # One connection per thread, kept for a minute and tried before use, so that a restart of PostgreSQL
        # costs nobody an error page.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
