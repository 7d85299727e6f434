"""A27 and A28: whose a credential is, who shows it, and whose word stands in it."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

from skillmark.corpus import older
from skillmark.corpus.actors import (
    ADA,
    BEN,
    GUILD,
    MALLORY,
    MALLORY_BY_KEY,
    NORTHFIELD,
    Actor,
    at_address,
    in_the_name_of,
)
from skillmark.corpus.badges import (
    ACHIEVEMENT,
    EMAIL,
    GUILD_STATUS,
    KNIFE_SKILLS,
    NOW,
    SALT,
    Document,
    endorsement,
    enveloped,
    knife_skills,
    plain,
    presentation,
    record,
    small,
    status_entry,
    with_members,
)
from skillmark.corpus.cases import Request, fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    EDDSA_JCS,
    EDDSA_RDFC,
    JWT_EDDSA,
    JWT_ES256,
    payload_of,
    show,
    show_text,
    with_payload,
    written,
)
from skillmark.corpus.originals import ASKED, NONCE, VERIFIER, endorsed
from skillmark.corpus.world import REVOKED
from skillmark.credential.model.identity import hashed_identity

_TEXT: dict[str, Any] = {"suffix": ".jws"}
_RECORD = "credentialSubject.verifiableCredential[{}]"


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _recipients(desk.family("a27", "Badges of somebody else", attack="A27"))
    _endorsements(desk.family("a28", "Endorsements of something else, and forged ones", attack="A28"))
    _presentations(
        desk.family("replayed", "Presentations that were made for somebody else, or by somebody else")
    )
    _parts(desk.family("nested", "Credentials inside of others that were exchanged, changed or borrowed"))
    _other_members(desk)


# --- A27 ------------------------------------------------------------------------------------------------------


def _recipients(page: Page) -> None:
    for name, asked in (
        ("other", "ben@learner.example"),
        ("case", "ADA@learner.example"),
        ("plus", "ada+1@learner.example"),
        ("dot", "ada@learner.example."),
        ("blank", "ada@learner.example "),
        ("name", ADA.name),
        ("hash", small()["credentialSubject"]["identifier"][0]["identityHash"]),
        ("salt", SALT),
        ("look-alike", "аda@learner.example"),
        ("id", BEN.id),
        ("nobody", "urn:uuid:0"),
    ):
        for form in (EDDSA_RDFC, JWT_EDDSA):
            page.refuse(
                f"a27-{name}-{form.name}",
                f"It is asked whether it is that of “{asked}”.",
                form.write(small()),
                fails(8, "recipient_mismatch"),
                request=Request(recipients=(asked,)),
                suffix=form.suffix,
            )
    page.accept(
        "a27-domain-case",
        "The domain of the address is written in capitals, which means the same.",
        EDDSA_RDFC.write(small()),
        request=Request(recipients=("ada@LEARNER.example",)),
    )
    for name, identity, warning in (
        (
            "unsalted",
            {"hashed": True, "identityHash": f"sha256${hashlib.sha256(EMAIL.encode()).hexdigest()}"},
            "identity_unsalted",
        ),
        (
            "md5",
            {
                "hashed": True,
                "identityHash": f"md5${hashlib.md5((EMAIL + SALT).encode(), usedforsecurity=False).hexdigest()}",
                "salt": SALT,
            },
            "identity_md5",
        ),
    ):
        document = small()
        document["credentialSubject"]["identifier"] = [
            {"type": "IdentityObject", "identityType": "emailAddress"} | identity
        ]
        page.accept(
            f"a27-{name}",
            "The address of its earner is hashed in a way that is easily guessed.",
            EDDSA_RDFC.write(document),
            warnings=(warning,),
            request=Request(recipients=(EMAIL,)),
        )
    signed = EDDSA_RDFC.sign(small())
    for name, changed in (
        ("taken", hashed_identity("ben@learner.example", kind="emailAddress", salt=SALT)),
        (
            "opened",
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "ben@learner.example",
                "identityType": "emailAddress",
            },
        ),
    ):
        stolen = deepcopy(signed)
        stolen["credentialSubject"]["identifier"][0] = changed
        page.refuse(
            f"a27-{name}",
            "The address of another earner was written into it.",
            written(stolen),
            fails(4, "signature_invalid"),
            request=Request(recipients=("ben@learner.example",)),
        )
        stolen["credentialSubject"]["id"] = BEN.id
        page.refuse(
            f"a27-{name}-id",
            "The id and address of another earner were written into it.",
            written(stolen),
            fails(4, "signature_invalid"),
            request=Request(recipients=(BEN.id,)),
        )
    for name, achievement in (
        ("other", KNIFE_SKILLS),
        ("version", ACHIEVEMENT.replace("v2", "v1")),
        ("slash", f"{ACHIEVEMENT}/"),
    ):
        page.refuse(
            f"a27-achievement-{name}",
            "Another achievement was asked for.",
            EDDSA_RDFC.write(small()),
            fails(9, "achievement_mismatch"),
            request=Request(achievement=achievement),
        )
    page.refuse(
        "a27-ob2",
        "An older badge is asked whether it is somebody else's.",
        written(older.assertion()),
        fails(8, "recipient_mismatch"),
        request=Request(recipients=("ben@learner.example",)),
    )


# --- A28 ------------------------------------------------------------------------------------------------------


def _with_word(word: Any, member: str = "endorsement", **members: Any) -> Document:
    document = small(**members)
    document["credentialSubject"]["achievement"][member] = [word]
    return document


_WORD = "credentialSubject.achievement.{}[0]"


def _endorsements(page: Page) -> None:
    good, own = endorsement(), GUILD
    in_their_name = Actor(GUILD.id, GUILD.name, {"ed25519": MALLORY.key(), "p256": MALLORY.key("p256")})
    words: dict[str, tuple[str, Document, Actor, tuple[int, str]]] = {
        "other-subject": (
            "speaks of another achievement",
            endorsement(KNIFE_SKILLS),
            own,
            (8, "endorsement_subject"),
        ),
        "other-version": (
            "speaks of another version",
            endorsement(ACHIEVEMENT.replace("v2", "v1")),
            own,
            (8, "endorsement_subject"),
        ),
        "somebody": ("speaks of another issuer", endorsement(MALLORY.id), own, (8, "endorsement_subject")),
        "other-learner": ("speaks of another learner", endorsement(BEN.id), own, (8, "endorsement_subject")),
        "in-their-name": (
            "is the forger's under the guild's name",
            good,
            in_their_name,
            (3, "issuer_mismatch"),
        ),
        "no-endorsement": ("is a badge", knife_skills(), own, (8, "part_kind")),
        "two-subjects": (
            "speaks of the achievement and of another",
            _of_two(),
            own,
            (8, "endorsement_subject"),
        ),
    }
    for name, (what, word, by, (step, code)) in words.items():
        for member, value in (
            ("endorsement", EDDSA_RDFC.sign(word, by=by)),
            ("endorsementJwt", JWT_ES256.text(word, by=by)),
        ):
            # A badge in the place of an endorsement says other things of what is there already.
            form = EDDSA_JCS if name == "no-endorsement" else EDDSA_RDFC
            page.refuse(
                f"a28-{name}-{member}",
                f"The endorsement in it {what}.",
                form.write(_with_word(value, member)),
                fails(step, code, within=_WORD.format(member)),
                fails(10, "part_forged", code),
            )
    signed, text = EDDSA_RDFC.sign(good, by=own), JWT_ES256.text(good, by=own).encode("ascii")
    louder = deepcopy(signed)
    louder["credentialSubject"]["endorsementComment"] = "They are the best of all."
    page.refuse(
        "a28-changed",
        "The endorsement in it was changed before the badge was signed.",
        EDDSA_RDFC.write(_with_word(louder)),
        fails(4, "signature_invalid", within=_WORD.format("endorsement")),
        fails(10, "part_forged"),
    )
    page.refuse(
        "a28-changed-jwt",
        "The endorsement in it was changed before the badge was signed.",
        EDDSA_RDFC.write(
            _with_word(with_payload(text, payload_of(text) | {"name": "Praise"}).decode(), "endorsementJwt")
        ),
        fails(4, "signature_invalid", within=_WORD.format("endorsementJwt")),
        fails(10, "part_forged"),
    )
    page.refuse(
        "a28-unsigned",
        "The endorsement in it is not signed.",
        EDDSA_RDFC.write(_with_word(good)),
        fails(4, "not_signed", within=_WORD.format("endorsement")),
        fails(10, "part_forged"),
    )
    for kind in ("embedded", "jwt"):
        whole = EDDSA_RDFC.sign(endorsed(form=kind))
        member = "endorsement" if kind == "embedded" else "endorsementJwt"
        for place in ("badge", "issuer", "achievement"):
            for deed in ("removed", "added", "exchanged"):
                page.refuse(
                    f"a28-{kind}-{place}-{deed}",
                    f"An endorsement of the {place} was {deed} after signing.",
                    written(_tampered(whole, place, member, deed)),
                    fails(4, "signature_invalid", "repeated_value", "described_twice"),
                    origin="valid-endorsed" if kind == "embedded" else "valid-endorsed-jwt",
                )
    _lapsed_words(page)


def _of_two() -> Document:
    word = endorsement()
    return word | {
        "credentialSubject": [word["credentialSubject"], endorsement(KNIFE_SKILLS)["credentialSubject"]]
    }


def _tampered(whole: Document, place: str, member: str, deed: str) -> Document:
    copy = deepcopy(whole)
    holder = {
        "badge": copy,
        "issuer": copy["issuer"],
        "achievement": copy["credentialSubject"]["achievement"],
    }[place]
    word = endorsement(holder["id"], MALLORY, id="urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-00000000dead")
    made: Any = (
        EDDSA_RDFC.sign(word, by=MALLORY) if member == "endorsement" else JWT_ES256.text(word, by=MALLORY)
    )
    holder[member] = {"removed": [], "added": [*holder[member], made], "exchanged": [made]}[deed]
    if deed == "removed":
        del holder[member]
    return copy


def _lapsed_words(page: Page) -> None:
    """An endorsement that is over or withdrawn counts for nothing, and takes nothing from the badge."""
    for name, members, warning in (
        ("over", {"validUntil": "2026-02-01T00:00:00Z"}, "part_out_of_date"),
        ("withdrawn", {"credentialStatus": status_entry(REVOKED, list_id=GUILD_STATUS)}, "part_withdrawn"),
    ):
        word = EDDSA_RDFC.sign(endorsement(**members), by=GUILD)
        page.accept(
            f"a28-{name}",
            "The endorsement in it counts no more; the badge does.",
            EDDSA_RDFC.write(_with_word(word)),
            warnings=(warning,),
        )
    own = EDDSA_RDFC.sign(endorsement(NORTHFIELD.id, NORTHFIELD))
    document = small()
    document["issuer"]["endorsement"] = [own]
    page.accept("a28-own-word", "Its issuer endorses itself.", EDDSA_RDFC.write(document))


# --- presentations ----------------------------------------------------------------------------------------------


def _presentations(page: Page) -> None:
    badge, other = EDDSA_RDFC.sign(small()), enveloped(JWT_ES256.text(knife_skills(), by=GUILD))
    asked: dict[str, Any] = {"domain": VERIFIER, "challenge": NONCE}
    good = presentation(badge, other)
    rows: dict[str, tuple[str, Document, int, str]] = {
        "other-challenge": (
            "answers another request",
            show(good, **asked | {"challenge": "another"}),
            4,
            "challenge_mismatch",
        ),
        "more-domains": (
            "was made for two verifiers",
            show(good, **asked | {"domain": [VERIFIER, "https://shop.example"]}),
            4,
            "domain_mismatch",
        ),
        "other-domain": (
            "was made for another verifier",
            show(good, **asked | {"domain": "https://shop.example"}),
            4,
            "domain_mismatch",
        ),
        "no-challenge": ("answers no request", show(good, domain=VERIFIER), 4, "challenge_mismatch"),
        "no-domain": ("was made for nobody", show(good, challenge=NONCE), 4, "domain_mismatch"),
        "by-mallory": (
            "was signed by the forger",
            show(presentation(badge, holder=MALLORY_BY_KEY.id), by=MALLORY_BY_KEY, **asked),
            10,
            "part_forged",
        ),
        "by-ben": (
            "was signed by another learner",
            show(presentation(badge, holder=BEN.id), by=BEN, **asked),
            10,
            "part_forged",
        ),
        "in-adas-name": (
            "was signed by another learner in Ada's name",
            show(good, by=BEN, **asked),
            3,
            "issuer_mismatch",
        ),
        "other-purpose": (
            "was signed as its issuer's word",
            show(good, proof_purpose="assertionMethod", **asked),
            4,
            "purpose_mismatch",
        ),
        "future": (
            "says that it was signed tomorrow",
            show(good, created=NOW + timedelta(days=1), **asked),
            4,
            "created_in_future",
        ),
        "over": ("is over", show(good, expires=NOW - timedelta(hours=1), **asked), 4, "proof_expired"),
        "unsigned": ("was not signed", good, 4, "not_signed"),
        "no-holder-by-ben": (
            "names no holder, and another learner signed it",
            show(presentation(badge, holder=None), by=BEN, **asked),
            10,
            "part_forged",
        ),
    }
    for name, (what, document, step, code) in rows.items():
        page.refuse(
            f"replayed-{name}",
            f"The presentation {what}.",
            written(document),
            fails(step, code, "part_other_person"),
            request=ASKED,
        )
    signed = show(good, **asked)
    for name, changed in (
        ("holder", {"holder": BEN.id}),
        ("less", {"verifiableCredential": [badge]}),
        ("more", {"verifiableCredential": [badge, other, EDDSA_RDFC.sign(knife_skills(NORTHFIELD))]}),
        ("other-credential", {"verifiableCredential": [EDDSA_RDFC.sign(small(name="Surgery")), other]}),
        ("type", {"type": ["VerifiablePresentation", "VerifiableCredential"]}),
        ("id", {"id": "urn:uuid:0"}),
        ("challenge", {"proof": signed["proof"] | {"challenge": "another"}}),
        ("no-holder", {"holder": None}),
    ):
        request = Request(domain=VERIFIER, challenge="another") if name == "challenge" else ASKED
        step, codes = (3, ("issuer_mismatch",)) if name in {"holder", "type"} else (4, ("signature_invalid",))
        page.refuse(
            f"replayed-changed-{name}",
            f"“{name}” of the presentation was changed after signing.",
            written(with_members(signed, **changed)),
            fails(step, *codes),
            request=request,
            origin="valid-presentation-asked",
        )
    _shown_texts(page, good)
    _shown_parts(page)


def _shown_texts(page: Page, good: Document) -> None:
    asked: dict[str, Any] = {"audience": VERIFIER, "nonce": NONCE}
    for name, what, data, step, code in (
        (
            "other-nonce",
            "answers another request",
            show_text(good, **asked | {"nonce": "another"}),
            4,
            "challenge_mismatch",
        ),
        (
            "other-audience",
            "was made for another verifier",
            show_text(good, **asked | {"audience": "https://shop.example"}),
            4,
            "domain_mismatch",
        ),
        ("no-nonce", "answers no request", show_text(good, audience=VERIFIER), 4, "challenge_mismatch"),
        ("over", "is over", show_text(good, expires=NOW - timedelta(hours=1), **asked), 4, "proof_expired"),
        (
            "future",
            "was made tomorrow",
            show_text(good, issued_at=NOW + timedelta(days=1), **asked),
            4,
            "created_in_future",
        ),
        (
            "by-ben",
            "was signed by another learner in Ada's name",
            show_text(good, by=BEN, **asked),
            3,
            "issuer_mismatch",
        ),
    ):
        page.refuse(
            f"replayed-text-{name}",
            f"The presentation {what}.",
            data,
            fails(step, code),
            request=ASKED,
            **_TEXT,
        )
    data = show_text(good, **asked)
    for name, changed in (
        ("holder", {"holder": BEN.id}),
        ("less", {"verifiableCredential": []}),
        ("aud", {"aud": "x"}),
    ):
        step, codes = (
            (3, ("issuer_mismatch",)) if name == "holder" else (4, ("signature_invalid", "domain_mismatch"))
        )
        page.refuse(
            f"replayed-text-changed-{name}",
            f"“{name}” of the presentation was changed after signing.",
            with_payload(data, payload_of(data) | changed),
            fails(step, *codes),
            request=ASKED,
            origin="valid-presentation-jwt",
            **_TEXT,
        )


def _shown_parts(page: Page) -> None:
    """What is shown must hold, today and for the one who shows it; a presentation is no place to hide it."""
    forged = EDDSA_RDFC.sign(small()) | {"name": "Surgery"}
    for name, credential, step, code in (
        ("changed", forged, 4, "signature_invalid"),
        ("unsigned", small(), 4, "not_signed"),
        ("revoked", EDDSA_RDFC.sign(small(credentialStatus=status_entry(REVOKED))), 6, "revoked"),
        ("over", EDDSA_RDFC.sign(small(validUntil="2026-02-01T00:00:00Z")), 5, "expired"),
        ("not-yet", EDDSA_RDFC.sign(small(validFrom="2026-03-05T00:00:00Z")), 5, "not_yet_valid"),
        (
            "by-mallory",
            EDDSA_RDFC.sign(small(), by=in_the_name_of(NORTHFIELD, MALLORY)),
            3,
            "issuer_mismatch",
        ),
        (
            "text-changed",
            enveloped(with_payload(JWT_EDDSA.write(small()), small(name="Surgery")).decode()),
            4,
            "signature_invalid",
        ),
    ):
        for signed in (True, False):
            document = presentation(credential)
            data = written(show(document) if signed else document)
            page.refuse(
                f"replayed-part-{name}{'' if signed else '-unsigned'}",
                "A credential that it shows does not hold.",
                data,
                fails(step, code, within="verifiableCredential[0]"),
                fails(10, "part_forged", "part_withdrawn", "part_out_of_date"),
            )
    page.refuse(
        "replayed-other-learner",
        "It shows a verifier who asked for proof the badge of another learner.",
        written(show(presentation(EDDSA_RDFC.sign(_of(BEN))), domain=VERIFIER, challenge=NONCE)),
        fails(8, "holder_mismatch", within="verifiableCredential[0]"),
        request=ASKED,
    )
    page.accept(
        "replayed-for-a-child",
        "It shows the badge of another learner to a verifier who asked for no proof.",
        written(show(presentation(EDDSA_RDFC.sign(_of(BEN))))),
    )


def _of(learner: Actor) -> Document:
    document = plain()
    document["credentialSubject"]["id"] = learner.id
    return document


# --- credentials inside -----------------------------------------------------------------------------------------


def _parts(page: Page) -> None:
    origin = page.desk.cases["valid-clr"]
    whole: Document = json.loads(origin.data)
    first, second = whole["credentialSubject"]["verifiableCredential"]
    other = EDDSA_RDFC.sign(small(name="Surgery", id="urn:uuid:7d0a7a5e-4f0f-4f0e-9b1b-0d2f5f0e8aff"))
    for name, held in (
        ("removed", [first]),
        ("other-removed", [second]),
        ("added", [first, second, other]),
        ("exchanged", [other, second]),
        ("changed", [first | {"name": "Surgery"}, second]),
        (
            "resigned",
            [
                EDDSA_RDFC.sign(
                    {name: value for name, value in first.items() if name != "proof"}, created=NOW
                ),
                second,
            ],
        ),
        ("unsigned", [{name: value for name, value in first.items() if name != "proof"}, second]),
        ("none", []),
    ):
        changed = deepcopy(whole)
        changed["credentialSubject"]["verifiableCredential"] = held
        page.refuse(
            f"nested-{name}",
            f"A credential in the record was {name}.",
            written(changed),
            fails(4, "signature_invalid", "described_twice", "undefined_term"),
            origin=origin.id,
        )
    for name, credential, step, code in (
        ("forged", first | {"name": "Surgery"}, 4, "signature_invalid"),
        ("not-signed", small(), 4, "not_signed"),
        (
            "in-another-name",
            EDDSA_RDFC.sign(small(), by=in_the_name_of(NORTHFIELD, MALLORY)),
            3,
            "issuer_mismatch",
        ),
        (
            "text",
            enveloped(with_payload(JWT_EDDSA.write(small()), small(name="Surgery")).decode()),
            4,
            "signature_invalid",
        ),
    ):
        for form in (EDDSA_RDFC, JWT_EDDSA):
            page.refuse(
                f"nested-signed-{name}-{form.name}",
                "The record's issuer signed it around a credential that does not hold.",
                form.write(record(credential)),
                fails(step, code, within=_RECORD.format(0)),
                fails(10, "part_forged"),
                suffix=form.suffix,
            )
    page.doubt(
        "nested-open",
        "The key of a credential in the record cannot be had.",
        EDDSA_RDFC.write(
            record(EDDSA_RDFC.sign(small()), EDDSA_RDFC.sign(knife_skills(_nowhere()), by=_nowhere()))
        ),
        fails(10, "content_unchecked"),
    )
    for end in ("sourceId", "targetId"):
        document = record(EDDSA_RDFC.sign(small()))
        document["credentialSubject"]["association"][0] |= {end: KNIFE_SKILLS}
        page.refuse(
            f"nested-association-{end}",
            "An association names an achievement that the record does not have.",
            EDDSA_RDFC.write(document),
            fails(10, "association_end"),
        )
    _borrowed(page)
    said = deepcopy(whole)
    del said["issuer"]["name"]
    page.accept(
        "nested-said-twice",
        "The issuer's name is left out, which a credential in the record says of it too: it is signed once.",
        written(said),
        origin=origin.id,
    )


def _borrowed(page: Page) -> None:
    """A signature over statements covers what others say inside: it must not become the issuer's own word."""
    northfield = NORTHFIELD.profile | {
        "name": "Mallory's College",
        "email": "help@mallory.example",
        "url": "https://mallory.example/",
    }
    theirs = knife_skills(MALLORY, id="urn:uuid:5b0c2f0e-6a0f-4f5b-9f0a-00000000dead")
    theirs["credentialSubject"]["achievement"]["creator"] = northfield
    origin = page.accept(
        "nested-of-a-stranger",
        "A credential in the record is the forger's, who says things of the record's issuer.",
        EDDSA_RDFC.write(record(EDDSA_RDFC.sign(small()), EDDSA_RDFC.sign(theirs, by=MALLORY))),
    )
    signed: Document = json.loads(origin.data)
    for member in ("name", "email", "url"):
        page.refuse(
            f"nested-borrowed-{member}",
            f"What the forger's credential in the record says of the issuer became the issuer's own “{member}”.",
            written(signed | {"issuer": signed["issuer"] | {member: northfield[member]}}),
            fails(2, "described_twice"),
            origin=origin.id,
        )


def _nowhere() -> Actor:
    return at_address("https://nowhere.example/issuer", "Nowhere College", "nowhere")


def _other_members(desk: Desk) -> None:
    """The members of presentations, whose classes the published schemas do not have."""
    origin = desk.cases["valid-presentation"]
    signed: Document = json.loads(origin.data)
    for member, value, carrier in (
        ("holder", BEN.id, fails(3, "issuer_mismatch")),
        ("verifiableCredential", signed["verifiableCredential"][:1], fails(4, "signature_invalid")),
        (
            "type",
            ["VerifiablePresentation", "https://northfield.example/Show"],
            fails(4, "signature_invalid"),
        ),
        ("id", "urn:uuid:0", fails(4, "signature_invalid")),
        ("termsOfUse", [{"type": "https://northfield.example/Terms"}], fails(4, "signature_invalid")),
    ):
        subject = f"VerifiablePresentation.{member}"
        page = desk.family(subject, f"The member {subject}", member=subject)
        page.refuse(
            f"{origin.id}.{member}.changed",
            f"“{member}” says something else.",
            written(signed | {member: value}),
            carrier,
            origin=origin.id,
        )
