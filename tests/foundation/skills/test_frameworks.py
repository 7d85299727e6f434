"""A version comes in whole or not at all, never changes, and gives way to a newer one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from tests.cast import NOON
from tests.foundation.skills.drafts import DRAFTS
from tests.foundation.skills.frameworks import ESCO, SKILLS, case_package, esco_zip, levels, written

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills import queries
from skillmark.foundation.skills.models import (
    Concept,
    ConceptEdge,
    CrosswalkLink,
    Framework,
    Label,
    Level,
    LevelFramework,
    LevelMap,
    LevelMatch,
    SearchEntry,
    SearchPosting,
)
from skillmark.foundation.skills.reading.choosing import read_files
from skillmark.foundation.skills.reading.found import FoundFramework, Given
from skillmark.foundation.skills.reading.levels import FoundLevels
from skillmark.foundation.skills.reading.sssom import FoundCrosswalk
from skillmark.foundation.skills.suggesting import suggest_skills
from skillmark.journeys import begin

TODAY = date(2026, 3, 2)


def bring_in(*paths: Path, version: str = "", key: str = "") -> tuple[Framework, bool]:
    found, sources = read_files(paths, given=Given(version=version, key=key), today=TODAY)
    assert isinstance(found, FoundFramework)
    return begin.bring_in_framework(found=found, sources=sources, now=NOON)


def rows() -> list[Any]:
    """Everything that an import writes."""
    models = (Framework, Concept, Label, ConceptEdge, CrosswalkLink, SearchPosting, RecordedFact)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_version_is_stored_with_everything_it_says(db: None, tmp_path: Path) -> None:
    framework, was_new = bring_in(esco_zip(tmp_path))
    assert was_new
    assert framework.frozen_at == NOON
    assert [source["name"] for source in framework.sources] == ["esco-1.1.1.zip"]
    assert framework.counts["read"]["skill"] == 2
    weld = Concept.objects.get(uri=f"{ESCO}skill/1")
    assert set(weld.labels.values_list("role", "text")) == {
        ("alternative", "join metal by heat"),
        ("hidden", "welder's work"),
    }
    assert weld.edges_in.get(origin__uri=f"{ESCO}occupation/1").stated_by == framework
    assert RecordedFact.objects.get().data == {"framework": str(framework.uid), "concepts": 5, "relations": 5}


def test_the_same_files_again_change_nothing(db: None, tmp_path: Path) -> None:
    first, _ = bring_in(esco_zip(tmp_path))
    before = rows()
    again, was_new = bring_in(esco_zip(tmp_path))
    assert (again.pk, was_new) == (first.pk, False)
    assert rows() == before


def test_another_text_under_the_same_version_is_refused(db: None, tmp_path: Path) -> None:
    bring_in(esco_zip(tmp_path))
    before = rows()
    with pytest.raises(Refused) as caught:
        bring_in(esco_zip(tmp_path, skills_en=SKILLS.replace("Join pieces", "Unite pieces")))
    assert caught.value.code == "skills.version_differs"
    assert rows() == before


def test_a_newer_version_takes_over_and_the_older_stays_as_it_was(db: None, tmp_path: Path) -> None:
    old, _ = bring_in(esco_zip(tmp_path))
    older = list(Concept.objects.filter(framework=old).order_by("pk").values())
    new, _ = bring_in(
        esco_zip(tmp_path, skills_en=SKILLS.replace("weld metal", "weld steel")), version="1.1.2"
    )
    old.refresh_from_db()
    assert (old.is_current, new.is_current) == (False, True)
    assert list(Concept.objects.filter(framework=old).order_by("pk").values()) == older
    assert [hit.concept.framework for hit in queries.search_skills(text="weld steel")][:1] == [new]
    assert queries.search_skills(text="metal weld")[0].concept.framework != old
    earlier, _ = bring_in(esco_zip(tmp_path), version="1.0.9")
    assert not earlier.is_current


@pytest.mark.parametrize(
    ("model", "changed"),
    [(Concept, {"name": "x"}), (Label, {"text": "x"}), (ConceptEdge, {"kind": "implies"})],
    ids=["concept", "label", "edge"],
)
def test_the_database_refuses_to_change_what_is_frozen(
    db: None, tmp_path: Path, model: Any, changed: dict[str, str]
) -> None:
    """A later migration that makes one of these tables anew on SQLite has to make its trigger anew, too."""
    framework, _ = bring_in(esco_zip(tmp_path))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**changed)
    # What nobody froze, such as the skills of this site, can still be mended.
    Framework.objects.filter(pk=framework.pk).update(frozen_at=None)
    assert model.objects.update(**changed)


def test_only_one_version_can_be_the_current_one(db: None) -> None:
    Framework.objects.create(key="x", version="1", name="X")
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.create(key="x", version="2", name="X")


def test_a_failure_in_the_middle_leaves_nothing(db: None, tmp_path: Path) -> None:
    found, sources = read_files([esco_zip(tmp_path)], given=Given(), today=TODAY)
    assert isinstance(found, FoundFramework)
    found.edges[f"{ESCO}skill/1", "broader", "https://nowhere.example"] = None
    before = rows()
    with pytest.raises(KeyError):
        begin.bring_in_framework(found=found, sources=sources, now=NOON)
    assert rows() == before


def test_a_relation_needs_somebody_who_says_so(db: None, tmp_path: Path) -> None:
    bring_in(esco_zip(tmp_path))
    one, other = Concept.objects.order_by("pk")[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        ConceptEdge.objects.create(origin=one, kind="implies", destination=other)


def test_links_to_other_frameworks_are_a_crosswalk_with_its_author(db: None, tmp_path: Path) -> None:
    bring_in(written(tmp_path, "case.json", case_package()))
    link = CrosswalkLink.objects.get()
    assert (link.crosswalk.author, link.relation, link.confidence) == ("Guild", "exact", None)
    assert link.destination_uri == "https://case.example/elsewhere"


def mappings(tmp_path: Path, *lines: str, name: str = "", author: str = "Northfield") -> FoundCrosswalk:
    head = "# mapping_set_id: https://x.example/set\nsubject_id\tpredicate_id\tobject_id\tconfidence\n"
    found, _ = read_files(
        [written(tmp_path, "map.sssom.tsv", head + "\n".join(lines) + "\n")],
        given=Given(name=name, author=author),
        today=TODAY,
    )
    assert isinstance(found, FoundCrosswalk)
    return found


def test_a_crosswalk_states_relation_confidence_and_author(db: None, tmp_path: Path) -> None:
    bring_in(esco_zip(tmp_path))
    found = mappings(
        tmp_path,
        f"{ESCO}skill/1\tskos:broadMatch\thttps://y.example/joining\t0.8",
        f"{ESCO}skill/2\thttp://www.w3.org/2004/02/skos/core#exactMatch\thttps://y.example/welding",
        f"{ESCO}skill/3\tskos:closeMatch\tsssom:NoTermFound\t1",
    )
    crosswalk, was_new = begin.bring_in_crosswalk(found=found, now=NOON)
    assert (was_new, crosswalk.author) == (True, "Northfield")
    assert set(crosswalk.links.values_list("origin__uri", "relation", "destination_uri", "confidence")) == {
        (f"{ESCO}skill/1", "broad", "https://y.example/joining", 80),
        (f"{ESCO}skill/2", "exact", "https://y.example/welding", None),
        (f"{ESCO}skill/3", "none", "", 100),
    }
    facts = RecordedFact.objects.count()
    assert begin.bring_in_crosswalk(found=found, now=NOON) == (crosswalk, False)
    assert (CrosswalkLink.objects.count(), RecordedFact.objects.count()) == (3, facts)


def test_another_crosswalk_under_the_same_name_is_refused(db: None, tmp_path: Path) -> None:
    bring_in(esco_zip(tmp_path))
    line = f"{ESCO}skill/1\tskos:closeMatch\thttps://y.example/1"
    begin.bring_in_crosswalk(found=mappings(tmp_path, line, name="Ours"), now=NOON)
    for other in (
        mappings(tmp_path, f"{line}\t0.5", name="Ours"),
        mappings(tmp_path, line, name="Ours", author="M"),
    ):
        with pytest.raises(Refused) as caught:
            begin.bring_in_crosswalk(found=other, now=NOON)
        assert caught.value.code == "skills.map_differs"
    assert CrosswalkLink.objects.count() == 1


def test_a_crosswalk_begins_in_a_framework_that_is_here(db: None, tmp_path: Path) -> None:
    found = mappings(tmp_path, f"{ESCO}skill/1\tskos:closeMatch\thttps://y.example/1")
    with pytest.raises(Refused) as caught:
        begin.bring_in_crosswalk(found=found, now=NOON)
    assert caught.value.code == "skills.crosswalk_origin"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{ESCO}skill/1\towl:sameAs\thttps://y.example/1", "skills.relation"),
        (f"{ESCO}skill/1\tskos:closeMatch\thttps://y.example/1\t80", "skills.cell"),
        (f"{ESCO}skill/1\tskos:closeMatch\thttps://y.example/1\tsure", "skills.cell"),
        ("esco:1\tskos:closeMatch\thttps://y.example/1", "skills.not_an_address"),
        (f"{ESCO}1\tskos:closeMatch\thttps://y.example/1\n" * 2, "skills.twice"),
        ("", "skills.no_skills"),
    ],
    ids=["relation", "percent", "words", "short form", "twice", "none"],
)
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path: Path, line: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        mappings(tmp_path, line.strip())
    assert caught.value.code == code


def test_a_crosswalk_without_an_author_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        mappings(tmp_path, f"{ESCO}skill/1\tskos:closeMatch\thttps://y.example/1", author="")
    assert caught.value.code == "skills.no_author"


# --- in use or not ----------------------------------------------------------------------------------------------


def test_a_skill_stands_until_its_version_or_a_newer_one_retires_it(db: None, tmp_path: Path) -> None:
    bring_in(written(tmp_path, "case.json", case_package()))
    spit, knife = (Concept.objects.get(uri=f"https://case.example/{name}") for name in ("spit", "knife"))
    assert queries.standing_of(knife).is_in_use
    assert queries.standing_of(spit) == queries.Standing(is_in_use=False, replacement=knife)
    package = case_package()
    package["CFDocument"]["version"] = "3.0"
    package["CFItems"] = [item for item in package["CFItems"] if item["identifier"] != "knife"]
    package["CFAssociations"] = []
    bring_in(written(tmp_path, "case.json", package))
    knife = Concept.objects.get(pk=knife.pk)
    assert queries.standing_of(knife) == queries.Standing(is_in_use=False)


def test_neighbours_and_everything_above(db: None, tmp_path: Path) -> None:
    bring_in(esco_zip(tmp_path))
    weld = Concept.objects.get(uri=f"{ESCO}skill/1")
    around = queries.neighbourhood(weld)
    assert {(each.concept.name, str(each.kind), each.is_inward) for each in around.neighbours} == {
        ("working with metal", "broader", False),
        ("welding techniques", "requires", False),
        ("welder", "requires", True),
    }
    assert {each.said_by for each in around.neighbours} == {"ESCO"}
    assert [each.name for each in queries.broader_closure(weld)] == ["working with metal"]


def test_skills_that_were_there_before_the_search_are_found_after_an_update(db: None) -> None:
    framework = Framework.objects.create(key="old", name="Old skills")
    Concept.objects.create(framework=framework, uri="https://x.example/1", name="weld pipes")
    assert queries.search_skills(text="weld") == []
    call_command("migrate", verbosity=0)
    assert [hit.concept.name for hit in queries.search_skills(text="wled pip")] == ["weld pipes"]
    entries = list(SearchEntry.objects.values())
    call_command("migrate", verbosity=0)
    assert list(SearchEntry.objects.values()) == entries


# --- levels -----------------------------------------------------------------------------------------------------


def test_levels_are_compared_through_the_hub_and_no_match_is_said(db: None) -> None:
    begin.bring_in_levels(found=levels(), now=NOON)
    assert LevelFramework.objects.get(is_hub=True).levels.count() == 8
    (match,) = queries.level_matches(framework_key="nqf", level_key="7")
    assert (match.relation, match.destination.label, match.map.author) == ("close", "EQF level 5", "res:us")
    (none,) = queries.level_matches(framework_key="nqf", level_key="1")
    assert (none.relation, none.destination) == ("none", None)


def test_a_map_again_changes_nothing_and_another_is_refused(db: None) -> None:
    begin.bring_in_levels(found=levels(), now=NOON)
    counted = [model.objects.count() for model in (Level, LevelMap, LevelMatch, RecordedFact)]
    begin.bring_in_levels(found=levels(), now=NOON)
    assert [model.objects.count() for model in (Level, LevelMap, LevelMatch, RecordedFact)] == counted
    with pytest.raises(Refused) as caught:
        begin.bring_in_levels(found=levels(target="eqf:level6"), now=NOON)
    assert caught.value.code == "skills.map_differs"
    assert [model.objects.count() for model in (Level, LevelMap, LevelMatch, RecordedFact)] == counted


# --- as published -----------------------------------------------------------------------------------------------


def test_esco_as_published_is_stored_to_the_last_relation(db: None, skills_data: Any) -> None:
    paths = [skills_data(f"esco-1.1.1-{part}.zip") for part in ("classification-en", "relations")]
    framework, _ = bring_in(*paths)
    concepts = Concept.objects.filter(framework=framework)
    assert framework.version == "1.1.1"
    assert concepts.filter(kind__in=["skill", "knowledge"]).count() == 13_896
    # The table of occupations has 3,007 lines; the relations know one more.
    assert concepts.filter(kind="occupation").count() == 3_008
    assert concepts.filter(status="unnamed").count() == 1
    assert concepts.filter(kind="skill_group").count() == 647
    assert concepts.filter(kind="occupation_group").count() == 619
    edges = ConceptEdge.objects.filter(stated_by=framework)
    skills = edges.filter(kind="broader", origin__kind__in=["skill", "knowledge"])
    assert skills.filter(destination__kind__in=["skill", "knowledge"]).count() == 6_565
    assert skills.filter(destination__kind="skill_group").count() == 13_448
    assert edges.filter(kind="broader").count() == 20_656 + 3_617
    asked = edges.filter(origin__kind="occupation").exclude(kind="broader")
    assert asked.filter(kind="requires").count() == 64_946
    assert asked.filter(kind="optional").count() == 58_909
    assert edges.filter(origin__kind__in=["skill", "knowledge"]).exclude(kind="broader").count() == 5_899
    assert edges.count() == 154_027
    before = [model.objects.count() for model in (Framework, Concept, Label, ConceptEdge, SearchPosting)]
    assert bring_in(*paths) == (framework, False)
    assert [
        model.objects.count() for model in (Framework, Concept, Label, ConceptEdge, SearchPosting)
    ] == before
    for typed, meant in SPELT.items():
        assert meant in [hit.concept.name for hit in queries.search_skills(text=typed, limit=3)], typed
    for draft in DRAFTS:
        found = {each.concept.name for each in suggest_skills(passages=draft.passages, language="en")}
        assert draft.suggested.keys() <= found, draft.title
        assert not found & set(draft.never), draft.title


def test_a_search_tells_whether_a_skill_has_all_that_was_typed(db: None) -> None:
    begin.bring_in_extract(now=NOON)

    def has_all(text: str) -> set[bool]:
        return {hit.has_all for hit in queries.search_skills(text=text, limit=5)}

    assert True in has_all("the wound care")
    assert True in has_all("wuond car")
    assert has_all("wound philately") == {False}
    assert has_all("philately zzyzx") == set()


def test_what_has_only_some_of_the_words_is_few_and_shares_one_that_says_something(db: None) -> None:
    begin.bring_in_extract(now=NOON)

    def near(text: str) -> list[str]:
        hits = queries.search_skills(text=text)
        assert not any(hit.has_all for hit in hits), text
        return [hit.concept.name for hit in hits]

    assert len(near("kitchen philately")) == 5
    assert near("kitchem philately") == near("kitchen philately")
    # Words of every trade, words of grammar, and a short word spelt like another one.
    for nonsense in ("write philately reports", "the philately", "philately fool", "work philately"):
        assert near(nonsense) == []
    # One of four words is not half of what was meant.
    assert near("kitchen philately zzyzx xyzzyx") == []


# What people type, and what they mean by it.
SPELT = {
    "pyhton": "Python (computer programming)",
    "proejct managment": "project management",
    "perfrom data anal": "perform data analysis",
    "wound car": "carry out wound care",
    "JAVASCRIPT": "JavaScript",
    "c#": "C#",
    "acounting techniqes": "accounting techniques",
    "weld": "weld underwater",
    "statistcs": "statistics",
    "haskel": "Haskell",
}


def test_onet_as_published_is_stored(db: None, skills_data: Any) -> None:
    paths = [skills_data(f"onet/{name}.xlsx") for name in ("Occupation Data", "Related Occupations")]
    framework, _ = bring_in(*paths, version="28")
    assert Concept.objects.filter(framework=framework, kind="occupation").count() == 1_016
    assert ConceptEdge.objects.filter(stated_by=framework, kind="related").count() == 18_460
    assert bring_in(*paths, version="28") == (framework, False)


def test_the_published_case_sample_is_stored(db: None, skills_data: Any) -> None:
    path = skills_data("case/opensalt-framework-sample.json")
    framework, _ = bring_in(path)
    assert (framework.name, framework.concepts.count()) == ("What Standards Could Be", 16)
    assert ConceptEdge.objects.filter(stated_by=framework).count() == 16
    assert CrosswalkLink.objects.count() == 18
    assert bring_in(path) == (framework, False)


def test_the_published_map_of_levels_is_stored(db: None, skills_data: Any) -> None:
    names = ("EQF", "scqf", "scqf-eqf-mapping")
    found, _ = read_files(
        [skills_data(f"frameworks/{name}.json") for name in names], given=Given(), today=TODAY
    )
    assert isinstance(found, FoundLevels)
    for _ in range(2):
        begin.bring_in_levels(found=found, now=NOON)
        assert LevelFramework.objects.get(key="scqf").levels.count() == 12
        assert LevelMatch.objects.count() == 12
    assert LevelMatch.objects.filter(relation="none", destination=None).count() == 2
    (seven,) = queries.level_matches(framework_key="scqf", level_key="7")
    assert (seven.relation, seven.destination.key) == ("broad", "5")


def test_the_extract_that_comes_along_gives_way_to_the_whole(db: None, tmp_path: Path) -> None:
    extract, _ = begin.bring_in_extract(now=NOON)
    assert extract.attribution == "This service uses the ESCO classification of the European Commission."
    assert queries.search_skills(text="project manag")
    whole, _ = bring_in(esco_zip(tmp_path))
    extract.refresh_from_db()
    assert (extract.is_current, whole.is_current) == (False, True)
