"""What is said in the European Learning Model is what was said before, and can be read back; shapes find no fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from tests.credential.elm_world import BARE, UNSEALED, as_credential, elements, graph, shapes_of, violations

from skillmark.credential.elm.read import elements_of_elm
from skillmark.credential.elm.translate import to_elm
from skillmark.credential.elm.write import compose
from skillmark.credential.model.badge import AchievementCredential
from skillmark.credential.model.elements import Elements
from skillmark.credential.model.elements_of import elements_of_credential


def _document(says: Elements) -> dict[str, Any]:
    return compose(says, AchievementCredential(BARE), source="urn:test:1")


@pytest.fixture(scope="module")
def shapes(skills_data: Callable[[str], Path]) -> rdflib.Graph:
    return shapes_of(skills_data, "edc-generic-no-cv.ttl", "edc-generic-full.ttl")


@pytest.fixture(scope="module")
def context(skills_data: Callable[[str], Path]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(skills_data("elm/edc-ap-context.jsonld").read_bytes())
    return loaded


@given(elements())
@settings(max_examples=300)
def test_what_is_written_reads_as_the_same_elements(says: Elements) -> None:
    assert elements_of_elm(_document(says)) == says


@given(elements())
@settings(max_examples=200)
def test_what_a_credential_says_in_our_terms_comes_along_and_is_found(says: Elements) -> None:
    document = as_credential(says)
    translation = to_elm(document)
    assert elements_of_elm(translation.document) == elements_of_credential(document)
    assert {loss.path for loss in translation.losses} == set()
    assert [lack.path for lack in translation.lacks] == ["$.issuer"]


@given(elements())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_the_commissions_shapes_find_no_fault(
    shapes: rdflib.Graph, context: dict[str, Any], says: Elements
) -> None:
    found = violations(graph(_document(says), context=context), shapes)
    assert [shape for shape, _ in found] == [UNSEALED], found
