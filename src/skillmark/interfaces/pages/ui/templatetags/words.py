"""Filters that turn stored values into words for people."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from skillmark.interfaces.pages.ui.markdown import render

register = template.Library()


@register.filter
def markdown(text: str | None, heading: int = 3) -> SafeString:
    """`{{ version.criteria|markdown }}`; `|markdown:4` where the text stands below an h3."""
    return render(text or "", heading=heading)


@register.filter
def hours(value: int | None) -> str:
    """60 → "60 hours"; nothing for nothing."""
    return "" if not value else f"{value} hour" if value == 1 else f"{value} hours"


@register.filter
def months(value: int | None) -> str:
    """36 → "3 years", 18 → "18 months"."""
    if not value:
        return "Does not expire"
    if value % 12 == 0:
        return "1 year" if value == 12 else f"{value // 12} years"  # noqa: PLR2004 - months of a year
    return "1 month" if value == 1 else f"{value} months"
