"""Markdown becomes HTML that can do nothing to its reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.interfaces.pages.ui.markdown import render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Head", "<h3>Head</h3>"),
        ("###### Low", "<h6>Low</h6>"),
        ("**bold** and ~~gone~~", "<strong>bold</strong> and <s>gone</s>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
        # A table that is scrolled can be reached by keyboard.
        ("| a | b |\n|---|---|\n| 1 | 2 |", '<table tabindex="0">'),
        ("[here](https://example.org)", 'href="https://example.org"'),
        ("[here](https://example.org)", 'rel="nofollow noopener noreferrer"'),
        ("3. three", '<ol start="3">'),
    ],
)
def test_what_it_writes(text: str, html: str) -> None:
    assert html in render(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://evil.example/pixel.png)",
        "<a href='javascript:x()'>x</a>",
        "<style>body{display:none}</style>",
        '[x](https://e.example "onmouseover=x")',
        "`<script>`",
    ],
)
def test_what_it_never_writes(text: str) -> None:
    html = render(text)
    for tag in ("<script", "<img", "<style", 'href="javascript', 'href="data', "<iframe"):
        assert tag not in html


def test_headings_begin_where_they_are_told_to() -> None:
    assert render("# A\n\n## B", heading=2) == "<h2>A</h2>\n<h3>B</h3>\n"


@given(st.text(alphabet="<>\"'&()[]!#*`|-\\ \nabhref=:/javscriptonload", max_size=80))
def test_only_known_tags_come_out(text: str) -> None:
    html = render(text).lower()
    for bad in ("<script", "<img", "<svg", "<iframe", "<style", 'href="javascript', ' onload="'):
        assert bad not in html
