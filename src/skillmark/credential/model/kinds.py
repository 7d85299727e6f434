"""Which of the documents that hold other documents one is: a presentation, or a learner record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillmark.credential.model.view import many


def is_presentation(document: Mapping[str, Any]) -> bool:
    """Whether a holder shows credentials with it; what also calls itself a credential must hold as one."""
    return _is(document, "VerifiablePresentation") and not _is(document, "VerifiableCredential")


def is_record(document: Mapping[str, Any]) -> bool:
    """Whether it is a comprehensive learner record (CLR 2.0), whose content is credentials."""
    return _is(document, "ClrCredential")


def _is(document: Mapping[str, Any], type_name: str) -> bool:
    return type_name in many(document.get("type"))
