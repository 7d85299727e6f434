"""Elements of every kind, the Commission's shapes, and what of them a document violates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from hypothesis import strategies as st
from rdflib.namespace import SH
from tests.credential.badges import NORTHFIELD, badge

from skillmark.credential.contexts import BUNDLED
from skillmark.credential.elm.vocabulary import VOCABULARY
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement
from skillmark.credential.model.identity import hashed_identity
from skillmark.credential.model.visible import visible

# What the Commission's own sample lacks, and every document that nobody has sealed: the issuer, whom the seal names.
UNSEALED = "EuropeanDigitalCredential-cred_issuer"

# Characters that turn the text around them are left out by every reader, whoever wrote them.
_TURNING = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_letters = st.characters(
    exclude_categories=("Cs", "Cn", "Cc", "Co"), exclude_characters=f"\ufffe\uffff{_TURNING}"
)
words = st.text(_letters, min_size=1, max_size=40).map(str.strip).filter(visible)
texts = st.lists(words, min_size=1, max_size=3).map("\n".join) | words.map(
    lambda said: f"{said} Level 5: {said}"
)
addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9]{1,8}", fullmatch=True)
_skills = addresses | st.uuids().map(lambda uid: f"http://data.europa.eu/esco/skill/{uid}") | st.just("")
_languages = sorted(set(VOCABULARY["language"].by_value) - {"und"})
_levels = st.builds(
    NationalLevel,
    framework=words | st.just(""),
    level=st.from_regex(r"[0-9A-Z+]{1,4}", fullmatch=True),
    url=addresses | st.just("") | st.just("http://data.europa.eu/snb/qdr/c_670e54c7"),
)
_points = st.decimals(0, 500, places=1)


def _of(name: str) -> st.SearchStrategy[str]:
    """A value of one of our lists, or none."""
    return st.sampled_from(["", *VOCABULARY[name].by_value])


@st.composite
def elements(draw: st.DrawFn) -> Elements:
    """What any micro-credential could say of itself."""
    language = draw(st.sampled_from([*_languages, "en-GB", ""]))
    others = draw(st.lists(st.sampled_from(_languages), max_size=3, unique=True))
    own = language.split("-")[0]
    languages = [language, *(tag for tag in others if tag != own)] if language else others
    supervision, _, identity_check = draw(_of("supervision")).partition("+")
    points = draw(st.none() | _points)
    skills = draw(
        st.lists(
            st.builds(
                SkillElement,
                name=words,
                url=_skills,
                framework=words | st.just(""),
                level=st.none() | st.integers(1, 8),
                is_assessed=st.booleans(),
            ),
            max_size=4,
            unique_by=lambda skill: skill.url or skill.name,
        )
    )
    outcome = st.builds(OutcomeElement, statement=words, shown_by=st.lists(words, max_size=2).map(tuple))
    return Elements(
        learner_identified=True,
        title=draw(words),
        country=draw(st.sampled_from(sorted(VOCABULARY["country"].by_value))),
        region=draw(words | st.just("")),
        awarding_body=draw(words),
        issued_on=draw(
            st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
        ),
        outcomes=tuple(draw(st.lists(outcome, max_size=3))),
        workload_hours=draw(st.none() | st.decimals(0, 9000, places=2)),
        credit_points=points,
        credit_scheme=draw(st.sampled_from(sorted(VOCABULARY["credit"].by_value)))
        if points is not None
        else "",
        eqf_level=draw(st.none() | st.integers(1, 8)),
        national_level=draw(st.none() | _levels),
        cycle=draw(_of("cycle")),
        level_set_by=draw(words | st.just("")),
        no_level_reason=draw(words | st.just("")),
        assessment_types=tuple(
            draw(
                st.lists(
                    st.sampled_from([*VOCABULARY["assessment"].by_value, "by_choice"]),
                    max_size=3,
                    unique=True,
                )
            )
        ),
        participation=draw(_of("mode")),
        quality_kind=draw(_of("quality")),
        quality_body=draw(words | st.just("")),
        quality_url=draw(addresses | st.just("")),
        prerequisites=draw(texts | st.just("")),
        supervision=supervision,
        identity_check=identity_check,
        grades=tuple(draw(st.lists(words, max_size=3, unique=True))),
        stackability=draw(st.sampled_from(["", "standalone", "stackable"])),
        stacks_into=draw(words | st.just("")),
        further_information=draw(addresses | st.just("")),
        description=draw(texts | st.just("")),
        criteria=draw(texts | st.just("")),
        kind=draw(words | st.just("")),
        language=language,
        languages=tuple(languages),
        field_code=draw(st.from_regex(r"[0-9]{2,4}", fullmatch=True) | st.just("")),
        review_by=draw(st.none() | st.dates()),
        skills=tuple(skills),
    )


# The least that stands behind elements: somebody whom they are about.
BARE = {"id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11", "credentialSubject": {"id": "did:example:ada"}}


def as_credential(says: Elements) -> dict[str, Any]:
    """A badge that says these elements, in our terms where we have some."""
    assert says.issued_on is not None
    level, address = says.national_level, {"addressCountryCode": says.country, "addressRegion": says.region}
    own = {
        "kind": says.kind,
        "fieldCode": says.field_code,
        "outcome": [
            {"id": f"urn:test:outcome:{number}", "statement": each.statement, "shownBy": list(each.shown_by)}
            for number, each in enumerate(says.outcomes)
        ],
        "workloadHours": _json(says.workload_hours),
        "creditPoints": _json(says.credit_points),
        "creditScheme": says.credit_scheme,
        "eqfLevel": says.eqf_level,
        "nationalLevel": {"framework": level.framework, "code": level.level, "url": level.url} if level else None,
        "cycle": says.cycle,
        "levelSetBy": says.level_set_by,
        "noLevelReason": says.no_level_reason,
        "assessmentType": list(says.assessment_types),
        "participation": says.participation,
        "supervision": says.supervision,
        "identityCheck": says.identity_check,
        "qualityKind": says.quality_kind,
        "qualityBody": says.quality_body,
        "qualityUrl": says.quality_url,
        "prerequisites": says.prerequisites,
        "stackability": says.stackability,
        "stacksInto": says.stacks_into,
        "reviewBy": says.review_by.isoformat() if says.review_by else "",
        "furtherInformation": says.further_information,
        "skill": [
            {"label": each.name, "url": each.url, "framework": each.framework, "eqfLevel": each.level,
             "assessed": each.is_assessed}
            for each in says.skills
        ],
        "languages": list(says.languages),
    }  # fmt: skip
    return {
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": NORTHFIELD, "type": ["Profile"], "name": says.awarding_body, "address": address},
        "validFrom": says.issued_on.isoformat().replace("+00:00", "Z"),
        "credentialSubject": {
            "id": "did:example:ada",
            "result": [{"value": grade} for grade in says.grades],
            "achievement": {
                "name": says.title,
                "description": says.description,
                "criteria": {"narrative": says.criteria},
                "inLanguage": says.language,
                "microCredential": own,
            },
        },
    }


def _json(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
FIRST, SECOND = (f"urn:uuid:018f3c6e-7b2a-7c31-9a55-00000000000{number}" for number in (1, 2))
ESCO = "http://data.europa.eu/esco/skill/326809fc-238d-40c2-881e-40042f7f2f0d"


def full() -> dict[str, Any]:
    """A badge that says everything that there is to say, in the members of Open Badges and in ours."""
    document = badge()
    document["image"] = {"id": f"data:image/png;base64,{PIXEL}", "type": "Image", "caption": "A whisk"}
    document["issuer"] |= {
        "url": "https://northfield.example/",
        "email": "office@northfield.example",
        "phone": "+353 1 234 5678",
        "description": "A college by the sea.",
        "image": {"id": f"data:image/png;base64,{PIXEL}", "type": "Image"},
        "address": {
            "type": ["Address"],
            "addressCountry": "Ireland",
            "addressCountryCode": "IE",
            "addressRegion": "Leinster",
            "addressLocality": "Dublin",
            "postalCode": "D08",
            "streetAddress": "Campus Square 429",
            "postOfficeBoxNumber": "77",
        },
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "Res1818", "identifierType": "ext:research"}
        ],
    }
    document["evidence"][0] |= {"genre": "Project", "description": "Ten pages.", "audience": "Cooks"}
    subject = document["credentialSubject"]
    subject["id"] = "did:example:ada"
    subject["narrative"] = "Ada can keep a kitchen safe."
    subject["creditsEarned"] = 2
    hashed = hashed_identity("s-1", kind="sisSourcedId", salt="salt of some length")
    subject["identifier"] += [
        hashed,
        {"type": "IdentityObject", "hashed": False, "identityType": "sisSourcedId", "identityHash": "4711"},
    ]
    achievement = subject["achievement"]
    achievement["resultDescription"][0] |= {"description": "Ten questions.", "allowedValue": ["7", "8", "9"]}
    achievement |= {
        "criteria": {
            "id": "https://northfield.example/food",
            "narrative": "Passes the quiz.\n\nWrites a plan.",
        },
        "humanCode": "FS-1",
        "version": "2",
        "inLanguage": "en-GB",
        "fieldOfStudy": "Hotels and restaurants",
        "creditsAvailable": 2,
        "tag": ["Workload: 62.5 hours", "kitchen"],
        "creator": {"id": NORTHFIELD, "type": ["Profile"], "name": "Northfield College"},
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "NVQ-7", "identifierType": "identifier"}
        ],
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "EQF level 4",
                "targetFramework": "European Qualifications Framework",
                "targetCode": "4",
                "targetType": "CFItem",
                "targetUrl": "http://data.europa.eu/snb/eqf/4",
            },
            {
                "type": ["Alignment"],
                "targetName": "6",
                "targetFramework": "IE NQF",
                "targetCode": "6",
                "targetUrl": "http://data.europa.eu/snb/qdr/c_670e54c7",
            },
            {
                "type": ["Alignment"],
                "targetName": "establish collaborative relations",
                "targetUrl": ESCO,
                "targetFramework": "ESCO",
                "targetType": "CFItem",
            },
        ],
        "microCredential": _ours(),
    }
    return document


def _ours() -> dict[str, Any]:
    return {
        "canDo": "keep a kitchen safe",
        "kind": "application",
        "fieldCode": "1013",
        "country": "IE",
        "region": "Leinster",
        "outcome": [
            {"id": FIRST, "statement": "Writes a plan", "shownBy": ["Plan", "Quiz"]},
            {"id": SECOND, "statement": "Names what spoils"},
        ],
        "workloadHours": 62.5,
        "creditPoints": 2,
        "creditScheme": "ects",
        "eqfLevel": 4,
        "nationalLevel": {
            "framework": "IE NQF",
            "code": "6",
            "url": "http://data.europa.eu/snb/qdr/c_670e54c7",
        },
        "cycle": "short",
        "levelSetBy": "Examination board",
        "noLevelReason": "None, since there is one",
        "assessmentType": ["testing", "application"],
        "participation": "blended",
        "supervision": "onsite",
        "identityCheck": "document_onsite",
        "qualityKind": "institution",
        "qualityBody": "QQI",
        "qualityUrl": "https://quality.example/northfield",
        "prerequisites": "None",
        "requires": [{"label": "Hygiene", "url": "https://northfield.example/hygiene"}],
        "stackability": "stackable",
        "stacksInto": "Kitchen manager",
        "reviewBy": "2028-01-15",
        "furtherInformation": "https://northfield.example/food",
        "skill": [
            {
                "label": "establish collaborative relations",
                "url": ESCO,
                "framework": "ESCO",
                "eqfLevel": 3,
                "assessed": True,
            },
            {"label": "keep knives sharp", "assessed": False},
        ],
        "languages": ["en-GB", "nl"],
        "translation": [
            {
                "language": "nl",
                "title": "Voedselveiligheid",
                "canDo": "een keuken veilig houden",
                "summary": "Houdt een kleine keuken veilig.",
                "translatedOutcome": [{"ofOutcome": FIRST, "statement": "Schrijft een plan"}],
            }
        ],
    }


def graph(document: Mapping[str, Any], *, context: Mapping[str, Any]) -> rdflib.Graph:
    """What an ELM document states, under the contexts of its data model, which are not fetched."""
    credentials = BUNDLED.load("https://www.w3.org/2018/credentials/v1").document["@context"]
    written = json.dumps({**document, "@context": [credentials, context["@context"]]})
    return rdflib.Graph().parse(data=written, format="json-ld")


def shapes_of(skills_data: Callable[[str], Path], *names: str) -> rdflib.Graph:
    """Shapes of the Commission, in one graph."""
    found = rdflib.Graph()
    for name in names:
        found.parse(skills_data(f"elm/{name}"))
    return found


def violations(data: rdflib.Graph, shapes: rdflib.Graph) -> list[tuple[str, str]]:
    """By which shapes a graph is wrong, and what is said of it."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    return sorted(
        (
            str(report.value(each, SH.sourceShape)).rsplit("/", 1)[-1],
            str(report.value(each, SH.resultMessage)),
        )
        for each in report.subjects(rdflib.RDF.type, SH.ValidationResult)
    )
