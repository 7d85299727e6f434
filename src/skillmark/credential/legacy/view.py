"""Showing an older badge through the views of today's: for reading only. It is not converted, and never signed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from skillmark.credential.legacy.bundle import Bundle
from skillmark.credential.legacy.dates import moment_or_none
from skillmark.credential.legacy.kinds import assertion_id, edition_of
from skillmark.credential.model import AchievementCredential, Evidence, Profile, Subject
from skillmark.credential.model.view import many, text

_PROFILE_EXTENSION = "extensions:recipientProfile"
_MAIL = frozenset({"email", "schema:email", "http://schema.org/email", "https://schema.org/email"})


@dataclass(frozen=True)
class LegacyBadge(AchievementCredential):
    """An Open Badge of version 2.0 or older; `document` is the assertion as it came.

    `badge_class` and `profile` are what its links led to; their ids are the addresses at which they were found.
    """

    badge_class: Mapping[str, Any] = field(default_factory=dict)
    profile: Mapping[str, Any] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        """The standard that it follows, as people know it."""
        return edition_of(self.document).value

    @property
    def id(self) -> str:
        """The assertion's address or id."""
        return assertion_id(self.document)

    @property
    def issuer(self) -> Profile:
        """Who says it."""
        return Profile(self.profile)

    @property
    def subject(self) -> Subject:
        """Of whom it is said, and the class of badge as the achievement."""
        return Subject(as_subject(self.document, self.badge_class))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What it rests on."""
        entries = many(self.document.get("evidence"))
        return tuple(Evidence(entry if isinstance(entry, dict) else {"id": entry}) for entry in entries)

    @property
    def valid_from(self) -> datetime | None:
        """The day of issue."""
        return moment_or_none(self.document.get("issuedOn"), edition=edition_of(self.document))

    @property
    def valid_until(self) -> datetime | None:
        """The day of expiry."""
        return moment_or_none(self.document.get("expires"), edition=edition_of(self.document))

    @property
    def awarded(self) -> datetime | None:
        """The day of issue: older badges know no other."""
        return self.valid_from

    def summary(self) -> dict[str, Any]:
        """What a reader asks first, with the older standard named, so that nobody takes it for one of today's."""
        return {**super().summary(), "legacy": self.edition}


def show(bundle: Bundle) -> LegacyBadge:
    """The view of a badge, with as much as could be had."""
    claimed = bundle.badge.members.get("issuer")
    # Where the issuer could not be asked, what the badge says of it is all there is to show.
    profile = bundle.issuer.document or (claimed if isinstance(claimed, dict) else {})
    return LegacyBadge(
        bundle.assertion,
        {**bundle.badge.members, "id": bundle.badge.address},
        {**profile, "id": bundle.issuer.address},
    )


def as_subject(assertion: Mapping[str, Any], badge_class: Mapping[str, Any]) -> dict[str, Any]:
    """Recipient and class of badge under the names by which views and steps read them today."""
    extension = assertion.get(_PROFILE_EXTENSION)
    name = extension.get("name") if isinstance(extension, dict) else None
    recipient = assertion.get("recipient")
    return {
        "name": text(name),
        "narrative": assertion.get("narrative"),
        "identifier": [_as_identity(recipient)] if isinstance(recipient, dict) else [],
        "achievement": {
            **{
                member: badge_class.get(member)
                for member in ("id", "name", "description", "image", "alignment")
            },
            "criteria": _as_criteria(badge_class.get("criteria")),
            "tag": badge_class.get("tags"),
        },
    }


def _as_identity(recipient: Mapping[str, Any]) -> dict[str, Any]:
    kind = text(recipient.get("type"))
    return {
        "identityHash": recipient.get("identity"),
        "identityType": "emailAddress" if kind in _MAIL else kind,
        "hashed": recipient.get("hashed"),
        "salt": recipient.get("salt", ""),
    }


def _as_criteria(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value
