"""Writes to wallets and shares, in the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from skillmark.credential.report import Verdict
from skillmark.foundation.ledger.facts import Fact
from skillmark.foundation.ledger.operations import record
from skillmark.foundation.orgs.models import Organisation
from skillmark.foundation.people.models import Person
from skillmark.foundation.refusals import Refused
from skillmark.foundation.rows import insert_rows, ordered_uids
from skillmark.lifecycle.holding import facts
from skillmark.lifecycle.holding.models import ImportedCredential, Share, WalletItem
from skillmark.lifecycle.holding.rules import RecipientMatch, problem_with_end
from skillmark.lifecycle.issuing.models import Credential


def place_in_wallet(*, credential: Credential, now: datetime) -> WalletItem:
    """Offers an issued credential to its earner; a second call for the same one changes nothing."""
    item, created = WalletItem.objects.get_or_create(
        credential=credential,
        defaults={
            "person": credential.person,
            "title": credential.version.title,
            "issuer_name": credential.org.name,
            "placed_at": now,
        },
    )
    if created:
        fact = facts.CredentialPlaced(item=str(item.uid), credential=str(credential.uid))
        record(fact, now=now, org_uid=credential.org.uid, subject_uid=credential.person.uid)
    return item


def place_many(placed: Sequence[tuple[int, int]], *, title: str, issuer_name: str, now: datetime) -> None:
    """Offers many issued credentials, each given as (key of the earner, key of the credential).

    Nobody is told here; see `tell_of_placed`.
    """
    rows = (
        (uid, person_id, credential_id)
        for uid, (person_id, credential_id) in zip(ordered_uids(len(placed)), placed, strict=True)
    )
    insert_rows(
        WalletItem,
        rows,
        columns=("uid", "person_id", "credential_id"),
        same={"title": title, "issuer_name": issuer_name, "placed_at": now},
    )


def tell_of_placed(items: Sequence[WalletItem], *, org: Organisation, now: datetime) -> None:
    """Records for each offered item what `place_in_wallet` records at once, so that its earner is told."""
    for item in items:
        assert item.credential is not None  # noqa: S101 - it was issued here
        fact = facts.CredentialPlaced(item=str(item.uid), credential=str(item.credential.uid))
        record(fact, now=now, org_uid=org.uid, subject_uid=item.person.uid)


def hold_unclaimed(credential_ids: Collection[int]) -> set[int]:
    """Those of these credentials (keys) that are not claimed yet, nor are they before the transaction ends."""
    items = WalletItem.objects.filter(
        credential__id__among=list(credential_ids), state=WalletItem.State.OFFERED
    )
    held = items.order_by("pk").select_for_update(no_key=True)
    return {pk for pk in held.values_list("credential_id", flat=True) if pk is not None}


def keep_item(*, item: WalletItem, now: datetime) -> WalletItem:
    """Claims an offered item; claiming a kept one again changes nothing. A declined one may be taken up after all.

    Raises Refused for what was withdrawn before.
    """
    # A job that withdraws what is not claimed holds the place meanwhile: one of the two comes first.
    item.refresh_from_db(fields=["state", "decided_at"], from_queryset=WalletItem.objects.select_for_update())
    if item.credential is not None:
        item.credential.refresh_from_db(fields=["state"])
    if item.is_withdrawn:
        raise Refused(
            "wallet.withdrawn",
            f"“{item.title}” was withdrawn before you claimed it.",
            f"If you think that is wrong, ask {item.issuer_name}.",
        )
    if item.state != WalletItem.State.KEPT:
        item.state = WalletItem.State.KEPT
        item.decided_at = now
        item.save(update_fields=["state", "decided_at"])
        _record(facts.CredentialClaimed(item=str(item.uid)), item.person, now)
    return item


def decline_item(*, item: WalletItem, now: datetime) -> WalletItem:
    """Declines an item; its links stop showing it."""
    if item.state != WalletItem.State.DECLINED:
        item.state = WalletItem.State.DECLINED
        item.decided_at = now
        item.save(update_fields=["state", "decided_at"])
        _record(facts.CredentialDeclined(item=str(item.uid)), item.person, now)
    return item


def keep_import(
    *, person: Person, data: bytes, sha256: str, media_type: str, report: dict[str, Any], title: str, issuer: str,
    recipient: str, match: RecipientMatch, awarded_at: datetime | None, now: datetime,
) -> WalletItem:  # fmt: skip
    """Keeps a file from elsewhere, labelled by what verification found; the same file again updates the label."""
    imported, _ = ImportedCredential.objects.update_or_create(
        person=person,
        sha256=sha256,
        defaults={
            "data": data, "media_type": media_type, "name": title[:200], "verdict": report["verdict"],
            "report": report, "checked_at": now, "awarded_at": awarded_at, "recipient": recipient[:200],
            "recipient_match": match,
        },
    )  # fmt: skip
    item, _ = WalletItem.objects.update_or_create(
        imported=imported,
        defaults={"person": person, "title": title[:200], "issuer_name": issuer[:200], "state": WalletItem.State.KEPT},
        create_defaults={
            "person": person, "title": title[:200], "issuer_name": issuer[:200], "state": WalletItem.State.KEPT,
            "placed_at": now, "decided_at": now,
        },
    )  # fmt: skip
    _record(facts.CredentialImported(item=str(item.uid), verdict=imported.verdict), person, now)
    return item


def remove_import(*, item: WalletItem, now: datetime) -> None:
    """Deletes an imported file and its place. Refused for what was issued here: that can only be declined."""
    if item.imported is None:
        raise Refused(
            "wallet.issued_here",
            "This credential was issued here and cannot be deleted.",
            "Decline it, and nobody but its issuer will see it.",
        )
    _record(facts.ImportRemoved(sha256=item.imported.sha256), item.person, now)
    item.imported.delete()


def open_share(
    *,
    person: Person,
    kind: str,
    items: Sequence[WalletItem],
    title: str,
    ends_at: datetime | None,
    now: datetime,
) -> Share:
    """Makes a link that shows `items`. Raises Refused when there is nothing to show or the end is impossible."""
    if not items:
        raise Refused(
            "share.empty", "A link needs at least one credential to show.", "Choose one, then share."
        )
    if any(item.state != WalletItem.State.KEPT for item in items):
        raise Refused(
            "share.unclaimed", "Only claimed credentials can be shared.", "Claim it first, then share it."
        )
    for imported in (item.imported for item in items if item.imported is not None):
        _mind_what_is_shown(imported, kind)
    if problem := problem_with_end(ends_at, now=now):
        raise Refused("share.end", problem, "Choose another day, or no end.")
    share = Share.objects.create(
        person=person,
        kind=kind,
        title=title,
        token=secrets.token_urlsafe(16),
        created_at=now,
        ends_at=ends_at,
    )
    share.items.set(items)
    _record(facts.ShareOpened(share=str(share.uid), kind=kind, items=len(items)), person, now)
    return share


def _mind_what_is_shown(imported: ImportedCredential, kind: str) -> None:
    """Refuses to show as somebody's own what did not pass its check, or what somebody else was given."""
    if imported.verdict == Verdict.NOT_VERIFIED:
        raise Refused(
            "share.not_verified",
            f"“{imported.name}” did not pass its check, so no link can show it.",
            "Its page in your wallet says which check failed. Ask its issuer for the file as it was issued.",
        )
    if kind == Share.Kind.PROFILE and imported.recipient_match == RecipientMatch.NO:
        raise Refused(
            "share.not_yours",
            f"“{imported.name}” was issued to {imported.recipient}, so your public profile cannot show it.",
            "Leave it out. If it is yours, prove the address it was issued to under “E-mail addresses”, and import it "
            "again.",
        )


def withdraw_share(*, share: Share, now: datetime) -> Share:
    """Closes a link at once and for ever; closing it again changes nothing."""
    if share.withdrawn_at is None:
        share.withdrawn_at = now
        share.save(update_fields=["withdrawn_at"])
        _record(facts.ShareWithdrawn(share=str(share.uid)), share.person, now)
    return share


def _record(fact: Fact, person: Person, now: datetime) -> None:
    record(fact, now=now, actor_uid=person.uid, subject_uid=person.uid)
