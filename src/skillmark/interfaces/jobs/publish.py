"""Keeps a dated copy of what this installation publishes: checks work with the network away, and say how old it is."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from skillmark.config import current
from skillmark.fetcher.known import KnownDocuments
from skillmark.interfaces.jobs.status_lists import NotPublished, list_to_publish
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.document import PLACES_TOLD_TOGETHER
from skillmark.lifecycle.issuing.models import StatusList
from skillmark.lifecycle.issuing.publishing import Published, controller_documents, reasons

# A reason stands as long as what it explains; its age says little.
_REASONS_LAST = timedelta(days=7)
_LATEST = 200
_log = logging.getLogger(__name__)


@dataclass
class Publisher:
    """Remembers what it saw last, so that looking every second costs a few small queries and no more."""

    seen: tuple[object, ...] = ()
    looked_at: datetime | None = None
    # How the lists stood whose reasons are kept already.
    told: dict[int, str] = field(default_factory=dict)

    def run(self, now: datetime) -> int:
        """Publishes when something changed, or when dates have to be renewed; returns how many were written."""
        seen = queries.publishing_revision()
        renew = timedelta(seconds=current().status_ttl) / 4
        if seen == self.seen and self.looked_at and timedelta(0) <= now - self.looked_at < renew:
            return 0
        written = run(now, told=self.told)
        self.seen, self.looked_at = seen, now
        return written


def run(now: datetime, *, told: dict[int, str] | None = None) -> int:
    """Writes what is new, and renews the date of what is not before it runs out; returns how many were written.

    First what a verdict depends on, then the reasons behind it.
    """
    config = current()
    known = KnownDocuments(config.known_folder)
    ttl = timedelta(seconds=config.status_ttl)
    written = 0
    for org in queries.issuing_organisations():
        for document in controller_documents(org, base_url=config.base_url):
            written += _put(known, document, ttl=ttl, now=now)
    lists = [(found, document) for found in queries.all_status_lists() if (document := _list(known, found))]
    for _, document in lists:
        written += _put(known, document, ttl=ttl, now=now)
    for each in _reasons(lists, {} if told is None else told):
        written += _put(known, each, ttl=_REASONS_LAST, now=now)
    return written


def _list(known: KnownDocuments, found: StatusList) -> Published | None:
    config = current()
    before = known.get(queries.status_list_url(found, base_url=config.base_url))
    try:
        return list_to_publish(
            found,
            base_url=config.base_url,
            ttl=timedelta(seconds=config.status_ttl),
            before=[before.body] if before is not None else [],
        )
    except NotPublished as error:
        _log.error("Status list %s is not published. %s", found.uid, error)
        return None


def _reasons(lists: list[tuple[StatusList, Published]], told: dict[int, str]) -> Iterator[Published]:
    """The reasons behind the latest changes, so that a check without a network can tell them too."""
    for found, document in lists:
        if told.get(found.pk) == document.etag:
            continue
        places = queries.last_changed_indexes(found, limit=_LATEST)
        numbers = {place // PLACES_TOLD_TOGETHER for place in places}
        if numbers:
            yield from reasons(found, base_url=current().base_url, numbers=numbers)
        told[found.pk] = document.etag


def _put(known: KnownDocuments, document: Published, *, ttl: timedelta, now: datetime) -> bool:
    before = known.get(document.url)
    if (
        before is not None
        and before.body == document.body
        and timedelta(0) <= now - before.fetched_at < ttl / 2
    ):
        return False
    known.put(
        url=document.url,
        body=document.body,
        media_type=document.media_type,
        fetched_at=now,
        ttl=ttl,
        keep=True,
    )
    return True
