"""What a context may say here and what it may not, form by form; the W3C's tests say the same at length."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillmark.credential.canon import rdfc10
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import ContextError, UndefinedTerm
from skillmark.credential.jsonld import Forms, to_quads

OURS = "https://example.org/ours"
XSD = "http://www.w3.org/2001/XMLSchema#"
Document = dict[str, Any]
SIGNED = Forms()


def _read(context: Any, document: Document, *, forms: Forms = SIGNED, **others: Any) -> str:
    """The canonical statements of a document under one context, which is written into it where that is allowed."""
    published = {OURS: context} | {f"https://example.org/{name}": other for name, other in others.items()}
    registry = BUNDLED.extended(
        {url: json.dumps({"@context": each}).encode() for url, each in published.items()}
    )
    written = context if forms.inline_contexts else OURS
    quads = to_quads({"@context": written, **document}, contexts=registry, forms=forms)
    return rdfc10.canonicalize(quads).nquads


@pytest.mark.parametrize(
    ("context", "document", "object_and_predicate"),
    [
        ({"@vocab": "urn:v:"}, {"a": "x"}, '<urn:v:a> "x"'),
        ([{"@vocab": "urn:v:"}, {"@vocab": None, "a": "urn:a"}], {"a": "x"}, '<urn:a> "x"'),
        ([{"@language": "en"}, {"@language": None, "a": "urn:a"}], {"a": "x"}, '<urn:a> "x"'),
        ([{"b": "urn:b"}, None, {"a": "urn:a"}], {"a": "x"}, '<urn:a> "x"'),
        ({"@base": None, "@direction": None, "a": "urn:a"}, {"a": "x"}, '<urn:a> "x"'),
        ({"ex": "urn:ex:", "a": "ex:a"}, {"a": "x"}, '<urn:ex:a> "x"'),
        ({"a": "ex:a", "ex": {"@id": "urn:ex:", "@prefix": True}}, {"a": "x"}, '<urn:ex:a> "x"'),
        ({"a": "ex:a", "ex": {"@id": "urn:ex:", "@prefix": False}}, {"a": "x"}, '<ex:a> "x"'),
        ({"http": "urn:http:", "a": "http://a.example/"}, {"a": "x"}, '<http://a.example/> "x"'),
        ({"a": {"@id": "urn:a", "@type": "@none"}}, {"a": "x"}, '<urn:a> "x"'),
        ({"a": {"@id": "urn:a", "@type": "@vocab"}, "b": "urn:b"}, {"a": "b"}, "<urn:a> <urn:b>"),
        ({"a": {"@id": "urn:a", "@language": None}, "@language": "en"}, {"a": "x"}, '<urn:a> "x"'),
        ({"a": {"@id": "urn:a", "@direction": None, "@container": "@set"}}, {"a": ["x"]}, '<urn:a> "x"'),
        ({"@protected": True, "a": {"@id": "urn:a", "@protected": False}}, {"a": "x"}, '<urn:a> "x"'),
        ({"a": {"@id": "urn:a", "@type": f"{XSD}integer"}}, {"a": 7}, f'<urn:a> "7"^^<{XSD}integer>'),
        (
            {"a": {"@id": "urn:a", "@type": f"{XSD}unsignedByte"}},
            {"a": "seven"},
            f'<urn:a> "seven"^^<{XSD}unsignedByte>',
        ),
    ],
)
def test_a_context_gives_members_their_meaning(
    context: Any, document: Document, object_and_predicate: str
) -> None:
    assert _read(context, document) == f"_:c14n0 {object_and_predicate} .\n"
    assert _read(context, document, forms=Forms(inline_contexts=True)) == _read(context, document)


def test_types_may_be_said_to_come_as_a_list() -> None:
    context = {"type": {"@id": "@type", "@container": "@set", "@protected": True}, "T": "urn:T"}
    assert _read(context, {"type": ["T"]}) == _read({"type": "@type", "T": "urn:T"}, {"type": "T"})


@pytest.mark.parametrize("term", ["ex:a", "urn:ex:a", "a/b"])
def test_a_term_may_look_like_an_iri_if_it_stands_for_that_one(term: str) -> None:
    context = {"@vocab": "urn:v:", "ex": "urn:ex:", term: {"@type": "@id"}}
    assert _read(context, {"@id": "urn:x", term: "urn:y"}).endswith(" <urn:y> .\n")


def test_a_term_may_look_like_the_iri_that_its_definition_shortens() -> None:
    assert _read({"ex": "urn:ex:", "urn:ex:a": "ex:a"}, {"urn:ex:a": "x"}) == '_:c14n0 <urn:ex:a> "x" .\n'


def test_contexts_of_members_and_types_hold_inside_and_end_there() -> None:
    context = {
        "member": {"@id": "urn:member", "@context": {"inside": "urn:inside"}},
        "Type": {"@id": "urn:Type", "@context": {"of": "urn:of"}},
        "Wide": {"@id": "urn:Wide", "@context": {"@propagate": True, "of": "urn:wide"}},
        "far": {"@id": "urn:far", "@context": "https://example.org/other"},
        "type": "@type",
        "next": "urn:next",
    }
    other = {"distant": "urn:distant"}
    for forms in (Forms(), Forms(inline_contexts=True)):
        nested = {"member": {"inside": {"@value": "x", "@language": "en"}}}
        assert '<urn:inside> "x"@en' in _read(context, nested, forms=forms, other=other)
        assert '<urn:distant> "x"' in _read(context, {"far": {"distant": "x"}}, forms=forms, other=other)
        assert '<urn:of> "x"' in _read(context, {"type": "Type", "of": "x"}, forms=forms, other=other)
        wide = {"type": "Wide", "next": {"of": "x"}}
        assert '<urn:wide> "x"' in _read(context, wide, forms=forms, other=other)
        for outside in ({"inside": "x"}, {"type": "Type", "next": {"of": "x"}}, {"next": {"distant": "x"}}):
            with pytest.raises(UndefinedTerm):
                _read(context, outside, forms=forms, other=other)


@pytest.mark.parametrize("definition", [None, {"@id": None}])
def test_a_term_can_be_switched_off(definition: object) -> None:
    assert _read({"@vocab": "urn:v:", "b": definition}, {"a": "x"})
    with pytest.raises(UndefinedTerm, match="“a” at"):
        _read({"@vocab": "urn:v:", "a": definition}, {"a": "x"})


def test_what_is_protected_may_be_said_again_and_not_changed() -> None:
    a = {"@id": "urn:a", "@protected": True}
    assert _read([{"a": a}, {"a": "urn:a"}], {"a": "x"})
    for changed in ("urn:b", {"@id": "urn:a", "@type": "@id"}, None):
        with pytest.raises(ContextError) as caught:
            _read([{"a": a}, {"a": changed}], {"a": "x"})
        assert caught.value.code == "protected_term"
    with pytest.raises(ContextError, match="null context would undo"):
        _read([{"a": a}, None, {"a": "urn:b"}], {"a": "x"})
    inside = {"member": {"@id": "urn:member", "@context": [None, {"a": "urn:b"}]}}
    assert '<urn:b> "x"' in _read([{"a": a}, inside], {"member": {"a": "x"}})


INVALID: dict[str, Any] = {
    "a version that is none": {"@version": 1.0},
    "a version that is true": {"@version": True},
    "a protection that is text": {"@protected": "yes"},
    "a protection of a term that is text": {"a": {"@id": "urn:a", "@protected": "yes"}},
    "a propagation that is a number": {"@propagate": 1},
    "a vocabulary that is a number": {"@vocab": 7},
    "a relative vocabulary": {"@vocab": "vocabulary"},
    "a language that is a number": {"@language": 7},
    "a language with a blank": {"@language": "e n"},
    "a language of a term that is none": {"a": {"@id": "urn:a", "@language": "e_n"}},
    "terms in a circle": {"a": "b:x", "b": "a:x"},
    "a term that is a number": {"a": 7},
    "a term for a number": {"a": {"@id": 7}},
    "a term for a relative IRI": {"a": "x"},
    "a term without an IRI": {"a": {"@type": "@id"}},
    "an IRI that stands for another": {"ex": "urn:ex:", "ex:a": "urn:other"},
    "a type that is a number": {"a": {"@id": "urn:a", "@type": 7}},
    "a relative type": {"a": {"@id": "urn:a", "@type": "x"}},
    "a container that is a number": {"a": {"@id": "urn:a", "@container": 7}},
    "a prefix that is a number": {"a": {"@id": "urn:a", "@prefix": 7}},
    "a prefix that looks like an IRI": {"urn:a": {"@id": "urn:a", "@prefix": True}},
    "a number": 7,
    "a number in a list": [{"a": "urn:a"}, 7],
    "itself": OURS,
    "a broken context inside": {"a": {"@id": "urn:a", "@context": {"b": 7}}},
}


@pytest.mark.parametrize("context", INVALID.values(), ids=INVALID)
def test_a_broken_context_is_refused(context: Any) -> None:
    with pytest.raises(ContextError) as caught:
        _read(context, {"a": "x"})
    assert caught.value.code == "invalid_context"
    assert str(caught.value).endswith("(in the context at $['@context']).")


OUTSIDE: dict[str, Any] = {
    "@base": {"@base": "urn:base"},
    "@direction": {"@direction": "rtl"},
    "@import": {"@import": "https://example.org/other"},
    "@index": {"a": {"@id": "urn:a", "@index": "x"}},
    "@nest": {"a": {"@id": "urn:a", "@nest": "x"}},
    "@reverse": {"a": {"@reverse": "urn:a"}},
    "@graph": {"a": "@graph"},
    "@json": {"a": "@json"},
    "@type": {"a": {"@id": "@type", "@prefix": True}},
    "@id": {"a": {"@id": "@id", "@container": "@set"}},
    "@container @index": {"a": {"@id": "urn:a", "@container": "@index"}},
    "@container @id": {"a": {"@id": "urn:a", "@container": ["@id"]}},
    "@container @list @set": {"a": {"@id": "urn:a", "@container": ["@list", "@set"]}},
    "@container none": {"a": {"@id": "urn:a", "@container": []}},
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString": {
        "a": {"@id": "urn:a", "@type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
    },
    "the form of a keyword": {"a": "@strange"},
}


@pytest.mark.parametrize(("feature", "context"), OUTSIDE.items(), ids=OUTSIDE)
def test_a_context_outside_our_part_of_json_ld_is_refused_by_name(feature: str, context: Any) -> None:
    with pytest.raises(ContextError, match="outside the part of JSON-LD that is accepted") as caught:
        _read(context, {"a": "x"})
    assert (caught.value.code, caught.value.params["feature"]) == ("unsupported_context", feature)


@pytest.mark.parametrize("name", ["", "@strange", "@type"])
def test_a_term_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(ContextError, match=f"A definition of “{name}”"):
        _read({name: "urn:a"}, {"a": "x"})


def test_a_direction_of_a_term_is_refused() -> None:
    with pytest.raises(ContextError, match="@direction in the definition of “a”"):
        _read({"a": {"@id": "urn:a", "@direction": "rtl"}}, {"a": "x"})


# In all forms of JSON-LD, which are never signed: each is read as the plain form beside it.
FORMS = {"a": "urn:a", "list": {"@id": "urn:list", "@container": "@list"}, "id": "@id", "type": "@type"}


@pytest.mark.parametrize(
    ("document", "plain"),
    [
        ({"list": {"@list": ["x", "y"]}}, {"list": ["x", "y"]}),
        ({"list": "x"}, {"list": ["x"]}),
        ({"a": {"@set": ["x", "y"]}}, {"a": ["x", "y"]}),
        ({"a": [["x"], ["y"]]}, {"a": ["x", "y"]}),
        ({"a": {"@value": "x"}}, {"a": "x"}),
        ({"urn:a": "x"}, {"a": "x"}),
        ({"@id": "urn:x", "a": "x"}, {"id": "urn:x", "a": "x"}),
        ({"type": "urn:T", "@type": "urn:U"}, {"type": ["urn:T", "urn:U"]}),
        ({"a": ["x", "x"]}, {"a": "x"}),
        ({"id": "_:b", "a": "x"}, {"a": "x"}),
    ],
)
def test_other_forms_mean_the_same_and_are_not_signed(document: Document, plain: Document) -> None:
    assert _read(FORMS, document, forms=Forms(compact_only=False)) == _read(FORMS, plain)
    with pytest.raises(ContextError):
        _read(FORMS, document)


def test_a_label_may_connect_two_places() -> None:
    document = {"id": "_:x", "a": {"id": "_:x"}}
    assert _read(FORMS, document) == "_:c14n0 <urn:a> _:c14n0 .\n"


def test_a_list_of_something_else_is_a_list_only_by_its_keyword() -> None:
    document = {"a": {"@list": ["x"]}}
    assert '<http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "x"' in _read(
        FORMS, document, forms=Forms(compact_only=False)
    )
    with pytest.raises(ContextError, match="Write a list instead of @list"):
        _read(FORMS, document)
