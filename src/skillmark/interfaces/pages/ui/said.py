"""What a document says in a few words, read alike from a report at hand and from one that was kept.

Nothing here knows whether it is true: whoever shows it looks at the verdict first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from skillmark.credential.model.endorsing import kind_of
from skillmark.credential.model.view import moment
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.findings import quoted

LONGEST_NAME, LONGEST_TEXT = 200, 600
DID_KEY = "did:key:"
BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential", "Assertion"})


class What(StrEnum):
    """What kind of document it is, as far as pages differ by it."""

    BADGE = "badge"
    RECORD = "record"
    PRESENTATION = "presentation"
    ENDORSEMENT = "endorsement"
    OTHER = "other"


NOUNS = {
    What.BADGE: "credential",
    What.RECORD: "learner record",
    What.PRESENTATION: "presentation",
    What.ENDORSEMENT: "endorsement",
    What.OTHER: "credential",
}
STANDARDS = {
    What.BADGE: "Open Badges 3.0",
    What.RECORD: "Comprehensive Learner Record 2.0",
    What.PRESENTATION: "Verifiable Presentation",
    What.ENDORSEMENT: "Open Badges 3.0",
    What.OTHER: "",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """Title, issuer, earner and days of a document; of an endorsement also what it speaks of, and its comment."""

    what: What = What.OTHER
    title: str = ""
    issuer: str = ""
    issuer_id: str = ""
    earner: str = ""
    description: str = ""
    comment: str = ""
    about: str = ""
    word: str = "endorsement"  # of an endorsement: of which kind
    since: datetime | None = None
    until: datetime | None = None
    legacy: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # what an endorsement may speak of, by its id

    @property
    def host(self) -> str:
        """By what people can recognise the issuer."""
        return "" if self.issuer_id.startswith(DID_KEY) else readable_host(self.issuer_id)

    @property
    def standard(self) -> str:
        """The standard that it follows."""
        return self.legacy or STANDARDS[self.what]

    @property
    def is_badge(self) -> bool:
        """Whether it is a single badge."""
        return self.what is What.BADGE


def said_in(summary: Mapping[str, Any] | None, *, legacy: str = "") -> Said:
    """What `AchievementCredential.summary` holds, in words that fit on a page."""
    told = summary or {}
    issuer, subject, achievement = (_object(told, name) for name in ("issuer", "subject", "achievement"))
    what = What.BADGE if legacy else _what(told.get("type"))
    # Whoever shows credentials may call the whole what they like: that is no issuer's word, and not repeated as one.
    own = {} if what is What.PRESENTATION else told
    title = _short(own.get("name"))
    names = {
        _text(told.get("id")): title or "this credential",
        _text(subject.get("id")): _short(subject.get("name")) or "the person it was issued to",
        _text(issuer.get("id")): _short(issuer.get("name")) or "its issuer",
        _text(achievement.get("id")): _short(achievement.get("name")) or "the achievement",
    }
    return Said(
        what=what,
        title=title,
        issuer=_short(issuer.get("name")) or readable_host(_text(issuer.get("id"))),
        issuer_id=_text(issuer.get("id")),
        earner=_short(subject.get("name")),
        description=quoted(_text(own.get("description")), limit=LONGEST_TEXT),
        comment=quoted(_text(told.get("comment")), limit=LONGEST_TEXT),
        about=_text(subject.get("id")),
        word=kind_of(types if isinstance(types := told.get("type"), list) else ()),
        since=moment(told.get("valid_from")),
        until=moment(told.get("valid_until")),
        legacy=legacy,
        names={id_: name for id_, name in names.items() if id_},
    )


def _what(types: Any) -> What:
    named = set(types) if isinstance(types, list) else set()
    if "ClrCredential" in named:
        return What.RECORD
    if "VerifiablePresentation" in named and "VerifiableCredential" not in named:
        return What.PRESENTATION
    if "EndorsementCredential" in named:
        return What.ENDORSEMENT
    return What.BADGE if named & BADGES else What.OTHER


def _object(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = told.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _short(value: Any) -> str:
    return quoted(_text(value), limit=LONGEST_NAME)
