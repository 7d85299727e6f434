"""A micro-credential as a reader sees it, in finished values: for the catalogue, its own page, and previews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skillmark.interfaces.pages.ui.answers import AnswerGroup, answers_of, credits_of, unsaid
from skillmark.interfaces.pages.ui.badges import badge_alt
from skillmark.interfaces.pages.ui.plain_words import ON_IT
from skillmark.interfaces.pages.ui.templatetags.words import hours, months
from skillmark.lifecycle.assessing.blueprint import Blueprint, is_marked_by_words
from skillmark.lifecycle.assessing.models import Assessment, AssessmentKind
from skillmark.lifecycle.designing.models import OPEN_STATES, Outcome, SkillAlignment, Version
from skillmark.lifecycle.designing.rules import limits
from skillmark.lifecycle.designing.wording import WORDED
from skillmark.lifecycle.learning.models import Activity, Module


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One place in the hallmark row."""

    icon: str
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    label: str
    value: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class OutcomeShow:
    statement: str
    criteria: str
    shown_by: str
    skills: Sequence[str]
    uid: str = ""
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentShow:
    title: str
    kind: str
    icon: str
    facts: Sequence[Fact]
    outcomes: Sequence[str]
    rubric: Sequence[tuple[str, Sequence[tuple[str, str, bool]]]] = ()
    task: str = ""  # Markdown

    @property
    def tag(self) -> str:
        """Its kind, where the title does not say it already."""
        return "" if self.kind.casefold() in self.title.casefold() else self.kind


@dataclass(frozen=True, kw_only=True)
class StudyShow:
    """One thing to study, as its learners get it; `choices` of a check question: text, whether right, feedback."""

    title: str
    kind: str
    body: str
    prompt: str = ""
    choices: Sequence[tuple[str, bool, str]] = ()


@dataclass(frozen=True, kw_only=True)
class ModuleShow:
    title: str
    summary: str
    parts: Sequence[str]
    minutes: int
    texts: Sequence[StudyShow] = ()


@dataclass(frozen=True, kw_only=True)
class SkillShow:
    name: str
    framework: str
    code: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DesignShow:
    """What the template `ui/design.html` shows."""

    title: str
    issuer: str
    issuer_url: str
    badge: str
    badge_alt: str
    can_do: str
    description: str
    criteria: str
    number: int
    number_text: str
    marks: Sequence[Mark]
    facts: Sequence[Fact]
    outcomes: Sequence[OutcomeShow]
    assessments: Sequence[AssessmentShow]
    modules: Sequence[ModuleShow]
    skills: Sequence[SkillShow]
    proves: Sequence[str]
    not_proven: Sequence[str]
    # So many of them its designers wrote; and the language of each text they wrote, by name: see translated.py.
    limits_written: int = 0
    langs: Mapping[str, str] = field(default_factory=dict)
    answers: Sequence[AnswerGroup] = ()
    on_it: Sequence[str] = ON_IT

    @property
    def can(self) -> str:
        """What the earner can do, as a sentence; a language whose grammar we do not know is given its own words."""
        language = self.langs.get("can_do", "en")
        if not self.can_do or not language.startswith("en"):
            return self.can_do[:1].upper() + self.can_do[1:]
        return f"The earner can {self.can_do}."


def design_show(
    blueprint: Blueprint,
    *,
    badge: str,
    issuer_url: str = "",
    answers: Sequence[AnswerGroup] | None = None,
    inside: bool = False,
) -> DesignShow:
    """`answers` where more is known than the design itself says: who recognises it, and its other languages.

    `inside`: for those who make and review it, who also read the tasks and what is studied.
    """
    version = blueprint.version
    if answers is None:
        answers = answers_of(blueprint, languages=[language_name(version.language)])
    return DesignShow(
        title=version.title,
        issuer=version.micro_credential.org.name,
        issuer_url=issuer_url,
        badge=badge,
        badge_alt=badge_alt(version),
        can_do=version.can_do,
        description=version.description,
        criteria=version.criteria,
        number=version.number,
        number_text=str(version.number),
        marks=marks_of(blueprint),
        facts=facts_of(version),
        outcomes=[_outcome(each, blueprint) for each in blueprint.contents.outcomes],
        assessments=[_assessment(each, version, inside=inside) for each in blueprint.assessments],
        modules=[_module(each, inside=inside) for each in blueprint.modules],
        skills=[_skill(alignment) for alignment in blueprint.contents.alignments],
        proves=_proves(blueprint),
        not_proven=limits(
            version.not_proven, supervision=version.supervision, identity_check=version.identity_check
        ),
        limits_written=sum(bool(line.strip()) for line in version.not_proven.splitlines()),
        langs=dict.fromkeys((*WORDED, "original"), version.language),
        answers=answers,
    )


# --- in short ---------------------------------------------------------------------------------------------------


def marks_of(blueprint: Blueprint) -> list[Mark]:
    """Who, how high, how assessed, how checked: the row that a reader recognises."""
    version = blueprint.version
    return [
        Mark(icon="landmark", label="Issued by", value=version.micro_credential.org.name),
        Mark(
            icon="layers",
            label="Level",
            value=f"{version.level} of 8" if version.level else _no_level(version),
            note="European Qualifications Framework" if version.level else "",
        ),
        Mark(icon="clipboard-check", label="Assessed", value=_how_assessed(blueprint.assessments)),
        Mark(
            icon="list-checks",
            label="Checked",
            value="Design reviewed",
            note="by someone other than its author",
        )
        if version.published_at
        else Mark(icon="list-checks", label="Checked", value="Not yet reviewed"),
    ]


def _no_level(version: Version) -> str:
    settled = version.no_level_reason or version.national_level_id or version.state not in OPEN_STATES
    return "Not set" if settled else unsaid(version)


def _how_assessed(assessments: Sequence[Assessment]) -> str:
    kinds = {each.kind for each in assessments}
    words = {
        frozenset({AssessmentKind.QUIZ}): "Quiz, scored by rule",
        frozenset({AssessmentKind.PROJECT}): "Project, marked by a person",
        frozenset({AssessmentKind.QUIZ, AssessmentKind.PROJECT}): "Quiz and marked project",
    }
    return words.get(frozenset(AssessmentKind(kind) for kind in kinds), "Not yet assessed")


def facts_of(version: Version) -> list[Fact]:
    """A draft also names what every micro-credential must say and nobody has said yet."""
    lacking = unsaid(version) if version.state in OPEN_STATES else ""
    facts = [
        Fact(label="Workload", value=workload_of(version) or lacking),
        Fact(label="Mode", value=version.get_mode_display() or lacking),
        Fact(label="Language", value=language_name(version.language)),
        Fact(label="Pass mark", value=f"{version.pass_mark} percent"),
        Fact(label="Valid for", value=months(version.validity_months)),
        Fact(label="Recognition", value=version.get_kind_display()),
        Fact(label="Sector", value=version.sector),
    ]
    return [fact for fact in facts if fact.value]


def workload_of(version: Version) -> str:
    return ", ".join(part for part in (hours(version.workload_hours), credits_of(version)) if part)


LANGUAGES = {
    "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French", "ga": "Irish", "hr": "Croatian",
    "hu": "Hungarian", "it": "Italian", "lt": "Lithuanian", "lv": "Latvian", "mt": "Maltese", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "sk": "Slovak", "sl": "Slovenian",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "ar": "Arabic",
}  # fmt: skip


def language_name(code: str) -> str:
    return LANGUAGES.get(code.split("-", maxsplit=1)[0], code)


# --- in detail --------------------------------------------------------------------------------------------------


def _outcome(outcome: Outcome, blueprint: Blueprint) -> OutcomeShow:
    shown_by = [a.title for a in blueprint.assessments if outcome.pk in _outcome_ids(a)]
    return OutcomeShow(
        statement=outcome.statement,
        criteria=outcome.criteria,
        shown_by=" and ".join(shown_by),
        skills=blueprint.contents.skills_of(outcome),
        uid=str(outcome.uid),
        lang=blueprint.version.language,
    )


def _outcome_ids(assessment: Assessment) -> set[int | None]:
    if assessment.kind == AssessmentKind.QUIZ:
        return {item.outcome_id for item in assessment.items.all()}
    return {row.outcome_id for row in assessment.rubric_rows.all()}


def _assessment(assessment: Assessment, version: Version, *, inside: bool) -> AssessmentShow:
    quiz = assessment.kind == AssessmentKind.QUIZ
    return AssessmentShow(
        title=assessment.title,
        kind=assessment.get_kind_display(),
        icon="square-check" if quiz else "file-check",
        facts=_quiz_facts(assessment, version) if quiz else _project_facts(assessment, version),
        outcomes=_outcomes_in(assessment),
        rubric=[
            (
                row.outcome.statement,
                [(level.label, level.descriptor, level.met) for level in row.levels.all()],
            )
            for row in assessment.rubric_rows.all()
        ],
        task=assessment.instructions.strip() if inside else "",
    )


def _quiz_facts(assessment: Assessment, version: Version) -> list[Fact]:
    count = len(assessment.items.all())
    limit = f"{assessment.time_limit_minutes} minutes" if assessment.time_limit_minutes else "None"
    return [
        Fact(label="Weight", value="Must be passed"),
        Fact(label="Questions", value=str(count)),
        Fact(label="Pass mark", value=f"{assessment.pass_mark or version.pass_mark} percent"),
        Fact(label="Attempts", value=str(assessment.max_attempts)),
        Fact(label="Time limit", value=limit),
        Fact(label="Supervision", value=version.get_supervision_display()),
    ]


def _project_facts(assessment: Assessment, version: Version) -> list[Fact]:
    return [
        Fact(label="Weight", value="Must be passed"),
        Fact(label="To pass", value="Every row of the rubric is met"),
        Fact(label="Attempts", value=str(assessment.max_attempts)),
        Fact(label="Marked by", value="A person, on a rubric"),
        Fact(label="Supervision", value=version.get_supervision_display()),
    ]


def _outcomes_in(assessment: Assessment) -> list[str]:
    linked = [
        *(item.outcome for item in assessment.items.all() if item.outcome),
        *(row.outcome for row in assessment.rubric_rows.all()),
    ]
    ordered = sorted({each.pk: each for each in linked}.values(), key=lambda o: (o.position, o.pk))
    return [outcome.statement for outcome in ordered]


def _module(module: Module, *, inside: bool) -> ModuleShow:
    activities = list(module.activities.all())
    return ModuleShow(
        title=module.title,
        summary=module.summary,
        parts=[activity.title for activity in activities],
        minutes=sum(activity.minutes for activity in activities),
        texts=[_study(activity) for activity in activities] if inside else (),
    )


def _study(activity: Activity) -> StudyShow:
    question: Mapping[str, Any] = activity.question or {}
    return StudyShow(
        title=activity.title,
        kind=activity.get_kind_display(),
        body=activity.body.strip(),
        prompt=question.get("prompt", ""),
        choices=[
            (choice["text"], choice["id"] == question.get("correct"), choice.get("feedback", ""))
            for choice in question.get("choices", ())
        ],
    )


def _skill(alignment: SkillAlignment) -> SkillShow:
    skill = alignment.skill
    web = skill.code.startswith(("https://", "http://"))
    level = f"level {alignment.level}, " if alignment.level else ""
    return SkillShow(
        name=skill.name,
        framework=skill.framework.name,
        code=skill.code,
        href=skill.code if web else "",
        note=f"{level}{'assessed' if alignment.is_assessed else 'taught, not assessed'}".capitalize(),
    )


# --- what it proves ----------------------------------------------------------------------------------------------


def _proves(blueprint: Blueprint) -> list[str]:
    """Only what its assessments can show: of a draft that has none yet, nothing."""
    kinds = {each.kind for each in blueprint.assessments if _outcome_ids(each)}
    shown = {pk for each in blueprint.assessments for pk in _outcome_ids(each)}
    lines = []
    if AssessmentKind.QUIZ in kinds:
        lines.append(
            "The earner answered enough of the questions correctly, within the attempts and the time allowed."
        )
    if AssessmentKind.PROJECT in kinds:
        lines.append(
            "A person compared the earner's own work with a published rubric and found every row met."
            if is_marked_by_words(blueprint.assessments)
            else "A person looked at the earner's own work, outcome by outcome, and judged each of them met."
        )
    if (
        lines
        and blueprint.contents.outcomes
        and all(each.pk in shown for each in blueprint.contents.outcomes)
    ):
        lines.append("Each learning outcome was assessed, and its result is in the signed file.")
    if lines or blueprint.version.state not in OPEN_STATES:
        lines.append(
            "The file comes from the issuer and is unchanged since: anyone can check that, without an account."
        )
    return lines
