"""The icons a badge may carry, as people call them and find them."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Final

from skillmark.lifecycle.designing.badge_art import icons

# What the picture shows, where the name of its drawing does not say so.
LABELS: Final = {
    "accessibility": "Wheelchair", "activity": "Pulse", "award": "Rosette", "badge-check": "Seal with a tick",
    "battery-charging": "Battery", "blocks": "Building blocks", "book-open": "Open book", "bot": "Robot",
    "building-2": "Building", "calendar-check": "Calendar", "chart-column": "Column chart",
    "chart-line": "Line chart", "chart-pie": "Pie chart", "chef-hat": "Chef's hat", "circuit-board": "Circuit",
    "clapperboard": "Film slate", "clipboard-check": "Clipboard", "code": "Program code", "cpu": "Computer chip",
    "dna": "DNA", "drama": "Theatre masks", "file-spreadsheet": "Spreadsheet", "file-text": "Document",
    "flask-conical": "Laboratory flask", "gamepad-2": "Game pad", "gavel": "Judge's hammer", "gem": "Gemstone",
    "git-branch": "Branches", "hand-heart": "Hand with a heart", "heart-pulse": "Heartbeat", "kanban": "Task board",
    "key-round": "Key", "landmark": "Building with columns", "languages": "Two scripts",
    "lightbulb": "Light bulb", "list-checks": "Checklist", "message-square": "Speech bubble", "mic": "Microphone",
    "milestone": "Signpost", "monitor": "Screen", "music": "Musical notes", "package": "Parcel", "palette": "Palette",
    "paw-print": "Paw", "pen-tool": "Drawing pen", "pencil-ruler": "Pencil and ruler", "presentation": "Flip chart",
    "radio-tower": "Radio mast", "recycle": "Recycling arrows", "scale": "Scales", "search": "Magnifying glass",
    "settings": "Cogwheel", "shield-check": "Shield with a tick", "spool": "Thread", "sprout": "Seedling",
    "store": "Shop", "swatch-book": "Colour samples", "terminal": "Command line", "test-tube": "Test tube",
    "theater": "Stage", "traffic-cone": "Traffic cone", "train-front": "Train", "tree-pine": "Tree",
    "users": "People", "webhook": "Connections", "wheat": "Ear of wheat", "wifi": "Radio waves",
    "wrench": "Spanner", "zap": "Lightning",
}  # fmt: skip
# What people look for and the drawings' makers did not think of.
MORE_WORDS: Final = {
    "accessibility": "inclusion disability care barrier", "armchair": "interior upholstery furniture",
    "baby": "midwife nursery childcare", "beaker": "science chemistry", "bone": "anatomy physiotherapy",
    "brush": "painter decorating", "building-2": "office city property real estate", "bug": "testing quality",
    "clipboard-check": "quality audit inspection assessment", "drama": "acting arts", "factory": "production",
    "feather": "writing author translation", "fish": "animal fishing aquaculture", "flower": "garden florist",
    "footprints": "hiking carbon", "hammer": "wood carpenter joiner craft", "handshake": "sales negotiation team",
    "heart-pulse": "nurse nursing first aid", "hospital": "nurse health", "leaf": "environment climate garden",
    "kanban": "agile scrum project", "languages": "translation interpreter", "microscope": "research biology",
    "music": "song sound", "package": "logistics", "paw-print": "animal vet", "plug": "electrician",
    "presentation": "teach teaching trainer", "puzzle": "problem solving", "recycle": "circular economy",
    "route": "project plan", "scissors": "hairdresser tailor", "settings": "engineering mechanics",
    "ship": "port maritime logistics", "shield-check": "compliance quality", "spool": "textile sewing",
    "stethoscope": "nurse doctor medicine", "syringe": "nurse vaccination", "tractor": "agriculture",
    "tree-pine": "wood forest forestry", "truck": "logistics driver supply", "users": "team leadership",
    "utensils": "cook restaurant hospitality", "warehouse": "supply stock", "weight": "sport fitness",
    "workflow": "process erp",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Icon:
    """One to choose: its name in the data, as people call it, and its lines (our own vendored SVG)."""

    name: str
    label: str
    lines: str


def label_of(name: str) -> str:
    return LABELS.get(name) or name.replace("-", " ").capitalize()


@functools.cache
def all_icons() -> list[Icon]:
    """Every icon, by its label."""
    found = [Icon(name=name, label=label_of(name), lines=lines) for name, lines in icons().items()]
    return sorted(found, key=lambda icon: icon.label)


def icons_for(text: str) -> list[Icon]:
    """The icons that all words of a search lead to, those so called before those so found; all without a word."""
    words = text.lower().split()
    found = [icon for icon in all_icons() if all(_begins(word, _words(icon.name)) for word in words)]
    return sorted(found, key=lambda icon: not all(_begins(word, _called(icon)) for word in words))


def _begins(word: str, words: frozenset[str]) -> bool:
    """A word of three letters and more may be a beginning; a shorter one would be the beginning of too much."""
    return word in words or (len(word) > 2 and any(each.startswith(word) for each in words))  # noqa: PLR2004 - two letters begin too much


def _called(icon: Icon) -> frozenset[str]:
    return frozenset([*icon.label.lower().split(), *icon.name.split("-")])


@functools.cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_said_of(name))


def _said_of(name: str) -> Iterator[str]:
    for text in (
        name.replace("-", " "),
        label_of(name).lower(),
        MORE_WORDS.get(name, ""),
        *_tags().get(name, ()),
    ):
        yield from text.split()


@functools.cache
def _tags() -> dict[str, list[str]]:
    text = resources.files(__package__).joinpath("icon_words.json").read_text(encoding="utf-8")
    tags: dict[str, list[str]] = json.loads(text)
    return tags
