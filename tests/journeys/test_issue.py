"""Issuing one credential: intent, signature, check, seal."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction
from tests.cast import NOON, Cast
from tests.issuing_helpers import HOLDER, granted_award, issued, queued, taken

from skillmark.config import current
from skillmark.credential.issue import issue as sign
from skillmark.credential.keys import LocalSigner
from skillmark.credential.report import Outcome, Report, Verdict
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.verify import Policy, inspect
from skillmark.foundation.ledger.leases import LeaseLost
from skillmark.foundation.ledger.models import QueueState, RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.foundation.orgs.models import IssuerMethod
from skillmark.journeys import issue
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing import keyring, operations, queries
from skillmark.lifecycle.issuing.models import Credential, Issuance, IssuerKey, StatusList
from skillmark.lifecycle.issuing.own_output import OwnOutputRefused
from skillmark.lifecycle.issuing.publishing import open_signer

BASE = current().base_url


def _resolver(cast: Cast) -> StaticResolver:
    documents = queries.controller_documents(cast.northfield, base_url=BASE)
    return StaticResolver(
        {url: json.dumps(each).encode() for url, each in documents.items()}, fetched_at=NOON
    )


def _inspect(credential: Credential, cast: Cast) -> Report:
    return _inspect_bytes(credential.document.encode(), cast)


def _inspect_bytes(data: bytes, cast: Cast) -> Report:
    return inspect(
        data, resolver=_resolver(cast), now=NOON + timedelta(days=1),
        policy=Policy(allow_local_http=True),
    )  # fmt: skip


@pytest.mark.parametrize("method", IssuerMethod.values)
def test_an_issued_credential_verifies_for_every_kind_of_issuer(cast: Cast, method: str) -> None:
    cast.northfield.issuer_method = method
    cast.northfield.save()
    report = _inspect(issued(cast.lea, cast.published), cast)
    assert [check.outcome for check in report.checks[:5]] == [Outcome.PASSED] * 5
    assert report.check(6).outcome is Outcome.UNKNOWN  # its status list was not offered
    assert report.verdict is Verdict.NOT_CHECKED


def test_sealing_leaves_credential_wallet_item_fact_and_a_finished_row(cast: Cast) -> None:
    credential = issued(cast.lea, cast.published)
    row = Issuance.objects.get()
    assert (row.state, row.credential) == (QueueState.DONE, credential)
    assert WalletItem.objects.get().credential == credential
    assert set(RecordedFact.objects.values_list("name", flat=True)) >= {
        "IssuanceQueued", "IssuerKeyCreated", "CredentialIssued", "CredentialPlaced",
    }  # fmt: skip
    assert credential.status_index == row.status_index


def test_what_is_shown_stands_in_the_signed_file(cast: Cast) -> None:
    shown = _inspect(issued(cast.lea, cast.published), cast).credential
    assert shown is not None
    assert shown.name == "Data Analysis Foundations"
    assert shown.subject.name == "Lea Example"
    assert shown.subject.narrative == "Lea Example can clean, analyse and visualise tabular data."
    assert [(each.name, each.value) for each in shown.results] == [
        ("Prepares messy data for analysis", "100"),
        ("Prepares messy data for analysis", "Strong"),
        ("Draws honest charts", "Met"),
    ]
    assert "lea@example.org" not in json.dumps(dict(shown.document))
    assert [each.genre for each in shown.evidence] == ["Quiz", "Project"]
    assert shown.valid_until is not None
    assert shown.valid_until.isoformat() == "2029-03-02T12:00:00+00:00"


def test_a_crash_between_signature_and_seal_signs_the_same_bytes_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(granted_award(cast.lea, cast.published))
    row = taken()
    signed: list[bytes] = []
    sign = issue._sign

    def remember(prepared: Issuance, source: issue.SignerSource) -> bytes:
        signed.append(sign(prepared, source))
        return signed[-1]

    def crash(**_ignored: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(issue, "_sign", remember)
    monkeypatch.setattr(issue, "place_in_wallet", crash)
    with pytest.raises(KeyboardInterrupt):
        issue.issue_queued(issuance=row, holder=HOLDER, signer_for=open_signer, base_url=BASE, now=NOON)
    assert not Credential.objects.exists()
    assert Issuance.objects.get().state == QueueState.HELD
    monkeypatch.undo()
    monkeypatch.setattr(issue, "_sign", remember)
    later = NOON + timedelta(hours=3)
    credential = issue.issue_queued(
        issuance=row, holder=HOLDER, signer_for=open_signer, base_url=BASE, now=later
    )
    assert signed[0] == signed[1] == credential.document.encode()
    assert StatusList.objects.get().taken == 1


def test_a_worker_that_lost_its_row_writes_nothing(cast: Cast) -> None:
    queued(granted_award(cast.lea, cast.published))
    row = taken()
    Issuance.objects.update(held_by="somebody else")
    with pytest.raises(LeaseLost):
        issue.issue_queued(issuance=row, holder=HOLDER, signer_for=open_signer, base_url=BASE, now=NOON)
    assert not Issuance.objects.get().document


def test_a_worker_that_loses_its_row_while_signing_seals_nothing(cast: Cast) -> None:
    queued(granted_award(cast.lea, cast.published))
    row = taken()

    def slow_signer(key: IssuerKey) -> LocalSigner:
        Issuance.objects.update(held_by="somebody else")
        return open_signer(key)

    with pytest.raises(LeaseLost):
        issue.issue_queued(issuance=row, holder=HOLDER, signer_for=slow_signer, base_url=BASE, now=NOON)
    assert not Credential.objects.exists()
    assert not WalletItem.objects.exists()


def test_queueing_twice_makes_one_row(cast: Cast) -> None:
    award = granted_award(cast.lea, cast.published)
    assert queued(award) == queued(award)
    assert RecordedFact.objects.filter(name="IssuanceQueued").count() == 1


def test_a_signature_by_the_wrong_key_does_not_leave(cast: Cast) -> None:
    queued(granted_award(cast.lea, cast.published))
    stranger = keyring.LocalSigner.generate()
    with pytest.raises(OwnOutputRefused, match="check 4"):
        issue.issue_queued(
            issuance=taken(), holder=HOLDER, signer_for=lambda key: stranger, base_url=BASE, now=NOON
        )
    assert not Credential.objects.exists()


def test_after_a_rotation_old_and_new_credentials_verify(cast: Cast) -> None:
    before = issued(cast.lea, cast.published)
    new = issue.rotate_key(actor=cast.olga, org=cast.northfield, now=NOON + timedelta(minutes=1))
    after = issued(cast.noor, cast.published, now=NOON + timedelta(minutes=2))
    assert after.issuance.key == new
    for credential, notes in ((before, ["key_retired"]), (after, [])):
        report = _inspect(credential, cast)
        assert [check.outcome for check in report.checks[:5]] == [Outcome.PASSED] * 5
        assert [note.code for note in report.notes if note.code.startswith("key_")] == notes


def test_a_retired_key_is_published_with_the_moment_after_its_last_signature(cast: Cast) -> None:
    old = issued(cast.lea, cast.published).issuance.key
    issue.rotate_key(actor=cast.olga, org=cast.northfield, now=NOON + timedelta(minutes=1))
    for document in queries.controller_documents(cast.northfield, base_url=BASE).values():
        methods = {each["publicKeyMultibase"]: each for each in document["verificationMethod"]}
        assert methods.pop(old.public_multikey)["expires"] == "2026-03-02T12:01:01Z"
        assert [each.keys() & {"expires", "revoked"} for each in methods.values()] == [set()]


def test_a_retired_key_signs_nothing_new(cast: Cast) -> None:
    """Whoever finds the old key later can sign, but not in our name."""
    credential = issued(cast.lea, cast.published)
    signer = open_signer(credential.issuance.key)
    issue.rotate_key(actor=cast.olga, org=cast.northfield, now=NOON + timedelta(minutes=1))
    document = json.loads(credential.document)
    method = document.pop("proof")["verificationMethod"]
    for minutes, outcome in ((1, Outcome.PASSED), (2, Outcome.FAILED)):
        signed = sign(
            document, signer=signer, verification_method=method, created=NOON + timedelta(minutes=minutes)
        )
        check = _inspect_bytes(signed, cast).check(3)
        assert check.outcome is outcome
        assert (check.code == "key_expired") is (outcome is Outcome.FAILED)


def test_what_was_begun_with_a_key_before_it_was_retired_verifies(cast: Cast) -> None:
    """The intent names key and time; a rotation between it and the signature takes nothing from either."""
    queued(granted_award(cast.lea, cast.published))
    row, begun = taken(), NOON + timedelta(minutes=5)
    intent = operations.prepare_issuance(issuance=row, holder=HOLDER, base_url=BASE, now=begun)
    # The owner's request was the earlier one, and is carried out later.
    issue.rotate_key(actor=cast.olga, org=cast.northfield, now=NOON)
    credential = issue.issue_queued(
        issuance=row, holder=HOLDER, signer_for=open_signer, base_url=BASE, now=begun + timedelta(minutes=5)
    )
    assert credential.issuance.key == intent.key
    assert credential.issuance.key.retired_at == begun
    assert [check.outcome for check in _inspect(credential, cast).checks[:5]] == [Outcome.PASSED] * 5


def test_what_a_compromised_key_signed_is_not_believed_any_more(cast: Cast) -> None:
    credential = issued(cast.lea, cast.published)
    key = credential.issuance.key
    issue.distrust_key(actor=cast.olga, org=cast.northfield, key_uid=key.uid, since=NOON, now=NOON)
    report = _inspect(credential, cast)
    assert report.check(3).outcome is Outcome.FAILED
    assert queries.active_key(cast.northfield) is not None


def test_a_key_distrusted_while_it_signs_seals_nothing_and_the_next_try_uses_another(cast: Cast) -> None:
    queued(granted_award(cast.lea, cast.published))
    row = taken()
    key = operations.ensure_key(org=cast.northfield, now=NOON)

    def signer_that_is_too_late(signing: IssuerKey) -> LocalSigner:
        issue.distrust_key(actor=cast.olga, org=cast.northfield, key_uid=key.uid, since=NOON, now=NOON)
        return open_signer(signing)

    # Signed by a key that the published document no longer vouches for: our own check or the seal must stop it.
    with pytest.raises((operations.KeyDistrusted, OwnOutputRefused)):
        issue.issue_queued(
            issuance=row, holder=HOLDER, signer_for=signer_that_is_too_late, base_url=BASE, now=NOON
        )
    assert not Credential.objects.exists()
    credential = issue.issue_queued(
        issuance=row, holder=HOLDER, signer_for=open_signer, base_url=BASE, now=NOON
    )
    assert credential.issuance.key != key


def test_the_seal_itself_refuses_a_distrusted_key(cast: Cast) -> None:
    credential = issued(cast.lea, cast.published)
    issuance, signed = credential.issuance, credential.document.encode()
    WalletItem.objects.all().delete()
    credential.delete()
    IssuerKey.objects.update(state=IssuerKey.State.COMPROMISED, compromised_since=NOON)
    with pytest.raises(operations.KeyDistrusted), transaction.atomic():
        operations.seal_credential(issuance=issuance, signed=signed, now=NOON)
    assert not Credential.objects.exists()


def test_an_intent_of_a_compromised_key_is_written_anew_with_the_same_index(cast: Cast) -> None:
    queued(granted_award(cast.lea, cast.published))
    row = taken()
    intent = operations.prepare_issuance(issuance=row, holder=HOLDER, base_url=BASE, now=NOON)
    issue.distrust_key(actor=cast.olga, org=cast.northfield, key_uid=intent.key.uid, since=NOON, now=NOON)
    credential = issue.issue_queued(
        issuance=row, holder=HOLDER, signer_for=open_signer, base_url=BASE, now=NOON
    )
    assert credential.status_index == intent.status_index
    assert [check.outcome for check in _inspect(credential, cast).checks[:5]] == [Outcome.PASSED] * 5


@pytest.mark.parametrize("name", ["rob", "dana", "lea", "mallory"])
def test_only_an_owner_rotates_keys(cast: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        issue.rotate_key(actor=getattr(cast, name), org=cast.northfield, now=NOON)


def test_a_dead_row_is_tried_again_by_its_registrar_only(cast: Cast) -> None:
    row = queued(granted_award(cast.lea, cast.published))
    Issuance.objects.update(state=QueueState.DEAD, attempts=12, last_error="No key.")
    with pytest.raises(NotAllowed):
        issue.try_again(actor=cast.mallory, issuance_uid=row.uid, now=NOON)
    assert issue.try_again(actor=cast.rob, issuance_uid=row.uid, now=NOON).state == QueueState.WAITING
    assert taken().attempts == 1
