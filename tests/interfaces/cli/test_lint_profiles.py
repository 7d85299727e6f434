"""`skillmark lint --profile`: what a standard asks of a micro-credential, of drafts, signed files and ELM documents."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.credential.badges import badge, issued
from tests.credential.test_elements_of import ours
from tests.credential.test_lint import png
from tests.credential.test_profiles import WHOLE

from skillmark.credential.bake import bake_any
from skillmark.credential.elm.write import compose
from skillmark.credential.model import AchievementCredential
from skillmark.interfaces.cli.main import main

CLEAN, FAULTY, UNREADABLE, USAGE = 0, 1, 2, 64


def lint(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    code = main(["lint", *map(str, words)])
    return code, capsys.readouterr().out


def written(folder: Path, name: str, document: Any) -> Path:
    path = folder / name
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return path


def signed(**changed: Any) -> bytes:
    return json.dumps(issued(ours(**changed))).encode()


def test_a_signed_file_that_says_everything_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = {"statement": "Writes a plan", "shownBy": ["Plan"]}
    file = written(tmp_path, "badge.json", signed(outcome=[outcome]))
    code, out = lint(capsys, "--profile", "eu-annex-1", "--strict", file)
    assert (code, out.splitlines()[1]) == (
        CLEAN,
        "  European standard elements (Annex I) (eu-annex-1): everything is there",
    )


def test_a_badge_of_others_is_told_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = lint(capsys, "--profile", "eu-annex-1", written(tmp_path, "badge.json", issued(badge())))
    assert code == FAULTY
    text = " ".join(out.split())
    assert (
        "error Country or region of the issuer It does not say in which country or region its issuer is."
        in text
    )
    assert "Add the country or the region to the issuer's details." in text
    assert "(eu_country; Recommendation 2022/C 243/02, Annex I, “Country/Region of the issuer”)" in text
    assert max(map(len, out.splitlines()[1:])) <= 100


def test_several_profiles_and_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = written(tmp_path, "small.json", signed(workloadHours=0.5, creditPoints=1, creditScheme="cats"))
    large = written(tmp_path, "large.png", bake_any(png(), signed(creditPoints=31)))
    code, out = lint(capsys, "--json", "--profile", "nl-npuls", "--profile", "au-nmf", small, large)
    assert code == FAULTY
    told = {Path(each["source"]).name: each["profiles"] for each in json.loads(out)}
    errors = {
        (name, each["profile"]): [
            one["sentence"]
            for one in each["findings"]
            if one["severity"] == "error" and one["element"] == "workload"
        ]
        for name, profiles in told.items()
        for each in profiles
    }
    assert errors["large.png", "nl-npuls"] == [
        "31 ECTS credits are more than a Dutch microcredential may have: the rule is 3 to 30 EC."
    ]
    assert errors["large.png", "au-nmf"] == []
    assert errors["small.json", "au-nmf"] == [
        "0.5 hours of learning are too few: the rule is a volume of at least one hour."
    ]
    assert [each["passed"] for each in told["large.png"]] == [False, True]


def test_a_european_digital_credential_is_asked_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = replace(WHOLE, participation="", workload_hours=Decimal(90))
    document = compose(said, AchievementCredential(badge()), source="badge.json")
    code, out = lint(capsys, "--json", "--profile", "eu-annex-1", written(tmp_path, "elm.json", document))
    found = {
        each["element"] for each in json.loads(out)["profiles"][0]["findings"] if each["severity"] == "error"
    }
    assert (code, found) == (FAULTY, {"participation"})


def test_one_that_cannot_be_read_for_certain_is_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "elm.json", {"type": ["EuropeanDigitalCredential"], "credentialSubject": {}})
    code, out = lint(capsys, "--profile", "eu-annex-1", file)
    assert code == UNREADABLE
    assert "There are 0 learning achievements" in out


def test_what_is_no_micro_credential_is_not_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [
        written(tmp_path, "other.json", {"type": ["VerifiablePresentation"]}),
        written(tmp_path, "half.json", b'{"type": ['),
        tmp_path / "missing.json",
    ]
    code, out = lint(capsys, "--json", "--profile", "au-nmf", *files)
    assert code == UNREADABLE
    problems = [each["problem"] for each in json.loads(out)]
    assert problems[0].startswith("It says of no achievement")
    assert all(problems)
    assert lint(capsys, "--profile", "au-nmf", files[1])[1].count("half.json: ") == 1


def test_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "badge.json", badge())
    assert lint(capsys, "--fix", "--profile", "au-nmf", file)[0] == USAGE
    with pytest.raises(SystemExit):
        lint(capsys, "--profile", "mars", file)
