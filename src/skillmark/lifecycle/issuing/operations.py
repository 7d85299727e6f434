"""Writes to keys, issuances, credentials and their status, in the caller's transaction; each records its fact."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

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
from skillmark.lifecycle.issuing.document import (
    Recipient,
    StatusPlace,
    compose_credential,
)
from skillmark.lifecycle.issuing.endorsement_queries import with_endorsements
from skillmark.lifecycle.issuing.models import (
    Credential,
    CredentialState,
    Issuance,
    IssuerKey,
    SignedDocument,
    StatusChange,
    StatusList,
)
from skillmark.lifecycle.issuing.rules import LIST_FULL, SUITE_KEYS, may_change, months_later, place_of


class KeyDistrusted(Exception):
    """The key of a signature that is about to be sealed may no longer be believed."""


# --- keys ---------------------------------------------------------------------------------------------------


def ensure_key(*, org: Organisation, now: datetime) -> IssuerKey:
    """The key that signs for the organisation, made at first need. Raises KeyMissing without encryption key."""
    return queries.active_key(org) or key_of(hold(org), now=now)


def hold(org: Organisation) -> Organisation:
    """The organisation, held until the transaction ends: keys and status lists are made by one at a time."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=org.pk)


def key_of(org: Organisation, *, now: datetime, kind: KeyKind = KeyKind.ED25519) -> IssuerKey:
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
    held = hold(org)
    for old in IssuerKey.objects.filter(org=held, state=IssuerKey.State.ACTIVE):
        old.state, old.retired_at = IssuerKey.State.RETIRED, _last_use(old, now=now)
        old.save(update_fields=["state", "retired_at"])
        fact = facts.IssuerKeyRetired(key=str(old.uid), public_multikey=old.public_multikey)
        _record_key(fact, held, actor, now)
    return key_of(held, now=now)


def distrust_key(*, key: IssuerKey, since: datetime, actor: Person, now: datetime) -> IssuerKey:
    """Declares a key compromised: nothing it signed verifies any more. If it was the active one, a new one is made."""
    held = hold(key.org)
    key.refresh_from_db()
    was_active = key.state == IssuerKey.State.ACTIVE
    key.state, key.compromised_since = IssuerKey.State.COMPROMISED, since
    key.retired_at = key.retired_at or _last_use(key, now=now)
    key.save(update_fields=["state", "compromised_since", "retired_at"])
    fact = facts.IssuerKeyCompromised(key=str(key.uid), public_multikey=key.public_multikey)
    _record_key(fact, held, actor, now)
    if was_active:
        key_of(held, now=now)
    return key


def _last_use(key: IssuerKey, *, now: datetime) -> datetime:
    """When a key that is put out of use has signed for the last time: somebody may have begun later and been faster."""
    begun = Issuance.objects.filter(key=key).aggregate(last=Max("signing_at"))["last"]
    signed = SignedDocument.objects.filter(key=key).aggregate(last=Max("signed_at"))["last"]
    return max(each for each in (now, begun, signed) if each is not None)


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
    org = hold(row.award.org)
    row.key = key_of(org, now=now)
    issuer_id = queries.issuer_id_of(row.award.org, key=row.key, base_url=base_url)
    if row.status_list is None or row.status_index is None or row.status_list.issuer_id != issuer_id:
        row.status_list, row.status_index = take_place(org, issuer_id=issuer_id, now=now)
    row.signing_at = now.replace(microsecond=0)
    place = StatusPlace(
        list_url=queries.status_list_url(row.status_list, base_url=base_url), index=row.status_index
    )
    row.document = json.dumps(_compose(row, issuer_id, place, row.signing_at, base_url), ensure_ascii=False)
    row.save(update_fields=["key", "status_list", "status_index", "signing_at", "document"])
    return row


def take_place(held: Organisation, *, issuer_id: str, now: datetime) -> tuple[StatusList, int]:
    """The next place of the issuer's newest list."""
    found, first, _ = take_places(held, issuer_id=issuer_id, wanted=1, at_least=1, now=now)
    return found, place_of(first, seed=bytes(found.seed))


def take_places(
    held: Organisation, *, issuer_id: str, wanted: int, at_least: int, now: datetime
) -> tuple[StatusList, int, int]:
    """The next places of the issuer's newest list, as counts from the first up to before the last (see `place_of`).

    Fewer than are wanted where the list has no more left; a new list when not `at_least` so many are.
    """
    lists = StatusList.objects.filter(org=held, issuer_id=issuer_id)
    newest = lists.order_by("-created_at", "-pk").first()
    if newest is None or newest.taken + at_least > LIST_FULL:
        newest = StatusList.objects.create(
            org=held, issuer_id=issuer_id, seed=secrets.token_bytes(32), created_at=now
        )
    first, last = newest.taken, min(newest.taken + wanted, LIST_FULL)
    StatusList.objects.filter(pk=newest.pk).update(taken=last)
    return newest, first, last


def _compose(
    row: Issuance, issuer_id: str, place: StatusPlace, signing_at: datetime, base_url: str
) -> dict[str, Any]:
    award = row.award
    awarded_at = award.decided_at or award.created_at
    months = award.version.validity_months
    issuer, achievement = with_endorsements(
        issuer=queries.issuer_says(award.org, issuer_id=issuer_id, base_url=base_url),
        achievement=queries.achievement_says(award.version, base_url=base_url),
        version=award.version,
        now=signing_at,
    )
    return compose_credential(
        uid=row.uid,
        issuer=issuer,
        achievement=achievement,
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
    assert issuance.key is not None  # noqa: S101 - it is prepared
    credential = Credential.objects.create(
        uid=issuance.uid,
        issuance=issuance,
        key=issuance.key,
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


# --- documents of programs ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What a document is to be signed with: the key, in whose name, when, and where its status will stand, if anywhere.

    `name` is what its program calls it, and `request_sha256` tells requests apart.
    """

    name: str
    request_sha256: str
    suite: str
    key: IssuerKey
    issuer_id: str
    signing_at: datetime
    status_list: StatusList | None = None
    status_index: int | None = None

    def status(self, *, base_url: str) -> StatusPlace | None:
        """Where the document's status is published."""
        if self.status_list is None or self.status_index is None:
            return None
        url = queries.status_list_url(self.status_list, base_url=base_url)
        return StatusPlace(list_url=url, index=self.status_index)


def prepare_signing(
    *,
    org: Organisation,
    name: str,
    request_sha256: str,
    suite: str,
    with_status: bool,
    base_url: str,
    now: datetime,
) -> Signing | SignedDocument:
    """The key and a place for one document, or the document itself where the same was asked for before.

    A place that is then not used stays empty; there are enough. Raises Refused for a suite that is not made here, and
    for a name that is too long or that something else has.
    """
    if suite not in SUITE_KEYS:
        raise Refused(
            "document.suite_unknown",
            "Credentials are not signed with this suite here.",
            f"Choose one of {', '.join(SUITE_KEYS)}.",
        )
    if len(name) > SignedDocument.LONGEST_ID:
        raise Refused(
            "document.id_too_long", "The id of this credential is too long to be kept.", "Choose a shorter one."
        )  # fmt: skip
    held = hold(org)
    before = _signed_before(held, name, request_sha256)
    if before is not None and _is_good(before):
        return before
    key = key_of(held, kind=SUITE_KEYS[suite], now=now)
    issuer_id = queries.issuer_id_of(held, key=key, base_url=base_url)
    place: tuple[StatusList | None, int | None] = (None, None)
    if before is not None and before.status_list is not None and before.status_list.issuer_id == issuer_id:
        place = before.status_list, before.status_index
    elif with_status:
        place = take_place(held, issuer_id=issuer_id, now=now)
    return Signing(
        name=name, request_sha256=request_sha256, suite=suite, key=key, issuer_id=issuer_id,
        signing_at=now.replace(microsecond=0), status_list=place[0], status_index=place[1],
    )  # fmt: skip


def keep_signed(
    *, org: Organisation, signing: Signing, signed: bytes, actor: Person, now: datetime
) -> SignedDocument:
    """Keeps what was signed, or returns what somebody faster was given for the same request.

    Raises Refused where the key was put out of use since it signed.
    """
    held = hold(org)
    before = _signed_before(held, signing.name, signing.request_sha256)
    if before is not None and _is_good(before):
        return before
    signing.key.refresh_from_db(fields=["state"])
    if signing.key.state != IssuerKey.State.ACTIVE:
        raise Refused("document.key_replaced", "The key was put out of use while it signed.", "Ask again.")
    document = before or SignedDocument(
        org=held, credential_id=signing.name, request_sha256=signing.request_sha256
    )
    document.key, document.document, document.signed_at = signing.key, signed.decode(), signing.signing_at
    document.status_list, document.status_index = signing.status_list, signing.status_index
    document.save()
    _carry_over(document)
    fact = facts.DocumentSigned(document=str(document.uid), suite=signing.suite)
    record(fact, now=now, actor_uid=actor.uid, org_uid=held.uid)
    return document


def _carry_over(document: SignedDocument) -> None:
    """What withholds a document does so in a new place as well; the old one keeps what was noted there."""
    last = document.status_changes.order_by("-changed_at", "-pk").first()
    if last is None or last.change == StatusChange.Change.REINSTATED or document.status_list is None:
        return
    if (last.status_list_id, last.status_index) != (document.status_list.pk, document.status_index):
        said = {"change": last.change, "reason": last.reason, "by": last.by, "changed_at": last.changed_at}
        StatusChange.objects.create(document=document, **_place(document), **said)


def _is_good(document: SignedDocument) -> bool:
    """Whether it may be handed out again: what a stolen key signed is signed anew, in the same place."""
    return document.key.state != IssuerKey.State.COMPROMISED


def _signed_before(held: Organisation, name: str, request_sha256: str) -> SignedDocument | None:
    """What was signed for the same request. Raises Refused where the name belongs to something else."""
    if not name:
        return None
    found = SignedDocument.objects.filter(org=held, credential_id=name)
    known = found.select_related("key", "status_list").first()
    # Ids of our own credentials are ours alone, whichever organisation of this installation they are from.
    taken = known is None and Credential.objects.filter(credential_id=name).exists()
    if taken or (known is not None and known.request_sha256 != request_sha256):
        raise Refused(
            "document.id_taken",
            "Another credential was issued under this id, and an id names one credential only.",
            "Give this one an id of its own.",
        )
    return known


# --- status -------------------------------------------------------------------------------------------------


def change_status(
    *, credential: Credential, to: CredentialState, by: Person, reason: str, now: datetime
) -> Credential:
    """Revokes, suspends or reinstates; what is so already stays as it is. Raises Refused for what may not follow."""
    held = (
        Credential.objects.select_for_update(of=("self",))
        .select_related("org", "person")
        .get(pk=credential.pk)
    )
    if change := _changed(held, to, reason):
        StatusChange.objects.create(credential=held, **_place(held), **change, by=by, changed_at=now)
        fact = CREDENTIAL_FACTS[to](credential=str(held.uid))
        record(fact, now=now, actor_uid=by.uid, org_uid=held.org.uid, subject_uid=held.person.uid)
    return held


def change_document_status(
    *, document: SignedDocument, to: CredentialState, by: Person, reason: str, now: datetime
) -> SignedDocument:
    """Revokes, suspends or reinstates what a program had signed, by the same rules as a credential of ours."""
    held = (
        SignedDocument.objects.select_for_update(of=("self",)).select_related("org").get(pk=document.pk)
    )  # fmt: skip
    if held.status_list_id is None:
        raise Refused(
            "document.status_elsewhere",
            "Nothing in this credential says that we tell how it stands, so it cannot be withdrawn here.",
            "Change its status where it is published.",
        )
    if change := _changed(held, to, reason):
        StatusChange.objects.create(document=held, **_place(held), **change, by=by, changed_at=now)
        fact = _DOCUMENT_FACTS[to](document=str(held.uid))
        record(fact, now=now, actor_uid=by.uid, org_uid=held.org.uid)
    return held


CHANGES = {
    CredentialState.REVOKED: StatusChange.Change.REVOKED,
    CredentialState.SUSPENDED: StatusChange.Change.SUSPENDED,
    CredentialState.ACTIVE: StatusChange.Change.REINSTATED,
}
CREDENTIAL_FACTS = {
    CredentialState.REVOKED: facts.CredentialRevoked,
    CredentialState.SUSPENDED: facts.CredentialSuspended,
    CredentialState.ACTIVE: facts.CredentialReinstated,
}
_DOCUMENT_FACTS = {
    CredentialState.REVOKED: facts.DocumentRevoked,
    CredentialState.SUSPENDED: facts.DocumentSuspended,
    CredentialState.ACTIVE: facts.DocumentReinstated,
}


def _place(held: Credential | SignedDocument) -> dict[str, Any]:
    return {"status_list_id": held.status_list_id, "status_index": held.status_index}


def _changed(held: Credential | SignedDocument, to: CredentialState, reason: str) -> dict[str, str]:
    """Puts the locked row into its new state; what the entry of its history says of that, empty where it was so."""
    if held.state == to:
        return {}
    if not may_change(held.state, to):
        raise Refused(
            "credential.revoked_for_good",
            "This credential is revoked, and a revocation cannot be taken back.",
            "Award it again if it was revoked by mistake: that makes a new credential.",
        )
    if not reason.strip():
        raise Refused("credential.reason_missing", "A reason is missing.", "Say why in a sentence.")
    held.state = to
    held.save(update_fields=["state"])
    return {"change": CHANGES[to], "reason": reason.strip()[:300]}
