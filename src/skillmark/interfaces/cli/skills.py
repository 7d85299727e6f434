"""Brings a framework's skills in from a CSV file, so that designers can align to them.

The file needs a column with each skill's own address and one with its name; a description is welcome. ESCO's own
download fits as it is (conceptUri, preferredLabel, description). Bringing the same file in again updates what changed.

    skillmark skills esco skills_en.csv --name ESCO
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from skillmark.interfaces.cli import platform

EX_DATAERR = 65
CODE, NAME = ("code", "conceptUri", "uri"), ("name", "preferredLabel", "title")
LONGEST_CODE, LONGEST_NAME, LONGEST_FIELD = 300, 300, 200_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("framework", help="a short name for the framework, such as esco")
    parser.add_argument("file", type=Path, help="the CSV file, in UTF-8")
    parser.add_argument("--name", help="the framework's name (default: the short name)")
    parser.add_argument("--url", default="", help="its web address")
    parser.add_argument("--licence", default="", help="its licence or the attribution it asks for")


def run(options: argparse.Namespace) -> int:
    rows = list(read_skills(options.file))
    platform.start_installation()
    from django.utils import timezone

    from skillmark.journeys.begin import bring_in_framework

    skills = bring_in_framework(
        key=options.framework,
        name=options.name or options.framework,
        url=options.url,
        licence=options.licence,
        skills=rows,
        now=timezone.now(),
    )
    print(f"{len(skills)} skills of {options.name or options.framework} are here.")
    return 0


def read_skills(path: Path) -> Iterator[tuple[str, str, str]]:
    """Address, name and description of each skill; ends the program with every bad row named, nothing kept."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            code, name = _column(reader.fieldnames, CODE), _column(reader.fieldnames, NAME)
            rows = [
                (
                    number,
                    (row[code] or "").strip(),
                    (row[name] or "").strip(),
                    (row.get("description") or "").strip(),
                )
                for number, row in enumerate(reader, start=2)
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        platform.leave(EX_DATAERR, f"{path} cannot be read: {error}.", "It must be a CSV file in UTF-8.")
    wrong = [f"row {number}: {problem}" for number, *row in rows if (problem := _problem(*row[:2]))]
    if wrong or not rows:
        platform.leave(EX_DATAERR, f"{path} was not brought in.", *(wrong[:20] or ["it holds no skill."]))
    return iter([(code, name, description) for _number, code, name, description in rows])


def _column(found: Iterable[str] | None, wanted: tuple[str, ...]) -> str:
    for name in wanted:
        if name in (found or ()):
            return name
    return platform.leave(
        EX_DATAERR, f"no column is named {' or '.join(wanted)}.", "Name the columns in the first row."
    )


def _problem(code: str, name: str) -> str:
    if not code.startswith(("http://", "https://")) or len(code) > LONGEST_CODE:
        return f"“{code[:60]}” is not the web address of a skill."
    return "" if name and len(name) <= LONGEST_NAME else "the name is missing or too long."
