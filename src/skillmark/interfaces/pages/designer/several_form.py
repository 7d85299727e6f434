"""Several questions of a quiz, written as plain text in one field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from skillmark.interfaces.pages.designer.form_parts import DesignForm
from skillmark.lifecycle.assessing.question_text import (
    MOST_LETTERS,
    Question,
    QuestionTextError,
    read_questions,
)
from skillmark.lifecycle.designing.models import Outcome

EXAMPLE: Final = (
    "At what temperature is chilled food kept?\n* 4 °C\n- 12 °C\n\n"
    "How long may it stand outside?\n- 8 hours\n* 2 hours"
)


def questions_area(*, rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "placeholder": EXAMPLE})


def questions_from(text: str) -> list[Question]:
    """Raises ValidationError that names every line at fault."""
    try:
        return read_questions(text)
    except QuestionTextError as error:
        raise ValidationError([f"Line {each.line}: {each.sentence}" for each in error.problems]) from error


class SeveralForm(DesignForm):
    outcome = forms.ChoiceField(
        label="Outcome they show",
        required=False,
        help_text="One outcome at a time; add those for another one afterwards.",
    )
    text = forms.CharField(label="Questions", max_length=MOST_LETTERS, widget=questions_area(rows=16))

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "None"), *((str(each.uid), each.statement) for each in outcomes)]

    def clean_text(self) -> list[Question]:
        return questions_from(self.cleaned_data["text"])
