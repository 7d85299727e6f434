"""Components say what they must: labels, errors, states in words, and counts that are true."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from skillmark.interfaces.pages import ui
from skillmark.interfaces.pages.ui import shows
from skillmark.interfaces.pages.ui.shows import ICONS, CheckShow, QuestionShow, initials, tally

ROOM = Path(ui.__file__).parent
PAGES = ROOM.parent
STATIC = ROOM / "static" / "ui"
TEMPLATES = sorted(PAGES.rglob("templates/**/*.html"))
OUTCOMES = ("passed", "failed", "unknown", "not_applicable")


def render(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


# --- budgets and the content security policy ----------------------------------------------------------------


def zipped(pattern: str) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.glob(pattern))


def test_style_of_every_page_stays_below_its_budget() -> None:
    assert 0 < zipped("*.css") <= 25_000


def test_script_of_every_page_stays_below_its_budget() -> None:
    assert 0 < zipped("*.js") <= 40_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_carries_style_or_script_of_its_own(path: Path) -> None:
    text = re.sub(r"\{%.*?%\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']", text), "the policy would drop it"
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        # Data runs nothing, so the policy lets it be.
        assert not body.strip() or re.search(r'type="application/(ld\+)?json"', attributes)


def test_every_icon_that_is_named_exists() -> None:
    have = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    sources = [*TEMPLATES, *PAGES.rglob("*.py")]
    named = {
        (icon, path.name)
        for path in sources
        for icon in re.findall(r"(?:\{% icon |\bicon=)[\"']([a-z0-9-]+)[\"']", path.read_text())
    }
    named |= {(show.icon, "shows.py") for show in shows.VERDICTS.values()}
    assert {pair for pair in named if pair[0] not in have} == set()


def test_every_variable_in_the_styles_is_a_token() -> None:
    text = "\n".join(path.read_text() for path in PAGES.rglob("static/**/*.css"))
    declared = set(re.findall(r"(--[a-z0-9-]+)\s*:", text))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) - declared == set()


# --- icons, fields, forms -----------------------------------------------------------------------------------


def test_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "check" %}')
    spoken = render('{% icon "check" 18 label %}', label="Done <b>")
    assert 'aria-label="Done &lt;b&gt;"' in spoken
    assert "aria-hidden" not in spoken


class Form(forms.Form):
    title = forms.CharField(max_length=5, help_text="Short.")
    about = forms.CharField(widget=forms.Textarea, required=False)
    answer = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    work = forms.FileField(required=False)
    agree = forms.BooleanField()


def test_field_joins_label_help_and_error_to_its_control() -> None:
    form = Form({"title": "much too long"})
    html = render("{% field form.title %}", form=form)
    assert '<label for="id_title">' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert set(described.group(1).split()) == set(re.findall(r'id="(id_title_[^"]+)"', html))


def test_optional_fields_say_so_and_long_answers_are_not_ten_rows_high() -> None:
    html = render("{% field form.about %}", form=Form())
    assert "(optional)" in html
    assert 'rows="5"' in html
    assert 'rows="12"' in render("{% field form.about rows=12 %}", form=Form())


def test_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = render("{% field form.answer %}", form=Form())
    assert html.count("<fieldset") == html.count("<legend") == 1
    assert html.count('type="radio"') == 2


def test_file_field_works_without_script_and_drops_with_it() -> None:
    html = render("{% field form.work most=1000 %}", form=Form())
    assert 'type="file"' in html
    assert '<sm-drop data-most="1000">' in html


def test_form_summary_links_to_each_mistake_and_shows_what_belongs_to_no_field() -> None:
    form = Form({"title": "much too long", "agree": "on"})
    form.add_error(None, "Somebody else was faster.")
    html = render("{% form_errors form %}", form=form)
    assert 'role="alert"' in html
    assert "2 answers need another look." in html
    assert 'href="#id_title"' in html
    assert "Somebody else was faster." in html


def test_form_that_was_not_sent_has_no_summary() -> None:
    assert render("{% form_errors form %}", form=Form()).strip() == ""


# --- verdicts and checks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shows.VERDICTS)
def test_verdict_is_a_word_an_icon_and_a_colour(name: str) -> None:
    show = shows.VERDICTS[name]
    html = render("{% verdict name %}", name=name)
    assert f"<b>{show.word}</b>" in html
    assert f"#{show.icon}" in html
    assert show.tone in html


def test_verdicts_are_told_apart_without_colour() -> None:
    assert len({show.word for show in shows.VERDICTS.values()}) == len(shows.VERDICTS)


def test_unheard_of_verdict_is_shown_as_not_checked_never_as_good() -> None:
    assert shows.verdict_named("splendid").kind == "not_checked"
    assert shows.verdict_named("not_verified").tone == "bad"


@given(st.lists(st.sampled_from(OUTCOMES), max_size=10))
def test_tally_counts_every_check_once_and_invents_none(outcomes: list[str]) -> None:
    said = tally([CheckShow(outcome, 1, "Name", "Detail") for outcome in outcomes])
    assert sum(int(figure) for figure in re.findall(r"\d+", said)) == len(outcomes)
    assert ("passed" in said) == ("passed" in outcomes)
    assert ("failed" in said) == ("failed" in outcomes)


def test_tally_reads_as_a_sentence() -> None:
    rows = [CheckShow("passed", 1, "A", "")] * 8 + [CheckShow("not_applicable", 2, "B", "")] * 2
    assert tally(rows) == "8 passed · 2 do not apply"
    assert tally(rows[:9]) == "8 passed · 1 does not apply"


def question(outcome: str, tone: str, **more: object) -> QuestionShow:
    steps = (CheckShow(outcome, 4, "Signature", "What was found.", "A rule", "a_code", "urn:problem"),)
    return QuestionShow(
        group="integrity", outcome=outcome, question="Was anything changed?", word="An answer", tone=tone, steps=steps,
        how="How it is found out.", **more,
    )  # fmt: skip


@pytest.mark.parametrize("tone", ICONS)
def test_an_answer_is_a_word_a_sign_and_a_colour_and_opens_to_what_was_found(tone: str) -> None:
    html = render(
        '{% include "ui/questions.html" with questions=rows only %}', rows=[question("failed", tone)]
    )
    summary, _, found = html.partition("</summary>")
    assert f'<details class="question {tone}">' in summary
    assert f"#{ICONS[tone]}" in summary
    assert "Was anything changed?" in summary
    assert "<b>An answer</b>" in summary
    for said in (
        "How it is found out.",
        "What was found.",
        "Step 4 of 10",
        "A rule",
        "a_code",
        "urn:problem",
    ):
        assert said in found


def test_what_the_verdict_hangs_on_is_open_unasked_and_a_part_explains_itself_no_second_time() -> None:
    rows = [question("unknown", "unk", is_open=True)]
    html = render('{% include "ui/questions.html" with questions=rows brief=1 only %}', rows=rows)
    assert '<details class="question unk" open>' in html
    assert "How it is found out." not in html


def test_an_age_is_said_now_and_a_time_on_paper_and_of_what_was_kept() -> None:
    fresh = shows.FreshShow("list read 2 minutes ago", "list read on 10 January 2026, 11:58 UTC")
    rows = [question("passed", "ok", fresh=fresh)]
    now = render('{% include "ui/questions.html" with questions=rows only %}', rows=rows)
    assert '<span class="no-print">list read 2 minutes ago</span>' in now
    assert '<span class="print-only">list read on 10 January 2026, 11:58 UTC</span>' in now
    later = render('{% include "ui/questions.html" with questions=rows dated=1 only %}', rows=rows)
    assert "list read on 10 January 2026, 11:58 UTC" in later
    assert "minutes ago" not in later


# --- the rest -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mariam Achterberg-Oyelaran", "MO"),
        ("Ada", "A"),
        ("李明", "李"),
        ("  ", "?"),
        ("(x) y", "Y"),
        ("ßeta", "SS"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_pagination_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/catalogue/?q=data&page=2")
    html = render("{% pagination page %}", request=request, page=Paginator(range(30), 10).page(2))
    assert 'href="?q=data&amp;page=1"' in html
    assert 'href="?q=data&amp;page=3"' in html


def test_one_page_needs_no_pagination() -> None:
    assert render("{% pagination page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


@pytest.mark.parametrize(("value", "width"), [(0, "0.0"), (1.5, "24.0"), (9, "48.0")])
def test_level_bar_stays_within_its_scale(value: float, width: str) -> None:
    assert f'class="on" width="{width}"' in render('{% level_bar value 3 "Met" %}', value=value)
