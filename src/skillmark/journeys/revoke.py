"""How a credential is withdrawn, for good or for now, and how it comes back; always with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor, require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding.operations import withdraw_award
from skillmark.lifecycle.issuing.models import Credential, CredentialState
from skillmark.lifecycle.issuing.operations import change_document_status, change_status
from skillmark.lifecycle.issuing.queries import access_credential, known_as
from skillmark.lifecycle.issuing.rules import wanted_state


@dataclass(frozen=True, kw_only=True)
class Wish:
    """That what a status entry stands for ("revocation" or "suspension") be so, or not, for a reason."""

    purpose: str
    withheld: bool
    reason: str


def revoke_credential(*, actor: Actor, credential_uid: UUID | str, reason: str, now: datetime) -> Credential:
    """Revokes for good. `reason` is published: whoever checks the credential reads it."""
    return _change(actor, credential_uid, CredentialState.REVOKED, reason, now)


def suspend_credential(*, actor: Actor, credential_uid: UUID | str, reason: str, now: datetime) -> Credential:
    """Suspends until it is reinstated or revoked. `reason` is published."""
    return _change(actor, credential_uid, CredentialState.SUSPENDED, reason, now)


def reinstate_credential(
    *, actor: Actor, credential_uid: UUID | str, reason: str, now: datetime
) -> Credential:
    """Lets a suspended credential stand again."""
    return _change(actor, credential_uid, CredentialState.ACTIVE, reason, now)


def withhold(
    *,
    actor: Actor,
    org: Organisation,
    credential_id: str,
    wishes: Sequence[Wish],
    now: datetime,
) -> CredentialState:
    """Does the same for a program, which knows a credential by the id inside it: one of ours, or one it had signed."""
    require(actor, "credentials.revoke", org)
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    found = known_as(org, credential_id)
    with transaction.atomic():
        for wish in wishes:
            to = CredentialState(wanted_state(found.state, purpose=wish.purpose, withheld=wish.withheld))
            if isinstance(found, Credential):
                found = _changed(found, to, by=actor, reason=wish.reason, now=now)
            else:
                found = change_document_status(document=found, to=to, by=actor, reason=wish.reason, now=now)
    return CredentialState(found.state)


def _change(actor: Actor, uid: UUID | str, to: CredentialState, reason: str, now: datetime) -> Credential:
    credential = access_credential(actor, uid, "credentials.revoke")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return _changed(credential, to, by=actor, reason=reason, now=now)


def _changed(
    credential: Credential, to: CredentialState, *, by: Person, reason: str, now: datetime
) -> Credential:
    changed = change_status(credential=credential, to=to, by=by, reason=reason, now=now)
    if to == CredentialState.REVOKED:
        withdraw_award(award=credential.award, actor=by, now=now)
    return changed
