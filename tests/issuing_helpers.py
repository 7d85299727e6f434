"""Shortcuts into issued credentials, for tests of everything that comes after issuing."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from tests.cast import NOON, Cast

from skillmark.config import current
from skillmark.foundation.ledger import leases
from skillmark.foundation.people.models import Person
from skillmark.journeys import award_many
from skillmark.journeys.issue import issue_queued
from skillmark.lifecycle.awarding.models import Award, AwardState
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing.models import Batch, Credential, Issuance
from skillmark.lifecycle.issuing.operations import queue_issuance
from skillmark.lifecycle.issuing.publishing import open_signer

HOLDER = "worker of this test"


def results_of(version: Version) -> list[dict[str, Any]]:
    """What an assessment of the cast's micro-credential leaves behind: a quiz in percent, a project in levels."""
    first, second = version.outcomes.order_by("position")
    return [
        {"outcome": str(first.uid), "statement": first.statement, "shown_by": "Quiz", "type": "percent",
         "value": 100.0, "levels": [], "met": True},
        {"outcome": str(first.uid), "statement": first.statement, "shown_by": "Project", "type": "level",
         "value": "Strong", "levels": ["Not yet", "Met", "Strong"], "met": True},
        {"outcome": str(second.uid), "statement": second.statement, "shown_by": "Project", "type": "level",
         "value": "Met", "levels": ["Not yet", "Met", "Strong"], "met": True},
    ]  # fmt: skip


def granted_award(person: Person, version: Version, *, now: datetime = NOON) -> Award:
    return Award.objects.create(
        org=version.micro_credential.org, person=person, version=version, state=AwardState.GRANTED,
        reasons=["Quiz “Quiz” passed."], results=results_of(version),
        evidence=[{"name": "Quiz", "genre": "Quiz", "narrative": "Quiz “Quiz” passed."},
                  {"name": "Project", "genre": "Project", "narrative": "Project “Project” passed."}],
        created_at=now, decided_at=now,
    )  # fmt: skip


def queued(award: Award, *, now: datetime = NOON) -> Issuance:
    with transaction.atomic():
        return queue_issuance(award=award, now=now)


def taken(*, holder: str = HOLDER) -> Issuance:
    row = leases.take_next(Issuance.objects.all(), holder=holder, lease=timedelta(minutes=1))
    assert row is not None
    return row


def issued(person: Person, version: Version, *, now: datetime = NOON) -> Credential:
    """A credential of `person`, issued the whole way."""
    queued(granted_award(person, version, now=now), now=now)
    return issue_queued(
        issuance=taken(), holder=HOLDER, signer_for=open_signer, base_url=current().base_url, now=now
    )


def checked_batch(cast: Cast, *, now: datetime = NOON) -> Batch:
    """A batch of two people, one of whose rows has a problem; it has been read and waits to be agreed to."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as table:
        table.write(b"email,name\nana@people.example,Ana\nnobody,Bo\n")
        table.flush()
        made = award_many.propose_many(
            actor=cast.rob, version_uid=cast.published.uid, table=Path(table.name), name="class.csv",
            reason="Passed the course.", now=now,
        )  # fmt: skip
    row = leases.take_next(Batch.objects.filter(pk=made.pk), holder=HOLDER, lease=timedelta(minutes=1))
    assert row is not None
    with ThreadPoolExecutor(1) as executor:
        for _ in award_many.work_on(
            batch=row, holder=HOLDER, lease=timedelta(minutes=1), executor=executor, base_url=current().base_url,
            clock=lambda: now,
        ):  # fmt: skip
            pass
    row.refresh_from_db()
    return row
