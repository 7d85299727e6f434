"""How an earner takes what was issued to them, and brings what they have from elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.report import Outcome, Report
from skillmark.foundation.orgs.access import Actor
from skillmark.foundation.people.models import Person
from skillmark.foundation.people.queries import proven_addresses
from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.holding import operations, queries
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.holding.rules import recipient_match

STATUS = 6


def claim_item(*, actor: Actor, item_uid: UUID | str, now: datetime) -> WalletItem:
    item = queries.access_item(actor, item_uid)
    with transaction.atomic():
        return operations.keep_item(item=item, now=now)


def decline_item(*, actor: Actor, item_uid: UUID | str, now: datetime) -> WalletItem:
    item = queries.access_item(actor, item_uid)
    with transaction.atomic():
        return operations.decline_item(item=item, now=now)


def import_credential(
    *, actor: Person, data: bytes, media_type: str, report: Report, now: datetime
) -> WalletItem:
    """Keeps a file that was just inspected, and says of it whether it was issued to whoever brings it.

    What was issued here to the same person is in the wallet already: its place is returned. Raises Refused when no
    credential could be read from the file, and for a presentation.
    """
    credential = report.credential
    if credential is None:
        raise _nothing_to_keep(report)
    if is_presentation(credential.document):
        raise Refused(
            "import.presentation",
            "This is a presentation: it shows credentials to somebody, and is none itself.",
            "Save the credentials in it one by one where they are kept, and import those files.",
        )
    if (place := queries.place_of(actor, credential.document)) is not None:
        return place
    shown = report.to_json()["credential"]
    with transaction.atomic():
        return operations.keep_import(
            person=actor,
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=media_type,
            report=report.to_json(),
            title=shown.get("name") or _older_name(report) or "Untitled credential",
            issuer=shown.get("issuer", {}).get("name")
            or shown.get("issuer", {}).get("id")
            or "Issuer not named",
            recipient=credential.subject.name,
            match=recipient_match(credential.document, name=actor.name, addresses=proven_addresses(actor)),
            awarded_at=credential.awarded or credential.valid_from,
            now=now,
        )


def _nothing_to_keep(report: Report) -> Refused:
    """Why there is nothing to keep: the badge was withdrawn from the address that the picture holds, or was none."""
    standing = report.check(STATUS)
    if standing.outcome is Outcome.FAILED:
        return Refused(
            "import.withdrawn",
            f"This picture holds only the address of a badge. {standing.detail}",
            "Ask its issuer. There is nothing left that could be kept.",
        )
    return Refused(
        "import.unreadable",
        f"No credential could be read from this file. {report.checks[0].detail}",
        "Use the original file as it was downloaded from its issuer, not a screenshot or a copy from a chat.",
    )


def _older_name(report: Report) -> str:
    """The name as Open Badges 2.0 has it, where the badge class stands inside the assertion."""
    badge = (report.document or {}).get("badge")
    name = badge.get("name") if isinstance(badge, Mapping) else None
    return name if isinstance(name, str) else ""


def remove_imported(*, actor: Actor, item_uid: UUID | str, now: datetime) -> None:
    item = queries.access_item(actor, item_uid)
    with transaction.atomic():
        operations.remove_import(item=item, now=now)
