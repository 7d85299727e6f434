"""Texts: what people read first, and what does not belong into a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from skillmark.credential.lint.finding import REMOVED, Edit, Finding, Paper, Rule, Severity, finding
from skillmark.credential.model.view import text
from skillmark.credential.steps.flaws import Place
from skillmark.credential.steps.required import rules_of

_TEXTS = (
    "name", "description", "narrative", "endorsementComment", "targetName", "targetDescription", "caption", "tag",
    "identityHash",
)  # fmt: skip
_LANGUAGE = "Verifiable Credentials Data Model 2.0, “Language and Base Direction”"
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(\s[^<>]*)?/?>")
# Marks that join letters or say the direction of one of them are letters to those who write with them.
_INNOCENT = frozenset("\u200c\u200d\u200e\u200f\u061c\n\r\t")


def credential_unnamed(paper: Paper) -> Iterator[Finding]:
    """A badge without a title of its own: lists show the title of a credential, not that of its achievement."""
    if "AchievementCredential" not in rules_of(paper.document) or text(paper.document.get("name")):
        return
    title = next((text(value.get("name")) for _, value in paper.of_type("Achievement")), "")
    yield finding(
        "name_missing", Severity.HINT, ("name",), "The credential has no “name” of its own, so lists show it without.",
        "Add one: that of the achievement will do.", spec="Open Badges 3.0, “AchievementCredential”",
        edits=(Edit(("name",), title),) if title else (),
    )  # fmt: skip


def issuer_unnamed(paper: Paper) -> Iterator[Finding]:
    """An issuer of whom people see an address."""
    issuer = paper.document.get("issuer")
    if issuer and not text(issuer.get("name") if isinstance(issuer, dict) else None):
        yield finding(
            "issuer_unnamed", Severity.WARNING, ("issuer",), "“{path}” has no name, so people read its address.",
            "Write it as an object with “id”, “type” and “name”.", spec="Open Badges 3.0, “Profile”",
        )  # fmt: skip


def criteria_elsewhere(paper: Paper) -> Iterator[Finding]:
    """Criteria that are only linked: the page will be gone one day, and the badge will still be shown."""
    for place, value in paper.members("criteria"):
        if isinstance(value, dict) and value.get("id") and not text(value.get("narrative")):
            yield finding(
                "criteria_only_linked", Severity.WARNING, place,
                "“{path}” is only an address: who reads the badge when the page is gone does not know what it took.",
                "Say in “narrative” how the achievement is earned.", spec="Open Badges 3.0, “Criteria”",
            )  # fmt: skip


def empty(paper: Paper) -> Iterator[Finding]:
    """A member without a value: it says nothing, and is not signed."""
    for place, value in paper.own():
        for name, part in value.items():
            if name != "@context" and isinstance(part, str | list | dict) and not part:
                yield finding(
                    "empty_member", Severity.WARNING, (*place, name), "“{path}” is empty.", "Leave it out.",
                    spec="Open Badges 3.0, “Serialization”", edits=(Edit((*place, name), REMOVED),),
                )  # fmt: skip


def html(paper: Paper) -> Iterator[Finding]:
    """HTML, where readers expect plain text or Markdown: they show the tags, or leave the text out."""
    for place, written in _texts(paper):
        if _HTML.search(written):
            yield finding(
                "html_in_text", Severity.WARNING, place, "“{path}” has HTML in it, which readers show as it is.",
                "Write it in plain text or Markdown.", spec="Open Badges 3.0, “Data Models”, Markdown",
            )  # fmt: skip


def hidden_characters(paper: Paper) -> Iterator[Finding]:
    """Characters that nobody sees, and that can make one text look like another."""
    for place, written in _texts(paper):
        shown = "".join(letter for letter in written if not _is_hidden(letter))
        if shown != written:
            yield finding(
                "hidden_characters", Severity.WARNING, place,
                "“{path}” holds characters that are not seen, and make texts look alike.", "Leave them out.",
                spec=_LANGUAGE, edits=(Edit(place, shown),),
            )  # fmt: skip


def _texts(paper: Paper) -> Iterator[tuple[Place, str]]:
    for name in _TEXTS:
        for place, value in paper.members(name):
            if isinstance(value, str):
                yield place, value
            elif isinstance(value, dict) and isinstance(value.get("@value"), str):
                yield (*place, "@value"), value["@value"]


def _is_hidden(letter: str) -> bool:
    return letter not in _INNOCENT and unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}


RULES: tuple[Rule, ...] = (
    credential_unnamed,
    issuer_unnamed,
    criteria_elsewhere,
    empty,
    html,
    hidden_characters,
)
