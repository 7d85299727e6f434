"""A21 and A32: signatures for another purpose or another time, and what was true once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from skillmark.corpus.actors import (
    NORTHFIELD,
    at_address,
)
from skillmark.corpus.badges import CREATED, NOW, plain, small
from skillmark.corpus.cases import fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    AROUND,
    ECDSA_RDFC,
    EDDSA_JCS,
    EDDSA_RDFC,
    JWT_EDDSA,
    payload_of,
    signed_text,
    written,
)
from skillmark.credential.proof import eddsa_jcs_2022
from skillmark.credential.proof.suite import ProofOptions, attach

_TEXT: dict[str, Any] = {"suffix": ".jws"}
_YEAR = timedelta(days=365)


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _moments(
        desk.family("a21", "Signatures for another purpose, another time or another verifier", attack="A21")
    )
    _rotation(desk.family("a32", "What was true once: old lists, old keys", attack="A32"))


# --- A21 ------------------------------------------------------------------------------------------------------


def _moments(page: Page) -> None:
    for form in (EDDSA_RDFC, EDDSA_JCS, ECDSA_RDFC):
        for purpose in ("authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation"):
            page.refuse(
                f"a21-{purpose}-{form.name}",
                f"It was signed for {purpose}.",
                form.write(small(), proof_purpose=purpose),
                fails(4, "purpose_mismatch"),
            )
        page.refuse(
            f"a21-future-{form.name}",
            "It says that it was signed in four years.",
            form.write(small(), created=NOW + 4 * _YEAR),
            fails(4, "created_in_future"),
        )
        page.refuse(
            f"a21-expired-{form.name}",
            "Its signature itself is over.",
            form.write(small(), expires=NOW - timedelta(days=1)),
            fails(4, "proof_expired"),
        )
        page.refuse(
            f"a21-over-{form.name}",
            "It is over.",
            form.write(small(validUntil="2026-02-28T00:00:00Z")),
            fails(5, "expired"),
        )
        page.refuse(
            f"a21-not-yet-{form.name}",
            "It has not begun.",
            form.write(small(validFrom="2026-03-02T00:00:00Z")),
            fails(5, "not_yet_valid"),
        )
    page.refuse(
        "a21-reversed",
        "It ends before it begins.",
        EDDSA_RDFC.write(small(validFrom="2026-02-01T00:00:00Z", validUntil="2026-01-01T00:00:00Z")),
        fails(5, "dates_reversed"),
    )
    for text in AROUND:
        content = payload_of(text.write(small()))
        own = NORTHFIELD.key(text.kind)
        header = {"alg": own.signer.public_key.algorithm, "typ": "vc+jwt", "kid": own.id}
        later = int((NOW + 4 * _YEAR).timestamp())
        page.refuse(
            f"a21-iat-{text.name}",
            "It says that it was made in four years.",
            signed_text(header, content | {"iat": later}, own.signer),
            fails(4, "created_in_future"),
            **_TEXT,
        )
        page.refuse(
            f"a21-over-{text.name}",
            "It is over.",
            text.write(small(validUntil="2026-02-28T00:00:00Z")),
            fails(5, "expired"),
            **_TEXT,
        )
        page.refuse(
            f"a21-not-yet-{text.name}",
            "It has not begun.",
            text.write(small(validFrom="2026-03-02T00:00:00Z")),
            fails(5, "not_yet_valid"),
            **_TEXT,
        )
    for name, moment in (
        ("no-zone", "2026-01-15T09:00:00"),
        ("day", "2026-01-15"),
        ("no-date", "2026-02-30T00:00:00Z"),
        ("text", "yesterday"),
    ):
        page.refuse(
            f"a21-created-{name}",
            f"It says that it was signed “{moment}”.",
            _signed_at(moment),
            fails(4, "time_invalid"),
        )
        page.refuse(
            f"a21-end-{name}",
            f"It says that it ends “{moment}”.",
            EDDSA_JCS.write(small(validUntil=moment)),
            fails(5, "time_invalid"),
        )


def _signed_at(moment: str) -> bytes:
    own, document = NORTHFIELD.key(), small()
    proof = ProofOptions(verification_method=own.id).to_proof("eddsa-jcs-2022") | {
        "created": moment,
        "@context": document["@context"],
    }
    return written(attach(document, proof, signer=own.signer, data=eddsa_jcs_2022.hash_data(document, proof)))


# --- A32 ------------------------------------------------------------------------------------------------------


def _rotation(page: Page) -> None:
    retired, stolen = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
    for name, deed, members, created, code in (
        (
            "retired",
            "It was signed after its key was put out of use.",
            {"expires": retired},
            CREATED,
            "key_expired",
        ),
        ("stolen", "Its key was stolen since.", {"revoked": stolen}, CREATED, "key_compromised"),
        (
            "stolen-before",
            "It says that it was signed long before its key was stolen.",
            {"revoked": stolen},
            CREATED - _YEAR,
            "key_compromised",
        ),
        (
            "undated",
            "It does not say when it was signed, and its key is out of use.",
            {"expires": retired},
            None,
            "key_expired",
        ),
    ):
        issuer = at_address(f"https://{name}-key.example/issuer", "Rotating College", name)
        document = issuer.document | {"verificationMethod": [issuer.method(**members)]}
        page.desk.shelf.put(issuer.id, document)
        for form in (EDDSA_RDFC, EDDSA_JCS):
            page.refuse(
                f"a32-{name}-{form.name}",
                deed,
                form.write(plain(issuer), by=issuer, created=created),
                fails(3, code),
            )
        if created is not None:
            page.refuse(
                f"a32-{name}-{JWT_EDDSA.name}",
                deed,
                JWT_EDDSA.text(plain(issuer), by=issuer, issued_at=created).encode(),
                fails(3, code),
                **_TEXT,
            )
    taken = at_address("https://taken-out-key.example/issuer", "Rotating College", "taken out")
    page.desk.shelf.put(
        taken.id,
        taken.document | {"verificationMethod": [taken.method(revoked=stolen)], "assertionMethod": []},
    )
    page.refuse(
        "a32-taken-out",
        "Its key was stolen, and is listed no more.",
        EDDSA_RDFC.write(plain(taken), by=taken),
        fails(3, "key_compromised"),
    )
    still = at_address("https://still-valid-key.example/issuer", "Rotating College", "still")
    page.desk.shelf.put(
        still.id, still.document | {"verificationMethod": [still.method(expires="2026-02-01T00:00:00Z")]}
    )
    page.accept(
        "a32-signed-before",
        "It was signed before its key was put out of use.",
        EDDSA_RDFC.write(plain(still), by=still),
        warnings=("key_retired",),
    )
