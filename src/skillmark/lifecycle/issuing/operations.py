"""Writes to keys, issuances, credentials and their status, in the caller's transaction; each records its fact."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.leases import LeaseLost
from skillmark.foundation.ledger.models import QueueState
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.issuing import facts, keyring, queries
from skillmark.lifecycle.issuing.document import Recipient, StatusPlace, compose_credential
from skillmark.lifecycle.issuing.models import (
    Credential,
    CredentialState,
    Issuance,
    IssuerKey,
    StatusChange,
    StatusList,
)
from skillmark.lifecycle.issuing.rules import LIST_FULL, may_change, months_later, place_of


class KeyDistrusted(Exception):
    """The key of a signature that is about to be sealed may no longer be believed."""


# --- keys ---------------------------------------------------------------------------------------------------


def ensure_key(*, org: Organisation, now: datetime) -> IssuerKey:
    """The key that signs for the organisation, made at first need. Raises KeyMissing without encryption key."""
    return queries.active_key(org) or _key_of(_held(org), now=now)


def _held(org: Organisation) -> Organisation:
    """The organisation, held until the transaction ends: keys and status lists are made by one at a time."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=org.pk)


def _key_of(org: Organisation, *, now: datetime, kind: KeyKind = KeyKind.ED25519) -> IssuerKey:
    """The active key of a kind, made where there is none; `org` is held."""
    if (existing := queries.active_key(org, kind)) is not None:
        return existing
    signer = LocalSigner.generate(kind)
    key = IssuerKey.objects.create(
        org=org,
        kind=kind.value,
        public_multikey=signer.public_multikey,
        sealed_private=keyring.seal(signer, org_uid=org.uid, key=keyring.encryption_key()),
        created_at=now,
    )
    _record_key(facts.IssuerKeyCreated(key=str(key.uid), public_multikey=key.public_multikey), org, None, now)
    return key


def rotate_key(*, org: Organisation, actor: Person, now: datetime) -> IssuerKey:
    """Retires the key that signs and makes a new one; what the old one signed stays valid.

    One of another kind goes with it, and is replaced when it is needed again.
    """
    held = _held(org)
    for old in IssuerKey.objects.filter(org=held, state=IssuerKey.State.ACTIVE):
        old.state, old.retired_at = IssuerKey.State.RETIRED, _last_use(old, now=now)
        old.save(update_fields=["state", "retired_at"])
        fact = facts.IssuerKeyRetired(key=str(old.uid), public_multikey=old.public_multikey)
        _record_key(fact, held, actor, now)
    return _key_of(held, now=now)


def distrust_key(*, key: IssuerKey, since: datetime, actor: Person, now: datetime) -> IssuerKey:
    """Declares a key compromised: nothing it signed verifies any more. If it was the active one, a new one is made."""
    held = _held(key.org)
    key.refresh_from_db()
    was_active = key.state == IssuerKey.State.ACTIVE
    key.state, key.compromised_since = IssuerKey.State.COMPROMISED, since
    key.retired_at = key.retired_at or _last_use(key, now=now)
    key.save(update_fields=["state", "compromised_since", "retired_at"])
    fact = facts.IssuerKeyCompromised(key=str(key.uid), public_multikey=key.public_multikey)
    _record_key(fact, held, actor, now)
    if was_active:
        _key_of(held, now=now)
    return key


def _last_use(key: IssuerKey, *, now: datetime) -> datetime:
    """When a key that is put out of use has signed for the last time: somebody may have begun later and been faster."""
    last = Issuance.objects.filter(key=key).aggregate(last=Max("signing_at"))["last"]
    return max(now, last) if last else now


def _record_key(fact: Fact, org: Organisation, actor: Person | None, now: datetime) -> None:
    record(fact, now=now, actor_uid=actor.uid if actor else None, org_uid=org.uid)


# --- from award to intent -----------------------------------------------------------------------------------


def queue_issuance(*, award: Award, now: datetime) -> Issuance:
    """Puts an award in the queue; a second call for the same award returns the same row."""
    issuance, created = Issuance.objects.get_or_create(
        award=award, defaults={"run_at": now, "queued_at": now}
    )
    if created:
        fact = facts.IssuanceQueued(issuance=str(issuance.uid), award=str(award.uid))
        record(fact, now=now, org_uid=award.org.uid, subject_uid=award.person.uid)
    return issuance


def prepare_issuance(*, issuance: Issuance, holder: str, base_url: str, now: datetime) -> Issuance:
    """Stores the intent (key, status index, unsigned document, time) before anything is signed; once for all.

    A worker that comes after a crash finds the intent and signs the very same bytes. Only an intent whose key was
    compromised meanwhile is written anew, with the same index. Raises LeaseLost when `holder` no longer holds it.
    """
    row = (
        Issuance.objects.select_for_update(of=("self",))
        .select_related(
            "award__org", "award__person", "award__version__micro_credential", "key", "status_list"
        )
        .get(pk=issuance.pk)
    )
    if row.state != QueueState.HELD or row.held_by != holder:
        raise LeaseLost(f"{row} is no longer held by {holder}")
    if row.document and row.key is not None and row.key.state != IssuerKey.State.COMPROMISED:
        return row
    # Held before the key is chosen: a key that is being put out of use must know of everything that it signs.
    org = _held(row.award.org)
    row.key = _key_of(org, now=now)
    issuer_id = queries.issuer_id_of(row.award.org, key=row.key, base_url=base_url)
    if row.status_list is None or row.status_index is None or row.status_list.issuer_id != issuer_id:
        row.status_list, row.status_index = _take_place(org, issuer_id=issuer_id, now=now)
    row.signing_at = now.replace(microsecond=0)
    place = StatusPlace(
        list_url=queries.status_list_url(row.status_list, base_url=base_url), index=row.status_index
    )
    row.document = json.dumps(_compose(row, issuer_id, place, row.signing_at, base_url), ensure_ascii=False)
    row.save(update_fields=["key", "status_list", "status_index", "signing_at", "document"])
    return row


def _take_place(held: Organisation, *, issuer_id: str, now: datetime) -> tuple[StatusList, int]:
    """The next place of the issuer's newest list; a new list when that one is nearly full."""
    lists = StatusList.objects.filter(org=held, issuer_id=issuer_id)
    newest = lists.order_by("-created_at", "-pk").first()
    if newest is None or newest.taken >= LIST_FULL:
        newest = StatusList.objects.create(
            org=held, issuer_id=issuer_id, seed=secrets.token_bytes(32), created_at=now
        )
    counter = newest.taken
    StatusList.objects.filter(pk=newest.pk).update(taken=F("taken") + 1)
    return newest, place_of(counter, seed=bytes(newest.seed))


def _compose(
    row: Issuance, issuer_id: str, place: StatusPlace, signing_at: datetime, base_url: str
) -> dict[str, Any]:
    award = row.award
    awarded_at = award.decided_at or award.created_at
    months = award.version.validity_months
    return compose_credential(
        uid=row.uid,
        issuer=queries.issuer_says(award.org, issuer_id=issuer_id, base_url=base_url),
        achievement=queries.achievement_says(award.version, base_url=base_url),
        recipient=Recipient(name=award.person.name, email=award.person.email, salt=secrets.token_urlsafe(16)),
        results=award.results,
        evidence=award.evidence,
        status=place,
        awarded_at=awarded_at,
        valid_from=signing_at,
        valid_until=months_later(awarded_at, months) if months else None,
    )


# --- from signature to credential ---------------------------------------------------------------------------


def seal_credential(*, issuance: Issuance, signed: bytes, now: datetime) -> Credential:
    """Keeps the signed bytes as the credential of a prepared issuance. The caller finishes the lease beside it.

    Raises KeyDistrusted when the key was declared compromised since it signed: the row goes back and is signed anew.
    """
    _refuse_distrusted(issuance)
    text = signed.decode()
    document = json.loads(text)
    award = issuance.award
    until = document.get("validUntil")
    assert issuance.status_list is not None and issuance.status_index is not None  # noqa: PT018, S101 - it is prepared
    credential = Credential.objects.create(
        uid=issuance.uid,
        issuance=issuance,
        award=award,
        org=award.org,
        version=award.version,
        person=award.person,
        credential_id=document["id"],
        document=text,
        sha256=hashlib.sha256(signed).hexdigest(),
        status_list=issuance.status_list,
        status_index=issuance.status_index,
        issued_at=issuance.signing_at or now,
        valid_until=datetime.fromisoformat(until) if until else None,
    )
    fact = facts.CredentialIssued(credential=str(credential.uid), award=str(award.uid))
    record(fact, now=now, org_uid=award.org.uid, subject_uid=award.person.uid)
    return credential


def _refuse_distrusted(issuance: Issuance) -> None:
    assert issuance.key_id is not None  # noqa: S101 - it is prepared
    # Locked, so that distrusting the key and sealing with it wait for each other.
    key = IssuerKey.objects.select_for_update().get(pk=issuance.key_id)
    if key.state == IssuerKey.State.COMPROMISED:
        raise KeyDistrusted("The key that signed this was declared compromised meanwhile; it is signed anew.")


def retry_issuance(*, issuance: Issuance, now: datetime) -> Issuance:
    """Puts a row that was given up, or waits for a later try, back at the head of the queue."""
    Issuance.objects.filter(pk=issuance.pk, state__in=[QueueState.DEAD, QueueState.WAITING]).update(
        state=QueueState.WAITING, run_at=now, attempts=0
    )
    issuance.refresh_from_db()
    return issuance


# --- status -------------------------------------------------------------------------------------------------

_CHANGES = {
    CredentialState.REVOKED: (StatusChange.Change.REVOKED, facts.CredentialRevoked),
    CredentialState.SUSPENDED: (StatusChange.Change.SUSPENDED, facts.CredentialSuspended),
    CredentialState.ACTIVE: (StatusChange.Change.REINSTATED, facts.CredentialReinstated),
}


def change_status(
    *, credential: Credential, to: CredentialState, by: Person, reason: str, now: datetime
) -> Credential:
    """Revokes, suspends or reinstates; what is so already stays as it is. Raises Refused for what may not follow."""
    held = (
        Credential.objects.select_for_update(of=("self",))
        .select_related("org", "person")
        .get(pk=credential.pk)
    )
    if held.state == to:
        return held
    if not may_change(held.state, to):
        raise Refused(
            "credential.revoked_for_good",
            "This credential is revoked, and a revocation cannot be taken back.",
            "Award it again if it was revoked by mistake: that makes a new credential.",
        )
    if not reason.strip():
        raise Refused("credential.reason_missing", "A reason is missing.", "Say why in a sentence.")
    change, fact = _CHANGES[to]
    StatusChange.objects.create(
        credential=held, change=change, reason=reason.strip()[:300], by=by, changed_at=now
    )
    held.state = to
    held.save(update_fields=["state"])
    record(
        fact(credential=str(held.uid)),
        now=now,
        actor_uid=by.uid,
        org_uid=held.org.uid,
        subject_uid=held.person.uid,
    )
    return held
