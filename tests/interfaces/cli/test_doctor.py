"""`doctor` looks at the folder of public files: what it cannot say is not called well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.cast import Cast
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.interfaces.cli import examinations
from skillmark.interfaces.cli.examinations import Finding
from skillmark.interfaces.jobs.folder import DONE
from skillmark.interfaces.jobs.static_files import publish_files
from skillmark.journeys.revoke import revoke_credential
from skillmark.lifecycle.issuing.models import StatusList

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that this installation publishes into."""
    monkeypatch.setenv("SKILLMARK_PUBLISH_DIR", str(tmp_path / "public"))
    current.cache_clear()
    yield tmp_path / "public"
    monkeypatch.undo()
    current.cache_clear()


def found(folder: Path) -> list[Finding]:
    """What is said of it, each with what to do where it is not well."""
    # Asked alone: the rest of an examination wants a database in a file.
    findings = list(examinations._publish_folder(current()))
    assert all(str(folder) in each.what for each in findings)
    assert all(each.why and each.mend for each in findings if each.state != "ok")
    return findings


def state(folder: Path) -> str:
    [finding] = found(folder)
    return finding.state


@pytest.mark.django_db
def test_a_folder_is_well_as_long_as_nothing_is_newer(cast: Cast, folder: Path) -> None:
    assert "nothing is published" in found(folder)[0].what
    assert state(folder) == "warn"
    credential = issued(cast.lea, cast.published, now=timezone.now() - AN_HOUR)
    publish_files(folder)
    assert state(folder) == "ok"
    # A moment later a worker will have seen it.
    revoke_credential(actor=cast.rob, credential_uid=credential.uid, reason="Error", now=timezone.now())
    assert state(folder) == "warn"
    _long_ago(folder)
    RecordedFact.objects.filter(name="CredentialRevoked").update(recorded_at=timezone.now() - AN_HOUR)
    assert state(folder) == "bad"
    publish_files(folder)
    assert state(folder) == "ok"


@pytest.mark.django_db
def test_a_list_that_was_made_since_is_newer_too(cast: Cast, folder: Path) -> None:
    publish_files(folder)
    _long_ago(folder)
    StatusList.objects.create(
        org=cast.northfield, issuer_id="did:web:x", seed=b"s", created_at=timezone.now() - AN_HOUR
    )
    assert state(folder) == "bad"


@pytest.mark.django_db
def test_what_cannot_be_said_is_not_well(cast: Cast, folder: Path) -> None:
    folder.mkdir()
    (folder / "index.html").write_text("somebody's own")
    assert "cannot be said" in found(folder)[0].what
    assert state(folder) == "warn"
    publish_files(folder)
    (folder / DONE).unlink()
    assert state(folder) == "warn"


@pytest.mark.django_db
@pytest.mark.parametrize("inner", ["", ".skillmark"])
def test_a_folder_that_cannot_be_written_to_is_bad(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch, inner: str
) -> None:
    publish_files(folder)
    # Root may write everywhere, so the machine says no in its stead.
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder / inner and may(path, mode))
    assert "cannot be written to" in found(folder)[0].what
    assert state(folder) == "bad"


@pytest.mark.django_db
def test_without_a_folder_nothing_is_said_of_one(cast: Cast) -> None:
    assert list(examinations._publish_folder(current())) == []


def _long_ago(folder: Path) -> None:
    """As if it had been published for the last time two hours ago."""
    then = (timezone.now() - 2 * AN_HOUR).timestamp()
    os.utime(folder / DONE, (then, then))
