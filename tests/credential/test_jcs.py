"""RFC 8785: one form for each value, which reads back as the same value."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential import strictjson
from skillmark.credential.canon import jcs
from skillmark.credential.errors import CanonicalizationError, LoadError

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | FLOATS | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(VALUES)
def test_canonical_form_is_a_fixed_point(value: object) -> None:
    once = jcs.canonicalize(value)
    again = json.loads(once, parse_int=float)
    assert again == value
    assert jcs.canonicalize(again) == once


@given(VALUES)
def test_the_strict_loader_reads_it(value: object) -> None:
    once = jcs.canonicalize(value)
    try:
        read = strictjson.loads(once)
    except LoadError as error:
        # A whole double beyond 2^53 is written without an exponent, as an integer that the loader finds inexact.
        read, refusal = value, error.code
    else:
        refusal = "json_number"
    assert refusal == "json_number"
    assert jcs.canonicalize(read) == once


@given(FLOATS)
def test_numbers_read_back_as_themselves(number: float) -> None:
    assert float(jcs.canonicalize(number)) == number


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_members_stand_in_the_order_of_utf_16(members: dict[str, int]) -> None:
    names = list(json.loads(jcs.canonicalize(members)))
    assert names == sorted(names, key=lambda name: name.encode("utf-16-be"))


# RFC 8785 appendix B.
@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_of_the_specification(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert jcs.canonicalize(number) == text.encode()


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {"\ud800": 1}, {1: 2}, {None: 1}, b"x", {1, 2}],
)
def test_refuses_what_json_cannot_carry(value: object) -> None:
    with pytest.raises(CanonicalizationError):
        jcs.canonicalize(value)


def test_refuses_endless_nesting() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(CanonicalizationError, match="deeper"):
        jcs.canonicalize(value)
