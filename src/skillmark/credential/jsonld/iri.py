"""What an IRI looks like here: absolute, and made only of characters that IRIs may have."""

from __future__ import annotations

import re

# RFC 3987 forbids these; what else a scheme asks for is the business of whoever resolves the IRI.
_ABSOLUTE = re.compile(
    '[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>"{}|\\\\^`\ud800-\udfff\ufffe\uffff]*', re.ASCII
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
# Literals may hold anything but what XML 1.1 does not count as a character: implementations escape these differently.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_KEYWORD_LIKE = re.compile(r"@[A-Za-z]+")


def is_absolute(iri: str) -> bool:
    """Whether `iri` has a scheme and no character that IRIs cannot have."""
    return _ABSOLUTE.fullmatch(iri) is not None


def is_language_tag(tag: str) -> bool:
    """Whether `tag` has the form of a BCP 47 language tag."""
    return _LANGUAGE.fullmatch(tag) is not None


def is_text(value: str) -> bool:
    """Whether every implementation writes `value` in N-Quads in the same way."""
    return _NOT_TEXT.search(value) is None


def is_keyword_like(value: str) -> bool:
    """Whether JSON-LD reserves this form (`@` and letters)."""
    return _KEYWORD_LIKE.fullmatch(value) is not None
