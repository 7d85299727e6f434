"""Up to four micro-credentials side by side, and beside them, if wanted, what a bachelor's degree is.

Only structured fields are compared: what a provider has not said there is "not disclosed", whatever its prose says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from skillmark.interfaces.pages.public.cards import badge_of
from skillmark.interfaces.pages.ui.answers import UNSAID, credits_of, price_of
from skillmark.interfaces.pages.ui.designs import language_name
from skillmark.interfaces.pages.ui.templatetags.words import hours, months
from skillmark.lifecycle.assessing.blueprint import assessment_types
from skillmark.lifecycle.assessing.queries import assessments_by_version
from skillmark.lifecycle.designing.models import Version
from skillmark.lifecycle.offering.catalogue import current_versions, languages_of, recognitions_of, skills_of

MOST: Final = 4
KEY: Final = re.compile("[-a-zA-Z0-9_]{1,80}")
_MANY_SKILLS = 6
_ASSESSED: Final = {
    "testing": "a test",
    "application": "a piece of work that a person marks",
    "prior_learning": "also without the course",
}
# The European Qualifications Framework puts the first cycle at level 6; the Bologna process gives it 180 to 240 ECTS
# credits (Framework of Qualifications of the EHEA, 2005, revised Paris 2018), and most take three years.
DEGREE: Final[Mapping[str, str]] = {
    "Provider": "A university or college",
    "You will be able to": "Work in a whole field, and go on to a master's degree",
    "Level": "EQF level 6 of 8",
    "Time": "4,500 to 5,400 hours, about three years of full-time study",
    "Credits": "180 ECTS credits",
    "Price": "From nothing to many thousands a year, by country",
    "Taking part": "Mostly on site",
    "Language": "Mostly that of the country",
    "Assessed by": "Many examinations, and a thesis",
    "Somebody watches": "Mostly yes, on site",
    "Identity": "By identity document, on site",
    "Quality": "Accredited by a national agency",
    "Recognised by": "Other countries, under the Lisbon Recognition Convention",
    "Needed before": "A school leaving certificate",
    "Counts towards": "A master's degree",
    "Skills": "A whole field of study",
    "Valid": "Does not expire",
}
DEGREE_TITLE: Final = "A typical bachelor's degree"
DEGREE_SOURCE: Final = (
    "The degree is a typical one: EQF level 6 after Recommendation 2017/C 189/03, 180 ECTS credits after the "
    "Qualifications Framework of the European Higher Education Area, and 25 to 30 hours for a credit after the ECTS "
    "Users' Guide 2015. A real one may differ in every row."
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One micro-credential at the head of its column; the degree has no address and no badge."""

    title: str
    issuer: str = ""
    href: str = ""
    badge: str = ""
    remove: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is said under a heading; `column` is whose, for narrow windows."""

    column: str
    value: str
    is_said: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    heading: str
    cells: Sequence[Cell]
    differs: bool


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    asked = list(dict.fromkeys(request.GET.getlist("with")))[: MOST * 5]
    found = current_versions(keys=[key for key in asked if KEY.fullmatch(key)])
    versions = found[:MOST]
    keys = [version.micro_credential.key for version in versions]
    with_degree = request.GET.get("degree") == "1"
    columns = [
        _column(version, _link([each for each in keys if each != key], degree=with_degree))
        for version, key in zip(versions, keys, strict=True)
    ]
    if with_degree and versions:
        columns.append(Column(title=DEGREE_TITLE, remove=_link(keys, degree=False)))
    context = {
        "columns": columns,
        "rows": rows_of(versions, with_degree=with_degree) if versions else [],
        "number": len(versions),
        "most": MOST,
        "left_out": len(found) - len(versions),
        "gone": len(asked) - len(found),
        "with_degree": with_degree,
        "degree": _link(keys, degree=True),
        "others": f"{reverse('public:catalogue')}?{urlencode([('with', key) for key in keys])}",
        "source": DEGREE_SOURCE,
        "address": request.build_absolute_uri(_link(keys, degree=with_degree)),
    }
    return render(request, "public/compare.html", context)


def _link(keys: Sequence[str], *, degree: bool) -> str:
    parts = [("with", key) for key in keys] + ([("degree", "1")] if degree else [])
    return reverse("public:compare") + (f"?{urlencode(parts)}" if parts else "")


def _column(version: Version, remove: str) -> Column:
    org = version.micro_credential.org
    return Column(
        title=version.title,
        issuer=org.name,
        href=reverse("public:micro_credential", args=[version.micro_credential.key]),
        badge=badge_of(version, form="icon"),
        remove=remove,
    )


# --- the rows ---------------------------------------------------------------------------------------------------


def rows_of(versions: Sequence[Version], *, with_degree: bool) -> list[Row]:
    """A row for each field; it differs where two of the micro-credentials do not say the same."""
    assessments = assessments_by_version(versions)
    recognised, skills, languages = recognitions_of(versions), skills_of(versions), languages_of(versions)

    def assessed(version: Version) -> str:
        kinds = assessment_types(version, assessments.get(version.pk, []))
        said = ", ".join(_ASSESSED[kind] for kind in kinds)
        return said[:1].upper() + said[1:]

    fields: Mapping[str, Callable[[Version], str]] = {
        "Provider": lambda v: v.micro_credential.org.name,
        "You will be able to": lambda v: v.can_do,
        "Level": lambda v: f"EQF level {v.level} of 8" if v.level else "",
        "Time": lambda v: hours(v.workload_hours),
        "Credits": credits_of,
        "Price": price_of,
        "Taking part": lambda v: v.get_mode_display(),
        "Language": lambda v: ", ".join(map(language_name, languages.get(v.pk, []))),
        "Assessed by": assessed,
        "Somebody watches": lambda v: v.get_supervision_display(),
        "Identity": lambda v: v.get_identity_check_display(),
        "Quality": _quality,
        # Nothing is hidden here: who recognises it is known to this site, or nobody does.
        "Recognised by": lambda v: ", ".join(recognised.get(v.pk, ["Nobody here yet"])),
        "Needed before": lambda v: v.prerequisites.strip(),
        "Counts towards": lambda v: v.stacks_into or (v.get_stackability_display() if v.stackability else ""),
        "Skills": lambda v: _some(skills.get(v.pk, [])),
        "Valid": lambda v: months(v.validity_months),
        "State": lambda v: v.get_state_display(),
    }
    return [_row(heading, said, versions, with_degree=with_degree) for heading, said in fields.items()]


def _row(
    heading: str, said: Callable[[Version], str], versions: Sequence[Version], *, with_degree: bool
) -> Row:
    values = [said(version) for version in versions]
    titles = [version.title for version in versions]
    cells = [_cell(title, value) for title, value in zip(titles, values, strict=True)]
    if with_degree:
        cells.append(
            Cell(column=DEGREE_TITLE, value=DEGREE.get(heading, "Does not apply"), is_said=heading in DEGREE)
        )
    return Row(heading=heading, cells=cells, differs=len(set(values)) > 1)


def _cell(title: str, value: str) -> Cell:
    return Cell(column=title, value=value or UNSAID, is_said=bool(value))


def _quality(version: Version) -> str:
    if not version.quality_kind:
        return ""
    kind = version.get_quality_kind_display()
    return f"{kind}: {version.quality_body}" if version.quality_body else kind


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MANY_SKILLS])
    return f"{shown} and {len(names) - _MANY_SKILLS} more" if len(names) > _MANY_SKILLS else shown
