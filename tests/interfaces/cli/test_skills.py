"""A framework comes in from its files by one command, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.foundation.skills.frameworks import ESCO, SKILLS, esco_zip, packed, written

from skillmark.foundation.skills.models import Concept, Framework
from skillmark.interfaces.cli.main import main

CSV = "code,name,description\nhttps://x.example/1,weld pipes,Join them.\nhttps://x.example/2,paint,\n"


def test_the_last_line_sums_up_what_was_read(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["skills", "import", str(esco_zip(tmp_path))]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith(
        "ESCO 1.1.1: 3 skills, 1 occupations, 1 groups, 4 other names, 5 relations, brought in"
    )
    assert "This service uses the ESCO classification of the European Commission." in said
    assert "occupation" in said
    assert main(["skills", "import", str(esco_zip(tmp_path))]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1].endswith("all here before; nothing was changed.")
    assert Framework.objects.count() == 1


def test_several_files_are_one_framework(db: None, tmp_path: Path) -> None:
    whole = esco_zip(tmp_path, broaderRelationsSkillPillar="")
    more = written(tmp_path, "more.zip", packed({"skills_fr.csv": SKILLS.replace("weld metal", "souder")}))
    assert main(["skills", "import", str(whole), str(more)]) == 0
    assert Concept.objects.get(name="weld metal").labels.filter(language="fr", text="souder").exists()


def test_a_table_says_on_the_command_line_whose_it_is(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "skills.csv", CSV)
    given = ["--framework", "trades", "--name", "Trades", "--version", "2", "--attribution", "By the guild."]
    assert main(["skills", "import", str(path), *given]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith("Trades 2: 2 skills, brought in")
    assert "By the guild." in said
    assert main(["skills", "list"]) == 0
    assert "trades       Trades 2: 2 skills" in capsys.readouterr().out


def test_a_bad_file_says_what_is_wrong_and_leaves_nothing(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = esco_zip(tmp_path), written(tmp_path, "half.zip", esco_zip(tmp_path).read_bytes()[:300])
    with pytest.raises(SystemExit) as left:
        main(["skills", "import", str(good), str(bad)])
    assert left.value.code == 65
    said = capsys.readouterr().err
    assert "nothing was brought in" in said
    assert "half.zip" in said
    assert not Concept.objects.exists()


def test_a_file_that_is_not_there_is_named(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["skills", "import", str(tmp_path / "nowhere.zip")])
    assert left.value.code == 65
    assert "nowhere.zip" in capsys.readouterr().err


def test_levels_come_in_as_well(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = {
        "@graph": [
            {
                "@id": "res:nqf",
                "@type": "ceterms:QualificationsFramework",
                "ceterms:name": {"en": "National framework"},
                "asn:hasProgressionModel": "res:levels",
            },
            {
                "@id": "res:levels",
                "@type": "asn:ProgressionModel",
                "asn:hasProgressionLevel": ["res:level1", "etc"],
            },
            {"@id": "res:level1", "@type": "asn:ProgressionLevel", "skos:prefLabel": {"en": "Entry"}},
        ]
    }
    assert main(["skills", "import", str(written(tmp_path, "nqf.json", document))]) == 0
    said = capsys.readouterr().out
    assert "etc is named and not described" in said
    assert said.splitlines()[-1] == "1 frameworks of levels with 1 levels, 0 maps with 0 lines are here."


def test_a_crosswalk_comes_in_after_its_framework(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["skills", "import", str(esco_zip(tmp_path))]) == 0
    line = f"{ESCO}skill/1,skos:exactMatch,https://y.example/1,0.9,Northfield,ESCO to ours\n"
    head = "subject_id,predicate_id,object_id,confidence,author_label,mapping_set_title\n"
    path = written(tmp_path, "map.csv", head + line)
    for end in ("1 mappings are here.", "1 mappings were here before; nothing was changed."):
        assert main(["skills", "import", str(path)]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == f"ESCO to ours, by Northfield: {end}"


def test_without_an_action_it_explains_itself() -> None:
    with pytest.raises(SystemExit) as left:
        main(["skills"])
    assert left.value.code == 64
