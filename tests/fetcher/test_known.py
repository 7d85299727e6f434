"""Known documents: whole or absent, under their own URL only, and within bounds."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.fetcher.known import KnownDocuments

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def put(
    known: KnownDocuments, url: str, body: bytes = b"{}", *, age: int = 0, ttl: int = 300, keep: bool = False
) -> None:
    known.put(
        url=url,
        body=body,
        media_type="application/json",
        fetched_at=NOW - timedelta(seconds=age),
        ttl=timedelta(seconds=ttl),
        keep=keep,
    )


@given(body=st.binary(max_size=500), url=st.text(max_size=80), media_type=st.text(max_size=20))
def test_what_is_put_is_got_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, url: str, media_type: str
) -> None:
    known = KnownDocuments(tmp_path_factory.mktemp("known"))
    known.put(url=url, body=body, media_type=media_type, fetched_at=NOW, ttl=timedelta(minutes=1))
    got = known.get(url)
    assert got is not None
    assert (got.url, got.body, got.media_type, got.fetched_at, got.ttl) == (
        url,
        body,
        media_type,
        NOW,
        timedelta(minutes=1),
    )
    assert [each.url for each in known] == [url]


def test_freshness_ends_with_the_ttl_and_never_reaches_into_the_future(tmp_path: Path) -> None:
    known = KnownDocuments(tmp_path)
    put(known, "https://a.example/", age=100, ttl=300)
    got = known.get("https://a.example/")
    assert got is not None
    assert got.is_fresh(NOW)
    assert not got.is_fresh(NOW + timedelta(seconds=200))
    assert not got.is_fresh(NOW, max_age=timedelta(seconds=100))
    assert not got.is_fresh(NOW - timedelta(hours=1))


def test_an_unknown_url_and_an_absent_folder_know_nothing(tmp_path: Path) -> None:
    assert KnownDocuments(tmp_path / "absent").get("https://a.example/") is None
    assert list(KnownDocuments(tmp_path / "absent")) == []


def test_a_document_never_answers_for_another_url(tmp_path: Path) -> None:
    known = KnownDocuments(tmp_path)
    put(known, "https://evil.example/", b"evil")
    (evil,) = tmp_path.iterdir()
    put(known, "https://good.example/", b"good")
    good = next(path for path in tmp_path.iterdir() if path != evil)
    good.write_bytes(evil.read_bytes())
    assert known.get("https://good.example/") is None
    assert [each.url for each in known] == ["https://evil.example/"]


def test_a_damaged_file_is_the_same_as_none(tmp_path: Path) -> None:
    known = KnownDocuments(tmp_path)
    put(known, "https://a.example/", b"important")
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for damaged in (
        whole[:-1],
        whole + b"x",
        whole.replace(b"important", b"imporTant"),
        b"",
        b"[]\n",
        b"{}\n",
        b"1",
    ):
        path.write_bytes(damaged)
        assert known.get("https://a.example/") is None


def test_names_on_the_disk_are_safe_whatever_the_url_is(tmp_path: Path) -> None:
    known = KnownDocuments(tmp_path / "known")
    put(known, "https://a.example/../../../etc/passwd\0" + "x" * 5000)
    (path,) = (tmp_path / "known").iterdir()
    assert path.stem.isalnum()


def test_the_oldest_go_first_and_the_kept_ones_stay(tmp_path: Path) -> None:
    known = KnownDocuments(tmp_path, max_bytes=5_000)
    put(known, "https://kept.example/", b"k" * 1000, age=10**6, keep=True)
    for number in range(10):
        put(known, f"https://{number}.example/", b"x" * 1000, age=1000 - number)
    left = {each.url for each in known}
    assert "https://kept.example/" in left
    assert "https://9.example/" in left
    assert "https://0.example/" not in left
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 5_000


def test_a_reader_sees_the_old_or_the_new_and_never_half(tmp_path: Path) -> None:
    known = KnownDocuments(tmp_path)
    bodies = [bytes([65 + n]) * 200_000 for n in range(4)]
    put(known, "https://a.example/", bodies[0])

    def write() -> None:
        for turn in range(20):
            put(known, "https://a.example/", bodies[turn % 4])

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        got = known.get("https://a.example/")
        assert got is not None
        assert got.body in bodies
    assert len(list(tmp_path.iterdir())) == 1


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownDocuments(tmp_path)
    put(known, "https://a.example/", b"old")

    def fails(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="space"):
        put(known, "https://a.example/", b"new")
    got = known.get("https://a.example/")
    assert got is not None
    assert got.body == b"old"
    assert len(list(tmp_path.iterdir())) == 1
