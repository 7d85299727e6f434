"""The demo's mail: everything that would have been sent, to read in the browser."""

from __future__ import annotations

import email
import email.policy
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
    mails = [mail for mail in read_outbox(config.outbox_folder) if wanted in mail.to.lower()]
    return render(request, "public/outbox.html", {"mails": mails[:MOST], "wanted": wanted})


def read_outbox(folder: Path) -> list[SentMail]:
    """Every mail in the outbox folder, newest first."""
    mails: list[SentMail] = []
    for path in folder.glob("*.log"):
        when = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        parts = path.read_bytes().split(_END)
        # A body may hold such a line itself; what follows it is no mail of its own.
        mails += [_read(part.lstrip(b"-\n"), when) for part in parts if b"Subject: " in part]
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)


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
