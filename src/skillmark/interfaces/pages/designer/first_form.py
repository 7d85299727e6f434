"""What is filled in about a new micro-credential on one page: as little as a reviewer needs, and nothing twice.

The fields of whole sections are those of the sections, so that they are explained in the same words there and here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from skillmark.interfaces.pages.designer.element_forms import (
    BasicsForm,
    LevelForm,
    OutcomeForm,
    PromiseForm,
    QualityForm,
    TermsForm,
)
from skillmark.interfaces.pages.designer.form_parts import DesignForm, long, needed
from skillmark.interfaces.pages.designer.several_form import questions_area, questions_from
from skillmark.journeys.first_draft import FirstDraft, FirstOutcome
from skillmark.lifecycle.assessing.question_text import MOST_LETTERS
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.outcome_rules import outcome_problem
from skillmark.lifecycle.designing.rules import Point, can_do_problem, plain_can_do

OUTCOMES: Final = 4
_SHOWN: Final = 3  # the others are folded away until somebody wants them
ORDINALS: Final = ("First", "Second", "Third", "Fourth")
_OF_SECTIONS: Final[Mapping[str, type[DesignForm]]] = {
    "can_do": PromiseForm,
    "description": BasicsForm,
    "workload_hours": LevelForm,
    "level": LevelForm,
    "no_level_reason": LevelForm,
    "level_set_by": LevelForm,
    "mode": BasicsForm,
    "supervision": TermsForm,
    "criteria": PromiseForm,
    "quality_kind": QualityForm,
    "quality_body": QualityForm,
    "price": QualityForm,
    "prerequisites": QualityForm,
}
# Sections of the checklist that are one field here: which, and what is said there.
_PLACES: Final = {
    "outcomes": ("outcome_0", "Write at least one outcome."),
    "content": ("study", "There is nothing to study yet. Write a text, or give an address."),
    "assessment": (
        "task",
        "Not every outcome is shown yet. Write a task here, or questions under each of them.",
    ),
}
# In the order of the page, so that what is missing is told in it.
_ORDER: Final = (
    "can_do",
    *(f"{name}_{number}" for number in range(OUTCOMES) for name in ("outcome", "criteria", "in_task", "questions")),
    "task", "criteria", "supervision", "study", "workload_hours", "mode", "level", "no_level_reason",
)  # fmt: skip
# What an organisation says of itself once, and each new draft takes over. It is asked for only where it does not.
_OF_ORGANISATION: Final = ("level_set_by", "quality_kind", "quality_body")


@dataclass(frozen=True, kw_only=True)
class OutcomeFields:
    """The place for one outcome, and for the questions that show it."""

    number: int
    is_first_folded: bool
    statement: forms.BoundField
    criteria: forms.BoundField
    in_task: forms.BoundField
    questions: forms.BoundField
    is_open: bool


class FirstForm(DesignForm):
    study = needed(
        forms.CharField(
            label="A text to read, or its web address",
            required=False,
            max_length=100_000,
            widget=long(6),
            help_text="Modules, videos and practice can follow later.",
        )
    )
    task = forms.CharField(
        label="A task that a person marks",
        required=False,
        max_length=20_000,
        widget=long(5),
        help_text="What learners do and hand in. A person marks it for each outcome that it shows: not yet, met, or "
        "strong.",
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.is_unfinished = False
        for name, form_class in _OF_SECTIONS.items():
            if name not in _OF_ORGANISATION or not getattr(version, name):
                self.fields[name] = deepcopy(form_class.base_fields[name])
                self.initial.setdefault(name, getattr(version, name))
        self.fields["price"].label = f"Price in {version.currency}"
        self._add_outcomes()
        if self._writes_criteria():
            self.fields["criteria"] = forms.CharField(
                label=PromiseForm.base_fields["criteria"].label,
                required=False,
                max_length=10_000,
                widget=long(2),
                help_text="Left empty, we write what follows from questions and task. Every credential carries it.",
            )
        self.order_fields(_ORDER)

    def _add_outcomes(self) -> None:
        for number in range(OUTCOMES):
            statement = deepcopy(OutcomeForm.base_fields["statement"])
            statement.required, statement.label = False, f"{ORDINALS[number]} outcome"
            if number:
                statement.help_text = ""
            self.fields[f"outcome_{number}"] = statement if number else needed(statement)
            self.fields[f"criteria_{number}"] = needed(
                forms.CharField(
                    label="What must be there for it to be met",
                    required=False,
                    max_length=2000,
                    widget=long(3),
                    help_text=""
                    if number
                    else "What an assessor would look for, in a sentence or a few lines.",
                ),
                "whoever marks it needs to know",
            )
            self.fields[f"in_task_{number}"] = forms.BooleanField(
                label="The task below shows it", required=False, initial=True
            )
            self.fields[f"questions_{number}"] = forms.CharField(
                label=f"Questions for the {ORDINALS[number].lower()} outcome",
                required=False,
                max_length=MOST_LETTERS,
                widget=questions_area(rows=6),
                help_text="A quiz that the program marks. “*” before the right answer, “-” before the others; or a), "
                "b), c), then “Answer: b”.",
            )

    def outcome_fields(self) -> list[OutcomeFields]:
        return [
            OutcomeFields(
                number=number + 1,
                is_first_folded=number == _SHOWN,
                statement=self[f"outcome_{number}"],
                criteria=self[f"criteria_{number}"],
                in_task=self[f"in_task_{number}"],
                questions=self[f"questions_{number}"],
                is_open=bool(self[f"questions_{number}"].value()),
            )
            for number in range(OUTCOMES)
        ]

    def has_more_outcomes(self) -> bool:
        """Whether something is written in the places that are folded away."""
        return any(
            self[f"{name}_{n}"].value()
            for name in ("outcome", "criteria", "questions")
            for n in range(_SHOWN, OUTCOMES)
        )

    def clean_can_do(self) -> str:
        typed = plain_can_do(str(self.cleaned_data["can_do"]))
        if typed and (problem := can_do_problem(typed)):
            raise ValidationError(problem)
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(OUTCOMES):
            self._clean_outcome(number, cleaned)
        return cleaned

    def _clean_outcome(self, number: int, cleaned: dict[str, Any]) -> None:
        statement, typed = cleaned.get(f"outcome_{number}", ""), cleaned.get(f"questions_{number}", "")
        criteria = cleaned.get(f"criteria_{number}", "")
        if statement and (problem := outcome_problem(statement, language=self.version.language)):
            self.add_error(f"outcome_{number}", problem)
        if (typed or criteria) and not statement and f"outcome_{number}" not in self.errors:
            self.add_error(f"outcome_{number}", "Write the outcome that this belongs to.")
        try:
            cleaned[f"read_{number}"] = questions_from(typed)
        except ValidationError as error:
            self.add_error(f"questions_{number}", error)

    def say_missing(self, points: Sequence[Point]) -> None:
        """Tells each field what is missing there before a review; what has no field here, at the head."""
        self.is_unfinished = True
        told = dict(self._told(point) for point in points)
        if "task" in told and self._writes_criteria():
            told.pop("criteria", None)  # follows from the task, once it is there
        for place in sorted(told, key=[*self.fields, None].index):
            self.add_error(place, told[place])

    def _told(self, point: Point) -> tuple[str | None, str]:
        """The field in which a point is answered, and what is said there."""
        if point.field in self.fields:
            return point.field, point.sentence
        return _PLACES.get(point.section, (None, point.sentence))

    def first_draft(self) -> FirstDraft:
        """What was written, as the journey takes it."""
        given = self.cleaned_data
        outcomes = [
            FirstOutcome(
                statement=given[f"outcome_{number}"],
                criteria=given[f"criteria_{number}"],
                in_task=given[f"in_task_{number}"],
                questions=given[f"read_{number}"],
            )
            for number in range(OUTCOMES)
            if given[f"outcome_{number}"]
        ]
        details = {name: given[name] for name in _OF_SECTIONS if name in given}
        has_quiz = any(each.questions for each in outcomes)
        if self._writes_criteria() and not details["criteria"]:
            details["criteria"] = _criteria(
                has_quiz=has_quiz, has_task=bool(given["task"]), pass_mark=self.version.pass_mark
            )
        return FirstDraft(details=details, outcomes=outcomes, study=given["study"], task=given["task"])

    def _writes_criteria(self) -> bool:
        """In the language in which we can."""
        return self.version.language == "en"


def _criteria(*, has_quiz: bool, has_task: bool, pass_mark: int) -> str:
    """What one must do to earn it, as it follows from the assessments; empty without any."""
    quiz = f"Pass the quiz with at least {pass_mark} %." if has_quiz else ""
    task = (
        "Hand in the task; a person marks it, and every outcome that it shows must be met."
        if has_task
        else ""
    )
    return " ".join(filter(None, (quiz, task)))
