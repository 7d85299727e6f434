"""Saying how an older badge stands, and how old that knowledge is, in the words of step 6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from skillmark.credential.resolve import Fetched
from skillmark.credential.steps.case import Case
from skillmark.credential.steps.findings import Findings, quoted
from skillmark.credential.steps.status import DEFAULT_ACCEPTED_AGE
from skillmark.credential.times import age_of


@dataclass(frozen=True)
class Standing:
    """The document that says how a badge stands, asked in this check or before it."""

    case: Case
    source: Fetched

    @property
    def age(self) -> timedelta:
        """How old the document is."""
        return max(self.case.now - self.source.fetched_at, timedelta(0))

    @property
    def is_stale(self) -> bool:
        """Whether it is older than the verifier accepts; what was asked just now is as new as it gets."""
        accepted = self.case.policy.accept_status_age
        return self.source.from_store and self.age > (DEFAULT_ACCEPTED_AGE if accepted is None else accepted)


def tell_revoked(findings: Findings, standing: Standing, reason: object) -> None:
    """It was revoked, with the reason that was published."""
    _note_age(findings, standing)
    shown = quoted(reason, limit=500).rstrip(".") if isinstance(reason, str) else ""
    if shown:
        findings.fact["reason"] = shown
        findings.failed(
            "Revoked by the issuer. Reason: {reason}. This is known as of {age} ago.",
            code="revoked",
            reason=shown,
            age=age_of(standing.age),
        )
    else:
        findings.failed(
            "Revoked by the issuer. No reason could be found. This is known as of {age} ago.",
            code="revoked",
            age=age_of(standing.age),
        )


def tell_good_standing(findings: Findings, standing: Standing) -> None:
    """It was not revoked, unless that was too long ago to rely on."""
    _note_age(findings, standing)
    age = age_of(standing.age)
    if standing.is_stale:
        findings.unknown(
            "It was in good standing {age} ago, but that is too long ago to rely on.", code="stale", age=age
        )
    else:
        findings.passed("Not revoked, as of {age} ago.", age=age)


def _note_age(findings: Findings, standing: Standing) -> None:
    findings.fact |= {
        "list_age_seconds": int(standing.age.total_seconds()),
        "list_from_store": standing.source.from_store,
    }
