"""The standard elements as a credential says them: in our own terms, and where it has none, in those of Open Badges.

A credential of somebody else gets a fair reading: an outcome may be a result's scale or a skill, a level an alignment,
an accreditation a word for its quality. Nothing is guessed from running text.

JSON-LD 1.1, section 4.3.2 "Sets": the values of a member have no order, and a signature holds in any. Where one value
is asked for and several stand, none is said: whoever holds the file could otherwise choose which is the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from skillmark.credential.contexts.micro_credential import MEMBER
from skillmark.credential.model.achievement import Alignment, ResultDescription
from skillmark.credential.model.badge import AchievementCredential
from skillmark.credential.model.element_words import WORDS
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.endorsing import kind_of
from skillmark.credential.model.view import View, objects, text, truth
from skillmark.credential.model.visible import visible

_EQF_ADDRESS: Final = re.compile(r"https?://data\.europa\.eu/snb/eqf/[1-8]")
_EQF_NAMES: Final = frozenset({"eqf", "european qualifications framework"})
_LEVEL: Final = re.compile(r"[1-8]")
_LEVELS: Final = range(-99, 100)
_HOURS: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) hours?")
_LARGEST: Final = 10**9
_SHOWN_BY: Final = "Shown by: "
# Results that say what, and not only how well.
_OF_OUTCOMES: Final = frozenset(
    {"RubricCriterion", "RubricCriterionLevel", "RubricScore", "PerformanceLevel"}
)
_GENRES: Final = {
    "quiz": "testing",
    "test": "testing",
    "exam": "testing",
    "examination": "testing",
    "project": "application",
    "portfolio": "portfolio",
}


def elements_of_credential(document: Mapping[str, Any]) -> Elements:
    """What a credential says of the micro-credential that it is; any document may be given, whatever its shape."""
    return _Reading(AchievementCredential(document)).elements()


def is_micro_credential(document: Mapping[str, Any]) -> bool:
    """Whether a document is about one achievement, which is what the elements are said of."""
    return len(AchievementCredential(document).achievements) == 1


class _Reading:
    def __init__(self, credential: AchievementCredential) -> None:
        self.credential, self.achievement = credential, credential.achievement
        self.own = View(_object(self.achievement.document.get(MEMBER)))
        self.tags = _tags(self.achievement.tags)
        self.levels = [each for each in self.achievement.alignments if _is_eqf(each)]
        # What says the national level again is no skill.
        said = self._national_name()
        self.skills = [
            each
            for each in self.achievement.alignments
            if each not in self.levels and not (any(said) and (each.framework, each.code) == said)
        ]

    def elements(self) -> Elements:
        credential, achievement = self.credential, self.achievement
        subject, address = credential.subject, credential.issuer.address
        points, hours = _number(self._said("creditPoints")), _number(self._said("workloadHours"))
        accreditors = self._accreditors()
        kind = self._text("qualityKind") or ("external" if accreditors else "")
        return Elements(
            learner_identified=any(map(visible, (subject.id, *(each.value for each in subject.identifiers)))),
            title=visible(achievement.name) or visible(credential.name),
            country=visible(address.country_code) or self._text("country"),
            region=visible(address.region) or self._text("region"),
            awarding_body=visible(credential.issuer.name),
            issued_on=credential.valid_from or credential.awarded,
            outcomes=tuple(self._outcomes()),
            workload_hours=hours if hours is not None else self._tagged_hours(),
            credit_points=points
            if points is not None
            else _number(achievement.document.get("creditsAvailable")),
            credit_scheme=self._text("creditScheme"),
            eqf_level=_level(self._said("eqfLevel")) or self._aligned_level(),
            national_level=self._national_level(),
            cycle=self._text("cycle"),
            level_set_by=self._text("levelSetBy"),
            no_level_reason=self._text("noLevelReason"),
            assessment_types=self._texts("assessmentType") or self._assessed_by(),
            participation=self._text("participation") or self._tagged("participation", "Mode"),
            quality_kind=kind,
            quality_body=self._text("qualityBody") or ", ".join(sorted(filter(None, accreditors))),
            quality_url=self._text("qualityUrl"),
            prerequisites=self._text("prerequisites"),
            supervision=self._text("supervision"),
            identity_check=self._text("identityCheck"),
            grades=tuple(dict.fromkeys(each.value for each in credential.results if visible(each.value))),
            stackability=self._text("stackability"),
            stacks_into=self._text("stacksInto"),
            further_information=self._text("furtherInformation") or achievement.criteria.id,
            description=visible(achievement.description),
            criteria=visible(achievement.criteria.narrative),
            kind=self._text("kind"),
            language=achievement.language,
            languages=self._texts("languages") or tuple(filter(None, [achievement.language])),
            field_code=self._text("fieldCode"),
            review_by=_day(self._text("reviewBy")),
            skills=tuple(self._levelled_skills()),
            unknown=tuple(self._unknown()),
        )

    # --- single members ---------------------------------------------------------------------------------------

    def _said(self, member: str) -> Any:
        return self.own.document.get(member)

    def _text(self, member: str) -> str:
        return _one_text(self._said(member))

    def _texts(self, member: str) -> tuple[str, ...]:
        return _every_text(self._said(member))

    def _tagged(self, member: str, tag: str) -> str:
        """A value of a fixed list, by its words in a tag."""
        words = self.tags.get(tag, "")
        return next((value for value, known in WORDS[member].items() if known == words), "")

    def _unknown(self) -> Iterator[tuple[str, str]]:
        """What stands in our lists and is not on them; what comes from standard members is as others have it."""
        lists = {
            "assessmentType": "assessment_types",
            "participation": "participation",
            "qualityKind": "quality_kind",
        }
        for member, element in lists.items():
            for said in self._texts(member):
                if said not in WORDS[element]:
                    yield element, said

    # --- elements ---------------------------------------------------------------------------------------------

    def _outcomes(self) -> Iterator[OutcomeElement]:
        own = objects(self._said("outcome"))
        for outcome in own:
            statement = _one_text(outcome.get("statement"))
            if statement:
                yield OutcomeElement(statement=statement, shown_by=_every_text(outcome.get("shownBy")))
        if own:
            return
        described = [each for each in self.achievement.result_descriptions if _is_outcome(each)]
        for name in dict.fromkeys(each.name for each in described):
            shown = [_shown_by(each) for each in described if each.name == name]
            yield OutcomeElement(statement=name, shown_by=tuple(filter(None, shown)))
        if not described:
            yield from (OutcomeElement(statement=each.name) for each in self.skills if visible(each.name))

    def _tagged_hours(self) -> Decimal | None:
        match = _HOURS.fullmatch(self.tags.get("Workload", ""))
        return Decimal(match[1]) if match else None

    def _aligned_level(self) -> int | None:
        codes = {each.code or each.url[-1:] for each in self.levels}
        said = {int(code) for code in codes if _LEVEL.fullmatch(code)}
        return said.pop() if len(said) == 1 else None

    def _accreditors(self) -> list[str]:
        """The names of those who accredit it, or its issuer; praise is no quality assurance."""
        endorsements = (*self.achievement.endorsements, *self.credential.issuer.endorsements)
        return [
            visible(each.issuer.name)
            for each in endorsements
            if kind_of((*each.types, *each.subject.types)) == "accreditation"
        ]

    def _national_level(self) -> NationalLevel | None:
        framework, code = self._national_name()
        if not code:
            return None
        url = _one_text(_object(self._said("nationalLevel")).get("url"))
        return NationalLevel(framework=framework, level=code, url=url)

    def _national_name(self) -> tuple[str, str]:
        own = _object(self._said("nationalLevel"))
        return _one_text(own.get("framework")), _one_text(own.get("code"))

    def _assessed_by(self) -> tuple[str, ...]:
        genres = (_GENRES.get(each.genre.lower(), "") for each in self.credential.evidence)
        return tuple(dict.fromkeys(filter(None, genres)))

    def _levelled_skills(self) -> Iterator[SkillElement]:
        own = objects(self._said("skill"))
        for skill in own:
            yield SkillElement(
                name=_one_text(skill.get("label")),
                url=_one_text(skill.get("url")),
                framework=_one_text(skill.get("framework")),
                level=_level(skill.get("eqfLevel")),
                is_assessed=truth(skill.get("assessed")) is True,
            )
        if not own:
            for each in self.skills:
                yield SkillElement(name=each.name, url=each.url, framework=each.framework)


def _is_eqf(alignment: Alignment) -> bool:
    by_name = alignment.framework.strip().lower() in _EQF_NAMES
    return by_name or _EQF_ADDRESS.fullmatch(alignment.url) is not None


def _is_outcome(description: ResultDescription) -> bool:
    return bool(visible(description.name)) and (
        bool(_shown_by(description)) or description.kind in _OF_OUTCOMES
    )


def _shown_by(description: ResultDescription) -> str:
    said = text(description.document.get("description"))
    return said.removeprefix(_SHOWN_BY) if said.startswith(_SHOWN_BY) else ""


def _values(value: Any) -> list[Any]:
    # JSON-LD 1.1 API, section 5.1.2 (expansion): null is no value, and a list in a list is one list.
    found: list[Any] = []
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack.extend(reversed(each))
        elif each is not None:
            found.append(each)
    return found


def _one(value: Any, read: Callable[[Any], Any]) -> Any:
    """What a member says where it says one thing: the same twice is once, and of several none is said."""
    said = {read(each) for each in _values(value)}
    return said.pop() if len(said) == 1 else None


def _one_text(value: Any) -> str:
    return visible(_one(value, text) or "")


def _every_text(value: Any) -> tuple[str, ...]:
    return tuple(filter(visible, map(text, _values(value))))


def _object(value: Any) -> Mapping[str, Any]:
    found = _values(value)
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else {}


def _tags(tags: tuple[str, ...]) -> dict[str, str]:
    """What tags say that have a name, such as “Workload: 3 hours”, where it is one thing."""
    said = defaultdict(set)
    for name, found, words in (tag.partition(": ") for tag in tags):
        if found:
            said[name].add(words)
    return {name: words.pop() for name, words in said.items() if len(words) == 1}


def _number(value: Any) -> Decimal | None:
    found: Decimal | None = _one(value, _decimal)
    return found


def _decimal(single: Any) -> Decimal | None:
    if isinstance(single, bool) or not isinstance(single, int | float) or not -_LARGEST < single < _LARGEST:
        return None
    return Decimal(str(single))


def _level(value: Any) -> int | None:
    number = _number(value)
    # A level that is on no scale is kept, so that whoever looks at it can say so.
    return int(number) if number is not None and number == int(number) and int(number) in _LEVELS else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
