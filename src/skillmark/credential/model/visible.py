"""Whether there is anything to see in a text: what nobody can read says nothing.

Unicode has many characters that show nothing: controls, formats and spaces by their category, marks without a letter
to stand on, and some letters and symbols that are blank by design (braille, fillers of Hangul).
"""

from __future__ import annotations

import unicodedata
from typing import Final

# Braille without a dot and four fillers of Hangul: letters and symbols to Unicode, as wide as the writer likes.
BLANK: Final = frozenset("\u2800\u3164\uffa0\u115f\u1160")
_SHOWN = frozenset("LNPS")


def visible(said: str) -> str:
    """The text as it stands, or an empty one where there is nothing to see in it."""
    shows = (unicodedata.category(each)[0] in _SHOWN and each not in BLANK for each in said)
    return said if any(shows) else ""
