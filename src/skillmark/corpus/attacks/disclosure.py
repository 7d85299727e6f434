"""A24 and A25: what a holder keeps back, adds or exchanges where an issuer lets a part of a credential be shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from skillmark.corpus.actors import ADAS_PHONE, MALLORY, NORTHFIELD, P256, signer
from skillmark.corpus.badges import NOW, Document, small, status_entry, with_members
from skillmark.corpus.cases import Request, fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    DERIVED,
    SD_JWT,
    SD_JWT_VC,
    header_of,
    payload_of,
    salts,
    signed_text,
    written,
)
from skillmark.corpus.originals import ASKED, NONCE, VERIFIER, claims
from skillmark.credential.disclose import present_sd_jwt
from skillmark.credential.keys.multikey import base64url_decode, base64url_encode
from skillmark.credential.proof import cbor, ecdsa_sd_2023
from skillmark.credential.proof.key_binding import confirmation
from skillmark.credential.proof.sd_jwt import digest_of
from skillmark.credential.proof.sd_jwt_make import make_sd_jwt

_TEXT: dict[str, Any] = {"suffix": ".jws"}
_SHOWN = ("signature_invalid", "signature_count", "labels_differ", "proof_value_invalid", "base_proof")


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    page = desk.family("a24", "Ends and status that a holder keeps back", attack="A24")
    _derived(page)
    _hidden_members(page)
    page = desk.family("a25", "Disclosures that fit nowhere, twice, or somewhere else", attack="A25")
    _disclosures(page)
    _payloads(page)
    _bindings(page)


# --- A24 ------------------------------------------------------------------------------------------------------


def _derived(page: Page) -> None:
    origin = page.desk.cases[f"valid-{DERIVED.name}"]
    shown: Document = json.loads(origin.data)
    for name in ("validUntil", "credentialStatus", "validFrom", "evidence", "name"):
        page.refuse(
            f"a24-left-out-{name}",
            f"Its holder left out “{name}”, which its issuer's proof has or which was shown.",
            written(with_members(shown, **{name: None})),
            fails(4, *_SHOWN),
            origin=origin.id,
        )
    base = DERIVED.base(small())
    page.refuse(
        "a24-base",
        "Its holder shows the proof that the issuer gave to them alone.",
        written(base),
        fails(4, "base_proof"),
    )
    other = DERIVED.sign(small(id="urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8aff", name="Surgery"))
    page.refuse(
        "a24-other-name",
        "A statement of another badge was put in its place.",
        written(shown | {"name": other["name"]}),
        fails(4, *_SHOWN),
        origin=origin.id,
    )
    page.refuse(
        "a24-other-proof",
        "It has the proof of another badge.",
        written(shown | {"proof": other["proof"]}),
        fails(4, *_SHOWN),
    )
    for name, deed, value in _derived_values(shown["proof"]["proofValue"], other["proof"]["proofValue"]):
        page.refuse(
            f"a24-{name}",
            deed,
            written(shown | {"proof": shown["proof"] | {"proofValue": value}}),
            fails(4, *_SHOWN),
            origin=origin.id,
        )
    revoked = DERIVED.base(small(credentialStatus=status_entry(13)))
    page.refuse(
        "a24-revoked",
        "It was revoked, and only a part of it is shown.",
        written(ecdsa_sd_2023.derive(revoked, revoked["proof"], pointers=["/name"])),
        fails(6, "revoked"),
    )


def _derived_values(value: str, other: str) -> Iterator[tuple[str, str, Any]]:
    base, key, signatures, labels, mandatory = _components(value)
    theirs = _components(other)

    def made(*components: Any) -> str:
        return "u" + base64url_encode(b"\xd9\x5d\x01" + cbor.encode(list(components)))

    yield "no-signatures", "It has no signature of a statement.", made(base, key, [], labels, mandatory)
    yield (
        "fewer-signatures",
        "A signature of a statement is missing.",
        made(base, key, signatures[1:], labels, mandatory),
    )
    yield (
        "turned-signatures",
        "Two signatures of statements changed places.",
        made(base, key, signatures[::-1], labels, mandatory),
    )
    yield (
        "all-mandatory",
        "All statements are said to be mandatory.",
        made(base, key, [], labels, list(range(len(signatures) + len(mandatory)))),
    )
    yield "none-mandatory", "No statement is said to be mandatory.", made(base, key, signatures, labels, [])
    yield (
        "fewer-mandatory",
        "One statement less is said to be mandatory.",
        made(base, key, signatures, labels, mandatory[1:]),
    )
    yield (
        "own-key",
        "The proof's own key is the forger's.",
        made(base, b"\x80\x24" + MALLORY.key(P256).signer.public_key.raw, signatures, labels, mandatory),
    )
    yield (
        "other-base",
        "The issuer's signature is that of another badge.",
        made(theirs[0], key, signatures, labels, mandatory),
    )
    yield (
        "other-labels",
        "The names of nodes are those of another badge.",
        made(base, key, signatures, dict.fromkeys(labels, b"\0" * 32), mandatory),
    )
    yield "no-labels", "The nodes have no names.", made(base, key, signatures, {}, mandatory)
    yield "more", "It has a component too many.", made(base, key, signatures, labels, mandatory, [])
    yield "fewer", "It has a component too few.", made(base, key, signatures, labels)
    yield (
        "other-head",
        "It is said to be a proof of the other kind.",
        "u" + base64url_encode(b"\xd9\x5d\x00" + base64url_decode(value[1:])[3:]),
    )
    yield "cut", "It is cut short.", value[:-8]
    yield "trailing", "More follows its end.", "u" + base64url_encode(base64url_decode(value[1:]) + b"\0")
    yield "multibase", "It is written with another letter before it.", "z" + value[1:]


def _components(value: str) -> list[Any]:
    return list(cbor.decode(base64url_decode(value[1:])[3:]))


def _hidden_members(page: Page) -> None:
    own = NORTHFIELD.key(P256)
    for name in ("validUntil", "credentialStatus", "validFrom"):
        document = claims_beside(small())
        for typ in ("vc+sd-jwt", "dc+sd-jwt"):
            text = make_sd_jwt(
                document,
                signer=own.signer,
                header={"kid": own.id, "typ": typ},
                disclosable=[f"/{name}"],
                salt=salts(),
            )
            page.refuse(
                f"a24-sealed-{name}-{typ[:2]}",
                f"Its issuer sealed “{name}”, which must always be shown.",
                text.compact.encode(),
                fails(1, "disclosure_reserved"),
                **_TEXT,
            )
            kept = f"{text.compact.split('~')[0]}~"
            carrier = {
                "validUntil": fails(5, "end_may_be_hidden"),
                "credentialStatus": fails(6, "status_may_be_hidden"),
                "validFrom": fails(2, "member"),
            }[name]
            put = page.refuse if name == "validFrom" else page.doubt
            put(
                f"a24-kept-{name}-{typ[:2]}",
                f"Its issuer sealed “{name}”, and its holder keeps it back.",
                kept.encode(),
                carrier,
                **_TEXT,
            )


def claims_beside(document: Document) -> Document:
    """A document with the claims that SD-JWT VC asks for."""
    return {
        "iss": NORTHFIELD.id,
        "vct": "https://northfield.example/types/badge",
        "cnf": confirmation(ADAS_PHONE.public_key),
    } | document


# --- A25 ------------------------------------------------------------------------------------------------------


def _disclosures(page: Page) -> None:
    for form, origin in (
        (SD_JWT, page.desk.cases["valid-sd-jwt"]),
        (SD_JWT_VC, page.desk.cases["valid-sd-jwt-vc"]),
    ):
        signed, *given, _ = origin.data.decode("ascii").split("~")
        other = SD_JWT_VC.write(claims() | {"given_name": "Mallory"}).decode("ascii").split("~")
        member = base64url_encode(written(["public salt 9999", "given_name", "Mallory"]))
        element = base64url_encode(written(["public salt 9999", "Mallory"]))
        rows: dict[str, tuple[str, list[str], str]] = {
            "twice": ("A disclosure is given twice.", [*given, given[0]], "disclosure_duplicate"),
            "added-member": (
                "A disclosure was added that fits nothing.",
                [*given, member],
                "disclosure_unreferenced",
            ),
            "added-element": (
                "A disclosure of a list was added that fits nothing.",
                [*given, element],
                "disclosure_unreferenced",
            ),
            "of-another": (
                "A disclosure of another credential was added.",
                [*given, other[1]],
                "disclosure_unreferenced",
            ),
            "changed": (
                "A disclosure says something else.",
                [_changed(given[0]), *given[1:]],
                "disclosure_unreferenced",
            ),
            "other-salt": (
                "A disclosure has another salt.",
                [_salted(given[0]), *given[1:]],
                "disclosure_unreferenced",
            ),
            "garbled": ("A disclosure cannot be read.", [*given, "!!"], "disclosure_malformed"),
            "no-list": (
                "A disclosure is no list.",
                [*given, base64url_encode(b"{}")],
                "disclosure_malformed",
            ),
            "one-part": (
                "A disclosure has one part.",
                [*given, base64url_encode(written(["salt"]))],
                "disclosure_malformed",
            ),
            "four-parts": (
                "A disclosure has four parts.",
                [*given, base64url_encode(written(["a", "b", "c", "d"]))],
                "disclosure_malformed",
            ),
            "number-salt": (
                "The salt of a disclosure is a number.",
                [*given, base64url_encode(written([1, "b", "c"]))],
                "disclosure_malformed",
            ),
            "padded": ("A disclosure is padded.", [f"{given[0]}=", *given[1:]], "disclosure_malformed"),
            "empty": ("A disclosure is empty.", [*given, ""], "disclosure_malformed"),
        }
        for name, (deed, disclosures, code) in rows.items():
            page.refuse(
                f"a25-{name}-{form.name}",
                deed,
                "~".join([signed, *disclosures, ""]).encode(),
                fails(1, code, "json_syntax"),
                origin=origin.id,
                **_TEXT,
            )
        page.refuse(
            f"a25-no-tilde-{form.name}",
            "It is shown without its tilde, as another kind of text.",
            signed.encode(),
            fails(1, "jwt_type", "jws_malformed"),
            origin=origin.id,
            **_TEXT,
        )
        page.refuse(
            f"a25-stray-{form.name}",
            "Letters follow the last tilde, where a key binding stands.",
            origin.data + b"stray",
            fails(8, "jws_malformed"),
            origin=origin.id,
            **_TEXT,
        )


def _parts(disclosure: str) -> list[Any]:
    return list(json.loads(base64url_decode(disclosure)))


def _changed(disclosure: str) -> str:
    return base64url_encode(written([*_parts(disclosure)[:-1], "Mallory"]))


def _salted(disclosure: str) -> str:
    return base64url_encode(written(["public salt 9998", *_parts(disclosure)[1:]]))


def _payloads(page: Page) -> None:
    """What an issuer, or whoever has its key, may not sign either."""
    own = NORTHFIELD.key(P256)
    header = {"alg": "ES256", "kid": own.id, "typ": "dc+sd-jwt"}
    good = {name: value for name, value in claims().items() if name not in {"given_name", "email"}}

    def sealed(*parts: Any) -> tuple[str, str]:
        disclosure = base64url_encode(written(list(parts)))
        return disclosure, digest_of(disclosure, hash_name="sha-256")

    name, digest = sealed("public salt 0001", "given_name", "Ada")
    twice, twice_digest = sealed("public salt 0002", "grade", "10")
    inner, inner_digest = sealed("public salt 0003", "_sd", [digest])
    dots, dots_digest = sealed("public salt 0004", "...", "x")
    late, late_digest = sealed("public salt 0005", "exp", 1_963_507_600)
    issuer, issuer_digest = sealed("public salt 0006", "iss", MALLORY.id)
    element, element_digest = sealed("public salt 0007", "Ada")
    rows: dict[str, tuple[str, Document, list[str], tuple[str, ...]]] = {
        "digest-twice": (
            "A digest stands there twice.",
            {"_sd": [digest, digest]},
            [name],
            ("digest_duplicate",),
        ),
        "digest-in-two-places": (
            "A digest stands in two places.",
            {"_sd": [digest], "address": {"_sd": [digest]}},
            [name],
            ("digest_duplicate",),
        ),
        "claim-twice": (
            "A disclosure repeats what is said openly.",
            {"_sd": [twice_digest]},
            [twice],
            ("claim_duplicate",),
        ),
        "seal-in-seal": (
            "A disclosure is named “_sd”.",
            {"_sd": [inner_digest]},
            [inner, name],
            ("disclosure_reserved",),
        ),
        "dots": ("A disclosure is named “...”.", {"_sd": [dots_digest]}, [dots], ("disclosure_reserved",)),
        "sealed-end": (
            "Its end is sealed.",
            {"exp": None, "_sd": [late_digest]},
            [late],
            ("disclosure_reserved",),
        ),
        "sealed-issuer": (
            "Its issuer is sealed.",
            {"iss": None, "_sd": [issuer_digest]},
            [issuer],
            ("disclosure_reserved",),
        ),
        "element-as-member": (
            "An element of a list is disclosed as a member.",
            {"_sd": [element_digest]},
            [element],
            ("disclosure_malformed",),
        ),
        "member-as-element": (
            "A member is disclosed as an element of a list.",
            {"names": [{"...": digest}]},
            [name],
            ("disclosure_malformed",),
        ),
        "digests-no-list": ("The digests are no list.", {"_sd": digest}, [name], ("sd_jwt_malformed",)),
        "digest-number": ("A digest is a number.", {"_sd": [7]}, [], ("sd_jwt_malformed",)),
        "dots-outside": (
            "“...” stands outside of a list.",
            {"address": {"...": digest}},
            [name],
            ("sd_jwt_malformed",),
        ),
        "dots-and-more": (
            "“...” stands beside something else.",
            {"names": [{"...": digest, "x": 1}]},
            [name],
            ("sd_jwt_malformed",),
        ),
        "hash-inside": (
            "The name of the hash stands further inside.",
            {"address": {"_sd_alg": "sha-256"}},
            [],
            ("sd_jwt_malformed",),
        ),
        "weak-hash": (
            "The seals are made with a weak hash.",
            {"_sd": [digest], "_sd_alg": "md5"},
            [name],
            ("hash_unsupported",),
        ),
        "short-hash": (
            "The seals are made with half a hash.",
            {"_sd": [digest], "_sd_alg": "sha-256-128"},
            [name],
            ("hash_unsupported",),
        ),
        "other-hash": (
            "The seals are said to be made with another hash.",
            {"_sd": [digest], "_sd_alg": "sha-512"},
            [name],
            ("disclosure_unreferenced",),
        ),
        "no-kind": ("It says of what type it is in no way that counts.", {"vct": 7}, [], ("sd_jwt_content",)),
        "not-a-document": (
            "It is a document of which the context is missing.",
            {"type": ["VerifiableCredential"]},
            [],
            ("sd_jwt_content",),
        ),
        "two-documents": (
            "It holds a second credential.",
            small() | {"vc": small()},
            [],
            ("sd_jwt_content",),
        ),
    }
    for key, (deed, members, disclosures, codes) in rows.items():
        payload = {name: value for name, value in (good | members).items() if value is not None}
        data = (
            signed_text(header, payload, own.signer).decode()
            + "~"
            + "".join(f"{each}~" for each in disclosures)
        )
        page.refuse(f"a25-{key}", deed, data.encode(), fails(1, *codes), **_TEXT)
    for typ in ("kb+jwt", "JWT", "vc+jwt", "logout+jwt", "at+jwt", None):
        stated = {name: value for name, value in (header | {"typ": typ}).items() if value is not None}
        page.refuse(
            f"a25-type-{str(typ).lower().replace('+', '-')}",
            f"Its header says that it is {typ}.",
            signed_text(stated, good, own.signer) + b"~",
            fails(1, "jwt_type"),
            **_TEXT,
        )


def _bindings(page: Page) -> None:
    whole = SD_JWT_VC.write(claims()).decode("ascii")
    show: dict[str, Any] = {"now": NOW, "signer": ADAS_PHONE, "audience": VERIFIER, "nonce": NONCE}
    good = present_sd_jwt(whole, disclose=["/given_name"], **show)
    shown, _, binding = good.rpartition("~")
    other = present_sd_jwt(whole, disclose=["/email"], **show)
    said = payload_of(binding.encode())
    rows: dict[str, tuple[str, str, str]] = {
        "none": ("Nobody proves to hold its key.", f"{shown}~", "key_binding_missing"),
        "other-audience": (
            "It was shown to somebody else.",
            present_sd_jwt(whole, disclose=["/given_name"], **show | {"audience": "https://shop.example"}),
            "domain_mismatch",
        ),
        "other-nonce": (
            "It answers another request.",
            present_sd_jwt(whole, disclose=["/given_name"], **show | {"nonce": "another"}),
            "challenge_mismatch",
        ),
        "late": (
            "It was shown a day ago.",
            present_sd_jwt(whole, disclose=["/given_name"], **show | {"now": NOW - timedelta(days=1)}),
            "key_binding_stale",
        ),
        "early": (
            "It is shown a day from now.",
            present_sd_jwt(whole, disclose=["/given_name"], **show | {"now": NOW + timedelta(days=1)}),
            "key_binding_stale",
        ),
        "of-another": (
            "The proof is that of another presentation.",
            f"{shown}~{other.rpartition('~')[2]}",
            "key_binding_differs",
        ),
        "more-shown": (
            "A disclosure was taken away after the proof.",
            f"{shown.split('~')[0]}~{binding}",
            "key_binding_differs",
        ),
        "by-mallory": (
            "The forger made the proof.",
            f"{shown}~"
            + signed_text(header_of(binding.encode()), said, signer("mallory's phone", P256)).decode(),
            "signature_invalid",
        ),
        "other-type": (
            "The proof is said to be another kind of text.",
            f"{shown}~" + signed_text({"alg": "ES256", "typ": "JWT"}, said, ADAS_PHONE).decode(),
            "key_binding_type",
        ),
        "no-type": (
            "The proof does not say what kind of text it is.",
            f"{shown}~" + signed_text({"alg": "ES256"}, said, ADAS_PHONE).decode(),
            "key_binding_type",
        ),
        "unsigned": (
            "The proof is not signed.",
            f"{shown}~" + signed_text({"alg": "none", "typ": "kb+jwt"}, said, lambda _: b"x").decode(),
            "algorithm_mismatch",
        ),
    }
    for member in ("aud", "nonce", "iat", "sd_hash"):
        less = {name: value for name, value in said.items() if name != member}
        text = signed_text(header_of(binding.encode()), less, ADAS_PHONE).decode()
        rows[f"no-{member}"] = (
            f"The proof lacks “{member}”.",
            f"{shown}~{text}",
            "key_binding_differs" if member == "sd_hash" else "key_binding_malformed",
        )
    for name, (deed, text, code) in rows.items():
        page.refuse(f"a25-binding-{name}", deed, text.encode(), fails(8, code), request=ASKED, **_TEXT)
    for name, request in (("audience", Request(domain=VERIFIER)), ("nonce", Request(challenge=NONCE))):
        page.refuse(
            f"a25-asked-{name}-alone",
            f"Only the {name} is asked for, which somebody else's presentation could have.",
            good.encode(),
            fails(8, "key_binding_incomplete"),
            request=request,
            **_TEXT,
        )
    keyless = SD_JWT_VC.write({name: value for name, value in claims().items() if name != "cnf"}).decode()
    shown = keyless.rpartition("~")[0] + "~"
    proven = signed_text(
        {"alg": "ES256", "typ": "kb+jwt"},
        said | {"sd_hash": digest_of(shown, hash_name="sha-256")},
        ADAS_PHONE,
    )
    page.refuse(
        "a25-binding-no-key",
        "It names no key of a holder, and somebody proves one.",
        shown.encode() + proven,
        fails(8, "holder_key_missing"),
        request=ASKED,
        **_TEXT,
    )
