"""What a check found, step by step: the value that pages, the API and the command line all show.

A report is a tree: what is inside a credential and stands on its own feet (endorsements, the credentials of a record or
of a presentation) has a report of its own, made by the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from skillmark.credential.errors import CredentialError
from skillmark.credential.message import Message, Translate, as_written, in_a_row
from skillmark.credential.model import AchievementCredential
from skillmark.credential.problems import problem_type

__all__ = [
    "CONTENT_UNCHECKED",
    "DECISIVE_STEPS",
    "GROUP_OF_STEP",
    "HOLDER_UNCHECKED",
    "Check",
    "Group",
    "Message",
    "NotVerified",
    "Outcome",
    "Part",
    "Report",
    "Role",
    "Translate",
    "Verdict",
]

# An unknown outcome of these steps leaves the verdict open; the later ones add to it but do not carry it.
DECISIVE_STEPS = range(1, 7)
# The later steps do where they find this: credentials inside could not be checked, and they are what it is about.
CONTENT_UNCHECKED = "content_unchecked"
# Or this: a verifier asked the holder for a proof that could not be checked.
HOLDER_UNCHECKED = "holder_unchecked"


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


class Group(StrEnum):
    """The eight questions that the ten steps answer."""

    INTEGRITY = "integrity"
    ISSUER_BINDING = "issuer_binding"
    TRUST = "trust"
    CONFORMANCE = "conformance"
    VALIDITY = "validity"
    STATUS = "status"
    SUBJECT = "subject"
    ENDORSEMENTS = "endorsements"


GROUP_OF_STEP: Mapping[int, Group] = {
    1: Group.CONFORMANCE,
    2: Group.CONFORMANCE,
    3: Group.ISSUER_BINDING,
    4: Group.INTEGRITY,
    5: Group.VALIDITY,
    6: Group.STATUS,
    7: Group.INTEGRITY,
    8: Group.SUBJECT,
    9: Group.TRUST,
    10: Group.ENDORSEMENTS,
}
# The worst outcome of a group's steps is the group's.
_WORST_FIRST = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True)
class Check:
    """One of the ten steps: `messages` are for people, `code` and `fact` for programs, `spec` names the rule."""

    step: int
    name: str
    outcome: Outcome
    messages: tuple[Message, ...]
    spec: str
    code: str = ""
    fact: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Check:
        """A check as `to_json` wrote it, with its sentences in the language that they were written in."""
        return cls(
            int(row["step"]),
            str(row["name"]),
            Outcome(row["outcome"]),
            (Message(str(row["detail"])),),
            str(row.get("spec", "")),
            str(row.get("code", "")),
            dict(row.get("fact") or {}),
        )

    @property
    def detail(self) -> str:
        """What was found, in English."""
        return self.say()

    @property
    def group(self) -> Group:
        """The question that this step helps to answer."""
        return GROUP_OF_STEP[self.step]

    @property
    def problem(self) -> str:
        """The problem type (RFC 9457, section 3.1.1) of what was found; empty where there is no problem."""
        return problem_type(self.code) if self.outcome in {Outcome.FAILED, Outcome.UNKNOWN} else ""

    @property
    def message(self) -> Message:
        """What was found, as one message that can be part of another."""
        return in_a_row(self.messages)

    def say(self, translate: Translate = as_written) -> str:
        """What was found, in the language of `translate`."""
        return " ".join(message.say(translate) for message in self.messages)

    def to_json(self, translate: Translate = as_written) -> dict[str, Any]:
        """The check as JSON members."""
        return {
            "step": self.step,
            "group": self.group.value,
            "name": translate(self.name),
            "outcome": self.outcome.value,
            "detail": self.say(translate),
            "spec": self.spec,
            "code": self.code,
            "problem": self.problem,
            "fact": dict(self.fact),
        }


class Role(StrEnum):
    """What a part is to the document it is in."""

    ENDORSEMENT = "endorsement"
    CREDENTIAL = "credential"


@dataclass(frozen=True)
class Part:
    """Something inside a document that stands on its own feet: where it is, what it is there for, and its report."""

    path: str
    role: Role
    report: Report


@dataclass(frozen=True)
class Report:
    """The ten checks of one credential, with the document as it was read and the bytes as they came.

    `legacy` names the older standard that it follows (Open Badges 2.0, 1.x), which proves less; `view` shows it then.
    `kept` is the summary of the document where the report was read from JSON, which has no more of it.
    """

    checks: tuple[Check, ...]
    document: Mapping[str, Any] | None = None
    signed_bytes: bytes = b""
    form: str = ""
    notes: tuple[Message, ...] = ()
    parts: tuple[Part, ...] = ()
    legacy: str = ""
    view: AchievementCredential | None = None
    kept: Mapping[str, Any] | None = None

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Report:
        """A report as `to_json` wrote it, in the language that it was written in: what was found, not the document."""
        return cls(
            tuple(Check.from_json(row) for row in found["checks"]),
            form=str(found.get("form", "")),
            notes=tuple(Message(str(warning)) for warning in found.get("warnings", ())),
            parts=tuple(
                Part(str(row["path"]), Role(row["role"]), cls.from_json(row["report"]))
                for row in found.get("parts", ())
            ),
            legacy=str(found.get("legacy", "")),
            kept=found.get("credential"),
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know although it decides nothing, in English."""
        return tuple(note.say() for note in self.notes)

    @property
    def verdict(self) -> Verdict:
        """Any failed check decides; then any unknown one among the decisive steps; else it is verified."""
        if any(check.outcome is Outcome.FAILED for check in self.checks):
            return Verdict.NOT_VERIFIED
        return Verdict.NOT_CHECKED if self.open_steps else Verdict.VERIFIED

    @property
    def open_steps(self) -> frozenset[int]:
        """The steps that could not be taken and leave the verdict open."""
        return frozenset(
            check.step
            for check in self.checks
            if check.outcome is Outcome.UNKNOWN
            and (check.step in DECISIVE_STEPS or check.code in {CONTENT_UNCHECKED, HOLDER_UNCHECKED})
        )

    @property
    def credential(self) -> AchievementCredential | None:
        """What the document says, whether or not it is true: look at the verdict first."""
        if self.view is not None:
            return self.view
        return AchievementCredential(self.document) if self.document is not None else None

    @property
    def summary(self) -> Mapping[str, Any] | None:
        """What a reader asks first, as JSON members; None where nothing could be read."""
        credential = self.credential
        return credential.summary() if credential is not None else self.kept

    def check(self, step: int) -> Check:
        """The check of one step, 1 to 10."""
        return self.checks[step - 1]

    def group(self, group: Group) -> Outcome:
        """The answer to one of the eight questions: the worst of its steps."""
        outcomes = [check.outcome for check in self.checks if check.group is group]
        return min(outcomes, key=_WORST_FIRST.index, default=Outcome.UNKNOWN)

    def walk(self) -> Iterator[Report]:
        """This report and those of all parts, outermost first."""
        yield self
        for part in self.parts:
            yield from part.report.walk()

    def to_json(self, translate: Translate = as_written) -> dict[str, Any]:
        """The report as one JSON object: verdict, groups, checks, warnings, a summary of the credential, and parts."""
        return {
            "verdict": self.verdict.value,
            "groups": {group.value: self.group(group).value for group in Group},
            "checks": [check.to_json(translate) for check in self.checks],
            "warnings": [note.say(translate) for note in self.notes],
            "form": self.form,
            "legacy": self.legacy,
            "credential": self.summary,
            "parts": [
                {"path": part.path, "role": part.role.value, "report": part.report.to_json(translate)}
                for part in self.parts
            ],
        }


class NotVerified(CredentialError):
    """The verdict is not "verified"; `report` says which check decided it."""

    def __init__(self, report: Report) -> None:
        super().__init__("not_verified", "The credential was not verified; the report says why.")
        self.report = report
