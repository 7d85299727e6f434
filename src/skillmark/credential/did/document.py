"""Finding a key the only way that proves whose it is: in the document of the controller that the key's id names.

Source: W3C Controlled Identifiers 1.0, "Retrieve Verification Method".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential import strictjson
from skillmark.credential.did import key as did_key
from skillmark.credential.did.web import is_loopback, url_for_did
from skillmark.credential.errors import KeyMaterialError, LoadError, ResolveError
from skillmark.credential.keys.jwk import decode_public_jwk
from skillmark.credential.keys.multikey import decode_public_key
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.resolve import Fetched, Resolver
from skillmark.credential.times import TimeError, parse_timestamp

_ACCEPT = "application/did+json, application/cid+json, application/ld+json, application/json;q=0.9"
_RELATIONSHIPS = (
    "assertionMethod", "authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation",
)  # fmt: skip
_MULTIKEY_TYPES = frozenset({"Multikey", "Ed25519VerificationKey2020"})
_JWK_TYPES = frozenset({"JsonWebKey", "JsonWebKey2020"})


@dataclass(frozen=True)
class BoundKey:
    """A public key together with the identifier whose document vouches for it."""

    public_key: PublicKey
    method_id: str
    controller: str
    revoked: datetime | None = None
    expires: datetime | None = None
    fetched: Fetched | None = None


def find_key(method_id: str, *, purpose: str, resolver: Resolver, allow_local_http: bool = False) -> BoundKey:
    """The key that `method_id` names, if its controller's document lists it for `purpose`.

    Raises Unreachable when the document could not be had, ResolveError when it does not vouch for the key (code
    `did_method_unsupported`: could not check), KeyMaterialError when the key cannot be read.
    """
    document_id, document, fetched = _controller_document(
        method_id, resolver, allow_local_http=allow_local_http
    )
    # The numbers are those of the algorithm in Controlled Identifiers 1.0.
    if document.get("id") != document_id:  # 6
        raise ResolveError(
            "document_id_mismatch", f"The document at {document_id} says that it is about another id."
        )
    method = _single_method(document, _normal_id(method_id, document_id))  # 7 to 9
    if method.get("controller") != document_id:  # 10
        raise ResolveError("controller_mismatch", f"The key {method_id} is not controlled by {document_id}.")
    if not _is_listed(document, method_id, purpose, document_id):  # 11
        raise ResolveError(
            "not_for_purpose", f"{document_id} does not list the key {method_id} under {purpose}."
        )
    return BoundKey(
        public_key=_public_key(method),
        method_id=method_id,
        controller=document_id,
        revoked=_time(method, "revoked"),
        expires=_time(method, "expires"),
        fetched=fetched,
    )


def _controller_document(
    method_id: str, resolver: Resolver, *, allow_local_http: bool
) -> tuple[str, Mapping[str, Any], Fetched | None]:
    document_id, _, fragment = method_id.partition("#")
    if document_id.startswith("did:key:"):
        return document_id, did_key.controller_document(document_id), None
    if not fragment:
        raise ResolveError("key_id_invalid", f"{method_id} names no key: the part after # is missing.")
    fetched = resolver.fetch(_address(document_id, allow_local_http=allow_local_http), accept=_ACCEPT)
    return document_id, _parse(fetched), fetched


def _address(document_id: str, *, allow_local_http: bool) -> str:
    if document_id.startswith("did:web:"):
        return url_for_did(document_id, allow_local_http=allow_local_http)
    if document_id.startswith("did:"):
        method = ":".join(document_id.split(":")[:2])
        raise ResolveError(
            "did_method_unsupported", f"Identifiers of the kind {method} are not supported yet."
        )
    try:
        parts = urlsplit(document_id)
        host = parts.hostname or ""
    except ValueError as error:
        raise ResolveError("key_id_invalid", f"{document_id} is not an address.") from error
    if parts.scheme == "https" and host:
        return document_id
    if parts.scheme == "http" and is_loopback(host) and allow_local_http:
        return document_id
    if parts.scheme == "http" and host:
        raise ResolveError("not_https", f"{document_id} is a plain http address, so its keys prove nothing.")
    raise ResolveError("key_id_invalid", f"{document_id} is not an identifier whose keys can be looked up.")


def _parse(fetched: Fetched) -> Mapping[str, Any]:
    try:
        document = strictjson.loads(fetched.body)
    except LoadError as error:
        sentence = f"The document at {fetched.url} cannot be read: {error.sentence}"
        raise ResolveError("document_unreadable", sentence) from error
    if not isinstance(document, dict):
        raise ResolveError("document_unreadable", f"The document at {fetched.url} is not a JSON object.")
    return document


def _normal_id(identifier: object, document_id: str) -> object:
    # DID Core 1.0, "Relative DID URLs": documents may shorten their own ids to the fragment.
    if isinstance(identifier, str) and identifier.startswith("#"):
        return document_id + identifier
    # A did:key holds exactly one key, so its bare identifier can only mean that one.
    if identifier == document_id and document_id.startswith("did:key:"):
        return f"{document_id}#{document_id.removeprefix('did:key:')}"
    return identifier


def _entries(document: Mapping[str, Any], member: str) -> list[Any]:
    value = document.get(member, [])
    return value if isinstance(value, list) else [value]


def _methods(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for member in ("verificationMethod", *_RELATIONSHIPS):
        yield from (entry for entry in _entries(document, member) if isinstance(entry, dict))


def _single_method(document: Mapping[str, Any], method_id: object) -> Mapping[str, Any]:
    document_id = document["id"]
    found: list[Mapping[str, Any]] = []
    for method in _methods(document):
        if _normal_id(method.get("id"), document_id) == method_id and method not in found:
            found.append(method)
    if not found:
        raise ResolveError("key_not_found", f"{document_id} does not publish the key {method_id}.")
    if len(found) > 1:
        raise ResolveError("key_ambiguous", f"{document_id} publishes several different keys as {method_id}.")
    return found[0]


def _is_listed(document: Mapping[str, Any], method_id: str, purpose: str, document_id: str) -> bool:
    wanted = _normal_id(method_id, document_id)
    listed = (entry.get("id") if isinstance(entry, dict) else entry for entry in _entries(document, purpose))
    return any(_normal_id(entry, document_id) == wanted for entry in listed)


def _public_key(method: Mapping[str, Any]) -> PublicKey:
    kind = str(method.get("type"))
    multibase, jwk = method.get("publicKeyMultibase"), method.get("publicKeyJwk")
    if kind in _MULTIKEY_TYPES and isinstance(multibase, str) and jwk is None:
        return decode_public_key(multibase)
    if kind in _JWK_TYPES and isinstance(jwk, dict) and multibase is None:
        return decode_public_jwk(jwk)
    if kind in _MULTIKEY_TYPES | _JWK_TYPES:
        raise KeyMaterialError("key_unreadable", f"The key {method.get('id')} carries no single public key.")
    raise KeyMaterialError("key_kind_unsupported", f"Keys of the type {kind} are not supported yet.")


def _time(method: Mapping[str, Any], member: str) -> datetime | None:
    value = method.get(member)
    if value is None:
        return None
    try:
        return parse_timestamp(value)
    except TimeError as error:
        raise ResolveError(
            "document_unreadable", f"“{member}” of {method.get('id')} {error.sentence}."
        ) from error
