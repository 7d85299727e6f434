"""What the facets of the catalogue and their values are called, and in which order they are offered."""

from __future__ import annotations

from typing import Final

from skillmark.interfaces.pages.ui.answers import money
from skillmark.interfaces.pages.ui.designs import language_name
from skillmark.lifecycle.designing.models import Mode, Stackability
from skillmark.lifecycle.offering.facets import FREE, HOURS_BANDS, PRICE_LIMITS, UNSAID

HEADINGS: Final = {
    "sector": "Sector",
    "level": "Level",
    "hours": "Time it takes",
    "price": "Price",
    "language": "Language",
    "mode": "How you take part",
    "skill": "Skill",
    "provider": "Provider",
    "recognised": "Recognised by",
    "stackable": "Counts towards more",
}
_HOURS = {
    "10": "Up to 10 hours",
    "25": "11 to 25 hours",
    "60": "26 to 60 hours",
    "more": "More than 60 hours",
    UNSAID: "Not disclosed",
}
_MODES = {str(value): str(label) for value, label in Mode.choices}
_STACKS = {Stackability.STACKABLE: "Yes", Stackability.STANDALONE: "No, it stands alone"}
_LIMITS = [*map(str, PRICE_LIMITS), "more"]


def label_of(facet: str, value: str, name: str) -> str:
    """A value in words; `name` is what the catalogue calls it, where it has a name there."""
    if facet == "level":
        return "No level given" if value == UNSAID else f"Level {value} of 8"
    if facet == "price":
        return _price(value)
    if facet == "language":
        return language_name(value)
    words: dict[str, str] = {"hours": _HOURS, "mode": _MODES, "stackable": _STACKS}.get(facet, {})  # type: ignore[assignment]  # keyed by enums of text
    return words.get(value, name)


def _price(value: str) -> str:
    if value in {FREE, UNSAID}:
        return "Free" if value == FREE else "Not disclosed"
    currency, limit = value.split("-")
    if limit == "more":
        return f"More than {money(PRICE_LIMITS[-1], currency)}"
    return f"Up to {money(int(limit), currency)}"


def place_of(facet: str, value: str) -> tuple[int, str, int]:
    """Where a value stands among those of its facet; all the same where only their number counts."""
    if facet == "price" and "-" in value:
        currency, limit = value.split("-")
        return (1, currency, _LIMITS.index(limit))
    if facet == "price":
        return (0 if value == FREE else 2, "", 0)
    if facet == "level":
        return (9 if value == UNSAID else int(value), "", 0)
    if facet == "hours":
        return ([*HOURS_BANDS, UNSAID].index(value), "", 0)
    return (0, "", 0)
