"""A framework comes in from a CSV file, whole or not at all."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from skillmark.foundation.skills.models import Concept, Framework
from skillmark.interfaces.cli import skills
from skillmark.interfaces.cli.main import main

GOOD = "conceptUri,preferredLabel,description\nhttps://x.example/1,weld pipes,Join them.\nhttps://x.example/2,paint,\n"


def typed(file: Path) -> argparse.Namespace:
    return argparse.Namespace(framework="trades", file=file, name="Trades", url="", licence="")


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "skills.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_same_file_twice_is_the_same_framework(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in (GOOD, GOOD.replace("weld pipes", "weld steel pipes")):
        assert skills.run(typed(written(tmp_path, text))) == 0
    assert "2 skills of Trades" in capsys.readouterr().out
    assert Framework.objects.get(key="trades").name == "Trades"
    assert set(Concept.objects.values_list("name", flat=True)) == {"weld steel pipes", "paint"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "no column is named code"),
        ("code,name\nnot an address,x\n", "row 2"),
        ("code,name\nhttps://x.example/1,\n", "the name is missing"),
        ("code,name\n", "holds no skill"),
        (b"code,name\nhttps://x.example/1,\xff\xfe\n", "must be a CSV file in UTF-8"),
    ],
    ids=["columns", "address", "name", "empty", "encoding"],
)
def test_a_bad_file_says_what_is_wrong_and_leaves_nothing(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, said: str
) -> None:
    with pytest.raises(SystemExit) as left:
        skills.run(typed(written(tmp_path, text)))
    assert left.value.code == 65
    assert said in capsys.readouterr().err
    assert not Concept.objects.exists()


def test_it_is_a_command() -> None:
    with pytest.raises(SystemExit) as left:
        main(["skills"])
    assert left.value.code == 64
