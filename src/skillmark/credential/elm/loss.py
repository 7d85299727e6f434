"""Which members of a credential travelled into an ELM document, and which did not, and why.

Nothing is taken on trust from the writer: mapping.toml says where each member is to be found, and a value counts as
travelled only if it is found there. So every value of the credential is either in the document or in the report.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import Any, Final

from skillmark.credential.elm.hours import duration_of, writable
from skillmark.credential.elm.vocabulary import FIELDS, VOCABULARY
from skillmark.credential.elm.write import STACKABLE, measure_of, scheme_of
from skillmark.credential.message import Message, Translate, as_written
from skillmark.credential.model.badge import AchievementCredential
from skillmark.credential.model.identity import IdentityObject
from skillmark.credential.model.view import moment, text
from skillmark.credential.steps.flaws import Place, json_path

CLAIM: Final = "credentialSubject.hasClaim"
# The short names of the table, for places in the document that are far inside.
PLACES: Final = {
    "claim": CLAIM,
    "spec": f"{CLAIM}.specifiedBy",
    "org": f"{CLAIM}.awardedBy.awardingBody",
}
# Where a row says no more: an address that is none, say.
OTHER_FORM: Final = "It is in another form than the European Learning Model has."
_END: Final = "\x1f"
_LEVEL: Final = " Level "
_EQF: Final = re.compile(r"https?://data\.europa\.eu/snb/eqf/[1-8]")
_EQF_NAMES: Final = frozenset({"eqf", "european qualifications framework"})
# No member of a credential has a longer name; whoever makes one up gets no work out of us.
_LONGEST: Final = 100
# The report names every value that is lost, so what it says of one is bounded too.
_LONGEST_PATH: Final = 300
# What an entry of a framework is called; in ELM a concept of a vocabulary is one.
_ITEM: Final = "CFItem"
_ITEMS: Final = ("learningOutcome.relatedSkill.id", "nqfLevel.id", "educationLevel.id")
_NAMED: Final = frozenset({"name", "emailAddress", "email"})


@dataclass(frozen=True)
class Loss:
    """A value of the credential that is not in the document, and why."""

    place: Place
    reason: Message

    @property
    def path(self) -> str:
        """The place as a JSON path; where names are made up to be long, its beginning."""
        path = json_path(tuple(step[:_LONGEST] if isinstance(step, str) else step for step in self.place))
        return path if len(path) <= _LONGEST_PATH else f"{path[:_LONGEST_PATH]}…"

    def to_json(self, translate: Translate = as_written) -> dict[str, str]:
        """The loss as JSON members."""
        return {"path": self.path, "reason": self.reason.say(translate)}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the table: members by pattern, where they go, how one tells, and why not."""

    patterns: tuple[str, ...]
    to: tuple[str, ...]
    how: str
    lost: str

    def places(self) -> Iterator[str]:
        """Where the value is to be found, in whole names."""
        for place in self.to:
            first, dot, rest = place.partition(".")
            yield f"{PLACES.get(first, first)}{dot}{rest}"


class _Landed:
    """What an ELM document says, by place: texts, each line of them, and what stands behind a name and a colon."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._at: defaultdict[str, set[str]] = defaultdict(set)
        for place, value, _ in leaves(document):
            names = [step for step in place if isinstance(step, str)]
            # A text in languages is found by its member too.
            for path in (".".join(names), ".".join(names[:-1])):
                self._at[path] |= _readings(text(value))

    def at(self, row: Row) -> set[str]:
        """What is said at the places of a row."""
        found = [self._at[place] for place in row.places() if place in self._at]
        return set().union(*found) if len(found) > 1 else next(iter(found), set())

    def says(self, place: str, value: str) -> bool:
        """Whether this is said at one place."""
        return value in self._at.get(place, ())


@dataclass(frozen=True)
class _Case:
    """A value on its way: where it stood, and what is said where it should be."""

    value: Any
    parent: Mapping[str, Any]
    found: set[str]
    landed: _Landed
    names: Mapping[str, str]

    @property
    def said(self) -> str:
        """The value as views read it."""
        return text(self.value)


def losses_of(source: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[int, tuple[Loss, ...]]:
    """How many values of a credential are in its ELM document, and those that are not."""
    landed, names = _Landed(document), _names_by_id(source)
    travelled, lost = 0, []
    for place, value, parent in leaves(source):
        row = row_for(place)
        case = _Case(value, parent, landed.at(row), landed, names)
        if row.to and HOW[row.how](case):
            travelled += 1
        else:
            lost.append(Loss(place, Message(row.lost)))
    return travelled, tuple(lost)


def leaves(value: Any) -> Iterator[tuple[Place, Any, Mapping[str, Any]]]:
    """Every value of a document that says something, with its place and the object that it stands in, in order."""
    stack: list[tuple[Place, Any, Mapping[str, Any]]] = [((), value, {})]
    while stack:
        place, part, parent = stack.pop()
        if isinstance(part, dict):
            stack.extend(((*place, name), each, part) for name, each in reversed(part.items()))
        elif isinstance(part, list):
            numbered = list(enumerate(part))
            stack.extend(((*place, number), each, parent) for number, each in reversed(numbered))
        elif part not in (None, ""):
            yield place, part, parent


# --- the table ----------------------------------------------------------------------------------------------------


def row_for(place: Place) -> Row:
    """The first row of the table that fits a place."""
    if any(isinstance(step, str) and len(step) > _LONGEST for step in place):
        return ROWS[-1]
    # JSON-LD writes a text in a language as an object around it.
    names = [step.replace(_END, " ") for step in place if isinstance(step, str) and step != "@value"]
    exact = _EXACT.get(".".join(names))
    path = "".join(f"{name}{_END}" for name in names)
    wild = next((number for number, pattern in _WILD if pattern.fullmatch(path)), len(ROWS) - 1)
    return ROWS[wild if exact is None else min(exact, wild)]


def _rows() -> tuple[Row, ...]:
    written = tomllib.loads(files(__package__).joinpath("mapping.toml").read_text(encoding="utf-8"))
    return tuple(
        Row(
            patterns=tuple(row["from"]),
            to=tuple(row.get("to", ())),
            how=row.get("how", "text"),
            lost=row.get("lost", OTHER_FORM),
        )
        for row in written["row"]
    )


def _pattern(written: str) -> re.Pattern[str]:
    parts = {"*": f"[^{_END}]*{_END}", "**": f"(?:[^{_END}]*{_END})*"}
    return re.compile("".join(parts.get(name, re.escape(name) + _END) for name in written.split(".")))


ROWS: Final = _rows()
_EXACT: Final = {
    pattern: number
    for number, row in reversed(list(enumerate(ROWS)))
    for pattern in row.patterns
    if "*" not in pattern
}
_WILD: Final = [
    (number, _pattern(pattern))
    for number, row in enumerate(ROWS)
    for pattern in row.patterns
    if "*" in pattern
]


# --- how one tells ------------------------------------------------------------------------------------------------


def _text(case: _Case) -> bool:
    """The text is there, or each of its lines."""
    return case.said in case.found or all(line in case.found for line in case.said.split("\n"))


def _form(case: _Case) -> bool:  # noqa: ARG001 - one test of many
    """The form of the document says it."""
    return True


def _time(case: _Case) -> bool:
    """The same moment, in whatever time zone."""
    own = moment(case.value)
    return own is not None and any(moment(each) == own for each in case.found)


def _number(case: _Case) -> bool:
    """The same number."""
    own = _decimal(case.value)
    return own is not None and any(_decimal(each) == own for each in case.found)


def _hours(case: _Case) -> bool:
    """The same time, as a duration."""
    own = _decimal(case.value)
    return own is not None and writable(own) and duration_of(own) in case.found


def _mail(case: _Case) -> bool:
    """The text, or the address of a mailbox."""
    return case.said in case.found or f"mailto:{case.said}" in case.found


def _picture(case: _Case) -> bool:
    """The bytes of a picture that is written into the credential."""
    return case.said.partition("base64,")[2] in case.found


def _field(case: _Case) -> bool:
    """The code, as the end of an address."""
    return f"{FIELDS}{case.said}" in case.found


def _language(case: _Case) -> bool:
    """The language, whatever its region."""
    return VOCABULARY["language"].term(case.said.lower().split("-")[0]).iri in case.found


def _supervision(case: _Case) -> bool:
    """One half of what the concept says."""
    return any(case.said in VOCABULARY["supervision"].value(iri).split("+") for iri in case.found)


def _stackability(case: _Case) -> bool:
    """Yes or no."""
    return case.said in STACKABLE and text(STACKABLE[case.said]) in case.found


def _measure(case: _Case) -> bool:
    """The note on the skill that the value belongs to; without a note, that it was not assessed."""
    level, is_assessed = case.parent.get("eqfLevel"), case.parent.get("assessed") is True
    said = measure_of(level, is_assessed=is_assessed)
    if case.value is level and f"EQF level {level}." not in said:
        return False
    return said == "" or said in case.found


def _level(case: _Case) -> bool:
    """The name of the level, or of the scale, that an identifier stands for."""
    name = case.names.get(case.said, case.said)
    return name in case.found


def _identity(case: _Case) -> bool:
    """What sort of identifier it is: a member of its own says so, or the name of the scheme."""
    identity = IdentityObject(case.parent)
    return (not identity.hashed and identity.kind in _NAMED) or scheme_of(identity) in case.found


def _alignment(case: _Case) -> bool:
    """A skill or a level of a national framework by its own members; the EQF's level says all of its alignment."""
    framework, url = text(case.parent.get("targetFramework")), text(case.parent.get("targetUrl"))
    if framework.strip().lower() in _EQF_NAMES or _EQF.fullmatch(url):
        level = text(case.parent.get("targetCode")) or url[-1:]
        iri = VOCABULARY["eqf"].term(level).iri
        own = {
            level,
            f"eqf level {level}",
            f"level {level}",
            _ITEM.lower(),
            iri,
            iri.replace("http:", "https:"),
        }
        return (
            case.landed.says(f"{PLACES['spec']}.eqfLevel.id", iri) and case.said.lower() in own | _EQF_NAMES
        )
    if case.said == _ITEM:
        return any(case.landed.says(f"{PLACES['spec']}.{place}", url) for place in _ITEMS)
    return case.said in case.found


def _concept(name: str) -> Callable[[_Case], bool]:
    def same(case: _Case) -> bool:
        return VOCABULARY[name].term(case.said).iri in case.found

    return same


_VOCABULARIES: Final = ("country", "credit", "eqf", "cycle", "quality", "assessment", "mode")
HOW: Final[Mapping[str, Callable[[_Case], bool]]] = {
    "text": _text,
    "form": _form,
    "time": _time,
    "number": _number,
    "hours": _hours,
    "mail": _mail,
    "picture": _picture,
    "field": _field,
    "language": _language,
    "supervision": _supervision,
    "stackability": _stackability,
    "measure": _measure,
    "level": _level,
    "identity": _identity,
    "alignment": _alignment,
    **{name: _concept(name) for name in _VOCABULARIES},
}


def _readings(said: str) -> set[str]:
    lines = said.split("\n")
    named = (line.split(": ", 1)[1] for line in lines if ": " in line)
    return {said, *lines, *named, said.rpartition(_LEVEL)[0]} - {""}


def _names_by_id(source: Mapping[str, Any]) -> Mapping[str, str]:
    """The names of scales and their levels, which results name by identifier."""
    found: dict[str, str] = {}
    for scale in AchievementCredential(source).achievement.result_descriptions:
        found |= {scale.id: scale.name} | {level.id: level.name for level in scale.levels}
    return found


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(text(value))
    except InvalidOperation:
        return None
