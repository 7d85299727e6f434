"""The inputs of the VC-JOSE-COSE test suite that are signed texts (JOSE), each with the steps that decide it.

The suite's issuer publishes nothing, so its keys are published here. All inputs name the context of the examples, which
is no context that we know: step 2 stays open for each, whatever its signature is worth. Not here: the COSE inputs,
since CBOR is no form that Open Badges have (Open Badges 3.0, "Proof Formats"); the SD-JWT inputs (test_sd_jwt.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.credential import Outcome, Report, StaticResolver, inspect
from skillmark.credential.errors import ProofError
from skillmark.credential.keys import LocalSigner
from skillmark.credential.proof.jws import parse_jws, sign_jws, verify_jws
from skillmark.credential.proof.vc_jwt import read_vc_jwt

FOLDER = "vc-jose-cose"
ISSUER = "https://example.issuer/vc-jose-cose"
METHODS = ("vm-p256.json", "vm-p384.json", "vm-p521.json", "vm-ed25519.json")
# While the presentations were fresh.
NOW = datetime(2024, 12, 16, 10, 0, tzinfo=UTC)

# file -> what step 2 says. The last shows three credentials, and the address of the third, a COSE one, ends with a line
# break, which no URL has.
HELD = {
    "credential-issuer-match-signed.txt": "unknown_context",
    "credential-jose-minimal.txt": "unknown_context",
    "presentation-jose-multiple.txt": "member",
}
# file -> (step that fails, code)
REFUSED = {
    "credential-jose-bad-media-type.txt": (1, "jwt_type"),
    "credential-jose-bad-signature.txt": (4, "signature_invalid"),
    "credential-jose-vc-vp-claims.txt": (1, "jwt_content"),
    "presentation-jose-bad-media-type.txt": (1, "jwt_type"),
    # Its signature is good, and what it shows is no credential.
    "presentation-jose-bad-credential.txt": (10, "part_forged"),
}
# ES512 is not among the algorithms that Open Badges or this library name; VC-JOSE-COSE demands none in particular.
OPEN = {"credential-jose-unknown-extensions.txt": (4, "algorithm_unsupported")}
SIGNED_HERE = (
    "credential-minimal.json",
    "credential-full.json",
    "presentation-single.json",
    "presentation-multiple.json",
)


@pytest.fixture
def report_on(standards: Callable[[str], Path]) -> Callable[[str], Report]:
    folder = standards(FOLDER)
    methods = [published(json.loads((folder / name).read_bytes())) for name in METHODS]
    listed = [method["id"] for method in methods]
    document = {
        "id": ISSUER,
        "verificationMethod": methods,
        "assertionMethod": listed,
        "authentication": listed,
    }
    resolver = StaticResolver({ISSUER: json.dumps(document).encode()})
    return lambda name: inspect((folder / name).read_bytes(), resolver=resolver, now=NOW)


def published(method: dict[str, Any]) -> dict[str, Any]:
    """A method of the suite as an issuer publishes it: without its secret."""
    return {name: value for name, value in method.items() if name != "secretKeyJwk"}


@pytest.mark.parametrize("name", HELD)
def test_what_holds(report_on: Callable[[str], Report], name: str) -> None:
    report = report_on(name)
    outcomes = {step: report.check(step).outcome for step in (1, 3, 4)}
    assert set(outcomes.values()) == {Outcome.PASSED}, [check.detail for check in report.checks]
    assert report.check(2).code == HELD[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_hold(report_on: Callable[[str], Report], name: str) -> None:
    step, code = REFUSED[name]
    report = report_on(name)
    assert report.verdict == "not_verified"
    check = report.check(step)
    assert (check.outcome, check.code) == (Outcome.FAILED, code), check.detail


@pytest.mark.parametrize("name", OPEN)
def test_what_cannot_be_checked(report_on: Callable[[str], Report], name: str) -> None:
    step, code = OPEN[name]
    report = report_on(name)
    assert report.verdict == "not_checked"
    assert (report.check(step).outcome, report.check(step).code) == (Outcome.UNKNOWN, code)


def test_the_credentials_in_a_presentation_hold_too(report_on: Callable[[str], Report]) -> None:
    report = report_on("presentation-jose-multiple.txt")
    jwt, sd_jwt, cose = (part.report for part in report.parts)
    for held in (jwt, sd_jwt):
        outcomes = {held.check(step).outcome for step in (1, 3, 4)}
        assert outcomes == {Outcome.PASSED}, [check.detail for check in held.checks]
    assert (cose.verdict, cose.check(1).code) == ("not_checked", "envelope_unsupported")


def test_a_presentation_is_out_of_date_the_day_after(standards: Callable[[str], Path]) -> None:
    data = (standards(FOLDER) / "presentation-jose-multiple.txt").read_bytes()
    report = inspect(data, resolver=StaticResolver(), now=datetime(2025, 1, 1, tzinfo=UTC))
    assert (report.check(4).outcome, report.check(4).code) == (Outcome.FAILED, "proof_expired")


@pytest.mark.parametrize("name", ["vm-p256.json", "vm-p384.json", "vm-ed25519.json", "vm-did-ed25519.json"])
@pytest.mark.parametrize("document", SIGNED_HERE)
def test_the_suites_keys_sign_its_documents(
    standards: Callable[[str], Path], name: str, document: str
) -> None:
    method = json.loads((standards(FOLDER) / name).read_bytes())
    signer = LocalSigner.from_secret_jwk(method["secretKeyJwk"])
    unsigned = (standards(FOLDER) / document).read_bytes()
    kind = "vp+jwt" if document.startswith("presentation") else "vc+jwt"
    text = sign_jws(unsigned, signer=signer, header={"kid": method["id"], "typ": kind})
    read, envelope = read_vc_jwt(text)
    assert read == json.loads(unsigned)
    envelope.verify(public_key=signer.public_key)
    with pytest.raises(ProofError):
        verify_jws(parse_jws(text), public_key=LocalSigner.generate(signer.public_key.kind).public_key)


def test_every_signed_text_has_its_expectation(standards: Callable[[str], Path]) -> None:
    texts = (path.name for path in standards(FOLDER).glob("*.txt"))
    present = {name for name in texts if not {"cose", "sdjwt"}.intersection(name.split("-"))}
    assert present == {*HELD, *REFUSED, *OPEN}
