"""Documents of every kind, valid and damaged: what is genuine is verified, and nothing else is, whatever is done to it.

What counts as the same is told by meaning.py, which shares nothing with the library. fuzz/ asks the same for longer.
"""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.credential.meaning import Genuine
from tests.credential.mutations import (
    damaged,
    damaged_compact,
    from_base64url,
    mutate,
    rewritten,
    spoiled,
    to_base64url,
)
from tests.credential.samples import Sample, as_json, check, samples
from tests.credential.strategies import KINDS, SUITES, File, badges, by_suite, chances, records, vc_jwts

from skillmark.credential import Report

JSON_SAMPLES = sorted(name for name, sample in samples().items() if sample.data.startswith(b"{"))
TEXT_SAMPLES = sorted(name for name, sample in samples().items() if sample.data.startswith(b"ey"))
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
LONGER = settings(max_examples=150, deadline=None)


@cache
def genuine() -> Genuine:
    return Genuine.of(check(sample.data, policy=sample.policy) for sample in samples().values())


def inspected(sample: Sample, data: bytes) -> Report:
    """The report, which can always be written, and never calls verified what nobody signed."""
    report = check(data, policy=sample.policy)
    json.dumps(report.to_json())
    assert [each.document for each in genuine().impostors(report)] == []
    return report


# --- what is genuine ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples())
def test_every_sample_is_verified(name: str) -> None:
    assert inspected(samples()[name], samples()[name].data).verdict == "verified"


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_valid_is_verified(kind: str) -> None:
    @QUICK
    @given(KINDS[kind])
    def verified(file: File) -> None:
        report = check(file.data)
        assert report.verdict == "verified", report.to_json()

    verified()


# --- the same, written in another way -------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(badges(), st.sampled_from(sorted(SUITES)), chances)
def test_order_of_members_white_space_and_escapes_change_nothing(
    document: dict[str, Any], suite: str, chance: Random
) -> None:
    text = rewritten(by_suite(document, suite), chance)
    assert check(text.encode()).verdict == "verified", text


@settings(max_examples=40, deadline=None)
@given(badges(), st.sampled_from(sorted(SUITES)), chances)
def test_the_order_of_a_list_is_signed_by_the_suites_that_sign_json(
    document: dict[str, Any], suite: str, chance: Random
) -> None:
    whole = by_suite(document, suite)
    lists = [
        whole["credentialSubject"]["identifier"],
        whole["credentialSubject"]["achievement"].get("resultDescription", []),
        whole.get("evidence", []),
    ]
    before = deepcopy(lists)
    for each in lists:
        chance.shuffle(each)
    same = lists == before or "rdfc" in suite
    assert (check(as_json(whole)).verdict == "verified") is same


@QUICK
@given(records(), chances)
def test_a_record_may_be_written_in_any_way(document: dict[str, Any], chance: Random) -> None:
    assert check(rewritten(document, chance).encode()).verdict == "verified"


# --- changed --------------------------------------------------------------------------------------------------------


@LONGER
@given(st.sampled_from(JSON_SAMPLES), chances)
def test_no_changed_document_is_verified(name: str, chance: Random) -> None:
    sample = samples()[name]
    changed = mutate(sample.document, chance, spare=[samples()[other].document for other in JSON_SAMPLES])
    text = spoiled(json.dumps(changed), chance) if chance.random() < 0.1 else rewritten(changed, chance)
    inspected(sample, text.encode("utf-8", "surrogatepass"))


@LONGER
@given(st.sampled_from(TEXT_SAMPLES), chances)
def test_no_changed_text_is_verified(name: str, chance: Random) -> None:
    sample = samples()[name]
    others = [samples()[other].text for other in TEXT_SAMPLES]
    text = damaged_compact(sample.text, chance, spare=[samples()["badge"].document], others=others)
    inspected(sample, text.encode("utf-8", "surrogatepass"))


@LONGER
@given(st.sampled_from(sorted(samples())), st.sampled_from(sorted(samples())), chances)
def test_no_damaged_bytes_are_verified(name: str, other: str, chance: Random) -> None:
    sample = samples()[name]
    inspected(sample, damaged(sample.data, chance, other=samples()[other].data))


@pytest.mark.parametrize("kind", KINDS)
def test_no_changed_file_of_any_content_is_verified(kind: str) -> None:
    @QUICK
    @given(KINDS[kind], chances)
    def never(file: File, chance: Random) -> None:
        known = Genuine.of([check(file.data)])
        for _ in range(3):
            report = check(changed_file(file.data, chance))
            assert [each.document for each in known.impostors(report)] == []

    never()


def changed_file(data: bytes, chance: Random) -> bytes:
    """A file that says something else, as far as its form is known."""
    if data.startswith(b"{"):
        return as_json(mutate(json.loads(data), chance))
    if data.startswith(b"ey"):
        return damaged_compact(data.decode("ascii"), chance).encode("utf-8", "surrogatepass")
    return damaged(data, chance)


# --- exchanged ------------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(badges(), badges(), st.sampled_from(sorted(SUITES)))
def test_a_signature_holds_for_its_own_document_alone(
    one: dict[str, Any], other: dict[str, Any], suite: str
) -> None:
    proof = by_suite(one, suite)["proof"]
    borrowed = as_json(other | {"proof": proof})
    assert (check(borrowed).verdict == "verified") is (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


@settings(max_examples=30, deadline=None)
@given(vc_jwts(), vc_jwts())
def test_a_signed_text_has_one_signature(one: str, other: str) -> None:
    said, signature = one.rpartition(".")[0], other.rpartition(".")[2]
    assert (check(f"{said}.{signature}".encode()).verdict == "verified") is (one == other)


@settings(max_examples=30, deadline=None)
@given(vc_jwts(), st.integers(0, 2), st.sampled_from(["=", "==", "+", "/", " ", "\n", "A", "%3D"]))
def test_a_signed_text_is_written_in_one_way(text: str, place: int, more: str) -> None:
    pieces = text.split(".")
    pieces[place] += more
    # White space around a file is no part of it.
    is_around = place == 2 and more.isspace()
    assert (check(".".join(pieces).encode()).verdict == "verified") is is_around


@settings(max_examples=60, deadline=None)
@given(vc_jwts(), chances)
def test_what_a_text_says_cannot_be_rewritten_even_where_it_says_the_same(text: str, chance: Random) -> None:
    header, payload, signature = text.split(".")
    again = to_base64url(rewritten(json.loads(from_base64url(payload)), chance).encode())
    assert (check(f"{header}.{again}.{signature}".encode()).verdict == "verified") is (again == payload)
