"""Scores answers and rubrics, and decides what may still be tried; plain values in, decisions out.

How points are given:

- one choice: all points for the right choice, else none.
- several choices: each right choice earns an equal part, each wrong choice takes one such part away, never below
  zero. So everything right earns all points, and ticking every box earns little or nothing.
- number: all points within the tolerance, both ends included.
- short text: all points when it equals an accepted text without regard to case, spare space and the way accents
  are encoded (Unicode NFC).

A quiz is passed when its points reach the pass mark. A project is passed when every row of its rubric has a level
that fulfils its outcome; points on the rubric are for feedback and never outweigh an outcome that is not met.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from skillmark.foundation.refusals import Refused

SINGLE, MULTIPLE, NUMERIC, SHORT_TEXT = "single", "multiple", "numeric", "short_text"
LONGEST_ANSWER = 500
# Answers that were under way when the clock ran out still count; the clock shown does not include it.
GRACE = timedelta(seconds=10)
# Shares of thirds and sevenths must not miss a pass mark by a rounding error.
_HAIR = 1e-9

Value = list[str] | str


@dataclass(frozen=True, kw_only=True)
class Given:
    """What an assessor chose and wrote for one rubric row, by the uids of the outcome and the level."""

    outcome: str
    level: str = ""
    comment: str = ""


# --- scoring a quiz -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AskedItem:
    """One item as scoring needs it."""

    uid: str
    kind: str
    key: Any
    points: int
    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemScore:
    uid: str
    outcome: str | None
    points: float
    max_points: int

    @property
    def right(self) -> bool:
        return self.points >= self.max_points - _HAIR


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a set of answers is worth."""

    items: tuple[ItemScore, ...]

    @property
    def points(self) -> float:
        return sum(item.points for item in self.items)

    @property
    def max_points(self) -> int:
        return sum(item.max_points for item in self.items)

    @property
    def percent(self) -> float:
        return percent_of(self.points, self.max_points)

    def reaches(self, pass_mark: int) -> bool:
        return reaches(self.points, self.max_points, pass_mark)


def score_answers(items: Sequence[AskedItem], answers: Mapping[str, Value]) -> Score:
    """Scores every item; one that was not answered, or not readably, earns nothing."""
    return Score(
        items=tuple(
            ItemScore(
                uid=item.uid,
                outcome=item.outcome,
                points=item.points * share_right(item, answers.get(item.uid)),
                max_points=item.points,
            )
            for item in items
        )
    )


def share_right(item: AskedItem, value: Value | None) -> float:
    """How much of one item is right, from 0 to 1."""
    if value is None:
        return 0.0
    if item.kind in {SINGLE, MULTIPLE}:
        return _choices_right(set(item.key), set(value) if isinstance(value, list) else {value})
    text = value if isinstance(value, str) else "".join(value)
    return float(_number_right(item.key, text) if item.kind == NUMERIC else _text_right(item.key, text))


def _choices_right(right: set[str], chosen: set[str]) -> float:
    if not right:
        return 0.0
    return max(0, len(chosen & right) - len(chosen - right)) / len(right)


def _number_right(key: Mapping[str, Any], text: str) -> bool:
    number = read_number(text)
    if number is None:
        return False
    # By way of text, so that 0.1 means a tenth and not the nearest binary fraction.
    value, tolerance = Decimal(str(key["value"])), Decimal(str(key.get("tolerance") or 0))
    return abs(number - value) <= tolerance


def _text_right(accepted: Sequence[str], text: str) -> bool:
    typed = plain(text)
    return bool(typed) and typed in {plain(each) for each in accepted}


def plain(text: str) -> str:
    """A short text without what does not matter: case, spare space, and how accents are encoded."""
    composed = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", " ".join(composed.split()).casefold())


_SPACE = "\u0020\u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"""^[^\d.,+\-\u2212]{{0,6}}                                    # a currency in front
         (?P<sign>[+\-\u2212]?)
         (?P<digits>\d{{1,3}}(?:[{_SPACE}']\d{{3}})+(?:[.,]\d*)?     # 12 500,75
                   |[\d.,]*\d[.,]?)
         (?:[eE](?P<power>[+\-]?\d{{1,3}}))?
         [{_SPACE}]*(?P<unit>[^\d.,+\-\u2212][^\d]{{0,19}})?$        # a unit behind
     """,
    re.VERBOSE,
)


def read_number(text: str) -> Decimal | None:
    """The number in `text`, or None when it is not one number.

    The decimal sign is a comma or a point. Where both occur the last one is the decimal sign; where one occurs
    more than once it parts thousands. A currency in front and a unit behind are left out of account.
    """
    if len(text) > LONGEST_ANSWER or not (found := _NUMBER.match(text.strip())):
        return None
    digits = re.sub(rf"[{_SPACE}']", "", found["digits"])
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0:
        digits = _one_decimal_sign(digits, last)
    try:
        number = Decimal(
            f"{'-' if found['sign'] in {'-', chr(0x2212)} else ''}{digits}E{found['power'] or 0}"
        )
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _one_decimal_sign(digits: str, last: int) -> str:
    sign = digits[last]
    other = "." if sign == "," else ","
    if digits.count(sign) > 1:
        # 1.234.567 parts thousands; 1.2.3 is nothing, and neither is 1.234.567,8.9.
        return (
            digits.replace(sign, "")
            if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+", digits)
            else "x"
        )
    before, after = digits[:last], digits[last + 1 :]
    if other in before and not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", before):
        return "x"
    return f"{before.replace(other, '') or '0'}.{after or '0'}"


def percent_of(points: float, max_points: float) -> float:
    """Percent with one decimal, rounded down so that nobody seems to have reached what they have not."""
    if not max_points:
        return 0.0
    return int(points * 1000 / max_points + _HAIR * 1000) / 10


def reaches(points: float, max_points: float, pass_mark: int) -> bool:
    return max_points > 0 and points * 100 + _HAIR * max_points >= pass_mark * max_points


# --- answers as they are given ------------------------------------------------------------------------------


def clean_answer(kind: str, choices: Sequence[Mapping[str, Any]], value: Value) -> Value:
    """The answer as it is kept: known choices in the order of the item, or the text as typed. Raises Refused."""
    if kind in {SINGLE, MULTIPLE}:
        given = {value} if isinstance(value, str) else set(value)
        given.discard("")
        known = [str(choice["id"]) for choice in choices]
        if given - set(known) or (kind == SINGLE and len(given) > 1):
            raise Refused(
                "answer.unknown_choice",
                "That is not one of the choices of this question.",
                "Load the page again and choose once more.",
            )
        return [each for each in known if each in given]
    text = value if isinstance(value, str) else "".join(value)
    if len(text) > LONGEST_ANSWER:
        raise Refused(
            "answer.too_long",
            f"An answer may have {LONGEST_ANSWER} characters; this one has {len(text)}.",
            "Shorten it, then save again.",
        )
    return text.replace("\x00", "").strip()


def answer_problem(kind: str, value: Value) -> str:
    """Why an answer that was kept cannot count as it stands; empty when it can."""
    if kind == NUMERIC and value and read_number(value if isinstance(value, str) else "") is None:
        return "This is not a number yet. Write it like 12.5 or 12,5; a unit may follow."
    return ""


# --- attempts -----------------------------------------------------------------------------------------------


def refuse_attempt(*, state: str, passed: bool, used: int, allowed: int, timed: bool, items: int) -> None:
    """Raises Refused unless one more attempt may start now."""
    refuse_work(state=state, passed=passed)
    if not items:
        raise Refused(
            "attempt.no_items", "This quiz has no questions.", "Tell the people who run the course."
        )
    if state == "paused" and timed:
        raise Refused(
            "attempt.paused",
            "Your course is paused, and this quiz runs against the clock.",
            "Resume the course first, then start when you have the time.",
        )
    if used >= allowed:
        raise used_up(allowed)


def refuse_work(*, state: str, passed: bool) -> None:
    """Raises Refused where handing in or answering makes no sense any more, or not yet."""
    if state == "waiting":
        raise Refused(
            "enrolment.waiting",
            "You are on the waiting list.",
            "We tell you by mail as soon as a place is free.",
        )
    if passed:
        raise Refused(
            "assessment.passed", "You have passed this already.", "Go on to the next step of your course."
        )
    if state not in {"active", "paused"}:
        raise Refused(
            "enrolment.ended", "Your part in this course has ended.", "Look in your courses for what is open."
        )


def used_up(allowed: int) -> Refused:
    tries = "your one attempt" if allowed == 1 else f"all {allowed} attempts"
    return Refused(
        "attempts.used_up",
        f"You have used {tries}.",
        "Write to the people who run the course: they can tell you what is possible.",
    )


def limit_with(*, limit_minutes: int | None, extra_percent: int) -> int | None:
    """The minutes of somebody who is given more time; a begun minute is a whole one."""
    return -(-limit_minutes * (100 + extra_percent) // 100) if limit_minutes else None


def deadline_of(*, started_at: datetime, limit_minutes: int | None) -> datetime | None:
    return started_at + timedelta(minutes=limit_minutes) if limit_minutes else None


def is_late(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether answers that come now are too late, with a moment's grace for those under way."""
    return deadline_at is not None and now > deadline_at + GRACE


# --- projects -----------------------------------------------------------------------------------------------

# By ending: what may be handed in, and how it is named when it is fetched. It is never shown by this site, only
# saved by the browser, so that nothing in it can run here.
PROJECT_FILES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "json": "application/json",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ipynb": "application/x-ipynb+json",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "zip": "application/zip",
}
LARGEST_PROJECT_FILE = 20 * 1024 * 1024
LONGEST_PROJECT_TEXT = 100_000


def project_file_type(*, name: str, size: int, largest: int = LARGEST_PROJECT_FILE) -> str:
    """The media type of a project file. Raises Refused for one that is empty, too large or of another kind."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in PROJECT_FILES:
        kind = f"Files ending in .{ending[:12]}" if ending else "Files without an ending in their name"
        raise Refused(
            "file.type",
            f"{kind} cannot be handed in.",
            "Use PDF, an office document, a picture, a video or a ZIP of several files.",
        )
    if size == 0:
        raise Refused("file.empty", "This file is empty.", "Choose it again, or choose another one.")
    if size > largest:
        raise Refused(
            "file.too_large",
            f"This file has {size / 1_048_576:.1f} MB; {largest / 1_048_576:.0f} MB is the most.",
            "Make it smaller, or put it where it can be reached and hand in the link.",
        )
    return PROJECT_FILES[ending]


def refuse_empty_project(*, text: str, link: str, has_file: bool) -> None:
    if not (text.strip() or link or has_file):
        raise Refused(
            "submission.empty",
            "There is nothing to hand in yet.",
            "Write something, add a file or give a link; then hand in.",
        )


@dataclass(frozen=True, kw_only=True)
class RowMark:
    """The level chosen for one rubric row; None where none has been chosen."""

    statement: str
    met: bool | None
    points: int = 0
    max_points: int = 0


@dataclass(frozen=True, kw_only=True)
class Marking:
    passed: bool
    points: int
    max_points: int
    because: tuple[str, ...]


def decide_marking(rows: Sequence[RowMark]) -> Marking:
    """Passed when every row is met. Raises Refused while a row has no level."""
    if not rows:
        raise Refused(
            "marking.no_rubric",
            "This project has no rubric.",
            "Ask the designer to add one in the next version.",
        )
    if missing := [row.statement for row in rows if row.met is None]:
        raise Refused(
            "marking.incomplete",
            f"{'One row has' if len(missing) == 1 else f'{len(missing)} rows have'} no level yet: "
            + "; ".join(f"“{each}”" for each in missing)
            + ".",
            "Choose a level for every row, then finish.",
        )
    return Marking(
        passed=all(row.met for row in rows),
        points=sum(row.points for row in rows),
        max_points=sum(row.max_points for row in rows),
        because=tuple(f"“{row.statement}”: {'met' if row.met else 'not met'}" for row in rows),
    )


# --- where a learner stands ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AssessmentStanding:
    """One assessment: passed or not, the best result so far in percent, and the attempts used."""

    uid: str
    title: str
    kind: str
    passed: bool
    best_percent: float | None
    attempts_used: int
    max_attempts: int


@dataclass(frozen=True, kw_only=True)
class OutcomeResult:
    """How one outcome was shown by one passed assessment.

    `type` is "percent" (a quiz: `value` is a number) or "level" (a project: `value` is one of `levels`).
    """

    outcome: str
    statement: str
    shown_by: str
    type: str
    value: float | str
    levels: tuple[str, ...] = ()
    met: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything the decision to award needs. An outcome shown twice, by quiz and project, has two results."""

    assessments: tuple[AssessmentStanding, ...]
    outcomes: tuple[OutcomeResult, ...]

    @property
    def everything_passed(self) -> bool:
        return bool(self.assessments) and all(each.passed for each in self.assessments)


# --- designing assessments ----------------------------------------------------------------------------------


def item_problem(*, kind: str, choices: Any, key: Any, points: int) -> str:
    """What is wrong with an item, as a sentence; empty when nothing is."""
    if points < 1:
        return "An item is worth at least one point."
    if kind in {SINGLE, MULTIPLE}:
        return _choices_problem(kind, choices, key)
    if kind == NUMERIC:
        return _numeric_key_problem(key)
    if kind == SHORT_TEXT:
        good = isinstance(key, list) and key and all(isinstance(each, str) and plain(each) for each in key)
        return "" if good else "Give at least one accepted answer."
    return "There is no such kind of item."


def _choices_problem(kind: str, choices: Any, key: Any) -> str:  # noqa: PLR0911 - one return for each thing that can lack
    if not isinstance(choices, list) or len(choices) < 2:  # noqa: PLR2004
        return "Give at least two choices."
    if any(not isinstance(each, Mapping) or not str(each.get("text", "")).strip() for each in choices):
        return "Every choice needs a text."
    ids = [each.get("id") for each in choices]
    if not all(ids) or len(set(ids)) != len(ids):
        return "Every choice needs an id of its own."
    if same := equal_choices([str(each["text"]) for each in choices]):
        return f"Choices {same[0]} and {same[1]} are the same. Change or delete one of them."
    if not isinstance(key, list) or not key or set(key) - set(ids):
        return "Say which choices are right."
    if kind == SINGLE and len(key) != 1:
        return "Exactly one choice is right; use “several choices” for more."
    return ""


def equal_choices(texts: Sequence[str]) -> tuple[int, int] | None:
    """The numbers of the first two choices that read the same; capitals tell choices apart, spare space does not."""
    seen: dict[str, int] = {}
    for number, text in enumerate(texts, start=1):
        alike = unicodedata.normalize("NFC", " ".join(text.split()))
        if alike in seen:
            return seen[alike], number
        seen[alike] = number
    return None


def _numeric_key_problem(key: Any) -> str:
    if not isinstance(key, Mapping):
        return "Give the right number."
    value, tolerance = (read_number(str(key.get(name, ""))) for name in ("value", "tolerance"))
    if value is None:
        return "Give the right number."
    if tolerance is None and key.get("tolerance") not in {None, ""}:
        return "The tolerance is a number."
    return "The tolerance is zero or more." if tolerance is not None and tolerance < 0 else ""


def default_levels() -> list[dict[str, Any]]:
    """The levels that a row of a rubric begins with, lowest first: enough to mark by, and to be made finer."""
    return [
        {"label": "Not yet", "descriptor": "", "points": 0, "met": False},
        {"label": "Met", "descriptor": "", "points": 1, "met": True},
        {"label": "Strong", "descriptor": "", "points": 2, "met": True},
    ]


def rubric_problem(levels: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with a rubric row's levels (lowest first), as a sentence; empty when nothing is."""
    labels = [str(level.get("label", "")).strip() for level in levels]
    if len(labels) < 2:  # noqa: PLR2004
        return "A row needs at least two levels."
    if not all(labels) or len({plain(label) for label in labels}) != len(labels):
        return "Every level needs a name of its own."
    met = [bool(level.get("met")) for level in levels]
    if not any(met) or all(met):
        return "Say from which level on the outcome is met; the lowest level does not fulfil it."
    return "" if met == sorted(met) else "Every level above one that fulfils the outcome fulfils it too."
