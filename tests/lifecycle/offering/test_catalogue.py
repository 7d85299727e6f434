"""The catalogue says what the tables say: every count is compared with plain SQL, whatever happens in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import NOON, organisation, person

from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Concept, Framework
from skillmark.lifecycle.designing.models import (
    CURRENT_STATES,
    MicroCredential,
    SkillAlignment,
    Translation,
    Version,
    VersionState,
)
from skillmark.lifecycle.offering import catalogue as room
from skillmark.lifecycle.offering.catalogue import catalogue
from skillmark.lifecycle.offering.facets import HOURS_BANDS, PRICE_LIMITS, Index, Wish
from skillmark.lifecycle.offering.operations import set_recognition

# --- truth ------------------------------------------------------------------------------------------------------

_IN = "v.state IN ('pilot', 'published', 'on_hold')"


_OF_ITS_OWN = {
    "skill": "EXISTS (SELECT 1 FROM designing_skillalignment a JOIN skills_concept c ON c.id = a.skill_id "
    "WHERE a.version_id = v.id AND c.uri = %s)",
    "language": "%s IN (SELECT v.language UNION SELECT t.language FROM designing_translation t "
    "WHERE t.version_id = v.id)",
    "recognised": "EXISTS (SELECT 1 FROM offering_recognition r WHERE r.version_id = v.id AND r.name = %s)",
    "sector": "v.sector = %s",
    "mode": "v.mode = %s",
    "stackable": "v.stackability = %s",
    "provider": "o.key = %s",
}


def _condition(facet: str, value: str) -> tuple[str, list[Any]]:
    """What a definition must be to come under a value, as SQL says it."""
    if facet in _OF_ITS_OWN:
        return _OF_ITS_OWN[facet], [value]
    if facet == "price":
        return _price(value)
    column = {"level": "v.level", "hours": "v.workload_hours"}[facet]
    if value == "none":
        return f"{column} IS NULL", []
    if facet == "level":
        return f"{column} = %s", [int(value)]
    least, most = HOURS_BANDS[value]
    return f"{column} >= %s AND {column} <= %s", [least, most or 10**9]


def _price(value: str) -> tuple[str, list[Any]]:
    if value == "none":
        return "v.price IS NULL", []
    if value == "free":
        return "v.price = 0", []
    currency, limit = value.split("-")
    if limit == "more":
        return "v.currency = %s AND v.price > %s", [currency, PRICE_LIMITS[-1]]
    return "v.currency = %s AND v.price <= %s", [currency, int(limit)]


def count_in_sql(chosen: Mapping[str, Sequence[str]]) -> int:
    conditions, values = [_IN], []
    for facet, several in chosen.items():
        parts = [_condition(facet, value) for value in several]
        if parts:
            conditions.append("(" + " OR ".join(f"({sql})" for sql, _ in parts) + ")")
            values += [value for _, each in parts for value in each]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM designing_version v "
            "JOIN designing_microcredential m ON m.id = v.micro_credential_id "
            f"JOIN orgs_organisation o ON o.id = m.org_id WHERE {' AND '.join(conditions)}",
            values,
        )
        (number,) = cursor.fetchone()
    return int(number)


# --- a world of definitions ---------------------------------------------------------------------------------------

SECTORS, MODES, LANGUAGES = ("Health", "IT", ""), ("online", "work"), ("en", "de", "fr")
PRICES = (None, Decimal(0), Decimal(50), Decimal("50.01"), Decimal(400), Decimal(2000))
NAMES = ("Harbour Logistics", "St Brigid", "The Guild")
SKILLS = [f"https://skills.example/{number}" for number in range(4)]
PROVIDERS = ("north", "south")
VALUES: Mapping[str, Sequence[str]] = {
    "sector": SECTORS[:2],
    "skill": SKILLS,
    "level": ("none", *map(str, range(1, 9))),
    "hours": (*HOURS_BANDS, "none"),
    "price": ("free", "none", *(f"{c}-{n}" for c in ("EUR", "GBP") for n in (*PRICE_LIMITS, "more"))),
    "language": LANGUAGES,
    "mode": MODES,
    "stackable": ("stackable", "standalone"),
    "recognised": NAMES,
    "provider": PROVIDERS,
}

definitions = st.fixed_dictionaries(
    {
        "org": st.sampled_from(PROVIDERS),
        "sector": st.sampled_from(SECTORS),
        "mode": st.sampled_from(MODES),
        "language": st.sampled_from(LANGUAGES),
        "level": st.sampled_from([None, 1, 4, 8]),
        "workload_hours": st.sampled_from([None, 1, 10, 11, 25, 26, 60, 61, 900]),
        "price": st.sampled_from(PRICES),
        "currency": st.sampled_from(["EUR", "GBP"]),
        "stackability": st.sampled_from(["", "standalone", "stackable"]),
        "state": st.sampled_from([*CURRENT_STATES, VersionState.DRAFT, VersionState.RETIRED]),
        "skills": st.sets(st.sampled_from(SKILLS), max_size=3),
        "translations": st.sets(st.sampled_from(LANGUAGES), max_size=2),
        "recognised": st.sets(st.sampled_from(NAMES), max_size=2),
    }
)
steps = st.one_of(
    st.tuples(st.just("add"), definitions),
    st.tuples(st.just("state"), st.tuples(st.integers(0, 30), st.sampled_from(VersionState.values))),
    st.tuples(
        st.just("recognise"), st.tuples(st.integers(0, 30), st.sets(st.sampled_from(NAMES), max_size=3))
    ),
)
chosen_values = st.fixed_dictionaries(
    {},
    optional={
        facet: st.lists(st.sampled_from(list(values)), min_size=1, max_size=2, unique=True)
        for facet, values in VALUES.items()
    },
)


@pytest.fixture
def ground(db: None) -> dict[str, Any]:
    """Providers, skills and somebody who writes."""
    framework = Framework.objects.create(key="made-up", name="Made up")
    skills = [
        Concept.objects.create(framework=framework, uri=uri, name=f"skill number {place}")
        for place, uri in enumerate(SKILLS)
    ]
    return {
        "orgs": {key: organisation(key, f"{key} college") for key in PROVIDERS},
        "skills": {each.uri: each for each in skills},
        "author": person("Ada"),
    }


def add(ground: dict[str, Any], title: str, definition: Mapping[str, Any]) -> Version:
    said = dict(definition)
    org, author = ground["orgs"][said.pop("org")], ground["author"]
    skills, translations = said.pop("skills", ()), said.pop("translations", ())
    recognised, state = said.pop("recognised", ()), said.pop("state", VersionState.PUBLISHED)
    version = draft_of(org, author, title=title, **said)
    for uri in skills:
        SkillAlignment.objects.create(version=version, skill=ground["skills"][uri])
    for language in sorted(translations - {version.language}) if translations else ():
        Translation.objects.create(version=version, language=language, title=f"{title} {language}")
    Version.objects.filter(pk=version.pk).update(state=state)
    version.state = state
    set_recognition(version=version, names=sorted(recognised))
    return version


def draft_of(org: Organisation, author: Person, **said: Any) -> Version:
    micro_credential = MicroCredential.objects.create(
        org=org, key=f"key-{uuid4()}", created_by=author, created_at=NOON
    )
    return Version.objects.create(
        micro_credential=micro_credential, number=1, edited_at=NOON, author=author, published_at=NOON, **said
    )


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(happenings=st.lists(st.tuples(steps, st.booleans()), min_size=1, max_size=12), chosen=chosen_values)
def test_counts_are_what_sql_says(
    ground: dict[str, Any], happenings: list[Any], chosen: dict[str, list[str]]
) -> None:
    """Whatever is published, held, retired or recognised, and in whatever order, before and between two looks."""
    with transaction.atomic():
        versions: list[Version] = []
        for place, ((what, said), is_looked_at) in enumerate(happenings):
            if what == "add":
                versions.append(add(ground, f"Title {place}", said))
            elif versions and what == "state":
                version = versions[said[0] % len(versions)]
                Version.objects.filter(pk=version.pk).update(state=said[1])
            elif versions:
                set_recognition(version=versions[said[0] % len(versions)], names=sorted(said[1]))
            if is_looked_at:
                catalogue(Wish())  # so that the next look begins with what this one has kept
        page = catalogue(Wish(chosen=chosen))
        assert page.total == count_in_sql(chosen)
        for facet, values in VALUES.items():
            others = {other: several for other, several in chosen.items() if other != facet}
            counted = {choice.value: choice.count for choice in page.choices[facet]}
            for value in values:
                assert counted.get(value, 0) == count_in_sql({**others, facet: [value]}), (facet, value)
            assert set(counted) <= set(values)
        kept, anew = room._held.now(), Index().changed(gone=(), fresh=room.entries_of())
        assert {entry.uid: entry for entry in kept.entries()} == {
            entry.uid: entry for entry in anew.entries()
        }
        assert kept.find(Wish(chosen=chosen), providers={}) == anew.find(Wish(chosen=chosen), providers={})
        transaction.set_rollback(True)


def test_who_recognises_it_shows_from_the_next_look_on(ground: dict[str, Any]) -> None:
    version = add(ground, "Wound Care", {"org": "north", "recognised": {"St Brigid"}})
    assert [each.value for each in catalogue(Wish()).choices["recognised"]] == ["St Brigid"]
    set_recognition(version=version, names=["The Guild", " St   Brigid "])
    assert {each.value for each in catalogue(Wish()).choices["recognised"]} == {"St Brigid", "The Guild"}
    set_recognition(version=version, names=["St Brigid", "x" * 201, " "])
    assert {each.value for each in catalogue(Wish()).choices["recognised"]} == {"St Brigid"}
    set_recognition(version=version, names=[])
    assert catalogue(Wish()).choices["recognised"] == []
