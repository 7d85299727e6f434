"""Reads of awards; an id from outside becomes an award only here."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from skillmark.foundation.orgs.access import Actor, NotFound, allowed, org_ids_where
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.awarding.table import OutcomeScale
from skillmark.lifecycle.designing.models import LIVE_STATES, Version

STANDING = [AwardState.PROPOSED, AwardState.GRANTED]


def access_award(actor: Actor, uid: UUID | str, action: str) -> Award:
    """The award, if the actor may do `action` in its organisation. Raises NotFound otherwise."""
    awards = Award.objects.select_related(
        "org", "person", "version__micro_credential", "proposed_by", "decided_by"
    )
    try:
        award = awards.get(uid=uid)
    except (Award.DoesNotExist, ValidationError) as error:
        raise NotFound("award") from error
    if not allowed(actor, action, award.org):
        raise NotFound("award")
    return award


def awards_of(org: Organisation, *, state: str = "") -> QuerySet[Award]:
    """The organisation's awards, newest first; all, or those in one state."""
    awards = Award.objects.filter(org=org).select_related("person", "version", "proposed_by", "decided_by")
    if state:
        awards = awards.filter(state=state)
    return awards.order_by("-created_at", "-pk")


def keys_of_waiting(actor: Actor) -> list[str]:
    """For each award that waits for this actor's decision, the key of its organisation."""
    orgs = org_ids_where(actor, "award.approve")
    if not orgs:
        return []
    waiting = Award.objects.filter(org__in=orgs, state=AwardState.PROPOSED)
    # Where two people are asked for, whoever proposed an award does not decide on it.
    decidable = waiting.exclude(org__four_eyes=True, proposed_by_id=actor.pk)
    return list(decidable.order_by("org__key").values_list("org__key", flat=True))


def awardable_versions(org: Organisation) -> list[Version]:
    """The live versions of the organisation, by title: what can be awarded by hand."""
    versions = Version.objects.filter(micro_credential__org=org, state__in=LIVE_STATES)
    return list(
        versions.select_related("micro_credential__org", "badge_image")
        .prefetch_related("outcomes")
        .order_by("title")
    )


def people_who_have(version: Version, *, among: Collection[int]) -> set[int]:
    """Those of these people (keys) to whom the version is awarded, or proposed."""
    awards = Award.objects.filter(version=version, person__id__among=among, state__in=STANDING)
    return set(awards.values_list("person_id", flat=True))


def scales_of(version: Version) -> list[OutcomeScale]:
    """The outcomes of a version, for which a table may have columns."""
    outcomes = version.outcomes.order_by("position", "pk")
    return [OutcomeScale(uid=str(each.uid), statement=each.statement) for each in outcomes]


def award_of(person: Person, version: Version) -> Award | None:
    """The award that is granted or waits for this person and version."""
    return (
        Award.objects.select_related("org", "version")
        .filter(person=person, version=version, state__in=STANDING)
        .first()
    )
