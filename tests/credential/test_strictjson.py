"""The strict loader accepts what every reader reads alike, and refuses the rest with the rule and the place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential import strictjson
from skillmark.credential.errors import LoadError

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-strictjson.MAX_INTEGER, strictjson.MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(value=VALUES, ascii_only=st.booleans())
def test_reads_what_the_standard_library_writes(value: object, *, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert strictjson.loads(text.encode()) == value
    assert strictjson.loads(text) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(data: bytes) -> None:
    try:
        value = strictjson.loads(data)
    except LoadError:
        return
    assert json.loads(data) == value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a": 1, "a": 2}', "json_duplicate_member"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "json_duplicate_member"),
        (b"[NaN]", "json_number"),
        (b"[Infinity]", "json_number"),
        (b"[-Infinity]", "json_number"),
        (b"1e400", "json_number"),
        (b"-1e400", "json_number"),
        (b"0." + b"1" * 200, "json_number"),
        (b"9007199254740992", "json_number"),
        (b"-9007199254740992", "json_number"),
        (b"9" * 5000, "json_number"),
        (b'"\\ud800"', "json_surrogate"),
        (b'["\\udc00\\ud800"]', "json_surrogate"),
        (b'{"\\ud800": 1}', "json_surrogate"),
        (b'"\xed\xa0\x80"', "json_not_utf8"),
        (b'"\xff"', "json_not_utf8"),
        ("[1]".encode("utf-16"), "json_not_utf8"),
        (b"\xef\xbb\xbf{}", "json_bom"),
        ("\ufeff{}", "json_bom"),
        ('"\ud800"', "json_surrogate"),
        (b"[" * 65 + b"]" * 65, "json_too_deep"),
        (b"[" * 100_000, "json_too_deep"),
        (b'{"a":' * 40_000, "json_too_deep"),
        (b" " * 300_000, "json_too_large"),
        ("é" * 140_000, "json_too_large"),
        (b"", "json_syntax"),
        (b"{'a': 1}", "json_syntax"),
        (b"[1,]", "json_syntax"),
        (b"[1] 2", "json_syntax"),
        (b'"\n"', "json_syntax"),
        (b"01", "json_syntax"),
        ("[\u0661]".encode(), "json_syntax"),
        (b'"open', "json_syntax"),
    ],
)
def test_refuses(data: bytes | str, code: str) -> None:
    with pytest.raises(LoadError) as caught:
        strictjson.loads(data)
    assert caught.value.code == code


def test_names_the_place() -> None:
    with pytest.raises(LoadError, match="line 2, column 3"):
        strictjson.loads(b"[1,\n  x]")
    with pytest.raises(LoadError, match="“name”"):
        strictjson.loads(b'[{"name": 1, "name": 1}]')
    with pytest.raises(LoadError, match=r"\$\.a\[1\]"):
        strictjson.loads(b'{"a": ["x", "\\udfff"]}')


def test_accepts_the_limits_themselves() -> None:
    assert strictjson.loads(b"[9007199254740991, -9007199254740991]") == [2**53 - 1, 1 - 2**53]
    assert strictjson.loads(b"[" * 64 + b"]" * 64)
    assert strictjson.loads(b'"[[[[\\"[["', max_depth=0) == '[[[["[['
    assert strictjson.loads(b'"\\ud83d\\ude00"') == "😀"


@pytest.mark.parametrize(
    "piece", [b'\\"', b'"', b"[", b"{", b"\\", b'"a",', b'{"a":1},', b"\\ud83d\\ude00", b"9", b'{"a":']
)
def test_hostile_megabytes_are_read_once(piece: bytes) -> None:
    """Read again from every quotation mark or bracket, any of these would take hours."""
    data = (piece * (4_000_000 // len(piece)))[:4_000_000]
    for start in (b'"', b"[", b""):
        with pytest.raises(LoadError):
            strictjson.loads(start + data, max_bytes=5_000_000)
