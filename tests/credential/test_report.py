"""How ten checks become one verdict, and what a program gets of them."""

from __future__ import annotations

import itertools

import pytest
from tests.credential.badges import NORTHFIELD, World, issued

from skillmark.credential import Check, Outcome, Report
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.findings import Findings, quoted


def report_with(**outcomes: Outcome) -> Report:
    steps = {int(name.removeprefix("step")): outcome for name, outcome in outcomes.items()}
    return Report(
        tuple(Check(step, "", steps.get(step, Outcome.PASSED), (), "") for step in range(1, 11)),
    )


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
    assert set(report) == {"verdict", "groups", "checks", "warnings", "form", "credential", "parts"}
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
