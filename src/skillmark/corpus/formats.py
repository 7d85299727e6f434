"""The forms in which credentials are signed: each can write a document, and another one under the same signature."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from skillmark.corpus.actors import ADA, ADAS_PHONE, ED25519, NORTHFIELD, P256, P384, RSA, Actor, signer
from skillmark.corpus.badges import CREATED, NOW, Document
from skillmark.corpus.cases import Carrier, Change, fails
from skillmark.credential.bake import bake, unbake_any
from skillmark.credential.derive import always_shown
from skillmark.credential.disclose import issue_sd_jwt
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.keys.signer import Signer
from skillmark.credential.proof import SUITES, ecdsa_sd_2023, ed25519_signature_2020
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt
from skillmark.credential.proof.suite import ProofOptions, attach
from skillmark.credential.proof.vc_jwt import sign_vc_jwt

# What a signed text says a second time in its claims.
REPEATED = frozenset(
    {
        ("id",),
        ("validFrom",),
        ("validUntil",),
        ("issuanceDate",),
        ("expirationDate",),
        ("credentialSubject", "id"),
        ("iss",),
        ("sub",),
        ("jti",),
        ("nbf",),
        ("exp",),
    }
)


class Format(Protocol):
    """A form of credential."""

    @property
    def name(self) -> str:
        """What the form is called."""

    @property
    def suffix(self) -> str:
        """How the names of its files end."""

    @property
    def by_meaning(self) -> bool:
        """Whether the signature covers statements and not their spelling."""

    def write(self, document: Document, *, by: Actor = NORTHFIELD) -> bytes:
        """The document, signed."""

    def read(self, data: bytes) -> Document:
        """The document in a file of this form."""

    def rewrite(self, data: bytes, document: Document) -> bytes:
        """The file with another document under the same signature."""

    def carrier(self, change: Change) -> Carrier:
        """The check that must fail after a change to what was signed."""


def written(value: Any) -> bytes:
    """A value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


# --- signatures in the document ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Embedded:
    """A document with a proof in it (Data Integrity)."""

    suite: str
    kind: str
    suffix: str = ".json"

    @property
    def name(self) -> str:
        """The suite, and the curve where it is not the usual one."""
        return f"{self.suite}-p384" if self.kind == P384 else self.suite

    @property
    def by_meaning(self) -> bool:
        """Whether the signature covers statements and not their spelling."""
        return "jcs" not in self.suite

    def sign(self, document: Document, *, by: Actor = NORTHFIELD, **options: Any) -> Document:
        """The document with a proof more; `options` are what the proof says of itself."""
        key = by.key(self.kind)
        given: dict[str, Any] = {"verification_method": key.id, "created": CREATED} | options
        return SUITES[self.suite].sign(document, signer=key.signer, options=ProofOptions(**given))

    def write(self, document: Document, *, by: Actor = NORTHFIELD, **options: Any) -> bytes:
        """The document, signed."""
        return written(self.sign(document, by=by, **options))

    def read(self, data: bytes) -> Document:
        """The document in a file."""
        return dict(json.loads(data))

    def rewrite(self, data: bytes, document: Document) -> bytes:  # noqa: ARG002 (Format)
        """The document with the proof that it has."""
        return written(document)

    def carrier(self, change: Change) -> Carrier:
        """The check that must fail."""
        if change.is_of_issuer:
            return fails(3, "issuer_mismatch")
        if self.by_meaning and change.member == "type":
            # What an object is says what its members mean, where its type is no address of itself.
            return fails(4, "signature_invalid", "undefined_term", "repeated_value")
        if self.by_meaning and change.deed == "doubled":
            return fails(4, "signature_invalid", "repeated_value")
        return fails(4, "signature_invalid")


@dataclass(frozen=True)
class Embedded2020(Embedded):
    """The proof type Ed25519Signature2020, which the library checks and makes no more."""

    suite: str = "Ed25519Signature2020"
    kind: str = ED25519

    def sign(self, document: Document, *, by: Actor = NORTHFIELD, **options: Any) -> Document:
        """The document with a proof more."""
        key = by.key(self.kind)
        given: dict[str, Any] = {"verification_method": key.id, "created": CREATED} | options
        proof = ProofOptions(**given).to_proof("") | {"type": self.suite}
        del proof["cryptosuite"]
        data = ed25519_signature_2020.hash_data(document, proof)
        return attach(document, proof, signer=key.signer, data=data)


@dataclass(frozen=True)
class Derived(Embedded):
    """A part of a document that its holder chose to show (ecdsa-sd-2023)."""

    suite: str = "ecdsa-sd-2023"
    kind: str = P256
    shown: tuple[str, ...] = (
        "/credentialSubject/result",
        "/credentialSubject/identifier",
        "/credentialSubject/achievement/resultDescription",
        "/evidence",
        "/name",
    )

    def base(
        self, document: Document, *, by: Actor = NORTHFIELD, mandatory: tuple[str, ...] | None = None
    ) -> Document:
        """What the issuer gives to the holder, with published randomness."""
        key = by.key(self.kind)
        pointers = always_shown(document) if mandatory is None else mandatory
        return ecdsa_sd_2023.sign(
            document,
            signer=key.signer,
            options=ProofOptions(verification_method=key.id, created=CREATED),
            mandatory_pointers=pointers,
            fresh=ecdsa_sd_2023.Fresh(signer("a proof's own", P256), b"a published key of this corpus.."),
        )

    def sign(self, document: Document, *, by: Actor = NORTHFIELD, **options: Any) -> Document:
        """What the holder shows."""
        base = self.base(document, by=by, **options)
        shown = [pointer for pointer in self.shown if pointer.split("/")[1] in document]
        return ecdsa_sd_2023.derive(base, base["proof"], pointers=shown)

    def carrier(self, change: Change) -> Carrier:
        """The check that must fail; which of the many signatures fits no more depends on the place."""
        plain = super().carrier(change)
        if plain.step == 4:  # noqa: PLR2004 (the step of signatures)
            return fails(4, *plain.codes, "signature_count", "labels_differ")
        return plain


@dataclass(frozen=True)
class ProofSet(Embedded):
    """A document with two proofs beside each other."""

    suite: str = "proof-set"
    kind: str = ED25519

    def sign(self, document: Document, *, by: Actor = NORTHFIELD, **options: Any) -> Document:
        """The document with two proofs."""
        return ECDSA_RDFC.sign(EDDSA_RDFC.sign(document, by=by, **options), by=by, **options)


@dataclass(frozen=True)
class ProofChain(Embedded):
    """A document with two proofs, the second of which builds on the first."""

    suite: str = "proof-chain"
    kind: str = ED25519

    def sign(self, document: Document, *, by: Actor = NORTHFIELD, **options: Any) -> Document:
        """The document with two proofs."""
        first = EDDSA_RDFC.sign(
            document, by=by, proof_id="urn:uuid:aa1c0c6e-0000-4000-8000-000000000001", **options
        )
        return ECDSA_RDFC.sign(
            first, by=by, previous_proof="urn:uuid:aa1c0c6e-0000-4000-8000-000000000001", **options
        )


# --- signatures around the document -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Jwt:
    """A signed text (VC-JWT): the credential is its content, or in a `vc` claim."""

    kind: str
    wrap: bool = False
    suffix: str = ".jws"
    by_meaning: bool = False

    @property
    def name(self) -> str:
        """The form and the algorithm."""
        algorithm = {ED25519: "eddsa", P256: "es256", P384: "es384", RSA: "rs256"}[self.kind]
        return f"{'vc-claim' if self.wrap else 'vc-jwt'}-{algorithm}"

    def text(self, document: Document, *, by: Actor = NORTHFIELD, **members: Any) -> str:
        """The document as a signed text."""
        key = by.key(self.kind)
        given: dict[str, Any] = {
            "verification_method": key.id,
            "issued_at": CREATED,
            "wrap": self.wrap,
        } | members
        return sign_vc_jwt(document, signer=key.signer, **given)

    def write(self, document: Document, *, by: Actor = NORTHFIELD) -> bytes:
        """The document, signed."""
        return self.text(document, by=by).encode("ascii")

    def read(self, data: bytes) -> Document:
        """The credential in a file."""
        payload = payload_of(data)
        return dict(payload["vc"]) if self.wrap else payload

    def rewrite(self, data: bytes, document: Document) -> bytes:
        """The signed text with another content between the same header and signature."""
        payload = payload_of(data) | {"vc": document} if self.wrap else document
        return with_payload(data, payload)

    def carrier(self, change: Change) -> Carrier:
        """The check that must fail."""
        return around(change)


def around(change: Change) -> Carrier:
    """The check that must fail after a change to the content of a signed text."""
    if change.is_of_issuer and not change.is_removal:
        return fails(3, "issuer_mismatch")
    if change.place in REPEATED and not change.is_removal:
        return fails(4, "claim_mismatch")
    return fails(4, "signature_invalid")


def payload_of(data: bytes) -> Document:
    """The content of a signed text."""
    return dict(json.loads(base64url_decode(data.decode("ascii").split(".")[1])))


def header_of(data: bytes) -> Document:
    """The header of a signed text."""
    return dict(json.loads(base64url_decode(data.decode("ascii").split(".")[0])))


def with_payload(data: bytes, payload: Any) -> bytes:
    """A signed text with another content."""
    header, _, rest = data.decode("ascii").split(".", 2)
    return f"{header}.{base64url_encode(written(payload))}.{rest}".encode("ascii")


def with_header(data: bytes, header: Mapping[str, Any]) -> bytes:
    """A signed text with another header."""
    _, rest = data.decode("ascii").split(".", 1)
    return f"{base64url_encode(written(header))}.{rest}".encode("ascii")


def signed_text(header: Mapping[str, Any], payload: Any, by: Signer | Callable[[bytes], bytes]) -> bytes:
    """A signed text with any header at all, as only a forger writes some."""
    body = payload if isinstance(payload, bytes) else written(payload)
    signing_input = f"{base64url_encode(written(header))}.{base64url_encode(body)}"
    sign = by if callable(by) else by.sign
    return f"{signing_input}.{base64url_encode(sign(signing_input.encode('ascii')))}".encode("ascii")


def salts() -> Callable[[], str]:
    """Salts that are the same every time, as no issuer may have them."""
    numbers = itertools.count(1)
    return lambda: base64url_encode(f"public salt {next(numbers):04}".encode("ascii"))


@dataclass(frozen=True)
class SdJwtDocument:
    """A document of the VCDM as SD-JWT, in which what is about the learner can be kept back."""

    name: str = "sd-jwt"
    suffix: str = ".jws"
    by_meaning: bool = False

    def write(self, document: Document, *, by: Actor = NORTHFIELD, **members: Any) -> bytes:
        """The document, signed, with all its disclosures."""
        key = by.key(P256)
        given: dict[str, Any] = {
            "holder_key": ADAS_PHONE.public_key,
            "created": CREATED,
            "salt": salts(),
        } | members
        return issue_sd_jwt(document, signer=key.signer, verification_method=key.id, **given)

    def read(self, data: bytes) -> Document:
        """What is signed, with its seals."""
        return payload_of(data)

    def rewrite(self, data: bytes, document: Document) -> bytes:
        """The SD-JWT with another signed content."""
        signed, tilde, disclosures = data.partition(b"~")
        return with_payload(signed, document) + tilde + disclosures

    def carrier(self, change: Change) -> Carrier:
        """The check that must fail."""
        if _holds_seals(change.before) and change.is_removal:
            return fails(1, "disclosure_unreferenced")
        if _holds_seals(change.before) and change.deed == "doubled":
            return fails(1, "digest_duplicate")
        return around(change)


def _holds_seals(value: Any) -> bool:
    if isinstance(value, dict):
        return "_sd" in value or "..." in value or any(map(_holds_seals, value.values()))
    return isinstance(value, list) and any(map(_holds_seals, value))


@dataclass(frozen=True)
class SdJwtClaims(SdJwtDocument):
    """Plain claims as SD-JWT (SD-JWT VC), some of which can be kept back."""

    name: str = "sd-jwt-vc"

    def write(self, document: Document, *, by: Actor = NORTHFIELD, **members: Any) -> bytes:
        """The claims, signed, with all their disclosures."""
        key = by.key(P256)
        sealed = [f"/{name}" for name in ("given_name", "email") if name in document]
        header = {"kid": key.id, "typ": "dc+sd-jwt"}
        given: dict[str, Any] = {"header": header, "disclosable": sealed, "salt": salts()} | members
        return make_sd_jwt(document, signer=key.signer, **given).compact.encode("ascii")

    def carrier(self, change: Change) -> Carrier:
        """The check that must fail."""
        return fails(3, "issuer_mismatch") if change.place == ("iss",) else fails(4, "signature_invalid")


# --- pictures ---------------------------------------------------------------------------------------------------

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4" fill="teal"/></svg>\n'


@dataclass(frozen=True)
class Baked:
    """A picture with a credential of another form inside."""

    picture: bytes
    suffix: str
    inner: Format

    @property
    def name(self) -> str:
        """The kind of picture, and the form of what is inside."""
        return f"{self.suffix.removeprefix('.')}-{self.inner.name}"

    @property
    def by_meaning(self) -> bool:
        """Whether the signature covers statements and not their spelling."""
        return self.inner.by_meaning

    def write(self, document: Document, *, by: Actor = NORTHFIELD) -> bytes:
        """The picture."""
        return bake(self.picture, self.inner.write(document, by=by))

    def read(self, data: bytes) -> Document:
        """The document in the picture."""
        return self.inner.read(unbake_any(data).encode("utf-8"))

    def rewrite(self, data: bytes, document: Document) -> bytes:
        """The picture with another document under the same signature."""
        return bake(self.picture, self.inner.rewrite(unbake_any(data).encode("utf-8"), document))

    def carrier(self, change: Change) -> Carrier:
        """The check that must fail."""
        return self.inner.carrier(change)


# --- presentations ----------------------------------------------------------------------------------------------


def show(document: Document, *, by: Actor = ADA, **options: Any) -> Document:
    """A presentation as its holder signs it."""
    given: dict[str, Any] = {"created": NOW, "proof_purpose": "authentication"} | options
    return EDDSA_RDFC.sign(document, by=by, **given)


def show_text(document: Document, *, by: Actor = ADA, **members: Any) -> bytes:
    """A presentation as its holder signs it, as a signed text."""
    return JWT_EDDSA.text(document, by=by, **{"issued_at": NOW} | members).encode("ascii")


# --- all of them ------------------------------------------------------------------------------------------------

EDDSA_RDFC, EDDSA_JCS = Embedded("eddsa-rdfc-2022", ED25519), Embedded("eddsa-jcs-2022", ED25519)
ECDSA_RDFC, ECDSA_RDFC_384 = Embedded("ecdsa-rdfc-2019", P256), Embedded("ecdsa-rdfc-2019", P384)
ECDSA_JCS, ECDSA_JCS_384 = Embedded("ecdsa-jcs-2019", P256), Embedded("ecdsa-jcs-2019", P384)
DERIVED, OF_2020 = Derived(), Embedded2020()
PROOF_SET, PROOF_CHAIN = ProofSet(), ProofChain()
JWT_EDDSA, JWT_ES256, JWT_ES384, JWT_RS256 = Jwt(ED25519), Jwt(P256), Jwt(P384), Jwt(RSA)
CLAIM_EDDSA, CLAIM_ES256 = Jwt(ED25519, wrap=True), Jwt(P256, wrap=True)
CLAIM_ES384, CLAIM_RS256 = Jwt(P384, wrap=True), Jwt(RSA, wrap=True)
SD_JWT, SD_JWT_VC = SdJwtDocument(), SdJwtClaims()
BAKED_PNG, BAKED_SVG = Baked(PNG, ".png", EDDSA_RDFC), Baked(SVG, ".svg", EDDSA_RDFC)
BAKED_PNG_JWT, BAKED_SVG_JWT = Baked(PNG, ".png", JWT_EDDSA), Baked(SVG, ".svg", JWT_EDDSA)

IN_THE_DOCUMENT: tuple[Embedded, ...] = (
    EDDSA_RDFC,
    EDDSA_JCS,
    ECDSA_RDFC,
    ECDSA_RDFC_384,
    ECDSA_JCS,
    ECDSA_JCS_384,
    DERIVED,
    PROOF_SET,
    PROOF_CHAIN,
)
AROUND: tuple[Jwt, ...] = (JWT_EDDSA, JWT_ES256, JWT_ES384, JWT_RS256)
AROUND_OF_1_1: tuple[Jwt, ...] = (CLAIM_EDDSA, CLAIM_ES256, CLAIM_ES384, CLAIM_RS256)
PICTURES: tuple[Baked, ...] = (BAKED_PNG, BAKED_SVG, BAKED_PNG_JWT, BAKED_SVG_JWT)
