"""`skillmark issue`: from a definition and a table to credentials that verify, or to every reason why not."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.credential import badges
from tests.interfaces.cli.shell import Ran, Shell

from skillmark.credential import Policy, Report, StaticResolver, Verdict, inspect
from skillmark.credential.bake import unbake_any
from skillmark.credential.keys.multikey import base64url_decode
from skillmark.credential.model.identity import matches
from skillmark.credential.proof import SUITES
from skillmark.interfaces.cli import recipients
from skillmark.interfaces.cli.answers import Refusal
from skillmark.interfaces.cli.definitions import read_definition
from skillmark.interfaces.cli.recipients import read_recipients
from skillmark.interfaces.cli.signing import KINDS_OF_SUITE

COLLEGE = "https://college.example/issuer"
ALL = ("--recipients", "class.csv")
ANA = "ana-souza-food-safety"
RESULTS = ("--set", "Quiz=9", "--set", "Hygiene plan=Secure")


def _report(
    data: bytes, *, policy: Policy | None = None, documents: Mapping[str, bytes] | None = None
) -> Report:
    now = datetime.now(UTC) + timedelta(seconds=2)
    return inspect(data, resolver=StaticResolver(documents), now=now, policy=policy or Policy())


def _issue(
    shell: Shell, *words: str, key: str = "key.json", definition: str = "course.toml", out: str = "out"
) -> Ran:
    return shell("issue", definition, "--key", key, "-o", out, *words)


def _issued(shell: Shell, *words: str, name: str = f"{ANA}.json", **more: str) -> dict[str, Any]:
    ran = _issue(shell, *words, **more)
    assert ran.code == 0, ran
    document: dict[str, Any] = json.loads(shell.read(f"{more.get('out', 'out')}/{name}"))
    return document


def _table(shell: Shell, *rows: Mapping[str, str], name: str = "table.csv") -> str:
    out = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return shell.file(name, out.getvalue())


def _row(**cells: str) -> dict[str, str]:
    """A row that can be used, but for what is given."""
    return {"name": "Ana Souza", "email": "ana@example.org", "Quiz": "9", "Hygiene plan": "Secure"} | cells


# --- what is made -------------------------------------------------------------------------------------------


def test_a_table_becomes_one_credential_for_each_row(desk: Shell) -> None:
    made = desk.does(
        "issue", "course.toml", "--key", "key.json", *ALL, "--bake", "badge.svg", "-o", "out", "--json"
    ).json()
    assert [each["recipient"] for each in made["credentials"]] == ["Ana Souza", "Bo Lindqvist", "Chen Wei"]
    assert [each["row"] for each in made["credentials"]] == [2, 3, 4]
    for each in made["credentials"]:
        data = desk.read(each["file"])
        report = _report(data)
        assert report.verdict is Verdict.VERIFIED
        assert report.credential is not None
        assert report.credential.subject.name == each["recipient"]
        assert report.credential.id == each["id"]
        # The picture carries exactly what the file holds.
        assert unbake_any(desk.read(each["picture"])).encode() == data
    assert {str(Path(each["file"]).name) for each in made["credentials"]} == {
        f"{name}-food-safety.json" for name in ("ana-souza", "bo-lindqvist", "chen-wei")
    }


def test_everything_that_a_definition_says_is_in_the_credential(desk: Shell) -> None:
    desk.file(
        "full.toml",
        """
title = "Food safety"
description = "Keeps a kitchen safe."
criteria = "Passed the quiz."
criteria_url = "https://college.example/food-safety"
id = "https://college.example/achievements/food-safety"
type = "Certificate"
language = "en"
version = "2"
code = "FS-2"
field = "Hospitality"
level = 4
hours = 60
credits = 2.5
tags = ["kitchen"]
image = "https://college.example/badge.png"
valid_months = 13
[issuer]
name = "Northfield College"
url = "https://college.example"
email = "badges@college.example"
description = "A college."
image = "https://college.example/logo.png"
[[skills]]
name = "apply food safety rules"
url = "https://skills.example/1"
framework = "Skills of the kitchen"
code = "K1"
description = "Applies them."
[[results]]
name = "Quiz"
type = "Percent"
required = 60
description = "Ten questions."
[[results]]
name = "Plan"
levels = ["Not yet", "Secure"]
[[results]]
name = "Grade"
values = ["A", "B"]
[[results]]
name = "Status"
type = "Status"
[[results]]
name = "Remark"
""",
    )
    _table(
        desk,
        {
            "name": "Ana Souza", "email": "Ana.Souza@Example.ORG", "id": "https://ana.example/me",
            "awarded": "2026-01-31", "valid_until": "2030-02-01", "evidence": "https://work.example/1 | A plan",
            "Quiz": "87%", "Plan": "secure",
            "Grade": "a", "Status": "completed", "Remark": "Well done",
        },
    )  # fmt: skip
    document = _issued(desk, "--recipients", "table.csv", "--created", "2026-01-31", definition="full.toml")
    assert _report(desk.read(f"out/{ANA}.json")).verdict is Verdict.VERIFIED
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    assert achievement["id"] == "https://college.example/achievements/food-safety"
    assert achievement["criteria"] == {
        "id": "https://college.example/food-safety",
        "narrative": "Passed the quiz.",
    }
    assert (achievement["achievementType"], achievement["humanCode"]) == ("Certificate", "FS-2")
    assert (achievement["version"], achievement["inLanguage"]) == ("2", "en")
    assert (achievement["fieldOfStudy"], achievement["creditsAvailable"]) == ("Hospitality", 2.5)
    assert achievement["tag"] == ["Workload: 60 hours", "kitchen"]
    assert achievement["image"]["id"] == "https://college.example/badge.png"
    assert [each["targetName"] for each in achievement["alignment"]] == [
        "EQF level 4",
        "apply food safety rules",
    ]
    assert achievement["alignment"][1] == {
        "type": ["Alignment"], "targetName": "apply food safety rules", "targetUrl": "https://skills.example/1",
        "targetFramework": "Skills of the kitchen", "targetCode": "K1", "targetDescription": "Applies them.",
        "targetType": "CFItem",
    }  # fmt: skip
    assert document["issuer"]["email"] == "badges@college.example"
    assert document["issuer"]["image"]["id"] == "https://college.example/logo.png"
    assert (document["validFrom"], document["awardedDate"]) == ("2026-01-31T00:00:00Z",) * 2
    # Until a day means to its end; the table says more than the months of the definition.
    assert document["validUntil"] == "2030-02-01T23:59:59Z"
    assert document["evidence"] == [
        {"id": "https://work.example/1", "type": ["Evidence"]},
        {"type": ["Evidence"], "narrative": "A plan"},
    ]
    scales = {each["id"]: each for each in achievement["resultDescription"]}
    results = {scales[each["resultDescription"]]["name"]: each for each in subject["result"]}
    assert (results["Quiz"]["value"], results["Grade"]["value"], results["Remark"]["value"]) == (
        "87",
        "A",
        "Well done",
    )
    assert results["Status"]["status"] == "Completed"
    plan = next(each for each in scales.values() if each["name"] == "Plan")
    assert results["Plan"]["achievedLevel"] == plan["rubricCriterionLevel"][1]["id"]
    quiz = next(each for each in scales.values() if each["name"] == "Quiz")
    assert (quiz["valueMin"], quiz["valueMax"], quiz["requiredValue"]) == ("0", "100", "60")
    assert (subject["id"], subject["identifier"][0]["identityHash"]) == (
        "https://ana.example/me",
        "Ana Souza",
    )
    assert matches(subject["identifier"][1], "Ana.Souza@example.org")


def test_it_ends_so_many_months_later(desk: Shell) -> None:
    cases = [
        ("2026-01-31", 1, "2026-02-28"), ("2026-10-31", 36, "2029-10-31"), ("2024-02-29", 12, "2025-02-28"),
    ]  # fmt: skip
    for day, months, end in cases:
        desk.file("short.toml", _short(f"valid_months = {months}"))
        document = _issued(desk, "--to", "Ana Souza", "--created", day, "--force", definition="short.toml")
        assert document["validUntil"] == f"{end}T00:00:00Z"


def _short(*lines: str) -> str:
    return "\n".join(
        [
            'title = "Food safety"',
            'description = "d"',
            'criteria = "c"',
            *lines,
            "[issuer]",
            'name = "College"',
        ]
    )


def test_an_address_is_hashed_with_a_salt_of_its_own(desk: Shell) -> None:
    one = _issued(desk, "--to", "Ana Souza <ana@example.org>", *RESULTS)
    two = _issued(desk, "--to", "Ana Souza <ana@example.org>", *RESULTS, "--force")
    found = [
        next(each for each in document["credentialSubject"]["identifier"] if each["hashed"])
        for document in (one, two)
    ]
    assert found[0]["salt"] != found[1]["salt"]
    assert one["id"] != two["id"]
    assert all(matches(each, "ana@example.org") for each in found)
    assert b"ana@example.org" not in desk.read(f"out/{ANA}.json")
    # The check recognises whom it is about.
    for asked, verdict in (("ana@example.org", Verdict.VERIFIED), ("bo@example.org", Verdict.NOT_VERIFIED)):
        policy = Policy(expected_recipient=(asked,))
        assert _report(desk.read(f"out/{ANA}.json"), policy=policy).verdict is verdict


def test_an_address_stands_openly_only_if_that_is_wanted(desk: Shell) -> None:
    document = _issued(desk, "--to", "Ana Souza <ana@example.org>", *RESULTS, "--open-email")
    assert {"identityHash": "ana@example.org", "hashed": False}.items() <= document["credentialSubject"][
        "identifier"
    ][1].items()


KEYS = {
    "Ed25519": ["eddsa-rdfc-2022", "eddsa-jcs-2022"],
    "P-256": ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"],
    "P-384": ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"],
    "RSA": [],
}


@pytest.mark.parametrize("kind", KEYS)
def test_every_kind_of_key_signs_in_every_form_that_it_can(desk: Shell, kind: str) -> None:
    desk.does("keys", "new", "--kind", kind, "-o", "other.json")
    forms = [(["--suite", suite], "json") for suite in KEYS[kind]]
    forms += [([], "json")] if KEYS[kind] else []
    forms += [(["--form", "jwt"], "jws"), (["--form", "sd-jwt"], "sd-jwt")]
    for number, (words, suffix) in enumerate(forms):
        ran = _issue(desk, *ALL, *words, key="other.json", out=f"out{number}")
        assert ran.code == 0, ran
        data = desk.read(f"out{number}/{ANA}.{suffix}")
        assert _report(data).verdict is Verdict.VERIFIED
        if suffix == "json":
            assert json.loads(data)["proof"]["cryptosuite"] == (words[1] if words else KEYS[kind][0])


def test_a_signed_text_lies_in_a_picture_too(desk: Shell) -> None:
    assert _issue(desk, *ALL, "--form", "jwt", "--bake", "badge.svg").code == 0
    assert unbake_any(desk.read(f"out/{ANA}.svg")).encode() == desk.read(f"out/{ANA}.jws")


def test_an_sd_jwt_is_bound_to_a_learner_who_is_a_key(desk: Shell) -> None:
    holder = desk.does("keys", "new", "-o", "holder.json", "--json").json()["issuer"]
    assert _issue(desk, "--to", f"Ana Souza <{holder}>", *RESULTS, "--form", "sd-jwt").code == 0
    text = desk.read(f"out/{ANA}.sd-jwt").decode()
    _, payload, _ = text.split("~")[0].split(".")
    claims = json.loads(base64url_decode(payload))
    assert claims["cnf"]["jwk"]["kty"] == "OKP"


def test_the_same_command_with_the_same_time_makes_the_same_bytes(desk: Shell) -> None:
    words = [*ALL, "--created", "2026-03-04T12:00:00Z"]
    for form in ("json", "jwt", "sd-jwt"):
        made = []
        for out in (f"{form}1", f"{form}2"):
            assert _issue(desk, *words, "--form", form, out=out).code == 0
            made.append({path.name: path.read_bytes() for path in (desk.folder / out).iterdir()})
        assert made[0] == made[1]
    # Another key, and nobody could have told ids or salts.
    desk.does("keys", "new", "-o", "other.json")
    other = _issued(desk, *words, key="other.json", out="other")
    mine = json.loads(desk.read(f"json1/{ANA}.json"))
    assert other["id"] != mine["id"]
    salts = [document["credentialSubject"]["identifier"][1]["salt"] for document in (other, mine)]
    assert salts[0] != salts[1]


def test_without_a_given_time_no_two_are_alike(desk: Shell) -> None:
    ids = {_issued(desk, *ALL, out=f"out{number}")["id"] for number in range(3)}
    assert len(ids) == 3


def test_files_can_have_an_address_of_their_own(desk: Shell) -> None:
    assert _issued(desk, *ALL, "--base-url", "https://college.example/c/")["id"].startswith(
        "https://college.example/c/"
    )


def test_an_issuer_with_an_address_is_told_what_to_publish(desk: Shell) -> None:
    desk.file("with_id.toml", desk.read("course.toml").decode().replace("# id =", "id ="))
    ran = _issue(desk, *ALL, definition="with_id.toml")
    assert f"skillmark keys show key.json --issuer {COLLEGE}" in ran.out
    document = desk.does("keys", "show", "key.json", "--issuer", COLLEGE).data
    report = _report(desk.read(f"out/{ANA}.json"), documents={COLLEGE: document})
    assert report.verdict is Verdict.VERIFIED
    assert json.loads(desk.read(f"out/{ANA}.json"))["issuer"]["id"] == COLLEGE


# --- definitions in JSON --------------------------------------------------------------------------------------


def _achievement(**more: Any) -> dict[str, Any]:
    return {
        "type": ["Achievement"],
        "name": "Food safety",
        "description": "Keeps a kitchen safe.",
        "criteria": {"narrative": "Passed."},
        "creator": {"type": ["Profile"], "name": "Northfield College"},
        "resultDescription": [
            {"id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a01", "type": ["ResultDescription"], "name": "Quiz",
             "resultType": "RawScore", "valueMin": "0", "valueMax": "10"}
        ],
    } | more  # fmt: skip


def _credential(**more: Any) -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"type": ["Profile"], "name": "Northfield College"},
        "name": "Food safety",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                name: value
                for name, value in _achievement(id="urn:uuid:2c2f6b1e-17c0-4fd2-a47d-02d7b1a87f51").items()
                if name != "creator"
            },
        },
    } | more


def test_an_issuer_that_has_no_name_is_its_id(desk: Shell) -> None:
    desk.file(
        "course.json", json.dumps({name: value for name, value in _credential().items() if name != "issuer"})
    )
    document = _issued(desk, "--to", "Ana Souza", definition="course.json")
    assert set(document["issuer"]) == {"id", "type"}
    assert _report(desk.read(f"out/{ANA}.json")).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("definition", [_achievement(), _credential()], ids=["achievement", "credential"])
def test_a_definition_may_be_json(desk: Shell, definition: dict[str, Any]) -> None:
    desk.file("course.json", json.dumps(definition))
    _table(desk, {"name": "Ana Souza", "Quiz": "9"})
    document = _issued(desk, "--recipients", "table.csv", definition="course.json")
    assert _report(desk.read(f"out/{ANA}.json")).verdict is Verdict.VERIFIED
    assert document["issuer"]["name"] == "Northfield College"
    assert document["credentialSubject"]["result"][0]["value"] == "9"


def test_a_whole_credential_is_signed_as_it_is(desk: Shell) -> None:
    endorsement = {
        "@context": _credential()["@context"],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a77",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "What the guild says",
        "issuer": {"type": ["Profile"], "name": "Guild of Kitchens"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "https://college.example/achievements/food-safety",
            "type": ["EndorsementSubject"],
            "endorsementComment": "We hire by it.",
        },
    }
    desk.file("endorsement.json", json.dumps(endorsement))
    document = _issued(desk, definition="endorsement.json", name="what-the-guild-says.json")
    assert _report(desk.read("out/what-the-guild-says.json")).verdict is Verdict.VERIFIED
    unsigned = {name: value for name, value in document.items() if name not in {"proof", "issuer"}}
    assert unsigned == {name: value for name, value in endorsement.items() if name != "issuer"}


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        (_achievement(creator="https://college.example"), "creator"),
        (_credential(proof={}), "signed already"),
        ({"type": ["Profile"]}, "neither an achievement nor a credential"),
        (_credential(issuer=7), "must be an identifier"),
        (_credential(issuer=["https://college.example"]), "must be an identifier"),
        (_credential(credentialStatus={"type": "x"}), "--status-list"),
        (_credential(credentialSubject={"id": "urn:x:1", "achievement": _achievement()}), "names a learner already"),
        (_credential(titel="Food safety"), "titel"),
        (_credential(credentialSubject=[_credential()["credentialSubject"]] * 2), "several subjects"),
        (_achievement(criteria={}), "criteria"),
        ("{", "JSON"),
        ('{"a": 1, "a": 2}', "twice"),
        ("[" * 100, "neither TOML nor JSON"),
    ],
)  # fmt: skip
def test_a_definition_in_json_that_cannot_be_used_says_why(desk: Shell, definition: Any, said: str) -> None:
    desk.file("bad.json", definition if isinstance(definition, str) else json.dumps(definition))
    before = desk.names()
    ran = _issue(desk, "--to", "Ana Souza", definition="bad.json")
    assert ran.code == 1, ran
    assert said in ran.err
    assert "Next: " in ran.err
    assert desk.names() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Food safety"', "", "“title” is missing"),
        ("level = 3", "level = 9", "from 1 to 8"),
        ("level = 3", "level = 3.5", "whole number"),
        ("level = 3", "levle = 3", "did you mean “level”"),
        ("hours = 25", "hours = true", "must be a number"),
        ('language = "en"', 'language = ""', "must be a text"),
        ('language = "en"', 'type = "Bagde"', "Badge"),
        ('language = "en"', 'image = "badge.png"', "web address"),
        ('language = "en"', 'id = "food safety"', "whole identifier"),
        ('language = "en"', 'tags = "kitchen"', "list of texts"),
        ('language = "en"', 'tags = ["kitchen", "kitchen"]', "the same twice"),
        ('language = "en"', "skills = 3", "[[skills]]"),
        ('name = "Northfield College"', "", "name of whoever issues it"),
        ('name = "Northfield College"', 'name = "Northfield College"\nweb = "x"', "has no meaning here"),
        ("[issuer]", "[isuer]", "write [issuer]"),
        ('url = "https://skills.example/food-safety"', "", "where its framework publishes it"),
        ('required = "Secure"', 'required = "Good"', "one of the levels"),
        ('name = "Hygiene plan"', 'name = "Quiz"', "that of another result too"),
        ("title =", "title", "neither TOML nor JSON"),
        ("Food safety", "Food\\u0000 safety", "no character"),
    ],
)
def test_a_definition_in_toml_that_cannot_be_used_says_why(
    desk: Shell, old: str, new: str, said: str
) -> None:
    text = desk.read("course.toml").decode()
    if "skills = 3" in new:
        text = text.replace("[[skills]]", "[[others]]")
    desk.file("bad.toml", text.replace(old, new, 1))
    before = desk.names()
    ran = _issue(desk, *ALL, definition="bad.toml")
    assert (ran.code, desk.names()) == (1, before), ran
    assert said in ran.err


def test_all_that_is_wrong_with_a_definition_is_said_at_once(desk: Shell) -> None:
    desk.file("bad.toml", "level = 0\nhours = 'many'\n[issuer]\n[[results]]\n")
    error = desk("issue", "bad.toml", "--key", "key.json", *ALL, "-o", "x", "--json").json()["error"]
    assert len(error["details"]) == 7


def test_a_file_that_is_no_text_is_no_definition(desk: Shell) -> None:
    desk.file("latin.toml", "title = 'Café'".encode("latin-1"))
    assert "UTF-8" in _issue(desk, *ALL, definition="latin.toml").err


# --- tables -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (_row(email="ana@"), "email", "write it like ana@example.org"),
        (_row(email="ana @example.org"), "email", "no e-mail address"),
        (_row(id="ana"), "id", "did:key:z6Mk"),
        (_row(awarded="27/11/2026"), "awarded", "like 2026-03-01"),
        (_row(awarded="2026-02-30"), "awarded", "like 2026-03-01"),
        (_row(awarded="2999-01-01"), "awarded", "future"),
        (_row(valid_until="2020-01-01"), "valid_until", "past"),
        (_row(valid_until="soon"), "valid_until", "no date"),
        (_row(Quiz="nine"), "Quiz", "no number"),
        (_row(Quiz="9,5"), "Quiz", "8.5"),
        (_row(Quiz="11"), "Quiz", "not between 0 and 10"),
        (_row(Quiz="-1"), "Quiz", "not between 0 and 10"),
        (_row(Quiz="6"), "Quiz", "below 7"),
        (_row(Quiz=""), "Quiz", "“7” is required"),
        (_row(**{"Hygiene plan": "Good"}), "Hygiene plan", "Not yet, Secure, Excellent"),
        (_row(**{"Hygiene plan": "not yet"}), "Hygiene plan", "below “Secure”"),
        (_row(name="", email=""), "name", "Nobody is named"),
        (_row(name="Ana \x1b[2J"), "name", "cannot be seen"),
        (_row(evidence="x" * 6000), "evidence", "make it shorter"),
        (_row(evidence="https://work.example/{1}"), "evidence", "is no link"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_its_mend(
    desk: Shell, row: dict[str, str], column: str, said: str
) -> None:
    good = _row(name="Bo", email="bo@example.org")
    _table(desk, good | dict.fromkeys(row, "") | good, row)
    before = desk.names()
    ran = desk(
        "issue", "course.toml", "--key", "key.json", "--recipients", "table.csv", "-o", "out", "--json"
    )
    assert (ran.code, desk.names()) == (1, before)
    (detail,) = ran.json()["error"]["details"]
    assert (detail["row"], detail["column"]) == (3, column)
    assert said in detail["problem"]
    assert f"row 3, column “{column}”" in _issue(desk, "--recipients", "table.csv").err


def test_all_cells_are_looked_at_before_anything_is_signed(desk: Shell) -> None:
    _table(desk, _row(), *(_row(name=f"L{n}", email=f"l{n}@example.org", Quiz="x") for n in range(60)))
    ran = _issue(desk, "--recipients", "table.csv")
    assert ran.code == 1
    assert "60 cells of “table.csv” cannot be used, so nothing was signed." in ran.err
    assert "… and 10 more." in ran.err
    assert "row 62" not in ran.err


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([_row(), _row(name="Other")], "same person as in row 2"),
        ([_row(), _row(email="ANA@example.org")], "same person as in row 2"),
        ([_row(email=""), _row(email="")], "same person as in row 2"),
    ],
)
def test_nobody_gets_two_by_accident(desk: Shell, rows: list[dict[str, str]], said: str) -> None:
    _table(desk, *rows)
    assert said in _issue(desk, "--recipients", "table.csv").err


def test_two_people_may_share_a_name(desk: Shell) -> None:
    _table(desk, _row(), _row(email="ana2@example.org"))
    assert _issue(desk, "--recipients", "table.csv").code == 0
    assert {f"out/{ANA}.json", f"out/{ANA}-2.json"} <= desk.names()


@pytest.mark.parametrize(
    "table",
    [
        "name;e-mail;Quiz;hygiene_plan\nAna Souza;ana@example.org;9;Secure\n",
        "\ufeffName,E-Mail Address,quiz,HYGIENE PLAN\r\nAna Souza,ana@example.org,9,Secure\r\n\r\n",
        'Full name\tMail\tQuiz\tHygiene plan\t\n"Ana\tSouza"\tana@example.org\t9\tSecure\t\n',
        "name,email,Quiz,Hygiene plan,valid until\nAna Souza,ana@example.org,9,Secure\n",
    ],
)
def test_tables_come_in_many_spellings(desk: Shell, table: str) -> None:
    desk.file("table.csv", table)
    document = _issued(desk, "--recipients", "table.csv")
    assert [each["value"] for each in document["credentialSubject"]["result"]] == ["9", "Secure"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "There is nothing in"),
        ("name,email\n", "There is nobody in"),
        ("first,second\n1,2\n", "no column that is known"),
        ("name,emial\nAna,a@example.org\n", "Did you mean “email”?"),
        ("Quiz\n9\n", "there must be “name”, “email” or “id”"),
        ("name,name\nAna,Ana\n", "Two columns are called “name”"),
        ("name,Quiz,Hygiene plan\nAna,9,Secure,x\n", "more cells than"),
        ('name,Quiz,Hygiene plan\n"Ana,9,Secure\n', "quotation mark"),
        ("name,Quiz,Hygiene plan\n" + "Ana,9,Secure\n" * 10_001, "more than 10,000 rows"),
        (b"name\nAn\xe1\n", "CSV UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(desk: Shell, table: str | bytes, said: str) -> None:
    desk.file("table.csv", table)
    before = desk.names()
    ran = _issue(desk, "--recipients", "table.csv")
    assert (ran.code, desk.names()) == (1, before)
    assert said in ran.err
    assert "Next: " in ran.err


def test_a_workbook_is_a_table_too(desk: Shell) -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "email", "awarded", "Quiz", "Hygiene plan"])
    book.active.append(["Ana Souza", "ana@example.org", date(2026, 3, 2), 9, "Secure"])
    out = io.BytesIO()
    book.save(out)
    desk.file("table.xlsx", out.getvalue())
    document = _issued(desk, "--recipients", "table.xlsx")
    assert document["awardedDate"] == "2026-03-02T00:00:00Z"
    assert [each["value"] for each in document["credentialSubject"]["result"]] == ["9", "Secure"]


def test_a_table_is_read_without_django(desk: Shell) -> None:
    script = (
        "import sys; from skillmark.interfaces.cli.main import main; code = main(['issue', *sys.argv[1:]]);"
        "sys.exit(code or any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    words = ["course.toml", "--key", "key.json", *ALL, "-o", "out"]
    source = Path(recipients.__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=desk.folder,
        env={"PYTHONPATH": str(source), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def test_each_row_that_is_written_badly_is_named(desk: Shell) -> None:
    head, good = b"name,email,Quiz,Hygiene plan\n", b"Ana,ana@example.org,9,Secure\n"
    bad = [
        (
            b"Jos\xe9,jose@example.org,9,Secure\n",
            "row 3, column “name”: It holds characters that are not written in",
        ),
        (b"=cmd|' /C calc'!A0,bo@example.org,9,Secure\n", "row 4, column “name”: It begins like a formula"),
        (b"Cy,cy@example.org,=9,Secure\n", "row 5, column “Quiz”: It begins like a formula"),
        (b"Di,di@example.org,9,Secure,x\n", "row 6: The row has more cells than the first row has columns"),
    ]
    desk.file("table.csv", head + good + b"".join(row for row, _ in bad))
    ran = _issue(desk, "--recipients", "table.csv")
    assert ran.code == 1
    assert "4 cells of “table.csv” cannot be used" in ran.err
    assert all(said in ran.err for _, said in bad), ran.err


def test_columns_can_be_left_out_of_account(desk: Shell) -> None:
    _table(desk, _row(Teacher="Rosa"))
    assert "“Teacher” is no column that is known" in _issue(desk, "--recipients", "table.csv").err
    assert _issue(desk, "--recipients", "table.csv", "--ignore", "teacher").code == 0


def test_what_is_the_same_for_all_is_said_once(desk: Shell) -> None:
    _table(desk, {"name": "Ana Souza"}, {"name": "Bo", "Quiz": "8"})
    made = _issue(desk, "--recipients", "table.csv", *RESULTS, "--set", "awarded=2026-03-01")
    assert made.code == 0, made
    values = [
        json.loads(desk.read(f"out/{name}-food-safety.json"))["credentialSubject"]["result"][0]["value"]
        for name in ("ana-souza", "bo")
    ]
    assert values == ["9", "8"]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("<>", "names nobody"),
        (" ", "names nobody"),
        ("Ana <ana@>", "no e-mail address"),
        ("<did:>", "no identifier"),
    ],
)
def test_a_recipient_that_is_nobody_is_refused(desk: Shell, who: str, said: str) -> None:
    ran = _issue(desk, "--to", who, *RESULTS)
    assert ran.code == 1
    assert said in ran.err


@pytest.mark.parametrize(
    ("who", "subject"),
    [
        ("ana@example.org", {"emailAddress"}),
        ("Ana Souza", {"name"}),
        ("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", set()),
        ("Ana Souza <ana@example.org>", {"name", "emailAddress"}),
    ],
)
def test_a_recipient_is_named_in_several_ways(desk: Shell, who: str, subject: set[str]) -> None:
    made = desk.does(
        "issue", "course.toml", "--key", "key.json", "--to", who, *RESULTS, "-o", "out", "--json"
    ).json()
    document = json.loads(desk.read(made["credentials"][0]["file"]))
    assert {each["identityType"] for each in document["credentialSubject"].get("identifier", [])} == subject
    assert document["credentialSubject"].get("id") == (who if who.startswith("did:") else None)
    assert _report(desk.read(made["credentials"][0]["file"])).verdict is Verdict.VERIFIED


def test_names_of_any_script_make_names_of_files(desk: Shell) -> None:
    _table(
        desk,
        _row(name="王小明", email=""),
        _row(name="../../Özlem / Ünal", email=""),
        _row(name="…", email="x@y.org"),
    )
    assert _issue(desk, "--recipients", "table.csv").code == 0
    assert {name for name in desk.names() if name.startswith("out/")} == {
        "out/王小明-food-safety.json", "out/ozlem-unal-food-safety.json", "out/food-safety.json",
    }  # fmt: skip


# --- nothing by halves ----------------------------------------------------------------------------------------


def test_a_trial_writes_nothing(desk: Shell) -> None:
    before = desk.names()
    ran = desk.does("issue", "course.toml", "--key", "key.json", *ALL, "--dry-run")
    assert "3 credentials “Food safety” can be signed. Nothing was written." in ran.out
    assert desk.names() == before


def test_what_is_there_is_not_written_over(desk: Shell) -> None:
    assert _issue(desk, *ALL).code == 0
    (desk.folder / f"out/{ANA}.json").unlink()
    before = {name: desk.read(name) for name in desk.names()}
    ran = _issue(desk, *ALL)
    assert ran.code == 1
    assert "--force" in ran.err
    assert {name: desk.read(name) for name in desk.names()} == before
    assert _issue(desk, *ALL, "--force").code == 0


def test_a_folder_that_cannot_be_written_to_is_said(desk: Shell) -> None:
    desk.file("out", "in the way")
    assert _issue(desk, *ALL).code == 2


def test_a_definition_that_no_credential_may_have_is_blamed_once(desk: Shell) -> None:
    desk.file("bad.json", json.dumps(_credential(validFrom="yesterday")))
    ran = desk("issue", "bad.json", "--key", "key.json", "--to", "Ana", "--to", "Bo", "-o", "out", "--json")
    details = ran.json()["error"]["details"]
    assert [each["row"] for each in details] == [None]
    assert details[0]["problem"].startswith("bad.json: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "DEFINITION and --key KEYFILE and -o FOLDER"),
        (["course.toml", "--key", "key.json", "-o", "x"], "Say for whom"),
        (["course.toml", "--key", "key.json", "--to", "Ana", *ALL, "-o", "x"], "not allowed with"),
        (["course.toml", "--key", "key.json", *ALL, "-o", "x", "--suite", "eddsa-2022"], "invalid choice"),
        (["course.toml", "--key", "key.json", *ALL, "-o", "x", "--form=jwt", "--suite=eddsa-jcs-2022"], "--suite"),
        (["course.toml", "--key", "key.json", *ALL, "-o", "x", "--form", "sd-jwt", "--bake", "badge.svg"], "SD-JWT"),
        (["course.toml", "--key", "key.json", *ALL, "-o", "x", "--base-url", "college"], "web address"),
        (["course.toml", "--key", "key.json", *ALL, "-o", "x", "--status-url", "https://x.example"], "--status-list"),
    ],
)  # fmt: skip
def test_wrong_usage_is_64(desk: Shell, words: list[str], said: str) -> None:
    ran = desk("issue", *words)
    assert ran.code == 64
    assert said in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing.toml", "--key", "key.json", *ALL], 2, "no file “nothing.toml”"),
        (["course.toml", "--key", "nothing.json", *ALL], 2, "no file “nothing.json”"),
        (["course.toml", "--key", "key.json", "--recipients", "nothing.csv"], 2, "no file “nothing.csv”"),
        (["course.toml", "--key", "key.json", *ALL, "--bake", "nothing.png"], 2, "no file “nothing.png”"),
        (["course.toml", "--key", "key.json", *ALL, "--bake", "course.toml"], 1, "neither a PNG nor an SVG"),
        (["course.toml", "--key", "course.toml", *ALL], 1, "no key file"),
        (["course.toml", "--key", "key.json", *ALL, "--suite", "ecdsa-rdfc-2019"], 1, "eddsa-rdfc-2022"),
        (["course.toml", "--key", "key.json", *ALL, "--set", "Quizz=9"], 1, "no column that is known"),
        (["course.toml", "--key", "key.json", *ALL, "--status-list", "nothing.json"], 2, "no file “nothing.json”"),
        (["course.toml", "--key", "key.json", *ALL, "--status-list", f"badges/{ANA}.json"], 1, "no status list"),
        (["class.csv", "--key", "key.json", *ALL], 1, "neither TOML nor JSON"),
    ],
)  # fmt: skip
def test_a_wrong_turn_writes_nothing(desk: Shell, words: list[str], code: int, said: str) -> None:
    before = desk.names()
    ran = desk("issue", *words, "-o", "out")
    assert (ran.code, desk.names()) == (code, before), ran
    assert said in ran.err
    assert "Next: " in ran.err


def test_the_key_of_somebody_else_signs_nothing(desk: Shell) -> None:
    desk.does("keys", "new", "--issuer", "https://mallory.example/issuer", "-o", "mallory.json")
    desk.file("with_id.toml", desk.read("course.toml").decode().replace("# id =", "id ="))
    ran = _issue(desk, *ALL, key="mallory.json", definition="with_id.toml")
    assert ran.code == 1
    assert "the key is that of https://mallory.example/issuer" in ran.err
    # A key that is its own issuer cannot speak for another one.
    desk.file(
        "alien.toml",
        desk.read("with_id.toml")
        .decode()
        .replace(COLLEGE, "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
    )
    assert _issue(desk, *ALL, definition="alien.toml").code == 1


def test_an_rsa_key_signs_no_json(desk: Shell) -> None:
    desk.does("keys", "new", "--kind", "RSA", "-o", "rsa.json")
    assert "--form jwt" in _issue(desk, *ALL, key="rsa.json").err


def test_every_suite_that_the_library_signs_with_can_be_asked_for() -> None:
    assert set(KINDS_OF_SUITE) == set(SUITES)


def test_what_our_own_verifier_would_refuse_is_not_written(desk: Shell) -> None:
    """An endorsement inside that was changed: whoever signs around it would vouch for a forgery."""
    achievement = _credential()["credentialSubject"]["achievement"]
    word = badges.endorsement(of=achievement["id"], issuer=badges.ADA)
    forged = badges.signed(word, signer=badges.ADA_SIGNER, verification_method=badges.ADA_KEY)
    forged["credentialSubject"]["endorsementComment"] = "We would let anybody cook."
    document = _credential()
    document["credentialSubject"]["achievement"]["endorsement"] = [forged]
    desk.file("course.json", json.dumps(document))
    before = desk.names()
    ran = _issue(desk, "--to", "Ana Souza", definition="course.json")
    assert (ran.code, desk.names()) == (1, before)
    assert "would not verify" in ran.err


# --- status -------------------------------------------------------------------------------------------------

LIST = "https://college.example/status/1"


@pytest.fixture
def listed(desk: Shell) -> Shell:
    desk.does("status", "make", "--key", "key.json", "--url", LIST, "-o", "list.json")
    return desk


def test_each_gets_an_entry_of_its_own_at_random(listed: Shell) -> None:
    words = [
        "issue",
        "course.toml",
        "--key",
        "key.json",
        *ALL,
        "--status-list",
        "list.json",
        "--status-url",
        LIST,
    ]
    taken: list[str] = []
    for number in range(3):
        made = listed.does(*words, "-o", f"out{number}", "--json").json()
        taken += [each["status_index"] for each in made["credentials"]]
        for each in made["credentials"]:
            report = _report(listed.read(each["file"]), documents={LIST: listed.read("list.json")})
            assert report.verdict is Verdict.VERIFIED
            assert report.check(6).outcome == "passed"
    assert len(set(taken)) == 9
    assert taken != sorted(taken, key=int)
    state = json.loads(listed.read("list.json.state"))
    assert sorted(state["taken"], key=int) == sorted(taken, key=int)


def test_what_is_refused_takes_no_entry(listed: Shell) -> None:
    listed.file("out", "in the way")
    assert _issue(listed, *ALL, "--status-list", "list.json").code == 2
    assert json.loads(listed.read("list.json.state"))["taken"] == {}
    assert "list.json.lock" not in listed.names()


def test_a_trial_takes_no_entry(listed: Shell) -> None:
    assert _issue(listed, *ALL, "--status-list", "list.json", "--dry-run").code == 0
    assert json.loads(listed.read("list.json.state"))["taken"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--status-url", "https://college.example/status/2"], "published at"),
        (["--key", "other.json"], "The list is of"),
    ],
)
def test_only_a_list_of_the_issuer_counts(listed: Shell, words: list[str], said: str) -> None:
    listed.does("keys", "new", "-o", "other.json")
    ran = _issue(listed, *ALL, "--status-list", "list.json", *words)
    assert ran.code == 1
    assert said in ran.err


def test_two_commands_do_not_take_the_same_entry(listed: Shell) -> None:
    listed.file("list.json.lock", "")
    ran = _issue(listed, *ALL, "--status-list", "list.json")
    assert ran.code == 2
    assert "remove “list.json.lock”" in ran.err


def test_a_full_list_takes_nobody_in(listed: Shell) -> None:
    state = json.loads(listed.read("list.json.state"))
    state["taken"] = {str(index): "urn:x" for index in range(120_000)}
    listed.file("list.json.state", json.dumps(state))
    assert "skillmark status make" in _issue(listed, *ALL, "--status-list", "list.json").err


@pytest.mark.parametrize(
    "state", ["{}", "[]", '{"list": "https://other.example", "taken": {}}', '{"list": 1, "taken": 1}']
)
def test_a_state_that_belongs_elsewhere_is_refused(listed: Shell, state: str) -> None:
    listed.file("list.json.state", state)
    assert "could be given twice" in _issue(listed, *ALL, "--status-list", "list.json").err


# --- whatever is given ----------------------------------------------------------------------------------------

CELLS = st.text(max_size=20) | st.sampled_from(
    ["name", "email", "Quiz", "9", "ana@example.org", "2026-01-01", "did:key:z"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=5), noise=st.text(max_size=30))
def test_any_table_is_read_or_refused(tmp_path: Path, rows: list[list[str]], noise: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = tmp_path / "table.csv"
    path.write_text(out.getvalue() + noise, "utf-8", errors="surrogatepass")
    try:
        learners = read_recipients(str(path), scales=(), same={}, ignored=(), now=datetime.now(UTC))
    except Refusal:
        return
    assert all(learner.shown for learner in learners)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(max_size=60)
    | st.dictionaries(
        st.sampled_from(["title", "level", "issuer", "results", "type", "creator", "skills", "x"]),
        st.recursive(
            st.text(max_size=5) | st.integers() | st.booleans() | st.none(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id", "type"]), inner),
            max_leaves=6,
        ),
    ).map(json.dumps)
)  # fmt: skip
def test_any_definition_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "definition"
    path.write_text(text, "utf-8", errors="surrogatepass")
    with contextlib.suppress(Refusal):
        assert read_definition(str(path), issuer="did:key:z").template
