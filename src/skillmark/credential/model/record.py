"""The comprehensive learner record (CLR 2.0): many credentials of one learner, and how their achievements relate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillmark.credential.model.achievement import Achievement
from skillmark.credential.model.badge import AchievementCredential, Learner
from skillmark.credential.model.credential import Credential, EndorsementCredential, Proof
from skillmark.credential.model.view import View, identifier, many, truth

_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


class Association(View):
    """How one achievement relates to another, such as being a part of it."""

    @property
    def kind(self) -> str:
        """The relation, such as `isPartOf`."""
        return self._text("associationType")

    @property
    def source(self) -> str:
        """The id of the achievement that it is said of."""
        return identifier(self.document.get("sourceId"))

    @property
    def target(self) -> str:
        """The id of the achievement that it relates to."""
        return identifier(self.document.get("targetId"))


class ClrSubject(Learner):
    """The learner, with the credentials that the record gathers."""

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The credentials inside, each as what it is."""
        return tuple(credential(entry) for entry in self._objects("verifiableCredential"))

    @property
    def credential_texts(self) -> tuple[str, ...]:
        """Credentials in JWT form, as they are written."""
        return _texts_of(self)

    @property
    def achievements(self) -> tuple[Achievement, ...]:
        """Achievements that the associations speak of."""
        return tuple(Achievement(entry) for entry in self._objects("achievement"))

    @property
    def associations(self) -> tuple[Association, ...]:
        """How the achievements relate to each other."""
        return tuple(Association(entry) for entry in self._objects("association"))


class ClrCredential(Credential):
    """A comprehensive learner record."""

    @property
    def partial(self) -> bool | None:
        """Whether it leaves things out; None where it does not say."""
        return truth(self.document.get("partial"))

    @property
    def subject(self) -> ClrSubject:
        """The learner, and what the record gathers."""
        return ClrSubject(self._object("credentialSubject"))


class Presentation(View):
    """Credentials that their holder shows."""

    @property
    def holder(self) -> str:
        """The identifier of whoever shows them."""
        return identifier(self.document.get("holder"))

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The credentials that are shown, each as what it is."""
        return tuple(credential(entry) for entry in self._objects("verifiableCredential"))

    @property
    def credential_texts(self) -> tuple[str, ...]:
        """Credentials in JWT form, as they are written."""
        return _texts_of(self)

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The holder's proofs."""
        return tuple(Proof(entry) for entry in self._objects("proof"))


def credential(document: Mapping[str, Any]) -> Credential:
    """The view that fits a credential's type; of an unknown one, what all have in common."""
    names = set(View(document).types)
    if "ClrCredential" in names:
        return ClrCredential(document)
    if names & _BADGE_TYPES:
        return AchievementCredential(document)
    return EndorsementCredential(document) if "EndorsementCredential" in names else Credential(document)


def _texts_of(view: View) -> tuple[str, ...]:
    return tuple(entry for entry in many(view.document.get("verifiableCredential")) if isinstance(entry, str))
