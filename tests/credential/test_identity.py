"""A hashed identity is recognised by whoever knows the identifier, and says nothing to anyone else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.model.identity import IdentityError, hashed_identity, matches

WORDS = st.text(min_size=1, max_size=20)
SALTS = st.text(min_size=8, max_size=20)


def test_the_example_of_the_specification() -> None:
    # Open Badges 3.0, "IdentityHash".
    digest = "b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    for written in (digest, digest.upper()):
        identity = {"hashed": True, "identityHash": f"sha256${written}", "salt": "Kosher"}
        assert matches(identity, "a@example.com")
        assert not matches(identity, "b@example.com")
        assert not matches(identity | {"salt": "kosher"}, "a@example.com")


def test_an_older_badge_without_salt() -> None:
    identity = {"hashed": True, "identityHash": "md5$0b0e1c0ee0e0c8f2ce9ac0c4b9f0c0e0"}
    assert not matches(identity, "ada@learner.example")
    assert matches(
        {"hashed": True, "identityHash": "md5$900150983cd24fb0d6963f7d28e17f72"}, "abc"
    )  # RFC 1321, A.5


@given(WORDS, SALTS)
def test_what_is_hashed_is_found_again_and_not_written(value: str, salt: str) -> None:
    identity = hashed_identity(value, kind="emailAddress", salt=salt)
    assert matches(identity, value)
    assert not matches(identity, value + "x")
    assert identity["identityHash"].partition("$")[0] == "sha256"
    assert set(identity) == {"type", "hashed", "identityHash", "identityType", "salt"}


def test_another_salt_gives_another_hash() -> None:
    first, second = (
        hashed_identity("ada@learner.example", kind="emailAddress", salt=salt) for salt in ("a" * 8, "b" * 8)
    )
    assert first["identityHash"] != second["identityHash"]


def test_an_open_identity_and_longer_spellings() -> None:
    assert matches({"hashed": [False], "identityHash": ["Ada"]}, "Ada")
    assert matches({"identityHash": "Ada"}, "Ada")
    assert not matches({"hashed": False, "identityHash": "Ada"}, "ada")
    # Said to be open, so nobody is recognised by the hash.
    assert not matches({"hashed": False, "identityHash": "md5$900150983cd24fb0d6963f7d28e17f72"}, "abc")


@pytest.mark.parametrize(
    "identity",
    [
        None,
        [],
        "ada",
        {},
        {"hashed": True},
        {"hashed": "yes", "identityHash": "ada"},
        {"hashed": True, "identityHash": "ada"},
        {"hashed": True, "identityHash": "sha1$a9993e364706816aba3e25717850c26c9cd0d89d"},
        {"hashed": False, "identityHash": ["ada", "eve"]},
        {"hashed": True, "identityHash": "md5$900150983cd24fb0d6963f7d28e17f72", "salt": ["a", "b"]},
    ],
)
def test_other_shapes_name_nobody(identity: Any) -> None:
    assert not matches(identity, "ada")
    assert not matches(identity, "")
    assert not matches(identity, "abc")


@pytest.mark.parametrize(
    ("value", "kind", "salt", "code"),
    [
        ("", "emailAddress", "12345678", "identity_empty"),
        ("ada@learner.example", "e-mail", "12345678", "identity_type"),
        ("ada@learner.example", "emailAddress", "", "identity_salt"),
        ("ada@learner.example", "emailAddress", "1234567", "identity_salt"),
    ],
)
def test_what_would_hide_nothing_is_not_written(value: str, kind: str, salt: str, code: str) -> None:
    with pytest.raises(IdentityError) as refusal:
        hashed_identity(value, kind=kind, salt=salt)
    assert refusal.value.code == code


def test_a_kind_of_ones_own() -> None:
    assert hashed_identity("7", kind="ext:staffNumber", salt="12345678")["identityType"] == "ext:staffNumber"
