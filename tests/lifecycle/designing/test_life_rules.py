"""Who may begin, how far a pilot can be trusted, which reminder is due, and what differs between two texts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.designing.life_rules import (
    REMINDER_DAYS,
    is_overdue,
    matched,
    pair,
    refuse_newcomer,
    refuse_unissuable,
    reminder_due,
    share_of,
    words_between,
)
from skillmark.lifecycle.designing.models import LIVE_STATES, VersionState
from skillmark.lifecycle.designing.review_rules import QUESTIONS, all_yes, kept_answers

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("state", VersionState.values)
def test_newcomers_begin_what_is_live_and_nothing_else(state: str) -> None:
    if state in LIVE_STATES:
        refuse_newcomer(state=state, title="Charts")
        return
    with pytest.raises(Refused) as refusal:
        refuse_newcomer(state=state, title="Charts", reason="It moved.")
    assert "“Charts”" in refusal.value.sentence
    assert refusal.value.next_step


@pytest.mark.parametrize("state", VersionState.values)
def test_what_was_never_published_is_on_hold_or_retired_is_not_given_out(state: str) -> None:
    if state in {*LIVE_STATES, VersionState.SUPERSEDED}:
        refuse_unissuable(state=state, title="Charts")
        return
    with pytest.raises(Refused, match="Charts"):
        refuse_unissuable(state=state, title="Charts")


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17, 857), table I, method 3; and all of ten.
    [
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
        (10, 10, 72.25, 100.0),
    ],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    share = share_of(part, whole)
    assert share.low is not None and share.high is not None  # noqa: PT018 - one interval
    assert (round(share.low, 2), round(share.high, 2)) == (low, high)


@given(st.integers(1, 100_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_interval_holds_the_share_and_stays_within_all_and_nothing(counts: tuple[int, int]) -> None:
    share = share_of(*counts)
    assert share.percent is not None and share.low is not None and share.high is not None  # noqa: PT018 - one interval
    assert 0 <= share.low <= share.percent + 1e-9
    assert share.percent - 1e-9 <= share.high <= 100
    assert share.high - share.low > 0


def test_of_nobody_nothing_is_known() -> None:
    assert share_of(0, 0).percent is None
    with pytest.raises(ValueError, match="3 of 2"):
        share_of(3, 2)


@given(st.integers(-400, 400), st.lists(st.integers(-5, 70), max_size=150, unique=True))
def test_each_reminder_comes_at_most_once_and_in_order(start: int, days: list[int]) -> None:
    review_by = TODAY + timedelta(days=start)
    told: list[int] = []
    for day in sorted(days):
        due = reminder_due(review_by, today=TODAY + timedelta(days=start - 60 + day), told=told)
        if due is not None:
            told.append(due)
    assert told == sorted(set(told), reverse=True)
    assert set(told) <= set(REMINDER_DAYS)


def test_overdue_is_the_day_after() -> None:
    assert not is_overdue(None, today=TODAY)
    assert not is_overdue(TODAY, today=TODAY)
    assert is_overdue(TODAY - timedelta(days=1), today=TODAY)


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_come_back_whole_whatever_is_marked(before: str, after: str) -> None:
    left, right = words_between(before, after)
    assert "".join(run.text for run in left) == before
    assert "".join(run.text for run in right) == after
    assert {run.kind for run in left} <= {"same", "gone"}
    assert {run.kind for run in right} <= {"same", "new"}
    assert [run.text for run in left if run.kind == "same"] == [r.text for r in right if r.kind == "same"]
    assert pair("x", before, after).differs == (before != after)


def test_texts_of_thousands_of_words_are_marked_whole() -> None:
    left, right = words_between("word " * 3000, "other " * 3000)
    assert [run.kind for run in [*left, *right]] == ["gone", "new"]


@given(st.lists(st.sampled_from("abcde"), max_size=8), st.lists(st.sampled_from("abcde"), max_size=8))
def test_no_entry_is_lost_when_two_lists_are_laid_side_by_side(before: list[str], after: list[str]) -> None:
    pairs = matched(before, after)
    assert [old for old, _ in pairs if old] == before
    assert [new for _, new in pairs if new] == after


def test_the_questions_have_codes_of_their_own_and_all_can_be_answered() -> None:
    assert len({each.code for each in QUESTIONS}) == len(QUESTIONS) == len(all_yes())
    assert all(each.text.endswith("?") for each in QUESTIONS)
    assert len(kept_answers(all_yes(), approves=True)) == len(QUESTIONS)
    assert kept_answers([], approves=False) == []
