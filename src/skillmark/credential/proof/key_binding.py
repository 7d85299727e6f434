"""The key binding of an SD-JWT: a JWT by which its holder shows, to one verifier and once, to hold the key in it.

Source: RFC 9901, sections 4.3 and 7.3; RFC 7800 (`cnf`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import ProofError
from skillmark.credential.keys.jwk import decode_public_jwk, encode_public_jwk
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof.jws import parse_jws, sign_jws, verify_jws
from skillmark.credential.proof.sd_jwt import SdJwt, claims_of, digest_of, hash_name_of

TYPE = "kb+jwt"
_MAX_BYTES = 16_384
_MAX_SECONDS = 253_402_300_799


@dataclass(frozen=True)
class KeyBinding:
    """What a holder said when showing an SD-JWT: to whom, in answer to what, and when."""

    audience: str
    nonce: str
    issued_at: datetime


def confirmation(key: PublicKey) -> dict[str, Any]:
    """The `cnf` claim that names a holder's key (RFC 7800, section 3.2)."""
    return {"jwk": encode_public_jwk(key)}


def holder_key(claims: Mapping[str, Any]) -> PublicKey:
    """The holder's key in the claims of an SD-JWT; raises ProofError or KeyMaterialError.

    Code `holder_key_missing` where there is none, `holder_key_unsupported` where it is named in another way than by
    value: “could not check”.
    """
    named = claims.get("cnf")
    if named is None:
        raise ProofError("holder_key_missing", "It names no key of a holder.")
    if not isinstance(named, dict) or not isinstance(named.get("jwk"), dict):
        raise ProofError(
            "holder_key_unsupported", "It names its holder's key in a way that is not supported (no “jwk”)."
        )
    return decode_public_jwk(named["jwk"])


def add_key_binding(
    sd_jwt: SdJwt, *, signer: Signer, audience: str, nonce: str, issued_at: datetime
) -> SdJwt:
    """The SD-JWT with a key binding by `signer`, for one audience and in answer to its nonce.

    Raises ProofError when the SD-JWT is not bound to the signer's key.
    """
    claims = claims_of(sd_jwt.jws)
    if holder_key(claims) != signer.public_key:
        raise ProofError("holder_key_mismatch", "It is bound to another key than the one that signs.")
    said = {
        "iat": int(issued_at.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": digest_of(sd_jwt.presented, hash_name=hash_name_of(claims)),
    }
    payload = strictjson.dumps(said)
    return replace(sd_jwt, key_binding=sign_jws(payload, signer=signer, header={"typ": TYPE}))


def read_key_binding(sd_jwt: SdJwt) -> KeyBinding:
    """What the key binding says, once it is certain that the holder's key said it, and of this very presentation.

    Whether it was said to the right verifier, and just now, `check_key_binding` asks. Raises ProofError or
    KeyMaterialError.
    """
    claims = claims_of(sd_jwt.jws)
    jws = parse_jws(sd_jwt.key_binding, max_bytes=_MAX_BYTES)
    # Section 7.3, steps 5.1 to 5.4 and 5.7. The type keeps other signed texts of the holder from being taken for it.
    if jws.header.get("typ") != TYPE:
        raise ProofError(
            "key_binding_type", "What should bind it to its holder is signed for something else."
        )
    verify_jws(jws, public_key=holder_key(claims))
    said = claims_of(jws)
    if said.get("sd_hash") != digest_of(sd_jwt.presented, hash_name=hash_name_of(claims)):
        raise ProofError(
            "key_binding_differs", "What the holder signed is another presentation than this one."
        )
    return KeyBinding(_text(said, "aud"), _text(said, "nonce"), _time(said))


def check_key_binding(
    binding: KeyBinding, *, audience: str, nonce: str, now: datetime, window: timedelta
) -> None:
    """Raise ProofError unless the binding was made for this audience, in answer to this nonce, within the window."""
    # Section 7.3, steps 5.5 and 5.6: each alone would let somebody else's presentation be shown again.
    if binding.audience != audience:
        raise ProofError(
            "domain_mismatch", "It was shown to somebody else ({audience}).", audience=binding.audience
        )
    if binding.nonce != nonce:
        raise ProofError("challenge_mismatch", "It does not answer this request: its nonce differs.")
    if abs(now - binding.issued_at) > window:
        raise ProofError("key_binding_stale", "It was not shown just now: its time is too far from now.")


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise ProofError("key_binding_malformed", "The holder's signed text has no “{name}”.", name=name)
    return value


def _time(said: Mapping[str, Any]) -> datetime:
    value = said.get("iat")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MAX_SECONDS:
        raise ProofError("key_binding_malformed", "The holder's signed text does not say when it was made.")
    return datetime.fromtimestamp(value, UTC)
