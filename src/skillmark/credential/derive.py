"""Selective disclosure with ecdsa-sd-2023: a holder derives, for each verifier, what is to be shown of a credential.

A derived credential cannot show that something is missing: a holder could leave out the end of validity, or the entry
by which a revocation would be seen. So three rules stand here and hold together.

1. Our issuer makes every member mandatory that says whose credential it is, how long it holds and how to see whether it
   still does (`always_shown`), whatever else is asked for; also what makes it a badge at all.
2. Our verifier warns of every derived credential that members may be missing, and names those that speak of its life
   and are not shown (`not_shown`); it can do no more, since other issuers may have other rules.
3. What is shown is checked like any other credential: a part without its issuer, or without the members that Open
   Badges asks for, is not accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.errors import ContextError, LoadError, ProofError
from skillmark.credential.jsonld.selection import PointerError
from skillmark.credential.proof import ecdsa_sd_2023
from skillmark.credential.proof.suite import proofs_of

__all__ = ["PointerError", "always_shown", "derive", "not_shown"]

# The members by which a credential begins, ends, is revoked and replaced, and the rules under which it was issued.
_LIFECYCLE = (
    "issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus", "credentialSchema",
    "refreshService", "termsOfUse",
)  # fmt: skip
# What Open Badges 3.0 asks of every achievement ("Achievement"); ids and types are shown by themselves.
_OF_AN_ACHIEVEMENT = ("name", "description", "criteria")
# Whatever of these is there can speak against a credential; in pairs, the names of both data models.
_SPEAKS_OF_ITS_LIFE = (("validFrom", "issuanceDate"), ("validUntil", "expirationDate"), ("credentialStatus",))


def derive(data: bytes, *, pointers: Sequence[str], contexts: ContextRegistry = BUNDLED) -> bytes:
    """The credential in `data` with only those parts that `pointers` (RFC 6901) and its issuer ask for, as JSON.

    The one base proof in it is replaced by a derived one; other proofs cover the whole and are left out. Raises
    LoadError, PointerError for a pointer that cannot be followed, ProofError with the code `no_base_proof` where there
    is nothing to derive from, and ContextError where the document has no certain meaning.
    """
    document = strictjson.loads(data)
    if not isinstance(document, dict):
        raise LoadError("not_an_object", "A credential is one JSON object.")
    bases = [
        proof for proof in proofs_of(document) if isinstance(proof, dict) and ecdsa_sd_2023.is_base(proof)
    ]
    if not bases:
        raise ProofError(
            "no_base_proof",
            "This credential holds no base proof of the kind {suite}, so nothing can be derived from it.",
            suite=ecdsa_sd_2023.CRYPTOSUITE,
        )
    if len(bases) > 1:
        raise ProofError(
            "several_base_proofs", "This credential holds several base proofs; keep one of them."
        )
    derived = _derived(document, bases[0], pointers, contexts)
    return strictjson.dumps(derived)


def _derived(
    document: dict[str, Any], proof: dict[str, Any], pointers: Sequence[str], contexts: ContextRegistry
) -> dict[str, Any]:
    errors: list[ProofError | ContextError] = []
    # The same context was published in several bytes; only one of them makes the statements that were signed.
    for registry in contexts.alternatives(document):
        try:
            return ecdsa_sd_2023.derive(document, proof, pointers=pointers, contexts=registry)
        except (ProofError, ContextError) as error:
            errors.append(error)
    raise errors[0]


def always_shown(document: Mapping[str, Any], *, also: Sequence[str] = ()) -> list[str]:
    """Where the members are that every part of a credential must show, and those that `also` asks for."""
    own = [f"/{name}" for name in _LIFECYCLE if name in document]
    return list(dict.fromkeys([*own, *_of_achievements(document), *also]))


def _of_achievements(document: Mapping[str, Any]) -> Iterator[str]:
    for subject, subject_path in _each(document, "credentialSubject", ""):
        for achievement, path in _each(subject, "achievement", subject_path):
            yield from (f"{path}/{name}" for name in _OF_AN_ACHIEVEMENT if name in achievement)


def _each(holder: Mapping[str, Any], member: str, path: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    value = holder.get(member)
    if isinstance(value, dict):
        yield value, f"{path}/{member}"
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            if isinstance(entry, dict):
                yield entry, f"{path}/{member}/{index}"


def not_shown(document: Mapping[str, Any]) -> list[str]:
    """The members that would speak of a credential's life and are not in `document`."""
    return [names[0] for names in _SPEAKS_OF_ITS_LIFE if not any(name in document for name in names)]
