"""Filters that turn stored values into words for people."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from skillmark.interfaces.pages.ui.markdown import EXAMPLES, HOW, render

register = template.Library()

# The first that occurs counts: every browser also names those it descends from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def markdown(text: str | None, heading: int = 3) -> SafeString:
    """`{{ version.criteria|markdown }}`; `|markdown:4` where the text stands below an h3."""
    return render(text or "", heading=heading)


@register.inclusion_tag("ui/formatting.html")
def formatting() -> dict[str, list[tuple[str, SafeString]]]:
    """How to format a text: what one writes, and what it becomes by the very filter that shows it later."""
    return {"examples": [(example, render(example, heading=3)) for example in EXAMPLES]}


@register.simple_tag
def how_to_format() -> str:
    """The same in one sentence, for the help of a field."""
    return HOW


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


@register.filter
def figure(value: int) -> str:
    """1234567 → "1,234,567"."""
    return f"{value:,}"


@register.filter
def browser(user_agent: str) -> str:
    """What a browser says of itself → "Firefox on Windows"; as it stands where that tells nothing."""
    name = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " on ".join(filter(None, (name, system))) or user_agent[:80] or "An unknown browser"
