"""Every sentence of a report can be said in another language, down to the last word that is not data.

A language that nobody speaks is put in the place of English: what is still English afterwards was never a template.
"""

from __future__ import annotations

import ast
import gettext
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from tests.credential import badges
from tests.credential.badges import World
from tests.credential.told import text_of, told_reports

from skillmark.credential import Report
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.legacy.rules import RULES as OLDER_RULES
from skillmark.credential.lint import Finding, lint
from skillmark.credential.message import Message, both, either, in_a_row
from skillmark.credential.report import Outcome, Verdict
from skillmark.credential.steps.required import RULES

CATALOGUE = Path(__file__).parents[2] / "docs" / "reference" / "report-sentences.pot"
# Why these worlds do not answer, in the words of the tests' own resolvers.
FOREIGN_REASONS = re.compile(
    r"nothing is published there|it is too large|the server does not answer|it did not answer in time"
    r"|the server answered with status \d+"
)
LIBRARY = Path(__file__).parents[2] / "src" / "skillmark" / "credential"
# Calls whose texts people read, and the arguments that are none: codes, numbers, specifications, settings.
SAYING = frozenset(
    {
        "passed",
        "failed",
        "unknown",
        "not_applicable",
        "add",
        "include",
        "warn",
        "message",
        "Message",
        "skipped",
    }
    | {"flaw", "Flaw", "Leaf", "finding", "Unreachable", "Refused", "WorkBudgetExceeded", "UndefinedTerm"}
)
NO_WORDS = frozenset({"code", "spec", "edits", "status", "suites"})
# Members and claims of the standards are data, and some of them are single words.
NAMES = frozenset(
    {"iss", "sub", "jti", "nbf", "exp", "iat", "aud", "id", "type", "x", "y", "n", "e", "verify", "proof"}
    | {name for rule in RULES.values() for name in (*rule.required, *rule.optional)}
    | {name for rule in OLDER_RULES.values() for name in (*rule.required, *rule.optional)}
)


# --- the code -----------------------------------------------------------------------------------------------


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted(LIBRARY.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if name in SAYING or name.endswith(("Error", "Refused")):
                    yield path, node, name


def _words_of(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(each.value for each in call.keywords if each.arg not in NO_WORDS)]


def _is_put_together(node: ast.AST) -> bool:
    """A sentence that is made by hand: no translator can meet it whole."""
    if isinstance(node, ast.BinOp):
        return any(
            isinstance(part, ast.Constant) and isinstance(part.value, str) for part in (node.left, node.right)
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        joins_words = node.func.attr == "join" and getattr(node.func.value, "value", "") in (" or ", " and ")
        return node.func.attr == "format" or joins_words
    return isinstance(node, ast.JoinedStr)


def _is_said_already(node: ast.AST) -> bool:
    """An English sentence in the place of a message."""
    return isinstance(node, ast.Attribute) and node.attr in {"sentence", "detail"}


def test_no_sentence_is_put_together() -> None:
    found = [
        f"{path.relative_to(LIBRARY)}:{part.lineno}"
        for path, call, name in _calls()
        # The places of a list of issuers and the addresses of the shapes' code are no sentences.
        if (path.parent.name, name) != ("shapes", "add") and not _gives_a_place(call)
        for words in _words_of(call)
        for part in ast.walk(words)
        if _is_put_together(part) and isinstance(part, ast.expr)
    ]
    assert found == []


def _gives_a_place(call: ast.Call) -> bool:
    # `add` of a set takes what it is given, and says nothing.
    return isinstance(call.func, ast.Attribute) and call.func.attr == "add" and len(call.args) == 1


def test_no_english_is_put_into_a_sentence() -> None:
    found = [
        f"{path.relative_to(LIBRARY)}:{part.lineno}"
        for path, call, _ in _calls()
        for words in _words_of(call)
        for part in ast.walk(words)
        # What the linter does with a flaw is to make a message of its template.
        if _is_said_already(part) and isinstance(part, ast.expr) and "flaw" not in ast.unparse(part)
    ]
    allowed = {
        "steps/leaves.py",
        "steps/flaws.py",
        "steps/whole.py",
    }  # templates of flaws, which are called sentences
    assert [each for each in found if each.partition(":")[0] not in allowed] == []


def test_every_template_is_given_what_it_names() -> None:
    checked = 0
    for path, call, name in _calls():
        given = {each.arg for each in call.keywords}
        if None in given:
            continue
        for words in call.args[:4]:
            for template in _templates(words):
                checked += 1
                # These two classes add the place themselves; a flaw has its own.
                known = given | {"path"} | _given_in_a_dict(call)
                assert _fields(template) <= known, f"{path.name}:{call.lineno} {name}"
    assert checked > 300


def _templates(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_templates(node.body), *_templates(node.orelse)]
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and "{" in node.value
    # A text without parameters is said as it is.
    return [node.value] if is_text and "“{”" not in node.value else []


def _given_in_a_dict(call: ast.Call) -> set[str | None]:
    dicts = [each for each in call.args if isinstance(each, ast.Dict)]
    named: set[str | None] = {
        key.value for each in dicts for key in each.keys if isinstance(key, ast.Constant)
    }
    # Parameters that come as a whole, and those of leaves, are tried by the reports below.
    as_a_whole = any(isinstance(each, ast.Name | ast.Attribute | ast.BinOp) for each in call.args[1:])
    texts = [text for each in call.args[:4] for text in _templates(each)] if as_a_whole else []
    return named.union(*map(_fields, texts))


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


# --- reports ------------------------------------------------------------------------------------------------


def _foreign(template: str) -> str:
    """The template in a language in which every word is spelt backwards, and the verb comes first."""
    pieces = re.split(r"(\{[^{}]+\})", template)
    turned = [each if each.startswith("{") else each[::-1] for each in reversed(pieces)]
    return f"⟦{''.join(turned)}⟧"


@pytest.fixture(scope="module")
def reports() -> tuple[tuple[Report, str], ...]:
    return told_reports()


def test_the_reports_are_of_every_kind(reports: tuple[tuple[Report, str], ...]) -> None:
    told = [report for report, _ in reports]
    assert {report.verdict for report in told} == set(Verdict)
    assert {"json", "jws", "sd-jwt", "png", "svg"} <= {report.form for report in told}
    assert {report.legacy for report in told} >= {"", "Open Badges 2.0"}
    assert {(check.step, check.outcome) for report in told for check in report.checks} >= {
        *((step, Outcome.PASSED) for step in (1, 2, 3, 4, 5, 6, 8, 9, 10)),
        *((step, Outcome.FAILED) for step in (1, 2, 3, 4, 5, 6, 8, 9, 10)),
        *((step, Outcome.UNKNOWN) for step in (1, 2, 3, 4, 6, 9, 10)),
    }
    assert {message.template for report in told for message in _messages(report)} >= {
        "Revoked by the issuer. No reason could be found. The list is {age} old.",
        "The keys of {host} could not be fetched: {why}.",
        "“{term}” at {path} is not defined by the document's contexts, so a signature would not cover it. {mend}",
    }
    assert len({message.template for report in told for message in _messages(report)}) > 200


def test_nothing_is_left_in_english(reports: tuple[tuple[Report, str], ...]) -> None:
    left = {
        (message.template, name, text)
        for report, world in reports
        for message in _messages(report)
        for name, text in message.params.items()
        if isinstance(text, str) and not _is_data(text, world)
    }
    assert left == set()


def test_every_sentence_of_a_report_is_translated(reports: tuple[tuple[Report, str], ...]) -> None:
    for report, _ in reports:
        told = report.to_json(_foreign)
        for row, check in zip(told["checks"], report.checks, strict=True):
            assert row["name"] == _foreign(check.name)
            assert row["detail"] == " ".join(_said(message, _foreign) for message in check.messages)
            assert row["detail"] == check.say(_foreign)
        assert told["warnings"] == [_said(note, _foreign) for note in report.notes]
        # Programs see the same report in every language.
        assert _without_words(told) == _without_words(report.to_json())


def _said(message: Message, translate: Any) -> str:
    """What must come of a message: its translated template with data as it is, and messages translated."""
    text: str = translate(message.template)
    for name, value in message.params.items():
        shown = _said(value, translate) if isinstance(value, Message) else value
        for field in set(re.findall(r"\{" + name + r"(?::[^{}]*)?\}", text)):
            text = text.replace(field, field.format(**{name: shown}).replace("{", "\0"))
    return text.replace("\0", "{")


def test_every_template_can_be_filled_whatever_is_in_it(reports: tuple[tuple[Report, str], ...]) -> None:
    hostile = "{0}{x!r}{__class__} {{}} %s \\1"
    for report, _ in reports:
        for message in _messages(report):
            if not message.params:
                continue  # said as it is, whatever it holds
            assert _fields(message.template) <= message.params.keys()
            texts = {name: hostile for name, value in message.params.items() if isinstance(value, str)}
            said = replace(message, params={**message.params, **texts}).say(_foreign)
            assert said.count(hostile) >= len(_fields(message.template) & texts.keys())


def test_the_catalogue_has_every_sentence(reports: tuple[tuple[Report, str], ...]) -> None:
    written = re.findall(r'^msgid "(.+)"$', CATALOGUE.read_text("utf-8"), re.MULTILINE)
    catalogue = {text.replace('\\"', '"').replace("\\\\", "\\") for text in written}
    assert len(catalogue) > 600
    said = {message.template for report, _ in reports for message in _messages(report)}
    # What Python's readers of JSON and XML say is theirs; it is handed to the translator all the same.
    theirs = {
        message.params["what"].template
        for report, _ in reports
        for message in _messages(report)
        if message.template == "This is not JSON: {what}."
    }
    assert {each for each in said - theirs - catalogue if not FOREIGN_REASONS.fullmatch(each)} == set()


def test_gettext_fits() -> None:
    report = World().check(badges.issued())
    catalogue = gettext.NullTranslations()
    catalogue.add_fallback(_Northern())
    assert report.check(3).say(catalogue.gettext) == "Ki klefo apartenas al northfield.example."
    assert report.check(4).say(catalogue.gettext) == report.check(4).detail


class _Northern(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return {"The key belongs to {host}.": "Ki klefo apartenas al {host}."}.get(message, message)


def test_the_linter_can_be_translated() -> None:
    document = badges.badge() | {"shoeSize": 42, "validFrom": "yesterday"}
    document["credentialSubject"]["achievement"] |= {"achievementType": "Bagde", "criteria": {}}
    found = lint(document)
    assert {entry.code for entry in found} >= {"not_time", "word_unknown", "undefined_term", "address_open"}
    for entry in found:
        told = entry.to_json(_foreign)
        assert (told["sentence"], told["mend"]) == _both_said(entry)
        left = [
            text
            for message in (*_within(entry.sentence), *_within(entry.mend))
            for text in message.params.values()
            if isinstance(text, str) and not _is_data(text, text_of(document) + repr(BUNDLED.urls()))
        ]
        assert left == []


def _both_said(entry: Finding) -> tuple[str, str]:
    return _said(entry.sentence, _foreign), _said(entry.mend, _foreign)


def test_messages_are_joined_as_languages_want_them() -> None:
    assert str(either(["a"])) == "a"
    assert str(either(["a", "b", "c"])) == "a or b or c"
    assert both(["a", "b"]).say(lambda template: template.replace("and", "und")) == "a und b"
    assert str(in_a_row([Message("One."), Message("Two {n}.", {"n": 2})])) == "One. Two 2."


def _messages(report: Report) -> Iterator[Message]:
    for message in (*report.notes, *(each for check in report.checks for each in check.messages)):
        yield from _within(message)


def _within(message: Message) -> Iterator[Message]:
    yield message
    for value in message.params.values():
        if isinstance(value, Message):
            yield from _within(value)


def _is_data(text: str, world: str) -> bool:
    """Whether a text came from outside, or is a name that no language changes."""
    bare = text.removesuffix("…").strip("“”")
    words = re.sub(r"[“”'\"()\[\],;]", " ", bare).split()
    if bare in NAMES or not any(re.fullmatch(r"[a-z]{2,}", word) and word not in NAMES for word in words):
        return True
    plain = " ".join(world.split())
    return any(each in plain for each in (bare, json.dumps(bare)[1:-1], " ".join(bare.split())))


def _without_words(told: Mapping[str, Any]) -> dict[str, Any]:
    checks = [
        {name: value for name, value in row.items() if name not in {"name", "detail"}}
        for row in told["checks"]
    ]
    parts = [part | {"report": _without_words(part["report"])} for part in told["parts"]]
    rest = {name: value for name, value in told.items() if name not in {"checks", "warnings", "parts"}}
    return {**rest, "checks": checks, "parts": parts}
