"""Step 4 for what came in a signed text: whether its signature holds, and it says the same as the credential in it."""

from __future__ import annotations

from skillmark.credential.errors import ProofError
from skillmark.credential.model.view import many
from skillmark.credential.proof.claims import claim_time, contradictions, missing_claims
from skillmark.credential.proof.envelope import Envelope
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings
from skillmark.credential.steps.prove import NAME, OTHER_CHALLENGE, OTHER_DOMAIN, STEP, check_proofs
from skillmark.credential.steps.sd_jwt import sealed_text
from skillmark.credential.steps.subject import subject_ids
from skillmark.credential.times import TimeError, day_of

SPEC = (
    "RFC 7515 (JWS) and RFC 8725 (JWT Best Current Practices); "
    "Securing Verifiable Credentials using JOSE and COSE 1.0; Open Badges 3.0, “JSON Web Token Proof Format”"
)
ALGORITHMS = frozenset({"EdDSA", "Ed25519", "ES256", "ES384", "RS256"})
_NO_SIGNATURE = "none"
# RFC 7518, section 3.2: whoever can check such a code can write it.
_SHARED_SECRET = "hs"  # noqa: S105 (the beginning of names)


def check_signature(case: Case) -> Check:
    """Check the signature around the document, if there is one, and those in it."""
    if case.envelope is None:
        return check_proofs(case)
    sealed = check_envelope(case, case.envelope)
    # Open Badges 3.0, "Create the JOSE Header": a credential may carry proofs and be signed around them once more.
    if sealed.outcome is Outcome.PASSED and "proof" in case.document:
        return check_proofs(case)
    return sealed


def check_envelope(case: Case, envelope: Envelope) -> Check:
    """Check the signature of a signed text, what it says about itself, and that it contradicts nothing in it."""
    findings = Findings(STEP, NAME, SPEC)
    _check_algorithm(findings, str(envelope.header.get("alg")))
    # RFC 9901, section 4.3: an SD-JWT is issued once and shown often; its key binding answers a request (step 8).
    if sealed_text(case) is None or case.is_presentation:
        _check_request(findings, case, envelope)
    try:
        _check_claims(findings, case, envelope)
    except TimeError as error:
        findings.error(error)
    if findings.outcome is Outcome.NOT_APPLICABLE:
        _check_seal(findings, case, envelope)
    return findings.check()


def _check_algorithm(findings: Findings, name: str) -> None:
    if name.lower() == _NO_SIGNATURE or name.lower().startswith(_SHARED_SECRET):
        findings.failed(
            "It says that it is protected by “{name}”, which proves nothing about who wrote it.",
            code="algorithm_refused",
            name=name,
        )
    elif name not in ALGORITHMS:
        findings.unknown(
            "Signatures of the kind “{name}” are not supported yet, so it could not be checked.",
            code="algorithm_unsupported",
            name=name,
        )


def _check_request(findings: Findings, case: Case, envelope: Envelope) -> None:
    # VC-JOSE-COSE names no members for these; `aud` and `nonce` are what presentations carry (RFC 7519, OpenID4VP).
    domain, challenge = case.policy.expected_domain, case.policy.expected_challenge
    audience = many(envelope.claims.get("aud"))
    if domain is not None and domain not in audience:
        findings.failed(OTHER_DOMAIN, code="domain_mismatch")
    if challenge is not None and envelope.claims.get("nonce") != challenge:
        findings.failed(OTHER_CHALLENGE, code="challenge_mismatch")
    if domain is None and not subject_ids(case.document).issuperset(map(str, audience)):
        # RFC 7519, section 4.1.3, would have everybody else refuse it. Issuers of badges name the learner here.
        case.warn(
            "It is addressed to {audience}; whether that is you, only you can tell.",
            code="audience",
            audience=", ".join(map(str, audience)),
        )


def _check_claims(findings: Findings, case: Case, envelope: Envelope) -> None:
    claims = envelope.claims
    for claim, member in contradictions(case.document, claims):
        findings.failed(
            "What is signed says two things: its claim “{claim}” is not what “{member}” says.",
            code="claim_mismatch",
            claim=claim,
            member=member,
        )
    # Open Badges have no profile for SD-JWT, and what is sealed in the document must not stand in a claim.
    missing = missing_claims(case.document, claims) if sealed_text(case) is None else []
    if missing:
        case.warn(
            "It lacks claims that Open Badges ask for ({names}); some verifiers will refuse it.",
            code="claims_missing",
            names=", ".join(missing),
        )
    issued = claim_time(claims, "iat") if type(claims.get("iat")) in {int, float} else None
    if issued and issued > case.now + case.policy.leeway:
        findings.failed(
            "It says that it was made in the future, on {date}.",
            code="created_in_future",
            date=day_of(issued),
        )
    if case.is_presentation:
        _check_period(findings, case, envelope)


def _check_period(findings: Findings, case: Case, envelope: Envelope) -> None:
    # A credential's dates are step 5. A presentation has none but those of its signature.
    begin, end = claim_time(envelope.claims, "nbf"), claim_time(envelope.claims, "exp")
    if begin and begin > case.now + case.policy.leeway:
        findings.failed("Not valid before {date}.", code="not_yet_valid", date=day_of(begin))
    if end and end < case.now:
        findings.failed("The signature itself expired on {date}.", code="proof_expired", date=day_of(end))


def _check_seal(findings: Findings, case: Case, envelope: Envelope) -> None:
    seal = case.seal
    public_key = None if seal is None else seal.key.public_key if seal.key else seal.trial_key
    if public_key is None:
        findings.unknown("There is no key to check it with; see step 3.", code="no_key")
        return
    try:
        envelope.verify(public_key=public_key)
    except ProofError as error:
        findings.error(error)
        return
    if seal is not None and seal.key is not None:
        findings.passed("The signature matches: nothing was changed since it was signed.")
    else:
        findings.passed(
            "Nothing was changed since it was signed with the key it names; whose key that is, step 3 says."
        )
