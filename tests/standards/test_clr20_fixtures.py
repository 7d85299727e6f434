"""1EdTech's CLR 2.0 fixtures, each with the verdict it deserves, and those of the credentials inside.

The keys of https issuers are published for this test, as in test_ob30_fixtures.py: the fixtures themselves name them
only in the address of the key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skillmark.credential import Outcome, Report, StaticResolver, inspect

FOLDER = "1edtech-fixtures/clr20"
NOW = datetime(2025, 6, 1, tzinfo=UTC)
KEYS = {
    "https://example.com/issuers/876543": ("z6MkvREVgsHx7Ppae68vCoByy73ZD4aMSJiPML2cryVL8JAx",),
    "https://example.edu/issuers/565049": (
        "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "z6MkwA1498JfoCS3y4y3zggBDAosQEoCi5gsYH2PMXh1cFWK",
    ),
}

VERIFIED = ["simple.json"]

# file -> (step that fails, code, words that its sentence must hold)
NOT_VERIFIED = {
    # Issuers that are urn:uuid: nobody can publish keys for those, whatever key signed.
    "complex.json": (3, "issuer_mismatch", "names urn:uuid:4ca4a241"),
    "simple_v1.json": (3, "key_id_invalid", "urn:uuid:4ca4a241"),
    # The key stands in the signed text itself.
    "simple.jwt": (3, "key_only_in_header", "no document of the issuer vouches for it"),
    "simple-noproof.json": (4, "not_signed", "not signed"),
    # A draft's context that is no longer published, around a credential with a type that no context defines.
    "simple_old_safesigned.json": (10, "part_forged", "credentialSubject.verifiableCredential[0]"),
}


def controller_document(issuer: str, keys: tuple[str, ...]) -> bytes:
    methods = [
        {"id": f"{issuer}#{key}", "type": "Multikey", "controller": issuer, "publicKeyMultibase": key}
        for key in keys
    ]
    listed = [method["id"] for method in methods]
    return json.dumps({"id": issuer, "verificationMethod": methods, "assertionMethod": listed}).encode()


RESOLVER = StaticResolver({issuer: controller_document(issuer, keys) for issuer, keys in KEYS.items()})


@pytest.fixture
def report_on(standards: Callable[[str], Path]) -> Callable[[str], Report]:
    return lambda name: inspect(standards(f"{FOLDER}/{name}").read_bytes(), resolver=RESOLVER, now=NOW)


@pytest.mark.parametrize("name", VERIFIED)
def test_verified(report_on: Callable[[str], Report], name: str) -> None:
    report = report_on(name)
    assert report.verdict == "verified", report.to_json()
    assert {each.verdict for each in report.walk()} == {"verified"}
    assert report.parts


@pytest.mark.parametrize("name", NOT_VERIFIED)
def test_not_verified(report_on: Callable[[str], Report], name: str) -> None:
    step, code, words = NOT_VERIFIED[name]
    report = report_on(name)
    assert report.verdict == "not_verified"
    check = report.check(step)
    assert (check.outcome, check.code) == (Outcome.FAILED, code), check.detail
    assert words in check.detail
    assert report.parts


@pytest.mark.parametrize("name", ["complex.json", "simple_v1.json"])
def test_every_credential_and_endorsement_inside_is_looked_at(
    report_on: Callable[[str], Report], name: str
) -> None:
    report = report_on(name)
    paths = [part.path for each in report.walk() for part in each.parts]
    assert paths[:2] == [
        "credentialSubject.verifiableCredential[0]",
        "credentialSubject.verifiableCredential[1]",
    ]
    assert len(report.parts) == 6
    assert "credentialSubject.achievement.endorsement[0]" in paths
    # The endorsement speaks of the achievement that it stands in; nobody vouches for its issuer's key.
    endorsement = report.parts[0].report.parts[0].report
    assert endorsement.check(8).outcome is Outcome.PASSED
    assert endorsement.check(3).outcome is Outcome.FAILED


def test_the_credential_in_a_signed_text_is_looked_at(report_on: Callable[[str], Report]) -> None:
    report = report_on("simple.jwt")
    assert [part.report.form for part in report.parts] == ["jws"]
    assert report.parts[0].report.check(4).outcome is Outcome.PASSED


def test_every_fixture_has_its_expectation(standards: Callable[[str], Path]) -> None:
    folder = standards(FOLDER)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert present == set(VERIFIED) | set(NOT_VERIFIED)
