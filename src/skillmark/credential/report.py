"""What a check found, step by step: the value that pages, the API and the command line all show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from skillmark.credential.errors import CredentialError
from skillmark.credential.model import AchievementCredential

# An unknown outcome of these steps leaves the verdict open; the later ones add to it but do not carry it.
DECISIVE_STEPS = range(1, 7)


class Outcome(StrEnum):
    """How a check ended. Unknown means "could not check": never valid, never invalid."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """What the checks come to."""

    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Check:
    """One of the ten steps: `detail` is for people, `code` and `fact` for programs, `spec` names the rule."""

    step: int
    name: str
    outcome: Outcome
    detail: str
    spec: str
    code: str = ""
    fact: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The check as JSON members."""
        return {
            "step": self.step,
            "name": self.name,
            "outcome": self.outcome.value,
            "detail": self.detail,
            "spec": self.spec,
            "code": self.code,
            "fact": dict(self.fact),
        }


@dataclass(frozen=True)
class Report:
    """The ten checks of one credential, with the document as it was read and the bytes as they came."""

    checks: tuple[Check, ...]
    document: Mapping[str, Any] | None = None
    signed_bytes: bytes = b""
    form: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Any failed check decides; then any unknown one among the decisive steps; else it is verified."""
        if any(check.outcome is Outcome.FAILED for check in self.checks):
            return Verdict.NOT_VERIFIED
        decisive = (check for check in self.checks if check.step in DECISIVE_STEPS)
        if any(check.outcome is Outcome.UNKNOWN for check in decisive):
            return Verdict.NOT_CHECKED
        return Verdict.VERIFIED

    @property
    def credential(self) -> AchievementCredential | None:
        """What the document says, whether or not it is true: look at the verdict first."""
        return AchievementCredential(self.document) if self.document is not None else None

    def check(self, step: int) -> Check:
        """The check of one step, 1 to 10."""
        return self.checks[step - 1]

    def to_json(self) -> dict[str, Any]:
        """The report as one JSON object: verdict, checks, warnings, and a summary of the credential."""
        credential = self.credential
        return {
            "verdict": self.verdict.value,
            "checks": [check.to_json() for check in self.checks],
            "warnings": list(self.warnings),
            "form": self.form,
            "credential": credential.summary() if credential is not None else None,
        }


class NotVerified(CredentialError):
    """The verdict is not "verified"; `report` says which check decided it."""

    def __init__(self, report: Report) -> None:
        super().__init__("not_verified", "The credential was not verified; the report says why.")
        self.report = report
