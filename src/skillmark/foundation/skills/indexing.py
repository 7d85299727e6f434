"""Keeps what a search looks through in step with the current versions. Part of the operations: nobody else calls it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from skillmark.foundation.rows import insert_rows, take_ids
from skillmark.foundation.skills.models import (
    SKILL_KINDS,
    Concept,
    ConceptStatus,
    Framework,
    Label,
    SearchEntry,
    SearchGram,
    SearchPosting,
    SearchWord,
)
from skillmark.foundation.skills.reading.found import Progress, batched, unseen
from skillmark.foundation.skills.rules import PREFERRED, grams_of, stem_of, weight_of, words_of

BATCH = 20_000


def index_framework(framework: Framework, *, progress: Progress) -> None:
    """Makes the skills of a version findable, whether they were or not."""
    forget_framework(framework)
    names = _names(_skills(Framework.objects.filter(pk=framework.pk)))
    weights = {pk: _weights(said) for pk, said in names.items()}
    words = _known_words({word for found in weights.values() for word in found})
    postings = [
        (words[word], weight, concept) for concept, found in weights.items() for word, weight in found.items()
    ]
    for batch in batched(postings, progress, "Making skills findable"):
        insert_rows(SearchPosting, batch, columns=["word_id", "weight", "concept_id"], same={})
    for entries in batched(list(names.items()), progress, "Writing names down"):
        SearchEntry.objects.bulk_create(SearchEntry(concept_id=pk, names=said) for pk, said in entries)
    _count_words()
    _look_over()


def index_missing() -> None:
    """Makes the current versions findable in which a search would overlook something."""
    unstemmed = list(SearchWord.objects.filter(stem=""))
    for word in unstemmed:
        word.stem = stem_of(word.text)
    SearchWord.objects.bulk_update(unstemmed, ["stem"], batch_size=1000)
    known = SearchEntry.objects.filter(concept=OuterRef("pk"))
    overlooked = _skills(Framework.objects.filter(is_current=True)).filter(~Exists(known))
    for framework in Framework.objects.filter(pk__in=overlooked.values("framework")):
        index_framework(framework, progress=unseen)


def forget_framework(framework: Framework) -> None:
    """A version that is no longer current is found no more; its skills stay where they are."""
    SearchPosting.objects.filter(concept__framework=framework).delete()
    SearchEntry.objects.filter(concept__framework=framework).delete()


def index_concept(concept: Concept) -> None:
    """Makes one more skill findable."""
    said = _names(Concept.objects.filter(pk=concept.pk)).get(concept.pk, [])
    weights = _weights(said)
    words = _known_words(set(weights))
    SearchPosting.objects.filter(concept=concept).delete()
    SearchPosting.objects.bulk_create(
        SearchPosting(word_id=words[word], weight=weight, concept=concept) for word, weight in weights.items()
    )
    SearchEntry.objects.update_or_create(concept=concept, defaults={"names": said})
    _count_words(list(words.values()))


def _skills(frameworks: QuerySet[Framework]) -> QuerySet[Concept]:
    """Those that a search may find."""
    return Concept.objects.filter(
        framework__in=frameworks, kind__in=SKILL_KINDS, status=ConceptStatus.RELEASED
    )


def _names(skills: QuerySet[Concept]) -> dict[int, list[list[str]]]:
    """Of each skill, all names with their roles."""
    names = {pk: [[PREFERRED, name]] for pk, name in skills.values_list("pk", "name").iterator(BATCH)}
    labels = Label.objects.filter(concept__in=skills).values_list("concept_id", "role", "text")
    for pk, role, text in labels.iterator(BATCH):
        names[pk].append([role, text])
    return names


def _weights(names: Sequence[Sequence[str]]) -> dict[str, int]:
    """The words of all these names, and how light the best use of each is."""
    found: dict[str, int] = {}
    for role, name in names:
        words = words_of(name)
        for place, word in enumerate(words):
            weight = weight_of(role, place, len(words))
            if weight < found.get(word, weight + 1):
                found[word] = weight
    return found


def _known_words(wanted: set[str]) -> dict[str, int]:
    """The primary keys of these words; those that no name had before are added with their letters."""
    known = dict(SearchWord.objects.values_list("text", "pk").iterator(BATCH))
    new = sorted(wanted - set(known))
    keys: Sequence[int] = take_ids(SearchWord, len(new)) if new else []
    rows = [(key, word, stem_of(word)) for key, word in zip(keys, new, strict=True)]
    insert_rows(SearchWord, rows, columns=["id", "text", "stem"], same={"concepts": 0})
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
            for model in (SearchWord, SearchGram, SearchPosting, SearchEntry, Concept):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
