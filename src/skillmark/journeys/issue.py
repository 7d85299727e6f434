"""The story of issuing: intent, signature, check, seal; the same for what programs wrote; and the keys that sign.

(1)  intent   key, status index and unsigned document are stored, in a transaction of their own
(2)  sign     the same intent always gives the same bytes, so a crash after this point costs nothing
(3)  check    the signed credential passes our own verifier, or it does not leave
(4)  seal     credential, wallet item, fact and the end of the lease, in ONE transaction
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.issue import check_before_issuing, issue
from skillmark.credential.keys import Signer
from skillmark.foundation.ledger import leases
from skillmark.foundation.orgs.access import Actor, NotFound, require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing.queries import refuse_unissuable
from skillmark.lifecycle.holding.operations import place_in_wallet
from skillmark.lifecycle.issuing import operations, queries
from skillmark.lifecycle.issuing.document import in_our_name, method_id, takes_status
from skillmark.lifecycle.issuing.models import Credential, Issuance, IssuerKey, SignedDocument
from skillmark.lifecycle.issuing.own_output import check_own_output

SignerSource = Callable[[IssuerKey], Signer]
# When a program's credential begins and ends is the program's affair.
_OF_PROGRAMS = frozenset({5})


def issue_queued(
    *, issuance: Issuance, holder: str, signer_for: SignerSource, base_url: str, now: datetime
) -> Credential:
    """Issues a row that `holder` has taken. No person acts here: who may have it queued was asked before.

    Raises LeaseLost when somebody else has taken the row over; any other error leaves the row to be given back.
    """
    with transaction.atomic():  # 1
        prepared = operations.prepare_issuance(issuance=issuance, holder=holder, base_url=base_url, now=now)
    signed = _sign(prepared, signer_for)  # 2
    assert prepared.signing_at is not None  # noqa: S101 - it is prepared
    check_own_output(signed, prepared.award.org, at=prepared.signing_at, base_url=base_url)  # 3
    with transaction.atomic():  # 4
        leases.finish(prepared, holder=holder)
        credential = operations.seal_credential(issuance=prepared, signed=signed, now=now)
        place_in_wallet(credential=credential, now=now)
        return credential


def _sign(prepared: Issuance, signer_for: SignerSource) -> bytes:
    key, document, signing_at = prepared.key, json.loads(prepared.document), prepared.signing_at
    assert key is not None and signing_at is not None  # noqa: PT018, S101 - it is prepared
    method = method_id(document["issuer"]["id"], key.public_multikey)
    return issue(document, signer=signer_for(key), verification_method=method, created=signing_at)


# --- what programs wrote ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a program wants its credential signed; `name` is what it calls one that has no id."""

    suite: str = "eddsa-rdfc-2022"
    mandatory_pointers: tuple[str, ...] = ()
    name: str = ""


def sign_credential(
    *,
    actor: Actor,
    org: Organisation,
    credential: Mapping[str, Any],
    asked: Asked,
    signer_for: SignerSource,
    contexts: ContextRegistry = BUNDLED,
    base_url: str,
    now: datetime,
) -> SignedDocument:
    """Signs a credential that a program wrote, in the organisation's name; asked again, returns the same.

    Raises CredentialError for what must not be signed as it is; Refused for an id that another credential has, and for
    an achievement of ours of which nothing is issued any more.
    """
    require(actor, "credentials.sign", org)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    check_before_issuing(credential, contexts=contexts)
    for version in queries.versions_named(credential, base_url=base_url):
        refuse_unissuable(version)
    with transaction.atomic():
        signing = operations.prepare_signing(
            org=org,
            name=str(credential.get("id") or asked.name),
            request_sha256=_request_hash(credential, asked),
            suite=asked.suite,
            with_status=takes_status(credential),
            base_url=base_url,
            now=now,
        )
    if isinstance(signing, SignedDocument):
        return signing
    signed = issue(
        in_our_name(credential, issuer_id=signing.issuer_id, status=signing.status(base_url=base_url)),
        signer=signer_for(signing.key),
        verification_method=method_id(signing.issuer_id, signing.key.public_multikey),
        created=signing.signing_at,
        suite=asked.suite,
        mandatory_pointers=asked.mandatory_pointers,
        contexts=contexts,
    )
    check_own_output(
        signed,
        org,
        at=signing.signing_at,
        base_url=base_url,
        contexts=contexts,
        unasked=_OF_PROGRAMS,
    )
    with transaction.atomic():
        return operations.keep_signed(org=org, signing=signing, signed=signed, actor=actor, now=now)


def _request_hash(credential: Mapping[str, Any], asked: Asked) -> str:
    request = json.dumps({"credential": credential, "asked": asdict(asked)}, sort_keys=True)
    return hashlib.sha256(request.encode()).hexdigest()


# --- the queue, for people ----------------------------------------------------------------------------------


def try_again(*, actor: Actor, issuance_uid: UUID | str, now: datetime) -> Issuance:
    """Puts a row that was given up back into the queue."""
    issuance = queries.access_issuance(actor, issuance_uid, "credentials.revoke")
    with transaction.atomic():
        return operations.retry_issuance(issuance=issuance, now=now)


# --- keys ---------------------------------------------------------------------------------------------------


def ensure_issuer(*, org: Organisation, now: datetime) -> IssuerKey:
    """Gives an organisation its first key, if it has none. For set-up and for publishing, where no person acts."""
    with transaction.atomic():
        return operations.ensure_key(org=org, now=now)


def rotate_key(*, actor: Actor, org: Organisation, now: datetime) -> IssuerKey:
    """A new key signs from now on; everything signed so far stays valid."""
    require(actor, "org.edit", org)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return operations.rotate_key(org=org, actor=actor, now=now)


def distrust_key(
    *, actor: Actor, org: Organisation, key_uid: UUID | str, since: datetime, now: datetime
) -> IssuerKey:
    """Declares a key compromised since a time: nothing it signed is believed any more."""
    require(actor, "org.edit", org)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    key = next((each for each in queries.keys_of(org) if str(each.uid) == str(key_uid)), None)
    if key is None:
        raise NotFound("key")
    with transaction.atomic():
        return operations.distrust_key(key=key, since=since, actor=actor, now=now)
