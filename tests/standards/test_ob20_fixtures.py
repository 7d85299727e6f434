"""1EdTech's Open Badges 2.0 fixtures, each with the verdict it deserves and the step that decides it.

The folder `assets` holds the documents that the fixtures name at example.org; like the tests of 1EdTech's validator
this test publishes them there, and what is asked of http:// is asked over https://. A hosted assertion is its issuer's
own copy, so each fixture is also published at the address that it gives as its id.

Where the verdict is another than that of 1EdTech's validator, the reason stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential import Outcome, Policy, Report, StaticResolver, inspect
from skillmark.credential.errors import LoadError
from skillmark.credential.legacy.kinds import Edition
from skillmark.credential.legacy.rules import problems
from skillmark.credential.strictjson import loads

FOLDER = "1edtech-fixtures/ob20"
NOW = datetime(2025, 6, 1, tzinfo=UTC)
HOST = "https://example.org/"
RECIPIENT = "nobody@example.org"
PASSED, FAILED, UNKNOWN = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN

# file -> codes of the notes beside "legacy"
VERIFIED: dict[str, set[str]] = {
    "assertion-with-data-image.json": set(),
    "assertion-with-endorsements.json": set(),
    "assertion-with-extension-node-basic.json": {"plain_http", "extensions"},
    # The extension's own JSON schema, at an address outside, is what this breaks. Extensions are named and not checked:
    # their validation is optional (Open Badges 2.0, “Extension Validation”), and no schema is fetched.
    "assertion-with-extension-node-invalid.json": {"plain_http", "extensions"},
    "assertion-with-multiple-extensions.json": {"plain_http", "extensions"},
    "basic-assertion.json": set(),
    "basic-assertion-no-public-key.json": set(),
    "basic-assertion-with-allowed-origins.json": {"plain_http", "other_name"},
    "basic-assertion-with-allowed-origins-valid-multiple-starts-with.json": {"plain_http", "other_name"},
    "basic-assertion-with-allowed-origins-valid-starts-with.json": {"plain_http", "other_name"},
    "basic-assertion-with-language.json": set(),
    "simple-badge.png": set(),
    "simple-not-revoked.jwt": {"plain_http"},
    "simple.jwt": {"plain_http"},
    "warning-issuer-non-http.json": {"plain_http", "other_name"},
    "warning-with-redirection.json": {"plain_http", "other_name"},
}

# file -> (step that fails, code, words that its sentence must hold)
NOT_VERIFIED: dict[str, tuple[int, str, str]] = {
    "basic-assertion-expired.json": (5, "expired", "15 November 2022"),
    "basic-assertion-expired-before-issued.json": (5, "dates_reversed", "ends before it begins"),
    "basic-assertion-in-future.json": (5, "not_yet_valid", "31 December 2100"),
    "basic-assertion-invalid-context.json": (2, "invalid_context", "https://w3id.org/openbadges/v2"),
    "basic-assertion-invalid-type.json": (2, "not_an_assertion", "OtherAssertion"),
    "basic-assertion-with-allowed-origins-invalid-multiple-starts-with.json": (
        3,
        "not_in_scope",
        "is kept at",
    ),
    "basic-assertion-with-allowed-origins-invalid-starts-with.json": (3, "not_in_scope", "is kept at"),
    "simple-revoked.jwt": (6, "revoked", "A good reason, for sure"),
    # 1EdTech's reader skips comments. JSON has none (RFC 8259), and another reader would see another document.
    "redirected-validation-subject.json": (1, "json_syntax", "not JSON"),
    # 1EdTech's validator also calls the descriptions of badges and issuers valid that belong to no award. Here only
    # what says that somebody earned something can be verified; the table below holds them to the rules of their class.
    "badge-class-with-language.json": (2, "not_an_assertion", "“BadgeClass”"),
    "issuer-compact-iri-validation.json": (2, "not_an_assertion", "“Issuer”"),
    "rdf-validation/badge-class-invalid-issuer-type.json": (2, "not_an_assertion", "“BadgeClass”"),
    # These write their definitions into the document, so nothing says that they are of Open Badges.
    "rdf-validation/invalid-class.json": (2, "shape", "“@context”"),
    "rdf-validation/invalid-empty-type.json": (2, "shape", "“@context”"),
    "rdf-validation/invalid-one-invalid-class.json": (2, "shape", "“@context”"),
    "rdf-validation/valid-alignment-object.json": (2, "shape", "“@context”"),
    "rdf-validation/valid-badge-class.json": (2, "shape", "“@context”"),
    "rdf-validation/valid-badge-class-empty-criteria-type.json": (2, "shape", "“@context”"),
    "rdf-validation/valid-cool-class.json": (2, "shape", "“@context”"),
    "rdf-validation/valid-issuer-extension.json": (2, "shape", "“@context”"),
}

NO_ISSUER = "“type” must include Issuer or Profile."
LACKING_OF_A_CLASS = [f"“{name}” is missing." for name in ("description", "image", "criteria", "issuer")]
# document -> (its kind, what is wrong with it by Open Badges 2.0, “Open Badges Vocabulary”)
CLASSES: dict[str, tuple[str, list[str]]] = {
    # A class of badge must have an image; 1EdTech's validator does not insist.
    "badge-class-with-language.json": ("BadgeClass", ["“image” is missing."]),
    "rdf-validation/valid-badge-class.json": ("BadgeClass", ["“image” is missing."]),
    "rdf-validation/valid-badge-class-empty-criteria-type.json": ("BadgeClass", ["“image” is missing."]),
    "issuer-compact-iri-validation.json": ("Profile", []),
    "rdf-validation/valid-issuer-extension.json": ("Profile", []),
    "rdf-validation/valid-alignment-object.json": ("AlignmentObject", []),
    "rdf-validation/valid-cool-class.json": (
        "BadgeClass",
        ["“type” must include BadgeClass.", *LACKING_OF_A_CLASS],
    ),
    "rdf-validation/invalid-class.json": (
        "BadgeClass",
        ["“type” must include BadgeClass.", *LACKING_OF_A_CLASS],
    ),
    "rdf-validation/invalid-empty-type.json": (
        "Profile",
        [NO_ISSUER, "“url” is missing.", "“email” is missing."],
    ),
    # That “UNKNOWN” is no type of any context is for JSON-LD to say; as plain JSON it lacks what an issuer must have.
    "rdf-validation/invalid-one-invalid-class.json": (
        "Profile",
        ["“url” is missing.", "“email” is missing."],
    ),
    "assets/issuer-invalid-type.json": (
        "Profile",
        [NO_ISSUER, "“name” is missing.", "“url” is missing.", "“email” is missing."],
    ),
    "assets/badgeclass-with-complex-image.json": ("BadgeClass", []),
    "assets/badge-with-data-image.json": ("BadgeClass", []),
    "assets/badgeclass1.json": ("BadgeClass", []),
    "assets/badgecriteria.json": ("Criteria", []),
    "assets/criteria-no-type.json": ("Criteria", []),
    "assets/key1.json": ("CryptographicKey", []),
}


def published(folder: Path, name: str) -> StaticResolver:
    """What the assets are published as, and the fixture itself at its own address."""
    documents = {f"{HOST}{path.name}": path.read_bytes() for path in (folder / "assets").iterdir()}
    copy = "basic-assertion.json" if name.endswith(".png") else name
    try:
        own = loads((folder / copy).read_bytes())
    except LoadError:
        own = {}
    if own.get("id"):
        if name.endswith(".png"):
            # The picture holds the same assertion without its evidence.
            del own["evidence"]
        documents.setdefault(str(own["id"]).replace("http://", "https://"), json.dumps(own).encode())
    return StaticResolver(documents, fetched_at=NOW)


@pytest.fixture
def report_on(standards: Callable[[str], Path]) -> Callable[[str], Report]:
    def inspected(name: str) -> Report:
        folder = standards(FOLDER)
        policy = Policy(expected_recipient=(RECIPIENT,))
        data = (folder / name).read_bytes()
        return inspect(data, resolver=published(folder, name), now=NOW, policy=policy)

    return inspected


@pytest.mark.parametrize("name", VERIFIED)
def test_verified(report_on: Callable[[str], Report], name: str) -> None:
    report = report_on(name)
    assert report.verdict == "verified", [check.detail for check in report.checks]
    assert report.legacy == "Open Badges 2.0"
    assert {note.code for note in report.notes} - {"legacy", "issuer_unlisted"} == VERIFIED[name]
    assert report.check(8).outcome is PASSED
    assert report.credential is not None
    assert report.credential.issuer.id.partition("://")[2].startswith("example.org/")
    assert report.credential.name in {"Awesome Robotics Badge", "Insignia fantastica", "Example Badge"}


@pytest.mark.parametrize("name", NOT_VERIFIED)
def test_not_verified(report_on: Callable[[str], Report], name: str) -> None:
    step, code, words = NOT_VERIFIED[name]
    report = report_on(name)
    assert report.verdict == "not_verified"
    check = report.check(step)
    assert (check.outcome, check.code) == (FAILED, code), check.detail
    assert words in check.detail
    # The earliest failure is the one that is meant.
    assert all(earlier.outcome is not FAILED for earlier in report.checks[: step - 1])


def test_endorsements_are_counted(report_on: Callable[[str], Report]) -> None:
    check = report_on("assertion-with-endorsements.json").check(10)
    assert (check.outcome, check.fact) == (UNKNOWN, {"parts": 4})


@pytest.mark.parametrize("name", CLASSES)
def test_the_rules_of_each_class(standards: Callable[[str], Path], name: str) -> None:
    rule, expected = CLASSES[name]
    document: Any = loads((standards(FOLDER) / name).read_bytes())
    assert [problem.say() for problem in problems(document, rule, Edition.TWO)] == expected


def test_a_key_that_is_not_asked_for_is_no_matter(report_on: Callable[[str], Report]) -> None:
    report = report_on("basic-assertion-no-public-key.json")
    assert report.check(4).code == "hosted_copy"


@pytest.mark.parametrize("name", ["simple.jwt", "simple-not-revoked.jwt", "simple-revoked.jwt"])
def test_every_change_of_a_signed_badge_is_noticed(standards: Callable[[str], Path], name: str) -> None:
    folder = standards(FOLDER)
    data = (folder / name).read_bytes().strip()
    resolver = published(folder, name)
    for place in range(0, len(data), 7):
        changed = data[:place] + (b"A" if data[place : place + 1] != b"A" else b"B") + data[place + 1 :]
        report = inspect(changed, resolver=resolver, now=NOW)
        assert report.verdict != "verified", place


def test_every_fixture_has_its_expectation(standards: Callable[[str], Path]) -> None:
    folder = standards(FOLDER)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in present if not name.startswith("assets/")} == {*VERIFIED, *NOT_VERIFIED}
    assert {name for name in CLASSES if name.startswith("assets/")} < present
    assert {name for name in present if name.startswith("rdf-validation/valid")} < set(CLASSES)
