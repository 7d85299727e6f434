"""Step 9: what this verifier wants beyond truth: an issuer that it knows, and the achievement that it asked for."""

from __future__ import annotations

from skillmark.credential.model import AchievementCredential
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings, quoted

STEP, NAME = 9, "Trust"
SPEC = "Verifiable Credentials Data Model 2.0, “Validation”"


def check_trust(case: Case, issuer: Check) -> Check:
    """Compare the issuer, once its key is bound, with those known, and the achievement with the one expected."""
    findings = Findings(STEP, NAME, SPEC)
    _check_achievement(findings, case)
    _check_issuer(findings, case, issuer)
    return findings.check()


def _check_issuer(findings: Findings, case: Case, issuer: Check) -> None:
    shown = readable_host(case.issuer_id)
    if issuer.outcome is not Outcome.PASSED:
        findings.unknown(
            "Who issued it was not established, so whether to trust them was not asked.", code="not_reached"
        )
    elif case.issuer_id in case.policy.known_issuers:
        findings.passed(f"{quoted(case.policy.known_issuers[case.issuer_id])} is an issuer known here.")
    elif case.policy.known_issuers:
        findings.unknown(f"{shown} is not among the issuers known here.", code="issuer_unlisted")
        case.warn(_unlisted(shown))
    else:
        findings.not_applicable("No list of known issuers was given.", code="no_list")
        case.warn(_unlisted(shown))


def _unlisted(shown: str) -> str:
    return (
        f"{shown} is on no list of known issuers: the checks show who issued this, not whether to trust them."
    )


def _check_achievement(findings: Findings, case: Case) -> None:
    expected = case.policy.expected_achievement
    if expected is None:
        return
    found = [achievement.id for achievement in AchievementCredential(case.document).achievements]
    if found == [expected]:
        findings.passed("It is the achievement that was asked for.")
    else:
        findings.failed("It is not the achievement that was asked for.", code="achievement_mismatch")
