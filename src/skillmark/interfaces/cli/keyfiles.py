"""Key files: one JSON file with the key that signs now, and the history of those that signed before.

    {"kind": "Ed25519", "created": "2026-01-15T09:00:00Z", "issuer": "https://college.example/issuer",
     "publicKeyMultibase": "z6Mk…", "secretKeyMultibase": "z3u2…",
     "history": [{"kind": "Ed25519", "publicKeyMultibase": "z6Mk…", "retired": "2026-01-15T09:00:00Z"},
                 {"kind": "Ed25519", "publicKeyMultibase": "z6Mk…", "compromised": "2025-11-03T00:00:00Z", …}]}

RSA keys are written as `publicKeyJwk` and `secretKeyJwk`. Without `issuer`, the key is its own issuer (did:key; did:jwk
for RSA, and where `issuer` says so). With a passphrase, `encryptedSecretKey` stands in place of the secret. A private
JWK is a key file too.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from skillmark.credential import strictjson
from skillmark.credential.did import (
    did_for_jwk,
    did_for_key,
    verification_method_for_jwk,
)
from skillmark.credential.did.document import address_of, controller_document, is_its_own_key
from skillmark.credential.errors import CredentialError
from skillmark.credential.keys import KeyKind, LocalSigner, PublicKey
from skillmark.credential.keys.jwk import decode_public_jwk, encode_public_jwk, thumbprint
from skillmark.credential.keys.multikey import (
    base64url_decode,
    base64url_encode,
    decode_public_key,
    encode_public_key,
)
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.times import format_timestamp, parse_timestamp
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import COULD_NOT, Refusal, warn

MAX_BYTES = 262_144
# As an issuer: the key itself in this form, in place of did:key.
DID_JWK = "did:jwk"
_CID = "https://www.w3.org/ns/cid/v1"
_DID = "https://www.w3.org/ns/did/v1"
_MULTIKEY, _JWK = "https://w3id.org/security/multikey/v1", "https://w3id.org/security/jwk/v1"
_MEMBERS = frozenset({
    "kind", "created", "issuer", "publicKeyMultibase", "publicKeyJwk", "secretKeyMultibase", "secretKeyJwk",
    "encryptedSecretKey", "history", "retired", "compromised",
})  # fmt: skip
# RFC 7914: 128 MiB and about half a second for each guess.
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}
_MAX_PASSPHRASE = 1_024


@dataclass(frozen=True, kw_only=True)
class Key:
    """A public key with its dates: made, put out of use in good order, or not to be believed since."""

    public: PublicKey
    created: datetime | None = None
    retired: datetime | None = None
    compromised: datetime | None = None

    @property
    def name(self) -> str:
        """The fragment by which documents name it: the key itself, so that it never means another one."""
        return thumbprint(self.public) if self.public.kind is KeyKind.RSA else encode_public_key(self.public)


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """What is in a key file; `secret` are the members that hold the secret part, open or encrypted."""

    path: Path
    active: Key
    secret: Mapping[str, Any]
    issuer: str = ""
    history: tuple[Key, ...] = ()

    @property
    def identifier(self) -> str:
        """Who signs: the issuer that is named, or the key itself."""
        return self.issuer or own_identifier(self.active.public)

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys, the one that signs now first."""
        return (self.active, *self.history)

    @property
    def is_encrypted(self) -> bool:
        """Whether it takes a passphrase to sign."""
        return "encryptedSecretKey" in self.secret

    def for_issuer(self, issuer: str) -> KeyFile:
        """The same keys as those of another issuer; raises Refusal for what can be none."""
        public = self.active.public
        if issuer in {"", own_identifier(public)}:
            return replace(self, issuer="")
        if issuer in {DID_JWK, did_for_jwk(public)}:
            return replace(self, issuer=did_for_jwk(public))
        check_issuer(issuer)
        return replace(self, issuer=issuer)

    def method_id(self) -> str:
        """The id of the key that signs now."""
        if self.identifier.startswith(DID_JWK):
            return verification_method_for_jwk(self.active.public)
        return f"{self.identifier}#{self.active.name}"

    def document(self) -> dict[str, Any]:
        """The controlled identifier document (or did document) that ties the keys to their issuer."""
        if is_its_own_key(self.identifier):
            return dict(controller_document(self.identifier, resolver=StaticResolver()).document)
        return _document(self.issuer, self.keys)

    def published_at(self) -> str:
        """The address at which the document has to be found; empty where it follows from the identifier."""
        return "" if is_its_own_key(self.identifier) else address_of(self.issuer, allow_local_http=True)

    def resolver(self) -> StaticResolver:
        """What the world will find once the document is published."""
        address = self.published_at()
        return StaticResolver({address: json.dumps(self.document()).encode()} if address else {})


def own_identifier(public: PublicKey) -> str:
    """The identifier that a key is by itself."""
    return did_for_jwk(public) if public.kind is KeyKind.RSA else did_for_key(encode_public_key(public))


def check_issuer(issuer: str) -> None:
    """Raise Refusal unless keys can be published for this identifier."""
    try:
        # A key of its own cannot be published by anybody else: only that very key is it.
        proper = not is_its_own_key(issuer) and "#" not in issuer
        address_of(issuer, allow_local_http=True)
    except CredentialError:
        proper = False
    if not proper:
        raise Refusal(
            "issuer",
            f"“{issuer}” can be no issuer of this key.",
            "Give an https address or a did:web, like https://college.example/issuer, or did:jwk.",
        )


# --- reading ------------------------------------------------------------------------------------------------


def read_key_file(name: str) -> KeyFile:
    """The key file of this name; raises Refusal where it is none."""
    data = files.read(name, limit=MAX_BYTES)
    try:
        document = strictjson.loads(data)
        if not isinstance(document, dict):
            raise _no_key_file(name, "it is not one JSON object")
        found = _from_jwk(name, document) if "kty" in document else _from_members(name, document)
    except (CredentialError, KeyError, TypeError) as error:
        raise _no_key_file(name, str(error)) from error
    if name != "-" and os.name == "posix" and Path(name).stat().st_mode & 0o077:
        warn(f"Others on this machine can read {name}. Make it yours alone: chmod 600 {name}")
    return found


def _from_jwk(name: str, document: Mapping[str, Any]) -> KeyFile:
    signer = LocalSigner.from_secret_jwk(document)
    return KeyFile(path=Path(name), active=Key(public=signer.public_key), secret={"secretKeyJwk": document})


def _from_members(name: str, document: Mapping[str, Any]) -> KeyFile:
    unknown = sorted(document.keys() - _MEMBERS)
    if unknown:
        raise _no_key_file(name, f"“{unknown[0][:80]}” has no meaning in it")
    secret = {
        member: document[member]
        for member in ("secretKeyMultibase", "secretKeyJwk", "encryptedSecretKey")
        if member in document
    }
    if len(secret) != 1:
        raise _no_key_file(name, "it holds no secret key, or several")
    return KeyFile(
        path=Path(name),
        active=_key(document),
        secret=secret,
        issuer=str(document.get("issuer", "")),
        history=tuple(_key(entry) for entry in document.get("history", [])),
    )


def _key(entry: Mapping[str, Any]) -> Key:
    public = (
        decode_public_jwk(entry["publicKeyJwk"])
        if "publicKeyJwk" in entry
        else decode_public_key(entry["publicKeyMultibase"])
    )
    return Key(
        public=public,
        **{
            member: parse_timestamp(entry[member])
            for member in ("created", "retired", "compromised")
            if member in entry
        },
    )


def _no_key_file(name: str, why: str) -> Refusal:
    return Refusal(
        "key_file", f"“{name}” is no key file: {why}.", "Make one with: skillmark keys new -o key.json"
    )


# --- writing ------------------------------------------------------------------------------------------------


def new_secret(signer: LocalSigner, *, passphrase: str = "") -> dict[str, Any]:
    """The members that hold the secret part of a key, encrypted where there is a passphrase."""
    is_rsa = signer.public_key.kind is KeyKind.RSA
    secret = (
        {"secretKeyJwk": signer.secret_jwk()} if is_rsa else {"secretKeyMultibase": signer.secret_multikey()}
    )
    return {"encryptedSecretKey": _encrypted(secret, passphrase)} if passphrase else secret


def write_key_file(found: KeyFile, *, force: bool = False) -> None:
    """Write a key file that only its owner can read."""
    members: dict[str, Any] = _members(found.active)
    if found.issuer:
        members["issuer"] = found.issuer
    members |= found.secret
    members["history"] = [_members(key) for key in found.history]
    files.write(found.path, json.dumps(members, indent=2).encode("ascii") + b"\n", force=force, private=True)


def _members(key: Key) -> dict[str, Any]:
    is_rsa = key.public.kind is KeyKind.RSA
    dates = {"created": key.created, "retired": key.retired, "compromised": key.compromised}
    return {
        "kind": key.public.kind.value,
        **{name: format_timestamp(moment) for name, moment in dates.items() if moment is not None},
        **(
            {"publicKeyJwk": encode_public_jwk(key.public)}
            if is_rsa
            else {"publicKeyMultibase": encode_public_key(key.public)}
        ),
    }


# --- the secret part ----------------------------------------------------------------------------------------


def open_signer(found: KeyFile, *, passphrase_file: str | None = None, passphrase: str = "") -> LocalSigner:
    """The signer of a key file; asks for its passphrase where it needs one and none is given."""
    secret = found.secret
    if found.is_encrypted:
        secret = _decrypted(found, passphrase or read_passphrase(passphrase_file, found.path))
    try:
        signer = (
            LocalSigner.from_secret_jwk(secret["secretKeyJwk"])
            if "secretKeyJwk" in secret
            else LocalSigner.from_secret_multikey(secret["secretKeyMultibase"])
        )
    except (CredentialError, TypeError, AttributeError) as error:
        raise _no_key_file(str(found.path), "its secret part cannot be read") from error
    if signer.public_key != found.active.public:
        raise _no_key_file(str(found.path), "its secret part does not belong to its public part")
    return signer


def read_passphrase(file: str | None, path: Path, *, twice: bool = False) -> str:
    """A passphrase from a file, or from the person at the terminal."""
    if file is not None:
        text = files.read(file, limit=_MAX_PASSPHRASE).decode("utf-8", "replace").rstrip("\r\n")
    elif sys.stdin.isatty():
        text = getpass.getpass(f"Passphrase for {path}: ")
        if twice and getpass.getpass("Once more: ") != text:
            raise Refusal("passphrase", "These were two different passphrases.", "Run the command again.")
    else:
        raise Refusal(
            "passphrase",
            f"“{path}” takes a passphrase, and there is nobody to ask.",
            "Name a file that holds it: --passphrase-file FILE",
            exit_code=COULD_NOT,
        )
    if not text:
        raise Refusal("passphrase", "The passphrase is empty.", "Choose one of several words.")
    return text


def _encrypted(secret: Mapping[str, Any], passphrase: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    value = AESGCM(_stretched(passphrase, salt, _SCRYPT)).encrypt(nonce, json.dumps(secret).encode(), None)
    return {
        "kdf": "scrypt",
        **_SCRYPT,
        "salt": base64url_encode(salt),
        "cipher": "AES-256-GCM",
        "nonce": base64url_encode(nonce),
        "value": base64url_encode(value),
    }


def _decrypted(found: KeyFile, passphrase: str) -> Mapping[str, Any]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = found.secret["encryptedSecretKey"]
    try:
        costs = {name: sealed[name] for name in _SCRYPT}
        if costs != _SCRYPT or (sealed["kdf"], sealed["cipher"]) != ("scrypt", "AES-256-GCM"):
            raise _no_key_file(str(found.path), "its secret part is encrypted in another way than ours")
        salt, nonce, value = (base64url_decode(sealed[name]) for name in ("salt", "nonce", "value"))
        opened = AESGCM(_stretched(passphrase, salt, costs)).decrypt(nonce, value, None)
    except InvalidTag as error:
        raise Refusal("passphrase", "This is not the passphrase of the key.", "Try again.") from error
    except (CredentialError, KeyError, TypeError, ValueError) as error:
        raise _no_key_file(str(found.path), "its secret part cannot be read") from error
    members: dict[str, Any] = json.loads(opened)
    return members


def _stretched(passphrase: str, salt: bytes, costs: Mapping[str, int]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, **costs).derive(passphrase.encode("utf-8"))


# --- the document -------------------------------------------------------------------------------------------


def _document(issuer: str, keys: tuple[Key, ...]) -> dict[str, Any]:
    # Controlled Identifiers 1.0, "Verification Methods": `expires` ends the use of a key in good order, and what it
    # signed stays good, so it stays listed. One that is `revoked` vouches for nothing, so it is listed nowhere.
    believed = [f"{issuer}#{key.name}" for key in keys if key.compromised is None]
    return {
        "@context": _contexts(issuer, keys),
        "id": issuer,
        "verificationMethod": [_method(issuer, key) for key in keys],
        "assertionMethod": believed,
        "authentication": believed,
    }


def _contexts(issuer: str, keys: tuple[Key, ...]) -> list[str]:
    if not issuer.startswith("did:"):
        return [_CID]
    kinds = {_JWK if key.public.kind is KeyKind.RSA else _MULTIKEY for key in keys}
    return [_DID, *sorted(kinds)]


def _method(issuer: str, key: Key) -> dict[str, Any]:
    is_rsa = key.public.kind is KeyKind.RSA
    method: dict[str, Any] = {
        "id": f"{issuer}#{key.name}",
        "type": "JsonWebKey" if is_rsa else "Multikey",
        "controller": issuer,
    }
    if is_rsa:
        method["publicKeyJwk"] = encode_public_jwk(key.public)
    else:
        method["publicKeyMultibase"] = encode_public_key(key.public)
    if key.retired is not None:
        method["expires"] = format_timestamp(key.retired)
    if key.compromised is not None:
        method["revoked"] = format_timestamp(key.compromised)
    return method
