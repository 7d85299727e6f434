"""Reads enrolments, and the course as one learner sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from skillmark.foundation.orgs.access import Actor, NotFound, allowed
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing.models import CURRENT_STATES, Version, VersionState
from skillmark.lifecycle.learning import rules
from skillmark.lifecycle.learning.models import (
    Activity,
    ActivityProgress,
    Enrolment,
    EnrolmentState,
    Module,
)
from skillmark.lifecycle.offering.models import Offering

MAY_READ = (EnrolmentState.ACTIVE, EnrolmentState.PAUSED, EnrolmentState.COMPLETED)

# --- what an actor may reach --------------------------------------------------------------------------------


def access_offering(uid: UUID | str) -> tuple[Offering, Version]:
    """An offering anyone may look at, with the version they would enrol in, or the one that was retired.

    Raises NotFound.
    """
    offering = Offering.objects.select_related("micro_credential__org").filter(uid=uid).first()
    if offering is None:
        raise NotFound("no such offering")
    known = Version.objects.filter(micro_credential=offering.micro_credential)
    version = (
        known.filter(state__in=CURRENT_STATES).first()
        or known.filter(state=VersionState.RETIRED).order_by("-number").first()
    )
    if version is None:
        raise NotFound("nothing is published behind this offering")
    version.micro_credential = offering.micro_credential
    return offering, version


def access_enrolment(actor: Actor, uid: UUID | str) -> Enrolment:
    """The actor's own enrolment. Raises NotFound for anyone else's and for one they left."""
    enrolment = _enrolments().filter(uid=uid, person_id=actor.pk).first() if actor.is_authenticated else None
    if enrolment is None or enrolment.state == EnrolmentState.WITHDRAWN:
        raise NotFound("no such enrolment")
    return enrolment


def access_activity(
    actor: Actor, enrolment_uid: UUID | str, activity_uid: UUID | str
) -> tuple[Enrolment, Activity]:
    """An activity of the course the actor is in. Raises NotFound, also for those who still wait for a place."""
    enrolment = access_enrolment(actor, enrolment_uid)
    activity = _activities().filter(uid=activity_uid, module__version_id=enrolment.version_id).first()
    if activity is None or enrolment.state not in MAY_READ:
        raise NotFound("no such activity")
    return enrolment, activity


def access_activity_media(actor: Actor, activity_uid: UUID | str) -> Activity:
    """An activity whose video the actor may play: enrolled in its version, or staff who may preview it."""
    activity = _activities().filter(uid=activity_uid).first()
    if activity is None:
        raise NotFound("no such activity")
    version = activity.module.version
    enrolled = actor.is_authenticated and Enrolment.objects.filter(
        person_id=actor.pk, version=version, state__in=MAY_READ
    )
    if not (enrolled and enrolled.exists()) and not allowed(
        actor, "design.view", version.micro_credential.org
    ):
        raise NotFound("no such activity")
    return activity


def access_preview(actor: Actor, version_uid: UUID | str) -> Version:
    """A version that staff may look at the way a learner would. Raises NotFound."""
    version = Version.objects.select_related("micro_credential__org").filter(uid=version_uid).first()
    if version is None or not allowed(actor, "design.view", version.micro_credential.org):
        raise NotFound("no such version")
    return version


def access_learners(actor: Actor, offering_uid: UUID | str) -> Offering:
    """An offering whose learners the actor may see. Raises NotFound."""
    offering = Offering.objects.select_related("micro_credential__org").filter(uid=offering_uid).first()
    if offering is None or not allowed(actor, "learners.view", offering.micro_credential.org):
        raise NotFound("no such offering")
    return offering


def access_support(actor: Actor, enrolment_uid: UUID | str) -> Enrolment:
    """An enrolment whose extra time and attempts the actor may set. Raises NotFound."""
    enrolment = _enrolments().filter(uid=enrolment_uid).first()
    if enrolment is None or not allowed(actor, "learners.support", enrolment.version.micro_credential.org):
        raise NotFound("no such enrolment")
    return enrolment


def _enrolments() -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related("person", "offering", "version__micro_credential__org")


def _activities() -> QuerySet[Activity]:
    return Activity.objects.select_related("module__version__micro_credential__org", "video", "captions")


# --- the course as a learner sees it ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ActivityLine:
    uid: str
    title: str
    kind: str
    kind_label: str
    minutes: int
    done: bool
    number: int


@dataclass(frozen=True, kw_only=True)
class ModuleBlock:
    title: str
    summary: str
    minutes: int
    activities: tuple[ActivityLine, ...]

    @property
    def done(self) -> bool:
        return all(each.done for each in self.activities)

    @property
    def done_count(self) -> int:
        return sum(each.done for each in self.activities)


@dataclass(frozen=True, kw_only=True)
class Course:
    """All modules of a version with what this learner has done; `next` is the first activity that is not."""

    modules: tuple[ModuleBlock, ...]

    @property
    def lines(self) -> list[ActivityLine]:
        return [line for module in self.modules for line in module.activities]

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines)

    @property
    def percent(self) -> int:
        return rules.percent_done(done=self.done, total=self.total)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def minutes_left(self) -> int:
        return sum(line.minutes for line in self.lines if not line.done)

    @property
    def next(self) -> ActivityLine | None:
        return next((line for line in self.lines if not line.done), None)

    def beside(self, uid: UUID | str) -> tuple[ActivityLine | None, ActivityLine | None]:
        """The activities before and after the one named."""
        lines = self.lines
        at = next(index for index, line in enumerate(lines) if line.uid == str(uid))
        return (lines[at - 1] if at else None), (lines[at + 1] if at + 1 < len(lines) else None)


def course_of(version: Version, *, enrolment: Enrolment | None = None) -> Course:
    """The course of a version; with an enrolment also what that learner has done."""
    activities = Prefetch("activities", Activity.objects.order_by("position", "pk"))
    modules = Module.objects.filter(version=version).order_by("position", "pk").prefetch_related(activities)
    done = set(
        ActivityProgress.objects.filter(enrolment=enrolment, done_at__isnull=False).values_list(
            "activity_id", flat=True
        )
        if enrolment
        else ()
    )
    number = 0
    blocks = []
    for module in modules:
        lines = [
            _line(activity, done=activity.pk in done, number=number + at)
            for at, activity in enumerate(module.activities.all(), start=1)
        ]
        number += len(lines)
        minutes = sum(line.minutes for line in lines)
        blocks.append(
            ModuleBlock(title=module.title, summary=module.summary, minutes=minutes, activities=tuple(lines))
        )
    return Course(modules=tuple(blocks))


def _line(activity: Activity, *, done: bool, number: int) -> ActivityLine:
    return ActivityLine(
        uid=str(activity.uid),
        title=activity.title,
        kind=activity.kind,
        kind_label=activity.get_kind_display(),
        minutes=activity.minutes,
        done=done,
        number=number,
    )


def next_activity(enrolment: Enrolment) -> Activity | None:
    """The first activity of the course that this learner has not done."""
    todo = Activity.objects.filter(module__version_id=enrolment.version_id).exclude(
        progress__in=ActivityProgress.objects.filter(enrolment=enrolment, done_at__isnull=False)
    )
    return todo.order_by("module__position", "module_id", "position", "pk").first()


def progress_in(enrolment: Enrolment, activity: Activity) -> ActivityProgress | None:
    return ActivityProgress.objects.filter(enrolment=enrolment, activity=activity).first()


# --- lists --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class EnrolmentLine:
    """One enrolment with its progress, for a list."""

    enrolment: Enrolment
    done: int
    total: int

    @property
    def percent(self) -> int:
        return rules.percent_done(done=self.done, total=self.total)


def enrolments_for(person: Person) -> list[EnrolmentLine]:
    """Everything the person learns, waits for or has completed, the newest first."""
    mine = _enrolments().filter(person=person).exclude(state=EnrolmentState.WITHDRAWN)
    return _with_progress(mine.order_by("-enrolled_at", "-pk"))


def learners_of(offering: Offering) -> list[EnrolmentLine]:
    """Everyone in an offering, by name, those who left at the end."""
    lines = _with_progress(_enrolments().filter(offering=offering).order_by("person__name", "pk"))
    return sorted(lines, key=lambda line: line.enrolment.state == EnrolmentState.WITHDRAWN)


def waiting_before(enrolment: Enrolment) -> int:
    """How many wait in front of this one."""
    return Enrolment.objects.filter(
        Q(enrolled_at__lt=enrolment.enrolled_at) | Q(enrolled_at=enrolment.enrolled_at, pk__lt=enrolment.pk),
        offering=enrolment.offering,
        state=EnrolmentState.WAITING,
    ).count()


def enrolment_in(person: Person, offering: Offering) -> Enrolment | None:
    """The person's place or turn in an offering, if they have one now."""
    mine = Enrolment.objects.filter(person=person, offering=offering)
    return mine.exclude(state=EnrolmentState.WITHDRAWN).first()


def _with_progress(enrolments: QuerySet[Enrolment]) -> list[EnrolmentLine]:
    total = (
        Activity.objects.filter(module__version=OuterRef("version"))
        .order_by()
        .values("module__version")
        .annotate(count=Count("pk"))
        .values("count")
    )
    # Only progress in the version they are tied to: a learner who came back may have some in an older one.
    own = Q(progress__done_at__isnull=False, progress__activity__module__version=F("version"))
    done = Count("progress", filter=own)
    rows = enrolments.annotate(total_activities=Subquery(total), done_activities=done)
    return [
        EnrolmentLine(enrolment=row, done=row.done_activities, total=row.total_activities or 0)
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class Places:
    """How many hold a place in an offering, and how many wait for one."""

    taken: int = 0
    waiting: int = 0


def places_in(offerings: Iterable[Offering]) -> dict[int, Places]:
    """The places of each offering, by its primary key; one query for all of them."""
    held = Q(state__in=[EnrolmentState.ACTIVE, EnrolmentState.PAUSED])
    rows = (
        Enrolment.objects.filter(offering__in=list(offerings))
        .values("offering_id")
        .annotate(taken=Count("pk", filter=held), waiting=Count("pk", filter=Q(state=EnrolmentState.WAITING)))
    )
    return {row["offering_id"]: Places(taken=row["taken"], waiting=row["waiting"]) for row in rows}


def enrolments_in(person: Person, offerings: Iterable[Offering]) -> dict[int, Enrolment]:
    """The person's enrolments in these offerings, by the offering's primary key; those they left are not among them."""
    mine = Enrolment.objects.filter(person=person, offering__in=list(offerings))
    return {enrolment.offering_id: enrolment for enrolment in mine.exclude(state=EnrolmentState.WITHDRAWN)}


@dataclass(frozen=True, kw_only=True)
class OfferingLine:
    """One offering with the number of people in it."""

    offering: Offering
    title: str
    learning: int
    waiting: int
    completed: int


def offerings_with_learners(orgs: Sequence[Organisation]) -> list[OfferingLine]:
    """The offerings of these organisations, the newest first, with how many learn, wait and have completed."""
    current = Version.objects.filter(
        micro_credential=OuterRef("micro_credential"), state__in=CURRENT_STATES
    ).values("title")[:1]
    rows = (
        Offering.objects.filter(micro_credential__org__in=orgs)
        .select_related("micro_credential__org")
        .annotate(
            learning=Count("enrolments", filter=Q(enrolments__state__in=["active", "paused"])),
            waiting=Count("enrolments", filter=Q(enrolments__state="waiting")),
            completed=Count("enrolments", filter=Q(enrolments__state="completed")),
            version_title=Subquery(current),
        )
        .order_by("-created_at", "-pk")
    )
    return [
        OfferingLine(
            offering=row,
            title=row.version_title or row.micro_credential.key,
            learning=row.learning,
            waiting=row.waiting,
            completed=row.completed,
        )
        for row in rows
    ]
