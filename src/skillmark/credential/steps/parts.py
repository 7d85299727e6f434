"""Step 10: what is inside that stands on its own feet: endorsements and stacked credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillmark.credential.model.view import many
from skillmark.credential.report import Check
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings

STEP, NAME = 10, "Parts"
SPEC = "Open Badges 3.0, “Verification and Validation” and “Endorsement Credential”"
_MEMBERS = ("endorsement", "endorsementJwt", "verifiableCredential")
_MAX_PARTS = 20_000


def check_parts(case: Case) -> Check:
    """Count what is inside; endorsements have signatures of their own, which are not checked yet."""
    findings = Findings(STEP, NAME, SPEC)
    count = sum(len(many(value)) for value in _inside(case.document))
    findings.fact["parts"] = count
    if count == 0:
        findings.not_applicable("There are no endorsements and no further credentials inside.")
    else:
        noun = "endorsement or credential" if count == 1 else "endorsements or credentials"
        findings.unknown(
            f"{count} {noun} inside could not be checked yet; they prove nothing here.", code="unsupported"
        )
    return findings.check()


def _inside(document: Mapping[str, Any]) -> Iterator[Any]:
    stack: list[Any] = [document]
    for _ in range(_MAX_PARTS):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            yield from (value[name] for name in _MEMBERS if name in value)
            stack.extend(part for name, part in value.items() if name not in _MEMBERS)
        elif isinstance(value, list):
            stack.extend(value)
