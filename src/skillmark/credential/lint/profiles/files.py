"""Profiles as they stand in their files: who asks, from which document we know it, and every rule with its words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

from skillmark.credential.lint.finding import Severity
from skillmark.credential.lint.profiles.demand import Demand

# In the order in which they are listed; a profile may include those before it.
_KEYS: Final = ("eu-annex-1", "nl-npuls", "nz-nzqa", "au-nmf")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What one body asks; `about` says what it is, what it cannot see, and how well we know it."""

    key: str
    title: str
    about: str
    source: str
    demands: tuple[Demand, ...]


def read_profiles() -> Mapping[str, Profile]:
    """Every profile of this folder, by key."""
    profiles: dict[str, Profile] = {}
    for key in _KEYS:
        text = files(__package__).joinpath(f"{key}.toml").read_text(encoding="utf-8")
        written = tomllib.loads(text, parse_float=Decimal)
        included = [demand for other in written["includes"] for demand in profiles[other].demands]
        profiles[key] = Profile(
            key=key,
            title=written["title"],
            about=" ".join(written["about"].split()),
            source=written["source"],
            demands=(*included, *(_demand(rule) for rule in written["rule"])),
        )
    return profiles


def words_of(profiles: Mapping[str, Profile]) -> Iterator[tuple[str, str]]:
    """Every text of the profiles that people read, with the code that it goes by: for the catalogue of translators."""
    for profile in profiles.values():
        yield from ((profile.title, ""), (profile.about, ""))
        for demand in profile.demands:
            yield from ((demand.says, demand.code), (demand.mend, demand.code))


def _demand(rule: Mapping[str, Any]) -> Demand:
    # A member that no rule has is a mistake in the file: the dataclass refuses it.
    own = {name: value for name, value in rule.items() if name != "sentence"}
    return Demand(
        **{
            **own,
            "says": rule["sentence"],
            "severity": Severity(rule.get("severity", "error")),
            "given": rule.get("given", {}),
            "when": {member: tuple(values) for member, values in rule.get("when", {}).items()},
        }
    )
