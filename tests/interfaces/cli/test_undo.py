"""`skillmark undo`: a batch or what a filter finds, on trial, for good, issued anew, and what is no use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.cast import Cast
from tests.interfaces.cli.test_award import table
from tests.issuing_helpers import issued

from skillmark.interfaces.cli.main import main
from skillmark.lifecycle.issuing.models import Batch, Credential, StatusJob

Type = Callable[..., dict[str, Any]]
OF_ALL = ("--achievement", "data-analysis-northfield")


@pytest.fixture(autouse=True)
def _one_pair_of_eyes(cast: Cast) -> None:
    cast.northfield.four_eyes = False
    cast.northfield.save()


@pytest.fixture
def undo(capsys: pytest.CaptureFixture[str]) -> Type:
    """Types the command with --json, and returns what it says; `code` is what it left with."""

    def undo(*words: str, code: int = 0) -> dict[str, Any]:
        typed = ["undo", "--reason", "The wrong list.", "--by", "rob@example.org", "--json", *words]
        assert main(typed) == code
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        return said

    return undo


@pytest.fixture
def batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Batch:
    """Thirty credentials from a table."""
    assert main(["award", str(table(tmp_path, 30)), *OF_ALL, "--by", "rob@example.org"]) == 0
    capsys.readouterr()
    return Batch.objects.get()


def states() -> dict[str, int]:
    found = list(Credential.objects.values_list("state", flat=True))
    return {each: found.count(each) for each in set(found)}


def test_a_batch_is_revoked_and_nothing_beside_it(cast: Cast, undo: Type, batch: Batch) -> None:
    alone = issued(cast.lea, cast.published)
    said = undo("--batch", str(batch.uid), "--do", "revoke")
    assert [said[each] for each in ("phase", "credentials", "changed", "left_alone")] == ["done", 30, 30, 0]
    assert StatusJob.objects.get().by == cast.rob
    alone.refresh_from_db()
    assert (alone.state, states()) == ("active", {"revoked": 30, "active": 1})
    assert undo("--batch", str(batch.uid), "--do", "suspend")["left_alone"] == 30


def test_on_trial_nothing_is_changed(undo: Type, batch: Batch) -> None:
    said = undo("--batch", str(batch.uid), "--do", "revoke", "--text", "learner 1", "--dry-run")
    assert (said["credentials"], said["states"]) == (11, {"active": 11})
    assert said["examples"][0] == "Learner 19"
    assert states() == {"active": 30}
    assert not StatusJob.objects.exists()


def test_a_filter_and_its_way_back(undo: Type, batch: Batch) -> None:
    assert batch.issued == 30
    said = undo(*OF_ALL, "--do", "suspend", "--text", "learner 2", "--from", "2020-01-01")
    assert (said["changed"], states()) == (11, {"active": 19, "suspended": 11})
    said = undo(*OF_ALL, "--do", "reinstate", "--state", "suspended")
    assert (said["changed"], states()) == (11, {"active": 30})
    said = undo(*OF_ALL, "--do", "revoke", "--until", "2020-01-01", code=1)
    assert said["error"]["code"] == "undo.nothing"


def test_new_ones_are_issued_in_their_place(undo: Type, batch: Batch) -> None:
    said = undo("--batch", str(batch.uid), "--do", "cancel-unclaimed", "--reissue")
    again = Batch.objects.get(redoes__uid=said["job"])
    assert said["reissue"] == {"batch": str(again.uid), "phase": "done", "issued": 30}
    assert states() == {"revoked": 30, "active": 30}
    assert set(again.credentials.values_list("replaces__batch", flat=True)) == {batch.pk}


def test_where_two_decide_the_new_ones_wait(cast: Cast, undo: Type, batch: Batch) -> None:
    cast.northfield.four_eyes = True
    cast.northfield.save()
    said = undo("--batch", str(batch.uid), "--do", "revoke", "--reissue")
    assert (said["changed"], said["reissue"]["phase"], said["reissue"]["issued"]) == (30, "proposed", 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([*OF_ALL, "--do", "revoke", "--by", "ines@example.org"], "by"),
        ([*OF_ALL, "--do", "revoke", "--by", ""], "by"),
        ([*OF_ALL, "--do", "revoke", "--reason", " "], "undo.reason_missing"),
        ([*OF_ALL, "--do", "suspend", "--reissue"], "undo.nothing_to_replace"),
        (["--achievement", "nothing-like-it", "--do", "revoke"], "achievement"),
        (["--batch", str(uuid4()), "--do", "revoke"], "batch"),
    ],
)
def test_wrong_turns_are_told(undo: Type, words: list[str], code: str) -> None:
    said = undo(*words, code=1)
    assert said["error"]["code"] == code
    assert said["error"]["next_step"]


@pytest.mark.parametrize("words", [["--batch", "3"], ["--batch", str(uuid4()), *OF_ALL], []])
def test_a_batch_or_an_achievement_is_named(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["undo", "--do", "revoke", "--reason", "x", *words])
    assert left.value.code == 64


def test_people_are_told_what_happened(batch: Batch, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "undo",
        "--batch",
        str(batch.uid),
        "--by",
        "rob@example.org",
        "--reason",
        "The wrong list.",
        "--do",
    ]
    assert main([*words, "revoke", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("30 credentials are meant. Nothing was changed.\n  30 active\n")
    assert "Among them: Learner 29, " in said
    assert main([*words, "suspend", "--text", "Learner 29"]) == 0
    assert capsys.readouterr().out == "1 credential suspended.\n"
    assert main([*words, "revoke", "--reissue"]) == 0
    assert capsys.readouterr().out == "30 credentials revoked.\n30 new credentials issued in their place.\n"
    assert main([*words, "reinstate"]) == 0
    assert "30 credentials left alone: so already, or revoked for good." in capsys.readouterr().out
