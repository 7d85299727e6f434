"""Each rule of the linter fires on its fault and is silent once that is mended, by its own change where it has one."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.credential.badges import (
    CREATED,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_SIGNER,
    OPEN_BADGES,
    VCDM,
    badge,
    changed,
    entry,
    issued,
    signed,
)

from skillmark.credential import check_before_issuing, issue_jwt
from skillmark.credential.bake import bake_any
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.errors import CredentialError
from skillmark.credential.lint import (
    REMOVED,
    RULES,
    Edit,
    Finding,
    Paper,
    Severity,
    applied,
    finding,
    lint,
    mend,
)
from skillmark.credential.model.identity import matches

VCDM_1 = "https://www.w3.org/2018/credentials/v1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
UNVERSIONED = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
SALT = "a salt of sixteen"
HASH = "sha256$" + "b5" * 32
PICTURE = "https://northfield.example/badge.png"


def exemplary() -> dict[str, Any]:
    """A badge that the linter has nothing to say about."""
    document = badge()
    document["credentialSubject"]["id"] = "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a12"
    document["credentialSubject"]["identifier"] = [identity(hashed=True, identityHash=HASH, salt=SALT)]
    document["credentialSubject"]["achievement"]["image"] = {
        "id": PICTURE,
        "type": "Image",
        "caption": "A pan.",
    }
    document["credentialStatus"] = entry(index="4711")
    return document


def identity(**members: Any) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityType": "emailAddress"} | members


def top(**members: Any) -> dict[str, Any]:
    return changed(exemplary(), **members)


def subject(**members: Any) -> dict[str, Any]:
    document = exemplary()
    document["credentialSubject"] = changed(document["credentialSubject"], **members)
    return document


def achievement(**members: Any) -> dict[str, Any]:
    document = exemplary()
    document["credentialSubject"]["achievement"] = changed(
        document["credentialSubject"]["achievement"], **members
    )
    return document


def identified(**members: Any) -> dict[str, Any]:
    return subject(identifier=[identity(**members)])


def pictured(address: str) -> dict[str, Any]:
    return achievement(image={"id": address, "type": "Image", "caption": "A pan."})


def scale(**members: Any) -> dict[str, Any]:
    """The exemplary badge with one scale, on which the first result is."""
    document = exemplary()
    described = document["credentialSubject"]["achievement"]["resultDescription"]
    document["credentialSubject"]["achievement"]["resultDescription"] = [described[0] | members]
    document["credentialSubject"]["result"] = document["credentialSubject"]["result"][:1]
    return document


def result(**members: Any) -> dict[str, Any]:
    document = exemplary()
    results = document["credentialSubject"]["result"]
    results[0] = changed(results[0], **members)
    return document


def leveled(**members: Any) -> dict[str, Any]:
    document = exemplary()
    described = document["credentialSubject"]["achievement"]["resultDescription"]
    described[1] = described[1] | members
    return document


def png() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (2, 2), "teal").save(data, "PNG")
    return data.getvalue()


def data_url(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def with_schema(**members: Any) -> dict[str, Any]:
    schema = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
    return top(credentialSchema=[{"id": schema, "type": "1EdTechJsonSchemaValidator2019"}], **members)


def first_model() -> dict[str, Any]:
    document = top(validFrom=None, validUntil=None)
    dates = {"issuanceDate": "2026-01-15T09:00:00Z", "expirationDate": "2029-01-15T09:00:00Z"}
    return document | {"@context": [VCDM_1, OPEN_BADGES]} | dates


def related(name: str, value: str) -> dict[str, Any]:
    return top(relatedResource=[{"id": VCDM, "type": "https://types.example/Context", name: value}])


def unscaled() -> dict[str, Any]:
    document = scale()
    del document["credentialSubject"]["result"][0]["resultDescription"]
    return document


def with_nothing() -> dict[str, Any]:
    """A member that the rules do not know is null."""
    document = exemplary()
    document["credentialStatus"]["statusReference"] = None
    return document


def no_badge() -> dict[str, Any]:
    """A credential whose status is of a type that another context defines."""
    return {
        "@context": [VCDM],
        "type": ["VerifiableCredential"],
        "issuer": {"id": NORTHFIELD, "name": "Northfield"},
        "validUntil": "2029-01-15T09:00:00Z",
        "credentialStatus": {**entry(index="4711"), "type": "StatusList2021Entry"},
        "credentialSubject": {"id": "urn:uuid:2"},
    }


TWINS = [{"type": ["Evidence"], "name": "A plan"}, {"type": ["Evidence"], "name": "A plan"}]
# Alike from one step away: each has a picture without an id, and only that one differs.
ALIKE = [
    {"type": ["Alignment"], "targetName": "a", "targetUrl": "https://skills.example/a"},
    {"type": ["Alignment"], "targetName": "b", "targetUrl": "https://skills.example/b"},
]
RESULTS = [{"type": ["Result"], "value": "9", "alignment": [each]} for each in ALIKE]

# code -> what fires it; its own change must silence it
MENDED_BY_ITSELF: dict[str, dict[str, Any] | list[dict[str, Any]]] = {
    "address_for_object": [top(image=PICTURE), achievement(creator=NORTHFIELD)],
    "address_open": [
        identified(hashed=False, identityHash="ada@learner.example"),
        identified(hashed=False, identityHash="ada@learner.example", identityType="identifier"),
    ],
    "birthday_open": achievement(
        creator={"id": NORTHFIELD, "type": ["Profile"], "dateOfBirth": "1815-12-10"}
    ),
    "context_first": top(context=[OPEN_BADGES]),
    "context_order": [
        top(context=[VCDM]),
        top(context=[VCDM, EXTENSIONS, OPEN_BADGES]),
        {
            "@context": [VCDM, OPEN_BADGES, CLR],
            "id": "urn:uuid:1",
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": "A record",
            "issuer": {"id": NORTHFIELD, "type": ["Profile"], "name": "Northfield"},
            "validFrom": "2026-01-15T09:00:00Z",
            "credentialStatus": entry(index="4711"),
            "credentialSubject": {
                "id": "urn:uuid:2",
                "type": ["ClrSubject"],
                "verifiableCredential": [issued()],
            },
        },
    ],
    "context_unversioned": top(context=[VCDM, UNVERSIONED]),
    "data_model_1_1": [
        first_model(),
        changed(first_model(), expirationDate=None),
        {**first_model(), "@context": VCDM_1},
    ],
    "date_of_1_1": [
        top(expirationDate="2029-01-15T09:00:00Z"),
        top(validFrom=None, issuanceDate="2026-01-15T09:00:00Z"),
    ],
    "digest_wrong": [related("digestSRI", "sha384-eA=="), related("digestMultibase", f"uEiA{'A' * 42}A")],
    "empty_member": [subject(narrative=""), top(evidence=[])],
    "equal_siblings": top(evidence=[*TWINS, *TWINS]),
    "extensions_missing": with_schema(),
    "hash_called_open": identified(hashed=False, identityHash=HASH, salt=SALT),
    "hidden_characters": [
        top(name="Food\u200b safety"),
        top(name={"@value": "Food\u202e safety", "@language": "en"}),
    ],
    "name_missing": top(name=None),
    "not_number": [achievement(creditsAvailable="1.5"), achievement(creditsAvailable="3")],
    "not_time": top(awardedDate="2026-01-14T16:00:00"),
    "not_truth": identified(hashed="true", identityHash=HASH, salt=SALT),
    "null": top(description={}) | {"description": None},
    "null_value": [with_nothing(), top(evidence=[*exemplary()["evidence"], None])],
    "result_unscaled": unscaled(),
    "secret_open": identified(hashed=False, identityHash="7", identityType="nationalIdentityNumber"),
    "single_in_list": top(awardedDate=["2026-01-14T16:00:00Z"]),
    "status_index_number": top(credentialStatus=entry() | {"statusListIndex": 4711}),
    "tied_nodes": subject(result=RESULTS),
    "type_missing": [
        top(type=["OpenBadgeCredential"]),
        achievement(type=["Standard"]),
        achievement(type=None),
    ],
    "undefined_term": no_badge(),
    "word_unknown": [
        achievement(achievementType="Microcredential"),
        achievement(achievementType="Nano degree"),
        identified(hashed=True, identityHash=HASH, salt=SALT, identityType="email"),
    ],
}
# code -> what fires it, and the same without the fault
MENDED_BY_HAND: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "caption_missing": (achievement(image={"id": PICTURE, "type": "Image"}), exemplary()),
    "context_changed": (
        top(endorsementJwt=["eyJhbGciOiJFZERTQSJ9.e30.c2ln"]),
        top(context=[VCDM, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"]),
    ),
    "credential_large": (subject(narrative="word " * 60_000), exemplary()),
    "criteria_only_linked": (achievement(criteria={"id": f"{NORTHFIELD}/criteria"}), exemplary()),
    "dates_reversed": (top(validUntil="2025-01-15T09:00:00Z"), exemplary()),
    "described_twice": (
        achievement(
            related=[{"id": exemplary()["credentialSubject"]["achievement"]["id"], "type": ["Achievement"]}]
        ),
        exemplary(),
    ),
    "hash_unreadable": (identified(hashed=True, identityHash="ada", salt=SALT), exemplary()),
    "hash_unsalted": (identified(hashed=True, identityHash=HASH), exemplary()),
    "hash_weak": (identified(hashed=True, identityHash="md5$" + "b5" * 16, salt=SALT), exemplary()),
    "html_in_text": (subject(narrative="<b>Well</b> done."), subject(narrative="**Well** done: 1 < 2 > 0.")),
    "issuer_not_https": (
        top(issuer={"id": "http://northfield.example/issuer", "type": ["Profile"], "name": "Northfield"}),
        exemplary(),
    ),
    "issuer_unnamed": (top(issuer=NORTHFIELD), exemplary()),
    "level_unknown": (leveled(requiredLevel="urn:uuid:elsewhere"), exemplary()),
    "member_unexpected": (
        achievement(image={"id": PICTURE, "type": "Image", "caption": "A pan.", "name": "Pan"}),
        exemplary(),
    ),
    "missing": (achievement(criteria=None), exemplary()),
    "never_ends": (top(credentialStatus=None, validUntil=None), exemplary()),
    "not_url": (top(id="badge 1"), exemplary()),
    "one_of_missing": (subject(id=None, identifier=None), exemplary()),
    "picture_kind": (pictured("https://northfield.example/badge.jpg"), exemplary()),
    "picture_large": (
        pictured(data_url("image/png", png() + bytes(70_000))),
        pictured(data_url("image/png", png())),
    ),
    "picture_missing": (achievement(image=None), exemplary()),
    "picture_unreadable": (
        pictured(data_url("image/svg+xml", png())),
        pictured(data_url("image/png", png())),
    ),
    "plain_http": (pictured("http://northfield.example/badge.png"), exemplary()),
    "private_id": (subject(id="mailto:ada@learner.example"), subject(id="urn:uuid:1")),
    "recipient_only_named": (
        subject(id=None, identifier=[identity(hashed=False, identityHash="Ada", identityType="name")]),
        exemplary(),
    ),
    "repeated_value": (achievement(tag=["food", "food"]), achievement(tag=["food", "safety"])),
    "result_empty": (result(value=None), exemplary()),
    "result_without_scale": (result(resultDescription="urn:uuid:elsewhere"), exemplary()),
    "signed": (signed(exemplary()), exemplary()),
    "status_incomplete": (top(credentialStatus=entry() | {"statusListIndex": ""}), exemplary()),
    "status_index_low": (top(credentialStatus=entry(index="7")), exemplary()),
    "status_missing": (top(credentialStatus=None), exemplary()),
    "status_several": (
        top(credentialStatus=[entry(index="4711"), entry("suspension", index="4712")]),
        exemplary(),
    ),
    "unknown_context": (top(context=[VCDM, OPEN_BADGES, "https://elsewhere.example/context"]), exemplary()),
    "value_off_scale": (result(value="11"), exemplary()),
    "inline_context": (top(context=[VCDM, OPEN_BADGES, {"name": "https://schema.org/name"}]), exemplary()),
}


def codes(document: Any) -> set[str]:
    return {found.code for found in lint(document)}


def test_an_exemplary_badge_needs_nothing() -> None:
    assert lint(exemplary()) == ()
    check_before_issuing(exemplary())


CHANGES = [
    (code, document)
    for code, documents in MENDED_BY_ITSELF.items()
    for document in (documents if isinstance(documents, list) else [documents])
]


@pytest.mark.parametrize(("code", "document"), CHANGES, ids=[code for code, _ in CHANGES])
def test_a_mechanical_change_silences_what_it_is_for(code: str, document: dict[str, Any]) -> None:
    before = deepcopy(document)
    found = [each for each in lint(document) if each.code == code]
    assert found, codes(document)
    for each in found:
        assert each.edits
        assert (
            code
            not in {other.code for other in lint(applied(document, each.edits)) if other.place == each.place}
            or len(found) > 1
        )
    mended, left = mend(document)
    assert code not in {each.code for each in left}
    assert not [each for each in left if each.edits]
    assert codes(mended) == {each.code for each in left}
    assert document == before


@pytest.mark.parametrize("code", MENDED_BY_HAND)
def test_a_fault_is_found_and_gone_when_it_is_mended(code: str) -> None:
    faulty, mended = MENDED_BY_HAND[code]
    assert code in codes(faulty), codes(faulty)
    assert code not in codes(mended)
    assert code in {each.code for each in mend(faulty)[1]}


def test_every_finding_says_where_what_and_why() -> None:
    for document in [document for _, document in CHANGES] + [pair[0] for pair in MENDED_BY_HAND.values()]:
        for found in lint(document):
            assert found.path.startswith("$")
            assert found.sentence.say().endswith((".", "Remove it.", "instead."))
            assert "{" not in found.sentence.say() + found.mend.say()
            assert found.spec
            told = json.loads(json.dumps(found.to_json()))
            assert set(told) == {"code", "severity", "path", "sentence", "mend", "spec", "edits"}


# --- errors are what issuing refuses --------------------------------------------------------------------------


def _errors(document: dict[str, Any]) -> list[Finding]:
    return [each for each in lint(document) if each.severity is Severity.ERROR]


def _is_refused(document: dict[str, Any]) -> bool:
    try:
        check_before_issuing(document)
    except CredentialError:
        return True
    return False


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from _places(part, (*place, step))


OTHERS = st.sampled_from(
    [None, True, 7, "", "words", [], {}, ["words", "words"], {"id": "x"}, {"@value": 1}, [[1]]]
)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), other=OTHERS)
def test_whatever_issuing_refuses_is_an_error_and_nothing_else_is(data: st.DataObject, other: Any) -> None:
    document = exemplary()
    place = data.draw(st.sampled_from([each for each in _places(document) if each]))
    holder: Any = document
    for step in place[:-1]:
        holder = holder[step]
    if data.draw(st.booleans()):
        holder[place[-1]] = other
    else:
        del holder[place[-1]]
    assert bool(_errors(document)) == _is_refused(document)


@settings(max_examples=100, deadline=None)
@given(
    document=st.dictionaries(
        st.sampled_from([*exemplary(), "@graph", "https://x.example/"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("http://a.example/"),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "type", "identifier", "achievement", "result", "image", "@value"]),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ),
        max_size=8,
    )
)
def test_no_shape_fails(document: dict[str, Any]) -> None:
    assert _errors(document)
    mend(document)


@pytest.mark.parametrize(
    "document",
    [
        top(credentialSubject=["Ada", {"identifier": "Ada", "result": ["9"]}]),
        top(credentialSubject={"identifier": ["Ada", {"identityHash": 7, "hashed": [True]}], "result": 9}),
        top(credentialStatus=["revoked", {"type": [{}], "statusListIndex": True}]),
        top(issuer=[], image=[], criteria="x", evidence=[[]]),
    ],
)
def test_odd_shapes_are_read_over(document: dict[str, Any]) -> None:
    assert _errors(document)


def test_every_undefined_member_is_named_and_not_only_the_first() -> None:
    document = exemplary() | {"shoeSize": 38}
    document["credentialSubject"]["hatSize"] = 57
    document["credentialSubject"]["achievement"]["alignment"][0]["type"] = ["Alignment", "Skill"]
    document["evidence"][0]["type"] = "Proof of work"
    found = {each.path for each in lint(document) if each.code == "undefined_term"}
    assert found == {
        "$.shoeSize",
        "$.credentialSubject.hatSize",
        "$.credentialSubject.achievement.alignment[0].type",
        "$.evidence[0].type",
    }
    document["type"] = "Honours"
    assert "$.type" in {each.path for each in lint(document) if each.code == "undefined_term"}


def test_a_member_of_another_type_is_said_to_belong_there() -> None:
    document = exemplary()
    document["issuer"]["achievementType"] = "Badge"
    (found,) = [each for each in lint(document) if each.code == "undefined_term"]
    assert "of the type Achievement" in found.mend.say()
    assert not found.edits


def test_a_fault_behind_others_in_a_list_is_named_where_it_stands() -> None:
    inside = exemplary() | {"shoeSize": 38}
    document = {
        "@context": [VCDM],
        "type": ["VerifiablePresentation"],
        "hatSize": 57,
        "verifiableCredential": [{"@value": "no graph"}, exemplary(), {"@value": "nor this"}, inside],
    }
    found = {each.path for each in lint(document) if each.code == "undefined_term"}
    assert found == {"$.hatSize", "$.verifiableCredential[3].shoeSize"}


def endorsement(number: int = 1) -> dict[str, Any]:
    return {
        "@context": [VCDM, OPEN_BADGES],
        "id": f"urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8b2{number}",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A word for Northfield",
        "issuer": {"id": "https://city.example/issuer", "type": ["Profile"]},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": NORTHFIELD, "type": ["EndorsementSubject"]},
    }


def test_no_change_reaches_into_what_others_signed() -> None:
    schema = {"id": "https://a.example/", "type": "1EdTechJsonSchemaValidator2019"}
    theirs = signed(endorsement()) | {"credentialSchema": schema}
    (found,) = [
        each for each in lint(exemplary() | {"endorsement": [theirs]}) if each.severity is Severity.ERROR
    ]
    assert (found.code, found.path) == ("extensions_missing", "$.endorsement[0].credentialSchema.type")
    assert found.edits == ()


def test_more_undefined_members_than_anyone_reads() -> None:
    document = exemplary() | {f"member{number}": "x" for number in range(30)}
    assert sum(each.code == "undefined_term" for each in lint(document)) == 20


def same(levels: int, scales: int) -> dict[str, Any]:
    """A badge with many things in it that are told apart by nothing but where they are."""
    alignment = {"type": ["Alignment"], "targetName": "same", "targetUrl": "urn:x:1"}
    level = {"type": ["RubricCriterionLevel"], "name": "same", "alignment": [alignment] * 5}
    scale = {"type": ["ResultDescription"], "name": "x", "resultType": "RawScore"}
    return achievement(resultDescription=[scale | {"rubricCriterionLevel": [level] * levels}] * scales) | {
        "evidence": []
    }


def test_a_document_that_costs_too_much_is_an_error() -> None:
    assert "work_budget_exceeded" in {each.code for each in _errors(same(6, 20))}


def test_many_things_that_look_alike_are_not_looked_at_one_by_one() -> None:
    (found,) = [each for each in lint(alike(3, 5, 3)) if each.code == "tied_nodes"]
    assert (found.path, found.severity, found.edits) == ("$", Severity.WARNING, ())


def alike(scales: int, levels: int, alignments: int) -> dict[str, Any]:
    """A badge with many things in it without ids, that differ only deep inside."""

    def aligned(number: int) -> dict[str, Any]:
        return {
            "type": ["Alignment"],
            "targetName": "same",
            "targetUrl": "https://skills.example/same",
            "targetCode": str(number),
        }

    def level(number: int) -> dict[str, Any]:
        inner = [aligned(number * alignments + each) for each in range(alignments)]
        return {"type": ["RubricCriterionLevel"], "name": "same", "alignment": inner}

    def scale_of(number: int) -> dict[str, Any]:
        inner = [level(number * levels + each) for each in range(levels)]
        return {
            "type": ["ResultDescription"],
            "name": "x",
            "resultType": "RawScore",
            "rubricCriterionLevel": inner,
        }

    return achievement(resultDescription=[scale_of(number) for number in range(scales)])


def test_changes_are_made_together_where_they_can_be_and_come_to_an_end() -> None:
    document = exemplary() | {"description": "", "tag": [], "evidence": [*TWINS, *TWINS]}
    mended, left = mend(document, max_rounds=1)
    assert not {"description", "tag"} & set(mended)
    assert (mended["evidence"], left) == (TWINS[:1], ())
    assert mend(document, max_rounds=0)[0] == document


def test_a_change_that_leads_nowhere_is_made_once() -> None:
    def never_content(paper: Paper) -> Iterator[Finding]:
        other = "A" if paper.document.get("name") != "A" else "B"
        yield finding(
            "name_disliked", Severity.HINT, ("name",), "“{path}” is not liked.", "Write another.", spec="House rules",
            edits=(Edit(("name",), other),),
        )  # fmt: skip

    mended, (found,) = mend(exemplary(), profile=(never_content,))
    assert (mended["name"], found.code) == ("B", "name_disliked")


# --- words and numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        achievement(achievementType=7),
        achievement(achievementType="!"),
        top(awardedDate="14.1.2026"),
        top(awardedDate=7),
        identified(hashed="maybe", identityHash=HASH),
        achievement(creditsAvailable="many"),
        achievement(creditsAvailable=None) | {"awardedDate": 7},
    ],
)
def test_what_needs_thought_is_not_changed(document: dict[str, Any]) -> None:
    coded = {"word_unknown", "not_time", "not_truth", "not_number"}
    found = [each for each in lint(document) if each.code in coded]
    assert found
    assert not [each for each in found if each.edits]


def test_changes_are_the_ones_a_person_would_make() -> None:
    word = {"Microcredential": "MicroCredential", "Nano degree": "ext:Nanodegree"}
    for wrong, right in word.items():
        mended, _ = mend(achievement(achievementType=wrong))
        assert mended["credentialSubject"]["achievement"]["achievementType"] == right
    assert mend(top(awardedDate="2026-01-14T16:00:00"))[0]["awardedDate"] == "2026-01-14T16:00:00Z"
    assert mend(first_model())[0] == top(context=[VCDM, OPEN_BADGES])
    assert mend(with_schema())[0]["@context"] == [VCDM, OPEN_BADGES, EXTENSIONS]
    assert mend(top(context=[VCDM, EXTENSIONS, OPEN_BADGES]))[0]["@context"] == [
        VCDM,
        OPEN_BADGES,
        EXTENSIONS,
    ]
    (hashed,) = mend(identified(hashed=False, identityHash="ada@learner.example"))[0]["credentialSubject"][
        "identifier"
    ]
    assert matches(hashed, "ada@learner.example")
    assert "ada@" not in json.dumps(hashed)


def test_each_salt_is_fresh() -> None:
    document = identified(hashed=False, identityHash="ada@learner.example")
    salts = {mend(document)[0]["credentialSubject"]["identifier"][0]["salt"] for _ in range(3)}
    assert len(salts) == 3
    (found,) = [each for each in lint(document, new_salt=lambda: SALT) if each.code == "address_open"]
    assert found.edits[0].value["salt"] == SALT


# --- results, pictures, identities --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "off"),
    [
        (result(value="-1"), True),
        (result(value="10"), False),
        (result(value="ten"), False),
        (result(value="NaN"), False),
        (result(value=None), False),
        (scale(allowedValue=["low", "high"]), True),
        (scale(allowedValue=["9", "10"]), False),
        (scale(valueMin="", valueMax=""), False),
    ],
)
def test_a_value_is_compared_with_its_scale(document: dict[str, Any], off: bool) -> None:
    assert ("value_off_scale" in codes(document)) is off


def test_a_level_must_be_one_of_its_scale() -> None:
    document = exemplary()
    document["credentialSubject"]["result"][1]["achievedLevel"] = "urn:uuid:elsewhere"
    assert "level_unknown" in codes(document)


def test_a_result_without_scale_is_not_guessed_where_there_are_several() -> None:
    (found,) = [each for each in lint(result(resultDescription=None)) if each.code == "result_unscaled"]
    assert found.edits == ()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://northfield.example/badge", set()),
        ("https://northfield.example/badge.svg?size=7.gif", set()),
        ("urn:uuid:1", set()),
        ("data:image/png,%89PNG%0D%0A%1A%0A", set()),
        (data_url("image/jpeg", b"x"), {"picture_kind"}),
        ("data:image/png;base64,no base 64", {"picture_unreadable", "not_url"}),
        ("data:image/png;base64,####", {"picture_unreadable"}),
        ("https://[badge.png", {"not_url"}),
    ],
)
def test_pictures(address: str, expected: set[str]) -> None:
    found = codes(pictured(address))
    assert expected <= found
    assert expected or not found


def test_a_picture_without_an_address_is_no_picture_to_bake_into() -> None:
    found = codes(pictured(""))
    assert "picture_missing" in found
    assert not found & {"picture_kind", "picture_unreadable"}


def test_a_picture_that_is_only_an_address_has_its_place() -> None:
    found = {each.path for each in lint(achievement(image="https://northfield.example/badge.gif"))}
    assert "$.credentialSubject.achievement.image" in found


@pytest.mark.parametrize(
    ("identifier", "private"),
    [
        ("mailto:ada@learner.example", True),
        ("TEL:+441234567", True),
        ("https://northfield.example/people/ada@learner.example", True),
        ("https://northfield.example/people?mail=ada%40learner.example", True),
        ("did:web:northfield.example", False),
        ("https://northfield.example/@ada", False),
    ],
)
def test_ids_that_tell_who_somebody_is(identifier: str, private: bool) -> None:
    assert ("private_id" in codes(subject(id=identifier))) is private


def test_a_learner_with_an_id_may_have_a_name_beside_it() -> None:
    assert lint(identified(hashed=False, identityHash="Ada", identityType="name")) == ()


def test_status_entries_of_other_kinds_are_left_alone() -> None:
    other = {"id": "https://a.example/status", "type": "1EdTechRevocationList"}
    found = codes(top(credentialStatus=other, context=[VCDM, OPEN_BADGES, EXTENSIONS]))
    assert found == set()


def test_a_presentation_has_no_status() -> None:
    shown = {"@context": [VCDM], "type": ["VerifiablePresentation"], "verifiableCredential": [issued()]}
    assert not codes(shown) & {"status_missing", "never_ends"}


def test_nodes_that_look_alike_from_one_step_away() -> None:
    hints = [each for each in lint(subject(result=RESULTS)) if each.code == "tied_nodes"]
    assert {each.severity for each in hints} == {Severity.HINT}
    assert {each.place[:2] for each in hints} == {("credentialSubject", "result")}


def test_the_complete_badge_of_1edtech_is_where_programs_were_seen_to_differ(
    standards: Callable[[str], Path],
) -> None:
    document = json.loads(standards("1edtech-fixtures/ob30/complete.json").read_text())
    tied = [each for each in lint(document) if each.code == "tied_nodes"]
    warned = [each.path for each in tied if each.severity is Severity.WARNING]
    assert "$.endorsement[0].proof[0]" in warned
    assert not [each for each in tied if "otherIdentifier" in each.path and each.edits]
    assert [each for each in tied if each.path == "$.issuer.address" and each.edits]


# --- files and further rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "jws", "png", "svg"])
def test_files_of_every_form_are_read(form: str) -> None:
    document = result(value="11")
    text = {
        "json": json.dumps(document).encode(),
        "jws": issue_jwt(
            document, signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, created=CREATED
        ),
        "png": json.dumps(signed(document)).encode(),
        "svg": json.dumps(signed(document)).encode(),
    }[form]
    picture = {"png": png(), "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>'}
    data = bake_any(picture[form], text) if form in picture else text
    assert codes(data) - {"signed"} == {"value_off_scale"}


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"%PDF-1.7", png(), b"\x89PNG\r\n\x1a\nbroken"])
def test_what_cannot_be_read_is_one_error(data: bytes) -> None:
    (found,) = lint(data)
    assert (found.code, found.severity, found.path) == ("unreadable", Severity.ERROR, "$")


def test_a_profile_adds_rules() -> None:
    def in_english(paper: Paper) -> Iterator[Finding]:
        if "inLanguage" not in paper.document["credentialSubject"]["achievement"]:
            yield finding(
                "language_missing", Severity.WARNING, ("credentialSubject", "achievement", "inLanguage"),
                "“{path}” is missing.", "Add it.", spec="House rules",
            )  # fmt: skip

    (found,) = lint(exemplary(), profile=(in_english,))
    assert found.code == "language_missing"
    assert lint(achievement(inLanguage="en"), profile=(in_english,)) == ()


def test_the_gravest_come_first() -> None:
    document = achievement(image=None, criteria=None) | {"name": ""}
    order = [each.severity for each in lint(document)]
    assert order == sorted(order, key=list(Severity).index)
    assert set(order) == set(Severity)


def test_known_contexts_can_be_others() -> None:
    mine = json.dumps({"@context": {"shoeSize": "https://northfield.example/terms#shoeSize"}}).encode()
    url = "https://northfield.example/context.json"
    document = exemplary() | {"@context": [VCDM, OPEN_BADGES, url], "shoeSize": "38"}
    assert "unknown_context" in codes(document)
    assert lint(document, contexts=BUNDLED.extended({url: mine})) == ()


def test_every_rule_is_one_function_with_a_sentence() -> None:
    assert len({rule.__name__ + rule.__module__ for rule in RULES}) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)


def test_taking_out_is_told() -> None:
    (found,) = [each for each in lint(top(evidence=[])) if each.code == "empty_member"]
    assert found.edits[0].value is REMOVED
    assert found.to_json()["edits"] == [{"path": "$.evidence", "remove": True}]
