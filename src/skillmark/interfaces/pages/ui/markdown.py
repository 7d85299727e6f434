"""Turns the Markdown that people write into HTML that cannot harm those who read it."""

from __future__ import annotations

from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# No raw HTML goes in, and nh3 looks at what comes out: two fences, either of which would do alone.
# Pictures are left out: the page's policy loads none from elsewhere, and a broken one helps nobody.
_READER: Final = (
    MarkdownIt("commonmark", {"html": False, "linkify": False})
    .enable(["table", "strikethrough"])
    .disable(["image", "html_block", "html_inline"])
)
_TAGS: Final = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}
# What whoever writes is told, here and nowhere else: nobody has to know what this way of writing is called.
HOW: Final = "You may write **bold**, lists with a - before each line, and links as [words](https://address)."
EXAMPLES: Final = (
    "A **bold** word, an *italic* one",
    "- first\n- second",
    "1. first\n2. second",
    "[Our own page](https://example.org/)",
    "# A heading",
    "> Something quoted",
    "An empty line begins\n\na new paragraph.",
)


def render(text: str, *, heading: int = 3) -> SafeString:
    """HTML for `text`; its first-level headings become `h<heading>`, so that they fit below the page's own."""
    tokens = _READER.parse(text)
    for token in tokens:
        _lower(token, heading)
    html = _READER.renderer.render(tokens, _READER.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
        # A table wider than its place is scrolled, by the keyboard too.
        set_tag_attribute_values={"table": {"tabindex": "0"}},
    )
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


def _lower(token: Token, heading: int) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(6, int(token.tag[1]) + heading - 1)}"
