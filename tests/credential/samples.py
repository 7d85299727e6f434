"""One genuine file of every kind that is read, and the world in which all of them are verified: the seeds of fuzz/.

All keys are fixed, and so are salts: the same samples come out everywhere, but for the random parts that two suites
put into their signatures.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.credential import older_badges
from tests.credential.badges import (
    ADA,
    ADA_KEY,
    ADA_SIGNER,
    CREATED,
    NORTHFIELD,
    NORTHFIELD_KEY,
    NORTHFIELD_P256_KEY,
    NORTHFIELD_P256_SIGNER,
    NORTHFIELD_SIGNER,
    NOW,
    World,
    adas_badge,
    badge,
    changed,
    clr,
    endorsed,
    endorsement,
    entry,
    enveloped,
    issued,
    knife_skills,
    northfields_document,
    presentation,
    shown,
    signed,
    signed_by_guild,
    status_list,
)
from tests.credential.badges import LIST as STATUS_LIST

from skillmark.credential import (
    Policy,
    Report,
    StaticResolver,
    derive,
    inspect,
    issue,
    issue_jwt,
    issue_sd_jwt,
    present_sd_jwt,
)
from skillmark.credential.bake import bake
from skillmark.credential.keys import LocalSigner, encode_public_jwk
from skillmark.credential.proof.sd_jwt import parse_sd_jwt
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt, sd_jwt_json
from skillmark.credential.proof.vc_jwt import sign_vc_jwt
from skillmark.credential.status import revocation_list

VCDM_1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES_OF_OLD = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
VERIFIER, NONCE = "https://employer.example", "n-7"
ASKED = Policy(expected_domain=VERIFIER, expected_challenge=NONCE)
METADATA = "https://northfield.example/.well-known/jwt-vc-issuer/issuer"
REVOCATIONS = "https://northfield.example/revoked"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
NORTHFIELD_RSA_KEY = f"{NORTHFIELD}#key-rsa"
# A key for tests, and the same in every run.
RSA_SIGNER = LocalSigner.from_secret_jwk(
    {
        "kty": "RSA",
        "e": "AQAB",
        "n": "p4l-jkCFyI08DsSW2A4g0JAwCdrb9tkFDAXimr6r2R5uHjegf-Uk78r1agHcLo4BCmYhNlJo8VZMURKPnj-jlVE8mLq5qIJk"
        "6R8keaFlMyHXwn5Vjagy40gX5_EUBQLx0UVllJ1XypsWTI525m7KUWOoOoTPS1s8BnLSJr46rlx8_RDSbGjFEHhh0DeGqXuf"
        "tbQSLzQXNtuC0c_4WnnkvmJxY6NqKni93EM1o-T5jHPQHRCOmgq96I9TwdmLRL5hePk1n1lT8P2g95dz3pSNfGrz3lzfDLrK"
        "vhkifnpbWx73Oi1vmEgoCtLxRTZSj6YB6KqG7YrM3Mi0swCl5_f-JQ",
        "d": "EdG3crTdJdwTv7RcIOW7ysMTQPEUxTgG5-T2WaQfDgxFBRTAjunV2GVbXeeNvivfY3ZCYQ851zVpD5RsTxYQtZB64_m0Rn57"
        "8imcTQ2EAIDAfJDIU7VImFDyLfq_uNq70pjReZGUpVmCcSkT72VoQmjZm0PF8otlIoBy5qkD_8htd_Glu9CU-wECP0OSbVbJ"
        "Vxq37dP0pA8_805aW935tzIIxeNWLepAYFMyADsclpPwqQ3JU6LmqOX-82uhU2gH-ED-eDUuwwjnWYjvCFAS98w2zDETRwJo"
        "Q6WlsekHhzmPQYz7z_jGh-w227v3-Y0d5HiQ2lrKLy7NbpumDZUwYQ",
    }
)


@dataclass(frozen=True)
class Sample:
    """A genuine file, and what its verifier asks for."""

    data: bytes
    policy: Policy = field(default_factory=Policy)

    @property
    def document(self) -> Any:
        """The JSON value in it."""
        return json.loads(self.data)

    @property
    def text(self) -> str:
        """The text in it."""
        return self.data.decode("ascii")


# --- the world --------------------------------------------------------------------------------------------------


@cache
def published() -> Mapping[str, bytes]:
    """What issuers publish, by address."""
    northfield = northfields_document()
    northfield["verificationMethod"].append(
        {
            "id": NORTHFIELD_RSA_KEY,
            "type": "JsonWebKey",
            "controller": NORTHFIELD,
            "publicKeyJwk": encode_public_jwk(RSA_SIGNER.public_key),
        }
    )
    northfield["assertionMethod"].append(NORTHFIELD_RSA_KEY)
    jwk = encode_public_jwk(NORTHFIELD_SIGNER.public_key) | {"kid": "key-1"}
    documents = {
        **World().documents,
        NORTHFIELD: northfield,
        METADATA: {"issuer": NORTHFIELD, "jwks": {"keys": [jwk]}},
        STATUS_LIST: signed(status_list(3, 70_000)),
        REVOCATIONS: revocation_list.revocation_list(
            list_id=REVOCATIONS, issuer=NORTHFIELD, revoked={"urn:uuid:another": "A mistake."}
        ),
        older_badges.ASSERTION: older_badges.assertion(),
        older_badges.CLASS: older_badges.badge_class(),
        older_badges.ISSUER: older_badges.issuer(),
        older_badges.KEY: older_badges.key(RSA_SIGNER),
        older_badges.REVOKED: older_badges.revocation_list("urn:uuid:another"),
    }
    return {address: json.dumps(document).encode() for address, document in documents.items()}


def check(data: bytes, *, policy: Policy = Policy(), instead: Mapping[str, bytes] | None = None) -> Report:  # noqa: B008
    """The report on a file in this world; `instead` is published in place of what is published otherwise."""
    resolver = StaticResolver({**published(), **(instead or {})}, fetched_at=NOW)
    return inspect(data, resolver=resolver, now=NOW, policy=policy)


# --- the files --------------------------------------------------------------------------------------------------


def salts() -> Callable[[], str]:
    """Salts that are the same in every run."""
    numbers = itertools.count()
    return lambda: f"salt-{next(numbers):017}"


def as_json(document: Any) -> bytes:
    """A document as it is written into files."""
    return json.dumps(document, separators=(",", ":")).encode()


def of_old() -> dict[str, Any]:
    """The badge in the data model 1.1."""
    contexts = [VCDM_1, OPEN_BADGES_OF_OLD, "https://w3id.org/security/data-integrity/v2"]
    document = changed(badge(), context=contexts, validFrom=None, validUntil=None)
    return document | {"issuanceDate": "2026-01-15T09:00:00Z", "expirationDate": "2029-01-15T09:00:00Z"}


def with_status() -> dict[str, Any]:
    """The badge with an entry in the bitstring status list."""
    return badge() | {"credentialStatus": entry()}


def with_revocations() -> dict[str, Any]:
    """The badge with 1EdTech's kind of status."""
    contexts = [*badge()["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    status = revocation_list.entry(list_id=REVOCATIONS)
    return changed(badge(), context=contexts) | {"credentialStatus": status}


def record() -> dict[str, Any]:
    """Ada's learner record: two credentials, one of them endorsed, and how their achievements belong together."""
    inner = signed_by_guild(endorsement())
    one = badge()
    one["credentialSubject"] |= {"id": ADA}
    one["credentialSubject"]["achievement"]["endorsement"] = [inner]
    association = {
        "type": ["Association"],
        "associationType": "isRelatedTo",
        "sourceId": one["credentialSubject"]["achievement"]["id"],
        "targetId": knife_skills()["credentialSubject"]["achievement"]["id"],
    }
    return signed(clr(signed(one), knife_skills(), subject={"association": [association]}))


def vc_jwt(document: dict[str, Any] | None = None) -> str:
    """Northfield's badge as signed text."""
    data = issue_jwt(
        document or badge(),
        signer=NORTHFIELD_SIGNER,
        verification_method=NORTHFIELD_KEY,
        created=CREATED,
    )
    return data.decode("ascii")


def sd_jwt(document: dict[str, Any] | None = None) -> str:
    """Northfield's badge as SD-JWT with all disclosures, bound to Ada's key."""
    data = issue_sd_jwt(
        document or badge(),
        signer=NORTHFIELD_SIGNER,
        verification_method=NORTHFIELD_KEY,
        created=CREATED,
        holder_key=ADA_SIGNER.public_key,
        decoys=1,
        salt=salts(),
    )
    return data.decode("ascii")


def plain_claims() -> str:
    """An SD-JWT VC that is no badge."""
    claims = {
        "iss": NORTHFIELD,
        "vct": "https://northfield.example/types/food-safety",
        "sub": ADA,
        "nbf": int(CREATED.timestamp()),
        "given_name": "Ada",
        "grades": [9, {"points": 7, "of": 10}],
    }
    header = {"typ": "dc+sd-jwt", "kid": "key-1"}
    places = ["/given_name", "/grades/0", "/grades/1", "/grades/1/points"]
    return make_sd_jwt(
        claims, signer=NORTHFIELD_SIGNER, header=header, disclosable=places, salt=salts()
    ).compact


def in_part() -> bytes:
    """What Ada shows of a badge whose issuer lets her choose (ecdsa-sd-2023)."""
    whole = issue(
        badge(),
        signer=NORTHFIELD_P256_SIGNER,
        verification_method=NORTHFIELD_P256_KEY,
        created=CREATED,
        suite="ecdsa-sd-2023",
    )
    subject = "/credentialSubject"
    shown_here = [
        f"{subject}/identifier",
        f"{subject}/result/0",
        f"{subject}/achievement/resultDescription/0",
    ]
    return derive(whole, pointers=[*shown_here, "/evidence"])


def two_signatures(*, chained: bool) -> dict[str, Any]:
    """The badge with two signatures, the second one on the first where they are chained."""
    first = signed(badge(), proof_id="urn:uuid:1")
    more = {"previous_proof": "urn:uuid:1"} if chained else {}
    return signed(first, suite="ecdsa-rdfc-2019", verification_method=NORTHFIELD_P256_KEY, **more)


@cache
def samples() -> Mapping[str, Sample]:
    """Every sample by its name; each is verified by `check` under its policy."""
    text, sealed = vc_jwt(), sd_jwt()
    answer = {"domain": VERIFIER, "challenge": NONCE}
    places = ["/credentialSubject/result/0", "/evidence/0"]
    bound = present_sd_jwt(
        sealed, disclose=places, now=NOW, signer=ADA_SIGNER, audience=VERIFIER, nonce=NONCE
    )
    hosted = older_badges.assertion()
    sealed_of_old = older_badges.sealed(older_badges.signed_assertion(), signer=RSA_SIGNER)
    p256 = {"verification_method": NORTHFIELD_P256_KEY}
    documents = {
        "badge": issued(),
        "badge jcs": signed(badge(), suite="eddsa-jcs-2022"),
        "badge ecdsa": signed(badge(), suite="ecdsa-rdfc-2019", **p256),
        "badge ecdsa jcs": signed(badge(), suite="ecdsa-jcs-2019", **p256),
        "badge of the data model 1.1": signed(of_old()),
        "badge with a status": signed(with_status()),
        "badge with a revocation list": signed(with_revocations()),
        "badge signed twice": two_signatures(chained=False),
        "badge in a chain": two_signatures(chained=True),
        "endorsed": endorsed(signed_by_guild(endorsement())),
        "record": record(),
        "presentation": shown(presentation(adas_badge(), knife_skills())),
        "unsigned presentation": presentation(adas_badge(), knife_skills(), holder=None),
        "presentation of texts": shown(presentation(enveloped(text), enveloped(sealed, "vc+sd-jwt"))),
    }
    asked = {"presentation on request": shown(presentation(adas_badge()), **answer)}
    texts = {
        "vc-jwt": text,
        "vc-jwt p-256": sign_vc_jwt(
            badge(), signer=NORTHFIELD_P256_SIGNER, verification_method=NORTHFIELD_P256_KEY
        ),
        "vc-jwt rsa": sign_vc_jwt(badge(), signer=RSA_SIGNER, verification_method=NORTHFIELD_RSA_KEY),
        "vc-jwt of the data model 1.1": sign_vc_jwt(
            of_old(), signer=NORTHFIELD_SIGNER, verification_method=NORTHFIELD_KEY, wrap=True
        ),
        "vp-jwt": sign_vc_jwt(
            presentation(adas_badge(), enveloped(text)), signer=ADA_SIGNER, verification_method=ADA_KEY
        ),
        "sd-jwt": sealed,
        "sd-jwt in part": present_sd_jwt(sealed, disclose=places, now=NOW),
        "sd-jwt of claims": plain_claims(),
        "sd-jwt as json": as_json(sd_jwt_json(parse_sd_jwt(sealed))).decode(),
    }
    files = {
        "png": bake(older_badges.PNG, as_json(documents["badge"])),
        "png of text": bake(older_badges.PNG, text),
        "svg": bake(SVG, as_json(documents["badge"])),
        "svg of text": bake(SVG, text),
        "part": in_part(),
        "open badge 2.0": as_json(hosted),
        "open badge 2.0 signed": sealed_of_old,
        "open badge 2.0 in png": older_badges.baked(json.dumps(hosted)),
        "open badge 2.0 signed in png": older_badges.baked(sealed_of_old.decode(), kind=b"iTXt"),
        "address in png": older_badges.baked(older_badges.ASSERTION),
    }
    return {
        **{name: Sample(as_json(document)) for name, document in documents.items()},
        **{name: Sample(as_json(document), ASKED) for name, document in asked.items()},
        **{name: Sample(text.encode()) for name, text in texts.items()},
        **{name: Sample(data) for name, data in files.items()},
        "sd-jwt on request": Sample(bound.encode(), ASKED),
    }
