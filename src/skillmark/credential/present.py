"""Presenting: a holder shows credentials and proves with a key that they are theirs, for this verifier and this once.

Sources: Verifiable Credentials Data Model 2.0, "Verifiable Presentations" and "Enveloped Verifiable Credentials".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import CredentialError
from skillmark.credential.issue import check_before_issuing, sign_document
from skillmark.credential.keys.signer import Signer
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.policy import Policy
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.proof.vc_jwt import read_vc_jwt, sign_vc_jwt
from skillmark.credential.steps import read

CONTEXT = "https://www.w3.org/ns/credentials/v2"
PURPOSE = "authentication"
_LIMITS = Policy()


class PresentRefused(CredentialError):
    """These credentials cannot be shown like this."""


def compose_presentation(credentials: Iterable[bytes], *, holder: str | None = None) -> dict[str, Any]:
    """An unsigned presentation of credentials as they came: JSON, signed texts, or images that carry one.

    Raises PresentRefused for what cannot be read.
    """
    shown = [_as_shown(data) for data in credentials]
    presentation: dict[str, Any] = {"@context": [CONTEXT], "type": ["VerifiablePresentation"]}
    if holder is not None:
        presentation["holder"] = holder
    return presentation | {"verifiableCredential": shown}


def present(
    credentials: Iterable[bytes],
    *,
    holder: str,
    signer: Signer,
    verification_method: str,
    created: datetime,
    challenge: str | None = None,
    domain: str | None = None,
    suite: str = "eddsa-rdfc-2022",
) -> bytes:
    """A presentation signed by its holder, as compact UTF-8 JSON; `challenge` and `domain` are the verifier's.

    Raises PresentRefused when the key is not one of the holder's, IssueRefused when a credential cannot be signed over.
    """
    presentation = _of_holder(credentials, holder=holder, verification_method=verification_method)
    options = ProofOptions(
        verification_method=verification_method,
        created=created,
        proof_purpose=PURPOSE,
        challenge=challenge,
        domain=domain,
    )
    return sign_document(presentation, signer=signer, options=options, suite=suite)


def present_jwt(
    credentials: Iterable[bytes],
    *,
    holder: str,
    signer: Signer,
    verification_method: str,
    created: datetime,
    challenge: str | None = None,
    domain: str | None = None,
) -> bytes:
    """A presentation signed by its holder, as a compact JWS (`vp+jwt`)."""
    presentation = _of_holder(credentials, holder=holder, verification_method=verification_method)
    text = sign_vc_jwt(
        presentation,
        signer=signer,
        verification_method=verification_method,
        issued_at=created,
        audience=domain,
        nonce=challenge,
    )
    _, envelope = read_vc_jwt(text)
    envelope.verify(public_key=signer.public_key)
    return text.encode("ascii")


def _of_holder(credentials: Iterable[bytes], *, holder: str, verification_method: str) -> dict[str, Any]:
    if verification_method.partition("#")[0] != holder:
        raise PresentRefused(
            "holder_mismatch",
            "The key {key} is not one of {holder}.",
            key=verification_method,
            holder=holder,
        )
    presentation = compose_presentation(credentials, holder=holder)
    check_before_issuing(presentation)
    return presentation


def _as_shown(data: bytes) -> dict[str, Any]:
    reading = read.read(data, policy=_LIMITS)
    if not reading.signed_bytes:
        raise PresentRefused(
            reading.check.code, "A credential cannot be shown: {why}", why=reading.check.message
        )
    if reading.document is not None and is_presentation(reading.document):
        raise PresentRefused(
            "part_kind", "This is a presentation itself; show the credentials that are in it."
        )
    if reading.signed_bytes.startswith(b"{"):
        return dict(strictjson.loads(reading.signed_bytes))
    # VCDM 2.0, "Enveloped Verifiable Credentials": what is signed as a text is shown as that text.
    text = reading.signed_bytes.decode("ascii")
    kind = "vc+sd-jwt" if "~" in text else "vc+jwt"
    return {
        "@context": CONTEXT,
        "id": f"data:application/{kind},{text}",
        "type": "EnvelopedVerifiableCredential",
    }
