"""Writes what is studied and who studies it, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing.models import LIVE_STATES, Outcome, Version, VersionState
from skillmark.lifecycle.learning import facts, rules
from skillmark.lifecycle.learning.models import (
    Activity,
    ActivityKind,
    ActivityProgress,
    Enrolment,
    EnrolmentState,
    Module,
)
from skillmark.lifecycle.offering.models import Offering

# A place is held while somebody learns or pauses; whoever has completed or left makes room for the next.
HOLDS_A_PLACE = (EnrolmentState.ACTIVE, EnrolmentState.PAUSED)

# --- what is studied ----------------------------------------------------------------------------------------


def save_module(
    *, version: Version, uid: UUID | None = None, position: int, title: str, summary: str
) -> Module:
    """Adds a module to a draft, or changes the one named by `uid`."""
    _refuse_unless_draft(version)
    module = Module.objects.get(uid=uid, version=version) if uid else Module(version=version)
    module.position, module.title, module.summary = position, title, summary
    module.save()
    return module


def save_activity(
    *,
    module: Module,
    uid: UUID | None = None,
    position: int,
    kind: str,
    title: str,
    minutes: int,
    body: str = "",
    video: StoredFile | None = None,
    captions: StoredFile | None = None,
    question: dict[str, Any] | None = None,
) -> Activity:
    """Adds an activity to a module of a draft, or changes the one named by `uid`."""
    _refuse_unless_draft(module.version)
    if kind == ActivityKind.CHECK and (problem := rules.check_question_problem(question)):
        raise Refused("activity.question", problem, "Complete the question, then save again.")
    activity = Activity.objects.get(uid=uid, module=module) if uid else Activity(module=module)
    activity.position, activity.kind, activity.title, activity.minutes = position, kind, title, minutes
    activity.body, activity.video, activity.captions, activity.question = body, video, captions, question
    activity.save()
    return activity


def delete_module(*, module: Module) -> None:
    _refuse_unless_draft(module.version)
    module.delete()


def delete_activity(*, activity: Activity) -> None:
    _refuse_unless_draft(activity.module.version)
    activity.delete()


def copy_modules(*, source: Version, target: Version, outcomes: dict[Outcome, Outcome]) -> None:  # noqa: ARG001
    """Copies every module with its activities to the next version; files are shared, never copied.

    Takes `outcomes` as every copy does; modules do not point to outcomes yet.
    """
    for module in source.modules.order_by("position", "pk").prefetch_related("activities"):
        activities = list(module.activities.all())
        copied = Module.objects.create(
            version=target, position=module.position, title=module.title, summary=module.summary
        )
        Activity.objects.bulk_create(_activity_copy(each, module=copied) for each in activities)


def _activity_copy(activity: Activity, *, module: Module) -> Activity:
    return Activity(
        module=module,
        position=activity.position,
        kind=activity.kind,
        title=activity.title,
        minutes=activity.minutes,
        body=activity.body,
        video_id=activity.video_id,
        captions_id=activity.captions_id,
        question=activity.question,
    )


def _refuse_unless_draft(version: Version) -> None:
    if version.state != VersionState.DRAFT:
        raise Refused(
            "version.not_draft",
            f"“{version.title}” is {version.get_state_display().lower()} and cannot be changed now.",
            "Take it back from review, or start the next version.",
        )


# --- who studies it -----------------------------------------------------------------------------------------


def lock_offering(*, offering: Offering) -> Offering:
    """Makes everyone who enrols in `offering` wait in line, so that the last place is given once."""
    return Offering.objects.select_for_update().get(pk=offering.pk)


def lock_enrolment(*, enrolment: Enrolment) -> Enrolment:
    """Makes all writes to one learner's work wait in line: two tabs, a click and a job, two results at once."""
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related(
        "person", "offering", "version__micro_credential__org"
    )
    return locked.get(pk=enrolment.pk)


def door_of(*, offering: Offering) -> rules.Door:
    """The offering's door with the places taken now; call after `lock_offering`."""
    return rules.Door(
        opens_at=offering.opens_at,
        closes_at=offering.closes_at,
        closed=offering.closed,
        self_enrol=offering.self_enrol,
        capacity=offering.capacity,
        taken=Enrolment.objects.filter(offering=offering, state__in=HOLDS_A_PLACE).count(),
    )


def enrol_person(
    *, person: Person, offering: Offering, version: Version, place: rules.Place, now: datetime
) -> Enrolment:
    """Gives `person` a place or a turn on the waiting list. Whoever left before comes back to the same row."""
    state = EnrolmentState.ACTIVE if place == "place" else EnrolmentState.WAITING
    enrolment, _ = Enrolment.objects.update_or_create(
        person=person,
        offering=offering,
        defaults={"version": version, "state": state, "enrolled_at": now, "paused_at": None},
    )
    happened = facts.LearnerEnrolled if place == "place" else facts.LearnerWaitlisted
    _record(happened(enrolment=enrolment.uid, offering=offering.uid), enrolment, now=now, actor=person)
    return enrolment


def pause_enrolment(*, enrolment: Enrolment, now: datetime) -> Enrolment:
    if enrolment.state == EnrolmentState.ACTIVE:
        enrolment.state, enrolment.paused_at = EnrolmentState.PAUSED, now
        enrolment.save(update_fields=["state", "paused_at"])
        _record(facts.LearnerPaused(enrolment=enrolment.uid), enrolment, now=now, actor=enrolment.person)
    return enrolment


def resume_enrolment(*, enrolment: Enrolment, now: datetime) -> Enrolment:
    if enrolment.state == EnrolmentState.PAUSED:
        enrolment.state, enrolment.paused_at = EnrolmentState.ACTIVE, None
        enrolment.save(update_fields=["state", "paused_at"])
        _record(facts.LearnerResumed(enrolment=enrolment.uid), enrolment, now=now, actor=enrolment.person)
    return enrolment


def withdraw_enrolment(*, enrolment: Enrolment, now: datetime) -> Enrolment:
    """Takes the learner out and lets the next one in. Their work is kept, should they come back."""
    enrolment.state, enrolment.paused_at = EnrolmentState.WITHDRAWN, None
    enrolment.save(update_fields=["state", "paused_at"])
    _record(facts.LearnerLeft(enrolment=enrolment.uid), enrolment, now=now, actor=enrolment.person)
    promote_waiting(offering=enrolment.offering, now=now)
    return enrolment


def set_support(
    *,
    enrolment: Enrolment,
    extra_time_percent: int,
    extra_attempts: int,
    note: str,
    actor: Person,
    now: datetime,
) -> Enrolment:
    """Gives one learner more time or more attempts from their next start on; the fact says what, and not why."""
    rules.refuse_support(extra_time_percent=extra_time_percent, extra_attempts=extra_attempts, note=note)
    given = (enrolment.extra_time_percent, enrolment.extra_attempts)
    enrolment.extra_time_percent, enrolment.extra_attempts = extra_time_percent, extra_attempts
    enrolment.support_note = note
    enrolment.save(update_fields=["extra_time_percent", "extra_attempts", "support_note"])
    if given != (extra_time_percent, extra_attempts):
        happened = facts.SupportSet(
            enrolment=enrolment.uid, extra_time_percent=extra_time_percent, extra_attempts=extra_attempts
        )
        _record(happened, enrolment, now=now, actor=actor)
    return enrolment


def complete_enrolment(*, enrolment: Enrolment, now: datetime) -> Enrolment:
    """Everything is passed. Does nothing the second time."""
    if enrolment.state != EnrolmentState.COMPLETED:
        enrolment.state, enrolment.completed_at, enrolment.paused_at = EnrolmentState.COMPLETED, now, None
        enrolment.save(update_fields=["state", "completed_at", "paused_at"])
        _record(facts.EnrolmentCompleted(enrolment=enrolment.uid), enrolment, now=now, actor=None)
        promote_waiting(offering=enrolment.offering, now=now)
    return enrolment


def promote_waiting(*, offering: Offering, now: datetime) -> list[Enrolment]:
    """Gives the free places to those who have waited longest; also to be called when the capacity grows."""
    offering = lock_offering(offering=offering)
    # While a version is on hold nobody new begins it; who waited for one that was replaced still may.
    may_begin = [*LIVE_STATES, VersionState.SUPERSEDED]
    waiting = Enrolment.objects.filter(
        offering=offering, state=EnrolmentState.WAITING, version__state__in=may_begin
    )
    if not (count := waiting.count()) or offering.closed:
        return []
    free = rules.places_free(
        capacity=offering.capacity, taken=door_of(offering=offering).taken, waiting=count
    )
    # Whoever is leaving the list at this very moment holds their row; they are passed over, not waited for.
    next_in_line = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("enrolled_at", "pk")
    promoted = list(next_in_line.select_related("version__micro_credential__org")[:free])
    for enrolment in promoted:
        enrolment.state = EnrolmentState.ACTIVE
        enrolment.save(update_fields=["state"])
        _record(
            facts.PlaceFreed(enrolment=enrolment.uid, offering=offering.uid), enrolment, now=now, actor=None
        )
    return promoted


def end_waiting(*, version: Version, now: datetime) -> int:
    """Takes everybody off the waiting lists of a version that nobody may begin any more, and has them told."""
    waiting = Enrolment.objects.filter(version=version, state=EnrolmentState.WAITING)
    ended = list(
        waiting.select_for_update(of=("self",)).select_related("version__micro_credential__org", "person")
    )
    for enrolment in ended:
        enrolment.state = EnrolmentState.WITHDRAWN
        enrolment.save(update_fields=["state"])
        _record(facts.WaitingEnded(enrolment=enrolment.uid), enrolment, now=now, actor=None)
    return len(ended)


def places_in_pilot(*, version: Version) -> int:
    """How many take part in the pilot of a version, over all its offerings; who left has made room."""
    return Enrolment.objects.filter(version=version).exclude(state=EnrolmentState.WITHDRAWN).count()


def finish_activity(*, enrolment: Enrolment, activity: Activity, now: datetime) -> ActivityProgress:
    """Marks the activity done; the first time counts."""
    progress, _ = ActivityProgress.objects.get_or_create(enrolment=enrolment, activity=activity)
    if progress.done_at is None:
        progress.done_at = now
        progress.save(update_fields=["done_at"])
        _record(
            facts.ActivityFinished(enrolment=enrolment.uid, activity=activity.uid),
            enrolment,
            now=now,
            actor=enrolment.person,
        )
    return progress


def keep_check_answer(*, enrolment: Enrolment, activity: Activity, answer: str) -> ActivityProgress:
    """Remembers the answer to a check question, which is practice and never counts."""
    progress, _ = ActivityProgress.objects.update_or_create(
        enrolment=enrolment, activity=activity, defaults={"answer": answer}
    )
    return progress


def _record(fact: Fact, enrolment: Enrolment, *, now: datetime, actor: Person | None) -> None:
    record(
        fact,
        now=now,
        actor_uid=actor.uid if actor else None,
        org_uid=enrolment.version.micro_credential.org.uid,
        subject_uid=enrolment.uid,
    )
