"""The Open Badge: whose achievement it is, and with what results."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmark.credential.model.achievement import Achievement
from skillmark.credential.model.credential import Credential, EndorsementSubject, Profile, profile
from skillmark.credential.model.identity import IdentityObject
from skillmark.credential.model.result import Result
from skillmark.credential.model.view import Image, View, identifier, image, moment
from skillmark.credential.times import format_timestamp


class Learner(View):
    """Whoever a credential is about, by an id or by other identifiers."""

    @property
    def name(self) -> str:
        """The learner's name where the credential says it openly."""
        openly = self._open_identities("name")
        return openly.pop() if len(openly) == 1 else self._text("name")

    @property
    def identifier(self) -> str:
        """The best handle of the learner: an id, an open e-mail address, or any other open identifier."""
        if self.id:
            return self.id
        openly = (self._open_identities(kind) for kind in ("emailAddress", "email", ""))
        # Each is a handle as good as the others, and the same is shown in whatever order they stand.
        return next((min(values) for values in openly if values), "")

    @property
    def identifiers(self) -> tuple[IdentityObject, ...]:
        """The learner's identifiers beside the id, open or hashed."""
        return tuple(IdentityObject(entry) for entry in self._objects("identifier"))

    def _open_identities(self, kind: str) -> set[str]:
        openly = (
            each for each in self.identifiers if each.hashed is False or each.document.get("hashed") is None
        )
        return {each.value for each in openly if each.value and (not kind or each.kind == kind)}


class Subject(Learner):
    """The learner, and what is said about their achievement."""

    @property
    def achievements(self) -> tuple[Achievement, ...]:
        """What was achieved; Open Badges 3.0 has exactly one."""
        return tuple(Achievement(entry) for entry in self._objects("achievement"))

    @property
    def results(self) -> tuple[Result, ...]:
        """The results, each with its scale."""
        scales = {scale.id: scale for entry in self.achievements for scale in entry.result_descriptions}
        found = self._objects("result")
        return tuple(Result(entry, scales.get(identifier(entry.get("resultDescription")))) for entry in found)

    @property
    def narrative(self) -> str:
        """What the issuer says about this learner's achievement, in Markdown."""
        return self._text("narrative")

    @property
    def credits_earned(self) -> str:
        """How many credits were earned."""
        return self._text("creditsEarned")

    @property
    def activity_start(self) -> datetime | None:
        """When the learner began."""
        return moment(self.document.get("activityStartDate"))

    @property
    def activity_end(self) -> datetime | None:
        """When the learner finished."""
        return moment(self.document.get("activityEndDate"))

    @property
    def image(self) -> str:
        """The address (or data URI) of the picture made for this learner."""
        return self.picture.id

    @property
    def picture(self) -> Image:
        """The picture made for this learner."""
        return image(self.document.get("image"))

    @property
    def license_number(self) -> str:
        """The number of the licence that goes with it."""
        return self._text("licenseNumber")

    @property
    def role(self) -> str:
        """What the learner was in the activity, such as its leader."""
        return self._text("role")

    @property
    def term(self) -> str:
        """The term or semester in which it was earned."""
        return self._text("term")

    @property
    def source(self) -> Profile:
        """Whoever says so, where the issuer passes on another's word."""
        return profile(self.document.get("source"))


class AchievementCredential(Credential):
    """An Open Badges 3.0 credential; any other credential shows as much as it has in common."""

    @property
    def subject(self) -> Subject:
        """Of whom it is said."""
        return Subject(self._object("credentialSubject"))

    @property
    def achievement(self) -> Achievement:
        """What was achieved, where it is one thing."""
        return self.achievements[0] if len(self.achievements) == 1 else Achievement({})

    @property
    def achievements(self) -> tuple[Achievement, ...]:
        """All that was achieved."""
        return self.subject.achievements

    @property
    def results(self) -> tuple[Result, ...]:
        """The results reached."""
        return self.subject.results

    @property
    def name(self) -> str:
        """The credential's title: its own, or that of the achievement."""
        return self._text("name") or self.achievement.name

    @property
    def description(self) -> str:
        """The credential's description: its own, or that of the achievement."""
        return self._text("description") or self.achievement.description

    @property
    def picture(self) -> Image:
        """Its picture: its own, or that of the achievement."""
        own = image(self.document.get("image"))
        return own if own.id else self.achievement.picture

    def summary(self) -> dict[str, Any]:
        """What a reader asks first, as JSON members; what is absent is left out."""
        members = {
            "id": self.id,
            "type": list(self.types),
            "name": self.name,
            "description": self.description,
            "issuer": _party(self.issuer.id, self.issuer.name),
            "subject": _party(self.subject.identifier, self.subject.name),
            "achievement": _party(self.achievement.id, self.achievement.name) | _kind(self.achievement.kind),
            "valid_from": _written(self.valid_from),
            "valid_until": _written(self.valid_until),
            "comment": EndorsementSubject(self.subject.document).comment,
            "results": [{"name": result.name, "value": result.value} for result in self.results],
            "image": self.image,
        }
        return {name: value for name, value in members.items() if value}


def _party(identifier: str, name: str) -> dict[str, str]:
    return {key: value for key, value in (("id", identifier), ("name", name)) if value}


def _kind(kind: str) -> dict[str, str]:
    return {"type": kind} if kind else {}


def _written(moment: datetime | None) -> str:
    return format_timestamp(moment) if moment else ""
