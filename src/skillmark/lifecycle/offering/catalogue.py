"""Reads the public catalogue: which definitions fit a wish, and what each further choice would give.

A process keeps what it has read of the catalogue (see facets.py) and asks the database with every page whether that is
still so. A version never changes once it is current (the database sees to it), so its uid and its state say it all, and
nobody who publishes, puts on hold or retires has to think of the catalogue: nothing can be forgotten or fall behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Final

from django.db.models import Aggregate, CharField, Count, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.skills.queries import search_skills
from skillmark.lifecycle.designing.models import CURRENT_STATES, SkillAlignment, Translation, Version
from skillmark.lifecycle.offering.facets import (
    UNSAID,
    Entry,
    Index,
    Wish,
    band_of,
    folded,
    prices_of,
    searchable,
)
from skillmark.lifecycle.offering.models import Recognition

PAGE_SIZE: Final = 24
# Above this, everything is read rather than what is named.
_MANY = 500


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value of a facet, what it is called, and how many definitions choosing it would give."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class CataloguePage:
    """One page of what was found; `choices` by facet, those that would give nothing left out unless chosen."""

    versions: Sequence[Version]
    total: int
    page: int
    pages: int
    choices: Mapping[str, Sequence[Choice]]
    instead: Mapping[str, str]


def catalogue(wish: Wish) -> CataloguePage:
    """One page of the current versions that meet the wish; a page past the end is the last one."""
    index = _held.now()
    providers = _providers()
    found = index.find(wish, providers=providers, meant=_meant(wish.text))
    total = len(found.keys)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wish.page), pages)
    names = {"provider": providers, "skill": {value: index.name_of(value) for value in found.counts["skill"]}}
    return CataloguePage(
        versions=versions_with(found.keys[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        total=total,
        page=page,
        pages=pages,
        choices={
            facet: _choices(counts, wish.chosen.get(facet, ()), names.get(facet, {}))
            for facet, counts in found.counts.items()
        },
        instead=found.instead,
    )


def _choices(counts: Mapping[str, int], chosen: Sequence[str], names: Mapping[str, str]) -> list[Choice]:
    """The most frequent first."""
    shown = {**dict.fromkeys(chosen, 0), **counts}
    choices = [
        Choice(value=value, label=names.get(value, value), count=count, is_chosen=value in chosen)
        for value, count in shown.items()
    ]
    return sorted(choices, key=lambda each: (-each.count, each.label.casefold(), each.value))


def versions_with(keys: Sequence[int]) -> list[Version]:
    """These versions in this order, as cards show them."""
    rows = {each.pk: each for each in _current().filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]


def newest_in_catalogue(*, limit: int) -> list[Version]:
    return list(_current().order_by("-published_at", "-id")[:limit])


def current_versions(*, keys: Sequence[str]) -> list[Version]:
    """The current versions of the micro-credentials with these keys, in this order; some may be missing."""
    rows = {each.micro_credential.key: each for each in _current().filter(micro_credential__key__in=keys)}
    return [rows[key] for key in dict.fromkeys(keys) if key in rows]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a definition is found, and since when it is as it is."""

    key: str
    changed_at: datetime | None


def places_in_catalogue() -> list[Place]:
    """All of them, the oldest first, so that those in a file of a sitemap stay there."""
    rows = Version.objects.filter(state__in=CURRENT_STATES).order_by("micro_credential_id")
    return [
        Place(key=key, changed_at=changed_at)
        for key, changed_at in rows.values_list("micro_credential__key", "published_at")
    ]


def recognitions_of(versions: Sequence[Version]) -> dict[int, list[str]]:
    """By primary key: who recognises each of them, by name."""
    found: dict[int, list[str]] = {}
    rows = Recognition.objects.filter(version__in=versions).order_by("name").values_list("version_id", "name")
    for version, name in rows:
        found.setdefault(version, []).append(name)
    return found


def skills_of(versions: Sequence[Version]) -> dict[int, list[str]]:
    """By primary key: the names of the skills of each of them."""
    return {pk: list(names.values()) for pk, names in _skills([each.pk for each in versions]).items()}


def languages_of(versions: Sequence[Version]) -> dict[int, list[str]]:
    """By primary key: the languages that each of them is said in, the original first."""
    others = _translations([each.pk for each in versions])
    return {
        version.pk: list(
            dict.fromkeys([version.language, *(each.language for each in others.get(version.pk, []))])
        )
        for version in versions
    }


def required_of(version: Version) -> list[Version]:
    """The current versions of what one should hold before beginning this one."""
    required = _current().filter(micro_credential__in=version.requires.all())
    return list(required.order_by("title", "pk"))


def recognised_by(version: Version) -> list[str]:
    """Who recognises it, by name."""
    return recognitions_of([version]).get(version.pk, [])


def _current() -> QuerySet[Version]:
    return Version.objects.filter(state__in=CURRENT_STATES).select_related(
        "micro_credential__org", "badge_image"
    )


def _providers() -> dict[str, str]:
    return dict(Organisation.objects.values_list("key", "name"))


def _meant(text: str) -> list[str]:
    """The skills that have all these words in one of their other names."""
    words = folded(text).split()
    if not words:
        return []
    hits = search_skills(text=f"{text} ")
    return [hit.concept.uri for hit in hits if all(word in folded(hit.other_name) for word in words)]


# --- what a process keeps ---------------------------------------------------------------------------------------


class _Joined(Aggregate):
    """All values in one text, which an index gives in half a millisecond."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, ',')", **options)


class _Held:
    """The index as it was last read, and by what one tells whether it still holds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._index = Index()
        self._seen: Mapping[str, str] = {}
        self._recognitions: tuple[int, int] = (0, 0)

    def now(self) -> Index:
        """The index of what the database says at this moment."""
        versions = Version.objects.filter(state__in=CURRENT_STATES).order_by().values_list("state")
        seen = dict(versions.annotate(uids=_Joined(Cast("uid", CharField()))))
        stamps = Recognition.objects.aggregate(number=Count("pk"), sum=Sum("stamp", default=0))
        recognitions = (stamps["number"], int(stamps["sum"]))
        with self._lock:
            if seen != self._seen or recognitions != self._recognitions:
                self._read_anew(seen, is_recognised_anew=recognitions != self._recognitions)
                self._seen, self._recognitions = seen, recognitions
            return self._index

    def _read_anew(self, seen: Mapping[str, str], *, is_recognised_anew: bool) -> None:
        states = {uid.replace("-", ""): state for state, uids in seen.items() for uid in uids.split(",")}
        known = {entry.uid: entry for entry in self._index.entries()}
        gone = {uid for uid, entry in known.items() if states.get(uid) != entry.state}
        fresh = entries_of({uid for uid in states if uid not in known or uid in gone})
        if is_recognised_anew:
            names = _recognitions(None)
            for uid, entry in known.items():
                recognised = names.get(entry.pk, ())
                if uid not in gone and entry.values["recognised"] != recognised:
                    gone.add(uid)
                    fresh.append(replace(entry, values={**entry.values, "recognised": recognised}))
        self._index = self._index.changed(gone=gone, fresh=fresh)


_held = _Held()


def entries_of(uids: Iterable[str] | None = None) -> list[Entry]:
    """What is in the catalogue, or what of these versions is, as the index keeps it."""
    wanted = None if uids is None else set(uids)
    rows = Version.objects.filter(state__in=CURRENT_STATES)
    if wanted is not None and len(wanted) <= _MANY:
        rows = rows.filter(uid__in=wanted)
    shown = rows.order_by("pk").values_list(
        "pk", "uid", "state", "title", "can_do", "sector", "level", "workload_hours", "price", "currency",
        "language", "mode", "stackability", "published_at", "micro_credential__org__key", named=True,
    )  # fmt: skip
    found = [row for row in shown if wanted is None or row.uid.hex in wanted]
    keys = [row.pk for row in found] if len(found) <= _MANY else None
    skills, recognised, translations = _skills(keys), _recognitions(keys), _translations(keys)
    return [
        _entry(row, skills.get(row.pk, {}), recognised.get(row.pk, ()), translations.get(row.pk, []))
        for row in found
    ]


def _entry(
    row: Any, skills: Mapping[str, str], recognised: tuple[str, ...], translations: Sequence[Any]
) -> Entry:
    languages = dict.fromkeys([row.language, *(each.language for each in translations)])
    words = [text for each in translations for text in (each.title, each.can_do)]
    return Entry(
        uid=row.uid.hex,
        pk=row.pk,
        state=row.state,
        title=row.title,
        heading=folded(row.title),
        text=searchable([row.title, row.can_do, row.sector, *words]),
        published=row.published_at.timestamp() if row.published_at else 0.0,
        hours=row.workload_hours,
        price=row.price,
        values={
            "sector": _said(row.sector.strip()),
            "skill": tuple(skills),
            "level": (str(row.level or UNSAID),),
            "hours": (band_of(row.workload_hours),),
            "price": prices_of(row.price, row.currency),
            "language": tuple(languages),
            "mode": (row.mode,),
            "stackable": _said(row.stackability),
            "recognised": recognised,
            "provider": (row.micro_credential__org__key,),
        },
        names=skills,
    )


def _said(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _skills(keys: Sequence[int] | None) -> dict[int, dict[str, str]]:
    """By version: what its skills are called, by their addresses."""
    rows = _of(SkillAlignment.objects, keys).values_list("version_id", "skill__uri", "skill__name")
    found: dict[int, dict[str, str]] = {}
    for version, address, name in rows.order_by("version_id", "pk"):
        found.setdefault(version, {})[address] = name
    return found


def _recognitions(keys: Sequence[int] | None) -> dict[int, tuple[str, ...]]:
    rows = _of(Recognition.objects, keys).values_list("version_id", "name")
    found: dict[int, tuple[str, ...]] = {}
    for version, name in rows.order_by("version_id", "name"):
        found[version] = (*found.get(version, ()), name)
    return found


def _translations(keys: Sequence[int] | None) -> dict[int, list[Any]]:
    rows = _of(Translation.objects, keys).values_list("version_id", "language", "title", "can_do", named=True)
    found: dict[int, list[Any]] = {}
    for row in rows.order_by("version_id", "language"):
        found.setdefault(row.version_id, []).append(row)
    return found


def _of(rows: Any, keys: Sequence[int] | None) -> QuerySet[Any]:
    """What belongs to these versions; without keys, to all that are current."""
    if keys is None:
        return rows.filter(version__state__in=CURRENT_STATES)
    return rows.filter(version__in=keys)
