"""Reads designs: the designer's list, one version with what belongs to it, and what the public may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from skillmark.foundation.orgs.access import Actor, NotFound, allowed, org_ids_where
from skillmark.foundation.orgs.models import Organisation, OrganisationKind
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Concept
from skillmark.lifecycle.designing import life_rules
from skillmark.lifecycle.designing.life_rules import REMINDER_DAYS
from skillmark.lifecycle.designing.models import (
    CURRENT_STATES,
    OPEN_STATES,
    SEEN_BY_ALL,
    Announcement,
    CreditScheme,
    IdentityCheck,
    MicroCredential,
    Outcome,
    QualityAssurance,
    Reminder,
    Review,
    ReviewDraft,
    SkillAlignment,
    StateChange,
    Supervision,
    Translation,
    Version,
    VersionState,
)

# What is found by name: what is before the public, and what was retired.
_NAMED = [*CURRENT_STATES, VersionState.RETIRED]

# --- the way in: an outside uid becomes an object -------------------------------------------------------------


def access_version(actor: Actor, uid: UUID, action: str) -> Version:
    """The version, with its micro-credential and organisation, if `actor` may do `action` with it; else NotFound."""
    version = _versions().filter(uid=uid).first()
    if version is None or not allowed(actor, action, version.micro_credential.org):
        raise NotFound(f"version {uid}")
    return version


def access_micro_credential(actor: Actor, uid: UUID, action: str) -> MicroCredential:
    found = MicroCredential.objects.select_related("org").filter(uid=uid).first()
    if found is None or not allowed(actor, action, found.org):
        raise NotFound(f"micro-credential {uid}")
    return found


def published_versions_called(name: str) -> list[Version]:
    """The versions before the public with this uid, or this short name, of whichever organisation; or the retired one.

    What is on hold or retired is found too, so that whoever names it is told so.
    """
    try:
        uid = UUID(name)
    except ValueError:
        found = _standing_first(_versions().filter(micro_credential__key=name, state__in=_NAMED))
        return found[:1]
    return list(_versions().filter(uid=uid, state__in=_NAMED))


def public_version(uid: UUID) -> Version:
    """A version that was ever published, as anyone may see it for ever. Raises NotFound for any other."""
    version = _versions().filter(uid=uid, state__in=SEEN_BY_ALL).first()
    if version is None:
        raise NotFound(f"achievement {uid}")
    return version


def public_version_by_key(key: str) -> Version:
    """The version before the public at this address, or the one that was retired last. Raises NotFound for neither."""
    found = _standing_first(_versions().filter(micro_credential__key=key, state__in=_NAMED))
    if not found:
        raise NotFound(f"micro-credential {key}")
    return found[0]


def _standing_first(versions: QuerySet[Version]) -> list[Version]:
    """What is before the public now, then what is retired, the newest first."""
    return sorted(versions, key=lambda each: (each.state == VersionState.RETIRED, -each.number))


def public_versions() -> list[Version]:
    """Every version that was ever published, by micro-credential and number."""
    found = _versions().filter(state__in=SEEN_BY_ALL)
    return list(found.order_by("micro_credential", "number"))


def versions_aligned_to(skills: QuerySet[Concept]) -> list[Version]:
    """The versions before the public that any of these skills is named in, by title."""
    aligned = SkillAlignment.objects.filter(skill__in=skills).values("version")
    found = _versions().filter(pk__in=aligned, state__in=CURRENT_STATES)
    return list(found.order_by("title", "pk"))


def _versions() -> QuerySet[Version]:
    return Version.objects.select_related(
        "micro_credential__org", "badge_image", "author", "edited_by", "national_level__framework"
    )


# --- the versions of one micro-credential ---------------------------------------------------------------------


def published_version(micro_credential: MicroCredential) -> Version | None:
    """The one version that is before the public: published, piloted or on hold."""
    return _versions().filter(micro_credential=micro_credential, state__in=CURRENT_STATES).first()


def retired_version(micro_credential: MicroCredential) -> Version | None:
    """The one that was retired last."""
    retired = _versions().filter(micro_credential=micro_credential, state=VersionState.RETIRED)
    return retired.order_by("-number").first()


def open_version(micro_credential: MicroCredential) -> Version | None:
    """The version being drafted, reviewed or waiting to be published; at most one."""
    return _versions().filter(micro_credential=micro_credential, state__in=OPEN_STATES).first()


def former_version(version: Version) -> Version | None:
    """The version that was last published before this one."""
    return (
        _versions()
        .filter(
            micro_credential=version.micro_credential_id, number__lt=version.number, state__in=SEEN_BY_ALL
        )
        .order_by("-number")
        .first()
    )


def newer_version(version: Version) -> Version | None:
    """The version now published, when it is a later one than this."""
    return (
        _versions()
        .filter(
            micro_credential=version.micro_credential_id,
            number__gt=version.number,
            state__in=CURRENT_STATES,
        )
        .first()
    )


def versions_of(micro_credential: MicroCredential) -> list[Version]:
    """All versions, newest first, with who submitted and published them."""
    return list(
        Version.objects.filter(micro_credential=micro_credential)
        .select_related("author", "submitted_by", "published_by")
        .order_by("-number")
    )


def changes_asked(versions: Sequence[Version]) -> dict[int, Review]:
    """By primary key: the review that asks for changes, of each draft that has not been submitted again since."""
    sent_back = {v.pk: v.submitted_at for v in versions if v.state == VersionState.DRAFT and v.submitted_at}
    if not sent_back:
        return {}
    reviews = Review.objects.filter(version__in=sent_back).select_related("reviewer")
    latest = {review.version_id: review for review in reviews.order_by("decided_at", "id")}
    return {
        pk: review
        for pk, review in latest.items()
        if review.decision == Review.Decision.CHANGES and review.decided_at >= sent_back[pk]
    }


def has_namesake(version: Version) -> bool:
    """Whether another micro-credential of the same organisation, published or in the making, has this title."""
    others = Version.objects.filter(
        state__in=[*OPEN_STATES, *CURRENT_STATES],
        micro_credential__org=version.micro_credential.org_id,
        title__iexact=version.title.strip(),
    )
    return others.exclude(micro_credential=version.micro_credential_id).exists()


def habits_of(org: Organisation) -> dict[str, Any]:
    """What an organisation says the same every time: as in what it published last, or what is true of everybody.

    That one micro-credential is accredited says nothing of the next, so it is not taken over.
    """
    published = Version.objects.filter(micro_credential__org=org, state__in=SEEN_BY_ALL)
    latest = published.order_by("-published_at", "-pk")
    last = vouched = latest.first()
    if last is not None and last.quality_kind == QualityAssurance.PROGRAMME:
        vouched = latest.exclude(quality_kind=QualityAssurance.PROGRAMME).first()
    ways = {
        "language": "en", "currency": "EUR", "supervision": Supervision.NONE, "identity_check": IdentityCheck.ACCOUNT,
        "level_set_by": org.name, "credit_scheme": CreditScheme.ECTS,
    }  # fmt: skip
    quality = {"quality_kind": QualityAssurance.INTERNAL, "quality_body": org.name, "quality_url": ""}
    return _as_in(last, ways) | _as_in(vouched, quality)


def _as_in(version: Version | None, usual: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(version, name, "") or value for name, value in usual.items()}


def is_quality_as_usual(version: Version) -> bool:
    """Whether it says of its quality what its organisation says every time: taken over, or said again."""
    habits = habits_of(version.micro_credential.org)
    names = ("quality_kind", "quality_body", "quality_url")
    return all(getattr(version, name) == habits[name] for name in names)


def required_candidates(version: Version) -> list[MicroCredential]:
    """What one may be asked to hold before: the organisation's other micro-credentials that are published.

    So anybody can earn them first: a pilot has few places, and what is on hold or retired has none. What this version
    asks for already stays in the list, whatever became of it, so that saving does not drop it unseen. Each has its
    current `title` and `state`, and whether it `is_required` by this version.
    """
    named = Version.objects.filter(micro_credential=OuterRef("pk"), state__in=_NAMED)
    standing = named.order_by("-number")
    required = Version.requires.through.objects.filter(version=version, microcredential=OuterRef("pk"))
    others = MicroCredential.objects.filter(org=version.micro_credential.org_id).annotate(
        title=Subquery(standing.values("title")[:1]),
        state=Subquery(standing.values("state")[:1]),
        is_required=Exists(required),
    )
    offered = others.exclude(pk=version.micro_credential_id).filter(
        Q(state=VersionState.PUBLISHED) | Q(is_required=True, title__isnull=False)
    )
    return list(offered.order_by("title", "pk"))


# --- what happens to a version ----------------------------------------------------------------------------------


def last_change(version: Version) -> StateChange | None:
    """The last step of the version's life after its approval, with its reason."""
    return version.state_changes.select_related("changed_by").order_by("-changed_at", "-pk").first()


def refuse_unissuable(version: Version) -> None:
    """Raises Refused where nothing is given out of the version by hand, by list or by a program, as it stands now."""
    state = Version.objects.values_list("state", flat=True).get(pk=version.pk)
    change = last_change(version)
    life_rules.refuse_unissuable(state=state, title=version.title, reason=change.reason if change else "")


def changes_of(micro_credential: MicroCredential) -> list[StateChange]:
    """Every step of the life of every version, newest first."""
    found = StateChange.objects.filter(version__micro_credential=micro_credential)
    return list(found.select_related("changed_by", "version").order_by("-changed_at", "-pk"))


def pilot_of(version: Version) -> tuple[datetime, datetime | None] | None:
    """When the version's pilot began and ended; no end while it goes on. None where it was never piloted."""
    changes = list(version.state_changes.order_by("changed_at", "pk"))
    begun = next((each for each in changes if each.state == VersionState.PILOT), None)
    if begun is None:
        return None
    # A hold interrupts a pilot; it is published or retired that ends it.
    ends = {VersionState.PUBLISHED, VersionState.RETIRED, VersionState.SUPERSEDED}
    ended = next((each.changed_at for each in changes if each.pk > begun.pk and each.state in ends), None)
    return begun.changed_at, ended


def reviews_falling_due(*, today: date) -> list[Version]:
    """Versions before the public whose review is due within the time in which designers are reminded."""
    horizon = today + timedelta(days=max(REMINDER_DAYS))
    found = _versions().filter(state__in=CURRENT_STATES, review_by__lte=horizon)
    # Once the last reminder of a date is sent there is nothing more to look at.
    last = Reminder.objects.filter(
        version=OuterRef("pk"), review_by=OuterRef("review_by"), days=min(REMINDER_DAYS)
    )
    return list(found.exclude(Exists(last)).order_by("review_by", "pk"))


def unended_announcement() -> Announcement | None:
    """The longest waiting of those whose holders are still to be told."""
    waiting = Announcement.objects.filter(ended_at__isnull=True)
    return (
        waiting.select_related("version__micro_credential__org", "former").order_by("begun_at", "pk").first()
    )


def current_titles(micro_credentials: Sequence[MicroCredential]) -> dict[int, str]:
    """By primary key: what each of them is called before the public."""
    rows = Version.objects.filter(micro_credential__in=micro_credentials, state__in=_NAMED)
    return {each.micro_credential_id: each.title for each in reversed(_standing_first(rows))}


def reviews_of(micro_credential: MicroCredential) -> list[Review]:
    """Every review of every version, newest first."""
    return list(
        Review.objects.filter(version__micro_credential=micro_credential)
        .select_related("reviewer", "version")
        .order_by("-decided_at", "-id")
    )


def review_draft_of(version: Version, reviewer: Person) -> ReviewDraft | None:
    """What this person has answered so far."""
    return ReviewDraft.objects.filter(version=version, reviewer=reviewer).first()


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What belongs to a version and is shown to all: its outcomes in order, and its skills by name."""

    version: Version
    outcomes: Sequence[Outcome]
    alignments: Sequence[SkillAlignment]

    def skills_of(self, outcome: Outcome) -> list[str]:
        """The names of the skills that are aligned to this outcome."""
        return [each.skill.name for each in self.alignments if each.outcome_id == outcome.pk]


def version_contents(version: Version) -> Contents:
    alignments = SkillAlignment.objects.filter(version=version).select_related("skill__framework", "outcome")
    return Contents(
        version=version,
        outcomes=list(Outcome.objects.filter(version=version).order_by("position", "id")),
        alignments=list(alignments.order_by("skill__name", "id")),
    )


def translations_of(version: Version) -> list[Translation]:
    """What the version says in other languages than its own, by language."""
    found = Translation.objects.filter(version=version).exclude(language=version.language)
    return list(found.order_by("language"))


def editor_ids(version: Version) -> set[int]:
    return set(version.editors.values_list("id", flat=True))


# --- the designer's list --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Line:
    """One micro-credential in the designer's list: the version being worked on and the one the public sees.

    Where there is neither, the one that was retired is shown.
    """

    micro_credential: MicroCredential
    shown: Version
    open: Version | None
    published: Version | None


def designs_of(orgs: Sequence[Organisation], *, text: str = "") -> list[Line]:
    """The micro-credentials of these organisations, those last worked on first."""
    versions = (
        Version.objects.filter(state__in=[*OPEN_STATES, *_NAMED], micro_credential__org__in=orgs)
        .select_related("micro_credential__org", "badge_image", "author", "submitted_by")
        .order_by("-edited_at", "-id")
    )
    by_design: dict[int, list[Version]] = {}
    for version in versions:
        by_design.setdefault(version.micro_credential_id, []).append(version)
    lines = [_line(found) for found in by_design.values()]
    wanted = text.strip().lower()
    return [line for line in lines if wanted in line.shown.title.lower()] if wanted else lines


def _line(versions: Sequence[Version]) -> Line:
    published = next((v for v in versions if v.state in CURRENT_STATES), None)
    opened = next((v for v in versions if v.state in OPEN_STATES), None)
    shown = opened or published or max(versions, key=lambda each: each.number)
    return Line(micro_credential=shown.micro_credential, shown=shown, open=opened, published=published)


def waiting_for_review(orgs: Sequence[Organisation]) -> list[Version]:
    """Versions that wait for a reviewer, the longest waiting first."""
    return list(
        _versions()
        .filter(state=VersionState.IN_REVIEW, micro_credential__org__in=orgs)
        .select_related("submitted_by")
        .order_by("submitted_at")
    )


# --- what waits for a person ----------------------------------------------------------------------------------


def count_to_review(actor: Actor) -> int:
    """How many versions wait for a reviewer where the actor reviews; those they worked on are for others."""
    orgs = org_ids_where(actor, "design.review")
    if not orgs:
        return 0
    waiting = Version.objects.filter(state=VersionState.IN_REVIEW, micro_credential__org__in=orgs)
    mine = Version.editors.through.objects.filter(person=actor.pk).values("version_id")
    return waiting.exclude(author_id=actor.pk).exclude(submitted_by_id=actor.pk).exclude(pk__in=mine).count()


def approved_to_publish(actor: Actor) -> list[Version]:
    """What is approved where the actor may publish, last approved first."""
    orgs = org_ids_where(actor, "design.publish")
    if not orgs:
        return []
    found = Version.objects.filter(state=VersionState.APPROVED, micro_credential__org__in=orgs)
    return list(found.order_by("-edited_at", "-id"))


def drafts_sent_back(actor: Actor) -> list[Version]:
    """Drafts the actor worked on whose last review asked for changes."""
    orgs = org_ids_where(actor, "design.edit")
    if not orgs:
        return []
    last = Review.objects.filter(version=OuterRef("pk")).order_by("-decided_at", "-id")
    mine = Version.editors.through.objects.filter(person=actor.pk).values("version_id")
    drafts = Version.objects.filter(
        Q(author_id=actor.pk) | Q(pk__in=mine), state=VersionState.DRAFT, micro_credential__org__in=orgs
    ).annotate(last_decision=Subquery(last.values("decision")[:1]))
    return list(drafts.filter(last_decision=Review.Decision.CHANGES).order_by("-edited_at", "-id"))


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What an owner of an organisation has not begun yet."""

    org: Organisation
    alone: bool
    nothing_designed: bool


def beginnings(actor: Actor) -> list[Beginning]:
    """The organisations of this owner in which nobody else belongs yet, or nothing is designed."""
    orgs = org_ids_where(actor, "members.manage")
    if not orgs:
        return []
    rows = Organisation.objects.filter(pk__in=orgs).annotate(
        people=Count("memberships__person", distinct=True),
        designs=Exists(MicroCredential.objects.filter(org=OuterRef("pk"))),
    )
    lines = [
        Beginning(
            org=row,
            alone=row.people == 1,
            nothing_designed=row.kind == OrganisationKind.PROVIDER and not row.designs,
        )
        for row in rows.order_by("name", "pk")
    ]
    return [line for line in lines if line.alone or line.nothing_designed]
