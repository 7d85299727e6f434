"""The bundled contexts are byte for byte those that were published, and all of them can be used."""

from __future__ import annotations

import hashlib

import pytest

from skillmark.credential.contexts import BUNDLED, ContextRegistry, PinnedContext, micro_credential
from skillmark.credential.errors import ContextError, UnknownContext
from skillmark.credential.jsonld import to_quads
from skillmark.credential.jsonld.context import INITIAL, ActiveContext, ContextCompiler

OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# As the standards publish them; a change here is a change of what signed documents mean.
PUBLISHED = {
    "https://www.w3.org/ns/credentials/v2": ["59955ced6697d61e"],
    OB: ["3d34f4d4ef1bce69", "ef2fa9c7846dce23"],
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": ["bba433989e1e700c"],
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": ["cfc147db5fd5e357"],
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": ["b077fa134d909d92"],
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": ["146f85aa16effd7c"],
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": ["880f1902d4158f2f"],
    "https://w3id.org/openbadges/v2": ["393a890d7d95eb3a"],
    "https://w3id.org/security/suites/ed25519-2018/v1": ["166c6abb9e08176c"],
    "https://w3id.org/security/suites/jws-2020/v1": ["d648e05ddc657782"],
    # Ours, in credentials that were issued: a change of a single byte needs a new file beside this one.
    "https://skillmark.example/contexts/micro-credential/v1/"
    "27a9bdce533d7390eae04773e49fe39fe51b9c41777cc6664a028637f1a16662.jsonld": ["27a9bdce533d7390"],
}
PINNED = [version for url in BUNDLED.urls() for version in BUNDLED.versions(url)]


@pytest.mark.parametrize("context", PINNED, ids=lambda context: f"{context.url} {context.sha256[:8]}")
def test_bytes_hash_source_and_licence_agree(context: PinnedContext) -> None:
    assert hashlib.sha256(context.raw).hexdigest() == context.sha256
    assert context.source
    assert context.licence


@pytest.mark.parametrize(("url", "prefixes"), PUBLISHED.items())
def test_hashes_are_the_published_ones(url: str, prefixes: list[str]) -> None:
    assert [version.sha256[:16] for version in BUNDLED.versions(url)] == prefixes


@pytest.mark.parametrize("context", PINNED, ids=lambda context: f"{context.url} {context.sha256[:8]}")
def test_every_context_is_within_our_subset(context: PinnedContext) -> None:
    compiler = ContextCompiler(BUNDLED.select(url=context.url, sha256=context.sha256))
    active = compiler.for_document(INITIAL, context.url, path="$")
    assert active.terms
    for term in active.terms.values():
        if term.has_context:
            compiler.for_property(active, term, path="$")


def _names(active: ActiveContext, compiler: ContextCompiler, depth: int = 0) -> set[tuple[str, str]]:
    found = {
        (term.iri, name)
        for name, term in active.terms.items()
        if term.iri and term.iri not in ("@id", "@type")
    }
    for term in active.terms.values():
        if term.has_context and depth < 3:
            found |= _names(compiler.for_property(active, term, path="$"), compiler, depth + 1)
    return found


# Two names for one thing, of which the walk to quads takes only the first: else one could be put for the other under
# a signature. The two names of a badge's class mean the same by definition, and readers know both.
TWO_NAMES = {
    ("OpenBadgeCredential", "AchievementCredential"),
    ("verification", "verify"),
    ("revoked", "revokedAssertions"),
}


def test_contexts_give_a_member_one_name() -> None:
    """Where only the first letter's case tells a class from a property, the walk to quads tells them apart."""
    compiler = ContextCompiler(BUNDLED)
    pairs: dict[str, set[str]] = {}
    for url in BUNDLED.urls():
        for iri, name in _names(compiler.for_document(INITIAL, url, path="$"), compiler):
            pairs.setdefault(iri, set()).add(name)
    twice = {frozenset(names) for names in pairs.values() if len(names) > 1}
    same_kind = {names for names in twice if sorted(name[0].isupper() for name in names) != [False, True]}
    assert same_kind == {frozenset(pair) for pair in TWO_NAMES}


@pytest.mark.parametrize(("plain", "other"), [("verification", "verify"), ("revoked", "revokedAssertions")])
def test_of_two_names_one_is_taken(plain: str, other: str) -> None:
    of_open_badges_2 = {"@context": "https://w3id.org/openbadges/v2", "id": "urn:x"}
    assert to_quads({**of_open_badges_2, plain: True})
    with pytest.raises(ContextError, match=f"“{other}” stands where “{plain}” belongs") as caught:
        to_quads({**of_open_badges_2, other: True})
    assert caught.value.code == "not_compact"


def test_an_unknown_context_is_named() -> None:
    with pytest.raises(UnknownContext, match=r"https://example\.org/unknown") as caught:
        BUNDLED.load("https://example.org/unknown")
    assert caught.value.url == "https://example.org/unknown"


def test_changed_bytes_are_refused() -> None:
    context = BUNDLED.load(OB)
    changed = PinnedContext(url=OB, raw=context.raw.replace(b"name", b"nome"), sha256=context.sha256)
    with pytest.raises(ContextError) as caught:
        ContextRegistry([changed]).load(OB).document  # noqa: B018 - reading it checks the hash
    assert caught.value.code == "context_hash"


def test_what_is_no_context_document_is_refused() -> None:
    registry = BUNDLED.extended({"https://example.org/x": b'{"terms": {}}'})
    with pytest.raises(ContextError, match=r"https://example\.org/x is not a JSON-LD context"):
        registry.load("https://example.org/x").document  # noqa: B018 - reading it checks it


def test_an_older_version_can_be_selected() -> None:
    newer, older = BUNDLED.versions(OB)
    assert b"endorsementJwt" in newer.raw
    assert b"endorsementJwt" not in older.raw
    selected = BUNDLED.select(url=OB, sha256=older.sha256)
    assert selected.load(OB) == older
    assert set(selected.urls()) == set(BUNDLED.urls())
    assert BUNDLED.load(OB) == newer
    assert BUNDLED.select(url=OB, sha256=older.sha256) is selected
    assert BUNDLED.select(url=OB, sha256=newer.sha256) is BUNDLED
    with pytest.raises(UnknownContext):
        BUNDLED.select(url=OB, sha256="0" * 64)


def _contexts(registry: ContextRegistry, *urls: str) -> list[str]:
    return [registry.load(url).sha256[:8] for url in urls]


@pytest.mark.parametrize(
    "document",
    [
        {"@context": OB},
        {"@context": ["https://www.w3.org/ns/credentials/v2", OB]},
        {"@context": "https://example.org/x", "endorsement": [{"@context": [{}, OB]}]},
    ],
)
def test_a_document_is_tried_under_all_bytes_that_its_contexts_had(document: object) -> None:
    assert [_contexts(registry, OB) for registry in BUNDLED.alternatives(document)] == [
        ["3d34f4d4"],
        ["ef2fa9c7"],
    ]


@pytest.mark.parametrize("document", [{}, {"@context": ["urn:x", {"@context": OB + "x"}]}, [7, OB], None])
def test_a_document_without_such_contexts_is_tried_once(document: object) -> None:
    assert list(BUNDLED.alternatives(document)) == [BUNDLED]


def test_the_bytes_in_use_come_first_and_there_are_four_choices_at_most() -> None:
    urls = [f"https://example.org/{name}" for name in "abc"]
    registry = BUNDLED
    for version in (b"1", b"2"):
        registry = registry.extended(dict.fromkeys(urls, b'{"@context": {"v": "urn:v%s"}}' % version))
    newest = _contexts(registry, *urls)
    tried = [_contexts(choice, *urls) for choice in registry.alternatives({"@context": urls})]
    assert tried[0] == newest
    assert len(tried) == len({tuple(choice) for choice in tried}) == 4
    again = list(registry.alternatives({"@context": urls}))
    assert again == list(
        registry.alternatives({"@context": urls})
    )  # the same objects: nothing is worked out twice


def test_a_term_may_have_its_meaning_under_older_bytes_alone() -> None:
    own = "https://example.org/own"
    registry = BUNDLED.extended({own: b'{"@context": {"jti": "https://example.org/own#jti"}}'})
    document = {"@context": [OB, own], "id": "urn:x", "type": "Profile", "jti": "urn:jti:7"}
    in_use, older = registry.alternatives(document)
    with pytest.raises(ContextError, match="“jti” is protected"):
        to_quads(document, contexts=in_use)
    quads = to_quads(document, contexts=older)
    assert "https://example.org/own#jti" in {quad.predicate.value for quad in quads}


def test_the_context_that_defines_a_term_can_be_found() -> None:
    assert "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json" in BUNDLED.defining(
        "1EdTechRevocationList"
    )
    assert BUNDLED.defining("no such term") == ()


def test_a_caller_may_add_contexts() -> None:
    url = "https://example.org/ours"
    registry = BUNDLED.extended({url: b'{"@context": {"ours": "https://example.org/ours#it"}}'})
    assert registry.load(url).document["@context"]["ours"]
    assert url not in BUNDLED.urls()


# --- the context of micro-credentials, which every platform serves ---------------------------------------------


OURS = micro_credential.PINNED
ENDING = f"contexts/micro-credential/v1/{OURS.sha256}.jsonld"


def test_our_own_address_ends_in_its_hash() -> None:
    assert hashlib.sha256(OURS.raw).hexdigest() == OURS.sha256
    assert OURS.url.endswith(ENDING)
    assert micro_credential.address("https://college.example") == f"https://college.example/{ENDING}"


@pytest.mark.parametrize(
    "url",
    [
        f"https://college.example/{ENDING}",
        f"https://college.example:8443/{ENDING}",
        f"https://college.example/badges/here/{ENDING}",
        f"http://localhost:8000/{ENDING}",
        OURS.url,
    ],
)
def test_the_hash_says_which_bytes_are_meant_whatever_the_host(url: str) -> None:
    assert BUNDLED.load(url) is OURS
    assert BUNDLED.versions(url) == (OURS,)
    assert BUNDLED.known_as(url) == OURS.url


@pytest.mark.parametrize(
    "url",
    [
        f"https://college.example/{ENDING}".replace(OURS.sha256, "0" * 64),
        f"https://college.example/{ENDING}".replace("v1", "v2"),
    ],
)
def test_another_hash_is_unknown_and_said_to_be(url: str) -> None:
    with pytest.raises(UnknownContext, match="a newer version of this verifier may know it") as caught:
        BUNDLED.load(url)
    assert caught.value.url == url


@pytest.mark.parametrize(
    "url",
    [
        f"ftp://college.example/{ENDING}",
        f"https:///{ENDING}",
        f"https://college.example/{ENDING}?v=2",
        f"https://college.example/{ENDING}#x",
        f"https://college.example/{ENDING.upper()}",
        f"https://college.example/?{ENDING}",
        f"https://{'x' * 2000}.example/{ENDING}",
        ENDING,
    ],
)
def test_what_does_not_end_so_is_a_stranger(url: str) -> None:
    with pytest.raises(UnknownContext, match="contexts are never downloaded") as caught:
        BUNDLED.load(url)
    assert caught.value.params["sha256"] == ""


def test_many_hosts_are_one_context() -> None:
    """However many addresses are named, what they mean is worked out and kept once."""
    compiler = ContextCompiler(BUNDLED)
    first = compiler.for_document(INITIAL, micro_credential.address("https://a.example"), path="$")
    for number in range(50):
        url = micro_credential.address(f"https://host-{number}.example")
        assert compiler.for_document(INITIAL, url, path="$") is first


def test_an_address_may_still_be_given_other_bytes_by_the_caller() -> None:
    url = micro_credential.address("https://college.example")
    registry = BUNDLED.extended({url: b'{"@context": {"ours": "https://example.org/ours#it"}}'})
    assert registry.load(url).raw != OURS.raw
    assert registry.load(micro_credential.address("https://other.example")) == OURS


def test_a_host_can_be_put_for_another_because_the_bytes_are_the_same() -> None:
    document = {
        "@context": [OB, micro_credential.address("https://a.example")],
        "id": "urn:x",
        "type": ["Achievement"],
        "microCredential": {"participation": "online", "workloadHours": 60},
    }
    other = document | {"@context": [OB, micro_credential.address("https://b.example")]}
    assert to_quads(document) == to_quads(other)


def test_what_has_no_meaning_is_named_under_our_context_too() -> None:
    document = {
        "@context": [micro_credential.address("https://a.example"), "https://x.example/c"],
        "shoeSize": 42,
    }
    with pytest.raises(UnknownContext, match=r"https://x\.example/c"):
        to_quads(document | {"microCredential": {"participation": "online"}})
