"""A link may lead to a page that was made to stop whoever reads it: it is a page without a credential, and no more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from skillmark.credential.resolve import Fetched
from skillmark.fetcher.presented import credential_behind

LINK = b'<link rel="alternate" type="application/vc" href="/badge.json">'


def _page(body: bytes) -> Fetched:
    return Fetched("https://page.example/1", body, "text/html", datetime(2026, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "hostile", [b"<![<" * 100, b"<![" * 100, b"<!DOCTYPE [<!x", b"<" * 1_000, b"<!--" * 1_000]
)
def test_what_the_parser_cannot_read_is_no_error_of_ours(hostile: bytes) -> None:
    assert credential_behind(_page(b"<html>" + hostile)) is None
    assert credential_behind(_page(b"<html>" + LINK + hostile)) == "https://page.example/badge.json"


def test_only_the_beginning_of_a_page_is_read() -> None:
    assert credential_behind(_page(b"<html>" + b" " * 200_000 + LINK)) == "https://page.example/badge.json"
    assert credential_behind(_page(b"<html>" + b"<a>" * 100_000 + LINK)) is None
