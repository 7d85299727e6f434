"""1EdTech's Open Badges 3.0 fixtures, each with the verdict it deserves and the step that decides it.

The fixtures name issuers at example addresses that publish nothing. The 1EdTech validator takes the key out of the
address itself; we do not (anyone could write any address), so this test publishes for each issuer the keys that the
well-signed fixtures name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential import Outcome, Report, StaticResolver, inspect
from skillmark.credential.keys import LocalSigner
from skillmark.credential.proof import SUITES
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.status import bitstring
from skillmark.credential.status.revocation_list import revocation_list

FOLDER = "1edtech-fixtures/ob30"
NOW = datetime(2025, 6, 1, tzinfo=UTC)
KEYS = {
    "https://example.com/issuers/876543": (
        "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x",
        "z6MknNHHrBzPytzu6CUBP9Lg7fg4KSBjzimc2Frh693YbMiv",
    ),
    "https://1edtech.edu/issuers/565049": (
        "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "z6Mknyb2Gb4NxzW3xSr9ChTtdQZ1zs77piQ3r9SaJ9vMzmrs",
        "zDnaekGZTbQBerwcehBSXLqAg6s55hVEBms1zFy89VHXtJSa9",
    ),
    "https://example.edu/issuers/565049": ("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",),
    "https://state.gov/issuers/565049": ("z6MkoMGF38Ck9xkdqrbZt4h9eHb1qc3GhAAkoSWa4Vy3SHRN",),
}

VERIFIED = [
    "endorsement-valid.json",
    "sd/derivedcredential.json",
    "simple-context-alias.json",
    "simple-context-version.json",
    "simple-did-web-method.json",
    "simple-eddsa-2022.json",
    "simple-json.png",
    "simple-json.svg",
    "simple.1ob",
    "simple.json",
    "simple_v1.json",
]

# file -> (step that fails, code, words that its sentence must hold)
NOT_VERIFIED = {
    # Its endorsements name a suite that does not exist, and a type that their contexts do not define.
    "complete.json": (10, "part_forged", "5 endorsements do not hold"),
    # Its endorsements have a type that no context of the document defines; others' processors dropped it.
    "complete_v1.json": (2, "undefined_term", "1EdTechJsonSchemaValidator2019"),
    "endorsement-err-schema-status-refresh.json": (4, "signature_invalid", "does not match"),
    "simple-did-key-method.json": (3, "issuer_mismatch", "urn:uuid:6f2e33e5"),
    "simple-err-context.json": (2, "undefined_term", "must begin with https://www.w3.org/ns/credentials/v2"),
    "simple-err-credential-subject-achievement-result-description-type.json": (
        2,
        "undefined_term",
        "resultDescription",
    ),
    "simple-err-credential-subject-identifier-type.json": (2, "undefined_term", "IdentityObject"),
    "simple-err-credential-subject-profile-type.json": (2, "undefined_term", "credentialSubject.source.type"),
    "simple-err-credential-subject-result-type.json": (
        2,
        "undefined_term",
        "credentialSubject.result[1].type",
    ),
    "simple-err-credential-subject-type.json": (2, "undefined_term", "AchievementSubject"),
    "simple-err-evidence-type.json": (2, "undefined_term", "evidence[1].type"),
    "simple-err-expired.json": (5, "expired", "1 January 2010"),
    "simple-err-issued.json": (5, "not_yet_valid", "1 January 2040"),
    "simple-err-issuer.json": (2, "member", "“issuer” is missing"),
    "simple-err-issuer-otheridentifier-type.json": (2, "undefined_term", "issuer.otherIdentifier[1].type"),
    "simple-err-issuer-parentorg-type.json": (2, "undefined_term", "issuer.parentOrg.type"),
    "simple-err-issuer-type.json": (2, "undefined_term", "issuer.type"),
    "simple-err-proof-method.json": (3, "key_not_found", "does not publish the key"),
    "simple-err-proof-method-no-scheme.json": (3, "key_id_invalid", "names no key"),
    "simple-err-proof-method-unknown-did-method.json": (3, "key_id_invalid", "names no key"),
    "simple-err-proof-method-unknown-scheme.json": (3, "key_id_invalid", "names no key"),
    "simple-err-proof-value.json": (4, "signature_invalid", "does not match"),
    "simple-err-type.json": (2, "undefined_term", "OtherCredential"),
    # Their only key is in their own header, where a forger would write it too.
    "simple-jwt.png": (3, "key_only_in_header", "no document of the issuer vouches for it"),
    "simple-jwt.svg": (3, "key_only_in_header", "no document of the issuer vouches for it"),
    "simple-jwt_v1.png": (3, "key_only_in_header", "no document of the issuer vouches for it"),
    "simple-jwt_v1.svg": (3, "key_only_in_header", "no document of the issuer vouches for it"),
    "simple-noproof.json": (4, "not_signed", "not signed"),
    "simple.jwt": (3, "key_id_missing", "does not name the key"),
    # Issued after NOW; its context and its did:velocity are not known here.
    "velocity.jwt": (4, "created_in_future", "15 October 2025"),
}

# file -> (step that stays open, code). Of several proofs every one must hold, and one of these is of no known kind;
# the lists of the other files, and the keys of one, are published further down only.
NOT_CHECKED = {
    "simple-multiple-proofs.json": (4, "proof_type_unsupported"),
    "credential-status-revoked.json": (3, "unreachable"),
    "bit-string-list/credential-status-revoked.json": (6, "status_list_unreachable"),
    "bit-string-list/credential-status-revoked-blank-nodes.json": (6, "status_list_unreachable"),
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
    assert report.verdict == "verified", [check.detail for check in report.checks]
    assert report.credential is not None
    assert report.credential.issuer.id in KEYS


@pytest.mark.parametrize("name", NOT_VERIFIED)
def test_not_verified(report_on: Callable[[str], Report], name: str) -> None:
    step, code, words = NOT_VERIFIED[name]
    report = report_on(name)
    assert report.verdict == "not_verified"
    check = report.check(step)
    assert (check.outcome, check.code) == (Outcome.FAILED, code), check.detail
    assert words in check.detail


@pytest.mark.parametrize("name", NOT_CHECKED)
def test_not_checked(report_on: Callable[[str], Report], name: str) -> None:
    step, code = NOT_CHECKED[name]
    report = report_on(name)
    assert report.verdict == "not_checked"
    assert (report.check(step).outcome, report.check(step).code) == (Outcome.UNKNOWN, code)


@pytest.mark.parametrize(
    "name", ["simple-jwt.png", "simple-jwt.svg", "simple-jwt_v1.png", "simple-jwt_v1.svg"]
)
def test_nothing_was_changed_in_the_signed_texts(report_on: Callable[[str], Report], name: str) -> None:
    report = report_on(name)
    assert [report.check(step).outcome for step in (1, 2, 4, 5)] == [Outcome.PASSED] * 4


def test_the_signature_of_the_complete_badge_holds(report_on: Callable[[str], Report]) -> None:
    report = report_on("complete.json")
    assert [report.check(step).outcome for step in (2, 3, 4, 5)] == [Outcome.PASSED] * 4
    assert [part.report.check(2).code for part in report.parts] == ["undefined_term"] * 5


def test_every_fixture_has_its_expectation(standards: Callable[[str], Path]) -> None:
    folder = standards(FOLDER)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert present == set(VERIFIED) | set(NOT_VERIFIED) | set(NOT_CHECKED)


# --- status and newer versions, published here under the addresses that the fixtures name -------------------------

EDTECH, PORTAL = (
    "https://1edtech.edu/issuers/565049",
    "https://dc.1edtech.org/wellspring2022/wellspring-portal",
)
ORG = "da1e96e9-afcc-4eed-b9a2-2ddf7353214c"
ORG_DID = f"did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:{ORG}"
OWN_KEY = LocalSigner.from_seed(b"the key of a list in these tests")
BITS = (
    "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/"
    "src/test/resources/ob30/bit-string-list/testlist"
)
COMPLETE_REVOCATIONS, COMPLETE_REFRESH = (
    "https://1edtech.edu/credentials/3732/revocations",
    "http://1edtech.edu/credentials/3732",
)


def published(documents: dict[str, Any]) -> StaticResolver:
    """A resolver where the issuers publish one more key, with which these tests can sign for them."""
    issuers = {
        issuer: controller_document(issuer, (*keys, OWN_KEY.public_multikey)) for issuer, keys in KEYS.items()
    }
    portal = {f"{PORTAL}/org/{ORG}/did.json": controller_document(ORG_DID, KEYS[EDTECH])}
    return StaticResolver(
        issuers | portal | {url: json.dumps(each).encode() for url, each in documents.items()}
    )


def own(document: dict[str, Any]) -> dict[str, Any]:
    """A document as 1EdTech University would sign it with its further key."""
    options = ProofOptions(
        verification_method=f"{EDTECH}#{OWN_KEY.public_multikey}", created=datetime(2025, 1, 1, tzinfo=UTC)
    )
    return SUITES["eddsa-rdfc-2022"].sign(document, signer=OWN_KEY, options=options)


@pytest.mark.parametrize("name", ["credential-status-revoked", "credential-status-revoked-blank-nodes"])
@pytest.mark.parametrize(("revoked", "code"), [((23,), "revoked"), ((22, 24), "")])
def test_the_list_of_bits_decides(
    standards: Callable[[str], Path], name: str, revoked: tuple[int, ...], code: str
) -> None:
    bits = bitstring.StatusBits()
    for index in revoked:
        bits.set(index)
    document = bitstring.list_credential(
        list_id=BITS,
        issuer=EDTECH,
        bits=bits,
        purpose="revocation",
        valid_from=datetime(2025, 1, 1, tzinfo=UTC),
    )
    data = standards(f"{FOLDER}/bit-string-list/{name}.json").read_bytes()
    report = inspect(data, resolver=published({BITS: own(document)}), now=NOW)
    assert (report.check(6).code, report.verdict == "verified") == (code, not code), report.check(6).detail


@pytest.mark.parametrize(("revoked", "code"), [(True, "revoked"), (False, "")])
def test_the_revocation_list_decides(standards: Callable[[str], Path], revoked: bool, code: str) -> None:
    data = standards(f"{FOLDER}/credential-status-revoked.json").read_bytes()
    url = f"{PORTAL}/api/revocations/{ORG}"
    ids = [json.loads(data)["id"]] if revoked else ["https://dc.1edtech.org/another"]
    document = revocation_list(list_id=url, issuer=ORG_DID, revoked=ids)
    report = inspect(data, resolver=published({url: document}), now=NOW)
    assert (report.check(6).code, report.verdict == "verified") == (code, not code), report.check(6).detail


def test_the_complete_badge_is_asked_about_and_replaced(standards: Callable[[str], Path]) -> None:
    data = standards(f"{FOLDER}/complete.json").read_bytes()
    original = json.loads(data)
    clear = revocation_list(list_id=COMPLETE_REVOCATIONS, issuer=EDTECH, revoked=[])
    asked = inspect(data, resolver=published({COMPLETE_REVOCATIONS: clear}), now=NOW)
    assert asked.check(6).outcome is Outcome.PASSED
    assert any(note.code == "refresh_unreachable" for note in asked.notes)
    newer = {name: value for name, value in original.items() if name != "proof"}
    newer |= {"name": "The degree, corrected", "validFrom": "2024-01-01T00:00:00Z"}
    documents = {COMPLETE_REVOCATIONS: clear, COMPLETE_REFRESH: own(newer)}
    replaced = inspect(data, resolver=published(documents), now=NOW)
    assert replaced.credential is not None
    assert replaced.credential.name == "The degree, corrected"
    assert [replaced.check(step).outcome for step in range(1, 7)] == [Outcome.PASSED] * 6
    revoked = revocation_list(list_id=COMPLETE_REVOCATIONS, issuer=EDTECH, revoked=[original["id"]])
    assert (
        inspect(data, resolver=published({COMPLETE_REVOCATIONS: revoked}), now=NOW).check(6).code == "revoked"
    )
