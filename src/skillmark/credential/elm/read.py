"""From a document of the European Learning Model 3 to the elements that it says of one micro-credential.

What is not said is empty. What is said in a way that could mean several things is refused with its place: a workload in
months, two achievements, two levels. Concepts of the recommended vocabularies that mean nothing to us are read by
their label, as far as a text can stand for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from skillmark.credential.elm.hours import hours_of
from skillmark.credential.elm.parts import POINTS, UNDETERMINED
from skillmark.credential.elm.vocabulary import FIELDS, OWN, VOCABULARY
from skillmark.credential.elm.write import STACKABLE
from skillmark.credential.errors import ElmError
from skillmark.credential.model.element_words import WORDS
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.view import many, objects, text, truth
from skillmark.credential.model.visible import visible
from skillmark.credential.times import TimeError, parse_timestamp

_TYPE: Final = "EuropeanDigitalCredential"
_MADE: Final = "urn:epass:"
_LEVEL: Final = " Level "
_SKILL_LEVEL: Final = re.compile(r"EQF level (?P<level>[1-8])\.")
_ASSESSED: Final = "Assessed."
_WORDS: Final = re.compile(r"\W+")

Object = Mapping[str, Any]


def is_elm(document: Mapping[str, Any]) -> bool:
    """Whether a document is a European Digital Credential, as it is or in the form in which it is uploaded."""
    return _TYPE in many(_credential(document).get("type"))


def elements_of_elm(document: Mapping[str, Any]) -> Elements:
    """The elements of the one achievement in an ELM 3 document; raises ElmError where it is none, or not certain."""
    credential = _credential(document)
    if _TYPE not in many(credential.get("type")):
        raise ElmError(
            "elm_none",
            "This is no European Digital Credential: its type does not say {type}.",
            path="$.type",
            type=_TYPE,
        )
    return _Reader(credential).elements()


def _credential(document: Mapping[str, Any]) -> Object:
    inner = document.get("credential")
    # The Commission's issuer takes a credential together with where to deliver it.
    return inner if isinstance(inner, dict) and "type" not in document else document


class _Reader:
    """One document being read."""

    def __init__(self, credential: Object) -> None:
        self._credential = credential
        self._person = _only(credential, "credentialSubject", path="$.credentialSubject")
        claims = [each for each in objects(self._person.get("hasClaim")) if _is(each, "LearningAchievement")]
        self._place = "$.credentialSubject.hasClaim"
        if len(claims) != 1:
            raise ElmError(
                "elm_achievements",
                "There are {count} learning achievements at {path}, and the elements are those of one.",
                path=self._place,
                count=len(claims),
            )
        self._claim = claims[0]
        self._spec = _only(self._claim, "specifiedBy", path=f"{self._place}.specifiedBy")
        self._language = self._language_of_texts()

    def elements(self) -> Elements:
        spec, notes = self._spec, _Notes(self._spec, self._language)
        bodies = objects(_first(self._claim, "awardedBy").get("awardingBody"))
        supervision, identity_check = self._supervision()
        points, scheme = self._credits()
        quality = notes.value("quality") or self._accredited()
        return Elements(
            learner_identified=self._is_identified(),
            title=self._text(self._claim, "title") or self._text(spec, "title"),
            country=self._country(bodies),
            region=next((name for each in bodies for name in self._regions(each)), ""),
            awarding_body=", ".join(filter(None, (self._text(each, "legalName") for each in bodies))),
            issued_on=self._issued_on(),
            outcomes=self._outcomes(),
            workload_hours=self._hours(),
            credit_points=points,
            credit_scheme=scheme,
            eqf_level=self._eqf_level(),
            national_level=self._national_level(),
            cycle=notes.value("cycle"),
            level_set_by=notes.text("level_set_by"),
            no_level_reason=notes.text("no_level_reason"),
            assessment_types=self._assessment_types(),
            participation=self._participation(),
            quality_kind=quality,
            quality_body=notes.text("quality_body") or self._accrediting_body(),
            quality_url=notes.text("quality_url"),
            prerequisites=self._text(_first(spec, "entryRequirement"), "noteLiteral"),
            supervision=supervision,
            identity_check=identity_check,
            grades=self._grades(),
            stackability=self._stackability(),
            stacks_into=next((self._text(each, "title") for each in objects(spec.get("isPartOf"))), ""),
            further_information=self._page(),
            description=self._text(spec, "description"),
            criteria=notes.text("criteria"),
            kind=self._text(spec, "category"),
            language=self._language,
            languages=self._languages(),
            field_code=self._field(),
            review_by=self._review_by(notes),
            skills=self._skills(),
            unknown=tuple(self._unknown(quality)),
        )

    # --- texts --------------------------------------------------------------------------------------------------

    def _language_of_texts(self) -> str:
        """The language in which the title is written; with several, the one that the document is shown in first."""
        title = self._claim.get("title") or self._spec.get("title")
        tags = [tag for tag in title if tag != UNDETERMINED] if isinstance(title, dict) else []
        shown = _first(_first(self._credential, "displayParameter"), "primaryLanguage")
        first = VOCABULARY["language"].value(text(shown.get("id")))
        return next((tag for tag in tags if tag.lower().split("-")[0] == first), next(iter(tags), ""))

    def _text(self, holder: Object, member: str) -> str:
        return _words(holder.get(member), self._language)

    # --- who and when -------------------------------------------------------------------------------------------

    def _is_identified(self) -> bool:
        person = self._person
        names = (self._text(person, name) for name in ("fullName", "givenName", "familyName"))
        numbers = (
            visible(text(each.get("notation")))
            for member in ("identifier", "nationalID")
            for each in objects(person.get(member))
        )
        mail = (
            visible(text(address.get("id")).removeprefix("mailto:"))
            for point in objects(person.get("contactPoint"))
            for address in objects(point.get("emailAddress"))
        )
        own = text(person.get("id"))
        return any((*names, *numbers, *mail, "" if own.startswith(_MADE) else visible(own)))

    def _country(self, bodies: list[Mapping[str, Any]]) -> str:
        iri = next((each for body in bodies for each in _countries(body)), "")
        found = VOCABULARY["country"].value(iri)
        if iri and not found:
            place = f"{self._place}.awardedBy.awardingBody.location"
            raise ElmError("elm_country", "{iri} at {path} is no country that we know.", path=place, iri=iri)
        return found

    def _regions(self, body: Object) -> Iterator[str]:
        for location in objects(body.get("location")):
            name = self._text(location, "geographicName")
            if name:
                yield name

    def _issued_on(self) -> datetime | None:
        members = ("issued", "issuanceDate", "validFrom")
        said = [(self._credential.get(name), f"$.{name}") for name in members]
        awarded = _first(self._claim, "awardedBy").get("awardingDate")
        said.append((awarded, f"{self._place}.awardedBy.awardingDate"))
        written, place = next(((value, at) for value, at in said if value is not None), (None, ""))
        if written is None:
            return None
        try:
            return parse_timestamp(written)
        except TimeError as error:
            raise ElmError("elm_time", "{path} {finding}.", path=place, finding=error.message) from error

    # --- what one can do ----------------------------------------------------------------------------------------

    def _outcomes(self) -> tuple[OutcomeElement, ...]:
        found = []
        for outcome in objects(self._spec.get("learningOutcome")):
            notes = _Notes(outcome, self._language)
            statement = self._text(outcome, "title")
            if statement and not notes.is_about("skills"):
                found.append(OutcomeElement(statement=statement, shown_by=notes.texts("shown_by")))
        return tuple(found)

    def _skills(self) -> tuple[SkillElement, ...]:
        found: dict[str, SkillElement] = {}
        for outcome in objects(self._spec.get("learningOutcome")):
            measures = _Notes(outcome, self._language).measures()
            for node in (*objects(outcome.get("relatedSkill")), *objects(outcome.get("relatedESCOSkill"))):
                iri, name = text(node.get("id")), self._text(node, "prefLabel")
                if name and iri not in found:
                    level, is_assessed = measures.get(iri, (None, False))
                    found[iri] = SkillElement(
                        name=name,
                        url="" if iri.startswith(_MADE) else iri,
                        framework=self._framework(node),
                        level=level,
                        is_assessed=is_assessed,
                    )
        return tuple(found.values())

    def _framework(self, node: Object) -> str:
        return next(
            filter(None, (self._text(each, "prefLabel") for each in objects(node.get("inScheme")))), ""
        )

    # --- how much, at what level --------------------------------------------------------------------------------

    def _hours(self) -> Decimal | None:
        written = text(self._spec.get("volumeOfLearning"))
        return hours_of(written, path=f"{self._place}.specifiedBy.volumeOfLearning") if written else None

    def _credits(self) -> tuple[Decimal | None, str]:
        place = f"{self._place}.specifiedBy.creditPoint"
        said: dict[str, Decimal] = {}
        for node in objects(self._spec.get("creditPoint")):
            # Some write a comma.
            written = text(node.get("point")).replace(",", ".")
            if not POINTS.fullmatch(written):
                raise ElmError(
                    "elm_points",
                    "“{written}” at {path} is no number of credits.",
                    path=place,
                    written=written,
                )
            framework = text(_first(node, "framework").get("id"))
            if said.setdefault(framework, Decimal(written)) != Decimal(written):
                raise ElmError("elm_credits", "There are different numbers of credits at {path}.", path=place)
        schemes = [(points, VOCABULARY["credit"].value(framework)) for framework, points in said.items()]
        # Those of a scheme that has a name for us come first.
        return min(schemes, key=lambda each: not each[1], default=(None, ""))

    def _eqf_level(self) -> int | None:
        iri = text(_first(self._spec, "eqfLevel").get("id"))
        if not iri:
            return None
        level = VOCABULARY["eqf"].value(iri)
        if not level:
            place = f"{self._place}.specifiedBy.eqfLevel"
            raise ElmError("elm_level", "{iri} at {path} is no level of the EQF.", path=place, iri=iri)
        return int(level)

    def _national_level(self) -> NationalLevel | None:
        national, others = objects(self._spec.get("nqfLevel")), objects(self._spec.get("educationLevel"))
        for node in (*national, *others):
            iri, label = text(node.get("id")), self._label(node)
            level = visible(text(node.get("notation")))
            framework, found, last = label.rpartition(_LEVEL)
            if label.endswith(f"Level {level}") and level:
                framework = label.removesuffix(f"Level {level}").strip()
            elif found:
                level = last
            else:
                # A label is a level where the member is one of national levels; elsewhere it may be anything.
                framework, level = "", level or (label if node in national else "")
            if visible(level):
                return NationalLevel(
                    framework=framework, level=level, url="" if iri.startswith(_MADE) else iri
                )
        return None

    # --- how it was learnt and shown ----------------------------------------------------------------------------

    def _participation(self) -> str:
        return next((self._value("mode", each) for each in objects(self._spec.get("mode"))), "")

    def _assessments(self) -> list[Mapping[str, Any]]:
        return objects(self._claim.get("provenBy"))

    def _assessment_types(self) -> tuple[str, ...]:
        types = (self._value("assessment", node) for node in self._assessed_as())
        return tuple(dict.fromkeys(each for each in types if each))

    def _assessed_as(self) -> list[Mapping[str, Any]]:
        specs = [spec for each in self._assessments() for spec in objects(each.get("specifiedBy"))]
        specs += objects(self._spec.get("provenBy"))
        return [node for spec in specs for node in objects(spec.get("dcType"))]

    def _unknown(self, quality: str) -> Iterator[tuple[str, str]]:
        """What stands in our own lists and is not on them; concepts of other lists are as others have them."""
        modes = objects(self._spec.get("mode"))
        lists = (("participation", "mode", modes), ("assessment_types", "assessment", self._assessed_as()))
        for member, name, nodes in lists:
            for node in nodes:
                said = self._value(name, node)
                if text(node.get("id")).startswith(f"{OWN}{name}:") and said not in WORDS[member]:
                    yield member, said
        if quality and quality not in WORDS["quality_kind"]:
            yield "quality_kind", quality

    def _supervision(self) -> tuple[str, str]:
        place = f"{self._place}.provenBy.idVerification"
        said = {
            VOCABULARY["supervision"].value(text(node.get("id")))
            for each in self._assessments()
            for node in objects(each.get("idVerification"))
        } - {""}
        if len(said) > 1:
            raise ElmError(
                "elm_supervision", "Assessments are supervised in different ways at {path}.", path=place
            )
        supervision, _, identity_check = next(iter(said), "").partition("+")
        return supervision, identity_check

    def _grades(self) -> tuple[str, ...]:
        notes = (note for each in self._assessments() for note in objects(each.get("grade")))
        not_graded = VOCABULARY["about"].term("not_graded").iri
        given = (note for note in notes if text(_first(note, "subject").get("id")) != not_graded)
        return tuple(dict.fromkeys(filter(None, (self._text(note, "noteLiteral") for note in given))))

    # --- what vouches for it, and where it leads ----------------------------------------------------------------

    def _accredited(self) -> str:
        for each in objects(self._spec.get("accreditation")):
            iri = visible(text(_first(each, "dcType").get("id")))
            if iri or self._text(_first(each, "accreditingAgent"), "legalName"):
                return VOCABULARY["accreditation"].value(iri) or "external"
        return ""

    def _accrediting_body(self) -> str:
        agents = (_first(each, "accreditingAgent") for each in objects(self._spec.get("accreditation")))
        return next(filter(None, (self._text(each, "legalName") for each in agents)), "")

    def _stackability(self) -> str:
        partial = truth(self._spec.get("isPartialQualification"))
        return next((value for value, is_partial in STACKABLE.items() if is_partial is partial), "")

    def _page(self) -> str:
        pages = (*objects(self._spec.get("homepage")), *objects(self._spec.get("supplementaryDocument")))
        return next(filter(None, (text(each.get("contentURL")) for each in pages)), "")

    def _field(self) -> str:
        codes = (text(each.get("id")) for each in objects(self._spec.get("thematicArea")))
        return next((code.removeprefix(FIELDS) for code in codes if code.startswith(FIELDS)), "")

    def _review_by(self, notes: _Notes) -> date | None:
        written = notes.text("review_by")
        if not written:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError as error:
            place = f"{self._place}.specifiedBy.additionalNote"
            raise ElmError(
                "elm_date", "“{written}” at {path} is no date.", path=place, written=written
            ) from error

    def _languages(self) -> tuple[str, ...]:
        shown = _first(self._credential, "displayParameter")
        known = VOCABULARY["language"]
        tags = (known.value(text(each.get("id"))) for each in objects(shown.get("language")))
        own = self._language.lower().split("-")[0]
        return tuple(self._language if tag == own else tag for tag in tags if tag not in {"", UNDETERMINED})

    def _value(self, name: str, node: Object) -> str:
        """Our value for a concept; for one that says nothing to us, its label in small letters."""
        known = VOCABULARY[name].value(text(node.get("id")))
        return known or _WORDS.sub("_", self._label(node).lower()).strip("_")

    def _label(self, node: Object) -> str:
        return _words(node.get("prefLabel"), "en")


class _Notes:
    """The notes of one part that say what they are about."""

    def __init__(self, holder: Object, language: str) -> None:
        self._said = [
            (text(_first(note, "subject").get("id")), _words(note.get("noteLiteral"), language))
            for note in objects(holder.get("additionalNote"))
        ]

    def is_about(self, name: str) -> bool:
        """Whether there is a note about this."""
        return any(iri == VOCABULARY["about"].term(name).iri for iri, _ in self._said)

    def texts(self, name: str) -> tuple[str, ...]:
        """What the notes about this say."""
        iri = VOCABULARY["about"].term(name).iri
        return tuple(said for subject, said in self._said if subject == iri and said)

    def text(self, name: str) -> str:
        """What the first note about this says."""
        return next(iter(self.texts(name)), "")

    def value(self, name: str) -> str:
        """The value that a note stands for, of one of our lists."""
        values = (VOCABULARY[name].value(iri) for iri, _ in self._said if iri.startswith(f"{OWN}{name}:"))
        return next(values, "")

    def measures(self) -> dict[str, tuple[int | None, bool]]:
        """Of skills, by their address: the level, and whether they were assessed."""
        found = {}
        for iri, said in self._said:
            level = _SKILL_LEVEL.match(said)
            if level or said == _ASSESSED:
                found[iri] = (int(level["level"]) if level else None, said.endswith(_ASSESSED))
        return found


def _words(value: Any, language: str) -> str:
    """A text in this language, or in the first that there is; empty where nothing of it can be seen."""
    if not isinstance(value, dict):
        return visible(text(value))
    return next(filter(visible, map(text, (value.get(language), *value.values()))), "")


def _first(holder: Object, member: str) -> Object:
    return next(iter(objects(holder.get(member))), {})


def _only(holder: Object, member: str, *, path: str) -> Object:
    found = objects(holder.get(member))
    if len(found) > 1:
        raise ElmError(
            "elm_several", "There are {count} of what {path} may have once.", path=path, count=len(found)
        )
    return next(iter(found), {})


def _is(node: Object, type_name: str) -> bool:
    return type_name in many(node.get("type"))


def _countries(body: Object) -> Iterator[str]:
    for location in objects(body.get("location")):
        for address in objects(location.get("address")):
            code = text(_first(address, "countryCode").get("id"))
            if code:
                yield code
