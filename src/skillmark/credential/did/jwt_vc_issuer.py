"""The other place where an issuer with an https address may publish its keys: the JWT VC Issuer Metadata of SD-JWT VC.

Source: SD-JWT-based Verifiable Credentials (draft-ietf-oauth-sd-jwt-vc), “JWT VC Issuer Metadata”.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential.did.document import BoundKey, address_of, fetch_object
from skillmark.credential.errors import ResolveError
from skillmark.credential.keys.jwk import decode_public_jwk
from skillmark.credential.resolve import Fetched, Resolver, origin

_WELL_KNOWN = "/.well-known/jwt-vc-issuer"
_MAX_KEYS = 100


def find_issuer_key(
    issuer: str, name: object, *, resolver: Resolver, allow_local_http: bool = False
) -> BoundKey:
    """The key that the issuer publishes by this name (`kid`); where there is none (None), its only key.

    Raises Unreachable when a document could not be had, ResolveError when it does not vouch for the key,
    KeyMaterialError when the key cannot be read.
    """
    address = metadata_address(issuer, allow_local_http=allow_local_http)
    metadata, fetched = fetch_object(address, resolver=resolver)
    # "JWT VC Issuer Metadata Validation": what speaks of another issuer is not used.
    if metadata.get("issuer") != issuer:
        raise ResolveError(
            "document_id_mismatch", "The document at {address} says that it is about another id.",
            address=address,
        )  # fmt: skip
    keys, fetched = _keys(metadata, fetched, resolver)
    return BoundKey(
        public_key=decode_public_jwk(_single(keys, name, issuer)),
        method_id=f"{issuer}#{name}" if name is not None else issuer,
        controller=issuer,
        fetched=fetched,
    )


def metadata_address(issuer: str, *, allow_local_http: bool = False) -> str:
    """Where the metadata of an issuer is: the well-known part stands before the path. Raises ResolveError."""
    parts = urlsplit(address_of(issuer, allow_local_http=allow_local_http))
    # "JWT VC Issuer Metadata": scheme, host, port and path, and nothing else.
    if issuer.startswith("did:") or "@" in parts.netloc or {"?", "#"}.intersection(issuer):
        raise ResolveError(
            "key_id_invalid", "{address} is not an identifier whose keys can be looked up.", address=issuer
        )
    return f"{parts.scheme}://{parts.netloc}{_WELL_KNOWN}{parts.path.rstrip('/')}"


def _keys(
    metadata: Mapping[str, Any], fetched: Fetched, resolver: Resolver
) -> tuple[list[Mapping[str, Any]], Fetched]:
    key_set, address = metadata.get("jwks"), metadata.get("jwks_uri")
    # "JWT VC Issuer Metadata Response": one of them, and not both.
    if (key_set is None) == (address is None):
        raise ResolveError(
            "document_unreadable", "The document at {address} must name its keys in one way.",
            address=fetched.url,
        )  # fmt: skip
    if key_set is None:
        # The draft lets keys lie on another server; then that server would say who the issuer is.
        if not isinstance(address, str) or origin(address) != origin(fetched.url):
            raise ResolveError(
                "key_unbound",
                "The document at {address} leaves its keys to another server.",
                address=fetched.url,
            )
        key_set, fetched = fetch_object(address, resolver=resolver)
    entries = key_set.get("keys") if isinstance(key_set, dict) else None
    if not isinstance(entries, list) or len(entries) > _MAX_KEYS:
        raise ResolveError(
            "document_unreadable", "What {address} publishes is no set of keys.", address=fetched.url
        )
    return [entry for entry in entries if isinstance(entry, dict)], fetched


def _single(keys: list[Mapping[str, Any]], name: object, issuer: str) -> Mapping[str, Any]:
    # Never the first that fits: of several, nobody knows which one was meant.
    found = keys if name is None else [key for key in keys if key.get("kid") == name]
    if len(found) > 1:
        raise ResolveError(
            "key_ambiguous", "{controller} publishes several keys that could be meant.", controller=issuer
        )
    if not found:
        raise ResolveError(
            "key_not_found", "{controller} does not publish the key {key}.",
            controller=issuer, key="" if name is None else str(name),
        )  # fmt: skip
    return found[0]
