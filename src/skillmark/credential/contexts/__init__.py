"""The JSON-LD contexts we know, pinned byte for byte: what a document means never depends on the network.

An address may have been published with several bytes over time; the first entry of the manifest is in use,
`select` gives a registry that uses another, and `alternatives` those that a document may have been signed under. A
context that is not here is refused (UnknownContext).

The context of micro-credentials is published by every platform, at an address that ends in its hash. Whichever host is
named, the hash says which bytes are meant, and those are taken from here: the host is never asked (decision 22).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import islice, product
from typing import Any, Final

from skillmark.credential import strictjson
from skillmark.credential.errors import ContextError, UnknownContext

# How many combinations of published bytes a signature is tried under.
_MAX_ALTERNATIVES: Final = 4
# An address that ends in the hash of what stands there: the ending alone says what is meant.
_BY_HASH: Final = re.compile(
    r"https?://[^/?#\s]+(?:/[^?#\s]*)?/(contexts/[a-z-]+/v[0-9]+/([0-9a-f]{64})\.jsonld)", re.ASCII
)
_LONGEST_ADDRESS: Final = 2_000


@dataclass(frozen=True)
class PinnedContext:
    """One context document: its address, its bytes, the SHA-256 that they must have, and where they come from."""

    url: str
    raw: bytes
    sha256: str
    source: str = ""
    licence: str = ""

    @cached_property
    def document(self) -> dict[str, Any]:
        """The parsed bytes; raises ContextError where they are not what the hash promises."""
        if hashlib.sha256(self.raw).hexdigest() != self.sha256:
            raise ContextError(
                "context_hash", "The bytes kept for the context {url} do not match their hash.", url=self.url
            )
        document = strictjson.loads(self.raw)
        if not isinstance(document, dict) or "@context" not in document:
            raise ContextError("invalid_context", "{url} is not a JSON-LD context document.", url=self.url)
        return document


class ContextRegistry:
    """Contexts by address. Immutable: `select` and `extended` make new registries."""

    def __init__(self, contexts: Iterable[PinnedContext]) -> None:
        self._versions: dict[str, tuple[PinnedContext, ...]] = {}
        for context in contexts:
            self._versions[context.url] = (*self._versions.get(context.url, ()), context)
        # The one address for all that end alike.
        self._by_ending = {ending: url for url in self._versions for ending, _ in [_ending(url)] if ending}
        # Kept, so that what contexts mean is worked out once for each choice of bytes.
        self._selected: dict[PinnedContext, ContextRegistry] = {}

    def load(self, url: str, *, path: str = "$['@context']") -> PinnedContext:
        """The context in use for `url`; raises UnknownContext naming the address and `path`."""
        versions = self.versions(url)
        if not versions:
            raise UnknownContext(url, path=path, sha256=_ending(url)[1])
        return versions[0]

    def urls(self) -> tuple[str, ...]:
        """Every address that is known; of those that end in a hash, one for all hosts."""
        return tuple(self._versions)

    def known_as(self, url: str) -> str:
        """The address under which what `url` means is kept, so that no number of hosts makes more than one of it."""
        if url in self._versions:
            return url
        return self._by_ending.get(_ending(url)[0], url)

    def versions(self, url: str) -> tuple[PinnedContext, ...]:
        """All bytes known for `url`, the one in use first; empty where the address is unknown."""
        return self._versions.get(self.known_as(url), ())

    def defining(self, term: str) -> tuple[str, ...]:
        """The addresses of contexts which define `term` at their top level: the hint in an error."""
        return tuple(url for url, (context, *_) in self._versions.items() if term in _terms(context))

    def types_with(self, term: str) -> tuple[str, ...]:
        """The types whose own context defines `term`: the hint where a type is missing."""
        names: dict[str, None] = {}
        for context, *_ in self._versions.values():
            for name, definition in _terms(context).items():
                scoped = definition.get("@context") if isinstance(definition, dict) else None
                if isinstance(scoped, dict) and term in scoped and name[0].isupper():
                    names[name] = None
        return tuple(names)

    def select(self, *, url: str, sha256: str) -> ContextRegistry:
        """The same registry, using the bytes of `url` that have this hash."""
        for context in self.versions(url):
            if context.sha256 == sha256:
                return self._using(context)
        raise UnknownContext(url, sha256=sha256)

    def alternatives(self, document: Any) -> Iterator[ContextRegistry]:
        """This registry, then those with older bytes of addresses that `document` names, wherever in it; at most four.

        The same address stood for several bytes over time, and a document does not say which it was signed under.
        """
        named = _named_in(document)
        known = [versions for url, versions in self._versions.items() if url in named and len(versions) > 1]
        for choice in islice(product(*known), _MAX_ALTERNATIVES):
            registry = self
            for context in choice:
                registry = registry._using(context)
            yield registry

    def _using(self, context: PinnedContext) -> ContextRegistry:
        if self.load(context.url) is context:
            return self
        registry = self._selected.get(context)
        if registry is None:
            others = (
                item for versions in self._versions.values() for item in versions if item is not context
            )
            registry = self._selected.setdefault(context, ContextRegistry([context, *others]))
        return registry

    def extended(self, contexts: Mapping[str, bytes]) -> ContextRegistry:
        """A registry that also knows these bytes, by address; they take the place of those already known."""
        added = [
            PinnedContext(
                url=url, raw=raw, sha256=hashlib.sha256(raw).hexdigest(), source="added by the caller"
            )
            for url, raw in contexts.items()
        ]
        return ContextRegistry(added + [item for versions in self._versions.values() for item in versions])


def _ending(url: str) -> tuple[str, str]:
    """The end of an address by which its bytes are known, and their hash; empty where it says no hash."""
    match = _BY_HASH.fullmatch(url) if len(url) <= _LONGEST_ADDRESS else None
    return (match[1], match[2]) if match else ("", "")


def _terms(context: PinnedContext) -> Mapping[str, Any]:
    terms = context.document["@context"]
    return terms if isinstance(terms, dict) else {}


def _named_in(document: Any) -> set[str]:
    """Every address in a member `@context`, at any depth."""
    named: set[str] = set()
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            entries = item.get("@context")
            named.update(
                e for e in (entries if isinstance(entries, list) else [entries]) if isinstance(e, str)
            )
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return named


def _bundled() -> ContextRegistry:
    folder = files(__name__)
    manifest = tomllib.loads(folder.joinpath("manifest.toml").read_text(encoding="utf-8"))
    return ContextRegistry(
        PinnedContext(
            url=entry["url"],
            raw=folder.joinpath("bundled", entry["file"]).read_bytes(),
            sha256=entry["sha256"],
            source=entry["source"],
            licence=entry["licence"],
        )
        for entry in manifest["context"]
    )


BUNDLED = _bundled()
