"""What `doctor` looks at: one function per part of an installation, each giving one or more findings."""

from __future__ import annotations

import os
import platform as machine
import shutil
import smtplib
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from skillmark.config import LOOPBACK, Config, ConfigError, current, unknown_names
from skillmark.interfaces.cli import platform
from skillmark.interfaces.cli.platform import typed

MEGABYTE = 1_000_000
# Nothing was issued before this program existed; a clock that says otherwise is wrong.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
OLDEST_POSTGRESQL = 15
# Workers look at keys and lists each second, at pages each minute.
_PUBLISHED_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was found, in which `state`, `why` it matters and the command that mends it."""

    state: Literal["ok", "warn", "bad"]
    what: str
    why: str = ""
    mend: str = ""


def examine() -> list[Finding]:
    """Every finding, in an order in which mending them makes sense."""
    findings = list(_python())
    try:
        config = current()
    except ConfigError as error:
        why = "Nothing starts until every setting can be used."
        return findings + [Finding("bad", problem, why, "correct the setting") for problem in error.problems]
    findings += _settings()
    findings += _home(config)
    findings += _disk(config)
    findings += _secrets(config)
    findings += _address(config)
    platform.start_django()
    findings += _database(config)
    findings += _mail(config)
    findings += _clock()
    return findings


# --- the home folder ---------------------------------------------------------------------------------------


def _home(config: Config) -> Iterator[Finding]:
    if not config.home.is_dir():
        yield Finding(
            "warn",
            f"no installation in {config.home} yet",
            "Server commands need one; `verify` does not.",
            f"{typed('init')}   (or, to try it out: {typed('demo')})",
        )
    elif not os.access(config.home, os.W_OK):
        yield Finding(
            "bad",
            f"{config.home} cannot be written to",
            "Everything an installation keeps goes there.",
            f"chown -R {os.environ.get('USER', 'skillmark')} {config.home}",
        )
    else:
        yield Finding("ok", f"home folder {config.home}")


def _disk(config: Config) -> Iterator[Finding]:
    place = next(folder for folder in (config.home, *config.home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    what = f"{free // MEGABYTE:,} MB free in {place}"
    why = "A full disk stops issuing and signing in."
    if free < 1000 * MEGABYTE:
        yield Finding(
            "bad" if free < 200 * MEGABYTE else "warn", what, why, f"make room: du -xh {place} | sort -h"
        )
    else:
        yield Finding("ok", what)
    if config.home.is_dir() and os.access(config.home, os.W_OK):
        yield _write_latency(config.home)


def _write_latency(folder: Path) -> Finding:
    """How long the disk takes until it really holds what was written: the time of one commit."""
    probe = folder / f".probe-{os.getpid()}"
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, b"x" * 4096)
        begun = time.perf_counter()
        os.fsync(descriptor)
        milliseconds = (time.perf_counter() - begun) * 1000
    finally:
        os.close(descriptor)
        probe.unlink()
    what = f"a durable write takes {milliseconds:.1f} ms"
    if milliseconds > 100:
        return Finding("warn", what, "Every change waits for one.", "move SKILLMARK_HOME to a faster disk")
    return Finding("ok", what)


def _secrets(config: Config) -> Iterator[Finding]:
    for name, why in (
        ("secret_key", "Without it nobody stays signed in across a restart."),
        ("key_encryption_key", "Without it issuing keys can neither be kept nor opened."),
    ):
        if not getattr(config, name):
            yield Finding("warn", f"no {name}", why, typed("init"))
        else:
            yield Finding("ok", f"{name} is there")
    for path in sorted(config.keys_folder.glob("*")) if config.keys_folder.is_dir() else []:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            what = f"{path} may be read by others (mode {mode:o})"
            yield Finding("bad", what, "Whoever reads it can act as this installation.", f"chmod 600 {path}")


def _address(config: Config) -> Iterator[Finding]:
    what = f"base address {config.base_url}"
    if config.development:
        yield Finding(
            "warn",
            f"{what}, development mode",
            "Plain http and private addresses are allowed, and credentials issued here are for trying out.",
            "leave SKILLMARK_DEVELOPMENT out and set SKILLMARK_BASE_URL=https://…",
        )
    elif urlsplit(config.base_url).hostname in LOOPBACK:
        yield Finding(
            "warn",
            what,
            "That is well for trying out; but it is written into every credential, and nobody else can reach it.",
            "set SKILLMARK_BASE_URL=https://… in config.env before the first credential is issued",
        )
    elif config.https and not config.trusted_proxies:
        yield Finding(
            "warn",
            f"{what}, no trusted proxy",
            "`serve` speaks plain http and sends everybody on to https: behind a proxy that ends TLS this goes in"
            " circles, and sign-in limits see one address for all.",
            "set SKILLMARK_TRUSTED_PROXIES=1, and let the proxy set X-Forwarded-For and X-Forwarded-Proto",
        )
    else:
        yield Finding("ok", what)


# --- the database and its queues ---------------------------------------------------------------------------


def _database(config: Config) -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    if connection.vendor == "sqlite":
        yield _sqlite_version()
        if not Path(str(connection.settings_dict["NAME"])).is_file():
            yield Finding("warn", "no database yet", "It is made at the first start.", typed("init"))
            return
    try:
        yield from _sqlite_settings() if connection.vendor == "sqlite" else _postgresql()
        waiting = platform.pending_migrations()
    except DatabaseError as error:
        what = f"the database does not answer: {str(error).strip()}"
        yield Finding("bad", what, "Nothing works without it.", "start it, or correct SKILLMARK_DATABASE_URL")
        return
    if waiting:
        what = f"{len(waiting)} migrations wait, {waiting[0]} first"
        yield Finding(
            "bad", what, "`serve` and `worker` refuse to start on an old database.", typed("migrate")
        )
        return
    yield Finding("ok", "the database holds every migration")
    yield from _queues()
    yield from _worker(config)
    yield from _publish_folder(config)


def _sqlite_version() -> Finding:
    # The module of this name is the one the settings chose.
    import sqlite3

    from django.conf import settings

    what = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < settings.SQLITE_SAFE_VERSION:
        return Finding(
            "warn",
            what,
            "Before 3.51.3 a database that two processes write to can be corrupted (write-ahead log reset).",
            "use a Python for which there is a pysqlite3 wheel, or PostgreSQL",
        )
    return Finding("ok", what)


def _sqlite_settings() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    what = f"SQLite journal {journal}, synchronous {synchronous}, foreign keys {foreign_keys}"
    if (journal, synchronous, foreign_keys) == ("wal", 2, 1):
        yield Finding("ok", what)
    else:
        why = "Only the write-ahead log with synchronous FULL (2) loses nothing when power is cut."
        yield Finding("bad", what, why, "keep the home folder on a local disk, not on a network share")


def _postgresql() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('server_encoding')"
        )
        version, fsync, commit, encoding = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        yield Finding("bad", f"PostgreSQL {version}", "15 or newer is needed.", "upgrade PostgreSQL")
    else:
        yield Finding("ok", f"PostgreSQL {version}")
    what = f"PostgreSQL fsync {fsync}, synchronous_commit {commit}, {encoding}"
    if fsync == "on" and commit != "off" and encoding == "UTF8":
        yield Finding("ok", what)
    else:
        why = "With fsync or synchronous_commit off, a power cut loses credentials already shown as issued."
        yield Finding("bad", what, why, "ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf();")


def _queues() -> Iterator[Finding]:
    """Rows that wait too long mean that no worker runs; rows given up need a person."""
    from django.apps import apps
    from django.utils import timezone

    from skillmark.foundation.ledger.models import QueueRow, QueueState

    overdue_since = timezone.now() - timedelta(minutes=5)
    for model in apps.get_models():
        if not issubclass(model, QueueRow):
            continue
        rows = model._default_manager.all()
        waiting = rows.filter(state=QueueState.WAITING).count()
        overdue = rows.filter(state=QueueState.WAITING, run_at__lt=overdue_since).count()
        dead = rows.filter(state=QueueState.DEAD).count()
        what = f"queue {model._meta.verbose_name}: {waiting} waiting, {overdue} overdue, {dead} given up"
        if overdue:
            yield Finding("bad", what, "No worker has taken them for five minutes.", typed("worker"))
        elif dead:
            yield Finding(
                "warn", what, "They failed too often; the row's last_error says why.", typed("worker")
            )
        else:
            yield Finding("ok", what)


def _worker(config: Config) -> Iterator[Finding]:
    """The worker touches this file while it runs."""
    beat = config.home / "worker.heartbeat"
    if not beat.is_file():
        yield Finding(
            "warn", "no worker has run here", "It issues credentials and sends mail.", typed("worker")
        )
        return
    age = max(0, int(time.time() - beat.stat().st_mtime))
    if age > 60:
        what = f"the worker was last seen {age} seconds ago"
        yield Finding("warn", what, "It issues credentials and sends mail.", typed("worker"))
    else:
        yield Finding("ok", f"the worker was seen {age} seconds ago")


# --- what is published as files ----------------------------------------------------------------------------


def _publish_folder(config: Config) -> Iterator[Finding]:
    """The folder that a static host serves, where there is one: verdicts of others hang on it."""
    folder = config.publish_dir
    if folder is None:
        return
    mend = f"{typed('publish')}, or see why workers do not: their log has it"
    if not folder.is_dir():
        why = (
            "The host that serves it has nothing, so nobody can check what was issued without this platform."
        )
        yield Finding("warn", f"nothing is published in {folder} yet", why, mend)
        return
    places = (folder, *(each for each in (folder / ".skillmark",) if each.is_dir()))
    if not all(os.access(place, os.W_OK | os.X_OK) for place in places):
        why = "What is revoked from now on goes on being served as valid there."
        chown = f"chown -R {os.environ.get('USER', 'skillmark')} {folder}"
        yield Finding("bad", f"{folder} cannot be written to", why, chown)
        return
    yield _age_of_published(folder, mend)


def _age_of_published(folder: Path, mend: str) -> Finding:
    from django.utils import timezone

    from skillmark.interfaces.jobs.folder import done_at
    from skillmark.lifecycle.issuing.queries import newest_public_change

    done, changed = done_at(folder), newest_public_change()
    if done is None:
        why = "Publishing into it was never finished with nothing held back."
        return Finding("warn", f"it cannot be said whether {folder} is up to date", why, mend)
    if changed is None or changed <= done:
        return Finding(
            "ok", f"what is published in {folder} is of {done:%Y-%m-%d %H:%M:%S} UTC, and nothing is newer"
        )
    late = timezone.now() - changed
    what = f"{folder} was last up to date at {done:%Y-%m-%d %H:%M:%S} UTC; something changed at {changed:%H:%M:%S} on"
    why = "Until it is published, those who check by these files are told what was true before."
    state: Literal["warn", "bad"] = "bad" if late > _PUBLISHED_WITHIN else "warn"
    return Finding(state, f"{what} {changed:%Y-%m-%d}", why, mend)


def _python() -> Iterator[Finding]:
    # Older than 3.11 does not get this far: `./skillmark` and pip refuse it.
    yield Finding("ok", f"Python {machine.python_version()}")


def _settings() -> Iterator[Finding]:
    for name in unknown_names():
        yield Finding(
            "warn", f"{name} is set", "It means nothing to Skillmark; is it misspelt?", f"unset {name}"
        )


# --- mail and time -----------------------------------------------------------------------------------------


def _mail(config: Config) -> Iterator[Finding]:
    if not config.smtp_url:
        what = f"mail is written to {config.outbox_folder}"
        if config.development:
            yield Finding("ok", what)
        else:
            why = "It reaches nobody: who signs in by a code needs somebody who reads it in that folder."
            yield Finding("warn", what, why, "set SKILLMARK_SMTP_URL=smtp://user:password@host:587")
        return
    from django.core.mail import get_connection

    host = urlsplit(config.smtp_url).hostname
    try:
        link = get_connection(timeout=5)
        link.open()
        link.close()
    except (OSError, smtplib.SMTPException) as error:
        why = f"The server answered: {error}"
        yield Finding("bad", f"mail cannot be handed to {host}", why, "correct SKILLMARK_SMTP_URL")
    else:
        yield Finding("ok", f"mail goes out by {host}")


def _clock() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    now = datetime.now(UTC)
    if now < BEGINNING:
        what = f"the clock says {now:%Y-%m-%d}"
        yield Finding("bad", what, "Every signature carries the time.", "timedatectl set-ntp true")
        return
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                apart = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
        except DatabaseError:
            return  # said above
        if apart > 2:
            what = f"this clock and the database's are {apart:.0f} seconds apart"
            yield Finding(
                "warn", what, "Leases and dates are judged by both.", "timedatectl set-ntp true (on both)"
            )
            return
    yield Finding("ok", f"the clock says {now:%Y-%m-%d %H:%M} UTC")
