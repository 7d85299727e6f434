"""VC-JWT: a credential or presentation as the content of a signed text, in both ways in which data models write that.

Sources: Securing Verifiable Credentials using JOSE and COSE 1.0, section 3.1; Verifiable Credentials Data Model 1.1,
section 6.3.1 "JSON Web Token"; Open Badges 3.0, "JSON Web Token Proof Format".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import ProofError
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.model.view import many
from skillmark.credential.proof.claims import CLAIMS, claim_time, claims_of, date_members, issuer_member
from skillmark.credential.proof.jws import Jws, parse_jws, sign_jws, verify_jws
from skillmark.credential.times import format_timestamp

# VC-JOSE-COSE, sections 3.1.1 and 3.1.2, with the spellings of its drafts; “JWT” or nothing is what VCDM 1.1 and Open
# Badges 3.0 ask for. Everything else is a text of another kind, perhaps signed by the same issuer: an access token, a
# key binding, a logout token (RFC 8725, section 3.11).
_CREDENTIAL_TYPES = frozenset({"vc+jwt", "vc+ld+jwt", "vc-ld+jwt", "vc+ld+json+jwt"})
_PRESENTATION_TYPES = frozenset({"vp+jwt", "vp+ld+jwt", "vp-ld+jwt", "vp+ld+json+jwt"})
_EITHER_TYPES = frozenset({"jwt", ""})
_WRAPPERS = ("vc", "vp")
# What only a credential or presentation has: beside a `vc` claim it would be a second one.
_BODY = frozenset({
    "@context", "id", "type", "issuer", "holder", "credentialSubject", "verifiableCredential", "credentialStatus",
    "validFrom", "validUntil", "issuanceDate", "expirationDate", "proof",
})  # fmt: skip


@dataclass(frozen=True)
class VcJwt:
    """The signed text that a credential came in."""

    jws: Jws
    claims: Mapping[str, Any]

    @property
    def header(self) -> Mapping[str, Any]:
        """The signed header."""
        return self.jws.header

    def verify(self, *, public_key: PublicKey) -> None:
        """Raise ProofError unless the signature is that of `public_key`."""
        verify_jws(self.jws, public_key=public_key)


def read_vc_jwt(text: str, *, max_bytes: int = 262_144) -> tuple[dict[str, Any], VcJwt]:
    """The credential or presentation in a compact JWS, and what it came in; nothing is verified yet.

    Raises ProofError: what `parse_jws` raises, `jwt_type` for a text of another kind, `jwt_content` for one that holds
    no credential or two; LoadError when the content is not JSON that we accept, TimeError when a date is none.
    """
    jws = parse_jws(text, max_bytes=max_bytes)
    payload = strictjson.loads(jws.payload, max_bytes=max_bytes)
    if not isinstance(payload, dict):
        raise ProofError("jwt_content", "The content of the signed text is not a JSON object.")
    claims = {name: payload[name] for name in CLAIMS if name in payload}
    wrapper = _wrapper(payload)
    if wrapper:
        document = _unwrapped(payload[wrapper], claims)
    else:
        document = {name: value for name, value in payload.items() if name not in claims}
    _check_type(jws.header.get("typ", ""), document, wrapper)
    return document, VcJwt(jws, claims)


def sign_vc_jwt(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    verification_method: str,
    issued_at: datetime | None = None,
    expires: datetime | None = None,
    audience: str | None = None,
    nonce: str | None = None,
    wrap: bool = False,
) -> str:
    """The credential or presentation as a compact JWS whose `kid` is the key's id.

    A credential's own dates become claims; `expires`, `audience` and `nonce` are for presentations. `wrap` puts the
    document into a claim of its own, as VCDM 1.1 does. Raises ProofError when a member would be read as a claim.
    """
    claims = claims_of(document) | {
        "iat": int(issued_at.timestamp()) if issued_at else None,
        "aud": audience,
        "nonce": nonce,
    }
    if expires is not None:
        claims["exp"] = int(expires.timestamp())
    claims = {name: value for name, value in claims.items() if value is not None}
    if document.keys() & {*CLAIMS, *_WRAPPERS}:
        raise ProofError("jwt_content", "The document has a member that would be read as a claim.")
    shown = is_presentation(document)
    inside = dict(document)
    payload = claims | ({"vp" if shown else "vc": inside} if wrap else inside)
    kind = "JWT" if wrap else "vp+jwt" if shown else "vc+jwt"
    data = strictjson.dumps(payload)
    return sign_jws(data, signer=signer, header={"kid": verification_method, "typ": kind})


def _wrapper(payload: Mapping[str, Any]) -> str:
    found = [name for name in _WRAPPERS if name in payload]
    if not found:
        return ""
    # VC-JOSE-COSE, section 3.1.3: a credential that stands there openly has no such claim. Which one would count?
    if len(found) > 1 or _BODY & payload.keys() or not isinstance(payload[found[0]], dict):
        raise ProofError(
            "jwt_content", "The signed text holds more than one credential, or something else in its place."
        )
    return found[0]


def _unwrapped(inside: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
    # VCDM 1.1, section 6.3.1, "JWT Decoding". What is there stays: where it says something else, step 4 objects.
    document = dict(inside)
    begin, end = date_members(document)
    for name, member in (("nbf", begin), ("exp", end)):
        moment = claim_time(claims, name)
        if moment is not None:
            document.setdefault(member, format_timestamp(moment))
    if "jti" in claims:
        document.setdefault("id", claims["jti"])
    if "iss" in claims:
        member = issuer_member(document)
        document[member] = _identified(document.get(member, claims["iss"]), claims["iss"])
    if "sub" in claims and not is_presentation(document):
        document["credentialSubject"] = _identified(document.get("credentialSubject", {}), claims["sub"])
    return document


def _identified(value: Any, identifier: Any) -> Any:
    """An object with an id where it has none; anything else as it is."""
    entries = many(value)
    if len(entries) != 1 or not isinstance(entries[0], dict) or "id" in entries[0]:
        return value
    identified = {"id": identifier} | entries[0]
    return [identified] if isinstance(value, list) else identified


def _check_type(stated: Any, document: Mapping[str, Any], wrapper: str) -> None:
    # RFC 7515, section 4.1.9: a media type, with or without “application/”.
    kind = stated.lower().removeprefix("application/") if isinstance(stated, str) else None
    shown = is_presentation(document)
    own = _PRESENTATION_TYPES if shown else _CREDENTIAL_TYPES
    if kind not in own | _EITHER_TYPES:
        raise ProofError(
            "jwt_type",
            "The signed text says that it is a {kind}, which is no credential here.",
            kind=str(stated),
        )
    if wrapper and shown != (wrapper == "vp"):
        raise ProofError(
            "jwt_content", "A credential and a presentation are not the same, and this says both."
        )
