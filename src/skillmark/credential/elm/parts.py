"""What every ELM document is built from: texts with their language, notes, concepts, identifiers.

One credential always gives the same bytes: identifiers are made from the credential's own, and counted.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from skillmark.credential.elm.vocabulary import VOCABULARY, Term
from skillmark.credential.jsonld.iri import is_absolute, is_language_tag

Node = dict[str, Any]
Words = dict[str, list[str]]

ENGLISH: Final = "en"
# BCP 47: a text of which nobody said in what language it is.
UNDETERMINED: Final = "und"
# What may stand for a number of credits.
POINTS: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_LONGEST_TAG: Final = 35
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"


class Parts:
    """Makes the parts of one document."""

    def __init__(self, *, source: str, language: str) -> None:
        self._source = uuid5(NAMESPACE_URL, source)
        self._counted: Counter[str] = Counter()
        self.language = language if is_tag(language) else UNDETERMINED

    @property
    def credential_id(self) -> str:
        """The identifier of the document itself: a translation is another document than what it is made from."""
        return f"urn:credential:{uuid5(self._source, 'elm')}"

    def name(self, kind: str, *, given: str = "") -> str:
        """An identifier for a part: the given one, where it can be one; otherwise the next of its kind."""
        if is_absolute(given):
            return given
        self._counted[kind] += 1
        return f"urn:epass:{kind}:{uuid5(self._source, f'{kind} {self._counted[kind]}')}"

    def said(self, text: str) -> Words:
        """A text of the credential, in its language."""
        return {self.language: [text]}

    def node(self, kind: str, type_name: str, *, given: str = "", **members: Any) -> Node:
        """A part of a type; members without a value are left out."""
        own = {name: value for name, value in members.items() if value not in ("", None, [], {})}
        return {"id": self.name(kind, given=given), "type": type_name, **own}

    def note(self, text: str, *, about: Term | None = None, subject: Node | None = None) -> Node:
        """A note in the credential's language; `about` or `subject` says what it is about."""
        said = concept(about) if about else subject
        return self.node("note", "Note", noteLiteral=self.said(text), subject=said)

    def remark(self, term: Term) -> Node:
        """A note that says a value of one of our lists, in English."""
        return self.node("note", "Note", noteLiteral=english(term.label), subject=concept(term))

    def identifier(self, notation: str, scheme: str) -> Node:
        """An identifier in a scheme that has a name."""
        return self.node("identifier", "Identifier", notation=notation, schemeName=scheme)

    def picture(self, data: bytes) -> Node:
        """A picture with its bytes inside, as the shapes ask; PNG and JPEG are what Europass shows."""
        kind = picture_kind(data)
        return self.node(
            "mediaObject",
            "MediaObject",
            content=base64.b64encode(data).decode("ascii"),
            contentEncoding=concept(VOCABULARY["encoding"].term("base64")),
            contentType=concept(VOCABULARY["file"].term(kind)),
        )

    def page(self, address: str, *, title: str = "") -> Node:
        """Something on the web, by its address."""
        return self.node(
            "webResource", "WebResource", contentURL=address, title=self.said(title) if title else None
        )


def is_tag(language: str) -> bool:
    """Whether it is a language tag of a length that programs read (BCP 47, section 4.4.1)."""
    return len(language) <= _LONGEST_TAG and is_language_tag(language)


def english(text: str) -> Words:
    """A text of ours."""
    return {ENGLISH: [text]}


def concept(term: Term) -> Node:
    """A concept as the Commission's sample writes it: with its vocabulary and its label."""
    return {
        "id": term.iri,
        "type": "Concept",
        "inScheme": {"id": term.scheme, "type": "ConceptScheme"},
        "prefLabel": english(term.label),
    }


def time(moment: datetime) -> str:
    """A time in UTC, to the last digit that is known."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def picture_kind(data: bytes) -> str:
    """`png` or `jpeg` by the first bytes; empty for anything else."""
    return "png" if data.startswith(_PNG) else "jpeg" if data.startswith(_JPEG) else ""
