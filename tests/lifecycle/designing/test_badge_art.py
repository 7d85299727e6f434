"""A badge is the same bytes for the same input, stands alone, and reads whatever is written on it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.lifecycle.designing import badge_art
from skillmark.lifecycle.designing.badge_art import FULL, ICON, KINDS, describe, draw_badge, icon_names

SVG = "{http://www.w3.org/2000/svg}"
BADGE = {"title": "Data Analysis Foundations", "issuer": "Northfield College", "ident": "a1", "level": 5}
TITLES = st.text(st.characters(codec="utf-8"), max_size=120)


def shapes(svg: bytes, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(SVG + tag))


@given(title=TITLES, issuer=TITLES, level=st.none() | st.integers(1, 8), hue=st.integers(0, 360))
def test_any_words_give_a_well_formed_drawing_twice_the_same(
    title: str, issuer: str, level: int | None, hue: int
) -> None:
    first = draw_badge(title=title, issuer=issuer, level=level, hue=hue)
    assert first == draw_badge(title=title, issuer=issuer, level=level, hue=hue)
    ET.fromstring(first)


def test_another_identifier_gives_another_engraving() -> None:
    assert draw_badge(**BADGE) != draw_badge(**(BADGE | {"ident": "a2"}))


def test_kinds_have_different_outlines() -> None:
    outlines = {shapes(draw_badge(**BADGE, kind=kind), "path")[0].get("d") for kind in KINDS}
    assert len(outlines) == len(KINDS)


@pytest.mark.parametrize("level", range(1, 9))
@pytest.mark.parametrize("detail", [FULL, ICON])
def test_as_many_ticks_are_lit_as_the_level_is_high(level: int, detail: str) -> None:
    ticks = shapes(draw_badge(**(BADGE | {"level": level}), detail=detail), "rect")
    assert len(ticks) == 8
    assert sum(tick.get("fill") == "#ffffff" for tick in ticks) == level


def test_without_a_level_there_are_no_ticks() -> None:
    assert shapes(draw_badge(**(BADGE | {"level": None})), "rect") == []


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_only_plain_colours_are_used(hue: int) -> None:
    svg = draw_badge(**BADGE, hue=hue).decode()
    colours = re.findall(r'(?:fill|stroke)="([^"]*)"', svg)
    assert {c for c in colours if c != "none"} == set(re.findall(r'"(#[0-9a-f]{6})"', svg))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_words_and_edges_stand_out_in_every_hue_and_so_in_grey(hue: int) -> None:
    ink = badge_art.Ink(hue)
    disc, title, band, rim = (
        ink.tone(0.975, 0.012),
        ink.tone(0.23, 0.05),
        ink.tone(0.29, 0.06),
        ink.tone(0.84, 0.06),
    )
    assert contrast(disc, title) > 10
    assert contrast("#ffffff", band) > 7
    assert contrast(rim, "#14171a") > 7  # the pale rim on a dark page
    assert contrast(ink.tone(0.27, 0.055), "#fbf9f5") > 7  # the dark rim on paper


def test_srgb_of_known_colours() -> None:
    # CSS Color 4 gives OKLCH of these: white, black, and lime as oklch(86.644% 0.29483 142.495).
    assert badge_art.srgb_hex(1, 0, 0) == "#ffffff"
    assert badge_art.srgb_hex(0, 0, 0) == "#000000"
    assert badge_art.srgb_hex(0.86644, 0.29483, 142.495) == "#00ff00"


@pytest.mark.parametrize(
    "title",
    [
        "AI",
        "Data Analysis Foundations",
        "Leading Projects Through Change in Large and Complicated Organisations",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "Ünïçödé Łódź Çeşme Ăâîșț Œuvre",
        "Πιστοποίηση ασφάλειας τροφίμων",
        "Основы анализа данных",
        "データ分析の基礎とその応用についての講座",
    ],
)
def test_title_stays_inside_the_disc(title: str) -> None:
    size, lines = badge_art.fit_title(title)
    assert lines
    assert badge_art.fits(lines, size)


def test_title_that_fits_nowhere_is_cut_and_says_so() -> None:
    _, lines = badge_art.fit_title("word " * 80)
    assert lines[-1].endswith("…")


def test_title_is_as_large_as_it_can_be() -> None:
    sizes = [badge_art.fit_title("Data " * count)[0] for count in (1, 3, 6, 9)]
    assert all(larger >= smaller for larger, smaller in pairwise(sizes))
    assert sizes[0] == badge_art.SIZES[0]


@pytest.mark.parametrize(
    "issuer", ["X", "Northfield College", "Berufsförderungsinstitut Niederösterreich-Süd", "W" * 90]
)
def test_issuer_fits_its_arc(issuer: str) -> None:
    text, size, spacing = badge_art.fit_issuer(issuer)
    length = badge_art.advance(text, "sans") * size / 1000 + spacing * (len(text) - 1)
    assert length <= badge_art.ISSUER_RADIUS * badge_art.ISSUER_SPREAD * 3.15 / 180


def test_known_letters_are_outlines_and_others_are_left_to_the_viewer() -> None:
    assert shapes(draw_badge(**BADGE), "text") == []
    foreign = shapes(draw_badge(**(BADGE | {"title": "データ分析"})), "text")
    assert [t.text for t in foreign] == ["データ分析"]


def test_markup_in_words_stays_words() -> None:
    svg = draw_badge(title='<script>alert("1")</script> & co', issuer="<b>&amp;")
    assert shapes(svg, "script") == []
    assert (
        ET.fromstring(svg).findtext(SVG + "title", "").startswith('Badge: <script>alert("1")</script> & co')
    )


def test_small_version_carries_the_icon_alone() -> None:
    small = draw_badge(**BADGE, detail=ICON)
    assert len(small) < len(draw_badge(**BADGE)) / 3
    assert shapes(small, "text") == []


def test_unknown_kind_and_icon_still_draw() -> None:
    plainest = draw_badge(**BADGE, kind="application", icon="award")
    unknown = draw_badge(**BADGE, kind="?", icon="?")
    assert unknown.splitlines()[1:] == plainest.splitlines()[1:]
    assert "award" in icon_names()


def test_description_says_what_the_picture_says() -> None:
    said = describe(title="Data Analysis", issuer="Northfield", kind="knowledge", level=5)
    assert said == "Badge: Data Analysis, Northfield, knowledge, level 5 of 8"
