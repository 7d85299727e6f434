"""Keeps a dated copy of what this installation publishes: checks work with the network away, and say how old it is."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from skillmark.config import current
from skillmark.credential.status.bitstring import StatusBits, decode_list
from skillmark.fetcher.known import KnownDocuments
from skillmark.foundation.orgs.access import NotFound
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.keyring import KeyringError
from skillmark.lifecycle.issuing.models import StatusList
from skillmark.lifecycle.issuing.publishing import Published, controller_documents, reasons, status_list
from skillmark.lifecycle.issuing.rules import lost_bits

_log = logging.getLogger(__name__)


@dataclass
class Publisher:
    """Remembers what it saw last, so that looking every second costs a few small queries and no more."""

    seen: tuple[object, ...] = ()
    looked_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """Publishes when something changed, or when dates have to be renewed; returns how many were written."""
        seen = queries.publishing_revision()
        renew = timedelta(seconds=current().status_ttl) / 4
        if seen == self.seen and self.looked_at and timedelta(0) <= now - self.looked_at < renew:
            return 0
        written = run(now)
        self.seen, self.looked_at = seen, now
        return written


def run(now: datetime) -> int:
    """Writes what is new, and renews the date of what is not before it runs out; returns how many were written."""
    config = current()
    known = KnownDocuments(config.known_folder)
    ttl = timedelta(seconds=config.status_ttl)
    written = 0
    for org in queries.issuing_organisations():
        for document in controller_documents(org, base_url=config.base_url):
            written += _put(known, document, ttl=ttl, now=now)
    for found in queries.all_status_lists():
        try:
            document = status_list(found, base_url=config.base_url, ttl=ttl)
        except (KeyringError, NotFound) as error:
            _log.error("Status list %s cannot be signed: %s", found.uid, error)
            continue
        if _loses_nothing(known, document, found):
            for each in (document, *reasons(found, base_url=config.base_url)):
                written += _put(known, each, ttl=ttl, now=now)
    return written


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


def _loses_nothing(known: KnownDocuments, document: Published, found: StatusList) -> bool:
    """A list may never forget a revocation: one that does is not published, and somebody has to look."""
    before = known.get(document.url)
    if before is None or before.body == document.body:
        return True
    lost = lost_bits(_bits(before.body), _bits(document.body), reinstated=queries.reinstated_indexes(found))
    if lost:
        _log.error("Status list %s would forget %d revocations; it is not published", found.uid, len(lost))
    return not lost


def _bits(body: bytes) -> StatusBits:
    return decode_list(json.loads(body)["credentialSubject"]["encodedList"])
