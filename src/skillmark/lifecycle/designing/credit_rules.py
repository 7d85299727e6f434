"""Says what credits are worth in hours and in other schemes: by published rules with their date, and never by a guess.

Credits of two schemes compare only where a published rule says so. Everything else is `NotComparable`, which names
what is missing. What is computed here is a view: it is shown beside what was written, and never stored instead of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "ects": "ECTS credit",
    "cats": "CATS credit",
    "scqf": "SCQF credit",
    "nzqcf": "NZQCF credit",
    "us_semester": "semester credit hour",
    "us_quarter": "quarter credit hour",
}


@dataclass(frozen=True, kw_only=True)
class HoursRule:
    """How many hours of learning one credit stands for."""

    scheme: str
    least: int
    most: int
    source: str
    dated: int  # the year of the source

    @property
    def hours(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


@dataclass(frozen=True, kw_only=True)
class ValueRule:
    """So many credits of one scheme are taken for so many of another."""

    origin: str
    amount: int
    destination: str
    equals: int
    source: str
    dated: int


ECTS_GUIDE = "ECTS Users' Guide 2015, 2.3"
QAA = "QAA, Higher education credit framework for England, 2021"
SCQF = "SCQF Handbook, 2017"
NZQA = "NZQA, Qualification and Micro-credential Listing and Operational Rules 2022, rule 3"
US = "34 CFR 600.2, credit hour, in weeks of a semester and a quarter"

# A credit hour is one hour of class and two outside it a week, for about fifteen weeks, or ten to twelve of a quarter.
HOURS: Final[Mapping[str, HoursRule]] = {
    rule.scheme: rule
    for rule in (
        HoursRule(scheme="ects", least=25, most=30, source=ECTS_GUIDE, dated=2015),
        HoursRule(scheme="cats", least=10, most=10, source=QAA, dated=2021),
        HoursRule(scheme="scqf", least=10, most=10, source=SCQF, dated=2017),
        HoursRule(scheme="nzqcf", least=10, most=10, source=NZQA, dated=2022),
        HoursRule(scheme="us_semester", least=45, most=45, source=US, dated=2020),
        HoursRule(scheme="us_quarter", least=30, most=36, source=US, dated=2020),
    )
}
# A year of study is 60 ECTS credits, 120 of the United Kingdom, and 30 or 45 credit hours of the United States.
VALUES: Final = (
    ValueRule(origin="ects", amount=60, destination="cats", equals=120, source=QAA, dated=2021),
    ValueRule(origin="ects", amount=60, destination="scqf", equals=120, source=SCQF, dated=2017),
    ValueRule(origin="cats", amount=1, destination="scqf", equals=1, source=SCQF, dated=2017),
    ValueRule(origin="ects", amount=60, destination="us_semester", equals=30, source=ECTS_GUIDE, dated=2015),
    ValueRule(origin="ects", amount=60, destination="us_quarter", equals=45, source=ECTS_GUIDE, dated=2015),
    ValueRule(origin="us_semester", amount=30, destination="us_quarter", equals=45, source=US, dated=2020),
)


@dataclass(frozen=True, kw_only=True)
class View:
    """The same credits in another scheme, and the rule that says so."""

    scheme: str
    points: Fraction
    source: str
    dated: int

    @property
    def words(self) -> str:
        return counted(self.points, self.scheme)


@dataclass(frozen=True, kw_only=True)
class NotComparable:
    """No published rule leads from one scheme to the other, so nothing is said."""

    scheme: str
    sentence: str


def counted(points: Fraction | Decimal, scheme: str) -> str:
    """The credits in words, to the tenth."""
    shown = f"{float(points):.1f}".removesuffix(".0")
    return f"{shown} {NAMES[scheme]}{'' if points == 1 else 's'}"


def convert(points: Decimal, *, origin: str, destination: str) -> View | NotComparable:
    """The credits in another scheme by the one rule that is written for the two, in whichever direction."""
    if origin == destination:
        return View(scheme=origin, points=Fraction(points), source="", dated=0)
    for rule in VALUES:
        worth = Fraction(rule.equals, rule.amount)
        if (rule.origin, rule.destination) == (origin, destination):
            return View(
                scheme=destination, points=Fraction(points) * worth, source=rule.source, dated=rule.dated
            )
        if (rule.destination, rule.origin) == (origin, destination):
            return View(
                scheme=destination, points=Fraction(points) / worth, source=rule.source, dated=rule.dated
            )
    return NotComparable(
        scheme=destination,
        sentence=f"Not comparable: no published rule says how many {NAMES[destination]}s "
        f"{counted(points, origin)} {'is' if points == 1 else 'are'} taken for.",
    )


def views_of(points: Decimal | None, scheme: str) -> tuple[View | NotComparable, ...]:
    """The credits in every other scheme, or the word that it is not comparable."""
    if not points or scheme not in NAMES:
        return ()
    return tuple(convert(points, origin=scheme, destination=other) for other in NAMES if other != scheme)


def hours_of(points: Decimal | None, scheme: str) -> tuple[Fraction, Fraction] | None:
    """Least and most hours that the credits stand for; None where nothing is said."""
    rule = HOURS.get(scheme)
    if not points or rule is None:
        return None
    return Fraction(points) * rule.least, Fraction(points) * rule.most


# Twenty to forty hours for a credit of ECTS leave room for counting; the same share is left for the others.
_LEAST_SHARE, _MOST_SHARE = Fraction(4, 5), Fraction(4, 3)


def workload_problem(*, hours: int | None, credit_points: Decimal | None, scheme: str = "ects") -> str:
    """Why hours and credits cannot both be right, with the figures; empty when they can, or one is missing."""
    meant = hours_of(credit_points, scheme)
    if not hours or meant is None or credit_points is None:
        return ""
    least, most = meant
    if least * _LEAST_SHARE <= hours <= most * _MOST_SHARE:
        return ""
    rule, said = HOURS[scheme], counted(credit_points, scheme)
    span = f"{float(least):.0f}" if least == most else f"{float(least):.0f} to {float(most):.0f}"
    return (
        f"{said} and {hours} hours do not go together: one credit stands for {rule.hours} hours, so {said} for "
        f"{span}. Correct the credits or the workload."
    )
