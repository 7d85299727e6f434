"""Issuing: nothing leaves that would not verify, so the document is checked before it is signed, and again after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.did.key import verification_method_for_key
from skillmark.credential.errors import CredentialError, KeyMaterialError, ProofError
from skillmark.credential.jsonld import to_quads
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof import SUITES
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.steps.conform import member_problems
from skillmark.credential.steps.shape import shape_problems


class IssueRefused(CredentialError):
    """The document must not be signed as it is; `problems` says why, a sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("issue_refused", "This credential cannot be signed yet. " + " ".join(problems))
        self.problems = problems


def issue(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    verification_method: str,
    created: datetime,
    suite: str = "eddsa-rdfc-2022",
) -> bytes:
    """The signed credential as compact UTF-8 JSON; the same arguments give the same bytes.

    Raises IssueRefused when something is missing or wrongly written, UndefinedTerm when a member has no meaning,
    KeyMaterialError when a did:key names another key than the signer's.
    """
    check_before_issuing(document)
    options = ProofOptions(verification_method=verification_method, created=created)
    return sign_document(document, signer=signer, options=options, suite=suite)


def sign_document(document: Mapping[str, Any], *, signer: Signer, options: ProofOptions, suite: str) -> bytes:
    """A document that may be signed, with its proof, as compact UTF-8 JSON; raises ProofError and KeyMaterialError."""
    _check_key(signer, options.verification_method)
    if suite not in SUITES:
        raise ProofError("suite_unsupported", f"Signing with {suite} is not supported.")
    signed = SUITES[suite].sign(document, signer=signer, options=options)
    data = json.dumps(signed, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    # What is signed is verified before it leaves: from the bytes themselves, with the published half of the key.
    reread = strictjson.loads(data)
    SUITES[suite].verify(reread, reread["proof"], public_key=signer.public_key)
    return data


def check_before_issuing(document: Mapping[str, Any]) -> None:
    """Raise IssueRefused or ContextError unless the document may be signed."""
    if "proof" in document:
        raise IssueRefused(("It is signed already.",))
    problems = tuple(chain(shape_problems(document), member_problems(document)))
    if problems:
        raise IssueRefused(problems)
    to_quads(dict(document))


def _check_key(signer: Signer, verification_method: str) -> None:
    expected = verification_method_for_key(signer.public_multikey)
    if verification_method.startswith("did:key:") and verification_method != expected:
        raise KeyMaterialError("signer_mismatch", f"The signer's key is not {verification_method}.")
