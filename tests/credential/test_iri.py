"""What is no IRI, blank node or language tag by its standard is refused: others leave out what it says, unsigned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.credential.badges import badge, endorsement

from skillmark.credential.errors import ContextError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.jsonld.iri import is_absolute, is_blank, is_language_tag
from skillmark.credential.jsonld.shapes.slots import is_plain_iri

# Pieces that mean something in an IRI or must not stand in one; the few characters of each class at its borders.
_SCHEMES = st.sampled_from(["https:", "http:", "urn:", "did:", "mailto:", "a+b-c.d:", "9:", "", "é:"])
_PIECES = st.sampled_from([
    "//", "/", "?", "#", "[", "]", "[::1]", "[1::2::3]", "[::1.2.3.4]", "[::1%1]", "[v1.a:b]", "[v.a]",
    "[]", "@", ":", "%41", "%4", "%", "%zz", "a", "0", "8080", "..", "'", "(", "|", "{", "^", "\\", "`",
    '"', "<", " ", "\n", "\x7f", "\x9f", "\xa0", "é", "\u200b", "\ud7ff", "\ue000", "\uf8ff", "\uf900",
    "\ufdcf", "\ufdd0", "\uffef", "\ufff0", "\U0001fffd", "\U0001fffe", "\U000e0001", "\U000e1000",
    "\U000effff", "\U000f0000", "\U0010fffd", "\U0010fffe",
])  # fmt: skip
IRIS = st.builds(lambda scheme, pieces: scheme + "".join(pieces), _SCHEMES, st.lists(_PIECES, max_size=7))
_SUBTAGS = st.sampled_from([
    "en", "de", "sgn", "zh", "cmn", "abcd", "abcde", "abcdefghi", "Latn", "AT", "BE", "FR", "040", "1994",
    "1a2b", "12", "i", "x", "X", "a", "u", "9", "default", "klingon", "oed", "GB", "rozaj", "ca",
    "gregory", "", "é", "ß", "\u212a",
])  # fmt: skip
# No colon: N-Quads has labels with one, and Turtle has not.
_LETTERS = st.sampled_from([
    "a", "Z", "0", "_", "-", ".", "\xb7", "\u0300", "\u203f", "{", "é", "\xd7", "\xf7", "\u037e", "\u2000", "\u200c",
    "\u3000", "\u3001", "\ue000", "\uf900", "\ufdd0", "\ufffd", "\U00010000", "\U000f0000", " ", "\n", "\x01", "/",
])  # fmt: skip
LABELS = st.lists(_LETTERS, max_size=5).map("".join)
TAGS = st.lists(_SUBTAGS, min_size=1, max_size=6).map("-".join)


def _takes(make: Callable[..., object], *given: Any, **named: Any) -> bool:
    try:
        make(*given, **named)
    except ValueError:
        return False
    return True


@settings(max_examples=1_000)
@given(IRIS)
def test_an_iri_is_what_another_implementation_of_rfc_3987_takes(text: str) -> None:
    assert is_absolute(text) == _takes(pyoxigraph.NamedNode, text)
    # Whatever may stand in a slot of a shape is one as well.
    assert is_absolute(text) or not is_plain_iri(text)


@settings(max_examples=1_000)
@given(LABELS)
def test_a_label_is_what_another_implementation_of_turtle_takes(label: str) -> None:
    assert is_blank(f"_:{label}") == _takes(pyoxigraph.BlankNode, label)


@settings(max_examples=1_000)
@given(TAGS)
def test_a_language_tag_is_what_another_implementation_of_rfc_5646_takes(tag: str) -> None:
    assert is_language_tag(tag) == _takes(pyoxigraph.Literal, "x", language=tag)


@pytest.mark.parametrize(
    "iri",
    [
        "https://a.example",
        "HTTPS://A.example:8080/a;b=c,d?q='x'&y=(z)#top/?",
        "https://user:pass@a.example/",
        "https://[2001:db8::1]:443/",
        "https://[v7.a:b]/",
        "http:///a",
        "https://é.example/é?\ue000",
        "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "urn:",
        "did:web:a.example%3A3000:issuers:7#key-1",
        "mailto:ada@learner.example",
        "data:,x%20y",
        "xsd:dateTime",
    ],
)
def test_what_is_an_iri(iri: str) -> None:
    assert is_absolute(iri)


@pytest.mark.parametrize(
    "iri",
    [
        "https://a.example/?tags[]=x",
        "https://a.example/100%",
        "https://a.example/#a#b",
        "https://a.example:port/",
        "https://a@b@c/",
        "https://[::1/",
        "https://[1::2::3]/",
        "https://[fe80::1%1]/",
        "https://a.example/\ue000",
        "https://a.example/\ufff0",
        "urn:%4",
        "a.example/b",
        "//a.example",
    ],
)
def test_what_is_none(iri: str) -> None:
    assert not is_absolute(iri)
    assert not is_plain_iri(iri)
    with pytest.raises(ContextError) as caught:
        canonical_nquads(badge() | {"id": iri})
    assert caught.value.code in {"invalid_iri", "relative_iri"}


@pytest.mark.parametrize("label", ["_:ada", "_:0.1", "_:a-b\xb7c", "_:é"])
def test_what_is_a_blank_node(label: str) -> None:
    assert canonical_nquads(_of(label))


@pytest.mark.parametrize("label", ["_:", "_:a b", "_:a.", "_:.a", "_:-a", "_:a:b", "_:a\x01", "_:<urn:x>"])
def test_what_is_no_blank_node(label: str) -> None:
    with pytest.raises(ContextError) as caught:
        canonical_nquads(_of(label))
    assert caught.value.code == "invalid_iri"


def _of(label: str) -> dict[str, Any]:
    """A badge of somebody who is not named, and an endorsement of the same."""
    document = badge()
    document["credentialSubject"]["id"] = label
    return document | {"endorsement": [endorsement(label)]}


@pytest.mark.parametrize(
    "tag", ["en", "de-AT", "zh-cmn-Hans-CN", "sl-rozaj-1994", "en-u-ca-gregory-x-a", "x-a", "i-default"]
)
def test_what_is_a_language_tag(tag: str) -> None:
    assert canonical_nquads(badge() | {"name": {"@value": "x", "@language": tag}})


@pytest.mark.parametrize(
    "tag", ["a", "e-n", "i-none", "englishlanguage", "en-", "en-a", "en_US", "de-AT-AT", "x", "", "éé"]
)
def test_what_is_no_language_tag(tag: str) -> None:
    with pytest.raises(ContextError) as caught:
        canonical_nquads(badge() | {"name": {"@value": "x", "@language": tag}})
    assert caught.value.code == "invalid_value"


@pytest.mark.parametrize(
    "text",
    [
        "https://" + "a" * 250_000 + " ",
        "https://" + "a:" * 120_000 + "[",
        "https://" + "@" * 250_000,
        "https://" + "%41" * 80_000 + "%",
        "https://[" + ":" * 250_000 + "]/",
        "https://[v1." + ":" * 250_000,
        "a+" * 120_000,
        "en-" + "abcde-" * 40_000 + "!",
        "en" + "-a-bb" * 50_000 + "-!",
        "x" + "-a" * 120_000 + "-",
        "_:" + "a." * 120_000,
    ],
)
def test_a_long_text_is_read_once(text: str) -> None:
    """Read in all ways of sharing it out, any of these would take hours."""
    assert not is_absolute(text)
    assert not is_language_tag(text)
    assert not is_blank(text)
