"""A host that knows nothing of us: it serves a folder like any simple host, with the headers of its _headers file."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


def read_rules(text: str) -> dict[str, dict[str, str]]:
    """The headers by address or pattern."""
    rules: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            said = rules.setdefault(line, {})
        elif line.strip():
            name, _, value = line.strip().partition(": ")
            said[name] = value
    return rules


def headers_for(path: str, rules: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What is sent with this address; the rules of one address must not name the same header twice."""
    sent: dict[str, str] = {}
    for pattern, headers in rules.items():
        if re.fullmatch(re.sub(r":\w+", "[^/]+", re.escape(pattern).replace(r"\*", ".*")), path):
            assert not sent.keys() & headers.keys(), path
            sent |= headers
    return sent


class _Handler(SimpleHTTPRequestHandler):
    rules: Mapping[str, Mapping[str, str]]

    def end_headers(self) -> None:
        for name, value in headers_for(urlsplit(self.path).path, self.rules).items():
            if name != "Content-Type":
                self.send_header(name, value)
        super().end_headers()

    def guess_type(self, path: str) -> str:  # type: ignore[override]
        sent = headers_for(urlsplit(self.path).path, self.rules)
        return sent.get("Content-Type") or str(super().guess_type(path))

    def log_message(self, *_: object) -> None:
        pass


def new_server(folder: Path) -> ThreadingHTTPServer:
    """A server on a port of its own that serves whatever will be in the folder."""
    return ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))


@contextmanager
def serving(server: ThreadingHTTPServer, folder: Path) -> Iterator[None]:
    """Serves while the block runs, with the headers that the folder asks for."""
    _Handler.rules = read_rules((folder / "_headers").read_text("utf-8"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
