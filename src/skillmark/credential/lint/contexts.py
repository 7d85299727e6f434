"""Contexts that are known and still not what an issuer should name."""

from __future__ import annotations

from collections.abc import Iterator

from skillmark.credential.contexts import ContextRegistry
from skillmark.credential.errors import ContextError, UndefinedTerm
from skillmark.credential.jsonld import to_quads
from skillmark.credential.lint.finding import REMOVED, Edit, Finding, Paper, Rule, Severity, entries, finding
from skillmark.credential.model.view import many
from skillmark.credential.steps.whole import VCDM_1, VCDM_2

# Addresses without a version, whose bytes follow the newest draft, and the frozen ones to name instead.
_UNVERSIONED = {
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    ),
    "https://purl.imsglobal.org/spec/clr/v2p0/context.json": (
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
    ),
}
_SPEC = "Open Badges 3.0 and CLR 2.0, “Data Models”, @context"


def unversioned(paper: Paper) -> Iterator[Finding]:
    """A context whose bytes may be others tomorrow: a signature would then cover other statements, or none."""
    for place, address in entries(paper.document, "@context", ()):
        if isinstance(address, str) and address in _UNVERSIONED:
            yield finding(
                "context_unversioned", Severity.WARNING, place,
                "“{path}” names {address}, whose bytes change from version to version.",
                "Name {newer} instead.", spec=_SPEC, edits=(Edit(place, _UNVERSIONED[address]),),
                address=address, newer=_UNVERSIONED[address],
            )  # fmt: skip


def changed_in_place(paper: Paper) -> Iterator[Finding]:
    """A term that only one of several published bytes of a context defines: verifiers with the others refuse it."""
    if _undefined(paper, paper.contexts):
        # What nobody defines is an error, and said elsewhere.
        return
    for address in dict.fromkeys(
        entry for entry in many(paper.document.get("@context")) if isinstance(entry, str)
    ):
        for version in paper.contexts.versions(address)[1:]:
            term = _undefined(paper, paper.contexts.select(url=address, sha256=version.sha256))
            if term:
                yield finding(
                    "context_changed", Severity.WARNING, ("@context",),
                    "{address} was published with other bytes before, in which “{term}” has no meaning: some "
                    "verifiers still hold those, and refuse it.",
                    "Leave “{term}” out, if you can do without.", spec=_SPEC, address=address, term=term,
                )  # fmt: skip


def _undefined(paper: Paper, contexts: ContextRegistry) -> str:
    """The first term that has no meaning under these contexts, or an empty text."""
    try:
        to_quads(paper.bare, contexts=contexts)
    except UndefinedTerm as error:
        return error.term
    except ContextError as error:
        return error.code
    return ""


def first_model(paper: Paper) -> Iterator[Finding]:
    """The older data model: Open Badges 3.0 as published is on 2.0, and certification asks for it."""
    for index, address in enumerate(many(paper.document.get("@context"))):
        if address == VCDM_1:
            place = ("@context", index) if isinstance(paper.document["@context"], list) else ("@context",)
            yield finding(
                "data_model_1_1", Severity.WARNING, place,
                "It is written in the data model 1.1, which Open Badges has left.",
                "Name {newer} instead, and write validFrom and validUntil for issuanceDate and expirationDate.",
                spec="Verifiable Credentials Data Model 2.0; Open Badges 3.0, “Data Models”",
                edits=(Edit(place, VCDM_2), *_renamed_dates(paper)), newer=VCDM_2,
            )  # fmt: skip


def _renamed_dates(paper: Paper) -> Iterator[Edit]:
    for old, new in (("issuanceDate", "validFrom"), ("expirationDate", "validUntil")):
        if old in paper.document:
            yield Edit((old,), REMOVED)
            yield Edit((new,), paper.document.get(new, paper.document[old]))


RULES: tuple[Rule, ...] = (unversioned, changed_in_place, first_model)
