"""The W3C's RDF Dataset Canonicalization test suite: all evaluation and map tests, and the poison graph."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import parse_nquads
from skillmark.credential.errors import WorkBudgetExceeded

Standards = Callable[[str], Path]


@pytest.fixture(scope="module")
def entries(standards: Standards) -> list[dict[str, Any]]:
    manifest: dict[str, Any] = json.loads(standards("rdf-canon/manifest.jsonld").read_text("utf-8"))
    return list(manifest["entries"])


def _canonical(standards: Standards, entry: dict[str, Any]) -> rdfc10.CanonicalDataset:
    text = standards(f"rdf-canon/{entry['action']}").read_bytes().decode("utf-8")
    algorithm = entry.get("hashAlgorithm", "SHA256").lower()
    return rdfc10.canonicalize(parse_nquads(text), algorithm=algorithm)


def test_canonical_forms(standards: Standards, entries: list[dict[str, Any]]) -> None:
    chosen = [entry for entry in entries if entry["type"] == "rdfc:RDFC10EvalTest"]
    for entry in chosen:
        expected = standards(f"rdf-canon/{entry['result']}").read_bytes().decode("utf-8")
        assert _canonical(standards, entry).nquads == expected, f"{entry['id']} {entry['name']}"
    print(f"rdf-canon: {len(chosen)} of {len(chosen)} evaluation tests agree")  # noqa: T201 - the counts are the result
    assert len(chosen) >= 64


def test_canonical_labels(standards: Standards, entries: list[dict[str, Any]]) -> None:
    chosen = [entry for entry in entries if entry["type"] == "rdfc:RDFC10MapTest"]
    for entry in chosen:
        expected = json.loads(standards(f"rdf-canon/{entry['result']}").read_text("utf-8"))
        assert _canonical(standards, entry).labels == expected, f"{entry['id']} {entry['name']}"
    print(f"rdf-canon: {len(chosen)} of {len(chosen)} map tests agree")  # noqa: T201 - the counts are the result
    assert len(chosen) >= 21


def test_poison_is_refused_within_a_second(standards: Standards, entries: list[dict[str, Any]]) -> None:
    (entry,) = [entry for entry in entries if entry["type"] == "rdfc:RDFC10NegativeEvalTest"]
    began = time.process_time()
    with pytest.raises(WorkBudgetExceeded):
        _canonical(standards, entry)
    assert time.process_time() - began < 1
