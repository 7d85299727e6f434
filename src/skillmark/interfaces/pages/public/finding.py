"""What search engines and feed readers are told: a sitemap, a feed of new and changed definitions, and robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from skillmark.foundation.orgs.access import NotFound
from skillmark.interfaces.pages.public.cards import badge_of
from skillmark.lifecycle.offering.catalogue import Place, newest_in_catalogue, places_in_catalogue

# sitemaps.org, protocol: a file has 50,000 addresses at most.
MOST_ADDRESSES: Final = 50_000
IN_THE_FEED: Final = 50
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_CLOSED = (
    "/accounts/", "/api/", "/assess/", "/compare/", "/connect/", "/design/", "/employer/", "/invitations/", "/learn/",
    "/outbox/", "/s/", "/staff/", "/ui/", "/wallet/",
)  # fmt: skip


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every definition in the catalogue; where they are too many for one file, the list of the files."""
    places = places_in_catalogue()
    if len(places) <= MOST_ADDRESSES:
        return _xml(_addresses(request, places))
    files = range(1, -(-len(places) // MOST_ADDRESSES) + 1)
    parts = [request.build_absolute_uri(reverse("public:sitemap_part", args=[number])) for number in files]
    listed = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>" for part in parts)
    return _xml(f"<sitemapindex {_SITEMAP}>{listed}</sitemapindex>")


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    first = (number - 1) * MOST_ADDRESSES
    places = places_in_catalogue()[max(first, 0) : max(first + MOST_ADDRESSES, 0)]
    if not places:
        raise NotFound(f"part {number} of the sitemap")
    return _xml(_addresses(request, places))


def _addresses(request: HttpRequest, places: list[Place]) -> str:
    def line(path: str, changed: datetime | None) -> str:
        when = f"<lastmod>{_time(changed)}</lastmod>" if changed else ""
        return f"<url><loc>{escape(request.build_absolute_uri(path))}</loc>{when}</url>"

    lines = [
        line(reverse("public:catalogue"), max((p.changed_at for p in places if p.changed_at), default=None))
    ]
    lines += [line(reverse("public:micro_credential", args=[p.key]), p.changed_at) for p in places]
    return f"<urlset {_SITEMAP}>{''.join(lines)}</urlset>"


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The definitions published last (Atom, RFC 4287); a new version of one is an entry of its own."""
    versions = newest_in_catalogue(limit=IN_THE_FEED)
    here = request.build_absolute_uri(request.path)
    updated = versions[0].published_at if versions else None
    entries = []
    for version in versions:
        page = request.build_absolute_uri(
            reverse("public:micro_credential", args=[version.micro_credential.key])
        )
        can_do = f"The earner can {version.can_do}." if version.can_do else ""
        note = f"Version {version.number}. " if version.number > 1 else ""
        picture = request.build_absolute_uri(badge_of(version, form="png"))
        entries.append(
            f"<entry xml:lang={quoteattr(version.language)}><id>{version.uid.urn}</id>"
            f"<title>{_clean(version.title)}</title>"
            f"<link href={quoteattr(page)}/><updated>{_time(version.published_at)}</updated>"
            f"<author><name>{_clean(version.micro_credential.org.name)}</name></author>"
            f"<summary>{_clean(note + can_do)}</summary>"
            f'<link rel="enclosure" type="image/png" href={quoteattr(picture)}/></entry>'
        )
    home = request.build_absolute_uri(reverse("public:catalogue"))
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><id>{escape(here)}</id>'
        f"<title>{_clean(settings.CONFIG.site_name)}: new micro-credentials</title>"
        f'<link rel="self" href={quoteattr(here)}/><link href={quoteattr(home)}/>'
        f"<updated>{_time(updated or timezone.now())}</updated>{''.join(entries)}</feed>"
    )
    return _xml(body, kind="application/atom+xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What is somebody's own, and what has no end of combinations, is not for crawlers; the rest is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "Disallow: /catalogue/?", ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('public:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _xml(body: str, *, kind: str = "application/xml") -> HttpResponse:
    response = HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', content_type=f"{kind}; charset=utf-8"
    )
    response.headers["Cache-Control"] = "public, max-age=600"
    return response


def _time(when: datetime | None) -> str:
    return (when or datetime.fromtimestamp(0, UTC)).astimezone(UTC).isoformat(timespec="seconds")


def _clean(text: str) -> str:
    """Text for XML, which cannot say most control characters at all (XML 1.0, section 2.2)."""
    return escape("".join(letter for letter in text if letter.isprintable() or letter in "\t\n"))
