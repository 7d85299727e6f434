"""Digital Bazaar's JavaScript libraries accept what we sign and refuse what was changed; we accept what they sign."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential import Policy, StaticResolver, Verdict, inspect, issue
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.did.key import controller_document, did_for_key, verification_method_for_key
from skillmark.credential.keys import LocalSigner

pytestmark = pytest.mark.interop
FOLDER = Path(__file__).parent
CREATED = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
SIGNER = LocalSigner.from_seed(bytes(range(32)))
DID = did_for_key(SIGNER.public_multikey)
HTTPS_ISSUER = "https://northfield.example/issuer"
HTTPS_KEY = f"{HTTPS_ISSUER}#key-1"
CONTROLLER = {
    "@context": ["https://www.w3.org/ns/cid/v1"],
    "id": HTTPS_ISSUER,
    "verificationMethod": [
        {
            "id": HTTPS_KEY,
            "type": "Multikey",
            "controller": HTTPS_ISSUER,
            "publicKeyMultibase": SIGNER.public_multikey,
        }
    ],
    "assertionMethod": [HTTPS_KEY],
}


def badge(issuer: str) -> dict[str, Any]:
    """A badge with the members that most often go wrong between implementations."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Food safety for small kitchens – “Küche” 厨房",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Northfield College"},
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2029-01-15T09:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityType": "emailAddress",
                    "identityHash": "ada@learner.example",
                }
            ],
            "achievement": {
                "id": "https://northfield.example/achievements/food-safety/v2",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Food safety",
                "description": "Keeps a small kitchen safe.",
                "creditsAvailable": 1.5,
                "criteria": {"narrative": "Passes the quiz and hands in a plan."},
                "resultDescription": [
                    {
                        "id": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a01",
                        "type": ["ResultDescription"],
                        "name": "Quiz",
                        "resultType": "RawScore",
                        "valueMin": "0",
                        "valueMax": "10",
                    }
                ],
            },
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:0f6e5a39-8c1b-4a55-8f0a-2f6f9d8f8a01",
                    "value": "9",
                }
            ],
        },
        "credentialStatus": {
            "id": "https://northfield.example/status/1#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": "https://northfield.example/status/1",
            "statusReference": "https://northfield.example/status/1/reasons/7",
        },
    }


@pytest.fixture(scope="module")
def node() -> str:
    """The node binary, with the locked packages installed."""
    binary, npm = shutil.which("node"), shutil.which("npm")
    if binary is None or npm is None:
        pytest.skip(
            "Node.js is not installed: the Digital Bazaar tests need node and npm, version 20 or later"
        )
    if not (FOLDER / "node_modules" / ".package-lock.json").exists():
        done = subprocess.run(
            [npm, "ci"], cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode != 0:
            pytest.skip(f"npm ci could not install the Digital Bazaar packages: {done.stderr[-300:]}")
    return binary


def run(node: str, script: str, message: dict[str, Any]) -> dict[str, Any]:
    """What a script answers to a message."""
    done = subprocess.run(
        [node, script],
        cwd=FOLDER,
        input=json.dumps(message | {"documents": documents()}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def documents() -> dict[str, Any]:
    """Every bundled context, and the documents of both issuers."""
    known = {url: json.loads(BUNDLED.load(url).raw) for url in BUNDLED.urls()}
    did_document = {"@context": ["https://www.w3.org/ns/cid/v1"], **controller_document(DID)}
    return known | {HTTPS_ISSUER: CONTROLLER, DID: did_document}


def ours(issuer: str, key: str) -> dict[str, Any]:
    """A badge issued by Skillmark."""
    data = issue(badge(issuer), signer=SIGNER, verification_method=key, created=CREATED)
    return dict(json.loads(data))


ISSUERS = {
    "did:key": (DID, verification_method_for_key(SIGNER.public_multikey)),
    "https": (HTTPS_ISSUER, HTTPS_KEY),
}


@pytest.mark.parametrize("kind", ISSUERS)
def test_their_library_verifies_what_we_issue(node: str, kind: str) -> None:
    assert run(node, "verify.mjs", {"credential": ours(*ISSUERS[kind])}) == {"verified": True, "error": ""}


@pytest.mark.parametrize("kind", ISSUERS)
def test_their_library_refuses_what_was_changed(node: str, kind: str) -> None:
    credential = ours(*ISSUERS[kind])
    credential["credentialSubject"]["result"][0]["value"] = "10"
    answer = run(node, "verify.mjs", {"credential": credential})
    assert not answer["verified"]
    assert "signature" in answer["error"].lower()


def test_both_libraries_make_the_same_signature(node: str) -> None:
    unsigned, key = badge(DID), ISSUERS["did:key"][1]
    theirs = signed_by_them(node, unsigned, key=key, controller=DID)
    mine = json.loads(issue(unsigned, signer=SIGNER, verification_method=key, created=CREATED))
    assert theirs["proof"]["proofValue"] == mine["proof"]["proofValue"]


@pytest.mark.parametrize("kind", ISSUERS)
def test_we_verify_what_their_library_signs(node: str, kind: str) -> None:
    issuer, key = ISSUERS[kind]
    unsigned = badge(issuer)
    del unsigned["credentialStatus"]
    signed = signed_by_them(node, unsigned, key=key, controller=issuer)
    assert verdict_on(signed) is Verdict.VERIFIED
    signed["credentialSubject"]["result"][0]["value"] = "10"
    assert verdict_on(signed) is Verdict.NOT_VERIFIED


def signed_by_them(node: str, unsigned: dict[str, Any], *, key: str, controller: str) -> dict[str, Any]:
    """The document signed by Digital Bazaar's library with the same key."""
    pair = {
        "type": "Multikey",
        "id": key,
        "controller": controller,
        "publicKeyMultibase": SIGNER.public_multikey,
        "secretKeyMultibase": SIGNER.secret_multikey(),
    }
    created = CREATED.strftime("%Y-%m-%dT%H:%M:%SZ")
    return run(node, "sign.mjs", {"credential": unsigned, "key": pair, "created": created})


def verdict_on(signed: dict[str, Any]) -> Verdict:
    """Our verdict, knowing only the https issuer's document."""
    resolver = StaticResolver({HTTPS_ISSUER: json.dumps(CONTROLLER).encode()})
    report = inspect(json.dumps(signed).encode(), resolver=resolver, now=CREATED, policy=Policy())
    return report.verdict
