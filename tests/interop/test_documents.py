"""The random credentials of these tests: valid, and of as many shapes as they promise."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from random import Random
from typing import Any

from tests.interop.documents import COUNT, documents
from tests.interop.exchange import changed_copies, not_believed, not_refused
from tests.interop.parties import parties
from tests.interop.values import Values

from skillmark.credential.keys.public import KeyKind

FOLDER = Path(__file__).parent
ISSUERS = parties(KeyKind.ED25519, "did:key", "did:jwk", "did:web", "https")


def random_documents() -> list[dict[str, Any]]:
    return [document for _, document in documents("shapes", issuers=ISSUERS, endorser=ISSUERS[0])]


def test_all_are_valid_and_none_is_when_it_was_changed() -> None:
    drawn = documents("shapes", issuers=ISSUERS, endorser=ISSUERS[0])
    signed = [issuer.sign(document) for issuer, document in drawn]
    assert len(signed) == COUNT == 200
    assert not_believed(signed, ISSUERS) == {}
    assert not_refused(changed_copies(signed), ISSUERS) == {}


def test_the_same_seed_gives_the_same_documents() -> None:
    assert random_documents() == random_documents()


def test_they_have_every_shape_somewhere() -> None:
    members, texts, numbers = set(), set(), []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            members.update(value)
            list(map(look, value.values()))
        elif isinstance(value, list):
            list(map(look, value))
        elif isinstance(value, str):
            texts.add(value)
        elif not isinstance(value, bool):
            numbers.append(value)

    drawn = random_documents()
    look(drawn)
    wanted = {
        "achievedLevel", "alignment", "allowedValue", "awardedDate", "caption", "creator", "credentialSchema",
        "credentialStatus", "creditsEarned", "endorsement", "endorsementJwt", "evidence", "geo", "identifier", "image",
        "inLanguage", "issuanceDate", "otherIdentifier", "parentOrg", "proof", "refreshService", "related",
        "relatedResource", "result", "resultDescription", "rubricCriterionLevel", "salt", "source", "tag", "termsOfUse",
        "validUntil", "@language", "@direction",
    }  # fmt: skip
    assert wanted - members == set()
    planes = {ord(letter) >> 16 for text in texts for letter in text}
    assert planes == set(range(17))
    letters = set("".join(texts))
    assert set('"\\\t\n\r\b\f\x01\x1f\x7f\u200f\u202e\u2028א中😀') <= letters
    assert any("\ue000" <= letter <= "\ufffd" for letter in letters)
    assert {"urn", "did", "https", "data"} <= {text.partition(":")[0] for text in texts}
    assert any(number < 0 for number in numbers)
    assert any(number != int(number) for number in numbers)
    values = Values(Random(1), upper=False)
    orders = {math.floor(math.log10(abs(number))) for _ in range(500) if (number := values.number())}
    assert {-300, -10, 0, 15, 22, 300} <= orders
    assert max(len(json.dumps(document)) for document in drawn) > 10_000
    assert {len(document["@context"]) for document in drawn} >= {2, 3, 4}
    issuers = {type(document["issuer"]) for document in drawn}
    assert issuers == {str, dict}
    assert any("EndorsementCredential" in document["type"] for document in drawn)


def test_the_page_about_them_names_the_versions_that_are_installed() -> None:
    pinned = json.loads((FOLDER / "package.json").read_text("utf-8"))["devDependencies"]
    page = (FOLDER.parents[1] / "docs" / "explanation" / "interoperability.md").read_text("utf-8")
    table = page.partition("## What is exchanged")[2].partition("\n## ")[0]
    rows = [row.split("|")[1:3] for row in table.splitlines() if row.startswith("| `")]
    told = {name: versions for names, versions in rows for name in re.findall(r"`([^`]+)`", names)}
    assert told.keys() <= pinned.keys()
    assert [name for name, versions in told.items() if pinned[name] not in versions] == []
    assert {
        "@digitalbazaar/vc",
        "@digitalcredentials/verifier-core",
        "jose",
        "@sd-jwt/sd-jwt-vc",
    } <= told.keys()
