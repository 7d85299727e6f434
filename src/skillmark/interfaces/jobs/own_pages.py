"""Asks this very program for its public pages, so that a copy of a page is that page, with the headers it has."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.wsgi import get_wsgi_application

from skillmark.interfaces.jobs.folder import Content
from skillmark.interfaces.jobs.status_lists import NotPublished

# Says to the templates that the page is for everybody alike; no request from outside can say so.
FOR_ALL = "skillmark.for_all"
# What a host has to send as we do; the rest is about this connection, or the host's own business.
_KEPT = (
    "Content-Type", "Cache-Control", "Content-Security-Policy", "Permissions-Policy", "Referrer-Policy",
    "X-Content-Type-Options", "X-Frame-Options", "Access-Control-Allow-Origin",
)  # fmt: skip
_PAGES_LAST = "public, max-age=300"
_OK = "200"

_App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@functools.cache
def _site() -> _App:
    return get_wsgi_application()


def own_page(address: str, *, base_url: str, accept: str = "*/*") -> Content:
    """What this installation answers to a stranger at an address of its own; raises NotPublished where it does not."""
    status, headers, body = _ask(address, base_url=base_url, accept=accept)
    if not status.startswith(_OK):
        raise NotPublished(
            "page_failed",
            f"This installation itself answers with {status}.",
            "Open the page and see why; the log has more.",
        )
    kept = {name: headers[name] for name in _KEPT if name in headers}
    if (policy := kept.get("Content-Security-Policy")) is not None:
        # Its parts come in any order, which must not look like a change.
        kept["Content-Security-Policy"] = "; ".join(sorted(policy.split("; ")))
    return Content(body=body, headers={"Cache-Control": _PAGES_LAST} | kept)


def _ask(address: str, *, base_url: str, accept: str) -> tuple[str, Mapping[str, str], bytes]:
    target = urlsplit(base_url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(address).encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": target.hostname or "localhost",
        "SERVER_PORT": str(target.port or (443 if target.scheme == "https" else 80)),
        "HTTP_HOST": target.netloc,
        "HTTP_ACCEPT": accept,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": target.scheme,
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        FOR_ALL: True,
    }
    begun: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        begun[:] = [status, dict(headers)]

    answer = _site()(environ, start)
    try:
        body = b"".join(answer)
    finally:
        if (close := getattr(answer, "close", None)) is not None:
            close()
    return begun[0], begun[1], body
