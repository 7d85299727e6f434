"""Step 4: whether the signature holds for what is written, as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skillmark.credential.contexts import ContextRegistry
from skillmark.credential.derive import not_shown
from skillmark.credential.errors import CanonicalizationError, ContextError, ProofError, UnknownContext
from skillmark.credential.keys.public import PublicKey
from skillmark.credential.model.view import many
from skillmark.credential.proof import SUITES, Verifiable, ecdsa_sd_2023, suite_name, suite_of
from skillmark.credential.proof.suite import previous_proofs, proofs_of
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.case import Case, ProofAtHand
from skillmark.credential.steps.findings import Findings
from skillmark.credential.times import TimeError, day_of, parse_timestamp

STEP, NAME = 4, "Signature"
SPEC = (
    "Verifiable Credential Data Integrity 1.0, “Verify Proof” and “Verify Proof Sets and Chains”; "
    "Data Integrity EdDSA Cryptosuites 1.0 and Data Integrity ECDSA Cryptosuites 1.0, “Algorithms”"
)
MAX_PROOFS = 4
OTHER_DOMAIN = "It was not made for this request: its domain differs."
OTHER_CHALLENGE = "It was not made for this request: its challenge differs."
_OF_A_BARE_PRESENTATION = frozenset({"@context", "id", "type", "holder", "verifiableCredential", "proof"})
# What a proof made under other bytes of a context looks like under these.
_OF_OTHER_CONTEXTS = frozenset({"signature_invalid", "signature_count", "labels_differ", "undefined_term"})


def check_proofs(case: Case) -> Check:
    """Check every proof: a set holds only when each of its proofs holds.

    `fact["signatures"]` says of each, in the order of the document, of which kind it is and how it ended.
    """
    findings = Findings(STEP, NAME, SPEC)
    proofs = proofs_of(case.document)
    if not proofs and case.is_presentation and not case.policy.asks_holder:
        _check_bare(findings, case.document)
    elif not proofs:
        findings.failed("The credential is not signed: anyone could have written it.", code="not_signed")
    elif len(proofs) > MAX_PROOFS:
        findings.failed(
            "The credential has {count} signatures; at most {most} are read.",
            code="too_many",
            count=len(proofs),
            most=MAX_PROOFS,
        )
    elif len(proofs) != len(case.proofs):
        findings.failed("A signature is not an object.", code="proof_malformed")
    elif _has_duplicate_ids(case):
        findings.failed("Two signatures have the same id.", code="proof_id_duplicate")
    else:
        _check_each(findings, case)
    findings.fact["proofs"] = len(proofs)
    return findings.check()


def _check_bare(findings: Findings, document: Mapping[str, Any]) -> None:
    """A presentation that nobody signed is as good as the credentials in it; what it says itself is worth nothing."""
    words = sorted(document.keys() - _OF_A_BARE_PRESENTATION)
    if words:
        findings.failed(
            "Nobody has signed it, and yet it says something itself ({members}), which anyone could have written.",
            code="not_signed",
            members=", ".join(words),
        )
    elif not many(document.get("verifiableCredential")):
        findings.failed("Nobody has signed it, and it shows no credential.", code="not_signed")
    else:
        findings.not_applicable(
            "No holder has signed it; its credentials are checked all the same.", code="not_signed"
        )


def _has_duplicate_ids(case: Case) -> bool:
    ids = [at_hand.proof["id"] for at_hand in case.proofs if isinstance(at_hand.proof.get("id"), str)]
    return len(ids) != len(set(ids))


def _check_each(findings: Findings, case: Case) -> None:
    results: list[Findings] = []
    for at_hand in case.proofs:
        results.append(_check_one(case, at_hand))
        if results[-1].too_costly:
            break
    if len(results) == len(case.proofs):
        _check_chains(case, results)
    several = "Signature {number}: {finding}" if len(case.proofs) > 1 else "{finding}"
    for number, result in enumerate(results, start=1):
        findings.include(result, within=several, number=number)
    findings.fact["signatures"] = [
        {"suite": suite_name(at_hand.proof), "outcome": result.outcome.value, "code": result.check().code}
        for at_hand, result in zip(case.proofs, results, strict=False)
    ]


def _check_one(case: Case, at_hand: ProofAtHand) -> Findings:
    findings = Findings(STEP, NAME, SPEC)
    proof = at_hand.proof
    suite = suite_of(proof)
    if suite is None:
        findings.unknown(
            "Signatures of the kind “{kind}” are not supported yet, so it could not be checked.",
            code="proof_type_unsupported",
            kind=suite_name(proof),
        )
        return findings
    _check_options(findings, case, proof)
    if findings.outcome is not Outcome.FAILED:
        _check_signature(findings, case, at_hand, suite)
    return findings


def _check_options(findings: Findings, case: Case, proof: Mapping[str, Any]) -> None:
    if proof.get("proofPurpose") != case.purpose:
        findings.failed(
            "It was made for another purpose ({purpose}), not to show credentials."
            if case.is_presentation
            else "It was made for another purpose ({purpose}), not to issue a credential.",
            code="purpose_mismatch",
            purpose=str(proof.get("proofPurpose")),
        )
    # Data Integrity 1.0, "Verify Proof": the same domains must be named, and one text is a set of one.
    for stated, expected, code, sentence in (
        (many(proof.get("domain")), case.policy.expected_domain, "domain_mismatch", OTHER_DOMAIN),
        ([proof.get("challenge")], case.policy.expected_challenge, "challenge_mismatch", OTHER_CHALLENGE),
    ):
        if expected is not None and stated != [expected]:
            findings.failed(sentence, code=code)
    created, expires = _time(findings, proof, "created"), _time(findings, proof, "expires")
    if created and created > case.now + case.policy.leeway:
        findings.failed(
            "It says that it was made in the future, on {date}.",
            code="created_in_future",
            date=day_of(created),
        )
    if expires and expires < case.now:
        findings.failed("The signature itself expired on {date}.", code="proof_expired", date=day_of(expires))


def _time(findings: Findings, proof: Mapping[str, Any], member: str) -> datetime | None:
    if member not in proof:
        return None
    try:
        return parse_timestamp(proof[member])
    except TimeError as error:
        findings.failed(
            "“{member}” of the signature {problem}.", code=error.code, member=member, problem=error.message
        )
        return None


def _check_signature(findings: Findings, case: Case, at_hand: ProofAtHand, suite: Verifiable) -> None:
    public_key = at_hand.key.public_key if at_hand.key else at_hand.trial_key
    if public_key is None:
        findings.unknown("There is no key to check it with; see step 3.", code="no_key")
        return
    try:
        contexts = _contexts_of(case, at_hand.proof, suite, public_key)
    except UnknownContext as error:
        findings.error(error, outcome=Outcome.UNKNOWN)
    except (ProofError, ContextError, CanonicalizationError) as error:
        findings.error(error)
    else:
        findings.passed(_held(at_hand))
        _warn(case, at_hand.proof, contexts)


def _contexts_of(
    case: Case, proof: Mapping[str, Any], suite: Verifiable, public_key: PublicKey
) -> ContextRegistry:
    """The contexts under which the signature holds; raises what it raises under those in use if there are none.

    Addresses of contexts stood for several bytes over time, and a document does not say which it was signed under.
    """
    errors: list[ProofError | ContextError] = []
    for contexts in case.policy.contexts.alternatives(case.document):
        try:
            suite.verify(case.document, proof, public_key=public_key, contexts=contexts)
        except (ProofError, ContextError) as error:
            errors.append(error)
            if error.code not in _OF_OTHER_CONTEXTS:
                break
        else:
            return contexts
    raise errors[0]


def _held(at_hand: ProofAtHand) -> str:
    if at_hand.key is None:
        return (
            "Nothing was changed since it was signed with the key it names; whose key that is, step 3 says."
        )
    return "The signature matches: nothing was changed since it was signed."


def _warn(case: Case, proof: Mapping[str, Any], contexts: ContextRegistry) -> None:
    name = suite_name(proof)
    if name not in SUITES:
        case.warn(
            "The signature is of the kind “{kind}”, as in an old draft of its standard.",
            code="suite_of_a_draft",
            kind=name,
        )
    usual = case.policy.contexts
    for url in contexts.urls():
        if contexts.load(url) != usual.load(url):
            case.warn(
                "It was signed when {url} meant other bytes than today, with the SHA-256 {sha256}.",
                code="context_bytes",
                url=url,
                sha256=contexts.load(url).sha256,
            )
    if name == ecdsa_sd_2023.CRYPTOSUITE:
        # A holder may leave out what speaks against a credential, and nothing in what is shown tells of it.
        missing = ", ".join(not_shown(case.document))
        case.warn(
            "Only a part of a credential is shown, chosen by whoever shows it; what is not shown could matter. "
            "Nothing is said of: {missing}."
            if missing
            else "Only a part of a credential is shown, chosen by whoever shows it; what is not shown could matter.",
            code="derived_credential",
            missing=missing,
        )


# --- chains ---------------------------------------------------------------------------------------------------


def _check_chains(case: Case, results: list[Findings]) -> None:
    """A proof that builds on others holds only if all of them hold, up to the first one."""
    outcomes = [result.outcome for result in results]
    for at_hand, result in zip(case.proofs, results, strict=True):
        try:
            earlier = _all_before(case, at_hand.proof)
        except ProofError as error:
            result.error(error)
            continue
        before = [
            outcome
            for other, outcome in zip(case.proofs, outcomes, strict=True)
            if any(other.proof is proof for proof in earlier)
        ]
        if Outcome.FAILED in before:
            result.failed("It builds on a signature that does not hold.", code="previous_proof_failed")
        elif Outcome.UNKNOWN in before:
            result.unknown(
                "It builds on a signature that could not be checked.", code="previous_proof_unknown"
            )


def _all_before(case: Case, proof: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every proof that one builds on, directly or through others; raises ProofError where a chain has no beginning."""
    found: list[Mapping[str, Any]] = []
    waiting = [proof]
    while waiting:
        for previous in previous_proofs(case.document, waiting.pop()):
            if previous is proof:
                raise ProofError("proof_chain_cycle", "The signature builds on itself.")
            if not any(previous is other for other in found):
                found.append(previous)
                waiting.append(previous)
    return found
