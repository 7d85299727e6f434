"""Brings a framework of skills in, so that designers can align to it.

Read are ESCO (the official CSV download, zipped or not), O*NET (Excel or text), CASE packages (1.0 and 1.1),
competency frameworks in CTDL-ASN (JSON-LD), frameworks of levels and maps between them (CTDL JSON-LD), crosswalks
(SSSOM), and plain CSV with a column for each skill's own address and one for its name. Give all files of a framework
at once: it comes in whole or not at all. A version never changes; the same files again change nothing.

    skillmark skills import esco-1.1.1-classification-en.zip esco-1.1.1-relations.zip
    skillmark skills import skills.csv --framework welding --name "Welding skills"
    skillmark skills list
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from skillmark.interfaces.cli import platform
from skillmark.interfaces.cli.progress import with_progress

if TYPE_CHECKING:
    from skillmark.foundation.skills.models import Crosswalk, Framework
    from skillmark.foundation.skills.reading.found import FoundFramework
    from skillmark.foundation.skills.reading.levels import FoundLevels

EX_DATAERR = 65
_SHOWN = 12
_COUNTED_AS = {"occupation": "occupations", "skill_group": "groups", "occupation_group": "groups"}
_IN_ORDER = ("skills", "occupations", "groups", "other names", "relations", "links to other frameworks")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="do", metavar="import|list", required=True)
    bring = commands.add_parser("import", help="bring one framework in, from one or more files")
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE", help="all files of one framework")
    bring.add_argument(
        "--framework", default="", metavar="KEY", help="a short name for it; needed for plain CSV"
    )
    bring.add_argument("--name", default="", help="what it is called (default: as the files say)")
    bring.add_argument(
        "--version", default="", help="which version it is (default: as the files or their names say)"
    )
    bring.add_argument("--language", default="", help="the language of its names, such as en")
    bring.add_argument("--url", default="", help="its web address")
    bring.add_argument("--licence", default="", help="its licence")
    bring.add_argument("--author", default="", help="who made a crosswalk")
    bring.add_argument("--attribution", default="", help="the line that its licence asks for")
    commands.add_parser("list", help="show the frameworks that are here")


def run(options: argparse.Namespace) -> int:
    platform.start_installation()
    return _list() if options.do == "list" else _import(options)


def _import(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from skillmark.foundation.refusals import Refused
    from skillmark.foundation.skills.reading.choosing import read_files
    from skillmark.foundation.skills.reading.found import Given
    from skillmark.foundation.skills.reading.levels import FoundLevels
    from skillmark.foundation.skills.reading.sssom import FoundCrosswalk
    from skillmark.journeys.begin import bring_in_crosswalk, bring_in_framework, bring_in_levels

    began = time.monotonic()
    given = Given(
        key=options.framework,
        name=options.name,
        version=options.version,
        language=options.language,
        author=options.author,
        url=options.url,
        licence=options.licence,
        attribution=options.attribution,
    )
    now = timezone.now()
    try:
        found, sources = read_files(options.files, given=given, today=now.date(), progress=with_progress)
        if isinstance(found, FoundLevels):
            bring_in_levels(found=found, now=now)
            return _tell_levels(found)
        if isinstance(found, FoundCrosswalk):
            crosswalk, was_new = bring_in_crosswalk(found=found, now=now)
            return _tell_crosswalk(crosswalk, len(found.links), was_new=was_new)
        framework, was_new = bring_in_framework(found=found, sources=sources, now=now, progress=with_progress)
    except Refused as refused:
        platform.leave(
            EX_DATAERR, f"nothing was brought in. {refused.sentence}", *filter(None, [refused.next_step])
        )
    return _tell(found, framework, was_new=was_new, seconds=time.monotonic() - began)


def _tell(found: FoundFramework, framework: Framework, *, was_new: bool, seconds: float) -> int:
    _rows("Read", found.read)
    _rows("Left out", found.left_out)
    for remark in found.remarks:
        print(remark)
    if framework.attribution:
        print(f"Shown beside its skills, as its licence asks: {framework.attribution}")
    if not framework.is_current:
        print("A newer version is here and stays the one that searches look through.")
    summed = f"{_called(framework)}: {_summed(found)}"
    if was_new:
        print(f"{summed}, brought in within {seconds:.0f} seconds.")
    else:
        print(f"{summed}, all here before; nothing was changed.")
    return 0


def _summed(found: FoundFramework) -> str:
    """What there is of everything, for the last line."""
    kinds = Counter(_COUNTED_AS.get(concept.kind, "skills") for concept in found.concepts.values())
    kinds["other names"] = sum(len(concept.labels) for concept in found.concepts.values())
    kinds["relations"] = len(found.edges)
    kinds["links to other frameworks"] = len(found.links)
    return ", ".join(f"{number:,} {what}" for what in _IN_ORDER if (number := kinds[what]))


def _tell_levels(found: FoundLevels) -> int:
    for line in found.left_out:
        print(f"Left out: {line}")
    levels = sum(len(each.levels) for each in found.frameworks)
    matches = sum(len(each.matches) for each in found.maps)
    print(
        f"{len(found.frameworks)} frameworks of levels with {levels} levels, "
        f"{len(found.maps)} maps with {matches} lines are here."
    )
    return 0


def _tell_crosswalk(crosswalk: Crosswalk, number: int, *, was_new: bool) -> int:
    print(
        f"{crosswalk.name}, by {crosswalk.author}: {number:,} mappings "
        f"{'are here' if was_new else 'were here before; nothing was changed'}."
    )
    return 0


def _rows(title: str, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    print(f"{title}:")
    most = counts if len(counts) <= _SHOWN else dict(list(counts.items())[:_SHOWN])
    for what, number in most.items():
        print(f"  {number:>9,}  {what.replace('_group', ' group')}")
    if len(counts) > len(most):
        print(f"  … and {len(counts) - len(most)} more kinds")


def _called(framework: Framework) -> str:
    return f"{framework.name} {framework.version}"


def _list() -> int:
    from skillmark.foundation.skills.queries import all_versions

    lines = all_versions()
    for framework, skills in lines:
        current = "" if framework.is_current else " (not the current version)"
        print(f"{framework.key:<12} {_called(framework)}: {skills:,} skills{current}")
    print(f"{len(lines)} frameworks are here." if lines else "No framework is here yet.")
    return 0
