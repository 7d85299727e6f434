"""Writes designs. Each function runs inside its journey's transaction and records what happened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.models import SKILL_KINDS, Concept
from skillmark.foundation.skills.queries import standing_of
from skillmark.lifecycle.designing import development, facts, review_rules, rules, steps, wording
from skillmark.lifecycle.designing.models import (
    CURRENT_STATES,
    OPEN_STATES,
    SEEN_BY_ALL,
    Announcement,
    MicroCredential,
    Outcome,
    Review,
    ReviewDraft,
    SkillAlignment,
    StateChange,
    Translation,
    Version,
    VersionState,
)
from skillmark.lifecycle.designing.queries import habits_of
from skillmark.lifecycle.designing.title_rules import title_problem

DETAILS: Final = frozenset(
    {
        "title", "can_do", "description", "criteria", "not_proven", "sector", "kind", "mode", "language",
        "field_code", "workload_hours", "credit_points", "credit_scheme", "level", "national_level", "cycle",
        "level_set_by", "no_level_reason", "pass_mark", "validity_months", "supervision", "identity_check",
        "assessment_only", "quality_kind", "quality_body", "quality_url", "prerequisites", "requires_blocks",
        "stackability", "stacks_into", "price", "currency", "further_information", "review_by", "badge_hue",
        "badge_icon",
    }
)  # fmt: skip

# So often a key is looked for anew where others take it at the same moment.
_TRIES: Final = 10


def _record(fact: Fact, *, version: Version, by: Person, now: datetime) -> None:
    org_uid = version.micro_credential.org.uid
    record(fact, now=now, actor_uid=by.uid, org_uid=org_uid, subject_uid=version.uid)


# --- create, hold, discard ------------------------------------------------------------------------------------


def create_micro_credential(
    *, org: Organisation, title: str, by: Person, now: datetime, uid: UUID | None = None
) -> Version:
    """A new micro-credential with its first draft. The same `uid` again (a double click) gives the same draft."""
    micro_credential, made = _entered(uid=uid or uuid4(), org=org, title=title, by=by, now=now)
    if not made:
        return _first_version(micro_credential)
    version = _first_draft(micro_credential, title=title, by=by, now=now)
    _record(
        facts.MicroCredentialCreated(micro_credential=micro_credential.uid), version=version, by=by, now=now
    )
    return version


def _entered(
    *, uid: UUID, org: Organisation, title: str, by: Person, now: datetime
) -> tuple[MicroCredential, bool]:
    """The micro-credential of a form, and whether it was made now; sent twice, at the same moment too, it makes one.

    Raises Refused for a form that somebody else has sent, or that was sent for another organisation.
    """
    for _ in range(_TRIES):
        known = MicroCredential.objects.select_related("org").filter(uid=uid).first()
        if known is not None and (known.org_id, known.created_by_id) == (org.pk, by.pk):
            return known, False
        if known is not None:
            raise Refused("design.form", "This form was used before.", "Open it anew, and begin again.")
        taken = set(MicroCredential.objects.values_list("key", flat=True))
        try:
            with transaction.atomic():
                made = MicroCredential.objects.create(
                    uid=uid, org=org, key=rules.key_for(title, taken=taken), created_by=by, created_at=now
                )
        except IntegrityError:
            continue  # the same form, or another one with this title, was a moment faster
        return made, True
    raise Refused(
        "design.busy",
        "Several people begin something with this title just now.",
        "Send it again in a moment.",
    )


def _first_version(micro_credential: MicroCredential) -> Version:
    version = micro_credential.versions.select_related("micro_credential__org").order_by("number")[0]
    version.micro_credential = micro_credential
    return version


def _first_draft(micro_credential: MicroCredential, *, title: str, by: Person, now: datetime) -> Version:
    version = Version.objects.create(
        micro_credential=micro_credential,
        number=1,
        title=title,
        badge_hue=micro_credential.org.hue,
        author=by,
        edited_by=by,
        edited_at=now,
        **habits_of(micro_credential.org),
    )
    version.editors.add(by)
    return version


def take_pen(
    *, version: Version, by: Person, section: str, now: datetime, seen_at: datetime | None = None
) -> Version:
    """Holds a draft for writing until the transaction ends, and notes who writes.

    `seen_at` is the `edited_at` that the writer had before them; when it is given and somebody has saved since,
    the pen is refused, so that nobody's work is overwritten unseen.
    """
    held = _held(version)
    if held.state != VersionState.DRAFT:
        raise Refused(
            "version.not_draft",
            f"This version cannot be changed: it is {held.get_state_display().lower()}.",
            "Take it back from review, or start the next version.",
        )
    if seen_at is not None and held.edited_at != seen_at:
        raise _changed_meanwhile(held, by)
    held.edited_at = max(now, held.edited_at + timedelta(microseconds=1))
    held.edited_by = by
    held.save(update_fields=["edited_at", "edited_by"])
    held.editors.add(by)
    _record(facts.VersionEdited(version_uid=held.uid, section=section), version=held, by=by, now=now)
    return held


def _held(version: Version) -> Version:
    held = Version.objects.select_for_update().get(pk=version.pk)
    held.micro_credential = version.micro_credential
    return held


def _changed_meanwhile(held: Version, by: Person) -> Refused:
    if held.edited_by_id == by.pk:
        return Refused(
            "version.changed_meanwhile",
            f"You saved this in another window since you opened this page, at {held.edited_at:%H:%M} UTC.",
            "What you typed here is not saved yet, and still here: compare it, then save again.",
        )
    who = held.edited_by.name if held.edited_by else "someone else"
    return Refused(
        "version.changed_meanwhile",
        f"This draft was changed since you opened the page, at {held.edited_at:%H:%M} UTC by {who}.",
        "Nothing of yours was saved yet. What you typed is still here: compare it, then save again.",
    )


def discard_draft(*, version: Version, by: Person, now: datetime) -> None:
    """Deletes a draft with everything in it, and the micro-credential too when it was its only version."""
    held = _held(version)
    if held.state != VersionState.DRAFT:
        raise Refused(
            "version.not_draft", "Only a draft can be discarded.", "Take it back from review first."
        )
    micro_credential = held.micro_credential
    fact = facts.DraftDiscarded(micro_credential=micro_credential.uid, number=held.number)
    _record(fact, version=held, by=by, now=now)
    held.reviews.all().delete()
    held.delete()
    if not micro_credential.versions.exists():
        micro_credential.delete()


# --- write (on a version held by take_pen) --------------------------------------------------------------------


def save_details(*, version: Version, values: Mapping[str, Any]) -> Version:
    """Sets the named details (`DETAILS`) and no others. Until it is first published, its address follows the title."""
    unknown = set(values) - DETAILS
    if unknown:
        raise ValueError(f"not details of a version: {', '.join(sorted(unknown))}")
    if "can_do" in values:
        values = {**values, "can_do": rules.plain_can_do(values["can_do"])}
    for name, value in values.items():
        setattr(version, name, value)
    others = {f.name for f in version._meta.fields} - set(values)
    try:
        version.clean_fields(exclude=others)
    except ValidationError as error:
        raise Refused("version.invalid", " ".join(_messages(error)), "Correct it and save again.") from error
    version.save(update_fields=list(values))
    if "title" in values:
        _follow_title(version)
    return version


def set_requires(*, version: Version, keys: Collection[str]) -> None:
    """The micro-credentials that one should hold before, by key: those that the organisation itself has published."""
    known = MicroCredential.objects.filter(org=version.micro_credential.org_id, key__in=keys)
    version.requires.set(
        known.filter(versions__state__in=SEEN_BY_ALL).exclude(pk=version.micro_credential_id).distinct()
    )


def _follow_title(version: Version) -> None:
    """Makes the address anew from the title, as long as nobody can have been given the old one."""
    micro_credential = version.micro_credential
    if micro_credential.versions.filter(state__in=SEEN_BY_ALL).exists():
        return
    others = MicroCredential.objects.exclude(pk=micro_credential.pk)
    key = rules.key_for(version.title, taken=set(others.values_list("key", flat=True)))
    if key != micro_credential.key:
        micro_credential.key = key
        micro_credential.save(update_fields=["key"])


def _messages(error: ValidationError) -> list[str]:
    return [
        f"{name.replace('_', ' ').capitalize()}: {text}"
        for name, texts in error.message_dict.items()
        for text in texts
    ]


def set_badge_image(*, version: Version, image: StoredFile | None) -> Version:
    """An uploaded image instead of the drawn badge; None goes back to the drawn one."""
    version.badge_image = image
    version.save(update_fields=["badge_image"])
    return version


def save_outcome(*, version: Version, uid: UUID | None = None, statement: str, criteria: str = "") -> Outcome:
    """Adds an outcome at the end, or changes the one with `uid`."""
    if uid is None:
        last = version.outcomes.aggregate(last=Max("position"))["last"] or 0
        return Outcome.objects.create(
            version=version, position=last + 1, statement=statement, criteria=criteria
        )
    outcome = outcome_in(version=version, uid=uid)
    outcome.statement, outcome.criteria = statement, criteria
    outcome.save(update_fields=["statement", "criteria"])
    return outcome


def outcome_in(*, version: Version, uid: UUID) -> Outcome:
    outcome = Outcome.objects.filter(version=version, uid=uid).first()
    if outcome is None:
        raise Refused("outcome.gone", "This outcome is no longer there.", "Open the page again.")
    return outcome


def delete_outcome(*, version: Version, uid: UUID) -> None:
    """Deletes an outcome; deleting it again (a double click) does nothing."""
    Outcome.objects.filter(version=version, uid=uid).delete()


def move_outcome(*, version: Version, uid: UUID, by: int) -> None:
    """Moves an outcome up (`by` = -1) or down (+1); at the end of the list it stays where it is."""
    outcomes = list(Outcome.objects.filter(version=version).order_by("position", "id"))
    place = next((i for i, outcome in enumerate(outcomes) if outcome.uid == uid), -1)
    for position, outcome in enumerate(rules.moved(outcomes, place=place, by=by), start=1):
        outcome.position = position
    Outcome.objects.bulk_update(outcomes, ["position"])


def align_skill(
    *,
    version: Version,
    skill: Concept,
    outcome: Outcome | None = None,
    level: int | None = None,
    is_assessed: bool | None = None,
) -> SkillAlignment:
    """Aligns the version (or one outcome of it) to a skill, once. Raises Refused for one that is no longer in use.

    A skill is assessed where an outcome shows it; otherwise it is only taught, and cannot be said to be assessed.
    """
    if is_assessed and outcome is None:
        raise Refused(
            "skill.not_shown",
            f"“{skill.name}” cannot be said to be assessed: no outcome shows it.",
            "Choose the outcome that shows it, or say that it is only taught.",
        )
    if skill.kind not in SKILL_KINDS:
        raise Refused(
            "skill.no_skill",
            f"“{skill.name}” is not a skill: it is a kind of {skill.get_kind_display().lower()}.",
            "Choose a skill or knowledge.",
        )
    standing = standing_of(skill)
    if not standing.is_in_use:
        instead = standing.replacement
        raise Refused(
            "skill.retired",
            f"“{skill.name}” is no longer in use in {skill.framework.name}.",
            f"“{instead.name}” took its place: align to that." if instead else "Choose another one.",
        )
    alignment, _ = SkillAlignment.objects.update_or_create(
        version=version,
        skill=skill,
        defaults={
            "outcome": outcome,
            "level": level,
            "is_assessed": outcome is not None if is_assessed is None else is_assessed,
        },
    )
    return alignment


def unaligned(*, version: Version, skills: Sequence[Concept]) -> list[Concept]:
    """Those of the skills that the version is not aligned to, in their order."""
    aligned = set(version.alignments.values_list("skill_id", flat=True))
    return [skill for skill in skills if skill.pk not in aligned]


def remove_alignment(*, version: Version, skill: Concept) -> None:
    SkillAlignment.objects.filter(version=version, skill=skill).delete()


# --- other languages ------------------------------------------------------------------------------------------


def save_translation(
    *, version: Version, language: str, texts: Mapping[str, str], outcomes: Mapping[str, str]
) -> Translation:
    """The words of one language, whole: what is not given is empty. Of the outcomes, the version's own are kept."""
    if language == version.language:
        raise Refused(
            "translation.original",
            "This is the language that the micro-credential itself is written in.",
            "Choose another language, or change the original under Basics.",
        )
    if problem := title_problem(texts.get("title", ""), language=language):
        raise Refused("translation.title", problem)
    own = {str(uid) for uid in version.outcomes.values_list("uid", flat=True)}
    kept = {uid: text.strip() for uid, text in outcomes.items() if uid in own and text.strip()}
    said = {name: texts.get(name, "").strip() for name in wording.WORDED}
    translation = Translation(version=version, language=language, outcomes=kept, **said)
    try:
        translation.clean_fields(exclude={"version"})
    except ValidationError as error:
        raise Refused(
            "translation.invalid", " ".join(_messages(error)), "Correct it and save again."
        ) from error
    stored, _ = Translation.objects.update_or_create(
        version=version, language=language, defaults={**said, "outcomes": kept}
    )
    return stored


def remove_translation(*, version: Version, language: str) -> None:
    """Takes a language away; taking it away again (a double click) does nothing."""
    Translation.objects.filter(version=version, language=language).delete()


# --- review and publish ---------------------------------------------------------------------------------------


def submit_for_review(*, version: Version, by: Person, now: datetime) -> Version:
    """Draft → in review. Submitting what is in review already (a double click) changes nothing."""
    held = _held(version)
    if held.state == VersionState.IN_REVIEW:
        return held
    if held.state != VersionState.DRAFT:
        raise Refused("version.not_draft", "Only a draft can be submitted.", "Start the next version first.")
    held.state, held.submitted_by, held.submitted_at = VersionState.IN_REVIEW, by, now
    held.save(update_fields=["state", "submitted_by", "submitted_at"])
    _record(facts.VersionSubmitted(version_uid=held.uid), version=held, by=by, now=now)
    return held


def withdraw_from_review(*, version: Version, by: Person, now: datetime) -> Version:
    """In review or approved → draft; a review is needed again."""
    held = _held(version)
    if held.state == VersionState.DRAFT:
        return held
    if held.state not in OPEN_STATES:
        raise Refused(
            "version.published", "A published version cannot be taken back.", "Start the next version."
        )
    held.state = VersionState.DRAFT
    held.save(update_fields=["state"])
    _record(facts.VersionWithdrawn(version_uid=held.uid), version=held, by=by, now=now)
    return held


def record_review(
    *,
    version: Version,
    reviewer: Person,
    decision: str,
    comment: str,
    answers: Sequence[Mapping[str, str]] = (),
    despite: Collection[str] = (),
    now: datetime,
) -> Review:
    """In review → approved, or back to draft with the comment. The same decision twice is one review.

    Approving needs an answer to every question of the checklist, the codes of those answered with no in `despite`, and
    every step of development where the organisation demands them.
    """
    held = _held(version)
    same = _repeated(held, reviewer, decision)
    if same:
        return same
    _check_review(held, reviewer, decision=decision, comment=comment)
    approved = decision == Review.Decision.APPROVED
    kept = review_rules.kept_answers(answers, approves=approved)
    if approved:
        review_rules.refuse_unconfirmed(kept, despite=despite, comment=comment)
        steps.refuse_open_steps(held)
    held.state = VersionState.APPROVED if approved else VersionState.DRAFT
    held.save(update_fields=["state"])
    review = Review.objects.create(
        version=held,
        reviewer=reviewer,
        decision=decision,
        comment=comment.strip(),
        answers=kept,
        decided_at=now,
    )
    _record(
        facts.VersionReviewed(version_uid=held.uid, decision=decision), version=held, by=reviewer, now=now
    )
    ReviewDraft.objects.filter(version=held).delete()
    return review


def _check_review(held: Version, reviewer: Person, *, decision: str, comment: str) -> None:
    rules.check_review(
        state=held.state,
        reviewer_id=reviewer.pk,
        author_id=held.author_id,
        submitter_id=held.submitted_by_id,
        editor_ids=set(held.editors.values_list("id", flat=True)),
        decision=decision,
        comment=comment,
    )


def keep_review_draft(*, version: Version, reviewer: Person, changed: Mapping[str, str]) -> ReviewDraft:
    """Keeps what is answered so far; only the reviewer sees it."""
    held = _held(version)
    _check_review(held, reviewer, decision="", comment="")
    draft = ReviewDraft.objects.filter(version=held, reviewer=reviewer).first()
    draft = draft or ReviewDraft(version=held, reviewer=reviewer)
    assert held.submitted_at is not None  # noqa: S101 - it is in review
    draft.submitted_at = held.submitted_at
    draft.values = review_rules.unfinished(draft.values, changed)
    draft.save()
    return draft


def _repeated(held: Version, reviewer: Person, decision: str) -> Review | None:
    """The reviewer's own last decision on this submission, when this one says the same again."""
    if held.state == VersionState.IN_REVIEW or held.submitted_at is None:
        return None
    last = held.reviews.filter(decided_at__gte=held.submitted_at).order_by("-decided_at").first()
    return last if last and last.reviewer_id == reviewer.pk and last.decision == decision else None


def publish_version(*, version: Version, by: Person, now: datetime) -> Version:
    """Approved or pilot → published; the version published until now is superseded in the same transaction."""
    held = _held(version)
    if held.state == VersionState.PUBLISHED:
        return held
    if held.state not in {VersionState.APPROVED, VersionState.PILOT}:
        raise Refused(
            "version.not_approved",
            "Only an approved version, or a pilot, can be published.",
            "Submit it, and have it reviewed by someone else.",
        )
    steps.refuse_open_steps(held)
    _supersede_former(held, by=by, now=now)
    piloted = held.state == VersionState.PILOT
    held.state, held.published_by, held.published_at = VersionState.PUBLISHED, by, now
    held.save(update_fields=["state", "published_by", "published_at"])
    if piloted:
        StateChange.objects.create(
            version=held, former=VersionState.PILOT, state=held.state, changed_by=by, changed_at=now
        )
    fact = facts.VersionPublished(
        micro_credential=held.micro_credential.uid, version_uid=held.uid, number=held.number
    )
    _record(fact, version=held, by=by, now=now)
    return held


def _supersede_former(version: Version, *, by: Person, now: datetime) -> None:
    former = (
        Version.objects.select_for_update()
        .filter(micro_credential=version.micro_credential_id, state__in=CURRENT_STATES)
        .exclude(pk=version.pk)
        .first()
    )
    if former is None:
        return
    former.micro_credential = version.micro_credential
    StateChange.objects.create(
        version=former, former=former.state, state=VersionState.SUPERSEDED, changed_by=by, changed_at=now
    )
    former.state = VersionState.SUPERSEDED
    former.save(update_fields=["state"])
    _record(facts.VersionSuperseded(version_uid=former.uid, by=version.uid), version=former, by=by, now=now)
    # Whoever holds the former is told of it, behind the publishing and at the pace of the mail.
    Announcement.objects.get_or_create(version=version, defaults={"former": former, "begun_at": now})


def start_next_version(
    *, source: Version, by: Person, now: datetime
) -> tuple[Version, dict[Outcome, Outcome], bool]:
    """A draft that begins as a copy of `source`: (draft, old outcome → new outcome, whether it was made now).

    Where a draft is open already it is returned unchanged, so that a double click makes one.
    """
    MicroCredential.objects.select_for_update().get(pk=source.micro_credential_id)
    versions = Version.objects.filter(micro_credential=source.micro_credential_id)
    opened = versions.filter(state__in=OPEN_STATES).first()
    if opened:
        opened.micro_credential = source.micro_credential
        return opened, {}, False
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    draft = _copy_details(source, micro_credential=source.micro_credential, number=number, by=by, now=now)
    if source.published_at is None:
        _keep_writers(source, draft)
    mapping = _copy_outcomes(source, draft)
    development.copy_steps(source=source, target=draft)
    fact = facts.NextVersionStarted(version_uid=draft.uid, former=source.uid)
    _record(fact, version=draft, by=by, now=now)
    return draft, mapping, True


def clone_version(
    *, source: Version, title: str, by: Person, now: datetime, uid: UUID | None = None
) -> tuple[Version, dict[Outcome, Outcome], bool]:
    """A new micro-credential of the same organisation whose first draft is a copy of `source`.

    As `start_next_version`; the same `uid` again (a double click) gives the same draft.
    """
    org = source.micro_credential.org
    micro_credential, made = _entered(uid=uid or uuid4(), org=org, title=title, by=by, now=now)
    if not made:
        return _first_version(micro_credential), {}, False
    draft = _copy_details(source, micro_credential=micro_credential, number=1, by=by, now=now)
    draft.title, draft.review_by = title, None
    draft.save(update_fields=["title", "review_by"])
    _keep_writers(source, draft)
    # What was said of the source in other languages was said under its title.
    mapping = _copy_outcomes(source, draft, translated=False)
    fact = facts.MicroCredentialCloned(micro_credential=micro_credential.uid, source=source.uid)
    _record(fact, version=draft, by=by, now=now)
    return draft, mapping, True


def _copy_details(
    source: Version, *, micro_credential: MicroCredential, number: int, by: Person, now: datetime
) -> Version:
    draft = Version.objects.create(
        micro_credential=micro_credential,
        number=number,
        author=by,
        edited_by=by,
        edited_at=now,
        badge_image=source.badge_image,
        **{name: getattr(source, name) for name in DETAILS},
    )
    draft.editors.add(by)
    draft.requires.set(source.requires.all())
    return draft


def _keep_writers(source: Version, draft: Version) -> None:
    """Who wrote the source wrote the copy too, and does not review it.

    Not so in the version after a published one: that was reviewed, and in time everybody would have written in it.
    """
    writers = {source.author_id, *source.editors.values_list("pk", flat=True)} - {None}
    draft.editors.add(*writers)


def _copy_outcomes(source: Version, draft: Version, *, translated: bool = True) -> dict[Outcome, Outcome]:
    mapping = {
        outcome: Outcome.objects.create(
            version=draft,
            position=outcome.position,
            statement=outcome.statement,
            criteria=outcome.criteria,
        )
        for outcome in Outcome.objects.filter(version=source).order_by("position", "id")
    }
    SkillAlignment.objects.bulk_create(
        SkillAlignment(
            version=draft,
            skill=alignment.skill,
            outcome=mapping[alignment.outcome] if alignment.outcome else None,
            level=alignment.level,
            is_assessed=alignment.is_assessed,
        )
        for alignment in SkillAlignment.objects.filter(version=source).select_related("skill", "outcome")
    )
    if translated:
        _copy_translations(source, draft, mapping)
    return mapping


def _copy_translations(source: Version, draft: Version, mapping: Mapping[Outcome, Outcome]) -> None:
    new = {str(old.uid): str(copy.uid) for old, copy in mapping.items()}
    for translation in Translation.objects.filter(version=source):
        translation.pk, translation.version = None, draft
        translation.outcomes = {new[uid]: text for uid, text in translation.outcomes.items() if uid in new}
        translation.save(force_insert=True)
