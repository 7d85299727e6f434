"""Finding a key the only way that proves whose it is: in the document of the controller that the key's id names.

Source: W3C Controlled Identifiers 1.0, "Retrieve Verification Method".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential.did import jwk as did_jwk
from skillmark.credential.did import key as did_key
from skillmark.credential.did.web import is_loopback, url_for_did
from skillmark.credential.errors import KeyMaterialError, LoadError, ResolveError
from skillmark.credential.keys.ed25519 import KEY_BYTES
from skillmark.credential.keys.jwk import decode_public_jwk
from skillmark.credential.keys.multikey import base58btc_decode, decode_public_key
from skillmark.credential.keys.public import KeyKind, PublicKey
from skillmark.credential.resolve import Fetched, Resolver
from skillmark.credential.times import TimeError, day_of, parse_timestamp

_ACCEPT = "application/did+json, application/cid+json, application/ld+json, application/json;q=0.9"
_RELATIONSHIPS = (
    "assertionMethod", "authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation",
)  # fmt: skip
_KEY_MEMBERS = ("verificationMethod", *_RELATIONSHIPS)
_MAX_ENTRIES = 1_000
_MULTIBASE, _JWK, _BASE58 = "publicKeyMultibase", "publicKeyJwk", "publicKeyBase58"
_ANY_FORM = frozenset({_MULTIBASE, _JWK, _BASE58})
# What a key of each type is written as, and the one kind of key that the older types are for.
_TYPES: Mapping[str, tuple[frozenset[str], KeyKind | None]] = {
    "Multikey": (frozenset({_MULTIBASE}), None),
    "JsonWebKey": (frozenset({_JWK}), None),
    "JsonWebKey2020": (frozenset({_JWK}), None),
    "Ed25519VerificationKey2020": (_ANY_FORM, KeyKind.ED25519),
    "Ed25519VerificationKey2018": (_ANY_FORM, KeyKind.ED25519),
    "EcdsaSecp256r1VerificationKey2019": (_ANY_FORM, KeyKind.P256),
}
_SECRETS = frozenset(
    {"secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58"}
)


@dataclass(frozen=True)
class BoundKey:
    """A public key together with the identifier whose document vouches for it."""

    public_key: PublicKey
    method_id: str
    controller: str
    revoked: datetime | None = None
    expires: datetime | None = None
    fetched: Fetched | None = None


@dataclass(frozen=True)
class ControllerDocument:
    """The document of an identifier, which says of itself that it is; `fetched` is None where it was computed."""

    id: str
    document: Mapping[str, Any]
    fetched: Fetched | None = None

    def key(self, method_id: str, *, purpose: str) -> BoundKey:
        """The key that `method_id` names, if it is listed for `purpose`; raises ResolveError or KeyMaterialError."""
        # The numbers are those of the algorithm in Controlled Identifiers 1.0.
        method = self._single_method(_normal_id(method_id, self.id))  # 7 to 9
        if method.get("controller") != self.id:  # 10
            raise ResolveError(
                "controller_mismatch", "The key {key} is not controlled by {controller}.",
                key=method_id, controller=self.id,
            )  # fmt: skip
        revoked = _time(method, "revoked")
        if not self._lists(method_id, purpose):  # 11
            raise self._not_listed(method_id, purpose, revoked)
        return BoundKey(
            public_key=_public_key(method),
            method_id=method_id,
            controller=self.id,
            revoked=revoked,
            expires=_time(method, "expires"),
            fetched=self.fetched,
        )

    def method_named(self, name: str) -> str:
        """The id of the one key that a short name means: its fragment, or the `kid` of its JWK (RFC 7517, 4.5)."""
        full = f"{self.id}#{name}"
        found = {
            identifier
            for method in self._methods()
            if isinstance(identifier := _normal_id(method.get("id"), self.id), str)
            and (identifier in {name, full} or _kid(method) == name)
        }
        if len(found) > 1:
            raise self._ambiguous(name)
        return next(iter(found), full)

    def knows(self, method_id: str) -> bool:
        """Whether the document says anything of a key."""
        wanted = _normal_id(method_id, self.id)
        return any(_normal_id(method.get("id"), self.id) == wanted for method in self._methods())

    def _methods(self) -> Iterator[Mapping[str, Any]]:
        for member in _KEY_MEMBERS:
            yield from (entry for entry in _entries(self.document, member) if isinstance(entry, dict))

    def _single_method(self, method_id: object) -> Mapping[str, Any]:
        found: list[Mapping[str, Any]] = []
        for method in self._methods():
            if _normal_id(method.get("id"), self.id) == method_id and method not in found:
                found.append(method)
            if len(found) > 1:
                raise self._ambiguous(method_id)
        if not found:
            raise ResolveError(
                "key_not_found",
                "{controller} does not publish the key {key}.",
                controller=self.id,
                key=method_id,
            )
        return found[0]

    def _lists(self, method_id: str, purpose: str) -> bool:
        wanted = _normal_id(method_id, self.id)
        entries = _entries(self.document, purpose)
        listed = (entry.get("id") if isinstance(entry, dict) else entry for entry in entries)
        return any(_normal_id(entry, self.id) == wanted for entry in listed)

    def _ambiguous(self, name: object) -> ResolveError:
        return ResolveError(
            "key_ambiguous",
            "{controller} publishes several different keys as {key}.",
            controller=self.id,
            key=name,
        )

    def _not_listed(self, method_id: str, purpose: str, revoked: datetime | None) -> ResolveError:
        if revoked is not None:
            return ResolveError(
                "key_compromised", "{controller} says that the key {key} is not to be believed since {since}.",
                controller=self.id, key=method_id, since=day_of(revoked),
            )  # fmt: skip
        return ResolveError(
            "not_for_purpose", "{controller} does not list the key {key} under {purpose}.",
            controller=self.id, key=method_id, purpose=purpose,
        )  # fmt: skip


def find_key(method_id: str, *, purpose: str, resolver: Resolver, allow_local_http: bool = False) -> BoundKey:
    """The key that `method_id` names, if its controller's document lists it for `purpose`.

    Raises Unreachable when the document could not be had, ResolveError when it does not vouch for the key (code
    `did_method_unsupported`: could not check), KeyMaterialError when the key cannot be read.
    """
    document_id, _, fragment = method_id.partition("#")
    if not fragment and not is_its_own_key(document_id):
        raise ResolveError(
            "key_id_invalid", "{key} names no key: the part after # is missing.", key=method_id
        )
    found = controller_document(document_id, resolver=resolver, allow_local_http=allow_local_http)
    return found.key(method_id, purpose=purpose)


def controller_document(
    identifier: str, *, resolver: Resolver, allow_local_http: bool = False
) -> ControllerDocument:
    """The document of an identifier (DID or https address, without fragment); raises what `find_key` raises."""
    if identifier.startswith("did:key:"):
        return ControllerDocument(identifier, did_key.controller_document(identifier))
    if identifier.startswith("did:jwk:"):
        return ControllerDocument(identifier, did_jwk.controller_document(identifier))
    document, fetched = fetch_object(
        address_of(identifier, allow_local_http=allow_local_http), resolver=resolver
    )
    return as_controller_document(identifier, document, fetched)


def as_controller_document(
    identifier: str, document: Mapping[str, Any], fetched: Fetched
) -> ControllerDocument:
    """What was fetched, if it says that it is the document of `identifier`; raises ResolveError."""
    if document.get("id") != identifier:  # 6
        raise ResolveError(
            "document_id_mismatch",
            "The document at {address} says that it is about another id.",
            address=identifier,
        )
    # Every key is looked for in all of them, and one file may ask for hundreds of keys.
    if sum(len(_entries(document, member)) for member in _KEY_MEMBERS) > _MAX_ENTRIES:
        raise ResolveError(
            "document_unreadable",
            "The document at {address} lists more than {limit:,} keys.",
            address=identifier,
            limit=_MAX_ENTRIES,
        )
    return ControllerDocument(identifier, document, fetched)


def is_its_own_key(identifier: str) -> bool:
    """Whether an identifier holds exactly one key, so that its bare form can only mean that one."""
    return identifier.startswith(("did:key:", "did:jwk:"))


def address_of(identifier: str, *, allow_local_http: bool = False) -> str:
    """The address of an identifier's document; raises ResolveError where it has none that proves anything."""
    if identifier.startswith("did:web:"):
        return url_for_did(identifier, allow_local_http=allow_local_http)
    if identifier.startswith("did:"):
        method = ":".join(identifier.split(":")[:2])
        raise ResolveError(
            "did_method_unsupported", "Identifiers of the kind {method} are not supported yet.", method=method
        )
    try:
        parts = urlsplit(identifier)
        host = parts.hostname or ""
    except ValueError as error:
        raise ResolveError("key_id_invalid", "{address} is not an address.", address=identifier) from error
    if "@" in parts.netloc:
        # What stands before the sign looks like a host, and is none.
        raise ResolveError(
            "key_id_invalid", "{address} names a user, and not only a host.", address=identifier
        )
    if parts.scheme == "https" and host:
        return identifier
    if parts.scheme == "http" and is_loopback(host) and allow_local_http:
        return identifier
    if parts.scheme == "http" and host:
        raise ResolveError(
            "not_https", "{address} is a plain http address, so its keys prove nothing.", address=identifier
        )
    raise ResolveError(
        "key_id_invalid", "{address} is not an identifier whose keys can be looked up.", address=identifier
    )


def fetch_object(address: str, *, resolver: Resolver) -> tuple[Mapping[str, Any], Fetched]:
    """The JSON object at an address; raises Unreachable or ResolveError."""
    fetched = resolver.fetch(address, accept=_ACCEPT)
    try:
        document = fetched.json()
    except LoadError as error:
        raise ResolveError(
            "document_unreadable", "The document at {address} cannot be read: {why}",
            address=fetched.url, why=error.message,
        ) from error  # fmt: skip
    if not isinstance(document, dict):
        raise ResolveError(
            "document_unreadable", "The document at {address} is not a JSON object.", address=fetched.url
        )
    return document, fetched


def _normal_id(identifier: object, document_id: str) -> object:
    # DID Core 1.0, "Relative DID URLs": documents may shorten their own ids to the fragment.
    if isinstance(identifier, str) and identifier.startswith("#"):
        return document_id + identifier
    if identifier == document_id and document_id.startswith("did:key:"):
        return f"{document_id}#{document_id.removeprefix('did:key:')}"
    if identifier == document_id and document_id.startswith("did:jwk:"):
        return f"{document_id}#0"
    return identifier


def _entries(document: Mapping[str, Any], member: str) -> list[Any]:
    value = document.get(member, [])
    return value if isinstance(value, list) else [value]


def _kid(method: Mapping[str, Any]) -> object:
    jwk = method.get(_JWK)
    return jwk.get("kid") if isinstance(jwk, dict) else None


def _public_key(method: Mapping[str, Any]) -> PublicKey:
    kind, name = str(method.get("type")), str(method.get("id"))
    if kind not in _TYPES:
        raise KeyMaterialError(
            "key_kind_unsupported", "Keys of the type {kind} are not supported yet.", kind=kind
        )
    if _SECRETS & method.keys():
        raise KeyMaterialError("secret_key_published", "The published key contains its secret part.")
    forms, wanted = _TYPES[kind]
    written = [form for form in _ANY_FORM if method.get(form) is not None]
    if len(written) != 1 or written[0] not in forms:
        raise KeyMaterialError("key_unreadable", "The key {key} carries no single public key.", key=name)
    key = _decode(written[0], method[written[0]], name)
    if wanted not in {None, key.kind}:
        raise KeyMaterialError("key_unreadable", "The key {key} is not of the kind that it says.", key=name)
    return key


def _decode(form: str, value: Any, name: str) -> PublicKey:
    if form == _JWK and isinstance(value, dict):
        return decode_public_jwk(value)
    if form == _MULTIBASE and isinstance(value, str):
        return decode_public_key(value)
    if form == _BASE58 and isinstance(value, str):
        raw = base58btc_decode(value)
        if len(raw) == KEY_BYTES:
            return PublicKey(KeyKind.ED25519, raw)
    raise KeyMaterialError("key_unreadable", "The key {key} cannot be read.", key=name)


def _time(method: Mapping[str, Any], member: str) -> datetime | None:
    value = method.get(member)
    if value is None:
        return None
    try:
        return parse_timestamp(value)
    except TimeError as error:
        raise ResolveError(
            "document_unreadable", "“{member}” of {key} {why}.",
            member=member, key=method.get("id"), why=error.message,
        ) from error  # fmt: skip
