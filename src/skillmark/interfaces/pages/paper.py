"""A credential on one A4 page, for people who need paper: it says that paper proves nothing, and where the proof is."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import nh3
import segno
from PIL import Image
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from skillmark.interfaces.pages.drawing import PNG_SIGNATURE, Style, badge_png, line_png
from skillmark.interfaces.pages.lettering import (
    SANS,
    SANS_STRONG,
    SERIF,
    covers,
    face,
    fitted,
    width,
    wrapped,
)
from skillmark.interfaces.pages.ui.inside import InsideShow
from skillmark.interfaces.pages.ui.showpiece import CredentialShow, HallmarkShow, OutcomeShow
from skillmark.interfaces.pages.ui.shows import FactShow, in_words

PAGE_WIDTH, PAGE_HEIGHT = float(A4[0]), float(A4[1])
MARGIN: float = 18 * mm
ROOM: float = PAGE_WIDTH - 2 * MARGIN
GUTTER = 9 * mm
LEFT = (ROOM - GUTTER) * 0.61
INK, MUTED, LINE, ACCENT = HexColor("#1d2329"), HexColor("#59626b"), HexColor("#d8d2c4"), HexColor("#0c6b58")
FOOT = 46 * mm  # the lowest that the body may reach
LEADING = 1.32
MOST_PARTS = 4
UNSAID = "The issuer does not say. Take it to prove what is listed, and nothing beyond."


def credential_pdf(
    show: CredentialShow,
    *,
    badge: bytes,
    now: datetime,
    language: str = "en",
    link_ends: datetime | None = None,
) -> bytes:
    """The page as PDF: fonts embedded, text selectable, titled. `badge` is SVG or PNG. Same input, same bytes."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, lang=language)
    canvas.setTitle(f"{show.title}, {show.name}" if show.name else show.title)
    canvas.setAuthor(show.issuer)
    canvas.setSubject(show.sentence.partition("; checked")[0])
    canvas.setCreator("Skillmark")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pen = Pen(canvas)
    top = draw_head(pen, show, badge)
    top = draw_marks(pen, show.marks, top - 8 * mm)
    draw_body(pen, show, top - 9 * mm)
    draw_foot(pen, show, now, link_ends)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@dataclass(frozen=True)
class Ink:
    """A face, its size in points and its colour."""

    name: str = SANS
    size: float = 9.5
    colour: Color = INK

    def broken(self, text: str, room: float, most: int) -> list[str]:
        """The text on at most that many lines, the last one marked when there was more."""
        lines = wrapped(text, self.name, self.size, room)
        return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip(" .,;") + " …"]


HEADING = Ink(SERIF, 12.5)
BODY, QUIET, SMALL, LABEL = Ink(SANS, 9.5), Ink(SANS, 9, MUTED), Ink(SANS, 8.5, MUTED), Ink(SANS, 7.5, MUTED)
STRONG, VALUE = Ink(SANS_STRONG, 9.5), Ink(SANS_STRONG, 9)


@dataclass(frozen=True)
class Pen:
    """Writes text on the page; letters beyond our fonts become a picture that can still be copied as text."""

    canvas: Canvas

    def line(self, text: str, x: float, y: float, ink: Ink) -> None:
        """One line whose baseline begins at (x, y), in points from the lower left."""
        if covers(text, ink.name):
            self.canvas.setFont(face(ink.name).fontName, ink.size)
            self.canvas.setFillColor(ink.colour)
            self.canvas.drawString(x, y, text)
        else:
            self.picture(text, x, y, ink)

    def picture(self, text: str, x: float, y: float, ink: Ink) -> None:
        """A line in the machine's fonts. ActualText (ISO 32000-1, 14.9.4) keeps it readable to copy and to hear."""
        style = Style(ink.name, ink.size, f"#{ink.colour.hexval()[2:]}")
        with Image.open(io.BytesIO(line_png(text, style))) as drawn:
            box = drawn.getbbox()
            if box is None:  # no font of this machine has these letters
                self.line("(see the digital credential)", x, y, Ink(SANS, min(ink.size, 10), MUTED))
                return
            part = drawn.crop((box[0], 0, box[2], drawn.height))
        spoken = text.encode("utf-16-be").hex()
        wide, high = part.width / 4, part.height / 4
        # reportlab has no call of its own for marked content.
        self.canvas._code.append(f"/Span <</ActualText <feff{spoken}>>> BDC")  # noqa: SLF001
        self.canvas.drawImage(ImageReader(part), x, y - ink.size * 0.4, width=wide, height=high, mask="auto")
        self.canvas._code.append("EMC")  # noqa: SLF001

    def lines(self, texts: Sequence[str], x: float, y: float, ink: Ink) -> float:
        """Lines below each other from the top y; returns where the next block may begin."""
        for text in texts:
            y -= ink.size * LEADING
            self.line(text, x, y + ink.size * 0.28, ink)
        return y

    def centred(self, text: str, middle: float, y: float, ink: Ink, room: float) -> None:
        """One line around a middle, smaller or cut when there is not the room."""
        size, lines = fitted(text, ink.name, room=room, lines=1, largest=ink.size, smallest=min(ink.size, 7))
        for line in lines:
            self.line(line, middle - width(line, ink.name, size) / 2, y, Ink(ink.name, size, ink.colour))

    def rule(self, x: float, y: float, length: float) -> None:
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x, y, x + length, y)


def draw_head(pen: Pen, show: CredentialShow, badge: bytes) -> float:
    """Badge, title, who can do what, and the facts; returns the lower edge."""
    size, top = float(52 * mm), PAGE_HEIGHT - MARGIN
    pen.canvas.setFillColor(ACCENT)
    pen.canvas.rect(0, PAGE_HEIGHT - 3 * mm, PAGE_WIDTH, 3 * mm, stroke=0, fill=1)
    image = badge if badge.startswith(PNG_SIGNATURE) else badge_png(badge, size=900)
    pen.canvas.drawImage(ImageReader(io.BytesIO(image)), MARGIN, top - size, size, size, mask="auto")
    x, room = MARGIN + size + 9 * mm, ROOM - size - 9 * mm
    letter, lines = fitted(show.title, SERIF, room=room, lines=3, largest=27, smallest=14)
    y = pen.lines(lines, x, top - 2 * mm, Ink(SERIF, letter))
    letter, lines = fitted(show.name or "The holder", SANS_STRONG, room=room, lines=2, largest=14, smallest=9)
    y = pen.lines(lines, x, y - 2 * mm, Ink(SANS_STRONG, letter))
    says = show.can or f"earned this from {show.issuer}."
    letter, lines = fitted(says, SANS, room=room, lines=5, largest=11, smallest=9)
    y = pen.lines(lines, x, y, Ink(SANS, letter))
    draw_facts(pen, show.facts, x, y - 4 * mm)
    return min(top - size, y - float(16 * mm))


def draw_facts(pen: Pen, facts: Sequence[FactShow], x: float, y: float) -> None:
    """The facts side by side, each column as wide as its words ask for."""
    room = PAGE_WIDTH - MARGIN - x
    needs = [max(width(f.label, SANS, 8), width(f.value, SANS_STRONG, 9)) + 10 for f in facts]
    stretch = room / max(1.0, sum(needs))
    for fact, need in zip(facts, needs, strict=True):
        low = pen.lines([fact.label], x, y, Ink(SANS, 8, MUTED))
        pen.lines(VALUE.broken(fact.value, need * stretch - 4, 2), x, low, VALUE)
        x += need * min(stretch, 1.5)


def draw_marks(pen: Pen, marks: Sequence[HallmarkShow], top: float) -> float:
    """The hallmark row in its box, for what has hallmarks; returns the lower edge."""
    if not marks:
        return top
    height, cell = float(17 * mm), ROOM / len(marks)
    pen.canvas.setStrokeColor(LINE)
    pen.canvas.roundRect(MARGIN, top - height, ROOM, height, 3 * mm, stroke=1, fill=0)
    for number, mark in enumerate(marks):
        x = MARGIN + number * cell
        if number:
            pen.canvas.line(x, top - height, x, top)
        pen.centred(mark.label, x + cell / 2, top - 5.2 * mm, LABEL, cell - 4 * mm)
        pen.centred(mark.value, x + cell / 2, top - 9.9 * mm, Ink(SERIF, 11), cell - 6 * mm)
        pen.centred(mark.note, x + cell / 2, top - 13.9 * mm, LABEL, cell - 4 * mm)
    return top - height


def draw_body(pen: Pen, show: CredentialShow, top: float) -> None:
    """What it proves (of what holds others, what is inside) beside its limits, what it rests on, and the skills."""
    gathered = show.inside if show.inside is not None and not show.is_badge else None
    heading = gathered.heading if gathered else "What this proves"
    y = pen.lines(HEADING.broken(heading, LEFT, 1), MARGIN, top, HEADING)
    whole = OutcomeShow(plain(show.description) or show.title, "", "")
    draw_outcomes(pen, rows_of(gathered) if gathered else show.outcomes or (whole,), y - 1.5 * mm)
    x, room = MARGIN + LEFT + GUTTER, ROOM - LEFT - GUTTER
    y = pen.lines(["What it does not prove"], x, top, HEADING)
    for limit in paragraphs(show.not_proven) or [UNSAID]:
        y = pen.lines(QUIET.broken(limit, room, 6), x, y - 1 * mm, QUIET)
    rests = [f"{e.name} ({e.genre})" if e.genre and e.genre != e.name else e.name for e in show.evidence]
    inside = show.inside if show.is_badge and show.inside is not None else None
    for heading, rows in (
        ("What it rests on", rests),
        (inside.heading if inside else "", in_short(inside) if inside else []),
        ("Skills", [", ".join(s.label for s in show.skills)]),
    ):
        if any(rows) and y > FOOT + 20 * mm:
            y = pen.lines([heading], x, y - 5 * mm, HEADING)
            lines = [line for row in rows[:5] for line in BODY.broken(row, room, 6)]
            y = pen.lines(lines[: int((y - FOOT) / (BODY.size * LEADING))], x, y - 1 * mm, BODY)


def rows_of(inside: InsideShow) -> tuple[OutcomeShow, ...]:
    """The parts as rows, each with its verdict in the wider column: no word of it may be cut off."""
    return tuple(
        OutcomeShow(f"{part.title}, {part.by}" if part.by else part.title, part.verdict.word, "")
        for part in inside.parts
    )


def in_short(inside: InsideShow) -> list[str]:
    """A line for each part, and how many there was no room for."""
    lines = [f"{part.title}: {part.verdict.word.lower()}" for part in inside.parts]
    return (
        lines
        if len(lines) <= MOST_PARTS
        else [*lines[: MOST_PARTS - 1], f"and {len(lines) - MOST_PARTS + 1} more"]
    )


def draw_outcomes(pen: Pen, outcomes: Sequence[OutcomeShow], y: float) -> None:
    """A row per outcome as long as there is room; what does not fit is counted, not hidden."""
    result, by = 19 * mm, 30 * mm
    at_by, at_result = MARGIN + LEFT - result - by, MARGIN + LEFT - result
    said = ""
    for number, row in enumerate(outcomes):
        # An outcome with several results is said once.
        words = "" if row.outcome == said else row.outcome
        lines = BODY.broken(words, LEFT - result - by - 4 * mm, 4)
        shown_by = QUIET.broken(row.shown_by, by - 2 * mm, 2)
        if y - max(len(lines), len(shown_by)) * BODY.size * LEADING - 8 * mm < FOOT:
            pen.line(
                f"and {len(outcomes) - number} more in the digital credential", MARGIN, y - 5 * mm, QUIET
            )
            return
        if words and said:
            pen.rule(MARGIN, y, LEFT)
        top, said = y - 1.2 * mm, row.outcome
        under = pen.lines(shown_by, at_by, top, QUIET)
        pen.lines(STRONG.broken(row.word, result, 2), at_result, top, STRONG)
        y = min(under, pen.lines(lines, MARGIN, top, BODY)) - 1.6 * mm


def draw_foot(pen: Pen, show: CredentialShow, now: datetime, link_ends: datetime | None) -> None:
    """Where the proof is, and what was found when this page was made."""
    pen.rule(MARGIN, FOOT - 4 * mm, ROOM)
    x, size, y = MARGIN, 26 * mm, FOOT - 7 * mm
    if show.address:
        draw_qr(pen.canvas, show.address, MARGIN, FOOT - 8 * mm - size, size)
        x += size + 5 * mm
    room = PAGE_WIDTH - MARGIN - x
    where = (
        f"Scan the code or open {show.address}" if show.address else "Ask its holder for the file or a link"
    )
    until = f" This link ends on {in_words(link_ends)}." if show.address and link_ends else ""
    how = f"{where}.{until} It needs no account. {show.elsewhere.readers} {show.elsewhere.needs}"
    made = (
        f"When this page was made, {in_words(now, clock=True)}: {show.verdict.word.lower()} ({show.tally})."
    )
    y = pen.lines(["This paper proves nothing by itself: check the credential."], x, y, STRONG)
    y = pen.lines(SMALL.broken(how, room, 3), x, y, SMALL)
    y = pen.lines(SMALL.broken(made, room, 2), x, y - 1 * mm, SMALL)
    pen.lines(LABEL.broken(f"Identifier: {show.identifier}", room, 1), x, y, LABEL)


def draw_qr(canvas: Canvas, address: str, x: float, y: float, size: float) -> None:
    """The address as a QR code, in vectors."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    cell = size / len(rows)
    canvas.setFillColor(INK)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                path.rect(x + across * cell, y + size - (down + 1) * cell, cell, cell)
    canvas.drawPath(path, stroke=0, fill=1)


def paragraphs(markup: str) -> list[str]:
    """Safe HTML as plain text, an entry of a list or a paragraph at a time."""
    return [text for part in re.split(r"</(?:li|p|h\d)>", markup) if (text := plain(part))]


def plain(markup: str) -> str:
    """Safe HTML as plain text."""
    return " ".join(html.unescape(nh3.clean(markup.replace("<", " <"), tags=set())).split())
