"""The resolver: fresh knowledge is used, old knowledge only without the network, and it says which it was."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.fetcher.servers import answer, serving

from skillmark.credential.errors import Unreachable
from skillmark.fetcher import FetchBudget, Guard, KnownDocuments, WebResolver
from skillmark.fetcher.resolver import DEFAULT_TTL, MAX_TTL, time_to_live

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
GUARD = Guard(allow_local=True, seconds=1)


@pytest.fixture
def known(tmp_path: Path) -> KnownDocuments:
    return KnownDocuments(tmp_path / "known")


def test_a_document_is_fetched_and_then_known(known: KnownDocuments) -> None:
    with serving(answer(b"1", Cache_Control="max-age=300")) as server:
        first = WebResolver(GUARD, known, NOW).fetch(server.url(), accept="application/json")
        again = WebResolver(GUARD, known, NOW + timedelta(minutes=4)).fetch(
            server.url(), accept="application/json"
        )
        later = WebResolver(GUARD, known, LATER).fetch(server.url(), accept="application/json")
        assert len(server.seen) == 2
    assert (first.body, first.from_store, first.fetched_at) == (b"1", False, NOW)
    assert (again.body, again.from_store, again.fetched_at) == (b"1", True, NOW)
    assert (later.body, later.from_store, later.fetched_at) == (b"1", False, LATER)


def test_offline_uses_what_is_known_whatever_its_age_and_says_so(known: KnownDocuments) -> None:
    with serving(answer(b"1")) as server:
        url = server.url()
        WebResolver(GUARD, known, NOW).fetch(url, accept="*/*")
    year_later = WebResolver(GUARD, known, NOW + timedelta(days=365), offline=True)
    got = year_later.fetch(url, accept="*/*")
    assert (got.body, got.from_store, got.fetched_at) == (b"1", True, NOW)
    with pytest.raises(Unreachable, match="no copy"):
        year_later.fetch(url + "other", accept="*/*")


def test_online_an_old_copy_does_not_pass_for_an_answer(known: KnownDocuments) -> None:
    with serving(answer(b"1")) as server:
        url = server.url()
        WebResolver(GUARD, known, NOW).fetch(url, accept="*/*")
    with pytest.raises(Unreachable, match="10 minutes ago"):
        WebResolver(GUARD, known, LATER).fetch(url, accept="*/*")


def test_that_a_server_says_it_is_gone_is_known_beside_an_old_copy(known: KnownDocuments) -> None:
    answers = iter([answer(b"1"), answer(status="410 Gone")])

    def talk(connection: socket.socket, request: str) -> None:
        next(answers)(connection, request)

    with serving(talk) as server:
        WebResolver(GUARD, known, NOW).fetch(server.url(), accept="*/*")
        with pytest.raises(Unreachable, match="10 minutes ago") as caught:
            WebResolver(GUARD, known, LATER).fetch(server.url(), accept="*/*")
    assert caught.value.status == 410


def test_a_check_may_insist_on_asking_now(known: KnownDocuments) -> None:
    with serving(answer(b"1", Cache_Control="max-age=86400")) as server:
        for _ in range(2):
            WebResolver(GUARD, known, NOW, max_age=timedelta(0)).fetch(server.url(), accept="*/*")
        assert len(server.seen) == 2


def test_an_answer_is_stored_under_the_address_that_was_asked_without_its_fragment(
    known: KnownDocuments,
) -> None:
    with serving(answer(b"1")) as server:
        got = WebResolver(GUARD, known, NOW).fetch(server.url("/issuer#key-1"), accept="*/*")
        assert got.url == server.url("/issuer#key-1")
        assert [each.url for each in known] == [server.url("/issuer")]


def test_a_server_that_forbids_keeping_is_obeyed(known: KnownDocuments) -> None:
    with serving(answer(b"1", Cache_Control="private, no-store")) as server:
        WebResolver(GUARD, known, NOW).fetch(server.url(), accept="*/*")
    assert list(known) == []


def test_a_failed_answer_never_replaces_a_good_one(known: KnownDocuments) -> None:
    with serving(answer(b"good", Cache_Control="max-age=0")) as server:
        url = server.url()
        WebResolver(GUARD, known, NOW).fetch(url, accept="*/*")
    kept = known.get(url)
    with pytest.raises(Unreachable):
        WebResolver(GUARD, known, LATER).fetch(url, accept="*/*")
    assert known.get(url) == kept


def test_a_stored_document_obeys_the_size_limit_too(known: KnownDocuments) -> None:
    known.put(url="https://a.example/", body=b"x" * 100, media_type="", fetched_at=NOW, ttl=DEFAULT_TTL)
    with pytest.raises(Unreachable) as caught:
        WebResolver(GUARD, known, NOW).fetch("https://a.example/", accept="*/*", max_bytes=99)
    assert caught.value.code == "too_large"


def test_one_resolver_spends_one_budget(known: KnownDocuments) -> None:
    with serving(answer()) as server:
        resolver = WebResolver(GUARD, known, NOW, budget=FetchBudget(requests=1))
        resolver.fetch(server.url("/1"), accept="*/*")
        with pytest.raises(Unreachable, match="more documents"):
            resolver.fetch(server.url("/2"), accept="*/*")


def test_a_store_that_cannot_be_written_does_not_stop_a_check(tmp_path: Path) -> None:
    (tmp_path / "known").write_text("a file stands where the folder should be")
    with serving(answer(b"1")) as server:
        got = WebResolver(GUARD, KnownDocuments(tmp_path / "known"), NOW).fetch(server.url(), accept="*/*")
    assert got.body == b"1"
    assert os.listdir(tmp_path) == ["known"]  # noqa: PTH208


@pytest.mark.parametrize(
    ("header", "ttl"),
    [
        ("", DEFAULT_TTL),
        ("public", DEFAULT_TTL),
        ("max-age=60", timedelta(minutes=1)),
        ('public, Max-Age="60"', timedelta(minutes=1)),
        ("max-age=0", timedelta(0)),
        ("no-cache, max-age=60", timedelta(0)),
        ("max-age=9999999999", MAX_TTL),
        ("max-age=99999999999999999999", MAX_TTL),
        ("s-maxage=5", DEFAULT_TTL),
        ("max-age=-1", DEFAULT_TTL),
    ],
)
def test_how_long_an_answer_lasts_is_read_and_capped(header: str, ttl: timedelta) -> None:
    assert time_to_live(header) == ttl


def test_what_is_about_people_is_not_remembered(known: KnownDocuments) -> None:
    with serving(answer(b"1")) as server:
        WebResolver(GUARD, known, NOW, remember=False).fetch(server.url(), accept="*/*")
        for _ in range(2):
            WebResolver(GUARD, known, NOW).fetch(server.url(), accept="*/*", personal=True)
        assert list(known) == []
        WebResolver(GUARD, known, NOW).fetch(server.url(), accept="*/*")
    assert [each.url for each in known] == [server.url()]
    assert len(server.seen) == 4


def test_a_published_document_that_is_fetched_again_stays_published(known: KnownDocuments) -> None:
    with serving(answer(b"new")) as server:
        known.put(url=server.url(), body=b"old", media_type="", fetched_at=NOW, ttl=timedelta(0), keep=True)
        WebResolver(GUARD, known, LATER).fetch(server.url(), accept="*/*")
        got = known.get(server.url())
    assert got is not None
    assert (got.body, got.keep) == (b"new", True)
