"""What the command line says of a holder and an issuer: no more than was proved, and in letters that cannot pose."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tests.credential.badges import (
    ADA,
    MALLORY_SIGNER,
    NORTHFIELD,
    VCDM,
    World,
    adas_badge,
    badge,
    controller_document,
    issued,
    presentation,
    shown,
    signed,
)

from skillmark.credential.report import Report
from skillmark.interfaces.cli.portrait import portrait
from skillmark.interfaces.cli.telling import Teller, statement


def _told(report: Report) -> str:
    stream = io.StringIO()
    Teller(stream, environ={}).tell("a.json", report)
    return " ".join(stream.getvalue().split())


@pytest.mark.parametrize("holder", [NORTHFIELD, {"id": NORTHFIELD, "name": "Northfield College"}])
def test_a_holder_who_proved_nothing_is_not_told_as_one(holder: Any) -> None:
    report = World().check(presentation(issued(), holder=holder))
    assert report.verdict == "verified"
    assert f"a holder who says to be {NORTHFIELD} and has not proved it" in _told(report)
    assert ("Says it is by", NORTHFIELD) in list(portrait(report))


def test_a_holder_who_proved_a_key_is() -> None:
    report = World().check(shown(presentation(adas_badge())))
    assert statement(report) == f"A presentation of one credential by the holder {ADA}."
    assert ("Shown by", ADA) in list(portrait(report))


def test_a_holder_who_is_not_named_is_not() -> None:
    assert "by a holder who is not named" in _told(World().check(presentation(issued(), holder=None)))


def test_a_credential_that_also_calls_itself_a_presentation_is_told_as_what_it_is_checked_as() -> None:
    document = badge()
    document["type"] = ["VerifiableCredential", "OpenBadgeCredential", "VerifiablePresentation"]
    assert "earned “Food safety”, says Northfield College" in _told(World().check(signed(document)))


def test_an_issuers_host_is_written_as_the_network_writes_it() -> None:
    posing = "https://nоrthfield.example/issuer"
    world = World({posing: controller_document(posing, MALLORY_SIGNER)})
    document = badge(posing) | {"@context": [VCDM, *badge()["@context"][1:]]}
    report = world.check(signed(document, signer=MALLORY_SIGNER, verification_method=f"{posing}#key-1"))
    assert report.verdict == "verified"
    assert "xn--nrthfield-02h.example" in _told(report)
    assert posing not in statement(report)
