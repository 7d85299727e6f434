"""What the standards require of a document as a whole, where one member's worth hangs on another's.

Each function is given an object and its place, and is named in the table of steps/required.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.credential.contexts import BUNDLED, ContextRegistry
from skillmark.credential.model.view import many, moment, objects, text
from skillmark.credential.steps.digests import DigestError, check_digest, is_digest_of
from skillmark.credential.steps.flaws import Flaw, Place, flaw
from skillmark.credential.steps.leaves import Leaf

VCDM_2 = "https://www.w3.org/ns/credentials/v2"
VCDM_1 = "https://www.w3.org/2018/credentials/v1"
_SPEC_2 = "Verifiable Credentials Data Model 2.0, “{}”"
_SPEC_1 = "Verifiable Credentials Data Model 1.1, “{}”"
# Open Badges 3.0, "1EdTechJsonSchemaValidator2019"; the addresses of the JSON and JSON-LD variants of the schemas.
SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
_SCHEMAS = re.compile(
    r"https://purl\.imsglobal\.org/spec/(?:ob/v3p0|clr/v2p0)/schema/json(?:-?ld)?/(?:ob_v3p0|clr_v2p0)_"
    r"(achievement|endorsement|clr)credential_schema\.json"
)
_ALSO_CALLED = {"OpenBadgeCredential": "AchievementCredential"}
_CLASSES = {
    "achievement": "AchievementCredential",
    "endorsement": "EndorsementCredential",
    "clr": "ClrCredential",
}


@dataclass(frozen=True)
class Scope:
    """What a walk over a document needs to know.

    `deep` looks at credentials inside in full, and not only at whether they are some. With `texts`, they may be
    signed texts. In `noted` it is written down what kind of value is asked for where.
    """

    contexts: ContextRegistry = BUNDLED
    deep: bool = False
    texts: bool = False
    noted: list[tuple[Place, Leaf]] | None = None


Extra = Callable[[Mapping[str, Any], Place, Scope], Iterator[Flaw]]
# The members whose values, or whose members' values, are looked at together with others: who changes one of them has to
# ask about the whole document anew. Dates are not among them; see `ends_after_it_begins`.
LOOKED_AT_TOGETHER = frozenset({"credentialSchema", "relatedResource", "resultDescription", "status"})


def first_context(document: Mapping[str, Any]) -> object:
    """The context that says which data model it is, or None."""
    return next(iter(many(document.get("@context"))), None)


# --- contexts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Named:
    """A family of contexts that has a place in the list."""

    pattern: re.Pattern[str]
    sentence: str
    mend: str


# The drafts are unknown here, so a document with one cannot be checked; yet it names the right family.
_OPEN_BADGES = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d+\.\d+)*\.json"
    r"|https://(dc|purl)\.imsglobal\.org/draft/ob/v3p0/context\S*"
)
_CLR = re.compile(
    r"https://purl\.imsglobal\.org/spec/clr/v2p0/context(-2\.\d+\.\d+)*\.json"
    r"|https://(dc|purl)\.imsglobal\.org/draft/clr/v2p0/context\S*"
)
_OPEN_BADGES_SECOND = _Named(
    _OPEN_BADGES,
    "“{path}” must name the Open Badges 3.0 context in second place.",
    "Put https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json there.",
)
_CLR_SECOND = _Named(
    _CLR,
    "“{path}” must name the CLR 2.0 context in second place.",
    "Put https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json there.",
)
_OPEN_BADGES_THIRD = _Named(
    _OPEN_BADGES,
    "“{path}” must name the Open Badges 3.0 context in third place.",
    "Put https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json there.",
)


def base_context(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:  # noqa: ARG001 (Extra)
    """The first context is that of the data model."""
    if first_context(value) not in (VCDM_1, VCDM_2):
        yield flaw(
            "context_first", (*place, "@context"), "“{path}” must begin with {context}.", "Put it first.",
            spec=_SPEC_2.format("Contexts"), context=VCDM_2,
        )  # fmt: skip


def badge_contexts(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:
    """First the data model, then Open Badges."""
    yield from base_context(value, place, scope)
    yield from _named(value, place, (_OPEN_BADGES_SECOND,))


def record_contexts(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:
    """First the data model, then CLR, then Open Badges."""
    yield from base_context(value, place, scope)
    yield from _named(value, place, (_CLR_SECOND, _OPEN_BADGES_THIRD))


def _named(value: Mapping[str, Any], place: Place, wanted: tuple[_Named, ...]) -> Iterator[Flaw]:
    found = many(value.get("@context"))[1:]
    for index, named in enumerate(wanted):
        entry = found[index] if index < len(found) else None
        if not isinstance(entry, str) or not named.pattern.fullmatch(entry):
            yield flaw(
                "context_order", (*place, "@context"), named.sentence, named.mend,
                spec="Open Badges 3.0 and CLR 2.0, “Data Models”, @context",
            )  # fmt: skip


# --- the two data models ------------------------------------------------------------------------------------


def model_members(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:  # noqa: ARG001 (Extra)
    """What the data models 1.1 and 2.0 ask for differently."""
    if first_context(value) == VCDM_1:
        yield from _first_model(value, place)
    else:
        for name in ("issuanceDate", "expirationDate"):
            if name in value:
                yield flaw(
                    "date_of_1_1", (*place, name), "“{path}” is a member of the data model 1.1, not of 2.0.",
                    "Write validFrom or validUntil instead.", spec=_SPEC_2.format("Validity Period"),
                )  # fmt: skip


def _first_model(value: Mapping[str, Any], place: Place) -> Iterator[Flaw]:
    if "issuanceDate" not in value:
        yield flaw(
            "missing", (*place, "issuanceDate"), "“{path}” is missing.", "Add it.",
            spec=_SPEC_1.format("Issuance Date"),
        )  # fmt: skip
    for name in ("credentialStatus", "refreshService"):
        for index, entry in enumerate(many(value.get(name))):
            if isinstance(entry, dict) and "id" not in entry:
                at = (*place, name, index) if isinstance(value[name], list) else (*place, name)
                yield flaw(
                    "missing", (*at, "id"), "“{path}” is missing.", "Add it.",
                    spec=_SPEC_1.format("Status"), tolerated=True,
                )  # fmt: skip


def begins(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:  # noqa: ARG001 (Extra)
    """Since when it holds is optional in the data model 2.0, and required by Open Badges and CLR."""
    if first_context(value) != VCDM_1 and "validFrom" not in value:
        yield flaw(
            "missing", (*place, "validFrom"), "“{path}” is missing.", "Add the date and time since when it holds.",
            spec="Open Badges 3.0, “Data Models”",
        )  # fmt: skip


VALIDITY = (("validFrom", "validUntil"), ("issuanceDate", "expirationDate"))


def ends_after_it_begins(value: Mapping[str, Any], place: Place) -> Iterator[Flaw]:
    """A validity that is over before it begins: step 5 of a check, and never issued."""
    for begin, end in VALIDITY:
        since, until = moment(value.get(begin)), moment(value.get(end))
        if since and until and until < since:
            yield flaw(
                "dates_reversed", (*place, end), "“{path}” is before “{begin}”.", "Correct one of the two.",
                spec=_SPEC_2.format("Validity Period"), begin=begin,
            )  # fmt: skip


def issues_nothing(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:  # noqa: ARG001 (Extra)
    """A presentation has a holder; readers would take an issuer in it for whoever vouches for what it says."""
    for name in ("issuer", "credentialSubject"):
        if name in value:
            yield flaw(
                "member_unexpected", (*place, name), "“{path}” has no place there.", "Remove it.",
                spec=_SPEC_2.format("Verifiable Presentations"),
            )  # fmt: skip


# --- schemas ------------------------------------------------------------------------------------------------


def schema_class(address: str) -> str:
    """The class that a schema of 1EdTech is for; empty where it is not one of theirs."""
    match = _SCHEMAS.fullmatch(address)
    return _CLASSES[match[1]] if match else ""


def named_schemas(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:  # noqa: ARG001 (Extra)
    """A schema that is named is that of the document's own class."""
    own = {_ALSO_CALLED.get(name, name) for name in many(value.get("type")) if isinstance(name, str)}
    for index, entry in enumerate(many(value.get("credentialSchema"))):
        if not isinstance(entry, dict) or SCHEMA_TYPE not in many(entry.get("type")):
            continue
        wanted = schema_class(text(entry.get("id")))
        if wanted and wanted not in own:
            at = (index,) if isinstance(value["credentialSchema"], list) else ()
            yield flaw(
                "schema_of_another", (*place, "credentialSchema", *at, "id"),
                "“{path}” is the schema for {wanted}, which this is not.", "Name the schema for its own type.",
                spec="Open Badges 3.0, “CredentialSchema”", wanted=wanted,
            )  # fmt: skip


# --- results ------------------------------------------------------------------------------------------------


def results(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:  # noqa: ARG001 (Extra)
    """Open Badges 3.0, “Result”: a result is on a scale of this achievement, and names its status if asked."""
    scales = {
        scale["id"]: scale.get("resultType")
        for achievement in objects(value.get("achievement"))
        for scale in objects(achievement.get("resultDescription"))
        if isinstance(scale.get("id"), str)
    }
    for index, result in enumerate(many(value.get("result"))):
        name = result.get("resultDescription") if isinstance(result, dict) else None
        if not isinstance(name, str):
            continue
        at = (*place, "result", index) if isinstance(value["result"], list) else (*place, "result")
        if name not in scales:
            yield flaw(
                "result_without_scale", (*at, "resultDescription"),
                "“{path}” names no scale of this achievement.",
                "Write the id of one of its resultDescription, or add the description.",
                spec="Open Badges 3.0, “Result”",
            )  # fmt: skip
        elif scales[name] == "Status" and not result.get("status"):
            yield flaw(
                "missing", (*at, "status"), "“{path}” is missing.", "Add it, since the scale is one of status.",
                spec="Open Badges 3.0, “Result”",
            )  # fmt: skip


# --- related resources --------------------------------------------------------------------------------------


def related_resources(value: Mapping[str, Any], place: Place, scope: Scope) -> Iterator[Flaw]:
    """VCDM 2.0, “Integrity of Related Resources”: each is named once, and a known one has the digest that is said."""
    seen: set[str] = set()
    for index, entry in enumerate(many(value.get("relatedResource"))):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            continue
        single = not isinstance(value["relatedResource"], list)
        at = (*place, "relatedResource") if single else (*place, "relatedResource", index)
        if entry["id"] in seen:
            yield flaw(
                "related_twice", (*at, "id"), "“{path}” names a resource a second time.", "Name each once.",
                spec=_SPEC_2.format("Integrity of Related Resources"),
            )  # fmt: skip
        seen.add(entry["id"])
        yield from _digests(entry, at, scope.contexts)


def _digests(entry: Mapping[str, Any], place: Place, contexts: ContextRegistry) -> Iterator[Flaw]:
    known = contexts.versions(entry["id"])
    for name in ("digestSRI", "digestMultibase"):
        if name not in entry:
            continue
        try:
            check_digest(entry[name], form=name)
        except DigestError as error:
            yield flaw(
                error.code, (*place, name), error.template, "Write it anew.",
                spec=_SPEC_2.format("Integrity of Related Resources"),
            )  # fmt: skip
            continue
        if known and not any(is_digest_of(entry[name], context.raw, form=name) for context in known):
            yield flaw(
                "digest_wrong", (*place, name), "“{path}” is not the digest of {resource}.",
                "Compute it anew over the published bytes.",
                spec=_SPEC_2.format("Integrity of Related Resources"), resource=entry["id"],
            )  # fmt: skip
