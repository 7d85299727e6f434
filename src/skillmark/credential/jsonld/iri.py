"""What IRIs, blank nodes and language tags look like here: well-formed, by the whole of their standards.

JSON-LD API, section 8.1: only what is well-formed becomes a statement. What is not is left out by some implementations
and kept by others, so nobody could tell whether a signature covers it.
"""

from __future__ import annotations

import ipaddress
import re

# RFC 3987, section 2.2: `ucschar`, `iprivate`, and what else may stand unescaped in a name.
_UCSCHAR = "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(0x10000 * plane)}-{chr(0x10000 * plane + 0xFFFD)}" for plane in range(1, 14)
)
_NAME = rf"A-Za-z0-9\-._~!$&'()*+,;={_UCSCHAR}\U000e1000-\U000efffd"
_PATH = f"{_NAME}:@/"
_FRAGMENT = f"{_PATH}?"
_QUERY = f"{_FRAGMENT}\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"


def _run(characters: str) -> str:
    """Any number of these, or of escapes; nothing is given back, so that no text is read twice."""
    return rf"[{characters}]*+(?:%[0-9A-Fa-f]{{2}}[{characters}]*+)*+"


_HOST = rf"(?:\[(?:v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+|([0-9A-Fa-f:.]+))\]|{_run(_NAME)})"
_AUTHORITY = rf"(?:{_run(_NAME + ':')}@)?{_HOST}(?::[0-9]*+)?"
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*+:(?://{_AUTHORITY}(?:/{_run(_PATH)})?|(?!//){_run(_PATH)})"
    rf"(?:\?{_run(_QUERY)})?(?:\#{_run(_FRAGMENT)})?"
)
# Turtle, `BLANK_NODE_LABEL`. Who gives nodes new labels first would never look at these, and who does not, drops them.
_LABEL_START = (
    "A-Za-z0-9_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LABEL = _LABEL_START + r"\-\xb7\u0300-\u036f\u203f\u2040"
_BLANK = re.compile(rf"_:[{_LABEL_START}](?:[{_LABEL}]|\.+[{_LABEL}])*+")
# RFC 5646, section 2.1: language, script, region, variants, extensions, private use; or private use alone.
_LANGUAGE = re.compile(
    "(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    "(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    "|x(?:-[a-z0-9]{1,8})+)"
)
# `irregular` in the same section: older than its rules.
_IRREGULAR = frozenset(
    {
        f"i-{name}"
        for name in ("ami", "bnn", "default", "enochian", "hak", "klingon", "lux", "mingo", "navajo")
    }
    | {f"i-{name}" for name in ("pwn", "tao", "tay", "tsu")}
    | {"en-gb-oed", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de"}
)
# Literals may hold anything but what XML 1.1 does not count as a character: implementations escape these differently.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_KEYWORD_LIKE = re.compile(r"@[A-Za-z]+")


def is_absolute(iri: str) -> bool:
    """Whether `iri` has a scheme and is well-formed; what else a scheme asks for is the business of its resolver."""
    match = _IRI.fullmatch(iri)
    return match is not None and (match[1] is None or _is_ipv6(match[1]))


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def is_blank(name: str) -> bool:
    """Whether `name` is the label of a blank node."""
    return _BLANK.fullmatch(name) is not None


def is_language_tag(tag: str) -> bool:
    """Whether `tag` is a well-formed language tag; whether its parts are registered is nobody's business here."""
    lower = tag.lower() if tag.isascii() else ""
    return _LANGUAGE.fullmatch(lower) is not None or lower in _IRREGULAR


def is_text(value: str) -> bool:
    """Whether every implementation writes `value` in N-Quads in the same way."""
    return _NOT_TEXT.search(value) is None


def is_keyword_like(value: str) -> bool:
    """Whether JSON-LD reserves this form (`@` and letters)."""
    return _KEYWORD_LIKE.fullmatch(value) is not None
