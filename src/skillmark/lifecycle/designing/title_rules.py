"""Decides whether a title promises more than a micro-credential is.

NZQA Listing and Operational Rules 2022, 6.2(a), names the words; other countries protect the same and their own. A word
counts where it names the award, and not where it names something else: “Scrum Master”, “360-degree feedback” and
“Second-degree burns” promise nothing.
"""

from __future__ import annotations

import re
import unicodedata

from skillmark.credential.lookalike import folded

_AWARDS = (
    r"(?<![-°\d])(?<!\d\s)(?<!first\s)(?<!second\s)(?<!third\s)\bdegrees?\b(?!\s+(?:celsius|fahrenheit|of\s+freedom))",
    r"\bdiplom(?:a|as|e|es)?\b",
    r"\b(?:under|post)-?graduate\b",
    r"\bbachelors?\b",
    r"\bbaccalaur\w+",
    r"\bbachillerato\b",
    r"\bmaster(?:['’]?s)?\s+(?:of|degree|programme|program)\b",
    r"\bmaster['’]s\b",
    r"\bmagister\b",
    r"\bdoctor\s+of\b",
    r"\bdoctora(?:te|l|do)\b",
    r"\bph\.?\s?d\b",
    r"\b(?:b\.?sc|m\.?sc|b\.?eng|m\.?eng|mba|ll\.?[bm])\b",
    r"\blicenciatura\b",
    r"\blaurea\b",
    r"\bstaatsexamen\b",
    r"\babitur\b",
    r"\b(?:new\s+zealand|national)\s+(?:certificate|qualification)s?\b",
)
_AWARD = re.compile("|".join(_AWARDS), re.IGNORECASE)
# Letters that stand for two of ours when they are folded, and one that is read as ours rather than drawn so.
_READ_AS = {"і": "i", "ι": "i", "ı": "i", "л": "l"}
_LETTER_BETWEEN = re.compile(r"(?<=[a-z])[01|5](?=[a-z])", re.IGNORECASE)
_ONE_BETWEEN = re.compile(r"(?<=[a-z])1(?=[a-z])", re.IGNORECASE)


def title_problem(title: str) -> str:
    """Why a title may be taken for that of a degree or a national qualification; empty when it may not."""
    found = next(filter(None, map(_AWARD.search, _readings(title))), None)
    if found is None:
        return ""
    return (
        f"“{found[0]}” promises a degree or a national qualification, and a micro-credential is neither. "
        "Name what one learns instead."
    )


def _readings(title: str) -> tuple[str, str, str]:
    """The title as it stands, and as it reads with every letter that is drawn like one of ours taken for that."""
    plain = unicodedata.normalize("NFKC", title)
    drawn = "".join(
        each if each.isascii() or each.isspace() else _READ_AS.get(each.lower()) or folded(each)
        for each in plain
    )
    lettered = _LETTER_BETWEEN.sub(lambda digit: {"0": "o", "5": "s"}.get(digit[0], "1"), drawn)
    return plain, _ONE_BETWEEN.sub("i", lettered), _ONE_BETWEEN.sub("l", lettered)
