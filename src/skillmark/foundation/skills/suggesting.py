"""Suggests skills for a draft: what its sentences say is looked up in the words that a search looks through."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce

from skillmark.foundation.skills import suggest_rules
from skillmark.foundation.skills.models import Concept, Framework, SearchEntry, SearchPosting
from skillmark.foundation.skills.rules import ALTERNATIVE
from skillmark.foundation.skills.suggest_rules import Draft, Passage

_LOOK, _CLOSER_LOOK = 800, 100
# Words that more skills have are not even counted.
_TOO_MANY = 1500


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A skill, the passage it is suggested for, and the name by which it fits where that is not its own."""

    concept: Concept
    passage: Passage
    other_name: str = ""


def suggest_skills(
    *, passages: Sequence[Passage], language: str, leave_out: Collection[str] = (), limit: int = 8
) -> list[Suggestion]:
    """The skills that a draft in this language speaks of, best first, without those at the addresses in `leave_out`.

    Frameworks in other languages are left out: a word that looks the same says something else there.
    """
    stems = suggest_rules.telling_stems(passages)
    known = _known() if stems else []
    spoken = [pk for pk, said, _total in known if said == _base(language)]
    if not spoken:
        return []
    total = known[0][2]
    met = _met(stems, most=max(1, round(total * suggest_rules.COMMON)))
    draft = Draft(
        passages=[each for each in passages[: suggest_rules.MOST_PASSAGES] if each.stems],
        skills=Counter(stem for words in met.values() for stem in words),
        total=total,
    )
    return _closest(draft, met, spoken=spoken, leave_out=leave_out, limit=limit)


def speaks(language: str) -> bool:
    """Whether there are skills in this language at all."""
    return any(said == _base(language) for _pk, said, _total in _known())


def _known() -> list[tuple[int, str, int]]:
    """The frameworks that are looked through, their languages, and beside each how many skills all have together."""
    entries = SearchEntry.objects.order_by().annotate(all=Value(1)).values("all")
    total = Coalesce(Subquery(entries.annotate(number=Count("pk")).values("number")), 0)
    found = Framework.objects.filter(is_current=True).annotate(total=total)
    return [(pk, _base(said), total) for pk, said, total in found.values_list("pk", "language", "total")]


def _base(language: str) -> str:
    return language.lower().partition("-")[0]


def _met(stems: Collection[str], *, most: int) -> dict[int, set[str]]:
    """Of each skill, which of these words its names have; without the words that too many have."""
    found = SearchPosting.objects.filter(word__stem__in=stems, word__concepts__lte=_TOO_MANY)
    having: dict[str, set[int]] = defaultdict(set)
    for stem, concept in found.order_by().values_list("word__stem", "concept_id"):
        having[stem].add(concept)
    met: dict[int, set[str]] = defaultdict(set)
    for stem, concepts in having.items():
        if len(concepts) <= most:
            for concept in concepts:
                met[concept].add(stem)
    return met


def _closest(
    draft: Draft,
    met: dict[int, set[str]],
    *,
    spoken: Collection[int],
    leave_out: Collection[str],
    limit: int,
) -> list[Suggestion]:
    """Looks closer at the likeliest: their names, and what their descriptions say beside them."""
    worth = draft.worth
    many = sorted(met, key=lambda pk: (-sum(worth[stem] for stem in met[pk]), pk))[:_LOOK]
    likely = sorted(many, key=lambda pk: (-draft.roughly(met[pk]), pk))[:_CLOSER_LOOK]
    entries = SearchEntry.objects.filter(concept__in=likely, concept__framework__in=spoken)
    looked_at = {each.concept_id: each for each in entries.select_related("concept__framework")}
    fits = (
        (entry, fit)
        for pk in likely
        if (entry := looked_at.get(pk))
        and (fit := draft.best_fit(names=entry.names, description=entry.concept.description))
    )
    # What is left out has its place all the same: what it stands for is served, and nothing worse moves up.
    return [
        Suggestion(
            concept=entry.concept,
            passage=fit.passage,
            other_name=fit.name if fit.role == ALTERNATIVE else "",
        )
        for entry, fit in suggest_rules.best_of(fits, limit=limit + len(leave_out))
        if entry.concept.uri not in leave_out
    ][:limit]
