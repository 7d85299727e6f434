"""Digital Bazaar's libraries and we: each believes what the other signs, and neither what was changed since.

Where they differ from us, a test at the end shows it and names the standard that decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

import pytest
from tests.interop.documents import documents, small_badge, small_endorsement
from tests.interop.exchange import (
    Answer,
    Ask,
    changed_copies,
    check,
    errors,
    not_believed,
    not_refused,
    told,
)
from tests.interop.parties import CREATED, NOW, Party, loadable, parties, party

from skillmark.credential import Verdict, derive
from skillmark.credential.derive import always_shown
from skillmark.credential.keys.public import KeyKind
from skillmark.credential.times import format_timestamp

pytestmark = pytest.mark.interop

SELECTIVE = "ecdsa-sd-2023"
WHOLE = {"eddsa-rdfc-2022": (KeyKind.ED25519,), "ecdsa-rdfc-2019": (KeyKind.P256, KeyKind.P384)}
ENDORSER = party("did:key")
WRITTEN = list[tuple[Party, dict[str, Any]]]


def issuers(suite: str) -> list[Party]:
    kinds = WHOLE.get(suite, (KeyKind.P256,))
    return [issuer for kind in kinds for issuer in parties(kind, "did:key", "did:web", "https")]


def everybody(suite: str) -> list[Party]:
    return [*issuers(suite), ENDORSER]


def put(ask: Ask, tasks: Iterable[dict[str, Any]]) -> list[Answer]:
    """What their libraries answer, where all of these issuers publish."""
    known = [*issuers("eddsa-rdfc-2022"), *everybody("ecdsa-rdfc-2019")]
    return ask("digitalbazaar.mjs", tasks, documents=loadable(known), now=format_timestamp(NOW))


def verifying(credentials: Iterable[dict[str, Any]], suite: str) -> Iterator[dict[str, Any]]:
    return ({"do": "verify", "suite": suite, "credential": each} for each in credentials)


def signing(
    written: WRITTEN, suite: str, mandatory: Sequence[Sequence[str]] | None = None
) -> Iterator[dict[str, Any]]:
    for number, (issuer, document) in enumerate(written):
        yield {
            "do": "sign",
            "suite": suite,
            "credential": document,
            "key": issuer.multikey(),
            "created": format_timestamp(CREATED),
            "mandatoryPointers": mandatory[number] if mandatory else [],
        }


def believed(answers: Sequence[Answer]) -> list[int]:
    """The numbers of the credentials that they found verified."""
    return [number for number, answer in enumerate(answers) if answer == {"value": ""}]


def not_believed_there(answers: Sequence[Answer]) -> dict[int, str]:
    return {number: str(answer) for number, answer in enumerate(answers) if answer != {"value": ""}}


# --- signed as a whole --------------------------------------------------------------------------------------


@pytest.mark.parametrize("suite", WHOLE)
def test_they_believe_what_we_sign_and_refuse_what_was_changed(ask: Ask, suite: str) -> None:
    written = documents(f"@digitalbazaar/vc, {suite}", issuers=issuers(suite), endorser=ENDORSER)
    signed = [issuer.sign(document, suite=suite) for issuer, document in written]
    copies = changed_copies(signed)
    answers = put(ask, verifying([*signed, *copies], suite))
    assert not_believed_there(answers[: len(signed)]) == {}
    assert believed(answers[len(signed) :]) == []
    assert not_refused(copies, everybody(suite)) == {}
    told(len(signed), f"signed by us with {suite}, verified by @digitalbazaar/vc")


@pytest.mark.parametrize("suite", WHOLE)
def test_we_believe_what_they_sign_and_refuse_what_was_changed(ask: Ask, suite: str) -> None:
    written = documents(f"@digitalbazaar/vc, {suite}", issuers=issuers(suite), endorser=ENDORSER)
    answers = put(ask, signing(written, suite))
    assert errors(answers) == {}
    signed = [answer["value"] for answer in answers]
    assert not_believed(signed, everybody(suite)) == {}
    assert not_refused(changed_copies(signed), everybody(suite)) == {}
    told(len(signed), f"signed by @digitalbazaar/vc with {suite}, verified by us")


def test_both_make_the_same_signatures(ask: Ask) -> None:
    """RFC 8032: a key has one signature for the same bytes. So the bytes are the same, and the members around them."""
    written = documents("same", issuers=issuers("eddsa-rdfc-2022"), endorser=ENDORSER, count=50)
    answers = put(ask, signing(written, "eddsa-rdfc-2022"))
    theirs = [answer["value"] for answer in answers]
    assert theirs == [issuer.sign(document) for issuer, document in written]


# --- signed statement by statement --------------------------------------------------------------------------

# What their selective disclosure cannot do; see the tests at the end.
BEYOND = ("node names", "lists", "coordinates", "embedded proofs", "older contexts")
# Members that compaction, with the contexts of Open Badges, writes without a list where there is one value. Pointers
# lead into the compact form ("skolemizeCompactJsonLd"), so there is no /evidence/0 where there is one evidence.
COMPACT = frozenset({"evidence", "credentialSchema", "credentialStatus", "relatedResource", "termsOfUse"})


def selective(name: str) -> WRITTEN:
    return documents(name, issuers=issuers(SELECTIVE), endorser=ENDORSER, without=BEYOND)


def offered(holder: Any, path: str = "") -> Iterator[str]:
    """The members of an object and the elements of its lists, ids and types (always shown) left out."""
    for name, value in holder.items() if isinstance(holder, dict) else ():
        if name in {"@context", "id", "type", "proof"}:
            continue
        yield f"{path}/{name}"
        if isinstance(value, list) and (len(value) > 1 or name not in COMPACT):
            yield from (f"{path}/{name}/{index}" for index in range(len(value)))


def chosen(document: dict[str, Any], random: Random) -> list[str]:
    """Random places to show, with what a valid badge needs beside them."""
    subject = document["credentialSubject"]
    achievement = subject.get("achievement", {})
    places = {
        "": document,
        "/issuer": document["issuer"],
        "/credentialSubject": subject,
        "/credentialSubject/source": subject.get("source"),
        "/credentialSubject/achievement": achievement,
        "/credentialSubject/achievement/creator": achievement.get("creator"),
    }
    every = [pointer for path, holder in places.items() for pointer in offered(holder, path)]
    pointers = random.sample(every, random.randint(1, min(8, len(every))))
    if not achievement:
        pointers += ["/name", "/credentialSubject"]
    if "id" not in subject:
        pointers.append("/credentialSubject/identifier/0")
    if "resultDescription" in achievement and any("/result" in pointer for pointer in pointers):
        pointers.append("/credentialSubject/achievement/resultDescription")
    return list(dict.fromkeys(pointers))


def deriving(bases: Iterable[dict[str, Any]], pointers: Iterable[list[str]]) -> Iterator[dict[str, Any]]:
    for base, selected in zip(bases, pointers, strict=True):
        yield {"do": "derive", "credential": base, "selectivePointers": selected}


def derived_here(bases: Iterable[dict[str, Any]], pointers: Iterable[list[str]]) -> list[dict[str, Any]]:
    return [
        json.loads(derive(json.dumps(base).encode(), pointers=selected))
        for base, selected in zip(bases, pointers, strict=True)
    ]


def shown(credentials: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: part for name, part in each.items() if name != "proof"} for each in credentials]


def test_they_derive_from_what_we_sign_and_each_believes_what_the_other_derives(ask: Ask) -> None:
    written = selective(f"{SELECTIVE}, signed by us")
    random = Random("mandatory")
    bases = [
        issuer.sign(document, suite=SELECTIVE, mandatory_pointers=random.sample(list(offered(document)), 1))
        for issuer, document in written
    ]
    pointers = [chosen(document, Random(number)) for number, (_, document) in enumerate(written)]
    ours = derived_here(bases, pointers)
    copies = changed_copies(ours)
    answers = put(
        ask,
        [*deriving(bases, pointers), *verifying([*ours, *copies], SELECTIVE)],
    )
    count = len(written)
    assert errors(answers) == {}
    theirs = [answer["value"] for answer in answers[:count]]
    assert shown(theirs) == shown(ours)
    assert not_believed(theirs, everybody(SELECTIVE)) == {}
    assert not_believed_there(answers[count : 2 * count]) == {}
    assert believed(answers[2 * count :]) == []
    told(count, f"signed by us with {SELECTIVE}, derived by @digitalbazaar/vc, verified by us")
    told(count, f"signed and derived by us with {SELECTIVE}, verified by @digitalbazaar/vc")


def test_we_derive_from_what_they_sign_and_each_believes_what_the_other_derives(ask: Ask) -> None:
    written = selective(f"{SELECTIVE}, signed by them")
    mandatory = [always_shown(document) for _, document in written]
    answers = put(ask, signing(written, SELECTIVE, mandatory))
    assert errors(answers) == {}
    bases = [answer["value"] for answer in answers]
    pointers = [chosen(document, Random(number)) for number, (_, document) in enumerate(written)]
    ours = derived_here(bases, pointers)
    # Their deriving takes long, and all of the other test's credentials went through it.
    some = slice(50)
    tasks = [*verifying(ours, SELECTIVE), *deriving(bases[some], pointers[some])]
    answers = put(ask, tasks)
    count = len(written)
    assert errors(answers) == {}
    theirs = [answer["value"] for answer in answers[count:]]
    assert shown(theirs) == shown(ours[some])
    assert not_believed_there(answers[:count]) == {}
    assert not_believed(ours, everybody(SELECTIVE)) == {}
    assert not_believed(theirs, everybody(SELECTIVE)) == {}
    assert not_refused(changed_copies(ours), everybody(SELECTIVE)) == {}
    told(count, f"signed by @digitalbazaar/vc with {SELECTIVE}, derived by us, verified by both")
    told(len(theirs), f"signed and derived by @digitalbazaar/vc with {SELECTIVE}, verified by us")


# --- where we differ ----------------------------------------------------------------------------------------


def plain(kind: KeyKind = KeyKind.ED25519, **members: Any) -> tuple[Party, dict[str, Any]]:
    """An issuer and a small badge; `members` are those of its achievement."""
    issuer = party("did:key", kind)
    return issuer, small_badge(issuer, **members)


def test_they_sort_some_characters_in_the_order_of_their_utf_16_units(ask: Ask) -> None:
    """RDF Dataset Canonicalization 1.0, section 4.4.3, step 7: in the order of code points."""
    issuer, document = plain(tag=["\U0001f3c5", "\uff5e"])
    ours = issuer.sign(document)
    assert check(ours, [issuer]).verdict is Verdict.VERIFIED
    signed, verified = put(
        ask,
        [*signing([(issuer, document)], "eddsa-rdfc-2022"), *verifying([ours], "eddsa-rdfc-2022")],
    )
    assert "Invalid signature" in verified["value"]
    assert check(signed["value"], [issuer]).verdict is Verdict.NOT_VERIFIED


def test_they_sign_nothing_of_a_fraction_that_javascript_writes_without_a_point(ask: Ask) -> None:
    """JSON-LD 1.1 API, section 8.2.2: 1.0E-7. They take it for a whole number, so they sign 0 whatever it is."""
    issuer, document = plain(creditsAvailable=1e-7)
    ours = issuer.sign(document)
    assert check(ours, [issuer]).verdict is Verdict.VERIFIED
    (signed,) = put(ask, signing([(issuer, document)], "eddsa-rdfc-2022"))
    theirs = signed["value"]
    assert check(theirs, [issuer]).verdict is Verdict.NOT_VERIFIED
    theirs["credentialSubject"]["achievement"]["creditsAvailable"] = 9e-9
    answers = put(ask, verifying([ours, theirs], "eddsa-rdfc-2022"))
    assert believed(answers) == [1]
    assert check(theirs, [issuer]).verdict is Verdict.NOT_VERIFIED


def test_they_give_up_on_equal_parts_in_equal_parts(ask: Ask) -> None:
    """RDF Dataset Canonicalization 1.0, section 7.1, leaves the limit to implementations; theirs is low by default."""
    issuer, document = plain()
    alignment = {"type": ["Alignment"], "targetName": "a", "targetUrl": "https://skills.example/a"}
    document["credentialSubject"]["result"] = [
        {"type": ["Result"], "value": "1", "alignment": [alignment, alignment]} for _ in range(2)
    ]
    ours = issuer.sign(document)
    assert check(ours, [issuer]).verdict is Verdict.VERIFIED
    (answer,) = put(ask, verifying([ours], "eddsa-rdfc-2022"))
    assert "Maximum deep iterations exceeded" in answer["value"]


def test_they_mistake_a_text_for_the_name_of_a_node(ask: Ask) -> None:
    """Data Integrity ECDSA Cryptosuites 1.0, "labelReplacementCanonicalizeNQuads": nodes get other names, texts do not.

    They replace whatever looks like one in the statements as they are written, inside of texts too.
    """
    issuer, document = plain(KeyKind.P256, fieldOfStudy="snake_:case")
    ours = issuer.sign(document, suite=SELECTIVE)
    (derived,) = derived_here([ours], [["/credentialSubject/achievement/fieldOfStudy"]])
    assert check(derived, [issuer]).verdict is Verdict.VERIFIED
    (answer,) = put(ask, verifying([derived], SELECTIVE))
    assert "Invalid signature" in answer["value"]


def scale(**members: Any) -> dict[str, Any]:
    return {
        "resultDescription": [
            {
                "id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a01",
                "type": ["ResultDescription"],
                "name": "Grade",
                "resultType": "LetterGrade",
            }
            | members
        ]
    }


COORDINATES = {
    "creator": {
        "id": "https://northfield.example/",
        "type": ["Profile"],
        "address": {
            "type": ["Address"],
            "geo": {"type": "GeoCoordinates", "latitude": 47.4, "longitude": 8.5},
        },
    }
}


@pytest.mark.parametrize(
    ("members", "pointer", "complaint"),
    [
        (scale(allowedValue=["A", "B"]), "resultDescription", "Invalid JSON-LD syntax"),
        (COORDINATES, "creator", "Safe mode validation error"),
        ({"endorsement": "signed"}, "endorsement", "labelMap"),
    ],
    ids=["ordered lists", "coordinates", "embedded proofs"],
)
def test_they_cannot_derive_from_all_that_open_badges_may_hold(
    ask: Ask, members: dict[str, Any], pointer: str, complaint: str
) -> None:
    """Data Integrity ECDSA Cryptosuites 1.0, "skolemizeCompactJsonLd".

    It names every node and writes the document anew. It has no rule for ordered lists and for graphs (the proofs of
    what is embedded), and with the contexts of Open Badges coordinates come out without their meaning. We name nodes by
    their places instead, and so can derive from all of it.
    """
    issuer, document = plain(KeyKind.P256, **members)
    achievement = document["credentialSubject"]["achievement"]
    if "endorsement" in members:
        achievement["endorsement"] = [ENDORSER.sign(small_endorsement(ENDORSER, achievement["id"]))]
    base = issuer.sign(document, suite=SELECTIVE)
    pointers = [[f"/credentialSubject/achievement/{pointer}"]]
    (answer,) = put(ask, deriving([base], pointers))
    assert complaint in answer["error"]
    ours = derived_here([base], pointers)
    assert not_believed(ours, [issuer, ENDORSER]) == {}
    # What we derive is theirs to verify: only deriving takes the detour.
    assert not_believed_there(put(ask, verifying(ours, SELECTIVE))) == {}


def test_they_follow_pointers_into_the_compact_form_only(ask: Ask) -> None:
    """As above: a list of one is no list there, unless the context says that it is one ("@container": "@set")."""
    issuer, document = plain(KeyKind.P256)
    document["evidence"] = [{"type": ["Evidence"], "name": "A plan", "narrative": "For a café."}]
    base = issuer.sign(document, suite=SELECTIVE)
    (answer,) = put(ask, deriving([base], [["/evidence/0/name"]]))
    assert "does not match document" in answer["error"]
    assert not_believed(derived_here([base], [["/evidence/0/name"]]), [issuer]) == {}
