"""A8, A10 and A11: whose key it is: of whom, by whose word, and in whose document."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from skillmark.corpus import older
from skillmark.corpus.actors import (
    ED25519,
    MALLORY,
    MALLORY_BY_KEY,
    NORTHFIELD,
    P256,
    RSA,
    Actor,
    at_address,
    in_the_name_of,
    method,
    signer,
)
from skillmark.corpus.badges import Document, plain, small
from skillmark.corpus.cases import Carrier, fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    AROUND,
    ECDSA_JCS,
    ECDSA_RDFC,
    ECDSA_RDFC_384,
    EDDSA_JCS,
    EDDSA_RDFC,
    JWT_EDDSA,
    Embedded,
    Jwt,
    payload_of,
    signed_text,
    written,
)
from skillmark.credential.did import url_for_did
from skillmark.credential.keys import encode_public_jwk

_PLAIN_SUITES: tuple[Embedded, ...] = (EDDSA_RDFC, EDDSA_JCS, ECDSA_RDFC, ECDSA_RDFC_384, ECDSA_JCS)
_TEXT: dict[str, Any] = {"suffix": ".jws"}


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _hearsay(desk.family("a08", "Keys that nobody but the forger vouches for", attack="A8"))
    _controllers(desk.family("a10", "Keys that their controller's document does not vouch for", attack="A10"))
    _documents(desk.family("a11", "Documents that speak for somebody else", attack="A11"))


# --- A8 -------------------------------------------------------------------------------------------------------


def _hearsay(page: Page) -> None:
    for form in _PLAIN_SUITES:
        own = MALLORY.key(form.kind)
        named = f"{NORTHFIELD.id}#{own.signer.public_multikey}"
        page.refuse(
            f"a08-fragment-{form.name}",
            "The forger's key stands after # in the issuer's address, and the issuer's document does not have it.",
            form.write(small(), by=in_the_name_of(NORTHFIELD, MALLORY, form.kind, named)),
            fails(3, "key_not_found"),
        )
    for text in AROUND:
        _hearsay_in_header(page, text)
    _hearsay_by_address(page)
    page.desk.shelf.put(
        f"{MALLORY.id}/key.json", older.key(signer("mallory", RSA), id=f"{MALLORY.id}/key.json")
    )
    creator = {"type": "SignedBadge", "creator": f"{MALLORY.id}/key.json"}
    page.refuse(
        "a08-ob2-creator",
        "An older badge names the forger's key, which says that it belongs to the issuer.",
        older.sealed(older.for_signature(verification=creator), owner=signer("mallory", RSA)),
        fails(3, "key_not_listed"),
        **_TEXT,
    )
    page.refuse(
        "a08-ob2-header",
        "An older badge has the forger's key in its header.",
        older.sealed(
            older.for_signature(),
            owner=signer("mallory", RSA),
            jwk=encode_public_jwk(signer("mallory", RSA).public_key),
        ),
        fails(4, "signature_invalid"),
        **_TEXT,
    )


def _hearsay_in_header(page: Page, form: Jwt) -> None:
    own = MALLORY.key(form.kind).signer
    jwk = encode_public_jwk(own.public_key)
    content = payload_of(form.write(small()))
    page.desk.shelf.put(
        "https://trap.example/keys.json", {"keys": [jwk | {"kid": "trap"}]}, trap=True
    ) if form.kind == ED25519 else None
    alone: dict[str, tuple[str, Document]] = {
        "jwk": ("The forger's key stands in the header.", {"jwk": jwk}),
        "jku": ("The header says where the forger's keys are.", {"jku": "https://trap.example/keys.json"}),
        "x5u": (
            "The header says where the forger's certificate is.",
            {"x5u": "https://trap.example/certificate.pem"},
        ),
        "x5c": (
            "The forger's certificate stands in the header.",
            {"x5c": [base64.b64encode(own.public_key.raw).decode()]},
        ),
    }
    for name, (deed, members) in alone.items():
        header = {"alg": own.public_key.algorithm, "typ": "vc+jwt"} | members
        page.refuse(
            f"a08-{name}-{form.name}",
            f"{deed} No key is named.",
            signed_text(header, content, own),
            fails(3, "key_only_in_header"),
            **_TEXT,
        )
        header |= {"kid": NORTHFIELD.key(form.kind).id}
        page.refuse(
            f"a08-{name}-beside-{form.name}",
            f"{deed} The issuer's key is named beside it.",
            signed_text(header, content, own),
            fails(4, "signature_invalid"),
            **_TEXT,
        )


def _hearsay_by_address(page: Page) -> None:
    own = MALLORY.key().signer
    jwk = encode_public_jwk(own.public_key)
    content = payload_of(JWT_EDDSA.write(small()))
    places = {
        "own-server": (f"{MALLORY.id}/keys/1", "key_unbound"),
        "beside": ("https://northfield.example/issuers-of-mallory/key", "key_unbound"),
        "up": (f"{NORTHFIELD.id}/../uploads/key", "key_unbound"),
        "up-encoded": (f"{NORTHFIELD.id}/%2e%2e/uploads/key", "key_unbound"),
        "prefix-host": ("https://northfield.example.mallory.example/issuer/key", "key_unbound"),
        "user-part": ("https://northfield.example@mallory.example/issuer/key", "key_id_invalid"),
        "other-port": ("https://northfield.example:8443/issuer/key", "key_unbound"),
        "other-case": ("https://northfield.example/Issuer/key", "key_unbound"),
    }
    for name, (address, code) in places.items():
        page.desk.shelf.put(address, jwk)
        header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": address}
        page.refuse(
            f"a08-kid-{name}",
            f"The key is named by an address that is not the issuer's ({address}).",
            signed_text(header, content, own),
            fails(3, code),
            **_TEXT,
        )
    page.refuse(
        "a08-kid-plain-http",
        "The key is named by an address at http://.",
        signed_text({"alg": "EdDSA", "typ": "vc+jwt", "kid": f"http{NORTHFIELD.id[5:]}/key"}, content, own),
        fails(3, "not_https"),
        **_TEXT,
    )
    page.refuse(
        "a08-kid-no-text",
        "The key is named by an object.",
        signed_text({"alg": "EdDSA", "typ": "vc+jwt", "kid": {"id": NORTHFIELD.key().id}}, content, own),
        fails(3, "key_id_invalid"),
        **_TEXT,
    )


# --- A10 ------------------------------------------------------------------------------------------------------

_Flaw = Callable[[Actor], Any]


def _flawed_documents() -> Iterator[tuple[str, str, _Flaw, str]]:
    def with_method(**members: Any) -> _Flaw:
        def made(issuer: Actor) -> Document:
            entry = {name: value for name, value in (issuer.method() | members).items() if value is not None}
            return issuer.document | {"verificationMethod": [entry]}

        return made

    other = signer("somebody else")
    yield (
        "twice",
        "The document has two keys of one id.",
        lambda issuer: (
            issuer.document
            | {"verificationMethod": [method(issuer.key().id, issuer.id, other), issuer.method()]}
        ),
        "key_ambiguous",
    )
    yield "no-controller", "The key names no controller.", with_method(controller=None), "controller_mismatch"
    yield (
        "other-controller",
        "The key names another controller.",
        with_method(controller=MALLORY.id),
        "controller_mismatch",
    )
    yield (
        "controllers",
        "The key names several controllers.",
        lambda issuer: with_method(controller=[issuer.id, MALLORY.id])(issuer),
        "controller_mismatch",
    )
    for relationship in ("authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation"):
        yield (
            f"only-{relationship}",
            f"The key is listed under {relationship} alone.",
            partial(_listed_under, relationship),
            "not_for_purpose",
        )
        yield (
            f"inside-{relationship}",
            f"The key stands under {relationship} alone.",
            partial(_written_under, relationship),
            "not_for_purpose",
        )
    yield (
        "unlisted",
        "The key is listed for nothing.",
        lambda issuer: issuer.document | {"assertionMethod": []},
        "not_for_purpose",
    )
    yield (
        "other-listed",
        "Another key is listed.",
        lambda issuer: issuer.document | {"assertionMethod": [f"{issuer.id}#2"]},
        "not_for_purpose",
    )
    yield "absent", "The document has another key.", with_method(id="#2"), "key_not_found"
    yield "empty", "The document has no key.", lambda issuer: {"id": issuer.id}, "key_not_found"
    yield (
        "of-another",
        "The document says that it is another one's.",
        lambda issuer: issuer.document | {"id": MALLORY.id},
        "document_id_mismatch",
    )
    yield (
        "of-nobody",
        "The document does not say whose it is.",
        lambda issuer: {name: value for name, value in issuer.document.items() if name != "id"},
        "document_id_mismatch",
    )
    yield (
        "slash",
        "The document's id has a slash more.",
        lambda issuer: issuer.document | {"id": f"{issuer.id}/"},
        "document_id_mismatch",
    )
    yield "list", "The document is a list.", lambda issuer: [issuer.document], "document_unreadable"
    yield (
        "page",
        "There is a page for people.",
        lambda _: b"<!doctype html><title>Hello</title>",
        "document_unreadable",
    )
    yield (
        "duplicate",
        "The document has a member twice.",
        lambda issuer: (json.dumps(issuer.document)[:-1] + f', "id": "{issuer.id}"}}').encode(),
        "document_unreadable",
    )
    yield (
        "two-forms",
        "The key is written in two ways.",
        with_method(publicKeyJwk=encode_public_jwk(other.public_key)),
        "key_unreadable",
    )
    yield (
        "secret",
        "The key stands there with its secret half.",
        with_method(secretKeyMultibase="z3u2"),
        "secret_key_published",
    )
    yield (
        "garbled",
        "The key cannot be read.",
        with_method(publicKeyMultibase="z6Mkgarbled"),
        "key_unreadable",
    )
    yield (
        "other-key",
        "Another key has the name.",
        with_method(publicKeyMultibase=other.public_multikey),
        "",
    )


def _listed_under(relationship: str, issuer: Actor) -> Document:
    return {"id": issuer.id, "verificationMethod": [issuer.method()], relationship: [issuer.key().id]}


def _written_under(relationship: str, issuer: Actor) -> Document:
    return {"id": issuer.id, relationship: [issuer.method()]}


def _controllers(page: Page) -> None:
    for name, deed, flaw, code in _flawed_documents():
        issuer = at_address(f"https://careless-{name}.example/issuer", "Careless College", f"careless {name}")
        page.desk.shelf.put(issuer.id, flaw(issuer))
        carrier = (
            fails(3, code, "multibase_invalid", "base58_invalid") if code else fails(4, "signature_invalid")
        )
        document = plain(issuer)
        for form in (EDDSA_RDFC, EDDSA_JCS, JWT_EDDSA):
            page.refuse(
                f"a10-{name}-{form.name}", deed, form.write(document, by=issuer), carrier, suffix=form.suffix
            )
    _named_keys(page)


def _named_keys(page: Page) -> None:
    content = payload_of(JWT_EDDSA.write(small()))
    own, theirs = NORTHFIELD.key().signer, MALLORY.key()
    header = {"alg": "EdDSA", "typ": "vc+jwt"}
    texts: dict[str, tuple[str, Document, Any, Carrier]] = {
        "no-kid": ("No key is named, and the issuer has several.", header, own, fails(3, "key_id_missing")),
        "other-kid": (
            "Another key of the issuer is named.",
            header | {"kid": NORTHFIELD.key(P256).id},
            own,
            fails(4, "algorithm_mismatch"),
        ),
        "unknown-kid": (
            "A key is named that nobody has.",
            header | {"kid": f"{NORTHFIELD.id}#9"},
            own,
            fails(3, "key_not_found"),
        ),
        "unknown-short": (
            "A key is named shortly that nobody has.",
            header | {"kid": "9"},
            own,
            fails(3, "key_not_found"),
        ),
        "no-fragment": (
            "The issuer is named in place of a key.",
            header | {"kid": NORTHFIELD.id},
            own,
            fails(3, "key_id_invalid"),
        ),
        "mallorys": (
            "The forger's own key is named.",
            header | {"kid": theirs.id},
            theirs.signer,
            fails(3, "issuer_mismatch"),
        ),
        "did-key": (
            "The forger's did:key is named.",
            header | {"kid": MALLORY_BY_KEY.key().id},
            MALLORY_BY_KEY.key().signer,
            fails(3, "issuer_mismatch"),
        ),
        "borrowed": (
            "The issuer's key is named, and the forger signed.",
            header | {"kid": NORTHFIELD.key().id},
            theirs.signer,
            fails(4, "signature_invalid"),
        ),
    }
    for name, (deed, stated, by, carrier) in texts.items():
        page.refuse(f"a10-kid-{name}", deed, signed_text(stated, content, by), carrier, **_TEXT)
    for name, key_id, code in (
        ("no-fragment", NORTHFIELD.id, "key_id_invalid"),
        ("empty", "", "key_id_invalid"),
        ("relative", "#ed25519", "key_id_invalid"),
        ("urn", "urn:uuid:1#1", "key_id_invalid"),
        ("plain-http", f"http{NORTHFIELD.key().id[5:]}", "not_https"),
        ("unknown", f"{NORTHFIELD.id}#9", "key_not_found"),
        ("other-case", NORTHFIELD.key().id.replace("#ed", "#ED"), "key_not_found"),
    ):
        page.refuse(
            f"a10-method-{name}",
            f"The proof names its key “{key_id}”.",
            EDDSA_JCS.write(small(), by=in_the_name_of(NORTHFIELD, NORTHFIELD, ED25519, key_id)),
            fails(3, code),
        )
    for name, value in (("missing", None), ("list", [NORTHFIELD.key().id]), ("object", NORTHFIELD.method())):
        document = json.loads(page.desk.cases["valid-eddsa-jcs-2022"].data)
        proof = {
            member: part
            for member, part in (document["proof"] | {"verificationMethod": value}).items()
            if part is not None
        }
        page.refuse(
            f"a10-method-{name}",
            "The proof does not name its key by one address.",
            written(document | {"proof": proof}),
            fails(3, "key_id_missing"),
            origin="valid-eddsa-jcs-2022",
        )


# --- A11 ------------------------------------------------------------------------------------------------------


def _documents(page: Page) -> None:
    refused = {
        "other-id": ("did:web:stranger.example", "document_id_mismatch"),
        "path-up": ("did:web:stranger.example:..:issuer", "did_invalid"),
        "path-up-encoded": ("did:web:stranger.example:%2e%2e:issuer", "did_invalid"),
        "user-part": ("did:web:northfield.example@stranger.example", "did_invalid"),
        "slash": ("did:web:stranger.example%2Fissuer", "did_invalid"),
        "port": ("did:web:stranger.example%3A99999", "did_invalid"),
        "empty": ("did:web:", "did_invalid"),
        "plain-http": ("http://stranger.example/issuer", "not_https"),
        "file": ("file:///etc/passwd", "key_id_invalid"),
    }
    stranger = at_address("did:web:stranger.example", "Stranger College", "stranger")
    page.desk.shelf.put(url_for_did(stranger.id), MALLORY.document)
    for name, (identifier, code) in refused.items():
        issuer = at_address(identifier, "Stranger College", "stranger")
        page.refuse(
            f"a11-{name}",
            f"Its issuer calls itself {identifier}.",
            EDDSA_JCS.write(plain(issuer), by=issuer),
            fails(3, code),
        )
    away = at_address("https://moved.example/issuer", "Moved College", "moved")
    page.desk.shelf.put(away.id, away.document, redirected_to="https://elsewhere.example/issuer")
    moved = at_address("did:web:moved.example", "Moved College", "moved")
    page.desk.shelf.put(
        url_for_did(moved.id), moved.document, redirected_to="https://elsewhere.example/did.json"
    )
    gone = at_address("https://gone.example/issuer", "Gone College", "gone")
    page.desk.shelf.put(gone.id, b"", status=404)
    for name, issuer, code in (
        ("redirect", away, "unreachable"),
        ("redirect-did", moved, "unreachable"),
        ("gone", gone, "unreachable"),
        ("nobody", at_address("https://nobody.example/issuer", "Nobody", "nobody"), "unreachable"),
        (
            "ion",
            at_address("did:ion:EiClkZMDxPKqC9c-umQfTkR8vvZ9JPhl_xLDI9Nfk38w5w", "Ion", "ion"),
            "did_method_unsupported",
        ),
        ("example", at_address("did:example:123", "Example", "example"), "did_method_unsupported"),
        ("did-key-case", at_address("did:KEY:z6Mk", "Broken", "broken"), "did_method_unsupported"),
    ):
        page.doubt(
            f"a11-{name}",
            f"Its issuer's document cannot be had from {issuer.id}.",
            EDDSA_RDFC.write(plain(issuer), by=issuer),
            fails(3, code),
        )
    for name, identifier in (("did-key", "did:key:z6MkBroken"), ("did-jwk", "did:jwk:e30")):
        issuer = at_address(identifier, "Broken", "broken")
        codes = ("did_invalid", "base58_invalid", "key_unreadable", "multibase_invalid", "key_not_found")
        page.refuse(
            f"a11-broken-{name}",
            f"Its issuer calls itself {identifier}.",
            EDDSA_JCS.write(plain(issuer), by=issuer),
            fails(3, *codes),
        )
