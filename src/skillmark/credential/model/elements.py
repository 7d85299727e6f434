"""The elements that describe a micro-credential, whatever carries them: a draft, a signed file, an ELM document.

Council Recommendation 2022/C 243/02, Annex I, lists eleven that are mandatory and five that are optional; `ELEMENTS`
names them. Profiles (lint/profiles) say what a country or a body asks of them, and look at nothing but `Elements`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

ELEMENTS: Final[Mapping[str, str]] = {
    "learner": "Identification of the learner",
    "title": "Title of the micro-credential",
    "country": "Country or region of the issuer",
    "awarding_body": "Awarding body",
    "issued_on": "Date of issuing",
    "outcomes": "Learning outcomes",
    "workload": "Notional workload",
    "level": "Level and cycle",
    "assessment": "Type of assessment",
    "participation": "Form of participation",
    "quality": "Type of quality assurance",
    "prerequisites": "Prerequisites",
    "supervision": "Supervision and identity verification",
    "grade": "Grade achieved",
    "stackability": "Integration and stackability",
    "further_information": "Further information",
}
MANDATORY: Final = tuple(ELEMENTS)[:11]
OPTIONAL: Final = tuple(ELEMENTS)[11:]


@dataclass(frozen=True, kw_only=True)
class OutcomeElement:
    """What the earner can do, and the names of the assessments that show it."""

    statement: str
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SkillElement:
    """A skill of a framework; `level` on the scale of the EQF, 1 to 8, where one is said."""

    name: str
    url: str = ""
    framework: str = ""
    level: int | None = None
    is_assessed: bool = False


@dataclass(frozen=True, kw_only=True)
class NationalLevel:
    """A level of a national framework: the NLQF's 5, say."""

    framework: str
    level: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Elements:
    """What is said of a micro-credential. Empty texts, empty tuples and None mean that it is not said.

    Of a draft, `learner_identified` and `issued_on` are what the credentials issued from it will say; see `is_draft`.
    """

    is_draft: bool = False
    # mandatory
    learner_identified: bool = False
    title: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    region: str = ""
    awarding_body: str = ""
    issued_on: datetime | None = None
    outcomes: tuple[OutcomeElement, ...] = ()
    workload_hours: Decimal | None = None
    credit_points: Decimal | None = None
    credit_scheme: str = ""  # the values of CreditScheme: ects, cats, scqf, nzqcf, us_semester, us_quarter
    eqf_level: int | None = None
    national_level: NationalLevel | None = None
    cycle: str = ""  # short, first, second, third
    level_set_by: str = ""
    no_level_reason: str = ""
    assessment_types: tuple[str, ...] = ()  # testing, application, portfolio, prior_learning, …
    participation: str = ""  # online, onsite, blended, choice, work, volunteering
    quality_kind: str = ""  # internal, institution, programme, external
    quality_body: str = ""
    quality_url: str = ""
    # optional
    prerequisites: str = ""
    supervision: str = ""  # none, online, onsite
    identity_check: str = ""  # account, document_online, document_onsite
    grades: tuple[str, ...] = ()
    stackability: str = ""  # standalone, stackable
    stacks_into: str = ""
    further_information: str = ""
    # beyond Annex I
    description: str = ""
    criteria: str = ""
    kind: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    field_code: str = ""
    review_by: date | None = None
    skills: tuple[SkillElement, ...] = ()
    # Words that stand in a fixed list of ours and are not on it, each after its member: shown, and no answer to a
    # profile. A remark on what is said above, and so no part of it.
    unknown: tuple[tuple[str, str], ...] = field(default=(), compare=False)
