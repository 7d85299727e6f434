"""Step 4: whether the signature holds for what is written, as it is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skillmark.credential.errors import CanonicalizationError, ContextError, ProofError, UnknownContext
from skillmark.credential.proof import SUITES, Suite, suite_name, suite_of
from skillmark.credential.proof.suite import proofs_of
from skillmark.credential.report import Check
from skillmark.credential.steps.case import Case, ProofAtHand
from skillmark.credential.steps.findings import Findings, quoted
from skillmark.credential.times import TimeError, in_words, parse_timestamp

STEP, NAME = 4, "Signature"
SPEC = (
    "Verifiable Credential Data Integrity 1.0, “Verify Proof” and “Verify Proof Sets and Chains”; "
    "Data Integrity EdDSA Cryptosuites 1.0, “Algorithms”"
)
_MAX_PROOFS = 4


def check_proofs(case: Case) -> Check:
    """Check every proof: a set holds only when each of its proofs holds."""
    findings = Findings(STEP, NAME, SPEC)
    proofs = proofs_of(case.document)
    if not proofs and case.is_presentation and case.policy.expected_challenge is None:
        findings.not_applicable(
            "No holder has signed it; its credentials are checked all the same.", code="not_signed"
        )
    elif not proofs:
        findings.failed("The credential is not signed: anyone could have written it.", code="not_signed")
    elif len(proofs) > _MAX_PROOFS:
        findings.failed(
            f"The credential has {len(proofs)} signatures; at most {_MAX_PROOFS} are read.", code="too_many"
        )
    elif len(proofs) != len(case.proofs):
        findings.failed("A signature is not an object.", code="proof_malformed")
    elif _has_duplicate_ids(case):
        findings.failed("Two signatures have the same id.", code="proof_id_duplicate")
    else:
        for position, at_hand in enumerate(case.proofs, start=1):
            _check_one(findings, case, at_hand, f"Signature {position}: " if len(proofs) > 1 else "")
            if findings.too_costly:
                break
    findings.fact["proofs"] = len(proofs)
    return findings.check()


def _has_duplicate_ids(case: Case) -> bool:
    ids = [at_hand.proof["id"] for at_hand in case.proofs if isinstance(at_hand.proof.get("id"), str)]
    return len(ids) != len(set(ids))


def _check_one(findings: Findings, case: Case, at_hand: ProofAtHand, prefix: str) -> None:
    proof = at_hand.proof
    suite = suite_of(proof)
    if suite is None:
        findings.unknown(
            f"{prefix}Signatures of the kind “{quoted(suite_name(proof))}” are not supported yet, so it could not be "
            "checked.",
            code="proof_type_unsupported",
        )
        return
    problems = _option_problems(case, proof)
    for sentence, code in problems:
        findings.failed(prefix + sentence, code=code)
    if not problems:
        _check_signature(findings, case, at_hand, suite, prefix)


def _option_problems(case: Case, proof: Any) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    if proof.get("proofPurpose") != case.purpose:
        purpose = quoted(proof.get("proofPurpose"))
        wanted = "show credentials" if case.is_presentation else "issue a credential"
        problems.append(
            (f"It was made for another purpose ({purpose}), not to {wanted}.", "purpose_mismatch")
        )
    for member, expected in (
        ("domain", case.policy.expected_domain),
        ("challenge", case.policy.expected_challenge),
    ):
        if expected is not None and proof.get(member) != expected:
            problems.append(
                (f"It was not made for this request: its {member} differs.", f"{member}_mismatch")
            )
    try:
        created, expires = _time(proof, "created"), _time(proof, "expires")
    except TimeError as error:
        return [*problems, (error.sentence, error.code)]
    if created and created > case.now + case.policy.leeway:
        problems.append(
            (f"It says that it was made in the future, on {in_words(created)}.", "created_in_future")
        )
    if expires and expires < case.now:
        problems.append((f"The signature itself expired on {in_words(expires)}.", "proof_expired"))
    return problems


def _time(proof: Any, member: str) -> datetime | None:
    if member not in proof:
        return None
    try:
        return parse_timestamp(proof[member])
    except TimeError as error:
        raise TimeError(error.code, f"“{member}” of the signature {error.sentence}.") from error


def _check_signature(findings: Findings, case: Case, at_hand: ProofAtHand, suite: Suite, prefix: str) -> None:
    public_key = at_hand.key.public_key if at_hand.key else at_hand.trial_key
    if public_key is None:
        findings.unknown(f"{prefix}There is no key to check it with; see step 3.", code="no_key")
        return
    name = suite_name(at_hand.proof)
    if name not in SUITES:
        case.warn(f"The signature is named “{name}”, as in an old draft of its standard.")
    try:
        suite.verify(case.document, at_hand.proof, public_key=public_key)
    except UnknownContext as error:
        findings.unknown(prefix + quoted(error.sentence, limit=400), code=error.code)
    except (ProofError, ContextError, CanonicalizationError) as error:
        findings.failed(prefix + quoted(error.sentence, limit=400), code=error.code)
    else:
        findings.passed(prefix + _held(at_hand))


def _held(at_hand: ProofAtHand) -> str:
    if at_hand.key is None:
        return (
            "Nothing was changed since it was signed with the key it names; whose key that is, step 3 says."
        )
    return "The signature matches: nothing was changed since it was signed."
