# ruff: noqa: E402 - what is imported below needs Django, which is set up first
"""A world of its own for the kill test, in a process of its own: `prepare N` fills it, `look` says what is left.

Run with SKILLMARK_HOME (and SKILLMARK_DATABASE_URL) set to a place that may be thrown away.
"""

from __future__ import annotations

import json
import os
import random
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.site.settings")
django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone
from tests.cast import assemble
from tests.issuing_helpers import granted_award, queued

from skillmark.config import create_secrets, current
from skillmark.credential.report import Verdict
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.verify import Policy, inspect
from skillmark.foundation.ledger.models import Delivery, QueueState, RecordedFact
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.issuing.models import Credential, Issuance, StatusList
from skillmark.lifecycle.issuing.publishing import controller_documents, status_list

SAMPLE = 25


def prepare(number: int) -> None:
    """Migrates, and queues `number` awards for as many people."""
    create_secrets(current().home)
    call_command("migrate", verbosity=0)
    now = timezone.now()
    with transaction.atomic():
        cast = assemble()
        Person.objects.bulk_create(
            Person(email=f"learner{n}@example.org", name=f"Learner {n}", password="!") for n in range(number)
        )
        for person in Person.objects.filter(email__startswith="learner"):
            queued(granted_award(person, cast.published, now=now), now=now)


def look() -> None:
    """Prints what is there, as one JSON object; every figure is asked of the rows themselves."""
    places = Credential.objects.values("status_list", "status_index").distinct()
    figures = {
        "credentials": Credential.objects.count(),
        "distinct_indexes": places.count(),
        "distinct_people": Credential.objects.values("person").distinct().count(),
        "wallet_items": WalletItem.objects.filter(person=F("credential__person")).count(),
        "done": Issuance.objects.filter(state=QueueState.DONE).count(),
        "not_done": Issuance.objects.exclude(state=QueueState.DONE).count(),
        "intents_without_credential": Issuance.objects.exclude(document="")
        .filter(credential__isnull=True)
        .count(),
        "credentials_beside_their_intent": Credential.objects.exclude(
            status_index=F("issuance__status_index"), status_list=F("issuance__status_list")
        ).count(),
        "places_taken": sum(StatusList.objects.values_list("taken", flat=True)),
        "facts": dict(RecordedFact.objects.order_by().values_list("name").annotate(Count("pk"))),
        "undelivered": Delivery.objects.exclude(state=QueueState.DONE).count(),
        "delivered": Delivery.objects.filter(state=QueueState.DONE).count(),
        "tried_again": Issuance.objects.filter(attempts__gt=1).count(),
        "verified_of_sample": verified(random.Random(1), SAMPLE, ttl=timedelta(minutes=5)),
        "integrity": integrity(),
    }
    json.dump(figures, sys.stdout)


def verified(dice: random.Random, number: int, *, ttl: timedelta) -> int:
    """How many of so many credentials verify with what their issuer publishes."""
    base_url, now = current().base_url, timezone.now()
    chosen = dice.sample(list(Credential.objects.values_list("pk", flat=True)), number)
    found = Credential.objects.select_related("org", "status_list__org").filter(pk__in=chosen)
    documents = {}
    for each in found:
        for published in (
            *controller_documents(each.org, base_url=base_url),
            status_list(each.status_list, base_url=base_url, ttl=ttl),
        ):
            documents[published.url] = published.body
    resolver = StaticResolver(documents, fetched_at=now)
    policy = Policy(allow_local_http=True)
    reports = (inspect(each.document.encode(), resolver=resolver, now=now, policy=policy) for each in found)
    return sum(report.verdict is Verdict.VERIFIED for report in reports)


def integrity() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        look()
