"""Carry a credential in an SVG, changing no byte that need not change, so that the drawing stays as it was.

Open Badges 3.0, section "Baking" (SVGs): the namespace on the svg element, one `<openbadges:credential>` as
its first child, JSON in its body as CDATA or a compact JWS in its `verify` attribute. Document type
definitions are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn
from xml.parsers import expat

from skillmark.credential.bake.carried import (
    MAX_CREDENTIAL,
    check_image_size,
    form_of,
    nothing_inside,
    second_inside,
    too_large_inside,
)
from skillmark.credential.errors import BakeError
from skillmark.credential.message import Message

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_LEGACY = frozenset({"http://openbadges.org", "http://openbadges.org/"})
# CLR 2.0 and Open Badges 2.0 use names of their own; they are read, never written.
_CARRIERS = frozenset(
    {f"{NAMESPACE} credential", "https://purl.imsglobal.org/clr/v2p0 credential"}
    | {f"{namespace} assertion" for namespace in _LEGACY}
)
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_UNDEFINED_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
_SPACE = " \t\r\n"
# Drawings nest a few dozen levels and carry one credential; what is far beyond that only costs memory and time.
_MAX_DEPTH = 500
_MAX_CARRIERS = 20
_MAX_ELEMENTS = 300_000
# A tag has no “<” in it; in a stretch that is longer than this, so many equals signs are attributes of one element.
_LONG_STRETCH, _MAX_ATTRIBUTES = 262_144, 20_000


@dataclass(slots=True)
class _Carrier:
    """An element that holds a credential: where it stands, and what it says (text, whether inside CDATA)."""

    start: int
    verify: str | None
    end: int = -1
    texts: list[tuple[str, bool]] = field(default_factory=list)


def bake(image: bytes, credential: str) -> bytes:
    """The SVG with `credential` (JSON text or compact JWS) inside; one that was there before is replaced."""
    form = form_of(credential)
    if _NOT_XML.search(credential):
        raise BakeError("bake_not_text", "The credential holds characters that XML cannot carry: use a PNG.")
    drawing = _Reader(image).read()
    if drawing.encoding not in {"utf-8", "us-ascii", "ascii"}:
        raise BakeError(
            "bake_encoding",
            "This SVG is written in {encoding}: save it as UTF-8.",
            encoding=drawing.encoding,
        )
    bare = _without(image, drawing.carriers)
    element = _element(credential, form)
    if drawing.encoding != "utf-8":
        element = _NOT_ASCII.sub(lambda match: f"]]>&#{ord(match[0])};<![CDATA[", element)
    baked = _with_element(bare, drawing.root, element.encode())
    # What stood around a credential that was taken out may run together into what no text may hold (“]]>”).
    unbake(baked)
    return baked


def unbake(image: bytes) -> str:
    """The credential inside the SVG; BakeError when there is none, more than one, or the file is unsafe."""
    carriers = _Reader(image).read().carriers
    if not carriers:
        raise nothing_inside("SVG")
    if len(carriers) > 1:
        raise second_inside("SVG")
    (carrier,) = carriers
    body = _body(carrier.texts)
    verify = (carrier.verify or "").strip(_SPACE)
    if verify and body:
        raise second_inside("SVG")
    text = verify or body
    if len(text) > MAX_CREDENTIAL:
        raise too_large_inside()
    if not text:
        raise nothing_inside("SVG")
    return text


def _body(texts: list[tuple[str, bool]]) -> str:
    """The text without the layout white space around its CDATA sections."""
    content = [place for place, (text, in_cdata) in enumerate(texts) if in_cdata or text.strip(_SPACE)]
    if not content:
        return ""
    begins_exactly, ends_exactly = texts[content[0]][1], texts[content[-1]][1]
    body = "".join(text for text, _ in texts[content[0] : content[-1] + 1])
    body = body if begins_exactly else body.lstrip(_SPACE)
    body = body if ends_exactly else body.rstrip(_SPACE)
    return body if body.strip(_SPACE) else ""


def _element(credential: str, form: str) -> str:
    if form == "jws":
        return f'<openbadges:credential verify="{credential}"/>'
    # "]]>" would end the section, and XML turns a carriage return into a line feed: both step outside.
    safe = credential.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<openbadges:credential><![CDATA[{safe}]]></openbadges:credential>"


def _without(image: bytes, carriers: list[_Carrier]) -> bytes:
    for carrier in reversed(carriers):  # from the back, so that earlier places stay true
        image = image[: carrier.start] + image[carrier.end :]
    return image


def _with_element(image: bytes, root: int, element: bytes) -> bytes:
    tag = _tag_at(image, root)
    after = image[root + len(tag) :]
    if tag.endswith(b"/>"):
        name = tag[1:].split(b"/")[0].split()[0]
        tag, after = tag[:-2].rstrip() + b">", b"</" + name + b">" + after
    return image[:root] + _with_namespace(tag) + element + after


def _with_namespace(tag: bytes) -> bytes:
    declaration = b' xmlns:openbadges="' + NAMESPACE.encode() + b'"'
    # Attribute by attribute, since the words may also stand in the value of another one.
    declared = next((each for each in _attributes(tag) if each[1] == b"xmlns:openbadges"), None)
    if declared is None:
        return tag[:-1].rstrip() + declaration + b">"
    if declared[2][1:-1].decode("utf-8", "replace") not in _LEGACY | {NAMESPACE}:
        raise BakeError(
            "bake_prefix_taken", "This SVG uses the prefix “openbadges” for other things: rename it."
        )
    return tag[: declared.start()] + declaration + tag[declared.end() :]


def _attributes(tag: bytes) -> Iterator[re.Match[bytes]]:
    place = len(tag.split(maxsplit=1)[0])
    while found := _ATTRIBUTE.match(tag, place):
        yield found
        place = found.end()


def _tag_at(image: bytes, start: int) -> bytes:
    found = _TAG.match(image, start)
    if found is None:
        raise _damaged("a tag cannot be read", start)
    return found[0]


class _Reader:
    """One pass over the drawing that finds the root and the carriers, and refuses entities on sight."""

    def __init__(self, image: bytes) -> None:
        check_image_size(image)
        self.image = image
        self.encoding = "utf-8"
        self.root = -1
        self.carriers: list[_Carrier] = []
        self._depth = self._elements = self._carried = 0
        self._open: _Carrier | None = None
        self._in_cdata = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        # Else every line feed is a text of its own.
        self._parser.buffer_text = True
        self._listen()

    def read(self) -> _Reader:
        _check_tags(self.image)
        try:
            self._parser.Parse(self.image, True)
        except expat.ExpatError as error:
            raise _damaged(
                "{reason} on line {line}",
                self._parser.ErrorByteIndex,
                reason=Message(expat.errors.messages[error.code]),
                line=error.lineno,
            ) from error
        except (LookupError, ValueError, UnicodeError) as error:
            raise BakeError(
                "bake_encoding", "This SVG is in an unknown encoding: save it as UTF-8."
            ) from error
        return self

    def _listen(self) -> None:
        parser = self._parser
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = partial(self._cdata, inside=True)
        parser.EndCdataSectionHandler = partial(self._cdata, inside=False)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = (encoding or "utf-8").lower()

    def _doctype(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        # The plain DOCTYPE line that drawing programs write is harmless: what it points at is never fetched.
        if internal:
            self._entity()

    def _entity(self, *_: object) -> NoReturn:
        raise BakeError(
            "bake_entities",
            "This SVG defines or uses entities, which can hide or multiply content, so it was not read. "
            "Ask the issuer for a plain SVG or a PNG.",
        )

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        here = self._parser.CurrentByteIndex
        self._depth += 1
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise _too_much()
        if self._depth > _MAX_DEPTH:
            raise BakeError(
                "bake_too_deep", "This SVG picture nests deeper than {limit} levels.", limit=_MAX_DEPTH
            )
        if self.root < 0:
            self._take_root(name, here)
        if self._open is not None:
            raise BakeError("bake_damaged", "The credential inside this SVG contains other elements.")
        if name in _CARRIERS:
            if _UNDEFINED_ENTITY.search(_tag_at(self.image, here)):
                self._entity()  # the parser drops these from attributes without a word
            self._open = _Carrier(start=here, verify=attributes.get("verify"))

    def _take_root(self, name: str, here: int) -> None:
        if name.rpartition(" ")[2] != "svg":
            raise BakeError("bake_not_svg", "This is not an SVG picture: its first element is not “svg”.")
        self.root = here

    def _ended(self, name: str) -> None:
        self._depth -= 1
        if self._open is None or name not in _CARRIERS:
            return
        here = self._parser.CurrentByteIndex
        tag = _tag_at(self.image, self._open.start)
        closing = self._open.start + len(tag) if tag.endswith(b"/>") else self.image.index(b">", here) + 1
        self._open.end = closing
        self.carriers.append(self._open)
        self._open = None
        if len(self.carriers) > _MAX_CARRIERS:
            raise second_inside("SVG")

    def _characters(self, text: str) -> None:
        if self._open is not None:
            self._carried += len(text)
            if self._carried > MAX_CREDENTIAL:
                raise too_large_inside()
            self._open.texts.append((text, self._in_cdata))

    def _cdata(self, *, inside: bool) -> None:
        self._in_cdata = inside
        if inside and self._open is not None:
            self._open.texts.append(("", True))  # an empty section also marks an edge of the content


def _check_tags(image: bytes) -> None:
    """Refuse an element with more attributes than any drawing has: each of them costs as much memory as a small one."""
    for place in range(_LONG_STRETCH, len(image), _LONG_STRETCH):
        start, end = image.rfind(b"<", 0, place) + 1, image.find(b"<", place)
        end = end if end >= 0 else len(image)
        if end - start > _LONG_STRETCH and image.count(b"=", start, end) > _MAX_ATTRIBUTES:
            raise _too_much()


def _too_much() -> BakeError:
    return BakeError(
        "bake_too_much", "This SVG picture has more elements or attributes than any drawing needs."
    )


def _damaged(what: str, place: int, **params: Message | int) -> BakeError:
    return BakeError(
        "bake_damaged",
        "This SVG picture is damaged: {what} (at byte {place}). Use the original file.",
        what=Message(what, params),
        place=place,
    )
