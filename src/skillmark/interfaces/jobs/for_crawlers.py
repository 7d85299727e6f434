"""A sitemap of the pages in the folder, and robots.txt that leads to it: for a host with no platform behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final
from xml.sax.saxutils import escape

from skillmark.interfaces.jobs.folder import Content, Wanted
from skillmark.interfaces.jobs.own_pages import own_page

# sitemaps.org, protocol: a file has 50,000 addresses at most.
MOST_ADDRESSES: Final = 50_000
SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
_SCHEMA: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LASTS: Final = "public, max-age=600"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that people should find, and when it last changed, where that is known."""

    address: str
    changed_at: datetime | None = None


def files_for_crawlers(pages: Sequence[Page], *, base_url: str) -> list[Wanted]:
    """The sitemap in one file, or in several with a list of them; the same pages give the same bytes."""
    robots = _wanted(ROBOTS, partial(_robots, base_url))
    if len(pages) <= MOST_ADDRESSES:
        return [_wanted(SITEMAP, partial(_addresses, pages, base_url)), robots]
    parts = [pages[first : first + MOST_ADDRESSES] for first in range(0, len(pages), MOST_ADDRESSES)]
    named = {f"sitemap-{number}.xml": part for number, part in enumerate(parts, start=1)}
    listed = "".join(f"<sitemap><loc>{escape(f'{base_url}/{name}')}</loc></sitemap>" for name in named)
    index = f"<sitemapindex {_SCHEMA}>{listed}</sitemapindex>"
    return [
        *(_wanted(name, partial(_addresses, part, base_url)) for name, part in named.items()),
        _wanted(SITEMAP, partial(_xml, index)),
        robots,
    ]


def _wanted(name: str, make: partial[Content]) -> Wanted:
    return Wanted(path=name, address=f"/{name}", pattern=f"/{name}", make=make)


def _addresses(pages: Sequence[Page], base_url: str) -> Content:
    lines = []
    for page in pages:
        when = f"<lastmod>{_time(page.changed_at)}</lastmod>" if page.changed_at else ""
        lines.append(f"<url><loc>{escape(base_url + page.address)}</loc>{when}</url>")
    return _xml(f"<urlset {_SCHEMA}>{''.join(lines)}</urlset>")


def _time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def _xml(body: str) -> Content:
    return _served(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode(), "application/xml")


def _robots(base_url: str) -> Content:
    """That of the platform, which closes the same addresses where both answer."""
    return _served(own_page(f"/{ROBOTS}", base_url=base_url).body, "text/plain")


def _served(body: bytes, kind: str) -> Content:
    headers = {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": _LASTS}
    return Content(body=body, headers=headers | {"X-Content-Type-Options": "nosniff"})
