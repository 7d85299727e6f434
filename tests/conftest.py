"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_BESIDE_THE_CLONE = Path(__file__).resolve().parents[2] / "shared" / "standards"


@pytest.fixture(scope="session")
def standards() -> Callable[[str], Path]:
    """The path of an official vector below SKILLMARK_STANDARDS; skips with the reason where it is absent."""
    root = Path(os.environ.get("SKILLMARK_STANDARDS", _BESIDE_THE_CLONE))

    def path_of(name: str) -> Path:
        path = root / name
        if not path.exists():
            pytest.skip(f"official vectors are absent: {name} not found below {root}; set SKILLMARK_STANDARDS")
        return path

    return path_of
