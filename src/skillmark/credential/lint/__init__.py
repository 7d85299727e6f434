"""Read a credential as an issuer should before signing it: what to mend, where, why, and how.

`lint` takes a document, or the bytes of a file (JSON, signed text, PNG, SVG), and returns findings, the gravest first.
An error is what issuing refuses, by the same rules (steps/ready.py); warnings and hints are advice.

| rules        | about                                                                     |
|--------------|---------------------------------------------------------------------------|
| signing.py   | errors: what the standards require, and members that no context defines   |
| contexts.py  | contexts whose bytes change, and the older data model                     |
| recipient.py | whom it is about, and what it tells of them                               |
| results.py   | results and their scales                                                  |
| pictures.py  | what can be baked and shown                                               |
| wording.py   | names, texts, empty members                                               |
| standing.py  | status, end, and the addresses that verifiers ask                         |
| graph.py     | nodes that not every program orders alike                                 |
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.lint import (
    contexts,
    graph,
    pictures,
    recipient,
    results,
    signing,
    standing,
    wording,
)
from skillmark.credential.lint.finding import (
    REMOVED,
    Edit,
    Finding,
    Paper,
    Rule,
    Severity,
    applied,
    finding,
)
from skillmark.credential.policy import Policy
from skillmark.credential.report import Message, Outcome
from skillmark.credential.steps import read as step_one
from skillmark.credential.steps.flaws import Place

__all__ = ["REMOVED", "Edit", "Finding", "Paper", "Rule", "Severity", "applied", "finding", "lint", "mend"]

RULES: tuple[Rule, ...] = tuple(
    rule
    for family in (signing, contexts, recipient, results, pictures, wording, standing, graph)
    for rule in family.RULES
)
_ORDER = tuple(Severity)
# Two rules that see the same fault at the same place: the first says it better.
_SAME = {
    ("null", "null_value"),
    ("not_url", "relative_iri"),
    ("not_url", "invalid_iri"),
    ("date_of_1_1", "undefined_term"),
    ("member_unexpected", "undefined_term"),
}


def lint(
    source: Mapping[str, Any] | bytes,
    *,
    profile: tuple[Rule, ...] = (),
    contexts: ContextRegistry = BUNDLED,
    new_salt: Callable[[], str] = lambda: secrets.token_urlsafe(16),
) -> tuple[Finding, ...]:
    """What should be mended before signing; `profile` are further rules, those of one's own house or country."""
    if isinstance(source, bytes):
        reading = step_one.read(source, policy=Policy(contexts=contexts))
        if reading.document is None or reading.check.outcome is not Outcome.PASSED:
            return (_unread(reading),)
        document, size = reading.document, len(reading.signed_bytes)
    else:
        document, size = source, _size(source)
    paper = Paper(document, contexts, new_salt, size)
    found = [entry for rule in (*RULES, *profile) for entry in rule(paper)]
    found += _signed(document)
    told = {(entry.code, entry.place) for entry in found}
    kept = [
        entry
        for entry in found
        if not any(second == entry.code and (first, entry.place) in told for first, second in _SAME)
    ]
    return tuple(sorted(kept, key=lambda entry: _ORDER.index(entry.severity)))


def mend(
    document: Mapping[str, Any],
    *,
    profile: tuple[Rule, ...] = (),
    contexts: ContextRegistry = BUNDLED,
    max_rounds: int = 50,
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The document with every mechanical change made, and what is left to mend by hand."""
    mended, seen = dict(document), [dict(document)]
    for _ in range(max_rounds):
        found = lint(mended, profile=profile, contexts=contexts)
        better = applied(mended, _together(found))
        # Changes that lead back to where we were mend nothing.
        if better in seen:
            return mended, found
        mended = better
        seen.append(better)
    return mended, lint(mended, profile=profile, contexts=contexts)


def _together(found: tuple[Finding, ...]) -> tuple[Edit, ...]:
    """The changes of many findings that can be made at once, because none reaches into what another changes."""
    chosen: list[Edit] = []
    taken: set[Place] = set()
    above: set[Place] = set()
    for entry in found:
        places = [edit.place for edit in entry.edits]
        if any(
            place in above or any(place[:end] in taken for end in range(1, len(place) + 1))
            for place in places
        ):
            continue
        chosen.extend(entry.edits)
        taken.update(places)
        above.update(place[:end] for place in places for end in range(len(place)))
    # Taking an entry out of a list moves those behind it, so this comes last, and from the end.
    return tuple(sorted(chosen, key=_moves))


def _moves(edit: Edit) -> int:
    last = edit.place[-1]
    return -last if edit.value is REMOVED and isinstance(last, int) else -sys.maxsize


def _unread(reading: step_one.Reading) -> Finding:
    mend = Message("Hand in the credential itself.")
    return Finding("unreadable", Severity.ERROR, (), reading.check.messages[0], mend, reading.check.spec)


def _signed(document: Mapping[str, Any]) -> Iterator[Finding]:
    if "proof" in document:
        yield finding(
            "signed", Severity.HINT, ("proof",), "It is signed already: what is mended here no longer fits its proof.",
            "Mend the document before it is signed, and sign it anew.",
            spec="Verifiable Credential Data Integrity 1.0, “Add Proof”",
        )  # fmt: skip


def _size(document: Mapping[str, Any]) -> int:
    return len(
        json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str).encode(
            "utf-8", "replace"
        )
    )
