"""What is said of a search of skills."""

from __future__ import annotations

import pytest

from skillmark.interfaces.pages.ui.found import not_found_in_words, searched_in_words

SEVEN = [(f"F{number}", 1_000) for number in range(7)]


@pytest.mark.parametrize(
    ("searched", "said"),
    [
        ([("ESCO", 1)], "1 skill of ESCO is searched."),
        ([("ESCO", 3_000), ("Empty", 0)], "3,000 skills of ESCO are searched."),
        ([("ESCO", 3_000), ("O*NET", 200)], "3,200 skills of ESCO and O*NET are searched."),
        (SEVEN[:3], "3,000 skills of F0, F1 and F2 are searched."),
        (SEVEN, "7,000 skills of F0, F1, F2, F3, F4 and 2 more are searched."),
    ],
)
def test_frameworks_are_named_with_how_many_skills_they_have(
    searched: list[tuple[str, int]], said: str
) -> None:
    assert searched_in_words(searched) == said
    assert not_found_in_words(searched).startswith(f"{said} Try another word")


@pytest.mark.parametrize("searched", [[], [("Empty", 0)]])
def test_where_there_is_nothing_no_other_word_is_advised(searched: list[tuple[str, int]]) -> None:
    assert searched_in_words(searched) == not_found_in_words(searched)
    assert "nothing to search yet" in searched_in_words(searched)
