"""Writes to endorsements, in the caller's transaction; each records its fact."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.leases import LeaseLost
from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing import facts, queries
from skillmark.lifecycle.issuing.document import StatusPlace
from skillmark.lifecycle.issuing.endorsement_document import Word, compose_endorsement
from skillmark.lifecycle.issuing.endorsement_queries import namesake
from skillmark.lifecycle.issuing.endorsement_rules import (
    LONGEST_COMMENT,
    LONGEST_DETAIL,
    LONGEST_NAME,
    LONGEST_REASON,
    Wish,
)
from skillmark.lifecycle.issuing.models import (
    CredentialState,
    Endorsement,
    IssuerKey,
    SignedDocument,
)
from skillmark.lifecycle.issuing.operations import (
    KeyDistrusted,
    change_document_status,
    hold,
    key_of,
    take_place,
)


@dataclass(frozen=True, kw_only=True)
class About:
    """What is endorsed: a version, or its provider itself; `id` is how credentials name it."""

    org: Organisation
    version: Version | None
    id: str

    @property
    def title(self) -> str:
        return self.version.title if self.version is not None else self.org.name


# --- given here ---------------------------------------------------------------------------------------------


def ask(
    *, endorser: Organisation, about: About, wish: Wish, by: Person, now: datetime, uid: UUID
) -> Endorsement:
    """Puts a word that is to be signed into the queue; asked again with the same `uid`, returns the same.

    Raises Refused for words that cannot be signed, and for what the organisation says already.
    """
    # Held, so that two people of one organisation, or two clicks, do not say the same at the same moment.
    held = hold(endorser)
    before = Endorsement.objects.filter(uid=uid).first()
    if before is not None and before.endorser_id == endorser.pk:
        return before
    if before is not None:
        raise Refused("endorsement.form", "This form was used before.", "Open it anew, and sign again.")
    _mind_the_words(endorser, about, wish, now=now)
    same = namesake(endorser=held, org=about.org, version=about.version, kind=wish.kind, now=now)
    if same is not None:
        raise _said_already(same)
    row = Endorsement.objects.create(
        uid=uid,
        source=Endorsement.Source.HERE,
        kind=wish.kind,
        org=about.org,
        version=about.version,
        about_id=about.id,
        endorser=held,
        endorser_name=held.name,
        comment=wish.comment.strip(),
        field=wish.field.strip(),
        level=wish.level.strip(),
        country=wish.country.strip(),
        valid_until=wish.valid_until.replace(microsecond=0) if wish.valid_until else None,
        asked_by=by,
        created_at=now,
        run_at=now,
    )
    fact = facts.EndorsementAsked(endorsement=str(row.uid), kind=row.kind)
    record(fact, now=now, actor_uid=by.uid, org_uid=held.uid)
    return row


def _said_already(row: Endorsement) -> Refused:
    if row.signed_id is None:
        return Refused(
            "endorsement.said_already",
            f"{row.endorser_name} has said so already, and it is not signed yet.",
            "Among what your organisation says of others you find why, and can have it tried again.",
        )
    return Refused(
        "endorsement.said_already",
        f"{row.endorser_name} has said so already, and it still counts.",
        "Withdraw that one first if you want to say it in other words.",
    )


def _mind_the_words(endorser: Organisation, about: About, wish: Wish, *, now: datetime) -> None:
    if endorser.pk == about.org.pk:
        raise Refused(
            "endorsement.own",
            "This is your own organisation's, and nobody endorses themselves.",
            "Ask another organisation.",
        )
    if wish.kind not in Endorsement.Kind.values:
        raise Refused("endorsement.kind", "There is no such kind of endorsement.", "Choose one of the three.")
    if not wish.comment.strip() or len(wish.comment) > LONGEST_COMMENT:
        raise Refused(
            "endorsement.words",
            f"An endorsement says something, in at most {LONGEST_COMMENT} characters.",
            "Say in a sentence or two what you vouch for.",
        )
    if max(len(wish.field), len(wish.level), len(wish.country)) > LONGEST_DETAIL:
        raise Refused("endorsement.details", "Field, level or country is too long.", "Write it shorter.")
    if wish.valid_until is not None and wish.valid_until <= now:
        raise Refused("endorsement.until", "It would end in the past.", "Choose a later day, or none.")


def prepare(*, endorsement: Endorsement, holder: str, base_url: str, now: datetime) -> Endorsement:
    """Stores the intent (key, status index, unsigned document, time) before anything is signed; once for all.

    As for issuances: a worker that comes after a crash signs the very same bytes again, and only an intent whose key
    was compromised meanwhile is written anew, in the same place. Raises LeaseLost when `holder` no longer holds it.
    """
    row = (
        Endorsement.objects.select_for_update(of=("self",))
        .select_related("endorser", "org", "version", "key__org", "status_list")
        .get(pk=endorsement.pk)
    )
    if row.state != QueueState.HELD or row.held_by != holder:
        raise LeaseLost(f"{row} is no longer held by {holder}")
    if row.intent and row.key is not None and row.key.state != IssuerKey.State.COMPROMISED:
        return row
    assert row.endorser is not None  # noqa: S101 - a constraint says so of what is signed here
    org = hold(row.endorser)
    row.key = key_of(org, now=now)
    issuer_id = queries.issuer_id_of(org, key=row.key, base_url=base_url)
    if row.status_list is None or row.status_index is None or row.status_list.issuer_id != issuer_id:
        row.status_list, row.status_index = take_place(org, issuer_id=issuer_id, now=now)
    row.signing_at = now.replace(microsecond=0)
    place = StatusPlace(
        list_url=queries.status_list_url(row.status_list, base_url=base_url), index=row.status_index
    )
    document = compose_endorsement(
        uid=row.uid,
        endorser=queries.issuer_says(org, issuer_id=issuer_id, base_url=base_url),
        word=_word(row),
        status=place,
        valid_from=row.signing_at,
    )
    row.intent = json.dumps(document, ensure_ascii=False)
    row.signed_as = issuer_id
    row.save(update_fields=["key", "status_list", "status_index", "signing_at", "intent", "signed_as"])
    return row


def _word(row: Endorsement) -> Word:
    return Word(
        kind=row.kind,
        about_id=row.about_id,
        title=row.version.title if row.version is not None else row.org.name,
        comment=row.comment,
        field=row.field,
        level=row.level,
        country=row.country,
        valid_until=row.valid_until,
    )


def seal(*, endorsement: Endorsement, holder: str, signed: bytes, now: datetime) -> Endorsement:
    """Keeps the signed bytes of a prepared endorsement, and ends its lease. Raises KeyDistrusted and LeaseLost."""
    row = endorsement
    assert row.key_id is not None and row.endorser is not None and row.signing_at is not None  # noqa: PT018, S101 - it is prepared
    # Locked, so that distrusting the key and sealing with it wait for each other.
    key = IssuerKey.objects.select_for_update().get(pk=row.key_id)
    if key.state == IssuerKey.State.COMPROMISED:
        raise KeyDistrusted("The key that signed this was declared compromised meanwhile; it is signed anew.")
    document = SignedDocument.objects.create(
        uid=row.uid,
        org=row.endorser,
        key=key,
        credential_id=json.loads(signed)["id"],
        request_sha256=hashlib.sha256(row.intent.encode()).hexdigest(),
        document=signed.decode(),
        status_list=row.status_list,
        status_index=row.status_index,
        signed_at=row.signing_at,
    )
    leases.finish(row, holder=holder, signed=document)
    row.refresh_from_db()
    fact = facts.EndorsementSigned(endorsement=str(row.uid), document=str(document.uid))
    record(fact, now=now, actor_uid=row.asked_by.uid, org_uid=row.endorser.uid)
    return row


def retry(*, endorsement: Endorsement, now: datetime) -> Endorsement:
    """Puts one that was given up, or waits for a later try, back at the head of the queue."""
    unsigned = Endorsement.objects.filter(pk=endorsement.pk, state__in=[QueueState.DEAD, QueueState.WAITING])
    unsigned.update(state=QueueState.WAITING, run_at=now, attempts=0, last_error="")
    endorsement.refresh_from_db()
    return endorsement


def withdraw(*, endorsement: Endorsement, reason: str, by: Person, now: datetime) -> Endorsement:
    """Revokes it in the endorser's status list, for a reason that is published. Raises Refused before it is signed."""
    if endorsement.signed is None or endorsement.endorser is None:
        raise Refused(
            "endorsement.not_signed",
            "It is not signed yet, so nobody has it.",
            "It can be withdrawn as soon as it is signed.",
        )
    already = endorsement.signed.state == CredentialState.REVOKED
    endorsement.signed = change_document_status(
        document=endorsement.signed, to=CredentialState.REVOKED, by=by, reason=reason, now=now
    )
    if not already:
        fact = facts.EndorsementWithdrawn(endorsement=str(endorsement.uid))
        record(fact, now=now, actor_uid=by.uid, org_uid=endorsement.endorser.uid)
    return endorsement


# --- brought by the endorsed --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A file signed elsewhere, as a check just found it."""

    text: str
    kind: str
    about_id: str
    endorser_name: str
    signed_as: str
    comment: str
    valid_until: datetime | None


def bring(
    *, org: Organisation, version: Version | None, brought: Brought, by: Person, now: datetime
) -> Endorsement:
    """Keeps and shows an endorsement that was signed elsewhere and holds; the same file again is the same."""
    same = Endorsement.objects.filter(org=org, version=version, document=brought.text).first()
    if same is not None:
        return answer(endorsement=same, accepts=True, reason="", by=by, now=now)
    row = Endorsement.objects.create(
        source=Endorsement.Source.FILE,
        kind=brought.kind,
        org=org,
        version=version,
        about_id=brought.about_id[:300],
        endorser_name=brought.endorser_name[:LONGEST_NAME],
        signed_as=brought.signed_as[:300],
        comment=brought.comment[:LONGEST_COMMENT],
        valid_until=brought.valid_until,
        document=brought.text,
        found=Endorsement.Found.HOLDS,
        checked_at=now,
        held_at=now,
        **_shown(by, now),
    )
    return _brought(row, by, now)


def declare(
    *,
    org: Organisation,
    version: Version | None,
    name: str,
    comment: str,
    link: str,
    by: Person,
    now: datetime,
) -> Endorsement:
    """Lists who recognises it by the organisation's own word; it is shown as such. Raises Refused."""
    if not name.strip() or not comment.strip():
        raise Refused(
            "endorsement.words", "A name, and what it is accepted for, are needed.", "Fill in both."
        )
    row = Endorsement.objects.create(
        source=Endorsement.Source.OWN_WORD,
        kind=Endorsement.Kind.RECOGNITION,
        org=org,
        version=version,
        endorser_name=name.strip()[:LONGEST_NAME],
        comment=comment.strip()[:LONGEST_COMMENT],
        link=link[:500],
        **_shown(by, now),
    )
    return _brought(row, by, now)


def _shown(by: Person, now: datetime) -> dict[str, object]:
    """Whoever brings it shows it; nothing waits."""
    return {
        "asked_by": by, "created_at": now, "run_at": now, "state": QueueState.DONE,
        "answer": Endorsement.Answer.ACCEPTED, "answered_by": by, "answered_at": now,
    }  # fmt: skip


def _brought(row: Endorsement, by: Person, now: datetime) -> Endorsement:
    fact = facts.EndorsementBrought(endorsement=str(row.uid), source=row.source)
    record(fact, now=now, actor_uid=by.uid, org_uid=row.org.uid)
    return row


def note_check(
    *,
    endorsement: Endorsement,
    found: str,
    words: str,
    withdrawn_at: datetime | None,
    now: datetime,
) -> Endorsement:
    """What a later check of a file from elsewhere found; a fact where it stands otherwise than before."""
    row = Endorsement.objects.select_for_update(of=("self",)).select_related("org").get(pk=endorsement.pk)
    before = row.found
    row.found, row.found_words, row.checked_at = found, words[:600], now
    row.withdrawn_at = withdrawn_at
    if found == Endorsement.Found.HOLDS:
        row.held_at = now
    row.save(update_fields=["found", "found_words", "checked_at", "withdrawn_at", "held_at"])
    if found != before:
        fact = facts.EndorsementRechecked(endorsement=str(row.uid), found=found)
        record(fact, now=now, org_uid=row.org.uid)
    return row


# --- shown or not -------------------------------------------------------------------------------------------


def answer(*, endorsement: Endorsement, accepts: bool, reason: str, by: Person, now: datetime) -> Endorsement:
    """The endorsed organisation shows it or not; it may think again. Raises Refused where a reason is missing."""
    row = Endorsement.objects.select_for_update(of=("self",)).select_related("org").get(pk=endorsement.pk)
    to = Endorsement.Answer.ACCEPTED if accepts else Endorsement.Answer.DECLINED
    if row.answer == to:
        return row
    if row.source == Endorsement.Source.HERE and row.signed_id is None:
        raise Refused("endorsement.not_signed", "It is not signed yet.", "Try again in a minute.")
    if not accepts and not reason.strip():
        raise Refused("endorsement.reason_missing", "A reason is missing.", "Say why in a sentence.")
    row.answer, row.answer_reason = to, reason.strip()[:LONGEST_REASON]
    row.answered_by, row.answered_at = by, now
    row.save(update_fields=["answer", "answer_reason", "answered_by", "answered_at"])
    made = facts.EndorsementAccepted if accepts else facts.EndorsementDeclined
    record(made(endorsement=str(row.uid)), now=now, actor_uid=by.uid, org_uid=row.org.uid)
    return row
