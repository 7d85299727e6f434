"""The extract of ESCO that comes with Skillmark, so that the sample world has skills without a download."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import Any

from skillmark.foundation.skills.reading.choosing import read_files
from skillmark.foundation.skills.reading.found import FoundFramework, Given

# Sorts before 1.1.1 itself, which takes its place once an operator brings that in.
VERSION = "1.1.1-extract"


def read_extract() -> tuple[FoundFramework, list[dict[str, Any]]]:
    """The extract, and its file for the record."""
    packed = resources.files("skillmark.foundation.skills").joinpath("data", "esco-1.1.1-extract.zip")
    with resources.as_file(packed) as path:
        found, sources = read_files([path], given=Given(version=VERSION), today=date.min)
    assert isinstance(found, FoundFramework)  # noqa: S101 - it is our own file
    return found, sources
