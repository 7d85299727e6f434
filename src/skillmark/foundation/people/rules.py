"""What somebody is called whose name nobody has said."""

from __future__ import annotations


def name_from(email: str) -> str:
    """A stand-in until they say their name: what stands before the @."""
    return email.split("@", maxsplit=1)[0]


def is_stand_in(name: str, *, email: str) -> bool:
    """Whether the name was taken from the address, so that its owner should be asked for it."""
    return name == name_from(email)
