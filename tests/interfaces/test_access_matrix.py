"""Every address, for everyone: outsiders find nothing, change nothing, and cannot tell forbidden from missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.cast import Cast, rewriting
from tests.endorsing_helpers import brought, given, publish_guild, signed_elsewhere, wish
from tests.issuing_helpers import checked_batch, granted_award, issued, queued

from skillmark.credential import StaticResolver, inspect
from skillmark.foundation.files.operations import keep_file
from skillmark.foundation.files.rules import NewFile
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.people.models import Person
from skillmark.journeys import award, curate, design, earn, endorse, enrol, share, steer, undo_many
from skillmark.journeys.verify import keep_report
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing.publishing import open_signer
from skillmark.lifecycle.issuing.selections import Meant
from skillmark.lifecycle.learning.models import Activity

OPEN = {  # anybody may open these; what they show is public
    "public:skills", "public:skill", "public:levels", "public:compare", "public:explainer", "public:feed",
    "public:sitemap", "public:sitemap_part", "public:robots",
    "public:home", "public:catalogue", "public:micro_credential", "public:achievement", "public:achievement_badge",
    "public:invitation", "public:verify", "public:shared", "public:shared_item", "public:shared_file", "public:issuer",
    "public:theme", "public:issuer_profile", "public:issuer_did", "public:issuer_logo", "public:achievement_data",
    "public:context", "public:status_list", "public:status_reasons", "public:outbox", "public:endorsement",
    "api:of_achievement", "api:of_issuer",
    "api:openapi-json", "api:verify", "api:verify_link", "api:verify_file", "api:search",
    "api:detail", "api:api-root", "livez", "readyz", "vcapi:verify_credential", "vcapi:verify_presentation",
}  # fmt: skip
# For programs with a token; a browser that has signed in is nobody there (tests/interfaces/connect).
PROGRAMS = {"vcapi:issue", "vcapi:derive", "vcapi:status"}
OWN = {  # anybody signed in; each sees their own
    "staff:endorse_version", "staff:endorse_issuer",  # and each endorses in the name of their own organisation
    "learner:home", "learner:enrol", "earner:wallet", "earner:import", "earner:links", "earner:new_collection",
    "account:name",
}  # fmt: skip
FOREIGN = (
    "account_",
    "mfa_",
    "usersessions_",
    "reauth",
    "socialaccount",
)  # tested by the library they come from


@dataclass
class World:
    """One of everything that an address can name, and who may open it."""

    cast: Cast
    names: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def world(cast: Cast) -> World:
    now = timezone.now()
    version = cast.published
    draft = design.start_next_version(actor=cast.dana, version_uid=version.uid, now=now)
    quiz, project = draft.assessments.get(kind="quiz"), draft.assessments.get(kind="project")
    module = draft.modules.get()
    enrolment = enrol.enrol(actor=cast.lea, offering_uid=cast.offering.uid, now=now)
    attempt = earn.start_attempt(
        actor=cast.lea, enrolment_uid=enrolment.uid, assessment_uid=cast.quiz.uid, now=now
    )
    submission = earn.submit_project(
        actor=cast.lea, enrolment_uid=enrolment.uid, assessment_uid=cast.project.uid, now=now,
        content=earn.HandIn(text="My work.", file=("work.txt", b"My work.")),
    )  # fmt: skip
    credential = issued(cast.ines, version, now=now)
    item = WalletItem.objects.get(credential=credential)
    item.state = WalletItem.State.KEPT
    item.save()
    link = share.share_credential(actor=cast.ines, item_uid=item.uid, ends_at=None, now=now)
    proposed = award.propose_award(
        actor=cast.ines, version_uid=version.uid, email="new@example.org", name="New", reason="Seen.", now=now
    )
    waiting = queued(granted_award(cast.rene, version, now=now), now=now)
    report = keep_report(
        actor=cast.emma, org=cast.harbour, source="a.json", data=b"{}", now=now,
        report=inspect(b"{}", resolver=StaticResolver(), now=now),
    )  # fmt: skip
    film = keep_file(name="film.webm", media_type="video/webm", data=b"film", now=now)
    words = keep_file(name="film.vtt", media_type="text/vtt", data=b"WEBVTT", now=now)
    steer.record_step(
        actor=cast.dana, version_uid=draft.uid, kind="need", now=now,
        file=NewFile(name="need.txt", media_type="text/plain", data=b"Asked 12 employers."),
    )  # fmt: skip
    proposal = curate.propose_skill(
        actor=cast.dana, org=cast.northfield, name="Kubernetes", description="Runs it.", now=now
    )
    with rewriting(version):
        lesson = Activity.objects.create(
            module=version.modules.get(), position=3, kind="video", title="Film", video=film, captions=words
        )
    batch = checked_batch(cast, now=now)
    job = undo_many.start_undo(
        actor=cast.rob, org=cast.northfield, meant=Meant(), do="suspend", reason="Looked at.", now=now
    )
    publish_guild(now=now)
    elsewhere = brought(cast, signed_elsewhere(cast), now=now)
    theirs = given(cast, now=now)
    ours = endorse.endorse_issuer(
        actor=cast.rob, org=cast.northfield, issuer_key="mallory-ltd", wish=wish(), signer_for=open_signer,
        base_url=settings.CONFIG.base_url, now=now,
    )  # fmt: skip
    names: dict[str, Any] = {
        "elsewhere": elsewhere.uid, "theirs": theirs.uid, "ours": ours.uid,
        "batch": batch.uid, "undo": job.uid,
        "offering_uid": cast.offering.uid, "version_uid": version.uid, "enrolment_uid": enrolment.uid,
        "attempt_uid": attempt.uid, "submission_uid": submission.uid, "org_key": cast.northfield.key,
        "person_uid": cast.asa.uid, "role": "assessor", "kind": "single", "part": "outcome", "change": "revoke",
        "number": 1, "section": "basics",
        "language": "de", "step": "need",
        "module_uid": module.uid, "skill_uid": draft.alignments.get().skill.uid,
        "part_uid": draft.outcomes.first().uid, "outcome_uid": draft.outcomes.first().uid,
        "item_uid": quiz.items.first().uid, "draft": draft.uid, "credential": credential.uid, "wallet": item.uid,
        "link": link.uid, "award": proposed.uid, "waiting": waiting.uid, "report": report.uid,
        "key": cast.northfield.issuer_keys.get().uid, "offering": cast.offering.uid,
        "mc": version.micro_credential.uid, "draft_quiz": quiz.uid, "draft_project": project.uid,
        "draft_activity": module.activities.first().uid,
        "activity": version.modules.get().activities.first().uid, "film": lesson.uid, "proposal": proposal.uid,
    }  # fmt: skip
    return World(cast, names)


def uid_for(name: str) -> str:
    """Which thing the plain parameter `uid` means at an address."""
    area = name.partition(":")[0]
    special = {
        "staff:batch": "batch", "staff:batch_progress": "batch", "staff:batch_table": "batch",
        "staff:batch_to_mend": "batch", "staff:issue_batch": "batch", "staff:approve_batch": "batch",
        "staff:cancel_batch": "batch", "staff:try_batch_again": "batch", "staff:undo_batch": "batch",
        "staff:undo_job": "undo", "staff:undo_progress": "undo", "staff:cancel_undo": "undo",
        "staff:try_undo_again": "undo",
        "designer:offerings": "mc", "designer:offering": "offering", "designer:switch": "offering",
        "designer:invite": "offering", "designer:confirm_invitations": "offering", "earner:withdraw": "link",
        "staff:award": "award", "staff:approve": "award", "staff:decline": "award", "staff:try_again": "waiting",
        "staff:accept_endorsement": "theirs", "staff:decline_endorsement": "theirs",
        "staff:ask_endorsement_again": "elsewhere", "staff:withdraw_endorsement": "ours",
        "staff:sign_endorsement_again": "ours",
        "staff:distrust_key": "key", "staff:proposal": "proposal",
    }  # fmt: skip
    return (
        special.get(name)
        or {"designer": "draft", "earner": "wallet", "employer": "report", "staff": "credential"}[area]
    )


def parameters(name: str, wanted: list[str], names: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in wanted:
        if each == "uid":
            found[each] = names[uid_for(name)]
        elif each == "form":
            found[each] = "svg" if name.startswith("designer") else "json"
        elif each == "assessment_uid":
            project = name in {"designer:rubric_row", "designer:whole_rubric"}
            found[each] = (
                names["draft_project" if project else "draft_quiz"]
                if name.startswith("designer")
                else names["quiz" if name == "learner:quiz" else "project"]
            )
        elif each == "activity_uid":
            film = name in {"learner:video", "learner:captions"}
            found[each] = names[
                "draft_activity" if name.startswith("designer") else "film" if film else "activity"
            ]
        elif each == "kind" and name == "designer:new_activity":
            found[each] = "text"
        elif each == "kind" and name == "designer:new_assessment":
            found[each] = "quiz"
        elif each == "part" and name == "designer:arrange_inner":
            found[each] = "item"
        elif each == "part_uid" and name == "designer:arrange_inner":
            found[each] = names["item_uid"]
        else:
            found[each] = names[each]
    return found


def addresses(resolver: Any = None, area: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address of ours with its parameters."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{entry.namespace}:" if entry.namespace else area)
        elif isinstance(entry, URLPattern) and not str(entry.name or "").startswith(FOREIGN):
            yield f"{area}{entry.name}", list(entry.pattern.converters)


GUARDED = [(name, wanted) for name, wanted in addresses() if name not in OPEN | OWN | PROGRAMS]


def test_every_address_has_its_place() -> None:
    """A new address must be put on one of the lists, or stand the test below."""
    known = {name for name, _ in addresses()}
    assert known | {"public:outbox"} >= OPEN | OWN | PROGRAMS
    assert len(GUARDED) > 60


def sign_in(person: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


@pytest.mark.parametrize(("name", "wanted"), GUARDED, ids=[name for name, _ in GUARDED])
def test_outsiders_find_nothing_and_change_nothing(world: World, name: str, wanted: list[str]) -> None:
    cast, names = world.cast, {**world.names, "quiz": world.cast.quiz.uid, "project": world.cast.project.uid}
    kwargs = parameters(name, wanted, names)
    missing = {key: uuid4() if isinstance(value, UUID) else value for key, value in kwargs.items()}
    if "org_key" in missing:
        missing["org_key"] = "no-such-organisation"
    here, nowhere = reverse(name, kwargs=kwargs), reverse(name, kwargs=missing)
    facts = RecordedFact.objects.count()
    outsiders = [cast.mallory, cast.noor] + ([cast.emma] if not name.startswith("employer") else [cast.olga])
    for person in outsiders:
        client = sign_in(person)
        for method in (client.get, client.post):
            answer, twin = method(here), method(nowhere)
            if kwargs:
                # A form's address opened by hand leads back to its page (302), whether there is such a page or not.
                assert answer.status_code in {302, 404, 405}, (
                    person.name,
                    method.__name__,
                    answer.status_code,
                )
                assert answer.status_code == twin.status_code
                assert same(answer.get("Location", "").encode()) == same(twin.get("Location", "").encode())
                assert same(answer.content) == same(twin.content)
            else:
                # A page without an object shows an outsider what is theirs: nothing of anybody else's.
                assert answer.status_code in {200, 302, 404, 405, 409, 422}
                assert b"Data Analysis Foundations" not in answer.content
    stranger = sign_in(None)
    for method in (stranger.get, stranger.post):
        answer = method(here)
        assert answer.status_code in {302, 401, 404, 405}, (method.__name__, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith(reverse(settings.LOGIN_URL))
    assert RecordedFact.objects.count() == facts


@pytest.mark.parametrize(("name", "wanted"), GUARDED, ids=[name for name, _ in GUARDED])
def test_somebody_may(world: World, name: str, wanted: list[str]) -> None:
    """The lists above would hold for a house that is empty: so each door opens for somebody."""
    cast, names = world.cast, {**world.names, "quiz": world.cast.quiz.uid, "project": world.cast.project.uid}
    here = reverse(name, kwargs=parameters(name, wanted, names))
    cast.olga.is_staff = True
    cast.olga.save()
    insiders = [cast.olga, cast.dana, cast.rene, cast.ines, cast.asa, cast.rob, cast.lea, cast.emma]
    seen = set()
    for person in insiders:
        client = sign_in(person)
        seen |= {client.get(here).status_code, client.post(here).status_code}
    assert seen & {200, 302, 409, 422}, seen
    assert 500 not in seen


def same(page: bytes) -> bytes:
    """The page without what differs by request: the form token."""
    return re.sub(rb'value="[A-Za-z0-9]{64}"|/[0-9a-f-]{36}|no-such-organisation|northfield', b"", page)
