"""Who issues here: a page for people, and at the same address the keys by which anybody checks what they sign."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from skillmark.foundation.files import storage
from skillmark.foundation.orgs.access import NotFound
from skillmark.foundation.orgs.models import IssuerMethod, Organisation
from skillmark.interfaces.pages.public.cards import card_of
from skillmark.interfaces.pages.ui.endorsements import of_issuer
from skillmark.interfaces.pages.ui.theming import theme_of
from skillmark.lifecycle.awarding.queries import awardable_versions
from skillmark.lifecycle.issuing import queries
from skillmark.lifecycle.issuing.models import IssuerKey
from skillmark.lifecycle.issuing.publishing import KEYS_LAST, Published, controller_documents

# A verifier that does not say what it wants is a program; browsers always ask for text/html.
DOCUMENT_TYPES = ["application/cid+json", "application/did+json", "application/ld+json", "application/json"]
_TONES = {
    IssuerKey.State.ACTIVE: ("Signs", "ok"),
    IssuerKey.State.RETIRED: ("Verifies only", ""),
    IssuerKey.State.COMPROMISED: ("Not to be trusted", "bad"),
}


@require_safe
def issuer(request: HttpRequest, key: str) -> HttpResponseBase:
    """The profile for people; the controller document for programs."""
    org = queries.public_issuer(key)
    wanted = request.get_preferred_type([*DOCUMENT_TYPES, "text/html"])
    if wanted == "text/html":
        response: HttpResponseBase = _profile(request, org)
        # Many caches keep one answer for an address, whatever was asked for: it must be the keys.
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        response = _document(request, org, index=0, media_type=wanted)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def profile(request: HttpRequest, key: str) -> HttpResponse:
    """The page for people at an address of its own: a file can only be one of the two."""
    return _profile(request, queries.public_issuer(key))


@require_safe
def did_document(request: HttpRequest, key: str) -> HttpResponseBase:
    """The did:web document (did:web method, section 2.5.2 "Read (Resolve)")."""
    return _document(request, queries.public_issuer(key), index=1, media_type=None)


@require_safe
def logo(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - a view
    org = queries.public_issuer(key)
    if org.logo is None:
        raise NotFound("logo")
    response = HttpResponse(storage.read(org.logo.sha256), content_type=org.logo.media_type)
    response["Cache-Control"] = "public, max-age=3600"
    # An uploaded picture may be SVG: shown as an image, it never runs anything.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _document(
    request: HttpRequest, org: Organisation, *, index: int, media_type: str | None
) -> HttpResponseBase:
    if not org.issuer_keys.exists():
        raise NotFound("issuer keys")
    document = controller_documents(org, base_url=settings.CONFIG.base_url)[index]
    return served(request, document, media_type=media_type, max_age=KEYS_LAST)


def served(
    request: HttpRequest, document: Published, *, media_type: str | None = None, max_age: timedelta
) -> HttpResponseBase:
    """A public document: readable from any web page, cacheable, and not sent again where it is known."""
    headers = document.headers(max_age=max_age, media_type=media_type)
    response = HttpResponse(document.body, headers=headers)
    response["ETag"] = document.etag
    response["Last-Modified"] = http_date(document.changed_at.timestamp())
    answer = get_conditional_response(request, etag=document.etag, response=response)
    return answer or response


def _profile(request: HttpRequest, org: Organisation) -> HttpResponse:
    keys = queries.keys_of(org)
    theme = theme_of(org)
    context = {
        "org": org,
        "theme": theme,
        "logo": theme.logo if theme else "",
        "endorsed": of_issuer(request, org, now=timezone.now()),
        "cards": [card_of(version) for version in awardable_versions(org)],
        "identifiers": _identifiers(org) if keys else [],
        "by_key_alone": org.issuer_method == IssuerMethod.DID_KEY,
        "keys": [
            {"multikey": key.public_multikey, "created_at": key.created_at, "word": word, "tone": tone}
            for key in keys
            for word, tone in [_TONES[IssuerKey.State(key.state)]]
        ],
    }
    return render(request, "public/issuer.html", context)


def _identifiers(org: Organisation) -> list[dict[str, str]]:
    base_url = settings.CONFIG.base_url
    key = queries.active_key(org)
    named = queries.issuer_id_of(org, key=key, base_url=base_url) if key else ""
    documents = queries.controller_documents(org, base_url=base_url).values()
    every = dict.fromkeys([named, *(str(document["id"]) for document in documents)])
    return [
        {
            "id": f"identifier-{number}",
            "label": "In our credentials we are called" if value == named else "We are also known as",
            "value": value,
        }
        for number, value in enumerate(filter(None, every), start=1)
    ]
