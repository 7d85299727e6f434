"""CAT-08: with every server off, a file tells who vouches for its quality, who set its level and who watched."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.credential.badges import ADA, ADA_KEY, ADA_SIGNER, CREATED, badge
from tests.credential.test_elements_of import ours

from skillmark.credential import issue
from skillmark.interfaces.cli.main import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKILLMARK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def _told(
    capsys: pytest.CaptureFixture[str], command: str, file: Path, document: dict[str, object]
) -> tuple[int, str]:
    # A did:key is its own key, so nobody needs to be asked for it.
    file.write_bytes(
        issue(
            document | {"issuer": {"id": ADA, "type": ["Profile"], "name": "Northfield College"}},
            signer=ADA_SIGNER, verification_method=ADA_KEY, created=CREATED,
        )
    )  # fmt: skip
    code = main([command, "--offline", str(file)])
    return code, " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("command", ["verify", "inspect"])
def test_who_stands_behind_it_is_told_from_the_file_alone(
    command: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = _told(capsys, command, home / "badge.json", ours())
    assert code == 0, said
    for line in (
        "Level EQF 4, NLQF: 4F, short cycle, set by Examination board",
        "Assessed by Testing, Application of a skill",
        "Supervision Somebody watched the assessment on site",
        "Identity check By identity document, on site",
        "Quality assurance An accredited institution: NVAO (https://nvao.example/)",
    ):
        assert line in said


def test_a_badge_that_says_nothing_of_it_gets_no_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = _told(capsys, "verify", home / "badge.json", badge())
    assert "Quality assurance" not in said


def test_what_nobody_has_signed_is_not_repeated(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "badge.json"
    _told(capsys, "verify", file, ours())
    file.write_bytes(file.read_bytes().replace(b"NVAO", b"Pope"))
    assert main(["verify", "--offline", str(file)]) == 1
    assert "Pope" not in capsys.readouterr().out
