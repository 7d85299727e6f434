"""The ground of the walk: a folder, a server as its operator runs it, browsers for everyone, a verifier elsewhere."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from skillmark.interfaces.cli.platform import forget_environment
from skillmark.interfaces.cli.visiting import Surprise, Visitor

# Generous: a machine that does other work at the same time needs several times as long.
STARTS_WITHIN, STOPS_WITHIN, ARRIVES_WITHIN = 180, 30, 30


@dataclass
class Walk:
    """Where the walk takes place, who is on the way, and what they have in hand."""

    folder: Path
    port: int
    visitors: dict[str, Visitor] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None
    notes: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    def visitor(self, name: str) -> Visitor:
        """This person's browser."""
        if name not in self.visitors:
            self.visitors[name] = Visitor(self.base_url)
        return self.visitors[name]

    def keep(self, name: str, data: bytes) -> Path:
        """Puts a file on the desk of whoever walks."""
        path = self.folder / name
        path.write_bytes(data)
        self.files[name] = path
        return path

    @property
    def design(self) -> str:
        return f"/design/{self.notes['design']}/"

    @property
    def course(self) -> str:
        return f"/learn/{self.notes['enrolment']}/"


# --- the server, as its operator -------------------------------------------------------------------------------


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def start_server(walk: Walk) -> None:
    environment = forget_environment() | {"SKILLMARK_HOME": str(walk.folder / "home")}
    command = [sys.executable, "-m", "skillmark", "demo", "--port", str(walk.port)]
    with (walk.folder / "server.log").open("ab") as log:
        walk.server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    wait_until(lambda: _answers(walk), within=STARTS_WITHIN, wanted="the server answers at /readyz")


def _answers(walk: Walk) -> bool:
    if walk.server is not None and walk.server.poll() is not None:
        said = (walk.folder / "server.log").read_text("utf-8", errors="replace")
        raise Surprise(f"the server ended with {walk.server.returncode}:\n{said[-2000:]}")
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{walk.base_url}/readyz", trust_env=False).is_success
    return False


def stop_server(walk: Walk) -> None:
    """Stops it as systemd would, and expects it to go in peace."""
    assert walk.server is not None  # noqa: S101 - the first step starts it
    walk.server.send_signal(signal.SIGTERM)
    code = walk.server.wait(timeout=STOPS_WITHIN)
    walk.server = None
    if code:
        raise Surprise(f"the server ended with {code}, not with 0")
    with contextlib.suppress(httpx.TransportError):
        httpx.get(f"{walk.base_url}/livez", trust_env=False)
        raise Surprise("something still answers at the server's address")


def wait_until(holds: Callable[[], bool], *, within: float, wanted: str) -> None:
    """Asks again and again; raises Surprise when the time is over."""
    end = time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            raise Surprise(f"waited {within:.0f} s in vain until {wanted}")
        time.sleep(0.1)


# --- what is expected -------------------------------------------------------------------------------------------


def expect_verdict(report: dict[str, Any], verdict: str) -> None:
    if report["verdict"] != verdict or len(report["checks"]) != 10:
        checks = [
            f"{each['step']} {each['name']}: {each['outcome']}, {each['detail']}" for each in report["checks"]
        ]
        raise Surprise(f"expected {verdict}, found {report['verdict']}:\n  " + "\n  ".join(checks))


def expect_words(said: str, *words: str) -> None:
    flat = " ".join(said.split())
    for each in words:
        if each not in flat:
            raise Surprise(f"“{each}” was not said:\n{said}")


# --- the command line, on a machine of its own ------------------------------------------------------------------


def verify(walk: Walk, *words: str, code: int, home: str = "laptop") -> str:
    """Runs `skillmark verify` in a process of its own, with a home that is not the server's."""
    environment = forget_environment() | {"SKILLMARK_HOME": str(walk.folder / home), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "skillmark", "verify", "--allow-local", *words]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    if done.returncode != code:
        raise Surprise(
            f"verify {' '.join(words)} ended with {done.returncode}, not {code}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout
