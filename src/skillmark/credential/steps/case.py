"""The one value that the steps of a check share: the document at hand, and what earlier steps found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from skillmark.credential.did.document import BoundKey
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.model.view import identifier
from skillmark.credential.policy import Policy
from skillmark.credential.report import Message, Part
from skillmark.credential.resolve import Resolver
from skillmark.credential.steps.findings import message


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
class Case:
    """A document under examination. The steps read it and leave behind what later steps need.

    `depth` is 0 for what was handed in, and one more for each document that it is inside of.
    """

    document: Mapping[str, Any]
    resolver: Resolver
    now: datetime
    policy: Policy
    proofs: list[ProofAtHand] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    depth: int = 0

    @property
    def issuer_id(self) -> str:
        """The issuer's identifier as the document writes it, or an empty text."""
        value = self.document.get("issuer")
        return "" if isinstance(value, list) else identifier(value)

    def warn(self, sentence: str, *, code: str = "", **params: Any) -> None:
        """Something that a reader should know, although it decides nothing: a template with its parameters."""
        note = message(sentence, params, code=code)
        if note not in self.notes:
            self.notes.append(note)
