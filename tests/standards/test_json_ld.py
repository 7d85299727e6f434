"""Our JSON-LD next to the W3C's tests and to another implementation: it may refuse, but it never differs.

We go from JSON straight to quads, so an expand test is compared as RDF: its expected document is taken there by another
implementation. What is refused although others accept it stands in a table below, with every test and its reason, so
that a change in either direction shows; docs/explanation/json-ld.md says why.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
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
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "json-ld.md"
# The W3C's credentials are written with this context; it is for examples only, so it is not bundled.
EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": (
        b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}'
    )
}
CONTEXTS = BUNDLED.extended(EXAMPLES)
ALL_FORMS, SIGNED = Forms(compact_only=False, inline_contexts=True), Forms(inline_contexts=True)

FOR_VERSION_1 = "for JSON-LD 1.0"
# RDF has no place for the direction of text; of the ways around that, we take the one that signers take.
OTHER_DIRECTION = "with another rdfDirection"
MUST_BE_REFUSED = "refused, as they must be"
AGREES = "agree"

# Tests that others pass and we refuse, by our reason: its code, and the part of JSON-LD that it names.
REFUSED_TESTS: dict[str, dict[str, str]] = {
    "toRdf": {
        "invalid_iri": "twf01 twf03 twf04",
        "invalid_member": "tjs10",
        "invalid_type": "te068",
        "invalid_value": "twf05",
        "not_an_object": """
            t0133 te013 tnt01 tnt02 tnt03 tnt04 tnt05 tnt06 tnt07 tnt08 tnt09 tnt10 tnt11 tnt12 tnt13 tnt14
            tnt15 tnt16
        """,
        "null_value": "te004 te015 te016 te019 tjs22",
        "relative_iri": "t0016 t0017 t0018 te028 te048 te050 te051 te056 te059 te076 tli14",
        "undefined_term": "tc014 tc018 te003 te029 te032 te057 te060 te077 tpr06 tpr19 twf02",
        "unknown_context": "tc034 te126 te127 te128",
        "unsupported_context @base": """
            t0120 t0121 t0122 t0123 t0124 t0125 t0126 t0127 t0128 t0129 t0130 t0131 t0132 tc015 tc024 tc031
            tc038 te062 te088 te089 te090 te091 te092 te109 te110 te111 te112 te121 te122 te129 te130 tin06
            tli11 tli12 tli13 tm017 tm018 tm019 tpi06 tpi07 tpi08 tpi09 tpi10
        """,
        "unsupported_context @container @graph @id": """
            te085 te087 te099 te101 te106 te108 tm015 tm016
        """,
        "unsupported_context @container @graph @id @set": "te086 te100",
        "unsupported_context @container @graph @index": """
            te082 te084 te096 te098 te105 te107 tm013 tm014
        """,
        "unsupported_context @container @graph @index @set": "te083 te097",
        "unsupported_context @container @id": "tm001 tm002 tm005 tm011",
        "unsupported_context @container @index": "tc013 te036 te040 te044",
        "unsupported_context @container @type": "tm003 tm004 tm006 tm007 tm008 tm012",
        "unsupported_context @direction": "tdi01 tdi02 tdi03 tdi04 tdi05 tdi06 tdi07",
        "unsupported_context @graph": "te017",
        "unsupported_context @import": "tso05 tso06 tso08 tso09 tso11",
        "unsupported_context @included": "tin03",
        "unsupported_context @index": "tpi11",
        "unsupported_context @json": "tjs16",
        "unsupported_context @nest": "tc037 tn002 tn003 tn004 tn006 tn007 tn008",
        "unsupported_context @none": "tm010",
        "unsupported_context @reverse": "t0031 t0119 te042 te043 te049 te063 te064 te078 tpr38 tpr39",
        "unsupported_context @type": "tpr30",
        "unsupported_context the form of a keyword": "te005 te119 te120 tpr34 tpr35 tpr36 tpr37",
        "unsupported_form @graph": """
            t0027 t0028 t0029 t0030 t0113 t0114 t0115 t0116 t0117 te009 te012 te020 te021 te046 te047 te081
            te095 te102 te103 te104 twf07
        """,
        "unsupported_form @included": "tin01 tin02 tin04 tin05",
        "unsupported_form @language": "te008",
        "unsupported_form @nest": "tn001 tn005",
        "unsupported_form @reverse": "te037 te039 te065 te066",
        "unsupported_form @value": "te045",
    },
    "expand": {
        "invalid_member": "tjs10",
        "invalid_type": "t0068",
        "not_an_object": "t0013",
        "null_value": "t0004 t0015 t0016 t0019 tjs22 tl001",
        "relative_iri": "t0028 t0048 t0050 t0051 t0056 t0059 t0076",
        "undefined_term": "t0003 t0029 t0032 t0057 t0060 t0077 tc014 tc018 tpr06 tpr19",
        "unknown_context": "t0126 t0127 t0128 tc034",
        "unsupported_context @base": """
            t0062 t0088 t0089 t0090 t0091 t0092 t0109 t0110 t0111 t0112 t0121 t0122 t0129 t0130 t0131 tc015
            tc024 tc031 tc038 tin06 tm017 tm018 tm019 tpi06 tpi07 tpi08 tpi09 tpi10
        """,
        "unsupported_context @container @graph @id": """
            t0085 t0087 t0099 t0101 t0106 t0108 tm015 tm016
        """,
        "unsupported_context @container @graph @id @set": "t0086 t0100",
        "unsupported_context @container @graph @index": """
            t0082 t0084 t0096 t0098 t0105 t0107 tm013 tm014
        """,
        "unsupported_context @container @graph @index @set": "t0083 t0097",
        "unsupported_context @container @id": "tm001 tm002 tm005 tm011",
        "unsupported_context @container @index": "t0036 t0040 t0044 tc013",
        "unsupported_context @container @type": "tm003 tm004 tm006 tm007 tm008 tm012",
        "unsupported_context @direction": "tdi01 tdi02 tdi03 tdi04 tdi05 tdi06 tdi07",
        "unsupported_context @graph": "t0017",
        "unsupported_context @import": "tso05 tso06 tso08 tso09 tso11",
        "unsupported_context @included": "tin03",
        "unsupported_context @index": "tpi11",
        "unsupported_context @json": "tjs16",
        "unsupported_context @nest": "tc037 tn002 tn003 tn004 tn006 tn007 tn008",
        "unsupported_context @none": "tm010",
        "unsupported_context @reverse": "t0042 t0043 t0049 t0063 t0064 t0078 tpr38 tpr39",
        "unsupported_context @set": "t0014",
        "unsupported_context @type": "tpr30",
        "unsupported_context the form of a keyword": "t0005 t0119 t0120 tpr34 tpr35 tpr36 tpr37",
        "unsupported_form @graph": """
            t0009 t0012 t0020 t0021 t0046 t0047 t0081 t0095 t0102 t0103 t0104
        """,
        "unsupported_form @included": "tin01 tin02 tin04 tin05",
        "unsupported_form @language": "t0008",
        "unsupported_form @nest": "tn001 tn005",
        "unsupported_form @reverse": "t0037 t0039 t0065 t0066",
        "unsupported_form @value": "t0045",
    },
}
# How many tests end how: in all forms of JSON-LD, and in the one form that is signed.
ENDS: dict[tuple[str, Forms], dict[str, int]] = {
    ("toRdf", ALL_FORMS): {FOR_VERSION_1: 19, OTHER_DIRECTION: 2, MUST_BE_REFUSED: 93, AGREES: 146},
    ("toRdf", SIGNED): {FOR_VERSION_1: 19, OTHER_DIRECTION: 2, MUST_BE_REFUSED: 93, AGREES: 76},
    ("expand", ALL_FORMS): {FOR_VERSION_1: 18, MUST_BE_REFUSED: 95, AGREES: 116},
    ("expand", SIGNED): {FOR_VERSION_1: 18, MUST_BE_REFUSED: 95, AGREES: 70},
}
TESTS = {"toRdf": 467, "expand": 385}


@pytest.mark.parametrize(("suite", "forms"), ENDS, ids=str)
def test_every_test_agrees_or_is_refused(standards: Standards, suite: str, forms: Forms) -> None:
    manifest = json.loads(standards(f"json-ld-api/{suite}-manifest.jsonld").read_text("utf-8"))
    ends: Counter[str] = Counter()
    refused: defaultdict[str, set[str]] = defaultdict(set)
    for test in manifest["sequence"]:
        end = _end(standards, suite, test, forms)
        ends[end] += 1
        refused[end].add(test["@id"].removeprefix("#"))
    assert ends.total() == TESTS[suite]
    expected = ENDS[suite, forms]
    assert {end: ends[end] for end in expected} == expected
    if forms == ALL_FORMS:
        table = {reason: set(tests.split()) for reason, tests in REFUSED_TESTS[suite].items()}
        assert {end: tests for end, tests in refused.items() if end not in expected} == table
    print(f"json-ld-api {suite}, {forms}: {dict(ends)}")  # noqa: T201 - the counts are the result


def _end(standards: Standards, suite: str, test: dict[str, Any], forms: Forms) -> str:
    """How one test ends; fails where ours differs from what is expected."""
    option = test.get("option", {})
    if "json-ld-1.0" in (option.get("specVersion"), option.get("processingMode")):
        return FOR_VERSION_1
    if option.get("rdfDirection", "i18n-datatype") != "i18n-datatype":
        return OTHER_DIRECTION
    name = f"{test['@id']} {test['name']}"
    document = json.loads(standards(f"json-ld-api/{test['input']}").read_text("utf-8"))
    is_negative = "jld:NegativeEvaluationTest" in test["@type"]
    try:
        quads = to_quads(document, forms=forms)
    except ContextError as error:
        feature = error.params.get("feature")
        return MUST_BE_REFUSED if is_negative else f"{error.code} {feature}" if feature else error.code
    assert not is_negative, f"{name} must be refused"
    assert "expect" in test, f"{name} was accepted, and there is nothing to compare it with"
    expected = standards(f"json-ld-api/{test['expect']}").read_bytes().decode("utf-8")
    if suite == "expand":
        expected = _quads_of_expanded(json.loads(expected))
    assert rdfc10.canonicalize(quads).nquads == rdfc10.canonicalize(parse_nquads(expected)).nquads, name
    return AGREES


def _quads_of_expanded(document: Any) -> str:
    options = {"format": "application/n-quads", "rdfDirection": "i18n-datatype", "base": None}
    return str(pyld.to_rdf(document, {**options, "skipExpansion": True}))


def test_the_page_says_the_same() -> None:
    """The figures of docs/explanation/json-ld.md are those above, and each reason is explained there."""
    page = PAGE.read_text("utf-8")
    for suite, total in TESTS.items():
        ends, signed = ENDS[suite, ALL_FORMS], ENDS[suite, SIGNED]
        listed = sum(len(tests.split()) for tests in REFUSED_TESTS[suite].values())
        left_out = ends[FOR_VERSION_1] + ends.get(OTHER_DIRECTION, 0)
        assert left_out + ends[MUST_BE_REFUSED] + ends[AGREES] + listed == total
        row = (f"`{suite}`", total, left_out, ends[MUST_BE_REFUSED], ends[AGREES], listed, signed[AGREES])
        assert f"| {' | '.join(map(str, row))} |" in page
        for reason in REFUSED_TESTS[suite]:
            code, _, feature = reason.partition(" ")
            wanted = feature.split()[1:] if feature.startswith("@container") else [feature or code]
            for each in wanted:
                assert f"`{each}`" in page or each == "the form of a keyword", reason


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
    assert agreed == 25


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
