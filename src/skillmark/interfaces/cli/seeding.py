"""Fills an empty installation with a believable world: the same one each time, through the same journeys people use.

Everything happens in one transaction: a seeding that is killed leaves an empty database, never half a world. The past
is told by passing a past `now` to each journey.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from skillmark.config import DEMO_PASSWORD
from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.ledger.leases import take_next
from skillmark.foundation.ledger.models import Delivery, QueueState
from skillmark.foundation.orgs.models import Organisation, Role
from skillmark.foundation.people.models import Person
from skillmark.foundation.skills.models import Concept
from skillmark.foundation.skills.queries import current_skills
from skillmark.journeys import (
    award,
    begin,
    claim,
    design,
    earn,
    endorse,
    enrol,
    issue,
    learn,
    mark,
    revoke,
    share,
    steer,
    translate,
)
from skillmark.lifecycle.assessing.models import Assessment, AssessmentKind, Item, ItemKind, RubricRow
from skillmark.lifecycle.assessing.rules import Given
from skillmark.lifecycle.designing.models import Outcome, Version
from skillmark.lifecycle.designing.review_rules import all_yes
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing.endorsement_rules import Wish
from skillmark.lifecycle.issuing.models import Credential, Issuance
from skillmark.lifecycle.issuing.publishing import open_signer
from skillmark.lifecycle.learning.models import Activity, ActivityKind, Enrolment

SEED = 2026
PEOPLE = 200
PASSWORD = DEMO_PASSWORD
# Whose courses are full of learners, and one more of every other sector; what one of them asks for stands before it.
COURSES = ("data-analysis", "wound-care", "lean-warehouse")
EXEMPLARS = (
    "cash-flow", "digital-lessons", "technical-drawings", "product-carbon-footprint", "community-interpreting",
    "data-protection", "listening-feedback", "leading-small-change", "first-customer", "order-to-cash",
)  # fmt: skip
# How many learners of each course got how far; of an exemplar, some finished and one began.
FINISHED, AWAITING_MARKS, SENT_BACK, FAILED_ONCE, HALFWAY, PAUSED, JUST_BEGUN = 12, 3, 2, 6, 12, 3, 12
GROUP = FINISHED + AWAITING_MARKS + SENT_BACK + FAILED_ONCE + HALFWAY + PAUSED + JUST_BEGUN
FEW = 2
DAY = timedelta(days=1)
DAYS_A_MONTH = 30.4
# Between how many days ago learners began.
LONG_AGO, LATELY, SINCE_THEN = (60, 280), (40, 55), (20, 30)


@dataclass
class World:
    """What has been made so far, by name."""

    now: datetime
    chance: random.Random
    password: str
    orgs: dict[str, Organisation] = field(default_factory=dict)
    staff: dict[str, Person] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    learners: list[Person] = field(default_factory=list)

    def member(self, org_key: str, role: Role) -> Person:
        """The first person with this role in the organisation."""
        org = self.orgs[org_key]
        return Person.objects.filter(memberships__org=org, memberships__role=role).order_by("pk")[0]


@dataclass(frozen=True)
class Seeded:
    """What the demo tells its visitor: who can sign in, and a link that works without signing in."""

    logins: list[tuple[str, str, str]]  # organisation, roles, address
    shared_token: str


def seed_world(*, now: datetime, tell: Callable[[str], None] = lambda _line: None) -> Seeded:
    """Makes the whole world. Expects an empty, migrated database and the installation's keys."""
    script = _read("people.toml")
    with transaction.atomic():
        world = furnish(now=now, tell=tell)
        tell(f"{PEOPLE} people and what they have learned")
        _learners(world, script)
        for name, learners in _groups(world):
            _learn(world, world.versions[name], learners)
        tell("awards, credentials, links")
        _issue_all()
        _try_out(world)
        token = _aftermath(world, script)
        _endorse(world, script)
        # The letters of the past were read long ago.
        Delivery.objects.update(state=QueueState.DONE)
    return Seeded(logins=_logins(script), shared_token=token)


def furnish(*, now: datetime, tell: Callable[[str], None] = lambda _line: None) -> World:
    """Organisations, staff, skills and micro-credentials, before anybody learns."""
    world = World(now=now, chance=random.Random(SEED), password=make_password(PASSWORD))  # noqa: S311 - not a secret
    tell("organisations and staff")
    _organisations(world, _read("people.toml"))
    tell("skills")
    begin.bring_in_extract(now=now - 400 * DAY)
    for name in COURSES:
        content = _read(f"{name}.toml")
        tell(f"“{content['title']}”")
        world.versions[name] = _design(world, content)
    tell(f"{len(EXEMPLARS)} more, one of each sector")
    for name in EXEMPLARS:
        world.versions[name] = _design(world, _read(f"{name}.toml"))
    return world


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(_bytes(name).decode())


def _bytes(name: str) -> bytes:
    return resources.files("skillmark.interfaces.cli").joinpath("demo_world", name).read_bytes()


# --- who is there -------------------------------------------------------------------------------------------


def _organisations(world: World, script: dict[str, Any]) -> None:
    long_ago = world.now - 400 * DAY
    for row in script["orgs"]:
        details = {key: value for key, value in row.items() if key not in {"key", "name", "kind", "logo"}}
        world.orgs[row["key"]] = begin.open_sample_organisation(
            key=row["key"],
            name=row["name"],
            kind=row["kind"],
            now=long_ago,
            logo=_drawing(row.get("logo")),
            **details,
        )
    for row in script["staff"]:
        person = _person(world, row["name"], row["email"])
        world.staff[row["email"]] = person
        for role in row["roles"]:
            org = world.orgs[row["org"]]
            begin.give_sample_role(org=org, person=person, role=Role(role), now=long_ago)
    _person(world, script["platform"]["name"], script["platform"]["email"], is_staff=True)


def _drawing(name: str | None) -> NewFile | None:
    return NewFile(name=name, media_type="image/svg+xml", data=_bytes(name)) if name else None


def _person(world: World, name: str, email: str, *, is_staff: bool = False) -> Person:
    person = Person.objects.create(
        email=email,
        name=name,
        password=world.password,
        is_sample=True,
        is_staff=is_staff,
        date_joined=world.now,
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def _learners(world: World, script: dict[str, Any]) -> None:
    lea = _person(world, script["learner"]["name"], script["learner"]["email"])
    names = [f"{first} {last}" for first in script["names"]["first"] for last in script["names"]["last"]]
    chosen = world.chance.sample(names, PEOPLE - 1 - len(script["staff"]))
    people = [
        Person(
            name=name, email=f"learner{number:03}@people.example", password=world.password, is_sample=True,
            date_joined=world.now - 300 * DAY,
        )
        for number, name in enumerate(chosen, start=1)
    ]  # fmt: skip
    made = Person.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in made
    )
    world.learners = [lea, *made]


def _logins(script: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Everybody with a role, by organisation: each organisation's story can be lived to its end."""
    rows = [
        (org["name"], ", ".join(Role(role).label.lower() for role in row["roles"]), row["email"])
        for org in script["orgs"]
        for row in script["staff"]
        if row["org"] == org["key"]
    ]
    learner, platform = script["learner"], script["platform"]
    return [("", "learner", learner["email"]), *rows, ("", "platform staff", platform["email"])]


# --- what is on offer ---------------------------------------------------------------------------------------


DETAILS = (
    "can_do", "description", "criteria", "not_proven", "sector", "field_code", "kind", "mode", "workload_hours",
    "credit_scheme", "level", "cycle", "level_set_by", "pass_mark", "validity_months", "supervision",
    "identity_check", "assessment_only", "quality_kind", "quality_body", "quality_url", "prerequisites",
    "requires_blocks", "stackability", "stacks_into", "currency", "further_information",
)  # fmt: skip


def _design(world: World, content: dict[str, Any]) -> Version:
    """Designs, has reviewed and publishes one micro-credential."""
    org, then = world.orgs[content["org"]], world.now - 320 * DAY
    designer, reviewer = world.member(org.key, Role.DESIGNER), world.member(org.key, Role.REVIEWER)
    draft = design.create_micro_credential(actor=designer, org=org, title=content["title"], now=then)
    before = [world.versions[name].micro_credential.key for name in content.get("requires", [])]
    design.save_details(
        actor=designer, version_uid=draft.uid, values=_details(world, content), requires=before, now=then
    )
    outcomes = [
        design.save_outcome(
            actor=designer,
            version_uid=draft.uid,
            statement=row["statement"],
            criteria=row["criteria"],
            now=then,
        )
        for row in content["outcomes"]
    ]
    for skill, row in zip(_skills(content), content["skills"], strict=True):
        design.align_skill(
            actor=designer, version_uid=draft.uid, skill_uid=skill.uid,
            outcome_uid=outcomes[row["outcome"] - 1].uid, level=row.get("level"),
            is_assessed=row.get("assessed", True), now=then,
        )  # fmt: skip
    _modules(designer, draft, content, then)
    for row in content["assessments"]:
        _assessment(designer, draft, row, outcomes, then)
    for row in content.get("translations", []):
        _translate(designer, draft, row, outcomes, then)
    design.submit_for_review(actor=designer, version_uid=draft.uid, now=then + DAY)
    design.review_version(
        actor=reviewer, version_uid=draft.uid, decision="approved", comment="Clear outcomes, fair criteria.",
        answers=all_yes(),
        now=then + 3 * DAY,
    )  # fmt: skip
    if content.get("state") == "pilot":
        until = (world.now + content["pilot_in_days"] * DAY).date()
        places = content["pilot_places"]
        return steer.start_pilot(
            actor=designer, version_uid=draft.uid, places=places, until=until, now=then + 4 * DAY
        )
    return design.publish_version(actor=designer, version_uid=draft.uid, now=then + 4 * DAY)


def _details(world: World, content: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: content[name] for name in DETAILS if name in content}
    numbers: dict[str, Any] = {
        name: Decimal(content[name]) for name in ("credit_points", "price") if name in content
    }
    look = {"badge_hue": content["hue"], "badge_icon": content["icon"], "language": "en"}
    review_by = (world.now + DAYS_A_MONTH * content["review_in_months"] * DAY).date()
    return {**values, **numbers, **look, "review_by": review_by}


def _translate(
    designer: Person, draft: Version, row: dict[str, Any], outcomes: list[Outcome], now: datetime
) -> None:
    statements = {str(outcome.uid): said for outcome, said in zip(outcomes, row["outcomes"], strict=True)}
    translate.save_translation(
        actor=designer, version_uid=draft.uid, language=row["language"],
        texts={name: text for name, text in row.items() if isinstance(text, str)}, outcomes=statements, now=now,
    )  # fmt: skip


def _skills(content: dict[str, Any]) -> list[Concept]:
    known = current_skills(uris=[row["code"] for row in content["skills"]])
    return [known[row["code"]] for row in content["skills"]]


def _modules(designer: Person, draft: Version, content: dict[str, Any], now: datetime) -> None:
    for row in content["modules"]:
        module = design.save_module(
            actor=designer, version_uid=draft.uid, title=row["title"], summary=row["summary"], now=now
        )
        for activity in row["activities"]:
            video, captions = activity.get("video"), activity.get("captions")
            design.save_activity(
                actor=designer,
                version_uid=draft.uid,
                module_uid=module.uid,
                kind=activity["kind"],
                title=activity["title"],
                minutes=activity["minutes"],
                body=activity.get("body", ""),
                video=NewFile(name=video, media_type="video/webm", data=_bytes(video)) if video else None,
                captions=NewFile(name=captions, media_type="text/vtt", data=_bytes(captions))
                if captions
                else None,
                question=activity.get("question"),
                now=now,
            )


def _assessment(
    designer: Person, draft: Version, row: dict[str, Any], outcomes: list[Outcome], now: datetime
) -> None:
    made = design.save_assessment(
        actor=designer, version_uid=draft.uid, kind=row["kind"], title=row["title"], instructions=row["instructions"],
        max_attempts=row["max_attempts"], time_limit_minutes=row.get("time_limit_minutes"), now=now,
    )  # fmt: skip
    for item in row.get("items", []):
        choices = [{"id": str(n), "text": text} for n, text in enumerate(item.get("choices", []), start=1)]
        key = [str(each) for each in item["key"]] if isinstance(item["key"], list) else item["key"]
        design.save_item(
            actor=designer, version_uid=draft.uid, assessment_uid=made.uid, kind=item["kind"], prompt=item["prompt"],
            choices=choices, key=key, points=item.get("points", 1), feedback=item["feedback"],
            outcome_uid=outcomes[item["outcome"] - 1].uid, now=now,
        )  # fmt: skip
    for rubric in row.get("rubric", []):
        levels = [{**level, "points": n} for n, level in enumerate(rubric["levels"])]
        design.save_rubric_row(
            actor=designer, version_uid=draft.uid, assessment_uid=made.uid,
            outcome_uid=outcomes[rubric["outcome"] - 1].uid, levels=levels, now=now,
        )  # fmt: skip


# --- what has been learned ----------------------------------------------------------------------------------


def _groups(world: World) -> list[tuple[str, list[Person]]]:
    """Shares the learners out; the first one (the visitor's own) is treated apart."""
    others = world.learners[1:]
    return [(name, others[start * GROUP : (start + 1) * GROUP]) for start, name in enumerate(COURSES)]


def _try_out(world: World) -> None:
    """A few learners for each exemplar; where something must be held beforehand, those who have just earned it."""
    rest = iter(world.learners[1 + len(COURSES) * GROUP :])
    earned: dict[str, list[Person]] = {}
    for name in EXEMPLARS:
        content = _read(f"{name}.toml")
        asked = content["requires"][0] if content.get("requires_blocks") else ""
        learners = earned[asked] if asked else [next(rest) for _ in range(FEW)]
        course = Course(world, world.versions[name], began=SINCE_THEN if asked else LATELY)
        earned[name] = learners if asked else learners[1:]
        for learner in earned[name]:
            course.finish(learner)
        if not asked:
            course.begin(learners[0])
        _issue_all()
        if content.get("state") == "on_hold":
            _put_on_hold(world, world.versions[name], content)


def _put_on_hold(world: World, version: Version, content: dict[str, Any]) -> None:
    """Nobody new may begin; what was earned before stays."""
    designer = world.member(content["org"], Role.DESIGNER)
    steer.put_on_hold(
        actor=designer, version_uid=version.uid, reason=content["hold_reason"], now=world.now - 2 * DAY
    )


def _learn(world: World, version: Version, learners: list[Person]) -> None:
    """Lets each learner get as far as the figures at the head of this file say."""
    course = Course(world, version)
    fates: list[Callable[[Person], None]] = [
        *[course.finish] * FINISHED,
        *[course.wait_for_marks] * AWAITING_MARKS,
        *[course.be_sent_back] * SENT_BACK,
        *[course.fail_once] * FAILED_ONCE,
        *[course.go_halfway] * HALFWAY,
        *[course.pause] * PAUSED,
        *[course.begin] * JUST_BEGUN,
    ]
    for learner, fate in zip(learners, fates, strict=True):
        fate(learner)
    if version == world.versions["data-analysis"]:
        course.read_all(world.learners[0])
    if version == world.versions["lean-warehouse"]:
        course.finish(world.learners[0])


class Course:
    """One version's course, and the ways through it."""

    def __init__(self, world: World, version: Version, *, began: tuple[int, int] = LONG_AGO) -> None:
        self.world = world
        self.began = began
        self.version = version
        self.offering = version.micro_credential.offerings.get()
        activities = Activity.objects.filter(module__version=version)
        self.activities = list(activities.order_by("module__position", "position"))
        assessments = {each.kind: each for each in Assessment.objects.filter(version=version)}
        self.quiz, self.project = (
            assessments.get(AssessmentKind.QUIZ),
            assessments.get(AssessmentKind.PROJECT),
        )
        self.items = list(Item.objects.filter(assessment=self.quiz).order_by("position"))
        rows = (
            RubricRow.objects.filter(assessment=self.project).select_related("outcome").order_by("position")
        )
        self.rows = [(row, list(row.levels.order_by("position"))) for row in rows]
        self.assessor = world.member(version.micro_credential.org.key, Role.ASSESSOR)

    def begin(self, learner: Person) -> None:
        self._enrol(learner)

    def pause(self, learner: Person) -> None:
        enrolment, now = self._read(learner, self.world.chance.randint(1, 3))
        enrol.pause(actor=learner, enrolment_uid=enrolment.uid, now=now)

    def go_halfway(self, learner: Person) -> None:
        self._read(learner, self.world.chance.randint(1, len(self.activities) - 1))

    def read_all(self, learner: Person) -> None:
        self._read(learner, len(self.activities))

    def fail_once(self, learner: Person) -> None:
        enrolment, now = self._read(learner, len(self.activities))
        self._sit(enrolment, now, share_right=0.3)

    def wait_for_marks(self, learner: Person) -> None:
        enrolment, now = self._pass_quiz(learner)
        self._hand_in(enrolment, now)

    def be_sent_back(self, learner: Person) -> None:
        enrolment, now = self._pass_quiz(learner)
        self._mark(self._hand_in(enrolment, now), now + DAY, lowest=0)

    def finish(self, learner: Person) -> None:
        enrolment, now = self._pass_quiz(learner)
        if self.project:
            self._mark(self._hand_in(enrolment, now), now + 2 * DAY, lowest=1)

    def _enrol(self, learner: Person) -> tuple[Enrolment, datetime]:
        now = self.world.now - self.world.chance.randint(*self.began) * DAY
        return enrol.enrol(actor=learner, offering_uid=self.offering.uid, now=now), now

    def _read(self, learner: Person, count: int) -> tuple[Enrolment, datetime]:
        enrolment, now = self._enrol(learner)
        for activity in self.activities[:count]:
            now += DAY
            self._do(enrolment, activity, now)
        return enrolment, now

    def _do(self, enrolment: Enrolment, activity: Activity, now: datetime) -> None:
        learner, course, done = enrolment.person, enrolment.uid, activity.uid
        if activity.kind == ActivityKind.CHECK and activity.question:
            right = activity.question["correct"]
            learn.answer_check(actor=learner, enrolment_uid=course, activity_uid=done, answer=right, now=now)
        else:
            learn.finish_activity(actor=learner, enrolment_uid=course, activity_uid=done, now=now)

    def _pass_quiz(self, learner: Person) -> tuple[Enrolment, datetime]:
        enrolment, now = self._read(learner, len(self.activities))
        if not self.quiz:
            return enrolment, now
        if self.world.chance.random() < 0.3:
            now = self._sit(enrolment, now, share_right=0.3)
        return enrolment, self._sit(enrolment, now, share_right=self.world.chance.choice((0.85, 0.95, 1.0)))

    def _sit(self, enrolment: Enrolment, now: datetime, *, share_right: float) -> datetime:
        """Sits the quiz with about that share of right answers; returns when."""
        assert self.quiz is not None  # noqa: S101 - only courses with a quiz are sat
        now += DAY
        attempt = earn.start_attempt(
            actor=enrolment.person, enrolment_uid=enrolment.uid, assessment_uid=self.quiz.uid, now=now
        )
        wrong = round((1 - share_right) * len(self.items))
        missed = set(self.world.chance.sample(range(len(self.items)), wrong))
        answers = {str(item.uid): answer_to(item, right=n not in missed) for n, item in enumerate(self.items)}
        minutes = timedelta(minutes=self.world.chance.randint(8, 20))
        earn.finish_attempt(
            actor=enrolment.person, attempt_uid=attempt.uid, answers=answers, now=now + minutes
        )
        return now + minutes

    def _hand_in(self, enrolment: Enrolment, now: datetime) -> Any:
        assert self.project is not None  # noqa: S101 - only courses with a project are handed in
        content = earn.HandIn(
            text="I worked with a table of my own organisation, without names. The steps, the figures before and after,"
            " and what I would do differently are in the document behind the link.",
            link="https://people.example/documents/report.pdf",
        )
        return earn.submit_project(
            actor=enrolment.person, enrolment_uid=enrolment.uid, assessment_uid=self.project.uid, content=content,
            now=now + 3 * DAY,
        )  # fmt: skip

    def _mark(self, submission: Any, now: datetime, *, lowest: int) -> None:
        now += 4 * DAY
        mark.take_submission(actor=self.assessor, submission_uid=submission.uid, now=now)
        places = [self.world.chance.randint(max(lowest, 1), len(levels) - 1) for _, levels in self.rows]
        if lowest == 0:
            places[self.world.chance.randrange(len(places))] = 0
        given = [
            Given(
                outcome=str(row.outcome.uid), level=str(levels[place].uid), comment="See my note in the text."
            )
            for (row, levels), place in zip(self.rows, places, strict=True)
        ]
        feedback = (
            "Good work: others can follow each step."
            if lowest
            else "Nearly there. Complete the row marked “Not yet”."
        )
        mark.finish_marking(
            actor=self.assessor, submission_uid=submission.uid, given=given, feedback=feedback, now=now
        )


def answer_to(item: Item, *, right: bool) -> list[str] | str:
    """An answer that scores everything, or one that scores nothing."""
    if item.kind == ItemKind.NUMERIC:
        return str(item.key["value"] if right else item.key["value"] + 1000)
    if item.kind == ItemKind.SHORT_TEXT:
        return str(item.key[0]) if right else "I do not know"
    if right:
        return [str(each) for each in item.key]
    return [next(choice["id"] for choice in item.choices if choice["id"] not in item.key)]


# --- what came of it ----------------------------------------------------------------------------------------


def _issue_all() -> None:
    """Issues everything that waits, each dated a little after its award."""
    while (row := take_next(Issuance.objects.all(), holder="seeding", lease=DAY)) is not None:
        issue.issue_queued(
            issuance=row,
            holder="seeding",
            signer_for=open_signer,
            base_url=settings.CONFIG.base_url,
            now=row.queued_at + timedelta(minutes=1),
        )


def _aftermath(world: World, script: dict[str, Any]) -> str:
    """Most claim what they earned, one credential is revoked, one award waits for a second person; returns a link."""
    items = list(WalletItem.objects.select_related("person", "credential").order_by("pk"))
    for item in items:
        if world.chance.random() < 0.8:
            claim.claim_item(actor=item.person, item_uid=item.uid, now=item.placed_at + DAY)
    northfield = world.orgs["northfield"]
    registrar = world.member("northfield", Role.REGISTRAR)
    revoked = Credential.objects.filter(org=northfield).order_by("pk")[2]
    revoke.revoke_credential(
        actor=registrar, credential_uid=revoked.uid, now=world.now - 5 * DAY,
        reason="Issued by mistake: the project had been handed in for another person.",
    )  # fmt: skip
    award.propose_award(
        actor=world.member("northfield", Role.INSTRUCTOR),
        version_uid=world.versions["data-analysis"].uid,
        email=world.learners[-1].email,
        name=world.learners[-1].name,
        reason="Sat the quiz on paper, as agreed; the project was presented in class and met every outcome.",
        now=world.now - DAY,
    )
    lea = Person.objects.get(email=script["learner"]["email"])
    mine = WalletItem.objects.get(person=lea)
    claim.claim_item(actor=lea, item_uid=mine.uid, now=mine.placed_at + DAY)
    link = share.share_credential(actor=lea, item_uid=mine.uid, ends_at=None, now=world.now - DAY)
    return link.token


def _endorse(world: World, script: dict[str, Any]) -> None:
    """Who recognises what, as their providers show it; one has thought again."""
    for each in script["endorsement"]:
        version = world.versions[each["of"]]
        said_on = world.now - each["days_ago"] * DAY
        row = endorse.endorse_version(
            actor=world.member(each["by"], Role(each["role"])),
            org=world.orgs[each["by"]],
            version_uid=version.uid,
            wish=Wish(kind=each["kind"], comment=each["says"]),
            signer_for=open_signer,
            base_url=settings.CONFIG.base_url,
            now=said_on,
        )
        shows = world.member(version.micro_credential.org.key, Role.REGISTRAR)
        endorse.accept_endorsement(actor=shows, endorsement_uid=row.uid, now=said_on + DAY)
        if each.get("withdrawn"):
            gave = world.member(each["by"], Role(each["role"]))
            endorse.withdraw_endorsement(
                actor=gave, endorsement_uid=row.uid, reason=each["withdrawn"], now=world.now - 3 * DAY
            )
