"""The components that need more than an include: icons, form fields, verdicts, paging and small helpers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    ClearableFileInput,
    FileInput,
    HiddenInput,
    Textarea,
)
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from skillmark.interfaces.pages.ui import shows

register = template.Library()

SILENT = SafeString('aria-hidden="true"')

# What a page author may say about the control itself.
CONTROL_OPTIONS = {"autocomplete", "placeholder", "rows", "inputmode", "accept"}


@register.simple_tag
def icon(name: str, size: int = 20, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite. Decorative unless it carries a label; `css` adds classes."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="icon{}" width="{}" height="{}" viewBox="0 0 24 24" {}><use href="{}#{}"/></svg>',
        f" {css}" if css else "", size, size, meaning, static("ui/icons.svg"), name,
    )  # fmt: skip


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field with label, help, errors and its state (options: CONTROL_OPTIONS, label, mark, help, css, most).

    A field that may be left empty is marked "optional", or in the words of its own attribute `needed`.
    """
    attrs = {k: v for k, v in options.items() if k in CONTROL_OPTIONS}
    lack = getattr(bound.field, "lack", "")
    if lack:
        attrs["aria-describedby"] = f"{bound.auto_id}_helptext {bound.auto_id}_lack"
    if "css" in options:
        attrs["class"] = options["css"]
    widget = bound.field.widget
    if isinstance(widget, Textarea) and str(widget.attrs.get("rows")) == "10":
        attrs.setdefault("rows", 5)  # Django's own default is taller than most answers
    kind = "checkbox" if isinstance(widget, CheckboxInput) else "other"
    kind = "file" if isinstance(widget, FileInput | ClearableFileInput) else kind
    kind = "group" if bound.use_fieldset else kind
    return {
        "field": bound,
        "kind": "hidden" if isinstance(widget, HiddenInput) else kind,
        "control": bound.as_widget(attrs=attrs),
        "label": options.get("label", bound.label),
        "mark": options.get("mark", getattr(bound.field, "needed", "") or _optional(bound)),
        "help": options.get("help", bound.help_text),
        "lack": lack,
        "most": options.get("most"),
    }


def _optional(bound: BoundField) -> str:
    return "" if bound.field.required else "optional"


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form, in its order, hidden ones included."""
    return {"form": form, "fields": form.visible_fields(), "hidden": form.hidden_fields()}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm, *others: BaseForm) -> dict[str, Any]:
    """The summary at the head of a form that was sent with mistakes: how many, and a link to each."""
    rows: list[tuple[str, str, str]] = []
    loose: list[str] = []
    for one in (form, *others):
        if not one.is_bound:
            continue
        loose += [str(e) for e in one.non_field_errors()]
        rows += [(b.id_for_label or b.auto_id, str(b.label), str(b.errors[0])) for b in one if b.errors]
    return {"rows": rows, "loose": loose, "count": len(rows) + len(loose)}


@register.inclusion_tag("ui/verdict.html")
def verdict(value: Any, detail: str = "", *, large: bool = False) -> dict[str, Any]:
    """The verdict pill: a name of shows.VERDICTS or a VerdictShow."""
    return {"verdict": shows.verdict_named(value), "detail": detail, "large": large}


@register.inclusion_tag("ui/verdict_card.html")
def verdict_card(value: Any, sentence: str = "", next_step: str = "") -> dict[str, Any]:
    """A verdict with its sentence and what to do next, as a card."""
    shown = shows.verdict_named(value)
    return {
        "verdict": shown,
        "sentence": sentence or shown.sentence,
        "next_step": next_step or shown.next_step,
    }


@register.inclusion_tag("ui/avatar.html")
def avatar(name: str, *, large: bool = False) -> dict[str, Any]:
    """A person's initials in a disc; the name stands beside it, so the disc itself is silent."""
    return {"initials": shows.initials(name), "large": large}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page: Page[Any], name: str = "page", label: str = "Pages"
) -> dict[str, Any]:
    """Previous and next, keeping the other parameters of the address."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def link(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "label": label,
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def level_bar(value: float, of: float = 3, label: str = "", *, good: bool = True) -> SafeString:
    """A small bar of segments for a level reached, beside its word (the word carries the meaning)."""
    share = 0.0 if not of else max(0.0, min(1.0, float(value) / float(of)))
    bar = format_html(
        '<svg class="level-bar" viewBox="0 0 48 11" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="off" width="48" height="11" rx="5.5"/><rect class="on" width="{}" height="11" rx="5.5"/></svg>',
        f"{48 * share:.1f}",
    )
    return format_html('<span class="level{}">{}{}</span>', "" if good else " bad", bar, label)


@register.inclusion_tag("ui/progress.html")
def progress(value: int, of: int = 100, label: str = "Progress", words: str = "") -> dict[str, Any]:
    """A progress bar with its figure in words ("3 of 5" unless other words are given)."""
    return {"value": value, "of": of, "label": label, "words": words or f"{value} of {of}"}


@register.filter
def attr(element: Any, name: str) -> Any:
    """A key of a mapping or an attribute of a value, for templates that take either."""
    return element.get(name) if isinstance(element, Mapping) else getattr(element, name, None)


@register.simple_tag
def moment(when: datetime | None, css: str = "") -> SafeString:
    """A moment in UTC, which elements.js turns into the reader's own time. Without script it says UTC."""
    if not when:
        return SafeString("")
    when = when.astimezone(UTC)
    return format_html(
        '<time{} datetime="{}" data-moment>{} UTC</time>',
        format_html(' class="{}"', css) if css else "",
        when.isoformat(),
        f"{when:%-d %B %Y, %H:%M}",
    )


@register.filter
def iso(moment: datetime | None) -> str:
    """A time for a `datetime` attribute or a countdown; empty when there is none."""
    return moment.isoformat() if moment else ""


@register.filter
def pretty_json(value: Any) -> str:
    """A JSON value laid out for reading."""
    return json.dumps(value, indent=2, ensure_ascii=False)
