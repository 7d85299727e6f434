"""O*NET's database, as Excel files or as text: occupations, what they ask for, and how they relate.

Read are occupations with their other titles and relatives, and the elements (skills, knowledge, abilities, work
activities) with how important each is for an occupation. An element counts as required from "important" on, which is 3
on O*NET's scale from 1 to 5. The other files of the database say nothing that we keep and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skillmark.foundation.refusals import Refused
from skillmark.foundation.skills.reading.found import (
    FoundConcept,
    FoundFramework,
    Progress,
    name_of,
    name_the_unnamed,
    one_line,
    several_lines,
)
from skillmark.foundation.skills.reading.parts import Part, TablePart

CODE, ELEMENT = "O*NET-SOC Code", "Element ID"
IMPORTANT = 3.0
_OCCUPATION = "https://www.onetonline.org/link/summary/"
_DESCRIPTOR = "https://www.onetonline.org/find/descriptor/result/"
_KINDS = {"1.A": "ability", "2.A": "skill", "2.B": "skill", "2.C": "knowledge", "4.A": "activity"}
_CODE = re.compile(r"\d\d-\d{4}\.\d\d")
_ELEMENT = re.compile(r"\d(?:\.[A-Za-z0-9]{1,3}){0,8}")
_VERSION = re.compile(r"db_(\d+)_(\d+)")


def is_onet(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, TablePart) and (part.has(CODE) or part.has(ELEMENT)) for part in parts)


def read_onet(parts: Sequence[Part], progress: Progress) -> FoundFramework:
    version = _version(parts)
    found = FoundFramework(
        key="onet",
        name="O*NET",
        version=version,
        publisher="U.S. Department of Labor, Employment and Training Administration",
        url="https://www.onetcenter.org/database.html",
        licence="CC BY 4.0",
        attribution=(
            f"This site includes information from the O*NET {version + ' ' if version else ''}Database by the U.S. "
            "Department of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 "
            "license. O*NET® is a trademark of USDOL/ETA. USDOL/ETA has not approved, endorsed, or tested what is "
            "made of it here."
        ),
    )
    reader = _Reader(found, progress)
    tables = [part for part in parts if isinstance(part, TablePart)]
    steps = (reader.occupations, reader.elements, reader.titles, reader.relatives, reader.ratings)
    used = {part.place for step in steps for part in tables if step(part)}
    for part in parts:
        if part.place not in used:
            found.left_out[f"{part.name} (nothing in it is kept)"] += 1
    if not found.concepts:
        raise Refused(
            "skills.columns",
            "The files name no occupation and no element of O*NET.",
            "Give “Occupation Data”, and for skills “Content Model Reference” and “Skills” with it.",
        )
    name_the_unnamed(found, reader.named)
    return found


def _version(parts: Sequence[Part]) -> str:
    for part in parts:
        if named := _VERSION.search(f"{part.archive} {part.name}"):
            return f"{named[1]}.{named[2]}"
    return ""


class _Reader:
    """Each step takes the tables that are its own and says whether one is."""

    def __init__(self, found: FoundFramework, progress: Progress) -> None:
        self.found, self.progress = found, progress
        self.named: dict[str, str] = {}

    def occupations(self, part: TablePart) -> bool:
        if not part.has(CODE, "Title", "Description"):
            return False
        for place, row in part.rows(self.progress):
            code = _code(row[CODE], place)
            self.found.add(
                FoundConcept(
                    _OCCUPATION + code,
                    "occupation",
                    name_of(row["Title"], place=place),
                    description=several_lines(row["Description"]),
                    notation=code,
                ),
                place=place,
            )
            self.found.read["occupation"] += 1
        return True

    def elements(self, part: TablePart) -> bool:
        if not part.has(ELEMENT, "Element Name", "Description"):
            return False
        for place, row in part.rows(self.progress):
            element = _element(row[ELEMENT], place)
            kind = _KINDS.get(element[:3])
            if kind is None:
                self.found.left_out["elements that are no skill, knowledge, ability or activity"] += 1
                continue
            self._keep_element(element, kind, row, place)
        for uri, concept in self.found.concepts.items():
            above = _DESCRIPTOR + concept.notation.rpartition(".")[0]
            if uri.startswith(_DESCRIPTOR) and above in self.found.concepts:
                self.found.relate(uri, "broader", above)
                self.found.read["broader"] += 1
        return True

    def _keep_element(self, element: str, kind: str, row: dict[str, str], place: str) -> None:
        uri = _DESCRIPTOR + element
        if uri in self.found.concepts:
            return
        made = FoundConcept(uri, kind, name_of(row["Element Name"], place=place), notation=element)
        made.description = several_lines(row.get("Description", ""))
        self.found.add(made, place=place)
        self.found.read[kind] += 1

    def titles(self, part: TablePart) -> bool:
        if not part.has(CODE, "Alternate Title"):
            return False
        for place, row in part.rows(self.progress):
            concept = self.found.concepts.get(_OCCUPATION + _code(row[CODE], place))
            if concept is None:
                self.found.left_out["titles of occupations that are not there"] += 1
                continue
            self.found.label(concept, "alternative", row["Alternate Title"])
            self.found.read["other titles"] += 1
        return True

    def relatives(self, part: TablePart) -> bool:
        if not part.has(CODE, "Related O*NET-SOC Code"):
            return False
        for place, row in part.rows(self.progress):
            ends = [self._occupation(row[name], place) for name in (CODE, "Related O*NET-SOC Code")]
            self.found.relate(ends[0], "related", ends[1])
            self.found.read["related"] += 1
        return True

    def ratings(self, part: TablePart) -> bool:
        if not part.has(CODE, ELEMENT, "Element Name", "Scale ID", "Data Value"):
            return False
        for place, row in self._important(part):
            element = _element(row[ELEMENT], place)
            kind = _KINDS.get(element[:3])
            if kind is None:
                self.found.left_out["ratings of what is no skill, knowledge, ability or activity"] += 1
                continue
            self._keep_element(element, kind, row, place)
            self.found.relate(self._occupation(row[CODE], place), "requires", _DESCRIPTOR + element)
            self.found.read["requires"] += 1
        return True

    def _important(self, part: TablePart) -> Iterator[tuple[str, dict[str, str]]]:
        for place, row in part.rows(self.progress):
            if row["Scale ID"].strip() != "IM":
                self.found.left_out["ratings on other scales than importance"] += 1
            elif row.get("Recommend Suppress", "").strip() == "Y":
                self.found.left_out["ratings that O*NET advises not to use"] += 1
            elif _number(row["Data Value"], place) < IMPORTANT:
                self.found.left_out["ratings below “important”"] += 1
            else:
                yield place, row

    def _occupation(self, code: str, place: str) -> str:
        uri = _OCCUPATION + _code(code, place)
        if uri not in self.found.concepts:
            self.named[uri] = "occupation"
        return uri


def _code(text: str, place: str) -> str:
    code = text.strip()
    if not _CODE.fullmatch(code):
        raise _strange(place, code, "an O*NET-SOC code, such as 15-1252.00")
    return code


def _element(text: str, place: str) -> str:
    element = text.strip()
    if not _ELEMENT.fullmatch(element):
        raise _strange(place, element, "an element of O*NET's content model, such as 2.A.1.a")
    return element


def _number(text: str, place: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _strange(place, text, "a number") from None


def _strange(place: str, text: str, wanted: str) -> Refused:
    return Refused(
        "skills.cell",
        f"{place}: “{one_line(text)[:40]}” is not {wanted}.",
        "O*NET's own download fits as it is.",
    )
