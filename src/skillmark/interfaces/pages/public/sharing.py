"""What a shared link opens: one credential, a collection or a profile, for whoever has the link."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import NotFound, orgs_where
from skillmark.interfaces.pages.handing_out import hand_out, is_fit, show_of
from skillmark.interfaces.pages.ui.theming import theme_of
from skillmark.interfaces.pages.wallet_cards import absolute, card_of, whose_is
from skillmark.lifecycle.holding.models import Share, WalletItem
from skillmark.lifecycle.holding.queries import SharedItems, shared_by

FILES = ("json", "png", "svg", "pdf", "elm", "original", "card", "badge")
# What a program asks for: it gets the signed file from the very link a person opens.
FOR_PROGRAMS = ("application/vc", "application/ld+json", "application/json", "application/vc+ld+json")


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link; a program that asks for JSON gets the signed credential itself."""
    found = _open(request, token)
    if found is None:
        return gone(request)
    if len(found.items) == 1 and found.share.kind == Share.Kind.SINGLE:
        if wants_file(request):
            return _file(found, found.items[0], "json")
        return _credential_page(request, found, found.items[0])
    cards = [(card_of(item), reverse("public:shared_item", args=[token, item.uid])) for item in found.items]
    shown = {
        "share": found.share,
        "cards": cards,
        "person": found.share.person,
        "address": absolute("public:shared", token),
        "card_url": absolute("public:shared_file", token, found.items[0].uid, "card"),
    }
    response = render(request, "public/collection.html", shown)
    return _unlisted(response, found.share)


@require_safe
def shared_item(request: HttpRequest, token: str, uid: UUID) -> HttpResponse:
    """One credential of a collection."""
    found = _open(request, token)
    item = _item(found, uid)
    if found is None or item is None:
        return gone(request)
    if wants_file(request):
        return _file(found, item, "json")
    return _credential_page(request, found, item)


@require_safe
def shared_file(request: HttpRequest, token: str, uid: UUID, form: str) -> HttpResponse:
    """A shared credential as a file: JSON, PNG, SVG, PDF, ELM, or its preview card."""
    found = _open(request, token)
    item = _item(found, uid)
    if found is None or item is None or form not in FILES:
        raise Http404
    return _file(found, item, form)


def wants_file(request: HttpRequest) -> bool:
    """Whether the visitor is a program that prefers the signed file to a page."""
    preferred = request.get_preferred_type(["text/html", *FOR_PROGRAMS])
    return preferred is not None and preferred != "text/html"


def gone(request: HttpRequest) -> HttpResponse:
    """Ended, withdrawn and never made look the same."""
    return render(request, "public/link_gone.html", status=404)


def _open(request: HttpRequest, token: str) -> SharedItems | None:  # noqa: ARG001 - views read alike
    try:
        found = shared_by(token, now=timezone.now())
    except NotFound:
        return None
    return found if found.items else None


def _item(found: SharedItems | None, uid: UUID) -> WalletItem | None:
    return next((item for item in found.items if item.uid == uid), None) if found else None


def _address(found: SharedItems, item: WalletItem) -> str:
    if found.share.kind == Share.Kind.SINGLE:
        return absolute("public:shared", found.share.token)
    return absolute("public:shared_item", found.share.token, item.uid)


def _file(found: SharedItems, item: WalletItem, form: str) -> HttpResponse:
    handed_out = hand_out(
        item, form, now=timezone.now(), address=_address(found, item), ends=found.share.ends_at
    )
    if handed_out is None:
        raise Http404
    response = handed_out.response(public=True)
    response["Vary"] = "Accept"
    return response


def _credential_page(request: HttpRequest, found: SharedItems, item: WalletItem) -> HttpResponse:
    def file_url(form: str) -> str:
        return reverse("public:shared_file", args=[found.share.token, item.uid, form])

    address = _address(found, item)
    show = show_of(item, now=timezone.now(), address=address, badge_url=file_url("badge"))
    shown = {
        "show": show,
        "whose": whose_is(item.imported) if item.imported and show.readable else "",
        "preview_title": show.title if show.verdict.tone != "bad" else show.verdict.word,
        "preview": show.sentence if show.readable else show.verdict.sentence,
        "share": found.share,
        "item": item,
        "address": address,
        "keepers": orgs_where(request.user, "checks.keep"),
        "keep_text": address,
        "card_url": settings.CONFIG.base_url + file_url("card"),
        "json_url": file_url("json"),
        "png_url": file_url("png") if item.credential else "",
        "pdf_url": file_url("pdf") if is_fit("pdf", show) else "",
        "elm_url": file_url("elm") if item.credential and is_fit("elm", show) else "",
        "back": reverse("public:shared", args=[found.share.token])
        if found.share.kind != Share.Kind.SINGLE
        else "",
        "actions": "public/shared_actions.html",
        # What is not genuine or not valid wears nobody's colours.
        "theme": theme_of(item.credential.org) if item.credential and show.verdict.tone != "bad" else None,
    }
    response = render(request, "public/shared.html", shown)
    response["Vary"] = "Accept"
    return _unlisted(response, found.share)


def _unlisted(response: HttpResponse, share: Share) -> HttpResponse:
    """A link is for whoever was given it: only a public profile may be listed by search engines."""
    if share.kind != Share.Kind.PROFILE:
        response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-cache"
    return response
