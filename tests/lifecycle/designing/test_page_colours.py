"""Whatever colour an organisation chooses, its pages can be read: for every hue and strength, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from skillmark.foundation.orgs.models import Strength
from skillmark.interfaces.pages import ui
from skillmark.lifecycle.designing import page_colours
from skillmark.lifecycle.designing.page_colours import (
    CHROMA,
    GROUNDS,
    HUES,
    LINES,
    Colours,
    contrast,
    dark_colours,
    light_colours,
    seal_of,
    stylesheet,
    stylesheet_address,
)

TEXT, DRAWN = 4.5, 3  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
FOUNDATION = Path(ui.__file__).parent / "static/ui/foundation.css"


def _token(name: str, theme: int) -> str:
    """A colour of foundation.css, as the page has it where no theme is."""
    found = re.search(
        rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", FOUNDATION.read_text("utf-8"), re.IGNORECASE
    )
    assert found is not None, name
    return found.group(theme + 1)


def _worst(colours: Colours, theme: int) -> dict[str, float]:
    """The least contrast of every pair that pages make of a theme's colours and their own."""
    grounds = [_token(name, theme) for name in ("paper", "card", "sunk", "raised")]
    text = {
        "accent on grounds": [(colours.accent, each) for each in grounds],
        "strong on grounds": [(colours.strong, each) for each in grounds],
        "accent on soft": [(colours.accent, colours.soft)],
        "strong on soft": [(colours.strong, colours.soft)],
        "words on a button": [(colours.on_accent, colours.accent), (colours.on_accent, colours.strong)],
        "the page's own words on soft": [(_token(n, theme), colours.soft) for n in ("ink", "muted")],
    }
    drawn = {
        "a mark beside a line": [(colours.accent, _token("line", theme))],
        "what is typed in, on soft": [(_token("edge", theme), colours.soft)],
        "the focus on soft": [(_token("focus", theme), colours.soft)],
    }
    found = {name: min(contrast(*pair) for pair in pairs) for name, pairs in text.items()}
    return found | {
        name: min(contrast(*pair) for pair in pairs) * TEXT / DRAWN for name, pairs in drawn.items()
    }


@pytest.mark.parametrize("strength", Strength.values)
@pytest.mark.parametrize(("theme", "solved"), [(0, light_colours), (1, dark_colours)])
def test_every_pair_of_every_hue_can_be_read(strength: str, theme: int, solved: object) -> None:
    assert callable(solved)
    lacking = {
        (hue, name): ratio
        for hue in HUES
        for name, ratio in _worst(solved(hue, strength), theme).items()
        if ratio < TEXT
    }
    assert len(HUES) == 361
    assert lacking == {}


def test_the_grounds_are_those_of_the_pages() -> None:
    for theme in (0, 1):
        assert {_token(name, theme) for name in ("paper", "card", "sunk", "raised")} == set(GROUNDS[theme])
        assert _token("line", theme) == LINES[theme]


def test_a_choice_is_seen() -> None:
    """Lightness gives way to contrast, the hue does not: colours far apart stay far apart."""
    sheets = {stylesheet(hue, strength) for hue in HUES for strength in CHROMA}
    # The circle ends where it begins.
    assert len(sheets) >= len(CHROMA) * 355
    assert stylesheet(0, Strength.CLEAR) == stylesheet(360, Strength.CLEAR)
    red, blue = light_colours(25, Strength.STRONG).accent, light_colours(255, Strength.STRONG).accent
    assert int(red[1:3], 16) > 2 * int(red[5:7], 16)
    assert int(blue[5:7], 16) > 1.5 * int(blue[1:3], 16)


def test_a_sheet_sets_tokens_of_the_page_and_nothing_else() -> None:
    """Nothing of an organisation's gets in, and the colours of verdicts stay the platform's."""
    sheet = stylesheet(300, Strength.CALM)
    assert re.fullmatch(
        r"@layer tokens\{\.page\{(--(on-)?accent(-strong|-soft)?:light-dark\(#\w{6},#\w{6}\);){4}\}\}\n",
        sheet,
    )
    assert stylesheet_address(300, Strength.CALM) == f"/themes/300/calm/{seal_of(sheet)}.css"


def test_contrast_is_reckoned_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_whoever_chooses_is_told_the_least_of_each_pair() -> None:
    for told in page_colours.contrasts(100, Strength.STRONG):
        assert min(told.light, told.dark) >= TEXT
