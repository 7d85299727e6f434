"""JSON values as RDF literals, in the one lexical form that every implementation writes (JSON-LD API section 8.2.2)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Final, Protocol

from skillmark.credential.canon import jcs
from skillmark.credential.canon.nquads import RDF_LANG_STRING, XSD_STRING, Literal
from skillmark.credential.errors import CanonicalizationError, ContextError
from skillmark.credential.jsonld.iri import is_language_tag, is_text

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_RDF_JSON: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"
_DOUBLE: Final = f"{_XSD}double"
_I18N: Final = "https://www.w3.org/ns/i18n#"
_DIRECTIONS: Final = (None, "ltr", "rtl")
# The contexts of Open Badges write the namespace with https, that of credentials v2 with a colon too many, and that of
# records uses its prefix without defining it.
_XSD_TYPE: Final = re.compile(r"(?:https?://www\.w3\.org/2001/XMLSchema#:?|xsd:)([A-Za-z]+)")
_NUMBERS: Final = (
    frozenset({"decimal", "double", "float", "integer", "int", "long", "short", "byte"})
    | {f"{sign}Integer" for sign in ("nonNegative", "positive", "nonPositive", "negative")}
    | {f"unsigned{size}" for size in ("Int", "Long", "Short", "Byte")}
)
_LONGEST_NUMBER: Final = 32
# From here on ECMAScript, and so JSON-LD, writes whole numbers with an exponent.
_INTEGERS_END: Final = 10**21


class Place(Protocol):
    """Where in the document a value stands; asked for its path only when something is wrong with it."""

    @property
    def path(self) -> str:
        """The JSON path."""


@dataclass(frozen=True)
class _Nowhere:
    path: str = "$"


NOWHERE: Final = _Nowhere()


def text(value: str, datatype: str | None, at: Place) -> Literal:
    """A string; with None as datatype, a plain one."""
    if not is_text(value):
        raise ContextError(
            "invalid_text", "The text at {path} holds a code point that is no character.", path=at.path
        )
    if datatype == _DOUBLE and not _is_written_number(value, datatype):
        # API 8.2.2 leaves such a text as it is, and the widely used implementations read it as a number.
        raise ContextError(
            "invalid_value", "The text at {path} stands for a number: write it as one.", path=at.path
        )
    return Literal(value, datatype or XSD_STRING)


def text_in(value: Any, language: str | None, direction: str | None, at: Place) -> Literal:
    """A string in a language, a direction, or both; tags are lower case, as the widely used implementations write them.

    RDF 1.1 has no place for a direction. It becomes part of the datatype ("i18n-datatype", JSON-LD API 8.2.2 step 12),
    as in the implementations that sign it at all; to leave it out would leave it unsigned.
    """
    if not isinstance(value, str):
        raise ContextError("invalid_value", "The value at {path} is not text in a language.", path=at.path)
    if language is not None and not is_language_tag(language):
        raise ContextError(
            "invalid_value", "“{language}” at {path} is not a language tag.", path=at.path, language=language
        )
    if direction not in _DIRECTIONS:
        raise ContextError(
            "invalid_value",
            "“{direction}” at {path} is neither ltr nor rtl.",
            path=at.path,
            direction=direction,
        )
    plain = text(value, None, at)
    tag = None if language is None else language.lower()
    if direction is not None:
        return Literal(plain.value, f"{_I18N}{tag or ''}_{direction}")
    return plain if tag is None else Literal(plain.value, RDF_LANG_STRING, tag)


def json(value: Any, at: Place) -> Literal:
    """A value of the type @json: its RFC 8785 form."""
    try:
        canonical = jcs.canonicalize(value).decode("utf-8")
    except CanonicalizationError as error:
        raise ContextError(
            "invalid_json_literal", "{path}: {why}", path=at.path, why=error.message
        ) from error
    return text(canonical, _RDF_JSON, at)


def native(value: Any, datatype: str | None, at: Place) -> Literal:
    """A string, truth value or number, of `datatype` or of the type that JSON gives it."""
    if isinstance(value, str):
        return text(value, datatype, at)
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype or f"{_XSD}boolean")
    if isinstance(value, int | float) and math.isfinite(value):
        if value == int(value) and abs(value) < _INTEGERS_END and datatype != _DOUBLE:
            return Literal(str(int(value)), datatype or f"{_XSD}integer")
        return _double(float(value), datatype, at)
    raise ContextError("invalid_value", "The value at {path} is not one that JSON has.", path=at.path)


def has_form_of_its_own(datatype: str) -> bool:
    """Whether JSON-LD writes values of a datatype with @json or @direction."""
    return datatype == _RDF_JSON or datatype.startswith(_I18N)


def kind_of(datatype: str) -> str:
    """The kind of JSON value that stands for values of a datatype, in words that can be translated."""
    match = _XSD_TYPE.fullmatch(datatype)
    local = match[1] if match else ""
    if local in _NUMBERS:
        return "a number"
    return "true or false" if local == "boolean" else "text"


def is_of_kind(value: Any, datatype: str) -> bool:
    """Whether `value` is the one JSON value that is written as its literal: never both 9 and "9"."""
    kind = kind_of(datatype)
    if kind == "true or false":
        return isinstance(value, bool) or (isinstance(value, str) and value not in ("true", "false"))
    if kind == "text":
        return isinstance(value, str)
    return not isinstance(value, bool) and not (
        isinstance(value, str) and _is_written_number(value, datatype)
    )


def _is_written_number(value: str, datatype: str) -> bool:
    try:
        # No number has a longer canonical form, and a text that is as long need not be read.
        number = float(value) if len(value) <= _LONGEST_NUMBER else math.nan
        return math.isfinite(number) and native(number, datatype, NOWHERE).value == value
    except (ValueError, ContextError):
        return False


def _double(value: float, datatype: str | None, at: Place) -> Literal:
    if value == 0 and math.copysign(1, value) < 0:
        raise ContextError(
            "invalid_value", "Minus zero at {path} is read in different ways: write 0.", path=at.path
        )
    mantissa, exponent = f"{value:.15E}".split("E")
    whole, fraction = mantissa.split(".")
    canonical = f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
    if float(canonical) != value:
        # The canonical form has 16 digits, so a 17th could be changed under the signature.
        raise ContextError(
            "inexact_number", "The number at {path} has more digits than can be signed.", path=at.path
        )
    return Literal(canonical, datatype or _DOUBLE)
