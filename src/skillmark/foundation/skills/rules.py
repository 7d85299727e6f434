"""Decides how words of a search and names of skills meet, and which version of a framework is the newer one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2

# What people type is short; a name that is longer is found by its first words.
MOST_WORDS, MOST_WORDS_OF_A_NAME, LONGEST_WORD = 8, 30, 60
PREFERRED, ALTERNATIVE, HIDDEN = "preferred", "alternative", "hidden"
_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")
_NUMBER = re.compile(r"\d+")
_COUNTED = re.compile(r"v?[\d.-]*")
_VOWELS = frozenset("aeiouy")
# A word of so many skills says next to nothing.
_MANY = 4_000
_SHORTEST_TYPO, _LONG_WORD = 3, 8
# Words of grammar: whether a name has them says nothing.
GRAMMAR = frozenset(
    re.findall(
        r"\w+",
        """
        a about after again against all also am among an and another any are around as at be because been
        before being below beside between both but by can could did do does done during each either even every
        few first for from had has have he her his how if in into is it its last least less let like many may
        me might more most much must my no nor not of off on once one only or other others our out over own
        per same several she should since so some still such than that the their them then there these they
        this those three through to too toward towards two under until up upon us very via was we were what
        when where which while who whom whose why will with within without would yet you your yourself
        """,
    )
)
# How good it is that a word is there as it was typed, begins so, or is spelt much alike.
EXACT, BEGINS, ALIKE = 1.0, 0.85, 0.6


# --- words ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or a search, without capitals and accents. “C++” and “C#” stay what they are."""
    bare = text.lower() if text.isascii() else _without_accents(text)
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(bare)[:MOST_WORDS_OF_A_NAME])


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def grams_of(word: str, *, begun: bool = False) -> set[str]:
    """Each three letters in a row, with a space for where the word begins and ends; one only `begun` has no end."""
    padded = f" {word}" if begun else f" {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def grams_near(word: str, *, begun: bool = False) -> set[str]:
    """The letters in a row of a word that may be misspelt: as typed, and as if two neighbours had changed places."""
    swapped = (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)
    )
    return grams_of(word, begun=begun).union(*(grams_of(each, begun=begun) for each in swapped))


def weight_of(role: str, place: int, length: int) -> int:
    """How much a word in a name counts, the lighter the better: first words before others, short names before long."""
    quality = 2 * (role != PREFERRED) + (place > 0)
    return quality * 100 + min(length, 99)


# What the endings do not tell.
_OTHER_FORMS = {
    "children": "child", "men": "man", "women": "woman", "older": "old", "elderly": "old", "seniors": "old",
    "analysis": "analys", "analyses": "analys",
}  # fmt: skip
# An ending, and how many letters must be left without it.
_ENDINGS = (("ation", 4), ("ate", 4), ("at", 5), ("ment", 5), ("ity", 5), ("ly", 4), ("ty", 4))
_SHORTEST_FORM, _SHORTEST_IES = 3, 4


@lru_cache(maxsize=32_768)
def stem_of(word: str) -> str:
    """What an English word shares with its other forms: checks, checked, checking; prepare, preparation.

    Rough on purpose: two words with one stem count as the same only beside others that match as well.
    """
    if word in _OTHER_FORMS:
        return _OTHER_FORMS[word]
    if len(word) <= _SHORTEST_FORM or not (word.isascii() and word.isalpha()):
        return word
    stem = _without_verb_ending(_singular(word))
    if stem.endswith(("iz", "ize", "ization")):
        stem = stem.replace("iz", "is")
    for ending, least in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= least:
            stem = stem.removesuffix(ending)
            break
    if len(stem) > _SHORTEST_FORM:
        stem = stem.removesuffix("e")
    if len(stem) > _SHORTEST_FORM and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return f"{stem[:-1]}i" if stem.endswith("y") else stem


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST_IES:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_verb_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        left = word.removesuffix(ending)
        if left != word and len(left) >= _SHORTEST_FORM and not _VOWELS.isdisjoint(left):
            return left
    return word


# --- spelling ---------------------------------------------------------------------------------------------------


def most_slips(word: str) -> int:
    """How many letters of a word may be wrong, missing, too many or swapped."""
    return 0 if len(word) < _SHORTEST_TYPO else 1 if len(word) < _LONG_WORD else 2


def slips(typed: str, word: str, *, begun: bool = False) -> int:
    """By how many slips `typed` differs from `word`, or, if only `begun`, from the beginning of it.

    Optimal string alignment: a letter wrong, missing or too many, or two that changed places.
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for place, letter in enumerate(typed, start=1):
        above, row = row, [place]
        for other, wanted in enumerate(word, start=1):
            cost = min(row[-1] + 1, above[other] + 1, above[other - 1] + (letter != wanted))
            swapped = (
                other > 1
                and place > 1
                and letter == word[other - 2]
                and typed[place - 2] == wanted
                and letter != wanted
            )
            row.append(min(cost, before[other - 2] + 1) if swapped else cost)
        before = above
    return min(row) if begun else row[-1]


# --- how well a name fits ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What a typed word can be: words of names, each with how good it is to find it. `begun`: or any that begins so.

    `worth` is how much it says: what few names have says more.
    """

    words: Mapping[str, float]
    begun: str = ""
    worth: int = 1

    def best_in(self, name: Sequence[str]) -> tuple[float, int]:
        """How good the best of a name's words is for it, and where it stands. Asked a thousand times for a search."""
        best, where = 0.0, -1
        words, begun = self.words, self.begun
        for place, word in enumerate(name):
            good = words.get(word, 0.0)
            if not good and begun and word.startswith(begun):
                good = BEGINS
            if good > best:
                best, where = good, place
        return best, where


def fit(typed: Sequence[Meant], name: Sequence[str], *, role: str) -> float:
    """How well a name fits what was typed, from 0 to 1."""
    met = [meant.best_in(name) for meant in typed]
    places = [place for good, place in met if good]
    if not places:
        return 0.0
    all_of_them = sum(meant.worth for meant in typed)
    in_order = all(first < second for first, second in pairwise(places))
    return (
        0.6 * sum(good * meant.worth for (good, _), meant in zip(met, typed, strict=True)) / all_of_them
        + 0.25 * len(set(places)) / len(name)
        + 0.08 * (role == PREFERRED)
        + 0.04 * (places[0] == 0)
        + 0.03 * in_order
    )


def worth_of(skills: int) -> int:
    """How much it says that a name has a word which so many skills have."""
    return max(1, round(4 * log2(_MANY / max(skills, 1))))


# --- versions ---------------------------------------------------------------------------------------------------


def version_key(version: str) -> tuple[tuple[int, ...], bool]:
    """Sorts versions as people count them: 1.9 before 1.10, an extract or a draft of 1.1.1 before 1.1.1 itself."""
    counted = _COUNTED.match(version.strip())
    said = counted[0] if counted else ""
    return tuple(int(each) for each in _NUMBER.findall(said)), said == version.strip() != ""
