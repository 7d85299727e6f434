"""One credential in its earner's hands: the page, the files, the links."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from skillmark.credential.report import Verdict
from skillmark.interfaces.pages.earner.forms import ShareForm
from skillmark.interfaces.pages.handing_out import forms_of, hand_out, is_fit, show_of
from skillmark.interfaces.pages.signed_in import signed_in
from skillmark.interfaces.pages.wallet_cards import absolute, linkedin_url, share_show, whose_is
from skillmark.lifecycle.holding import queries
from skillmark.lifecycle.holding.models import WalletItem
from skillmark.lifecycle.holding.rules import RecipientMatch
from skillmark.lifecycle.issuing.models import Credential

FORM_WORDS = {
    "png": ("Badge picture (PNG)", "image", "For e-mail signatures and profiles. The credential is inside."),
    "svg": ("Badge picture (SVG)", "image", "Sharp at every size. The credential is inside."),
    "json": ("Signed file (JSON)", "file-json", "For wallets and for other programs."),
    "pdf": ("One page to print (PDF)", "file-text", "With a QR code that leads to your link."),
    "bare": (
        "One page to print (PDF)",
        "file-text",
        "Make a link first, and it carries a QR code that leads there.",
    ),
    "elm": (
        "European format (ELM)",
        "globe",
        "For Europass. A translation, which carries no signature: keep the signed file too.",
    ),
    "original": ("The file as you imported it", "file", "Byte for byte."),
}


@require_safe
@signed_in
def credential(request: HttpRequest, uid: UUID) -> HttpResponse:
    item = queries.access_item(request.user, uid)
    now = timezone.now()
    found = queries.links_to(item, now=now)
    lasting = queries.lasting_link(found)
    open_link = absolute("public:shared", lasting.token) if lasting else ""
    show = show_of(
        item, now=now, address=open_link, badge_url=reverse("earner:download", args=[uid, "badge"])
    )
    # A profile is no place for what was withdrawn.
    stands = show.verdict.tone != "bad"
    forms = [form for form in forms_of(item) if is_fit(form, show)]
    imported = item.imported
    shareable = imported is None or imported.verdict != Verdict.NOT_VERIFIED
    shown = {
        "item": item,
        "whose": whose_is(imported) if imported and show.readable else "",
        "not_yours": imported is not None and imported.recipient_match == RecipientMatch.NO,
        "shareable": shareable,
        "offered": item.state == WalletItem.State.OFFERED,
        "withdrawn": item.is_withdrawn,
        "newer": _place_of(item.credential, "replaced_by"),
        "older": _place_of(item.credential, "replaces"),
        "declined": item.state == WalletItem.State.DECLINED,
        "show": show,
        "links": [link for link in map(share_show, found) if link.is_open],
        "open_link": open_link,
        "link_ends": lasting.ends_at if lasting and shareable else None,
        "linkedin": linkedin_url(item, share_url=open_link) if open_link and stands else "",
        "files": [(form, *FORM_WORDS[form if form != "pdf" or open_link else "bare"]) for form in forms],
        "share_form": ShareForm(),
        "actions": "earner/credential_actions.html",
    }
    return render(request, "earner/credential.html", shown)


def _place_of(credential: Credential | None, other: str) -> UUID | None:
    """The place in the same wallet of the credential that this one replaces, or is replaced by."""
    item = getattr(getattr(credential, other, None), "wallet_item", None)
    return item.uid if item is not None and credential and item.person_id == credential.person_id else None


@require_safe
@signed_in
def download(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    item = queries.access_item(request.user, uid)
    now = timezone.now()
    share = queries.lasting_link(queries.links_to(item, now=now))
    address = absolute("public:shared", share.token) if share else ""
    handed_out = hand_out(item, form, now=now, address=address, ends=share.ends_at if share else None)
    if handed_out is None:
        raise Http404
    return handed_out.response()
