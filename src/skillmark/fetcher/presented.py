"""Follow a link that somebody presents: to the credential itself, or to a page that says where its credential is."""

from __future__ import annotations

import contextlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from skillmark.fetcher.guard import Refused

if TYPE_CHECKING:
    from skillmark.credential.resolve import Fetched, Resolver

MAX_BYTES = 10_000_000
ACCEPT = (
    "application/vc, application/vc+ld+json, application/ld+json;q=0.9, application/json;q=0.9, "
    "image/png;q=0.8, image/svg+xml;q=0.8, application/vc+jwt;q=0.7, application/jwt;q=0.7, "
    "text/html;q=0.2, text/plain;q=0.2, */*;q=0.1"
)
_SCHEMES = ("https://", "http://")
# A host of several words whose last is a top-level domain, then perhaps a port and a path.
_HOST_AND_PATH = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?(/\S*)?", re.IGNORECASE
)
_JOSE = "eyJ"  # how a compact JWS begins, whose three parts may look like the words of a host
# What a page offers is said at its beginning, and reading ten megabytes of tags takes seconds.
_MAX_PAGE = 262_144
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_PAGE_STARTS = (b"<!doctype html", b"<html")


def link_in(text: str) -> str:
    """The link that a text is, https:// put before it where people leave that out; empty when it is none."""
    text = text.strip()
    if text.lower().startswith(_SCHEMES):
        return "" if any(character.isspace() for character in text) else text
    bare = _HOST_AND_PATH.fullmatch(text)
    return f"https://{text}" if bare and not text.startswith(_JOSE) else ""


def fetch_presented(url: str, *, resolver: Resolver, max_bytes: int = MAX_BYTES) -> Fetched:
    """What stands behind the link, a page's own credential in place of the page.

    Raises Unreachable when nothing came, and Refused with `page_without_credential` for a page that names none.
    """
    fetched = resolver.fetch(url, accept=ACCEPT, max_bytes=max_bytes)
    if not is_page(fetched):
        return fetched
    alternate = credential_behind(fetched)
    if alternate is None:
        raise Refused("page_without_credential", url, "it is a web page that names no credential")
    behind = resolver.fetch(alternate, accept=ACCEPT, max_bytes=max_bytes)
    if is_page(behind):  # one step only: a page behind a page is no credential
        raise Refused("page_without_credential", alternate, "it is a web page that names no credential")
    return behind


def is_page(fetched: Fetched) -> bool:
    """Whether this is a web page, by its type or, where the type is wrong, by how it begins."""
    return fetched.media_type in _PAGE_TYPES or fetched.body[:512].lstrip().lower().startswith(_PAGE_STARTS)


def credential_behind(page: Fetched) -> str | None:
    """The credential that the page offers as its alternate, on its own origin; None when it offers none."""
    links = _AlternateLinks()
    # The parser of the standard library gives up in this way on declarations that are none (`<![<`).
    with contextlib.suppress(AssertionError):
        links.feed(page.body[:_MAX_PAGE].decode("utf-8", "replace"))
    for href in links.found:
        try:
            target = urljoin(page.url, href)
            same_origin = urlsplit(target)[:2] == urlsplit(page.url)[:2]
        except ValueError:
            continue
        if same_origin:
            return target
    return None


class _AlternateLinks(HTMLParser):
    """Collects the addresses of `<link rel="alternate" type="application/vc…" href="…">`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        relations = given.get("rel", "").lower().split()
        offers_credential = given.get("type", "").lower().startswith("application/vc")
        if tag == "link" and "alternate" in relations and offers_credential and given.get("href"):
            self.found.append(given["href"])
