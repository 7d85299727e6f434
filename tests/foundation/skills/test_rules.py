"""What counts as the same word, how slips are counted, and which version is newer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.foundation.skills import rules

WORDS = st.text("abcdef", min_size=0, max_size=8)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Perform data-analysis", ("perform", "data", "analysis")),
        ("C++ and C#", ("c++", "and", "c#")),
        ("Schweißen, Économie", ("schweissen", "economie")),
        ("  ", ()),
        ("?!", ()),
    ],
    ids=["plain", "signs", "accents", "spaces", "marks"],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert rules.words_of(text) == words


@pytest.mark.parametrize(
    ("typed", "word", "begun", "count"),
    [
        ("python", "python", False, 0),
        ("pyhton", "python", False, 1),
        ("pytho", "python", False, 1),
        ("pythoon", "python", False, 1),
        ("pxthon", "python", False, 1),
        ("pyth", "python", True, 0),
        ("pyht", "python", True, 1),
        ("abc", "xyz", False, 3),
        ("", "abc", False, 3),
    ],
)
def test_slips(typed: str, word: str, begun: bool, count: int) -> None:
    assert rules.slips(typed, word, begun=begun) == count


@given(WORDS, WORDS)
def test_slips_are_as_many_from_either_side(one: str, other: str) -> None:
    assert rules.slips(one, other) == rules.slips(other, one)
    assert (rules.slips(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= rules.slips(one, other) <= max(len(one), len(other))


@given(WORDS, WORDS)
def test_the_beginning_is_never_further_away_than_the_whole(one: str, other: str) -> None:
    begun = rules.slips(one, other, begun=True)
    assert begun <= rules.slips(one, other)
    assert begun == min(rules.slips(one, other[:end]) for end in range(len(other) + 1))


@given(st.text("abcdef", min_size=4, max_size=12), st.data())
def test_two_neighbours_that_changed_places_share_letters_in_a_row(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert rules.grams_of(word) <= rules.grams_near(swapped)


@given(st.lists(WORDS.filter(bool), min_size=1, max_size=5))
def test_the_very_name_fits_best(name: list[str]) -> None:
    typed = [rules.Meant(words={word: rules.EXACT}) for word in name]
    whole = rules.fit(typed, name, role=rules.PREFERRED)
    assert whole >= rules.fit(typed, [*name, "more"], role=rules.PREFERRED)
    assert whole > rules.fit(typed, name, role=rules.HIDDEN)
    assert rules.fit(typed, ["zz"], role=rules.PREFERRED) == 0
    assert rules.fit(typed, [], role=rules.PREFERRED) == 0


def test_versions_are_counted_as_people_count_them() -> None:
    written = ["1.1.1", "undated", "1.10", "1.9", "1.1.1-extract", "v1.2", "2017-05-25", "2026-01-02"]
    assert sorted(written, key=rules.version_key) == [
        "undated", "1.1.1-extract", "1.1.1", "v1.2", "1.9", "1.10", "2017-05-25", "2026-01-02",
    ]  # fmt: skip
