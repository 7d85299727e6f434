"""How a credential is withdrawn, for good or for now, and how it comes back; always with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding.operations import withdraw_award
from skillmark.lifecycle.issuing.models import Credential, CredentialState
from skillmark.lifecycle.issuing.operations import change_status
from skillmark.lifecycle.issuing.queries import access_credential


def revoke_credential(*, actor: Actor, credential_uid: UUID | str, reason: str, now: datetime) -> Credential:
    """Revokes for good. `reason` is published: whoever checks the credential reads it."""
    credential = access_credential(actor, credential_uid, "credentials.revoke")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        revoked = change_status(
            credential=credential, to=CredentialState.REVOKED, by=actor, reason=reason, now=now
        )
        withdraw_award(award=credential.award, actor=actor, now=now)
        return revoked


def suspend_credential(*, actor: Actor, credential_uid: UUID | str, reason: str, now: datetime) -> Credential:
    """Suspends until it is reinstated or revoked. `reason` is published."""
    return _change(actor, credential_uid, CredentialState.SUSPENDED, reason, now)


def reinstate_credential(
    *, actor: Actor, credential_uid: UUID | str, reason: str, now: datetime
) -> Credential:
    """Lets a suspended credential stand again."""
    return _change(actor, credential_uid, CredentialState.ACTIVE, reason, now)


def _change(actor: Actor, uid: UUID | str, to: CredentialState, reason: str, now: datetime) -> Credential:
    credential = access_credential(actor, uid, "credentials.revoke")
    assert isinstance(actor, Person)  # noqa: S101 - access lets nobody else through
    with transaction.atomic():
        return change_status(credential=credential, to=to, by=actor, reason=reason, now=now)
