"""What is found in a framework's files, whatever their format: what `operations.add_framework` stores."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from skillmark.foundation.refusals import Refused

MOST_CONCEPTS, MOST_EDGES, MOST_LABELS = 500_000, 5_000_000, 5_000
LONGEST_URI, LONGEST_NAME, LONGEST_TEXT = 500, 1000, 20_000
# Of a hundred concepts that relations name, one may be missing from the files. ESCO's own download lacks one.
MOST_UNNAMED = 0.01

# Control characters, and those that turn the direction of what stands beside them.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_URI = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`\x00-\x20]+")
_BATCH = 2_000
_NO_KEY = re.compile(r"[^a-z0-9]+")
_LANGUAGE = re.compile(r"[a-z]{2,8}")
_SHOWN = 200
_Item = TypeVar("_Item")


class Progress(Protocol):
    """Hands items on and may show how many of them are done."""

    def __call__(self, items: Iterable[_Item], what: str, /, *, total: int) -> Iterator[_Item]: ...


def unseen(items: Iterable[_Item], _what: str, /, *, total: int) -> Iterator[_Item]:  # noqa: ARG001 - shows nothing
    """Progress that nobody watches."""
    yield from items


def batched(items: Sequence[_Item], progress: Progress, what: str) -> Iterator[Sequence[_Item]]:
    """The items, so many at once that a bar moves on often enough."""
    places = range(0, len(items), _BATCH)
    return (items[place : place + _BATCH] for place in progress(places, what, total=len(places)))


@dataclass(frozen=True, kw_only=True)
class Given:
    """What whoever brings the files in says of the framework; empty: as the files say."""

    key: str = ""
    name: str = ""
    version: str = ""
    url: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = ""
    author: str = ""


@dataclass(slots=True)
class FoundConcept:
    uri: str
    kind: str
    name: str
    description: str = ""
    note: str = ""
    notation: str = ""
    level: str = ""
    reuse_level: str = ""
    status: str = "released"
    labels: list[tuple[str, str, str]] = field(default_factory=list)  # language, role, text


@dataclass(kw_only=True)
class FoundFramework:
    key: str
    name: str
    version: str = ""
    publisher: str = ""
    url: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = "en"
    concepts: dict[str, FoundConcept] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], None] = field(default_factory=dict)  # origin, kind, destination
    links: dict[tuple[str, str, str], int | None] = field(default_factory=dict)  # the same → confidence
    read: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def add(self, concept: FoundConcept, *, place: str) -> FoundConcept:
        """Keeps a concept. Raises Refused for the second of one address, and where there are too many."""
        if concept.uri in self.concepts:
            raise Refused(
                "skills.twice", f"{place}: {concept.uri} stands there twice.", "Take one of the two out."
            )
        if len(self.concepts) >= MOST_CONCEPTS:
            raise too_much(f"more than {MOST_CONCEPTS:,} concepts")
        self.concepts[concept.uri] = concept
        return concept

    def label(self, concept: FoundConcept, role: str, text: str, *, language: str = "") -> None:
        """Keeps another name of a concept, each once and never its own name again."""
        said = one_line(text)
        spoken = language or self.language
        if not said or (said == concept.name and spoken == self.language):
            return
        if len(said) > LONGEST_NAME or len(concept.labels) >= MOST_LABELS:
            self.left_out["names that are too long or too many"] += 1
            return
        if all((spoken, said) != (each[0], each[2]) for each in concept.labels):
            concept.labels.append((spoken, role, said))

    def relate(self, origin: str, kind: str, destination: str) -> None:
        if len(self.edges) >= MOST_EDGES:
            raise too_much(f"more than {MOST_EDGES:,} relations")
        if (origin, kind, destination) in self.edges:
            self.left_out["relations that stand there twice"] += 1
        self.edges[origin, kind, destination] = None

    def described(self, given: Given) -> FoundFramework:
        """With what was given instead of what was found."""
        said = {name: value for name, value in vars(given).items() if value and name != "author"}
        named = replace(self, **said)
        named.url, named.key = web_address(named.url), key_of(named.key)
        named.language = language_of(named.language)
        if not named.version:
            named.version = "undated"
            named.remarks.append(
                "The files name no version. It is kept as “undated”; name it with --version."
            )
        return named

    def digest(self) -> str:
        """A hash of everything it says, whatever the order of the files and of the lines in them."""
        total = hashlib.sha256()
        head = [self.key, self.version, self.name, self.language]
        total.update(json.dumps(head, ensure_ascii=False).encode())
        for uri in sorted(self.concepts):
            total.update(repr(_said(self.concepts[uri])).encode())
        for edge in sorted(self.edges):
            total.update("\x1f".join(edge).encode())
        for link in sorted(self.links):
            total.update(f"{link}{self.links[link]}".encode())
        return total.hexdigest()


def _said(concept: FoundConcept) -> tuple[Any, ...]:
    return (
        concept.uri, concept.kind, concept.name, concept.description, concept.note, concept.notation, concept.level,
        concept.reuse_level, concept.status, sorted(concept.labels),
    )  # fmt: skip


def too_much(what: str) -> Refused:
    return Refused("skills.too_much", f"The files hold {what}.", "Bring in a part of the framework.")


# --- texts ------------------------------------------------------------------------------------------------------


def one_line(text: str) -> str:
    """A name as it can be shown: no control characters, single spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())


def several_lines(text: str) -> str:
    """A description with its line breaks, bounded."""
    said = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return said if len(said) <= LONGEST_TEXT else said[: LONGEST_TEXT - 1].rstrip() + "…"


def shown(names: Iterable[str]) -> str:
    """Names from a file in a sentence, as many as one can read."""
    said = one_line(", ".join(names))
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"


def address(text: str, *, place: str) -> str:
    """The address of a concept. Raises Refused for what is none."""
    said = text.strip()
    if len(said) > LONGEST_URI or not _URI.fullmatch(said):
        shown = one_line(said)[:60]
        raise Refused(
            "skills.not_an_address",
            f"{place}: “{shown}” is not the web address of a skill.",
            "Each concept needs a web address of its own.",
        )
    return said


def web_address(text: str) -> str:
    """An address that a page may lead to; nothing for any other."""
    said = text.strip()
    return said if len(said) <= LONGEST_URI and said.startswith("http") and _URI.fullmatch(said) else ""


def key_of(text: str) -> str:
    """A short name in small letters and digits."""
    return _NO_KEY.sub("-", text.lower()).strip("-")[:60]


def language_of(text: str) -> str:
    """The language of a tag such as en-US; “und”, undetermined, for what is none."""
    said = text.strip().split("-")[0].lower()
    return said if _LANGUAGE.fullmatch(said) else "und"


def name_of(text: str, *, place: str) -> str:
    said = one_line(text)
    if not said:
        raise Refused("skills.no_name", f"{place}: the name is missing.", "Each concept needs a name.")
    return said if len(said) <= LONGEST_NAME else said[: LONGEST_NAME - 1].rstrip() + "…"


# --- the other end of a relation --------------------------------------------------------------------------------


def name_the_unnamed(framework: FoundFramework, kinds: dict[str, str]) -> None:
    """Concepts that relations name and no file describes are kept by their address alone, if they are few.

    `kinds` says of which kind each of them is. Raises Refused where they are many: part of the files is missing.
    """
    unnamed = [uri for uri in kinds if uri not in framework.concepts]
    if len(unnamed) > MOST_UNNAMED * max(len(framework.concepts), 1):
        raise Refused(
            "skills.half",
            f"The relations name {len(unnamed):,} concepts that are in none of the files, such as {unnamed[0]}.",
            "Give all files of the framework at once, and see that each was downloaded to its end.",
        )
    for uri in unnamed:
        framework.add(FoundConcept(uri, kinds[uri], uri, status="unnamed"), place=uri)
    if unnamed:
        one = len(unnamed) == 1
        framework.remarks.append(
            f"{len(unnamed)} concept{' is' if one else 's are'} named by relations only and described in no file: "
            f"{', '.join(unnamed[:5])}{'…' if len(unnamed) > 5 else ''}. "  # noqa: PLR2004 - a glance
            f"{'It is' if one else 'They are'} kept by address, and no search finds {'it' if one else 'them'}."
        )
