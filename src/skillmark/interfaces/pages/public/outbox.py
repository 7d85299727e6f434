"""The demo's mail: everything that would have been sent, to read in the browser."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import urlize
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

MOST = 100
# Django's file backend ends each mail with a line of 79 dashes.
_END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class SentMail:
    to: str
    subject: str
    sent_at: datetime
    body: SafeString


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first; `?to=` shows one address only. Exists in the demo alone."""
    config = settings.CONFIG
    if not config.demo or config.smtp_url:
        raise Http404
    wanted = request.GET.get("to", "").strip().lower()
    mails = read_outbox(config.outbox_folder, wanted=wanted)
    return render(request, "public/outbox.html", {"mails": mails, "wanted": wanted})


def read_outbox(folder: Path, *, wanted: str = "") -> list[SentMail]:
    """The latest mails to whoever `wanted` (in small letters) is part of the address of, newest first, `MOST` of them.

    A batch sends letters by the thousand, so that no more are read than may be among the latest.
    """
    written = sorted(((path.stat().st_mtime, path) for path in folder.glob("*.log")), reverse=True)
    latest: list[SentMail] = []
    for seconds, path in written:
        when = datetime.fromtimestamp(seconds, tz=UTC)
        # What a file holds was sent before it was last written.
        if len(latest) == MOST and latest[-1].sent_at > when:
            break
        latest = sorted(
            [*latest, *_mails_in(path, when, wanted)], key=lambda mail: mail.sent_at, reverse=True
        )
        del latest[MOST:]
    return latest


def _mails_in(path: Path, when: datetime, wanted: str) -> Iterator[SentMail]:
    for part in path.read_bytes().split(_END):
        # A body may hold such a line itself; what follows it is no mail of its own.
        if b"Subject: " not in part or (wanted.isascii() and wanted.encode() not in part.lower()):
            continue
        mail = _read(part.lstrip(b"-\n"), when)
        if wanted in mail.to.lower():
            yield mail


def _read(raw: bytes, when: datetime) -> SentMail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes nothing else
    body = message.get_body(preferencelist=("plain",))
    text = body.get_content() if body is not None else ""
    sent_at = message["Date"].datetime if message["Date"] is not None else None
    if sent_at is not None and sent_at.tzinfo is None:
        # Mail writes UTC as -0000, "from a place I do not tell", and so it is read.
        sent_at = sent_at.replace(tzinfo=UTC)
    return SentMail(
        str(message["To"]),
        str(message["Subject"]),
        sent_at or when,
        SafeString(urlize(text, autoescape=True)),
    )
