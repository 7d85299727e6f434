"""Reads of wallets and shares; an id from outside becomes an object only here."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet

from skillmark.foundation.ledger.models import RecordedFact
from skillmark.foundation.orgs.access import Actor, NotFound
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.designing.queries import current_titles
from skillmark.lifecycle.holding.models import Share, WalletItem
from skillmark.lifecycle.holding.rules import ShareState, share_state
from skillmark.lifecycle.issuing.models import Batch, Credential, CredentialState

_HELD = [WalletItem.State.OFFERED, WalletItem.State.KEPT]


def wallet_of(person: Person) -> QuerySet[WalletItem]:
    """Everything offered to, kept or declined by `person`, newest first, with what the pages show of each."""
    items = WalletItem.objects.filter(person=person)
    return items.select_related("credential__version", "credential__org", "imported").order_by(
        "-placed_at", "-pk"
    )


def items_by_version(person: Person) -> dict[int, WalletItem]:
    """The person's items that were issued here, by the primary key of the version they are of."""
    items = WalletItem.objects.filter(person=person, credential__isnull=False).select_related("credential")
    return {item.credential.version_id: item for item in items if item.credential is not None}


def items_of_batch(batch: Batch, *, after: int, limit: int) -> list[WalletItem]:
    """Some of what a batch has placed in wallets so far, in the order in which it was placed."""
    # By their credentials, which were placed in this order too: those of a batch are in an index, the items are not.
    last = WalletItem.objects.filter(pk=after).values_list("credential", flat=True).first() or 0
    credentials = batch.credentials.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:limit]
    items = WalletItem.objects.filter(credential__in=list(credentials)).order_by("pk")
    return list(items.select_related("person", "credential").defer("credential__document"))


def holders_of(version: Version, *, after: int, limit: int) -> list[Credential]:
    """Some of the credentials of a version that stand and whose holders did not decline them, with their people."""
    held = Credential.objects.filter(version=version, pk__gt=after, state=CredentialState.ACTIVE)
    held = held.filter(wallet_item__state__in=_HELD).order_by("pk")
    return list(held.select_related("person").defer("document")[:limit])


@dataclass(frozen=True)
class Requirement:
    """A micro-credential that one should hold before another: its place in the catalogue, and whether it is held."""

    title: str
    key: str
    held: bool


def requirements_of(version: Version, *, person: Person | None, now: datetime) -> list[Requirement]:
    """What one should hold before beginning the version, by title; of nobody known, nothing is held.

    Held is what was issued here, is in the person's wallet, stands and has not expired, of whichever version.
    """
    required = list(version.requires.all())
    if not required:
        return []
    held: set[int] = set()
    if person is not None:
        mine = Credential.objects.filter(
            Q(valid_until=None) | Q(valid_until__gt=now),
            person=person,
            state=CredentialState.ACTIVE,
            wallet_item__state__in=_HELD,
            version__micro_credential__in=required,
        )
        held = set(mine.values_list("version__micro_credential_id", flat=True))
    titles = current_titles(required)
    found = [
        Requirement(title=titles.get(each.pk, each.key), key=each.key, held=each.pk in held)
        for each in required
    ]
    return sorted(found, key=lambda each: each.title)


def who_know_of(credential_ids: Collection[int]) -> set[int]:
    """Those of these credentials (keys) whose earners know of them: who decided on the offer, or was written to."""
    items = WalletItem.objects.filter(credential__id__among=list(credential_ids))
    known, offered = set(), {}
    for credential_id, uid, state, person_uid in items.values_list(
        "credential_id", "uid", "state", "person__uid"
    ):
        if state == WalletItem.State.OFFERED:
            offered[str(uid)] = credential_id, person_uid
        else:
            known.add(credential_id)
    letters = RecordedFact.objects.filter(
        name="CredentialPlaced", subject_uid__in=[person for _, person in offered.values()]
    )
    told = {data["item"] for data in letters.values_list("data", flat=True)}
    return known | {credential_id for uid, (credential_id, _) in offered.items() if uid in told}


def waiting_for(person: Person) -> int:
    """How many credentials wait to be claimed."""
    offered = WalletItem.objects.filter(person=person, state=WalletItem.State.OFFERED)
    return offered.exclude(credential__state=CredentialState.REVOKED).count()


def access_item(actor: Actor, uid: UUID | str) -> WalletItem:
    """The actor's own wallet item. Raises NotFound for everybody else's."""
    if not actor.is_authenticated:
        raise NotFound("wallet item")
    items = WalletItem.objects.select_related(
        "person", "credential__version", "credential__org", "imported", "credential__replaces__wallet_item",
        "credential__replaced_by__wallet_item",
    ).defer("credential__replaces__document", "credential__replaced_by__document")  # fmt: skip
    try:
        return items.get(uid=uid, person=actor)
    except (WalletItem.DoesNotExist, ValidationError) as error:
        raise NotFound("wallet item") from error


def place_of(person: Person, document: Mapping[str, Any]) -> WalletItem | None:
    """Where the person has this very credential already because it was issued here; None for anything altered."""
    issued = WalletItem.objects.filter(person=person, credential__credential_id=document.get("id") or "")
    item = issued.select_related("credential").first() if isinstance(document.get("id"), str) else None
    same = (
        item is not None and item.credential is not None and json.loads(item.credential.document) == document
    )
    return item if same else None


def access_share(actor: Actor, uid: UUID | str) -> Share:
    """The actor's own share. Raises NotFound for everybody else's."""
    if not actor.is_authenticated:
        raise NotFound("share")
    try:
        return Share.objects.get(uid=uid, person=actor)
    except (Share.DoesNotExist, ValidationError) as error:
        raise NotFound("share") from error


@dataclass(frozen=True)
class Link:
    """A share, whether it is open, and how many items it shows (declined ones are shown no more)."""

    share: Share
    state: ShareState
    showing: int


def links_of(person: Person, *, now: datetime) -> list[Link]:
    """Every link the person has made, newest first."""
    return _links(Share.objects.filter(person=person), now=now)


def links_to(item: WalletItem, *, now: datetime) -> list[Link]:
    """The links to this item alone, newest first."""
    return _links(Share.objects.filter(items=item, kind=Share.Kind.SINGLE), now=now)


def lasting_link(links: Sequence[Link]) -> Share | None:
    """The open link that lasts longest: what is printed or put into a profile should not end soon."""
    shares = [link.share for link in links if link.state == ShareState.OPEN]
    return max(shares, key=lambda each: (each.ends_at is None, each.ends_at or each.created_at), default=None)


def _links(shares: QuerySet[Share], *, now: datetime) -> list[Link]:
    kept = Count("items", filter=Q(items__state=WalletItem.State.KEPT))
    rows = shares.annotate(showing=kept).order_by("-created_at", "-pk")
    return [
        Link(each, share_state(ends_at=each.ends_at, withdrawn_at=each.withdrawn_at, now=now), each.showing)
        for each in rows
    ]


@dataclass(frozen=True)
class SharedItems:
    """What a link shows: the share, and its items that are still kept."""

    share: Share
    items: tuple[WalletItem, ...]


def shared_by(token: str, *, now: datetime) -> SharedItems:
    """What the link with `token` shows. Raises NotFound alike when it never was, has ended or was withdrawn."""
    share = Share.objects.select_related("person").filter(token=token).first()
    if (
        share is None
        or share_state(ends_at=share.ends_at, withdrawn_at=share.withdrawn_at, now=now) != ShareState.OPEN
    ):
        raise NotFound("share")
    items = share.items.filter(state=WalletItem.State.KEPT).select_related(
        "person", "credential__version", "credential__org", "imported"
    )
    return SharedItems(share=share, items=tuple(items.order_by("-placed_at", "-pk")))


def signed_bytes(item: WalletItem) -> bytes:
    """The credential as it was signed or imported, byte for byte."""
    if item.credential is not None:
        return item.credential.document.encode()
    assert item.imported is not None  # noqa: S101 - the database holds this constraint
    return bytes(item.imported.data)
