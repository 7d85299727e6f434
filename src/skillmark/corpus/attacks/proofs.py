"""A20, and what forgers try first: proofs beside each other, proofs by somebody else, proofs of something else."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

from skillmark.corpus import older
from skillmark.corpus.actors import (
    ED25519,
    GUILD,
    MALLORY,
    MALLORY_BY_KEY,
    NORTHFIELD,
    P256,
    P384,
    RSA,
    in_the_name_of,
    signer,
)
from skillmark.corpus.badges import Document, first_model, knife_skills, small, with_members
from skillmark.corpus.cases import Carrier, fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    AROUND,
    AROUND_OF_1_1,
    ECDSA_JCS,
    ECDSA_RDFC,
    ECDSA_RDFC_384,
    EDDSA_JCS,
    EDDSA_RDFC,
    IN_THE_DOCUMENT,
    OF_2020,
    PICTURES,
    PROOF_CHAIN,
    PROOF_SET,
    SD_JWT,
    Embedded,
    Format,
    header_of,
    signed_text,
    with_header,
    written,
)
from skillmark.corpus.originals import OF_1_1, SMALL

_SINGLE = tuple(form for form in IN_THE_DOCUMENT if form not in {PROOF_SET, PROOF_CHAIN})
_OF_ANYONE: tuple[Format, ...] = (*_SINGLE, *AROUND, *PICTURES, SD_JWT, *OF_1_1)
_PLAIN = (EDDSA_RDFC, EDDSA_JCS, ECDSA_RDFC, ECDSA_JCS, ECDSA_RDFC_384)
_OTHER_ID = "urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8aff"


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _sets(desk.family("a20", "Proofs beside each other, of which one does not hold", attack="A20"))
    _members(desk)
    _forged(desk.family("forged", "Valid signatures of a forger under somebody else's name"))
    _transplanted(desk.family("transplanted", "Valid signatures of something else"))


# --- A20 ------------------------------------------------------------------------------------------------------


def _sets(page: Page) -> None:
    for name in ("proof-set", "proof-chain"):
        origin = page.desk.cases[f"valid-{name}"]
        document = json.loads(origin.data)
        first, second = document["proof"]
        for deed, key, proofs, carrier in _spoilt(first, second, chained=name == "proof-chain"):
            page.refuse(
                f"a20-{name}-{key}", deed, written(document | {"proof": proofs}), carrier, origin=origin.id
            )
    document = json.loads(page.desk.cases["valid-proof-set"].data)
    first, second = document["proof"]
    unknown = second | {"cryptosuite": "unheard-of-2031"}
    for name, proof in (
        ("suite", unknown),
        ("type", second | {"type": "UnheardOfSignature2031"}),
        ("no-suite", {member: part for member, part in second.items() if member != "cryptosuite"}),
        ("bbs", second | {"cryptosuite": "bbs-2023"}),
    ):
        page.doubt(
            f"a20-unknown-{name}",
            "One of its proofs is of a kind that is not known here.",
            written(document | {"proof": [first, proof]}),
            fails(4, "proof_type_unsupported"),
            origin="valid-proof-set",
        )
        page.doubt(
            f"a20-only-unknown-{name}",
            "Its only proof is of a kind that is not known here.",
            written(document | {"proof": proof}),
            fails(4, "proof_type_unsupported"),
            origin="valid-proof-set",
        )
    mallorys = EDDSA_RDFC.sign(small(), by=in_the_name_of(NORTHFIELD, MALLORY, ED25519))["proof"]
    page.refuse(
        "a20-only-other",
        "Of two proofs only that of somebody else is left.",
        written(document | {"proof": mallorys}),
        fails(3, "issuer_mismatch"),
        origin="valid-proof-set",
    )
    page.refuse(
        "a20-forged-beside",
        "A forger's proof under the issuer's key stands beside the issuer's own.",
        written(document | {"proof": [first, mallorys | {"verificationMethod": NORTHFIELD.key().id}]}),
        fails(4, "signature_invalid"),
        origin="valid-proof-set",
    )
    for name, value in (
        ("none", []),
        ("text", "proof"),
        ("empty", {}),
        ("null", None),
        ("texts", ["proof", first]),
    ):
        codes = ("not_signed", "proof_malformed", "proof_type_unsupported", "suite_mismatch")
        put = page.doubt if name == "empty" else page.refuse
        put(
            f"a20-{name}",
            "It has no proof that is one.",
            written(document | {"proof": value}),
            fails(4, *codes),
            origin="valid-proof-set",
        )
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    page.refuse(
        "a20-unsigned",
        "Its proofs were taken away.",
        written(unsigned),
        fails(4, "not_signed"),
        origin="valid-proof-set",
    )


def _spoilt(
    first: Document, second: Document, *, chained: bool
) -> list[tuple[str, str, list[Document], Carrier]]:
    name = first.get("id", "urn:uuid:aa1c0c6e-0000-4000-8000-000000000001")
    other = "urn:uuid:aa1c0c6e-0000-4000-8000-000000000009"
    invalid = ("signature_invalid", "previous_proof_failed")
    rows: list[tuple[str, str, list[Document], Carrier]] = [
        (
            "The first proof says another time.",
            "first-spoilt",
            [first | {"created": "2026-01-16T09:00:00Z"}, second],
            fails(4, *invalid),
        ),
        (
            "The second proof says another time.",
            "second-spoilt",
            [first, second | {"created": "2026-01-16T09:00:00Z"}],
            fails(4, *invalid),
        ),
        (
            "The second proof has the signature of the first.",
            "exchanged",
            [first, second | {"proofValue": first["proofValue"]}],
            fails(4, *invalid),
        ),
        (
            "The proofs have one id.",
            "one-id",
            [first | {"id": name}, second | {"id": name}],
            fails(4, "proof_id_duplicate"),
        ),
        (
            "The second proof builds on one that is not there.",
            "dangling",
            [first, second | {"previousProof": other}],
            fails(4, "previous_proof_missing"),
        ),
        (
            "The second proof builds on nothing.",
            "builds-on-nothing",
            [first, second | {"previousProof": []}],
            fails(4, "previous_proof_invalid"),
        ),
        (
            "The second proof builds on a number.",
            "builds-on-number",
            [first, second | {"previousProof": 1}],
            fails(4, "previous_proof_invalid"),
        ),
        (
            "The second proof builds on itself.",
            "builds-on-itself",
            [first, second | {"id": other, "previousProof": other}],
            fails(4, "proof_chain_cycle", "signature_invalid"),
        ),
        (
            "The proofs build on each other.",
            "circle",
            [first | {"id": name, "previousProof": other}, second | {"id": other, "previousProof": name}],
            fails(4, "proof_chain_cycle", "signature_invalid"),
        ),
        (
            "The first proof stands there twice.",
            "doubled",
            [first, first, second],
            fails(4, "proof_id_duplicate", "signature_invalid", "previous_proof_invalid", "repeated_value"),
        ),
    ]
    if chained:
        rows += [
            (
                "The first proof was taken away, on which the second builds.",
                "first-gone",
                [second],
                fails(4, "previous_proof_missing"),
            ),
            (
                "The second proof does not build on the first any more.",
                "unchained",
                [first, {member: part for member, part in second.items() if member != "previousProof"}],
                fails(4, "signature_invalid"),
            ),
            (
                "The first proof has another id, and the second follows it.",
                "renamed",
                [first | {"id": other}, second | {"previousProof": other}],
                fails(4, *invalid),
            ),
        ]
    else:
        # A set with a proof twice says no more than with it once, and the rows above are about chains.
        rows = [row for row in rows if row[1] != "doubled"]
    return rows


# --- the members of proofs and headers ------------------------------------------------------------------------------


def _members(desk: Desk) -> None:
    for form in (*_SINGLE, OF_2020):
        origin = desk.cases[f"valid-{form.name}"]
        document = json.loads(origin.data)
        for member, key, deed, value, carrier in _of_proof(form, document["proof"]):
            proof = {
                name: part for name, part in (document["proof"] | {member: value}).items() if part is not None
            }
            page = desk.family(f"Proof.{member}", f"The member Proof.{member}", member=f"Proof.{member}")
            page.refuse(
                f"{origin.id}.proof.{member}.{key}",
                deed,
                written(document | {"proof": proof}),
                carrier,
                origin=origin.id,
            )
    for text in (*AROUND, *AROUND_OF_1_1):
        origin = desk.cases[f"valid-{text.name}"]
        header = header_of(origin.data)
        for member, value in (
            ("typ", "JWT"),
            ("cty", "vc"),
            ("kid", NORTHFIELD.key(P256 if text.kind != P256 else ED25519).id),
        ):
            if header.get(member) == value:
                continue
            page = desk.family(
                f"Header.{member}", f"The parameter “{member}” of a signed text", member=f"Header.{member}"
            )
            codes = ("signature_invalid",) if member != "kid" else ("algorithm_mismatch", "signature_invalid")
            page.refuse(
                f"{origin.id}.header.{member}",
                f"“{member}” of its header says something else.",
                with_header(origin.data, header | {member: value}),
                fails(4, *codes),
                origin=origin.id,
                suffix=".jws",
            )


def _of_proof(form: Embedded, proof: Document) -> list[tuple[str, str, str, Any, Carrier]]:
    """Member, what was done in a word and in a sentence, the new value (None: none), and the check that must fail."""
    spoilt = fails(4, "signature_invalid")
    other_suite = "eddsa-jcs-2022" if form.suite != "eddsa-jcs-2022" else "eddsa-rdfc-2022"
    if form.suite.startswith("ecdsa") and form.suite != "ecdsa-jcs-2019":
        other_suite = "ecdsa-jcs-2019"
    elif form.suite == "ecdsa-jcs-2019":
        other_suite = "ecdsa-rdfc-2019"
    rows: list[tuple[str, str, str, Any, Carrier]] = [
        ("created", "changed", "The proof says another time.", "2026-01-15T09:00:01Z", spoilt),
        ("created", "removed", "The proof does not say when it was made.", None, spoilt),
        ("expires", "added", "An end was added to the proof.", "2039-01-15T09:00:00Z", spoilt),
        ("domain", "added", "A domain was added to the proof.", "https://verifier.example", spoilt),
        ("challenge", "added", "A challenge was added to the proof.", "n-0S6_WzA2Mj", spoilt),
        ("nonce", "added", "A nonce was added to the proof.", "n-0S6_WzA2Mj", spoilt),
        (
            "id",
            "added",
            "An id was added to the proof.",
            "urn:uuid:aa1c0c6e-0000-4000-8000-000000000001",
            spoilt,
        ),
        (
            "proofPurpose",
            "changed",
            "The proof was made for another purpose.",
            "authentication",
            fails(4, "purpose_mismatch"),
        ),
        (
            "proofPurpose",
            "removed",
            "The proof does not say what for it was made.",
            None,
            fails(4, "purpose_mismatch"),
        ),
        (
            "proofValue",
            "removed",
            "The signature was taken out of the proof.",
            None,
            fails(4, "proof_value_missing"),
        ),
        (
            "proofValue",
            "changed",
            "A letter of the signature is another.",
            _other_letter(proof["proofValue"]),
            fails(4, "signature_invalid", "proof_value_invalid", "labels_differ", "signature_count"),
        ),
        (
            "verificationMethod",
            "changed",
            "The proof names another key of the issuer.",
            _other_key(form),
            fails(4, "signature_invalid", "key_kind_mismatch"),
        ),
        ("verificationMethod", "removed", "The proof names no key.", None, fails(3, "key_id_missing")),
    ]
    if form is not OF_2020:
        rows += [
            (
                "cryptosuite",
                "changed",
                "The proof says another suite of the same key.",
                other_suite,
                fails(4, "signature_invalid", "suite_mismatch", "proof_value_invalid"),
            ),
            (
                "type",
                "changed",
                "The proof says an older type.",
                "Ed25519Signature2020",
                fails(4, "suite_mismatch", "key_kind_mismatch"),
            ),
        ]
    return rows


def _other_letter(value: str) -> str:
    place = len(value) // 2
    return value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1 :]


def _other_key(form: Embedded) -> str:
    return NORTHFIELD.key({ED25519: P256, P256: P384, P384: P256}[form.kind]).id


# --- signed by somebody else ------------------------------------------------------------------------------------


def _forged(page: Page) -> None:
    for form in _OF_ANYONE:
        kind = _kind(form)
        document = first_model() if form in OF_1_1 else small()
        page.refuse(
            f"forged-own-key-{form.name}",
            "A forger signed it with a key of their own, in the name of the issuer.",
            form.write(document, by=in_the_name_of(NORTHFIELD, MALLORY, kind)),
            fails(3, "issuer_mismatch"),
            suffix=form.suffix,
        )
        page.refuse(
            f"forged-their-key-{form.name}",
            "A forger signed it with a key of their own, and named the issuer's.",
            form.write(document, by=in_the_name_of(NORTHFIELD, MALLORY, kind, NORTHFIELD.key(kind).id)),
            fails(4, "signature_invalid"),
            suffix=form.suffix,
        )
        if kind == ED25519 and form is not SD_JWT:
            page.refuse(
                f"forged-did-key-{form.name}",
                "A forger signed it with a did:key, in the name of the issuer.",
                form.write(document, by=in_the_name_of(NORTHFIELD, MALLORY_BY_KEY, kind)),
                fails(3, "issuer_mismatch"),
                suffix=form.suffix,
            )
    both = EDDSA_RDFC.sign(
        EDDSA_RDFC.sign(small(name="Surgery"), by=in_the_name_of(NORTHFIELD, MALLORY, ED25519)), by=GUILD
    )
    page.refuse(
        "forged-two-strangers",
        "Two others signed it in the name of the issuer.",
        written(both),
        fails(3, "issuer_mismatch"),
    )
    _forged_older(page)
    for form in (EDDSA_RDFC, EDDSA_JCS):
        signed = form.sign(small(MALLORY), by=MALLORY)
        for name, issuer in (
            ("address", NORTHFIELD.id),
            ("object", NORTHFIELD.profile),
            ("list", [NORTHFIELD.id, MALLORY.id]),
        ):
            codes = ("issuer_mismatch",)
            page.refuse(
                f"forged-issuer-{name}-{form.name}",
                "A forger signed it, and then wrote the issuer's name into it.",
                written(signed | {"issuer": issuer}),
                fails(3, *codes),
            )


def _forged_older(page: Page) -> None:
    """Open Badges 2.0: whoever has a server can keep an assertion on it, and name anybody's class of badge."""
    shelf, forger = page.desk.shelf, "https://mallory.example"
    mine = older.assertion(id=f"{forger}/assertions/1.json")
    shelf.put(mine["id"], mine)
    page.refuse(
        "forged-ob2-hosted",
        "The forger keeps an assertion of the issuer's class.",
        written(mine),
        fails(3, "not_in_scope"),
    )
    for name, address in (
        ("prefix", f"{older.HOST}.mallory.example/assertions/1.json"),
        ("user-part", "https://oakham.example@mallory.example/assertions/1.json"),
        ("up", f"{older.HOST}/assertions/../../uploads/1.json"),
        ("port", f"{older.HOST}:8443/assertions/1.json"),
    ):
        document = older.assertion(id=address)
        shelf.put(address, document)
        page.refuse(
            f"forged-ob2-{name}",
            f"An assertion is kept at {address}.",
            written(document),
            fails(3, "not_in_scope"),
        )
    theirs = older.badge_class(id=f"{forger}/badges/1.json")
    shelf.put(theirs["id"], theirs)
    page.refuse(
        "forged-ob2-class",
        "The forger's class of badge names the issuer.",
        written(older.assertion(badge=theirs["id"], id=f"{forger}/assertions/2.json")),
        fails(3, "not_in_scope"),
    )
    shelf.put(
        f"{forger}/assertions/2.json", older.assertion(badge=theirs["id"], id=f"{forger}/assertions/2.json")
    )
    page.refuse(
        "forged-ob2-signed-class",
        "A signed assertion names the forger's class of badge.",
        older.sealed(older.for_signature(badge=theirs), owner=signer("mallory", RSA)),
        fails(4, "signature_invalid"),
        suffix=".jws",
    )
    for name, profile in (
        ("inside", older.profile(publicKey=f"{forger}/key.json")),
        ("key-inside", older.profile(publicKey=older.key(signer("mallory", RSA)))),
    ):
        badge = older.badge_class(issuer=profile)
        page.refuse(
            f"forged-ob2-profile-{name}",
            "The issuer's profile is written into it, with the forger's key.",
            older.sealed(older.for_signature(badge=badge), owner=signer("mallory", RSA)),
            fails(4, "signature_invalid"),
            suffix=".jws",
        )
    for name, inside in (
        ("class", older.badge_class(name="Surgery")),
        ("profile", older.badge_class(issuer=older.profile(name="Mallory's College"))),
        (
            "more",
            older.badge_class(alignment=[{"targetName": "surgery", "targetUrl": "https://skills.example/1"}]),
        ),
    ):
        page.refuse(
            f"forged-ob2-inside-{name}",
            "Its class is written out, and says something else than the issuer's own.",
            written(older.assertion(badge=inside)),
            fails(4, "copy_differs"),
            origin="valid-ob2-class-inside",
        )
    page.refuse(
        "forged-ob2-unsigned",
        "It says that it is signed, and is not.",
        written(older.for_signature()),
        fails(4, "not_signed"),
    )
    page.refuse(
        "forged-ob2-none",
        "It is signed with “none”.",
        _with_none(),
        fails(4, "algorithm_refused"),
        suffix=".jws",
    )
    page.doubt(
        "forged-ob2-mixed",
        "An older badge is called a credential of today.",
        written(older.assertion(type=["Assertion", "VerifiableCredential"])),
        fails(2, "kind_unsupported"),
    )


def _with_none() -> bytes:
    return signed_text({"alg": "none", "typ": "JWT"}, older.for_signature(), lambda _: b"x")


def _kind(form: Format) -> str:
    inner = getattr(form, "inner", form)
    return str(getattr(inner, "kind", P256))


# --- signed for something else ----------------------------------------------------------------------------------


def _transplanted(page: Page) -> None:
    lost = ("signature_invalid", "signature_count", "labels_differ")
    for form in (*SMALL, *OF_1_1):
        origin = page.desk.cases[f"valid-{form.name}"]
        content = with_members(form.read(origin.data), name="Surgery", id=_OTHER_ID)
        if "jti" in content:
            content["jti"] = _OTHER_ID
        page.refuse(
            f"transplanted-content-{form.name}",
            "The signature of one badge stands under another of the same issuer.",
            form.rewrite(origin.data, content),
            fails(4, *lost, "claim_mismatch"),
            origin=origin.id,
            suffix=form.suffix,
        )
    for form in _SINGLE:
        page.refuse(
            f"transplanted-proof-{form.name}",
            "The proof of one badge stands in another one with another id.",
            written(form.sign(small()) | {"proof": form.sign(small(id=_OTHER_ID))["proof"]}),
            fails(4, *lost),
        )
    for one, other in permutations(_PLAIN, 2):
        if one.kind == other.kind:
            signed = one.sign(small())
            value = other.sign(small())["proof"]["proofValue"]
            page.refuse(
                f"transplanted-{other.name}-to-{one.name}",
                "The signature of one suite stands in the proof of another.",
                written(signed | {"proof": signed["proof"] | {"proofValue": value}}),
                fails(4, "signature_invalid"),
            )
    page.refuse(
        "transplanted-issuer",
        "The proof of another issuer's badge stands in it.",
        written(small() | {"proof": EDDSA_RDFC.sign(knife_skills(), by=GUILD)["proof"]}),
        fails(3, "issuer_mismatch"),
    )
    for text in AROUND:
        mine, theirs = (text.write(each).rpartition(b".") for each in (small(), small(name="Surgery")))
        page.refuse(
            f"transplanted-signature-{text.name}",
            "The signature of one text follows the content of another.",
            b"".join([*mine[:2], theirs[2]]),
            fails(4, "signature_invalid"),
            suffix=".jws",
        )
