"""How a micro-credential is designed: written by some, reviewed by someone else, published for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from skillmark.foundation.files.models import StoredFile
from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.orgs.access import NotFound, require
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.models import Concept
from skillmark.foundation.skills.operations import ensure_hub
from skillmark.foundation.skills.queries import skill_by_uid
from skillmark.lifecycle.assessing import blueprint
from skillmark.lifecycle.assessing import operations as assessing
from skillmark.lifecycle.assessing.models import Assessment, AssessmentKind, Item, RubricRow
from skillmark.lifecycle.assessing.question_text import Question
from skillmark.lifecycle.assessing.rules import default_levels
from skillmark.lifecycle.designing import operations as designing
from skillmark.lifecycle.designing import rules
from skillmark.lifecycle.designing.models import Outcome, Review, Version
from skillmark.lifecycle.designing.queries import access_version
from skillmark.lifecycle.designing.starters import Starter, starters
from skillmark.lifecycle.learning import operations as learning
from skillmark.lifecycle.learning.models import Activity, Module
from skillmark.lifecycle.offering.operations import open_default_offering

# --- begin and end --------------------------------------------------------------------------------------------


def create_micro_credential(
    *, actor: Person, org: Organisation, title: str, now: datetime, uid: UUID | None = None
) -> Version:
    """A new micro-credential with its first draft. With a `uid` of the form, a double click makes one."""
    require(actor, "design.edit", org)
    with transaction.atomic():
        return designing.create_micro_credential(org=org, title=title, by=actor, now=now, uid=uid)


def start_next_version(*, actor: Person, version_uid: UUID, now: datetime) -> Version:
    """A draft that begins as a copy of `version_uid`; learners stay on the version they enrolled in."""
    source = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        draft, outcomes, made = designing.start_next_version(source=source, by=actor, now=now)
        if made:
            learning.copy_modules(source=source, target=draft, outcomes=outcomes)
            assessing.copy_assessments(source=source, target=draft, outcomes=outcomes)
        return draft


def begin_from_template(
    *, actor: Person, org: Organisation, title: str, template: str, now: datetime, uid: UUID | None = None
) -> Version:
    """A new micro-credential whose first draft comes from a template (`designing.starters`), complete enough to try."""
    require(actor, "design.edit", org)
    starter = starters().get(template)
    if starter is None:
        raise Refused("design.no_template", "There is no such template.", "Choose another, or a blank page.")
    with transaction.atomic():
        draft = designing.create_micro_credential(org=org, title=title, by=actor, now=now, uid=uid)
        if not draft.outcomes.exists():
            designing.save_details(version=draft, values=starter.content["details"])
            _fill(draft, starter)
        return draft


def _fill(draft: Version, starter: Starter) -> None:
    """Outcomes, learning content and assessments; a new draft has none."""
    outcomes = [designing.save_outcome(version=draft, **each) for each in starter.content["outcomes"]]
    for position, given in enumerate(starter.content["modules"], start=1):
        module = learning.save_module(
            version=draft, position=position, title=given["title"], summary=given["summary"]
        )
        for place, activity in enumerate(given["activities"], start=1):
            learning.save_activity(module=module, position=place, **activity)
    for position, given in enumerate(starter.content["assessments"], start=1):
        own = {name: value for name, value in given.items() if name not in {"items", "rows"}}
        assessment = assessing.save_assessment(version=draft, position=position, **own)
        for place, item in enumerate(given.get("items", ()), start=1):
            choices = [{"id": f"c{n}", "text": text} for n, text in enumerate(item["choices"], start=1)]
            assessing.save_item(
                assessment=assessment, outcome=outcomes[item["outcome"] - 1], position=place, kind=item["kind"],
                prompt=item["prompt"], choices=choices, key=[f"c{n}" for n in item["right"]],
                feedback=item["feedback"],
            )  # fmt: skip
        for row in given.get("rows", ()):
            outcome = outcomes[row["outcome"] - 1]
            levels = [
                {"label": label, "descriptor": text, "points": points, "met": met}
                for points, (label, text, met) in enumerate(row["levels"])
            ]
            assessing.save_rubric_row(
                assessment=assessment, outcome=outcome, position=outcome.position, levels=levels
            )


def clone(*, actor: Person, version_uid: UUID, title: str, now: datetime, uid: UUID | None = None) -> Version:
    """A new micro-credential of the same organisation that begins as a copy. With a `uid`, a double click makes one."""
    source = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        draft, outcomes, made = designing.clone_version(
            source=source, title=title, by=actor, now=now, uid=uid
        )
        if made:
            learning.copy_modules(source=source, target=draft, outcomes=outcomes)
            assessing.copy_assessments(source=source, target=draft, outcomes=outcomes)
        return draft


def discard_draft(*, actor: Person, version_uid: UUID, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        designing.discard_draft(version=version, by=actor, now=now)


# --- write the draft ------------------------------------------------------------------------------------------
# `seen_at` is the version's `edited_at` that the writer had before them: see `designing.operations.take_pen`.


def save_details(
    *,
    actor: Person,
    version_uid: UUID,
    values: Mapping[str, Any],
    now: datetime,
    seen_at: datetime | None = None,
    section: str = "details",
    requires: Collection[str] | None = None,
) -> Version:
    """Sets any of `designing.operations.DETAILS`, and, where given, which micro-credentials one should hold before."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        if values.get("level") is not None:
            ensure_hub()  # the scale that the level is on
        held = designing.take_pen(version=version, by=actor, section=section, now=now, seen_at=seen_at)
        if requires is not None:
            designing.set_requires(version=held, keys=requires)
        return designing.save_details(version=held, values=values)


def set_badge_image(
    *, actor: Person, version_uid: UUID, image: NewFile | None, now: datetime, seen_at: datetime | None = None
) -> Version:
    """An uploaded image (made safe by the interface) as the badge, or None for the drawn one."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="badge", now=now, seen_at=seen_at)
        return designing.set_badge_image(version=held, image=_kept(image, now=now))


def _kept(file: NewFile | None, *, now: datetime) -> StoredFile | None:
    if file is None:
        return None
    return keep_file(name=file.name, media_type=file.media_type, data=file.data, now=now)


def save_outcome(
    *,
    actor: Person,
    version_uid: UUID,
    statement: str,
    criteria: str = "",
    outcome_uid: UUID | None = None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Outcome:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="outcomes", now=now, seen_at=seen_at)
        return designing.save_outcome(version=held, uid=outcome_uid, statement=statement, criteria=criteria)


def delete_outcome(*, actor: Person, version_uid: UUID, outcome_uid: UUID, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="outcomes", now=now)
        designing.delete_outcome(version=held, uid=outcome_uid)


def move_outcome(*, actor: Person, version_uid: UUID, outcome_uid: UUID, by: int, now: datetime) -> None:
    """Up (`by` = -1) or down (+1)."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="outcomes", now=now)
        designing.move_outcome(version=held, uid=outcome_uid, by=by)


def align_skill(
    *,
    actor: Person,
    version_uid: UUID,
    skill_uid: UUID,
    outcome_uid: UUID | None = None,
    level: int | None = None,
    is_assessed: bool | None = None,
    now: datetime,
) -> Concept:
    """Aligns the version, or one outcome of it, to a skill; the same skill again changes outcome, level and whether.

    `is_assessed` left out: assessed where there is an outcome.
    """
    version = access_version(actor, version_uid, "design.edit")
    skill = skill_by_uid(uid=skill_uid)
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="skills", now=now)
        outcome = designing.outcome_in(version=held, uid=outcome_uid) if outcome_uid else None
        designing.align_skill(
            version=held, skill=skill, outcome=outcome, level=level, is_assessed=is_assessed
        )
        return skill


def align_skills(
    *, actor: Person, version_uid: UUID, skills: Mapping[UUID, UUID | None], now: datetime
) -> list[Concept]:
    """Aligns the version to several skills at once, each by an outcome or by none. Returns those that are new.

    What is aligned already stays as it is, so that the same sent again changes nothing.
    """
    version = access_version(actor, version_uid, "design.edit")
    wanted = [skill_by_uid(uid=uid) for uid in skills]
    with transaction.atomic():
        if not designing.unaligned(version=version, skills=wanted):
            return []
        held = designing.take_pen(version=version, by=actor, section="skills", now=now)
        new = designing.unaligned(version=held, skills=wanted)
        for skill in new:
            outcome_uid = skills[skill.uid]
            outcome = designing.outcome_in(version=held, uid=outcome_uid) if outcome_uid else None
            designing.align_skill(version=held, skill=skill, outcome=outcome)
        return new


def remove_skill(*, actor: Person, version_uid: UUID, skill_uid: UUID, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    skill = skill_by_uid(uid=skill_uid)
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="skills", now=now)
        designing.remove_alignment(version=held, skill=skill)


# --- learning content -----------------------------------------------------------------------------------------


def save_module(
    *,
    actor: Person,
    version_uid: UUID,
    title: str,
    summary: str = "",
    module_uid: UUID | None = None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Module:
    """Adds a module at the end, or changes `module_uid`."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="content", now=now, seen_at=seen_at)
        known = blueprint.module_in(held, module_uid) if module_uid else None
        position = known.position if known else _next_position(blueprint.modules_of(held))
        return learning.save_module(
            version=held, uid=module_uid, position=position, title=title, summary=summary
        )


def delete_module(*, actor: Person, version_uid: UUID, module_uid: UUID, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="content", now=now)
        learning.delete_module(module=blueprint.module_in(held, module_uid))


def move_module(*, actor: Person, version_uid: UUID, module_uid: UUID, by: int, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="content", now=now)
        for position, module in _moved(blueprint.modules_of(held), module_uid, by):
            learning.save_module(
                version=held, uid=module.uid, position=position, title=module.title, summary=module.summary
            )


def save_activity(
    *,
    actor: Person,
    version_uid: UUID,
    module_uid: UUID,
    kind: str,
    title: str,
    minutes: int = 5,
    body: str = "",
    video: NewFile | None = None,
    captions: NewFile | None = None,
    question: dict[str, Any] | None = None,
    activity_uid: UUID | None = None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Activity:
    """Adds an activity at the module's end, or changes `activity_uid`; files not given stay as they are."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="content", now=now, seen_at=seen_at)
        module = blueprint.module_in(held, module_uid)
        known = blueprint.activity_in(held, activity_uid) if activity_uid else None
        return learning.save_activity(
            module=module,
            uid=activity_uid,
            position=known.position if known else _next_position(list(module.activities.all())),
            kind=kind,
            title=title,
            minutes=minutes,
            body=body,
            video=_kept(video, now=now) or (known.video if known else None),
            captions=_kept(captions, now=now) or (known.captions if known else None),
            question=question,
        )


def delete_activity(*, actor: Person, version_uid: UUID, activity_uid: UUID, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="content", now=now)
        learning.delete_activity(activity=blueprint.activity_in(held, activity_uid))


def move_activity(*, actor: Person, version_uid: UUID, activity_uid: UUID, by: int, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="content", now=now)
        module = blueprint.activity_in(held, activity_uid).module
        ordered = list(module.activities.select_related("video", "captions").order_by("position", "id"))
        for position, activity in _moved(ordered, activity_uid, by):
            learning.save_activity(
                module=module,
                uid=activity.uid,
                position=position,
                kind=activity.kind,
                title=activity.title,
                minutes=activity.minutes,
                body=activity.body,
                video=activity.video,
                captions=activity.captions,
                question=activity.question,
            )


# --- assessment -----------------------------------------------------------------------------------------------


def save_assessment(
    *,
    actor: Person,
    version_uid: UUID,
    kind: str,
    title: str,
    instructions: str = "",
    pass_mark: int | None = None,
    max_attempts: int = 3,
    time_limit_minutes: int | None = None,
    assessment_uid: UUID | None = None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Assessment:
    """Adds a quiz or project at the end, or changes `assessment_uid`."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now, seen_at=seen_at)
        known = blueprint.assessment_in(held, assessment_uid) if assessment_uid else None
        return assessing.save_assessment(
            version=held,
            uid=assessment_uid,
            position=known.position if known else _next_position(blueprint.assessments_of(held)),
            kind=known.kind if known else kind,
            title=title,
            instructions=instructions,
            pass_mark=pass_mark,
            max_attempts=max_attempts,
            time_limit_minutes=time_limit_minutes,
        )


def delete_assessment(*, actor: Person, version_uid: UUID, assessment_uid: UUID, now: datetime) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now)
        assessing.delete_assessment(assessment=blueprint.assessment_in(held, assessment_uid))


def move_assessment(
    *, actor: Person, version_uid: UUID, assessment_uid: UUID, by: int, now: datetime
) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now)
        for position, assessment in _moved(blueprint.assessments_of(held), assessment_uid, by):
            assessing.save_assessment(
                version=held,
                uid=assessment.uid,
                position=position,
                kind=assessment.kind,
                title=assessment.title,
                instructions=assessment.instructions,
                pass_mark=assessment.pass_mark,
                max_attempts=assessment.max_attempts,
                time_limit_minutes=assessment.time_limit_minutes,
            )


def save_item(
    *,
    actor: Person,
    version_uid: UUID,
    assessment_uid: UUID,
    kind: str,
    prompt: str,
    choices: Sequence[Mapping[str, str]] = (),
    key: Any,
    points: int = 1,
    feedback: str = "",
    outcome_uid: UUID | None = None,
    item_uid: UUID | None = None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Item:
    """Adds a question at the quiz's end, or changes `item_uid`. `choices` and `key` as in `assessing.models.Item`."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now, seen_at=seen_at)
        quiz = blueprint.assessment_in(held, assessment_uid)
        known = blueprint.item_in(quiz, item_uid) if item_uid else None
        return assessing.save_item(
            assessment=quiz,
            uid=item_uid,
            outcome=designing.outcome_in(version=held, uid=outcome_uid) if outcome_uid else None,
            position=known.position if known else _next_position(list(quiz.items.all())),
            kind=kind,
            prompt=prompt,
            choices=[dict(choice) for choice in choices],
            key=key,
            points=points,
            feedback=feedback,
        )


def add_questions(
    *,
    actor: Person,
    version_uid: UUID,
    assessment_uid: UUID,
    questions: Sequence[Question],
    outcome_uid: UUID | None = None,
    now: datetime,
    seen_at: datetime | None = None,
) -> list[Item]:
    """Adds questions that were written as plain text at the quiz's end, all of them or none."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now, seen_at=seen_at)
        quiz = blueprint.assessment_in(held, assessment_uid)
        outcome = designing.outcome_in(version=held, uid=outcome_uid) if outcome_uid else None
        first = _next_position(list(quiz.items.all()))
        return [
            assessing.save_item(
                assessment=quiz, outcome=outcome, position=position, kind=each.kind, prompt=each.prompt,
                choices=each.choices, key=each.key, feedback=each.feedback,
            )
            for position, each in enumerate(questions, start=first)
        ]  # fmt: skip


def delete_item(
    *, actor: Person, version_uid: UUID, assessment_uid: UUID, item_uid: UUID, now: datetime
) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now)
        quiz = blueprint.assessment_in(held, assessment_uid)
        assessing.delete_item(item=blueprint.item_in(quiz, item_uid))


def move_item(
    *, actor: Person, version_uid: UUID, assessment_uid: UUID, item_uid: UUID, by: int, now: datetime
) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now)
        quiz = blueprint.assessment_in(held, assessment_uid)
        ordered = list(quiz.items.select_related("outcome").order_by("position", "id"))
        for position, item in _moved(ordered, item_uid, by):
            assessing.save_item(
                assessment=quiz,
                uid=item.uid,
                outcome=item.outcome,
                position=position,
                kind=item.kind,
                prompt=item.prompt,
                choices=item.choices,
                key=item.key,
                points=item.points,
                feedback=item.feedback,
            )


def save_rubric_row(
    *,
    actor: Person,
    version_uid: UUID,
    assessment_uid: UUID,
    outcome_uid: UUID,
    levels: Sequence[Mapping[str, Any]],
    now: datetime,
    seen_at: datetime | None = None,
) -> RubricRow:
    """The rubric row of one outcome: `levels` lowest first, each with label, descriptor, points, met."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now, seen_at=seen_at)
        project = blueprint.assessment_in(held, assessment_uid)
        outcome = designing.outcome_in(version=held, uid=outcome_uid)
        return assessing.save_rubric_row(
            assessment=project,
            outcome=outcome,
            position=outcome.position,
            levels=[dict(level) for level in levels],
        )


def take_outcomes_into_rubric(
    *, actor: Person, version_uid: UUID, assessment_uid: UUID, now: datetime
) -> int:
    """Adds a row of the usual levels for each outcome that has none in this project's rubric; how many there were."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now)
        project = blueprint.assessment_in(held, assessment_uid)
        if project.kind != AssessmentKind.PROJECT:
            raise NotFound(f"project {assessment_uid}")
        outside = list(held.outcomes.exclude(rubric_rows__assessment=project).order_by("position", "id"))
        for outcome in outside:
            assessing.save_rubric_row(
                assessment=project, outcome=outcome, position=outcome.position, levels=default_levels()
            )
        return len(outside)


def delete_rubric_row(
    *, actor: Person, version_uid: UUID, assessment_uid: UUID, outcome_uid: UUID, now: datetime
) -> None:
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        held = designing.take_pen(version=version, by=actor, section="assessment", now=now)
        row = blueprint.rubric_row_for(blueprint.assessment_in(held, assessment_uid), outcome_uid)
        if row is not None:
            assessing.delete_rubric_row(row=row)


def _next_position(rows: Sequence[Any]) -> int:
    return max((row.position for row in rows), default=0) + 1


def _moved(rows: Sequence[Any], uid: UUID, by: int) -> list[tuple[int, Any]]:
    """The rows whose position changes when the one with `uid` moves by `by`, each with its new position."""
    place = next((i for i, row in enumerate(rows) if row.uid == uid), -1)
    ordered = enumerate(rules.moved(rows, place=place, by=by), start=1)
    return [(position, row) for position, row in ordered if row.position != position]


# --- review and publish ---------------------------------------------------------------------------------------


def submit_for_review(*, actor: Person, version_uid: UUID, now: datetime) -> Version:
    """Draft → in review, once nothing is missing. Raises Refused that names everything that is."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        submitted = designing.submit_for_review(version=version, by=actor, now=now)
        rules.check_complete(
            blueprint.design_of(blueprint.blueprint_of(submitted)),
            next_step="Complete what the checklist names, then submit it again.",
        )
        return submitted


def withdraw_from_review(*, actor: Person, version_uid: UUID, now: datetime) -> Version:
    """Back to draft, from review or after approval."""
    version = access_version(actor, version_uid, "design.edit")
    with transaction.atomic():
        return designing.withdraw_from_review(version=version, by=actor, now=now)


def review_version(
    *,
    actor: Person,
    version_uid: UUID,
    decision: str,
    comment: str = "",
    answers: Sequence[Mapping[str, str]] = (),
    despite: Collection[str] = (),
    now: datetime,
) -> Review:
    """`decision`: "approved" or "changes". Whoever wrote on the version or submitted it is refused.

    `answers` to the checklist (`review_rules.QUESTIONS`): [{"code", "answer": "yes" | "no" | "na", "reason"}, …].
    To approve although an answer is no, `despite` has the code of each such question, and the comment says why.
    """
    version = access_version(actor, version_uid, "design.review")
    with transaction.atomic():
        return designing.record_review(
            version=version, reviewer=actor, decision=decision, comment=comment, answers=answers,
            despite=despite, now=now,
        )  # fmt: skip


def keep_review_draft(*, actor: Person, version_uid: UUID, changed: Mapping[str, str]) -> None:
    """Keeps what a reviewer has answered so far, by field of the form; nobody else sees it yet."""
    version = access_version(actor, version_uid, "design.review")
    with transaction.atomic():
        designing.keep_review_draft(version=version, reviewer=actor, changed=changed)


def publish_version(*, actor: Person, version_uid: UUID, now: datetime) -> Version:
    """Approved or pilot → published; the former version is superseded, a first offering opened, all at once."""
    version = access_version(actor, version_uid, "design.publish")
    with transaction.atomic():
        published = designing.publish_version(version=version, by=actor, now=now)
        if version.state != published.state:
            # What it says was complete when it was approved; what its organisation says may have changed since.
            rules.check_complete(
                blueprint.design_of(blueprint.blueprint_of(published)),
                next_step="Take it back to draft, complete what the checklist names, and have it reviewed again.",
            )
        open_default_offering(micro_credential=published.micro_credential, now=now, by=actor)
        return published
