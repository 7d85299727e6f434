"""1EdTech's list of revoked credentials: each by its id, in a plain document that nobody signed.

1EdTech Revocation List Status Method 1.0. That the list is the issuer's follows only from its address, which the
issuer has signed, and from the https connection to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from skillmark.credential.equality import comparable
from skillmark.credential.errors import StatusError
from skillmark.credential.model.view import identifier, many

ENTRY_TYPE = "1EdTechRevocationList"
_MAX_REVOKED = 100_000
# The specification's name, and the one that 1EdTech's own validator reads. Whoever writes either means it.
MEMBERS = ("revokedCredential", "revokedCredentials")
_FRAME = {"@context", "id", "type", "issuer"}


@dataclass(frozen=True)
class Revoked:
    """What the list says of a credential that is on it."""

    reason: str


@dataclass(frozen=True)
class PublishedList:
    """What is published at `url` as a revocation list. Its ids are sorted once, for the many that may be asked for."""

    document: Any
    url: str

    def find(self, *, issuer_id: str, credential_id: str) -> Revoked | None:
        """What the list says of a credential, None when it is not revoked.

        StatusError unless the list is that of this issuer: ids are the issuer's own, and others may use the same.
        """
        document = self.document
        if not isinstance(document, dict) or not _is_list(document):
            raise StatusError("status_list_type", "What is published as the revocation list is no such list.")
        if document.get("id", self.url) != self.url:
            raise StatusError("status_list_id", "The revocation list says that it is another list.")
        if identifier(document.get("issuer")) != issuer_id:
            raise StatusError(
                "status_list_issuer", "The revocation list is of somebody else than the credential's issuer."
            )
        found = self._entries.get(comparable(credential_id), [])
        standing = [_is_revoked(entry) for entry in found]
        if True not in standing:
            return None
        reason = found[standing.index(True)].get("revocationReason")
        return Revoked(reason if isinstance(reason, str) else "")

    @cached_property
    def _entries(self) -> dict[str, list[Mapping[str, Any]]]:
        entries: dict[str, list[Mapping[str, Any]]] = {}
        for entry in _entries(self.document):
            entries.setdefault(comparable(entry["id"]), []).append(entry)
        return entries


def find_revoked(document: Any, *, url: str, issuer_id: str, credential_id: str) -> Revoked | None:
    """What the list at `url` says of a credential, None when it is not revoked; raises StatusError."""
    return PublishedList(document, url).find(issuer_id=issuer_id, credential_id=credential_id)


def revocation_list(
    *, list_id: str, issuer: str, revoked: Mapping[str, str] | Iterable[str]
) -> dict[str, Any]:
    """The document to publish at `list_id`: the ids of the revoked credentials, with a reason where there is one."""
    reasons = revoked if isinstance(revoked, Mapping) else dict.fromkeys(revoked, "")
    entries = [
        {"id": each, "revoked": True} | ({"revocationReason": reason} if reason else {})
        for each, reason in reasons.items()
    ]
    return {"id": list_id, "issuer": issuer, "revokedCredential": entries}


def entry(*, list_id: str) -> dict[str, Any]:
    """The `credentialStatus` of a credential whose revocation is published at `list_id`."""
    return {"id": list_id, "type": ENTRY_TYPE}


def _is_list(document: Mapping[str, Any]) -> bool:
    # Empty members are left out (1EdTech, "JSON serialization"), so a list without entries may show nothing but whose
    # it is. Any other document that lacks them is something else, and does not say that nothing is revoked.
    return any(member in document for member in MEMBERS) or document.keys() <= _FRAME


def _entries(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = [entry for member in MEMBERS for entry in many(document.get(member))]
    if len(entries) > _MAX_REVOKED:
        raise StatusError(
            "status_list_too_large",
            "The revocation list has more than {limit:,} entries.",
            limit=_MAX_REVOKED,
        )
    # One entry that cannot be read might be the one that is asked for.
    if not all(isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in entries):
        raise StatusError("status_list_type", "The revocation list has an entry without an id.")
    return entries


def _is_revoked(entry: Mapping[str, Any]) -> bool:
    revoked = entry.get("revoked", True)
    if not isinstance(revoked, bool):
        raise StatusError("status_list_type", "The revocation list does not say yes or no.")
    return revoked
