"""A badge is the same bytes for the same input, stands alone, and reads whatever is written on it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from skillmark.interfaces.pages.drawing import rendered
from skillmark.lifecycle.designing import badge_colour, badge_shapes, badge_words
from skillmark.lifecycle.designing.badge_art import (
    FULL,
    ICON,
    describe,
    draw_badge,
    icon_names,
    portray,
)
from skillmark.lifecycle.designing.badge_shapes import KINDS

SVG = "{http://www.w3.org/2000/svg}"
BADGE: dict[str, Any] = {
    "title": "Data Analysis Foundations",
    "issuer": "Northfield College",
    "ident": "a1",
    "level": 5,
}
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
    """Every viewer knows #rrggbb; a gradient is named within the file, and its colours are as plain."""
    svg = draw_badge(**BADGE, hue=hue, accent=360 - hue).decode()
    colours = set(re.findall(r'(?:fill|stroke|stop-color)="([^"]*)"', svg)) - {"none"}
    plain = {each for each in colours if re.fullmatch(r"#[0-9a-f]{6}", each)}
    named = {each[5:-1] for each in colours - plain}
    assert len(plain) > 8
    assert all(f'Gradient id="{name}"' in svg for name in named)


# --- the same bytes everywhere ------------------------------------------------------------------------------------

# Two drawings that show every part. Whoever changes the art on purpose writes the new hashes here.
GOLDEN = {
    "full": "776417de6e28a6429a909741e64ac98d0aa3869da351ccbce1897b155cc70329",
    "icon": "c9936a261a180d16b261ff69fdcf9bf5e78e1f5648aa4962f2dec23c6266e50a",
}
RICH = {
    "title": "Grundlagen der Datenanalyse", "issuer": "Volkshochschule Köln", "kind": "certification", "level": 6,
    "hue": 250, "accent": 40, "icon": "chart-line", "ident": "0b9f",
}  # fmt: skip


@pytest.mark.parametrize("detail", [FULL, ICON])
def test_the_drawing_is_the_same_bytes_as_ever(detail: str) -> None:
    assert hashlib.sha256(draw_badge(**RICH, detail=detail)).hexdigest() == GOLDEN[detail]


DRAW_ELSEWHERE = """
import hashlib, sys
from skillmark.interfaces.pages.drawing import rendered
from skillmark.lifecycle.designing.badge_art import draw_badge
for detail in ("full", "icon"):
    svg = draw_badge(**{rich!r}, detail=detail)
    print(hashlib.sha256(svg).hexdigest(), hashlib.sha256(rendered(svg.decode(), 512, 512)).hexdigest())
"""


def test_other_processes_with_other_hash_seeds_draw_the_same_bytes() -> None:
    def drawn(seed: str) -> str:
        program = DRAW_ELSEWHERE.replace("{rich!r}", repr(RICH))
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
        ).stdout

    here = "".join(
        f"{hashlib.sha256(svg).hexdigest()} {hashlib.sha256(rendered(svg.decode(), 512, 512)).hexdigest()}\n"
        for svg in (draw_badge(**RICH, detail=detail) for detail in (FULL, ICON))
    )
    assert {drawn(seed) for seed in ("0", "1", "4242")} == {here}


# --- legible in grey and when small: in numbers -------------------------------------------------------------------


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def painted(svg: bytes, css: str) -> list[str]:
    """The colours of one kind of part, as they stand in the file."""
    return re.findall(css, svg.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_every_hue_reads_in_luminance_alone(kind: str) -> None:
    """WCAG 2.2, success criterion 1.4.11 asks 3:1 of graphics; words get 7:1. Luminance is what grey keeps."""
    for hue in range(361):
        accent = (hue + 137) % 361
        for detail in (FULL, ICON):
            svg = draw_badge(**BADGE, kind=kind, hue=hue, accent=accent, detail=detail)
            icon = painted(
                svg, r'fill="none" stroke="(#\w{6})" stroke-width="[\d.]+" stroke-linecap="round" '
            )[0]
            rims = painted(svg, r'transform="scale\(1\.095\)" fill="(#\w{6})"')
            edge = painted(svg, r'stop-color="(#\w{6})"')[:2]
            disc = painted(svg, r'<circle r="\d+" fill="(#\w{6})"')[-1]
            unlit = painted(svg, r'rx="2" transform="[^"]*" fill="(#\w{6})"')[-1]
            band = painted(
                svg, r'<path d="M[^"]*" fill="none" stroke="(#\w{6})" stroke-width="[\d.]+" stroke'
            )[0]
            assert contrast(icon, disc) >= 7, (hue, kind)
            assert contrast(rims[0], "#14171a") >= 7  # the pale rim on a dark page
            assert min(contrast(each, "#fbf9f5") for each in edge) >= 7  # the dark rim on paper
            assert contrast("#ffffff", band) >= 7
            assert contrast("#ffffff", unlit) >= 3  # a lit mark beside one that is not
            if detail == FULL:
                words = painted(svg, r'scale\([\d.]+ -[\d.]+\)" fill="(#\w{6})"')
                seal = painted(svg, r'<circle cy="96.0" r="19.5" fill="(#\w{6})"')[0]
                assert contrast(words[0], disc) >= 7
                assert contrast(words[-1], seal) >= 7


@cache
def pixels(kind: str, side: int, detail: str) -> Image.Image:
    svg = draw_badge(**BADGE, kind=kind, detail=detail)
    return Image.open(io.BytesIO(rendered(svg.decode(), side, side))).convert("RGBA")


@pytest.mark.parametrize(("one", "other"), list(combinations(KINDS, 2)))
@pytest.mark.parametrize("side", [64, 32])
def test_outlines_are_told_apart_when_small(one: str, other: str, side: int) -> None:
    """Without colour: of the silhouettes' pixels at least one in forty lies in one of them only."""
    first, second = (pixels(kind, side, ICON).getchannel("A") for kind in (one, other))
    apart = sum(ImageChops.difference(first, second).get_flattened_data()) / 255
    whole = sum(ImageChops.lighter(first, second).get_flattened_data()) / 255
    assert apart / whole >= 0.025, apart / whole


@pytest.mark.parametrize("kind", KINDS)
def test_the_icon_stands_out_in_the_grey_pixels_of_a_small_badge(kind: str) -> None:
    grey = pixels(kind, 64, ICON).convert("L").crop((20, 20, 44, 44))
    dark, light = grey.getextrema()
    assert light - dark > 140
    share = sum(1 for each in grey.get_flattened_data() if each < 128) / (24 * 24)
    assert 0.05 < share < 0.6


def test_lit_marks_can_be_counted_in_the_pixels_of_a_small_badge() -> None:
    """At 64 pixels, along the arc of the marks: as many bright places as the level is high."""
    for level in range(1, 9):
        svg = draw_badge(**(BADGE | {"level": level}), kind="knowledge", detail=ICON)
        small = Image.open(io.BytesIO(rendered(svg.decode(), 64, 64))).convert("L")
        span = [badge_shapes.at(134, -90 - 45 + i / 4) for i in range(361)]
        row = [
            small.getpixel((round((x + 180) * 64 / 360 - 0.5), round((y + 180) * 64 / 360 - 0.5)))
            for x, y in span
        ]
        bright = [value > 150 for value in row]
        assert sum(now and not before for before, now in pairwise([False, *bright])) == level


@pytest.mark.parametrize("kind", KINDS)
def test_small_form_drops_what_cannot_be_read(kind: str) -> None:
    """Of the words nothing is left: no letters, no seal, a third of the bytes."""
    whole, small = draw_badge(**BADGE, kind=kind), draw_badge(**BADGE, kind=kind, detail=ICON)
    assert len(small) < len(whole) / 3
    assert shapes(small, "text") == []
    assert b'aria-hidden="true"' in whole
    assert b'aria-hidden="true"' not in small
    assert b'cy="96.0"' not in small


def test_srgb_of_known_colours() -> None:
    # CSS Color 4 gives OKLCH of these: white, black, and lime as oklch(86.644% 0.29483 142.495).
    assert badge_colour.srgb_hex(1, 0, 0) == "#ffffff"
    assert badge_colour.srgb_hex(0, 0, 0) == "#000000"
    assert badge_colour.srgb_hex(0.86644, 0.29483, 142.495) == "#00ff00"


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
    setting, size, lines = badge_words.fit_title(title)
    assert lines
    assert badge_words.fits(lines, size, setting)


def test_title_that_fits_nowhere_is_cut_and_says_so() -> None:
    _, _, lines = badge_words.fit_title("word " * 80)
    assert lines[-1].endswith("…")


def test_title_is_as_large_as_it_can_be() -> None:
    sizes = [badge_words.fit_title("Data " * count)[1] for count in (1, 2, 6, 20)]
    assert all(larger >= smaller for larger, smaller in pairwise(sizes))
    assert sizes[0] == badge_words.SIZES[0]


def test_a_short_title_leaves_room_for_a_large_icon() -> None:
    assert badge_words.fit_title("Data Analysis Foundations")[0] is badge_words.ROOMY
    assert (
        badge_words.fit_title("Leading Projects Through Change in Large Organisations")[0]
        is badge_words.CLOSE
    )


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschiff-"),
        ("Wirtschaftsinformatikstudium", "Wirtschaftsinfor-"),
        ("Lebensmittelsicherheitskontrolle", "Lebensmittelsi-"),
        ("Δικτυοκεντρικότητας", "Δικτυοκεντρι-"),
        ("Программирование", "Программи-"),
    ],
)
def test_long_words_are_parted_between_syllables(word: str, first: str) -> None:
    assert badge_words.broken(word, badge_words.advance(first) + 700)[0] == first


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=60), st.integers(3000, 12000))
def test_parting_a_word_loses_no_letter_and_ends(word: str, widest: int) -> None:
    assert "".join(piece.removesuffix("-") for piece in badge_words.broken(word, widest)) == word


@pytest.mark.parametrize(
    ("issuer", "letters"),
    [
        ("Northfield College", "NC"),
        ("St Brigid Health Trust", "SBH"),
        ("University of the Arts", "UA"),
        ("OpenTech", "OT"),
        ("Guild", "G"),
        ("IBM", "I"),
        ("Πανεπιστήμιο Πατρών", "ΠΠ"),
        ("Ångström Institut", "ÅI"),
        ("Академия Труда и Права", "АТП"),
        ("École de l’été", "ÉÉ"),
        ("École nationale d’ingénieurs", "ÉNI"),
        ("", ""),
        ("—", ""),
        ("of the", ""),
        ("42 Paris", "4P"),
    ],
)
def test_monogram(issuer: str, letters: str) -> None:
    assert badge_words.monogram(issuer) == letters


def test_greek_capitals_carry_no_accent_and_others_keep_theirs() -> None:
    assert badge_words.capitals("Πανεπιστήμιο Πατρών") == "ΠΑΝΕΠΙΣΤΗΜΙΟ ΠΑΤΡΩΝ"
    assert badge_words.capitals("Μαΐου") == "ΜΑΪΟΥ"
    assert badge_words.capitals("École Łódź café") == "ÉCOLE ŁÓDŹ CAFÉ"


def test_the_organisations_hue_shows_beside_the_designs_own() -> None:
    alone = draw_badge(**BADGE, hue=165)
    assert alone == draw_badge(**BADGE, hue=165, accent=165)
    assert badge_colour.Ink(40).tone(0.36, 0.09) in draw_badge(**BADGE, hue=165, accent=40).decode()


def test_a_logo_takes_the_place_of_the_initials() -> None:
    drawn = draw_badge(**BADGE, logo=b"\x89PNG\r\n\x1a\n...")
    assert shapes(drawn, "image")[0].get("href", "").startswith("data:image/png;base64,")
    assert "carries the logo of Northfield College" in drawn.decode()
    assert (
        shapes(draw_badge(**BADGE, logo=b"<svg/>"), "image")[0]
        .get("href", "")
        .startswith("data:image/svg+xml;")
    )
    assert shapes(draw_badge(**BADGE), "image") == []


@pytest.mark.parametrize(
    "issuer", ["X", "Northfield College", "Berufsförderungsinstitut Niederösterreich-Süd", "W" * 90]
)
def test_issuer_fits_its_arc(issuer: str) -> None:
    text, size, spacing = badge_words.fit_issuer(issuer)
    length = badge_words.advance(text, "sans") * size / 1000 + spacing * (len(text) - 1)
    assert length <= badge_words.ISSUER_RADIUS * badge_words.ISSUER_SPREAD * 3.15 / 180


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


def test_unknown_kind_and_icon_still_draw() -> None:
    plainest = draw_badge(**BADGE, kind="application", icon="award")
    unknown = draw_badge(**BADGE, kind="?", icon="?")
    assert unknown.splitlines()[1:] == plainest.splitlines()[1:]
    assert "award" in icon_names()


def test_description_says_what_the_picture_says() -> None:
    said = describe(title="Data Analysis", issuer="Northfield", kind="knowledge", level=5)
    assert said == "Badge: Data Analysis, Northfield, knowledge, level 5 of 8"


def test_every_drawing_says_in_words_what_it_shows() -> None:
    svg = ET.fromstring(draw_badge(**BADGE, kind="application", icon="chart-line"))
    assert svg.findtext(SVG + "title") == svg.get("aria-label")
    assert svg.findtext(SVG + "title") == (
        "Badge: Data Analysis Foundations, Northfield College, application, level 5 of 8"
    )
    assert svg.findtext(SVG + "desc") == (
        "A hexagon, the outline for application. 5 of 8 marks are lit, for the level. "
        "In the middle stands an icon: chart line. The seal below carries the initials of Northfield College."
    )


@pytest.mark.parametrize("icon", icon_names())
def test_every_icon_is_drawn_in_the_badges_own_colours(icon: str) -> None:
    svg = draw_badge(**BADGE, icon=icon)
    assert b"currentColor" not in svg
    assert len(shapes(svg, "svg")) == 1


def test_the_words_claim_no_more_than_the_picture_shows() -> None:
    said = portray(issuer="", kind="?", level=None, icon="?")
    assert said == "A hexagon. In the middle stands an icon: award."
    small = portray(issuer="Northfield", kind="certification", level=1, icon="building-2", detail=ICON)
    assert small == (
        "An octagon, the outline for certification. 1 of 8 marks are lit, for the level. "
        "In the middle stands an icon: building."
    )
