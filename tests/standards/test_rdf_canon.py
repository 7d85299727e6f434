"""The W3C's RDF Dataset Canonicalization test suite: every test of its manifest, each kind by its number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import parse_nquads
from skillmark.credential.errors import WorkBudgetExceeded

Standards = Callable[[str], Path]
EVALUATION, LABELS, NEGATIVE = (
    "rdfc:RDFC10EvalTest",
    "rdfc:RDFC10MapTest",
    "rdfc:RDFC10NegativeEvalTest",
)


@pytest.fixture(scope="module")
def entries(standards: Standards) -> list[dict[str, Any]]:
    manifest: dict[str, Any] = json.loads(standards("rdf-canon/manifest.jsonld").read_text("utf-8"))
    return list(manifest["entries"])


def _canonical(standards: Standards, entry: dict[str, Any]) -> rdfc10.CanonicalDataset:
    text = standards(f"rdf-canon/{entry['action']}").read_bytes().decode("utf-8")
    algorithm = entry.get("hashAlgorithm", "SHA256").lower()
    return rdfc10.canonicalize(parse_nquads(text), algorithm=algorithm)


def test_no_test_is_left_out(standards: Standards, entries: list[dict[str, Any]]) -> None:
    assert Counter(entry["type"] for entry in entries) == {EVALUATION: 64, LABELS: 21, NEGATIVE: 1}
    with_sha_384 = [entry["type"] for entry in entries if entry.get("hashAlgorithm") == "SHA384"]
    assert Counter(with_sha_384) == {EVALUATION: 1, LABELS: 1}
    used = {Path(entry[name]).name for entry in entries for name in ("action", "result") if name in entry}
    assert used == {path.name for path in standards("rdf-canon/rdfc10").iterdir()}


def test_canonical_forms(standards: Standards, entries: list[dict[str, Any]]) -> None:
    chosen = [entry for entry in entries if entry["type"] == EVALUATION]
    for entry in chosen:
        expected = standards(f"rdf-canon/{entry['result']}").read_bytes().decode("utf-8")
        assert _canonical(standards, entry).nquads == expected, f"{entry['id']} {entry['name']}"
    print(f"rdf-canon: {len(chosen)} of {len(chosen)} evaluation tests agree")  # noqa: T201 - the counts are the result


def test_canonical_labels(standards: Standards, entries: list[dict[str, Any]]) -> None:
    chosen = [entry for entry in entries if entry["type"] == LABELS]
    for entry in chosen:
        expected = json.loads(standards(f"rdf-canon/{entry['result']}").read_text("utf-8"))
        assert _canonical(standards, entry).labels == expected, f"{entry['id']} {entry['name']}"
    print(f"rdf-canon: {len(chosen)} of {len(chosen)} map tests agree")  # noqa: T201 - the counts are the result


def test_poison_is_refused_within_the_budget(standards: Standards, entries: list[dict[str, Any]]) -> None:
    (entry,) = [entry for entry in entries if entry["type"] == NEGATIVE]
    with pytest.raises(WorkBudgetExceeded) as caught:
        _canonical(standards, entry)
    assert caught.value.limit in {rdfc10.DEFAULT_BUDGET.steps, rdfc10.DEFAULT_BUDGET.hash_n_degree_calls}
