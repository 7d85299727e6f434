"""A world of its own for the kill test of batches: `prepare N` asks for a batch of N, `look` says what came of it.

Run with SKILLMARK_HOME (and SKILLMARK_DATABASE_URL) set to a place that may be thrown away.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django had to be set up first
from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.cast import assemble  # noqa: E402
from tests.interfaces.jobs.kill_world import integrity, verified  # noqa: E402

from skillmark.config import create_secrets, current  # noqa: E402
from skillmark.foundation.ledger.models import RecordedFact  # noqa: E402
from skillmark.foundation.people.models import Person  # noqa: E402
from skillmark.journeys import award_many  # noqa: E402
from skillmark.lifecycle.awarding.models import Award  # noqa: E402
from skillmark.lifecycle.holding.models import WalletItem  # noqa: E402
from skillmark.lifecycle.issuing.models import Batch, Credential, StatusList  # noqa: E402

SAMPLE = 25


def prepare(number: int) -> None:
    """Migrates, and proposes a batch for `number` people in an organisation that asks for one pair of eyes."""
    create_secrets(current().home)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        cast = assemble()
    cast.northfield.four_eyes = False
    cast.northfield.save()
    table = current().home / "class.csv"
    rows = (f"learner{n}@people.example,Learner {n}\n" for n in range(number))
    table.write_text("email,name\n" + "".join(rows))
    award_many.propose_many(
        actor=cast.rob, version_uid=cast.published.uid, table=table, name="class.csv", reason="Passed the course.",
        tells=False, now=timezone.now(),
    )  # fmt: skip


def confirm() -> None:
    """Agrees to what was read."""
    batch = Batch.objects.select_related("proposed_by").get()
    award_many.confirm_many(actor=batch.proposed_by, batch_uid=batch.uid, now=timezone.now())


def look() -> None:
    """Prints what is there, as one JSON object; every figure is asked of the rows themselves."""
    batch = Batch.objects.get()
    learners = Person.objects.filter(email__startswith="learner")
    documents = Credential.objects.values_list("document", "sha256").iterator(chunk_size=2_000)
    figures = {
        "phase": batch.phase,
        "issued": batch.issued,
        "credentials": Credential.objects.count(),
        "distinct_indexes": Credential.objects.values("status_list", "status_index").distinct().count(),
        "distinct_people": Credential.objects.values("person").distinct().count(),
        "learners": learners.count(),
        "awards": Award.objects.count(),
        "wallet_items": WalletItem.objects.filter(person=F("credential__person")).count(),
        "places_taken": sum(StatusList.objects.values_list("taken", flat=True)),
        "in_facts": sum(
            fact.data["number"] for fact in RecordedFact.objects.filter(name="CredentialsIssued")
        ),
        "ends": RecordedFact.objects.filter(name="BatchIssued").count(),
        "as_hashed": sum(hashlib.sha256(text.encode()).hexdigest() == digest for text, digest in documents),
        "verified_of_sample": verified(random.Random(1), SAMPLE, ttl=timedelta(minutes=5)),
        "integrity": integrity(),
    }
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    elif sys.argv[1] == "confirm":
        confirm()
    else:
        look()
