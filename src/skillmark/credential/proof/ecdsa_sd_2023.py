"""The suite ecdsa-sd-2023: every statement is signed on its own, so that a holder may show some and not others.

Source: Data Integrity ECDSA Cryptosuites 1.0, "ecdsa-sd-2023" and "ecdsa-sd-2023 Functions".

The issuer gives its base proof to the holder alone; the holder derives from it, for each verifier, a document with the
parts to be shown and a derived proof. What the issuer made mandatory is in every one of them. A verifier cannot see
what was left out, nor that anything was: see `skillmark.credential.derive` on what must therefore be mandatory.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import KeyMaterialError, ProofError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.jsonld.selection import Statements, relabelled
from skillmark.credential.keys.local import LocalSigner
from skillmark.credential.keys.multikey import (
    base64url_decode,
    base64url_encode,
    public_key_bytes,
    public_key_from_bytes,
)
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof import cbor
from skillmark.credential.proof.suite import (
    Document,
    ProofOptions,
    options_of,
    require_kind,
    signed_options,
    unsecured,
    with_proof,
)

CRYPTOSUITE = "ecdsa-sd-2023"
KINDS = (KeyKind.P256,)
_BASE, _DERIVED = b"\xd9\x5d\x00", b"\xd9\x5d\x01"
_HMAC_BYTES, _SIGNATURE_BYTES, _KEY_BYTES = 32, 64, 35
_COMPONENTS = 5


@dataclass(frozen=True, kw_only=True)
class BaseProof:
    """What an issuer hands to a holder ("parseBaseProofValue"). `hmac_key` must not reach a verifier."""

    base_signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: list[bytes]
    mandatory_pointers: list[str]

    def to_text(self) -> str:
        """The proof's value ("serializeBaseProofValue")."""
        components = [
            self.base_signature, self.public_key, self.hmac_key, self.signatures, self.mandatory_pointers,
        ]  # fmt: skip
        return _to_text(_BASE, components)

    @classmethod
    def from_text(cls, value: Any) -> BaseProof:
        """The base proof in a proof's value; raises ProofError, with code `derived_proof` for the other kind."""
        header, (signature, key, hmac_key, signatures, pointers) = _from_text(value)
        if header != _BASE:
            raise ProofError(
                "derived_proof", "The proof was derived already; only its holder has the first one."
            )
        _check(_are_bytes([signature], _SIGNATURE_BYTES) and _are_bytes([key], _KEY_BYTES))
        _check(_are_bytes([hmac_key], _HMAC_BYTES) and _are_bytes(signatures, _SIGNATURE_BYTES))
        _check(isinstance(pointers, list) and all(isinstance(pointer, str) for pointer in pointers))
        return cls(
            base_signature=signature,
            public_key=key,
            hmac_key=hmac_key,
            signatures=signatures,
            mandatory_pointers=pointers,
        )


@dataclass(frozen=True, kw_only=True)
class DerivedProof:
    """What a holder hands to a verifier ("parseDerivedProofValue").

    `labels` goes from the number of a canonical label to the label that was signed; `mandatory` are the positions of
    the statements that every derived document holds.
    """

    base_signature: bytes
    public_key: bytes
    signatures: list[bytes]
    labels: dict[int, bytes]
    mandatory: list[int]

    def to_text(self) -> str:
        """The proof's value ("serializeDerivedProofValue")."""
        components = [self.base_signature, self.public_key, self.signatures, self.labels, self.mandatory]
        return _to_text(_DERIVED, components)

    @classmethod
    def from_text(cls, value: Any) -> DerivedProof:
        """The derived proof in a proof's value; raises ProofError, with code `base_proof` for the other kind."""
        header, (signature, key, signatures, labels, mandatory) = _from_text(value)
        if header != _DERIVED:
            raise ProofError(
                "base_proof",
                "This is the proof that an issuer gives to a holder; the holder must derive from it what is to be "
                "shown, and only that can be checked.",
            )
        _check(_are_bytes([signature], _SIGNATURE_BYTES) and _are_bytes([key], _KEY_BYTES))
        _check(_are_bytes(signatures, _SIGNATURE_BYTES))
        _check(isinstance(labels, dict) and _are_bytes(list(labels.values()), _HMAC_BYTES))
        # Two nodes of one name would be one node to whoever signed.
        _check(len(set(labels.values())) == len(labels))
        _check(isinstance(mandatory, list) and all(isinstance(index, int) for index in mandatory))
        _check(all(one < two for one, two in pairwise(mandatory)))
        return cls(
            base_signature=signature,
            public_key=key,
            signatures=signatures,
            labels=labels,
            mandatory=mandatory,
        )

    def relabel(self, canonical: str) -> str:
        """The label that was signed for a canonical label ("decompressLabelMap"); raises ProofError."""
        number = int(canonical.removeprefix("c14n"))
        if number not in self.labels:
            raise ProofError("labels_differ", "The proof does not name every node of what is shown.")
        return f"u{base64url_encode(self.labels[number])}"


@dataclass(frozen=True)
class Fresh:
    """The randomness of one base proof: `key` signs its statements and is forgotten, `hmac_key` names its nodes."""

    key: Signer
    hmac_key: bytes

    @classmethod
    def made(cls) -> Fresh:
        """New randomness, as every base proof must have."""
        return cls(LocalSigner.generate(KeyKind.P256), secrets.token_bytes(_HMAC_BYTES))


def sign(
    document: Document,
    *,
    signer: Signer,
    options: ProofOptions,
    contexts: ContextRegistry = BUNDLED,
    mandatory_pointers: Sequence[str] = (),
    fresh: Fresh | None = None,
) -> dict[str, Any]:
    """The document with a base proof more, made with `signer` ("Create Base Proof").

    `mandatory_pointers` lead to what every derived document must show. `fresh` is for test vectors alone. Raises
    PointerError where a pointer cannot be followed.
    """
    require_kind(signer.public_key, *KINDS)
    fresh = fresh or Fresh.made()
    pointers = list(dict.fromkeys(mandatory_pointers))
    proof = options.to_proof(CRYPTOSUITE)
    statements = Statements(
        unsecured(document, proof), relabel=hmac_labels(fresh.hmac_key), contexts=contexts
    )
    mandatory, others = _grouped(statements, pointers)
    public_key = public_key_bytes(fresh.key.public_key)
    data = _sign_data(document, proof, public_key, mandatory, contexts)
    base = BaseProof(
        base_signature=signer.sign(data),
        public_key=public_key,
        hmac_key=fresh.hmac_key,
        signatures=[fresh.key.sign(line.encode("utf-8")) for line in others],
        mandatory_pointers=pointers,
    )
    return with_proof(document, proof | {"proofValue": base.to_text()})


def derive(
    document: Document, proof: Document, *, pointers: Sequence[str], contexts: ContextRegistry = BUNDLED
) -> dict[str, Any]:
    """The part of a document that `pointers` and the issuer's mandatory ones lead to, with its derived proof.

    "Add Derived Proof" and "createDisclosureData". Raises PointerError for a pointer that cannot be followed,
    ProofError where `proof` is no base proof of the document.
    """
    options_of(proof, CRYPTOSUITE)
    base = BaseProof.from_text(proof.get("proofValue"))
    if "previousProof" in proof:
        raise ProofError("previous_proof", "A proof that builds on another cannot be derived from.")
    whole = Statements(unsecured(document, proof), relabel=hmac_labels(base.hmac_key), contexts=contexts)
    shown = whole.of([*base.mandatory_pointers, *pointers])
    if not shown.lines:
        raise ProofError("nothing_shown", "Nothing is to be shown: name a part of the document.")
    mandatory, others = _grouped(whole, base.mandatory_pointers)
    # The issuer's key is not at hand, but whether statements were changed since can be seen without it.
    _check_statements(base, others)
    kept = [line for line in whole.lines if line in shown.lines]
    always = set(mandatory)
    derived = DerivedProof(
        base_signature=base.base_signature,
        public_key=base.public_key,
        signatures=[
            signature for line, signature in zip(others, base.signatures, strict=True) if line in shown.lines
        ],
        labels={
            int(canonical.removeprefix("c14n")): base64url_decode(label.removeprefix("u"))
            for canonical, label in shown.canonical_labels().items()
        },
        mandatory=[index for index, line in enumerate(kept) if line in always],
    )
    made = shown.document | {"proof": dict(proof) | {"proofValue": derived.to_text()}}
    _check_statements(derived, _read(made, made["proof"], derived, contexts)[1])
    return made


def verify(
    document: Document, proof: Document, *, public_key: PublicKey, contexts: ContextRegistry = BUNDLED
) -> None:
    """Raise ProofError unless the derived `proof` holds for `document` under `public_key` ("Verify Derived Proof").

    A base proof is refused with the code `base_proof`: the standard gives a verifier derived proofs only. Raises
    ContextError or CanonicalizationError when the document has no certain meaning to be signed.
    """
    require_kind(public_key, *KINDS)
    options_of(proof, CRYPTOSUITE)
    derived = DerivedProof.from_text(proof.get("proofValue"))
    mandatory, others = _read(document, proof, derived, contexts)
    data = _sign_data(document, proof, derived.public_key, mandatory, contexts)
    _check_base(public_key, derived.base_signature, data)
    _check_statements(derived, others)


def verify_base(
    document: Document, proof: Document, *, public_key: PublicKey, contexts: ContextRegistry = BUNDLED
) -> None:
    """Raise ProofError unless the base `proof` holds for `document` under `public_key`: for issuers and holders."""
    require_kind(public_key, *KINDS)
    options_of(proof, CRYPTOSUITE)
    base = BaseProof.from_text(proof.get("proofValue"))
    statements = Statements(unsecured(document, proof), relabel=hmac_labels(base.hmac_key), contexts=contexts)
    mandatory, others = _grouped(statements, base.mandatory_pointers)
    _check_base(
        public_key, base.base_signature, _sign_data(document, proof, base.public_key, mandatory, contexts)
    )
    _check_statements(base, others)


def is_base(proof: Document) -> bool:
    """Whether a proof is a base proof of this suite, which something can be derived from."""
    if proof.get("cryptosuite") != CRYPTOSUITE:
        return False
    try:
        BaseProof.from_text(proof.get("proofValue"))
    except ProofError:
        return False
    return True


# --- statements -----------------------------------------------------------------------------------------------


def hmac_labels(key: bytes) -> Callable[[str], str]:
    """A function as "createHmacIdLabelMapFunction" makes it: its labels tell nothing about nodes that are not shown."""
    return lambda label: f"u{base64url_encode(hmac.digest(key, label.encode('ascii'), 'sha256'))}"


def _grouped(statements: Statements, pointers: Sequence[str]) -> tuple[list[str], list[str]]:
    """What "canonicalizeAndGroup" gives: the statements that are mandatory, and the others, each in their order."""
    chosen = statements.of(pointers).lines
    return (
        [line for line in statements.lines if line in chosen],
        [line for line in statements.lines if line not in chosen],
    )


def _read(
    document: Document, proof: Document, derived: DerivedProof, contexts: ContextRegistry
) -> tuple[list[str], list[str]]:
    """What "createVerifyData" reads out of a derived document: the mandatory statements, and the others."""
    named: list[str] = []

    def relabel(canonical: str) -> str:
        named.append(canonical)
        return derived.relabel(canonical)

    lines = relabelled(unsecured(document, proof), relabel=relabel, contexts=contexts)
    if len(named) != len(derived.labels):
        raise ProofError("labels_differ", "The proof names nodes that are not shown.")
    if derived.mandatory and derived.mandatory[-1] >= len(lines):
        raise _count_differs()
    always = set(derived.mandatory)
    return (
        [line for index, line in enumerate(lines) if index in always],
        [line for index, line in enumerate(lines) if index not in always],
    )


def _sign_data(
    document: Document,
    proof: Document,
    public_key: bytes,
    mandatory: Sequence[str],
    contexts: ContextRegistry,
) -> bytes:
    """What "serializeSignData" gives: hash of the options, the proof's own key, hash of the mandatory statements."""
    options = signed_options(document, options_of(proof, CRYPTOSUITE))
    return (
        hashlib.sha256(canonical_nquads(options, contexts=contexts)).digest()
        + public_key
        + hashlib.sha256("".join(mandatory).encode("utf-8")).digest()
    )


def _check_base(public_key: PublicKey, signature: bytes, data: bytes) -> None:
    if not public_key.verify(signature, data):
        raise ProofError(
            "signature_invalid", "The signature does not match: the content or the proof was changed."
        )


def _check_statements(proof: BaseProof | DerivedProof, lines: Sequence[str]) -> None:
    """Every statement that is not mandatory is signed with the proof's own key, which the issuer's signature covers."""
    if len(proof.signatures) != len(lines):
        raise _count_differs()
    key = _own_key(proof.public_key)
    for signature, line in zip(proof.signatures, lines, strict=True):
        if not key.verify(signature, line.encode("utf-8")):
            raise ProofError("signature_invalid", "The signature of one of the statements does not match.")


def _own_key(encoded: bytes) -> PublicKey:
    try:
        return public_key_from_bytes(encoded)
    except KeyMaterialError as error:
        raise ProofError(
            "proof_value_invalid", "The proof's own key cannot be read: {why}", why=error.message
        ) from error


def _count_differs() -> ProofError:
    return ProofError(
        "signature_count",
        "The proof does not have one signature for each statement: something was added or left out.",
    )


# --- values ---------------------------------------------------------------------------------------------------


def _to_text(header: bytes, components: list[Any]) -> str:
    return f"u{base64url_encode(header + cbor.encode(components))}"


def _from_text(value: Any) -> tuple[bytes, list[Any]]:
    """Header and components of a proof's value; raises ProofError where it is neither a base nor a derived proof."""
    if not isinstance(value, str):
        raise ProofError("proof_value_missing", "The proof holds no signature.")
    _check(value.startswith("u"))
    try:
        data = base64url_decode(value[1:])
    except KeyMaterialError as error:
        raise ProofError(
            "proof_value_invalid", "The signature cannot be read: {why}", why=error.message
        ) from error
    header = data[: len(_BASE)]
    _check(header in {_BASE, _DERIVED})
    components = cbor.decode(data[len(_BASE) :])
    _check(isinstance(components, list) and len(components) == _COMPONENTS)
    return header, components


def _check(right: bool) -> None:  # noqa: FBT001 (one question, one answer)
    if not right:
        raise ProofError("proof_value_invalid", "The signature's value is not made as this kind of proof is.")


def _are_bytes(values: Any, size: int) -> bool:
    return isinstance(values, list) and all(
        isinstance(value, bytes) and len(value) == size for value in values
    )
