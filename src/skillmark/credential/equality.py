"""When two credentials are the same one (Open Badges 3.0, "Credential equality and comparison algorithm")."""

from __future__ import annotations

from urllib.parse import unquote


def comparable(identifier: str) -> str:
    """A credential's id as it is compared: percent-encoding undone, white space around it taken away."""
    return unquote(identifier).strip()
