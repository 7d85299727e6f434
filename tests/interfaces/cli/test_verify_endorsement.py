"""On the command line: endorse, verify, withdraw, verify again. The verdict's words change, the signature's do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone
from tests.cast import Cast
from tests.endorsing_helpers import given, shown, withdrawn
from tests.issuing_helpers import issued

from skillmark.interfaces.cli.main import main
from skillmark.interfaces.jobs import publish

WORD = "Harbour Logistics"


def _told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """What `skillmark verify` says without a network, as one line, and its exit code."""
    publish.run(timezone.now())
    capsys.readouterr()
    code = main(["verify", "--offline", *arguments])
    return code, " ".join(capsys.readouterr().out.split())


def test_an_endorsement_alone(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = given(cast, kind="accreditation", comment="Audited.")
    file = tmp_path / "word.json"
    file.write_text(row.text)
    code, before = _told(capsys, str(file))
    assert code == 0
    assert f"{WORD} accredits" in before
    assert "It proves whose word this is, and not that it is true." in before

    withdrawn(cast, row, now=timezone.now())
    code, after = _told(capsys, str(file))
    assert code == 1
    assert f"{WORD} did sign that it accredits" in after
    assert "and has withdrawn that since" in after
    assert "Reason: We do not hire any more." in after
    signature = "The signature matches: nothing was changed since it was signed."
    assert signature in before
    assert signature in after
    assert file.read_text() == row.text


def test_a_credential_that_carries_it(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = shown(cast, given(cast, kind="accreditation", comment="Audited."))
    file = tmp_path / "credential.json"
    file.write_text(issued(cast.lea, cast.published).document)
    code, before = _told(capsys, str(file))
    assert code == 0
    assert "One endorsement holds." in before
    withdrawn(cast, row, now=timezone.now())
    code, after = _told(capsys, str(file))
    assert code == 0
    assert "One endorsement was withdrawn by its issuer, and counts for nothing." in after
    assert f"It was accredited by {WORD}" in after
    assert "the accreditation was withdrawn on" in after
    _, report = _told(capsys, "--json", str(file))
    assert json.loads(report)["verdict"] == "verified"
