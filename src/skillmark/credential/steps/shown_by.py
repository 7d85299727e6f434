"""Step 8 for an SD-JWT: whether the holder of the key in it shows it, to this verifier and just now.

Source: RFC 9901, section 7.3. Whether that is asked for is the verifier's choice (`Policy.expected_domain` and
`Policy.expected_challenge`), never the holder's.
"""

from __future__ import annotations

from skillmark.credential.errors import KeyMaterialError, ProofError
from skillmark.credential.proof.key_binding import check_key_binding, read_key_binding
from skillmark.credential.proof.sd_jwt_vc import VcSdJwt
from skillmark.credential.report import HOLDER_UNCHECKED
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import NOT_ASKED, Findings

STEP, NAME = 8, "Holder"
_NOT_CHECKABLE = frozenset({"holder_key_unsupported", "key_kind_unsupported"})


def check_shown_by(findings: Findings, case: Case, *, established: bool) -> None:
    """Whether the holder of the key in it shows it, to this verifier and just now (RFC 9901, section 7.3)."""
    text = case.shown if case.newer else case.envelope
    if not isinstance(text, VcSdJwt):
        return
    audience, nonce = case.policy.expected_domain, case.policy.expected_challenge
    asked = audience is not None or nonce is not None
    if not text.sd_jwt.key_binding:
        # Step 2 of that section. Whether it is asked for is never for the holder to decide.
        if asked:
            findings.failed("Nobody has proved to hold the key in it.", code="key_binding_missing")
        return
    try:
        binding = read_key_binding(text.sd_jwt)
        if audience is not None and nonce is not None:
            check_key_binding(
                binding, audience=audience, nonce=nonce, now=case.now, window=case.policy.leeway
            )
    except (ProofError, KeyMaterialError) as error:
        if error.code in _NOT_CHECKABLE:
            findings.unknown(
                "Who shows it could not be checked: {why}",
                code=HOLDER_UNCHECKED if asked else error.code,
                why=error.message,
            )
        else:
            findings.error(error)
        return
    if not asked:
        findings.not_applicable(
            "It carries its holder's proof of showing it to {audience}; this check asked for none.",
            code="key_binding_unasked",
            audience=binding.audience,
        )
    elif audience is None or nonce is None:
        findings.failed(
            "Only one of audience and nonce was asked for; one alone could be somebody else's presentation.",
            code="key_binding_incomplete",
        )
    elif established:
        findings.passed(
            "It is shown by the holder of the key in it, to {audience}, in answer to “{nonce}”.",
            audience=audience,
            nonce=nonce,
        )
    else:
        findings.not_applicable(NOT_ASKED, code="not_reached")
