"""Step 2: whether the document is what it says it is, and every member of it has a meaning that a signature covers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from skillmark.credential.errors import CheckBudgetExceeded, ContextError, UnknownContext, WorkBudgetExceeded
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.message import Message
from skillmark.credential.model.view import many, objects, text
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings
from skillmark.credential.steps.flaws import Flaw, json_path
from skillmark.credential.steps.leaves import JWS
from skillmark.credential.steps.required import document_flaws, rules_of
from skillmark.credential.steps.sd_jwt import but_hidden, check_plain_claims, note_hidden, sealed_text
from skillmark.credential.steps.shape import shape_flaws
from skillmark.credential.steps.whole import (
    SCHEMA_TYPE,
    VCDM_1,
    VCDM_2,
    Scope,
    first_context,
    schema_class,
)

__all__ = ["NAME", "SPEC", "STEP", "VCDM_1", "VCDM_2", "check_form", "is_plain", "unsupported_kind"]

STEP, NAME = 2, "Form"
SPEC = (
    "Verifiable Credentials Data Model 2.0, “Basic Concepts”; "
    "Open Badges 3.0 and Comprehensive Learner Record 2.0, “Verification and Validation” and “Data Models”"
)
_NOT_YET = {
    "Assertion": "This is an Open Badge of version 2 or older, which cannot be checked yet.",
}
_OTHER_KINDS = {
    "VerifiablePresentation": "a presentation of Verifiable Credentials",
    "EnvelopedVerifiableCredential": "an envelope of Verifiable Credentials",
    "EnvelopedVerifiablePresentation": "an envelope of Verifiable Credentials",
    "ClrCredential": "a Comprehensive Learner Record 2.0 on Verifiable Credentials",
    "EndorsementCredential": "an endorsement of Open Badges 3.0 on Verifiable Credentials",
    "AchievementCredential": "Open Badges 3.0 on Verifiable Credentials",
    "VerifiableCredential": "Verifiable Credentials",
}
_MAX_TOLD, _MAX_NOTED = 20, 3
# More of them say nothing new, and a hostile document has tens of thousands.
_MOST_FLAWS = 100


def check_form(case: Case) -> Check:
    """Check shape, required members and meaning."""
    findings = Findings(STEP, NAME, SPEC)
    text = sealed_text(case)
    if text is not None:
        note_hidden(findings, case, text)
        if text.is_plain:
            check_plain_claims(findings, case, text)
            return findings.check()
    foreign = unsupported_kind(case.document)
    if foreign:
        findings.unknown(foreign, code="kind_unsupported")
        return findings.check()
    for flaw in islice(shape_flaws(case.document), _MOST_FLAWS):
        findings.failed("{flaw}", code="shape", flaw=flaw.message)
    # The meaning of a document that is not plainly written is not worth its cost.
    if findings.outcome is not Outcome.FAILED:
        _check_meaning(findings, case)
    _check_members(findings, case)
    _note_kind(case)
    findings.passed(
        "Complete, and every member is defined ({kind} {model}).",
        kind=Message(_OTHER_KINDS[rules_of(case.document)[0]]),
        model="2.0" if first_context(case.document) == VCDM_2 else "1.1",
    )
    _check_schemas(findings, case)
    return findings.check()


def unsupported_kind(document: Mapping[str, Any]) -> str:
    """Why this kind of document cannot be checked yet, or an empty text."""
    return next(
        (_NOT_YET[name] for name in many(document.get("type")) if isinstance(name, str) and name in _NOT_YET),
        "",
    )


def is_plain(document: Mapping[str, Any]) -> bool:
    """Whether the document is plainly written, so that its signature is worth looking at."""
    return next(shape_flaws(document), None) is None


def _check_meaning(findings: Findings, case: Case) -> None:
    """Every member is defined, under the contexts as they are or as they once were published."""
    # What a proof says of itself is checked with the proof, in step 4.
    document = {name: value for name, value in case.document.items() if name != "proof"}
    if _may_hold_texts(case) and "verifiableCredential" in document:
        document["verifiableCredential"] = [
            part for part in many(document["verifiableCredential"]) if not JWS.accepts(part)
        ]
    refusals: list[ContextError | CheckBudgetExceeded] = []
    for contexts in case.policy.contexts.alternatives(document):
        try:
            canonical_nquads(document, contexts=contexts)
        except (ContextError, CheckBudgetExceeded) as error:
            refusals.append(error)
        except WorkBudgetExceeded:
            # It has a meaning. What it costs to sign it is said in step 4.
            return
        else:
            return
    first = refusals[0]
    findings.error(first, outcome=Outcome.UNKNOWN if isinstance(first, UnknownContext) else Outcome.FAILED)


def _may_hold_texts(case: Case) -> bool:
    # VCDM 1.1, "JSON Web Token": what an enveloped presentation holds may be texts. 2.0 has objects only.
    return case.envelope is not None and first_context(case.document) == VCDM_1


def _check_members(findings: Findings, case: Case) -> None:
    scope = Scope(contexts=case.policy.contexts, texts=_may_hold_texts(case))
    found = but_hidden(document_flaws(case.document, scope=scope), sealed_text(case))
    # Whoever names the schema of 1EdTech promises to keep it to the letter.
    strict = any(schema_class(text(entry.get("id"))) for entry in _schemas(case.document, of_1edtech=True))
    refused, noted = list[Flaw](), list[Flaw]()
    for flaw in found:
        (refused if strict or not _is_tolerated(flaw, case) else noted).append(flaw)
    for flaw in refused[:_MOST_FLAWS]:
        findings.failed("{flaw}", code="member", flaw=flaw.message)
    for flaw in noted[:_MAX_NOTED]:
        case.warn(flaw.sentence, code=flaw.code, **flaw.values)
    if found:
        findings.fact["flaws"] = [_told(flaw) for flaw in found[:_MAX_TOLD]]


def _is_tolerated(flaw: Flaw, case: Case) -> bool:
    # Open Badges on the data model 1.1 are from before the published lists: `email` was an identityType then.
    return flaw.tolerated or (flaw.code == "word_unknown" and first_context(case.document) == VCDM_1)


def _told(flaw: Flaw) -> dict[str, str]:
    return {"code": flaw.code, "path": json_path(flaw.place)}


def _note_kind(case: Case) -> None:
    if rules_of(case.document) != ("VerifiableCredential",):
        return
    case.warn(
        "This is not an Open Badge; only the rules for any verifiable credential were checked.",
        code="not_a_badge",
    )
    if len(many(case.document.get("credentialSubject"))) > 1:
        # Their order is not signed, so whoever comes first is not the issuer's choice.
        case.warn("It speaks of several subjects, and none of them is shown.", code="several_subjects")


def _check_schemas(findings: Findings, case: Case) -> None:
    """The schemas of 1EdTech say no more than the rules here; what others say is not known."""
    for entry in _schemas(case.document, of_1edtech=True):
        if schema_class(text(entry.get("id"))):
            findings.passed("It names the JSON schema of 1EdTech, whose rules are among those checked here.")
        else:
            _note_schema(case, entry)
    for entry in _schemas(case.document, of_1edtech=False):
        _note_schema(case, entry)


def _schemas(document: Mapping[str, Any], *, of_1edtech: bool) -> list[Mapping[str, Any]]:
    found = objects(document.get("credentialSchema"))
    return [entry for entry in found if (SCHEMA_TYPE in many(entry.get("type"))) is of_1edtech]


def _note_schema(case: Case, entry: Mapping[str, Any]) -> None:
    case.warn(
        "It says that it follows the schema {address}; that was not checked.",
        code="schema_not_checked",
        address=text(entry.get("id")),
    )
