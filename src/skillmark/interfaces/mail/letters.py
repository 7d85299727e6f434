"""Which fact leads to which letter, to whom, and with what values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.models import Organisation, Role
from skillmark.foundation.orgs.queries import people_who
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Proposal
from skillmark.lifecycle.assessing.models import Submission
from skillmark.lifecycle.designing.models import CURRENT_STATES, LIVE_STATES, Version, VersionState
from skillmark.lifecycle.designing.queries import editor_ids, last_change
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing.models import Credential, CredentialState, Endorsement
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.offering.models import Invitation


@dataclass(frozen=True)
class Letter:
    """One mail: `template` is `mail/<template>.txt`, its first line the subject.

    Where a fact leads to several letters, `part` tells them apart, and is the same each time they are written.
    """

    to: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""


def letters_for(fact: RecordedFact) -> Sequence[Letter]:
    """The letters a fact asks for; none when the thing it speaks of is gone, or nobody needs to be told."""
    written = WRITERS[fact.name](fact)
    if written is None:
        return []
    return [written] if isinstance(written, Letter) else written


def address(name: str, *args: Any) -> str:
    return f"{settings.CONFIG.base_url}{reverse(name, args=args)}"


def _invited(fact: RecordedFact) -> Letter | None:
    invitation = (
        Invitation.objects.select_related("offering", "invited_by")
        .filter(uid=fact.data["invitation"])
        .first()
    )
    if invitation is None:
        return None
    version = (
        Version.objects.filter(
            micro_credential=invitation.offering.micro_credential_id, state__in=LIVE_STATES
        )
        .select_related("micro_credential__org")
        .first()
    )
    if version is None:
        return None
    values = {
        "name": invitation.name, "version": version, "org": version.micro_credential.org,
        "inviter": invitation.invited_by.name, "link": address("public:invitation", invitation.token),
    }  # fmt: skip
    return Letter(invitation.email, "invited", values)


def _placed(fact: RecordedFact) -> Letter | None:
    item = WalletItem.objects.select_related("person").filter(uid=fact.data["item"]).first()
    if item is None:
        return None
    values = {"person": item.person, "item": item, "link": address("earner:credential", item.uid)}
    return Letter(item.person.email, "placed", values)


def _status_changed(fact: RecordedFact) -> Letter | None:
    credential = (
        Credential.objects.select_related("person", "version", "org")
        .filter(uid=fact.data["credential"])
        .first()
    )
    if credential is None:
        return None
    change = (
        credential.status_changes.filter(changed_at__lte=fact.recorded_at)
        .order_by("-changed_at", "-pk")
        .first()
    )
    values = {
        "person": credential.person,
        "credential": credential,
        "change": change,
        "link": address("earner:wallet"),
    }
    return Letter(credential.person.email, "status_changed", values)


def _withdrawn(fact: RecordedFact) -> Letter | None:
    credential = (
        Credential.objects.select_related("person", "version", "org")
        .filter(uid=fact.data["credential"])
        .first()
    )
    if credential is None:
        return None
    change = credential.status_changes.order_by("-changed_at", "-pk").first()
    values = {"person": credential.person, "credential": credential, "change": change}
    return Letter(credential.person.email, "offer_withdrawn", values)


def _marked(fact: RecordedFact) -> Letter | None:
    submission = (
        Submission.objects.select_related("enrolment__person", "assessment__version")
        .filter(uid=fact.data["submission"])
        .first()
    )
    if submission is None:
        return None
    enrolment = submission.enrolment
    values = {
        "person": enrolment.person, "submission": submission, "version": submission.assessment.version,
        "link": address("learner:course", enrolment.uid),
    }  # fmt: skip
    return Letter(enrolment.person.email, "marked", values)


def _place_freed(fact: RecordedFact) -> Letter | None:
    enrolment = (
        Enrolment.objects.select_related("person", "version").filter(uid=fact.data["enrolment"]).first()
    )
    if enrolment is None:
        return None
    values = {
        "person": enrolment.person,
        "version": enrolment.version,
        "link": address("learner:course", enrolment.uid),
    }
    return Letter(enrolment.person.email, "place_freed", values)


def _submitted(fact: RecordedFact) -> list[Letter]:
    """To everybody who may decide on it: reviewers who neither wrote on it nor submitted it."""
    version = (
        Version.objects.select_related("micro_credential__org", "submitted_by")
        .filter(uid=fact.data["version_uid"], state=VersionState.IN_REVIEW)
        .first()
    )
    if version is None:
        return []
    org = version.micro_credential.org
    hands = {version.author_id, version.submitted_by_id, *editor_ids(version)}
    common = {"version": version, "org": org, "link": address("designer:overview", version.uid)}
    return [
        Letter(person.email, "submitted", common | {"person": person}, part=str(person.uid))
        for person in people_who("design.review", org)
        if person.pk not in hands
    ]


def _reviewed(fact: RecordedFact) -> Letter | None:
    version = Version.objects.select_related("author").filter(uid=fact.data["version_uid"]).first()
    review = version.reviews.order_by("-decided_at", "-pk").first() if version else None
    if version is None or review is None:
        return None
    values = {
        "person": version.author,
        "version": version,
        "review": review,
        "link": address("designer:overview", version.uid),
    }
    return Letter(version.author.email, "reviewed", values)


def _proposal_answered(fact: RecordedFact) -> Letter | None:
    """To the designer whose skill no framework had."""
    proposal = (
        Proposal.objects.select_related("proposed_by", "concept").filter(uid=fact.data["proposal"]).first()
    )
    if proposal is None or proposal.state == Proposal.State.WAITING:
        return None
    values = {
        "person": proposal.proposed_by,
        "proposal": proposal,
        "concept": proposal.concept,
        "link": address("public:skill", proposal.concept.uid)
        if proposal.concept
        else address("designer:proposals"),
    }
    return Letter(proposal.proposed_by.email, "proposal_answered", values)


def _review_due(fact: RecordedFact) -> list[Letter]:
    """To everybody who designs there: before the day, and on it."""
    version = (
        Version.objects.select_related("micro_credential__org")
        .filter(uid=fact.data["version_uid"], state__in=CURRENT_STATES)
        .first()
    )
    if version is None or version.review_by is None:
        return []
    org = version.micro_credential.org
    common = {"version": version, "org": org, "link": address("designer:overview", version.uid)}
    return [
        Letter(
            person.email,
            "review_due",
            common | {"person": person, "days": fact.data["days"]},
            part=str(person.uid),
        )
        for person in people_who("design.edit", org)
    ]


def _successor(fact: RecordedFact) -> Letter | None:
    """To a holder of the former version, once; nothing when the new one is no longer before the public."""
    version = (
        Version.objects.select_related("micro_credential__org")
        .filter(uid=fact.data["version_uid"], state__in=CURRENT_STATES)
        .first()
    )
    credential = (
        Credential.objects.select_related("person", "version")
        .defer("document")
        .filter(uid=fact.data["credential"], state=CredentialState.ACTIVE)
        .first()
    )
    if version is None or credential is None:
        return None
    values = {
        "person": credential.person, "version": version, "former": credential.version,
        "org": version.micro_credential.org,
        "link": address("public:micro_credential", version.micro_credential.key),
    }  # fmt: skip
    return Letter(credential.person.email, "successor", values)


def _waiting_ended(fact: RecordedFact) -> Letter | None:
    enrolment = (
        Enrolment.objects.select_related("person", "version").filter(uid=fact.data["enrolment"]).first()
    )
    if enrolment is None:
        return None
    change = last_change(enrolment.version)
    values = {
        "person": enrolment.person, "version": enrolment.version, "reason": change.reason if change else "",
        "link": address("public:catalogue"),
    }  # fmt: skip
    return Letter(enrolment.person.email, "waiting_ended", values)


def _member_added(fact: RecordedFact) -> Letter | None:
    # Who gives themselves a role, and who is set up with the installation, needs no letter.
    if not fact.subject_uid or not fact.org_uid or fact.actor_uid in {None, fact.subject_uid}:
        return None
    person = Person.objects.filter(uid=fact.subject_uid).first()
    org = Organisation.objects.filter(uid=fact.org_uid).first()
    if person is None or org is None:
        return None
    values = {
        "person": person,
        "org": org,
        "role": Role(fact.data["role"]).label,
        "link": address("account_login"),
    }
    return Letter(person.email, "member_added", values)


def _endorsed(fact: RecordedFact) -> list[Letter]:
    """To those of the endorsed organisation who may answer, that a word waits or was taken back."""
    row = _endorsement(fact)
    if row is None:
        return []
    gone = fact.name == "EndorsementWithdrawn"
    if gone and row.answer == Endorsement.Answer.DECLINED:
        return []
    change = row.signed.status_changes.order_by("-changed_at", "-pk").first() if gone and row.signed else None
    common = {"row": row, "change": change, "link": address("staff:endorsements", row.org.key)}
    template = "endorsement_withdrawn" if gone else "endorsed"
    return [
        Letter(person.email, template, common | {"person": person}, part=str(person.uid))
        for person in people_who("endorse.show", row.org)
    ]


def _endorsement_answered(fact: RecordedFact) -> Letter | None:
    """To whoever gave it, whether it is shown."""
    row = _endorsement(fact)
    if row is None or row.endorser is None:
        return None
    values = {"person": row.asked_by, "row": row, "link": address("staff:endorsements", row.endorser.key)}
    return Letter(row.asked_by.email, "endorsement_answered", values)


def _endorsement(fact: RecordedFact) -> Endorsement | None:
    found = Endorsement.objects.select_related("org", "endorser", "version", "asked_by", "signed")
    return found.filter(uid=fact.data["endorsement"]).first()


WRITERS: dict[str, Callable[[RecordedFact], Letter | Sequence[Letter] | None]] = {
    "PersonInvited": _invited,
    "CredentialPlaced": _placed,
    "CredentialRevoked": _status_changed,
    "CredentialSuspended": _status_changed,
    "CredentialReinstated": _status_changed,
    "OfferWithdrawn": _withdrawn,
    "ProjectMarked": _marked,
    "PlaceFreed": _place_freed,
    "VersionSubmitted": _submitted,
    "VersionReviewed": _reviewed,
    "ReviewFellDue": _review_due,
    "SuccessorAnnounced": _successor,
    "WaitingEnded": _waiting_ended,
    "MemberAdded": _member_added,
    "EndorsementSigned": _endorsed,
    "EndorsementWithdrawn": _endorsed,
    "EndorsementAccepted": _endorsement_answered,
    "EndorsementDeclined": _endorsement_answered,
    "ProposalAnswered": _proposal_answered,
}
