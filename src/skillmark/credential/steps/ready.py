"""Whether a document may be signed: what issuing refuses, and what the linter calls an error, is decided here once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.model.kinds import is_presentation
from skillmark.credential.steps.flaws import Flaw, Place
from skillmark.credential.steps.leaves import Leaf
from skillmark.credential.steps.required import document_flaws
from skillmark.credential.steps.shape import shape_flaws
from skillmark.credential.steps.whole import Scope, ends_after_it_begins

# What stands in these was signed by somebody else, and cannot be mended by whoever signs around it.
_OF_OTHERS = frozenset({"endorsement", "verifiableCredential"})


def flaws_before_signing(
    document: Mapping[str, Any], *, contexts: ContextRegistry = BUNDLED
) -> Iterator[Flaw]:
    """Every flaw for which a document is not signed; whether its members have a meaning is asked elsewhere."""
    yield from shape_flaws(document)
    for flaw in document_flaws(document, scope=_scope(document, contexts)):
        if not flaw.tolerated or _OF_OTHERS.isdisjoint(flaw.place):
            yield flaw
    yield from ends_after_it_begins(document, ())


def asked_of_values(
    document: Mapping[str, Any], *, contexts: ContextRegistry = BUNDLED
) -> list[tuple[Place, Leaf]]:
    """Which kind of value `flaws_before_signing` asks for where, of a document without flaws.

    In a document that differs from it in texts and numbers alone, these are all that it would look at anew, but for
    three things: whether a text is empty, which dates come first (`ends_after_it_begins`), and what stands in the
    members that are LOOKED_AT_TOGETHER.
    """
    noted: list[tuple[Place, Leaf]] = []
    tuple(document_flaws(document, scope=_scope(document, contexts, noted)))
    return noted


def _scope(
    document: Mapping[str, Any], contexts: ContextRegistry, noted: list[tuple[Place, Leaf]] | None = None
) -> Scope:
    # A holder shows what they were given; who gathers credentials in a record answers for what they are.
    return Scope(contexts=contexts, deep=not is_presentation(document), noted=noted)
