"""The page “What each check means” is whole: what a report can say stands in it, at its step and with its outcome."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from tests.credential.told import told_reports

from skillmark.credential.problems import PROBLEM_TYPES
from skillmark.credential.report import GROUP_OF_STEP, Outcome
from skillmark.interfaces.cli.advice import ADVICE

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"
WORDS = {Outcome.NOT_APPLICABLE: "not applicable"}
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)


@cache
def _sections() -> dict[str, dict[str, list[str]]]:
    """The rows of each section, by code: the cells beside it."""
    _, *pieces = HEADING.split(PAGE.read_text("utf-8"))
    return {
        title: {code: rest.split(" | ") for code, rest in ROW.findall(body)}
        for title, body in zip(pieces[::2], pieces[1::2], strict=True)
    }


def _of_step(step: int) -> dict[str, list[str]]:
    return next(rows for title, rows in _sections().items() if title.startswith(f"{step} "))


def test_every_code_of_a_report_is_in_the_page() -> None:
    told = {
        (check.step, check.code, check.outcome)
        for report, _ in told_reports()
        for check in report.checks
        if check.code
    }
    assert len(told) > 100
    missing = {
        (step, code, outcome)
        for step, code, outcome in told
        if code not in _of_step(step)
        or WORDS.get(outcome, outcome.value) not in _of_step(step)[code][0].split(", ")
    }
    assert missing == set()


def test_every_sentence_of_a_check_is_beside_its_code() -> None:
    said = {
        (check.step, message.code, message.template)
        for report, _ in told_reports()
        for check in report.checks
        for message in check.messages
        # What is only around a finding, and says which of several it is about, has that finding's code.
        if message.code and "{finding}" not in message.template
    }
    assert len(said) > 80
    missing = {
        (step, code, template)
        for step, code, template in said
        if not re.search(_as_pattern(template), f"{_of_step(step)[code][1]} {_under_several(step)}")
    }
    assert missing == set()


def _under_several(step: int) -> str:
    text = PAGE.read_text("utf-8").split(f"\n## {step} ", 1)[1].split("\n## ", 1)[0]
    return "".join(line for line in text.splitlines() if line.startswith("Under several of these codes"))


def _as_pattern(template: str) -> str:
    """The sentence as the page has it: parts of it may be written out in the place of a name in braces."""
    pieces = re.split(r"\{[^{}]*\}", template.replace("<", "&lt;").replace("|", "\\|"))
    return ".+?".join(re.escape(piece) for piece in pieces)


def test_every_note_and_flaw_is_in_the_page() -> None:
    known = _sections()["Notes"].keys() | _sections()["What `shape` and `member` are about"].keys()
    noted = {note.code for report, _ in told_reports() for note in report.notes}
    flaws = {
        flaw["code"]
        for report, _ in told_reports()
        for check in report.checks
        for flaw in check.fact.get("flaws", [])
    }
    assert len(noted) > 20
    assert len(flaws) > 10
    assert (noted | flaws) - known == set()


@pytest.mark.parametrize("step", GROUP_OF_STEP)
def test_a_step_says_what_it_asks_and_what_helps(step: int) -> None:
    rows = _of_step(step)
    for code, cells in rows.items():
        assert len(cells) == 4, (code, cells)
        outcomes, said, problem, advice = (cell.strip() for cell in cells)
        assert said, code
        expected = PROBLEM_TYPES[code].rpartition("#")[2] if code in PROBLEM_TYPES else "own"
        assert problem == (expected if {"failed", "unknown"} & set(outcomes.split(", ")) else ""), code
        assert advice == ADVICE.get(code, ""), code


def test_advice_is_given_for_codes_that_exist() -> None:
    codes = {code for step in GROUP_OF_STEP for code in _of_step(step)} | _sections()["Notes"].keys()
    assert ADVICE.keys() - codes == set()
