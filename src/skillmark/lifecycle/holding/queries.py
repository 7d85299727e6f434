"""Reads of wallets and shares; an id from outside becomes an object only here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from skillmark.foundation.orgs.access import Actor, NotFound
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.holding.models import Share, WalletItem
from skillmark.lifecycle.holding.rules import ShareState, share_state


def wallet_of(person: Person) -> QuerySet[WalletItem]:
    """Everything offered to or kept by `person`, newest first, with what the pages show of each."""
    items = WalletItem.objects.filter(person=person).exclude(state=WalletItem.State.DECLINED)
    return items.select_related("credential__version", "credential__org", "imported").order_by(
        "-placed_at", "-pk"
    )


def waiting_for(person: Person) -> int:
    """How many credentials wait to be claimed."""
    return WalletItem.objects.filter(person=person, state=WalletItem.State.OFFERED).count()


def access_item(actor: Actor, uid: UUID | str) -> WalletItem:
    """The actor's own wallet item. Raises NotFound for everybody else's."""
    if not actor.is_authenticated:
        raise NotFound("wallet item")
    items = WalletItem.objects.select_related("person", "credential__version", "credential__org", "imported")
    try:
        return items.get(uid=uid, person=actor)
    except (WalletItem.DoesNotExist, ValidationError) as error:
        raise NotFound("wallet item") from error


def access_share(actor: Actor, uid: UUID | str) -> Share:
    """The actor's own share. Raises NotFound for everybody else's."""
    if not actor.is_authenticated:
        raise NotFound("share")
    try:
        return Share.objects.get(uid=uid, person=actor)
    except (Share.DoesNotExist, ValidationError) as error:
        raise NotFound("share") from error


def shares_of(person: Person) -> list[Share]:
    """Every link the person has made, newest first."""
    return list(Share.objects.filter(person=person).prefetch_related("items").order_by("-created_at", "-pk"))


def shares_of_item(item: WalletItem) -> list[Share]:
    return list(item.shares.filter(kind=Share.Kind.SINGLE).order_by("-created_at", "-pk"))


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
