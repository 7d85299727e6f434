"""Each fact that people should hear of leads to one letter, and the same fact never to two."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.cast import NOON, Cast
from tests.endorsing_helpers import given, shown, withdrawn
from tests.holding_helpers import BASE, offered

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.models import Role
from skillmark.foundation.people.models import Person
from skillmark.interfaces.mail.letters import WRITERS
from skillmark.interfaces.mail.post import send_letter
from skillmark.journeys import curate, endorse, manage, revoke
from skillmark.lifecycle.designing.models import Review, Version
from skillmark.lifecycle.learning.models import Enrolment
from skillmark.lifecycle.offering.models import Invitation
from skillmark.site.wiring import SUBSCRIBERS


def _sent(name: str) -> mail.EmailMessage:
    """The letter of the latest fact of that name."""
    mail.outbox.clear()
    send_letter(RecordedFact.objects.filter(name=name).latest("pk"))
    (letter,) = mail.outbox
    assert "\n" not in letter.subject
    assert letter.body.startswith("Hello")
    assert "{{" not in letter.body
    assert "None" not in letter.body
    return letter


def _record(name: str, data: dict[str, Any]) -> RecordedFact:
    return RecordedFact.objects.create(name=name, data=data, recorded_at=NOON)


def test_every_fact_that_is_subscribed_to_has_a_writer() -> None:
    (subscriber,) = [each for each in SUBSCRIBERS if each.name == "mail"]
    assert set(subscriber.fact_names) == set(WRITERS)


def test_a_credential_that_waits(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    letter = _sent("CredentialPlaced")
    assert letter.to == ["lea@example.org"]
    assert letter.subject == "Your credential is ready: Data Analysis Foundations"
    assert f"{BASE}/wallet/{item.uid}/" in letter.body


def test_a_letter_sent_twice_is_one_letter_to_a_mail_program(cast: Cast) -> None:
    offered(cast.lea, cast.published)
    first, second = (_sent("CredentialPlaced").message()["Message-ID"] for _ in range(2))
    assert first == second


def test_what_the_registrar_does_reaches_the_earner_with_the_reason(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    assert item.credential is not None
    for change, fact, word in (
        (revoke.suspend_credential, "CredentialSuspended", "suspended"),
        (revoke.reinstate_credential, "CredentialReinstated", "reinstated"),
        (revoke.revoke_credential, "CredentialRevoked", "revoked"),
    ):
        change(
            actor=cast.rob, credential_uid=item.credential.uid, reason=f"Because {word}.", now=timezone.now()
        )
        letter = _sent(fact)
        assert letter.subject == f"Data Analysis Foundations: {word}"
        assert f"Because {word}." in letter.body


def test_whoever_did_not_claim_in_time_is_told_that_there_is_nothing_to_claim(cast: Cast) -> None:
    item = offered(cast.lea, cast.published)
    assert item.credential is not None
    revoke.revoke_credential(
        actor=cast.rob, credential_uid=item.credential.uid, reason="The wrong list.", now=timezone.now()
    )
    _record("OfferWithdrawn", {"credential": str(item.credential.uid)})
    letter = _sent("OfferWithdrawn")
    assert letter.to == ["lea@example.org"]
    assert letter.subject == "Withdrawn: Data Analysis Foundations"
    assert "The reason given: The wrong list." in letter.body


def test_a_new_member_is_told_and_who_gives_it_to_themselves_is_not(cast: Cast) -> None:
    for email in ("new@example.org", "olga@example.org"):
        manage.add_member(
            actor=cast.olga,
            org_key="northfield",
            email=email,
            name="",
            role=Role.DESIGNER,
            now=timezone.now(),
        )
    first, second = RecordedFact.objects.filter(name="MemberAdded").order_by("pk")
    send_letter(first)
    send_letter(second)
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    assert "You are now designer at Northfield College" in letter.body


def test_an_invitation(cast: Cast) -> None:
    invitation = Invitation.objects.create(
        offering=cast.offering, email="guest@example.org", name="", token="t0ken", invited_by=cast.ines,
        invited_at=NOON,
    )  # fmt: skip
    _record("PersonInvited", {"invitation": str(invitation.uid)})
    letter = _sent("PersonInvited")
    assert letter.to == ["guest@example.org"]
    assert f"{BASE}/invitations/t0ken/" in letter.body
    assert "Ines Example" in letter.body
    assert "ines@example.org" not in letter.body


def test_reviewers_who_did_not_write_on_it_hear_that_it_waits(cast: Cast) -> None:
    Version.objects.filter(pk=cast.published.pk).update(state="in_review", submitted_by=cast.dana)
    cast.published.editors.add(cast.olga)  # an owner could review, had she not written on it
    add = {
        "actor": cast.olga,
        "org_key": "northfield",
        "name": "",
        "role": Role.REVIEWER,
        "now": timezone.now(),
    }
    manage.add_member(email="second@example.org", **add)
    fact = _record("VersionSubmitted", {"version_uid": str(cast.published.uid)})
    for _ in range(2):
        send_letter(fact)
    assert sorted({tuple(letter.to) for letter in mail.outbox}) == [
        ("rene@example.org",),
        ("second@example.org",),
    ]
    assert len(mail.outbox) == 4
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 2
    assert mail.outbox[0].subject == "Waiting for your review: Data Analysis Foundations"
    assert f"{BASE}/design/{cast.published.uid}/" in mail.outbox[0].body
    mail.outbox.clear()
    Version.objects.filter(pk=cast.published.pk).update(state="draft")
    send_letter(fact)
    assert mail.outbox == []


def test_a_review(cast: Cast) -> None:
    Review.objects.create(
        version=cast.published,
        reviewer=cast.rene,
        decision="changes",
        comment="Say <what> & why.",
        decided_at=NOON,
    )
    _record("VersionReviewed", {"version_uid": str(cast.published.uid)})
    letter = _sent("VersionReviewed")
    assert letter.to == ["dana@example.org"]
    assert letter.subject == "Changes asked for: Data Analysis Foundations"
    assert "Say <what> & why." in letter.body


def test_a_place_that_became_free(cast: Cast) -> None:
    enrolment = Enrolment.objects.create(
        person=cast.noor, offering=cast.offering, version=cast.published, enrolled_at=NOON
    )
    _record("PlaceFreed", {"enrolment": str(enrolment.uid)})
    letter = _sent("PlaceFreed")
    assert letter.to == ["noor@example.org"]
    assert f"{BASE}/learn/" in letter.body


@pytest.mark.parametrize(
    ("answer", "subject", "words"),
    [
        ("accept_proposal", "Your skill can be used now: Tune a sail", "is a skill of this site now"),
        ("decline_proposal", "Your skill was not taken in: Tune a sail", "Too narrow for us."),
    ],
)
def test_whoever_proposed_a_skill_hears_the_answer(cast: Cast, answer: str, subject: str, words: str) -> None:
    proposal = curate.propose_skill(
        actor=cast.dana,
        org=cast.northfield,
        name="Tune a sail",
        description="Sets a sail to the wind.",
        now=NOON,
    )
    Person.objects.filter(pk=cast.olga.pk).update(is_staff=True)
    cast.olga.refresh_from_db()
    answered = getattr(curate, answer)
    answered(actor=cast.olga, proposal_uid=proposal.uid, answer="Too narrow for us.", now=NOON)
    letter = _sent("ProposalAnswered")
    assert letter.to == ["dana@example.org"]
    assert letter.subject == subject
    assert words in letter.body


def _letters(name: str) -> dict[str, mail.EmailMessage]:
    """All letters of the latest fact of that name, by address."""
    mail.outbox.clear()
    send_letter(RecordedFact.objects.filter(name=name).latest("pk"))
    return {each.to[0]: each for each in mail.outbox}


def test_both_sides_hear_of_an_endorsement(cast: Cast) -> None:
    row = given(cast, kind="recognition", comment="Entry to year two.")
    told = _letters("EndorsementSigned")
    assert set(told) == {"olga@example.org", "rob@example.org"}
    letter = told["rob@example.org"]
    assert letter.subject == "Harbour Logistics recognises Data Analysis Foundations"
    assert "Entry to year two." in letter.body
    assert f"{BASE}/staff/northfield/endorsements/" in letter.body
    endorse.decline_endorsement(actor=cast.rob, endorsement_uid=row.uid, reason="Not now.", now=NOON)
    letter = _sent("EndorsementDeclined")
    assert letter.to == ["emma@example.org"]
    assert "Not now." in letter.body
    shown(cast, row)
    assert _sent("EndorsementAccepted").subject == "Northfield College shows your recognition"
    withdrawn(cast, row)
    letter = _letters("EndorsementWithdrawn")["olga@example.org"]
    assert "We do not hire any more." in letter.body


def test_nobody_hears_that_a_word_was_taken_back_which_they_did_not_show(cast: Cast) -> None:
    row = given(cast)
    endorse.decline_endorsement(actor=cast.rob, endorsement_uid=row.uid, reason="Not now.", now=NOON)
    withdrawn(cast, row)
    assert _letters("EndorsementWithdrawn") == {}


@pytest.mark.parametrize("name", sorted(set(WRITERS)))
def test_a_thing_that_is_gone_asks_for_no_letter(db: None, name: str) -> None:
    gone = str(uuid.uuid4())
    keys = (
        "item",
        "credential",
        "invitation",
        "submission",
        "enrolment",
        "version_uid",
        "proposal",
        "endorsement",
    )
    fact = _record(name, {"role": "designer", **dict.fromkeys(keys, gone)})
    send_letter(fact)
    assert mail.outbox == []
