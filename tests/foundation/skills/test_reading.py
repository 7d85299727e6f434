"""Frameworks are read as published; what is none, or half of one, is refused with its place and a next step."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from tests.foundation.skills.frameworks import (
    ASKED,
    ESCO,
    GROUPS,
    SKILLS,
    case_package,
    ctdl_graph,
    esco_zip,
    packed,
    written,
)

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.choosing import read_files
from skillmark.foundation.skills.reading.found import FoundFramework, Given
from skillmark.foundation.skills.reading.levels import FoundLevels
from skillmark.foundation.skills.reading.sssom import FoundCrosswalk

TODAY = date(2026, 3, 2)
CSV = Given(key="welding", name="Welding skills")


def read(*paths: Path, given: Given | None = None) -> FoundFramework:
    found, _sources = read_files(paths, given=given or Given(), today=TODAY)
    assert isinstance(found, FoundFramework)
    return found


def refused(*paths: Path, given: Given | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        read_files(paths, given=given or Given(), today=TODAY)
    assert caught.value.sentence
    return caught.value


# --- ESCO -------------------------------------------------------------------------------------------------------


def test_esco_is_read_with_its_names_groups_and_relations(tmp_path: Path) -> None:
    found = read(esco_zip(tmp_path))
    assert (found.key, found.version, found.language, found.publisher) == (
        "esco", "1.1.1", "en", "European Commission",
    )  # fmt: skip
    assert "ESCO classification of the European Commission" in found.attribution
    weld = found.concepts[f"{ESCO}skill/1"]
    assert (weld.kind, weld.name, weld.reuse_level) == ("skill", "weld metal", "cross-sector")
    # Its own name is not another name of it.
    assert weld.labels == [("en", "alternative", "join metal by heat"), ("en", "hidden", "welder's work")]
    assert found.concepts[f"{ESCO}skill/2"].kind == "knowledge"
    assert found.concepts[f"{ESCO}skill/3"].status == "retired"
    assert found.concepts[f"{ESCO}skill/g"].notation == "S9"
    assert set(found.edges) == {
        (f"{ESCO}skill/1", "broader", f"{ESCO}skill/g"),
        (f"{ESCO}skill/2", "broader", f"{ESCO}skill/g"),
        (f"{ESCO}occupation/1", "requires", f"{ESCO}skill/1"),
        (f"{ESCO}occupation/1", "optional", f"{ESCO}skill/2"),
        (f"{ESCO}skill/1", "requires", f"{ESCO}skill/2"),
    }


def test_a_second_language_adds_names_to_the_same_concepts(tmp_path: Path) -> None:
    german = SKILLS.replace("weld metal,", "Metall schweißen,").replace("join metal by heat", "fügen")
    more = written(tmp_path, "more.zip", packed({"skills_de.csv": german}))
    found = read(esco_zip(tmp_path), more)
    assert found.concepts[f"{ESCO}skill/1"].name == "weld metal"
    assert ("de", "preferred", "Metall schweißen") in found.concepts[f"{ESCO}skill/1"].labels


def test_a_group_that_only_the_hierarchy_names_is_taken_from_there(tmp_path: Path) -> None:
    terms = ",".join(f"Level {n} URI,Level {n} preferred term" for n in (0, 1))
    head = f"{terms},Description,Scope note,Level 0 code,Level 1 code"
    # The Commission leaves empty cells at the end of a line off.
    lines = [
        head,
        f"{ESCO}skill/g,metal,,,,,S9",
        f"{ESCO}skill/g,metal,{ESCO}skill/h,cutting,Cut it.,,S9,S9.1",
    ]
    table = "\n".join(lines) + "\n"
    found = read(esco_zip(tmp_path), written(tmp_path, "skillsHierarchy_en.csv", table))
    assert found.concepts[f"{ESCO}skill/h"].name == "cutting"
    assert found.concepts[f"{ESCO}skill/h"].notation == "S9.1"


def test_few_concepts_may_be_named_by_relations_only(tmp_path: Path) -> None:
    lines = [
        f"KnowledgeSkillCompetence,{ESCO}skill/n{n},skill/competence,,skill {n},,,released,"
        for n in range(200)
    ]
    asked = ASKED + f"{ESCO}occupation/2,essential,skill/competence,{ESCO}skill/1\n"
    found = read(
        esco_zip(tmp_path, skills_en=SKILLS + "\n".join(lines) + "\n", occupationSkillRelations=asked)
    )
    assert found.concepts[f"{ESCO}occupation/2"].status == "unnamed"
    assert any("named by relations only" in remark for remark in found.remarks)


def test_many_of_them_mean_that_a_file_is_missing(tmp_path: Path) -> None:
    cut = "\n".join(SKILLS.splitlines()[:3]) + "\n"
    said = refused(esco_zip(tmp_path, skills_en=cut))
    assert said.code == "skills.half"
    assert f"{ESCO}skill/2" in said.sentence


def test_relations_without_the_skills_say_what_to_give(tmp_path: Path) -> None:
    said = refused(esco_zip(tmp_path, skills_en="", skillGroups_en="", occupations_en=""))
    assert said.code == "skills.no_skills"
    assert "classification" in said.next_step


# --- what is no framework, or half of one -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("empty.csv", b"  \n", "skills.unreadable", "it is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00", "skills.unreadable", "neither text nor a zip"),
        ("page.csv", b"<!doctype html><title>Sign in</title>", "skills.unreadable", "a web page"),
        ("latin.csv", "code,name\nhttps://x.example/1,m\xfcde\n".encode("latin-1"), "skills.unreadable", "UTF-8"),
        ("other.json", b'{"a": 1}', "skills.unknown_json", "neither a CASE package"),
        ("half.json", b'{"CFDocument": {"title": "a', "skills.half", "ends in the middle"),
        ("twice.json", b'{"a": 1, "a": 2}', "skills.unreadable", "proper JSON"),
        ("quote.csv", b'code,name\nhttps://x.example/1,"weld', "skills.half", "in the middle of a cell"),
        ("short.csv", b"code,name\nhttps://x.example/1\n", "skills.row", "1 cells, where the head names 2"),
        ("columns.csv", b"a,b\n1,2\n", "skills.columns", "no column for the address"),
        ("double.csv", b"code,code\n1,2\n", "skills.unreadable", "each once"),
        ("address.csv", b"code,name\nnone,weld\n", "skills.not_an_address", "line 2: “none”"),
        ("name.csv", b"code,name\nhttps://x.example/1,\n", "skills.no_name", "the name is missing"),
        ("again.csv", b"code,name\nhttps://x.example/1,a\nhttps://x.example/1,b\n", "skills.twice", "twice"),
        ("none.csv", b"code,name\n", "skills.no_skills", "holds no skill"),
        ("kind.csv", b"code,name,kind\nhttps://x.example/1,a,colour\n", "skills.cell", "“colour” is not known"),
        ("above.csv", b"code,name,broader\nhttps://x.example/1,a,https://x.example/2\n", "skills.half", "no line"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[:12] else "",
)  # fmt: skip
def test_each_bad_file_has_its_answer(
    tmp_path: Path, name: str, content: bytes, code: str, said: str
) -> None:
    answer = refused(written(tmp_path, name, content), given=CSV)
    assert answer.code == code
    assert said in answer.sentence
    assert name in answer.sentence or code == "skills.half"


def test_a_half_downloaded_zip_is_told_from_a_wrong_one(tmp_path: Path) -> None:
    whole = esco_zip(tmp_path).read_bytes()
    assert refused(written(tmp_path, "half.zip", whole[: len(whole) // 2])).code == "skills.half"
    spoilt = whole.replace(b"weld metal", b"WELD METAL")
    said = refused(written(tmp_path, "spoilt.zip", spoilt))
    assert (said.code, "damaged inside" in said.sentence) == ("skills.half", True)
    said = refused(written(tmp_path, "pictures.zip", packed({"a.png": "x"})))
    assert "no CSV, text or JSON" in said.sentence


def test_renamed_columns_of_esco_are_named(tmp_path: Path) -> None:
    said = refused(esco_zip(tmp_path, skills_en=SKILLS.replace("preferredLabel", "label", 1)))
    assert said.code == "skills.columns"
    assert "skills_en.csv has no column preferredLabel" in said.sentence


def test_a_table_must_be_told_which_framework_it_is_of(tmp_path: Path) -> None:
    path = written(tmp_path, "skills.csv", "code,name\nhttps://x.example/1,weld\n")
    assert "--framework" in refused(path).next_step


@over(st.binary(max_size=300))
def test_whatever_the_bytes_the_answer_is_a_framework_or_a_refusal(
    tmp_path_factory: Any, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "any"
    path.write_bytes(data)
    outcome: Any
    try:
        outcome, _ = read_files([path], given=CSV, today=TODAY)
    except Refused as refusal:
        outcome = refusal
    assert isinstance(outcome, FoundFramework | FoundLevels | FoundCrosswalk | Refused)


@over(st.data())
def test_a_framework_that_was_cut_anywhere_never_comes_in_as_another(
    tmp_path_factory: Any, data: Any
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    whole = esco_zip(folder)
    text = whole.read_bytes()
    cut = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(Refused):
        read_files([written(folder, "cut.zip", text[:cut])], given=Given(), today=TODAY)


# --- the other formats ------------------------------------------------------------------------------------------


def test_plain_csv_has_names_kinds_and_relations(tmp_path: Path) -> None:
    text = (
        "Address;Name;Aliases;Kind;Status;Parent;Replaced by\n"
        "https://x.example/1;weld;joining|fusing;;;;\n"
        "https://x.example/2;weld pipes;;knowledge;;https://x.example/1;\n"
        "https://x.example/3;rivet;;skill;retired;;https://x.example/1\n"
    )
    found = read(written(tmp_path, "skills.csv", text), given=CSV)
    assert (found.key, found.name, found.version) == ("welding", "Welding skills", "undated")
    assert [each[2] for each in found.concepts["https://x.example/1"].labels] == ["joining", "fusing"]
    assert found.concepts["https://x.example/2"].kind == "knowledge"
    assert found.concepts["https://x.example/3"].status == "retired"
    assert set(found.edges) == {
        ("https://x.example/2", "broader", "https://x.example/1"),
        ("https://x.example/3", "replaced_by", "https://x.example/1"),
    }


def test_case_keeps_what_leads_out_as_links(tmp_path: Path) -> None:
    found = read(written(tmp_path, "case.json", case_package()))
    assert (found.name, found.version, found.publisher) == ("Kitchen skills", "2.0", "Guild")
    knife = found.concepts["https://case.example/knife"]
    assert (knife.name, knife.description, knife.level) == ("Knife skills", "Sharpens and uses knives.", "05")
    assert found.concepts["https://case.example/spit"].status == "retired"
    assert set(found.edges) == {
        ("https://case.example/knife", "broader", "https://case.example/top"),
        ("https://case.example/spit", "replaced_by", "https://case.example/knife"),
    }
    assert list(found.links) == [("https://case.example/knife", "exact", "https://case.example/elsewhere")]
    assert found.left_out["associations of the type exemplar"] == 1


def test_what_a_file_says_of_itself_is_made_harmless(tmp_path: Path) -> None:
    package = case_package()
    package["CFDocument"] |= {
        "identifier": "../Evil Key\x00",
        "officialSourceURL": "javascript:alert(1)",
        "language": "<b>",
        "title": "Kitchen\u202e slliks\n",
    }
    package["CFItems"][0]["fullStatement"] = "Runs\u202e a\u2028 kitchen.\x07"
    found = read(written(tmp_path, "case.json", package))
    assert (found.key, found.url, found.language) == ("case-evil-key", "", "und")
    assert found.name == "Kitchen slliks"
    assert found.concepts["https://case.example/top"].name == "Runs a kitchen."


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"CFItems": []}, "skills.no_skills"),
        ({"CFItems": "many"}, "skills.case_shape"),
        ({"CFDocument": {}}, "skills.case_document"),
        ({"CFAssociations": [{"associationType": "isChildOf"}]}, "skills.case_node"),
    ],
    ids=["no items", "no list", "no title", "no ends"],
)
def test_a_package_that_is_none_is_refused(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    assert refused(written(tmp_path, "case.json", case_package() | change)).code == code


def test_ctdl_asn_keeps_languages_codes_and_hierarchy(tmp_path: Path) -> None:
    found = read(written(tmp_path, "graph.json", ctdl_graph()))
    a, b = "https://registry.example/resources/ce-a", "https://registry.example/resources/ce-b"
    assert (found.name, found.publisher, found.language) == ("Care of wounds", "Northfield College", "en")
    assert found.concepts[a].name == "Cares for wounds."
    assert ("nl", "preferred", "Verzorgt wonden.") in found.concepts[a].labels
    assert (found.concepts[b].name, found.concepts[b].notation) == ("Dressing", "W.1")
    assert set(found.edges) == {(b, "broader", a)}
    assert list(found.links) == [(b, "exact", "https://elsewhere.example/dressing")]


def test_a_graph_of_two_frameworks_is_refused(tmp_path: Path) -> None:
    graph = ctdl_graph()
    graph["@graph"].append(graph["@graph"][0] | {"@id": "https://registry.example/resources/ce-other"})
    assert refused(written(tmp_path, "graph.json", graph)).code == "skills.too_many"


def test_onet_text_keeps_what_is_important_for_an_occupation(tmp_path: Path) -> None:
    files = {
        "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n15-1252.00\tSoftware Developers\tWrite it.\n",
        "Content Model Reference.txt": "Element ID\tElement Name\tDescription\n2.A.1\tContent\tBasics.\n"
        "2.A.1.a\tReading\tRead.\n1.C.1\tDrive\tA style.\n",
        "Skills.txt": "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tRecommend Suppress\n"
        "15-1252.00\t2.A.1.a\tReading\tIM\t3.88\tN\n15-1252.00\t2.A.1.a\tReading\tLV\t4.12\tN\n"
        "15-1252.00\t2.B.3.e\tProgramming\tIM\t4.50\tN\n15-1252.00\t2.A.1\tContent\tIM\t1.10\tN\n",
        "Alternate Titles.txt": 'O*NET-SOC Code\tAlternate Title\n15-1252.00\tApplication "Dev"\n',
        "Tools.txt": "a\tb\n1\t2\n",
    }
    found = read(written(tmp_path, "db_29_1_text.zip", packed(files)))
    occupation = "https://www.onetonline.org/link/summary/15-1252.00"
    element = "https://www.onetonline.org/find/descriptor/result/"
    assert (found.key, found.version) == ("onet", "29.1")
    assert "O*NET 29.1 Database" in found.attribution
    assert [each[2] for each in found.concepts[occupation].labels] == ['Application "Dev"']
    assert set(found.edges) == {
        (f"{element}2.A.1.a", "broader", f"{element}2.A.1"),
        (occupation, "requires", f"{element}2.A.1.a"),
        (occupation, "requires", f"{element}2.B.3.e"),
    }
    assert found.left_out["ratings below “important”"] == 1
    assert found.left_out["Tools.txt (nothing in it is kept)"] == 1


def test_a_strange_code_of_onet_is_named(tmp_path: Path) -> None:
    text = "O*NET-SOC Code\tTitle\tDescription\n15-12\tX\tY\n"
    assert "“15-12”" in refused(written(tmp_path, "Occupation Data.txt", text)).sentence


# --- what is the same -------------------------------------------------------------------------------------------


def test_the_digest_knows_the_text_and_not_the_order(tmp_path: Path) -> None:
    head, *lines = GROUPS.splitlines()
    turned = "\n".join([head, *reversed([*lines, f"SkillGroup,{ESCO}skill/k,knitting,,released,,S8"])]) + "\n"
    straight = "\n".join([head, *lines, f"SkillGroup,{ESCO}skill/k,knitting,,released,,S8"]) + "\n"
    one, other, plain = (
        read(esco_zip(tmp_path, skillGroups_en=text)).digest() for text in (straight, turned, GROUPS)
    )
    assert one == other != plain


def test_whatever_a_concept_says_is_in_the_digest(tmp_path: Path) -> None:
    found = read(esco_zip(tmp_path))
    before = found.digest()
    concept = found.concepts[f"{ESCO}skill/1"]
    for field in dataclasses.fields(concept):
        if field.name == "labels":
            continue
        kept = getattr(concept, field.name)
        setattr(concept, field.name, f"{kept}!")
        assert found.digest() != before, field.name
        setattr(concept, field.name, kept)
    assert found.digest() == before
    concept.labels.append(("en", "hidden", "fire work"))
    assert found.digest() != before
