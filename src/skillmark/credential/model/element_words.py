"""The words of the fixed lists that elements are chosen from, for whoever reads a signed file.

A value that is not on our lists came from somebody else, and is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from skillmark.credential.message import Message
from skillmark.credential.steps.findings import quoted

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "credit_scheme": {
        "ects": "ECTS credits",
        "cats": "CATS credits (UK)",
        "scqf": "SCQF credits (Scotland)",
        "nzqcf": "NZQCF credits (New Zealand)",
        "us_semester": "semester credit hours (US)",
        "us_quarter": "quarter credit hours (US)",
    },
    "cycle": {
        "short": "short cycle",
        "first": "first cycle (bachelor)",
        "second": "second cycle (master)",
        "third": "third cycle (doctorate)",
    },
    "assessment_types": {
        "testing": "Testing",
        "application": "Application of a skill",
        "portfolio": "Portfolio",
        "prior_learning": "Recognition of prior learning",
    },
    "participation": {
        "online": "Online",
        "onsite": "On site",
        "blended": "Online and on site",
        "choice": "Online or on site, as the learner chooses",
        "work": "At work",
        "volunteering": "Volunteering",
    },
    "supervision": {
        "none": "Nobody watched the assessment",
        "online": "Somebody watched the assessment online",
        "onsite": "Somebody watched the assessment on site",
    },
    "identity_check": {
        "account": "By account and proven e-mail address",
        "document_online": "By identity document, online",
        "document_onsite": "By identity document, on site",
    },
    "quality_kind": {
        "internal": "The provider's own reviews",
        "institution": "An accredited institution",
        "programme": "This micro-credential is accredited",
        "external": "Reviews by somebody else",
    },
    "stackability": {
        "standalone": "Stands alone",
        "stackable": "Counts towards something larger",
    },
}


def word(member: str, value: str) -> Message:
    """What a value of a fixed list means, by the member of Elements that holds it."""
    known = WORDS[member].get(value)
    return Message("{value}", {"value": quoted(value)}) if known is None else Message(known)
