"""Shortcuts to what a person holds and shares, for tests of wallets, links and checks."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import segno
from django.http import HttpResponseBase
from django.utils import timezone
from PIL import Image
from tests.issuing_helpers import issued

from skillmark.config import current
from skillmark.foundation.people.models import Person
from skillmark.journeys.claim import claim_item
from skillmark.journeys.share import share_credential
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.holding.models import Share, WalletItem

BASE = current().base_url
AN_HOUR = timedelta(hours=1)


def offered(person: Person, version: Version, *, now: datetime | None = None) -> WalletItem:
    """A credential that waits in `person`'s wallet, issued an hour ago."""
    return WalletItem.objects.get(credential=issued(person, version, now=now or timezone.now() - AN_HOUR))


def kept(person: Person, version: Version, *, now: datetime | None = None) -> WalletItem:
    """The same, claimed."""
    return claim_item(actor=person, item_uid=offered(person, version, now=now).uid, now=timezone.now())


def shared(item: WalletItem) -> Share:
    """A link to it without end."""
    return share_credential(actor=item.person, item_uid=item.uid, ends_at=None, now=timezone.now())


def link_of(share: Share) -> str:
    return f"{BASE}/s/{share.token}/"


def seen(response: HttpResponseBase) -> bytes:
    """What a page shows, without the token against forged forms, which is new each time."""
    content: bytes = getattr(response, "content")  # noqa: B009 - streaming answers have none, and fail here
    return re.sub(rb'(csrfmiddlewaretoken" value=")[^"]*', rb"\1", content)


def plain_png() -> bytes:
    """A picture with nothing in it, like a screenshot."""
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(out, "PNG")
    return out.getvalue()


def qr_png(text: str) -> bytes:
    """A picture of a QR code."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    return out.getvalue()
