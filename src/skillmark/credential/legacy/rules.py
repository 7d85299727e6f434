"""What older badges must hold, as one table: they are read as plain JSON, because nothing of them is signed as data.

Source: Open Badges 2.0, "Open Badges Vocabulary". The rules of 1.x are those of its later names where they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from skillmark.credential.legacy.dates import parse_moment
from skillmark.credential.legacy.kinds import (
    CONTEXT_2,
    Edition,
    Method,
    assertion_id,
    edition_of,
    is_iri,
    is_web_address,
    method_of,
    verification_of,
)
from skillmark.credential.message import Message, either
from skillmark.credential.model.view import many, objects
from skillmark.credential.times import TimeError

_TEXT, _ADDRESS, _WEB, _TIME, _TRUTH, _NUMBER_OR_TEXT = "text", "address", "web", "time", "truth", "version"
_HASH = re.compile(r"(?:md5\$[0-9a-fA-F]{32}|sha256\$[0-9a-fA-F]{64})")
_CORE = frozenset(
    {"Assertion", "BadgeClass", "Issuer", "Profile", "CryptographicKey", "RevocationList", "Endorsement"}
)
_MOST_NAMED = 3


@dataclass(frozen=True)
class Rule:
    """One kind of object: the types of which it must name one, its members, and alternatives.

    `several` may be lists; of all others readers would see whichever value comes first. `or_address` objects may stand
    as their address alone.
    """

    types: tuple[str, ...] = ()
    required: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    or_address: bool = False


_SHARED = {"@language": _TEXT, "version": _NUMBER_OR_TEXT}
RULES: dict[str, Rule] = {
    "Assertion": Rule(
        ("Assertion",),
        required={
            "id": _ADDRESS,
            "recipient": "IdentityObject",
            "badge": "BadgeClass",
            "verification": "VerificationObject",
            "issuedOn": _TIME,
        },
        optional={
            "image": "Image",
            "evidence": "Evidence",
            "narrative": _TEXT,
            "expires": _TIME,
            "revoked": _TRUTH,
            "revocationReason": _TEXT,
            **_SHARED,
        },
        several=("evidence",),
    ),
    # "Assertion": of one that is revoked, only `id` and `revoked` are required.
    "RevokedAssertion": Rule(required={"id": _ADDRESS}, optional={"revocationReason": _TEXT}),
    "BadgeClass": Rule(
        ("BadgeClass",),
        required={
            "id": _ADDRESS,
            "name": _TEXT,
            "description": _TEXT,
            "image": "Image",
            "criteria": "Criteria",
            "issuer": "IssuerReference",
        },
        optional={"alignment": "AlignmentObject", "tags": _TEXT, **_SHARED},
        several=("alignment", "tags"),
        or_address=True,
    ),
    # An issuer that is described inside of a badge is only named there: what counts is the profile at its address.
    "IssuerReference": Rule(required={"id": _ADDRESS}, or_address=True),
    "Profile": Rule(
        ("Issuer", "Profile"),
        required={"id": _ADDRESS, "name": _TEXT, "url": _ADDRESS, "email": _TEXT},
        optional={
            "description": _TEXT,
            "image": "Image",
            "telephone": _TEXT,
            "verification": "IssuerVerification",
            "publicKey": "CryptographicKey",
            "revocationList": _ADDRESS,
            **_SHARED,
        },
        several=("publicKey",),
    ),
    "IdentityObject": Rule(
        required={"identity": _TEXT, "type": _TEXT, "hashed": _TRUTH}, optional={"salt": _TEXT}
    ),
    "VerificationObject": Rule(
        required={"type": _TEXT}, optional={"creator": "CryptographicKey"}, several=("type",)
    ),
    "IssuerVerification": Rule(
        optional={"verificationProperty": _TEXT, "startsWith": _TEXT, "allowedOrigins": _TEXT},
        several=("startsWith", "allowedOrigins"),
    ),
    "CryptographicKey": Rule(
        optional={"id": _ADDRESS, "owner": _TEXT, "publicKeyPem": _TEXT}, or_address=True
    ),
    "Image": Rule(required={"id": _ADDRESS}, optional={"caption": _TEXT}, or_address=True),
    "Criteria": Rule(optional={"id": _TEXT, "narrative": _TEXT}, one_of=("id", "narrative"), or_address=True),
    "Evidence": Rule(
        optional={
            "id": _TEXT,
            "narrative": _TEXT,
            "name": _TEXT,
            "description": _TEXT,
            "genre": _TEXT,
            "audience": _TEXT,
        },
        or_address=True,
    ),
    "AlignmentObject": Rule(
        required={"targetName": _TEXT, "targetUrl": _ADDRESS},
        optional={"targetDescription": _TEXT, "targetFramework": _TEXT, "targetCode": _TEXT},
    ),
}
# Open Badges 1.0 and 1.1, which had fewer members, and names by place instead of ids.
RULES_1: dict[str, Rule] = RULES | {
    "Assertion": Rule(
        required={
            "recipient": "IdentityObject",
            "badge": _WEB,
            "verify": "VerificationObject",
            "issuedOn": "time 1",
        },
        optional={
            "id": _ADDRESS,
            "uid": _TEXT,
            "expires": "time 1",
            "image": "Image",
            "evidence": "Evidence",
        },
        several=("evidence",),
    ),
    "VerificationObject": Rule(required={"type": _TEXT, "url": _WEB}),
    "BadgeClass": Rule(
        required={
            "name": _TEXT,
            "description": _TEXT,
            "image": "Image",
            "criteria": _ADDRESS,
            "issuer": _WEB,
        },
        optional={"tags": _TEXT},
        several=("tags", "alignment"),
    ),
    "Profile": Rule(required={"name": _TEXT, "url": _ADDRESS}, optional={"email": _TEXT, "image": "Image"}),
}


def assertion_problems(document: Mapping[str, Any]) -> Iterator[Message]:
    """Every way in which what was handed in is not a complete assertion, as whole sentences with the JSON path."""
    edition = edition_of(document)
    if edition is Edition.TWO and CONTEXT_2 not in many(document.get("@context")):
        yield Message("“@context” must name {context}.", {"context": CONTEXT_2}, "invalid_context")
    if _is_something_else(document, edition):
        yield Message(
            "It must be an Assertion: only that says that somebody earned a badge, and this is “{kinds}”.",
            {"kinds": ", ".join(str(name) for name in many(document.get("type"))[:_MOST_NAMED])},
            "not_an_assertion",
        )
        return
    yield from problems(_with_plain_verification(document, edition), _kind_of(document), edition)
    yield from _recipient_problems(document)
    yield from _verification_problems(document)


def problems(value: Any, rule_name: str, edition: Edition, path: str = "") -> Iterator[Message]:
    """Every way in which `value` is not what the table says of `rule_name`."""
    rules = RULES if edition is Edition.TWO else RULES_1
    rule = rules[rule_name]
    if rule.or_address and isinstance(value, str):
        yield from _leaf(value, _ADDRESS, path)
    elif not isinstance(value, dict):
        yield Message("“{path}” must be an object.", {"path": path}, "member")
    else:
        yield from _absences(value, rule, path)
        for name, kind in {**rule.optional, **rule.required}.items():
            for place, part in _parts(value, name, path):
                yield from problems(part, kind, edition, place) if kind in rules else _leaf(part, kind, place)


def extensions_of(*documents: Mapping[str, Any]) -> list[str]:
    """The names of what was added beyond the standard (Open Badges 2.0, "Extensions"), which is not checked."""
    return sorted(
        {
            name
            for document in documents
            for name, value in document.items()
            if ":" in name or any("Extension" in many(entry.get("type")) for entry in objects(value))
        }
    )


def _is_something_else(document: Mapping[str, Any], edition: Edition) -> bool:
    types = many(document.get("type"))
    if document.get("revoked") is True and not types:
        return False
    if edition is Edition.ONE and not types:
        return False
    return "Assertion" not in types or any(
        name in _CORE - {"Assertion"} for name in types if isinstance(name, str)
    )


def _kind_of(document: Mapping[str, Any]) -> str:
    return "RevokedAssertion" if document.get("revoked") is True else "Assertion"


def _with_plain_verification(document: Mapping[str, Any], edition: Edition) -> Mapping[str, Any]:
    if edition is Edition.ONE or "verification" in document or "verify" not in document:
        return document
    return {**document, "verification": document["verify"]}


def _recipient_problems(document: Mapping[str, Any]) -> Iterator[Message]:
    for recipient in objects(document.get("recipient")):
        identity, hashed = recipient.get("identity"), recipient.get("hashed")
        is_hash = isinstance(identity, str) and _HASH.fullmatch(identity) is not None
        # Open Badges 2.0, "IdentityHash".
        if hashed is True and not is_hash:
            yield Message("“recipient.identity” must be a hash (sha256$… or md5$…).", code="member")
        elif hashed is False and is_hash:
            yield Message(
                "“recipient.identity” is a hash, and “recipient.hashed” says that it is none.", code="member"
            )


def _verification_problems(document: Mapping[str, Any]) -> Iterator[Message]:
    method = method_of(document)
    if method is Method.OTHER and verification_of(document).get("type") is not None:
        yield Message("“verification.type” must be HostedBadge or SignedBadge.", code="member")
    if method is Method.HOSTED and assertion_id(document) and not is_web_address(assertion_id(document)):
        yield Message("“id” must be the web address at which the assertion is kept.", code="member")


def _absences(value: Mapping[str, Any], rule: Rule, path: str) -> Iterator[Message]:
    types = many(value.get("type"))
    if rule.types and not any(name in types for name in rule.types):
        yield Message(
            "“{path}” must include {kinds}.",
            {"path": _join(path, "type"), "kinds": either(rule.types)},
            "member",
        )
    if rule.one_of and not any(_is_present(value.get(name)) for name in rule.one_of):
        names = either(f"“{name}”" for name in rule.one_of)
        yield Message("“{path}” must have {names}.", {"path": path, "names": names}, "member")
    for name in (*rule.required, *rule.optional):
        if name not in rule.several and isinstance(value.get(name), list):
            yield Message("“{path}” must not be a list.", {"path": _join(path, name)}, "member")
    for name in rule.required:
        if not _is_present(value.get(name)):
            yield Message("“{path}” is missing.", {"path": _join(path, name)}, "member")


def _is_present(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _parts(value: Mapping[str, Any], name: str, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value.get(name), list):
        yield from ((f"{_join(path, name)}[{index}]", part) for index, part in enumerate(value[name]))
    elif _is_present(value.get(name)):
        yield _join(path, name), value[name]


def _leaf(value: Any, kind: str, path: str) -> Iterator[Message]:
    sentence = ""
    if kind == _ADDRESS and not is_iri(value):
        sentence = "“{path}” must be an absolute address (URL)."
    elif kind == _WEB and not is_web_address(value):
        sentence = "“{path}” must be a web address."
    elif kind == _TEXT and not _is_text(value):
        sentence = "“{path}” must be text."
    elif kind == _NUMBER_OR_TEXT and not isinstance(value, str | int | float):
        sentence = "“{path}” must be text or a number."
    elif kind == _TRUTH and not isinstance(value, bool):
        sentence = "“{path}” must be true or false."
    if sentence:
        yield Message(sentence, {"path": path}, "member")
    elif kind.startswith(_TIME):
        yield from _time_problem(value, Edition.TWO if kind == _TIME else Edition.ONE, path)


def _time_problem(value: Any, edition: Edition, path: str) -> Iterator[Message]:
    try:
        parse_moment(value, edition=edition)
    except TimeError as error:
        yield Message("“{path}” {why}.", {"path": path, "why": error.message}, error.code)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("@value"), str))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
