"""Two designers at once: whatever one of them wrote is in the form or told, for any texts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from skillmark.interfaces.pages.designer.merging import before_of, merge, plain, read_before, shown

CHOICES = [("", "Not chosen yet"), ("a", "Apple"), ("b", "Bread")]


class Sketch(forms.Form):
    text = forms.CharField(required=False, strip=False)
    kind = forms.ChoiceField(required=False, choices=CHOICES)
    several = forms.MultipleChoiceField(required=False, choices=CHOICES[1:])
    agreed = forms.BooleanField(required=False)
    number = forms.DecimalField(required=False)


STATES = st.fixed_dictionaries(
    {
        # As forms store it: without white space at its ends.
        "text": st.text(alphabet="ab \nü", max_size=6).map(str.strip),
        "kind": st.sampled_from(["", "a", "b"]),
        "several": st.sets(st.sampled_from(["a", "b"])).map(sorted),
        "agreed": st.booleans(),
        "number": st.none() | st.decimals(min_value=0, max_value=99, places=1),
    }
)


def sent(state: dict[str, Any]) -> QueryDict:
    """What a browser sends for a form that looks so."""
    data = QueryDict(mutable=True)
    for name, value in state.items():
        if isinstance(value, list):
            data.setlist(name, value)
        elif value is not False:
            data[name] = "on" if value is True else "" if value is None else str(value)
    return data


@given(STATES, STATES, STATES)
def test_what_was_touched_here_stays_and_what_was_not_takes_what_is_saved(
    first: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    before = read_before(before_of(Sketch(initial=first)))
    form = Sketch(sent(mine))
    assert form.is_valid()
    data, told = merge(form, before=before, stored=theirs)
    again = Sketch(data)
    assert again.is_valid()
    for name in form.fields:
        touched = plain(form.cleaned_data[name]) != plain(first[name])
        wanted = form.cleaned_data[name] if touched else theirs[name]
        assert plain(again.cleaned_data[name]) == plain(wanted), name
    changed = {
        form[name].label
        for name in form.fields
        if plain(theirs[name]) not in {plain(first[name]), plain(form.cleaned_data[name])}
    }
    assert {each.label for each in told} == changed


@given(st.text())
def test_whatever_comes_back_as_before_is_read_or_left(text: str) -> None:
    assert all(isinstance(value, str) for value in read_before(text).values())


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "on"), (False, ""), (Decimal("2.50"), "2.5"), (date(2027, 6, 30), "2027-06-30"),
     (["b", "a"], "a\nb"), ("a\r\nb", "a\nb"), (7, "7")],
)  # fmt: skip
def test_stored_and_typed_values_have_one_text(value: Any, text: str) -> None:
    assert plain(value) == text


def test_a_page_shows_labels_and_not_codes() -> None:
    form = Sketch()
    assert shown(form.fields["kind"], "a") == "Apple"
    assert shown(form.fields["several"], "a\nb") == "Apple, Bread"
    assert shown(form.fields["agreed"], "on") == "yes"
    assert shown(form.fields["agreed"], "") == "no"
    assert shown(form.fields["text"], "") == "empty"
