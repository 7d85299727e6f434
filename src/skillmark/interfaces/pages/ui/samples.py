"""Invented values for the living page, so that each component is seen in each of its states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from skillmark.credential.report import Check, Message, Outcome, Report
from skillmark.interfaces.pages.ui.showpiece import CredentialShow, from_report
from skillmark.interfaces.pages.ui.shows import VERDICTS
from skillmark.lifecycle.designing.rules import limits
from skillmark.lifecycle.issuing.document import (
    AchievementSays,
    IssuerSays,
    Recipient,
    Skill,
    StatusPlace,
    compose_credential,
)

DAY = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)
P, F, U, N = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
CHECKED = [
    (1, "File", P, "A complete Open Badge, 3.4 KB."),
    (2, "Form", P, "Complete, and every member is defined (Open Badges 3.0)."),
    (3, "Issuer", P, "The key belongs to northfield.example."),
    (4, "Signature", P, "Every byte is as it was signed."),
    (5, "Dates", P, "In date until 15 January 2029."),
    (6, "Status", P, "Not revoked. The list is 2 minutes old."),
    (7, "Log", N, "It names no transparency log."),
    (8, "Holder", N, "Nobody was asked to prove to be the earner."),
    (9, "Trust", P, "Northfield College is on this site's list of known issuers."),
    (10, "Parts", P, "One endorsement, verified."),
]
BADGES: list[dict[str, Any]] = [
    {
        "title": "Data Analysis Foundations",
        "issuer": "Northfield College",
        "level": 5,
        "hue": 165,
        "icon": "chart-line",
    },
    {
        "title": "Wound Care for Community Nurses",
        "issuer": "St Brigid Health Trust",
        "kind": "certification",
        "level": 6,
        "hue": 20,
        "icon": "heart-pulse",
    },
    {
        "title": "Cloud Security Basics",
        "issuer": "Opentech",
        "kind": "knowledge",
        "level": 4,
        "hue": 250,
        "icon": "shield",
    },
    {
        "title": "Organisational Management",
        "issuer": "Guild",
        "kind": "stack",
        "level": 7,
        "hue": 305,
        "icon": "layers",
    },
    {
        "title": "Grundlagen der Lebensmittelverarbeitungshygienevorschriften für Fortgeschrittene",
        "issuer": "Berufsförderungsinstitut Niederösterreich-Süd",
        "level": 3,
        "hue": 120,
        "icon": "leaf",
    },
]
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Achterberg-Oyelaran, Maria Magdalena von"


def checks(**changes: tuple[Outcome, str, str]) -> tuple[Check, ...]:
    """The ten checks; a change names a step as `step6=(outcome, detail, code)`."""
    made = [Check(step, name, outcome, (Message(detail),), "") for step, name, outcome, detail in CHECKED]
    for step, (outcome, detail, code) in changes.items():
        index = int(step.removeprefix("step")) - 1
        made[index] = replace(made[index], outcome=outcome, messages=(Message(detail),), code=code)
    return tuple(made)


def document(name: str = "Mariam Achterberg-Oyelaran") -> dict[str, Any]:
    """A credential such as ours are, unsigned."""
    return compose_credential(
        uid=UUID(int=7),
        issuer=IssuerSays(
            id="did:web:northfield.example", name="Northfield College", url="https://northfield.example/"
        ),
        achievement=achievement(),
        recipient=Recipient(name=name, email="mariam@example.org", salt="salt"),
        results=results(),
        evidence=evidence(),
        status=StatusPlace(list_url="https://northfield.example/status/1", index=7),
        awarded_at=DAY,
        valid_from=DAY,
        valid_until=datetime(2029, 1, 15, tzinfo=UTC),
    )


def achievement() -> AchievementSays:
    esco = "https://data.europa.eu/esco/skill/"
    skills = ["Analyse data", "Clean data", "Visualise data", "Statistics", "Report results"]
    return AchievementSays(
        id="https://northfield.example/m/data-analysis",
        image="https://elsewhere.example/badge.svg",
        title="Data Analysis Foundations",
        code="DAF-1",
        version="2",
        can_do="clean, analyse and visualise tabular data, and explain what it does and does not show",
        description="Foundations of working with data.",
        criteria="Pass the **exam** with 70 % and hand in a project that meets every outcome.",
        not_proven="\n".join(
            f"- {each}"
            for each in limits(
                "Machine learning, databases at scale, or work under time pressure were not assessed."
            )
        ),
        sector="Information technology",
        kind="Application",
        mode="Online",
        language="en",
        workload_hours=60,
        ects=Decimal("2.0"),
        level=5,
        skills=[Skill(name=each, url=esco + str(n), framework="ESCO") for n, each in enumerate(skills)],
    )


def results() -> list[dict[str, Any]]:
    levels = ["Not yet", "Met", "Strong"]
    rubric = {"type": "level", "levels": levels, "shown_by": "Project"}
    return [
        {
            **rubric,
            "outcome": str(UUID(int=1)),
            "statement": "Prepares messy data so that others can repeat the work",
            "value": "Strong",
        },
        {
            "type": "percent",
            "outcome": str(UUID(int=2)),
            "statement": "Chooses and runs a fitting analysis",
            "shown_by": "Exam",
            "value": 86,
        },
        {
            **rubric,
            "outcome": str(UUID(int=3)),
            "statement": "Draws honest charts and explains uncertainty",
            "value": "Met",
        },
    ]


def evidence() -> list[dict[str, str]]:
    return [
        {
            "name": "Exam",
            "genre": "Quiz",
            "narrative": "24 questions, supervised, passed at the second attempt.",
        },
        {
            "name": "Bicycle counts of a city",
            "genre": "Project",
            "narrative": "Marked by an assessor on a rubric.",
        },
    ]


def show(name: str = "Mariam Achterberg-Oyelaran", **changes: tuple[Outcome, str, str]) -> CredentialShow:
    """The showpiece, with the checks changed as named."""
    report = Report(checks=checks(**changes), document=document(name))
    return from_report(report, now=DAY, checked_at=DAY, address="https://northfield.example/s/4f7KqW2mXc")


def shows() -> dict[str, CredentialShow]:
    """The states that a credential page can be in."""
    revoked = (
        F,
        "Revoked by the issuer. On 3 March 2026. Reason: issued in error. The list is 2 minutes old.",
        "revoked",
    )
    skipped = {
        f"step{n}": (U, "Not reached, because the file could not be read.", "not_reached")
        for n in range(2, 11)
    }
    unreadable = Report(
        checks=checks(step1=(F, "This is no JSON, PNG or SVG file.", "unreadable"), **skipped)
    )
    return {
        "verified": show(),
        "issuer-unknown": show(LONG_NAME, step9=(N, "No list of known issuers was given.", "no_list")),
        "revoked": show(step6=revoked),
        "expired": show(step5=(F, "Expired on 15 January 2029.", "expired")),
        "changed": show(
            step4=(F, "The signature does not fit the content: something was changed.", "signature")
        ),
        "unchecked": show(step6=(U, "The issuer's list did not answer within 10 seconds.", "unreachable")),
        "unreadable": from_report(unreadable, now=DAY),
    }


class SampleForm(forms.Form):
    """A field of every kind."""

    title = forms.CharField(
        help_text="Short, and in the words of the people who will search for it.", max_length=20
    )
    about = forms.CharField(label="What is it about?", widget=forms.Textarea, required=False)
    level = forms.ChoiceField(choices=[("", "Choose"), *[(n, f"EQF {n}") for n in range(1, 9)]])
    answer = forms.ChoiceField(
        label="Which chart shows uncertainty?",
        widget=forms.RadioSelect,
        choices=[
            ("a", "One with error bars"),
            ("b", "A pie in three dimensions, tilted, with a shadow below it"),
        ],
    )
    skills = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[("c", "Clean data"), ("v", "Visualise data")],
        required=False,
    )
    day = forms.DateField(label="Closes on", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    file = forms.FileField(label="Your work", help_text="PDF or text, up to 10 MB.", required=False)
    agree = forms.BooleanField(label="This is my own work.", help_text="Help from others is named in it.")


def forms_shown() -> dict[str, SampleForm]:
    """The form empty, and sent with mistakes."""
    sent = SampleForm(
        {"title": "A title that is much too long for this field", "answer": "b"}, auto_id="sent_%s"
    )
    sent.is_valid()
    sent.add_error(
        None, "Somebody else saved this in the meantime. Your text is still here: look at theirs first."
    )
    return {"empty": SampleForm(), "sent": sent}


def verdict_names() -> list[str]:
    return list(VERDICTS)
