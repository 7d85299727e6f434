"""Draws what was measured beside its targets: one SVG file that needs nothing else, in light and in dark.

Each figure has its sentence, so that nothing is told by length or colour alone. Bars are as long as the figure is in
targets: the line that all share is where the targets are met, whatever they are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from skillmark.interfaces.cli.bench_figures import Figure, Measured, described

WIDTH, MARGIN = 820, 32
TOP, ROW, BAR, LINE_HEIGHT = 108, 72, 14, 20
ROOM = WIDTH - 2 * MARGIN
LETTERS = 118  # of the smaller size, in one line
TITLE = "How fast Skillmark is, beside its targets"
# The colours of the pages (`interfaces/pages/ui/static/ui/foundation.css`): paper, ink, muted, line, met, missed.
LIGHT = ("#fbf9f5", "#1d2329", "#59626b", "#e2dccf", "#0c6b58", "#7d5000")
DARK = ("#14171a", "#e9e6df", "#a5abb0", "#30363b", "#4fc3a5", "#f0b954")
STYLE = (
    "text{{font-family:system-ui,sans-serif;font-size:15px;fill:{1}}}"
    ".head{{font-size:22px;font-weight:600}}.small{{font-size:13px;fill:{2}}}"
    ".paper{{fill:{0}}}.track{{fill:{3}}}.met{{fill:{4}}}.missed{{fill:{5}}}"
    ".goal{{stroke:{1};stroke-width:2}}.aim{{stroke:{2};stroke-width:2;stroke-dasharray:3 3}}"
)


def chart(found: Measured) -> str:
    """The picture as SVG."""
    with_target = [each for each in found.figures if each.target]
    without = [each.sentence for each in found.figures if not each.target]
    notes = [*without, *(f"Left out: {name}. {reason}" for name, reason in found.left_out.items())]
    lines = [line for note in notes for line in textwrap.wrap(note, LETTERS)]
    bottom = TOP + ROW * len(with_target)
    height = bottom + LINE_HEIGHT * len(lines) + MARGIN
    reach = _reach(with_target)
    drawn = [
        *_head(found, height),
        *(part for number, each in enumerate(with_target) for part in _row(each, TOP + ROW * number, reach)),
        *(_text(line, bottom + LINE_HEIGHT * (n + 1), "small") for n, line in enumerate(lines)),
        "</svg>",
    ]
    return "\n".join(drawn) + "\n"


def _reach(figures: Sequence[Figure]) -> float:
    """How many targets the widest bar or mark stands for."""
    marks = [value / each.target for each in figures if each.target for value in (each.value, each.aim or 0)]
    return max([2.0, *marks]) * 1.02


def _head(found: Measured, height: int) -> Iterator[str]:
    told = " ".join(_in_words(each) for each in found.figures)
    where = described(found.machine)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="bench-title bench-desc">'
    )
    yield f'<title id="bench-title">{escape(TITLE)}</title>'
    yield f'<desc id="bench-desc">{escape(f"{told} {where}")}</desc>'
    yield f"<style>{STYLE.format(*LIGHT)}@media(prefers-color-scheme:dark){{{STYLE.format(*DARK)}}}</style>"
    yield f'<rect class="paper" width="{WIDTH}" height="{height}"/>'
    yield _text(TITLE, 46, "head")
    yield _text(where, 70, "small")
    yield _text("Solid line: the target. Dashed line: the aim. A longer bar is faster.", 90, "small")


def _row(figure: Figure, top: float, reach: float) -> Iterator[str]:
    """A sentence, and below it the bar on its track with the marks of target and aim."""
    assert figure.target  # noqa: S101 - the others have no bar
    step, bar = ROOM / reach / figure.target, top + 30
    yield f"<g><title>{escape(_in_words(figure))}</title>"
    yield _text(figure.sentence, top + 22, "")
    yield f'<rect class="track" x="{MARGIN}" y="{bar}" width="{ROOM}" height="{BAR}" rx="3"/>'
    state = "met" if figure.is_met else "missed"
    yield (
        f'<rect class="{state}" x="{MARGIN}" y="{bar}" width="{figure.value * step:.1f}" height="{BAR}" rx="3"/>'
    )
    for kind, value in (("goal", figure.target), ("aim", figure.aim)):
        if value:
            yield f'<path class="{kind}" d="M{MARGIN + value * step:.1f} {bar - 3}v{BAR + 6}"/>'
    yield f"{_text(_marks(figure), top + 60, 'small')}</g>"


def _in_words(figure: Figure) -> str:
    return f"{figure.sentence} {_marks(figure)}".strip()


def _marks(figure: Figure) -> str:
    """What was promised, what is hoped for, and whether the promise is kept."""
    if figure.target is None:
        return ""
    aim = f", aim {figure.aim:g}" if figure.aim else ""
    return f"Target {figure.target:g}{aim}: {'met' if figure.is_met else 'not met'}."


def _text(said: str, y: float, kind: str) -> str:
    css = f' class="{kind}"' if kind else ""
    return f'<text x="{MARGIN}" y="{y:.0f}"{css}>{escape(said)}</text>'
