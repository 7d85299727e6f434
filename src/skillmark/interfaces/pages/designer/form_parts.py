"""What the forms of the editor have in common: how limits, numbers and missing answers are told."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.http import QueryDict

from skillmark.credential.steps.findings import quoted
from skillmark.lifecycle.designing.title_rules import title_problem

BEFORE_REVIEW = "needed before review"
# Some scripts join and part letters with these.
_JOINERS = frozenset("\u200c\u200d")
# To Unicode they only give a format, and yet they are seen: signs that Arabic and Kaithi write around numbers.
_SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd")


def long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def digits(mode: str = "numeric") -> forms.TextInput:
    """A field for a number that sends whatever was typed: a browser's own number field drops words without a word."""
    return forms.TextInput(attrs={"inputmode": mode})


def needed(field: forms.Field, words: str = BEFORE_REVIEW) -> Any:
    """A field that a draft may leave empty for now, and so is not optional either."""
    field.needed = words  # type: ignore[attr-defined]  # for ui/field.html
    return field


def seen_in(text: str) -> str:
    """A text without what nobody sees, and what hides in words or turns them round (Unicode's category Cf)."""
    if text.isascii():
        return text
    kept = [each for each in text if each in _JOINERS | _SIGNS or unicodedata.category(each) != "Cf"]
    around = zip(["", *kept], kept, [*kept[1:], ""], strict=False)
    return "".join(
        each
        for left, each, right in around
        if each not in _JOINERS or (_is_letter(left) and _is_letter(right))
    )


def _is_letter(character: str) -> bool:
    # With the marks on letters: in Indic scripts a joiner follows one.
    return bool(character) and unicodedata.category(character)[0] in "LM"


def title_from(typed: str, *, language: str = "") -> str:
    """A title that can be read and promises no more than it is. Raises ValidationError."""
    if not quoted(typed):
        raise ValidationError("There is nothing to read in this title. Write what one learns.")
    if problem := title_problem(typed, language=language):
        raise ValidationError(problem)
    return typed


class DesignForm(forms.Form):
    """A form whose limits are told in the words of the site; what nobody can see is taken out of its texts."""

    def full_clean(self) -> None:
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            for name, values in self.data.lists():
                self.data.setlist(name, [seen_in(each) for each in values])
        for field in self.fields.values():
            _say_limits(field)
            _say_what_is_no_number(field)
        super().full_clean()


def _say_limits(field: forms.Field) -> None:
    least, most = getattr(field, "min_value", None), getattr(field, "max_value", None)
    for validator in field.validators:
        if isinstance(validator, MinValueValidator | MaxValueValidator):
            validator.message = (
                f"Write {least} or more." if most is None else f"Write a number from {least or 0} to {most}."
            )
        elif isinstance(validator, MaxLengthValidator):
            validator.message = "At most %(limit_value)d characters fit here; these are %(show_value)d."
        elif isinstance(validator, DecimalValidator):
            digits = validator.decimal_places
            validator.messages = dict.fromkeys(
                validator.messages,
                f"Write a number with at most {digits} digit{'' if digits == 1 else 's'} after the point.",
            )


def _say_what_is_no_number(field: forms.Field) -> None:
    if type(field) is forms.IntegerField:
        field.error_messages["invalid"] = "Write a whole number in digits, without words or units: 60."
    elif isinstance(field, forms.DecimalField):
        field.error_messages["invalid"] = "Write a number in digits, without words or units: 2.5."
    elif isinstance(field, forms.DateField) and not isinstance(field, forms.DateTimeField):
        field.error_messages["invalid"] = "This is no date. Write year, month and day: 2027-06-30."
