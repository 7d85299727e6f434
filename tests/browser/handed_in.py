"""What people hand in to be checked beside good credentials: one tampered with, and a record that holds others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from skillmark.credential import issue
from skillmark.credential.did.key import did_for_key, verification_method_for_key
from skillmark.credential.keys import LocalSigner

if TYPE_CHECKING:
    from playwright.sync_api import Page

VCDM = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
SINCE = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
LEARNER = "urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-3a8f0b6d2c77"


def shared_document(page: Page, link: str) -> dict[str, Any]:
    """The signed credential behind a link, as a program gets it."""
    answer = page.request.get(link, headers={"Accept": "application/vc"})
    document: dict[str, Any] = answer.json()
    return document


def forged(document: dict[str, Any]) -> str:
    """The credential with another title: somebody gives it to an achievement that was never theirs."""
    return json.dumps(document | {"name": "Brain Surgery, Advanced"})


def record_around(document: dict[str, Any]) -> str:
    """A learner record with the credential, one that has lapsed, and one whose endorser is endorsed in turn."""
    college, guild, chamber = (
        _Party(name) for name in ("Westbrook College", "Guild of Kitchens", "Chamber of Crafts")
    )
    word_for_guild = chamber.endorses(guild.id, "A guild in good standing since 1874.")
    knives = guild.badge("Knife Skills", validUntil="2199-01-15T09:00:00Z")
    word = college.endorses(
        knives["credentialSubject"]["achievement"]["id"], "We let them cook for our guests."
    )
    word["issuer"]["endorsement"] = [
        chamber.signed(chamber.endorses(college.id, "Known to us for forty years."))
    ]
    knives["endorsement"] = [college.signed(word), chamber.signed(word_for_guild)]
    lapsed = guild.badge("Food Safety", validUntil="2026-02-01T09:00:00Z")
    record = {
        "@context": [VCDM, RECORDS, BADGES],
        "id": "urn:uuid:3f2b7c7e-1b8e-4c43-8c5e-9a0d7a4b6e02",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record of achievements",
        "issuer": college.profile(),
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["ClrSubject"],
            "verifiableCredential": [document, guild.signed(knives), guild.signed(lapsed)],
        },
    }
    return json.dumps(college.signed(record))


class _Party:
    """Somebody who issues, known by a key alone, so that nothing has to be published for them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._signer = LocalSigner.from_seed(name.encode().ljust(32, b"."))
        self.id = did_for_key(self._signer.public_multikey)

    def profile(self) -> dict[str, Any]:
        return {"id": self.id, "type": ["Profile"], "name": self.name}

    def signed(self, document: dict[str, Any]) -> dict[str, Any]:
        method = verification_method_for_key(self._signer.public_multikey)
        data = issue(document, signer=self._signer, verification_method=method, created=SINCE)
        return dict(json.loads(data))

    def badge(self, title: str, **members: Any) -> dict[str, Any]:
        slug = title.lower().replace(" ", "-")
        return {
            "@context": [VCDM, BADGES],
            "id": f"urn:skillmark:badge:{slug}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": title,
            "issuer": self.profile(),
            "validFrom": "2026-01-15T09:00:00Z",
            "credentialSubject": {
                "id": LEARNER,
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": f"urn:skillmark:achievement:{slug}",
                    "type": ["Achievement"],
                    "name": title,
                    "description": f"{title} in a kitchen of any size.",
                    "criteria": {"narrative": "Shown at work."},
                },
            },
        } | members

    def endorses(self, about: str, comment: str) -> dict[str, Any]:
        return {
            "@context": [VCDM, BADGES],
            "id": f"urn:skillmark:word:{len(comment)}",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "An endorsement",
            "issuer": self.profile(),
            "validFrom": "2026-01-15T09:00:00Z",
            "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": comment},
        }
