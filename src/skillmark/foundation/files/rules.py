"""Says what a file looks like before it is kept: checked bytes with a name and a type, and no row yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file that an interface has read and made safe; a journey keeps it."""

    name: str
    media_type: str
    data: bytes
