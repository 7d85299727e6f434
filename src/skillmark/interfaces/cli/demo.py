"""Shows everything at once: six providers, an employer and 200 people, on this machine alone.

The first run makes the demo world and keeps it; later runs go on with it. No mail is sent and nothing leaves this
machine. `--walk` makes a fresh world in a temporary folder, lives the whole life of one credential over HTTP, checks
the issued file with the server stopped, and ends with 0 only if every step held.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import itertools
import json
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from skillmark.config import CONFIG_FILE, Config, create_secrets, current, home, write_config_file
from skillmark.interfaces.cli import platform
from skillmark.interfaces.cli.platform import typed

if TYPE_CHECKING:
    from django.core.servers.basehttp import ThreadedWSGIServer

FIRST_PORT, PORTS_TRIED = 8000, 50
SEEDED = "demo.json"
# The program that acts as the college's registrar; printed for everyone, like the password.
PROGRAM, PROGRAM_TOKEN = "rob@northfield.example", "skillmark-demo-token"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reset", action="store_true", help="throw the demo world away and make it anew")
    parser.add_argument(
        "--walk", action="store_true", help="live one credential's life in a temporary world and check it"
    )
    parser.add_argument(
        "--port", type=int, metavar="N", help=f"the port (default: the first free one from {FIRST_PORT})"
    )


def run(options: argparse.Namespace) -> int:
    if options.walk:
        from skillmark.interfaces.cli.walking import walk_in_fresh_world

        return walk_in_fresh_world()
    _refuse_real_installation()
    if options.reset:
        _throw_away()
    config = _prepare(options.port)
    seeded = _world(config)
    server = _bound(config)
    with serving(server):
        _say_hello(config, seeded)
        _wait_to_be_stopped()
    return 0


# --- making the world ---------------------------------------------------------------------------------------


def _refuse_real_installation() -> None:
    """The demo never touches an installation that somebody set up."""
    settings_file = home() / CONFIG_FILE
    if settings_file.exists() and "SKILLMARK_DEMO=yes" not in settings_file.read_text("utf-8"):
        platform.leave(
            platform.EX_CONFIG,
            f"{home()} holds a real installation; the demo leaves it alone.",
            f"Give the demo a folder of its own: SKILLMARK_HOME=demo {typed('demo')}",
        )


def _throw_away() -> None:
    folder = home()
    if not (folder / CONFIG_FILE).exists():
        return
    for name in (CONFIG_FILE, SEEDED, "db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "worker.heartbeat"):
        (folder / name).unlink(missing_ok=True)
    for name in ("keys", "files", "known", "outbox", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _prepare(port: int | None) -> Config:
    """Writes the demo's settings at the first run. The address stays: it is written into every credential."""
    folder = home()
    if not (folder / CONFIG_FILE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        create_secrets(folder)
        chosen = port or _free_port()
        values = {
            # By name: browsers offer no passkeys to a bare IP address.
            "SKILLMARK_BASE_URL": f"http://localhost:{chosen}",
            "SKILLMARK_SITE_NAME": "Skillmark",
            "SKILLMARK_DEVELOPMENT": "yes",
            "SKILLMARK_DEMO": "yes",
            "SKILLMARK_CONNECT": "vcapi",
            "SKILLMARK_VCAPI_TOKENS": f"{PROGRAM}:{hashlib.sha256(PROGRAM_TOKEN.encode()).hexdigest()}",
        }
        write_config_file(folder, values)
    elif port and str(port) != current().base_url.rpartition(":")[2]:
        platform.leave(
            64,
            f"this demo world lives at {current().base_url}: the address is written into its credentials.",
            f"Start it without --port, or make a new world there: {typed(f'demo --reset --port {port}')}",
        )
    return platform.start_django()


def _free_port() -> int:
    import socket

    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    return platform.leave(
        platform.EX_UNAVAILABLE, f"no port from {FIRST_PORT} on is free.", "Name one with --port."
    )


def _world(config: Config) -> dict[str, Any]:
    """The world's logins and link: made at the first run, read at later ones."""
    kept = config.home / SEEDED
    if kept.exists():
        if platform.pending_migrations():
            _tell("Bringing the database up to date …")
            platform.migrate()
        known: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        return known
    return make_world(config)


def make_world(config: Config) -> dict[str, Any]:
    """Migrates and seeds; what it returns is kept in the home folder for later runs."""
    from django.utils import timezone

    from skillmark.foundation.people.models import Person
    from skillmark.interfaces.cli.seeding import PASSWORD, seed_world

    _tell("Preparing the database …")
    platform.migrate()
    if Person.objects.exists():
        platform.leave(
            platform.EX_CONFIG,
            "the database is not empty, but holds no complete demo world.",
            f"Begin again: {typed('demo --reset')}",
        )
    _tell("Making six providers, an employer and 200 people …")
    seeded = seed_world(now=timezone.now(), tell=lambda line: _tell(f"  {line}"))
    known = {"logins": seeded.logins, "password": PASSWORD, "shared_token": seeded.shared_token}
    draft = config.home / f".{SEEDED}"
    draft.write_text(json.dumps(known, indent=2), "utf-8")
    draft.replace(config.home / SEEDED)
    return known


# --- serving it ---------------------------------------------------------------------------------------------


def _bound(config: Config) -> ThreadedWSGIServer:
    from skillmark.interfaces.cli.serve import local_server

    port = int(config.base_url.rpartition(":")[2])
    try:
        return local_server("127.0.0.1", port)
    except OSError:
        platform.leave(
            platform.EX_UNAVAILABLE,
            f"port {port} is taken, and this demo world's address is {config.base_url}.",
            f"Stop the other program, or make a new world elsewhere: {typed('demo --reset --port 8001')}",
        )


@contextlib.contextmanager
def serving(server: ThreadedWSGIServer) -> Iterator[None]:
    """Web server and worker in this process, as threads, until the block ends."""
    from skillmark.interfaces.jobs.worker import start_in_thread

    stop = threading.Event()
    web = threading.Thread(target=server.serve_forever, name="web", daemon=True)
    web.start()
    worker = start_in_thread(stop)
    try:
        yield
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        worker.join(timeout=30)


def _wait_to_be_stopped() -> None:
    """Waits for SIGTERM; Ctrl-C ends the wait by itself."""
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    told.wait()


def _say_hello(config: Config, seeded: dict[str, Any]) -> None:
    print(f"""
  Skillmark is running at {config.base_url}

  Sign in with any of these; the password of all is  {seeded["password"]}
{_shown_logins(seeded["logins"])}

  A credential to look at and to check, without signing in:
    {config.base_url}/s/{seeded["shared_token"]}/
  Mail that would have been sent:  {config.base_url}/outbox/
{_shown_connectors(config)}
  Stop with Ctrl-C. Begin again with  {typed("demo --reset")}""")
    sys.stdout.flush()


def _shown_connectors(config: Config) -> str:
    """How a program comes in; a world that was made by an earlier release has no door for it."""
    if "vcapi" not in config.connect:
        return ""
    return f"""  A program of the college issues and verifies below  {config.base_url}/connect/vcapi/northfield/
  with the token  {PROGRAM_TOKEN}
"""


def _shown_logins(logins: list[list[str]]) -> str:
    """Who can sign in, by organisation, each with the roles they have there."""
    # A world made by an earlier release kept roles and addresses alone.
    rows = [("", *login) if len(login) == 2 else tuple(login) for login in logins]
    width = max(len(roles) for _, roles, _ in rows)
    lines = []
    for org, group in itertools.groupby(rows, key=lambda row: row[0]):
        lines += [f"\n    {org}"] if org else [""]
        lines += [f"      {roles:<{width}}  {email}" for _, roles, email in group]
    return "\n".join(lines)


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
