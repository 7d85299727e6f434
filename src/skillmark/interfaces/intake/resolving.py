"""Answers a check's questions: from this installation for what it publishes itself, from the web for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urldefrag
from uuid import UUID

from django.conf import settings

from skillmark.credential.errors import Unreachable
from skillmark.credential.resolve import Fetched
from skillmark.fetcher import Guard, KnownDocuments, WebResolver
from skillmark.fetcher.guard import Refused
from skillmark.foundation.orgs.access import NotFound
from skillmark.lifecycle.holding.queries import shared_by, signed_bytes
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.endorsement_queries import public_endorsement
from skillmark.lifecycle.issuing.models import StatusList
from skillmark.lifecycle.issuing.publishing import controller_documents, reasons_in, status_list

_ISSUER = re.compile(r"/issuers/([-\w]+)(?:/did\.json)?")
_SHARED = re.compile(r"/s/([-\w]{1,64})/?(?:([0-9a-f-]{36})/(?:json/)?)?")
_ENDORSED = re.compile(r"/endorsements/([0-9a-f-]{36})")
_STATUS = re.compile(r"/status/([0-9a-f-]{36})/(?:reasons/(\d{1,4})|\w+)")


@dataclass(frozen=True)
class Outside:
    """A Resolver: own documents are read from the database, so that a check here never waits for this very server."""

    web: WebResolver
    base_url: str
    now: datetime
    allow_local: bool
    # Read once for a check, which asks for the list and then for the reasons behind some places in it.
    lists: dict[UUID, StatusList] = field(default_factory=dict)

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        """The document at `url`; raises Unreachable when it cannot be had."""
        address = urldefrag(url).url
        if address.startswith(f"{self.base_url}/"):
            body = self._own(address)
            if body is not None:
                return Fetched(url, body, "application/json", self.now)
        return self.web.fetch(url, accept=accept, max_bytes=max_bytes, personal=personal)

    def _own(self, address: str) -> bytes | None:
        """The bytes that this installation serves at an address of its own; None for its other pages."""
        path = address.removeprefix(self.base_url)
        try:
            if found := _ISSUER.fullmatch(path):
                return self._controller_document(address, found[1])
            if found := _STATUS.fullmatch(path):
                return self._status(UUID(found[1]), number=found[2])
            if found := _ENDORSED.fullmatch(path):
                return public_endorsement(UUID(found[1])).text.encode()
            if found := _SHARED.fullmatch(path):
                return self._shared(address, found[1], uid=found[2])
        except (NotFound, ValueError) as error:
            raise Unreachable(address, "there is nothing at this address") from error
        return None

    def _controller_document(self, address: str, key: str) -> bytes:
        documents = controller_documents(queries.public_issuer(key), base_url=self.base_url)
        return next(each.body for each in documents if each.url == address)

    def _status(self, uid: UUID, *, number: str | None) -> bytes:
        if uid not in self.lists:
            self.lists[uid] = queries.public_status_list(uid)
        listed = self.lists[uid]
        if number is None:
            ttl = timedelta(seconds=settings.CONFIG.status_ttl)
            return status_list(listed, base_url=self.base_url, ttl=ttl).body
        return reasons_in(listed, int(number), base_url=self.base_url).body

    def _shared(self, address: str, token: str, *, uid: str | None) -> bytes:
        """What somebody shares here by this link."""
        try:
            items = shared_by(token, now=self.now).items
        except NotFound:
            items = ()
        chosen = [item for item in items if uid is None or item.uid == UUID(uid)]
        if not chosen:
            raise Refused("nothing_shared", address, "it has ended, was withdrawn, or is not complete")
        if len(chosen) > 1:
            raise Refused("several_credentials", address, "it shows several credentials")
        return signed_bytes(chosen[0])


def outside(*, now: datetime, remember: bool = True) -> Outside:
    """The resolver for one check made here; without `remember` it keeps no copy of what it fetches."""
    config = settings.CONFIG
    guard, known = Guard(allow_local=config.development), KnownDocuments(config.known_folder)
    web = WebResolver(guard, known, now, remember=remember)
    return Outside(web=web, base_url=config.base_url, now=now, allow_local=config.development)
