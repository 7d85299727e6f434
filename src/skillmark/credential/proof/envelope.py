"""What a credential lies in when its signature is around it and not inside: a JWT, or an SD-JWT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from skillmark.credential.keys.public import PublicKey


class Envelope(Protocol):
    """A signed text as the steps see it; the credential itself has been taken out of it."""

    @property
    def header(self) -> Mapping[str, Any]:
        """The signed header: hints about the key and the kind of content, and never more than hints."""

    @property
    def claims(self) -> Mapping[str, Any]:
        """What the signature covers beside the credential: `iss`, `sub`, `jti`, `iat`, `nbf`, `exp`, `aud`, `nonce`."""

    def verify(self, *, public_key: PublicKey) -> None:
        """Raise ProofError unless the signature is that of `public_key`."""
