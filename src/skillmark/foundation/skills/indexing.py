"""Keeps what a search looks through in step with the current versions. Part of the operations: nobody else calls it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from skillmark.foundation.rows import insert_rows, take_ids
from skillmark.foundation.skills.models import (
    SKILL_KINDS,
    Concept,
    ConceptStatus,
    Framework,
    Label,
    SearchGram,
    SearchPosting,
    SearchWord,
)
from skillmark.foundation.skills.reading.found import Progress, batched
from skillmark.foundation.skills.rules import PREFERRED, grams_of, weight_of, words_of

BATCH = 20_000


def index_framework(framework: Framework, *, progress: Progress) -> None:
    """Makes the skills of a version findable, whether they were or not."""
    forget_framework(framework)
    weights = _weights(framework)
    words = _known_words({word for found in weights.values() for word in found})
    postings = [
        (words[word], weight, concept) for concept, found in weights.items() for word, weight in found.items()
    ]
    for batch in batched(postings, progress, "Making skills findable"):
        insert_rows(SearchPosting, batch, columns=["word_id", "weight", "concept_id"], same={})
    _count_words()
    _look_over()


def forget_framework(framework: Framework) -> None:
    """A version that is no longer current is found no more; its skills stay where they are."""
    SearchPosting.objects.filter(concept__framework=framework).delete()


def index_concept(concept: Concept) -> None:
    """Makes one more skill findable."""
    found = _weights(concept.framework, only=concept)
    words = _known_words(set(found.get(concept.pk, {})))
    SearchPosting.objects.filter(concept=concept).delete()
    SearchPosting.objects.bulk_create(
        SearchPosting(word_id=words[word], weight=weight, concept=concept)
        for word, weight in found.get(concept.pk, {}).items()
    )
    _count_words(list(words.values()))


def _weights(framework: Framework, *, only: Concept | None = None) -> dict[int, dict[str, int]]:
    """Of each skill that a search may find, its words and how light the best use of each is."""
    concepts = Concept.objects.filter(
        framework=framework, kind__in=SKILL_KINDS, status=ConceptStatus.RELEASED
    )
    if only is not None:
        concepts = concepts.filter(pk=only.pk)
    weights: dict[int, dict[str, int]] = {}
    for pk, name in concepts.values_list("pk", "name").iterator(BATCH):
        weights[pk] = {}
        _weigh(weights[pk], name, PREFERRED)
    labels = Label.objects.filter(concept__in=concepts).values_list("concept_id", "text", "role")
    for pk, text, role in labels.iterator(BATCH):
        _weigh(weights[pk], text, role)
    return weights


def _weigh(found: dict[str, int], name: str, role: str) -> None:
    words = words_of(name)
    for place, word in enumerate(words):
        weight = weight_of(role, place, len(words))
        if weight < found.get(word, 10_000):
            found[word] = weight


def _known_words(wanted: set[str]) -> dict[str, int]:
    """The primary keys of these words; those that no name had before are added with their letters."""
    known = dict(SearchWord.objects.values_list("text", "pk").iterator(BATCH))
    new = sorted(wanted - set(known))
    keys: Sequence[int] = take_ids(SearchWord, len(new)) if new else []
    insert_rows(SearchWord, zip(keys, new, strict=True), columns=["id", "text"], same={"concepts": 0})
    grams = [(gram, key) for key, word in zip(keys, new, strict=True) for gram in sorted(grams_of(word))]
    insert_rows(SearchGram, grams, columns=["gram", "word_id"], same={})
    known.update(zip(new, keys, strict=True))
    return {word: known[word] for word in wanted}


def _count_words(only: Sequence[int] | None = None) -> None:
    counted = (
        SearchPosting.objects.filter(word=OuterRef("pk"))
        .order_by()
        .values("word")
        .annotate(number=Count("pk"))
        .values("number")
    )
    words = SearchWord.objects.all() if only is None else SearchWord.objects.filter(pk__in=only)
    words.update(concepts=Coalesce(Subquery(counted), 0))


def _look_over() -> None:
    """PostgreSQL plans by what it knows of its tables, and would look at so many new rows only after a while."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (SearchWord, SearchGram, SearchPosting, Label, Concept):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
