"""How an earner shows what they hold, and stops showing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.foundation.orgs.access import Actor
from skillmark.foundation.people.models import Person
from skillmark.lifecycle.holding import operations, queries
from skillmark.lifecycle.holding.models import Share


def share_credential(*, actor: Actor, item_uid: UUID | str, ends_at: datetime | None, now: datetime) -> Share:
    """A link to one credential, until `ends_at` or until withdrawn."""
    item = queries.access_item(actor, item_uid)
    with transaction.atomic():
        return operations.open_share(
            person=item.person,
            kind=Share.Kind.SINGLE,
            items=[item],
            title=item.title[:120],
            ends_at=ends_at,
            now=now,
        )


def share_collection(
    *,
    actor: Person,
    item_uids: Sequence[UUID | str],
    title: str,
    public: bool,
    ends_at: datetime | None,
    now: datetime,
) -> Share:
    """A link to chosen credentials; `public` makes it the person's profile page."""
    items = [queries.access_item(actor, uid) for uid in item_uids]
    kind = Share.Kind.PROFILE if public else Share.Kind.COLLECTION
    with transaction.atomic():
        return operations.open_share(
            person=actor, kind=kind, items=items, title=title, ends_at=ends_at, now=now
        )


def withdraw_share(*, actor: Actor, share_uid: UUID | str, now: datetime) -> Share:
    share = queries.access_share(actor, share_uid)
    with transaction.atomic():
        return operations.withdraw_share(share=share, now=now)
