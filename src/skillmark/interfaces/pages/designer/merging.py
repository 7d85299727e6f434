"""Two designers at once: what the other one changed meanwhile, and a form in which nothing of either is lost.

A form carries what its fields held when it was shown (`before`). Against that it is plain which fields were changed
here, which by somebody else, and which by both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

MOST = 200_000  # characters of `before`; more was not written by one of our pages


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field that somebody else changed; `yours` where it was changed here too, and stands in the form."""

    label: str
    before: str
    now: str
    yours: str = ""


def plain(value: Any) -> str:
    """A value of a field as one text, the same for what is stored and for what was typed."""
    if isinstance(value, bool) or value is None:
        return "on" if value else ""
    if isinstance(value, list | tuple | set):
        return "\n".join(sorted(map(str, value)))
    text = (
        f"{value.normalize():f}"
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else str(value.pk)
        if isinstance(value, Model)
        else str(value)
    )
    return "\n".join(text.splitlines())


def before_of(form: forms.Form) -> str:
    """What the fields hold as the form is shown, for its hidden field `before`."""
    return json.dumps({name: plain(form.initial.get(name)) for name in form.fields})


def read_before(text: str) -> dict[str, str]:
    """`before` as it came back; empty where it is none of ours."""
    if len(text) > MOST:
        return {}
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: value for name, value in read.items() if isinstance(value, str)}


def merge(
    form: forms.Form, *, before: Mapping[str, str], stored: Mapping[str, Any]
) -> tuple[QueryDict, list[Difference]]:
    """What the form should hold now, and what somebody else changed since `before`.

    A field that was not touched here takes what is stored; one that was keeps what was typed.
    """
    data = QueryDict(mutable=True)
    data.update(form.data)
    found = []
    for name, field in form.fields.items():
        yours, now = plain(form.cleaned_data.get(name)), plain(stored.get(name))
        was = before.get(name)
        if now in {was, yours}:
            continue
        touched = was is None or yours != was
        if not touched:
            _put(data, form, name, now)
        found.append(
            Difference(
                label=str(form[name].label),
                before="" if was is None else shown(field, was),
                now=shown(field, now),
                yours=shown(field, yours) if touched else "",
            )
        )
    return data, found


def _put(data: QueryDict, form: forms.Form, name: str, text: str) -> None:
    key = form.add_prefix(name)
    if isinstance(form.fields[name], forms.MultipleChoiceField):
        data.setlist(key, text.split("\n") if text else [])
    elif isinstance(form.fields[name], forms.BooleanField) and not text:
        data.pop(key, None)
    else:
        data[key] = text


def shown(field: forms.Field, text: str) -> str:
    """The text as the page shows it: the label of a choice, yes or no, or “empty”."""
    if isinstance(field, forms.BooleanField):
        return "yes" if text else "no"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices}
        chosen = text.split("\n") if isinstance(field, forms.MultipleChoiceField) else [text]
        return ", ".join(labels.get(each, each) for each in chosen if each) or "empty"
    return text or "empty"
