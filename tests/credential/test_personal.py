"""What is fetched about a person is marked as such, so that no resolver keeps it; what issuers publish is not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.credential import badges, older_badges
from tests.credential.badges import NORTHFIELD, NOW

from skillmark.credential import Fetched, Policy, Resolver, StaticResolver, inspect

REFRESH = "https://northfield.example/refresh/7"


@dataclass
class Marking:
    """A resolver that remembers of each address whether it was said to be about a person."""

    inner: Resolver
    marked: dict[str, bool] = field(default_factory=dict)

    def fetch(self, url: str, *, accept: str, max_bytes: int = 1_000_000, personal: bool = False) -> Fetched:
        self.marked[url] = personal
        return self.inner.fetch(url, accept=accept, max_bytes=max_bytes, personal=personal)


def _marks(data: bytes, published: Resolver) -> dict[str, bool]:
    resolver = Marking(published)
    inspect(data, resolver=resolver, now=NOW, policy=Policy())
    return resolver.marked


def test_a_hosted_assertion_is_personal_and_what_it_names_is_not() -> None:
    marks = _marks(json.dumps(older_badges.assertion()).encode(), older_badges.Published())
    assert marks == {older_badges.ASSERTION: True, older_badges.CLASS: False, older_badges.ISSUER: False}


def test_the_badge_at_the_address_in_a_picture_is_personal() -> None:
    marks = _marks(older_badges.baked(older_badges.ASSERTION), older_badges.Published())
    assert [address for address, personal in marks.items() if personal] == [older_badges.ASSERTION]


def test_a_newer_version_of_a_credential_is_personal() -> None:
    document = badges.badge()
    document["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    document["refreshService"] = {"id": REFRESH, "type": "1EdTechCredentialRefresh"}
    published: dict[str, Any] = {
        NORTHFIELD: badges.northfields_document(),
        REFRESH: badges.signed(badges.changed(document, validFrom="2026-02-15T09:00:00Z")),
    }
    resolver = StaticResolver({url: json.dumps(each).encode() for url, each in published.items()})
    marks = _marks(json.dumps(badges.signed(document)).encode(), resolver)
    assert marks == {NORTHFIELD: False, REFRESH: True}
