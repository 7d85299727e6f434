"""What a connector is to the house: a name by which the configuration switches it on, and its addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """A connector; it answers below `/connect/<name>/` with the addresses of the module `urls`."""

    name: str
    urls: str
