"""How ten checks become one verdict, and what a program gets of them."""

from __future__ import annotations

import itertools
import json

import pytest
from tests.credential.badges import (
    NORTHFIELD,
    World,
    adas_badge,
    clr,
    endorsed,
    endorsement,
    issued,
    knife_skills,
    presentation,
    shown,
    signed,
    signed_by_guild,
)
from tests.credential.older_badges import assertion

from skillmark.credential import Check, Outcome, Report
from skillmark.credential.model.visible import BLANK, visible
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.findings import Findings, quoted


def report_with(**outcomes: Outcome) -> Report:
    steps = {int(name.removeprefix("step")): outcome for name, outcome in outcomes.items()}
    return Report(
        tuple(Check(step, "", steps.get(step, Outcome.PASSED), (), "") for step in range(1, 11)),
    )


KEPT = {
    "badge": issued,
    "endorsed, one of them forged": lambda: endorsed(
        signed_by_guild(endorsement()),
        signed_by_guild(endorsement(id="urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-3a8f0b6d2c02"))
        | {"name": "Another word"},
    ),
    "record": lambda: signed(clr(adas_badge(), knife_skills())),
    "presentation": lambda: shown(presentation(adas_badge())),
    "older badge": assertion,
    "no credential": lambda: b"{ cut off",
}


@pytest.mark.parametrize("kind", KEPT)
def test_what_was_kept_of_a_report_says_the_same(kind: str) -> None:
    report = World().check(KEPT[kind]())
    written = json.loads(json.dumps(report.to_json()))
    read = Report.from_json(written)
    assert json.loads(json.dumps(read.to_json())) == written
    assert (read.verdict, read.open_steps) == (report.verdict, report.open_steps)
    assert len(list(read.walk())) == len(list(report.walk()))


def test_what_was_kept_before_reports_were_trees_is_still_read() -> None:
    checks = [{"step": 1, "name": "File", "outcome": "failed", "detail": "This is no credential."}]
    read = Report.from_json({"checks": checks})
    assert read.verdict == "not_verified"
    assert (read.parts, read.summary, read.credential, read.warnings) == ((), None, None, ())


def test_the_summary_of_an_endorsement_has_its_comment() -> None:
    report = World().check(endorsed(signed_by_guild(endorsement())))
    summary = report.parts[0].report.summary
    assert summary is not None
    assert summary["comment"] == "We would let them cook."
    assert report.summary is not None
    assert "comment" not in report.summary


@pytest.mark.parametrize("step", range(1, 11))
def test_any_failed_step_decides(step: int) -> None:
    for other in range(1, 11):
        outcomes = {f"step{other}": Outcome.UNKNOWN} | {f"step{step}": Outcome.FAILED}
        assert report_with(**outcomes).verdict == "not_verified"


@pytest.mark.parametrize("step", range(1, 11))
def test_an_unknown_step_leaves_the_verdict_open_if_it_is_decisive(step: int) -> None:
    expected = "not_checked" if step <= 6 else "verified"
    assert report_with(**{f"step{step}": Outcome.UNKNOWN}).verdict == expected


def test_not_applicable_changes_nothing() -> None:
    assert report_with(step6=Outcome.NOT_APPLICABLE, step7=Outcome.NOT_APPLICABLE).verdict == "verified"


def test_json_has_what_is_promised() -> None:
    report = World().check(issued()).to_json()
    assert set(report) == {"verdict", "groups", "checks", "warnings", "form", "legacy", "credential", "parts"}
    assert [check["step"] for check in report["checks"]] == list(range(1, 11))
    assert set(report["checks"][0]) == {
        "step",
        "group",
        "name",
        "outcome",
        "detail",
        "spec",
        "code",
        "problem",
        "fact",
    }
    assert report["credential"] == {
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Food safety",
        "description": "Keeps a small kitchen safe.",
        "issuer": {"id": NORTHFIELD, "name": "Northfield College"},
        "subject": {"id": "ada@learner.example", "name": "Ada Learner"},
        "achievement": {
            "id": "https://northfield.example/achievements/food-safety/v2",
            "name": "Food safety",
            "type": "MicroCredential",
        },
        "valid_from": "2026-01-15T09:00:00Z",
        "valid_until": "2029-01-15T09:00:00Z",
        "results": [{"name": "Quiz", "value": "9"}, {"name": "Plan", "value": "Secure"}],
    }


def test_the_worst_finding_decides_and_is_shown_alone() -> None:
    order = [Outcome.NOT_APPLICABLE, Outcome.PASSED, Outcome.UNKNOWN, Outcome.FAILED]
    for better, worse in itertools.combinations(order, 2):
        findings = Findings(1, "", "")
        findings.add(worse, "Worse.", code="w")
        findings.add(better, "Better.", code="b")
        check = findings.check()
        assert (check.outcome, check.detail, check.code) == (worse, "Worse.", "w")


def test_many_findings_are_summed_up() -> None:
    findings = Findings(1, "", "")
    for number in range(9):
        findings.failed(f"Sentence {number}.", code="x")
    assert findings.check().detail.endswith("Sentence 5. And 3 more.")


def test_text_from_outside_cannot_turn_or_break_a_sentence() -> None:
    assert quoted("a\u202eb\u200bc\nd\x00e") == "a b c d e"
    assert quoted("x" * 500) == "x" * 160 + "…"
    blank = "\u2800\u3164\uffa0\u115f\u1160"
    assert (set(blank), visible(blank)) == (BLANK, "")
    assert quoted(f"{blank}European{blank * 20}Commission{blank}") == "European Commission"
    assert quoted(blank) == ""


def test_hosts_are_shown_as_the_network_writes_them() -> None:
    # The first letter is Cyrillic.
    report = World().check(issued() | {"issuer": "https://аpple.example/issuer"})
    assert "names https://xn--pple-43d.example/issuer as its issuer" in report.check(3).detail


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("fußball.example", "xn--fuball-cta.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("bücher。example", "xn--bcher-kva.example"),
        ("fussball.example", "fussball.example"),
    ],
)
def test_a_host_is_never_shown_as_another(host: str, shown: str) -> None:
    assert readable_host(f"https://{host}/issuer") == shown
