"""Definitions: what a credential says of everyone who earns it, from a short TOML file or a JSON document.

In TOML (`skillmark issue --sample` writes one to start from):

    title = "Food safety"                  required, as are description, criteria and the issuer's name
    description = "Keeps a small kitchen safe."
    criteria = "Passed the quiz and handed in a plan."
    level = 4                              of the European Qualifications Framework, 1 to 8
    hours = 60                             workload
    valid_months = 36
    image = "https://college.example/badges/food-safety.png"
    # also: id, type, criteria_url, language, version, code, field, credits, tags

    [issuer]
    name = "Northfield College"            also: id, url, email, description, image

    [[skills]]
    name = "apply food safety rules"       required, as is url; also: framework, code, description
    url = "https://skills.example/food-safety"

    [[results]]
    name = "Quiz"                          the column in which each learner's result stands
    minimum = 0                            also: type, maximum, required, levels, values, description
    maximum = 10

In JSON: an achievement of Open Badges 3.0 whose `creator` is the issuer, or a credential without its learner.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from skillmark.credential import strictjson
from skillmark.credential.errors import LoadError
from skillmark.credential.model import ResultDescription
from skillmark.credential.model.view import many, objects
from skillmark.credential.model.vocabulary import ACHIEVEMENT_TYPES, RESULT_TYPES, is_extension
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Refusal

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
MAX_BYTES = 262_144
_CREDENTIAL_TYPES = ["VerifiableCredential", "OpenBadgeCredential"]
_EQF = "European Qualifications Framework"
_MAX_TEXT, _MAX_LIST, _MAX_MONTHS, _MAX_HOURS = 20_000, 100, 1_200, 100_000
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What all credentials of one kind have in common; `template` lacks what is said of one learner."""

    path: str
    template: Mapping[str, Any]
    issuer: str = ""
    valid_months: int | None = None
    # Whether it is a whole credential, which may be signed as it is.
    is_credential: bool = False

    @property
    def title(self) -> str:
        """What people call it."""
        achievement = next(iter(objects(self.subject.get("achievement"))), {})
        return str(self.template.get("name") or achievement.get("name") or "credential")

    @property
    def subject(self) -> Mapping[str, Any]:
        """What is said of the learner, as far as it is the same for all."""
        return next(iter(objects(self.template.get("credentialSubject"))), {})

    @property
    def scales(self) -> tuple[ResultDescription, ...]:
        """The scales on which results are given."""
        achievements = objects(self.subject.get("achievement"))
        return tuple(
            ResultDescription(entry)
            for achievement in achievements
            for entry in objects(achievement.get("resultDescription"))
        )


def read_definition(name: str, *, issuer: str) -> Definition:
    """The definition in a file; `issuer` is whose key signs. Raises Refusal that names everything that is wrong."""
    data = files.read(name, limit=MAX_BYTES)
    if data.lstrip().startswith(b"{"):
        return _from_json(name, data, issuer)
    return _from_toml(name, data, issuer)


def _refused(name: str, problems: list[str]) -> Refusal:
    return Refusal(
        "definition",
        f"“{name}” cannot be used as it is.",
        "Mend it and run the command again. A sample: skillmark issue --sample -o sample",
        details=[{"file": name, "problem": problem} for problem in problems],
    )


# --- TOML ---------------------------------------------------------------------------------------------------


@dataclass
class _Table:
    """One table of a TOML file; what is wrong with it goes to `problems`, in sentences that say how to mend it."""

    values: Mapping[str, Any]
    problems: list[str]
    place: str = ""
    asked: list[str] = field(default_factory=list)

    def text(self, name: str, what: str = "", *, longest: int = _MAX_TEXT) -> str:
        """A text; `what` says what it is where it must not be missing."""
        value = self._take(name)
        if value is None and not what:
            return ""
        if value is None:
            self._wrong(name, f"is missing: {what}.")
        elif not isinstance(value, str) or not value.strip() or len(value) > longest:
            self._wrong(name, f"must be a text of at most {longest:,} characters.")
        else:
            return value.strip()
        return ""

    def address(self, name: str, what: str = "") -> str:
        """A web address."""
        value = self.text(name, what)
        if value and not is_web_address(value):
            self._wrong(name, f"must be a web address (https://…), not “{value[:80]}”.")
        return value

    def uri(self, name: str) -> str:
        """Any absolute identifier."""
        value = self.text(name)
        if value and not _URI.fullmatch(value):
            self._wrong(
                name, f"must be an address or another whole identifier (urn:uuid:…), not “{value[:80]}”."
            )
        return value

    def number(self, name: str, *, low: float, high: float, whole: bool = False) -> int | float | None:
        """A number within bounds."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self._wrong(name, f"must be a number from {low:g} to {high:g}.")
            return None
        if whole and not isinstance(value, int):
            self._wrong(name, "must be a whole number.")
            return None
        return value

    def texts(self, name: str) -> list[str]:
        """Several texts."""
        value = self._take(name)
        if value is None:
            return []
        fits = isinstance(value, list) and len(value) <= _MAX_LIST
        if not fits or not all(isinstance(each, str) and each.strip() for each in value):
            self._wrong(name, 'must be a list of texts, like ["one", "two"].')
            return []
        if len(set(value)) < len(value):
            self._wrong(name, "says the same twice.")
        return [each.strip() for each in value]

    def tables(self, name: str) -> list[_Table]:
        """Several tables of one kind."""
        value = self._take(name)
        if value is None:
            return []
        fits = isinstance(value, list) and len(value) <= _MAX_LIST
        if not fits or not all(isinstance(each, dict) for each in value):
            self._wrong(name, f"must be written as [[{name}]], once for each.")
            return []
        return [_Table(each, self.problems, f"{name} {number}, ") for number, each in enumerate(value, 1)]

    def table(self, name: str, what: str) -> _Table:
        """One table."""
        value = self._take(name)
        if not isinstance(value, dict):
            self._wrong(name, f"is missing: write [{name}], and below it {what}.")
            # Of a table that is not there, nothing more is said.
            return _Table({}, [], f"{name}, ")
        return _Table(value, self.problems, f"{name}, ")

    def word(self, name: str, allowed: tuple[str, ...], otherwise: str) -> str:
        """One of the words of a standard, or an extension of one's own."""
        value = self.text(name) or otherwise
        if value not in allowed and not is_extension(value):
            near = difflib.get_close_matches(value, allowed, n=3, cutoff=0.5) or allowed[:5]
            self._wrong(name, f"cannot be “{value[:80]}”; there is {', '.join(near)} and more.")
        return value

    def scalar(self, name: str) -> str:
        """A text or a number, as text."""
        value = self.values.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.asked.append(name)
            return f"{value:g}" if isinstance(value, float) else str(value)
        return self.text(name)

    def done(self) -> None:
        """Complain of what has no meaning: a misspelt name would be left out in silence."""
        for name in self.values:
            if name not in self.asked:
                near = difflib.get_close_matches(name, self.asked, n=1)
                hint = f"; did you mean “{near[0]}”?" if near else ", so remove it."
                self._wrong(name[:80], f"has no meaning here{hint}")

    def _take(self, name: str) -> Any:
        self.asked.append(name)
        return self.values.get(name)

    def _wrong(self, name: str, sentence: str) -> None:
        self.problems.append(f"{self.place}“{name}” {sentence}")


def is_web_address(text: str) -> bool:
    """Whether this is an address that a browser can open."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in {"https", "http"}
        and bool(parts.hostname)
        and not any(map(str.isspace, text))
        and text.isprintable()
    )


def _from_toml(name: str, data: bytes, issuer: str) -> Definition:
    try:
        values = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _refused(name, ["It is not written in UTF-8; save it as UTF-8."]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refused(name, [f"It is neither TOML nor JSON: {error}."]) from error
    problems: list[str] = []
    table = _Table(values, problems)
    profile = _profile(table.table("issuer", "name = the name of whoever issues it"))
    achievement = _achievement(table, profile | {"id": profile.get("id") or issuer})
    months = table.number("valid_months", low=1, high=_MAX_MONTHS, whole=True)
    table.done()
    if problems:
        raise _refused(name, problems)
    return Definition(
        path=name,
        template=_around(achievement, profile),
        issuer=str(profile.get("id", "")),
        valid_months=None if months is None else int(months),
    )


def _profile(table: _Table) -> dict[str, Any]:
    image = {"id": table.address("image"), "type": "Image"}
    profile = {
        "id": table.uri("id"),
        "type": ["Profile"],
        "name": table.text("name", "the name of whoever issues it"),
        "url": table.address("url"),
        "email": table.text("email"),
        "description": table.text("description"),
        "image": image if image["id"] else "",
    }
    table.done()
    return _filled(profile)


def _achievement(table: _Table, profile: Mapping[str, Any]) -> dict[str, Any]:
    title = table.text("title", "what people call the achievement", longest=300)
    version = table.text("version")
    own_id = table.uri("id") or _own_id(str(profile["id"]), title, version)
    image = {"id": table.address("image"), "type": "Image", "caption": f"Badge: {title}"}
    return _filled(
        {
            "id": own_id,
            "type": ["Achievement"],
            "achievementType": table.word("type", ACHIEVEMENT_TYPES, "MicroCredential"),
            "name": title,
            "description": table.text("description", "what the achievement stands for"),
            "criteria": _filled(
                {
                    "id": table.address("criteria_url"),
                    "narrative": table.text("criteria", "what has to be done to earn it"),
                }
            ),
            "image": image if image["id"] else "",
            "creator": {"id": profile["id"], "type": ["Profile"], "name": profile.get("name", "")},
            "humanCode": table.text("code"),
            "version": version,
            "inLanguage": table.text("language"),
            "fieldOfStudy": table.text("field"),
            "creditsAvailable": table.number("credits", low=0, high=1_000),
            "tag": [*_workload(table), *table.texts("tags")],
            "alignment": [*_level(table), *map(_skill, table.tables("skills"))],
            "resultDescription": _scales(table.tables("results"), uuid5(NAMESPACE_URL, own_id)),
        }
    )


def _workload(table: _Table) -> list[str]:
    hours = table.number("hours", low=1, high=_MAX_HOURS)
    return [] if hours is None else [f"Workload: {hours:g} hours"]


def _level(table: _Table) -> list[dict[str, Any]]:
    level = table.number("level", low=1, high=8, whole=True)
    if level is None:
        return []
    return [
        {
            "type": ["Alignment"],
            "targetName": f"EQF level {level}",
            "targetFramework": _EQF,
            "targetCode": str(level),
            "targetType": "CFItem",
            "targetUrl": f"http://data.europa.eu/snb/eqf/{level}",
        }
    ]


def _skill(table: _Table) -> dict[str, Any]:
    skill = {
        "type": ["Alignment"],
        "targetName": table.text("name", "what the skill is called"),
        "targetUrl": table.address("url", "where its framework publishes it"),
        "targetFramework": table.text("framework"),
        "targetCode": table.text("code"),
        "targetDescription": table.text("description"),
        "targetType": "CFItem",
    }
    table.done()
    return _filled(skill)


def _scales(tables: list[_Table], namespace: UUID) -> list[dict[str, Any]]:
    scales = [_scale(table, namespace) for table in tables]
    names = [scale.get("name") for scale in scales]
    for table, name in zip(tables, names, strict=True):
        if name and names.count(name) > 1:
            table.problems.append(f"{table.place}“name” is that of another result too; each needs its own.")
    return scales


def _scale(table: _Table, namespace: UUID) -> dict[str, Any]:
    name = table.text("name", "what is measured, which is also the name of its column")
    levels, values = table.texts("levels"), table.texts("values")
    kind = table.word("type", RESULT_TYPES, "RubricCriterionLevel" if levels else "Result")
    is_percent = kind == "Percent"
    own_id = uuid5(namespace, name)
    rubric = [
        {"id": f"urn:uuid:{uuid5(own_id, level)}", "type": ["RubricCriterionLevel"], "name": level,
         "level": str(number)}
        for number, level in enumerate(levels, start=1)
    ]  # fmt: skip
    required = table.scalar("required")
    if required and levels and required not in levels:
        table.problems.append(f"{table.place}“required” must be one of the levels.")
    scale = {
        "id": f"urn:uuid:{own_id}",
        "type": ["ResultDescription"],
        "name": name,
        "description": table.text("description"),
        "resultType": kind,
        "valueMin": table.scalar("minimum") or ("0" if is_percent else ""),
        "valueMax": table.scalar("maximum") or ("100" if is_percent else ""),
        "allowedValue": values,
        "rubricCriterionLevel": rubric,
        "requiredLevel": next((level["id"] for level in rubric if level["name"] == required), ""),
        "requiredValue": "" if levels else required,
    }
    table.done()
    return _filled(scale)


def _around(achievement: Mapping[str, Any], profile: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@context": list(CONTEXTS),
        "type": list(_CREDENTIAL_TYPES),
        "name": achievement.get("name", ""),
        "issuer": dict(profile),
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": dict(achievement)},
    }


def _own_id(*words: str) -> str:
    # The same achievement has the same id, whenever and by whomever the command is run.
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(words))}"


def _filled(members: Mapping[str, Any]) -> dict[str, Any]:
    # Open Badges 3.0, section 10 "Serialization": a member without a value is left out.
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


# --- JSON ---------------------------------------------------------------------------------------------------


def _from_json(name: str, data: bytes, issuer: str) -> Definition:
    try:
        document = strictjson.loads(data)
    except LoadError as error:
        raise _refused(name, [error.sentence]) from error
    types = many(document.get("type"))
    if "proof" in document:
        raise _refused(name, ["It is signed already. Remove “proof”, or start from its definition."])
    if "Achievement" in types:
        return _from_achievement(name, document, issuer)
    if "VerifiableCredential" in types:
        return _from_credential(name, document)
    raise _refused(name, ["It is neither an achievement nor a credential: “type” names neither of them."])


def _from_achievement(name: str, document: Mapping[str, Any], issuer: str) -> Definition:
    creator = document.get("creator")
    if not isinstance(creator, dict) or not isinstance(creator.get("name"), str):
        raise _refused(
            name,
            [
                'It does not say who issues it: add "creator": {"type": ["Profile"], "name": …} to the achievement.'
            ],
        )
    named = str(creator.get("id", ""))
    profile = {"type": ["Profile"]} | creator
    achievement = {member: value for member, value in document.items() if member != "@context"}
    achievement["creator"] = profile | {"id": named or issuer}
    own_id = _own_id(named or issuer, str(document.get("name")))
    return Definition(path=name, template=_around({"id": own_id} | achievement, profile), issuer=named)


def _from_credential(name: str, document: Mapping[str, Any]) -> Definition:
    issuer = document.get("issuer")
    named = issuer.get("id", "") if isinstance(issuer, dict) else issuer or ""
    if not isinstance(named, str):
        raise _refused(name, ["“issuer” must be an identifier, or an object with one as “id”."])
    return Definition(path=name, template=dict(document), issuer=named, is_credential=True)
