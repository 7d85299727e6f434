"""Pictures that hold only the address of a badge, as the first badges were baked: the badge itself is fetched.

Source: Open Badges Baking 1.0 ("tEXt" with the address of a hosted assertion, as older files have it).
"""

from __future__ import annotations

from dataclasses import replace

from skillmark.credential.legacy.documents import follow, tell_missing
from skillmark.credential.report import Check
from skillmark.credential.steps import read, status
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings


def open_address(reading: read.Reading, case: Case) -> tuple[read.Reading, Check | None]:
    """The badge at the address that was read; where it was withdrawn, also what step 6 says of that."""
    linked = follow(case, reading.address, personal=True)
    if linked.document is not None:
        case.document = linked.document
        return replace(reading, document=linked.document), None
    if linked.is_gone:
        findings = Findings(status.STEP, status.NAME, STATUS_SPEC)
        findings.failed(
            "Revoked by the issuer: its server says that the badge was there and is so no longer.",
            code="revoked",
        )
        return reading, findings.check()
    findings = Findings(read.STEP, read.NAME, read.SPEC)
    tell_missing(findings, case, linked, what="The badge whose address this picture holds")
    return replace(reading, check=findings.check()), None


STATUS_SPEC = "Open Badges 2.0, “Revoking Hosted Assertions”"
