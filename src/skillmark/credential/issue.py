"""Issuing: nothing leaves that would not verify, so the document is checked before it is signed, and again after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.derive import always_shown
from skillmark.credential.did.document import find_key
from skillmark.credential.errors import CredentialError, KeyMaterialError, ProofError
from skillmark.credential.jsonld import to_quads
from skillmark.credential.keys.signer import Signer
from skillmark.credential.message import Message, in_a_row
from skillmark.credential.proof import SUITES, ecdsa_sd_2023
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.proof.vc_jwt import read_vc_jwt, sign_vc_jwt
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.steps.flaws import Flaw
from skillmark.credential.steps.ready import flaws_before_signing

# Identifiers that are their own key, so that whose key it is can be seen without asking anyone.
_OWN_KEY = ("did:key:", "did:jwk:")


class IssueRefused(CredentialError):
    """The document must not be signed as it is; `problems` says why, a sentence each, and `flaws` where and how."""

    def __init__(self, problems: Sequence[Message], *, flaws: tuple[Flaw, ...] = ()) -> None:
        super().__init__(
            "issue_refused", "This credential cannot be signed yet. {problems}", problems=in_a_row(problems)
        )
        self.problems = tuple(problem.say() for problem in problems)
        self.flaws = flaws


def issue(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    verification_method: str,
    created: datetime,
    suite: str = "eddsa-rdfc-2022",
    mandatory_pointers: Sequence[str] = (),
    contexts: ContextRegistry = BUNDLED,
) -> bytes:
    """The signed credential as compact UTF-8 JSON.

    The same arguments give the same bytes, but for ecdsa-sd-2023, whose every proof has a key of its own. For that
    suite alone, `mandatory_pointers` lead to what a holder may not leave out, beside what a credential must always
    show (derive.py). `contexts` are those that the document may name, and what they mean.

    Raises IssueRefused when something is missing or wrongly written, UndefinedTerm when a member has no meaning,
    KeyMaterialError when an identifier that is its own key (did:key) is not that of the signer, ProofError for a suite
    that is not made, or not with this kind of key.
    """
    check_before_issuing(document, contexts=contexts)
    options = ProofOptions(verification_method=verification_method, created=created)
    return sign_document(
        document,
        signer=signer,
        options=options,
        suite=suite,
        mandatory_pointers=mandatory_pointers,
        contexts=contexts,
    )


def sign_document(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    options: ProofOptions,
    suite: str,
    mandatory_pointers: Sequence[str] = (),
    contexts: ContextRegistry = BUNDLED,
) -> bytes:
    """A document that may be signed, with its proof, as compact UTF-8 JSON; raises ProofError and KeyMaterialError."""
    check_key(signer, options.verification_method, purpose=options.proof_purpose)
    if suite not in SUITES:
        raise ProofError("suite_unsupported", "Signing with {suite} is not supported.", suite=suite)
    if mandatory_pointers and suite != ecdsa_sd_2023.CRYPTOSUITE:
        raise ProofError("all_mandatory", "With {suite} everything is shown, always.", suite=suite)
    if suite == ecdsa_sd_2023.CRYPTOSUITE:
        pointers = always_shown(document, also=mandatory_pointers)
        signed = ecdsa_sd_2023.sign(
            document, signer=signer, options=options, mandatory_pointers=pointers, contexts=contexts
        )
        verify = ecdsa_sd_2023.verify_base
    else:
        signed = SUITES[suite].sign(document, signer=signer, options=options, contexts=contexts)
        verify = SUITES[suite].verify
    data = strictjson.dumps(signed)
    # What is signed is verified before it leaves: from the bytes themselves, with the published half of the key.
    reread = strictjson.loads(data)
    verify(reread, reread["proof"], public_key=signer.public_key, contexts=contexts)
    return data


def issue_jwt(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    verification_method: str,
    created: datetime,
    wrap: bool = False,
) -> bytes:
    """The credential as a signed text (VC-JWT); `wrap` puts it into a `vc` claim, as older verifiers expect it.

    The same arguments give the same bytes. Raises what `issue` raises.
    """
    check_before_issuing(document)
    check_key(signer, verification_method)
    text = sign_vc_jwt(
        document, signer=signer, verification_method=verification_method, issued_at=created, wrap=wrap
    )
    _, envelope = read_vc_jwt(text)
    envelope.verify(public_key=signer.public_key)
    return text.encode("ascii")


def check_before_issuing(document: Mapping[str, Any], *, contexts: ContextRegistry = BUNDLED) -> None:
    """Raise IssueRefused or ContextError unless the document may be signed."""
    if "proof" in document:
        raise IssueRefused([Message("It is signed already.")])
    flaws = tuple(flaws_before_signing(document, contexts=contexts))
    if flaws:
        raise IssueRefused([flaw.message for flaw in flaws], flaws=flaws)
    to_quads(dict(document), contexts=contexts)


def check_key(signer: Signer, verification_method: str, *, purpose: str = "assertionMethod") -> None:
    """Raise KeyMaterialError where an identifier that is its own key (did:key, did:jwk) is not that of the signer."""
    if not verification_method.startswith(_OWN_KEY):
        return
    found = find_key(verification_method, purpose=purpose, resolver=StaticResolver())
    if found.public_key != signer.public_key:
        raise KeyMaterialError("signer_mismatch", "The signer's key is not {key}.", key=verification_method)
