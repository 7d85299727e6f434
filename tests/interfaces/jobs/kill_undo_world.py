"""A world of its own for the kill test of undoing: `undo` asks for a batch to be revoked and issued anew.

Run with SKILLMARK_HOME (and SKILLMARK_DATABASE_URL) set to where `kill_batch_world.py` has prepared a batch.
"""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.site.settings")
django.setup()

from datetime import timedelta  # noqa: E402 - Django had to be set up first

from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.interfaces.jobs.kill_world import integrity  # noqa: E402

from skillmark.config import current  # noqa: E402
from skillmark.credential.status.bitstring import decode_list  # noqa: E402
from skillmark.foundation.ledger.models import RecordedFact  # noqa: E402
from skillmark.journeys import undo_many  # noqa: E402
from skillmark.lifecycle.awarding.models import Award  # noqa: E402
from skillmark.lifecycle.issuing.models import (  # noqa: E402
    Batch,
    BatchPhase,
    Credential,
    StatusChange,
    StatusJob,
    StatusList,
)
from skillmark.lifecycle.issuing.publishing import status_list  # noqa: E402
from skillmark.lifecycle.issuing.selections import Meant  # noqa: E402


def undo() -> None:
    batch = Batch.objects.select_related("proposed_by", "org").get()
    undo_many.start_undo(
        actor=batch.proposed_by, org=batch.org, meant=Meant(batch_uid=batch.uid), do="revoke",
        reason="The wrong list.", agreed=batch.issued, tells=False, reissue=True, now=timezone.now(),
    )  # fmt: skip


def look() -> None:
    """Prints what is there, as one JSON object; every figure is asked of the rows themselves."""
    job = StatusJob.objects.get()
    changes, facts = StatusChange.objects.filter(job=job), RecordedFact.objects
    lists = [
        json.loads(status_list(each, base_url=current().base_url, ttl=timedelta(minutes=5)).body)
        for each in StatusList.objects.select_related("org")
    ]
    figures = {
        "phase": job.phase,
        "changed": job.changed,
        "left_alone": job.left_alone,
        "revoked": Credential.objects.filter(state="revoked").count(),
        "changes": changes.count(),
        "credentials_changed": changes.values("credential").distinct().count(),
        "withdrawn": Award.objects.filter(state="withdrawn").count(),
        "bits": sum(decode_list(each["credentialSubject"]["encodedList"]).count() for each in lists),
        "in_facts": sum(each.data["number"] for each in facts.filter(name="CredentialsChanged")),
        "active": Credential.objects.filter(state="active").count(),
        "replaced": Credential.objects.filter(
            state="active", person=F("replaces__person"), replaces__state="revoked"
        ).count(),
        "reissued": Batch.objects.filter(redoes=job, phase=BatchPhase.DONE).count(),
        "ends": facts.filter(name="StatusJobDone").count(),
        "integrity": integrity(),
    }
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    undo() if sys.argv[1] == "undo" else look()
