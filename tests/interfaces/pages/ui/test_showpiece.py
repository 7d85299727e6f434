"""The credential's page says what the document says and what the checks found, and never more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from skillmark.credential.report import Check, Message, Outcome, Report, Verdict
from skillmark.interfaces.pages.ui import samples
from skillmark.interfaces.pages.ui.showpiece import CredentialShow, from_report, number, profile_of, whole
from skillmark.interfaces.pages.ui.verdicts import verdict_of

P, F, U, N = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


def html(show: CredentialShow) -> str:
    return render_to_string("ui/credential.html", {"show": show})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "verified"),
        ({"step9": (N, "", "no_list")}, "issuer_unknown"),
        ({"step9": (U, "", "issuer_unlisted")}, "issuer_unknown"),
        ({"step6": (F, "", "revoked")}, "revoked"),
        ({"step6": (F, "", "suspended")}, "suspended"),
        ({"step5": (F, "", "expired")}, "expired"),
        ({"step5": (F, "", "not_yet_valid")}, "not_yet_valid"),
        ({"step5": (F, "", "expired"), "step6": (F, "", "revoked")}, "expired"),
        ({"step3": (U, "", "unreachable"), "step5": (F, "", "expired")}, "not_valid"),
        ({"step4": (U, "", "no_key"), "step5": (F, "", "not_yet_valid")}, "not_valid"),
        ({"step4": (U, "", "copy_withdrawn"), "step6": (F, "", "revoked")}, "not_valid"),
        ({"step8": (F, "", "endorsement_subject")}, "misplaced"),
        ({"step8": (F, "", "holder_mismatch")}, "not_genuine"),
        ({"step10": (F, "", "part_forged")}, "not_genuine"),
        ({"step10": (F, "", "part_withdrawn")}, "not_valid"),
        ({"step10": (U, "", "content_unchecked")}, "not_checked"),
        ({"step4": (F, "", "x")}, "not_genuine"),
        ({"step3": (F, "", "x")}, "not_genuine"),
        ({"step4": (F, "", "x"), "step6": (F, "", "revoked")}, "not_genuine"),
        ({"step9": (F, "", "achievement_mismatch")}, "not_valid"),
        ({"step1": (F, "", "x")}, "not_readable"),
        ({"step6": (U, "", "unreachable")}, "not_checked"),
        ({"step4": (U, "", "x"), "step9": (U, "", "x")}, "not_checked"),
    ],
)
def test_verdict_names_what_failed(changes: dict[str, tuple[Outcome, str, str]], expected: str) -> None:
    assert verdict_of(Report(checks=samples.checks(**changes))).kind == expected


@given(st.lists(st.sampled_from([P, F, U, N]), min_size=10, max_size=10))
def test_page_is_never_kinder_than_the_library(outcomes: list[Outcome]) -> None:
    checks = tuple(replace(c, outcome=o) for c, o in zip(samples.checks(), outcomes, strict=True))
    report = Report(checks=checks)
    tone = verdict_of(report).tone
    assert (tone in {"ok", "warn"}) == (report.verdict is Verdict.VERIFIED)
    assert (tone == "bad") == (report.verdict is Verdict.NOT_VERIFIED)
    assert tone != "ok" or outcomes[8] is P


def test_page_as_one_sentence() -> None:
    assert samples.show().sentence == (
        "Mariam Achterberg-Oyelaran earned Data Analysis Foundations from Northfield College on 10 January 2026; "
        "checked just now: verified, 6 passed · 2 do not apply."
    )


def test_it_leads_on_to_the_issuer_and_to_the_achievement() -> None:
    page = html(samples.show())
    assert '<a href="https://northfield.example/" rel="noopener nofollow">Northfield College</a>' in page
    assert '<a href="https://northfield.example/m/data-analysis" rel="noopener nofollow">' in page
    assert "on this site&#x27;s list of known issuers" in page
    assert samples.show(step3=(U, "", "unreachable")).leads == ()


@pytest.mark.parametrize("form", ["{base}/issuers/northfield", "did:web:{host}:issuers:northfield"])
def test_an_issuer_of_this_site_has_its_page_here_and_nobody_else(form: str) -> None:
    base = settings.CONFIG.base_url
    host = base.partition("//")[2].replace(":", "%3A")
    assert profile_of(form.format(base=base, host=host)) == "/issuers/northfield"
    assert profile_of(form.format(base="https://away.example", host="away.example")) == ""
    assert profile_of(f"{base}/issuers/../verify") == ""


def test_paper_carries_the_times_and_no_age() -> None:
    made = samples.checks()
    status = replace(made[5], fact={"list_age_seconds": 3600})
    report = Report(checks=(*made[:5], status, *made[6:]), document=samples.document())
    show = from_report(report, now=samples.DAY)
    assert show.stamp == (
        "Checked on 10 January 2026, 12:00 UTC, against the status list of 10 January 2026, 11:00 UTC."
    )
    assert '<span class="no-print">just now</span>' in html(show)


@pytest.mark.parametrize(("value", "shown"), [(66.6, 67), (66.4, 66), (66.5, 67), (67.5, 68), (100, 100)])
def test_percentages_are_rounded_alike_everywhere(value: float, shown: int) -> None:
    assert whole(value) == shown


@pytest.mark.parametrize("text", ["nan", "inf", "-inf %", "1e999"])
def test_no_figure_is_made_of_what_is_none(text: str) -> None:
    assert number(text) is None


def test_a_level_says_its_place_on_the_scale() -> None:
    assert 'title="level 2 of 3: Not yet, Met, Strong"' in html(samples.show())


def test_older_check_is_not_called_just_now() -> None:
    report = Report(checks=samples.checks(), document=samples.document())
    show = from_report(report, now=samples.DAY + timedelta(hours=3), checked_at=samples.DAY)
    assert show.checked == "on 10 January 2026, 12:00 UTC"


def test_everything_the_document_says_is_on_the_page() -> None:
    page = html(samples.show())
    for said in (
        "<b>Mariam Achterberg-Oyelaran</b> can clean, analyse",
        "10 January 2026", "15 January 2029", "60 hours, 2 ECTS credits", "EQF 5", "Quiz and project",
        "Prepares messy data so that others can repeat the work", "Strong", "86 %",
        "Machine learning, databases at scale", "Bicycle counts of a city", "Visualise data",
        "6 passed · 2 do not apply", "https://northfield.example/s/4f7KqW2mXc",
    ):  # fmt: skip
        assert said in page


def test_the_elements_are_those_of_the_file() -> None:
    """CAT-08: who vouches for the quality, who set the level, who watched: from the signed document alone."""
    told = {each.label: (each.value, each.href) for each in samples.show().elements}
    assert told == {
        "Level": ("EQF 5, set by Northfield College", ""),
        "Assessed by": ("Testing, Application of a skill", ""),
        "Supervision": ("Somebody watched the assessment online", ""),
        "Identity check": ("By account and proven e-mail address", ""),
        "Quality assurance": (
            "An accredited institution: Accreditation Organisation of the Netherlands and Flanders (NVAO)",
            "https://nvao.example/northfield",
        ),
        "Needed before": ("School mathematics, and a spreadsheet of your own", ""),
        "Counts towards": ("Certificate of Advanced Studies in Data and Society", ""),
        "Issued from": ("Utrecht, NL", ""),
        "To be reviewed": ("by 10 January 2028", ""),
        "More": ("northfield.example", "https://northfield.example/more"),
    }
    page = html(samples.show())
    assert (
        '<a href="https://nvao.example/northfield" rel="noopener nofollow">An accredited institution' in page
    )
    assert "Statistics, taught only" in page
    assert "Analyse data, level 5" in page


def test_what_a_file_calls_a_link_is_followed_only_on_the_web() -> None:
    document = samples.document()
    own = document["credentialSubject"]["achievement"]["microCredential"]
    own |= {
        "qualityUrl": "javascript:alert(1)",
        "furtherInformation": "javascript:alert(2)",
        "qualityBody": "<b>",
    }
    page = html(from_report(Report(checks=samples.checks(), document=document), now=samples.DAY))
    assert "javascript:" not in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"levelSetBy": ""}, "the file does not say who set it"),
        ({"levelSetBy": "Examination board"}, "set by Examination board"),
        ({}, "set by the issuer"),
    ],
)
def test_who_set_the_level_is_said_beside_it(changes: dict[str, str], note: str) -> None:
    document = samples.document()
    document["credentialSubject"]["achievement"]["microCredential"] |= changes
    marks = from_report(Report(checks=samples.checks(), document=document), now=samples.DAY).marks
    assert [mark.note for mark in marks if mark.label == "Level"] == [note]


def test_that_no_level_applies_is_an_answer() -> None:
    document = samples.document()
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = []
    achievement["microCredential"] |= {"eqfLevel": None, "noLevelReason": "Not levelled"}
    marks = from_report(Report(checks=samples.checks(), document=document), now=samples.DAY).marks
    assert [mark.note for mark in marks if mark.label == "Level"] == ["none applies"]


def test_outcomes_are_told_without_results_too() -> None:
    document = samples.document()
    document["credentialSubject"].pop("result")
    document["credentialSubject"]["achievement"].pop("resultDescription")
    show = from_report(Report(checks=samples.checks(), document=document), now=samples.DAY)
    first, *_ = show.outcomes
    assert (first.outcome, first.shown_by, first.word) == (
        "Prepares messy data so that others can repeat the work",
        "Project",
        "Not stated",
    )
    # A badge of others that names skills alone is described by its description.
    del document["credentialSubject"]["achievement"]["microCredential"]
    assert from_report(Report(checks=samples.checks(), document=document), now=samples.DAY).outcomes == ()


def test_credits_that_were_earned_go_before_those_that_could_be() -> None:
    document = samples.document()
    document["credentialSubject"]["creditsEarned"] = 1.5
    facts = from_report(Report(checks=samples.checks(), document=document), now=samples.DAY).facts
    assert "60 hours, 1.5 ECTS credits" in [fact.value for fact in facts]


def test_reason_of_a_revocation_is_said_beside_the_title() -> None:
    page = html(samples.shows()["revoked"])
    assert "Reason: issued in error." in page.partition('class="hallmarks')[0]


def test_unreadable_file_shows_its_checks_and_no_credential() -> None:
    page = html(samples.shows()["unreadable"])
    assert "Nothing here can be shown as a credential" in page
    assert "This is no JSON, PNG or SVG file." in page
    assert "hallmarks" not in page


def shown_with(**members: object) -> CredentialShow:
    document = samples.document() | members
    return from_report(Report(checks=samples.checks(), document=document), now=samples.DAY)


def test_picture_on_a_strangers_server_is_not_loaded() -> None:
    assert shown_with(image="https://tracker.example/pixel.png").badge_url.startswith(
        "data:image/svg+xml;base64,"
    )


def test_picture_inside_the_file_is_shown_and_one_of_this_installation_by_its_path() -> None:
    inside = "data:image/png;base64,iVBORw0KGgo="
    assert shown_with(image=inside).badge_url == inside
    assert shown_with(image="http://localhost:8000/badges/1.svg").badge_url == "/badges/1.svg"


def test_links_that_are_not_of_the_web_are_not_links() -> None:
    show = shown_with(evidence=[{"id": "javascript:alert(1)", "type": "Evidence", "name": "Proof"}])
    assert show.evidence[0].href == ""
    assert "javascript:" not in html(show)


def test_markup_in_a_document_stays_words() -> None:
    page = html(
        shown_with(
            name="<script>alert(1)</script>", evidence=[{"name": "x", "narrative": "<img src=x onerror=y>"}]
        )
    )
    assert "<script>" not in page
    assert "<img src=x" not in page


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = [
    "name",
    "image",
    "issuer",
    "evidence",
    "credentialSubject",
    "validFrom",
    "validUntil",
    "awardedDate",
]


@given(member=st.sampled_from(MEMBERS), value=JSON)
def test_no_shape_of_document_breaks_the_page(member: str, value: object) -> None:
    assert html(shown_with(**{member: value}))


@pytest.mark.parametrize("step", ["step3", "step4"])
def test_nothing_of_what_is_not_genuine_is_shown_but_that(step: str) -> None:
    show = samples.show(**{step: (F, "The key belongs to somebody else.", "issuer_mismatch")})
    page = html(show)
    assert "The key belongs to somebody else." in page
    for said in (samples.show().title, samples.show().name):
        assert said
        assert said not in page


def test_warning_of_a_check_reaches_the_page() -> None:
    report = Report(checks=samples.checks(), document=samples.document(), notes=(Message("Look twice."),))
    assert "Look twice." in html(from_report(report, now=samples.DAY))


def test_check_values_are_what_the_library_gives() -> None:
    assert all(isinstance(check, Check) for check in samples.checks())
