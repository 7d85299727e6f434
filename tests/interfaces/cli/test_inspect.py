"""`skillmark inspect`: a whole report as a tree that anybody can read; and what `verify` shares with it."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.credential import badges, older_badges
from tests.interfaces.cli.shell import Shell

from skillmark import credential as library
from skillmark.credential import Report, Verdict
from skillmark.credential.steps.parts import Standing
from skillmark.interfaces.cli.advice import ADVICE, next_step
from skillmark.interfaces.cli.checking import Checked
from skillmark.interfaces.cli.inspect import Inspector
from skillmark.interfaces.cli.pen import Pen
from skillmark.interfaces.cli.questions import answers
from skillmark.interfaces.cli.telling import Teller

BADGE = "badges/ana-souza-food-safety.json"
QUESTIONS = [
    "Was anything changed?",
    "Is it really from its issuer?",
    "Do you know the issuer?",
    "Is it written as it should be?",
    "Is it in date?",
    "Has it been withdrawn?",
    "Is it this person's?",
    "Does what is inside hold?",
]
WHO = ["--domain", "https://jobs.example", "--challenge", "3f1a9c"]


def _forged(shell: Shell) -> str:
    return shell.file("forged.json", shell.read(BADGE).replace(b"Ana Souza", b"Eva Souza"))


# --- what is shown ------------------------------------------------------------------------------------------


def test_a_badge_is_told_in_questions_and_answers(desk: Shell) -> None:
    shown = desk.does("inspect", "--offline", BADGE)
    assert shown.out.startswith(
        f"✓ Verified: {BADGE}\n  Ana Souza earned “Food safety”, says Northfield College"
    )
    lines = shown.out.splitlines()
    asked = [line for line in lines if line[2:3] in "✓✗?–" and line[:2] == "  " and line[4:5].isalpha()]
    assert [question for question in QUESTIONS if any(question in line for line in asked)] == QUESTIONS
    for said in (
        "Title Food safety (MicroCredential)",
        "Learner Ana Souza; e-mail address hidden behind a hash (ask with --for)",
        "Awarded 2 March 2026",
        "Quiz: 9 (0 to 10; 7 needed)",
        "Hygiene plan: Excellent (Not yet, Secure, Excellent; Secure needed)",
        "apply food safety rules (Skills of the kitchen)",
        "Evidence https://college.example/work/ana",
        "Signed eddsa-rdfc-2022",
    ):
        assert said in shown.text
    # The words of proofs are for those who ask for them.
    assert "Signature" not in shown.out
    assert " 4 Signature " in desk.does("inspect", "--offline", "--checks", BADGE).out


def test_what_is_inside_hangs_on_the_tree(desk: Shell) -> None:
    desk.does("present", BADGE, _forged(desk), "--key", "key.json", "-o", "shown.json")
    ran = desk("inspect", "--offline", "shown.json")
    assert ran.code == 1
    lines = ran.out.splitlines()
    first = lines.index("├─ ✓ Credential, Verified: verifiableCredential[0]")
    last = lines.index("└─ ✗ Credential, Not verified: verifiableCredential[1]")
    assert all(line.startswith("│  ") for line in lines[first + 1 : last])
    inside = lines[last + 1 : lines.index("", last)]
    assert all(line.startswith("   ") for line in inside)
    # Of a part only that is said which is not in order.
    asked = [question for question in QUESTIONS if any(question in line for line in inside)]
    assert asked == ["Was anything changed?"]
    assert "Who shows it?" in ran.out
    checks = desk("inspect", "--offline", "--checks", "shown.json").out
    assert checks.count(" 4 Signature ") == 3


def test_verify_shows_the_parts_in_short(desk: Shell) -> None:
    desk.does("present", BADGE, _forged(desk), "--key", "key.json", "-o", "shown.json")
    ran = desk("verify", "--offline", "shown.json")
    assert ran.code == 1
    assert "├─ ✓ Credential, Verified: verifiableCredential[0]\n" in ran.out
    assert "└─ ✗ Credential, Not verified: verifiableCredential[1]\n" in ran.out
    assert "The signature does not match" in ran.out
    assert "look at the part that does not hold" in ran.text.partition("Next:")[2]


def test_nothing_that_is_not_established_looks_like_it(desk: Shell) -> None:
    ran = desk("inspect", "--offline", _forged(desk))
    assert ran.code == 1
    assert "What it says (that is not established)" in ran.out
    assert "The file says: Eva Souza earned" in ran.text
    assert "Yes, or somebody else signed it." in ran.text


def test_what_is_kept_back_is_said(desk: Shell) -> None:
    desk.does(
        "issue",
        "course.toml",
        "--key",
        "key.json",
        "--recipients",
        "class.csv",
        "--form",
        "sd-jwt",
        "-o",
        "out",
    )
    desk.file(
        "part.txt",
        desk.does("derive", "out/ana-souza-food-safety.sd-jwt", "--show", "/credentialSubject/result/0").data,
    )
    shown = desk.does("inspect", "--offline", "part.txt")
    assert "Kept back 4 further statements are not shown." in shown.text
    assert "Opened /credentialSubject/result/0" in shown.text
    assert "as SD-JWT" in shown.out
    assert "Ana" not in shown.out.replace("ana-souza", "")


def test_programs_get_the_same_tree(desk: Shell) -> None:
    desk.does("present", BADGE, "--key", "key.json", "-o", "shown.json")
    told = desk.does("inspect", "--offline", "--json", "shown.json").json()
    assert (told["source"], told["verdict"]) == ("shown.json", "verified")
    assert len(told["groups"]) == 8
    assert [part["role"] for part in told["parts"]] == ["credential"]
    assert told["parts"][0]["report"]["credential"]["name"] == "Food safety"
    # A record is about no single achievement; the credential inside it is.
    assert told["elements"] is None
    assert told["parts"][0]["report"]["elements"]["title"] == "Food safety"
    both = desk("inspect", "--offline", "--json", "shown.json", "nothing.json")
    assert (both.code, len(both.json())) == (2, 2)


def test_several_sources_are_told_one_by_one(desk: Shell) -> None:
    ran = desk("inspect", "--offline", BADGE, "nothing.json", _forged(desk))
    assert ran.code == 1
    assert [line[0] for line in ran.out.splitlines() if line[:1] in {"✓", "?", "✗"}] == ["✓", "?", "✗"]


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("nothing.json", 2, "No such file"),
        (".", 2, "folder"),
        ("course.toml", 1, "This file is not a credential"),
        ("badge.svg", 1, "carries no credential"),
        ("key.json", 1, "not"),
        ("https://no-such-host.invalid/x", 2, "--offline"),
    ],
)
def test_what_is_no_credential_is_said_plainly(desk: Shell, source: str, code: int, said: str) -> None:
    ran = desk("inspect", "--offline", source)
    assert (ran.code, ran.err) == (code, "")
    assert said in ran.text
    assert "Next:" in ran.out
    assert "earned" not in ran.out


def test_wrong_usage_is_64(desk: Shell) -> None:
    assert (desk("inspect").code, desk("inspect", "--frob", BADGE).code) == (64, 64)


def test_nothing_in_a_credential_drives_the_terminal(desk: Shell) -> None:
    hostile = "Ana \x1b[2J\u202egnp.exe\u2028 Souza"
    document = json.loads(desk.read(BADGE))
    document["credentialSubject"]["identifier"][0]["identityHash"] = hostile
    document["credentialSubject"]["achievement"]["criteria"]["narrative"] = hostile
    document["issuer"]["name"] = hostile
    desk.file("hostile.json", json.dumps(document))
    for name in ("inspect", "verify"):
        ran = desk(name, "--offline", "hostile.json")
        assert not {"\x1b", "\u202e", "\u2028"} & set(ran.out)
        assert desk(name, "--offline", "--json", "hostile.json").out.isascii()


# --- what both commands ask -----------------------------------------------------------------------------------


def _known(shell: Shell, name: str = "known.json", **changes: Any) -> str:
    issuer = shell.does("keys", "show", "key.json", "--json").json()["issuer"]
    members = {"name": "Colleges I know", "issuers": [{"id": issuer, "name": "Northfield College"}]} | changes
    return shell.file(name, json.dumps(members))


@pytest.mark.parametrize("command", ["verify", "inspect"])
def test_a_known_issuer_is_recognised(desk: Shell, command: str) -> None:
    ran = desk.does(command, "--offline", BADGE, "--known", _known(desk))
    assert "Northfield College is on Colleges I know" in ran.text
    assert "The issuer is on your list." in ran.text
    other = desk.file("others.json", json.dumps({"name": "Others", "issuers": []}))
    ran = desk.does(command, "--offline", BADGE, "--known", other, "--known", "known.json")
    assert "is on Colleges I know" in ran.text
    assert "is not on Others" in desk.does(command, "--offline", BADGE, "--known", other).text


def test_a_list_of_the_dcc_is_read(desk: Shell) -> None:
    issuer = desk.does("keys", "show", "key.json", "--json").json()["issuer"]
    registry = {
        "meta": {"updated": "2026-01-01"},
        "registry": {issuer: {"name": "Northfield", "url": "https://x.example"}},
    }
    desk.file("dcc.json", json.dumps(registry))
    ran = desk.does("inspect", "--offline", BADGE, "--known", "dcc.json", "--json").json()
    trust = next(check for check in ran["checks"] if check["step"] == 9)
    assert (trust["outcome"], ran["groups"]["trust"]) == ("passed", "passed")
    # A list of lists is read as well; those that lie elsewhere could not be asked here.
    desk.file(
        "lists.json",
        json.dumps([{"name": "Elsewhere", "type": "dcc-legacy", "url": "https://elsewhere.example/r"}]),
    )
    ran = desk("inspect", "--offline", BADGE, "--known", "lists.json")
    assert "Elsewhere could not be asked" in ran.text


def test_a_list_that_cannot_be_had_is_said(desk: Shell) -> None:
    ran = desk.does("inspect", "--offline", BADGE, "--known", "https://lists.example/known.json")
    assert "https://lists.example/known.json could not be asked" in ran.text


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (None, 2, "no file “known.json”"),
        ("{", 1, "is no list of known issuers"),
        ('{"name": "x"}', 1, "is no list of known issuers"),
        ('{"name": "x", "issuers": [{"id": "a"}]}', 1, "$.issuers[0].name"),
    ],
)
def test_a_list_that_is_none_is_refused(desk: Shell, content: str | None, code: int, said: str) -> None:
    if content is not None:
        desk.file("known.json", content)
    for command in ("verify", "inspect"):
        ran = desk(command, "--offline", BADGE, "--known", "known.json")
        assert (ran.code, ran.out) == (code, "")
        assert said in ran.err
        assert "Next: " in ran.err


@pytest.mark.parametrize("command", ["verify", "inspect"])
def test_it_is_asked_about_a_person(desk: Shell, command: str) -> None:
    desk.does(command, "--offline", BADGE, "--for", "ana@example.org")
    desk.does(command, "--offline", BADGE, "--for", "bo@example.org", "--for", "ana@EXAMPLE.org")
    ran = desk(command, "--offline", BADGE, "--for", "bo@example.org")
    assert ran.code == 1
    assert "credential of their own" in ran.text.partition("Next:")[2]


@pytest.mark.parametrize("command", ["verify", "inspect"])
def test_a_presentation_answers_one_verifier(desk: Shell, command: str) -> None:
    holder = desk.does("keys", "new", "-o", "holder.json", "--json").json()["issuer"]
    results = ["--set", "Quiz=9", "--set", "Hygiene plan=Secure"]
    desk.does("issue", "course.toml", "--key", "key.json", "--to", f"Ana <{holder}>", *results, "-o", "out")
    desk.does("present", "out/ana-food-safety.json", "--key", "holder.json", *WHO, "-o", "shown.json")
    desk.does(command, "--offline", "shown.json", *WHO)
    ran = desk(
        command, "--offline", "shown.json", "--domain", "https://other.example", "--challenge", "3f1a9c"
    )
    assert ran.code == 1
    assert "show it once more" in ran.text.partition("Next:")[2]


# --- every kind of document -----------------------------------------------------------------------------------


def _drawn(report: Report, *, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding)
    Inspector(Pen(out, environ={}), offline=True).show(Checked("x", report))
    Teller(out, offline=True, environ={}).tell("x", report)
    out.flush()
    return raw.getvalue().decode(encoding)


def test_endorsements_are_drawn_with_what_they_say() -> None:
    report = badges.World().check(badges.endorsed(badges.signed_by_guild(badges.endorsement())))
    drawn = " ".join(_drawn(report).split())
    assert (
        "endorses https://northfield.example/achievements/food-safety/v2: “We would let them cook.”" in drawn
    )
    assert "Says We would let them cook." in drawn
    assert "└─ ✓ Endorsement, Verified: credentialSubject.achievement.endorsement[0]" in drawn
    assert "A plan for a café – Written in the last week. (https://northfield.example/evidence/1)" in drawn
    assert "Work it takes 1.5 credits of a kind that is not named" in drawn
    # Of something else it says nothing here, and that it does not belong here.
    other = badges.signed_by_guild(badges.endorsement(of="https://elsewhere.example/x"))
    drawn = " ".join(_drawn(badges.World().check(badges.endorsed(other))).split())
    assert "Does it belong here? It does not belong here." in drawn
    assert "one of them speaks of something else" in drawn


def test_a_record_of_records_is_drawn_to_its_leaves() -> None:
    relation = {
        "type": ["Association"],
        "associationType": "precedes",
        "sourceId": badges.ACHIEVEMENT,
        "targetId": badges.KNIFE_SKILLS,
    }
    record = badges.signed(
        badges.clr(badges.adas_badge(), badges.knife_skills(), subject={"association": [relation]})
    )
    report = badges.World().check(badges.shown(badges.presentation(record)))
    lines = _drawn(report).splitlines()
    assert "└─ ✓ Credential, Verified: verifiableCredential[0]" in lines
    assert "   ├─ ✓ Credential, Verified: credentialSubject.verifiableCredential[0]" in lines
    assert "   └─ ✓ Credential, Verified: credentialSubject.verifiableCredential[1]" in lines
    relations = f"{badges.ACHIEVEMENT} precedes {badges.KNIFE_SKILLS}"
    assert relations in " ".join(" ".join(lines).split())


def test_an_older_badge_is_called_one() -> None:
    report = older_badges.check(older_badges.assertion())
    assert report.verdict is Verdict.VERIFIED
    drawn = " ".join(_drawn(report).split())
    assert "Standard Open Badges 2.0 (older than that of today, and proves less)" in drawn
    assert "ask them for a badge of today" in drawn


def test_a_withdrawn_badge_says_so_before_anything_else() -> None:
    world = badges.World(documents={badges.LIST: badges.signed(badges.status_list(7))})
    document = badges.signed(badges.badge() | {"credentialStatus": badges.entry()})
    report = world.check(document)
    drawn = " ".join(_drawn(report).split())
    assert "✗ Has it been withdrawn? Yes. Revoked by the issuer." in drawn
    assert (
        "Northfield College did sign that Ada Learner earned “Food safety”, but it does not stand today."
        in drawn
    )
    assert "no longer counts" in next_step(report, offline=False)


def test_what_has_an_age_says_it() -> None:
    world = badges.World(age=timedelta(days=3), from_store=True)
    assert "the issuer's keys as of 3 days ago" in " ".join(_drawn(world.check(badges.issued())).split())


def test_plain_signs_draw_the_same_tree() -> None:
    report = badges.World().check(badges.endorsed(badges.signed_by_guild(badges.endorsement())))
    lines = _drawn(report, encoding="ascii").splitlines()
    assert lines[0] == "+ Verified: x"
    assert "`- + Endorsement, Verified: credentialSubject.achievement.endorsement[0]" in lines


def test_every_question_is_answered_of_every_document() -> None:
    world = badges.World()
    documents = (
        b"",
        b"{}",
        badges.badge(),
        badges.issued(),
        badges.signed(badges.badge(), signer=badges.MALLORY_SIGNER),
        badges.presentation(badges.issued()),
        badges.shown(badges.presentation(badges.issued())),
        badges.endorsement(),
    )
    for document in documents:
        found = list(answers(world.check(document)))
        assert len(found) == 8
        assert all(each.question.endswith("?") and each.answer for each in found)


def test_every_code_that_advice_hangs_on_is_one_that_a_check_may_have() -> None:
    """Advice for a code that no step gives any more would never be seen."""
    source = "".join(path.read_text("utf-8") for path in Path(library.__path__[0]).rglob("*.py"))
    made = {f"part_{standing}" for standing in Standing}
    assert [code for code in ADVICE if f'"{code}"' not in source and code not in made] == []
