"""Files that a verifier must accept although they look odd: changes that mean nothing, and what issuers may write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from skillmark.corpus.actors import GUILD, NORTHFIELD, P256, P384, at_address
from skillmark.corpus.badges import (
    EXTENSIONS,
    OPEN_BADGES_302,
    VCDM_2,
    Document,
    complete,
    small,
    with_members,
)
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.fields import changes
from skillmark.corpus.formats import (
    AROUND,
    AROUND_OF_1_1,
    EDDSA_RDFC,
    IN_THE_DOCUMENT,
    JWT_EDDSA,
    JWT_ES256,
    OF_2020,
    PNG,
    SVG,
    Embedded,
    header_of,
    payload_of,
    signed_text,
    written,
)
from skillmark.corpus.originals import COMPLETE
from skillmark.credential.bake import bake
from skillmark.credential.bake.png import SIGNATURE, Chunk, read_chunks
from skillmark.credential.keys.ecdsa import CURVES
from skillmark.credential.keys.multikey import (
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
)

# Letters that look like those of a known issuer: the host is written as networks write it.
LOOKALIKE = at_address("https://xn--nrthfield-02h.example/issuer", "Northfield College", "lookalike")


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    page = desk.family("harmless", "Changes that mean nothing, and oddities that are allowed")
    for each in (*IN_THE_DOCUMENT, OF_2020):
        origin = desk.cases[f"valid-{each.name}"]
        for name, deed, data in _spelled_otherwise(json.loads(origin.data), origin.data, each):
            page.accept(f"harmless-{each.name}-{name}", deed, data, origin=origin.id)
    for around in (*AROUND, *AROUND_OF_1_1):
        origin = desk.cases[f"valid-{around.name}"]
        data = b"\r\n" + origin.data + b"\n"
        page.accept(
            f"harmless-{around.name}-line-breaks",
            "Line breaks were put around it.",
            data,
            suffix=".jws",
            origin=origin.id,
        )
    for name, deed, data, suffix in (*_texts(), *_written_so(), *_pictures()):
        page.accept(f"harmless-{name}", deed, data, suffix=suffix)
    _reordered(desk, page)
    _twins(desk, page)
    _parts_of_sets(desk, page)
    _lookalikes(desk, page)


def _spelled_otherwise(document: Document, data: bytes, form: Embedded) -> Iterator[tuple[str, str, bytes]]:
    yield "order", "Its members stand in another order.", written(turned(document))
    yield "spaces", "It is written with line breaks and blanks.", json.dumps(document, indent=2).encode()
    yield "escapes", "Letters beyond ASCII are written as escapes.", json.dumps(document).encode()
    if b":1.5" in data:
        yield "number", "A number has a zero at its end.", data.replace(b":1.5", b":1.50")
    if form.by_meaning:
        subject = document["credentialSubject"]
        one = with_members(document, credentialSubject=subject | {"type": subject["type"][0]})
        yield "one-type", "One type is written without the list around it.", written(one)
        listed = with_members(document, credentialSubject=[subject])
        yield "in-a-list", "The one subject is written as a list of one.", written(listed)
        if document["@context"][0] == VCDM_2:
            more = with_members(document, context=[*document["@context"], EXTENSIONS])
            yield "more-contexts", "A context is named that nothing in it needs.", written(more)


def turned(value: Any) -> Any:
    """A value with the members of all objects in the opposite order."""
    if isinstance(value, dict):
        return {name: turned(part) for name, part in reversed(value.items())}
    return [turned(part) for part in value] if isinstance(value, list) else value


def _texts() -> Iterator[tuple[str, str, bytes, str]]:
    key, content = NORTHFIELD.key(), payload_of(JWT_EDDSA.write(small()))
    headers: dict[str, tuple[str, dict[str, Any]]] = {
        "media-type": ("The type is written as a media type.", {"typ": "application/vc+jwt"}),
        "type-jwt": ("The type is that of any JWT, as Open Badges have it.", {"typ": "JWT"}),
        "no-type": ("No type is named.", {"typ": None}),
        "ed25519": ("The algorithm has its newer name.", {"alg": "Ed25519"}),
        "content-type": ("The header names the type of the content.", {"cty": "vc"}),
        "own-parameter": ("The header has a parameter of the issuer's own.", {"x-northfield": "2026"}),
        "key-beside": (
            "The header repeats the key that the issuer's document vouches for.",
            {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(key.signer.public_key.raw)}},
        ),
        "short-name": (
            "The key has its short name, and the issuer's document explains it.",
            {"kid": "ed25519"},
        ),
    }
    for name, (deed, members) in headers.items():
        header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": key.id} | members
        given: dict[str, Any] = {member: value for member, value in header.items() if value is not None}
        yield f"jwt-{name}", deed, signed_text(given, content, key.signer), ".jws"
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": key.id}
    fewer = {
        name: value for name, value in content.items() if name not in {"iss", "sub", "jti", "nbf", "exp"}
    }
    yield "jwt-no-claims", "Nothing is said a second time.", signed_text(header, fewer, key.signer), ".jws"
    spaced = json.dumps(content, indent=1).encode()
    yield (
        "jwt-spaces",
        "Its content is written with line breaks.",
        signed_text(header, spaced, key.signer),
        ".jws",
    )


def _written_so() -> Iterator[tuple[str, str, bytes, str]]:
    achievement = small()["credentialSubject"]["achievement"]
    names = [
        {"@value": "Food safety", "@language": "en"},
        {"@value": "Lebensmittelsicherheit", "@language": "de"},
    ]
    documents = {
        "offset": ("Its dates have an offset.", small(validFrom="2026-01-15T10:00:00+01:00")),
        "fraction": ("Its dates have parts of a second.", small(validFrom="2026-01-15T09:00:00.25Z")),
        "no-end": ("It has no end.", small(validUntil=None)),
        "language": ("Its name says what language it is in.", small(name=names[0])),
        "right-to-left": (
            "Its name says that it is read from right to left.",
            small(name={"@value": "سلامة الغذاء", "@language": "ar", "@direction": "rtl"}),
        ),
        "issuer-address": ("Its issuer is named by the address alone.", small(issuer=NORTHFIELD.id)),
        "context-of-once": (
            "It names an older context of Open Badges.",
            small(context=[VCDM_2, OPEN_BADGES_302], awardedDate=None),
        ),
        "own-words": (
            "It uses words of the issuer's own where the standard allows them.",
            _with_achievement(achievement | {"achievementType": "ext:Workshop"}),
        ),
        "null-island": (
            "Numbers in it are nought and negative.",
            _with_achievement(achievement | {"creditsAvailable": 0}),
        ),
        "markup": (
            "A text in it looks like a program for a page, which no page may run.",
            _with_achievement(
                achievement | {"description": "<script>alert(1)</script> [x](javascript:alert(1))"}
            ),
        ),
        "other-letters": (
            "A text in it is written with letters that combine.",
            _with_achievement(achievement | {"description": "Cafe\u0301 and café are two texts."}),
        ),
    }
    for name, (deed, document) in documents.items():
        yield name, deed, EDDSA_RDFC.write(document), ".json"


def _with_achievement(achievement: Document) -> Document:
    document = small()
    document["credentialSubject"]["achievement"] = achievement
    return document


def _pictures() -> Iterator[tuple[str, str, bytes, str]]:
    credential = EDDSA_RDFC.write(small())
    head, *chunks = read_chunks(bake(PNG, credential))
    note = Chunk(b"tEXt", b"Comment\0openbadgecredential is not the keyword of this one")
    data = SIGNATURE + b"".join(chunk.encoded() for chunk in (head, note, *chunks))
    yield "png-comment", "The picture has a comment beside the credential.", data, ".png"
    other = bake(SVG, credential).replace(b"teal", b"navy").replace(b'r="4"', b'r="3"')
    yield "svg-drawn", "The drawing was changed, and the credential was not.", other, ".svg"
    script = (
        b"<script>alert(1)</script><image href='https://trap.example/pixel.png' width='1' height='1'/></svg>"
    )
    data = bake(SVG, credential).replace(b"</svg>", script)
    yield (
        "svg-script",
        "The drawing has a script and a distant picture, which no reader may run or load.",
        data,
        ".svg",
    )


def _reordered(desk: Desk, page: Page) -> None:
    """Lists that mean no order, where the signature covers what is meant."""
    for form in COMPLETE:
        if not form.by_meaning:
            continue
        origin = desk.cases[f"complete-{form.name}"]
        for change in changes(complete()):
            if not change.same_meaning:
                continue
            changed = form.read(origin.data) | change.document
            page.accept(
                f"harmless-{form.name}-reordered-{change.path}",
                f"“{change.path}” stands in another order.",
                form.rewrite(origin.data, changed),
                origin=origin.id,
            )


def _twins(desk: Desk, page: Page) -> None:
    """The second signature that every signature of ECDSA has (r and n - s): it is one of the same key and content."""
    for form in IN_THE_DOCUMENT:
        if form.suite not in {"ecdsa-rdfc-2019", "ecdsa-jcs-2019"}:
            continue
        origin = desk.cases[f"valid-{form.name}"]
        document = json.loads(origin.data)
        value = twin(multibase_decode(document["proof"]["proofValue"]), form.kind)
        document["proof"]["proofValue"] = multibase_encode(value)
        page.accept(
            f"harmless-{form.name}-twin",
            "The signature is the other one of the two that ECDSA has.",
            written(document),
            origin=origin.id,
        )
    origin = desk.cases[f"valid-{JWT_ES256.name}"]
    rest, _, signature = origin.data.decode("ascii").rpartition(".")
    data = f"{rest}.{base64url_encode(twin(base64url_decode(signature), P256))}".encode("ascii")
    page.accept(
        "harmless-jwt-twin",
        "The signature is the other one of the two that ECDSA has.",
        data,
        suffix=".jws",
        origin=origin.id,
    )


def twin(signature: bytes, kind: str) -> bytes:
    """The other signature of a key over the same data."""
    curve = CURVES["P-384" if kind == P384 else "P-256"]
    s = curve.order - int.from_bytes(signature[curve.size :], "big")
    return signature[: curve.size] + s.to_bytes(curve.size, "big")


def _parts_of_sets(desk: Desk, page: Page) -> None:
    """What nobody can see: that a proof was left out which no other one builds on."""
    for name in ("proof-set", "proof-chain"):
        origin = desk.cases[f"valid-{name}"]
        document = json.loads(origin.data)
        first = document | {"proof": document["proof"][0]}
        page.accept(
            f"harmless-{name}-first-only",
            "Of two proofs the first one is left, on which nothing more builds.",
            written(first),
            origin=origin.id,
        )
    both = EDDSA_RDFC.sign(EDDSA_RDFC.sign(small()), by=GUILD)
    page.accept(
        "harmless-second-signer",
        "Somebody else has signed it as well as its issuer.",
        written(both),
        warnings=(),
    )


def _lookalikes(desk: Desk, page: Page) -> None:
    """A19: whoever has a host with letters that look alike may issue; a reader must be told what it looks like."""
    desk.shelf.put(LOOKALIKE.id, LOOKALIKE.document)
    page.accept(
        "harmless-lookalike",
        "Its issuer has an address and a name that look like those of a known one.",
        EDDSA_RDFC.write(small(LOOKALIKE, credentialStatus=None), by=LOOKALIKE),
        warnings=("issuer_lookalike", "issuer_unlisted"),
    )


__all__ = ["LOOKALIKE", "header_of", "turned", "twin", "write"]
