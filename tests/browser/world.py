"""A demo world with a server of its own, for tests that look at it through a browser."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from skillmark.interfaces.cli.platform import forget_environment
from skillmark.interfaces.cli.visiting import Visitor
from skillmark.interfaces.cli.walk_people import STAFF_PASSWORD

STARTS_WITHIN = 180


@dataclass
class World:
    """Where it lives and at which address; people's browsers are kept, so that everyone signs in once."""

    home: Path
    port: int
    server: subprocess.Popen[bytes] | None = None
    visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        """By name and not by number: passkeys exist for names only."""
        return f"http://localhost:{self.port}"

    # --- the server ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        environment = forget_environment() | {
            "SKILLMARK_HOME": str(self.home),
            "SKILLMARK_BASE_URL": self.base_url,
        }
        command = [sys.executable, "-m", "skillmark", "demo"]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [*command, "--port", str(self.port)], env=environment, stdout=log, stderr=log
            )
        end = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert self.server.poll() is None, self.log.read_text("utf-8")
            assert time.monotonic() < end, f"no answer from the server: {self.log.read_text('utf-8')}"
            time.sleep(0.2)

    def stop(self) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=60)
            self.server = None

    @property
    def log(self) -> Path:
        return self.home.parent / "server.log"

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/readyz", trust_env=False).is_success
        except httpx.TransportError:
            return False

    # --- its people ---------------------------------------------------------------------------------------------

    def visitor(self, email: str) -> Visitor:
        """The browser of this person, signed in; `""` is somebody whom nobody knows."""
        if email not in self.visitors:
            visitor = self.visitors[email] = self.new_visitor()
            if email:
                visitor.open("/accounts/login/")
                page = visitor.press(
                    "Sign in", {"login": email, "password": STAFF_PASSWORD}, action="/accounts/login/"
                )
                assert "/accounts/" not in page.url, page.seen
        return self.visitors[email]

    def new_visitor(self) -> Visitor:
        return Visitor(self.base_url)

    def work_on_batches(self) -> None:
        """Waits until the worker has done all that is due."""
        due = "SELECT count(*) FROM {} WHERE state IN ('waiting', 'held') AND run_at < ?"
        end = time.monotonic() + STARTS_WITHIN
        queues = ("issuing_statusjob", "issuing_batch")
        while any(self.one(due.format(each), "2090-01-01") != "0" for each in queues):
            assert time.monotonic() < end, f"a batch does not come to its end: {self.log.read_text('utf-8')}"
            time.sleep(0.2)

    # --- what is in it ------------------------------------------------------------------------------------------

    def ask(self, query: str, *values: object) -> list[tuple[str, ...]]:
        """Rows of the database, read beside the server; 32 hexadecimal digits become a UUID as addresses write it."""
        return [tuple(_dashed(each) for each in row) for row in self.rows(query, values)]

    def rows(self, query: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.home / "db.sqlite3", timeout=20)) as database:
            return database.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> str:
        """The first value of the first row."""
        rows = self.ask(query, *values)
        assert rows, f"nothing in the world answers: {query} {values}"
        return rows[0][0]


def _dashed(value: object) -> str:
    text = str(value)
    if len(text) == 32 and all(letter in "0123456789abcdef" for letter in text):
        return str(UUID(text))
    return text
