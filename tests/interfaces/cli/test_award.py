"""`skillmark award`: ten thousand rows with some bad ones, again, on trial, for later, with two pairs of eyes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.cast import Cast

from skillmark.interfaces.cli.main import main
from skillmark.lifecycle.issuing.models import Batch, Credential

Award = Callable[..., dict[str, object]]
BAD = ["no address", "", "Learner 5 <learner5@people.example>", "a@b", "=HYPERLINK(0)"]


@pytest.fixture
def award(cast: Cast, capsys: pytest.CaptureFixture[str]) -> Award:
    """Types the command with --json, and returns what it says; `code` is what it left with."""
    cast.northfield.four_eyes = False
    cast.northfield.save()

    def award(table: Path, *words: str, code: int = 0) -> dict[str, object]:
        typed = [
            "award",
            str(table),
            "--achievement",
            "data-analysis-northfield",
            "--by",
            "rob@example.org",
            "--json",
        ]
        assert main([*typed, *words]) == code
        said: dict[str, object] = json.loads(capsys.readouterr().out)
        return said

    return award


def table(folder: Path, number: int, *, bad: int = 0, name: str = "class.csv") -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "name"])
        for each in range(number):
            address = BAD[each % len(BAD)] if each < bad else f"learner{each}@people.example"
            writer.writerow([address, f"Learner {each}"])
    return path


def test_ten_thousand_rows_with_bad_ones_among_them(award: Award, tmp_path: Path) -> None:
    path, mend = table(tmp_path, 10_000, bad=37), tmp_path / "mend.csv"
    refused = award(path, "--problems", str(mend), code=1)
    assert refused["error"]["code"] == "batch.has_problems"  # type: ignore[index]
    assert not Credential.objects.exists()
    with mend.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 37
    said = award(path, "--skip-bad")
    assert [said[each] for each in ("rows", "issued", "bad", "standing")] == [10_000, 9_963, 37, 0]
    assert len({each["row"] for each in said["problems"]}) == 37  # type: ignore[attr-defined]
    assert Credential.objects.count() == 9_963
    again = award(path, "--skip-bad")
    assert [again[each] for each in ("issued", "bad", "standing")] == [0, 37, 9_963]
    assert Credential.objects.count() == 9_963


def test_on_trial_nothing_is_issued(award: Award, tmp_path: Path) -> None:
    said = award(table(tmp_path, 5), "--dry-run")
    assert (said["good"], said["issued"]) == (5, 0)
    assert award(table(tmp_path, 5, bad=2), "--dry-run", code=1)["bad"] == 2
    assert not Credential.objects.exists()


def test_for_later_it_waits(award: Award, tmp_path: Path) -> None:
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d")
    said = award(table(tmp_path, 5), "--at", later)
    assert (said["phase"], said["issued"]) == ("issuing", 0)
    assert Batch.objects.get().run_at > timezone.now() + timedelta(days=1)


def test_two_pairs_of_eyes_are_waited_for(award: Award, cast: Cast, tmp_path: Path) -> None:
    cast.northfield.four_eyes = True
    cast.northfield.save()
    assert award(table(tmp_path, 5))["phase"] == "proposed"
    assert not Credential.objects.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--achievement", "nothing-like-it"], "achievement"),
        (["--by", "mallory@example.org"], "by"),
        (["--by", ""], "by"),
        (["--cluster", "tcp://127.0.0.1:1"], "no_cluster"),
    ],
)
def test_wrong_turns_are_told(award: Award, tmp_path: Path, words: list[str], code: str) -> None:
    said = award(table(tmp_path, 3), *words, code=1)
    assert said["error"]["code"] == code  # type: ignore[index]
    assert said["error"]["next_step"]  # type: ignore[index]


def test_a_table_that_cannot_be_read_is_told(award: Award, tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("mail,nmae\nx,y\n")
    assert award(path, code=1)["error"]["code"] == "table"  # type: ignore[index]


def test_no_file_is_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["award", str(tmp_path / "none.csv"), "--achievement", "x"])
    assert left.value.code == 2
    assert "there is no file" in capsys.readouterr().err


def test_people_are_told_what_happened(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.northfield.four_eyes = False
    cast.northfield.save()
    path = table(tmp_path, 30, bad=25)
    words = ["award", str(path), "--achievement", str(cast.published.uid), "--by", "rob@example.org"]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert "25 rows of 30 cannot be used, so nothing was issued." in said
    assert "row 2:" in said
    assert main([*words, "--skip-bad"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("5 credentials issued.")
    assert "… and 5 more." in said
