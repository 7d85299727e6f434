"""The private halves of issuing keys at rest."""

from __future__ import annotations

import secrets
import uuid

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from skillmark.config import current
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.lifecycle.issuing import keyring
from skillmark.lifecycle.issuing.models import IssuerKey

ORG = uuid.UUID("6f3f2f0a-5a43-4f6f-9c8b-2c3a6b3d9c11")
KEY = bytes(range(32))


def _opened(sealed: bytes, public: str, *, org: uuid.UUID = ORG, key: bytes = KEY) -> LocalSigner:
    return keyring.unseal(sealed, org_uid=org, public_multikey=public, key=key)


@pytest.mark.parametrize("kind", IssuerKey.KINDS)
def test_what_was_sealed_signs_as_before(kind: KeyKind) -> None:
    signer = LocalSigner.generate(kind)
    opened = _opened(keyring.seal(signer, org_uid=ORG, key=KEY), signer.public_multikey)
    assert opened.sign(b"said") == signer.sign(b"said")


def test_a_sealed_key_shows_nothing_and_never_twice_the_same() -> None:
    signer = LocalSigner.from_seed(KEY)
    sealed = {keyring.seal(signer, org_uid=ORG, key=KEY) for _ in range(3)}
    assert len(sealed) == 3
    assert all(KEY not in each for each in sealed)


def test_neither_another_key_nor_another_organisation_nor_another_public_half_opens_it() -> None:
    signer, other = LocalSigner.generate(), LocalSigner.generate()
    sealed = keyring.seal(signer, org_uid=ORG, key=KEY)
    for changed in (
        {"key": secrets.token_bytes(32), "public": signer.public_multikey},
        {"org": uuid.uuid4(), "public": signer.public_multikey},
        {"public": other.public_multikey},
    ):
        with pytest.raises(keyring.KeyNotOpened, match="Queued credentials wait"):
            _opened(sealed, **changed)  # type: ignore[arg-type]


@given(st.data())
def test_any_damage_is_noticed(data: st.DataObject) -> None:
    signer = LocalSigner.from_seed(KEY)
    sealed = bytearray(keyring.seal(signer, org_uid=ORG, key=KEY))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(keyring.KeyNotOpened):
        _opened(bytes(sealed), signer.public_multikey)


def test_a_key_does_not_open_as_one_of_another_kind() -> None:
    signer, other = LocalSigner.from_seed(KEY), LocalSigner.generate(KeyKind.P256)
    for sealed, public in (
        (keyring.seal(signer, org_uid=ORG, key=KEY), other.public_multikey),
        (keyring.seal(other, org_uid=ORG, key=KEY), signer.public_multikey),
        (keyring.seal(signer, org_uid=ORG, key=KEY), "no key at all"),
    ):
        with pytest.raises(keyring.KeyNotOpened):
            _opened(sealed, public)


def test_a_key_that_was_sealed_under_another_name_does_not_open() -> None:
    other, nonce = LocalSigner.generate().public_multikey, bytes(12)
    text = AESGCM(KEY).encrypt(nonce, KEY, keyring._bound_to(ORG, other))
    with pytest.raises(keyring.KeyNotOpened):
        _opened(b"\x01" + nonce + text, other)


@given(st.binary(max_size=80))
def test_no_bytes_at_all_open(sealed: bytes) -> None:
    with pytest.raises(keyring.KeyNotOpened):
        _opened(sealed, LocalSigner.from_seed(KEY).public_multikey)


def test_without_an_encryption_key_the_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    without = dataclasses.replace(current(), key_encryption_key=None)
    monkeypatch.setattr(keyring, "current", lambda: without)
    with pytest.raises(keyring.KeyMissing, match="skillmark init"):
        keyring.encryption_key()
