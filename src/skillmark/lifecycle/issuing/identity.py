"""Who an organisation is in what it signs: its identifier, its keys' identifiers, and the document that ties them.

Source: W3C Controlled Identifiers 1.0 (CID), sections 2.1 "Controlled Identifier Documents" and 2.2 "Verification
Methods"; did:web method, section 2.5.2 "Read (Resolve)".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential.did.key import did_for_key
from skillmark.credential.times import format_timestamp
from skillmark.foundation.orgs.models import IssuerMethod
from skillmark.lifecycle.issuing.document import method_id

CID_CONTEXT = "https://www.w3.org/ns/cid/v1"
DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A key as the world may know it.

    `retired_at` is when it signed for the last time, `compromised_since` is set when it must not be believed.
    """

    multikey: str
    retired_at: datetime | None = None
    compromised_since: datetime | None = None


def https_id(base_url: str, org_key: str) -> str:
    """The organisation's web address, which is also where its keys are published."""
    return f"{base_url}/issuers/{org_key}"


def did_web_id(base_url: str, org_key: str) -> str:
    """The did:web that leads to the same place; the port's colon is percent-encoded."""
    return f"did:web:{urlsplit(base_url).netloc.replace(':', '%3A')}:issuers:{org_key}"


def issuer_id(method: str, *, base_url: str, org_key: str, active_multikey: str) -> str:
    """The identifier that stands as issuer in a credential. A did:key changes with the key; the others stay."""
    if method == IssuerMethod.DID_KEY:
        return did_for_key(active_multikey)
    return did_web_id(base_url, org_key) if method == IssuerMethod.DID_WEB else https_id(base_url, org_key)


def controller_document(
    *, document_id: str, also_known_as: Sequence[str], keys: Sequence[PublicKey]
) -> dict[str, Any]:
    """The document that lists an issuer's keys, past and present.

    A retired key stays under `assertionMethod`, for what it signed stays good; the time when it `expires` tells that
    nothing newer is from us. A compromised one is listed with the time since when it is `revoked` and vouches for
    nothing (CID section 2.2 "Verification Methods").
    """
    trusted = [each for each in keys if each.compromised_since is None]
    base = DID_CONTEXT if document_id.startswith("did:") else CID_CONTEXT
    return {
        "@context": [base, MULTIKEY_CONTEXT] if base == DID_CONTEXT else [base],
        "id": document_id,
        "alsoKnownAs": list(also_known_as),
        "verificationMethod": [_method(document_id, each) for each in keys],
        "assertionMethod": [method_id(document_id, each.multikey) for each in trusted],
    }


def _method(document_id: str, key: PublicKey) -> dict[str, Any]:
    method = {
        "id": method_id(document_id, key.multikey),
        "type": "Multikey",
        "controller": document_id,
        "publicKeyMultibase": key.multikey,
    }
    if key.retired_at is not None:
        # Signatures are dated to the second: the next one is later than all of them.
        method["expires"] = format_timestamp(key.retired_at + timedelta(seconds=1))
    if key.compromised_since is not None:
        method["revoked"] = format_timestamp(key.compromised_since)
    return method
