"""What an issuer publishes so that others can check without asking it: its keys, and its signed status lists."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from skillmark.credential.issue import issue
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.credential.status.bitstring import StatusBits, list_credential
from skillmark.credential.times import format_timestamp
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.orgs.models import Organisation
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.issuing import identity, keyring, queries
from skillmark.lifecycle.issuing.document import (
    PLACES_TOLD_TOGETHER,
    PURPOSE,
    achievement_document,
    method_id,
    reasons_url,
)
from skillmark.lifecycle.issuing.models import IssuerKey, StatusList
from skillmark.lifecycle.issuing.rules import LIST_LENGTH, usual_suite

# How long a controller document may be taken for current.
KEYS_LAST = timedelta(minutes=5)
BUNDLES = LIST_LENGTH // PLACES_TOLD_TOGETHER


@dataclass(frozen=True)
class Published:
    """A document as it is served: its bytes, their hash, and since when it says what it says."""

    url: str
    body: bytes
    media_type: str
    changed_at: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    def headers(self, *, max_age: timedelta, media_type: str | None = None) -> dict[str, str]:
        """What goes with it, whoever serves it: readable from any web page, and cacheable."""
        return {
            "Content-Type": media_type or self.media_type,
            "Cache-Control": f"public, max-age={int(max_age.total_seconds())}",
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
        }


def open_signer(key: IssuerKey) -> LocalSigner:
    """The signer of a key of this installation. Raises KeyringError, whose sentence says what to do."""
    return keyring.unseal(
        bytes(key.sealed_private),
        org_uid=key.org.uid,
        public_multikey=key.public_multikey,
        key=keyring.encryption_key(),
    )


def controller_documents(org: Organisation, *, base_url: str) -> list[Published]:
    """The organisation's controller documents: under its https identifier and under its did:web."""
    keys = queries.keys_of(org)
    moments = [
        moment
        for key in keys
        for moment in (key.created_at, key.retired_at, key.compromised_since)
        if moment is not None
    ]
    return [
        Published(
            url=url,
            body=json.dumps(document, ensure_ascii=False, indent=2).encode(),
            media_type="application/did+json"
            if document["id"].startswith("did:")
            else "application/cid+json",
            changed_at=max(moments),
        )
        for url, document in queries.controller_documents(org, base_url=base_url, keys=keys).items()
    ]


def achievement_data(version: Version, *, base_url: str) -> Published:
    """What credentials of a version say of it, at the address that they name it by."""
    org = version.micro_credential.org
    key = queries.active_key(org)
    named = (
        queries.issuer_id_of(org, key=key, base_url=base_url) if key else identity.https_id(base_url, org.key)
    )
    says = queries.achievement_says(version, base_url=base_url)
    document = achievement_document(says, queries.issuer_says(org, issuer_id=named, base_url=base_url))
    return Published(
        url=f"{says.id}/achievement.json",
        body=json.dumps(document, ensure_ascii=False, indent=2).encode(),
        media_type="application/ld+json",
        changed_at=version.published_at or version.edited_at,
    )


def status_list(found: StatusList, *, base_url: str, ttl: timedelta) -> Published:
    """The list as a signed credential. The same state gives the same bytes, whichever process is asked.

    Raises NotFound when the organisation has no key to sign with, KeyringError when it does not open.
    """
    key = queries.list_key(found)
    if key is None:
        raise NotFound("status list")
    # The revision is read before the bits: a change in between makes the bytes too new for it, never too old.
    revision = queries.revision_of(found, key=key)
    return _signed_list(found.uid.hex, revision, base_url, ttl, _Unhashed(found, key))


class _Unhashed:
    """What the work needs but the cache must not look at: two of these are always equal."""

    def __init__(self, found: StatusList, key: IssuerKey) -> None:
        self.found, self.key = found, key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unhashed)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=256)
def _signed_list(
    _uid: str, revision: queries.Revision, base_url: str, ttl: timedelta, work: _Unhashed
) -> Published:
    url = queries.status_list_url(work.found, base_url=base_url)
    bits = StatusBits(LIST_LENGTH)
    for index in queries.withheld_indexes(work.found):
        bits.set(index)
    document = list_credential(
        list_id=url,
        issuer=work.found.issuer_id,
        bits=bits,
        purpose=PURPOSE,
        valid_from=revision.changed_at,
        ttl=ttl,
    )
    body = issue(
        document,
        signer=open_signer(work.key),
        verification_method=method_id(work.found.issuer_id, work.key.public_multikey),
        created=revision.changed_at,
        suite=usual_suite(KeyKind(work.key.kind)),
    )
    return Published(url=url, body=body, media_type="application/vc", changed_at=revision.changed_at)


def reasons(
    found: StatusList, *, base_url: str, always: Collection[int] = (), others: bool = True
) -> Iterator[Published]:
    """The reasons behind what is withheld: a document for each bundle of neighbouring places.

    Those that have something to tell, if `others`; and `always` some, even where nothing in them is withheld any more.
    """
    bundles: dict[int, list[queries.Withheld]] = {each: [] for each in always}
    for withheld in queries.standing_in(found):
        number = withheld.place // PLACES_TOLD_TOGETHER
        if others or number in bundles:
            bundles.setdefault(number, []).append(withheld)
    for number, told in sorted(bundles.items()):
        yield _bundle(found, number, told, base_url=base_url)


def reasons_in(found: StatusList, number: int, *, base_url: str) -> Published:
    """The reasons behind what is withheld in one bundle. Raises NotFound for one that no list has."""
    if not 0 <= number < BUNDLES:
        raise NotFound("reasons")
    low = number * PLACES_TOLD_TOGETHER
    told = queries.standing_in(found, low=low, high=low + PLACES_TOLD_TOGETHER)
    return _bundle(found, number, told, base_url=base_url)


def _bundle(found: StatusList, number: int, told: Sequence[queries.Withheld], *, base_url: str) -> Published:
    return Published(
        url=reasons_url(queries.status_list_url(found, base_url=base_url), number),
        body=json.dumps(reasons_document(told), ensure_ascii=False).encode(),
        media_type="application/json",
        changed_at=max((each.changed_at for each in told), default=found.created_at),
    )


def reasons_document(told: Sequence[queries.Withheld]) -> dict[str, Any]:
    """Why places in a list are set, in the registrar's words; those in order and empty ones are not in it alike."""
    places: dict[tuple[str, str, datetime], list[int]] = {}
    for each in told:
        places.setdefault((each.change, each.reason, each.changed_at), []).append(each.place)
    return {
        "reasons": [
            {"places": those, "status": change, "reason": why, "changedAt": format_timestamp(changed_at)}
            for (change, why, changed_at), those in places.items()
        ]
    }
