"""The ten steps for an Open Badge of version 2.0 or older: the same questions, and what the older standard can answer.

It is never silently taken for a credential of today: the report names the older standard, and says what the badge rests
on and what it does not prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from skillmark.credential.legacy import hosted, signed
from skillmark.credential.legacy.bundle import Bundle, gather, unlinked
from skillmark.credential.legacy.dates import check_dates
from skillmark.credential.legacy.kinds import edition_of
from skillmark.credential.legacy.rules import assertion_problems, extensions_of, problems
from skillmark.credential.legacy.view import LegacyBadge, as_subject, show
from skillmark.credential.message import Message
from skillmark.credential.model.view import many
from skillmark.credential.report import Check
from skillmark.credential.steps import bind, conform, parts, prove, status, subject, trust
from skillmark.credential.steps.bind import readable_host
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings, skipped

FORM_SPEC = "Open Badges 2.0, “Open Badges Vocabulary” and “Data Validation”"
PARTS_SPEC = "Open Badges 2.0, “Endorsement”"
_MOST_NAMED = 5
# More of them say nothing new, and a hostile document holds tens of thousands.
_MOST_PROBLEMS = 50


@dataclass(frozen=True)
class LegacyFindings:
    """Steps 2 to 10 of an older badge (without the log, which has none of them), and the view that shows it."""

    form: Check
    issuer: Check
    signature: Check
    dates: Check
    status: Check
    holder: Check
    trust: Check
    parts: Check
    badge: LegacyBadge


def examine(case: Case) -> LegacyFindings:
    """Take the steps on the assertion of `case`, in the signed text that it came in, if it did."""
    found = list(islice(assertion_problems(case.document), _MOST_PROBLEMS))
    # Nothing is fetched in the name of a document that is not what it says it is.
    bundle = unlinked(case) if found else gather(case)
    form = _check_form(case, bundle, found)
    issuer, signature, standing = _skipped() if found else _check_proof(case, bundle)
    earlier = (issuer, signature)
    shadow = replace(case, document=_shadow(bundle))
    if not found:
        _note_legacy(case, bundle)
    return LegacyFindings(
        form=form,
        issuer=issuer,
        signature=signature,
        dates=check_dates(case, case.document, edition=bundle.edition),
        status=standing,
        holder=_check_holder(shadow, earlier),
        trust=trust.check_trust(shadow, earlier),
        parts=_check_parts(bundle),
        badge=show(bundle),
    )


def _check_form(case: Case, bundle: Bundle, found: list[Message]) -> Check:
    findings = Findings(conform.STEP, conform.NAME, FORM_SPEC)
    for problem in [*found, *([] if found else islice(_linked_problems(bundle), _MOST_PROBLEMS))]:
        findings.failed(problem.template, code=problem.code, **problem.params)
    if not found:
        hosted.tell_unlinked(findings, case, bundle)
    names = extensions_of(bundle.assertion, bundle.badge.members, bundle.issuer.members)
    if names:
        case.warn(
            "It has additions beyond the standard, which were not checked: {names}.",
            code="extensions",
            names=", ".join(names[:_MOST_NAMED]),
        )
    if any(isinstance(context, dict) for context in many(bundle.assertion.get("@context"))):
        case.warn("It brings definitions of its own, which were not read.", code="inline_context")
    findings.passed(
        "Complete, with its class of badge and its issuer ({edition}, an older standard).",
        edition=edition_of(bundle.assertion).value,
    )
    return findings.check()


def _linked_problems(bundle: Bundle) -> Iterator[Message]:
    for linked, rule, path in (
        (bundle.badge, "BadgeClass", "badge"),
        (bundle.issuer, "Profile", "badge.issuer"),
    ):
        if linked.document is not None and bundle.assertion.get("revoked") is not True:
            yield from problems(linked.document, rule, bundle.edition, path)


def _check_proof(case: Case, bundle: Bundle) -> tuple[Check, Check, Check]:
    if bundle.hosted is not None:
        if case.envelope is not None:
            case.warn(
                "It came with a signature, which was not looked at: it says that its issuer's own copy counts.",
                code="signature_ignored",
            )
        return (
            hosted.check_issuer(case, bundle, bundle.hosted),
            hosted.check_copy(case, bundle, bundle.hosted),
            hosted.check_status(case, bundle.hosted),
        )
    issuer, keys = signed.check_issuer(case, bundle)
    signature = signed.check_signature(case.envelope, keys)
    return issuer, signature, signed.check_status(case, bundle, earlier=(issuer, signature))


def _skipped() -> tuple[Check, Check, Check]:
    reason = "Not looked at, because the document is not a complete badge; see step 2."
    return (
        skipped(bind.STEP, bind.NAME, hosted.BIND_SPEC, reason),
        skipped(prove.STEP, prove.NAME, hosted.COPY_SPEC, reason),
        skipped(status.STEP, status.NAME, hosted.STATUS_SPEC, reason),
    )


def _shadow(bundle: Bundle) -> Mapping[str, Any]:
    """What the steps that read people and achievements need, under the names by which they know it."""
    return {
        "id": bundle.id,
        "issuer": {"id": bundle.issuer_id, "type": ["Profile"], "name": bundle.issuer.members.get("name")},
        "credentialSubject": as_subject(
            bundle.assertion, {**bundle.badge.members, "id": bundle.badge.address}
        ),
    }


def _check_holder(shadow: Case, earlier: tuple[Check, ...]) -> Check:
    if not shadow.policy.asks_holder:
        return subject.check_subject(shadow, earlier=earlier)
    findings = Findings(subject.STEP, subject.NAME, subject.SPEC)
    findings.failed(
        "Nobody can prove to hold a badge of this standard in answer to a request.", code="holder_unproven"
    )
    return findings.check()


def _check_parts(bundle: Bundle) -> Check:
    findings = Findings(parts.STEP, parts.NAME, PARTS_SPEC)
    holders = (bundle.assertion, bundle.badge.members, bundle.issuer.members)
    count = sum(len(many(holder.get("endorsement"))) for holder in holders)
    findings.fact["parts"] = count
    if count:
        findings.unknown(
            "Endorsements of older badges are not checked ({count} of them); they prove nothing here.",
            code="unsupported",
            count=count,
        )
    else:
        findings.not_applicable("There are no endorsements and no further credentials inside.")
    return findings.check()


def _note_legacy(case: Case, bundle: Bundle) -> None:
    edition = bundle.edition.value
    if bundle.hosted is not None:
        case.warn(
            "This is a badge of an older standard ({edition}). It is not signed: it is true as long as {host} keeps a "
            "copy of it, and cannot be checked once that is gone.",
            code="legacy",
            edition=edition,
            host=readable_host(bundle.id),
        )
    elif bundle.badge.fetched is not None:
        case.warn(
            "This is a badge of an older standard ({edition}). The signature covers that it was awarded, and not what "
            "it stands for: {host} keeps that, and can change it.",
            code="legacy",
            edition=edition,
            host=readable_host(bundle.badge.address),
        )
    else:
        case.warn(
            "This is a badge of an older standard ({edition}). Its signature is good only as long as {host} publishes "
            "its profile and its key.",
            code="legacy",
            edition=edition,
            host=readable_host(bundle.issuer_id),
        )
