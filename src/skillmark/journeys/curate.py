"""How the installation's own skills come about: proposed by a designer, answered by somebody of the platform staff."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.config import current
from skillmark.foundation.orgs.access import require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills import operations as skills
from skillmark.foundation.skills.models import ConceptEdge, EdgeKind, Proposal
from skillmark.foundation.skills.queries import access_proposal, require_curator, skill_by_uid


def propose_skill(
    *,
    actor: Person,
    org: Organisation,
    name: str,
    description: str,
    other_names: str = "",
    kind: str = "skill",
    broader_uid: UUID | None = None,
    now: datetime,
    uid: UUID | None = None,
) -> Proposal:
    """A skill that no framework has. With a `uid` of the form, a double click proposes one."""
    require(actor, "design.edit", org)
    with transaction.atomic():
        return skills.propose_skill(
            org=org,
            by=actor,
            name=name,
            description=description,
            other_names=other_names,
            kind=kind,
            broader=skill_by_uid(uid=broader_uid) if broader_uid else None,
            now=now,
            uid=uid,
        )


def accept_proposal(*, actor: Person, proposal_uid: UUID, answer: str = "", now: datetime) -> Proposal:
    """The skill joins the installation's own framework, at an address of this site."""
    proposal = access_proposal(actor, proposal_uid)
    with transaction.atomic():
        return skills.accept_proposal(
            proposal=proposal,
            by=actor,
            answer=answer,
            address=lambda uid: f"{current().base_url}/skills/{uid}/",
            now=now,
        )


def merge_proposal(
    *, actor: Person, proposal_uid: UUID, skill_uid: UUID, answer: str = "", now: datetime
) -> Proposal:
    """The skill is there already: the answer names it."""
    proposal = access_proposal(actor, proposal_uid)
    with transaction.atomic():
        return skills.merge_proposal(
            proposal=proposal, concept=skill_by_uid(uid=skill_uid), by=actor, answer=answer, now=now
        )


def decline_proposal(*, actor: Person, proposal_uid: UUID, answer: str, now: datetime) -> Proposal:
    proposal = access_proposal(actor, proposal_uid)
    with transaction.atomic():
        return skills.decline_proposal(proposal=proposal, by=actor, answer=answer, now=now)


def relate_skills(
    *, actor: Person, origin_uid: UUID, kind: EdgeKind, destination_uid: UUID, now: datetime
) -> ConceptEdge:
    """A relation that the curator answers for, such as that one skill implies another."""
    require_curator(actor)
    origin, destination = skill_by_uid(uid=origin_uid), skill_by_uid(uid=destination_uid)
    with transaction.atomic():
        return skills.relate_concepts(origin=origin, kind=kind, destination=destination, by=actor, now=now)
