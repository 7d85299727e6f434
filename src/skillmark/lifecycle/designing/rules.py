"""Decides what a design still lacks, who may approve it, and what changed since the version before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from skillmark.credential.lint.finding import Severity
from skillmark.credential.lint.profiles import PROFILES, Lack, check
from skillmark.credential.model.elements import ELEMENTS, MANDATORY, Elements
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing import credit_rules
from skillmark.lifecycle.designing.outcome_rules import outcome_problem
from skillmark.lifecycle.designing.title_rules import title_problem

Row = TypeVar("Row")

PERCENT = range(1, 101)

# --- limits -------------------------------------------------------------------------------------------------

# What follows from how it is assessed, whatever the designers wrote: "none" and "account" are what is true unless
# something better is said.
_UNWATCHED = {
    "none": "Nobody watched the earner work: the assessments are taken without supervision.",
    "online": "The earner was watched online only: nobody was in the room.",
}
_UNIDENTIFIED = {
    "account": "Identity rests on the earner's account and a proven e-mail address, not on an identity document.",
    "document_online": "The identity document was looked at online only, not by somebody who held it.",
}


def limits(own: str, *, supervision: str = "none", identity_check: str = "account") -> list[str]:
    """What a credential does not prove: each line that its designers wrote, then what follows from how it is assessed.

    The catalogue shows these sentences and the signed file carries them, so that nobody is told less than the other.
    """
    written = (re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", line.strip()) for line in own.splitlines())
    follows = (_UNWATCHED.get(supervision, ""), _UNIDENTIFIED.get(identity_check, ""))
    return [*filter(None, written), *filter(None, follows)]


# --- completeness -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OutcomeShape:
    uid: str
    statement: str
    criteria: str
    covered: bool


@dataclass(frozen=True, kw_only=True)
class ItemShape:
    """One question: whether its key lets anyone score, and what is wrong if not."""

    uid: str
    prompt: str
    points: int
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class BareRow:
    """A rubric row that says nothing but the names of its levels, for an outcome without criteria."""

    outcome_uid: str
    statement: str
    labels: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class AssessmentShape:
    uid: str
    kind: str
    title: str
    items: Sequence[ItemShape] = ()
    rows: Sequence[Sequence[bool]] = ()  # for each rubric row, whether each of its levels fulfils the outcome
    bare: Sequence[BareRow] = ()


@dataclass(frozen=True, kw_only=True)
class ModuleShape:
    uid: str
    title: str
    activities: int


@dataclass(frozen=True, kw_only=True)
class SkillShape:
    uid: str
    name: str
    is_assessed: bool
    has_outcome: bool


@dataclass(frozen=True, kw_only=True)
class Design:
    """Everything the checklist looks at, as plain values: the standard elements, and what we ask beyond them."""

    elements: Elements = field(default_factory=lambda: Elements(is_draft=True))
    can_do: str = ""
    pass_mark: int | None = None
    has_badge: bool = False
    outcomes: Sequence[OutcomeShape] = ()
    skills: Sequence[SkillShape] = ()
    modules: Sequence[ModuleShape] = ()
    assessments: Sequence[AssessmentShape] = ()
    has_namesake: bool = False  # another micro-credential of the organisation has the same title


@dataclass(frozen=True, kw_only=True)
class Point:
    """One line of the checklist. `section` and `field` say where it is mended; `sentence` what is to be done.

    `element` is the key of the standard element it belongs to, where there is one. A `warning` stands beside a point
    that is met: it holds nobody up.
    """

    section: str
    field: str
    label: str
    met: bool
    sentence: str
    warning: str = ""
    element: str = ""
    outcome_uid: str = ""  # where it is mended at one outcome


# Where in the editor what a profile asks for is written: the member of `Elements`, and the section and field.
PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("basics", "title"),
    "country": ("basics", "country"),
    "region": ("basics", "country"),
    "awarding_body": ("basics", "country"),
    "description": ("basics", "description"),
    "field_code": ("basics", "field_code"),
    "language": ("basics", "language"),
    "languages": ("basics", "language"),
    "kind": ("basics", "kind"),
    "participation": ("basics", "mode"),
    "criteria": ("promise", "criteria"),
    "outcomes": ("outcomes", "add"),
    "skills": ("skills", "add"),
    "workload_hours": ("level", "workload_hours"),
    "credit_points": ("level", "credit_points"),
    "credit_scheme": ("level", "credit_scheme"),
    "eqf_level": ("level", "level"),
    "national_level": ("level", "national_level"),
    "cycle": ("level", "cycle"),
    "level_set_by": ("level", "level_set_by"),
    "no_level_reason": ("level", "no_level_reason"),
    "assessment_types": ("assessment", "add"),
    "grades": ("assessment", "add"),
    "supervision": ("assessment", "supervision"),
    "identity_check": ("assessment", "identity_check"),
    "quality_kind": ("quality", "quality_kind"),
    "quality_body": ("quality", "quality_body"),
    "quality_url": ("quality", "quality_url"),
    "review_by": ("quality", "review_by"),
    "prerequisites": ("quality", "prerequisites"),
    "stackability": ("quality", "stackability"),
    "stacks_into": ("quality", "stacks_into"),
    "further_information": ("quality", "further_information"),
}
# The member by which each standard element is written first.
_FIRST: Final[Mapping[str, str]] = {
    "title": "title", "country": "country", "awarding_body": "awarding_body", "outcomes": "outcomes",
    "workload": "workload_hours", "level": "eqf_level", "assessment": "assessment_types",
    "participation": "participation", "quality": "quality_kind",
}  # fmt: skip
# What the editor calls the elements whose names in the standard no field has.
_CALLED: Final[Mapping[str, str]] = {
    "title": "Title", "workload": "Workload in hours", "level": "Level", "assessment": "Assessment",
    "participation": "How one takes part", "quality": "Who vouches for the quality",
    "country": "Country of your organisation",
}  # fmt: skip
# Where a profile speaks of a file, and the designer has a page.
_MENDS: Final[Mapping[str, str]] = {
    "eu_country": "Your organisation does not say in which country it is: an owner does so under Organisation.",
    "eu_awarding_body": "Your organisation has no name: an owner gives it one under Organisation.",
}
OURS: Final = "eu-annex-1"


def checklist(design: Design) -> list[Point]:
    """Every requirement for review, in the order of the editor's sections, met or not."""
    asked = _asked(design.elements)
    return [
        *_basics(design, asked),
        *_promise(design),
        *_outcomes(design, asked),
        *_skills(design),
        *_level(design, asked),
        *_content(design),
        *_assessment(design, asked),
        *_quality(design, asked),
        _point("badge", "badge", "Badge", design.has_badge, "Choose colour and icon, or upload an image."),
    ]


def missing(design: Design) -> list[Point]:
    return [point for point in checklist(design) if not point.met]


def check_complete(design: Design, *, next_step: str) -> None:
    """Raises Refused that names everything that is missing."""
    lacking = missing(design)
    if lacking:
        raise Refused(
            "version.incomplete",
            "This draft is not complete yet. " + " ".join(point.sentence for point in lacking),
            next_step,
        )


def _asked(elements: Elements) -> dict[str, Point]:
    """A point for each mandatory element: met, or the first thing that Annex I asks of it."""
    lacks: dict[str, Lack] = {}
    for lack in check(elements, PROFILES[OURS]):
        if lack.severity == Severity.ERROR:
            lacks.setdefault(lack.element, lack)
    return {element: _of_element(element, lacks.get(element)) for element in MANDATORY if element in _FIRST}


def _of_element(element: str, lack: Lack | None) -> Point:
    member = _FIRST[element] if lack is None else next(iter(lack.members), _FIRST[element])
    section, place = PLACES[member]
    return Point(
        section=section,
        field=place,
        label=_CALLED.get(element, ELEMENTS[element]),
        met=lack is None,
        sentence="" if lack is None else _MENDS.get(lack.code) or str(lack.mend),
        element=element,
    )


def _more(point: Point, *problems: str, field_: str = "") -> Point:
    """The point of an element, with what we ask of it beyond Annex I; the first problem is told."""
    problem = next(filter(None, problems), "")
    if not point.met or not problem:
        return point
    return replace(point, met=False, sentence=problem, field=field_ or point.field)


def said_of(design: Design) -> tuple[int, int]:
    """How many of the elements that the European standard asks for are said, of how many: all, once it is ready."""
    lacking = {point.element for point in missing(design) if point.element}
    return sum(element not in lacking for element in MANDATORY), len(MANDATORY)


def advice_of(elements: Elements, profile: str) -> list[Point]:
    """What another framework would ask for or advise, in its words. It holds nobody up."""
    points = []
    for lack in check(elements, PROFILES[profile]):
        section, place = PLACES[next((each for each in lack.members if each in PLACES), "title")]
        points.append(
            Point(
                section=section,
                field=place,
                label=ELEMENTS.get(lack.element, lack.element.replace("_", " ").capitalize()),
                met=lack.severity != Severity.ERROR,
                sentence=f"{lack.sentence} {lack.mend}",
                element=lack.element,
            )
        )
    return points


def _basics(design: Design, asked: Mapping[str, Point]) -> list[Point]:
    return [
        _title(design, asked["title"]),
        asked["country"],
        asked["awarding_body"],
        asked["participation"],
    ]


def _title(design: Design, asked: Point) -> Point:
    point = _more(asked, title_problem(design.elements.title, language=design.elements.language))
    if not design.has_namesake:
        return point
    return replace(
        point,
        warning="Another micro-credential of your organisation has this title. Readers cannot tell the two apart.",
    )


def _level(design: Design, asked: Mapping[str, Point]) -> list[Point]:
    elements = design.elements
    hours = int(elements.workload_hours) if elements.workload_hours else None
    workload = _more(
        asked["workload"], "" if hours else "Say how many hours a learner needs in all, assessment included."
    )
    implausible = credit_rules.workload_problem(
        hours=hours, credit_points=elements.credit_points, scheme=elements.credit_scheme
    )
    return [
        _more(workload, implausible, field_="credit_points"),
        _level_itself(elements, asked["level"]),
    ]


def _level_itself(elements: Elements, asked: Point) -> Point:
    has_level = bool(elements.eqf_level or elements.national_level)
    if elements.no_level_reason.strip() and has_level:
        return _more(
            asked,
            "It has a level, and a reason why none applies. Take one of the two out.",
            field_="no_level_reason",
        )
    if has_level and not elements.level_set_by.strip():
        return _more(
            asked,
            "Say who set the level: your organisation, or the body that confirmed it.",
            field_="level_set_by",
        )
    return asked


def _quality(design: Design, asked: Mapping[str, Point]) -> list[Point]:
    elements = design.elements
    unnamed = elements.quality_kind not in {"", "internal"} and not elements.quality_body.strip()
    return [
        _more(
            asked["quality"],
            "Name the body that vouches for the quality, as others know it." if unnamed else "",
            field_="quality_body",
        )
    ]


def _skills(design: Design) -> list[Point]:
    return [
        _point(
            "skills",
            f"skill-{skill.uid}",
            f"Skill “{_short(skill.name)}”",
            False,
            f"“{_short(skill.name)}” is said to be assessed, but no outcome shows it. Choose the outcome, or say that "
            "it is only taught.",
        )
        for skill in design.skills
        if skill.is_assessed and not skill.has_outcome
    ]


def _promise(design: Design) -> list[Point]:
    return [
        _point(
            "promise",
            "can_do",
            "What the earner can do",
            not can_do_problem(design.can_do),
            can_do_problem(design.can_do),
        ),
        _point(
            "promise",
            "criteria",
            "Criteria",
            bool(design.elements.criteria.strip()),
            "Say what one must do to earn it.",
        ),
    ]


_WHO_CAN = re.compile(
    r"^\W*(?:the\s+|an?\s+)?(?:earner|learner|holder|student|participant|<name>|name)s?\W*"
    r"\s+(?:can|could|will\s+be\s+able\s+to|(?:is|are)\s+able\s+to)\b[\s…:]*",
    re.IGNORECASE,
)
_CAN = re.compile(r"^(?:can|(?:is|are|be)\s+able\s+to)\s+", re.IGNORECASE)
_SOMEBODY_CAN = re.compile(r"^[^\W\d_a-z]\S*(?:\s+[^\W\d_a-z]\S*)?\s+can\s+")


def plain_can_do(text: str) -> str:
    """What completes “<name> can …”: without the beginning of that sentence, and without its full stop."""
    text = text.strip()
    bare = _CAN.sub("", _WHO_CAN.sub("", text))
    if bare != text and bare[1:2].islower():
        bare = bare[:1].lower() + bare[1:]
    return bare[:-1].rstrip() if bare.endswith(".") and not bare.endswith(("..", "etc.")) else bare


def can_do_problem(text: str) -> str:
    """Why `text` does not complete “<name> can …”, with the remedy; empty when it does."""
    text = text.strip()
    if not text:
        return "Complete the sentence “The earner can …”."
    if plain_can_do(text) != text or _SOMEBODY_CAN.match(text):
        return "This stands after “The earner can”: begin with the verb, and leave out the full stop."
    return ""


def _outcomes(design: Design, asked: Mapping[str, Point]) -> list[Point]:
    """There is an outcome, each begins with what one can see, and each is shown by a part of an assessment."""
    points = [asked["outcomes"]]
    points += [
        Point(
            section="outcomes",
            field=f"outcome-{outcome.uid}",
            label=f"Outcome “{_short(outcome.statement)}”",
            met=False,
            sentence=problem,
            element="outcomes",
        )
        for outcome in design.outcomes
        if (problem := outcome_problem(outcome.statement, language=design.elements.language))
    ]
    unshown = [outcome for outcome in design.outcomes if not outcome.covered]
    points += [
        Point(
            section="assessment",
            field="add",
            label=f"Outcome “{_short(outcome.statement)}”",
            met=False,
            sentence=f"No question and no rubric row assesses “{_short(outcome.statement)}”. "
            "Link one to it, or take the outcome out.",
        )
        for outcome in unshown
    ]
    if design.outcomes and not unshown:
        points.append(_point("assessment", "add", "Every outcome is assessed", True, ""))
    return points


def _content(design: Design) -> list[Point]:
    studied = any(module.activities for module in design.modules)
    points = [
        _point(
            "content",
            "add",
            "Learning content",
            studied,
            "Add at least one module with something to read, watch or answer.",
        )
    ]
    points += [
        _point(
            "content",
            f"module-{module.uid}",
            f"Module “{_short(module.title)}”",
            False,
            f"Module “{_short(module.title)}” is empty. Add an activity, or delete the module.",
        )
        for module in design.modules
        if studied and not module.activities
    ]
    return points


def _assessment(design: Design, asked: Mapping[str, Point]) -> list[Point]:
    asked_for = asked["assessment"]
    if not design.assessments:
        nothing = "Add at least one quiz or project: without one, nothing is proven."
        asked_for = replace(asked_for, met=False, sentence=nothing)
    points = [
        asked_for,
        _point(
            "assessment",
            "pass_mark",
            "Pass mark",
            design.pass_mark in PERCENT,
            "Set a pass mark from 1 to 100 percent.",
        ),
    ]
    for assessment in design.assessments:
        problem = why_not_passable(assessment)
        points.append(
            _point(
                "assessment",
                f"assessment-{assessment.uid}",
                f"Assessment “{_short(assessment.title)}”",
                not problem,
                problem,
            )
        )
        points += [_bare(assessment, row) for row in assessment.bare]
    return points


def _bare(assessment: AssessmentShape, row: BareRow) -> Point:
    name, statement = _short(assessment.title), _short(row.statement)
    labels = ", ".join(f"“{_short(label)}”" for label in row.labels)
    return Point(
        section="assessment",
        field=f"assessment-{assessment.uid}",
        label=f"Outcome “{statement}”",
        met=True,
        sentence="",
        warning=f"The rubric of “{name}” says only {labels} of “{statement}”. Say in a sentence what must be there for "
        "it to be met.",
        outcome_uid=row.outcome_uid,
    )


def why_not_passable(assessment: AssessmentShape) -> str:
    """Why nobody could ever pass this assessment, as a sentence with the remedy; empty when they can."""
    name = f"“{_short(assessment.title)}”"
    if assessment.kind == "quiz":
        return _quiz_problem(name, assessment.items)
    if not assessment.rows:
        return f"Project {name} has no rubric row. Add a row for each outcome it shows."
    if any(len(levels) < 2 for levels in assessment.rows):  # noqa: PLR2004 - a scale has two ends
        return f"A rubric row of {name} has fewer than two levels. Describe at least two."
    if any(not any(levels) for levels in assessment.rows):
        return f"A rubric row of {name} has no level that fulfils the outcome. Mark at least one."
    if any(all(levels) for levels in assessment.rows):
        return (
            f"In a rubric row of {name} every level fulfils the outcome, so nobody can fail it. Unmark one."
        )
    return ""


def _quiz_problem(name: str, items: Sequence[ItemShape]) -> str:
    if not items:
        return f"Quiz {name} has no questions. Add at least one."
    for number, item in enumerate(items, start=1):
        if item.problem:
            return f"Question {number} of {name}: {item.problem}"
    if not sum(item.points for item in items):
        return f"No question of {name} gives any points. Give at least one question points."
    return ""


def _point(section: str, field_: str, label: str, met: bool, sentence: str) -> Point:  # noqa: FBT001 - private
    return Point(section=section, field=field_, label=label, met=met, sentence="" if met else sentence)


def _short(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


# --- review -------------------------------------------------------------------------------------------------


def check_review(
    *,
    state: str,
    reviewer_id: int,
    author_id: int,
    submitter_id: int | None,
    editor_ids: Collection[int],
    decision: str,
    comment: str,
) -> None:
    """Raises Refused unless this reviewer may take this decision now."""
    if state != "in_review":
        raise Refused(
            "review.not_waiting",
            "This version is not waiting for a review.",
            "Open it again to see where it stands.",
        )
    if reviewer_id in {author_id, submitter_id, *editor_ids}:
        raise Refused(
            "review.own_work",
            "You cannot review your own work: you wrote, edited or submitted this version.",
            "Ask another reviewer or owner of your organisation.",
        )
    if decision == "changes" and not comment.strip():
        raise Refused(
            "review.comment_missing",
            "Say what has to change, so that the authors can act on it.",
            "Write a comment and send the review again.",
        )


# --- what changed -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference: `before` is empty for what is new, `after` for what is gone."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Facets:
    """A version told as labelled texts, so that two versions can be laid side by side.

    `fields`: label → text. `lists`: label → the entries, each as text; entries are matched by their text.
    """

    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)


def changes_between(before: Facets, after: Facets) -> list[Change]:
    """What a reader of `before` would notice in `after`."""
    changes = [
        Change(label=label, before=before.fields.get(label, ""), after=text)
        for label, text in after.fields.items()
        if before.fields.get(label, "") != text
    ]
    for label, entries in after.lists.items():
        changes += _list_changes(label, before.lists.get(label, []), entries)
    return changes


def _list_changes(label: str, before: Iterable[str], after: Iterable[str]) -> list[Change]:
    old, new = list(before), list(after)
    gone = [Change(label=label, before=entry, after="") for entry in old if entry not in new]
    come = [Change(label=label, before="", after=entry) for entry in new if entry not in old]
    kept_old, kept_new = [e for e in old if e in new], [e for e in new if e in old]
    moved = (
        []
        if kept_old == kept_new
        else [Change(label=f"{label}: order", before="", after="Put in another order")]
    )
    return gone + come + moved


# --- order --------------------------------------------------------------------------------------------------


def moved(rows: Sequence[Row], *, place: int, by: int) -> list[Row]:
    """The rows with the one at `place` moved by `by`; unchanged where it would leave the list."""
    ordered = list(rows)
    if 0 <= place < len(ordered) and 0 <= place + by < len(ordered):
        ordered.insert(place + by, ordered.pop(place))
    return ordered


# --- addresses ----------------------------------------------------------------------------------------------


def key_for(title: str, *, taken: Collection[str], length: int = 70) -> str:
    """A web address part made of the title; a number is added until nobody else has it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:length].strip("-") or "micro-credential"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
