"""Two descriptions of one node in one document, and what could be moved from the one to the other unnoticed.

A signature over statements covers what is said of a node, and not in which of its descriptions it stands. Where both
may hold a member (a name, a picture, a narrative), whoever passes the document on could move it: the name of an
evidence, whose address a learner chose, becomes that of the achievement at this address. So such documents are refused,
but for those that are common and where a move harms nobody: the tables say which.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from skillmark.credential.jsonld.context import ActiveContext

_OB: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_VC: Final = "https://www.w3.org/2018/credentials#"
# What only mentions a node that is described elsewhere, by its type or by the member that it stands in, and the little
# that it may say itself. A credential's services say what they are, and no more.
_MENTIONS: Final[Mapping[str, frozenset[str]]] = {
    "Related": frozenset({f"{_OB}version", "https://schema.org/inLanguage"}),
    "EndorsementSubject": frozenset(),
    **{
        f"{_VC}{member}": frozenset[str]()
        for member in (
            "credentialSchema",
            "credentialStatus",
            "refreshService",
            "relatedResource",
            "termsOfUse",
        )
    },
}
# The page of an achievement is often where its criteria are as well.
_CRITERIA: Final = f"{_OB}Criteria"
_OF_CRITERIA: Final = frozenset({f"{_OB}narrative"})
# VCDM 2.0, "Integrity of Related Resources": what is said of a resource's bytes is the same wherever it is said.
_OF_BYTES: Final = frozenset(
    {f"{_VC}digestSRI", "https://w3id.org/security#digestMultibase", "https://schema.org/encodingFormat"}
)
# Members whose values need no type, so that any could be given to them.
_PASSING: Final = frozenset({_CRITERIA, f"{_VC}relatedResource"})
_SUBJECT: Final = f"{_VC}credentialSubject"
_ISSUER: Final = f"{_VC}issuer"
_NAME: Final = "https://schema.org/name"


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What one object says of a node that has a name, and what more could be said there."""

    item: dict[str, Any]
    kinds: frozenset[str]
    # The member that leads to it.
    via: str | None
    active: ActiveContext
    said: Mapping[str, Any]

    def exchangeable(self, other: Description) -> Iterator[str]:
        """What stands here or there and could as well stand in the other: a signature does not say in which."""
        if self.item == other.item or self._is_taken_with(other):
            return
        differing = [iri for iri in self.said.keys() & other.said.keys() if self.said[iri] != other.said[iri]]
        if self.is_party(other) or other.is_party(self):
            yield from differing
            return
        for one, another in ((self, other), (other, self)):
            if another.own_of_mention(one) is None:
                own = one.own_of_mention(another) or frozenset()
                yield from (iri for iri in one.said.keys() - own - _OF_BYTES if iri in another.active.names)
            yield from differing

    def _is_taken_with(self, other: Description) -> bool:
        """Whether the two are compared as wholes, or are profiles or pictures, which readers take together."""
        return bool(self.kinds) and self.kinds == other.kinds and not _PASSING & {self.via, other.via}

    def is_party(self, other: Description) -> bool:
        """Whether this is whom a credential is about, and the other its issuer or another party of the same name."""
        return self.via == _SUBJECT and (other.kinds == {"Profile"} or other.via == _ISSUER)

    @property
    def names(self) -> Iterator[str]:
        """What it calls the node, as text that can be compared."""
        if _NAME in self.said:
            yield json.dumps(self.said[_NAME], sort_keys=True)

    def own_of_mention(self, other: Description) -> frozenset[str] | None:
        """What this may say as a mention of what the other describes; None where it is more than a mention."""
        if self.via == _CRITERIA and "Achievement" in other.kinds:
            return _OF_CRITERIA
        kind = next(iter(self.kinds)) if len(self.kinds) == 1 else ""
        return _MENTIONS.get(kind, _MENTIONS.get(self.via or ""))

    def said_by_both(self, other: Description) -> Iterator[str]:
        """What two different issuers say here and there of one thing: the one could have taken it from the other."""
        shared = self.kinds & other.kinds
        if shared <= {"Profile"}:
            passed = _OF_BYTES | ({_NAME} if shared else frozenset())
            yield from (self.said.keys() & other.said.keys()) - passed


@dataclass(slots=True)
class CalledNames:
    """What one node is called: by the document, by credentials of its issuer inside of it, and by those of others.

    Everybody may call an issuer by its name. Where the names differ, the document's own could have been exchanged for
    one that only somebody else uses, and the one that its issuer wrote could be left to whoever says that as well.
    """

    own: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    of_others: set[str] = field(default_factory=set)

    @property
    def is_borrowed(self) -> bool:
        """Whether the document's own name for it may have been taken from somebody else."""
        doubtful = (self.own & self.of_others) - self.inside
        return bool(doubtful) and len(self.own | self.inside | self.of_others) > 1
