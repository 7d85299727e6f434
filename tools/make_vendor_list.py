# ruff: noqa: INP001 - a script, not a package
"""Writes the hashes into vendor.toml: run it after a third-party file was renewed, and read what it changed.

Usage: python tools/make_vendor_list.py   (what a group is, its version and licence are kept as they stand)
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "vendor.toml"
ENTRY = re.compile(r'^"([^"]+)" = "[0-9a-f]*"$', re.MULTILINE)


def line(match: re.Match[str]) -> str:
    """One file with its hash as it is now."""
    path = match.group(1)
    return f'"{path}" = "{hashlib.sha256((ROOT / path).read_bytes()).hexdigest()}"'


if __name__ == "__main__":
    LIST.write_text(ENTRY.sub(line, LIST.read_text()))
