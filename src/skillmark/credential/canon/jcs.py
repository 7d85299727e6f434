"""RFC 8785, JSON Canonicalization Scheme: one sequence of bytes for each JSON value."""

from __future__ import annotations

import math
from json.encoder import encode_basestring
from typing import Any

from skillmark.credential.errors import CanonicalizationError

MAX_DEPTH = 128
_MAX_INTEGER = 2**53 - 1
# ECMAScript writes numbers without an exponent while the decimal point stands between these two.
_PLAIN_FROM = -6
_PLAIN_UP_TO = 21


def canonicalize(value: Any) -> bytes:
    """The canonical UTF-8 of a JSON value; raises CanonicalizationError for what JSON cannot carry exactly."""
    pieces: list[str] = []
    _write(value, pieces, 0)
    try:
        return "".join(pieces).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalizationError(
            "jcs_surrogate", "A string holds half a character (a lone surrogate)."
        ) from error


def _write(value: Any, pieces: list[str], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise CanonicalizationError(
            "jcs_too_deep", "The value nests deeper than {limit} levels.", limit=MAX_DEPTH
        )
    if isinstance(value, dict):
        _write_members(value, pieces, depth)
    elif isinstance(value, list | tuple):
        pieces.append("[")
        for index, item in enumerate(value):
            if index:
                pieces.append(",")
            _write(item, pieces, depth + 1)
        pieces.append("]")
    else:
        pieces.append(_scalar(value))


def _write_members(value: dict[Any, Any], pieces: list[str], depth: int) -> None:
    pieces.append("{")
    for index, key in enumerate(_ordered(value)):
        if index:
            pieces.append(",")
        pieces += (encode_basestring(key), ":")
        _write(value[key], pieces, depth + 1)
    pieces.append("}")


def _ordered(value: dict[Any, Any]) -> list[str]:
    for key in value:
        if not isinstance(key, str):
            raise CanonicalizationError(
                "jcs_type", "A member's name is {kind}, not text.", kind=type(key).__name__
            )
    # RFC 8785 section 3.2.3: by UTF-16 code units, which is not the order of code points above U+FFFF.
    return sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        # Escapes exactly what RFC 8785 section 3.2.2.2 asks: quote, backslash and control characters, lower-case hex.
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > _MAX_INTEGER:
            raise CanonicalizationError(
                "jcs_number", "An integer is beyond ±(2^53 − 1), so it is not exact in JSON."
            )
        return str(value)
    if isinstance(value, float):
        return _number(value)
    raise CanonicalizationError("jcs_type", "A value of type {kind} is not JSON.", kind=type(value).__name__)


def _number(value: float) -> str:
    """ECMAScript's Number::toString, which RFC 8785 section 3.2.2.3 prescribes."""
    if not math.isfinite(value):
        raise CanonicalizationError("jcs_number", "NaN and Infinity are not JSON numbers.")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, point = _shortest(abs(value))
    count = len(digits)
    if count <= point <= _PLAIN_UP_TO:
        return sign + digits + "0" * (point - count)
    if 0 < point <= _PLAIN_UP_TO:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _PLAIN_FROM < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{sign}{mantissa}e{point - 1:+d}"


def _shortest(value: float) -> tuple[str, int]:
    """The shortest digits that read back as `value`, and where the decimal point stands after the first of them."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + ("" if fraction == "0" else fraction)
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    return stripped.rstrip("0"), point
