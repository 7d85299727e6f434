"""The European vocabularies as data: our values, the addresses of their concepts, and back.

Where a vocabulary has no concept for what we say, one of our own stands in: `urn:skillmark:elm:<list>:<value>`. The
Commission's shapes allow that wherever a vocabulary is recommended and not demanded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, unquote

OWN: Final = "urn:skillmark:elm:"
ESCO_SKILLS: Final = "http://data.europa.eu/esco/concept-scheme/skills"
ESCO_SKILL: Final = "http://data.europa.eu/esco/skill/"
FIELDS: Final = "http://data.europa.eu/snb/isced-f/"
QUALIFICATIONS: Final = "http://data.europa.eu/snb/qdr/"
# The European Commission's vocabularies end in this where they name themselves.
SCHEME: Final = "25831c2"


@dataclass(frozen=True)
class Term:
    """A concept of a vocabulary: its address, its English label, and the address of the vocabulary."""

    iri: str
    label: str
    scheme: str


@dataclass(frozen=True)
class Terms:
    """One vocabulary: terms by our values, and our values by the addresses of concepts."""

    name: str
    by_value: Mapping[str, Term]
    by_iri: Mapping[str, str]

    def term(self, value: str) -> Term:
        """The concept for a value; for one that the vocabulary does not know, a concept of our own."""
        known = self.by_value.get(value)
        if known is not None:
            return known
        return Term(f"{self._own}{quote(value, safe='')}", value.replace("_", " "), self._own_scheme)

    def value(self, iri: str) -> str:
        """Our value for a concept; empty where it says nothing that we know."""
        known = self.by_iri.get(iri)
        if known is not None:
            return known
        return unquote(iri.removeprefix(self._own)) if iri.startswith(self._own) else ""

    @property
    def _own(self) -> str:
        return f"{OWN}{self.name}:"

    @property
    def _own_scheme(self) -> str:
        return f"{OWN}{self.name}"


def _read() -> Mapping[str, Terms]:
    read: dict[str, Terms] = {}
    for name, said in _toml("vocabulary.toml").items():
        terms = {
            value: Term(iri, label, f"{OWN}{name}" if iri.startswith(OWN) else said["scheme"])
            for value, (iri, label) in said["terms"].items()
        }
        by_iri = {term.iri: value for value, term in terms.items()} | said.get("read", {})
        read[name] = Terms(name, MappingProxyType(terms), MappingProxyType(by_iri))
    for name, said in _toml("places.toml").items():
        terms = {}
        for value, written in said["codes"].items():
            code, label = written.split(" ", 1)
            terms[value] = Term(f"{said['scheme']}/{code}", label, said["scheme"])
        by_iri = {term.iri: value for value, term in terms.items()}
        read[name] = Terms(name, MappingProxyType(terms), MappingProxyType(by_iri))
    return MappingProxyType(read)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


VOCABULARY: Final = _read()
