"""A presented link leads to a credential in at most one step from a page, and never off the page's own origin."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from skillmark.credential.errors import Unreachable
from skillmark.credential.resolve import Fetched, StaticResolver
from skillmark.fetcher.presented import fetch_presented

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PAGE = "https://college.example/c/7"


def web(documents: Mapping[str, tuple[bytes, str]]) -> StaticResolver:
    return StaticResolver({url: Fetched(url, body, kind, NOW) for url, (body, kind) in documents.items()})


def page(*links: str) -> tuple[bytes, str]:
    return f"<!DOCTYPE html><html><head>{''.join(links)}</head></html>".encode(), "text/html"


def link(href: str, *, kind: str = "application/vc", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


def test_a_credential_is_itself() -> None:
    assert fetch_presented(PAGE, resolver=web({PAGE: (b"{}", "application/json")})).body == b"{}"


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("7.json", "https://college.example/c/7.json"),
        ("/x?a=1&amp;b=2", "https://college.example/x?a=1&b=2"),
        ("https://college.example/y", "https://college.example/y"),
    ],
)
def test_a_page_leads_to_its_credential(href: str, target: str) -> None:
    others = link("/feed", kind="application/rss+xml") + link("/other", rel="stylesheet")
    documents = {PAGE: page(others, link(href)), target: (b"found", "application/vc")}
    assert fetch_presented(PAGE, resolver=web(documents)).body == b"found"


def test_a_page_is_known_by_its_beginning_when_its_type_is_wrong() -> None:
    body, _ = page(link("/c.json"))
    documents = {
        PAGE: (b"\n " + body, "text/plain"),
        "https://college.example/c.json": (b"found", "application/vc"),
    }
    assert fetch_presented(PAGE, resolver=web(documents)).body == b"found"


@pytest.mark.parametrize(
    "href",
    [
        "https://evil.example/c",
        "//evil.example/c",
        "http://college.example/c",
        "javascript:1",
        "https://[::1",
    ],
)
def test_a_page_cannot_send_us_elsewhere(href: str) -> None:
    everything = {PAGE: page(link(href)), href: (b"evil", "application/vc")}
    with pytest.raises(Unreachable) as caught:
        fetch_presented(PAGE, resolver=web(everything))
    assert caught.value.code == "page_without_credential"


def test_pages_behind_pages_are_not_followed() -> None:
    documents = {PAGE: page(link("/2")), "https://college.example/2": page(link("/3"))}
    with pytest.raises(Unreachable) as caught:
        fetch_presented(PAGE, resolver=web(documents))
    assert caught.value.code == "page_without_credential"
