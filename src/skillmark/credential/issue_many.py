"""Issuing many credentials of a kind: what one has proved is not proven again for each, and the bytes stay the same.

The first documents of a kind are issued in full (`issue.py`). They show which values differ from one to the next, and
become a template: a shape plan (`jsonld/shapes`) whose slots are these values alone, and the list of what the checks
before signing ask of them. A document that is proven to differ from the template in nothing else is canonicalised by
that plan, asked what is on the list, and signed. Any other is issued in full, and so is refused where `issue` refuses.

`issue` verifies each credential from its own bytes before it leaves. Here this is done for those that are issued in
full, and for the first and then every COMPAREDth of each template: these are issued in full as well, and have to come
out the same to the byte. In between, a signature could be wrong only where the same code and the same key, in the same
process, were right for its neighbours: by a fault of the machine. Such a credential is refused by whoever checks it,
and its holder asks for another; nothing false is vouched for. To verify each would take half as long again. A signer
that is no LocalSigner (a key service, a module) can fail in one call alone, so each of its signatures is verified.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from skillmark.credential import strictjson
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import ProofError
from skillmark.credential.issue import issue
from skillmark.credential.jsonld.shapes.cache import outline
from skillmark.credential.jsonld.shapes.compiling import NoPlan, Plan, make_plan
from skillmark.credential.jsonld.shapes.slots import Path, leaves
from skillmark.credential.keys.local import LocalSigner
from skillmark.credential.keys.multikey import multibase_encode
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof import eddsa_rdfc_2022
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.steps.leaves import NUMBER, TEXT, Leaf
from skillmark.credential.steps.ready import asked_of_values
from skillmark.credential.steps.whole import LOOKED_AT_TOGETHER, VALIDITY, ends_after_it_begins

# One in so many of each template is issued in full as well, and compared.
COMPARED: Final = 500
# Making a template costs as much as ten credentials in full, so what differs in ever new ways is not learned.
_MOST_KINDS: Final = 128
_MOST_TEMPLATES_OF_A_KIND: Final = 8
_DATES: Final = frozenset(name for pair in VALIDITY for name in pair)


def issue_many(
    documents: Iterable[Mapping[str, Any]],
    *,
    signer: Signer,
    verification_method: str,
    created: datetime,
    contexts: ContextRegistry = BUNDLED,
) -> Iterator[bytes]:
    """The signed credential of each document, in their order: what `issue` gives with the same arguments.

    By the suite eddsa-rdfc-2022. Raises what `issue` raises, when the document's turn comes.
    """
    series = Series(signer=signer, verification_method=verification_method, contexts=contexts)
    for document in documents:
        yield series.issue(document, created=created)


@dataclass(slots=True)
class Counts:
    """How credentials were issued: after a template, in full, in both ways to compare; and the templates made."""

    short: int = 0
    full: int = 0
    compared: int = 0
    templates: int = 0


class Series:
    """Credentials under one key, with the templates that they have in common. For one thread at a time."""

    def __init__(
        self, *, signer: Signer, verification_method: str, contexts: ContextRegistry = BUNDLED
    ) -> None:
        self._signer, self._method, self._contexts = signer, verification_method, contexts
        self._may_fail = not isinstance(signer, LocalSigner)
        self._kinds: dict[Hashable, _Kind] = {}
        # The templates to try, by the members of a document; the last that was made comes first, and fits most.
        self._templates: dict[tuple[str, ...], list[_Template]] = {}
        self._trusted = True
        self.counts = Counts()

    def issue(self, document: Mapping[str, Any], *, created: datetime) -> bytes:
        """The signed credential; raises what `issue` raises.

        Raises ProofError where a credential came out otherwise than in full: this series then does without templates,
        and what it has issued so far should not be let out.
        """
        if type(document) is not dict or not self._trusted:
            return self._issued_in_full(document, created)
        data = self._issued_short(document, created)
        if data is None:
            data = self._issued_in_full(document, created)
            self._learn(document)
        return data

    def _issued_in_full(self, document: Mapping[str, Any], created: datetime) -> bytes:
        data = issue(
            document,
            signer=self._signer,
            verification_method=self._method,
            created=created,
            contexts=self._contexts,
        )
        self.counts.full += 1
        return data

    # After a template ------------------------------------------------------------------------------------------

    def _issued_short(self, document: dict[str, Any], created: datetime) -> bytes | None:
        """The signed credential, None where no template is proven to fit."""
        for template in self._templates.get(tuple(document), ()):
            nquads = template.canonical_nquads(document)
            if nquads is not None:
                data = self._signed(document, template, nquads, created)
                return data if data is None else self._counted(document, template, data, created)
        return None

    def _counted(
        self, document: dict[str, Any], template: _Template, data: bytes, created: datetime
    ) -> bytes:
        self.counts.short += 1
        if template.used % COMPARED == 0:
            self.counts.compared += 1
            # Closed until it is shown to be right: a fault would be ours, and nobody knows how far it reaches.
            self._trusted = False
            if data != self._issued_in_full(document, created):
                raise ProofError(
                    "template_wrong",
                    "A credential that was signed after a template differs from the same one signed in full.",
                )
            self._trusted = True
        template.used += 1
        return data

    def _signed(
        self, document: dict[str, Any], template: _Template, nquads: bytes, created: datetime
    ) -> bytes | None:
        proof, hash_of_options = self._options(template, created)
        hash_data = hash_of_options + sha256(nquads).digest()
        signature = self._signer.sign(hash_data)
        if self._may_fail and not self._signer.public_key.verify(signature, hash_data):
            return None
        proof = proof | {"proofValue": multibase_encode(signature)}
        data = strictjson.dumps(document)[:-1] + b',"proof":' + strictjson.dumps(proof) + b"}"
        if b"null" in data:
            # Not every writer of JSON takes such a document, so both halves are left to the same one.
            data = strictjson.dumps(document | {"proof": proof})
        # What is too long to be read again is refused by `issue`, which says so.
        return data if len(data) <= strictjson.MAX_BYTES else None

    def _options(self, template: _Template, created: datetime) -> tuple[dict[str, Any], bytes]:
        """The proof without its value, and the hash of what it says under the template's contexts."""
        # In UTC, since times of other zones can be equal and an hour apart.
        created = created.astimezone(UTC)
        if template.created != created:
            options = ProofOptions(verification_method=self._method, created=created)
            template.proof = options.to_proof(eddsa_rdfc_2022.CRYPTOSUITE)
            both = eddsa_rdfc_2022.hash_data(template.document, template.proof, contexts=self._contexts)
            template.hash_of_options, template.created = both[: sha256().digest_size], created
        return template.proof, template.hash_of_options

    # Learning --------------------------------------------------------------------------------------------------

    def _learn(self, document: dict[str, Any]) -> None:
        """Make a template, once it is known what differs; `document` was issued in full."""
        key = _key(document)
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) < _MOST_KINDS:
                self._kinds[key] = _Kind(deepcopy(document))
            return
        known = len(kind.varying)
        kind.see(document)
        if len(kind.varying) == known or kind.made == _MOST_TEMPLATES_OF_A_KIND:
            return
        kind.made += 1
        try:
            template = _make_template(deepcopy(document), kind.varying, contexts=self._contexts)
        except NoPlan:
            return
        self.counts.templates += 1
        self._templates.setdefault(tuple(document), []).insert(0, template)


@dataclass(slots=True)
class _Kind:
    """Documents that could have one template: one of them, and the paths of the values that were seen to differ."""

    document: dict[str, Any]
    varying: frozenset[Path] = frozenset()
    made: int = 0

    def see(self, document: dict[str, Any]) -> None:
        """Note what differs in `document`; what differs in one entry of a list may do so in all."""
        before = dict(leaves(self.document))
        differing = {_names(path) for path, value in leaves(document) if value != before[path]}
        self.varying |= {path for path in before if _names(path) in differing}


def _names(path: Path) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))


def _key(document: dict[str, Any]) -> Hashable:
    """What the documents of a kind have in common: what they are made of, and the values that may not vary.

    These are the ones whose worth hangs on others, and texts that are empty: where something must be said, none is.
    """
    kept = frozenset(
        (path, value)
        for path, value in leaves(document)
        if value == "" or not LOOKED_AT_TOGETHER.isdisjoint(path)
    )
    return outline(document), kept


@dataclass(slots=True)
class _Template:
    """A document that was issued, as the pattern for others."""

    document: dict[str, Any]
    plan: Plan
    # The slots whose values are asked for more than being what fits the slot.
    asked: tuple[tuple[int, Leaf], ...]
    has_dates: bool
    used: int = 0
    proof: dict[str, Any] = field(default_factory=dict)
    hash_of_options: bytes = b""
    created: datetime | None = None

    def canonical_nquads(self, document: dict[str, Any]) -> bytes | None:
        """The canonical form of a document that `issue` would sign; None where it is not proven that it would."""
        values = self.plan.match(document)
        # Members that must say something are never empty in the template.
        if values is None or "" in values:
            return None
        for slot, kind in self.asked:
            # A value with a backslash may have been escaped, and is then not what stands in the document.
            if "\\" in values[slot] or not kind.accepts(values[slot]):
                return None
        if self.has_dates and any(ends_after_it_begins(document, ())):
            return None
        return self.plan.fill(values)


def _make_template(
    document: dict[str, Any], varying: Collection[Path], *, contexts: ContextRegistry
) -> _Template:
    """The template of a document that was issued; raises NoPlan."""
    plan = make_plan(document, contexts=contexts, varying=varying)
    slot_at = {path: slot.number for slot in plan.slots for path in slot.paths}
    # That a value is text or a number is proven by the slot.
    asked = dict.fromkeys(
        (slot_at[place], kind)
        for place, kind in asked_of_values(document, contexts=contexts)
        if place in slot_at and kind not in (TEXT, NUMBER)
    )
    return _Template(document, plan, tuple(asked), any((name,) in slot_at for name in _DATES))
