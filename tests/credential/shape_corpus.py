"""Documents of many shapes, and values that have fooled some processor or other: what shape plans are tried on."""

from __future__ import annotations

import json
import math
import random
from copy import deepcopy
from typing import Any

from tests.credential.badges import NORTHFIELD, badge, entry, issued, status_list

from skillmark.credential.jsonld.shapes.slots import Path, leaves

TEXTS = (
    "", "x", "a b", '"', "\\", "\n", "\t\r", "\x00", "\x01", "\x7f", "\ufffe", "\U0010ffff", "\U0001f600", "\ud800",
    "é", "\u202e", "\u00a0", "{", "}", "{s0}", "{{", "%s", "'", "\"'", "_:b1", "_:c14n0", "http://a",
    "https://x.example/a", "urn:x:y", "urn:x:", "did:key:z", "mailto:a@b", "tel:+1", "HTTP://A", "name", "type", "id",
    "@id", "@type", "@context", "Profile", "schema:name", "a:b", "http:/", "http://a b", "http://a/é",
    "https://a.example/<", 'https://a.example/"', "https://a/\n", "urn:a\\b", "2026-01-15T09:00:00Z", "true", "1",
    "1.0", "xsd:x", "https://www.w3.org/2018/credentials#VerifiableCredential", "x" * 3000,
    "https://a.example/" + "x" * 2500,
)  # fmt: skip
OTHERS: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**53 - 1, 2**53, -(2**53), 2**63, 10**21, 10**22, 1.0, 1.5, -0.0, 0.0, 1e21, 1e22,
    1.5e300, 0.1, 1 / 3, 123456789.123456789, math.nan, math.inf, [], {}, ["x"], [["x"]], {"id": "urn:x:y"},
    {"@value": "x"}, {"@value": "x", "@language": "en"}, [None],
)  # fmt: skip


def documents() -> list[dict[str, Any]]:
    """At least thirty shapes: badges with one thing more each, endorsements inside, a record, a list, proof options."""
    return [
        badge(),
        *(_with(path, value) for path, value in _ADDITIONS),
        _with("credentialSubject.achievement.alignment", _two_alignments()),
        *(_endorsed(count) for count in (1, 2)),
        _of_nobody_named(),
        _record(),
        status_list(3),
        issued() | {"proof": [issued()["proof"]]},
        _proof_options(),
        _without("evidence"),
        _without("credentialSubject.result"),
        _without("validUntil"),
        _without("credentialSubject.achievement.resultDescription", "credentialSubject.result"),
    ]


_IMAGE = {"id": "https://a.example/i.png", "type": "Image", "caption": "A picture"}
_ACHIEVEMENT = "credentialSubject.achievement"
_ADDITIONS: tuple[tuple[str, Any], ...] = (
    ("credentialStatus", entry()),
    (
        "credentialStatus",
        [entry(), entry("suspension", "8") | {"id": "https://northfield.example/status/1#8"}],
    ),
    ("name", {"@value": "x", "@language": "en"}),
    ("name", [{"@value": "x", "@language": "en"}, {"@value": "y", "@language": "de"}]),
    (f"{_ACHIEVEMENT}.tag", ["a", "b", "c"]),
    (f"{_ACHIEVEMENT}.resultDescription.0.allowedValue", ["a", "b", "a", "c"]),
    ("credentialSubject.id", "did:key:zabc"),
    (f"{_ACHIEVEMENT}.creator", {"id": NORTHFIELD, "type": ["Profile"], "name": "Northfield College"}),
    (f"{_ACHIEVEMENT}.creator", {"id": "https://other.example/issuer", "type": ["Profile"], "name": "Other"}),
    ("evidence", [{"type": ["Evidence"], "narrative": text} for text in "abc"]),
    ("image", _IMAGE),
    (f"{_ACHIEVEMENT}.image", _IMAGE),
    ("credentialSubject.creditsEarned", 3),
    ("credentialSubject.creditsEarned", 2.5),
    (
        f"{_ACHIEVEMENT}.related",
        [
            {"id": "https://a.example/1", "type": ["Related"]},
            {"id": "https://a.example/2", "type": ["Related"], "version": "2"},
        ],
    ),
    ("credentialSubject.narrative", "Said of her."),
    ("credentialSubject.narrative", ["Said of her.", "And this."]),
    ("credentialSubject.licenseNumber", "7"),
    ("credentialSubject.activityStartDate", "2026-01-01T00:00:00Z"),
    (f"{_ACHIEVEMENT}.humanCode", "FS-1"),
    (f"{_ACHIEVEMENT}.inLanguage", "en"),
    (
        "issuer.otherIdentifier",
        [{"type": "IdentifierEntry", "identifier": "1", "identifierType": "identifier"}],
    ),
    ("issuer.parentOrg", {"id": "https://parent.example", "type": ["Profile"], "name": "Parent"}),
    ("credentialSubject.source", {"id": "https://source.example", "type": ["Profile"], "name": "Source"}),
    (
        "credentialSchema",
        {"id": "https://schemas.example/1", "type": "JsonSchema", "jsonSchema": {"a": ["b", 1, 2.5]}},
    ),
    ("termsOfUse", {"id": "https://terms.example", "type": "VerifiableCredential"}),
)


def _with(path: str, value: Any) -> dict[str, Any]:
    document = badge()
    *holders, last = path.split(".")
    holder: Any = document
    for name in holders:
        holder = holder[int(name)] if name.isdigit() else holder[name]
    holder[last] = deepcopy(value)
    return document


def _without(*paths: str) -> dict[str, Any]:
    document = badge()
    for path in paths:
        *holders, last = path.split(".")
        holder: Any = document
        for name in holders:
            holder = holder[name]
        del holder[last]
    return document


def _two_alignments() -> list[dict[str, Any]]:
    (first,) = badge()["credentialSubject"]["achievement"]["alignment"]
    return [first, first | {"targetName": "keep cold food cold"}]


def _endorsed(count: int) -> dict[str, Any]:
    document = badge()
    document["endorsement"] = [
        {
            "@context": document["@context"],
            "id": f"urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8b0{number}",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": f"Endorsement {number}",
            "issuer": {"id": "https://guild.example", "type": ["Profile"], "name": "The guild"},
            "validFrom": "2026-01-15T09:00:00Z",
            "credentialSubject": {
                "id": document["credentialSubject"]["achievement"]["id"],
                "type": ["EndorsementSubject"],
                "endorsementComment": "Well made.",
            },
        }
        for number in range(count)
    ]
    return document


def _of_nobody_named() -> dict[str, Any]:
    """A badge whose subject is a blank node that an endorsement speaks of as well."""
    document = _endorsed(1)
    document["credentialSubject"]["id"] = document["endorsement"][0]["credentialSubject"]["id"] = "_:ada"
    return document


def _record() -> dict[str, Any]:
    """A learner record that defines the achievement of the badge inside it."""
    inside = badge()
    achievement = inside["credentialSubject"]["achievement"]
    del achievement["alignment"]
    achievement["criteria"] = {"id": "https://northfield.example/achievements/food-safety/v2/criteria"}
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8c01",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "A record",
        "issuer": inside["issuer"],
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "type": ["ClrSubject"],
            "id": "did:key:zabc",
            "verifiableCredential": [inside],
            "achievement": [deepcopy(achievement)],
        },
    }


def _proof_options() -> dict[str, Any]:
    signed = issued()
    options = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    return {"@context": signed["@context"], **options}


def put(document: Any, path: Path, value: Any) -> None:
    """Replace the value at a path; a path that leads nowhere any more changes nothing."""
    for step in path[:-1]:
        if not _leads_on(document, step):
            return
        document = document[step]
    if _leads_on(document, path[-1]):
        document[path[-1]] = value


def _leads_on(holder: Any, step: str | int) -> bool:
    if isinstance(holder, list):
        return isinstance(step, int) and step < len(holder)
    return isinstance(holder, dict) and step in holder


def mutated(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The document with some values replaced by hostile ones, others of its own, or noise; or with a member more."""
    changed = deepcopy(document)
    found = list(leaves(document))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        put(changed, chance.choice(found)[0], _value(chance, found))
    if chance.random() < 0.05:
        _restructure(changed, chance.choice(found)[0], chance)
    return changed


def _value(chance: random.Random, found: list[tuple[Path, Any]]) -> Any:
    kind = chance.random()
    if kind < 0.45:
        return chance.choice(TEXTS)
    if kind < 0.6:
        return deepcopy(chance.choice(OTHERS))
    if kind < 0.9:
        value = chance.choice(found)[1]
        return f"{value}x" if isinstance(value, str) and kind > 0.85 else value
    ranges = ((32, 127), (0, 0x300), (0, 0x110000))
    return "".join(chr(chance.randrange(*chance.choice(ranges))) for _ in range(chance.randrange(12)))


def _restructure(document: Any, path: Path, chance: random.Random) -> None:
    holder = document
    for step in path[:-1]:
        if not _leads_on(holder, step):
            return
        holder = holder[step]
    if isinstance(holder, dict):
        if chance.random() < 0.5:
            holder.pop(path[-1], None)
        else:
            holder[chance.choice(("extra", "name", "@id", "id", "type", "@type"))] = "q"
    elif isinstance(holder, list) and holder:
        holder.append(chance.choice(("q", deepcopy(holder[0]))))


def as_json(document: Any) -> str:
    """A document in a failure's message, where True and 1 are not alike."""
    return json.dumps(document, default=repr)[:3000]
