"""Naming the learner without writing their address openly, and recognising them by it again.

Open Badges 3.0, "IdentityObject" and "IdentityHash": the name of the algorithm, `$`, and the hexadecimal hash over the
identifier followed by the salt, both in UTF-8. SHA-256 is written; MD5 is only read, since older badges have it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from skillmark.credential.errors import CredentialError
from skillmark.credential.model.view import View, identifier, truth
from skillmark.credential.model.vocabulary import IDENTITY_TYPES, is_extension

_ALGORITHMS = ("sha256", "md5")
# A list of addresses is hashed in seconds. What makes each guess cost a try per credential is a salt nobody reuses.
MIN_SALT = 8


class IdentityError(CredentialError):
    """An identity that cannot be written as asked."""


class IdentityObject(View):
    """One identifier of the learner, open or hashed."""

    @property
    def kind(self) -> str:
        """What sort of identifier it is, such as `emailAddress`."""
        return self._text("identityType")

    @property
    def hashed(self) -> bool | None:
        """Whether `value` is a hash; None where the document does not say."""
        return truth(self.document.get("hashed"))

    @property
    def value(self) -> str:
        """The identifier, or its hash."""
        return identifier(self.document.get("identityHash"))

    @property
    def salt(self) -> str:
        """What was hashed along."""
        return self._text("salt")

    def matches(self, value: str) -> bool:
        """Whether it names exactly this identifier."""
        return matches(self.document, value)


class IdentifierEntry(View):
    """A further identifier of a profile or an achievement, such as a code in a register."""

    @property
    def kind(self) -> str:
        """What sort of identifier it is."""
        return self._text("identifierType")

    @property
    def value(self) -> str:
        """The identifier."""
        return identifier(self.document.get("identifier"))


def hashed_identity(value: str, *, kind: str, salt: str) -> dict[str, Any]:
    """An IdentityObject that names `value` by its hash; raises IdentityError where it would hide or mean nothing.

    `kind` is an identityType such as `emailAddress`; `salt` is random, and another one for each credential.
    """
    if not value:
        raise IdentityError("identity_empty", "There is no identifier to hash.")
    if kind not in IDENTITY_TYPES and not is_extension(kind):
        raise IdentityError("identity_type", "“{kind}” is no kind of identifier of Open Badges.", kind=kind)
    if len(salt) < MIN_SALT:
        raise IdentityError(
            "identity_salt",
            "The salt must have at least {count} characters, drawn at random.",
            count=MIN_SALT,
        )
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${_digest('sha256', value + salt)}",
        "identityType": kind,
        "salt": salt,
    }


def matches(identity: Any, value: str) -> bool:
    """Whether an IdentityObject names exactly this identifier, openly or by its hash; other shapes never do.

    Compared byte by byte: whoever knows that an address may be written in several ways tries each of them.
    """
    if not isinstance(identity, Mapping) or not value:
        return False
    written, hashed = _one(identity.get("identityHash")), _one(identity.get("hashed"))
    if not isinstance(written, str) or not isinstance(hashed, bool | None):
        return False
    if not hashed:
        return _equal(written, value)
    salt = _one(identity.get("salt", ""))
    algorithm, _, digest = written.partition("$")
    if not isinstance(salt, str) or algorithm not in _ALGORITHMS:
        return False
    return _equal(digest.lower(), _digest(algorithm, value + salt))


def _digest(algorithm: str, text: str) -> str:
    return hashlib.new(algorithm, text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _equal(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def _one(value: Any) -> Any:
    # A signature covers one value and a list of one alike, so both must read alike.
    return value[0] if isinstance(value, list) and len(value) == 1 else value
