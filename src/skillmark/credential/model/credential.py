"""The credential as a whole: who says what about whom, since when and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmark.credential.model.achievement import Achievement
from skillmark.credential.model.result import Result
from skillmark.credential.model.view import View, described_as, identifier, many, moment, objects, text
from skillmark.credential.times import format_timestamp


class Profile(View):
    """A person or organisation, as far as the credential describes it."""

    @property
    def name(self) -> str:
        """Its name, in its own words."""
        return self._text("name")

    @property
    def url(self) -> str:
        """Its web site."""
        return self._text("url")

    @property
    def description(self) -> str:
        """What it says about itself."""
        return self._text("description")

    @property
    def email(self) -> str:
        """Its address for mail."""
        return self._text("email")

    @property
    def image(self) -> str:
        """The address (or data URI) of its picture."""
        return identifier(self.document.get("image"))


class Evidence(View):
    """Something the learner made or did, which the credential rests on; `id` is where it can be seen."""

    @property
    def name(self) -> str:
        """Its title."""
        return self._text("name")

    @property
    def description(self) -> str:
        """What it is."""
        return self._text("description")

    @property
    def narrative(self) -> str:
        """How it came about, in Markdown."""
        return self._text("narrative")

    @property
    def genre(self) -> str:
        """The kind of work."""
        return self._text("genre")


class Subject(View):
    """The learner, and what is said about their achievement."""

    @property
    def name(self) -> str:
        """The learner's name where the credential says it openly."""
        return self._open_identity("name") or self._text("name")

    @property
    def identifier(self) -> str:
        """The best handle of the learner: an id, an open e-mail address, or any other open identifier."""
        if self.id:
            return self.id
        openly = (self._open_identity(kind) for kind in ("emailAddress", "email", ""))
        return next((value for value in openly if value), "")

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

    def _open_identity(self, kind: str) -> str:
        for entry in self._objects("identifier"):
            openly = many(entry.get("hashed")) in ([], [False])
            if openly and (not kind or text(entry.get("identityType")) == kind):
                return identifier(entry.get("identityHash"))
        return ""


class AchievementCredential(View):
    """An Open Badges 3.0 credential; any other credential shows as much as it has in common."""

    @property
    def issuer(self) -> Profile:
        """Who says it."""
        value = self.document.get("issuer")
        own = value if isinstance(value, dict) else {"id": value}
        # A signature does not say in which of several descriptions of one profile a member stands (as issuer, as
        # creator), so all of them count.
        elsewhere = described_as(self.document, id=text(own.get("id")), type_name="Profile")
        return Profile({name: part for each in (*elsewhere, own) for name, part in each.items()})

    @property
    def subject(self) -> Subject:
        """Of whom it is said."""
        return Subject(next(iter(self._objects("credentialSubject")), {}))

    @property
    def achievement(self) -> Achievement:
        """What was achieved."""
        return next(iter(self.achievements), Achievement({}))

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
    def image(self) -> str:
        """The address (or data URI) of its picture."""
        return identifier(self.document.get("image")) or self.achievement.image

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What it rests on."""
        return tuple(Evidence(entry) for entry in self._objects("evidence"))

    @property
    def valid_from(self) -> datetime | None:
        """Since when it holds (VCDM 2.0 `validFrom`, 1.1 `issuanceDate`)."""
        return moment(self.document.get("validFrom", self.document.get("issuanceDate")))

    @property
    def valid_until(self) -> datetime | None:
        """Until when it holds (VCDM 2.0 `validUntil`, 1.1 `expirationDate`)."""
        return moment(self.document.get("validUntil", self.document.get("expirationDate")))

    @property
    def awarded(self) -> datetime | None:
        """When it was awarded."""
        return moment(self.document.get("awardedDate"))

    @property
    def status_entries(self) -> tuple[dict[str, Any], ...]:
        """Where its status is published."""
        return tuple(dict(entry) for entry in objects(self.document.get("credentialStatus")))

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
