"""Finished values for the lists of what a person holds and has shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from skillmark.interfaces.pages.ui.said import What, said_in
from skillmark.interfaces.pages.ui.shows import UNTOLD
from skillmark.interfaces.pages.ui.verdicts import verdict_kept
from skillmark.lifecycle.holding.models import ImportedCredential, Share, WalletItem
from skillmark.lifecycle.holding.queries import Link
from skillmark.lifecycle.holding.rules import RecipientMatch, ShareState
from skillmark.lifecycle.issuing.models import CredentialState


@dataclass(frozen=True)
class WalletCard:
    """One credential in the list: where it leads, its picture, and its state in a word."""

    uid: str
    href: str
    badge: str
    title: str
    issuer: str
    when: datetime | None
    state: str
    tone: str
    icon: str
    imported: bool
    checked_at: datetime | None = None  # an imported one is shown as it was found then
    whose: str = ""  # to whom it was issued, empty when that is its holder beyond doubt
    label: str = ""  # the same for its holder, in three words
    kind: str = ""  # what it is, where it is no badge
    legacy: str = ""  # the older standard that it follows


STATES = {
    CredentialState.ACTIVE: ("Verified", "ok", "circle-check"),
    CredentialState.SUSPENDED: ("Suspended", "bad", "ban"),
    CredentialState.REVOKED: ("Revoked", "bad", "ban"),
}
EXPIRED = ("Expired", "bad", "hourglass")
LABELS = {
    RecipientMatch.YES: "",
    RecipientMatch.NO: "Not issued to you",
    RecipientMatch.UNKNOWN: "Recipient not confirmed",
}
# What an imported file is, where it is no badge.
KINDS = {
    What.BADGE: "",
    What.RECORD: "Learner record",
    What.PRESENTATION: "Presentation",
    What.ENDORSEMENT: "Endorsement",
    What.OTHER: "No badge",
}


def card_of(item: WalletItem) -> WalletCard:
    """The card of a wallet item. What it says of an imported one is what verification found on the day."""
    if item.credential is not None:
        until = item.credential.valid_until
        expired = until is not None and until < timezone.now()
        state, tone, icon = EXPIRED if expired else STATES[CredentialState(item.credential.state)]
    else:
        assert item.imported is not None  # noqa: S101 - the database holds this constraint
        found = verdict_kept(item.imported.report)
        state, tone, icon = found.word, found.tone, found.icon
    imported = item.imported
    return WalletCard(
        uid=str(item.uid),
        href=reverse("earner:credential", args=[item.uid]),
        badge=reverse("earner:download", args=[item.uid, "badge"]),
        title=item.title,
        issuer=item.issuer_name,
        when=imported.awarded_at if imported else item.placed_at,
        state=state,
        tone=tone,
        icon=icon,
        imported=imported is not None,
        checked_at=imported.checked_at if imported else None,
        whose=whose_is(imported) if imported else "",
        label=LABELS[RecipientMatch(imported.recipient_match)] if imported and whose_is(imported) else "",
        kind=KINDS[what_is(imported)] if imported else "",
        legacy=str(imported.report.get("legacy", "")) if imported else "",
    )


def what_is(imported: ImportedCredential) -> What:
    """What kind of document a file from elsewhere holds, as its check found."""
    return said_in(imported.report.get("credential"), legacy=str(imported.report.get("legacy", ""))).what


def whose_is(imported: ImportedCredential) -> str:
    """To whom a file from elsewhere was issued, where that is not its holder beyond doubt.

    A name out of a file that is not genuine is not repeated.
    """
    if imported.recipient_match == RecipientMatch.YES:
        return ""
    if verdict_kept(imported.report).kind in UNTOLD:
        return ""
    if imported.recipient_match == RecipientMatch.NO:
        return f"Issued to {imported.recipient}"
    if imported.recipient:
        return f"Issued to {imported.recipient}, not confirmed to be this person"
    return "To whom it was issued is not confirmed"


def absolute(name: str, *args: object) -> str:
    """The address of a page as others must write it, whichever name of this machine the visitor used."""
    return settings.CONFIG.base_url + reverse(name, args=args)


@dataclass(frozen=True)
class ShareShow:
    """One link: its address, what it shows, and whether it still works."""

    uid: str
    url: str
    title: str
    kind: str
    count: int
    created_at: datetime
    ends_at: datetime | None
    withdrawn_at: datetime | None
    state: str
    tone: str

    @property
    def is_open(self) -> bool:
        return self.state == "Open"


def share_show(link: Link) -> ShareShow:
    share = link.share
    words = {
        ShareState.OPEN: ("Open", "ok"),
        ShareState.ENDED: ("Ended", ""),
        ShareState.WITHDRAWN: ("Withdrawn", ""),
    }
    word, tone = words[link.state]
    return ShareShow(
        uid=str(share.uid),
        url=absolute("public:shared", share.token),
        title=share.title,
        kind=Share.Kind(share.kind).label,
        count=link.showing,
        created_at=share.created_at,
        ends_at=share.ends_at,
        withdrawn_at=share.withdrawn_at,
        state=word,
        tone=tone,
    )


def linkedin_url(item: WalletItem, *, share_url: str) -> str:
    """LinkedIn's "add to profile" address, with name, organisation, dates, certificate id and certificate link."""
    credential = item.credential
    if credential is None:
        return ""
    fields: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": item.title,
        "issueYear": credential.issued_at.year,
        "issueMonth": credential.issued_at.month,
        "certId": credential.credential_id,
        "certUrl": share_url,
    }
    if credential.org.linkedin_id:
        fields["organizationId"] = credential.org.linkedin_id
    else:
        fields["organizationName"] = credential.org.name
    if credential.valid_until:
        fields |= {
            "expirationYear": credential.valid_until.year,
            "expirationMonth": credential.valid_until.month,
        }
    return f"https://www.linkedin.com/profile/add?{urlencode(fields)}"
