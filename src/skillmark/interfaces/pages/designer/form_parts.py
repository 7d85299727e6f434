"""What the forms of the editor have in common: how limits, numbers and missing answers are told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import DecimalValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator

BEFORE_REVIEW = "needed before review"


def long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def digits(mode: str = "numeric") -> forms.TextInput:
    """A field for a number that sends whatever was typed: a browser's own number field drops words without a word."""
    return forms.TextInput(attrs={"inputmode": mode})


def needed(field: forms.Field, words: str = BEFORE_REVIEW) -> Any:
    """A field that a draft may leave empty for now, and so is not optional either."""
    field.needed = words  # type: ignore[attr-defined]
    return field


class DesignForm(forms.Form):
    """A form whose limits are told in the words of the site, whatever field they belong to."""

    def full_clean(self) -> None:
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
