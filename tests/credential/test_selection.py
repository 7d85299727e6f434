"""Parts of documents by JSON pointers, and that each part says nothing that the whole does not say."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credential.badges import VCDM, badge, endorsement, signed

from skillmark.credential.errors import ContextError
from skillmark.credential.jsonld import canonical_nquads
from skillmark.credential.jsonld.selection import PointerError, Statements, relabelled, select


def everywhere(value: Any, pointer: str = "") -> list[str]:
    """Every pointer into a document, contexts excepted."""
    found = [pointer] if pointer else []
    if isinstance(value, dict):
        for name, member in value.items():
            if name != "@context":
                found += everywhere(member, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, member in enumerate(value):
            found += everywhere(member, f"{pointer}/{index}")
    return found


BADGE = badge()
POINTERS = everywhere(BADGE)


def whole(document: dict[str, Any]) -> Statements:
    return Statements(document, relabel=lambda label: f"x{label}")


def test_ids_and_types_on_the_way_are_shown() -> None:
    part = select(BADGE, ["/credentialSubject/achievement/criteria/narrative", "/evidence/0/name"]).document
    assert part == {
        "@context": BADGE["@context"],
        "id": BADGE["id"],
        "type": BADGE["type"],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": BADGE["credentialSubject"]["achievement"]["id"],
                "type": ["Achievement"],
                "criteria": {"narrative": "Passes the quiz and hands in a plan."},
            },
        },
        "evidence": [
            {"id": "https://northfield.example/evidence/1", "type": ["Evidence"], "name": "A plan for a café"}
        ],
    }


def test_lists_come_out_dense_and_in_their_order() -> None:
    scale = "/credentialSubject/achievement/resultDescription"
    part = select(BADGE, [f"{scale}/1/name", f"{scale}/0/name"]).document
    names = [entry["name"] for entry in part["credentialSubject"]["achievement"]["resultDescription"]]
    assert names == ["Quiz", "Plan"]
    alone = select(BADGE, [f"{scale}/1/name"])
    assert alone.place_in_whole(("credentialSubject", "achievement", "resultDescription", 0, "name")) == (
        "credentialSubject", "achievement", "resultDescription", 1, "name",
    )  # fmt: skip


def test_pointers_that_overlap_are_one() -> None:
    more = select(BADGE, ["/credentialSubject", "/credentialSubject/achievement/name", "/type/0"]).document
    assert more["credentialSubject"] == BADGE["credentialSubject"]
    # Types decide what members mean, so they are shown together.
    assert more["type"] == BADGE["type"]


def test_escapes_in_pointers() -> None:
    document = {"a/b": {"m~n": 1, "": {"~1": 2}}}
    assert select(document, ["/a~1b/m~0n"]).document == {"a/b": {"m~n": 1}}
    assert select(document, ["/a~1b//~01"]).document == {"a/b": {"": {"~1": 2}}}


@pytest.mark.parametrize(
    ("pointer", "code"),
    [
        ("", "pointer_syntax"),
        ("issuer", "pointer_syntax"),
        ("#/issuer", "pointer_syntax"),
        ("/issuer~", "pointer_syntax"),
        ("/issuer~2", "pointer_syntax"),
        ("/", "pointer_nowhere"),
        ("/nothing", "pointer_nowhere"),
        ("/issuer/", "pointer_nowhere"),
        ("/issuer/name/0", "pointer_nowhere"),
        ("/type/2", "pointer_nowhere"),
        ("/type/-", "pointer_nowhere"),
        ("/type/-1", "pointer_nowhere"),
        ("/type/01", "pointer_nowhere"),
        ("/type/+1", "pointer_nowhere"),
        ("/type/1 ", "pointer_nowhere"),
        ("/type/\u0661", "pointer_nowhere"),
        ("/type/99999999999999999999999", "pointer_nowhere"),
        ("/type/x", "pointer_nowhere"),
        ("/proof", "pointer_nowhere"),
        ("/@context", "pointer_to_context"),
        ("/@context/0", "pointer_to_context"),
    ],
)
def test_pointers_that_are_refused(pointer: str, code: str) -> None:
    with pytest.raises(PointerError) as refusal:
        select(BADGE, ["/issuer", pointer])
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


@given(st.sets(st.sampled_from(POINTERS), min_size=1))
def test_a_part_says_nothing_that_the_whole_does_not_say(pointers: set[str]) -> None:
    statements = whole(BADGE)
    selected = statements.of(sorted(pointers))
    assert selected.lines <= set(statements.lines)
    # Whoever gets the part alone, with the labels, reads the same statements.
    labels = selected.canonical_labels()
    assert relabelled(selected.document, relabel=labels.__getitem__) == sorted(selected.lines)


@given(st.sets(st.sampled_from(POINTERS), min_size=1), st.sets(st.sampled_from(POINTERS), min_size=1))
def test_two_parts_together_say_what_both_say(one: set[str], two: set[str]) -> None:
    statements = whole(BADGE)
    together = statements.of([*sorted(one), *sorted(two)])
    assert together.lines == statements.of(sorted(one)).lines | statements.of(sorted(two)).lines


def test_all_pointers_make_the_whole() -> None:
    statements = whole(BADGE)
    selected = statements.of([f"/{name}" for name in BADGE if name != "@context"])
    assert selected.document == BADGE
    assert selected.lines == set(statements.lines)
    assert statements.lines == sorted(
        line.replace("_:c14n", "_:xc14n")
        for line in canonical_nquads(BADGE).decode().splitlines(keepends=True)
    )
    assert statements.of([]).lines == frozenset()


def test_an_ordered_list_is_shown_whole_or_not_at_all() -> None:
    document = badge()
    scale = document["credentialSubject"]["achievement"]["resultDescription"][0]
    scale["allowedValue"] = ["Pass", "Merit", "Pass"]
    path = "/credentialSubject/achievement/resultDescription/0/allowedValue"
    statements = whole(document)
    assert statements.of([path]).lines <= set(statements.lines)
    for entry in ("0", "1", "2"):
        with pytest.raises(PointerError) as refusal:
            statements.of(["/issuer", f"{path}/{entry}"])
        assert (refusal.value.code, refusal.value.pointer) == ("pointer_inside_value", f"{path}/{entry}")


def test_a_json_literal_is_shown_whole_or_not_at_all() -> None:
    document = {
        "@context": [VCDM],
        "type": ["VerifiableCredential"],
        "issuer": "https://northfield.example/issuer",
        "credentialSchema": {
            "id": "https://northfield.example/schema",
            "type": "JsonSchema",
            "jsonSchema": {"title": "A schema", "properties": {"a": 1}},
        },
        "credentialSubject": {"id": "urn:x:1"},
    }
    statements = whole(document)
    assert statements.of(["/credentialSchema/jsonSchema"]).lines <= set(statements.lines)
    with pytest.raises(PointerError) as refusal:
        statements.of(["/credentialSchema/jsonSchema/properties"])
    assert refusal.value.code == "pointer_inside_value"


def test_a_text_is_not_shown_without_its_language() -> None:
    document = badge() | {"name": {"@value": "Hygiène", "@language": "fr"}}
    statements = whole(document)
    assert statements.of(["/name"]).lines <= set(statements.lines)
    for member in ("@value", "@language"):
        with pytest.raises(ContextError):
            statements.of([f"/name/{member}"])


def test_credentials_inside_keep_their_contexts_and_their_graphs() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["endorsement"] = [signed(endorsement())]
    statements = whole(document)
    path = "/credentialSubject/achievement/endorsement/0"
    for pointer in (f"{path}/credentialSubject/endorsementComment", f"{path}/proof/created", f"{path}/proof"):
        selected = statements.of([pointer])
        assert selected.lines <= set(statements.lines)
        inside = selected.document["credentialSubject"]["achievement"]["endorsement"][0]
        assert inside["@context"] == endorsement()["@context"]


def test_labels_in_a_document_are_not_kept_on_the_way() -> None:
    # A label that the document gives says nothing by itself, and is not signed: what hangs on one cannot be told apart.
    document = badge()
    document["credentialSubject"]["id"] = "_:ada"
    document["evidence"] = [{"id": "_:ada", "type": ["Evidence"], "genre": "Report"}]
    statements = whole(document)
    with pytest.raises(PointerError):
        statements.of(["/credentialSubject/achievement/name"])
    assert statements.of(["/issuer"]).lines <= set(statements.lines)


def test_selecting_changes_nothing() -> None:
    before = deepcopy(BADGE)
    whole(BADGE).of(["/credentialSubject/achievement/name"])
    assert before == BADGE
