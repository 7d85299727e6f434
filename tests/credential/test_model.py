"""The views read what is there, in whatever shape, and fail on nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import badge

from skillmark.credential.model import (
    AchievementCredential,
    ClrCredential,
    Credential,
    EndorsementCredential,
    Presentation,
    View,
    credential,
)


def test_a_whole_badge() -> None:
    view = AchievementCredential(badge())
    assert (view.name, view.issuer.name) == ("Food safety", "Northfield College")
    assert (view.subject.name, view.subject.identifier) == ("Ada Learner", "ada@learner.example")
    assert view.achievement.kind == "MicroCredential"
    assert view.achievement.criteria.narrative == "Passes the quiz and hands in a plan."
    assert view.achievement.credits == "1.5"
    assert [(entry.name, entry.framework) for entry in view.achievement.alignments] == [
        ("apply food safety rules", "Skills of the kitchen")
    ]
    assert [(result.name, result.value) for result in view.results] == [("Quiz", "9"), ("Plan", "Secure")]
    assert [scale.required for scale in view.achievement.result_descriptions] == ["7", "Secure"]
    assert [(entry.name, entry.id) for entry in view.evidence] == [
        ("A plan for a café", "https://northfield.example/evidence/1")
    ]
    assert view.valid_until == datetime(2029, 1, 15, 9, 0, tzinfo=UTC)
    assert view.awarded == datetime(2026, 1, 14, 16, 0, tzinfo=UTC)


def test_the_first_data_model_and_shorter_spellings() -> None:
    view = AchievementCredential(
        {
            "type": "VerifiableCredential",
            "issuer": "did:key:z6Mk",
            "issuanceDate": "2020-01-01T00:00:00+02:00",
            "expirationDate": "2021-01-01T00:00:00Z",
            "image": {"id": "https://a.example/i.png", "type": "Image"},
            "credentialSubject": [
                {"id": "did:example:ada", "achievement": [{"name": [{"@value": "Éclair"}]}]}
            ],
        }
    )
    assert (view.issuer.id, view.name, view.types) == ("did:key:z6Mk", "Éclair", ("VerifiableCredential",))
    assert view.image == "https://a.example/i.png"
    assert view.subject.identifier == "did:example:ada"
    assert view.valid_from == datetime(2019, 12, 31, 22, 0, tzinfo=UTC)
    assert view.valid_until is not None


def test_hashed_identities_are_not_shown() -> None:
    document = badge()
    for identity in document["credentialSubject"]["identifier"]:
        identity["hashed"] = True
    view = AchievementCredential(document)
    assert (view.subject.name, view.subject.identifier) == ("", "")


def test_one_value_and_a_list_of_one_read_alike() -> None:
    # A signature covers both spellings, so a reader must not lose anything by the longer one.
    document = badge()
    subject = document["credentialSubject"]
    subject |= {"activityStartDate": ["2025-10-01T00:00:00Z"], "activityEndDate": ["2025-12-01T00:00:00Z"]}
    document["awardedDate"] = [document["awardedDate"]]
    for identity in subject["identifier"]:
        identity |= {"hashed": [False], "identityType": [identity["identityType"]]}
    scale = subject["achievement"]["resultDescription"][1]
    scale["requiredLevel"] = {"id": scale["requiredLevel"]}
    subject["result"][1]["achievedLevel"] = {"id": subject["result"][1]["achievedLevel"]}
    view = AchievementCredential(document)
    assert view.awarded == datetime(2026, 1, 14, 16, 0, tzinfo=UTC)
    assert (view.subject.activity_start, view.subject.activity_end) == (
        datetime(2025, 10, 1, tzinfo=UTC),
        datetime(2025, 12, 1, tzinfo=UTC),
    )
    assert (view.subject.name, view.subject.identifier) == ("Ada Learner", "ada@learner.example")
    assert view.achievement.result_descriptions[1].required == "Secure"
    assert view.results[1].value == "Secure"


def test_an_issuer_is_all_that_is_said_of_it() -> None:
    # Where the issuer is the creator too, its name may stand in either place under the same signature.
    document = badge()
    creator = {"id": document["issuer"]["id"], "type": ["Profile"], "name": document["issuer"].pop("name")}
    document["credentialSubject"]["achievement"]["creator"] = creator
    assert AchievementCredential(document).issuer.name == "Northfield College"
    creator["id"] = "https://elsewhere.example/issuer"
    assert AchievementCredential(document).issuer.name == ""


def test_no_text_turns_the_line_it_stands_in() -> None:
    document = badge()
    document["issuer"]["name"] = "Northfield \u202eegelloC\u202c"
    document["credentialSubject"]["achievement"]["name"] = {
        "@value": "\u2067Food\u2069 safety",
        "@language": "en",
    }
    document["credentialSubject"]["narrative"] = "שלום\u200f!"
    view = AchievementCredential(document)
    assert (view.issuer.name, view.achievement.name) == ("Northfield egelloC", "Food safety")
    assert view.subject.narrative == "שלום\u200f!"


# --- several values where one is asked for ----------------------------------------------------------------------


def _places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where one value stands that might be several: what stands in a list is one of several already."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in {"@context", "type"}:
                yield from () if isinstance(part, list) else [(*place, name)]
                yield from _places(part, (*place, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _places(part, (*place, index))


def _with(place: tuple[str | int, ...], change: Callable[[Any], Any]) -> Any:
    document: Any = badge()
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    changed = change(holder.pop(place[-1]))
    if changed is not None:
        holder[place[-1]] = changed
    return document


def _said(view: Any) -> Any:
    """All that is read, down to the last view; what is one of many is as good in any place."""
    if isinstance(view, tuple):
        return sorted(map(_said, view), key=repr)
    if not isinstance(view, View) or not view.document:
        return view if not isinstance(view, View) else None
    names = [name for name in dir(type(view)) if isinstance(getattr(type(view), name), property)]
    said = {name: _said(getattr(view, name)) for name in names}
    return said if any(said.values()) else None


@pytest.mark.parametrize("place", list(_places(badge())), ids=str)
def test_of_several_values_none_is_read_in_whatever_order(place: tuple[str | int, ...]) -> None:
    def other(value: Any) -> Any:
        return (
            {"id": "https://else.example/", "name": "else"}
            if isinstance(value, dict)
            else "1999-01-01T00:00:00Z"
        )

    several, turned, twice, once, none = (
        _said(AchievementCredential(_with(place, change)))
        for change in (
            lambda value: [value, other(value)],
            lambda value: [other(value), value],
            lambda value: [value, value],
            lambda value: [value],
            lambda _: None,
        )
    )
    assert several == turned
    assert twice == once or place[-1] in _ONE_ALONE
    # What says both that it is hashed and that it is not is not taken for open; and achievements can be listed.
    if place[-1] not in {"hashed", "achievement"}:
        assert several == none


# An issuer, a time and a yes or no are read where they stand alone.
_ONE_ALONE = {"issuer", "validFrom", "validUntil", "awardedDate", "hashed", "achievement"}


def test_of_several_languages_the_first_by_its_tag_is_read() -> None:
    german, english = ({"@value": f"In {tag}", "@language": tag} for tag in ("de", "EN"))
    for several, read in (
        ([german, english], "In de"),
        ([english, "In none"], "In none"),
        ([german, english | {"@language": "de"}], ""),
        ([english, english | {"@value": "Else", "@language": "en"}], ""),
        ([german, german | {"@direction": "ltr"}], "In de"),
    ):
        for turned in (several, several[::-1]):
            assert View({"id": turned}).id == read


def test_of_several_names_none_is_the_learners_and_any_handle_is_always_the_same() -> None:
    document = badge()
    name, mail = document["credentialSubject"]["identifier"]
    found = [name, mail, name | {"identityHash": "Eve"}, mail | {"identityHash": "a.learner@learner.example"}]
    for turned in (found, found[::-1]):
        document["credentialSubject"]["identifier"] = turned
        learner = AchievementCredential(document).subject
        assert (learner.name, learner.identifier) == ("", "a.learner@learner.example")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *badge(),
                    *badge()["credentialSubject"],
                    *badge()["credentialSubject"]["achievement"],
                    "@value",
                    "resultDescription",
                    "achievedLevel",
                    "rubricCriterionLevel",
                    "hashed",
                    "verifiableCredential",
                    "endorsement",
                    "endorsementJwt",
                    "proof",
                    "creator",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def _read_everything(view: Any, depth: int = 0) -> None:
    for name in dir(type(view)):
        if isinstance(getattr(type(view), name), property):
            value = getattr(view, name)
            for part in value if isinstance(value, tuple) else [value]:
                if hasattr(part, "document") and depth < 6:
                    _read_everything(part, depth + 1)


MEMBERS = [*badge(), "verifiableCredential", "holder", "endorsement", "endorsementJwt", "proof", "partial"]


@pytest.mark.parametrize("kind", [AchievementCredential, EndorsementCredential, ClrCredential, Presentation])
@given(document=st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=6))
def test_no_shape_fails(kind: type[View], document: dict[str, Any]) -> None:
    _read_everything(kind(document))
    AchievementCredential(document).summary()


@pytest.mark.parametrize("value", [None, 1, [], {}, [[]], ""])
def test_an_issuer_of_any_shape_is_read_as_nobody(value: Any) -> None:
    assert AchievementCredential({"issuer": value}).issuer.name == ""


def test_a_profile_that_is_only_named() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["creator"] = "https://northfield.example/issuer"
    assert AchievementCredential(document).achievement.creator.id == "https://northfield.example/issuer"
    assert AchievementCredential(badge()).achievement.creator.id == ""


def test_a_hashed_identity_answers_for_itself() -> None:
    document = badge()
    name, mail = AchievementCredential(document).subject.identifiers
    assert (name.kind, name.hashed, mail.value) == ("name", False, "ada@learner.example")
    assert mail.matches("ada@learner.example")
    assert not mail.matches("eve@learner.example")


RECORD = {
    "type": ["VerifiableCredential", "ClrCredential"],
    "partial": [True],
    "credentialSubject": {
        "type": ["ClrSubject"],
        "id": "did:example:ada",
        "verifiableCredential": [
            badge(),
            "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
            {"type": "EndorsementCredential"},
            {},
        ],
        "achievement": [{"id": "urn:uuid:1"}],
        "association": [
            {"associationType": "isPartOf", "sourceId": "urn:uuid:1", "targetId": {"id": "urn:uuid:2"}}
        ],
    },
}


def test_a_learner_record() -> None:
    record = credential(RECORD)
    assert isinstance(record, ClrCredential)
    assert (record.partial, record.subject.identifier) == (True, "did:example:ada")
    assert [type(entry) for entry in record.subject.credentials] == [
        AchievementCredential,
        EndorsementCredential,
        Credential,
    ]
    assert [entry.name for entry in record.subject.credentials] == ["Food safety", "", ""]
    assert record.subject.credential_texts == ("eyJhbGciOiJFZERTQSJ9.e30.c2ln",)
    assert [(entry.kind, entry.source, entry.target) for entry in record.subject.associations] == [
        ("isPartOf", "urn:uuid:1", "urn:uuid:2")
    ]


def test_a_presentation() -> None:
    shown = Presentation(
        {
            "holder": {"id": "did:example:ada"},
            "verifiableCredential": [badge(), "eyJhbGciOiJFZERTQSJ9.e30.c2ln"],
            "proof": {
                "cryptosuite": "eddsa-jcs-2022",
                "challenge": "7",
                "verificationMethod": {"id": "urn:x:1"},
            },
        }
    )
    assert (shown.holder, shown.credential_texts) == ("did:example:ada", ("eyJhbGciOiJFZERTQSJ9.e30.c2ln",))
    assert [entry.issuer.name for entry in shown.credentials] == ["Northfield College"]
    assert [(proof.suite, proof.challenge, proof.verification_method) for proof in shown.proofs] == [
        ("eddsa-jcs-2022", "7", "urn:x:1")
    ]
