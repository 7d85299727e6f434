# ruff: noqa: INP001, T201 - a script, not a package; a command prints
"""Makes the fonts that the server draws with, and the glyph outlines that badges carry, from the web fonts' packages.

The web fonts are variable and cut by script; a PDF or a picture needs one static TrueType file per weight. "Source" is
a name reserved by its licence (OFL 1.1, condition 3), so what is derived here is called Skillmark Serif and Sans.

Usage: python tools/make_fonts.py SERIF_PACKAGE INTER_PACKAGE   (unpacked @fontsource-variable packages)
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SOURCE = Path(__file__).parents[1] / "src" / "skillmark"
FONTS = SOURCE / "interfaces" / "pages" / "ui" / "fonts"
GLYPHS = SOURCE / "lifecycle" / "designing" / "badge_glyphs.json"
SCRIPTS = ["latin", "latin-ext", "vietnamese", "greek", "cyrillic"]

# What names and titles of Europe need; phonetic and historic letters are left out to keep the files small.
RANGES = [
    (0x20, 0x24F),
    (0x2BB, 0x2DD),
    (0x300, 0x304),
    (0x306, 0x30C),
    (0x323, 0x329),
    (0x370, 0x3FF),
    (0x400, 0x45F),
]
RANGES += [
    (0x490, 0x491),
    (0x1E80, 0x1E85),
    (0x1E9E, 0x1E9E),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2044),
    (0x20AC, 0x20AC),
]
RANGES += [(0x2116, 0x2122), (0x2190, 0x2193), (0x2212, 0x2215)]

CUTS = [
    ("serif", "source-serif-4", "Skillmark Serif", "SemiBold", 600),
    ("serif", "source-serif-4", "Skillmark Serif", "Regular", 400),
    ("sans", "inter", "Skillmark Sans", "Regular", 400),
    ("sans", "inter", "Skillmark Sans", "SemiBold", 600),
]


def cut(package: Path, stem: str, script: str, weight: int) -> TTFont:
    """One static script of a family, trimmed to RANGES and without layout tables that only a browser uses."""
    font = TTFont(package / "files" / f"{stem}-{script}-wght-normal.woff2")
    font.flavor = None
    font = instantiateVariableFont(font, {"wght": weight})
    options = SubsetOptions(
        hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp"], notdef_outline=True
    )
    options.drop_tables += ["STAT", "MVAR", "HVAR", "avar", "DSIG", "GDEF", "gasp"]
    wanted = {c for low, high in RANGES for c in range(low, high + 1)}
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    for table in ("GSUB", "GPOS", "GDEF"):
        if table in font:
            del font[table]
    return font


def join(parts: list[TTFont]) -> TTFont:
    """The scripts of one weight as one font."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, part in enumerate(parts):
            path = Path(folder) / f"{number}.ttf"
            part.save(path)
            paths.append(str(path))
        return Merger(options=Options(drop_tables=["kern"])).merge(paths)


def rename(font: TTFont, family: str, style: str) -> None:
    """A name of our own, keeping the copyright and licence lines."""
    names = font["name"]
    full = f"{family} {style}"
    for name_id, text in (
        (1, full),
        (2, "Regular"),
        (3, full),
        (4, full),
        (6, full.replace(" ", "")),
        (16, family),
        (17, style),
    ):
        names.setName(text, name_id, 3, 1, 0x409)
    names.names = [n for n in names.names if n.nameID in {0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17}]
    # The same input gives the same bytes, whatever the day.
    font["head"].created = font["head"].modified = 3849984000
    font.recalcTimestamp = False


def outlines(font: TTFont) -> dict[str, object]:
    """Advance and path of every letter, in units of a thousandth of the size, rounded to whole units."""
    glyphs, cmap, scale = font.getGlyphSet(), font.getBestCmap(), 1000 / font["head"].unitsPerEm
    table: dict[str, object] = {}
    for code, name in sorted(cmap.items()):
        pen = SVGPathPen(glyphs, ntos=lambda v: str(round(v * scale)))
        glyphs[name].draw(pen)
        table[chr(code)] = [round(glyphs[name].width * scale), pen.getCommands()]
    return table


def main() -> None:
    packages = {"source-serif-4": Path(sys.argv[1]), "inter": Path(sys.argv[2])}
    FONTS.mkdir(parents=True, exist_ok=True)
    drawn: dict[str, object] = {}
    for kind, stem, family, style, weight in CUTS:
        parts = [cut(packages[stem], stem, s, weight) for s in SCRIPTS]
        font = join(parts)
        rename(font, family, style)
        path = FONTS / f"{family.replace(' ', '')}-{style}.ttf"
        font.save(path)
        print(path.name, path.stat().st_size, len(font.getBestCmap()))
        if style == "SemiBold":
            table = outlines(TTFont(path))
            # The issuer stands in capitals on a badge, so small letters of the sans are not needed there.
            drawn[kind] = {c: v for c, v in table.items() if kind == "serif" or c == c.upper()}
    GLYPHS.write_text(
        json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n"
    )


if __name__ == "__main__":
    main()
