"""Revoking, suspending and reinstating: who may, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import NOON, Cast
from tests.issuing_helpers import issued

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.refusals import Refused
from skillmark.journeys import revoke
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import Credential, CredentialState

VERBS = {
    "revoke": (revoke.revoke_credential, CredentialState.REVOKED, "CredentialRevoked"),
    "suspend": (revoke.suspend_credential, CredentialState.SUSPENDED, "CredentialSuspended"),
    "reinstate": (revoke.reinstate_credential, CredentialState.ACTIVE, "CredentialReinstated"),
}


@pytest.mark.parametrize("name", ["dana", "rene", "ines", "asa", "lea", "emma", "mallory"])
@pytest.mark.parametrize("verb", VERBS)
def test_only_owners_and_registrars_of_the_issuer(cast: Cast, verb: str, name: str) -> None:
    credential = issued(cast.lea, cast.published)
    with pytest.raises(NotAllowed):
        VERBS[verb][0](actor=getattr(cast, name), credential_uid=credential.uid, reason="Because", now=NOON)
    assert not credential.status_changes.exists()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(list(VERBS)), max_size=8))
def test_any_sequence_keeps_row_history_facts_and_list_in_agreement(cast: Cast, verbs: list[str]) -> None:
    """Against a model of three states: revoked is for ever, and every change leaves one entry and one fact."""
    credential = Credential.objects.first() or issued(cast.lea, cast.published)
    # Each sequence starts afresh on the same credential.
    credential.status_changes.all().delete()
    Credential.objects.filter(pk=credential.pk).update(state=CredentialState.ACTIVE)
    model, entries = CredentialState.ACTIVE, 0
    for verb in verbs:
        journey, target, _ = VERBS[verb]
        try:
            journey(actor=cast.rob, credential_uid=credential.uid, reason="Because", now=NOON)
        except Refused:
            assert model == CredentialState.REVOKED != target
            continue
        assert not (model == CredentialState.REVOKED and target != model)
        entries += target != model
        model = target
    credential.refresh_from_db()
    assert credential.state == model
    assert credential.status_changes.count() == entries
    withheld = queries.withheld_indexes(credential.status_list)
    assert (credential.status_index in withheld) == (model != CredentialState.ACTIVE)
    shown = [each.change for each in queries.standing_in(credential.status_list)]
    assert shown == ([] if model == CredentialState.ACTIVE else [model])


@pytest.mark.parametrize("verb", ["revoke", "suspend"])
def test_a_change_is_recorded_with_who_and_about_whom(cast: Cast, verb: str) -> None:
    credential = issued(cast.lea, cast.published)
    journey, state, fact_name = VERBS[verb]
    changed = journey(actor=cast.rob, credential_uid=credential.uid, reason=" Because. ", now=NOON)
    assert changed.state == state
    fact = RecordedFact.objects.get(name=fact_name)
    assert (fact.actor_uid, fact.subject_uid) == (cast.rob.uid, cast.lea.uid)
    assert fact.data == {"credential": str(credential.uid)}
    assert credential.status_changes.get().reason == "Because."


def test_a_reason_of_spaces_is_none(cast: Cast) -> None:
    credential = issued(cast.lea, cast.published)
    with pytest.raises(Refused, match="reason is missing"):
        revoke.revoke_credential(actor=cast.rob, credential_uid=credential.uid, reason="  ", now=NOON)
