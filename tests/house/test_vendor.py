"""Third-party files are what vendor.toml says they are, and none came in without being listed."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GROUPS = tomllib.loads((ROOT / "vendor.toml").read_text())["group"]
FILES = [(group["name"], path, digest) for group in GROUPS for path, digest in group["files"].items()]
# Kinds of file that we do not write ourselves, so that each must be listed wherever it stands.
FOREIGN_KINDS = {".woff2", ".woff", ".ttf", ".otf"}
OPEN_LICENCES = {"OFL-1.1", "ISC AND MIT", "ISC", "MIT", "BSD-3-Clause", "0BSD", "Apache-2.0", "CC0-1.0"}
# Not a licence for software: data of the Commission, free for any use with attribution.
OPEN_LICENCES |= {"2011/833/EU"}


@pytest.mark.parametrize(("name", "path", "digest"), FILES, ids=[path for _, path, _ in FILES])
def test_file_is_the_one_that_was_taken_in(name: str, path: str, digest: str) -> None:
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest, f"{name}: {path} was changed"


@pytest.mark.parametrize("group", GROUPS, ids=[group["name"] for group in GROUPS])
def test_group_names_version_and_licence(group: dict[str, str]) -> None:
    assert group["licence"] in OPEN_LICENCES
    assert group["version"]
    assert (ROOT / group["licence_file"]).stat().st_size > 500


def test_no_font_or_minified_script_is_unlisted() -> None:
    listed = {path for _, path, _ in FILES}
    found = [
        path for path in (ROOT / "src").rglob("*") if path.suffix in FOREIGN_KINDS or ".min." in path.name
    ]
    assert {str(path.relative_to(ROOT)) for path in found} - listed == set()
