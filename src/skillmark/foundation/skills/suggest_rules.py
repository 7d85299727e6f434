"""Decides which names of skills a draft speaks of, and how plainly it does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2
from typing import TypeVar

from skillmark.foundation.skills.rules import GRAMMAR, PREFERRED, stem_of, words_of

Key = TypeVar("Key")
# A draft is a page at most: what is longer is read as far as this.
MOST_PASSAGES, MOST_STEMS, LONGEST_PASSAGE = 40, 150, 600
_LONGEST_NAME = 9


def _listed(words: str) -> list[str]:
    return words.split()


# Words that stand in texts of every trade: they support a match and never make one.
_EVERYWHERE = frozenset(
    map(
        stem_of,
        _listed(
            """
            able accept according achieve act activity actual adapt add address advanced agree aim allow
            analyse answer apply appropriate area arrange ask aspect assess assist aware base basic become
            begin best bring build call carry case change check choose clear close collect come common
            communicate company compare complete concept concrete conduct consider contain context control
            cope correct course create current day deal decide define demonstrate deliver demand describe
            design determine develop different difficult discuss draw earner effective employee enable end
            ensure essential establish evaluate event everyday everything example execute existing explain
            field find fit follow form foundation free full fundamental gain general get give go good group
            guide handle help high hold home identify implement important improve include individual inform
            information introduce introduction involve issue item job keep kind know knowledge later lead
            learn learner level life list live local long look main maintain make manage matter mean measure
            medium meet method micro modern monitor month name need new note number object observe obtain
            offer open operate operation option order organise outcome part participant participate people
            perform person place plan point possible practical practice practise prepare present prevent
            principle problem procedure process produce product professional programme proper protect
            provide purpose put question quick react read real receive recognise recommend record reduce
            relate relevant report require requirement respond responsibility result review right role run
            say section see select service set short show sign simple site situation skill small solve
            special specific staff standard start state step strategy structure study subject suggest
            suitable support system take task teach team technique tell term test thing think time title
            tool topic train type understand unit use useful user valid value various view visit want way
            week well whole work worker workplace world write year
            """
        ),
    )
)


def is_everyday(word: str) -> bool:
    """Whether a word is one of grammar, or of texts of every trade: two that share no other have nothing in common."""
    return word in GRAMMAR or stem_of(word) in _EVERYWHERE


# How much a word says, from 0 (every skill has it) to 10 (one skill has it).
_MOST_SAID, _SAID_EVERYWHERE = 10.0, 1.0
# A word that more than every twelfth skill has is looked up for nobody.
COMMON = 1 / 12
# What a word of a name weighs that the draft does not have: as one that every 700th skill has, and never as a rare one.
_UNKNOWN_SHARE, _FEWEST = 1 / 700, 8
# The verb that a skill begins with says less than what it is done to, and so does what only the title says.
_VERB, _FROM_THEME = 0.6, 0.6
# How much of a name must be in the draft: where several words of it are, where one is, and where one is and the
# description agrees. Of another name, so much more the less of the skill's own name is there, up to almost all.
_SEVERAL, _ONE, _ONE_OF_A_KIND, _STRANGER, _ALMOST_ALL = 0.55, 0.72, 0.6, 0.47, 0.9
# How much a name of a single word must say: the skill's own, and another one.
_SINGLE, _SINGLE_OTHER = 4.0, 15
# From here on a description agrees; more than that counts no further.
_AGREES, _MOST_AGREED = 6.0, 14.0
# What a fit counts where the description says nothing else of the draft, and how much said adds one more.
_UNHEARD, _HEARD = 0.75, 28
_OTHER_NAME, _STRANGE_NAME, _ALONE, _STRANGE_VERB = 0.85, 0.6, 0.75, 0.67
# Another skill for the same passage, or by the same words, has to fit better than one for something else.
_SERVED, _SAME_WORDS = 0.88, 0.8
# What fits worse than this is not shown, and among the first few not what fits worse than that: a few good ones beat
# many poor ones, and one or two that are worth a look beat none.
_POOREST, _FEW, _POOREST_OF_FEW = 4.0, 3, 3.3


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A piece of a draft. `is_theme`: its words hold for the other pieces too, as those of a title do."""

    key: str
    text: str
    weight: float = 1.0
    is_theme: bool = False

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems_in(self.text[:LONGEST_PASSAGE]))


# How much it says that a skill fits there.
_TITLE, _CAN_DO, _DESCRIPTION = 0.95, 0.9, 0.7
TITLE, CAN_DO, DESCRIPTION = "title", "can_do", "description"
_SENTENCE = re.compile(r"[.!?:;]\s|\n")


def passages_of(*, title: str, can_do: str, outcomes: Mapping[str, str], description: str) -> list[Passage]:
    """A draft in its pieces; an outcome's key is its own, so that one can tell what a skill is suggested for."""
    return [
        *(Passage(key=key, text=statement) for key, statement in outcomes.items()),
        Passage(key=TITLE, text=title, weight=_TITLE, is_theme=True),
        Passage(key=CAN_DO, text=can_do, weight=_CAN_DO, is_theme=True),
        *(
            Passage(key=DESCRIPTION, text=sentence, weight=_DESCRIPTION)
            for sentence in _SENTENCE.split(description)
            if sentence.strip()
        ),
    ]


def stems_in(text: str) -> list[str]:
    """The words that say something, each once, in their order, without their endings."""
    words = (word for part in _lines(text) for word in words_of(part))
    return list(
        dict.fromkeys(stem_of(w) for w in words if len(w) > 1 and w not in GRAMMAR and not w.isdigit())
    )


def _lines(text: str) -> Iterator[str]:
    """In pieces: of a long name only the first words are read."""
    for line in text.splitlines():
        words = line.split()
        for start in range(0, len(words), 20):
            yield " ".join(words[start : start + 20])


def telling_stems(passages: Sequence[Passage]) -> list[str]:
    """What to look up: the words that do not stand in texts of every trade, the weightiest passages first."""
    ordered = sorted(passages[:MOST_PASSAGES], key=lambda each: -each.weight)
    everywhere = _everywhere_in(passages)
    texts = (each.text[:LONGEST_PASSAGE] for each in ordered)
    told = (stem for text in texts for stem in stems_in(text) if stem not in everywhere)
    return list(dict.fromkeys(told))[:MOST_STEMS]


def _everywhere_in(passages: Sequence[Passage]) -> frozenset[str]:
    """The words of every trade; not those of a title that has no others, such as “Time Management”."""
    meant = [each.stems for each in passages if each.is_theme and each.stems <= _EVERYWHERE]
    return _EVERYWHERE.difference(*meant)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well a name fits a passage, and by which words."""

    good: float
    passage: Passage
    name: str
    role: str
    words: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a draft says, and how much each of its words says: `skills` is in how many skills they are, of `total`."""

    passages: Sequence[Passage]
    skills: Mapping[str, int]
    total: int

    @cached_property
    def everywhere(self) -> frozenset[str]:
        return _everywhere_in(self.passages)

    @cached_property
    def theme(self) -> frozenset[str]:
        return frozenset().union(*(each.stems for each in self.passages if each.is_theme))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*(each.stems for each in self.passages))

    @cached_property
    def worth(self) -> dict[str, float]:
        """Of the words that it has in common with names of skills."""
        told = {stem: worth_of(number, self.total) for stem, number in self.skills.items()}
        return told | dict.fromkeys(self.stems & self.everywhere, _SAID_EVERYWHERE)

    @cached_property
    def unknown(self) -> float:
        return worth_of(max(_FEWEST, self.total * _UNKNOWN_SHARE), self.total)

    # --- a first look ---

    def roughly(self, met: Collection[str]) -> float:
        """How much a skill may fit that has these words in its names."""
        worth, theme = self.worth, self.theme
        return max(
            (
                each.weight
                * sum(worth[s] * (1 if s in each.stems else _FROM_THEME if s in theme else 0) for s in met)
                for each in self.passages
                if not each.stems.isdisjoint(met)
            ),
            default=0.0,
        )

    # --- a closer look ---

    def best_fit(self, *, names: Sequence[Sequence[str]], description: str) -> Fit | None:
        """The name and the passage that fit best; None where none does."""
        about = frozenset(stems_in(description)) & self._telling
        own = self._share_of(stems_in(names[0][1]))
        fits = (fit for role, text in names for fit in self._fits(role, text, about=about, own=own))
        return max(fits, key=lambda fit: fit.good, default=None)

    @cached_property
    def _telling(self) -> frozenset[str]:
        return (self.stems & self.worth.keys()) - self.everywhere

    def _share_of(self, name: Sequence[str]) -> float:
        """How much of a name is in the draft, wherever it stands."""
        met = sum(self.worth[stem] for stem in name if stem in self._telling)
        return met / self._weight_of(name) if met else 0.0

    def _fits(self, role: str, text: str, *, about: frozenset[str], own: float) -> Iterator[Fit]:
        """Each passage that a name fits; `about` is what its description says, `own` what the skill's own name has."""
        name = stems_in(text)
        telling = self._telling.intersection(name)
        if len(name) > _LONGEST_NAME or not telling:
            return
        # “Do the dishes” is no other word for a dish.
        if role != PREFERRED and len(name) == 1 and len(words_of(text)) > 1:
            return
        whole = self._weight_of(name)
        if sum(self.worth.get(stem, 0) for stem in name) < _SEVERAL * whole and len(name) > 1:
            return
        agreed = min(sum(self.worth[stem] for stem in about.difference(name)), _MOST_AGREED)
        least_by_name = 0.0 if role == PREFERRED else min(_SEVERAL + _STRANGER * (1 - own), _ALMOST_ALL)
        # By one word in common, “wash the dishes” is no skill of whoever names what is in a dish.
        strange = (
            1.0 if all(stem in self.worth or stem in self.everywhere for stem in name) else _STRANGE_VERB
        )
        factor = 1.0 if role == PREFERRED else min(_STRANGE_NAME + own / 2, _OTHER_NAME)
        for passage in self.passages:
            if passage.stems.isdisjoint(telling):
                continue
            here = [stem for stem in name if stem in passage.stems and stem in self.worth]
            there = [s for s in name if s in self.theme and s not in passage.stems and s in self.worth]
            met = sum(self.worth[s] for s in here) + _FROM_THEME * sum(self.worth[s] for s in there)
            several = sum(stem in self._telling for stem in (*here, *there)) > 1
            share = met / whole
            if share < max(least_by_name, self._least_share(name, several=several, agreed=agreed, role=role)):
                continue
            named = passage.is_theme and len(here) == len(name)
            alone = 1.0 if several or named else strange if agreed >= _AGREES else min(_ALONE, strange)
            good = met * share * passage.weight * factor * alone * (_UNHEARD + agreed / _HEARD)
            yield Fit(good=good, passage=passage, name=text, role=role, words=frozenset(here))

    def _weight_of(self, name: Sequence[str]) -> float:
        return sum(
            self.worth.get(stem)
            or (_SAID_EVERYWHERE if stem in self.everywhere else self.unknown)
            * (_VERB if place == 0 and len(name) > 1 else 1)
            for place, stem in enumerate(name)
        )

    def _least_share(self, name: Sequence[str], *, several: bool, agreed: float, role: str) -> float:
        """How much of a name has to be in the draft for it to be meant; more than 1: it cannot be."""
        if several:
            return _SEVERAL
        if len(name) == 1:
            least = _SINGLE if role == PREFERRED else worth_of(_SINGLE_OTHER, self.total)
            return 0.0 if self.worth[name[0]] >= least else 2.0
        return _ONE if agreed < _AGREES else _ONE_OF_A_KIND


def worth_of(skills: float, total: int) -> float:
    """How much it says that a name has a word which so many of all skills have."""
    if total <= 1:
        return _MOST_SAID
    return max(0.0, _MOST_SAID * log2(total / max(skills, 1)) / log2(total))


def best_of(fits: Iterable[tuple[Key, Fit]], *, limit: int) -> list[tuple[Key, Fit]]:
    """The best first, and not all for the same passage or by the same words."""
    left = list(fits)
    chosen: list[tuple[Key, Fit]] = []
    passages: Counter[str] = Counter()
    words: Counter[frozenset[str]] = Counter()

    def good(each: tuple[Key, Fit]) -> float:
        fit = each[1]
        return fit.good * _SERVED ** passages[fit.passage.key] * _SAME_WORDS ** words[fit.words]

    while left and len(chosen) < limit:
        best = max(left, key=good)
        if good(best) < (_POOREST if len(chosen) >= _FEW else _POOREST_OF_FEW):
            break
        left.remove(best)
        chosen.append(best)
        passages[best[1].passage.key] += 1
        words[best[1].words] += 1
    return chosen
