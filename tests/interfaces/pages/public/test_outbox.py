"""The demo's mail, to be read in the browser; elsewhere there is no such page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.test import Client

from skillmark.interfaces.pages.public.outbox import MOST, read_outbox

OUTBOX = "/outbox/"
START = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The demo's outbox. (The folder follows from `home`.)"""
    config = replace(settings.CONFIG, demo=True, home=tmp_path)
    monkeypatch.setattr(settings, "CONFIG", config)
    config.outbox_folder.mkdir()
    return config.outbox_folder


def _send(folder: Path, *messages: EmailMessage) -> None:
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    backend.send_messages(list(messages))


def _mail(subject: str, body: str, to: str = "lea@example.org") -> EmailMessage:
    return EmailMessage(subject, body, "no-reply@example.org", [to])


def test_mail_is_shown_newest_first_with_links(db: None, folder: Path) -> None:
    _send(folder, _mail("Première lettre", "Grüße aus Nürnberg: https://example.org/one"))
    _send(folder, _mail("Second", "-" * 79), _mail("Third", "<script>alert(1)</script>", "noor@example.org"))
    page = Client().get(OUTBOX).content.decode()
    assert "Première lettre" in page
    assert "Grüße aus Nürnberg" in page
    assert 'href="https://example.org/one"' in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert {mail.subject for mail in read_outbox(folder)} >= {"Première lettre", "Third"}


def test_one_persons_mail_can_be_picked_out(db: None, folder: Path) -> None:
    _send(folder, _mail("For Lea", "x"), _mail("For Noor", "x", "noor@example.org"))
    page = Client().get(OUTBOX, {"to": "NOOR@"}).content.decode()
    assert "For Noor" in page
    assert "For Lea" not in page


def test_of_many_letters_the_latest_are_shown_and_anybodys_own_are_found(db: None, folder: Path) -> None:
    """The files are not as old as what they hold, and one of them may be written to for long."""
    sent = []
    for number in range(MOST + 30):
        message = _mail(f"Letter {number}", "x", f"p{number}@example.org")
        message.extra_headers["Date"] = format_datetime(START + timedelta(minutes=number * 7 % 130))
        sent.append((number * 7 % 130, f"Letter {number}"))
        _send(folder, message)
    for age, path in enumerate(sorted(folder.glob("*.log"))):
        late = (START + timedelta(minutes=131 + age % 3)).timestamp()
        os.utime(path, (late, late))
    wanted = [subject for _, subject in sorted(sent, reverse=True)[:MOST]]
    assert [mail.subject for mail in read_outbox(folder)] == wanted
    assert [mail.subject for mail in read_outbox(folder, wanted="p3@")] == ["Letter 3"]
    assert [mail.subject for mail in read_outbox(folder, wanted="é")] == []


def test_files_older_than_the_latest_letters_are_not_even_read(db: None, folder: Path) -> None:
    old = folder / "old.log"
    old.mkdir()  # to read it would be an error
    os.utime(old, (START.timestamp(), START.timestamp()))
    _send(folder, *(_mail(f"Letter {number}", "x") for number in range(MOST)))
    assert len(read_outbox(folder)) == MOST


def test_an_empty_outbox_says_so(db: None, folder: Path) -> None:
    assert "No mail yet" in Client().get(OUTBOX).content.decode()


def test_outside_the_demo_there_is_no_outbox(db: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for changes in ({"demo": False}, {"smtp_url": "smtp://localhost"}):
        with monkeypatch.context() as patched:
            patched.setattr(settings, "CONFIG", replace(settings.CONFIG, **changes))
            assert Client().get(OUTBOX).status_code == 404
