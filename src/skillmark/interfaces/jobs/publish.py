"""Keeps a dated copy of what this installation publishes: checks work with the network away, and say how old it is."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from skillmark.config import current
from skillmark.fetcher.known import KnownDocuments
from skillmark.interfaces.jobs.folder import FolderUnusable
from skillmark.interfaces.jobs.static_files import publish_files
from skillmark.interfaces.jobs.status_lists import NotPublished, list_to_publish
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.document import PLACES_TOLD_TOGETHER
from skillmark.lifecycle.issuing.models import StatusList
from skillmark.lifecycle.issuing.publishing import Published, controller_documents, reasons

# A reason stands as long as what it explains; its age says little.
_REASONS_LAST = timedelta(days=7)
_LATEST = 200
_PAGES_EVERY = timedelta(minutes=1)
_log = logging.getLogger(__name__)


@dataclass
class Publisher:
    """Remembers what it saw last, so that looking every second costs a few small queries and no more."""

    seen: tuple[object, ...] = ()
    looked_at: datetime | None = None
    # How the lists stood whose reasons are kept already.
    told: dict[int, str] = field(default_factory=dict)

    # What was seen when the folder of files was last brought up to date, and when that was.
    filed: tuple[object, ...] = ()
    filed_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """Publishes when something changed, or when dates have to be renewed; returns how many were written."""
        seen = queries.publishing_revision()
        written = 0
        renew = timedelta(seconds=current().status_ttl) / 4
        if seen != self.seen or not _is_recent(self.looked_at, now, renew):
            written = run(now, told=self.told)
            self.seen, self.looked_at = seen, now
        folder = current().publish_dir
        # Changes of pages show in no revision, so they are looked for now and then.
        if folder and (seen != self.filed or not _is_recent(self.filed_at, now, _PAGES_EVERY)):
            files = _file(folder)
            if files is not None:
                written += files
                self.filed, self.filed_at = seen, now
        return written


def _is_recent(moment: datetime | None, now: datetime, within: timedelta) -> bool:
    return moment is not None and timedelta(0) <= now - moment < within


def _file(folder: Path) -> int | None:
    """Brings the folder of files up to date; how many were written, or None while another worker is at it."""
    try:
        outcome = publish_files(folder, in_a_hurry=True)
    except FolderUnusable as error:
        if error.code == "folder_busy":
            return None
        _log.error("Nothing was published as files. %s %s", error.sentence, error.next_step)
        return 0
    for held in outcome.held:
        _log.error("%s was left as it is. %s %s", held.address, held.sentence, held.next_step)
    return len(outcome.written)


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
    lists = [(found, signed) for found in queries.all_status_lists() if (signed := _list(known, found))]
    for _, signed in lists:
        written += _put(known, signed, ttl=ttl, now=now)
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
            yield from reasons(found, base_url=current().base_url, always=numbers, others=False)
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
