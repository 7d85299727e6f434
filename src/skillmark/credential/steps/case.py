"""The one value that the steps of a check share: the document at hand, and what earlier steps found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from skillmark.credential.did.document import BoundKey
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.model.kinds import is_presentation, is_record
from skillmark.credential.model.view import identifier
from skillmark.credential.policy import Policy
from skillmark.credential.proof.envelope import Envelope
from skillmark.credential.report import Message, Part, Role
from skillmark.credential.resolve import Resolver
from skillmark.credential.steps.findings import message

_MOST_ALIKE = 10


@dataclass
class ProofAtHand:
    """One proof of the document, and the key found for it.

    `trial_key` is what the proof itself names as its key: good enough to see whether the content was changed, never
    good enough to say who signed.
    """

    proof: Mapping[str, Any]
    key: BoundKey | None = None
    trial_key: PublicKey | None = None


@dataclass
class Allowance:
    """What one check may still spend on what is inside: a whole tree of parts shares it, so that it ends.

    The time that a part takes follows its length (`characters`, as it is written, once for each time that it is gone
    through) and the work of telling its nodes apart (`steps` of canonicalisation).
    """

    parts: int = 64
    characters: int = 1_000_000
    steps: int = 1_000_000

    def spend(self, *, parts: int = 0, characters: int = 0, steps: int = 0) -> bool:
        """Take these from what is left, if all of them are there."""
        if parts > self.parts or characters > self.characters or steps > self.steps:
            return False
        self.parts -= parts
        self.characters -= characters
        self.steps -= steps
        return True

    def spend_again(self, since: Allowance, *, times: int) -> None:
        """Take what was taken since then several times more, as far as it is there."""
        self.characters -= min(self.characters, times * (since.characters - self.characters))
        self.steps -= min(self.steps, times * (since.steps - self.steps))


@dataclass
class Case:
    """A document under examination. The steps read it and leave behind what later steps need.

    `depth` is 0 for what was handed in, and one more for each document that it is inside of; `outer` is the document
    next around it, and `role` what it is to that. `envelope` is the signed text that it came in, `seal` the signature
    of that text with its key. `proven_holder` is the holder of a presentation whose key was proven,
    `endorsable` what endorsements inside may speak of, once one has asked.
    `kept` is what was fetched and examined on the way, by its address: a tree of parts shares it like the allowance.
    `newer` is the version that took the place of what was read (refresh.py), as it came, and `shown` the signed text
    that was handed in then: the newer version was not made for this request.
    """

    document: Mapping[str, Any]
    resolver: Resolver
    now: datetime
    policy: Policy
    envelope: Envelope | None = None
    seal: ProofAtHand | None = None
    proofs: list[ProofAtHand] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    depth: int = 0
    outer: Case | None = None
    role: Role | None = None
    proven_holder: str = ""
    endorsable: frozenset[str] | None = None
    allowance: Allowance = field(default_factory=Allowance)
    kept: dict[str, Any] = field(default_factory=dict)
    newer: bytes = b""
    shown: Envelope | None = None

    @property
    def signatures(self) -> list[ProofAtHand]:
        """Every signature: the one around the document, and those in it."""
        return [*([self.seal] if self.seal else []), *self.proofs]

    @property
    def is_presentation(self) -> bool:
        """Whether a holder shows credentials with it."""
        return is_presentation(self.document)

    @property
    def is_record(self) -> bool:
        """Whether it is a learner record, whose content is credentials."""
        return is_record(self.document)

    @property
    def purpose(self) -> str:
        """What its signature must be made for: to show something as its holder, or to say something as its issuer."""
        return "authentication" if self.is_presentation else "assertionMethod"

    @property
    def issuer_id(self) -> str:
        """The identifier of whoever must have signed: the issuer, of a presentation its holder; empty where none is."""
        value = self.document.get("holder" if self.is_presentation else "issuer")
        return "" if isinstance(value, list) else identifier(value)

    def inside(self, document: Mapping[str, Any], *, role: Role) -> Case:
        """The case of a document inside of this one: the same resolver, budget and rules, its own findings."""
        # A part was not made for this request, and only credentials are what a verifier may have asked for.
        policy = replace(self.policy, expected_domain=None, expected_challenge=None)
        if role is Role.ENDORSEMENT:
            policy = replace(policy, expected_achievement=None, expected_recipient=())
        return Case(
            document, self.resolver, self.now, policy, depth=self.depth + 1, outer=self, role=role,
            allowance=self.allowance, kept=self.kept,
        )  # fmt: skip

    def warn(self, sentence: str, *, code: str = "", **params: Any) -> None:
        """Something that a reader should know, although it decides nothing: a template with its parameters.

        Of one kind only so many are kept: thousands would bury all others, and take seconds to compare.
        """
        alike = [each for each in self.notes if each.code == code]
        if len(alike) < _MOST_ALIKE:
            note = message(sentence, params, code=code)
            if note not in alike:
                self.notes.append(note)
        elif len(alike) == _MOST_ALIKE:
            self.notes.append(
                message("There is more of this kind, which is not repeated here.", {}, code=code)
            )
