"""Elements of every kind, the Commission's shapes, and what of them a document violates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from hypothesis import strategies as st
from rdflib.namespace import SH

from skillmark.credential.contexts import BUNDLED
from skillmark.credential.elm.vocabulary import VOCABULARY
from skillmark.credential.model.elements import Elements, NationalLevel, OutcomeElement, SkillElement

# What the Commission's own sample lacks, and every document that nobody has sealed: the issuer, whom the seal names.
UNSEALED = "EuropeanDigitalCredential-cred_issuer"

_letters = st.characters(exclude_categories=("Cs", "Cn", "Cc", "Co"), exclude_characters="\ufffe\uffff")
words = st.text(_letters, min_size=1, max_size=40).map(str.strip).filter(bool)
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
        prerequisites=draw(words | st.just("")),
        supervision=supervision,
        identity_check=identity_check,
        grades=tuple(draw(st.lists(words, max_size=3))),
        stackability=draw(st.sampled_from(["", "standalone", "stackable"])),
        stacks_into=draw(words | st.just("")),
        further_information=draw(addresses | st.just("")),
        description=draw(words | st.just("")),
        criteria=draw(words | st.just("")),
        kind=draw(words | st.just("")),
        language=draw(st.sampled_from([*_languages, "en-GB", ""])),
        languages=tuple(
            draw(st.just([]) | st.lists(st.sampled_from(_languages), min_size=2, max_size=4, unique=True))
        ),
        field_code=draw(st.from_regex(r"[0-9]{2,4}", fullmatch=True) | st.just("")),
        review_by=draw(st.none() | st.dates()),
        skills=tuple(skills),
    )


def bare(says: Elements) -> dict[str, Any]:
    """The credential behind these elements, with nothing more than somebody whom it is about, and a day of issuing."""
    assert says.issued_on is not None
    issued = (says.issued_on - timedelta(days=1)).replace(microsecond=0)
    return {
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "validFrom": issued.isoformat().replace("+00:00", "Z"),
        "credentialSubject": {"id": "did:example:ada"},
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


HOURS = Decimal(60)
