"""Seals the private half of issuing keys, so that a copy of the database alone can sign nothing.

KeyringError
├── KeyMissing       the installation has no key-encryption key
└── KeyNotOpened     the sealed key was made with another one, or was moved or changed
"""

from __future__ import annotations

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from skillmark.config import current
from skillmark.credential.errors import KeyMaterialError
from skillmark.credential.keys import LocalSigner, decode_public_key
from skillmark.credential.keys.multikey import decode_secret_key, encode_secret_key

_FORM = b"\x01"
_NONCE_BYTES = 12


class KeyringError(Exception):
    """An issuing key cannot be opened or made; nothing is lost, and the sentence says what to do."""


class KeyMissing(KeyringError):
    """The installation has no key-encryption key."""


class KeyNotOpened(KeyringError):
    """A sealed key does not open with this installation's key-encryption key."""


def encryption_key() -> bytes:
    """The installation's key-encryption key. Raises KeyMissing."""
    key = current().key_encryption_key_bytes
    if key is None:
        raise KeyMissing(
            "The key that protects issuing keys is missing: put keys/key_encryption_key back from its copy,"
            " or set SKILLMARK_KEY_ENCRYPTION_KEY. A new installation makes one with `skillmark init`."
        )
    return key


def seal(signer: LocalSigner, *, org_uid: UUID, key: bytes) -> bytes:
    """The private half of `signer`, encrypted (AES-256-GCM) and bound to its organisation and its public half."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    # The kind of key follows from the public half, which is bound to it.
    _, secret = decode_secret_key(signer.secret_multikey())
    return _FORM + nonce + AESGCM(key).encrypt(nonce, secret, _bound_to(org_uid, signer.public_multikey))


def unseal(sealed: bytes, *, org_uid: UUID, public_multikey: str, key: bytes) -> LocalSigner:
    """The signer that was sealed. Raises KeyNotOpened for another key, organisation or public half."""
    nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        secret = (
            AESGCM(key).decrypt(nonce, text, _bound_to(org_uid, public_multikey))
            if sealed[:1] == _FORM
            else b""
        )
        kind = decode_public_key(public_multikey).kind
        signer = LocalSigner.from_secret_multikey(encode_secret_key(kind, secret))
    except (InvalidTag, ValueError, KeyMaterialError) as error:
        raise _not_opened(public_multikey) from error
    if signer.public_multikey != public_multikey:
        raise _not_opened(public_multikey)
    return signer


def _not_opened(public_multikey: str) -> KeyNotOpened:
    return KeyNotOpened(
        f"The issuing key {public_multikey} does not open with this installation's key-encryption key: put the"
        " keys/key_encryption_key back that it was made with. Queued credentials wait until then."
    )


def _bound_to(org_uid: UUID, public_multikey: str) -> bytes:
    return f"skillmark issuer key\n{org_uid}\n{public_multikey}".encode()
