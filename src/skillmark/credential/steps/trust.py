"""Step 9: what this verifier wants beyond truth: an issuer that it knows, and the achievement that it asked for."""

from __future__ import annotations

from skillmark.credential.model import AchievementCredential
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import NOT_ASKED, Findings, quoted

STEP, NAME = 9, "Trust"
SPEC = "Verifiable Credentials Data Model 2.0, “Validation”"


def check_trust(case: Case, earlier: tuple[Check, ...]) -> Check:
    """Compare the issuer, once it and its signature are established, with those known; and what was expected."""
    findings = Findings(STEP, NAME, SPEC)
    established = all(check.outcome is Outcome.PASSED for check in earlier)
    _check_achievement(findings, case, established=established)
    if established:
        _check_issuer(findings, case)
    else:
        # A known name in a forged file is no reason for trust: it is what a forger would write.
        findings.not_applicable(NOT_ASKED, code="not_reached")
    return findings.check()


def _check_issuer(findings: Findings, case: Case) -> None:
    shown = readable_host(case.issuer_id)
    if case.issuer_id in case.policy.known_issuers:
        name = quoted(case.policy.known_issuers[case.issuer_id])
        findings.passed(f"{name} is on {case.policy.known_list}.")
        findings.fact["list"] = case.policy.known_list
    elif case.policy.known_issuers:
        findings.unknown(f"{shown} is not on {case.policy.known_list}.", code="issuer_unlisted")
        case.warn(_unlisted(shown))
    else:
        findings.not_applicable("No list of known issuers was given.", code="no_list")
        case.warn(_unlisted(shown))


def _unlisted(shown: str) -> str:
    return (
        f"{shown} is on no list of known issuers: the checks show who issued this, not whether to trust them."
    )


def _check_achievement(findings: Findings, case: Case, *, established: bool) -> None:
    expected = case.policy.expected_achievement
    if expected is None or case.is_record:
        # Of a learner record step 10 says it: what counts is what is inside.
        return
    found = [achievement.id for achievement in AchievementCredential(case.document).achievements]
    if found != [expected]:
        findings.failed("It is not the achievement that was asked for.", code="achievement_mismatch")
    elif established:
        findings.passed("It is the achievement that was asked for.")
