"""Step 2: whether the document is what it says it is, and every member of it has a meaning that a signature covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillmark.credential.errors import CanonicalizationError, ContextError, UnknownContext
from skillmark.credential.jsonld import to_quads
from skillmark.credential.model.kinds import is_presentation, is_record
from skillmark.credential.model.view import many
from skillmark.credential.report import Check, Outcome
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings, quoted
from skillmark.credential.steps.required import problems
from skillmark.credential.steps.shape import shape_problems

STEP, NAME = 2, "Form"
SPEC = (
    "Verifiable Credentials Data Model 2.0, “Basic Concepts”; "
    "Open Badges 3.0, “Verification and Validation” and “Data Models”"
)
VCDM_2 = "https://www.w3.org/ns/credentials/v2"
VCDM_1 = "https://www.w3.org/2018/credentials/v1"
_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/"
_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_NOT_YET = {
    "EnvelopedVerifiableCredential": "This is an enveloped credential, which cannot be checked yet.",
    "Assertion": "This is an Open Badge of version 2 or older, which cannot be checked yet.",
}


def check_form(case: Case) -> Check:
    """Check shape, required members and meaning."""
    findings = Findings(STEP, NAME, SPEC)
    foreign = unsupported_kind(case.document)
    if foreign:
        findings.unknown(foreign, code="kind_unsupported")
        return findings.check()
    for sentence in shape_problems(case.document):
        findings.failed(quoted(sentence, limit=300), code="shape")
    # The meaning of a document that is not plainly written is not worth its cost.
    if findings.outcome is not Outcome.FAILED:
        _check_meaning(findings, case.document)
    for sentence in member_problems(case.document):
        findings.failed(quoted(sentence, limit=300), code="member")
    if not (_is_badge(case.document) or case.is_presentation or case.is_record):
        case.warn("This is not an Open Badge; only the rules for any verifiable credential were checked.")
        if len(many(case.document.get("credentialSubject"))) > 1:
            # Their order is not signed, so whoever comes first is not the issuer's choice.
            case.warn("It speaks of several subjects, and only one of them is shown.")
    findings.passed(f"Complete, and every member is defined ({_kind(case.document)}).")
    return findings.check()


def unsupported_kind(document: Mapping[str, Any]) -> str:
    """Why this kind of document cannot be checked yet, or an empty text."""
    return next(
        (_NOT_YET[name] for name in many(document.get("type")) if isinstance(name, str) and name in _NOT_YET),
        "",
    )


def is_plain(document: Mapping[str, Any]) -> bool:
    """Whether the document is plainly written, so that its signature is worth looking at."""
    return next(shape_problems(document), None) is None


def member_problems(document: Mapping[str, Any]) -> Iterator[str]:
    """Every problem with contexts and required members, as whole sentences; shape and meaning are checked elsewhere."""
    yield from _context_problems(document)
    yield from problems(document, _rule(document))
    begin = "issuanceDate" if _first_context(document) == VCDM_1 else "validFrom"
    dated = not is_presentation(document) and (_is_badge(document) or begin == "issuanceDate")
    if dated and begin not in document:
        yield f"“{begin}” is missing."
    yield from _result_problems(document)


def _context_problems(document: Mapping[str, Any]) -> Iterator[str]:
    contexts = many(document.get("@context"))
    if _first_context(document) not in (VCDM_1, VCDM_2):
        yield f"“@context” must begin with {VCDM_2}."
    if _is_badge(document) and not (
        len(contexts) > 1 and isinstance(contexts[1], str) and contexts[1].startswith(_OPEN_BADGES)
    ):
        yield "“@context” must name the Open Badges 3.0 context in second place."


def _first_context(document: Mapping[str, Any]) -> object:
    return next(iter(many(document.get("@context"))), None)


def _is_badge(document: Mapping[str, Any]) -> bool:
    return any(isinstance(name, str) and name in _BADGE_TYPES for name in many(document.get("type")))


def _rule(document: Mapping[str, Any]) -> str:
    if _is_badge(document):
        return "AchievementCredential"
    if is_presentation(document):
        return "VerifiablePresentation"
    return (
        "EndorsementCredential"
        if "EndorsementCredential" in many(document.get("type"))
        else "VerifiableCredential"
    )


def _result_problems(document: Mapping[str, Any]) -> Iterator[str]:
    # Open Badges 3.0, "Result": a result is on a scale of this achievement, and names its status if asked.
    for subject in many(document.get("credentialSubject")):
        if not isinstance(subject, dict):
            continue
        scales = _scales(subject)
        for index, result in enumerate(many(subject.get("result"))):
            name = result.get("resultDescription") if isinstance(result, dict) else None
            if not isinstance(name, str):
                continue
            if name not in scales:
                yield f"“credentialSubject.result[{index}].resultDescription” names no scale of this achievement."
            elif scales[name] == "Status" and not result.get("status"):
                yield f"“credentialSubject.result[{index}].status” is missing."


def _scales(subject: Mapping[str, Any]) -> dict[str, Any]:
    achievements = (entry for entry in many(subject.get("achievement")) if isinstance(entry, dict))
    scales = (scale for entry in achievements for scale in many(entry.get("resultDescription")))
    return {
        scale["id"]: scale.get("resultType")
        for scale in scales
        if isinstance(scale, dict) and isinstance(scale.get("id"), str)
    }


def _check_meaning(findings: Findings, document: Mapping[str, Any]) -> None:
    try:
        # What a proof says of itself is checked with the proof, in step 4.
        to_quads({name: value for name, value in document.items() if name != "proof"})
    except UnknownContext as error:
        findings.unknown(quoted(error.sentence, limit=400), code=error.code)
    except (ContextError, CanonicalizationError) as error:
        findings.failed(quoted(error.sentence, limit=400), code=error.code)


def _kind(document: Mapping[str, Any]) -> str:
    model = "2.0" if _first_context(document) == VCDM_2 else "1.1"
    badge = "Open Badges 3.0 on " if _is_badge(document) else "CLR 2.0 on " if is_record(document) else ""
    return f"{badge}Verifiable Credentials {model}"
