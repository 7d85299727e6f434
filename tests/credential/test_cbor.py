"""The little CBOR of proof values: what is written comes back, and no byte may be otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.errors import ProofError
from skillmark.credential.proof import cbor

COUNTS = st.integers(0, 2**64 - 1)
LEAVES = COUNTS | st.binary(max_size=300) | st.text(max_size=300)
VALUES = st.lists(
    LEAVES | st.lists(LEAVES, max_size=30) | st.dictionaries(COUNTS, LEAVES, max_size=30), max_size=8
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # RFC 8949, appendix A.
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (100, "1864"),
        (1000, "1903e8"),
        (1000000, "1a000f4240"),
        (1000000000000, "1b000000e8d4a51000"),
        (18446744073709551615, "1bffffffffffffffff"),
        (b"", "40"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("", "60"),
        ("IETF", "6449455446"),
        ("\u6c34", "63e6b0b4"),
        ([], "80"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        (list(range(1, 26)), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
        ({}, "a0"),
        ({1: 2, 3: 4}, "a201020304"),
    ],
)
def test_published_examples(value: Any, written: str) -> None:
    assert cbor.encode(value).hex() == written
    assert cbor.decode(bytes.fromhex(written)) == value


@given(VALUES)
def test_what_is_written_comes_back(value: list[Any]) -> None:
    assert cbor.decode(cbor.encode(value)) == value


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1817",  # 23, longer than it is
        "190018",
        "1a0000ffff",
        "1b00000000ffffffff",
        "5801ff",  # one byte, its length longer than it is
        "20",  # -1
        "f4",  # false
        "f5",
        "f6",  # null
        "f7",
        "f90000",  # a float
        "fb3ff0000000000000",
        "c100",  # a tag
        "d84044deadbeef",  # bytes as typed array: how early drafts wrote them
        "5f4101ff",  # lengths that are not given
        "7f6161ff",
        "9f01ff",
        "bf0102ff",
        "ff",
        "1c",
        "5c",
        "0000",  # more than one value
        "4401020304ff",
        "42ff",  # less than it says
        "62ff",
        "18",
        "8201",
        "a101",
        "9affffffff",
        "bbffffffffffffffff",
        "61ff",  # text that is not UTF-8
        "62c328",
        "a201020103",  # the same key twice
        "a16161 01",  # a key that is no number
        "a141ff01",
        "a1800a",
        "81818181 00",  # deeper than any proof
        "8181a1a1",
    ],
)
def test_what_no_proof_holds_is_refused(written: str) -> None:
    with pytest.raises(ProofError) as refusal:
        cbor.decode(bytes.fromhex(written))
    assert refusal.value.code == "proof_value_invalid"


def test_maps_may_come_in_any_order() -> None:
    assert cbor.decode(bytes.fromhex("a203040102")) == {1: 2, 3: 4}


@given(st.binary(max_size=200))
def test_any_bytes_are_one_value_or_refused(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except ProofError:
        return
    assert cbor.decode(cbor.encode(value)) == value


@given(VALUES, st.data())
def test_no_prefix_of_a_value_is_one(value: list[Any], data: st.DataObject) -> None:
    written = cbor.encode(value)
    with pytest.raises(ProofError):
        cbor.decode(written[: data.draw(st.integers(0, len(written) - 1))])
