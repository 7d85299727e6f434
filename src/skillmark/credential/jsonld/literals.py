"""JSON values as RDF literals, in the one lexical form that every implementation writes (JSON-LD API section 8.2.2)."""

from __future__ import annotations

import math
from typing import Any, Final

from skillmark.credential.canon import jcs
from skillmark.credential.canon.nquads import RDF_LANG_STRING, XSD_STRING, Literal
from skillmark.credential.errors import CanonicalizationError, ContextError
from skillmark.credential.jsonld.iri import is_language_tag, is_text

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_RDF_JSON: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"
_DOUBLE: Final = f"{_XSD}double"
# From here on ECMAScript, and so JSON-LD, writes whole numbers with an exponent.
_INTEGERS_END: Final = 10**21


def text(value: str, datatype: str | None, path: str) -> Literal:
    """A string; with None as datatype, a plain one."""
    if not is_text(value):
        sentence = f"The text at {path} holds a code point that is no character."
        raise ContextError("invalid_text", sentence, path=path)
    return Literal(value, datatype or XSD_STRING)


def text_in(value: str, language: str, path: str) -> Literal:
    """A string in a language; tags are lower case, as the widely used implementations write them."""
    if not is_language_tag(language):
        raise ContextError("invalid_value", f"“{language}” at {path} is not a language tag.", path=path)
    return Literal(text(value, None, path).value, RDF_LANG_STRING, language.lower())


def json(value: Any, path: str) -> Literal:
    """A value of the type @json: its RFC 8785 form."""
    try:
        canonical = jcs.canonicalize(value).decode("utf-8")
    except CanonicalizationError as error:
        raise ContextError("invalid_json_literal", f"{path}: {error.sentence}", path=path) from error
    return text(canonical, _RDF_JSON, path)


def native(value: Any, datatype: str | None, path: str) -> Literal:
    """A string, truth value or number, of `datatype` or of the type that JSON gives it."""
    if isinstance(value, str):
        return text(value, datatype, path)
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype or f"{_XSD}boolean")
    if isinstance(value, int | float) and math.isfinite(value):
        if value == int(value) and abs(value) < _INTEGERS_END and datatype != _DOUBLE:
            return Literal(str(int(value)), datatype or f"{_XSD}integer")
        return _double(float(value), datatype, path)
    raise ContextError("invalid_value", f"The value at {path} is not one that JSON has.", path=path)


def _double(value: float, datatype: str | None, path: str) -> Literal:
    mantissa, exponent = f"{value:.15E}".split("E")
    whole, fraction = mantissa.split(".")
    canonical = f"{whole}.{fraction.rstrip('0') or '0'}E{int(exponent)}"
    if float(canonical) != value:
        # The canonical form has 16 digits, so a 17th could be changed under the signature.
        raise ContextError(
            "inexact_number", f"The number at {path} has more digits than can be signed.", path=path
        )
    return Literal(canonical, datatype or _DOUBLE)
