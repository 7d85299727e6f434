"""jose and we: each reads and believes the signed texts (VC-JWT) of the other, with every algorithm that we have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from tests.interop.documents import VCDM_1, documents
from tests.interop.exchange import Ask, changed_copies, errors, not_believed, not_refused, told
from tests.interop.parties import CREATED, NOW, Party, parties, party

from skillmark.credential.keys.jwk import encode_public_jwk
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.keys.public import KeyKind
from skillmark.credential.proof.claims import claims_of
from skillmark.credential.times import format_timestamp

pytestmark = pytest.mark.interop

ENDORSER = party("did:key")
KINDS = {"EdDSA": KeyKind.ED25519, "ES256": KeyKind.P256, "ES384": KeyKind.P384, "RS256": KeyKind.RSA}
Written = list[tuple[Party, dict[str, Any]]]


def issuers(algorithm: str) -> tuple[Party, ...]:
    # RSA keys have no Multikey, and so no did:key.
    own_key = ("did:jwk",) if algorithm == "RS256" else ("did:jwk", "did:key")
    return parties(KINDS[algorithm], *own_key, "did:web", "https")


def payload_of(document: dict[str, Any]) -> dict[str, Any]:
    """Open Badges 3.0, "JWT Payload Format": the claims that repeat the credential, and the credential.

    In the data model 1.1 it is a claim itself, `vc`.
    """
    claims = claims_of(document) | {"iat": int(CREATED.timestamp())}
    return claims | ({"vc": document} if is_older(document) else document)


def is_older(document: dict[str, Any]) -> bool:
    return document["@context"][0] == VCDM_1


def header_of(issuer: Party, document: dict[str, Any]) -> dict[str, str]:
    kind = "JWT" if is_older(document) else "vc+jwt"
    return {"alg": issuer.signer.public_key.algorithm, "kid": issuer.key, "typ": kind}


def verifying(written: Written, texts: Iterable[str], algorithm: str) -> Iterator[dict[str, Any]]:
    for (issuer, _), text in zip(written, texts, strict=True):
        jwk = encode_public_jwk(issuer.signer.public_key)
        yield {"do": "verify", "text": text, "algorithm": algorithm, "jwk": jwk}


def signing(written: Written) -> Iterator[dict[str, Any]]:
    for issuer, document in written:
        yield {
            "do": "sign",
            "payload": payload_of(document),
            "header": header_of(issuer, document),
            "jwk": issuer.signer.secret_jwk(),
        }


def changed_texts(texts: Iterable[str]) -> list[str]:
    """Each text with one value changed and its signature as it was."""
    parts = [text.split(".") for text in texts]
    payloads = changed_copies(json.loads(base64url_decode(payload)) for _, payload, _ in parts)
    written = (json.dumps(payload, ensure_ascii=False).encode() for payload in payloads)
    return [
        f"{head}.{base64url_encode(data)}.{tail}"
        for (head, _, tail), data in zip(parts, written, strict=True)
    ]


@pytest.mark.parametrize("algorithm", KINDS)
def test_they_read_what_we_sign_and_refuse_what_was_changed(ask: Ask, algorithm: str) -> None:
    written = documents(f"jose, {algorithm}", issuers=issuers(algorithm), endorser=ENDORSER)
    texts = [issuer.sign_text(document, wrap=is_older(document)) for issuer, document in written]
    copies = changed_texts(texts)
    tasks = [*verifying(written, texts, algorithm), *verifying(written, copies, algorithm)]
    answers = ask("jose.mjs", tasks, now=format_timestamp(NOW))
    read = [
        {"payload": payload_of(document), "header": header_of(issuer, document)}
        for issuer, document in written
    ]
    assert [answer.get("value", answer) for answer in answers[: len(texts)]] == read
    assert {answer.get("error") for answer in answers[len(texts) :]} == {"signature verification failed"}
    assert not_refused(copies, [*issuers(algorithm), ENDORSER]) == {}
    told(len(texts), f"signed by us with {algorithm}, verified by jose, which reads the same")


@pytest.mark.parametrize("algorithm", KINDS)
def test_we_believe_what_they_sign_and_refuse_what_was_changed(ask: Ask, algorithm: str) -> None:
    written = documents(f"jose, {algorithm}", issuers=issuers(algorithm), endorser=ENDORSER)
    answers = ask("jose.mjs", signing(written), now=format_timestamp(NOW))
    assert errors(answers) == {}
    texts = [answer["value"] for answer in answers]
    assert not_believed(texts, [*issuers(algorithm), ENDORSER]) == {}
    assert not_refused(changed_texts(texts), [*issuers(algorithm), ENDORSER]) == {}
    told(len(texts), f"signed by jose with {algorithm}, verified by us")
