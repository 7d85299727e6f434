"""The standard elements as a credential says them: in our own terms, and where it has none, in those of Open Badges.

A credential of somebody else gets a fair reading: an outcome may be a result's scale or a skill, a level an alignment,
an endorsement a word for its quality. Nothing is guessed from running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from skillmark.credential.contexts.micro_credential import MEMBER
from skillmark.credential.model.achievement import Alignment, ResultDescription
from skillmark.credential.model.badge import AchievementCredential
from skillmark.credential.model.element_words import WORDS
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.view import View, many, objects, text, truth

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
        own = objects(self.achievement.document.get(MEMBER))
        self.own = View(own[0] if own else {})
        self.tags = dict(tag.split(": ", 1) for tag in self.achievement.tags if ": " in tag)
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
        endorsers = [
            each.issuer.name for each in (*achievement.endorsements, *credential.issuer.endorsements)
        ]
        texts = (*achievement.endorsement_texts, *credential.issuer.endorsement_texts)
        kind = self._text("qualityKind") or ("external" if endorsers or texts else "")
        return Elements(
            learner_identified=bool(subject.id or subject.identifiers),
            title=achievement.name or credential.name,
            country=address.country_code or self._text("country"),
            region=address.region or self._text("region"),
            awarding_body=credential.issuer.name,
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
            quality_body=self._text("qualityBody") or next(filter(None, endorsers), ""),
            quality_url=self._text("qualityUrl"),
            prerequisites=self._text("prerequisites"),
            supervision=self._text("supervision"),
            identity_check=self._text("identityCheck"),
            grades=tuple(dict.fromkeys(each.value for each in credential.results if each.value)),
            stackability=self._text("stackability"),
            stacks_into=self._text("stacksInto"),
            further_information=self._text("furtherInformation") or achievement.criteria.id,
            description=achievement.description,
            criteria=achievement.criteria.narrative,
            kind=self._text("kind"),
            language=achievement.language,
            languages=self._texts("languages") or tuple(filter(None, [achievement.language])),
            field_code=self._text("fieldCode"),
            review_by=_day(self._text("reviewBy")),
            skills=tuple(self._levelled_skills()),
        )

    # --- single members ---------------------------------------------------------------------------------------

    def _said(self, member: str) -> Any:
        return self.own.document.get(member)

    def _text(self, member: str) -> str:
        return text(self._said(member))

    def _texts(self, member: str) -> tuple[str, ...]:
        return tuple(filter(None, (text(each) for each in many(self._said(member)))))

    def _tagged(self, member: str, tag: str) -> str:
        """A value of a fixed list, by its words in a tag."""
        words = self.tags.get(tag, "")
        return next((value for value, known in WORDS[member].items() if known == words), "")

    # --- elements ---------------------------------------------------------------------------------------------

    def _outcomes(self) -> Iterator[OutcomeElement]:
        own = objects(self._said("outcome"))
        for outcome in own:
            shown_by = tuple(filter(None, (text(each) for each in many(outcome.get("shownBy")))))
            yield OutcomeElement(statement=text(outcome.get("statement")), shown_by=shown_by)
        if own:
            return
        described = [each for each in self.achievement.result_descriptions if _is_outcome(each)]
        for name in dict.fromkeys(each.name for each in described):
            shown = [_shown_by(each) for each in described if each.name == name]
            yield OutcomeElement(statement=name, shown_by=tuple(filter(None, shown)))
        if not described:
            yield from (OutcomeElement(statement=each.name) for each in self.skills if each.name)

    def _tagged_hours(self) -> Decimal | None:
        match = _HOURS.fullmatch(self.tags.get("Workload", ""))
        return Decimal(match[1]) if match else None

    def _aligned_level(self) -> int | None:
        codes = (each.code or each.url[-1:] for each in self.levels)
        return next((int(code) for code in codes if _LEVEL.fullmatch(code)), None)

    def _national_level(self) -> NationalLevel | None:
        framework, code = self._national_name()
        if not any((framework, code)):
            return None
        url = text(objects(self._said("nationalLevel"))[0].get("url"))
        return NationalLevel(framework=framework, level=code, url=url)

    def _national_name(self) -> tuple[str, str]:
        own = next(iter(objects(self._said("nationalLevel"))), {})
        return text(own.get("framework")), text(own.get("code"))

    def _assessed_by(self) -> tuple[str, ...]:
        genres = (_GENRES.get(each.genre.lower(), "") for each in self.credential.evidence)
        return tuple(dict.fromkeys(filter(None, genres)))

    def _levelled_skills(self) -> Iterator[SkillElement]:
        own = objects(self._said("skill"))
        for skill in own:
            yield SkillElement(
                name=text(skill.get("label")),
                url=text(skill.get("url")),
                framework=text(skill.get("framework")),
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
    return bool(description.name) and (bool(_shown_by(description)) or description.kind in _OF_OUTCOMES)


def _shown_by(description: ResultDescription) -> str:
    said = text(description.document.get("description"))
    return said.removeprefix(_SHOWN_BY) if said.startswith(_SHOWN_BY) else ""


def _number(value: Any) -> Decimal | None:
    single = value[0] if isinstance(value, list) and len(value) == 1 else value
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
