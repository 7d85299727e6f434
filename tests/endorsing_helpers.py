"""Shortcuts into endorsements, for tests of what is made of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.cast import NOON, Cast
from tests.credential.badges import GUILD, GUILD_SIGNER, controller_document, endorsement, signed_by_guild

from skillmark.config import current
from skillmark.credential.report import Report
from skillmark.fetcher.known import KnownDocuments
from skillmark.foundation.ledger import leases
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.interfaces.intake.presented import check
from skillmark.interfaces.jobs.endorse import sign_next
from skillmark.journeys import endorse
from skillmark.journeys.issue import ensure_issuer
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing import keyring
from skillmark.lifecycle.issuing.endorsement_rules import Wish
from skillmark.lifecycle.issuing.models import Endorsement
from skillmark.lifecycle.issuing.publishing import open_signer

BASE = current().base_url
WORDS = "We hire people who have it."


def wish(kind: str = "endorsement", comment: str = WORDS, **more: Any) -> Wish:
    return Wish(kind=kind, comment=comment, **more)


def given(
    cast: Cast,
    *,
    kind: str = "endorsement",
    actor: Person | None = None,
    org: Organisation | None = None,
    version: Version | None = None,
    now: datetime = NOON,
    **more: Any,
) -> Endorsement:
    """Harbour's word for the published version, signed."""
    return endorse.endorse_version(
        actor=actor or cast.emma,
        org=org or cast.harbour,
        version_uid=(version or cast.published).uid,
        wish=wish(kind, **more),
        signer_for=open_signer,
        base_url=BASE,
        now=now,
    )


def given_to_issuer(cast: Cast, *, kind: str = "endorsement", now: datetime = NOON) -> Endorsement:
    """Harbour's word for Northfield itself, signed."""
    return endorse.endorse_issuer(
        actor=cast.emma, org=cast.harbour, issuer_key="northfield", wish=wish(kind), signer_for=open_signer,
        base_url=BASE, now=now,
    )  # fmt: skip


def key_missing() -> bytes:
    """An installation whose key-encryption key is gone."""
    raise keyring.KeyMissing("The key that protects issuing keys is missing.")


def given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Endorsement:
    """Harbour's word, which could not be signed in all the tries there are, because that key was gone meanwhile."""
    ensure_issuer(org=cast.harbour, now=NOON)
    with monkeypatch.context() as patch:
        patch.setattr(keyring, "encryption_key", key_missing)
        row = given(cast)
        for _ in range(leases.MAX_ATTEMPTS):
            Endorsement.objects.update(run_at=NOON)
            sign_next(NOON)
    row.refresh_from_db()
    return row


def shown(cast: Cast, row: Endorsement, *, now: datetime = NOON) -> Endorsement:
    """The same, once Northfield has accepted it."""
    return endorse.accept_endorsement(actor=cast.rob, endorsement_uid=row.uid, now=now)


def withdrawn(cast: Cast, row: Endorsement, *, now: datetime = NOON) -> Endorsement:
    return endorse.withdraw_endorsement(
        actor=cast.emma, endorsement_uid=row.uid, reason="We do not hire any more.", now=now
    )


def checked(text: str, *, now: datetime = NOON) -> Report:
    """The report of this installation, which has all its own documents."""
    return check(text.encode(), now=now)


def signed_elsewhere(cast: Cast, *, of: str = "", **members: Any) -> str:
    """The guild's word for the published version, from another platform."""
    about = of or f"{BASE}/achievements/{cast.published.uid}"
    return json.dumps(signed_by_guild(endorsement(about) | members))


def publish_guild(*, now: datetime, **documents: Any) -> None:
    """What the guild's server says of its keys, and whatever else it has, as it was fetched just now."""
    known = KnownDocuments(current().known_folder)
    for url, document in ({GUILD: controller_document(GUILD, GUILD_SIGNER)} | documents).items():
        known.put(
            url=url, body=json.dumps(document).encode(), media_type="application/json", fetched_at=now,
            ttl=timedelta(days=1),
        )  # fmt: skip


def brought(cast: Cast, text: str, *, now: datetime = NOON) -> Endorsement:
    """A file from elsewhere, checked and brought by Northfield's registrar."""
    return endorse.bring_endorsement(
        actor=cast.rob, org=cast.northfield, version_uid=cast.published.uid, report=checked(text, now=now),
        base_url=BASE, now=now,
    )  # fmt: skip
