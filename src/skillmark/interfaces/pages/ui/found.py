"""What a search that answers while one types says to whoever does not see the list change."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_NAMED = 5


def found_in_words(text: str, number: int, *, is_near: bool = False) -> str:
    """Nothing before anything was typed. `is_near`: none of them has all that was typed."""
    if not text.strip():
        return ""
    said = "1 skill found." if number == 1 else f"{number or 'No'} skills found."
    return f"No skill has all of these words. {said}" if is_near else said


def searched_in_words(searched: Sequence[tuple[str, int]]) -> str:
    """What a search of skills looks through: frameworks by their names, with how many skills each has."""
    names = [name for name, number in searched if number]
    if not names:
        return (
            "There is nothing to search yet: the operator of this site has brought in no framework of skills."
        )
    if len(names) > _MOST_NAMED:
        names = [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"]
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    count = sum(number for _name, number in searched)
    return f"{count:,} skill{'' if count == 1 else 's'} of {listed} {'is' if count == 1 else 'are'} searched."


def not_found_in_words(searched: Sequence[tuple[str, int]]) -> str:
    """For somebody who found nothing: what was looked through, and what to do."""
    said = searched_in_words(searched)
    if not any(number for _name, number in searched):
        return said
    return f"{said} Try another word, or ask the operator of this site for another framework."
