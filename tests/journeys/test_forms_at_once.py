"""One form that is sent several times at the very same moment makes one thing; several forms make several."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from tests.cast import NOON, Cast
from tests.journeys.test_at_once import at_once, unexpected

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.models import Proposal
from skillmark.journeys import curate, design, offer
from skillmark.lifecycle.designing.models import MicroCredential, Version
from skillmark.lifecycle.offering.models import Offering
from skillmark.lifecycle.offering.rules import Terms

# As in test_at_once: PostgreSQL is where races show.
pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]


def test_a_form_sent_many_times_at_once_begins_one_micro_credential(cast: Cast) -> None:
    uid = uuid4()
    begin = partial(
        design.create_micro_credential,
        actor=cast.dana,
        org=cast.northfield,
        title="Charts",
        now=NOON,
        uid=uid,
    )
    results = at_once(*[begin] * 6)
    assert unexpected(results) == []
    assert {each.pk for each in results} == {Version.objects.get(micro_credential__uid=uid).pk}
    assert RecordedFact.objects.filter(name="MicroCredentialCreated").count() == 1


def test_a_template_is_filled_in_once(cast: Cast) -> None:
    uid = uuid4()
    begin = partial(
        design.begin_from_template, actor=cast.dana, org=cast.northfield, title="First Aid", template="practical-skill",
        now=NOON, uid=uid,
    )  # fmt: skip
    results = at_once(*[begin] * 4)
    assert unexpected(results) == []
    draft = Version.objects.get(micro_credential__uid=uid)
    assert [each.pk for each in results] == [draft.pk] * 4
    statements = list(draft.outcomes.values_list("statement", flat=True))
    assert len(statements) == len(set(statements)) > 0


def test_a_copy_is_made_once(cast: Cast) -> None:
    uid = uuid4()
    copy = partial(
        design.clone, actor=cast.dana, version_uid=cast.published.uid, title="Charts II", now=NOON, uid=uid
    )
    results = at_once(*[copy] * 4)
    assert unexpected(results) == []
    draft = Version.objects.get(micro_credential__uid=uid)
    assert [each.pk for each in results] == [draft.pk] * 4
    assert draft.outcomes.count() == cast.published.outcomes.count()


def test_several_forms_with_one_title_begin_several_each_at_its_own_address(cast: Cast) -> None:
    results = at_once(
        *(
            partial(
                design.create_micro_credential,
                actor=who,
                org=cast.northfield,
                title="Charts",
                now=NOON,
                uid=uuid4(),
            )
            for who in (cast.dana, cast.olga) * 3
        )
    )
    assert unexpected(results) == []
    keys = set(MicroCredential.objects.filter(versions__title="Charts").values_list("key", flat=True))
    assert keys == {"charts", *(f"charts-{number}" for number in range(2, 7))}


def test_a_form_belongs_to_whoever_sent_it_first(cast: Cast) -> None:
    uid = uuid4()
    results = at_once(
        *(
            partial(
                design.create_micro_credential,
                actor=who,
                org=cast.northfield,
                title="Charts",
                now=NOON,
                uid=uid,
            )
            for who in (cast.dana, cast.olga)
        )
    )
    assert unexpected(results) == []
    assert [each.code for each in results if isinstance(each, Refused)] == ["design.form"]
    assert MicroCredential.objects.filter(uid=uid).count() == 1


def test_a_proposal_and_an_offering_are_made_once(cast: Cast) -> None:
    propose = partial(
        curate.propose_skill, actor=cast.dana, org=cast.northfield, name="Kubernetes", description="Runs clusters.",
        now=NOON, uid=uuid4(),
    )  # fmt: skip
    opening = partial(
        offer.open_offering,
        actor=cast.ines,
        micro_credential_uid=cast.published.micro_credential.uid,
        terms=Terms(title="Spring"),
        now=NOON,
        uid=uuid4(),
    )
    results = at_once(*[propose, opening] * 4)
    assert unexpected(results) == []
    assert Proposal.objects.count() == 1
    assert Offering.objects.filter(title="Spring").count() == 1
    assert not [each for each in results if isinstance(each, Refused)]
