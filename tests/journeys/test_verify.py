"""Checking what is handed in, and keeping what was found."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.cast import NOON, Cast
from tests.holding_helpers import BASE, kept

from skillmark.credential.policy import Policy
from skillmark.credential.report import Outcome, Verdict
from skillmark.credential.resolve import StaticResolver
from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import NotAllowed
from skillmark.interfaces.intake.presented import check
from skillmark.journeys import verify
from skillmark.lifecycle.verifying.models import KeptReport, TrustedIssuer

NOBODY = StaticResolver({})
TRUST = 9


def _signed(cast: Cast) -> bytes:
    credential = kept(cast.lea, cast.published).credential
    assert credential is not None
    return credential.document.encode()


def test_a_check_leaves_nothing_behind(cast: Cast) -> None:
    data = _signed(cast)
    facts = RecordedFact.objects.count()
    assert check(data, now=timezone.now()).verdict is Verdict.VERIFIED
    assert RecordedFact.objects.count() == facts
    assert not KeptReport.objects.exists()


def test_a_check_without_the_network_is_neither_yes_nor_no(cast: Cast) -> None:
    report = verify.check_presented(
        data=_signed(cast), resolver=NOBODY, now=timezone.now(), policy=Policy(allow_local_http=True)
    )
    assert report.verdict is Verdict.NOT_CHECKED


def test_one_changed_letter_is_not_verified(cast: Cast) -> None:
    document = json.loads(_signed(cast))
    document["credentialSubject"]["achievement"]["name"] += "!"
    assert check(json.dumps(document).encode(), now=timezone.now()).verdict is Verdict.NOT_VERIFIED


def test_an_issuer_is_known_to_whom_knows_it(cast: Cast) -> None:
    data, now = _signed(cast), timezone.now()
    assert check(data, now=now).check(TRUST).outcome is not Outcome.PASSED
    verify.know_issuer(
        actor=cast.emma, org=cast.harbour, issuer_id=f"{BASE}/issuers/northfield", name="Northfield", now=NOON
    )
    assert check(data, now=now, org=cast.harbour).check(TRUST).outcome is Outcome.PASSED
    assert check(data, now=now).check(TRUST).outcome is not Outcome.PASSED
    verify.forget_issuer(actor=cast.emma, org=cast.harbour, issuer_id=f"{BASE}/issuers/northfield", now=NOON)
    assert check(data, now=now, org=cast.harbour).check(TRUST).outcome is not Outcome.PASSED
    names = list(RecordedFact.objects.order_by("pk").values_list("name", flat=True))
    assert names[-2:] == ["IssuerKnown", "IssuerForgotten"]


def test_a_kept_report_says_what_was_found_and_keeps_no_file(cast: Cast) -> None:
    data = _signed(cast)
    report = check(data, now=timezone.now())
    kept_report = verify.keep_report(
        actor=cast.emma, org=cast.harbour, source="badge.json", data=data, report=report, now=NOON
    )
    assert kept_report.sha256 == hashlib.sha256(data).hexdigest()
    assert kept_report.report == report.to_json()
    assert "proofValue" not in json.dumps(kept_report.report)


def test_only_those_who_may_keep_reports_there_keep_them(cast: Cast) -> None:
    data = _signed(cast)
    report = check(data, now=timezone.now())
    for stranger in (cast.lea, cast.mallory, cast.rob, AnonymousUser()):
        with pytest.raises(NotAllowed):
            verify.keep_report(
                actor=stranger, org=cast.harbour, source="x", data=data, report=report, now=NOON
            )
        with pytest.raises(NotAllowed):
            verify.know_issuer(actor=stranger, org=cast.harbour, issuer_id="did:key:x", name="X", now=NOON)
        with pytest.raises(NotAllowed):
            verify.forget_issuer(actor=stranger, org=cast.harbour, issuer_id="did:key:x", now=NOON)
    assert not KeptReport.objects.exists()
    assert not TrustedIssuer.objects.exists()
