"""The printed page: one page, whatever is on it; text that can be found; the same bytes for the same input."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from skillmark.interfaces.pages import drawing, lettering, paper
from skillmark.interfaces.pages.ui import samples
from skillmark.interfaces.pages.ui.showpiece import CredentialShow, OutcomeShow
from skillmark.interfaces.pages.ui.shows import VERDICTS
from skillmark.lifecycle.designing.badge_art import draw_badge

BADGE = draw_badge(**samples.BADGES[0], ident="a")


def read(show: CredentialShow) -> PdfReader:
    return PdfReader(io.BytesIO(paper.credential_pdf(show, badge=BADGE, now=samples.DAY)))


def text_of(show: CredentialShow) -> str:
    return " ".join(read(show).pages[0].extract_text().split())


def test_one_page_with_text_that_can_be_searched() -> None:
    pdf = read(samples.show())
    assert len(pdf.pages) == 1
    said = text_of(samples.show())
    for words in (
        "Data Analysis Foundations",
        "Mariam Achterberg-Oyelaran",
        "15 January 2029",
        "What it does not prove",
    ):
        assert words in said


def test_title_author_and_language_are_told() -> None:
    pdf = read(samples.show())
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Data Analysis Foundations, Mariam Achterberg-Oyelaran"
    assert pdf.metadata.author == "Northfield College"
    assert pdf.trailer["/Root"]["/Lang"] == "en"


def test_fonts_are_inside() -> None:
    fonts = read(samples.show()).pages[0]["/Resources"]["/Font"]
    used = [font.get_object() for font in fonts.values()]
    embedded = [
        f for f in used if "/FontDescriptor" in f and "/FontFile2" in f["/FontDescriptor"].get_object()
    ]
    assert {"Skillmark" in str(font["/BaseFont"]) for font in embedded} == {True}
    assert len(embedded) >= 3


def test_same_input_same_bytes() -> None:
    once, again = (paper.credential_pdf(samples.show(), badge=BADGE, now=samples.DAY) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("count", [1, 12, 40])
def test_outcomes_beyond_the_page_are_counted(count: int) -> None:
    rows = tuple(
        OutcomeShow(f"Outcome number {n} of a long list of things", "Project", "Met") for n in range(count)
    )
    show = replace(samples.show(), outcomes=rows)
    assert len(read(show).pages) == 1
    said = text_of(show)
    printed = said.count("Outcome number")
    assert printed == count or f"and {count - printed} more in the digital credential" in said


def test_what_is_inside_is_printed_in_short_with_its_verdicts() -> None:
    said = text_of(samples.shows()["endorsed"])
    assert "Inside it: 1 endorsement" in said
    assert "Guild of kitchens vouches for Data Analysis Foundations: verified" in said
    record = text_of(samples.record())
    assert "Inside it: 4 credentials" in record
    for words in ("Knife skills, Guild of kitchens", "Genuine, issuer unknown", "First aid", "Expired"):
        assert words in record
    assert "Any Comprehensive Learner Record 2.0 verifier reads it." in record


@pytest.mark.parametrize("count", [1, 4, 5, 60])
def test_parts_beyond_the_room_are_counted(count: int) -> None:
    one = samples.shows()["endorsed"].inside
    assert one is not None
    inside = replace(one, parts=tuple(replace(one.parts[0], title=f"Part {n}") for n in range(count)))
    lines = paper.in_short(inside)
    assert len(lines) <= paper.MOST_PARTS
    told = len([line for line in lines if line.startswith("Part ")])
    assert told == count or lines[-1] == f"and {count - told} more"
    assert len(read(replace(samples.record(), inside=inside)).pages) == 1


@pytest.mark.parametrize("kind", VERDICTS)
def test_no_word_of_a_parts_verdict_is_cut_off(kind: str) -> None:
    inside = samples.record().inside
    assert inside is not None
    part = replace(inside.parts[0], verdict=VERDICTS[kind])
    show = replace(samples.record(), inside=replace(inside, parts=(part,)))
    lines = read(show).pages[0].extract_text()
    assert VERDICTS[kind].word in " ".join(lines.split())


def test_an_older_badge_on_paper_is_for_older_verifiers() -> None:
    said = text_of(samples.shows()["older"])
    assert "Verifiers of Open Badges 2.0 read it." in said
    assert "Open Badges 3.0" not in said


def test_long_names_and_titles_stay_on_the_page() -> None:
    show = replace(
        samples.show(), name=samples.LONG_NAME * 2, title="Lebensmittelverarbeitungshygienevorschriften " * 6
    )
    assert len(read(show).pages) == 1
    assert "…" in text_of(show)


def test_name_in_letters_that_our_fonts_lack_can_still_be_copied() -> None:
    data = paper.credential_pdf(replace(samples.show(), name="محمد 李明"), badge=BADGE, now=samples.DAY)
    stream = PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert stream is not None
    spoken = "محمد 李明".encode("utf-16-be").hex()
    assert f"/ActualText <feff{spoken}>" in stream.get_data().decode(
        "latin-1"
    ) or "see the digital" in text_of(replace(samples.show(), name="محمد 李明"))


def test_paper_says_that_paper_proves_nothing_and_never_claims_to_be_checked_later() -> None:
    said = text_of(samples.show())
    assert "This paper proves nothing by itself" in said
    assert "When this page was made, 10 January 2026, 12:00 UTC: verified" in said
    assert "just now" not in said


def test_link_on_screen_and_in_print_is_a_qr_code_of_the_address() -> None:
    show = samples.show()
    matrix = Image.open(io.BytesIO(drawing.rendered(qr_svg(show), 400, 400))).convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(matrix)] == [show.address]


def qr_svg(show: CredentialShow) -> str:
    from urllib.parse import unquote

    return unquote(show.qr.partition(",")[2])


# --- pictures -----------------------------------------------------------------------------------------------


def size_of(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as image:
        return image.size


def test_badge_picture_has_a_clear_ground_and_is_the_same_each_time() -> None:
    png = drawing.badge_png(BADGE)
    assert png == drawing.badge_png(BADGE)
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (600, 600)
        assert image.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


CARD = {
    "title": "Data Analysis Foundations",
    "name": "Mariam",
    "issuer": "Northfield",
    "host": "skills.example",
}


def test_card_has_the_size_that_others_expect_and_the_badge_may_be_a_png() -> None:
    assert size_of(drawing.open_graph_card(badge=BADGE, **CARD)) == (1200, 630)
    assert size_of(drawing.open_graph_card(badge=drawing.badge_png(BADGE), **CARD)) == (1200, 630)


def test_card_differs_by_what_it_says_and_survives_any_words() -> None:
    one = drawing.open_graph_card(badge=BADGE, **CARD)
    assert one != drawing.open_graph_card(badge=BADGE, **(CARD | {"name": "Noor"}))
    drawing.open_graph_card(
        badge=BADGE, **(CARD | {"name": "<&>\"' \x00 مرحبا", "title": "W" * 300, "issuer": ""})
    )


def test_lines_are_never_wider_than_their_room() -> None:
    text = "Wolfeschlegelsteinhausenbergerdorff-Achterberg and the rest of a very long name indeed"
    for room in (40, 90, 200):
        for line in lettering.wrapped(text, lettering.SANS, 11, room):
            assert lettering.width(line, lettering.SANS, 11) <= room


def test_no_letter_is_lost_in_breaking() -> None:
    text = "Lebensmittelverarbeitungshygienevorschriften"
    lines = lettering.wrapped(text, lettering.SANS, 11, 80)
    assert "".join(line.removesuffix("-") for line in lines) == text
