"""Issuers that are known to everyone or to one organisation, and reports that only their keepers may read."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from tests.cast import NOON, Cast

from skillmark.foundation.orgs.access import NotFound
from skillmark.lifecycle.verifying import operations, queries
from skillmark.lifecycle.verifying.models import KeptReport

REPORT = {"verdict": "verified", "checks": [], "warnings": [], "form": "json", "credential": None}


def _kept(cast: Cast) -> KeptReport:
    return operations.keep_report(
        org=cast.harbour, person=cast.emma, source="x" * 500, sha256="0" * 64, report=REPORT, now=NOON
    )


def test_an_issuer_of_the_installation_is_known_to_all_and_one_of_an_organisation_to_it_alone(
    cast: Cast,
) -> None:
    operations.know_issuer(org=None, issuer_id="did:key:all", name="Everybody's", now=NOON)
    operations.know_issuer(org=cast.harbour, issuer_id="did:key:own", name="Harbour's", now=NOON)
    assert queries.known_issuers() == {"did:key:all": "Everybody's"}
    assert queries.known_issuers(cast.harbour) == {"did:key:all": "Everybody's", "did:key:own": "Harbour's"}
    assert queries.known_issuers(cast.mallory_ltd) == {"did:key:all": "Everybody's"}
    assert queries.issuers_added_by(cast.harbour) == {"did:key:own"}


def test_an_organisations_own_name_for_an_issuer_wins(cast: Cast) -> None:
    operations.know_issuer(org=cast.harbour, issuer_id="did:key:a", name="Our name", now=NOON)
    operations.know_issuer(org=None, issuer_id="did:key:a", name="Their name", now=NOON)
    assert queries.known_issuers(cast.harbour)["did:key:a"] == "Our name"
    assert queries.known_issuers()["did:key:a"] == "Their name"


def test_adding_again_renames_and_forgetting_again_changes_nothing(cast: Cast) -> None:
    for name in ("First", "Second"):
        operations.know_issuer(org=cast.harbour, issuer_id="did:key:a", name=name, now=NOON)
    assert queries.known_issuers(cast.harbour) == {"did:key:a": "Second"}
    for _ in range(2):
        operations.forget_issuer(org=cast.harbour, issuer_id="did:key:a", by=cast.emma, now=NOON)
    assert queries.known_issuers(cast.harbour) == {}


def test_a_report_is_read_by_those_who_may_keep_reports_there(cast: Cast) -> None:
    kept = _kept(cast)
    assert len(kept.source) == 300
    assert queries.access_report(cast.emma, kept.uid) == kept
    for stranger in (cast.olga, cast.mallory, cast.lea, AnonymousUser()):
        with pytest.raises(NotFound):
            queries.access_report(stranger, kept.uid)
    for uid in (uuid.uuid4(), "no uid"):
        with pytest.raises(NotFound):
            queries.access_report(cast.emma, uid)


def test_reports_are_listed_newest_first_for_their_organisation(cast: Cast) -> None:
    first, second = _kept(cast), _kept(cast)
    assert queries.reports_of(cast.harbour) == [second, first]
    assert queries.reports_of(cast.mallory_ltd) == []
