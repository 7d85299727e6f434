"""Turns what people write in Markdown into HTML that cannot harm a reader, in one place for every page."""

from __future__ import annotations

import functools

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *{"p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"},
    *{"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"},
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LOWEST = 6


@functools.cache
def parser() -> MarkdownIt:
    """CommonMark with tables; HTML in the text is shown as text, pictures are not loaded from elsewhere."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough").disable("image")


def rich(text: str, *, level: int = 2) -> SafeString:
    """Markdown as safe HTML whose highest heading is h`level`, so that it fits below the headings around it."""
    tokens = parser().parse(text or "")
    lower_headings(tokens, level)
    html = parser().renderer.render(tokens, parser().options, {})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow"
    )
    return mark_safe(clean)  # noqa: S308 - it has just been cleaned


def lower_headings(tokens: list[Token], level: int) -> None:
    """Shifts every heading so that the highest in the text becomes `level`."""
    headings = [t for t in tokens if t.type in {"heading_open", "heading_close"}]
    highest = min((int(t.tag[1]) for t in headings), default=1)
    for token in headings:
        token.tag = f"h{min(LOWEST, int(token.tag[1]) - highest + level)}"
