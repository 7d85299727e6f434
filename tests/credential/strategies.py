"""Valid documents of every kind, in all their variety, for properties that must hold for each of them.

What varies: which optional members are there, what texts and numbers say, how many of something there are, and how it
is signed. Keys are fixed (badges.py, samples.py). `chances` are for mutations.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st
from tests.credential import older_badges
from tests.credential.badges import (
    ADA,
    ADA_KEY,
    ADA_SIGNER,
    NORTHFIELD_KEY,
    NORTHFIELD_P256_KEY,
    NORTHFIELD_P256_SIGNER,
    NORTHFIELD_SIGNER,
    NOW,
    badge,
    clr,
    endorsement,
    enveloped,
    presentation,
    shown,
    signed,
    signed_by_guild,
)
from tests.credential.samples import NORTHFIELD_RSA_KEY, RSA_SIGNER, SVG, as_json, of_old, sd_jwt, with_status

from skillmark.credential import present_sd_jwt
from skillmark.credential.bake import bake
from skillmark.credential.proof.vc_jwt import sign_vc_jwt

Document = dict[str, Any]
# The keys with which Northfield signs, by suite or for a JWT.
SUITES = {
    "eddsa-rdfc-2022": NORTHFIELD_KEY,
    "eddsa-jcs-2022": NORTHFIELD_KEY,
    "ecdsa-rdfc-2019": NORTHFIELD_P256_KEY,
    "ecdsa-jcs-2019": NORTHFIELD_P256_KEY,
}
SIGNERS = {
    NORTHFIELD_KEY: NORTHFIELD_SIGNER,
    NORTHFIELD_P256_KEY: NORTHFIELD_P256_SIGNER,
    NORTHFIELD_RSA_KEY: RSA_SIGNER,
}
# What a badge may lack.
_OPTIONAL = ("validUntil", "awardedDate", "evidence", "name")
_OPTIONAL_OF_ACHIEVEMENT = ("achievementType", "creditsAvailable", "alignment")

chances = st.integers(0, 2**32 - 1).map(Random)
# Anything that a person could type, and what only looks like it; a text that is only white space says nothing.
# What no text of a credential may hold, since programs write it in different ways, is left out.
_characters = st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\x00")
texts = st.text(_characters, min_size=1, max_size=30).filter(str.strip) | st.sampled_from(
    [
        '"',
        "\\",
        "{x}",
        "\u202e?",
        "e\u0301",
        "é",
        "😀",
        "<b>",
        "@id",
        "true",
        "1",
        "\t.",
        "a\u0001b",
        "%s",
        "urn:x",
    ]
)
# Fractions of few digits: more cannot be signed.
_numbers = st.integers(1, 10_000) | st.integers(0, 8_000).map(lambda eighths: eighths + 0.125)
_uuids = st.uuids().map(lambda each: f"urn:uuid:{each}")


@dataclass(frozen=True)
class File:
    """Something that was issued, of the kind `kind`."""

    kind: str
    data: bytes


@st.composite
def badges(draw: st.DrawFn, *, newer: bool = False) -> Document:
    """An unsigned badge, with or without a status, in either data model, or in the newer one.

    One document cannot hold both: the contexts of each forbid the other's.
    """
    document = draw(st.sampled_from([badge, badge, with_status, badge if newer else of_old]))()
    document["id"] = draw(_uuids)
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    for holder, names in ((document, _OPTIONAL), (achievement, _OPTIONAL_OF_ACHIEVEMENT)):
        for name in draw(st.sets(st.sampled_from(names))):
            holder.pop(name, None)
    achievement["name"], achievement["description"] = draw(texts), draw(texts)
    achievement["criteria"] = {"narrative": draw(texts)}
    if draw(st.booleans()):
        subject["id"] = ADA
    if draw(st.booleans()):
        subject.pop("result")
        achievement.pop("resultDescription")
    if draw(st.booleans()):
        achievement["creditsAvailable"] = draw(_numbers)
    if "evidence" in document:
        document["evidence"] = draw(
            st.lists(_evidence(), min_size=1, max_size=3, unique_by=lambda each: each["id"])
        )
    return document


def _evidence() -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(
        {"id": _uuids, "type": st.just(["Evidence"]), "name": texts},
        optional={"narrative": texts, "genre": texts},
    )


@st.composite
def signed_badges(draw: st.DrawFn, *, suites: tuple[str, ...] = tuple(SUITES)) -> Document:
    """A badge of Northfield's, signed by one of these suites."""
    return by_suite(draw(badges()), draw(st.sampled_from(suites)))


def by_suite(document: Document, suite: str) -> Document:
    """The document as Northfield signs it by a suite, whose contexts it names."""
    return signed(document, suite=suite, verification_method=SUITES[suite])


@st.composite
def endorsed_badges(draw: st.DrawFn) -> Document:
    """A badge that the guild endorses: what it is for, or who issues it."""
    document = draw(badges(newer=True))
    endorsed = draw(st.sampled_from([document["credentialSubject"]["achievement"], document["issuer"]]))
    said = endorsement(of=endorsed["id"], id=draw(_uuids))
    said["credentialSubject"]["endorsementComment"] = draw(texts)
    endorsed["endorsement"] = [signed_by_guild(said)]
    return by_suite(document, "eddsa-rdfc-2022")


@st.composite
def records(draw: st.DrawFn) -> Document:
    """A learner record of one to three of Ada's badges."""
    inside = draw(st.lists(_adas_badges(), min_size=1, max_size=3, unique_by=lambda each: each["id"]))
    return signed(clr(*inside, name=draw(texts), id=draw(_uuids)))


@st.composite
def _adas_badges(draw: st.DrawFn) -> Document:
    document = draw(badges(newer=True))
    document["credentialSubject"]["id"] = ADA
    return by_suite(document, draw(st.sampled_from(sorted(SUITES))))


@st.composite
def presentations(draw: st.DrawFn) -> Document:
    """A presentation of Ada's, signed or not, of badges as documents and as texts."""
    documents = draw(st.lists(_adas_badges(), min_size=1, max_size=2, unique_by=lambda each: each["id"]))
    inside = [*documents, *map(enveloped, draw(st.lists(_texts(), max_size=1)))]
    if draw(st.booleans()):
        return shown(presentation(*inside))
    return presentation(*inside, holder=None)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    key = draw(st.sampled_from(sorted(SIGNERS)))
    return sign_vc_jwt(draw(badges()), signer=SIGNERS[key], verification_method=key, wrap=draw(st.booleans()))


@st.composite
def vc_jwts(draw: st.DrawFn) -> str:
    """A badge as signed text, or a presentation of one."""
    if draw(st.booleans()):
        return draw(_texts())
    inside = presentation(*draw(st.lists(_adas_badges(), min_size=1, max_size=1)))
    return sign_vc_jwt(inside, signer=ADA_SIGNER, verification_method=ADA_KEY)


@st.composite
def sd_jwts(draw: st.DrawFn) -> str:
    """A badge as SD-JWT, of which any part is shown."""
    document = draw(badges(newer=True))
    places = [f"/evidence/{index}" for index in range(len(document.get("evidence", [])))]
    places += [f"/credentialSubject/identifier/{index}" for index in range(2)]
    return present_sd_jwt(
        sd_jwt(document), disclose=draw(st.lists(st.sampled_from(places), unique=True)), now=NOW
    )


@st.composite
def older(draw: st.DrawFn) -> bytes:
    """An Open Badge 2.0: signed, or as its issuer keeps it, in a file or in a picture."""
    if draw(st.booleans()):
        members = draw(
            st.fixed_dictionaries({"narrative": texts}, optional={"evidence": st.just("https://x.example/e")})
        )
        return older_badges.sealed(older_badges.signed_assertion(**members), signer=RSA_SIGNER)
    text = as_json(older_badges.assertion())
    return older_badges.baked(text.decode()) if draw(st.booleans()) else text


@st.composite
def pictures(draw: st.DrawFn) -> bytes:
    """A badge in a PNG or an SVG, as document or text; XML cannot carry every character of a document."""
    if draw(st.booleans()):
        return bake(older_badges.PNG, as_json(draw(signed_badges())))
    return bake(SVG, draw(_texts()))


def _files(kind: str, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[File]:
    def as_file(value: Any) -> File:
        data = (
            value
            if isinstance(value, bytes)
            else value.encode()
            if isinstance(value, str)
            else as_json(value)
        )
        return File(kind, data)

    return strategy.map(as_file)


# Everything that can be handed in, by its kind.
KINDS: dict[str, st.SearchStrategy[File]] = {
    kind: _files(kind, strategy)
    for kind, strategy in {
        "badge": signed_badges(),
        "endorsed badge": endorsed_badges(),
        "record": records(),
        "presentation": presentations(),
        "vc-jwt": vc_jwts(),
        "sd-jwt": sd_jwts(),
        "older badge": older(),
        "picture": pictures(),
    }.items()
}
