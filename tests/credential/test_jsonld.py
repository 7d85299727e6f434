"""What is signed is the whole JSON: every way to add, hide, move or re-spell a member is an error that names it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld as pyld

from skillmark.credential.canon import rdfc10
from skillmark.credential.canon.nquads import parse_nquads
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import (
    ContextError,
    CredentialError,
    RefusedContext,
    UndefinedTerm,
    UnknownContext,
)
from skillmark.credential.jsonld import Forms, canonical_nquads, to_quads

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_OLD = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
V1 = "https://www.w3.org/2018/credentials/v1"
Document = dict[str, Any]
Change = Callable[[Document], object]


def badge() -> Document:
    return {
        "@context": [V2, OB],
        "id": "urn:uuid:8a0d1f8e-6b7f-4a52-9a53-2a1f2a9f3c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:web:college.example", "type": ["Profile"], "name": "Oak College"},
        "validFrom": "2026-01-02T03:04:05Z",
        "name": "Bread baking",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "activityEndDate": "2026-01-01",
            "creditsEarned": 1.5,
            "achievement": {
                "id": "https://college.example/achievements/1",
                "type": ["Achievement"],
                "name": "Bread baking",
                "description": "Bakes bread.",
                "criteria": {"narrative": "Baked *three* loaves."},
                "tag": ["bread", "oven"],
                "resultDescription": [
                    {
                        "id": "https://college.example/results/1",
                        "type": ["ResultDescription"],
                        "name": "Level",
                        "resultType": "LetterGrade",
                        "allowedValue": ["C", "B", "A"],
                    }
                ],
            },
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$0",
                    "identityType": "emailAddress",
                }
            ],
        },
        "credentialStatus": {
            "id": "https://college.example/status/1#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": "https://college.example/status/1",
        },
    }


def _pyld(document: Document) -> str:
    def load(url: str, _options: object) -> dict[str, object]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": BUNDLED.load(url).document,
        }

    options = {"format": "application/n-quads", "rdfDirection": "i18n-datatype", "base": None}
    written = pyld.to_rdf(document, {**options, "documentLoader": load})
    return rdfc10.canonicalize(parse_nquads(written)).nquads


def test_another_implementation_reads_the_same_statements() -> None:
    assert canonical_nquads(badge()).decode() == _pyld(badge())


def test_an_ordered_list_stays_ordered() -> None:
    changed = badge()
    changed["credentialSubject"]["achievement"]["resultDescription"][0]["allowedValue"] = ["A", "B", "C"]
    assert canonical_nquads(changed) != canonical_nquads(badge())


def test_proofs_stand_in_a_graph_of_their_own() -> None:
    document = badge()
    document["proof"] = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-02T03:04:05Z",
        "verificationMethod": "did:web:college.example#key-1",
        "proofPurpose": "assertionMethod",
        "proofValue": "z2",
    }
    quads = to_quads(document)
    assert {str(quad.graph) for quad in quads if "cryptosuite" in quad.predicate.value} != {"None"}
    assert canonical_nquads(document).decode() == _pyld(document)


def _achievement(document: Document) -> Document:
    return document["credentialSubject"]["achievement"]  # type: ignore[no-any-return]


def _rename(holder: Document, old: str, new: str) -> None:
    holder[new] = holder.pop(old)


def _nested(depth: int) -> Document:
    document: Document = {"type": "Profile"}
    for _ in range(depth):
        document = {"type": "Profile", "parentOrg": document}
    return document


def _move_status(document: Document) -> None:
    """The same statements, but nobody who reads the JSON finds a status."""
    document["credentialSubject"]["source"] = {
        "id": document["id"],
        "type": ["VerifiableCredential"],
        "credentialStatus": document.pop("credentialStatus"),
    }


def _move_narrative(document: Document) -> None:
    """The same statements, but whoever reads the subject does not find what is said about it."""
    subject = document["credentialSubject"]
    subject["narrative"] = "Passed, with help."
    document["endorsement"] = {
        "@context": document["@context"],
        "id": "urn:uuid:44e9a0cb-8f8d-4a39-93f5-7f9d5a2c5d51",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "credentialSubject": {
            "id": subject["id"],
            "type": ["EndorsementSubject", "AchievementSubject"],
            "endorsementComment": "Well done.",
            "narrative": subject.pop("narrative"),
        },
    }


REFUSED: dict[str, tuple[Change, str]] = {
    "an undefined member": (lambda d: d.update(grade="A"), "undefined_term"),
    "an undefined member deep down": (lambda d: _achievement(d).update(grade="A"), "undefined_term"),
    "a member of another type": (lambda d: d["issuer"].update(achievementType="Badge"), "undefined_term"),
    "an undefined type": (lambda d: d["type"].append("Diplom"), "undefined_term"),
    "a 1.1 date in a 2.0 credential": (
        lambda d: d.update(expirationDate="2027-01-01T00:00:00Z"),
        "undefined_term",
    ),
    "an extension without its context": (
        lambda d: d["credentialStatus"].update(type="1EdTechRevocationList"),
        "undefined_term",
    ),
    "a keyword that is no keyword": (lambda d: d.update({"@grade": "A"}), "undefined_term"),
    "a type that looks like a keyword": (lambda d: d["type"].append("@strange"), "undefined_term"),
    "a relative type": (lambda d: d["type"].append("./Diplom"), "undefined_term"),
    "a relative identifier": (lambda d: d.update(id="credentials/1"), "relative_iri"),
    "an empty identifier": (lambda d: d.update(id=""), "relative_iri"),
    "a relative reference": (lambda d: _achievement(d).update(image="badge.png"), "relative_iri"),
    "an identifier with a space": (lambda d: d.update(id="urn:a b"), "invalid_iri"),
    "an identifier that closes an IRI": (lambda d: d.update(id="urn:a> <urn:b"), "invalid_iri"),
    "an identifier that is a number": (lambda d: d.update(id=7), "invalid_id"),
    "a keyword as identifier": (lambda d: d.update(id="@type"), "invalid_iri"),
    "a type that is a number": (lambda d: d["type"].append(7), "invalid_type"),
    "a blank type": (lambda d: d["type"].append("_:b0"), "invalid_type"),
    "a null member": (lambda d: d.update(name=None), "null_value"),
    "a null in a list": (lambda d: _achievement(d)["tag"].append(None), "null_value"),
    "a null identifier": (lambda d: d.update(id=None), "invalid_id"),
    "a number of 17 digits": (
        lambda d: d["credentialSubject"].update(creditsEarned=0.1 + 0.2),
        "inexact_number",
    ),
    "a number that is not finite": (
        lambda d: d["credentialSubject"].update(creditsEarned=1e999),
        "invalid_value",
    ),
    "text that is no text": (lambda d: d.update(name="\ufffe"), "invalid_text"),
    "half a character": (lambda d: d.update(name="\ud800"), "invalid_text"),
    "an unknown context": (lambda d: d["@context"].append("https://example.org/x"), "unknown_context"),
    "an inline context": (lambda d: d["@context"].append({"grade": "urn:grade"}), "inline_context"),
    "an inline alias": (
        lambda d: d["@context"].append({"title": "https://schema.org/name"}),
        "inline_context",
    ),
    "a context that is a number": (lambda d: d["@context"].append(7), "invalid_context"),
    "a null context": (lambda d: d["@context"].append(None), "protected_term"),
    "a context further down": (
        lambda d: _achievement(d).update({"@context": OB}),
        "nested_context",
    ),
    "a context that takes a protected term": (lambda d: d["@context"].append(V1), "protected_term"),
    "a member as an IRI": (lambda d: _rename(d, "name", "https://schema.org/name"), "not_compact"),
    "a keyword for its alias": (lambda d: _rename(d, "id", "@id"), "not_compact"),
    "both names of a keyword": (lambda d: d.update({"@id": d["id"]}), "colliding_keywords"),
    "a type as an IRI": (
        lambda d: d["type"].append("https://www.w3.org/2018/credentials#VerifiableCredential"),
        "not_compact",
    ),
    "a class as a member": (
        lambda d: _rename(_achievement(d), "criteria", "Criteria"),
        "not_compact",
    ),
    "a value object for a value": (lambda d: d.update(name={"@value": "Bread baking"}), "not_compact"),
    "a value object of the member's type": (
        lambda d: d.update(
            validFrom={"@value": d["validFrom"], "type": "http://www.w3.org/2001/XMLSchema#dateTime"}
        ),
        "not_compact",
    ),
    "a value twice": (lambda d: _achievement(d)["tag"].append("oven"), "repeated_value"),
    "a node twice": (
        lambda d: _achievement(d)["resultDescription"].append({"id": "https://college.example/results/1"}),
        "repeated_value",
    ),
    "a type twice": (lambda d: d["type"].append("VerifiableCredential"), "repeated_value"),
    "a member without a name": (lambda d: d.update({"": "x"}), "invalid_member"),
    "a member named by a number": (lambda d: d.update({7: "x"}), "invalid_member"),
    "a number as text": (
        lambda d: d["credentialSubject"].update(creditsEarned="1.5E0"),
        "not_compact",
    ),
    "a truth value as text": (
        lambda d: d["credentialSubject"]["identifier"][0].update(hashed="true"),
        "not_compact",
    ),
    "a number where text is asked for": (lambda d: d["issuer"].update(url=7), "not_compact"),
    "a value without a value": (lambda d: d.update(name={"@value": None}), "null_value"),
    "a value that is a list": (lambda d: d.update(name={"@value": ["x"]}), "invalid_value"),
    "a value of a type and a language": (
        lambda d: d.update(name={"@value": "x", "type": "urn:t", "@language": "en"}),
        "invalid_value",
    ),
    "a value of two types": (lambda d: d.update(name={"@value": "x", "type": ["urn:t"]}), "invalid_value"),
    "a value of an undefined type": (lambda d: d.update(name={"@value": "x", "type": "t"}), "undefined_term"),
    "a language that is none": (
        lambda d: d.update(name={"@value": "x", "@language": "e_n"}),
        "invalid_value",
    ),
    "a number in a language": (lambda d: d.update(name={"@value": 7, "@language": "en"}), "invalid_value"),
    "JSON that JSON cannot carry": (
        lambda d: d.update(name={"@value": {"x": 2**60}, "type": "@json"}),
        "invalid_json_literal",
    ),
    "a set": (lambda d: _achievement(d).update(tag={"@set": ["bread", "oven"]}), "not_compact"),
    "a list object": (lambda d: d.update(name={"@list": ["Bread baking"]}), "not_compact"),
    "lists in a list": (lambda d: d.update(credentialSubject=[[d["credentialSubject"]]]), "not_compact"),
    "a lone blank node label": (lambda d: d["credentialStatus"].update(id="_:status"), "not_compact"),
    "the status moved elsewhere": (_move_status, "described_twice"),
    "the narrative moved elsewhere": (_move_narrative, "described_twice"),
    "@included": (lambda d: d.update({"@included": [{"id": "urn:x"}]}), "unsupported_form"),
    "@reverse": (lambda d: d.update({"@reverse": {"name": {"id": "urn:x"}}}), "unsupported_form"),
    "@graph": (lambda d: d.update({"@graph": [{"id": "urn:x"}]}), "unsupported_form"),
    "@nest": (lambda d: d.update({"@nest": {"name": "x"}}), "unsupported_form"),
    "@index": (lambda d: d["issuer"].update({"@index": "x"}), "unsupported_form"),
    "@index of a value": (lambda d: d.update(name={"@value": "x", "@index": "x"}), "unsupported_form"),
    "a direction that is none": (
        lambda d: d.update(name={"@value": "x", "@direction": "up"}),
        "invalid_value",
    ),
    "a proof that is text": (lambda d: d.update(proof="urn:proof"), "graph_value"),
    "a proof without claims": (lambda d: d.update(proof={"id": "urn:proof"}), "graph_value"),
    "nesting": (lambda d: d.update(issuer=_nested(80)), "document_too_complex"),
    "many types": (lambda d: d["type"].extend(f"urn:{n}" for n in range(80)), "document_too_complex"),
    "many objects": (lambda d: d.update(evidence=[{}] * 6_000), "document_too_complex"),
    "many values": (lambda d: _achievement(d).update(tag=["x"] * 60_000), "document_too_complex"),
    "many contexts": (lambda d: d["@context"].extend([OB] * 8), "document_too_complex"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    change, code = REFUSED[name]
    document = badge()
    change(document)
    with pytest.raises(ContextError) as caught:
        canonical_nquads(document)
    assert caught.value.code == code
    assert caught.value.path.startswith("$")


def test_an_undefined_term_is_named_with_its_path() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["resultDescription"][0]["höhe"] = 3
    with pytest.raises(UndefinedTerm) as caught:
        to_quads(document)
    assert caught.value.term == "höhe"
    assert caught.value.path == "$.credentialSubject.achievement.resultDescription[0].höhe"
    assert caught.value.path in str(caught.value)


def test_an_undefined_term_that_we_know_comes_with_its_context() -> None:
    document = badge()
    document["credentialStatus"]["type"] = "1EdTechRevocationList"
    with pytest.raises(UndefinedTerm, match="v3p0/extensions"):
        to_quads(document)


def test_a_member_of_another_type_comes_with_that_type() -> None:
    document = badge()
    document["issuer"]["achievementType"] = "Badge"
    with pytest.raises(UndefinedTerm, match="the type Achievement"):
        to_quads(document)


def test_an_unknown_context_is_named_with_what_it_would_have_to_define() -> None:
    with pytest.raises(UnknownContext, match=r"https://example\.org/x") as caught:
        to_quads({"@context": [V2, "https://example.org/x"], "id": "urn:x", "grade": "A"})
    assert caught.value.path == "$['@context']"
    assert caught.value.missing is not None
    assert (caught.value.missing.term, caught.value.missing.path) == ("grade", "$.grade")
    assert str(caught.value).endswith("Without it, “grade” at $.grade has no meaning.")


@pytest.mark.parametrize("context", ["https://example.org/x", {"ClrSubject": "urn:clr"}])
def test_a_refused_context_comes_with_the_known_one_that_would_do(context: Any) -> None:
    document = badge()
    document["@context"].append(context)
    document["credentialSubject"]["type"].append("ClrSubject")
    with pytest.raises(
        RefusedContext, match=r"“ClrSubject” .* is defined by .*/clr/v2p0/context-2\.0\.1\.json"
    ):
        to_quads(document)


@pytest.mark.parametrize("context", ["https://example.org/x", {"grade": "urn:grade"}])
def test_a_refused_context_that_nothing_needs_is_named_alone(context: Any) -> None:
    for change in ({}, {"name": None}):  # whatever else is wrong
        document = {**badge(), **change}
        document["@context"].append(context)
        with pytest.raises(RefusedContext) as caught:
            to_quads(document)
        assert caught.value.missing is None
        assert "Without it" not in str(caught.value)


def test_a_refused_context_inside_is_found() -> None:
    document = badge()
    document["endorsement"] = [{"@context": "urn:x", "type": ["VerifiableCredential"], "grade": [{"a": 1}]}]
    with pytest.raises(UnknownContext) as caught:
        to_quads(document)
    assert caught.value.path == "$.endorsement[0]['@context']"
    assert caught.value.missing is not None
    assert caught.value.missing.term == "grade"


@pytest.mark.parametrize("document", [[], "text", None, 7, [badge()]])
def test_a_document_is_one_object(document: object) -> None:
    with pytest.raises(ContextError, match="one JSON object"):
        to_quads(document)


@pytest.mark.parametrize("document", [{}, {"@context": V2}, {"@context": V2, "id": "urn:x"}])
def test_a_document_without_claims_is_not_signed(document: Document) -> None:
    with pytest.raises(ContextError) as caught:
        canonical_nquads(document)
    assert caught.value.code == "no_claims"


def test_the_same_identifier_with_other_types_is_welcome() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["creator"] = {
        "id": "did:web:college.example",
        "type": ["Profile"],
    }
    assert canonical_nquads(document).decode() == _pyld(document)


def test_a_node_may_be_described_twice_in_the_same_words() -> None:
    document = badge()
    scale = document["credentialSubject"]["achievement"]["resultDescription"][0]
    document["credentialSubject"]["result"] = {"type": ["Result"], "alignment": [copy.deepcopy(scale)]}
    assert canonical_nquads(document).decode() == _pyld(document)
    document["credentialSubject"]["result"]["alignment"][0]["name"] = "Another"
    with pytest.raises(ContextError, match="a second time, and differently"):
        canonical_nquads(document)


def test_text_in_a_language() -> None:
    document = badge()
    document["name"] = [
        {"@value": "Brot backen", "@language": "de-AT"},
        {"@value": "Bread", "@language": "en"},
    ]
    assert b'"Brot backen"@de-at' in canonical_nquads(document)
    assert canonical_nquads(document).decode() == _pyld(document)


def test_the_direction_of_text_is_signed() -> None:
    """Verifiable Credentials 2.0, "Language and Base Direction", as the widely used implementations sign it."""
    document = badge()
    document["name"] = [
        {"@value": "HTML و CSS", "@language": "ar-EG", "@direction": "rtl"},
        {"@value": "bread", "@direction": "ltr"},
    ]
    signed = canonical_nquads(document)
    assert '"HTML و CSS"^^<https://www.w3.org/ns/i18n#ar-eg_rtl>'.encode() in signed
    assert b'"bread"^^<https://www.w3.org/ns/i18n#_ltr>' in signed
    assert signed.decode() == _pyld(document)
    document["name"][1]["@direction"] = "rtl"
    assert canonical_nquads(document) != signed


# What a member may be given, for members of every kind: no two of these may make the same statement.
SCALARS = ["x", "urn:x", "9", "9.0", "9.0E0", "1.5E0", "true", "-0", "2026-01-01", 9, 1.5, -0.0, True, 1e21]
XSD = "http://www.w3.org/2001/XMLSchema#"
KINDS = [
    *(f"{XSD}{name}" for name in ("string", "integer", "boolean", "double", "date", "anyURI")),
    f"{XSD.replace('http', 'https')}float",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    "https://www.w3.org/ns/i18n#en_ltr",
    "https://www.w3.org/ns/i18n#_ltr",
    "@json",
]
QUALIFIERS: list[Document] = [
    {},
    {"@language": "en"},
    {"@direction": "ltr"},
    {"@language": "en", "@direction": "ltr"},
    *({"type": kind} for kind in KINDS),
]
GIVEN: list[Any] = [
    *SCALARS,
    *({"@value": value, **qualifier} for value in SCALARS for qualifier in QUALIFIERS),
    {"@value": {"x": 1}, "type": "@json"},
    '{"x":1}',
    {"@value": '{"x":1}', "type": KINDS[7]},
    {"name": "x"},
]
MEMBERS = {
    "untyped": ("Evidence", "name"),
    "number": ("AchievementSubject", "creditsEarned"),
    "truth": ("IdentityObject", "hashed"),
    "date": ("AchievementSubject", "activityEndDate"),
    "address": ("Profile", "url"),
    "identifier": ("Evidence", "image"),
    "term": ("DataIntegrityProof", "proofPurpose"),
    "list": ("ResultDescription", "allowedValue"),
    "JSON": ("JsonSchema", "jsonSchema"),
}


@pytest.mark.parametrize(("of_type", "member"), MEMBERS.values(), ids=MEMBERS)
def test_no_value_can_be_written_in_two_ways(of_type: str, member: str) -> None:
    spellings: dict[bytes, list[Any]] = {}
    for value in GIVEN:
        # An ordered list is written as a list, whatever its length.
        written = [value] if member == "allowedValue" else value
        document = {"@context": [V2, OB], "type": of_type, member: written}
        try:
            spellings.setdefault(canonical_nquads(document), []).append(value)
        except ContextError:
            continue
    assert spellings
    assert [same for same in spellings.values() if len(same) > 1] == []


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(list(MEMBERS.values())), st.sampled_from(GIVEN), st.booleans())
def test_every_value_is_read_as_others_read_it(kind: tuple[str, str], value: Any, in_list: bool) -> None:
    document = {"@context": [V2, OB], "type": kind[0], kind[1]: [value] if in_list else value}
    for forms in (Forms(), Forms(compact_only=False)):
        try:
            quads = to_quads(document, forms=forms)
        except ContextError:
            continue
        assert rdfc10.canonicalize(quads).nquads == _pyld(document)


def _with(context: Document, document: Document, **forms: Any) -> str:
    url = "https://example.org/ours"
    registry = BUNDLED.extended({url: json.dumps({"@context": context}).encode()})
    quads = to_quads({"@context": url, **document}, contexts=registry, forms=Forms(**forms))
    return rdfc10.canonicalize(quads).nquads


LANGUAGES: Document = {"label": {"@id": "urn:label", "@container": "@language"}}


def test_a_map_of_languages_holds_texts_in_them() -> None:
    texts = {"de-AT": ["Brot", "Gebäck"], "en": "bread", "@none": "x"}
    assert _with(LANGUAGES, {"label": texts}).splitlines() == [
        '_:c14n0 <urn:label> "Brot"@de-at .',
        '_:c14n0 <urn:label> "Gebäck"@de-at .',
        '_:c14n0 <urn:label> "bread"@en .',
        '_:c14n0 <urn:label> "x" .',
    ]
    listed = [{"@value": "bread", "@language": "en"}]
    assert _with(LANGUAGES, {"label": listed}, compact_only=False) == _with(
        LANGUAGES, {"label": {"en": "bread"}}
    )


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("bread", "not_compact"),
        ([{"@value": "bread", "@language": "en"}], "not_compact"),
        ({"en": ["x", "x"]}, "repeated_value"),
        ({"en": "x", "EN": "x"}, "repeated_value"),
        ({"en": None}, "null_value"),
        ({"en": 7}, "invalid_value"),
        ({"e_n": "x"}, "invalid_value"),
        ({"@value": "x"}, "invalid_value"),
    ],
)
def test_what_is_no_map_of_languages_is_refused(label: object, code: str) -> None:
    with pytest.raises(ContextError) as caught:
        _with(LANGUAGES, {"label": label})
    assert caught.value.code == code


def test_a_default_language_is_not_written_again() -> None:
    context = {"@language": "EN", "label": "urn:label", "german": {"@id": "urn:german", "@language": "de"}}
    assert _with(context, {"label": "bread"}) == '_:c14n0 <urn:label> "bread"@en .\n'
    assert _with(context, {"german": "Brot"}) == '_:c14n0 <urn:german> "Brot"@de .\n'
    assert _with(context, {"label": {"@value": "bread"}}) == '_:c14n0 <urn:label> "bread" .\n'
    for member, text, language in (("label", "bread", "en"), ("german", "Brot", "de")):
        with pytest.raises(ContextError, match="shorter form"):
            _with(context, {member: {"@value": text, "@language": language}})


def test_lists_may_hold_lists() -> None:
    context = {"grid": {"@id": "urn:grid", "@container": "@list"}, "loose": "urn:loose"}
    forms = {
        _with(context, {"grid": grid})
        for grid in (
            [["a", "b"], ["c"]],
            [["a"], ["b", "c"]],
            ["a", ["b"], "c"],
            [[["a"]]],
            [["a"]],
            ["a"],
            [[]],
        )
    }
    assert len(forms) == 7
    with pytest.raises(ContextError, match="list stands directly in a list"):
        _with(context, {"loose": {"@list": [["a"]]}}, compact_only=False)


@pytest.mark.parametrize(
    ("context", "plain", "other"),
    [
        ({"id": "@id", "identifier": "@id", "a": "urn:a"}, "id", "identifier"),
        ({"id": "@id", "key": "@id", "a": "urn:a"}, "id", "@id"),
        ({"name": "urn:n", "title": "urn:n"}, "name", "title"),
        ({"@vocab": "urn:v:", "name": "urn:v:title"}, "name", "title"),
    ],
)
def test_of_two_names_only_one_is_plain(context: Document, plain: str, other: str) -> None:
    more = {"a": "x"} if "a" in context else {}
    assert _with(context, {plain: "urn:x", **more})
    with pytest.raises(ContextError, match=f"“{other}” stands where “{plain}” belongs"):
        _with(context, {other: "urn:x", **more})


def test_of_two_names_for_a_value_only_one_is_plain() -> None:
    context = {
        "@vocab": "urn:v:",
        "kind": {"@id": "urn:kind", "@type": "@vocab"},
        "book": "urn:b",
        "volume": "urn:b",
        "text": "@value",
        "lang": "@language",
    }
    assert _with(context, {"kind": "book"}) == "_:c14n0 <urn:kind> <urn:b> .\n"
    assert _with(context, {"kind": "other"}) == "_:c14n0 <urn:kind> <urn:v:other> .\n"
    assert _with(context, {"a": {"text": "x", "lang": "en"}})
    for document in ({"kind": "volume"}, {"kind": "urn:b"}, {"a": {"@value": "x", "lang": "en"}}):
        with pytest.raises(ContextError) as caught:
            _with(context, document)
        assert caught.value.code == "not_compact"


@pytest.mark.parametrize("member", ["@type", "@id"])
def test_a_name_is_not_shortened(member: str) -> None:
    context = {"ex": "urn:ex:", "a": "urn:a"}
    assert _with(context, {member: "urn:ex:a", "a": "x"})
    with pytest.raises(ContextError, match="“ex:a” is a shortened IRI"):
        _with(context, {member: "ex:a", "a": "x"})


def test_a_proof_may_repeat_the_context_of_what_it_proves() -> None:
    document = badge()
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod"}
    plain = canonical_nquads({**document, "proof": proof})
    assert canonical_nquads({**document, "proof": {"@context": document["@context"], **proof}}) == plain
    for context in ([V2], [OB, V2], V2):
        with pytest.raises(ContextError, match="its own @context"):
            canonical_nquads({**document, "proof": {"@context": context, **proof}})


@pytest.mark.parametrize(
    "value", [0, -0.0, 1, -1, 2.0, 1.5, 1e21, 1e22, 5e-324, 0.1, 1e-7, 123456789.25, True, False]
)
def test_native_values_have_the_form_that_others_write(value: float) -> None:
    member = "hashed" if isinstance(value, bool) else "creditsEarned"
    of_type = "IdentityObject" if isinstance(value, bool) else "AchievementSubject"
    for document in (
        {"@context": [V2, OB], "type": "Evidence", "name": value},
        {"@context": [V2, OB], "type": of_type, member: value},
    ):
        assert canonical_nquads(document).decode() == _pyld(document)


def test_a_value_of_the_type_json_is_signed_as_its_canonical_form() -> None:
    document: Document = {
        "@context": V2,
        "type": "JsonSchema",
        "jsonSchema": {"b": [1.0, None], "a": {"@id": 7}},
    }
    assert rb'"{\"a\":{\"@id\":7},\"b\":[1,null]}"' in canonical_nquads(document)


def test_version_1_credentials_keep_their_own_contexts() -> None:
    document = badge()
    document["@context"] = [V1, OB_OLD]
    document["issuanceDate"] = document.pop("validFrom")
    document["credentialStatus"] = {"id": "urn:status", "type": "urn:status-type"}
    assert canonical_nquads(document).decode() == _pyld(document)
    _rename(document["credentialSubject"], "achievement", "Achievement")
    with pytest.raises(ContextError, match="“achievement” belongs"):
        canonical_nquads(document)


def test_a_presentation_keeps_each_credential_in_its_own_graph() -> None:
    credentials = [badge(), badge()]
    credentials[1]["id"] = "urn:uuid:2"
    document = {
        "@context": [V2],
        "type": "VerifiablePresentation",
        "holder": "did:example:ada",
        "verifiableCredential": credentials,
    }
    assert canonical_nquads(document).decode() == _pyld(document)
    assert len({quad.graph for quad in to_quads(document)}) == 3


# Any edit of one place of the document: what is accepted must change the statements, or mean the same JSON.
def _places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [
        path,
        *(place for key, item in below if key != "@context" for place in _places(item, (*path, key))),
    ]


PLACES = _places(badge())[1:]
VALUES = st.sampled_from([None, True, 7, 1.5, "x", "urn:x", [], {}, ["x"], {"id": "urn:x"}, {"@value": "x"}])
NAMES = st.sampled_from(
    ["id", "type", "name", "@id", "@set", "Profile", "urn:x", "proof", "credentialStatus", "x"]
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(PLACES), st.sampled_from(["remove", "replace", "add"]), NAMES, VALUES)
def test_no_edit_goes_unnoticed(place: tuple[str | int, ...], edit: str, name: str, value: Any) -> None:
    before, after = badge(), badge()
    holder: Any = after
    for step in place[:-1]:
        holder = holder[step]
    if edit == "remove":
        del holder[place[-1]]
    elif edit == "replace":
        holder[place[-1]] = value
    elif isinstance(holder, dict):
        holder[name] = copy.deepcopy(value)
    else:
        holder.append(value)
    try:
        changed = canonical_nquads(after) != canonical_nquads(before)
    except CredentialError:
        return
    assert changed == (_plain(after) != _plain(before))


def _plain(value: Any) -> Any:
    """The readings left open on purpose: a list of one, an empty list, an object with only an identifier; any order."""
    if isinstance(value, dict):
        members = {key: _plain(item) for key, item in value.items() if item != []}
        return members["id"] if set(members) == {"id"} else members
    if isinstance(value, list):
        items = [_plain(item) for item in value]
        return items[0] if len(items) == 1 else items
    return value


# Documents made at random of the words that credentials use: refused, or read as another implementation reads them.
WORDS = st.sampled_from(
    [
        "id type name description issuer credentialSubject achievement criteria narrative image creator result tag",
        "resultDescription allowedValue endorsement evidence proof verifiableCredential holder credentialStatus",
        "validFrom proofPurpose verificationMethod created address geo latitude identifier hashed partial",
        "jsonSchema achievementType creditsEarned activityEndDate related inLanguage statusMessage message status",
    ]
).flatmap(lambda line: st.sampled_from(line.split()))
TYPES = st.sampled_from(
    [
        *["VerifiableCredential", "VerifiablePresentation", "OpenBadgeCredential", "Achievement", "Profile"],
        *[
            "AchievementSubject",
            "Result",
            "ResultDescription",
            "DataIntegrityProof",
            "Evidence",
            "ClrSubject",
        ],
        *[
            "JsonSchema",
            "BitstringStatusListEntry",
            "Address",
            "GeoCoordinates",
            "urn:type",
            "Image",
            "Related",
        ],
    ]
)
LEAVES = st.sampled_from(["x", "urn:x", "urn:y", "assertionMethod", 1, 2.5, True, "2026-01-01", "_:a"])
NODES = st.recursive(
    LEAVES | st.fixed_dictionaries({"id": st.sampled_from(["urn:x", "urn:z", "_:a"])}),
    lambda inner: st.builds(
        lambda types, members: {"type": types, **{k: v for k, v in members.items() if k != "type"}},
        st.lists(TYPES, min_size=1, max_size=3, unique=True),
        st.dictionaries(WORDS, inner | st.lists(inner, max_size=3), max_size=4),
    ),
    max_leaves=12,
)
CONTEXTS = st.sampled_from(
    [
        [V2, OB],
        [V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", OB],
        [V1, OB_OLD],
        [V1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"],
    ]
)


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(CONTEXTS, NODES.filter(lambda node: isinstance(node, dict) and "type" in node))
def test_what_is_accepted_is_read_alike(contexts: list[str], node: Document) -> None:
    document = {"@context": contexts, **node}
    for forms in (Forms(), Forms(compact_only=False)):
        try:
            quads = to_quads(document, forms=forms)
        except ContextError:
            continue
        assert rdfc10.canonicalize(quads).nquads == _pyld(document)


def test_threads_share_what_contexts_mean() -> None:
    expected = canonical_nquads(badge())
    untouched = BUNDLED.extended({})
    with ThreadPoolExecutor(8) as pool:
        forms = pool.map(lambda _: canonical_nquads(badge(), contexts=untouched), range(40))
        assert set(forms) == {expected}
