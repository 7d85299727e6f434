"""Tells from the files themselves whose they are, and has them read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.case import is_case, read_case
from skillmark.foundation.skills.reading.ctdl_asn import is_ctdl_asn, read_ctdl_asn
from skillmark.foundation.skills.reading.esco import is_esco, read_esco
from skillmark.foundation.skills.reading.found import FoundFramework, Given, Progress, unseen
from skillmark.foundation.skills.reading.levels import FoundLevels, is_levels, read_levels
from skillmark.foundation.skills.reading.onet import is_onet, read_onet
from skillmark.foundation.skills.reading.parts import DocumentPart, Part, open_parts, source_of
from skillmark.foundation.skills.reading.sssom import FoundCrosswalk, is_sssom, read_sssom
from skillmark.foundation.skills.reading.table import read_table


def read_files(
    paths: Sequence[Path], *, given: Given, today: date, progress: Progress = unseen
) -> tuple[FoundFramework | FoundLevels | FoundCrosswalk, list[dict[str, Any]]]:
    """What the files of one framework say, and the files themselves for the record. Raises Refused."""
    sources = [asdict(source_of(path)) for path in paths]
    with open_parts(paths) as parts:
        if is_levels(parts):
            return read_levels(parts), sources
        if is_sssom(parts):
            return read_sssom(parts, given, progress), sources
        found = _read(parts, given, today, progress)
    return found.described(given), sources


def _read(parts: Sequence[Part], given: Given, today: date, progress: Progress) -> FoundFramework:
    if is_esco(parts):
        return read_esco(parts, given, progress)
    if is_onet(parts):
        return read_onet(parts, progress)
    if is_case(parts):
        return read_case(parts, progress, today=today)
    if is_ctdl_asn(parts):
        return read_ctdl_asn(parts, progress)
    documents = [part for part in parts if isinstance(part, DocumentPart)]
    if documents:
        raise Refused(
            "skills.unknown_json",
            f"{documents[0].place} is JSON, and neither a CASE package nor a framework in CTDL-ASN.",
            "A CASE package has CFDocument and CFItems; CTDL-ASN has nodes of the type ceasn:CompetencyFramework.",
        )
    return read_table(parts, given, progress)
