"""The bundled contexts are byte for byte those that were published, and all of them can be used."""

from __future__ import annotations

import hashlib

import pytest

from skillmark.credential.contexts import BUNDLED, ContextRegistry, PinnedContext
from skillmark.credential.errors import ContextError, UnknownContext
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


def test_no_context_gives_a_member_two_names() -> None:
    """Else a member could be renamed under its signature. Where only the first letter's case tells a class from a
    property, the walk to quads tells them apart.
    """
    compiler = ContextCompiler(BUNDLED)
    pairs: dict[str, set[str]] = {}
    for url in BUNDLED.urls():
        for iri, name in _names(compiler.for_document(INITIAL, url, path="$"), compiler):
            pairs.setdefault(iri, set()).add(name)
    twice = [names for names in pairs.values() if len(names) > 1]
    assert {
        "OpenBadgeCredential",
        "AchievementCredential",
    } in twice  # two types, which mean the same by definition
    for names in twice:
        if names != {"OpenBadgeCredential", "AchievementCredential"}:
            assert sorted(name[0].isupper() for name in names) == [False, True], names


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


def test_an_older_version_can_be_selected() -> None:
    newer, older = BUNDLED.versions(OB)
    assert b"endorsementJwt" in newer.raw
    assert b"endorsementJwt" not in older.raw
    selected = BUNDLED.select(url=OB, sha256=older.sha256)
    assert selected.load(OB) == older
    assert set(selected.urls()) == set(BUNDLED.urls())
    assert BUNDLED.load(OB) == newer
    with pytest.raises(UnknownContext):
        BUNDLED.select(url=OB, sha256="0" * 64)


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
