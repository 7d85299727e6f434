"""Who gets a place, and how far somebody is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOON

from skillmark.foundation.refusals import Refused
from skillmark.lifecycle.learning import rules


def door(**changes: object) -> rules.Door:
    values: dict[str, object] = {
        "opens_at": None, "closes_at": None, "closed": False, "self_enrol": True, "capacity": None, "taken": 0,
    }  # fmt: skip
    return rules.Door(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "invited", "code"),
    [
        ({"closed": True}, True, "enrolment.closed"),
        ({"closes_at": NOON}, True, "enrolment.closed"),
        ({"opens_at": NOON + timedelta(seconds=1)}, True, "enrolment.not_open"),
        ({"self_enrol": False}, False, "enrolment.invitation_needed"),
    ],
)
def test_a_shut_door_says_why(*, changes: dict[str, object], invited: bool, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.decide_place(door(**changes), invited=invited, now=NOON)
    assert refusal.value.code == code
    assert refusal.value.next_step


def test_an_open_door_gives_a_place_until_all_are_taken() -> None:
    assert rules.decide_place(door(opens_at=NOON), invited=False, now=NOON) == "place"
    assert rules.decide_place(door(self_enrol=False), invited=True, now=NOON) == "place"
    assert rules.decide_place(door(capacity=2, taken=1), invited=False, now=NOON) == "place"
    assert rules.decide_place(door(capacity=2, taken=2), invited=True, now=NOON) == "waiting"


@given(st.none() | st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_no_more_are_let_in_than_wait_or_fit(capacity: int | None, taken: int, waiting: int) -> None:
    free = rules.places_free(capacity=capacity, taken=taken, waiting=waiting)
    assert 0 <= free <= waiting
    if capacity is not None:
        assert free == 0 or taken + free <= capacity


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_hundred_percent_means_everything(done: int, more: int) -> None:
    percent = rules.percent_done(done=done, total=done + more)
    assert 0 <= percent <= 100
    assert (percent == 100) == (more == 0 and done > 0)


def test_a_check_question_says_what_it_lacks() -> None:
    good = {"prompt": "?", "choices": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}], "correct": "a"}
    assert rules.check_question_problem(good) == ""
    assert "prompt" in rules.check_question_problem(None)
    assert "two choices" in rules.check_question_problem({**good, "choices": good["choices"][:1]})
    twins = [{"id": "a", "text": "A"}, {"id": "b", "text": " A"}]
    assert "are the same" in rules.check_question_problem({**good, "choices": twins})
    assert "correct" in rules.check_question_problem({**good, "correct": "z"})
    assert "text" in rules.check_question_problem({**good, "choices": [{"id": "a"}, {"id": "b"}]})
