"""Whose key a signed text was made with: from the hints in its header to a document that vouches for the key.

Sources: RFC 7515, section 4.1; Open Badges 3.0, "Dereferencing the Public Key"; Securing Verifiable Credentials using
JOSE and COSE 1.0, "Key Discovery". A header may carry keys and addresses of keys (`jwk`, `x5c`, `jku`, `x5u`). Whoever
forges a text writes its header too, so these say nothing about who signed, and no such address is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skillmark.credential.did.document import (
    BoundKey,
    ControllerDocument,
    address_of,
    as_controller_document,
    controller_document,
    fetch_object,
    find_key,
    is_its_own_key,
)
from skillmark.credential.errors import KeyMaterialError, ResolveError, Unreachable
from skillmark.credential.keys.jwk import decode_public_jwk
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.model.view import objects
from skillmark.credential.resolve import Resolver, origin

_KEYS_IN_HEADER = ("jwk", "x5c", "jku", "x5u", "x5t", "x5t#S256")
# RFC 3986, section 2, without what is percent-encoded and so may mean something else than it seems.
_PLAIN = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=-]*")


def find_jose_key(
    header: Mapping[str, Any],
    *,
    issuer: str,
    purpose: str,
    resolver: Resolver,
    allow_local_http: bool = False,
) -> BoundKey:
    """The key that a header names, with the identifier whose document vouches for it; `issuer` should have signed.

    Raises what `find_key` raises, and ResolveError `key_id_missing` and `key_only_in_header` where the header names no
    key that could belong to anybody, `key_unbound` for a key that is published somewhere else than with its issuer.
    """
    finder = _Finder(issuer, purpose, resolver, allow_local_http=allow_local_http)
    name = header.get("kid")
    if name is None:
        return finder.without_name(header)
    if not isinstance(name, str) or not name:
        raise ResolveError("key_id_invalid", "The signed text names its key in a way that cannot be read.")
    if name.startswith("did:"):
        return find_key(name, purpose=purpose, resolver=resolver, allow_local_http=allow_local_http)
    if name.startswith(("https:", "http:")):
        return finder.at_address(name)
    return finder.of_issuer(name.removeprefix("#"))


def key_in_header(header: Mapping[str, Any]) -> PublicKey | None:
    """The key that a header carries: good enough to see whether a text was changed, and for nothing else."""
    jwk = header.get("jwk")
    try:
        return decode_public_jwk(jwk) if isinstance(jwk, dict) else None
    except KeyMaterialError:
        return None


class _Finder:
    def __init__(self, issuer: str, purpose: str, resolver: Resolver, *, allow_local_http: bool) -> None:
        self._issuer, self._purpose = issuer, purpose
        self._resolver, self._allow_local_http = resolver, allow_local_http

    def without_name(self, header: Mapping[str, Any]) -> BoundKey:
        # An issuer who is a key needs no name for it. Any other may have several keys, and the first that fits is not
        # good enough: a header that names none leaves it to the reader whose word it is.
        if is_its_own_key(self._issuer):
            found = find_key(self._issuer, purpose=self._purpose, resolver=self._resolver)
            if "jwk" in header and key_in_header(header) != found.public_key:
                raise ResolveError(
                    "key_unbound", "The key in the signed text is not the one that its issuer is."
                )
            return found
        if any(name in header for name in _KEYS_IN_HEADER):
            raise ResolveError(
                "key_only_in_header",
                "The key stands only in the signed text itself, where anyone can write one; no document of the issuer "
                "vouches for it.",
            )
        raise ResolveError("key_id_missing", "The signed text does not name the key it was made with.")

    def of_issuer(self, name: str) -> BoundKey:
        """The key of a short name, which only its issuer's own document can explain."""
        if not self._issuer:
            raise ResolveError("key_id_invalid", "The signed text names a key of its issuer, and no issuer.")
        document = self._issuers_document()
        return document.key(document.method_named(name), purpose=self._purpose)

    def at_address(self, name: str) -> BoundKey:
        """The key of a full address: listed by a controller, or a JWK that lies below the issuer's own address."""
        document_id, _, fragment = name.partition("#")
        address = address_of(document_id, allow_local_http=self._allow_local_http)
        doubt: Unreachable | None = None
        if document_id != self._issuer:
            try:
                listed = self._listed_by_issuer(name)
            except Unreachable as error:
                listed, doubt = None, error
            if listed is not None:
                return listed
        document, fetched = fetch_object(address, resolver=self._resolver)
        jwk = _jwk_in(document, name, fragment)
        if jwk is None:
            if not fragment:
                raise ResolveError(
                    "key_id_invalid", "{key} names no key: the part after # is missing.", key=name
                )
            return as_controller_document(document_id, document, fetched).key(name, purpose=self._purpose)
        if not _is_below(name, self._issuer) or fetched.url != address:
            raise doubt or ResolveError(
                "key_unbound",
                "The key is published at {address}, which is not below its issuer's address, and the issuer's own "
                "document does not list it.",
                address=name,
            )
        return BoundKey(decode_public_jwk(jwk), method_id=name, controller=self._issuer, fetched=fetched)

    def _listed_by_issuer(self, name: str) -> BoundKey | None:
        try:
            document = self._issuers_document()
        except Unreachable:
            raise
        except (ResolveError, KeyMaterialError):
            # An issuer's address may lead to a page for people, and the keys to addresses of their own.
            return None
        method_id = document.method_named(name)
        # What the issuer's document says of a key counts; of one that it does not know it says nothing.
        return document.key(method_id, purpose=self._purpose) if document.knows(method_id) else None

    def _issuers_document(self) -> ControllerDocument:
        return controller_document(
            self._issuer, resolver=self._resolver, allow_local_http=self._allow_local_http
        )


def _jwk_in(document: Mapping[str, Any], name: str, fragment: str) -> Mapping[str, Any] | None:
    """The key in what was found at its address: a JWK, or the one of a JWK set that has this name."""
    if "kty" in document:
        return document
    if "keys" not in document:
        return None
    names = {name, fragment, f"#{fragment}"} if fragment else {name}
    found = [entry for entry in objects(document["keys"]) if entry.get("kid") in names]
    if not found:
        raise ResolveError("key_not_found", "{address} does not publish the key of that name.", address=name)
    if len(found) > 1:
        raise ResolveError("key_ambiguous", "{address} publishes several keys of that name.", address=name)
    return found[0]


def _is_below(name: str, issuer: str) -> bool:
    """Whether an address lies below the issuer's own, so that whoever published there is the issuer."""
    rest = name.removeprefix(issuer)
    return (
        issuer.startswith(("https:", "http:"))
        and not {"#", "?"}.intersection(issuer)
        and origin(name) == origin(issuer)
        and name.startswith(issuer)
        and (not rest or rest[0] in "/#?" or issuer.endswith("/"))
        # What a server would take for another place.
        and bool(_PLAIN.fullmatch(rest))
        and not {".", ".."}.intersection(re.split("[/?#]", rest))
    )
