# ruff: noqa: E402 - what is imported below needs Django, which is set up first
"""A world of its own for the kill test of words and letters: `prepare HOLDERS` fills it, `look` says what is left.

Run with SKILLMARK_HOME (and SKILLMARK_DATABASE_URL) set to a place that may be thrown away.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import django

from skillmark.config import create_secrets, current, home

# Before the settings are read, as they hold the key that protects what a batch signs with.
create_secrets(home())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.site.settings")
django.setup()

from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from tests.cast import Cast, assemble, member, organisation, person
from tests.interfaces.jobs.kill_world import integrity

from skillmark.credential.report import Verdict
from skillmark.credential.resolve import StaticResolver
from skillmark.credential.verify import Policy, inspect
from skillmark.foundation.ledger import leases
from skillmark.foundation.ledger.models import Delivery, QueueState, RecordedFact
from skillmark.foundation.orgs.models import Organisation, Role
from skillmark.foundation.people.models import Person
from skillmark.interfaces.jobs import batches
from skillmark.journeys import award_many, design
from skillmark.lifecycle.designing.models import Announcement, Version, VersionState
from skillmark.lifecycle.issuing import endorsement_queries, endorsements
from skillmark.lifecycle.issuing.endorsement_rules import Wish
from skillmark.lifecycle.issuing.endorsements import About
from skillmark.lifecycle.issuing.models import (
    Credential,
    Endorsement,
    SignedDocument,
    StatusList,
)
from skillmark.lifecycle.issuing.publishing import controller_documents, status_list

_LETTER = re.compile(
    r"^To: (learner\d+@people\.example)$.*?^Message-ID: (<[^>]+>)$", re.DOTALL | re.MULTILINE
)


def prepare(number: int) -> None:
    """Migrates; so many hold a version that has a successor, and words of others for it wait to be signed."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        cast = assemble()
    _hold(cast, number)
    now = timezone.now()
    gil = person("Gil")
    guild = organisation("guild", "The Guild")
    member(gil, guild, Role.OWNER)
    for endorser, by in ((cast.harbour, cast.emma), (cast.mallory_ltd, cast.mallory), (guild, gil)):
        _say(cast, endorser, by, now=now)
    draft = design.start_next_version(actor=cast.dana, version_uid=cast.published.uid, now=now)
    Version.objects.filter(pk=draft.pk).update(state=VersionState.APPROVED)
    design.publish_version(actor=cast.dana, version_uid=draft.uid, now=now)


def _hold(cast: Cast, number: int) -> None:
    """A batch without letters of its own."""
    cast.northfield.four_eyes = False
    cast.northfield.save()
    table = current().home / "class.csv"
    rows = (f"learner{n}@people.example,Learner {n}\n" for n in range(number))
    table.write_text("email,name\n" + "".join(rows))
    batch = award_many.propose_many(
        actor=cast.rob, version_uid=cast.published.uid, table=table, name="class.csv", reason="Passed the course.",
        tells=False, now=timezone.now(),
    )  # fmt: skip
    batches.run_one(holder=leases.new_holder())
    award_many.confirm_many(actor=cast.rob, batch_uid=batch.uid, now=timezone.now())
    batches.run_one(holder=leases.new_holder())


def _say(cast: Cast, endorser: Organisation, by: Person, *, now: datetime) -> None:
    """Every kind of word there is, about the version and about its provider."""
    base_url = current().base_url
    version_id = endorsement_queries.achievement_id(cast.published, base_url=base_url)
    [issuer_id, *_] = endorsement_queries.profile_ids(cast.northfield, base_url=base_url)
    for version, about_id in ((cast.published, version_id), (None, issuer_id)):
        for kind in Endorsement.Kind.values:
            with transaction.atomic():
                endorsements.ask(
                    endorser=endorser, about=About(org=cast.northfield, version=version, id=about_id),
                    wish=Wish(kind=kind, comment="We know it well."), by=by, now=now, uid=uuid4(),
                )  # fmt: skip


def look() -> None:
    """Prints what is there, as one JSON object; every figure is asked of the rows themselves."""
    rows = list(Endorsement.objects.select_related("signed", "endorser"))
    facts, announcement = RecordedFact.objects, Announcement.objects.get()
    told = facts.filter(name="SuccessorAnnounced")
    letters = list(_letters())
    figures = {
        "asked": len(rows),
        "done": sum(row.state == QueueState.DONE and row.signed is not None for row in rows),
        "documents": SignedDocument.objects.count(),
        "distinct_indexes": len({(row.status_list_id, row.status_index) for row in rows}),
        "places_taken": sum(StatusList.objects.values_list("taken", flat=True)) - Credential.objects.count(),
        "documents_beside_their_row": SignedDocument.objects.exclude(
            status_index=F("endorsement__status_index"), status_list=F("endorsement__status_list")
        ).count(),
        "as_intended": sum(_as_intended(row) for row in rows),
        "verified": sum(_verified(row) for row in rows),
        "signed_facts": facts.filter(name="EndorsementSigned").count(),
        "tried_again": sum(row.attempts > 1 for row in rows),
        "announced": announcement.told,
        "ended": announcement.ended_at is not None,
        "told": told.count(),
        "told_people": told.values("subject_uid").distinct().count(),
        "undelivered": Delivery.objects.exclude(state=QueueState.DONE).count(),
        "letters": len(letters),
        "different_letters": len(set(letters)),
        "people_with_a_letter": len(Counter(to for to, _ in letters)),
        "integrity": integrity(),
    }
    json.dump(figures, sys.stdout)


def _letters() -> Iterator[tuple[str, str]]:
    """To whom, and the id by which a mail program knows a letter that it has already."""
    for file in current().outbox_folder.iterdir():
        for letter in re.split(r"^-{79}$", file.read_text(), flags=re.MULTILINE):
            found = _LETTER.search(letter)
            if found:
                yield found[1], found[2]


def _as_intended(row: Endorsement) -> bool:
    document = json.loads(row.text)
    del document["proof"]
    return bool(document == json.loads(row.intent))


def _verified(row: Endorsement) -> bool:
    """With what its endorser publishes."""
    assert row.endorser is not None
    base_url, now = current().base_url, timezone.now()
    lists = StatusList.objects.filter(org=row.endorser)
    documents = [
        *controller_documents(row.endorser, base_url=base_url),
        *(status_list(each, base_url=base_url, ttl=timedelta(minutes=5)) for each in lists),
    ]
    resolver = StaticResolver({each.url: each.body for each in documents}, fetched_at=now)
    report = inspect(row.text.encode(), resolver=resolver, now=now, policy=Policy(allow_local_http=True))
    return report.verdict is Verdict.VERIFIED


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        look()
