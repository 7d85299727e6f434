"""Typed views over a credential document, for everything that shows one: the document itself stays as it came."""

from __future__ import annotations

from skillmark.credential.model.achievement import (
    Achievement,
    Alignment,
    Criteria,
    ResultDescription,
    RubricLevel,
)
from skillmark.credential.model.credential import AchievementCredential, Evidence, Profile, Subject
from skillmark.credential.model.result import Result

__all__ = [
    "Achievement",
    "AchievementCredential",
    "Alignment",
    "Criteria",
    "Evidence",
    "Profile",
    "Result",
    "ResultDescription",
    "RubricLevel",
    "Subject",
]
