"""From an Open Badges 3.0 credential to a European Learning Model 3 document, in the shape of the Commission's sample.

The elements come from `Elements` (what a micro-credential says, whatever carries it), the rest (identifiers, the
learner, addresses, evidence, scales) from the credential itself. What ELM has no member for becomes a note that names
its subject, so that it is there for people, and can be read back.

The document is a translation. It carries no signature and no issuer in the sense of ELM: whoever seals it as a European
Digital Credential is its issuer, with a legal identifier of their own.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from skillmark.credential.contexts.micro_credential import MEMBER
from skillmark.credential.elm.hours import duration_of, writable
from skillmark.credential.elm.parts import (
    POINTS,
    UNDETERMINED,
    Node,
    Parts,
    Words,
    concept,
    english,
    is_tag,
    picture_kind,
    time,
)
from skillmark.credential.elm.vocabulary import (
    ESCO_SKILL,
    ESCO_SKILLS,
    FIELDS,
    OWN,
    QUALIFICATIONS,
    SCHEME,
    VOCABULARY,
    Term,
)
from skillmark.credential.jsonld.iri import is_absolute
from skillmark.credential.model.achievement import Achievement, ResultDescription
from skillmark.credential.model.badge import AchievementCredential
from skillmark.credential.model.credential import Address, Evidence, Profile
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.identity import IdentityObject
from skillmark.credential.model.view import identifier, objects, only, text

CONTEXTS: Final = (
    "https://www.w3.org/2018/credentials/v1",
    "http://data.europa.eu/snb/model/context/edc-ap",
)
# The Commission's shapes that the document is made for.
SHAPES: Final = "http://data.europa.eu/snb/model/ap/edc-generic-full"
STACKABLE: Final = {"standalone": False, "stackable": True}
# A white PNG of one pixel: Europass wants a picture of the credential, and not every credential carries one.
_WHITE: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
_DATA: Final = "base64,"
# ISCED-F 2013: broad, narrow and detailed fields.
_FIELD_DIGITS: Final = (2, 3, 4)
_ABOUT: Final = VOCABULARY["about"]


def compose(
    elements: Elements, badge: AchievementCredential, *, source: str, picture: bytes | None = None
) -> dict[str, Any]:
    """The ELM document that says these elements of this credential; `source` is what its identifiers are made from."""
    writer = _Writer(elements, badge, Parts(source=source, language=elements.language))
    return writer.credential(picture)


class _Writer:
    """One translation: the methods go from the outside to the inside."""

    def __init__(self, elements: Elements, badge: AchievementCredential, parts: Parts) -> None:
        self._says, self._badge, self._parts = elements, badge, parts
        self._own: Mapping[str, Any] = only(objects(badge.achievement.document.get(MEMBER))) or {}
        given: dict[str, list[Mapping[str, Any]]] = {}
        for each in objects(self._own.get("translation")):
            given.setdefault(text(each.get("language")).lower(), []).append(each)
        given.pop(parts.language.lower(), None)
        # Of several in one language none is taken: which comes first is up to whoever holds the file.
        self._translations = [
            (tag, one) for tag, several in given.items() if is_tag(tag) and (one := only(several)) is not None
        ]
        self._translated = self._translated_outcomes()
        self._awarded_by = self._awarding_process()

    def credential(self, picture: bytes | None) -> dict[str, Any]:
        issued = time(self._says.issued_on) if self._says.issued_on else None
        ends = self._badge.valid_until
        members = {
            "@context": list(CONTEXTS),
            "id": self._parts.credential_id,
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "identifier": [self._parts.identifier(self._badge.id, "Open Badges 3.0")]
            if self._badge.id
            else None,
            "credentialSchema": [{"id": SHAPES, "type": "ShaclValidator2017"}],
            "credentialSubject": self._person(),
            "issuanceDate": issued,
            "issued": issued,
            "validFrom": issued,
            "expirationDate": time(ends) if ends else None,
            "credentialProfiles": [concept(VOCABULARY["profile"].term("generic"))],
            "displayParameter": self._display(picture or self._own_picture() or _WHITE),
        }
        return {name: value for name, value in members.items() if value is not None}

    # --- the learner --------------------------------------------------------------------------------------------

    def _person(self) -> Node:
        subject = self._badge.subject
        openly = [each for each in subject.identifiers if not each.hashed]
        names = [each.value for each in openly if each.kind == "name"]
        mail = [
            each.value for each in openly if each.kind in {"emailAddress", "email"} and _mailbox(each.value)
        ]
        others = [each for each in subject.identifiers if not self._is_named(each, names[:1], mail)]
        identifiers = [self._parts.identifier(each.value, scheme_of(each)) for each in others if each.value]
        if subject.id and not is_absolute(subject.id):
            identifiers.append(self._parts.identifier(subject.id, "id"))
        return self._parts.node(
            "person",
            "Person",
            given=subject.id,
            fullName=self._parts.said(names[0]) if names else None,
            identifier=identifiers,
            contactPoint=[self._contact(mail)] if mail else None,
            hasClaim=[self._achievement()],
        )

    @staticmethod
    def _is_named(identity: IdentityObject, names: list[str], mail: list[str]) -> bool:
        """Whether an identifier of the learner has a better place than the list of identifiers."""
        if identity.hashed:
            return False
        taken = {"name": names, "emailAddress": mail, "email": mail}
        return identity.value in taken.get(identity.kind, ())

    def _contact(self, mail: list[str], *, phone: str = "") -> Node:
        return self._parts.node(
            "contactPoint",
            "ContactPoint",
            emailAddress=[{"id": _mailbox(each), "type": "Mailbox"} for each in mail],
            phone=[self._parts.node("phone", "Phone", phoneNumber=phone)] if phone else None,
        )

    # --- who awards it ------------------------------------------------------------------------------------------

    def _awarding_process(self) -> Node:
        awarded = self._badge.awarded
        return self._parts.node(
            "awardingProcess",
            "AwardingProcess",
            awardingBody=[self._organisation(self._badge.issuer)],
            awardingDate=time(awarded) if awarded else None,
        )

    def _organisation(self, issuer: Profile) -> Node:
        picture = _embedded(issuer.image)
        mail = [issuer.email] if _mailbox(issuer.email) else []
        entries = [each for each in issuer.other_identifiers if each.value]
        return self._parts.node(
            "org",
            "Organisation",
            given=issuer.id,
            legalName=self._parts.said(self._says.awarding_body) if self._says.awarding_body else None,
            identifier=[self._parts.identifier(each.value, each.kind) for each in entries],
            homepage=[self._parts.page(issuer.url)] if is_absolute(issuer.url) else None,
            location=self._locations(issuer.address),
            contactPoint=[self._contact(mail, phone=issuer.phone)] if mail or issuer.phone else None,
            additionalNote=[self._parts.note(issuer.description)] if issuer.description else None,
            logo=self._parts.picture(picture) if picture else None,
        )

    def _locations(self, address: Address) -> list[Node]:
        country = VOCABULARY["country"].by_value.get(self._says.country)
        lines = (address.street, address.post_office_box, address.postal_code, address.locality)
        written = "\n".join(line for line in lines if line)
        if not (country or written or self._says.region):
            return []
        place = self._parts.node(
            "address",
            "Address",
            countryCode=concept(country) if country else None,
            fullAddress=self._parts.note(written) if written else None,
        )
        region = self._parts.said(self._says.region) if self._says.region else None
        return [self._parts.node("location", "Location", address=[place], geographicName=region)]

    # --- what was achieved --------------------------------------------------------------------------------------

    def _achievement(self) -> Node:
        evidence = self._badge.evidence
        notes = [
            self._parts.note(_told(each), about=_ABOUT.term("evidence")) for each in evidence if _told(each)
        ]
        if self._badge.subject.narrative:
            notes.append(self._parts.note(self._badge.subject.narrative, about=_ABOUT.term("narrative")))
        if self._badge.id:
            notes.append(self._translated_from(self._badge.id))
        return self._parts.node(
            "learningAchievement",
            "LearningAchievement",
            title=self._title(),
            awardedBy=self._awarded_by,
            provenBy=self._assessments(),
            creditReceived=self._credits(_number(self._badge.subject.credits_earned)),
            additionalNote=notes,
            supplementaryDocument=[
                self._parts.page(each.id, title=each.name) for each in evidence if is_absolute(each.id)
            ],
            specifiedBy=self._qualification(),
        )

    def _translated_from(self, source: str) -> Node:
        return self._parts.node(
            "note",
            "Note",
            noteLiteral=english(
                f"Translated from {source}. This document is not signed: that credential is."
            ),
            subject=concept(_ABOUT.term("translation")),
        )

    def _title(self) -> Words | None:
        return self._in_languages(self._says.title, "title")

    def _in_languages(self, said: str, member: str) -> Words | None:
        """A text in the credential's language, and in those into which it is translated."""
        others = ((tag, text(each.get(member))) for tag, each in self._translations)
        own = self._parts.said(said) if said else {}
        return {tag: [other] for tag, other in others if other} | own or None

    def _qualification(self) -> Node:
        says, achievement = self._says, self._badge.achievement
        field = Term(f"{FIELDS}{says.field_code}", says.field_code, f"{FIELDS}{SCHEME}")
        nqf = says.national_level if says.national_level and _is_official(says.national_level) else None
        eqf = VOCABULARY["eqf"].by_value.get(str(says.eqf_level))
        hours = says.workload_hours
        return self._parts.node(
            "qualification",
            "Qualification",
            given=achievement.id,
            title=self._title(),
            description=self._in_languages(says.description, "summary"),
            category=self._parts.said(says.kind) if says.kind else None,
            identifier=self._identifiers(achievement),
            language=[concept(each) for each in self._languages(says.language)],
            mode=[concept(VOCABULARY["mode"].term(says.participation))] if says.participation else None,
            volumeOfLearning=duration_of(hours) if hours is not None and writable(hours) else None,
            creditPoint=self._credits(says.credit_points),
            eqfLevel=concept(eqf) if eqf else None,
            nqfLevel=[self._level(nqf)] if nqf else None,
            educationLevel=[self._level(says.national_level)] if says.national_level and not nqf else None,
            thematicArea=[concept(field)] if _is_field(says.field_code) else None,
            educationSubject=[self._subject(achievement.field_of_study)]
            if achievement.field_of_study
            else None,
            learningOutcomeSummary=self._summary(),
            entryRequirement=self._parts.note(says.prerequisites) if says.prerequisites else None,
            isPartialQualification=STACKABLE.get(says.stackability),
            isPartOf=self._larger(),
            learningOutcome=[*self._outcomes(), *self._skills()],
            homepage=[self._parts.page(says.further_information)]
            if is_absolute(says.further_information)
            else None,
            additionalNote=self._notes(),
        )

    def _identifiers(self, achievement: Achievement) -> list[Node]:
        named = [("Code", achievement.code), ("Version", achievement.version)]
        named += [(each.kind, each.value) for each in achievement.other_identifiers]
        return [self._parts.identifier(value, name) for name, value in named if value]

    def _subject(self, name: str) -> Node:
        made = self._parts.name("subject")
        scheme = {"id": f"{OWN}subject", "type": "ConceptScheme"}
        return {"id": made, "type": "Concept", "inScheme": scheme, "prefLabel": self._parts.said(name)}

    def _summary(self) -> Node | None:
        said = self._in_languages(text(self._own.get("canDo")), "canDo")
        return self._parts.node("note", "Note", noteLiteral=said) if said else None

    def _languages(self, *tags: str) -> list[Term]:
        known = VOCABULARY["language"].by_value
        return [
            known[base] for base in dict.fromkeys(tag.lower().split("-")[0] for tag in tags) if base in known
        ]

    def _credits(self, points: Decimal | None) -> list[Node]:
        written = f"{points:f}" if points is not None and points.is_finite() else ""
        if not POINTS.fullmatch(written):
            return []
        framework = concept(VOCABULARY["credit"].term(self._says.credit_scheme))
        return [self._parts.node("creditPoint", "CreditPoint", framework=framework, point=written)]

    def _level(self, level: NationalLevel) -> Node:
        scheme = f"{QUALIFICATIONS}{SCHEME}" if _is_official(level) else f"{OWN}framework"
        label = f"{level.framework} Level {level.level}".strip()
        made = concept(Term(self._parts.name("level", given=level.url), label, scheme))
        return made | {"notation": level.level}

    def _larger(self) -> list[Node]:
        into = self._says.stacks_into
        return (
            [self._parts.node("qualification", "Qualification", title=self._parts.said(into))] if into else []
        )

    # --- what one can do ----------------------------------------------------------------------------------------

    def _outcomes(self) -> Iterator[Node]:
        own = objects(self._own.get("outcome"))
        names = [text(each.get("id")) for each in own]
        if len(names) != len(self._says.outcomes):
            names = [""] * len(self._says.outcomes)
        for name, outcome in zip(names, self._says.outcomes, strict=True):
            yield self._outcome(outcome, name)

    def _outcome(self, outcome: OutcomeElement, name: str) -> Node:
        notes = [self._parts.note(each, about=_ABOUT.term("shown_by")) for each in outcome.shown_by if each]
        return self._parts.node(
            "learningOutcome",
            "LearningOutcome",
            given=name,
            title=dict(self._translated.get(name, ())) | self._parts.said(outcome.statement),
            additionalNote=notes,
        )

    def _translated_outcomes(self) -> dict[str, list[tuple[str, list[str]]]]:
        """Statements in other languages, by the identifier of the outcome."""
        found: dict[str, list[tuple[str, list[str]]]] = {}
        for tag, translation in self._translations:
            for each in objects(translation.get("translatedOutcome")):
                said = text(each.get("statement"))
                if said:
                    found.setdefault(identifier(each.get("ofOutcome")), []).append((tag, [said]))
        return found

    def _skills(self) -> list[Node]:
        """Skills belong to the whole micro-credential, and ELM hangs them on outcomes: so one outcome that says so."""
        skills = [(each, self._skill(each)) for each in self._says.skills if each.name]
        if not skills:
            return []
        term = _ABOUT.term("skills")
        notes = [note for note in (self._measure(skill, node) for skill, node in skills) if note]
        return [
            self._parts.node(
                "learningOutcome",
                "LearningOutcome",
                title=english(term.label),
                additionalNote=[self._parts.remark(term), *notes],
                relatedSkill=[node for _, node in skills],
                relatedESCOSkill=[node for _, node in skills if str(node["id"]).startswith(ESCO_SKILL)],
            )
        ]

    def _skill(self, skill: SkillElement) -> Node:
        iri = self._parts.name("skill", given=skill.url)
        scheme = ESCO_SKILLS if iri.startswith(ESCO_SKILL) else f"{OWN}skills"
        framework: Node = {"id": scheme, "type": "ConceptScheme"}
        if skill.framework:
            framework["prefLabel"] = english(skill.framework)
        return {
            "id": iri,
            "type": "Concept",
            "inScheme": framework,
            "prefLabel": self._parts.said(skill.name),
        }

    def _measure(self, skill: SkillElement, node: Node) -> Node | None:
        said = measure_of(skill.level, is_assessed=skill.is_assessed)
        if not said:
            return None
        subject = {"id": node["id"], "type": "Concept"}
        return self._parts.node("note", "Note", noteLiteral=english(said), subject=subject)

    # --- how it was shown ---------------------------------------------------------------------------------------

    def _assessments(self) -> list[Node]:
        types, graded = self._says.assessment_types, self._graded()
        if len(types) == 1 and graded:
            found = [(types[0], *each) for each in graded]
        else:
            # Which of several kinds of assessment a result comes from is not said, so neither says it of the other.
            found = [(kind, "", None) for kind in types] + [("", *each) for each in graded]
        if not found and self._supervised():
            found = [("", "", None)]
        return [self._assessment(*each) for each in found]

    def _graded(self) -> list[tuple[str, ResultDescription | None]]:
        """Every result with its scale; the grades alone where the credential has no results."""
        results: list[tuple[str, ResultDescription | None]] = [
            (each.value, each.description) for each in self._badge.results if each.value
        ]
        return results or [(grade, None) for grade in self._says.grades]

    def _assessment(self, kind: str, grade: str, scale: ResultDescription | None) -> Node:
        term = VOCABULARY["assessment"].term(kind) if kind else None
        name = scale.name if scale else ""
        title = self._parts.said(name) if name else english(term.label if term else "Assessment")
        return self._parts.node(
            "learningAssessment",
            "LearningAssessment",
            title=title,
            awardedBy=self._awarded_by,
            grade=self._parts.note(grade) if grade else self._parts.remark(_ABOUT.term("not_graded")),
            idVerification=self._supervised(),
            specifiedBy=self._specified(title, term, scale),
        )

    def _specified(self, title: Words, term: Term | None, scale: ResultDescription | None) -> Node | None:
        if term is None and scale is None:
            return None
        return self._parts.node(
            "learningAssessmentSpec",
            "LearningAssessmentSpecification",
            title=title,
            dcType=[concept(term)] if term else None,
            gradingScheme=self._grading(title, scale) if scale else None,
        )

    def _grading(self, title: Words, scale: ResultDescription) -> Node:
        lines = [text(scale.document.get("description")), scale.kind, *scale.allowed]
        bounds = {"Least": scale.minimum, "Most": scale.maximum, "Required": scale.required}
        lines += [f"{name}: {value}" for name, value in bounds.items() if value]
        lines += [part for level in scale.levels for part in (level.name, level.description)]
        told = "\n".join(line for line in lines if line)
        description = self._parts.said(told) if told else None
        return self._parts.node("gradingScheme", "GradingScheme", title=title, description=description)

    def _supervised(self) -> Node | None:
        said = f"{self._says.supervision}+{self._says.identity_check}"
        return concept(VOCABULARY["supervision"].term(said)) if said != "+" else None

    # --- what has no member of its own --------------------------------------------------------------------------

    def _notes(self) -> list[Node]:
        says = self._says
        texts = {
            "criteria": says.criteria,
            "level_set_by": says.level_set_by,
            "no_level_reason": says.no_level_reason,
            "quality_body": says.quality_body,
            "quality_url": says.quality_url,
            "review_by": says.review_by.isoformat() if says.review_by else "",
        }
        notes = [self._parts.note(text, about=_ABOUT.term(name)) for name, text in texts.items() if text]
        values = {"quality": says.quality_kind, "cycle": says.cycle}
        notes += [self._parts.remark(VOCABULARY[name].term(value)) for name, value in values.items() if value]
        further = {"tag": self._badge.achievement.tags, "requires": tuple(self._required())}
        for name, said in further.items():
            notes += [self._parts.note(each, about=_ABOUT.term(name)) for each in said if each]
        return notes

    def _required(self) -> Iterator[str]:
        for each in objects(self._own.get("requires")):
            yield "\n".join(part for part in (text(each.get("label")), text(each.get("url"))) if part)

    # --- how it is shown ----------------------------------------------------------------------------------------

    def _display(self, picture: bytes) -> Node:
        first = VOCABULARY["language"].term(UNDETERMINED)
        spoken = self._languages(self._says.language)
        primary = concept(spoken[0] if spoken else first)
        available = self._languages(*(self._says.languages or (self._says.language,)))
        detail = self._parts.node(
            "displayDetail", "DisplayDetail", image=self._parts.picture(picture), page=1
        )
        return self._parts.node(
            "displayParameter",
            "DisplayParameter",
            title=self._title() or english("Micro-credential"),
            language=[concept(each) for each in available] or [primary],
            primaryLanguage=primary,
            individualDisplay=[
                self._parts.node(
                    "individualDisplay", "IndividualDisplay", language=primary, displayDetail=[detail]
                )
            ],
        )

    def _own_picture(self) -> bytes:
        return _embedded(self._badge.picture.id)


def _told(evidence: Evidence) -> str:
    parts = (evidence.name, evidence.genre, evidence.description, evidence.narrative, evidence.audience)
    return "\n".join(dict.fromkeys(part for part in parts if part))


def measure_of(level: int | None, *, is_assessed: bool) -> str:
    """What a note says of one skill: how far it is shown, and whether it was assessed."""
    said = [f"EQF level {level}."] if str(level) in VOCABULARY["eqf"].by_value else []
    return " ".join([*said, "Assessed."] if is_assessed else said)


def scheme_of(identity: IdentityObject) -> str:
    """The name of an identifier's scheme. Without the salt a hash says nothing, so it is named along."""
    if not identity.hashed:
        return identity.kind
    return (
        f"{identity.kind}, hashed with the salt “{identity.salt}”"
        if identity.salt
        else f"{identity.kind}, hashed"
    )


def _number(written: str) -> Decimal | None:
    return Decimal(written) if POINTS.fullmatch(written) else None


def _mailbox(address: str) -> str:
    iri = f"mailto:{address}"
    return iri if "@" in address and is_absolute(iri) else ""


def _is_field(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) in _FIELD_DIGITS


def _is_official(level: NationalLevel) -> bool:
    return level.url.startswith(QUALIFICATIONS) and is_absolute(level.url)


def _embedded(address: str) -> bytes:
    """The bytes of a picture that is written into the document; empty for one elsewhere, or of a kind not shown."""
    head, found, data = address.partition(_DATA)
    if not (found and head.startswith("data:")):
        return b""
    try:
        picture = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return picture if picture_kind(picture) else b""
