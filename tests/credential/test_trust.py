"""Whether an issuer is known: on which list and of when, what could not be asked, and who only looks like one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.credential.badges import (
    MALLORY,
    MALLORY_KEY,
    MALLORY_SIGNER,
    NORTHFIELD,
    NOW,
    World,
    badge,
    controller_document,
    issued,
    signed,
)

from skillmark.credential import Outcome, Policy, Report
from skillmark.credential.errors import RegistryError, Unreachable
from skillmark.credential.registry import Registry, Unanswered, read_registry

OURS = Registry.of({NORTHFIELD: "Northfield College"}, name="our list")
OTHERS = Registry.of({"https://elsewhere.example/issuer": "Elsewhere"}, name="their list")
DATED = read_registry(
    json.dumps(
        {
            "name": "Colleges of Northland",
            "updated": "2026-02-27T12:00:00Z",
            "issuers": [{"id": NORTHFIELD, "name": "Northfield"}],
        }
    ).encode()
)
SILENT = Unanswered("the members' list", Unreachable("https://lists.example/", "it did not answer in time"))
FOREIGN = Unanswered("the federation", RegistryError("registry_unsupported", "It asks for signed requests."))


def report_on(*registries: Registry | Unanswered, credential: dict[str, Any] | None = None) -> Report:
    return World(policy=Policy(registries=registries)).check(credential or issued())


def codes(report: Report) -> set[str]:
    return {note.code for note in report.notes}


def test_a_known_issuer_passes_by_name_and_list() -> None:
    report = report_on(OTHERS, OURS)
    check = report.check(9)
    assert (check.outcome, check.detail) == (Outcome.PASSED, "Northfield College is on our list.")
    assert check.fact == {
        "list": "our list",
        "lists": [{"list": "our list", "issuer": "Northfield College"}],
    }
    assert report.warnings == ()


def test_every_list_that_names_it_is_named_with_its_date() -> None:
    check = report_on(OURS, DATED).check(9)
    assert check.detail == (
        "Northfield College is on our list. Northfield is on Colleges of Northland, as of 27 February 2026."
    )
    assert check.fact["lists"][1] == {
        "list": "Colleges of Northland",
        "issuer": "Northfield",
        "as_of": "2026-02-27T12:00:00Z",
        "age_seconds": 2 * 86_400,
    }


def test_a_list_from_tomorrow_is_as_new_as_can_be() -> None:
    tomorrow = Registry(DATED.name, DATED.issuers, NOW + timedelta(days=1))
    assert report_on(tomorrow).check(9).fact["lists"][0]["age_seconds"] == 0


def test_an_unknown_issuer_is_a_warning_and_never_a_failure() -> None:
    report = report_on(OTHERS)
    assert report.verdict == "verified"
    check = report.check(9)
    assert (check.outcome, check.code) == (Outcome.UNKNOWN, "issuer_unlisted")
    assert check.detail == "northfield.example is not on their list."
    assert codes(report) == {"issuer_unlisted"}
    unasked = report_on()
    assert (unasked.check(9).outcome, unasked.check(9).code) == (Outcome.NOT_APPLICABLE, "no_list")
    assert codes(unasked) == {"issuer_unlisted"}


@pytest.mark.parametrize(
    ("silent", "code", "words"),
    [
        (
            SILENT,
            "registry_unreachable",
            "the members' list could not be asked: https://lists.example/ could not",
        ),
        (FOREIGN, "registry_unsupported", "the federation could not be asked: It asks for signed requests."),
    ],
)
def test_a_list_that_could_not_be_asked_leaves_it_open(silent: Unanswered, code: str, words: str) -> None:
    report = report_on(OTHERS, silent)
    check = report.check(9)
    assert (report.verdict, check.outcome, check.code) == ("verified", Outcome.UNKNOWN, code)
    assert words in check.detail
    assert "is not on their list" in check.detail
    assert check.fact == {"not_asked": [{"list": silent.name, "code": code}]}
    # Whoever another list names is known, and what was not asked is said all the same.
    known = report_on(silent, OURS)
    assert known.check(9).outcome is Outcome.PASSED
    assert any(words in warning for warning in known.warnings)


def test_ids_are_compared_to_the_letter() -> None:
    for other in (NORTHFIELD.upper(), f"{NORTHFIELD}/", f" {NORTHFIELD}", NORTHFIELD.replace("o", "о")):
        assert report_on(Registry.of({other: "Northfield"}, name="a list")).check(9).code == "issuer_unlisted"


# --- A19: near copies ---------------------------------------------------------------------------------------------


def from_mallory(issuer: str, *, name: str = "Anything") -> dict[str, Any]:
    document = badge(issuer)
    document["issuer"]["name"] = name
    return signed(document, signer=MALLORY_SIGNER, verification_method=f"{issuer}#key-1")


@pytest.mark.parametrize(
    "issuer",
    [
        "https://northfie1d.example/issuer",
        "https://nortfield.example/issuer",
        "https://xn--nrthfield-02h.example/issuer",  # with a Cyrillic o
    ],
)
def test_an_address_that_looks_like_a_known_one_is_pointed_out(issuer: str) -> None:
    world = World(
        {issuer: controller_document(issuer, MALLORY_SIGNER)}, policy=Policy(registries=(OURS, OTHERS))
    )
    report = world.check(from_mallory(issuer))
    assert report.verdict == "verified", [check.detail for check in report.checks]
    assert codes(report) == {"issuer_unlisted", "issuer_lookalike"}
    warning = next(note.say() for note in report.notes if note.code == "issuer_lookalike")
    assert "looks like northfield.example, the address of Northfield College on our list" in warning


@pytest.mark.parametrize("name", ["Northfield College", "NORTHFIELD COLLEGE", "Nοrthfield  College"])
def test_a_known_name_under_another_address_is_pointed_out(name: str) -> None:
    report = report_on(OURS, credential=from_mallory(MALLORY, name=name))
    assert codes(report) == {"issuer_unlisted", "issuer_name_taken"}
    assert "calls itself by the name of Northfield College, which is on our list" in " ".join(report.warnings)


def test_a_stranger_who_looks_like_nobody_is_only_unknown() -> None:
    report = report_on(OURS, credential=from_mallory(MALLORY, name="Mallory's"))
    assert codes(report) == {"issuer_unlisted"}
    nameless = badge(MALLORY)
    del nameless["issuer"]["name"]
    forged = signed(nameless, signer=MALLORY_SIGNER, verification_method=MALLORY_KEY)
    assert codes(report_on(OURS, credential=forged)) == {"issuer_unlisted"}


def test_nobody_is_looked_up_for_a_file_that_nobody_vouches_for() -> None:
    forged = signed(badge(), signer=MALLORY_SIGNER)
    check = report_on(OURS, SILENT, credential=forged).check(9)
    assert (check.outcome, check.code, check.fact) == (Outcome.NOT_APPLICABLE, "not_reached", {})
