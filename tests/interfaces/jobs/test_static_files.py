"""The folder of public files: what is written, what is left alone, what is held back, and what workers do."""

from __future__ import annotations

import base64
import json
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.cast import NOON, Cast, rewriting
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.fetcher.known import KnownDocuments
from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.orgs.models import Organisation
from skillmark.interfaces.cli.main import main
from skillmark.interfaces.jobs import publish
from skillmark.interfaces.jobs.folder import FolderUnusable, done_at, opened
from skillmark.interfaces.jobs.for_crawlers import MOST_ADDRESSES, Page, files_for_crawlers
from skillmark.interfaces.jobs.static_files import Outcome, publish_files
from skillmark.journeys.revoke import reinstate_credential, revoke_credential, suspend_credential
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.issuing import publishing
from skillmark.lifecycle.issuing.models import Credential, IssuerKey, StatusChange, StatusList

BASE = current().base_url
GIF = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A folder to publish into, with nothing remembered of earlier tests."""
    for path in current().known_folder.glob("*") if current().known_folder.exists() else []:
        path.unlink()
    publishing._signed_list.cache_clear()
    yield tmp_path / "public"
    publishing._signed_list.cache_clear()


def _list_path(credential: Credential) -> str:
    return f"status/{credential.status_list.uid}/revocation"


def _reasons_path(credential: Credential) -> str:
    return f"status/{credential.status_list.uid}/reasons/{credential.status_index // 256}"


def _held(outcome: Outcome) -> list[tuple[str, str]]:
    return [(each.address, each.code) for each in outcome.held]


def _revoke(cast: Cast, credential: Credential) -> None:
    revoke_credential(actor=cast.rob, credential_uid=credential.uid, reason="Error", now=timezone.now())


def _times(root: Path) -> dict[Path, int]:
    return {
        path: path.stat().st_mtime_ns
        for path in root.rglob("*")
        if path.is_file() and path.name not in {"lock", "done"}
    }


# --- what is written and what is not --------------------------------------------------------------------------


def test_only_what_has_changed_is_touched(cast: Cast, root: Path) -> None:
    credential = issued(cast.lea, cast.published)
    first = publish_files(root)
    assert (first.held, first.removed, first.unchanged) == ([], [], 0)
    before = _times(root)
    assert publish_files(root) == Outcome(unchanged=len(first.written))
    assert _times(root) == before
    _revoke(cast, credential)
    second = publish_files(root)
    # A kind of file that was not there before is in the list of headers, too.
    assert second.written == [f"/{_list_path(credential)}", f"/{_reasons_path(credential)}", "/_headers"]
    touched = {path.relative_to(root) for path, moment in _times(root).items() if before.get(path) != moment}
    ours = {Path(".skillmark/manifest.json"), Path("_headers")}
    assert touched == ours | {Path(_list_path(credential)), Path(_reasons_path(credential))}


def test_a_sitemap_lists_the_pages_that_are_there_and_up_to_date(cast: Cast, root: Path) -> None:
    publish_files(root)
    before = (root / "sitemap.xml").read_bytes()
    assert (root / "robots.txt").read_text().endswith(f"\nSitemap: {current().base_url}/sitemap.xml\n")
    listed = _listed(root / "sitemap.xml")
    assert f"/achievements/{cast.published.uid}" in listed
    assert listed[f"/achievements/{cast.published.uid}"] == "2026-03-02T12:00:00+00:00"
    assert "/issuers/northfield/about/" in listed
    assert all((root / address.strip("/") / "index.html").is_file() for address in listed)
    publish_files(root)
    assert (root / "sitemap.xml").read_bytes() == before
    Version.objects.filter(pk=cast.published.pk).update(state=VersionState.RETIRED)
    publish_files(root)
    # The page stays, for the credentials that name it; nobody has to find it any more.
    assert listed.keys() - _listed(root / "sitemap.xml").keys() == {f"/achievements/{cast.published.uid}"}
    assert (root / f"achievements/{cast.published.uid}/index.html").is_file()


def test_a_sitemap_of_ones_own_stays_and_is_no_fault(cast: Cast, root: Path) -> None:
    root.mkdir()
    (root / "robots.txt").write_text("User-agent: *\n")
    assert publish_files(root).held == []
    assert (root / "robots.txt").read_text() == "User-agent: *\n"
    assert (root / "sitemap.xml").is_file()


def test_more_pages_than_one_sitemap_may_list_are_listed_in_several() -> None:
    pages = [Page(address=f"/achievements/{number}") for number in range(MOST_ADDRESSES + 1)]
    made = {
        each.path: each.make for each in files_for_crawlers(pages, base_url=BASE) if each.path != "robots.txt"
    }
    assert list(made) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert [f"{BASE}/{name}".encode() in made["sitemap.xml"]().body for name in made] == [True, True, False]
    counts = [made[name]().body.count(b"<url>") for name in ("sitemap-1.xml", "sitemap-2.xml")]
    assert counts == [MOST_ADDRESSES, 1]


def _listed(sitemap: Path) -> dict[str, str]:
    """The addresses, each with when it last changed."""
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = ET.fromstring(sitemap.read_bytes()).findall(f"{name}url")
    return {
        each.findtext(f"{name}loc", "").removeprefix(BASE): each.findtext(f"{name}lastmod", "")
        for each in found
    }


def test_whatever_the_umask_a_host_may_read_it(cast: Cast, root: Path) -> None:
    issued(cast.lea, cast.published)
    before = os.umask(0o077)
    try:
        publish_files(root)
    finally:
        os.umask(before)
    for path in [root, *root.rglob("*")]:
        wanted = 0o755 if path.is_dir() else 0o644
        assert path.stat().st_mode & 0o777 == wanted or path.name == "lock", path


def test_a_suspension_that_is_over_leaves_a_file_that_tells_nothing(cast: Cast, root: Path) -> None:
    credential = issued(cast.lea, cast.published)
    change = {"actor": cast.rob, "credential_uid": credential.uid, "now": timezone.now()}
    suspend_credential(**change, reason="Under review")
    publish_files(root)
    assert json.loads((root / _reasons_path(credential)).read_bytes())["reasons"][0]["status"] == "suspended"
    reinstate_credential(**change, reason="All well")
    publish_files(root)
    assert json.loads((root / _reasons_path(credential)).read_bytes()) == {"reasons": []}


def test_in_a_hurry_a_page_is_made_again_only_when_something_behind_it_changed(
    cast: Cast, root: Path
) -> None:
    publish_files(root, in_a_hurry=True)
    page = root / f"achievements/{cast.published.uid}/index.html"
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"honest chart", b"honest CHART"))
    assert publish_files(root, in_a_hurry=True).written == []
    Organisation.objects.filter(pk=cast.northfield.pk).update(name="Northfield University")
    assert f"/achievements/{cast.published.uid}" in publish_files(root, in_a_hurry=True).written
    assert b"Northfield University" in page.read_bytes()
    # With time enough, everything is compared with what it should be.
    page.write_bytes(whole)
    assert f"/achievements/{cast.published.uid}" in publish_files(root).written


def test_a_file_that_was_lost_or_cut_off_comes_back(cast: Cast, root: Path) -> None:
    credential = issued(cast.lea, cast.published)
    publish_files(root)
    badge = f"achievements/{cast.published.uid}/badge.png"
    (root / badge).write_bytes(b"")
    (root / _list_path(credential)).unlink()
    assert publish_files(root).written == [f"/{_list_path(credential)}", f"/{badge}"]


def test_each_logo_is_sent_as_what_it_is(cast: Cast, root: Path) -> None:
    picture = keep_file(data=GIF, name="logo.gif", media_type="image/gif", now=NOON)
    Organisation.objects.filter(pk=cast.northfield.pk).update(logo=picture)
    publish_files(root)
    assert (root / "issuers/northfield/logo").read_bytes() == GIF
    rule = (root / "_headers").read_text().split("/issuers/northfield/logo\n")[1].split("\n\n")[0]
    assert "Content-Type: image/gif" in rule
    assert "sandbox" in rule


# --- what is held back ----------------------------------------------------------------------------------------


def test_a_list_that_would_forget_a_revocation_is_held_back_and_all_else_goes_on(
    cast: Cast, root: Path, tmp_path: Path
) -> None:
    credential, other = issued(cast.lea, cast.published), issued(cast.noor, cast.published)
    _revoke(cast, credential)
    publish_files(root)
    publish.run(timezone.now())
    before, told = (
        (root / _list_path(credential)).read_bytes(),
        (root / _reasons_path(credential)).read_bytes(),
    )
    # An older copy of the database was put back.
    StatusChange.objects.all().delete()
    Credential.objects.update(state="active")
    _revoke(cast, other)
    Organisation.objects.filter(pk=cast.northfield.pk).update(name="Northfield University")
    outcome = publish_files(root)
    assert _held(outcome) == [(f"/{_list_path(credential)}", "list_would_forget")]
    assert "1 revocations" in outcome.held[0].sentence
    assert (root / _list_path(credential)).read_bytes() == before
    assert (root / _reasons_path(credential)).read_bytes() == told
    assert "/issuers/northfield/about/" in outcome.written
    # A new folder has nothing to compare with, but this installation knows what it said elsewhere.
    anew = publish_files(tmp_path / "anew")
    assert _held(anew) == [(f"/{_list_path(credential)}", "list_would_forget")]
    assert not (tmp_path / "anew" / _list_path(credential)).exists()


def test_a_damaged_list_is_replaced(cast: Cast, root: Path) -> None:
    credential = issued(cast.lea, cast.published)
    publish_files(root)
    for damaged in (b"", b"{", b"[]", b'{"credentialSubject": {"encodedList": "uAAAA"}}'):
        (root / _list_path(credential)).write_bytes(damaged)
        assert publish_files(root).written == [f"/{_list_path(credential)}"]


def test_a_list_that_cannot_be_signed_leaves_the_old_one(
    cast: Cast, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = issued(cast.lea, cast.published)
    publish_files(root)
    _revoke(cast, credential)
    before = (root / _list_path(credential)).read_bytes()
    sealed = bytes(IssuerKey.objects.get().sealed_private)
    IssuerKey.objects.update(sealed_private=b"\x01")
    outcome = publish_files(root)
    assert _held(outcome) == [(f"/{_list_path(credential)}", "list_unsigned")]
    assert (root / _list_path(credential)).read_bytes() == before
    IssuerKey.objects.update(sealed_private=sealed, state=IssuerKey.State.RETIRED)
    assert _held(publish_files(root)) == [(f"/{_list_path(credential)}", "list_unsigned")]


def test_what_credentials_depend_on_stays_even_where_nobody_knows_it_any_more(cast: Cast, root: Path) -> None:
    listed = StatusList.objects.create(
        org=cast.northfield,
        issuer_id="did:web:localhost%3A8000:issuers:northfield",
        seed=b"s",
        created_at=NOON,
    )
    issued(cast.lea, cast.published)
    publish_files(root)
    StatusList.objects.filter(pk=listed.pk).delete()
    path = root / f"status/{listed.uid}/revocation"
    for _ in range(2):
        outcome = publish_files(root)
        assert _held(outcome) == [(f"/status/{listed.uid}/revocation", "unknown_here")]
        assert path.exists()


def test_what_is_not_published_any_more_goes_and_what_is_not_ours_stays(cast: Cast, root: Path) -> None:
    publish_files(root)
    folder = root / f"achievements/{cast.published.uid}"
    (folder / "notes.txt").write_text("mine")
    Version.objects.update(state=VersionState.DRAFT)
    outcome = publish_files(root)
    assert f"/achievements/{cast.published.uid}" in outcome.removed
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    assert "/achievements/:version" not in (root / "_headers").read_text()
    (folder / "notes.txt").unlink()
    Version.objects.update(state=VersionState.PUBLISHED)
    publish_files(root)
    Version.objects.update(state=VersionState.DRAFT)
    publish_files(root)
    assert not (root / "achievements").exists()


def test_files_of_others_are_left_alone(cast: Cast, root: Path) -> None:
    credential = issued(cast.lea, cast.published)
    root.mkdir()
    (root / "_headers").write_text("/*\n  X-Mine: yes\n")
    (root / "status").write_text("mine")
    outcome = publish_files(root)
    assert sorted(_held(outcome)) == [
        ("/_headers", "not_ours"),
        (f"/{_list_path(credential)}", "in_the_way"),
    ]
    assert (root / "_headers").read_text() == "/*\n  X-Mine: yes\n"
    (root / "_headers").unlink()
    (root / "status").unlink()
    assert publish_files(root).held == []


def test_a_page_that_fails_holds_nothing_else_back(cast: Cast, root: Path) -> None:
    picture = keep_file(data=GIF, name="logo.gif", media_type="image/gif", now=NOON)
    (current().home / "files" / picture.sha256[:2] / picture.sha256).unlink()
    with rewriting(cast.published):
        Version.objects.update(badge_image=picture)
    outcome = publish_files(root)
    assert {code for _, code in _held(outcome)} == {"page_failed"}
    assert f"/achievements/{cast.published.uid}" in outcome.written


# --- folders that cannot be used --------------------------------------------------------------------------------


def test_it_is_noted_when_all_was_up_to_date_and_not_while_something_is_held_back(
    cast: Cast, root: Path
) -> None:
    assert done_at(root) is None
    root.mkdir()
    (root / "status").write_text("mine")
    issued(cast.lea, cast.published)
    assert publish_files(root).held
    assert done_at(root) is None
    (root / "status").unlink()
    before = timezone.now()
    publish_files(root)
    first = done_at(root)
    assert first is not None
    assert before - timedelta(seconds=1) < first <= timezone.now()
    publish_files(root)
    assert done_at(root) > first  # also where nothing had to be written


def test_one_writer_at_a_time(cast: Cast, root: Path) -> None:
    with opened(root, base_url=current().base_url), pytest.raises(FolderUnusable) as refused:
        publish_files(root)
    assert refused.value.code == "folder_busy"
    assert publish_files(root).held == []


@pytest.mark.parametrize("manifest", ["{", "[]", '{"format": 2}', '{"format": 1, "files": {"a": {"x": 1}}}'])
def test_without_knowing_what_is_ours_nothing_is_written(cast: Cast, root: Path, manifest: str) -> None:
    publish_files(root)
    before = _times(root)
    (root / ".skillmark" / "manifest.json").write_text(manifest)
    with pytest.raises(FolderUnusable) as refused:
        publish_files(root)
    assert refused.value.code == "manifest_unreadable"
    assert _times(root).keys() == before.keys()


def test_a_folder_that_cannot_be_one_is_refused(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FolderUnusable) as refused:
        publish_files(tmp_path / "file" / "public")
    assert refused.value.code == "folder_unwritable"


# --- the worker -------------------------------------------------------------------------------------------------


@pytest.fixture
def by_worker(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings name the folder."""
    monkeypatch.setenv("SKILLMARK_PUBLISH_DIR", str(root))
    current.cache_clear()
    yield root
    current.cache_clear()


def test_a_worker_keeps_the_folder_up_to_date(cast: Cast, by_worker: Path) -> None:
    credential = issued(cast.lea, cast.published)
    publisher, now = publish.Publisher(), timezone.now()
    publisher.run(now)
    before = _times(by_worker)
    _revoke(cast, credential)
    publisher.run(now + timedelta(seconds=1))
    assert _times(by_worker)[by_worker / _list_path(credential)] > before[by_worker / _list_path(credential)]
    assert (by_worker / _reasons_path(credential)).exists()
    assert publisher.run(now + timedelta(seconds=2)) == 0
    # A new name shows in no revision; it is found within the minute.
    Organisation.objects.filter(pk=cast.northfield.pk).update(name="Northfield University")
    assert publisher.run(now + timedelta(seconds=50)) == 0
    assert publisher.run(now + timedelta(seconds=70)) > 0
    assert "Northfield University" in (by_worker / "issuers/northfield/about/index.html").read_text()


def test_a_worker_that_finds_another_at_it_comes_back(cast: Cast, by_worker: Path) -> None:
    issued(cast.lea, cast.published)
    publisher, now = publish.Publisher(), timezone.now()
    with opened(by_worker, base_url=current().base_url):
        publisher.run(now)
        assert not (by_worker / "issuers").exists()
    publisher.run(now + timedelta(seconds=1))
    assert (by_worker / "issuers/northfield/did.json").exists()


def test_a_worker_says_what_is_held_back_and_works_on(
    cast: Cast, by_worker: Path, caplog: pytest.LogCaptureFixture
) -> None:
    by_worker.write_text("a file where the folder should be")
    now, publisher = timezone.now(), publish.Publisher()
    publisher.run(now)
    assert "cannot be written to" in caplog.text
    by_worker.unlink()
    by_worker.mkdir()
    (by_worker / "_headers").write_text("mine")
    publisher.run(now + timedelta(minutes=2))
    assert "/_headers was left as it is" in caplog.text


# --- the command ------------------------------------------------------------------------------------------------


def _typed(words: list[str]) -> int:
    before = os.umask(0o022)
    try:
        return main(words)
    finally:
        os.umask(before)


def test_the_command_says_what_it_did(cast: Cast, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    issued(cast.lea, cast.published)
    assert _typed(["publish", str(root)]) == 0
    said = capsys.readouterr().out
    assert "written    /issuers/northfield\n" in said
    assert " 0 unchanged, 0 removed, 0 held back." in said
    (root / "_headers").unlink()
    (root / "_headers").mkdir()
    assert _typed(["publish", str(root), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in told["held"]] == ["in_the_way"]
    assert told["written"] == []
    assert _typed(["publish", str(root)]) == 1
    assert "held back  /_headers: A file or folder" in capsys.readouterr().out


def test_the_command_takes_the_folder_of_the_settings_or_asks_for_one(
    cast: Cast, by_worker: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _typed(["publish"]) == 0
    assert (by_worker / "issuers/northfield/about/index.html").exists()
    monkeypatch.delenv("SKILLMARK_PUBLISH_DIR")
    current.cache_clear()
    assert _typed(["publish"]) == 1
    assert "SKILLMARK_PUBLISH_DIR" in capsys.readouterr().err


def test_the_setting_must_be_a_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    from skillmark.config import ConfigError, load

    with pytest.raises(ConfigError, match="PUBLISH_DIR must be a whole path"):
        load({**os.environ, "SKILLMARK_PUBLISH_DIR": "public"})


def test_what_the_store_keeps_is_not_looked_through_for_each(cast: Cast, root: Path) -> None:
    """Documents that stay make no room for others; the next one that does not stay does."""
    known, now = KnownDocuments(root, max_bytes=2_000), datetime(2026, 5, 1, tzinfo=NOON.tzinfo)
    more = {"body": b"x" * 1500, "media_type": "text/plain", "ttl": timedelta(minutes=5)}
    known.put(url="https://a.example/", fetched_at=now, **more)
    known.put(url="https://kept.example/", fetched_at=now, keep=True, **more)
    assert known.get("https://a.example/") is not None
    known.put(url="https://b.example/", fetched_at=now + timedelta(seconds=1), **more)
    assert known.get("https://a.example/") is None
    assert known.get("https://kept.example/") is not None
