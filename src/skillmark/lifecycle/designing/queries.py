"""Reads designs: the designer's list, one version with what belongs to it, and what the public may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from skillmark.foundation.orgs.access import Actor, NotFound, allowed, org_ids_where
from skillmark.foundation.orgs.models import Organisation, OrganisationKind
from skillmark.foundation.skills.models import Concept
from skillmark.lifecycle.designing.models import (
    CURRENT_STATES,
    OPEN_STATES,
    SEEN_BY_ALL,
    MicroCredential,
    Outcome,
    Review,
    SkillAlignment,
    Translation,
    Version,
    VersionState,
)

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
    """The published versions with this uid, or with this short name, of whichever organisation."""
    published = _versions().filter(state=VersionState.PUBLISHED)
    try:
        uid = UUID(name)
    except ValueError:
        return list(published.filter(micro_credential__key=name).order_by("pk"))
    return list(published.filter(uid=uid))


def public_version(uid: UUID) -> Version:
    """A version that was ever published, as anyone may see it for ever. Raises NotFound for any other."""
    version = _versions().filter(uid=uid, state__in=SEEN_BY_ALL).first()
    if version is None:
        raise NotFound(f"achievement {uid}")
    return version


def public_version_by_key(key: str) -> Version:
    """The published version of the micro-credential at this address. Raises NotFound when there is none."""
    version = _versions().filter(micro_credential__key=key, state=VersionState.PUBLISHED).first()
    if version is None:
        raise NotFound(f"micro-credential {key}")
    return version


def public_versions() -> list[Version]:
    """Every version that was ever published, by micro-credential and number."""
    found = _versions().filter(state__in=SEEN_BY_ALL)
    return list(found.order_by("micro_credential", "number"))


def versions_aligned_to(skills: QuerySet[Concept]) -> list[Version]:
    """The published versions that any of these skills is named in, by title."""
    aligned = SkillAlignment.objects.filter(skill__in=skills).values("version")
    found = _versions().filter(pk__in=aligned, state=VersionState.PUBLISHED)
    return list(found.order_by("title", "pk"))


def _versions() -> QuerySet[Version]:
    return Version.objects.select_related(
        "micro_credential__org", "badge_image", "author", "edited_by", "national_level__framework"
    )


# --- the versions of one micro-credential ---------------------------------------------------------------------


def published_version(micro_credential: MicroCredential) -> Version | None:
    return _versions().filter(micro_credential=micro_credential, state=VersionState.PUBLISHED).first()


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
            state=VersionState.PUBLISHED,
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
        Q(state__in=OPEN_STATES) | Q(state=VersionState.PUBLISHED),
        micro_credential__org=version.micro_credential.org_id,
        title__iexact=version.title.strip(),
    )
    return others.exclude(micro_credential=version.micro_credential_id).exists()


def required_candidates(version: Version) -> list[MicroCredential]:
    """What one may be asked to hold before: the organisation's other micro-credentials.

    Each has its current `title`, and whether it `is_required` by this version.
    """
    current = Version.objects.filter(micro_credential=OuterRef("pk"), state__in=CURRENT_STATES)
    required = Version.requires.through.objects.filter(version=version, microcredential=OuterRef("pk"))
    others = MicroCredential.objects.filter(org=version.micro_credential.org_id).annotate(
        title=Subquery(current.values("title")[:1]), is_required=Exists(required)
    )
    named = others.exclude(pk=version.micro_credential_id).filter(title__isnull=False)
    return list(named.order_by("title", "pk"))


def reviews_of(micro_credential: MicroCredential) -> list[Review]:
    """Every review of every version, newest first."""
    return list(
        Review.objects.filter(version__micro_credential=micro_credential)
        .select_related("reviewer", "version")
        .order_by("-decided_at", "-id")
    )


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
    """One micro-credential in the designer's list: the version being worked on and the one the public sees."""

    micro_credential: MicroCredential
    shown: Version
    open: Version | None
    published: Version | None


def designs_of(orgs: Sequence[Organisation], *, text: str = "") -> list[Line]:
    """The micro-credentials of these organisations, those last worked on first."""
    versions = (
        Version.objects.filter(
            Q(state__in=OPEN_STATES) | Q(state=VersionState.PUBLISHED), micro_credential__org__in=orgs
        )
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
    published = next((v for v in versions if v.state == VersionState.PUBLISHED), None)
    opened = next((v for v in versions if v.state != VersionState.PUBLISHED), None)
    shown = opened or published
    assert shown is not None  # noqa: S101 - every list has at least one of the two
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
