"""JSON Web Signature in compact form, and no more of JOSE than credentials need: the key decides, the header only says.

Sources: RFC 7515 (JWS), RFC 7518 and RFC 8037 (algorithms), RFC 9864 (“Ed25519”), RFC 8725 (best practices). Why it is
written here and not taken from a library: docs/decisions/0011-jose.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.errors import KeyMaterialError, LoadError, ProofError
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.keys.signer import Signer
from skillmark.credential.message import Message

_PARTS = 3
# Certificates make headers long; nothing honest makes them longer than this, or nested.
_MAX_HEADER_BYTES = 16_384
_MAX_HEADER_DEPTH = 8
# RFC 9864, section 2.2: the newer name of the same algorithm.
_OTHER_NAMES = {KeyKind.ED25519: frozenset({"Ed25519"})}


@dataclass(frozen=True)
class Jws:
    """A compact JWS, taken apart and not yet believed: `signing_input` is what `signature` covers, as it came."""

    header: Mapping[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        """The algorithm that the header claims; `verify_jws` takes it from the key."""
        return str(self.header["alg"])


def parse_jws(text: str, *, max_bytes: int = 262_144) -> Jws:
    """The parts of a compact JWS.

    Raises ProofError: `jws_malformed` for what is no compact JWS, `jws_too_large`, and `jws_header` for a header that
    asks for something which we do not do.
    """
    # Anything that is not ASCII is refused below, so characters are bytes.
    if len(text) > max_bytes:
        raise ProofError("jws_too_large", "The signed text is longer than {limit} bytes.", limit=max_bytes)
    parts = text.split(".", _PARTS)
    if len(parts) != _PARTS:
        raise ProofError("jws_malformed", "A signed text has three parts with full stops between them.")
    header, payload, signature = parts
    if not signature:
        raise ProofError("jws_malformed", "The signed text holds no signature.")
    return Jws(
        header=_header(_decode(header, "header")),
        payload=_decode(payload, "content"),
        signing_input=f"{header}.{payload}".encode("ascii"),
        signature=_decode(signature, "signature"),
    )


def sign_jws(payload: bytes, *, signer: Signer, header: Mapping[str, Any]) -> str:
    """The compact JWS of `payload`; `alg` comes from the key, whatever `header` says.

    Raises ProofError when the header asks for something which we do not do.
    """
    members = {"alg": signer.public_key.algorithm} | {
        name: value for name, value in header.items() if name != "alg"
    }
    _check_header(members)
    signing_input = f"{base64url_encode(strictjson.dumps(members))}.{base64url_encode(payload)}"
    return f"{signing_input}.{base64url_encode(signer.sign(signing_input.encode('ascii')))}"


def verify_jws(jws: Jws, *, public_key: PublicKey) -> None:
    """Raise ProofError unless the signature is that of `public_key`.

    Code `algorithm_mismatch` where the header names another algorithm than the one that the key is used with: so
    “none” and the algorithms with shared secrets have no way in, whatever a header says.
    """
    if jws.algorithm not in algorithm_names(public_key):
        raise ProofError(
            "algorithm_mismatch",
            "It says that it is signed with {stated}, and the key is used with {algorithm}.",
            stated=jws.algorithm,
            algorithm=public_key.algorithm,
        )
    if not public_key.verify(jws.signature, jws.signing_input):
        raise ProofError(
            "signature_invalid", "The signature does not match: the content or the signature was changed."
        )


def algorithm_names(public_key: PublicKey) -> frozenset[str]:
    """The names that a header may give to the one algorithm of a key."""
    return _OTHER_NAMES.get(public_key.kind, frozenset()) | {public_key.algorithm}


def _decode(part: str, name: str) -> bytes:
    try:
        return base64url_decode(part)
    except KeyMaterialError as error:
        raise ProofError(
            "jws_malformed",
            "The {part} of the signed text cannot be read: {why}",
            part=Message(name),
            why=error.message,
        ) from error


def _header(data: bytes) -> Mapping[str, Any]:
    try:
        header = strictjson.loads(data, max_bytes=_MAX_HEADER_BYTES, max_depth=_MAX_HEADER_DEPTH)
    except LoadError as error:
        raise ProofError(
            "jws_malformed", "The header of the signed text cannot be read: {why}", why=error.message
        ) from error
    if not isinstance(header, dict):
        raise ProofError("jws_malformed", "The header of the signed text is not a JSON object.")
    _check_header(header)
    return header


def _check_header(header: Mapping[str, Any]) -> None:
    if not isinstance(header.get("alg"), str):
        raise ProofError("jws_header", "The header of the signed text names no algorithm.")
    # RFC 7515, section 4.1.11: what is critical must be understood, and there is no extension that we understand.
    if "crit" in header:
        raise ProofError("jws_header", "The signed text demands an extension (“crit”) that is not supported.")
    # RFC 7797: with “b64”: false the signature covers other bytes than those that stand there.
    if header.get("b64", True) is not True:
        raise ProofError(
            "jws_header", "The signed text is written in an unusual way (“b64”) that is not supported."
        )
    # RFC 7516, section 4.1.3: only what is encrypted may be compressed.
    if "zip" in header:
        raise ProofError(
            "jws_header", "The signed text says that it is compressed (“zip”), which none may be."
        )
