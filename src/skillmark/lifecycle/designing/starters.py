"""What a new micro-credential may begin with besides a blank page: templates as data, to be made one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

_ORDER: Final = ("short-course", "practical-skill", "language-level", "compliance-training")


@dataclass(frozen=True, kw_only=True)
class Starter:
    """`content` has details, outcomes, modules and assessments; items and rows name outcomes by their place."""

    key: str
    name: str
    about: str
    content: Mapping[str, Any]


@cache
def starters() -> Mapping[str, Starter]:
    """All of them by key, in the order in which they are offered."""
    folder = resources.files("skillmark.lifecycle.designing") / "starter_data"
    found = {}
    for key in _ORDER:
        content = tomllib.loads((folder / f"{key}.toml").read_text("utf-8"))
        name, about = content.pop("name"), content.pop("about")
        found[key] = Starter(key=key, name=name, about=about, content=content)
    return found
