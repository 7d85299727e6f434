"""Our JSON-LD next to the W3C's toRdf tests and to another implementation: it may refuse, but it never differs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld as pyld

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import parse_nquads
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import ContextError, UndefinedTerm, UnknownContext
from skillmark.credential.jsonld import Forms, canonical_nquads, to_quads

Standards = Callable[[str], Path]
# The W3C's credentials are written with this context; it is for examples only, so it is not bundled.
EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": (
        b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}'
    )
}
CONTEXTS = BUNDLED.extended(EXAMPLES)


@pytest.mark.parametrize(
    ("forms", "at_least"),
    [(Forms(compact_only=False, inline_contexts=True), 134), (Forms(inline_contexts=True), 70)],
    ids=["all forms", "signed forms"],
)
def test_to_rdf_agrees_or_refuses(standards: Standards, forms: Forms, at_least: int) -> None:
    manifest = json.loads(standards("json-ld-api/toRdf-manifest.jsonld").read_text("utf-8"))
    counts: Counter[str] = Counter()
    for test in manifest["sequence"]:
        option = test.get("option", {})
        if "json-ld-1.0" in (option.get("specVersion"), option.get("processingMode")):
            counts["for JSON-LD 1.0, left out"] += 1
            continue
        counts[_outcome(standards, test, forms)] += 1
    print(f"json-ld-api toRdf, {forms}: {dict(counts)}")  # noqa: T201 - the counts are the result
    assert counts["agrees"] >= at_least


def _outcome(standards: Standards, test: dict[str, Any], forms: Forms) -> str:
    name = f"{test['@id']} {test['name']}"
    document = json.loads(standards(f"json-ld-api/{test['input']}").read_text("utf-8"))
    kind = "negative" if "jld:NegativeEvaluationTest" in test["@type"] else "positive"
    try:
        quads = to_quads(document, forms=forms)
    except ContextError:
        return f"{kind}, refused"
    assert kind == "positive", f"{name} must be refused"
    assert "expect" in test, f"{name} was accepted, and there is nothing to compare it with"
    expected = parse_nquads(standards(f"json-ld-api/{test['expect']}").read_bytes().decode("utf-8"))
    assert rdfc10.canonicalize(quads).nquads == rdfc10.canonicalize(expected).nquads, name
    return "agrees"


# What safe mode must refuse, and why; every other fixture must agree.
REFUSED: dict[str, tuple[type[ContextError], str]] = {
    "clr20/simple-noproof.json": (UnknownContext, "https://dc.imsglobal.org/draft/clr/v2p0/context"),
    "clr20/simple_old_safesigned.json": (UnknownContext, "https://dc.imsglobal.org/draft/clr/v2p0/context"),
    "ob30/complete_v1.json": (UndefinedTerm, "1EdTechJsonSchemaValidator2019"),
    "ob30/simple-err-context.json": (UndefinedTerm, "VerifiableCredential"),
    "ob30/simple-err-credential-subject-achievement-result-description-type.json": (
        UndefinedTerm,
        "InvalidResultDescription",
    ),
    "ob30/simple-err-credential-subject-identifier-type.json": (UndefinedTerm, "InvalidIdentityObject"),
    "ob30/simple-err-credential-subject-profile-type.json": (UndefinedTerm, "InvalidProfile"),
    "ob30/simple-err-credential-subject-result-type.json": (UndefinedTerm, "InvalidResult"),
    "ob30/simple-err-credential-subject-type.json": (UndefinedTerm, "InvalidAchievementSubject"),
    "ob30/simple-err-evidence-type.json": (UndefinedTerm, "InvalidEvidence"),
    "ob30/simple-err-issuer-otheridentifier-type.json": (UndefinedTerm, "InvalidIdentifierEntry"),
    "ob30/simple-err-issuer-parentorg-type.json": (UndefinedTerm, "InvalidProfile"),
    "ob30/simple-err-issuer-type.json": (UndefinedTerm, "InvalidProfile"),
    "ob30/simple-err-proof-method-no-scheme.json": (ContextError, "relative"),
    "ob30/simple-err-type.json": (UndefinedTerm, "OtherCredential"),
    "ob30/simple-multiple-proofs.json": (UndefinedTerm, "SomeProofType"),
}


def test_1edtech_fixtures_agree_with_another_implementation(standards: Standards) -> None:
    root = standards("1edtech-fixtures")
    agreed = 0
    for path in [*sorted(root.glob("ob30/**/*.json")), *sorted(root.glob("clr20/*.json"))]:
        name = path.relative_to(root).as_posix()
        document = json.loads(path.read_bytes())
        if name in REFUSED:
            error, words = REFUSED[name]
            with pytest.raises(error, match=words):
                to_quads(document)
            continue
        assert canonical_nquads(document).decode() == _by_pyld(document), name
        agreed += 1
    print(f"1EdTech: {agreed} fixtures agree, {len(REFUSED)} are refused as they must be")  # noqa: T201 - the counts are the result
    assert agreed >= 25


def _by_pyld(document: dict[str, Any]) -> str:
    def load(url: str, _options: object) -> dict[str, object]:
        pinned = CONTEXTS.load(url).document
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": pinned,
        }

    written = pyld.to_rdf(document, {"documentLoader": load, "format": "application/n-quads"})
    return rdfc10.canonicalize(parse_nquads(written)).nquads


@pytest.mark.parametrize(
    ("folder", "algorithm"),
    [
        ("vc-di-eddsa/eddsa-rdfc-2022", "sha256"),
        ("vc-di-eddsa/Ed25519Signature2020", "sha256"),
        ("vc-di-ecdsa/ecdsa-rdfc-2019-p256", "sha256"),
        ("vc-di-ecdsa/ecdsa-rdfc-2019-p384", "sha384"),
    ],
)
def test_w3c_credentials_have_the_published_canonical_form(
    standards: Standards, folder: str, algorithm: str
) -> None:
    def only(pattern: str) -> bytes:
        (path,) = standards(folder).glob(pattern)
        return path.read_bytes()

    signed = json.loads(only("signed*.json"))
    del signed["proof"]
    config = json.loads(only("proofConfig*.json"))
    for document, expected in ((signed, only("canonDoc*.txt")), (config, only("proofCanon*.txt"))):
        assert canonical_nquads(document, contexts=CONTEXTS, algorithm=algorithm) == expected
