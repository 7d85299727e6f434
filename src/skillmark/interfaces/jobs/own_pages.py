"""Asks this very program for its public pages, so that a copy of a page is that page, with the headers it has."""

from __future__ import annotations

import functools
import io
import sys
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import FileResponse
from django.http.response import HttpResponseBase

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


@functools.cache
def _site() -> WSGIHandler:
    return WSGIHandler()


def own_page(address: str, *, base_url: str, accept: str = "*/*") -> Content:
    """What this installation answers to a stranger at an address of its own; raises NotPublished where it does not."""
    # Not as a request from outside: at the end of one, the database would be let go, whose is the worker's here.
    response = _site().get_response(WSGIRequest(_environ(address, base_url=base_url, accept=accept)))
    if response.status_code != HTTPStatus.OK:
        raise NotPublished(
            "page_failed",
            f"This installation itself answers with {response.status_code} {response.reason_phrase}.",
            "Open the page and see why; the log has more.",
        )
    kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
    if (policy := kept.get("Content-Security-Policy")) is not None:
        # Its parts come in any order, which must not look like a change.
        kept["Content-Security-Policy"] = "; ".join(sorted(policy.split("; ")))
    return Content(body=_body(response), headers={"Cache-Control": _PAGES_LAST} | kept)


def _body(response: HttpResponseBase) -> bytes:
    try:
        return b"".join(response)
    finally:
        if isinstance(response, FileResponse) and response.file_to_stream is not None:
            response.file_to_stream.close()


def _environ(address: str, *, base_url: str, accept: str) -> dict[str, Any]:
    target = urlsplit(base_url)
    return {
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
