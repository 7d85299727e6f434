"""What happens to a version after its approval: the checklist, pilots, holds, retirement, review dates, successors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from tests.cast import NOON, Cast, person, rewriting
from tests.issuing_helpers import checked_batch, issued
from tests.journeys.test_design import LATER, approve, approved, begin, complete
from tests.journeys.test_sign import sign, written

from skillmark.config import current
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed, NotFound
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.interfaces.mail.post import send_letter
from skillmark.journeys import award, award_many, design, offer, revoke, steer
from skillmark.journeys import enrol as entering
from skillmark.lifecycle.assessing.pilot import pilot_report
from skillmark.lifecycle.awarding.models import Award
from skillmark.lifecycle.designing import queries, steps
from skillmark.lifecycle.designing.models import (
    Announcement,
    Reminder,
    StepKind,
    Version,
    VersionState,
)
from skillmark.lifecycle.designing.review_rules import QUESTIONS, all_yes
from skillmark.lifecycle.designing.starters import starters
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.offering.models import Offering
from skillmark.lifecycle.offering.rules import Terms

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def facts(name: str) -> list[RecordedFact]:
    return list(RecordedFact.objects.filter(name=name).order_by("pk"))


def code_of(call: Any) -> str:
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.sentence.endswith((".", "?", "”")), refusal.value.sentence
    return refusal.value.code


def enrol(cast: Cast, who: Person, offering: Offering | None = None, now: datetime = NOON) -> Enrolment:
    return entering.enrol(actor=who, offering_uid=(offering or cast.offering).uid, now=now)


def pilot(cast: Cast, places: int | None = 2, until: date | None = None) -> Version:
    version = approved(cast)
    return steer.start_pilot(actor=cast.dana, version_uid=version.uid, places=places, until=until, now=NOON)


def offering_of(version: Version) -> Offering:
    return Offering.objects.get(micro_credential=version.micro_credential)


def on_hold(cast: Cast) -> None:
    steer.put_on_hold(actor=cast.dana, version_uid=cast.published.uid, reason="The quiz leaked.", now=NOON)


def retired(cast: Cast) -> None:
    steer.retire_version(
        actor=cast.olga, version_uid=cast.published.uid, reason="Nobody uses it any more.", now=NOON
    )


# --- the checklist ------------------------------------------------------------------------------------------------


def test_approving_needs_an_answer_to_every_question_and_a_reason_for_each_no(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    by: dict[str, Any] = {
        "actor": cast.rene, "version_uid": version.uid, "decision": "approved", "now": NOON,
    }  # fmt: skip
    assert code_of(lambda: design.review_version(**by)) == "review.unanswered"
    assert code_of(lambda: design.review_version(**by, answers=all_yes()[1:])) == "review.unanswered"
    no = [*all_yes()[1:], {"code": "scope", "answer": "no", "reason": " "}]
    assert code_of(lambda: design.review_version(**by, answers=no)) == "review.reason_missing"
    odd = [*all_yes(), {"code": "beauty", "answer": "yes"}]
    assert code_of(lambda: design.review_version(**by, answers=odd)) == "review.unknown_question"
    maybe = [*all_yes()[1:], {"code": "scope", "answer": "maybe"}]
    assert code_of(lambda: design.review_version(**by, answers=maybe)) == "review.answer"
    assert not version.reviews.exists()
    given = [*all_yes()[1:], {"code": "scope", "answer": "no", "reason": "A bit wide, but agreed."}]
    review = design.review_version(**by, answers=given, despite=["scope"], comment="Agreed with the board.")
    assert [each["code"] for each in review.answers] == [each.code for each in QUESTIONS]
    assert review.answers[0] == {
        "code": "scope", "question": QUESTIONS[0].text, "answer": "no", "reason": "A bit wide, but agreed.",
    }  # fmt: skip


def test_approving_although_an_answer_is_no_is_confirmed_question_by_question_and_says_why(
    cast: Cast,
) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    no = [
        {"code": code, "answer": "no", "reason": "Too wide."} if code in {"scope", "need"} else each
        for each in all_yes()
        for code in [each["code"]]
    ]
    by: dict[str, Any] = {
        "actor": cast.rene, "version_uid": version.uid, "decision": "approved", "answers": no, "now": NOON,
    }  # fmt: skip
    with pytest.raises(Refused, match="You answered No to 2 questions") as refused:
        design.review_version(**by, comment="Fine.")
    assert QUESTIONS[0].text in refused.value.sentence
    assert code_of(lambda: design.review_version(**by, comment="Fine.", despite=["scope"])) == (
        "review.no_unconfirmed"
    )
    both = ["need", "scope"]
    assert code_of(lambda: design.review_version(**by, comment=" ", despite=both)) == (
        "review.despite_unexplained"
    )
    version.refresh_from_db()
    assert version.state == VersionState.IN_REVIEW
    review = design.review_version(**by, comment="Agreed with the board.", despite=both)
    version.refresh_from_db()
    assert (version.state, review.comment) == (VersionState.APPROVED, "Agreed with the board.")


def test_changes_are_asked_for_with_a_no_and_nothing_to_confirm(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    no = [{"code": "scope", "answer": "no", "reason": "Too wide."}]
    review = design.review_version(
        actor=cast.rene,
        version_uid=version.uid,
        decision="changes",
        comment="Narrow it.",
        answers=no,
        now=NOON,
    )
    assert review.answers[0]["answer"] == "no"


def test_what_a_reviewer_has_answered_so_far_is_theirs_and_goes_with_the_decision(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    by: dict[str, Any] = {"actor": cast.rene, "version_uid": version.uid}
    assert code_of(lambda: design.keep_review_draft(**by, changed={"is_scope": "no"})) == "review.not_waiting"
    version = design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    design.keep_review_draft(**by, changed={"is_scope": "no", "why_scope": "x" * 2000, "colour": "red"})
    design.keep_review_draft(**by, changed={"is_scope": "", "comment": "So far."})
    kept = queries.review_draft_of(version, cast.rene)
    assert kept is not None
    assert kept.values == {"why_scope": "x" * 1000, "comment": "So far."}
    assert queries.review_draft_of(version, cast.olga) is None
    own = {"actor": cast.olga, "version_uid": version.uid, "changed": {"is_scope": "no"}}
    version.editors.add(cast.olga)
    assert code_of(lambda: design.keep_review_draft(**own)) == "review.own_work"
    with pytest.raises(NotFound):
        design.keep_review_draft(actor=cast.dana, version_uid=version.uid, changed={"is_scope": "no"})
    design.review_version(**by, decision="changes", comment="Say more.", now=NOON)
    assert queries.review_draft_of(version, cast.rene) is None


def test_asking_for_changes_keeps_the_answers_that_were_given(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    review = design.review_version(
        actor=cast.rene, version_uid=version.uid, decision="changes", comment="Say more.",
        answers=[{"code": "level", "answer": "no", "reason": "Level 4 at most."}, {"code": "need", "answer": ""}],
        now=NOON,
    )  # fmt: skip
    assert [each["code"] for each in review.answers] == ["level"]


# --- pilots -------------------------------------------------------------------------------------------------------


def test_a_pilot_refuses_the_learner_after_the_last_in_every_offering_of_it(cast: Cast) -> None:
    version = pilot(cast, places=2)
    assert (version.state, version.pilot_places) == (VersionState.PILOT, 2)
    first = offering_of(version)
    second = offer.open_offering(
        actor=cast.ines,
        micro_credential_uid=version.micro_credential.uid,
        terms=Terms(title="Evening"),
        now=NOON,
    )
    enrol(cast, cast.lea, first)
    enrol(cast, cast.noor, second)
    assert code_of(lambda: enrol(cast, cast.emma, first)) == "pilot.full"
    entering.leave(actor=cast.lea, enrolment_uid=Enrolment.objects.get(person=cast.lea).uid, now=NOON)
    assert enrol(cast, cast.emma, first).state == "active"
    assert enrol(cast, cast.noor, second) == Enrolment.objects.get(person=cast.noor)


def test_nobody_begins_a_pilot_after_its_last_day(cast: Cast) -> None:
    version = pilot(cast, until=TODAY + timedelta(days=3))
    first = offering_of(version)
    assert enrol(cast, cast.lea, first, NOON + timedelta(days=3)).state == "active"
    assert code_of(lambda: enrol(cast, cast.noor, first, NOON + timedelta(days=4))) == "pilot.over"


def test_a_pilot_needs_places_a_day_to_come_an_approval_and_no_other_version(cast: Cast) -> None:
    version = approved(cast)
    start = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    assert code_of(lambda: steer.start_pilot(**start, places=0)) == "pilot.places"
    assert code_of(lambda: steer.start_pilot(**start, places=3, until=TODAY)) == "pilot.until"
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    again = {"actor": cast.dana, "version_uid": draft.uid, "places": 3, "now": NOON}
    assert code_of(lambda: steer.start_pilot(**again)) == "version.not_approved"
    Version.objects.filter(pk=draft.pk).update(state=VersionState.APPROVED)
    assert code_of(lambda: steer.start_pilot(**again)) == "pilot.not_alone"
    with pytest.raises(NotAllowed):
        steer.start_pilot(actor=cast.rene, version_uid=version.uid, places=3, now=NOON)
    assert not facts("PilotStarted")


def test_a_pilot_is_started_once_and_published_after_it_keeps_its_learners(cast: Cast) -> None:
    version = pilot(cast)
    steer.start_pilot(actor=cast.dana, version_uid=version.uid, places=9, now=LATER)
    assert len(facts("PilotStarted")) == 1
    learner = enrol(cast, cast.lea, offering_of(version))
    design.publish_version(actor=cast.dana, version_uid=version.uid, now=LATER)
    version.refresh_from_db()
    assert (version.state, version.pilot_places) == (VersionState.PUBLISHED, 2)
    assert queries.pilot_of(version) == (NOON, LATER)
    enrol(cast, cast.noor, offering_of(version))
    enrol(cast, cast.emma, offering_of(version))
    learner.refresh_from_db()
    assert learner.version == version


def test_the_report_counts_who_came_to_the_end_and_who_passed(cast: Cast) -> None:
    for number in range(4):
        enrol(cast, person(f"P{number}"))
    one, two, three, _four = Enrolment.objects.order_by("pk")
    for each in (one, two):
        each.attempts.create(assessment=cast.quiz, number=1, state="closed", started_at=NOON)
        each.submissions.create(assessment=cast.project, number=1, created_at=NOON, submitted_at=NOON)
    three.attempts.create(assessment=cast.quiz, number=1, state="closed", started_at=NOON)
    Enrolment.objects.filter(pk=one.pk).update(state="completed")
    Enrolment.objects.filter(pk=three.pk).update(state="withdrawn")
    report = pilot_report(cast.published)
    assert (report.enrolled, report.left, report.waiting) == (4, 1, 0)
    assert (report.finished.part, report.passed.part, report.passed_of_finished.whole) == (2, 1, 2)
    assert pilot_report(cast.published, until=NOON).enrolled == 0


# --- on hold ------------------------------------------------------------------------------------------------------


def test_on_hold_nobody_begins_and_nothing_is_awarded_by_hand_until_it_is_lifted(cast: Cast) -> None:
    inside = enrol(cast, cast.lea)
    on_hold(cast)
    on_hold(cast)
    assert len(facts("VersionPutOnHold")) == 1
    with pytest.raises(Refused, match="on hold: The quiz leaked"):
        enrol(cast, cast.noor)
    assert enrol(cast, cast.lea) == inside
    proposal = {
        "actor": cast.rob, "version_uid": cast.published.uid, "email": "noor@example.org", "name": "Noor",
        "reason": "Saw it.", "now": NOON,
    }  # fmt: skip
    assert code_of(lambda: award.propose_award(**proposal)) == "version.on_hold"
    terms = {"actor": cast.ines, "micro_credential_uid": cast.published.micro_credential.uid, "now": NOON}
    assert code_of(lambda: offer.open_offering(**terms, terms=Terms(title="Spring"))) == "version.on_hold"
    lifted = steer.lift_hold(actor=cast.dana, version_uid=cast.published.uid, now=LATER)
    steer.lift_hold(actor=cast.dana, version_uid=cast.published.uid, now=LATER)
    assert lifted.state == VersionState.PUBLISHED
    assert [each.data["state"] for each in facts("HoldLifted")] == ["published"]
    assert enrol(cast, cast.noor).state == "active"


def test_a_lifted_pilot_is_a_pilot_again(cast: Cast) -> None:
    version = pilot(cast)
    steer.put_on_hold(actor=cast.dana, version_uid=version.uid, reason="Mended.", now=NOON)
    assert steer.lift_hold(actor=cast.dana, version_uid=version.uid, now=LATER).state == VersionState.PILOT
    assert queries.pilot_of(version) == (NOON, None)


def test_who_waits_is_not_let_in_while_it_is_on_hold_and_is_when_it_is_lifted(cast: Cast) -> None:
    cast.offering.capacity = 1
    cast.offering.save()
    first, second = enrol(cast, cast.lea), enrol(cast, cast.noor)
    on_hold(cast)
    entering.leave(actor=cast.lea, enrolment_uid=first.uid, now=NOON)
    second.refresh_from_db()
    assert second.state == "waiting"
    steer.lift_hold(actor=cast.dana, version_uid=cast.published.uid, now=LATER)
    second.refresh_from_db()
    assert second.state == "active"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_reason_is_given_and_is_short(cast: Cast, reason: str) -> None:
    by: dict[str, Any] = {"version_uid": cast.published.uid, "reason": reason, "now": NOON}
    for call in (
        lambda: steer.put_on_hold(actor=cast.dana, **by),
        lambda: steer.retire_version(actor=cast.olga, **by),
    ):
        assert code_of(call) in {"version.reason_missing", "version.reason_long"}


def test_a_draft_is_neither_held_nor_retired_nor_lifted(cast: Cast) -> None:
    draft = begin(cast)
    by: dict[str, Any] = {"version_uid": draft.uid, "now": NOON}
    assert code_of(lambda: steer.put_on_hold(actor=cast.dana, reason="x", **by)) == "version.not_live"
    assert code_of(lambda: steer.retire_version(actor=cast.olga, reason="x", **by)) == "version.not_current"
    assert code_of(lambda: steer.lift_hold(actor=cast.dana, **by)) == "version.not_on_hold"


# --- retired ------------------------------------------------------------------------------------------------------


def test_retired_is_issued_by_no_way_and_each_says_so(cast: Cast, tmp_path: Path) -> None:
    batch = checked_batch(cast, now=NOON)
    waiting = award.propose_award(
        actor=cast.rob, version_uid=cast.published.uid, email="emma@example.org", name="Emma", reason="Saw it.",
        now=NOON,
    )  # fmt: skip
    retired(cast)
    table = tmp_path / "table.csv"
    table.write_text("name,email\nNoor,noor@example.org\n")
    by: dict[str, Any] = {"version_uid": cast.published.uid, "now": NOON}
    achievement = {"id": f"{current().base_url}/achievements/{cast.published.uid}", "type": ["Achievement"]}
    ways: list[Any] = [
        lambda: enrol(cast, cast.noor),
        lambda: award.propose_award(actor=cast.rob, email="n@example.org", name="N", reason="Saw it.", **by),
        lambda: award.approve_award(actor=cast.olga, award_uid=waiting.uid, now=NOON),
        lambda: award_many.propose_many(actor=cast.rob, table=table, name="t.csv", reason="Saw it.", **by),
        lambda: award_many.confirm_many(actor=cast.rob, batch_uid=batch.uid, now=NOON),
        lambda: offer.open_offering(
            actor=cast.ines, micro_credential_uid=cast.published.micro_credential.uid, terms=Terms(title="S"), now=NOON
        ),
        lambda: offer.reopen_offering(actor=cast.ines, offering_uid=cast.offering.uid, now=NOON),
        lambda: sign(cast, written(credentialSubject=_subject(achievement))),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(Refused, match="is retired: Nobody uses it any more") as refusal:
            way()
        if "offering" not in refusal.value.code:
            assert refusal.value.code == "version.retired"
    assert not Enrolment.objects.exists()
    assert Award.objects.get().state == "proposed"


def test_a_batch_that_has_not_begun_is_ended_with_the_reason_and_one_that_has_is_carried_out(
    cast: Cast, tmp_path: Path
) -> None:
    from tests.journeys.test_award_many import work

    cast.northfield.four_eyes = False
    cast.northfield.save()
    table = tmp_path / "table.csv"
    table.write_text("name,email\nNoor,noor@example.org\n")
    batch = award_many.propose_many(
        actor=cast.rob, version_uid=cast.published.uid, table=table, name="t.csv", reason="Saw it.", now=NOON
    )
    work(batch)
    award_many.confirm_many(actor=cast.rob, batch_uid=batch.uid, now=NOON)
    retired(cast)
    ended = work(batch)
    assert (ended.phase, ended.issued) == ("refused", 0)
    assert "is retired: Nobody uses it any more" in ended.last_error
    type(batch).objects.filter(pk=batch.pk).update(
        phase="issuing", state="waiting", begun_at=NOON, ended_at=None, last_error=""
    )
    assert (work(batch).phase, Award.objects.count()) == ("done", 1)


def _subject(achievement: dict[str, Any]) -> dict[str, Any]:
    subject: dict[str, Any] = written()["credentialSubject"]
    return subject | {"achievement": subject["achievement"] | achievement}


def test_a_program_may_sign_what_names_a_live_version_and_what_names_none(cast: Cast) -> None:
    achievement = {"id": f"{current().base_url}/achievements/{cast.published.uid}"}
    sign(cast, written(credentialSubject=_subject(achievement)))
    sign(cast, written(id="urn:uuid:7b1f3c52-51ea-4d80-b5f8-8f1f3d8e8a12"))


def test_holders_keep_what_they_have_and_who_is_enrolled_may_finish(cast: Cast) -> None:
    from tests.journeys.test_earn import answers, finish, start

    from skillmark.lifecycle.awarding.operations import award_if_met

    credential = issued(cast.noor, cast.published, now=NOON)
    learner = enrol(cast, cast.lea)
    retired(cast)
    credential.refresh_from_db()
    assert credential.state == "active"
    assert finish(cast, start(cast, learner), answers(cast)).passed
    assert award_if_met(enrolment=learner, now=NOON) is None  # the project is still missing, and nothing else
    assert code_of(lambda: steer.lift_hold(actor=cast.dana, version_uid=cast.published.uid, now=NOON))
    assert queries.public_version_by_key(cast.published.micro_credential.key) == cast.published


def test_only_an_owner_retires_and_once(cast: Cast) -> None:
    for who in (cast.dana, cast.rene, cast.rob, cast.mallory, cast.lea):
        with pytest.raises(NotFound):
            steer.retire_version(actor=who, version_uid=cast.published.uid, reason="x", now=NOON)
    retired(cast)
    retired(cast)
    assert len(facts("VersionRetired")) == 1


def test_who_waits_for_what_is_retired_is_told(cast: Cast) -> None:
    cast.offering.capacity = 1
    cast.offering.save()
    enrol(cast, cast.lea)
    enrol(cast, cast.noor)
    retired(cast)
    (fact,) = facts("WaitingEnded")
    send_letter(fact)
    (letter,) = mail.outbox
    assert letter.to == ["noor@example.org"]
    assert "Why: Nobody uses it any more." in letter.body
    assert Enrolment.objects.get(person=cast.noor).state == "withdrawn"
    assert Enrolment.objects.get(person=cast.lea).state == "active"


def test_a_new_version_of_what_was_retired_opens_it_again(cast: Cast) -> None:
    retired(cast)
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    Version.objects.filter(pk=draft.pk).update(state=VersionState.APPROVED)
    design.publish_version(actor=cast.dana, version_uid=draft.uid, now=LATER)
    assert enrol(cast, cast.lea, now=LATER).version == draft
    assert not Announcement.objects.exists()  # nobody is told that what was retired has a successor


# --- looked at again ----------------------------------------------------------------------------------------------


def due(cast: Cast, days: int) -> None:
    Version.objects.filter(pk=cast.published.pk).update(review_by=TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("left", "told"), [(61, []), (60, [60]), (8, [60]), (7, [7]), (1, [7]), (0, [0]), (-3, [0])]
)
def test_designers_are_reminded_at_the_stage_that_has_come(cast: Cast, left: int, told: list[int]) -> None:
    due(cast, left)
    for _ in range(2):
        steer.remind_of_reviews(now=NOON)
    assert [each.days for each in Reminder.objects.all()] == told


def test_each_stage_is_told_once_and_a_new_date_begins_anew(cast: Cast) -> None:
    due(cast, 60)
    for day in range(70):
        steer.remind_of_reviews(now=NOON + timedelta(days=day))
    assert [each.days for each in Reminder.objects.order_by("pk")] == [60, 7, 0]
    assert [each.data["days"] for each in facts("ReviewFellDue")] == [60, 7, 0]
    due(cast, 80)
    steer.remind_of_reviews(now=NOON + timedelta(days=70))
    assert len(facts("ReviewFellDue")) == 4
    send_letter(facts("ReviewFellDue")[0])
    assert {tuple(each.to) for each in mail.outbox} == {("dana@example.org",), ("olga@example.org",)}
    assert "in 60 days" in mail.outbox[0].subject


def test_overdue_opens_no_new_cohort_and_leaves_those_that_run(cast: Cast) -> None:
    due(cast, -1)
    cohort = {"actor": cast.ines, "micro_credential_uid": cast.published.micro_credential.uid, "now": NOON}
    assert code_of(lambda: offer.open_offering(**cohort, terms=Terms(title="S"))) == "offering.review_overdue"
    offer.close_offering(actor=cast.ines, offering_uid=cast.offering.uid, now=NOON)
    reopen = {"actor": cast.ines, "offering_uid": cast.offering.uid, "now": NOON}
    assert code_of(lambda: offer.reopen_offering(**reopen)) == "offering.review_overdue"
    Offering.objects.update(closed=False)
    assert enrol(cast, cast.lea).state == "active"
    steer.confirm_version(
        actor=cast.rene, version_uid=cast.published.uid, review_by=TODAY + timedelta(days=365), now=NOON
    )
    offer.open_offering(**cohort, terms=Terms(title="Spring"))
    assert [each.decision for each in cast.published.reviews.all()] == ["confirmed"]


def test_nobody_confirms_their_own_work_or_a_day_that_is_past_or_far(cast: Cast) -> None:
    by: dict[str, Any] = {"version_uid": cast.published.uid, "now": NOON}
    good = TODAY + timedelta(days=30)
    with pytest.raises(NotFound):
        steer.confirm_version(actor=cast.dana, review_by=good, **by)
    cast.published.editors.add(cast.olga)
    assert code_of(lambda: steer.confirm_version(actor=cast.olga, review_by=good, **by)) == "review.own_work"
    for day in (TODAY, TODAY + timedelta(days=366 * 5 + 1)):
        assert (
            code_of(lambda day=day: steer.confirm_version(actor=cast.rene, review_by=day, **by))
            == "review.date"
        )


# --- successors ---------------------------------------------------------------------------------------------------


def superseded(cast: Cast) -> Version:
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    Version.objects.filter(pk=draft.pk).update(state=VersionState.APPROVED)
    return design.publish_version(actor=cast.dana, version_uid=draft.uid, now=LATER)


def test_each_holder_of_the_former_version_is_told_once(cast: Cast) -> None:
    for who in (cast.lea, cast.noor, cast.emma, cast.ines, cast.asa):
        issued(who, cast.published, now=NOON)
    WalletItem.objects.filter(person=cast.emma).update(state=WalletItem.State.DECLINED)
    gone = WalletItem.objects.get(person=cast.asa).credential
    assert gone is not None
    revoke.revoke_credential(actor=cast.rob, credential_uid=gone.uid, reason="Mistake.", now=NOON)
    version = superseded(cast)
    looked_at = [steer.announce_some(now=LATER, limit=2) for _ in range(4)]
    assert looked_at == [2, 1, 0, 0]
    announcement = Announcement.objects.get()
    assert (announcement.version, announcement.told, announcement.ended_at) == (version, 3, LATER)
    for fact in facts("SuccessorAnnounced"):
        send_letter(fact)
    assert sorted(each.to[0] for each in mail.outbox) == [
        "ines@example.org", "lea@example.org", "noor@example.org",
    ]  # fmt: skip
    assert "You hold version 1" in mail.outbox[0].body
    assert f"/catalogue/{version.micro_credential.key}/" in mail.outbox[0].body


def test_a_worker_that_was_killed_between_two_parts_tells_nobody_twice(cast: Cast) -> None:
    for who in (cast.lea, cast.noor):
        issued(who, cast.published, now=NOON)
    superseded(cast)
    seen = queries.unended_announcement()
    steer.announce_some(now=LATER, limit=1)
    # Another worker that had looked before the first one wrote finds its part done.
    from skillmark.lifecycle.designing import life

    assert seen is not None
    assert not life.keep_announced(announcement=seen, upto=99, number=1, now=LATER)
    steer.announce_some(now=LATER, limit=1)
    assert len({each.subject_uid for each in facts("SuccessorAnnounced")}) == 2


# --- development --------------------------------------------------------------------------------------------------


def record(cast: Cast, version: Version, kind: str, **content: Any) -> None:
    by = {"actor": cast.dana, "version_uid": version.uid, "kind": kind, "now": NOON}
    steer.record_step(**by, **(content or {"text": "Asked 12 employers."}))


def test_where_steps_are_demanded_nothing_is_approved_without_them(cast: Cast) -> None:
    version = complete(cast, begin(cast))
    design.submit_for_review(actor=cast.dana, version_uid=version.uid, now=NOON)
    steer.demand_steps(actor=cast.olga, org=cast.northfield, demanded=True, now=NOON)
    with pytest.raises(Refused, match=r"5 are not done\. Need: nothing is recorded yet"):
        approve(cast, version)
    for kind in StepKind:
        record(cast, version, kind.value)
    with pytest.raises(Refused, match="Need: nobody has signed it off yet"):
        approve(cast, version)
    for kind in StepKind:
        steer.sign_step(actor=cast.rene, version_uid=version.uid, kind=kind.value, now=NOON)
    approve(cast, version)
    record(cast, version, "need", link="https://northfield.example/need")
    publish = {"actor": cast.dana, "version_uid": version.uid, "now": NOON}
    assert code_of(lambda: design.publish_version(**publish)) == "steps.open"
    assert code_of(lambda: steer.start_pilot(**publish, places=5)) == "steps.open"
    steer.demand_steps(actor=cast.olga, org=cast.northfield, demanded=False, now=NOON)
    design.publish_version(**publish)
    assert code_of(lambda: record(cast, version, "need")) == "steps.ended"


def test_whoever_recorded_a_step_does_not_sign_it(cast: Cast) -> None:
    version = begin(cast)
    steer.record_step(actor=cast.olga, version_uid=version.uid, kind="need", text="Asked.", now=NOON)
    sign_it: dict[str, Any] = {"version_uid": version.uid, "kind": "need", "now": NOON}
    assert code_of(lambda: steer.sign_step(actor=cast.olga, **sign_it)) == "steps.own_work"
    with pytest.raises(NotFound):
        steer.sign_step(actor=cast.dana, **sign_it)
    first = steer.sign_step(actor=cast.rene, **sign_it)
    assert steer.sign_step(actor=cast.rene, **sign_it).signed_at == first.signed_at
    assert len(facts("StepSignedOff")) == 1
    assert (
        code_of(lambda: steer.sign_step(actor=cast.rene, **(sign_it | {"kind": "learning"})))
        == "steps.nothing"
    )


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("need", {"text": "  "}, "steps.empty"),
        ("need", {"link": "javascript:alert(1)"}, "steps.link"),
        ("dance", {"text": "x"}, "steps.unknown"),
    ],
)
def test_a_step_without_anything_is_refused(
    cast: Cast, kind: str, content: dict[str, str], code: str
) -> None:
    version = begin(cast)
    assert code_of(lambda: record(cast, version, kind, **content)) == code


def test_the_next_version_begins_with_the_steps_unsigned(cast: Cast) -> None:
    version = approved(cast)
    record(cast, version, "need")
    steer.sign_step(actor=cast.rene, version_uid=version.uid, kind="need", now=NOON)
    design.publish_version(actor=cast.dana, version_uid=version.uid, now=NOON)
    draft = design.start_next_version(actor=cast.dana, version_uid=version.uid, now=NOON)
    need = steps.gates_of(draft)[0]
    assert need.step is not None
    assert (need.step.text, need.lacks) == ("Asked 12 employers.", "nobody has signed it off yet")
    assert steps.gates_of(version)[0].lacks == ""


# --- prerequisites ------------------------------------------------------------------------------------------------


def required(cast: Cast, *, blocks: bool) -> Version:
    """What Northfield published needs what Mallory published."""
    from tests.cast import published_version

    other, *_ = published_version(cast.mallory_ltd, author=cast.mallory)
    with rewriting(cast.published) as version:
        version.requires_blocks = blocks
        version.save(update_fields=["requires_blocks"])
        version.requires.set([other.micro_credential])
    return other


def test_who_lacks_what_is_required_is_refused_with_its_name_or_advised(cast: Cast) -> None:
    other = required(cast, blocks=True)
    assert code_of(lambda: enrol(cast, cast.lea)) == "enrolment.not_prepared"
    credential = issued(cast.lea, other, now=NOON)
    assert enrol(cast, cast.lea).state == "active"
    credential.state = "revoked"
    credential.save()
    entering.leave(actor=cast.lea, enrolment_uid=Enrolment.objects.get().uid, now=NOON)
    assert code_of(lambda: enrol(cast, cast.lea)) == "enrolment.not_prepared"
    with rewriting(cast.published) as version:
        version.requires_blocks = False
        version.save(update_fields=["requires_blocks"])
    assert enrol(cast, cast.lea).state == "active"


@pytest.mark.parametrize(
    "change", [{"valid_until": NOON}, {"state": "suspended"}], ids=["expired", "suspended"]
)
def test_what_does_not_stand_does_not_count(cast: Cast, change: dict[str, Any]) -> None:
    other = required(cast, blocks=True)
    credential = issued(cast.lea, other, now=NOON)
    type(credential).objects.filter(pk=credential.pk).update(**change)
    assert code_of(lambda: enrol(cast, cast.lea)) == "enrolment.not_prepared"


# --- copies -------------------------------------------------------------------------------------------------------


def test_a_copy_is_a_micro_credential_of_its_own_with_everything_in_it(cast: Cast) -> None:
    from skillmark.lifecycle.assessing.blueprint import blueprint_of, facets_of

    uid = cast.published.uid
    by: dict[str, Any] = {"actor": cast.dana, "version_uid": uid, "title": "Data for Nurses", "now": NOON}
    made = design.clone(**by)
    assert (made.number, made.state, made.micro_credential.key) == (1, "draft", "data-for-nurses")
    assert made.micro_credential != cast.published.micro_credential
    old, new = facets_of(blueprint_of(Version.objects.get(uid=uid))), facets_of(blueprint_of(made))
    assert old.lists == new.lists
    assert {label for label in old.fields if old.fields[label] != new.fields.get(label)} == {"Title"}
    with pytest.raises(NotFound):
        design.clone(**(by | {"actor": cast.mallory}))


def test_a_double_click_makes_one_copy(cast: Cast) -> None:
    from uuid import uuid4

    by: dict[str, Any] = {
        "actor": cast.dana, "version_uid": cast.published.uid, "title": "Twice", "now": NOON, "uid": uuid4(),
    }  # fmt: skip
    assert design.clone(**by) == design.clone(**by)
    assert len(facts("MicroCredentialCloned")) == 1


def test_a_copy_is_not_reviewed_by_who_wrote_its_source(cast: Cast) -> None:
    draft = complete(cast, begin(cast))
    design.save_details(actor=cast.olga, version_uid=draft.uid, values={"criteria": "Pass."}, now=NOON)
    copy = design.clone(actor=cast.dana, version_uid=draft.uid, title="Charts Again", now=NOON)
    again = design.clone(actor=cast.dana, version_uid=copy.uid, title="Charts Once More", now=NOON)
    for made in (copy, again):
        design.submit_for_review(actor=cast.dana, version_uid=made.uid, now=NOON)
        by: dict[str, Any] = {
            "actor": cast.olga, "version_uid": made.uid, "decision": "approved", "answers": all_yes(), "now": NOON,
        }  # fmt: skip
        assert code_of(lambda by=by: design.review_version(**by)) == "review.own_work"


def test_what_was_published_does_not_shut_its_writers_out_of_the_next_version(cast: Cast) -> None:
    with rewriting(cast.published) as version:
        version.editors.add(cast.olga)
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=NOON)
    assert set(draft.editors.all()) == {cast.dana}
    copy = design.clone(actor=cast.dana, version_uid=cast.published.uid, title="Data Again", now=NOON)
    assert cast.olga in copy.editors.all()


# --- templates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", list(starters()))
def test_a_template_is_a_draft_that_lacks_nothing_but_what_only_its_author_knows(
    cast: Cast, template: str
) -> None:
    from skillmark.lifecycle.assessing.blueprint import blueprint_of, design_of
    from skillmark.lifecycle.designing.rules import missing

    draft = design.begin_from_template(
        actor=cast.dana, org=cast.northfield, title="Something Narrow", template=template, now=NOON
    )
    draft = Version.objects.get(pk=draft.pk)
    lacking = {point.field: point.sentence for point in missing(design_of(blueprint_of(draft)))}
    assert set(lacking) <= {"country", "org"}, lacking
    assert draft.title == "Something Narrow"


def test_a_template_that_is_not_there_is_refused_and_a_double_click_fills_once(cast: Cast) -> None:
    from uuid import uuid4

    by: dict[str, Any] = {
        "actor": cast.dana, "org": cast.northfield, "title": "Twice", "uid": uuid4(), "now": NOON,
    }  # fmt: skip
    assert code_of(lambda: design.begin_from_template(**by, template="degree")) == "design.no_template"
    first, second = (design.begin_from_template(**by, template="short-course") for _ in range(2))
    assert first == second
    assert first.outcomes.count() == 2
