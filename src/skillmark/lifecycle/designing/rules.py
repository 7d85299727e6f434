"""Decides what a design still lacks, who may approve it, and what changed since the version before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from skillmark.foundation.refusals import Refused

Row = TypeVar("Row")

EQF_LEVELS = range(1, 9)
PERCENT = range(1, 101)

# --- limits -------------------------------------------------------------------------------------------------

# What holds for every micro-credential that is designed, assessed and issued here, whatever its design says.
_ALWAYS = (
    "Nobody watched the earner work: the assessments are taken without supervision.",
    "Identity rests on the earner's account and a proven e-mail address, not on an identity document.",
)


def limits(own: str) -> list[str]:
    """What a credential does not prove: each line that its designers wrote, then what holds for every one.

    The catalogue shows these sentences and the signed file carries them, so that nobody is told less than the other.
    """
    written = (re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", line.strip()) for line in own.splitlines())
    return [*filter(None, written), *_ALWAYS]


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
class AssessmentShape:
    uid: str
    kind: str
    title: str
    items: Sequence[ItemShape] = ()
    rows: Sequence[Sequence[bool]] = ()  # for each rubric row, whether each of its levels fulfils the outcome


@dataclass(frozen=True, kw_only=True)
class ModuleShape:
    uid: str
    title: str
    activities: int


@dataclass(frozen=True, kw_only=True)
class Design:
    """Everything the checklist looks at, as plain values."""

    title: str = ""
    can_do: str = ""
    description: str = ""
    criteria: str = ""
    workload_hours: int | None = None
    credit_points: Decimal | None = None
    level: int | None = None
    mode: str = ""
    pass_mark: int | None = None
    has_badge: bool = False
    outcomes: Sequence[OutcomeShape] = ()
    modules: Sequence[ModuleShape] = ()
    assessments: Sequence[AssessmentShape] = ()
    has_namesake: bool = False  # another micro-credential of the organisation has the same title


@dataclass(frozen=True, kw_only=True)
class Point:
    """One line of the checklist. `section` and `field` say where it is mended; `sentence` what is to be done.

    A `warning` stands beside a point that is met: it holds nobody up.
    """

    section: str
    field: str
    label: str
    met: bool
    sentence: str
    warning: str = ""


def checklist(design: Design) -> list[Point]:
    """Every requirement for review, in the order of the editor's sections, met or not."""
    return [*_basics(design), *_promise(design), *_outcomes(design), *_content(design), *_assessment(design)]


def missing(design: Design) -> list[Point]:
    return [point for point in checklist(design) if not point.met]


def _basics(design: Design) -> list[Point]:
    implausible = workload_problem(hours=design.workload_hours, credit_points=design.credit_points)
    return [
        _title(design),
        _point(
            "basics",
            "workload_hours",
            "Workload",
            bool(design.workload_hours),
            "Say how many hours a learner needs in all, assessment included.",
        ),
        *([_point("basics", "credit_points", "ECTS credits", False, implausible)] if implausible else []),
        _point(
            "basics",
            "level",
            "Level",
            design.level in EQF_LEVELS,
            "Choose the EQF level, 1 to 8.",
        ),
        _point("basics", "mode", "Mode", bool(design.mode), "Say whether it is online, on site or both."),
        _point(
            "basics",
            "pass_mark",
            "Pass mark",
            design.pass_mark in PERCENT,
            "Set a pass mark from 1 to 100 percent.",
        ),
    ]


def _title(design: Design) -> Point:
    warning = (
        "Another micro-credential of your organisation has this title. Readers cannot tell the two apart."
        if design.has_namesake
        else ""
    )
    return Point(
        section="basics",
        field="title",
        label="Title",
        met=bool(design.title.strip()),
        sentence="" if design.title.strip() else "Give it a title.",
        warning=warning,
    )


# One ECTS credit stands for 25 to 30 hours (ECTS Users' Guide 2015, 2.3). Twenty and forty leave room for counting.
LEAST_HOURS_A_CREDIT, MOST_HOURS_A_CREDIT = 20, 40


def workload_problem(*, hours: int | None, credit_points: Decimal | None) -> str:
    """Why workload and ECTS credits cannot both be right, with the figures; empty when they can, or one is missing."""
    if (
        not hours
        or not credit_points
        or credit_points * LEAST_HOURS_A_CREDIT <= hours <= credit_points * MOST_HOURS_A_CREDIT
    ):
        return ""
    credits_ = f"{credit_points.normalize():f} ECTS credit{'' if credit_points == 1 else 's'}"
    return (
        f"{credits_} and {hours} hours do not go together: one credit stands for 25 to 30 hours, so {credits_} "
        f"for {credit_points * 25:.0f} to {credit_points * 30:.0f}. Correct the credits or the workload."
    )


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
            bool(design.criteria.strip()),
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


def _outcomes(design: Design) -> list[Point]:
    points = [
        _point(
            "outcomes",
            "add",
            "Learning outcomes",
            bool(design.outcomes),
            "Add at least one learning outcome.",
        )
    ]
    points += [
        Point(
            section="assessment",
            field="add",
            label=f"Outcome “{_short(outcome.statement)}”",
            met=False,
            sentence=f"No question and no rubric row assesses “{_short(outcome.statement)}”. "
            "Link one to it, or take the outcome out.",
        )
        for outcome in design.outcomes
        if not outcome.covered
    ]
    if design.outcomes and len(points) == 1:
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


def _assessment(design: Design) -> list[Point]:
    points = [
        _point(
            "assessment",
            "add",
            "Assessment",
            bool(design.assessments),
            "Add at least one quiz or project: without one, nothing is proven.",
        )
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
    points.append(
        _point("badge", "badge", "Badge", design.has_badge, "Choose colour and icon, or upload an image.")
    )
    return points


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


# --- outcomes that can be observed ---------------------------------------------------------------------------

# Verbs that name a state of mind: nobody can watch somebody "understand" (CAT-02, Mager 1962 on observable verbs).
_UNSEEN = {
    "appreciate": "judge, compare or justify",
    "be aware": "recognise, name or list",
    "be familiar": "describe, use or apply",
    "believe": "argue or justify",
    "comprehend": "explain or summarise",
    "grasp": "explain or apply",
    "know": "name, describe or list",
    "learn": "use, explain or apply",
    "realise": "explain or conclude",
    "understand": "explain, compare or apply",
}


def advice_on(statement: str) -> str:
    """A sentence of advice when an outcome begins with a verb that cannot be observed; empty otherwise."""
    text = re.sub(
        r"^(the (learner|earner) )?(can|will|to|is able to|be able to)\s+", "", statement.strip().lower()
    )
    for verb, better in _UNSEEN.items():
        if re.match(rf"{verb}\b", text):
            return f"“{verb.capitalize()}” cannot be observed. Try a verb one can see, such as {better}."
    return ""


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
