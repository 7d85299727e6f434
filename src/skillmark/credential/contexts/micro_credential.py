"""The context of micro-credentials: what Open Badges has no member for, below one member of the achievement.

It is ours, so it is published by whoever runs Skillmark, at an address that ends in the SHA-256 of its bytes.
docs/reference/micro-credential-context.md says what each term means.
"""

from __future__ import annotations

from typing import Final

from skillmark.credential.contexts import BUNDLED, PinnedContext

MEMBER: Final = "microCredential"
_FOLDER: Final = "/contexts/micro-credential/v1/"


def _pinned() -> PinnedContext:
    return BUNDLED.load(next(url for url in BUNDLED.urls() if _FOLDER in url))


PINNED: Final = _pinned()
PATH: Final = f"{_FOLDER}{PINNED.sha256}.jsonld"


def address(base_url: str) -> str:
    """Where the platform at `base_url` serves it, and how credentials issued there name it."""
    return f"{base_url}{PATH}"
