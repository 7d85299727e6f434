"""A26: signed texts that contradict what is in them, hold two credentials, or were made to be something else."""

from __future__ import annotations

from typing import Any

from skillmark.corpus import older
from skillmark.corpus.actors import ADA, BEN, GUILD, MALLORY, NORTHFIELD
from skillmark.corpus.badges import Document, endorsement, enveloped, first_model, presentation, small
from skillmark.corpus.cases import fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    AROUND,
    AROUND_OF_1_1,
    CLAIM_EDDSA,
    EDDSA_RDFC,
    JWT_EDDSA,
    JWT_ES256,
    Jwt,
    payload_of,
    show_text,
    signed_text,
    written,
)
from skillmark.credential.keys.multikey import base64url_encode

_TEXT: dict[str, Any] = {"suffix": ".jws"}
_LATER = 1_863_507_600


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    page = desk.family(
        "a26", "Signed texts that say two things, or are made for something else", attack="A26"
    )
    for form in (*AROUND, *AROUND_OF_1_1):
        _contradictions(page, form)
    _headers(page)
    _contents(page)
    _forms(page)


def _signed(form: Jwt, payload: Any, **header: Any) -> bytes:
    """A content as the issuer signs it, whatever it says; None leaves a parameter of the header out."""
    key = NORTHFIELD.key(form.kind)
    stated = {
        "alg": key.signer.public_key.algorithm,
        "kid": key.id,
        "typ": "JWT" if form.wrap else "vc+jwt",
    } | header
    return signed_text(
        {name: value for name, value in stated.items() if value is not None}, payload, key.signer
    )


def _contradictions(page: Page, form: Jwt) -> None:
    content = payload_of(form.write(first_model() if form.wrap else small()))
    for claim, value in (
        ("iss", MALLORY.id),
        ("sub", BEN.id),
        ("jti", "urn:uuid:0"),
        ("nbf", _LATER - 10**8),
        ("exp", _LATER + 10**8),
    ):
        page.refuse(
            f"a26-{claim}-{form.name}",
            f"Its claim “{claim}” contradicts the badge. Its issuer signed it so.",
            _signed(form, content | {claim: value}),
            fails(4, "claim_mismatch"),
            **_TEXT,
        )
    odd: dict[str, Any] = {"iss": {"id": NORTHFIELD.id}, "sub": [ADA.id], "jti": 7}
    for claim, value in odd.items():
        page.refuse(
            f"a26-{claim}-odd-{form.name}",
            f"Its claim “{claim}” is no text.",
            _signed(form, content | {claim: value}),
            fails(4, "claim_mismatch"),
            **_TEXT,
        )
    for claim, value in (
        ("nbf", "2026-01-15T09:00:00Z"),
        ("exp", "never"),
        ("nbf", -1),
        ("exp", 10**15),
        ("exp", True),
    ):
        page.refuse(
            f"a26-{claim}-{str(value)[:6].lower()}-{form.name}",
            f"Its claim “{claim}” is no moment ({value}).",
            _signed(form, content | {claim: value}),
            fails(1 if form.wrap else 4, "time_invalid"),
            **_TEXT,
        )


def _headers(page: Page) -> None:
    content = payload_of(JWT_EDDSA.write(small()))
    for name, deed, stated, codes in (
        ("crit", "It demands an extension.", {"crit": ["exp"]}, ("jws_header",)),
        ("crit-empty", "It demands no extension, but says so.", {"crit": []}, ("jws_header",)),
        ("b64", "It is written without base64.", {"b64": False}, ("jws_header",)),
        (
            "b64-crit",
            "It is written without base64, and demands that.",
            {"b64": False, "crit": ["b64"]},
            ("jws_header",),
        ),
        ("zip", "It is said to be packed.", {"zip": "DEF"}, ("jws_header",)),
        ("alg-object", "It names its algorithm by an object.", {"alg": {}}, ("jws_header",)),
    ):
        page.refuse(
            f"a26-header-{name}",
            f"{deed} Its issuer signed it so.",
            _signed(JWT_EDDSA, content, **stated),
            fails(1, *codes),
            **_TEXT,
        )
    for kind in (
        "kb+jwt",
        "at+jwt",
        "logout+jwt",
        "secevent+jwt",
        "id_token",
        "dpop+jwt",
        "oauth-authz-req+jwt",
        "openid4vci-proof+jwt",
        "vc+sd-jwt",
        "dc+sd-jwt",
        "vp+jwt",
        "vc+cose",
        "VC",
        "text/plain",
        ["vc+jwt"],
        7,
    ):
        page.refuse(
            f"a26-type-{str(kind).replace('/', '-')}",
            f"Its header says that it is “{kind}”.",
            _signed(JWT_EDDSA, content, typ=kind),
            fails(1, "jwt_type"),
            **_TEXT,
        )
    origin = page.desk.cases[f"valid-{JWT_EDDSA.name}"]
    header, body, signature = origin.data.decode("ascii").split(".")
    for name, deed, text, codes in (
        ("two-parts", "It has two parts.", f"{header}.{body}", ("json_syntax",)),
        ("four-parts", "It has four parts.", f"{header}.{body}.{signature}.{signature}", ("json_syntax",)),
        ("padded", "Its parts are padded.", f"{header}=.{body}.{signature}", ("json_syntax",)),
        (
            "spare-bits",
            "Its last letter says more than bytes hold.",
            f"{header}.{body}.{signature[:-1]}{_spare(signature[-1])}",
            ("jws_malformed",),
        ),
        (
            "plus",
            "Its signature is written in the other alphabet.",
            f"{header}.{body}.{signature[:-1]}+",
            ("json_syntax",),
        ),
        ("blank", "A blank stands in it.", f"{header}. {body}.{signature}", ("json_syntax",)),
        ("line", "A line break stands in it.", f"{header}.\n{body}.{signature}", ("json_syntax",)),
        ("empty-body", "It has no content.", f"{header}..{signature}", ("json_syntax",)),
        ("header-text", "Its header is no object.", f"ImEi.{body}.{signature}", ("jws_malformed",)),
        ("header-garbled", "Its header is no JSON.", f"eyJh.{body}.{signature}", ("jws_malformed",)),
        ("bearer", "It has a word before it.", f"Bearer {header}.{body}.{signature}", ("json_syntax",)),
    ):
        page.refuse(f"a26-text-{name}", deed, text.encode(), fails(1, *codes), origin=origin.id, **_TEXT)
    duplicate = b'{"alg":"none","alg":"EdDSA","typ":"vc+jwt","kid":"' + NORTHFIELD.key().id.encode() + b'"}'
    start = f"{base64url_encode(duplicate)}.{body}"
    data = f"{start}.{base64url_encode(NORTHFIELD.key().signer.sign(start.encode()))}"
    page.refuse(
        "a26-header-twice",
        "Its header names its algorithm twice.",
        data.encode(),
        fails(1, "jws_malformed"),
        **_TEXT,
    )


def _spare(letter: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return letters[letters.index(letter) ^ 1]


def _contents(page: Page) -> None:
    badge, plain = small(), payload_of(JWT_EDDSA.write(small()))
    forged = small(name="Surgery")
    bare: Document = {"iss": NORTHFIELD.id}
    for name, deed, payload, codes in (
        (
            "vc-beside",
            "It holds a badge openly and another in a “vc” claim.",
            plain | {"vc": forged},
            ("jwt_content",),
        ),
        (
            "vp-beside",
            "It holds a badge openly and a presentation in a “vp” claim.",
            plain | {"vp": presentation(badge)},
            ("jwt_content",),
        ),
        (
            "vc-and-vp",
            "It holds a “vc” and a “vp” claim.",
            bare | {"vc": badge, "vp": presentation(badge)},
            ("jwt_content",),
        ),
        ("vc-text", "Its “vc” claim is a text.", bare | {"vc": JWT_EDDSA.text(badge)}, ("jwt_content",)),
        ("vc-list", "Its “vc” claim is a list.", bare | {"vc": [badge]}, ("jwt_content",)),
        ("vc-null", "Its “vc” claim is null.", bare | {"vc": None}, ("jwt_content",)),
        (
            "vc-and-subject",
            "A subject stands beside its “vc” claim.",
            bare | {"vc": badge, "credentialSubject": forged["credentialSubject"]},
            ("jwt_content",),
        ),
        (
            "vc-and-status",
            "A status stands beside its “vc” claim.",
            bare | {"vc": badge, "credentialStatus": {}},
            ("jwt_content",),
        ),
        (
            "vp-in-vc",
            "Its “vc” claim holds a presentation.",
            bare | {"vc": presentation(badge)},
            ("jwt_content",),
        ),
        ("vc-in-vp", "Its “vp” claim holds a badge.", bare | {"vp": badge}, ("jwt_content",)),
        ("list", "Its content is a list.", [badge], ("jwt_content",)),
        ("text", "Its content is a text.", "badge", ("jwt_content",)),
    ):
        page.refuse(
            f"a26-content-{name}",
            f"{deed} Its issuer signed it so.",
            _signed(JWT_EDDSA, payload, typ="JWT"),
            fails(1, *codes),
            **_TEXT,
        )
    for name, deed, payload in (
        (
            "token",
            "It is a token of access.",
            {"iss": NORTHFIELD.id, "sub": ADA.id, "aud": "api", "exp": _LATER},
        ),
        (
            "id-token",
            "It is a token of identity.",
            {"iss": NORTHFIELD.id, "sub": ADA.id, "aud": "app", "nonce": "x", "email": "ada@learner.example"},
        ),
        ("empty", "It is empty.", {}),
        (
            "claims",
            "It repeats claims of a badge without one.",
            {"iss": NORTHFIELD.id, "sub": ADA.id, "jti": badge["id"], "nbf": 1, "exp": _LATER},
        ),
    ):
        page.refuse(
            f"a26-not-{name}",
            f"{deed} Its issuer signed it.",
            _signed(JWT_EDDSA, payload, typ="JWT"),
            fails(2, "member", "no_claims", "undefined_term"),
            **_TEXT,
        )
    page.refuse(
        "a26-proof-inside",
        "A badge with a proof that does not hold is signed around once more.",
        _signed(JWT_EDDSA, plain | {"proof": EDDSA_RDFC.sign(forged)["proof"]}),
        fails(4, "signature_invalid"),
        **_TEXT,
    )
    own = MALLORY.key()
    inside = EDDSA_RDFC.sign(small())
    page.refuse(
        "a26-around-by-mallory",
        "The forger signed around a badge whose own proof holds.",
        signed_text({"alg": "EdDSA", "typ": "vc+jwt", "kid": own.id}, inside, own.signer),
        fails(3, "issuer_mismatch"),
        **_TEXT,
    )


def _forms(page: Page) -> None:
    """Signed texts in objects around them, and one kind of text in the place of another."""
    text, sealed = JWT_EDDSA.text(small()), page.desk.cases["valid-sd-jwt"].data.decode("ascii")
    shown = show_text(presentation(EDDSA_RDFC.sign(small()))).decode("ascii")
    url = "data:application/{},{}"
    for name, deed, members, codes in (
        (
            "kind",
            "A signed text is called SD-JWT.",
            {"id": url.format("vc+sd-jwt", text)},
            ("envelope_malformed",),
        ),
        (
            "kind-sealed",
            "An SD-JWT is called a signed text.",
            {"id": url.format("vc+jwt", sealed)},
            ("envelope_malformed",),
        ),
        (
            "presentation",
            "A presentation is called a credential.",
            {"id": url.format("vc+jwt", shown)},
            ("envelope_malformed",),
        ),
        (
            "presentation-kind",
            "A credential is called a presentation.",
            {"id": url.format("vp+jwt", text)},
            ("envelope_malformed",),
        ),
        ("no-text", "There is no signed text.", {"id": url.format("vc+jwt", "")}, ("envelope_malformed",)),
        (
            "web",
            "The signed text is elsewhere.",
            {"id": "https://trap.example/badge"},
            ("envelope_malformed",),
        ),
        ("no-id", "There is no address.", {"id": None}, ("envelope_malformed",)),
        ("list", "There are two addresses.", {"id": [url.format("vc+jwt", text)]}, ("envelope_malformed",)),
    ):
        document = {key: value for key, value in (enveloped(text) | members).items() if value is not None}
        page.refuse(f"a26-envelope-{name}", deed, written(document), fails(1, *codes))
    for name, kind in (("cose", "vc+cose"), ("base64", "vc+jwt;base64"), ("unheard-of", "vc+unheard-of")):
        page.doubt(
            f"a26-envelope-{name}",
            "The text is of a kind that is not known here.",
            written(enveloped(text, kind)),
            fails(1, "envelope_unsupported"),
        )
    changed = enveloped(
        CLAIM_EDDSA.rewrite(CLAIM_EDDSA.write(first_model()), first_model(name="Surgery")).decode("ascii")
    )
    page.refuse(
        "a26-envelope-changed",
        "The signed text in the object was changed.",
        written(changed),
        fails(4, "signature_invalid"),
    )
    page.accept(
        "a26-envelope-members",
        "Around the signed text stand members that nobody signed and nobody reads.",
        written(enveloped(text) | {"name": "Surgery", "issuer": MALLORY.id}),
    )
    page.refuse(
        "a26-json-form",
        "It is written in the JSON form of signed texts, with two signatures in two places.",
        written(
            {
                "payload": text.split(".")[1],
                "signature": text.split(".")[2],
                "protected": text.split(".")[0],
                "signatures": [],
            }
        ),
        fails(1, "sd_jwt_malformed"),
    )
    page.refuse(
        "a26-ob2-claims",
        "An older badge has claims of newer ones.",
        _older_with_claims(),
        fails(4, "jwt_content"),
        **_TEXT,
    )
    word = JWT_ES256.text(endorsement(), by=GUILD)
    page.accept("a26-endorsement", "An endorsement alone is what it says it is.", word.encode(), **_TEXT)


def _older_with_claims() -> bytes:
    return older.sealed(older.for_signature() | {"iss": NORTHFIELD.id, "exp": _LATER})
