"""What a picture may carry: the limits and the two written forms that PNG and SVG baking share."""

from __future__ import annotations

import re
from typing import Literal

from skillmark.credential.errors import BakeError

MAX_IMAGE = 10 * 1024 * 1024
MAX_CREDENTIAL = 1024 * 1024

_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")


def check_image_size(image: bytes) -> None:
    """Refuse a picture that is larger than any badge needs to be."""
    if len(image) > MAX_IMAGE:
        raise BakeError(
            "bake_image_too_large",
            "The picture has {size:,} bytes; at most {limit:,} are read. Use a smaller picture.",
            size=len(image),
            limit=MAX_IMAGE,
        )


def form_of(credential: str) -> Literal["json", "jws"]:
    """Whether the text is a JSON object or a compact JWS; anything else is not a credential to carry."""
    if len(credential.encode("utf-8", "surrogatepass")) > MAX_CREDENTIAL:
        raise too_large_inside()
    if credential.lstrip(" \t\r\n").startswith("{"):
        return "json"
    if _JWS.fullmatch(credential):
        return "jws"
    raise BakeError(
        "bake_not_a_credential",
        "Only a JSON credential or a compact JWS can be put into a picture; this text is neither.",
    )


def nothing_inside(kind: str) -> BakeError:
    """The error for a sound picture without a credential: editing a picture removes it."""
    return BakeError(
        "bake_no_credential",
        "This {kind} picture carries no credential. Editing, resizing or sending a picture through a "
        "chat often removes it: use the original file, or the link to the credential.",
        kind=kind,
    )


def too_large_inside() -> BakeError:
    """The error for a credential that is larger than any verifier would read."""
    return BakeError(
        "bake_credential_too_large", "The credential is larger than {limit:,} bytes.", limit=MAX_CREDENTIAL
    )


def second_inside(kind: str) -> BakeError:
    """The error for two credentials in one picture, of which two readers might each take another."""
    return BakeError(
        "bake_two_credentials",
        "This {kind} picture carries more than one credential, so nobody can tell which one it "
        "stands for. Ask the issuer for a file with exactly one.",
        kind=kind,
    )
