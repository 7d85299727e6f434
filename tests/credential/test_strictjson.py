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
    | st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda n: not strictjson.MAX_INTEGER < abs(n) < 1e21
    )
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
        (b"[9007199254740992.0]", "json_number"),
        (b"[299999999999999999999.000]", "json_number"),
        (b"[3e20]", "json_number"),
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
    data = (piece * (1_000_000 // len(piece)))[:1_000_000]
    for start in (b'"', b"[", b""):
        with pytest.raises(LoadError):
            strictjson.loads(start + data, max_bytes=2_000_000)


# --- the fast reader ------------------------------------------------------------------------------------------


def _outcome(data: bytes, **limits: int) -> tuple[str, str]:
    """What comes of reading: the value, where True and 1 are not alike, or the code of the refusal."""
    try:
        return "value", repr(strictjson.loads(data, **limits))
    except LoadError as error:
        return error.code, error.sentence


def _without_the_fast_reader(data: bytes, **limits: int) -> tuple[str, str]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(strictjson.optional, "package", lambda _: None)
        return _outcome(data, **limits)


_VALUES = st.recursive(
    SCALARS | st.integers(-(2**70), 2**70),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(_VALUES, st.booleans())
def test_the_fast_reader_changes_nothing(value: object, compact: bool) -> None:
    separators = (",", ":") if compact else (", ", ": ")
    text = json.dumps(value, ensure_ascii=False, separators=separators).encode("utf-8", "surrogatepass")
    assert _outcome(text) == _without_the_fast_reader(text)


@given(
    st.binary(max_size=40)
    | st.text(alphabet='{}[]",:0123456789.eE-truefalsn\\u \n', max_size=40).map(str.encode)
)
def test_the_fast_reader_changes_nothing_for_what_is_no_json(data: bytes) -> None:
    assert _outcome(data) == _without_the_fast_reader(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":9007199254740993}',
        b'{"a":-9007199254740993}',
        b'{"a":18446744073709551616}',
        b'{"a":1e400}',
        b'{"a":1.0}',
        b'{"a":0.1}',
        b'{"a":-0.0}',
        b'{"a":1E2}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xed\xa0\x80"}',
        b"\xef\xbb\xbf{}",
        b"[" * 64 + b"]" * 64,
        b"[" * 65 + b"]" * 65,
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b"[" * 2000 + b"]" * 2000,
        b"NaN",
        b"",
        b"7",
        b"null",
    ],
)
def test_the_fast_reader_is_as_strict(data: bytes) -> None:
    assert _outcome(data) == _without_the_fast_reader(data)


def test_what_is_plainly_written_is_read_fast() -> None:
    if strictjson.optional.package("orjson") is None:
        pytest.skip("orjson is not installed: everything is read the careful way")
    assert strictjson._plainly_written(b'{"a":[1,2.5,null,true,"\xc3\xa9"]}', 64) == {
        "a": [1, 2.5, None, True, "é"]
    }
    assert strictjson._plainly_written(b'{"a": 1}', 64) is strictjson._NOT_PLAIN


@given(VALUES)
def test_what_is_written_is_compact_and_comes_back(value: object) -> None:
    data = strictjson.dumps(value)
    assert strictjson.loads(data) == value
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(strictjson.optional, "package", lambda _: None)
        assert strictjson.loads(strictjson.dumps(value)) == value
        assert json.loads(strictjson.dumps(value)) == json.loads(data)


@pytest.mark.parametrize(
    ("value", "error"),
    [(float("nan"), ValueError), (float("inf"), ValueError), ("\ud800", ValueError), ({1, 2}, TypeError)],
)
def test_what_is_no_json_is_not_written(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        strictjson.dumps({"a": value})
