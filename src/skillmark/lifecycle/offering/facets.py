"""Finds and counts in the catalogue: which definitions fit, and how many more choices would bring. No database here.

A set of definitions is one whole number with a bit for each, so that "and" and "or" over ten thousand of them take a
microsecond, and the count beside every choice can be the true one. An `Index` never changes: what is new makes another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from skillmark.foundation.skills import rules as spelling

FACETS: Final = (
    "sector", "skill", "level", "hours", "price", "language", "mode", "stackable", "recognised", "provider",
)  # fmt: skip
# Without one of them: what has the words in its title comes first, and then by title.
SORTS: Final = ("title", "newest", "shortest", "cheapest")
# The value for what the provider has not said.
UNSAID: Final = "none"
FREE: Final = "free"
HOURS_BANDS: Final[Mapping[str, tuple[int, int | None]]] = {
    "10": (0, 10),
    "25": (11, 25),
    "60": (26, 60),
    "more": (61, None),
}
PRICE_LIMITS: Final = (50, 100, 250, 500, 1000)
_MOST_WORDS, _SHORT_WORD = 8, 3
_MOST_VALUES, _LONGEST_VALUE = 20, 500
_CAN_BE: Final = {
    "level": re.compile("[1-8]|none"),
    "hours": re.compile("|".join([*HOURS_BANDS, UNSAID])),
    "price": re.compile(f"{FREE}|{UNSAID}|[A-Z]{{3}}-(?:{'|'.join(map(str, PRICE_LIMITS))}|more)"),
    "language": re.compile(r"[A-Za-z0-9-]{1,12}"),
    "mode": re.compile("[a-z_]{1,20}"),
    "stackable": re.compile("stackable|standalone"),
}
_NO_WORD = re.compile(r"[^\w+#]+|_+")


# --- what a definition comes under ------------------------------------------------------------------------------


def band_of(hours: int | None) -> str:
    """The band of notional hours."""
    if hours is None:
        return UNSAID
    return next(name for name, (_, most) in HOURS_BANDS.items() if most is None or hours <= most)


def prices_of(price: Decimal | None, currency: str) -> tuple[str, ...]:
    """Every choice that a price comes under: 80 euros are up to 100 and up to 250. Currencies are not compared."""
    if price is None:
        return (UNSAID,)
    limits = tuple(f"{currency}-{limit}" for limit in PRICE_LIMITS if price <= limit)
    return ((FREE,) if price == 0 else ()) + (limits or (f"{currency}-more",))


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A definition as the catalogue finds it. `values` by facet; `names` says what skills are called, by address."""

    uid: str
    pk: int
    state: str
    title: str
    # The title and everything that it is found by, both folded.
    heading: str = ""
    text: str = ""
    published: float = 0.0
    hours: int | None = None
    price: Decimal | None = None
    values: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str] = field(default_factory=dict)


# --- what is looked for -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody looks for: several values of one facet mean any of them, several facets mean all of them."""

    text: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text.strip() or any(self.chosen.values()))


@dataclass(frozen=True, kw_only=True)
class Found:
    """The keys of all that fits, in order, and for each facet what each further choice would give."""

    keys: Sequence[int]
    counts: Mapping[str, Mapping[str, int]]
    # Words that nothing has, with those that were looked for instead.
    instead: Mapping[str, str] = field(default_factory=dict)


def chosen_in(given: Callable[[str], Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The values of facets in a question from outside; what cannot be one is treated as not chosen."""
    found: dict[str, tuple[str, ...]] = {}
    for facet in FACETS:
        can_be = _CAN_BE.get(facet)
        values = dict.fromkeys(value.strip()[:_LONGEST_VALUE] for value in given(facet)[:_MOST_VALUES])
        if sensible := tuple(v for v in values if v and (can_be is None or can_be.fullmatch(v))):
            found[facet] = sensible
    return found


def folded(text: str) -> str:
    """Words as they are compared: without capitals, accents and punctuation. “C++” and “C#” stay what they are."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_NO_WORD.sub(" ", bare.casefold()).split())


def searchable(texts: Iterable[str]) -> str:
    """The text that an entry is found by."""
    return f" {' '.join(filter(None, map(folded, texts)))} "


class Index:
    """Everything in the catalogue at one moment."""

    def __init__(
        self,
        entries: Sequence[Entry | None] = (),
        bits: Mapping[str, Mapping[str, int]] | None = None,
        names: Mapping[str, str] | None = None,
        vocabulary: Mapping[str, int] | None = None,
    ) -> None:
        self._entries = entries
        self._bits = bits or {facet: {} for facet in FACETS}
        self._names = names or {}
        self._vocabulary = vocabulary or {}

    # --- what it holds

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each entry stands, by its uid."""
        return {entry.uid: place for place, entry in enumerate(self._entries) if entry}

    @cached_property
    def everything(self) -> int:
        return _bits(self.places.values(), len(self._entries))

    def entries(self) -> list[Entry]:
        return [entry for entry in self._entries if entry]

    def name_of(self, skill: str) -> str:
        """What the skill at this address is called; the address where no definition carries it."""
        return self._names.get(skill, skill)

    def changed(self, *, gone: Iterable[str], fresh: Sequence[Entry]) -> Index:
        """Another index without the entries with these uids, and with the fresh ones."""
        entries = list(self._entries)
        bits = {facet: dict(values) for facet, values in self._bits.items()}
        for uid in gone:
            place = self.places[uid]
            entry = entries[place]
            entries[place] = None
            for facet, values in entry.values.items() if entry else ():
                for value in values:
                    bits[facet][value] &= ~(1 << place)
        _place(entries, bits, fresh)
        kept = {facet: {v: b for v, b in values.items() if b} for facet, values in bits.items()}
        names = {**self._names, **{k: v for entry in fresh for k, v in entry.names.items()}}
        words = {word for entry in fresh for word in entry.text.split()}
        words.update(
            word for entry in fresh for name in entry.names.values() for word in folded(name).split()
        )
        vocabulary = {
            **self._vocabulary,
            **{word: _letters(word) for word in words - self._vocabulary.keys()},
        }
        return Index(entries, kept, names, vocabulary)

    # --- looking

    def find(self, wish: Wish, *, providers: Mapping[str, str], meant: Iterable[str] = ()) -> Found:
        """What fits. `providers` are the providers' names by key, `meant` the skills that the text is a name of."""
        within, instead = self._said(wish.text, providers, meant)
        chosen = {facet: self._any(facet, values) for facet in FACETS if (values := wish.chosen.get(facet))}
        counts = {}
        for facet in FACETS:
            others = within
            for other, fitting in chosen.items():
                if other != facet:
                    others &= fitting
            counts[facet] = {
                value: number
                for value, bits in self._bits[facet].items()
                if (number := (bits & others).bit_count())
            }
        for fitting in chosen.values():
            within &= fitting
        return Found(keys=self._ordered(within, wish), counts=counts, instead=instead)

    def _any(self, facet: str, values: Iterable[str]) -> int:
        found = 0
        for value in values:
            found |= self._bits[facet].get(value, 0)
        return found

    def _said(
        self, text: str, providers: Mapping[str, str], meant: Iterable[str]
    ) -> tuple[int, dict[str, str]]:
        """Those that have every word somewhere; a word that none has stands for those spelt much like it."""
        words = list(dict.fromkeys(folded(text).split()))[:_MOST_WORDS]
        found, instead = self.everything, {}
        called = [(folded(name), "provider", key) for key, name in providers.items()] if words else []
        called += self._skills if words else []
        for word in words:
            having = self._having(word, called)
            if not having and (alike := self._alike(word, providers.values())):
                instead[word] = alike
                having = self._having(alike, called)
            found &= having
        return (found | self._any("skill", meant) if words else found), instead

    @cached_property
    def _skills(self) -> Sequence[tuple[str, str, str]]:
        return [(folded(name), "skill", address) for address, name in self._names.items()]

    def _having(self, word: str, called: Iterable[tuple[str, str, str]]) -> int:
        # Two or three letters occur in everything, so they must begin a word.
        wanted = f" {word}" if len(word) <= _SHORT_WORD else word
        places = [place for place, entry in enumerate(self._entries) if entry and wanted in entry.text]
        found = _bits(places, len(self._entries))
        for name, facet, value in called:
            if wanted in f" {name}":
                found |= self._bits[facet].get(value, 0)
        return found

    def _alike(self, word: str, providers: Iterable[str]) -> str:
        """The word that is spelt most like one that does not occur; empty when none is near."""
        most = spelling.most_slips(word)
        if not most:
            return ""
        letters = _letters(word)
        known = {each: _letters(each) for name in providers for each in folded(name).split()}
        # A slip changes at most two letters: this leaves few to compare letter by letter.
        near = [
            (slips, other)
            for other, others in [*self._vocabulary.items(), *known.items()]
            if (letters ^ others).bit_count() <= 2 * most
            and abs(len(other) - len(word)) <= most
            and (slips := spelling.slips(word, other)) <= most
        ]
        return min(near)[1] if near else ""

    # --- order

    def _ordered(self, found: int, wish: Wish) -> list[int]:
        # The lowest bit last, as numbers are written.
        there = f"{found:0{len(self._entries) or 1}b}"[::-1]
        order = {
            "newest": lambda: self._newest,
            "shortest": lambda: self._shortest,
            "cheapest": lambda: self._cheapest,
        }.get(wish.sort, lambda: self._by_title)()
        kept = [entry for place in order if there[place] == "1" and (entry := self._entries[place])]
        if wish.sort not in SORTS and (words := folded(wish.text).split()):
            kept.sort(key=lambda entry: not all(word in entry.heading for word in words))
        return [entry.pk for entry in kept]

    @cached_property
    def _by_title(self) -> Sequence[int]:
        return sorted(self.places.values(), key=self._keys(lambda entry: (entry.heading, entry.pk)))

    @cached_property
    def _newest(self) -> Sequence[int]:
        return sorted(self._by_title, key=self._keys(lambda entry: (-entry.published, -entry.pk)))

    @cached_property
    def _shortest(self) -> Sequence[int]:
        return sorted(self._by_title, key=self._keys(lambda entry: _least(entry.hours)))

    @cached_property
    def _cheapest(self) -> Sequence[int]:
        return sorted(self._by_title, key=self._keys(lambda entry: _least(entry.price)))

    def _keys(self, key: Callable[[Entry], Any]) -> Callable[[int], Any]:
        """What each place is sorted by."""
        return [key(entry) if entry else None for entry in self._entries].__getitem__


def _place(entries: list[Entry | None], bits: Mapping[str, dict[str, int]], fresh: Sequence[Entry]) -> None:
    """Puts the fresh entries where one has gone, else at the end."""
    free = [place for place, entry in enumerate(entries) if entry is None]
    free += range(len(entries), len(entries) + max(0, len(fresh) - len(free)))
    entries.extend([None] * (free[-1] + 1 - len(entries) if free else 0))
    places: dict[tuple[str, str], list[int]] = {}
    for place, entry in zip(free, fresh, strict=False):
        entries[place] = entry
        for facet, values in entry.values.items():
            for value in values:
                places.setdefault((facet, value), []).append(place)
    for (facet, value), at in places.items():
        bits[facet][value] = bits[facet].get(value, 0) | _bits(at, len(entries))


def _bits(places: Iterable[int], size: int) -> int:
    held = bytearray(size // 8 + 1)
    for place in places:
        held[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(held, "little")


def _letters(word: str) -> int:
    """Which letters a word has, one bit each, so that unlike words are told apart at once."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 31)
    return found


def _least(number: int | Decimal | None) -> tuple[bool, int | Decimal]:
    """What is not said comes last."""
    return (number is None, number or 0)
