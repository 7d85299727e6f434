"""Decides whether a title promises more than a micro-credential is.

NZQA Listing and Operational Rules 2022, 6.2(a), names the words; other countries protect the same and their own. A word
counts where it names the award, and not where it names something else: “Scrum Master”, “360-degree feedback” and
“Second-degree burns” promise nothing.
"""

from __future__ import annotations

import re

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


def title_problem(title: str) -> str:
    """Why a title may be taken for that of a degree or a national qualification; empty when it may not."""
    found = _AWARD.search(title)
    if found is None:
        return ""
    return (
        f"“{found[0]}” promises a degree or a national qualification, and a micro-credential is neither. "
        "Name what one learns instead."
    )
