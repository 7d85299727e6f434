"""From a definition and a learner to the document that is signed, and what is drawn at random for it.

With a given time of signing (`--created`), nothing is left to chance: ids and salts follow from the key and from what
was given, so that the same command gives the same bytes, and nobody without the key can foretell them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from skillmark.credential.keys import LocalSigner
from skillmark.credential.keys.multikey import base64url_encode
from skillmark.credential.model.identity import hashed_identity
from skillmark.credential.times import format_timestamp
from skillmark.interfaces.cli.definitions import Definition
from skillmark.interfaces.cli.recipients import Learner

_SALT_BYTES = 16
_OPEN_BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


@dataclass(frozen=True)
class Chance:
    """Where random values come from: the system, or a secret from which they always follow in the same way."""

    secret: bytes | None = None

    @classmethod
    def settled(cls, signer: LocalSigner, *, told: object) -> Chance:
        """Values that follow from the key and from all that was `told`."""
        secret = hashlib.sha256(b"skillmark issue\0" + signer.secret_jwk()["d"].encode("ascii")).digest()
        return cls(hmac.digest(secret, _canonical(told), "sha256"))

    def within(self, told: object) -> Chance:
        """Values for one part of the whole."""
        if self.secret is None:
            return self
        return Chance(hmac.digest(self.secret, _canonical(told), "sha256"))

    def octets(self, label: str, size: int = _SALT_BYTES) -> bytes:
        """So many bytes, at most 32."""
        if self.secret is None:
            return os.urandom(size)
        return hmac.digest(self.secret, label.encode("utf-8"), "sha256")[:size]

    def salt(self, label: str) -> str:
        """A salt of 128 bits, as text."""
        return base64url_encode(self.octets(label))

    def uuid(self, label: str) -> UUID:
        """A random UUID."""
        return UUID(bytes=self.octets(label), version=4)

    def below(self, label: str, limit: int) -> int:
        """A number from 0 up to, and without, `limit`."""
        return int.from_bytes(self.octets(label, 32), "big") % limit


def _canonical(told: object) -> bytes:
    return json.dumps(told, sort_keys=True, ensure_ascii=True).encode("ascii")


def compose(
    definition: Definition,
    learner: Learner,
    *,
    issuer: str,
    created: datetime,
    chance: Chance,
    base_url: str = "",
    open_email: bool = False,
    selective: bool = False,
) -> dict[str, Any]:
    """The unsigned credential of one learner, without its status; `selective` is what may be shown in part."""
    rest = dict(definition.template)
    valid_from = rest.pop("validFrom", format_timestamp(created))
    until = learner.valid_until or months_later(created, definition.valid_months)
    valid_until = format_timestamp(until) if until else rest.pop("validUntil", None)
    evidence = [*_listed(rest.pop("evidence", [])), *learner.evidence]
    for name in ("id", "awardedDate", "validUntil", "credentialSubject"):
        rest.pop(name, None)
    own_id = chance.uuid("id")
    document = {
        "@context": rest.pop("@context", None),
        "id": f"{base_url.rstrip('/')}/{own_id}" if base_url else f"urn:uuid:{own_id}",
        "type": rest.pop("type", None),
        "name": rest.pop("name", None),
        "issuer": _issuer(rest.pop("issuer", None), issuer, definition),
        "validFrom": valid_from,
        "validUntil": valid_until,
        "awardedDate": format_timestamp(learner.awarded) if learner.awarded else None,
        "credentialSubject": _subject(
            definition, learner, chance, open_email=open_email, selective=selective
        ),
        "evidence": evidence,
        **rest,
    }
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}


def complete(definition: Definition, *, issuer: str, created: datetime, chance: Chance) -> dict[str, Any]:
    """A whole credential as it was given, with what only signing can add."""
    document = dict(definition.template)
    document.setdefault("id", f"urn:uuid:{chance.uuid('id')}")
    document.setdefault("validFrom", format_timestamp(created))
    document["issuer"] = _issuer(document.get("issuer"), issuer, definition)
    return document


def months_later(moment: datetime, months: int | None) -> datetime | None:
    """The same day of a later month, or its last day where it has no such day."""
    if months is None:
        return None
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _issuer(named: Any, issuer: str, definition: Definition) -> Any:
    if isinstance(named, Mapping):
        return {"id": issuer, **{name: value for name, value in named.items() if name != "id"}}
    if named is None and _OPEN_BADGES & set(_listed(definition.template.get("type"))):
        return {"id": issuer, "type": ["Profile"]}
    return issuer


def _subject(
    definition: Definition, learner: Learner, chance: Chance, *, open_email: bool, selective: bool
) -> dict[str, Any]:
    rest = dict(definition.subject)
    # A part that shows neither name nor address still has to be about somebody: an id of this credential alone.
    own_id = f"urn:uuid:{chance.uuid('subject')}" if selective else ""
    members = {
        "id": learner.id or own_id,
        "type": rest.pop("type", None),
        "identifier": _identifiers(learner, chance, open_email=open_email),
        **rest,
        "result": [*_listed(rest.get("result", [])), *learner.results],
    }
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def _identifiers(learner: Learner, chance: Chance, *, open_email: bool) -> list[dict[str, Any]]:
    found = [_openly(learner.name, "name")] if learner.name else []
    if learner.email and open_email:
        found.append(_openly(learner.email, "emailAddress"))
    elif learner.email:
        # Nobody can read the address there, but whoever knows it can see that it is this one.
        found.append(hashed_identity(learner.email, kind="emailAddress", salt=chance.salt("email")))
    return found


def _openly(value: str, kind: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
