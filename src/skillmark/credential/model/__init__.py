"""Typed views over a credential document, for everything that shows one: the document itself stays as it came."""

from __future__ import annotations

from skillmark.credential.model.achievement import (
    Achievement,
    Alignment,
    Criteria,
    Related,
    ResultDescription,
    RubricLevel,
)
from skillmark.credential.model.badge import AchievementCredential, Subject
from skillmark.credential.model.credential import (
    Address,
    Credential,
    EndorsementCredential,
    EndorsementSubject,
    Evidence,
    GeoCoordinates,
    Profile,
    Proof,
)
from skillmark.credential.model.identity import IdentifierEntry, IdentityObject
from skillmark.credential.model.record import (
    Association,
    ClrCredential,
    ClrSubject,
    Presentation,
    credential,
)
from skillmark.credential.model.result import Result
from skillmark.credential.model.view import Image, View

__all__ = [
    "Achievement",
    "AchievementCredential",
    "Address",
    "Alignment",
    "Association",
    "ClrCredential",
    "ClrSubject",
    "Credential",
    "Criteria",
    "EndorsementCredential",
    "EndorsementSubject",
    "Evidence",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "Presentation",
    "Profile",
    "Proof",
    "Related",
    "Result",
    "ResultDescription",
    "RubricLevel",
    "Subject",
    "View",
    "credential",
]
