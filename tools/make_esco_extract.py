# ruff: noqa: INP001 - a script, not a package
"""Writes the extract of ESCO that comes with Skillmark, from the official download.

    python tools/make_esco_extract.py esco-1.1.1-classification-en.zip esco-1.1.1-relations.zip

It is for looking around and for first designs, and never the whole, which `skillmark skills import`
brings in. So that most trades find a few skills, kept are the ten of each unit group of occupations (ISCO) that most
of its occupations need; the skills that the demo names, all that are essential for the occupations listed below, a few
that courses are often about and no occupation of these needs, the transversal skills, the groups above them, and the
relations among all these. The lines are ESCO's own, without the columns that nobody reads; the same download gives the
same lines.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/skillmark/foundation/skills/data/esco-1.1.1-extract.zip"
DEMO = ROOT / "src/skillmark/interfaces/cli/demo_world"
# By their names in ESCO 1.1.1: for each sector of the demo's catalogue, and for fields in which courses are common.
OCCUPATIONS = {
    "data analyst", "nurse responsible for general care", "accountant", "digital literacy teacher",
    "manufacturing manager", "sustainability manager", "interpreter", "regulatory affairs manager",
    "project manager", "business developer", "supply chain manager", "ICT business analyst", "warehouse manager",
    "cloud engineer",
    # food and hospitality
    "cook", "kitchen assistant", "waiter/waitress", "baker", "hospitality establishment receptionist",
    # care and early years
    "care at home worker", "healthcare assistant", "early years teacher", "first aid instructor",
    # crafts and building
    "carpenter", "welder", "electrician", "plumber", "hairdresser", "production potter", "solar energy technician",
    "landscape gardener", "building cleaner", "barber", "dressmaker", "bicycle mechanic", "tile fitter",
    # houses and those who live in them, and work that is safe
    "housing manager", "building inspector", "building caretaker", "mediator", "nanny", "bus driver",
    "occupational health and safety inspector",
    # shops, stores and offices
    "shop assistant", "sales assistant", "customer service representative", "marketing assistant",
    "human resources officer", "office clerk", "bookkeeper", "forklift operator",
    # information technology
    "web developer", "ICT security technician",
}  # fmt: skip
# What courses are often about and none of these occupations needs.
BESIDE = {
    "apply HACCP", "food safety principles", "food safety standards", "food hygiene rules", "food allergies",
    "hazard analysis and critical control points", "food storage",
    "Python (computer programming)", "SQL", "Agile project management", "cyber security", "first aid",
    "manage buildings' damp problems", "identify condensation problems", "social mediation", "baby care",
    "prevent theft",
    "play with children", "operate table saw", "create wood joints", "use sanding machines", "grow plants",
    "monitor composting", "pest control in plants",
}  # fmt: skip
_CONCEPT = [
    "conceptType", "conceptUri", "preferredLabel", "altLabels", "hiddenLabels", "status", "scopeNote", "description",
]  # fmt: skip
COLUMNS = {
    "skills_en.csv": [*_CONCEPT, "skillType", "reuseLevel"],
    "skillGroups_en.csv": [*_CONCEPT, "code"],
    "occupations_en.csv": [*_CONCEPT, "code"],
    "broaderRelationsSkillPillar.csv": ["conceptType", "conceptUri", "broaderType", "broaderUri"],
    "skillSkillRelations.csv": ["originalSkillUri", "relationType", "relatedSkillUri"],
    "occupationSkillRelations.csv": ["occupationUri", "relationType", "skillUri"],
}
ENDS = {
    "broaderRelationsSkillPillar.csv": ("conceptUri", "broaderUri"),
    "skillSkillRelations.csv": ("originalSkillUri", "relatedSkillUri"),
    "occupationSkillRelations.csv": ("occupationUri", "skillUri"),
}
Row = dict[str, str]


def main(classification: str, relations: str) -> int:
    skills = {row["conceptUri"]: row for row in _rows(classification, "skills_en.csv")}
    groups = {row["conceptUri"]: row for row in _rows(classification, "skillGroups_en.csv")}
    occupations = {
        row["conceptUri"]: row
        for row in _rows(classification, "occupations_en.csv")
        if row["preferredLabel"] in OCCUPATIONS
    }
    missing = OCCUPATIONS - {row["preferredLabel"] for row in occupations.values()}
    if missing:
        sys.exit(f"ESCO has no occupation named {', '.join(sorted(missing))}.")
    asked = list(_rows(relations, "occupationSkillRelations.csv"))
    broader = list(_rows(relations, "broaderRelationsSkillPillar.csv"))
    kept = {
        uri
        for uri, row in skills.items()
        if row["reuseLevel"] == "transversal" and not _is_of_a_language(row)
    }
    kept |= {
        row["skillUri"]
        for row in asked
        if row["occupationUri"] in occupations and row["relationType"] == "essential"
    }
    beside = {row["preferredLabel"]: uri for uri, row in skills.items() if row["preferredLabel"] in BESIDE}
    if BESIDE - beside.keys():
        sys.exit(f"ESCO has no skill named {', '.join(sorted(BESIDE - beside.keys()))}.")
    kept |= set(beside.values()) | _most_needed(asked, classification, skills)
    kept |= set(re.findall(r"http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}", _demo())) & skills.keys()
    everything = _with_those_above(kept, broader) & (skills.keys() | groups.keys())
    among = everything | occupations.keys()
    tables = [
        _table("skills_en.csv", (skills[uri] for uri in sorted(everything & skills.keys()))),
        _table("skillGroups_en.csv", (groups[uri] for uri in sorted(everything & groups.keys()))),
        _table("occupations_en.csv", (occupations[uri] for uri in sorted(occupations))),
        *(
            _table(name, (row for row in _rows(relations, name) if {row[end] for end in ends} <= among))
            for name, ends in ENDS.items()
        ),
    ]
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in tables:
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED, 9)
    return 0


OF_EACH_GROUP = 10


def _most_needed(asked: list[Row], classification: str, skills: dict[str, Row]) -> set[str]:
    """Of each unit group of occupations the skills that most of them need; of equal ones the shorter named."""
    group_of = {row["conceptUri"]: row["iscoGroup"] for row in _rows(classification, "occupations_en.csv")}
    needed: dict[str, Counter[str]] = defaultdict(Counter)
    for row in asked:
        if row["relationType"] == "essential" and row["occupationUri"] in group_of:
            needed[group_of[row["occupationUri"]]][row["skillUri"]] += 1
    most: set[str] = set()
    for counted in needed.values():
        ranked = sorted((-number, len(skills[uri]["preferredLabel"]), uri) for uri, number in counted.items())
        most |= {uri for _number, _length, uri in ranked[:OF_EACH_GROUP]}
    return most


def _is_of_a_language(row: Row) -> bool:
    """ESCO counts each language among the transversal skills; they would be most of the extract."""
    said = f"{row['preferredLabel']} {row['description']}".lower()
    return "language" in said or "written" in said or "write " in said or "verbal" in said


def _with_those_above(kept: set[str], broader: list[Row]) -> set[str]:
    above: dict[str, list[str]] = {}
    for row in broader:
        above.setdefault(row["conceptUri"], []).append(row["broaderUri"])
    found, ring = set(kept), list(kept)
    while ring:
        ring = [uri for each in ring for uri in above.get(each, []) if uri not in found]
        found.update(ring)
    return found


def _demo() -> str:
    return "".join(path.read_text("utf-8") for path in sorted(DEMO.glob("*.toml")))


def _rows(archive: str, name: str) -> Iterator[Row]:
    csv.field_size_limit(1 << 20)
    with zipfile.ZipFile(archive) as opened, opened.open(name) as stream:
        yield from csv.DictReader(io.TextIOWrapper(stream, "utf-8-sig", newline=""), strict=True)


def _table(name: str, rows: Iterable[Row]) -> tuple[str, str]:
    columns = COLUMNS[name]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return name, stream.getvalue()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
