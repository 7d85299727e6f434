"""What a search that answers while one types says to whoever does not see the list change."""

from __future__ import annotations


def found_in_words(text: str, number: int) -> str:
    """Nothing before anything was typed."""
    if not text.strip():
        return ""
    return "1 skill found." if number == 1 else f"{number or 'No'} skills found."
