"""Reads a whole design (outcomes, learning content, assessments) for the people who make and review it.

It lives here because assessing is the last stage that a design reaches into: from here one may look back at
everything a version is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch

from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.foundation.orgs.access import NotFound
from skillmark.lifecycle.assessing import rules
from skillmark.lifecycle.assessing.models import Assessment, AssessmentKind, Item, RubricLevel, RubricRow
from skillmark.lifecycle.designing.models import Outcome, SkillAlignment, Translation, Version
from skillmark.lifecycle.designing.queries import Contents, translations_of, version_contents
from skillmark.lifecycle.designing.rules import (
    AssessmentShape,
    BareRow,
    Design,
    Facets,
    ItemShape,
    ModuleShape,
    OutcomeShape,
    SkillShape,
)
from skillmark.lifecycle.designing.wording import wording_of
from skillmark.lifecycle.learning.models import Activity, Module


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A version with everything that belongs to it, in order; related rows are fetched already."""

    version: Version
    contents: Contents
    modules: Sequence[Module]
    assessments: Sequence[Assessment]


def blueprint_of(version: Version) -> Blueprint:
    return Blueprint(
        version=version,
        contents=version_contents(version),
        modules=modules_of(version),
        assessments=assessments_of(version),
    )


def is_blank(blueprint: Blueprint) -> bool:
    """Whether nobody has written an outcome, something to study, or an assessment yet."""
    return not (blueprint.contents.outcomes or blueprint.modules or blueprint.assessments)


def modules_of(version: Version) -> list[Module]:
    """The modules in order, each with its activities in order (`module.activities.all()`)."""
    activities = Activity.objects.select_related("video", "captions").order_by("position", "id")
    return list(
        Module.objects.filter(version=version)
        .order_by("position", "id")
        .prefetch_related(Prefetch("activities", queryset=activities))
    )


def assessments_of(version: Version) -> list[Assessment]:
    """The assessments in order, each with its items, and its rubric rows with their levels."""
    levels = RubricLevel.objects.order_by("position", "id")
    rows = (
        RubricRow.objects.select_related("outcome")
        .order_by("position", "id")
        .prefetch_related(Prefetch("levels", queryset=levels))
    )
    items = Item.objects.select_related("outcome").order_by("position", "id")
    return list(
        Assessment.objects.filter(version=version)
        .order_by("position", "id")
        .prefetch_related(Prefetch("items", queryset=items), Prefetch("rubric_rows", queryset=rows))
    )


def has_words(row: RubricRow) -> bool:
    """Whether it says what one must see in the work: at the lowest level that is enough, or in the criteria."""
    lowest = next((level for level in row.levels.all() if level.met), None)
    return bool(row.outcome.criteria.strip() or (lowest and lowest.descriptor.strip()))


def is_marked_by_words(assessments: Sequence[Assessment]) -> bool:
    """Whether each row of each rubric has words; a bare scale of labels is no rule that anybody could read."""
    return all(
        has_words(row)
        for each in assessments
        if each.kind == AssessmentKind.PROJECT
        for row in each.rubric_rows.all()
    )


# --- one part of a version, by its outside uid; the caller has access to the version already ------------------


def module_in(version: Version, uid: UUID) -> Module:
    module = Module.objects.filter(version=version, uid=uid).first()
    if module is None:
        raise NotFound(f"module {uid}")
    module.version = version
    return module


def activity_in(version: Version, uid: UUID) -> Activity:
    activity = (
        Activity.objects.filter(module__version=version, uid=uid)
        .select_related("module", "video", "captions")
        .first()
    )
    if activity is None:
        raise NotFound(f"activity {uid}")
    activity.module.version = version
    return activity


def assessment_in(version: Version, uid: UUID) -> Assessment:
    assessment = Assessment.objects.filter(version=version, uid=uid).first()
    if assessment is None:
        raise NotFound(f"assessment {uid}")
    assessment.version = version
    return assessment


def item_in(assessment: Assessment, uid: UUID) -> Item:
    item = Item.objects.filter(assessment=assessment, uid=uid).select_related("outcome").first()
    if item is None:
        raise NotFound(f"item {uid}")
    item.assessment = assessment
    return item


def rubric_row_for(assessment: Assessment, outcome_uid: UUID) -> RubricRow | None:
    """The row of this outcome, with its levels; None when the rubric has none."""
    levels = RubricLevel.objects.order_by("position", "id")
    row = (
        RubricRow.objects.filter(assessment=assessment, outcome__uid=outcome_uid)
        .select_related("outcome")
        .prefetch_related(Prefetch("levels", queryset=levels))
        .first()
    )
    if row is not None:
        row.assessment = assessment
    return row


# --- as plain values: for the checklist, and for laying two versions side by side ------------------------------


def design_of(blueprint: Blueprint) -> Design:
    version = blueprint.version
    covered = _covered(blueprint.assessments)
    return Design(
        elements=elements_of(blueprint),
        can_do=version.can_do,
        pass_mark=version.pass_mark,
        has_badge=bool(version.badge_image_id or version.badge_icon),
        outcomes=[
            OutcomeShape(uid=str(o.uid), statement=o.statement, criteria=o.criteria, covered=o.pk in covered)
            for o in blueprint.contents.outcomes
        ],
        skills=[
            SkillShape(
                uid=str(a.skill.uid),
                name=a.skill.name,
                is_assessed=a.is_assessed,
                has_outcome=a.outcome_id is not None,
            )
            for a in blueprint.contents.alignments
        ],
        modules=[
            ModuleShape(uid=str(m.uid), title=m.title, activities=len(m.activities.all()))
            for m in blueprint.modules
        ],
        assessments=[_shape(assessment) for assessment in blueprint.assessments],
    )


def elements_of(blueprint: Blueprint) -> Elements:
    """The standard elements as the draft says them; what only an issued credential says is left to it."""
    version, org = blueprint.version, blueprint.version.micro_credential.org
    names = (
        "title", "credit_points", "credit_scheme", "cycle", "level_set_by", "no_level_reason", "quality_kind",
        "quality_body", "quality_url", "prerequisites", "supervision", "identity_check", "stackability", "stacks_into",
        "further_information", "description", "criteria", "kind", "language", "field_code", "review_by",
    )  # fmt: skip
    return Elements(
        is_draft=True,
        **{name: getattr(version, name) for name in names},
        country=org.country,
        region=org.region,
        awarding_body=org.name,
        outcomes=tuple(
            OutcomeElement(statement=outcome.statement, shown_by=_shown_by(outcome, blueprint.assessments))
            for outcome in blueprint.contents.outcomes
        ),
        workload_hours=Decimal(version.workload_hours) if version.workload_hours else None,
        eqf_level=version.level,
        national_level=_national_level(version),
        assessment_types=assessment_types(version, blueprint.assessments),
        participation=version.mode,
        grades=_grades(blueprint.assessments),
        languages=(version.language,),
        skills=tuple(
            SkillElement(
                name=a.skill.name,
                url=a.skill.uri,
                framework=a.skill.framework.name,
                level=a.level,
                is_assessed=a.is_assessed,
            )
            for a in blueprint.contents.alignments
        ),
    )


def _shown_by(outcome: Outcome, assessments: Sequence[Assessment]) -> tuple[str, ...]:
    return tuple(each.title for each in assessments if outcome.pk in _covered([each]))


def _national_level(version: Version) -> NationalLevel | None:
    level = version.national_level
    if level is None:
        return None
    return NationalLevel(framework=level.framework.name, level=level.label, url=level.framework.url)


def assessment_types(version: Version, assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """How it is assessed, in the terms of Annex I: read from the assessments, so that it cannot say otherwise."""
    kinds = {each.kind for each in assessments}
    types = [
        name
        for kind, name in ((AssessmentKind.QUIZ, "testing"), (AssessmentKind.PROJECT, "application"))
        if kind in kinds
    ]
    return (*types, "prior_learning") if types and version.assessment_only else tuple(types)


def _grades(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """What a result may be: percent of a quiz, and the levels of a rubric, lowest first."""
    grades = ["0 to 100 percent"] if any(each.kind == AssessmentKind.QUIZ for each in assessments) else []
    levels = [
        level.label
        for each in assessments
        if each.kind == AssessmentKind.PROJECT
        for row in each.rubric_rows.all()
        for level in row.levels.all()
    ]
    return (*grades, *dict.fromkeys(levels))


def _covered(assessments: Sequence[Assessment]) -> set[int | None]:
    """The outcomes (primary keys) that some question or rubric row shows."""
    by_items = {i.outcome_id for a in assessments if a.kind == AssessmentKind.QUIZ for i in a.items.all()}
    by_rows = {
        r.outcome_id for a in assessments if a.kind == AssessmentKind.PROJECT for r in a.rubric_rows.all()
    }
    return by_items | by_rows


def _shape(assessment: Assessment) -> AssessmentShape:
    return AssessmentShape(
        uid=str(assessment.uid),
        kind=assessment.kind,
        title=assessment.title,
        items=[
            ItemShape(
                uid=str(item.uid),
                prompt=item.prompt,
                points=item.points,
                problem=rules.item_problem(
                    kind=item.kind, choices=item.choices, key=item.key, points=item.points
                ),
            )
            for item in assessment.items.all()
        ],
        rows=[[level.met for level in row.levels.all()] for row in assessment.rubric_rows.all()],
        bare=[
            BareRow(
                outcome_uid=str(row.outcome.uid),
                statement=row.outcome.statement,
                labels=[level.label for level in row.levels.all()],
            )
            for row in assessment.rubric_rows.all()
            if not has_words(row)
        ],
    )


def facets_of(blueprint: Blueprint) -> Facets:
    """The version as labelled texts, in the words its editor uses."""
    contents = blueprint.contents
    return Facets(
        fields=_fields(blueprint.version),
        lists={
            "Learning outcomes": [
                f"{o.statement} ({o.criteria})" if o.criteria else o.statement for o in contents.outcomes
            ],
            "Skills": [_skill_text(a) for a in contents.alignments],
            "Learning content": [text for module in blueprint.modules for text in _module_texts(module)],
            "Assessment": [text for a in blueprint.assessments for text in _assessment_texts(a)],
            "To be held before": sorted(blueprint.version.requires.values_list("key", flat=True)),
            "In other languages": [
                text for t in translations_of(blueprint.version) for text in _translated(t, contents)
            ],
        },
    )


def _translated(translation: Translation, contents: Contents) -> list[str]:
    """Each text of a translation, in the order of the original."""
    said = wording_of(translation)
    outcomes = [said.outcomes.get(str(outcome.uid), "") for outcome in contents.outcomes]
    return [f"({translation.language}) {text}" for text in (*said.texts.values(), *outcomes) if text.strip()]


def _skill_text(alignment: SkillAlignment) -> str:
    text = f"{alignment.skill.name} ({alignment.skill.framework.name})"
    level = f", level {alignment.level}" if alignment.level else ""
    if alignment.outcome is None:
        return f"{text}{level}, {'assessed' if alignment.is_assessed else 'taught'}"
    shown = "shown by" if alignment.is_assessed else "taught for"
    return f"{text}{level}, {shown} “{alignment.outcome.statement}”"


def _fields(version: Version) -> dict[str, str]:
    def text(value: object, unit: str = "") -> str:
        return f"{value}{unit}" if value not in {None, ""} else ""

    credit_points, price = version.credit_points, version.price
    return {
        "Title": version.title,
        "The earner can": version.can_do,
        "Description": version.description,
        "Criteria": version.criteria,
        "What it does not prove": version.not_proven,
        "Sector": version.sector,
        "Field of education (ISCED-F)": version.field_code,
        "Kind of recognition": version.get_kind_display(),
        "Mode": version.get_mode_display(),
        "Language": version.language,
        "Workload": text(version.workload_hours, " hours"),
        "Credits": f"{credit_points.normalize():f} {version.get_credit_scheme_display()}"
        if credit_points is not None
        else "",
        "Level (EQF)": text(version.level),
        "National level": f"{version.national_level.framework.name}: {version.national_level.label}"
        if version.national_level
        else "",
        "Cycle": version.get_cycle_display() if version.cycle else "",
        "Level set by": version.level_set_by,
        "Why no level applies": version.no_level_reason,
        "Pass mark": text(version.pass_mark, " percent"),
        "Valid for": text(version.validity_months, " months"),
        "Supervision": version.get_supervision_display(),
        "Identity verification": version.get_identity_check_display(),
        "By the assessments alone": "Possible" if version.assessment_only else "Not possible",
        "Quality assurance": version.get_quality_kind_display() if version.quality_kind else "",
        "Quality is assured by": version.quality_body,
        "Quality, more on the web": version.quality_url,
        "Prerequisites": version.prerequisites,
        "Without what is required": "Nobody may enrol" if version.requires_blocks else "",
        "Stackability": version.get_stackability_display() if version.stackability else "",
        "Counts towards": version.stacks_into,
        "Price": f"{price.normalize():f} {version.currency}" if price is not None else "",
        "Further information": version.further_information,
        "Review by": version.review_by.isoformat() if version.review_by else "",
        "Badge": version.badge_image.sha256[:12]
        if version.badge_image
        else f"drawn, icon {version.badge_icon}, hue {version.badge_hue}",
    }


def _module_texts(module: Module) -> list[str]:
    head = f"Module “{module.title}”" + (f": {module.summary}" if module.summary else "")
    return [head, *(_activity_text(module, activity) for activity in module.activities.all())]


def _activity_text(module: Module, activity: Activity) -> str:
    files = [f.sha256[:12] for f in (activity.video, activity.captions) if f]
    question = activity.question.get("prompt", "") if activity.question else ""
    parts = [f"{activity.get_kind_display()}, {activity.minutes} min", activity.body, question, *files]
    return f"“{activity.title}” in “{module.title}”: " + " · ".join(part for part in parts if part)


def _assessment_texts(assessment: Assessment) -> list[str]:
    limit = f"{assessment.time_limit_minutes} minutes" if assessment.time_limit_minutes else "no time limit"
    mark = f"{assessment.pass_mark} percent" if assessment.pass_mark else "the version's pass mark"
    head = f"{assessment.get_kind_display()} “{assessment.title}”: {mark}, {assessment.max_attempts} attempts, {limit}"
    items = [
        f"“{assessment.title}” asks ({item.get_kind_display().lower()}, {item.points} points): {item.prompt}"
        f" · {'; '.join(c['text'] for c in item.choices)} · key {_key_text(item)}"
        for item in assessment.items.all()
    ]
    rows = [
        f"“{assessment.title}” marks “{row.outcome.statement}”: "
        + " | ".join(
            f"{level.label}{' ✓' if level.met else ''}: {level.descriptor}" for level in row.levels.all()
        )
        for row in assessment.rubric_rows.all()
    ]
    return [head, *([assessment.instructions] if assessment.instructions else []), *items, *rows]


def _key_text(item: Item) -> str:
    """The key in the words of the question; ids of choices differ from version to version of the same text."""
    if isinstance(item.key, dict):
        return f"{item.key.get('value')} ± {item.key.get('tolerance') or 0}"
    texts = {choice["id"]: choice["text"] for choice in item.choices}
    return "; ".join(str(texts.get(key, key)) for key in item.key)
