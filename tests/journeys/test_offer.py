"""Opening offerings, and inviting people from lists of every quality."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import NOON, Cast

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.refusals import Refused
from skillmark.journeys import offer
from skillmark.lifecycle.designing.models import Version, VersionState
from skillmark.lifecycle.learning.models import Enrolment, EnrolmentState
from skillmark.lifecycle.offering.models import Invitation, Offering
from skillmark.lifecycle.offering.rules import GuestList, Terms

pytestmark = pytest.mark.django_db

GOOD = b"name,email\nAda Lovelace,ada@example.org\nGrace Hopper,Grace@Example.org\n"


def rehearse(cast: Cast, data: bytes) -> offer.Rehearsal:
    return offer.read_invitation_file(actor=cast.ines, offering_uid=cast.offering.uid, data=data)


def invite(cast: Cast, read: GuestList) -> list[Invitation]:
    return offer.invite_people(actor=cast.ines, offering_uid=cast.offering.uid, read=read, now=NOON)


def test_open_change_close_and_open_again(cast: Cast) -> None:
    by: dict[str, Any] = {"actor": cast.ines, "now": NOON}
    made = offer.open_offering(
        **by,
        micro_credential_uid=cast.published.micro_credential.uid,
        terms=Terms(title="Spring", capacity=2),
    )
    changed = offer.change_offering(**by, offering_uid=made.uid, terms=Terms(title="Summer", price="€ 20"))
    assert (changed.title, changed.capacity, changed.price) == ("Summer", None, "€ 20")
    for _ in range(2):
        offer.close_offering(**by, offering_uid=made.uid)
    assert Offering.objects.get(pk=made.pk).closed
    offer.reopen_offering(**by, offering_uid=made.uid)
    names = list(RecordedFact.objects.order_by("id").values_list("name", flat=True))
    assert names == ["OfferingOpened", "OfferingChanged", "OfferingClosed", "OfferingReopened"]


def test_a_double_click_opens_one(cast: Cast) -> None:
    uid = cast.published.uid
    made = [
        offer.open_offering(
            actor=cast.ines, micro_credential_uid=cast.published.micro_credential.uid,
            terms=Terms(title="Spring"), now=NOON, uid=uid,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert made[0] == made[1]


def test_an_offering_cannot_end_before_it_begins(cast: Cast) -> None:
    terms = Terms(title="Odd", opens_at=NOON, closes_at=NOON - timedelta(days=1))
    with pytest.raises(Refused, match="close before it opens"):
        offer.change_offering(actor=cast.ines, offering_uid=cast.offering.uid, terms=terms, now=NOON)


def test_nothing_unpublished_is_offered(cast: Cast) -> None:
    Version.objects.filter(pk=cast.published.pk).update(state=VersionState.DRAFT)
    with pytest.raises(Refused, match="Nothing is published"):
        offer.open_offering(
            actor=cast.ines, micro_credential_uid=cast.published.micro_credential.uid,
            terms=Terms(title="Early"), now=NOON,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["dana", "rene", "asa", "lea", "mallory"])
def test_only_those_who_manage_offerings_do(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        offer.close_offering(actor=getattr(cast, who), offering_uid=cast.offering.uid, now=NOON)
    with pytest.raises(NotFound):
        offer.read_invitation_file(actor=getattr(cast, who), offering_uid=cast.offering.uid, data=GOOD)


def test_more_places_let_the_next_one_in(cast: Cast) -> None:
    Offering.objects.filter(pk=cast.offering.pk).update(capacity=1)
    for person, state in ((cast.lea, EnrolmentState.ACTIVE), (cast.noor, EnrolmentState.WAITING)):
        Enrolment.objects.create(
            person=person, offering=cast.offering, version=cast.published, state=state, enrolled_at=NOON
        )
    terms = Terms(title="Open start", capacity=2)
    offer.change_offering(actor=cast.ines, offering_uid=cast.offering.uid, terms=terms, now=NOON)
    assert Enrolment.objects.get(person=cast.noor).state == EnrolmentState.ACTIVE


# --- invitations ----------------------------------------------------------------------------------------------


def test_reading_a_list_writes_nothing(cast: Cast) -> None:
    rehearsal = rehearse(cast, GOOD)
    assert [guest.email for guest in rehearsal.fresh] == ["ada@example.org", "grace@example.org"]
    assert rehearsal.ready
    assert not Invitation.objects.exists()


def test_inviting_twice_invites_once(cast: Cast) -> None:
    read = rehearse(cast, GOOD).read
    assert len(invite(cast, read)) == 2
    assert invite(cast, read) == []
    again = rehearse(cast, GOOD)
    assert (len(again.fresh), len(again.known), again.ready) == (0, 2, False)
    recorded = RecordedFact.objects.filter(name="PersonInvited")
    assert recorded.count() == 2
    uids = {str(invitation.uid) for invitation in Invitation.objects.all()}
    assert {fact.data["invitation"] for fact in recorded} == uids
    assert len({invitation.token for invitation in Invitation.objects.all()}) == 2


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"email\nada@example.org\n", 1, "“name” is missing"),
        (b"name,mobile\nAda,1\n", 1, "“email” is missing"),
        (b"name,email,email\nAda,a@example.org,b@example.org\n", 1, "there twice"),
        (b"", 1, "empty"),
        (b"name,email\n", 2, "nobody in the file"),
        (b"name,email\nAda,ada at example\n", 2, "not an e-mail address"),
        (b"name,email\nAda,\n", 2, "missing"),
        (b"name,email\nAda,ada@example.org\nAda,ADA@example.org\n", 3, "twice; the first time in line 2"),
        (b'name,email\n"=HYPERLINK(""x"")",ada@example.org\n', 2, "formula"),
        (b"name,email\n@SUM(A1),ada@example.org\n", 2, "formula"),
        (b"name,email\nAda,+ada@example.org\n", 2, "formula"),
        (b'name,email\n"Ada\nLovelace",ada@example.org\n', 2, "cannot be shown"),
        ("name,email\nJosé,jose@example.org\n".encode("latin-1"), 1, "UTF-8"),
        ("name,email\nAda,ada@example.org\n".encode("utf-16"), 1, "UTF-8"),
        (b"\x00\x01\x02", 1, "not a CSV"),
        (b'name,email\n"Ada,ada@example.org\n', 2, "cannot be read"),
        (b"x" * 2_000_001, 1, "larger than 2 MB"),
    ],
)
def test_a_list_with_problems_invites_nobody(cast: Cast, data: bytes, line: int, words: str) -> None:
    rehearsal = rehearse(cast, data)
    problem = rehearsal.read.problems[0]
    assert words in problem.sentence
    assert problem.line == line
    with pytest.raises(Refused, match="nobody was invited"):
        invite(cast, rehearsal.read)
    assert not Invitation.objects.exists()


def test_one_bad_row_among_good_ones_invites_nobody(cast: Cast) -> None:
    rehearsal = rehearse(cast, GOOD + b"Bad,bad@\n")
    assert len(rehearsal.read.guests) == 2
    assert not rehearsal.ready
    with pytest.raises(Refused):
        invite(cast, rehearsal.read)


def test_more_than_five_thousand_rows_are_refused(cast: Cast) -> None:
    rows = "".join(f"P{n},p{n}@example.org\n" for n in range(5001))
    assert "more than 5000" in rehearse(cast, b"name,email\n" + rows.encode()).read.problems[0].sentence
    fewer = rows.rsplit("\n", 2)[0]
    assert len(rehearse(cast, b"name,email\n" + fewer.encode()).fresh) == 5000


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfname;email\r\nAda;ada@example.org\r\n",
        b"E-Mail\tName\nada@example.org\tAda\n",
        b"note,name,email\nhello,Ada,ada@example.org\n\n,,\n",
    ],
)
def test_spreadsheets_of_all_kinds_are_read(cast: Cast, data: bytes) -> None:
    assert [(g.name, g.email) for g in rehearse(cast, data).fresh] == [("Ada", "ada@example.org")]


def test_addresses_can_be_typed(cast: Cast) -> None:
    text = "ada@example.org; grace@example.org\n\nAlan Turing <alan@example.org>\n"
    rehearsal = offer.read_invitation_text(actor=cast.ines, offering_uid=cast.offering.uid, text=text)
    assert [(g.name, g.email) for g in rehearsal.fresh] == [
        ("", "ada@example.org"), ("", "grace@example.org"), ("Alan Turing", "alan@example.org"),
    ]  # fmt: skip


def test_a_closed_offering_invites_nobody(cast: Cast) -> None:
    offer.close_offering(actor=cast.ines, offering_uid=cast.offering.uid, now=NOON)
    with pytest.raises(Refused, match="closed"):
        invite(cast, rehearse(cast, GOOD).read)
