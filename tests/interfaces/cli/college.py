"""A small college on this machine: it publishes its key and its status list, issues, revokes, and can go away."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.fetcher.servers import answer, serving

from skillmark.credential.issue import issue
from skillmark.credential.keys.local import LocalSigner
from skillmark.credential.status.bitstring import StatusBits, entry, list_credential

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from tests.fetcher.servers import Server

NAME = "Northfield College"


class College:
    """Its server's answers by path, its key, and the credentials it has withdrawn."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.signer = LocalSigner.from_seed(b"n" * 32)
        self.issuer = server.url("/issuer")
        self.method = f"{self.issuer}#key-1"
        self.status_list = server.url("/status/1")
        self.bits = StatusBits()
        self.pages: dict[str, tuple[bytes, str]] = {}
        self.publish("/issuer", self._controller_document(), "application/did+json")
        self.publish_status()

    def publish(self, path: str, content: dict[str, Any] | bytes, media_type: str) -> str:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.pages[path] = (body, media_type)
        return self.server.url(path)

    def publish_status(self) -> None:
        document = list_credential(
            list_id=self.status_list,
            issuer=self.issuer,
            bits=self.bits,
            purpose="revocation",
            valid_from=datetime.now(UTC) - timedelta(hours=1),
            ttl=timedelta(hours=1),
        )
        self.publish("/status/1", self._signed(document), "application/vc")

    def revoke(self, index: int) -> None:
        self.bits.set(index)
        self.publish_status()

    def credential(self, *, index: int = 7, learner: str = "Ana Souza", title: str = "Food safety") -> bytes:
        """A signed Open Badges 3.0 credential as the college issues it."""
        return self._signed(
            {
                "@context": [
                    "https://www.w3.org/ns/credentials/v2",
                    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                ],
                "id": self.server.url(f"/credentials/{index}"),
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "issuer": {"id": self.issuer, "type": ["Profile"], "name": NAME},
                "validFrom": "2026-01-01T00:00:00Z"
                if datetime.now(UTC).year >= 2026
                else "2024-01-01T00:00:00Z",
                "name": title,
                "credentialSubject": {
                    "type": ["AchievementSubject"],
                    "id": "urn:uuid:8d0c3b52-51ea-4d80-b5f8-8f1f3d8e8a11",
                    "identifier": [
                        {
                            "type": "IdentityObject",
                            "hashed": False,
                            "identityHash": learner,
                            "identityType": "name",
                        }
                    ],
                    "achievement": {
                        "id": "urn:uuid:2c2f6b1e-17c0-4fd2-a47d-02d7b1a87f51",
                        "type": ["Achievement"],
                        "name": title,
                        "description": "Keeps a kitchen clean and food safe.",
                        "criteria": {"narrative": "Passed the quiz and the kitchen project."},
                    },
                },
                "credentialStatus": entry(list_id=self.status_list, index=index, purpose="revocation"),
            }
        )

    def _signed(self, document: dict[str, Any]) -> bytes:
        created = datetime.now(UTC) - timedelta(minutes=1)
        return issue(document, signer=self.signer, verification_method=self.method, created=created)

    def _controller_document(self) -> dict[str, Any]:
        return {
            "@context": ["https://www.w3.org/ns/cid/v1"],
            "id": self.issuer,
            "verificationMethod": [
                {
                    "id": self.method,
                    "type": "Multikey",
                    "controller": self.issuer,
                    "publicKeyMultibase": self.signer.public_multikey,
                }
            ],
            "assertionMethod": [self.method],
        }


@contextmanager
def open_college() -> Iterator[College]:
    """The college with its doors (its server) open until the block ends."""
    pages: dict[str, tuple[bytes, str]] = {}

    def talk(connection: socket.socket, head: str) -> None:
        found = pages.get(head.split(" ")[1])
        if found is None:
            answer(status="404 Not Found")(connection, head)
        else:
            answer(found[0], media_type=found[1])(connection, head)

    with serving(talk) as server:
        college = College(server)
        pages.update(college.pages)
        college.pages = pages
        yield college
