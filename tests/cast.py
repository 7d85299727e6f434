"""The people whom tests are about, with fixed names and rights, and one published micro-credential."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.account.models import EmailAddress

from skillmark.foundation.orgs.models import Membership, Organisation, OrganisationKind, Role
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Concept, Framework
from skillmark.lifecycle.assessing.models import Assessment, Item, RubricLevel, RubricRow
from skillmark.lifecycle.designing.models import (
    MicroCredential,
    Outcome,
    SkillAlignment,
    Version,
    VersionState,
)
from skillmark.lifecycle.learning.models import Activity, Module
from skillmark.lifecycle.offering.models import Offering

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    """Everyone, by first name; see `docs` of each field in the code that fills it."""

    northfield: Organisation
    mallory_ltd: Organisation
    harbour: Organisation
    olga: Person
    dana: Person
    rene: Person
    ines: Person
    asa: Person
    rob: Person
    lea: Person
    noor: Person
    emma: Person
    mallory: Person
    published: Version
    offering: Offering
    quiz: Assessment
    project: Assessment


def person(first_name: str, surname: str = "Example") -> Person:
    """Somebody with a proven address `<first name>@example.org`."""
    email = f"{first_name.lower()}@example.org"
    someone = Person.objects.create_user(email, PASSWORD, name=f"{first_name} {surname}")
    EmailAddress.objects.create(user=someone, email=email, verified=True, primary=True)
    return someone


def organisation(key: str, name: str, kind: str = OrganisationKind.PROVIDER) -> Organisation:
    return Organisation.objects.create(
        key=key, name=name, kind=kind, url=f"https://{key}.example", country="NL", created_at=NOON
    )


def member(someone: Person, org: Organisation, role: Role) -> None:
    Membership.objects.create(org=org, person=someone, role=role, created_at=NOON)


def assemble() -> Cast:
    """Builds the whole cast in the current database."""
    northfield = organisation("northfield", "Northfield College")
    mallory_ltd = organisation("mallory-ltd", "Mallory Ltd")
    harbour = organisation("harbour", "Harbour Logistics", OrganisationKind.EMPLOYER)
    olga, dana, rene, ines, asa, rob = (person(n) for n in ("Olga", "Dana", "Rene", "Ines", "Asa", "Rob"))
    lea, noor, emma, mallory = (person(n) for n in ("Lea", "Noor", "Emma", "Mallory"))
    for someone, role in (
        (olga, Role.OWNER), (dana, Role.DESIGNER), (rene, Role.REVIEWER),
        (ines, Role.INSTRUCTOR), (asa, Role.ASSESSOR), (rob, Role.REGISTRAR),
    ):  # fmt: skip
        member(someone, northfield, role)
    member(emma, harbour, Role.EMPLOYER_STAFF)
    for role in Role:
        member(mallory, mallory_ltd, role)
    version, quiz, project = published_version(northfield, author=dana)
    offering = Offering.objects.create(
        micro_credential=version.micro_credential, title="Open start", created_at=NOON
    )
    return Cast(
        northfield=northfield, mallory_ltd=mallory_ltd, harbour=harbour, olga=olga, dana=dana, rene=rene, ines=ines,
        asa=asa, rob=rob, lea=lea, noor=noor, emma=emma, mallory=mallory, published=version, offering=offering,
        quiz=quiz, project=project,
    )  # fmt: skip


def published_version(org: Organisation, *, author: Person) -> tuple[Version, Assessment, Assessment]:
    """'Data Analysis Foundations', two outcomes: the quiz (two items) shows the first, the project shows both."""
    micro_credential = MicroCredential.objects.create(
        org=org, key=f"data-analysis-{org.key}", created_by=author, created_at=NOON
    )
    version = Version.objects.create(
        micro_credential=micro_credential, number=1, state=VersionState.DRAFT, edited_at=NOON,
        title="Data Analysis Foundations", can_do="clean, analyse and visualise tabular data",
        description="From a messy table to an honest chart.", criteria="Pass the quiz and hand in the project.",
        not_proven="Machine learning was not assessed.", sector="Information technology",
        kind="application", mode="online", workload_hours=60, credit_points="2.0",
        level=5, level_set_by=org.name, quality_kind="internal", quality_body=org.name,
        pass_mark=50, validity_months=36, author=author, published_at=NOON,
    )  # fmt: skip
    clean = Outcome.objects.create(version=version, position=1, statement="Prepares messy data for analysis")
    draw = Outcome.objects.create(version=version, position=2, statement="Draws honest charts")
    framework, _ = Framework.objects.get_or_create(
        key="esco", defaults={"name": "ESCO", "url": "https://esco.ec.europa.eu/"}
    )
    skill, _ = Concept.objects.get_or_create(
        framework=framework, uri="http://data.europa.eu/esco/skill/2b92a5b2-6758-4ee3-9fb4-b6387a55cc8f",
        defaults={"name": "perform data analysis"},
    )  # fmt: skip
    SkillAlignment.objects.create(version=version, skill=skill, outcome=clean)
    module = Module.objects.create(version=version, position=1, title="Cleaning data")
    Activity.objects.create(
        module=module, position=1, kind="text", title="Why data are messy", body="# Messy\n\nText."
    )
    Activity.objects.create(
        module=module, position=2, kind="check", title="A quick check",
        question={
            "prompt": "Is an empty cell a zero?",
            "choices": [{"id": "a", "text": "Yes", "feedback": "No."}, {"id": "b", "text": "No", "feedback": "Right."}],
            "correct": "b",
        },
    )  # fmt: skip
    quiz, project = _quiz(version, clean), _project(version, clean, draw)
    version.state = VersionState.PUBLISHED
    version.save(update_fields=["state"])
    return version, quiz, project


@contextmanager
def rewriting(version: Version) -> Iterator[Version]:
    """A test writes what a published version says, which the database refuses everybody otherwise.

    Its state is the only thing that may change, so it goes out of sight and comes back.
    """
    state = Version.objects.values_list("state", flat=True).get(pk=version.pk)
    Version.objects.filter(pk=version.pk).update(state="rewritten")
    version.state = "rewritten"
    yield version
    version.state = state
    Version.objects.filter(pk=version.pk).update(state=state)


def _quiz(version: Version, outcome: Outcome) -> Assessment:
    quiz = Assessment.objects.create(version=version, position=1, kind="quiz", title="Quiz", max_attempts=2)
    choices = [{"id": "a", "text": "Three"}, {"id": "b", "text": "Four"}]
    Item.objects.create(
        assessment=quiz,
        outcome=outcome,
        position=1,
        kind="single",
        prompt="2 + 2?",
        choices=choices,
        key=["b"],
    )
    Item.objects.create(
        assessment=quiz, outcome=outcome, position=2, kind="numeric", prompt="Half of 5?",
        key={"value": 2.5, "tolerance": 0.01},
    )  # fmt: skip
    return quiz


def _project(version: Version, *outcomes: Outcome) -> Assessment:
    project = Assessment.objects.create(
        version=version, position=2, kind="project", title="Project", max_attempts=2
    )
    for position, outcome in enumerate(outcomes, start=1):
        row = RubricRow.objects.create(assessment=project, outcome=outcome, position=position)
        for place, (label, met) in enumerate((("Not yet", False), ("Met", True), ("Strong", True)), start=1):
            RubricLevel.objects.create(row=row, position=place, label=label, points=place - 1, met=met)
    return project
