"""Finished values for the lists of what a person holds and has shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from skillmark.interfaces.pages.ui.showpiece import verdict_kept
from skillmark.lifecycle.holding.models import Share, WalletItem
from skillmark.lifecycle.holding.queries import Link
from skillmark.lifecycle.holding.rules import ShareState
from skillmark.lifecycle.issuing.models import CredentialState


@dataclass(frozen=True)
class WalletCard:
    """One credential in the list: where it leads, its picture, and its state in a word."""

    uid: str
    href: str
    badge: str
    title: str
    issuer: str
    when: datetime
    state: str
    tone: str
    icon: str
    imported: bool


STATES = {
    CredentialState.ACTIVE: ("Valid", "ok", "circle-check"),
    CredentialState.SUSPENDED: ("Suspended", "bad", "ban"),
    CredentialState.REVOKED: ("Revoked", "bad", "ban"),
}


def card_of(item: WalletItem) -> WalletCard:
    """The card of a wallet item. What it says of an imported one is what verification found on the day."""
    if item.credential is not None:
        state, tone, icon = STATES[CredentialState(item.credential.state)]
    else:
        assert item.imported is not None  # noqa: S101 - the database holds this constraint
        found = verdict_kept(item.imported.report)
        state, tone, icon = found.word, found.tone, found.icon
    return WalletCard(
        uid=str(item.uid),
        href=reverse("earner:credential", args=[item.uid]),
        badge=reverse("earner:download", args=[item.uid, "badge"]),
        title=item.title,
        issuer=item.issuer_name,
        when=item.placed_at,
        state=state,
        tone=tone,
        icon=icon,
        imported=item.imported is not None,
    )


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
