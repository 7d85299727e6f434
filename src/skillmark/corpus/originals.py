"""The files that a verifier must accept: one of every form, kind, issuer and status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from skillmark.corpus import older, world
from skillmark.corpus.actors import (
    ADA,
    ADAS_PHONE,
    EASTFIELD,
    ED25519,
    GUILD,
    MIDFIELD,
    NORTHFIELD,
    P256,
    SOUTHFIELD,
    WESTFIELD,
    Actor,
)
from skillmark.corpus.badges import (
    ACHIEVEMENT,
    CREATED,
    EMAIL,
    EXTENSIONS,
    NOW,
    OPEN_BADGES,
    OPEN_BADGES_302,
    SUSPENSION,
    VCDM_1,
    VCDM_2,
    Document,
    complete,
    complete_endorsement,
    endorsement,
    enveloped,
    first_model,
    knife_skills,
    plain,
    plain_credential,
    presentation,
    record,
    small,
    status_entry,
)
from skillmark.corpus.cases import Request
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    AROUND,
    AROUND_OF_1_1,
    DERIVED,
    EDDSA_JCS,
    EDDSA_RDFC,
    IN_THE_DOCUMENT,
    JWT_EDDSA,
    JWT_ES256,
    OF_2020,
    PICTURES,
    SD_JWT,
    SD_JWT_VC,
    Embedded,
    Format,
    show,
    show_text,
    written,
)
from skillmark.credential.disclose import present_sd_jwt
from skillmark.credential.keys import encode_public_jwk
from skillmark.credential.proof import ecdsa_sd_2023
from skillmark.credential.proof.eddsa_rdfc_2022 import FORMER_NAME, hash_data
from skillmark.credential.proof.sd_jwt import parse_sd_jwt
from skillmark.credential.proof.sd_jwt_make import sd_jwt_json
from skillmark.credential.proof.suite import ProofOptions, attach
from skillmark.credential.status import revocation_list

DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
VERIFIER, NONCE = "https://verifier.example", "n-0S6_WzA2Mj"
ASKED = Request(domain=VERIFIER, challenge=NONCE)
# A document with every member, in the three ways in which signatures cover documents.
COMPLETE: tuple[Format, ...] = (EDDSA_RDFC, EDDSA_JCS, JWT_EDDSA)
SMALL: tuple[Format, ...] = (*IN_THE_DOCUMENT, *AROUND, SD_JWT, *PICTURES)
OF_1_1: tuple[Format, ...] = (OF_2020, *AROUND_OF_1_1)


def claims() -> Document:
    """A credential of plain claims."""
    return {
        "iss": NORTHFIELD.id,
        "iat": int(CREATED.timestamp()),
        "nbf": int(CREATED.timestamp()),
        "exp": 1_863_507_600,
        "vct": "https://northfield.example/types/food-safety",
        "jti": "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8a13",
        "sub": ADA.id,
        "given_name": "Ada",
        "email": EMAIL,
        "grade": "9",
        "cnf": {"jwk": _phone()},
    }


def _phone() -> dict[str, str]:
    return encode_public_jwk(ADAS_PHONE.public_key)


def endorsed(*, form: str = "embedded") -> Document:
    """A badge whose achievement, issuer and itself are endorsed by the guild."""
    document = small()
    places = (document, document["issuer"], document["credentialSubject"]["achievement"])
    for number, place in enumerate(places):
        word = endorsement(place["id"], id=f"urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-3a8f0b6d2c0{number}")
        if form == "embedded":
            place["endorsement"] = [EDDSA_RDFC.sign(word, by=GUILD)]
        else:
            place["endorsementJwt"] = [JWT_ES256.text(word, by=GUILD)]
    return document


def recorded() -> Document:
    """A record that holds one credential with a proof in it, and one as a signed text, and is endorsed itself."""
    whole = record(EDDSA_RDFC.sign(small()), enveloped(JWT_ES256.text(knife_skills(), by=GUILD)))
    words = [
        endorsement(whole["id"], id=f"urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-3a8f0b6d2c1{number}")
        for number in range(2)
    ]
    return whole | {
        "refreshService": {"id": "https://northfield.example/refresh/3", "type": "1EdTechCredentialRefresh"},
        "endorsement": [EDDSA_RDFC.sign(words[0], by=GUILD)],
        "endorsementJwt": [JWT_ES256.text(words[1], by=GUILD)],
    }


def held() -> tuple[Document, Document]:
    """What Ada shows: a credential with a proof in it, and one as a signed text."""
    return EDDSA_RDFC.sign(small()), enveloped(JWT_ES256.text(knife_skills(), by=GUILD))


def of_issuer(issuer: Actor, kind: str = ED25519) -> bytes:
    """A badge of an issuer who is known in another way."""
    return Embedded("eddsa-rdfc-2022" if kind == ED25519 else "ecdsa-rdfc-2019", kind).write(
        plain(issuer), by=issuer
    )


def write(desk: Desk) -> None:
    """Put all valid files on the desk."""
    page = desk.family("valid", "Valid files of every form")
    for each in SMALL:
        page.accept(
            f"valid-{each.name}", f"A badge in the form {each.name}.", each.write(small()), suffix=each.suffix
        )
    for each in COMPLETE:
        deed = f"A badge with every member of the standard in the form {each.name}."
        page.accept(f"complete-{each.name}", deed, each.write(complete()), suffix=each.suffix)
    for each in OF_1_1:
        deed = f"A badge of the data model 1.1 in the form {each.name}."
        page.accept(f"valid-{each.name}", deed, each.write(first_model()), suffix=each.suffix)
    for name, deed, data, members in (
        *_plain_claims(),
        *_documents(),
        *_pictures_and_shown(),
        *_of_issuers(),
    ):
        page.accept(name, deed, data, **members)
    for url, name in _NEWEST.items():
        desk.shelf.put(url, desk.cases[name].data)
    _older(page)
    _status(page)


# What is offered as a newer version of these: nothing newer than themselves.
_NEWEST = {
    "https://northfield.example/refresh/1": "complete-eddsa-rdfc-2022",
    "https://northfield.example/refresh/2": "valid-credential",
    "https://northfield.example/refresh/3": "valid-clr",
    "https://guild.example/refresh/1": "valid-endorsement",
}
Row = tuple[str, str, bytes, dict[str, Any]]
_TEXT = {"suffix": ".jws"}


def _plain_claims() -> Iterator[Row]:
    whole = SD_JWT_VC.write(claims())
    badge = SD_JWT.write(small())
    shown: dict[str, Any] = {"now": NOW, "signer": ADAS_PHONE, "audience": VERIFIER, "nonce": NONCE}
    yield "valid-sd-jwt-vc", "Plain claims as SD-JWT.", whole, _TEXT
    yield (
        "valid-sd-jwt-vc-shown",
        "Plain claims as SD-JWT, shown to a verifier by the holder of its key.",
        present_sd_jwt(whole.decode(), disclose=["/given_name"], **shown).encode(),
        _TEXT | {"request": ASKED},
    )
    yield (
        "valid-sd-jwt-shown",
        "A badge as SD-JWT, of which some is kept back, shown by the holder of its key.",
        present_sd_jwt(badge.decode(), disclose=["/credentialSubject/result/0"], **shown).encode(),
        _TEXT | {"request": ASKED},
    )
    yield (
        "valid-sd-jwt-nothing-shown",
        "A badge as SD-JWT, of which nothing is shown that can be kept back.",
        present_sd_jwt(badge.decode(), disclose=[], now=NOW).encode(),
        _TEXT,
    )
    yield (
        "valid-sd-jwt-json",
        "A badge as SD-JWT in its JSON form.",
        written(sd_jwt_json(parse_sd_jwt(badge.decode()))),
        {},
    )
    yield (
        "valid-sd-jwt-decoys",
        "A badge as SD-JWT with seals that hold nothing.",
        SD_JWT.write(small(), decoys=2),
        _TEXT,
    )


def _documents() -> Iterator[Row]:
    yield "valid-endorsed", "A badge with endorsements in it.", EDDSA_RDFC.write(endorsed()), {}
    yield (
        "valid-endorsed-jwt",
        "A badge with endorsements as signed texts.",
        EDDSA_RDFC.write(endorsed(form="jwt")),
        {},
    )
    yield "valid-endorsement", "An endorsement alone.", EDDSA_RDFC.write(complete_endorsement(), by=GUILD), {}
    yield (
        "valid-endorsement-jwt",
        "An endorsement alone, as a signed text.",
        JWT_ES256.write(complete_endorsement(), by=GUILD),
        _TEXT,
    )
    yield "valid-credential", "A credential that is no badge.", EDDSA_RDFC.write(plain_credential()), {}
    yield "valid-clr", "A learner record with two credentials in it.", EDDSA_RDFC.write(recorded()), {}
    yield "valid-clr-jwt", "A learner record as a signed text.", JWT_EDDSA.write(recorded()), _TEXT
    yield (
        "valid-enveloped",
        "A signed text in the object that the data model has for it.",
        written(enveloped(JWT_EDDSA.text(small()))),
        {},
    )
    yield (
        "valid-2-0-of-1-1",
        "A badge of the data model 1.1 with a signature of today.",
        EDDSA_RDFC.write(first_model(context=[VCDM_1, OPEN_BADGES_302, DATA_INTEGRITY])),
        {},
    )
    yield "valid-eddsa-2022", "A badge with a signature under the name that a draft had.", _of_draft(), {}
    yield (
        "valid-hidden-life",
        "A part of a badge whose issuer lets even its end be kept back.",
        written(_without_its_life()),
        {"warnings": ("derived_credential",)},
    )


def _without_its_life() -> Document:
    base = DERIVED.base(small(), mandatory=("/issuer", "/credentialSubject/achievement", "/validFrom"))
    return ecdsa_sd_2023.derive(base, base["proof"], pointers=["/credentialSubject/id", "/name"])


def _of_draft() -> bytes:
    key, document = NORTHFIELD.key(), small()
    options = ProofOptions(verification_method=key.id, created=CREATED)
    proof = options.to_proof(FORMER_NAME)
    return written(attach(document, proof, signer=key.signer, data=hash_data(document, proof)))


def _pictures_and_shown() -> Iterator[Row]:
    yield "valid-presentation", "What Ada shows, signed by her.", written(show(presentation(*held()))), {}
    yield (
        "valid-presentation-asked",
        "What Ada shows a verifier who asked for it.",
        written(show(presentation(*held()), domain=VERIFIER, challenge=NONCE)),
        {"request": ASKED},
    )
    yield (
        "valid-presentation-domains",
        "What Ada shows a verifier who asked for it, its domain written as a list of one.",
        written(show(presentation(*held()), domain=[VERIFIER], challenge=NONCE)),
        {"request": ASKED},
    )
    yield (
        "valid-presentation-jwt",
        "What Ada shows a verifier who asked for it, as a signed text.",
        show_text(presentation(*held()), audience=VERIFIER, nonce=NONCE),
        _TEXT | {"request": ASKED},
    )
    yield (
        "valid-presentation-unsigned",
        "Credentials in a presentation that nobody signed.",
        written(presentation(*held())),
        {},
    )
    yield (
        "valid-recipient",
        "A badge, asked about by the address of its earner.",
        EDDSA_RDFC.write(small()),
        {"request": Request(recipients=(EMAIL,))},
    )
    yield (
        "valid-achievement",
        "A badge, asked about by its achievement.",
        EDDSA_RDFC.write(small()),
        {"request": Request(achievement=ACHIEVEMENT)},
    )


def _of_issuers() -> Iterator[Row]:
    yield "valid-did-web", "A badge of an issuer with a did:web.", of_issuer(SOUTHFIELD), {}
    yield (
        "valid-did-web-path",
        "A badge of an issuer with a did:web that has a path.",
        of_issuer(EASTFIELD),
        {},
    )
    yield "valid-did-key", "A badge of an issuer with a did:key.", of_issuer(WESTFIELD), {}
    yield "valid-did-jwk", "A badge of an issuer with a did:jwk.", of_issuer(MIDFIELD, P256), {}
    for actor, name in ((SOUTHFIELD, "did-web"), (WESTFIELD, "did-key")):
        deed = f"A badge of an issuer with a {name.replace('-', ':')}, as a signed text."
        yield f"valid-{name}-jwt", deed, JWT_EDDSA.write(plain(actor), by=actor), _TEXT


def _older(page: Page) -> None:
    older.publish(page.desk.shelf)
    page.accept("valid-ob2-hosted", "An Open Badge 2.0 that its issuer keeps.", written(older.assertion()))
    page.accept(
        "valid-ob2-signed", "A signed Open Badge 2.0.", older.sealed(older.for_signature()), suffix=".jws"
    )
    page.accept(
        "valid-ob2-png",
        "An Open Badge 2.0 in a picture.",
        older.baked(json.dumps(older.assertion())),
        suffix=".png",
    )
    page.accept(
        "valid-ob2-signed-png",
        "A signed Open Badge 2.0 in a picture.",
        older.baked(older.sealed(older.for_signature()).decode("ascii")),
        suffix=".png",
    )
    page.accept(
        "valid-ob2-address",
        "The address of an Open Badge 2.0 in a picture.",
        older.baked(older.ASSERTION),
        suffix=".png",
    )
    page.accept(
        "valid-ob2-class-inside",
        "An Open Badge 2.0 with its class written out.",
        written(older.assertion(badge=older.badge_class())),
    )


def _status(page: Page) -> None:
    for name, deed, entry in (
        (
            "suspension",
            "A badge that can be suspended.",
            status_entry(7, list_id=SUSPENSION, purpose="suspension"),
        ),
        ("message", "A badge whose status is a message of two bits.", message_entry(5)),
        ("two-bits", "A badge that can be withdrawn in three ways.", two_bits_entry(4)),
        (
            "revocation-list",
            "A badge with a list of revoked ids.",
            revocation_list.entry(list_id=world.REVOCATIONS),
        ),
        (
            "several",
            "A badge with two entries of status.",
            [status_entry(), status_entry(7, list_id=SUSPENSION, purpose="suspension")],
        ),
    ):
        document = small(credentialStatus=entry)
        if name == "revocation-list":
            document["@context"] = [VCDM_2, OPEN_BADGES, EXTENSIONS]
        page.accept(f"valid-status-{name}", deed, EDDSA_RDFC.write(document))
    page.accept(
        "valid-status-list-2021",
        "A badge of the data model 1.1 with a status list of 2021.",
        EDDSA_RDFC.write(of_2021(7)),
    )


def message_entry(index: int) -> Document:
    """An entry of two bits in the list of messages."""
    return status_entry(
        index,
        list_id=world.MESSAGES,
        purpose="message",
        statusSize=2,
        statusMessage=[
            {"status": hex(value), "message": text}
            for value, text in enumerate(("new", "seen", "kept", "old"))
        ],
    )


def two_bits_entry(index: int) -> Document:
    """An entry of two bits in the list of withdrawals."""
    return message_entry(index) | {
        "id": f"{world.LEVELS_OF_WITHDRAWAL}#{index}",
        "statusPurpose": "revocation",
        "statusListCredential": world.LEVELS_OF_WITHDRAWAL,
    }


def of_2021(index: int) -> Document:
    """A badge of the data model 1.1 with a status list of 2021."""
    return first_model(
        context=[VCDM_1, OPEN_BADGES_302, DATA_INTEGRITY, "https://w3id.org/vc/status-list/2021/v1"],
        credentialStatus={
            "id": f"{world.LIST_2021}#{index}",
            "type": "StatusList2021Entry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": world.LIST_2021,
        },
    )
