"""A22 and A23: lists that say nothing, or say it of somebody else, and ids that several issuers use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from skillmark.corpus import older, world
from skillmark.corpus.actors import GUILD, MALLORY, NORTHFIELD, Actor, in_the_name_of
from skillmark.corpus.badges import (
    EXTENSIONS,
    NOW,
    OPEN_BADGES,
    STATUS,
    SUSPENSION,
    VCDM_2,
    Document,
    small,
    status_entry,
    with_members,
)
from skillmark.corpus.cases import fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    AROUND,
    EDDSA_JCS,
    EDDSA_RDFC,
    IN_THE_DOCUMENT,
    JWT_EDDSA,
    SD_JWT,
    Format,
    written,
)
from skillmark.corpus.originals import message_entry, of_2021, two_bits_entry
from skillmark.corpus.world import REVOCATIONS, REVOKED, REVOKED_ID, SUSPENDED, status_list, with_subject
from skillmark.credential.status import revocation_list
from skillmark.credential.status.bitstring import StatusBits

_PLACE = "https://northfield.example/status"
_YESTERDAY = NOW - timedelta(days=1)
_ALL: tuple[Format, ...] = (*IN_THE_DOCUMENT, *AROUND, SD_JWT)


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    page = desk.family("a22", "Withdrawn credentials, and lists that would hide it", attack="A22")
    _withdrawn(page)
    _entries(page)
    _lists(page)
    _stale(page)
    _ids(desk.family("a23", "Ids of revoked credentials, and of other issuers", attack="A23"))
    _older(page)


# --- A22 ------------------------------------------------------------------------------------------------------


def _withdrawn(page: Page) -> None:
    entries = {
        "revoked": ("It was revoked.", status_entry(REVOKED), "revoked"),
        "suspended": (
            "It was suspended.",
            status_entry(SUSPENDED, list_id=SUSPENSION, purpose="suspension"),
            "suspended",
        ),
    }
    for form in _ALL:
        for name, (deed, entry, code) in entries.items():
            page.refuse(
                f"a22-{name}-{form.name}",
                deed,
                form.write(small(credentialStatus=entry)),
                fails(6, code),
                suffix=form.suffix,
            )
    good = [status_entry(), status_entry(7, list_id=SUSPENSION, purpose="suspension")]
    for name, listed, code in (
        ("second-revoked", [good[1], status_entry(REVOKED)], "revoked"),
        ("second-suspended", [good[0], entries["suspended"][1]], "suspended"),
        ("third-revoked", [*good, status_entry(REVOKED)], "revoked"),
        ("last-of-four", [*good, good[0], status_entry(REVOKED)], "revoked"),
    ):
        page.refuse(
            f"a22-{name}",
            "Not the first of its entries says that it was withdrawn.",
            EDDSA_JCS.write(small(credentialStatus=listed)),
            fails(6, code),
        )
    for index, name in ((5, "two"), (6, "one"), (7, "three")):
        page.refuse(
            f"a22-two-bits-{name}",
            "Two bits say how it was withdrawn.",
            EDDSA_RDFC.write(small(credentialStatus=two_bits_entry(index))),
            fails(6, "revoked"),
        )
    page.refuse(
        "a22-2021",
        "It was revoked in a status list of 2021.",
        EDDSA_RDFC.write(of_2021(REVOKED)),
        fails(6, "revoked"),
    )
    page.refuse(
        "a22-revocation-list",
        "Its id is on the list of revoked ones.",
        EDDSA_RDFC.write(_on_list(id=REVOKED_ID)),
        fails(6, "revoked"),
    )
    page.doubt(
        "a22-unknown-purpose",
        "Something is noted of it for a purpose that is not known here.",
        EDDSA_RDFC.write(
            small(
                credentialStatus=_own_list(
                    page,
                    "sanction",
                    status_list(1, list_id=f"{_PLACE}/sanction", purpose="sanction"),
                    purpose="sanction",
                )
            )
        ),
        fails(6, "status_purpose_unknown"),
    )


def _on_list(**members: Any) -> Document:
    entry = revocation_list.entry(list_id=members.pop("list_id", REVOCATIONS))
    return small(**({"context": [VCDM_2, OPEN_BADGES, EXTENSIONS], "credentialStatus": entry} | members))


def _own_list(
    page: Page, name: str, document: Document, *, purpose: str = "revocation", by: Actor = NORTHFIELD
) -> Document:
    """Publish a list under a name of its own, and give back an entry in it."""
    url = f"{_PLACE}/{name}"
    page.desk.shelf.put(url, EDDSA_RDFC.sign(document, by=by) if "proof" not in document else document)
    return status_entry(1, list_id=url, purpose=purpose)


def _entries(page: Page) -> None:
    for name, members, code in (
        ("negative", {"statusListIndex": "-1"}, "status_index"),
        ("beyond", {"statusListIndex": "131072"}, "status_index_out_of_range"),
        ("huge", {"statusListIndex": "999999999999999999"}, "status_index_out_of_range"),
        ("fraction", {"statusListIndex": "7.0"}, "status_index"),
        ("exponent", {"statusListIndex": "7e0"}, "status_index"),
        ("hexadecimal", {"statusListIndex": "0x7"}, "status_index"),
        ("leading-zero", {"statusListIndex": "07"}, "status_index"),
        ("blank", {"statusListIndex": " 7"}, "status_index"),
        ("other-digits", {"statusListIndex": "٧"}, "status_index"),
        ("empty", {"statusListIndex": ""}, "status_index"),
        ("words", {"statusListIndex": "NaN"}, "status_index"),
        ("no-index", {"statusListIndex": None}, "status_index"),
        ("other-purpose", {"statusPurpose": "suspension"}, "status_purpose_mismatch"),
        ("no-purpose", {"statusPurpose": None}, "status_entry"),
        ("purposes", {"statusPurpose": ["suspension", "revocation"]}, "status_entry"),
        ("no-list", {"statusListCredential": None}, "status_entry"),
        ("lists", {"statusListCredential": [STATUS, SUSPENSION]}, "status_entry"),
        ("size-nought", {"statusSize": 0}, "status_size"),
        ("size-text", {"statusSize": "1"}, "status_size"),
        ("size-huge", {"statusSize": 65}, "status_size"),
        ("size-without-messages", {"statusSize": 2}, "status_message"),
        (
            "messages-too-few",
            {"statusSize": 2, "statusMessage": [{"status": "0x0", "message": "good"}]},
            "status_message",
        ),
        (
            "messages-doubled",
            {"statusSize": 1, "statusMessage": [{"status": "0x0", "message": "good"}] * 2},
            "status_message",
        ),
        ("other-kind", {"type": "StatusList2021Entry"}, "status_list_type"),
    ):
        entry = {member: value for member, value in (status_entry() | members).items() if value is not None}
        page.refuse(
            f"a22-entry-{name}",
            f"Its entry says {json.dumps(members)}.",
            EDDSA_JCS.write(small(credentialStatus=entry)),
            fails(6, code),
        )
    entry = {"id": f"{STATUS}#1", "type": "https://northfield.example/UnheardOfStatus2031"}
    page.doubt(
        "a22-kind-unknown",
        "Its status is of a kind that is not known here.",
        EDDSA_RDFC.write(small(credentialStatus=entry)),
        fails(6, "status_unsupported"),
    )
    page.refuse(
        "a22-five-entries",
        "It has five entries.",
        EDDSA_JCS.write(small(credentialStatus=[status_entry()] * 5)),
        fails(6, "too_many"),
    )
    odd: dict[str, Any] = {"no-type": {"id": f"{STATUS}#1"}, "text": STATUS, "null": None}
    for name, entry in odd.items():
        page.refuse(
            f"a22-entry-{name}",
            "Its entry does not say what it is.",
            EDDSA_JCS.write(small() | {"credentialStatus": entry}),
            fails(2, "member", "null_value", "undefined_term", "invalid_value"),
        )


def _flawed_lists() -> Iterator[tuple[str, str, Document, tuple[str, ...]]]:
    def at(name: str) -> str:
        return f"{_PLACE}/flawed-{name}"

    def signed(name: str, **members: Any) -> Document:
        return EDDSA_RDFC.sign(status_list(list_id=at(name)) | members)

    invalid = ("status_list_invalid",)
    yield (
        "other-issuer",
        "is the forger's",
        EDDSA_RDFC.sign(status_list(list_id=at("other-issuer"), issuer=MALLORY), by=MALLORY),
        ("status_list_issuer",),
    )
    yield (
        "other-signer",
        "says that it is the issuer's, and the forger signed it",
        EDDSA_RDFC.sign(
            status_list(list_id=at("other-signer")),
            by=in_the_name_of(NORTHFIELD, MALLORY, key_id=NORTHFIELD.key().id),
        ),
        invalid,
    )
    yield "unsigned", "is not signed", status_list(list_id=at("unsigned")) | {"proof": []}, invalid
    yield "other-id", "says that it is another list", signed("elsewhere"), ("status_list_id",)
    changed = signed("changed")
    yield (
        "changed",
        "was changed after it was signed",
        with_subject(changed, encodedList=status_list(1)["credentialSubject"]["encodedList"]),
        invalid,
    )
    yield (
        "turned",
        "has its bits turned after it was signed",
        with_subject(signed("turned"), statusPurpose="message"),
        invalid,
    )
    yield (
        "over",
        "is over",
        EDDSA_RDFC.sign(status_list(list_id=at("over"), valid_until=_YESTERDAY)),
        invalid,
    )
    yield "not-yet", "has not begun", signed("not-yet", validFrom="2026-03-02T00:00:00Z"), invalid
    yield (
        "expired-proof",
        "has a signature that is over",
        EDDSA_RDFC.sign(status_list(list_id=at("expired-proof")), expires=_YESTERDAY),
        invalid,
    )
    yield (
        "no-type",
        "is no status list",
        signed("no-type", type=["VerifiableCredential"]),
        ("status_list_type",),
    )
    yield (
        "other-subject",
        "holds no list",
        signed("other-subject", credentialSubject={"id": at("x")}),
        ("status_list_type",),
    )
    yield (
        "other-kind",
        "is of another kind",
        EDDSA_RDFC.sign(world.list_2021(list_id=at("other-kind"))),
        ("status_list_type",),
    )
    yield (
        "other-purpose",
        "serves another purpose",
        EDDSA_RDFC.sign(status_list(list_id=at("other-purpose"), purpose="suspension")),
        ("status_purpose_mismatch",),
    )
    yield "a-badge", "is a badge", EDDSA_RDFC.sign(small(id=at("a-badge"))), ("status_list_type",)


def _lists(page: Page) -> None:
    for name, what, document, codes in _flawed_lists():
        url = f"{_PLACE}/flawed-{name}"
        page.desk.shelf.put(url, document)
        for form in (EDDSA_RDFC, JWT_EDDSA):
            page.refuse(
                f"a22-list-{name}-{form.name}",
                f"Its status list {what}.",
                form.write(small(credentialStatus=status_entry(1, list_id=url))),
                fails(6, *codes),
                suffix=form.suffix,
            )
    for name, body, codes in (
        ("garbled", b"{", ("status_list_unreadable",)),
        ("list", b"[]", ("status_list_unreadable",)),
        ("page", b"<html></html>", ("status_list_unreadable",)),
        ("duplicate", b'{"id":"x","id":"y"}', ("status_list_unreadable",)),
    ):
        url = f"{_PLACE}/odd-{name}"
        page.desk.shelf.put(url, body)
        page.refuse(
            f"a22-list-{name}",
            "What is published as its status list is none.",
            EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=url))),
            fails(6, *codes),
        )
    gone = f"{_PLACE}/gone"
    page.desk.shelf.put(gone, b"", status=404)
    for name, url in (
        ("gone", gone),
        ("nowhere", f"{_PLACE}/nowhere"),
        ("elsewhere", "https://nobody.example/status"),
    ):
        page.doubt(
            f"a22-list-{name}",
            "Its status list cannot be had.",
            EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=url))),
            fails(6, "status_list_unreachable"),
        )
    away = f"{_PLACE}/moved"
    page.desk.shelf.put(
        away, EDDSA_RDFC.sign(status_list(list_id=away)), redirected_to="https://mallory.example/status"
    )
    page.doubt(
        "a22-list-redirect",
        "Another server answers for its status list.",
        EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=away))),
        fails(6, "status_list_unreachable"),
    )
    short = f"{_PLACE}/short"
    page.desk.shelf.put(short, EDDSA_RDFC.sign(world.with_bits(status_list(list_id=short), StatusBits(1024))))
    page.accept(
        "a22-list-short",
        "Its status list is shorter than the standard asks.",
        EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=short))),
        warnings=("status_list_short",),
    )
    unproven = with_members(json.loads(page.desk.cases["valid-eddsa-rdfc-2022"].data), credentialStatus=None)
    page.refuse(
        "a22-taken-away",
        "Its status was taken away.",
        written(unproven),
        fails(4, "signature_invalid"),
        origin="valid-eddsa-rdfc-2022",
    )
    for form in AROUND:
        origin = page.desk.cases[f"valid-{form.name}"]
        page.refuse(
            f"a22-taken-away-{form.name}",
            "Its status was taken away.",
            form.rewrite(origin.data, with_members(form.read(origin.data), credentialStatus=None)),
            fails(4, "signature_invalid"),
            origin=origin.id,
            suffix=".jws",
        )
    page.accept(
        "a22-message-read",
        "Its status is a message.",
        EDDSA_RDFC.write(small(credentialStatus=message_entry(6))),
    )


def _stale(page: Page) -> None:
    ages: dict[str, tuple[timedelta, dict[str, Any]]] = {
        "week": (timedelta(days=8), {}),
        "ttl": (timedelta(hours=1), {"ttl": timedelta(minutes=5)}),
    }
    for name, (age, members) in ages.items():
        url = f"{_PLACE}/stale-{name}"
        page.desk.shelf.put(url, EDDSA_RDFC.sign(status_list(list_id=url, **members)), age=age, kept=True)
        page.doubt(
            f"a22-stale-{name}",
            "Its status list is older than it may be.",
            EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=url))),
            fails(6, "stale"),
        )
        url = f"{_PLACE}/stale-revoked-{name}"
        page.desk.shelf.put(url, EDDSA_RDFC.sign(status_list(1, list_id=url, **members)), age=age, kept=True)
        page.refuse(
            f"a22-stale-revoked-{name}",
            "Its status list is older than it may be, and says that it was revoked.",
            EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=url))),
            fails(6, "revoked"),
        )


# --- A23 ------------------------------------------------------------------------------------------------------


def _ids(page: Page) -> None:
    shelf = page.desk.shelf
    for name, listed in (
        ("encoded", "urn:uuid:00000000%2Ddead-4000-8000-000000000002"),
        ("blanks", " urn:uuid:00000000-dead-4000-8000-000000000002 "),
        ("plain", "urn:uuid:00000000-dead-4000-8000-000000000002"),
    ):
        url = f"https://northfield.example/revocations/{name}"
        shelf.put(url, revocation_list.revocation_list(list_id=url, issuer=NORTHFIELD.id, revoked=[listed]))
        page.refuse(
            f"a23-id-{name}",
            "The list of revoked ids writes its id in another way.",
            EDDSA_RDFC.write(_on_list(id="urn:uuid:00000000-dead-4000-8000-000000000002", list_id=url)),
            fails(6, "revoked"),
        )
    page.refuse(
        "a23-id-in-badge",
        "It writes its own revoked id in another way.",
        EDDSA_RDFC.write(_on_list(id=REVOKED_ID.replace("-dead", "%2Ddead"))),
        fails(6, "revoked"),
    )
    flawed: dict[str, tuple[str, Any, str]] = {
        "of-another": (
            "is that of the forger",
            {"id": "", "issuer": MALLORY.id, "revokedCredential": []},
            "status_list_issuer",
        ),
        "of-nobody": ("does not say whose it is", {"id": "", "revokedCredential": []}, "status_list_issuer"),
        "other-id": (
            "says that it is another",
            {"id": f"{REVOCATIONS}/x", "issuer": NORTHFIELD.id, "revokedCredential": []},
            "status_list_id",
        ),
        "other": (
            "lists something else",
            {"id": "", "issuer": NORTHFIELD.id, "revokedAssertions": []},
            "status_list_type",
        ),
        "no-id": (
            "has an entry without an id",
            {"id": "", "issuer": NORTHFIELD.id, "revokedCredential": [{"revoked": True}]},
            "status_list_type",
        ),
        "perhaps": (
            "says neither yes nor no",
            {
                "id": "",
                "issuer": NORTHFIELD.id,
                "revokedCredential": [{"id": REVOKED_ID, "revoked": "perhaps"}],
            },
            "status_list_type",
        ),
        "list": ("is only a list", [REVOKED_ID], "status_list_type"),
    }
    for name, (what, document, code) in flawed.items():
        url = f"https://northfield.example/revocations/flawed-{name}"
        if isinstance(document, dict) and document["id"] == "":
            document["id"] = url
        shelf.put(url, document)
        page.refuse(
            f"a23-list-{name}",
            f"Its list of revoked ids {what}.",
            EDDSA_RDFC.write(_on_list(list_id=url, id=REVOKED_ID)),
            fails(6, code),
        )
    page.accept(
        "a23-other-issuer",
        "Another issuer revoked a credential of the same id.",
        EDDSA_RDFC.write(small(GUILD, id=REVOKED_ID, credentialStatus=None), by=GUILD),
    )
    names = "https://northfield.example/revocations/both-names"
    shelf.put(
        names,
        {
            "id": names,
            "issuer": NORTHFIELD.id,
            "revokedCredential": [],
            "revokedCredentials": [{"id": REVOKED_ID}],
        },
    )
    page.refuse(
        "a23-other-name",
        "The list of revoked ids has it under its other name.",
        EDDSA_RDFC.write(_on_list(id=REVOKED_ID, list_id=names)),
        fails(6, "revoked"),
    )


def _older(page: Page) -> None:
    """The same of Open Badges 2.0."""
    page.refuse(
        "a22-ob2-withdrawn",
        "Its issuer's own copy says that it was revoked.",
        written(older.assertion(id=older.WITHDRAWN)),
        fails(6, "revoked"),
    )
    page.refuse(
        "a22-ob2-listed",
        "It is on its issuer's list.",
        older.sealed(older.for_signature(id=older.REVOKED_UUID)),
        fails(6, "revoked"),
        suffix=".jws",
    )
    page.refuse(
        "a22-ob2-own-word",
        "It says itself that it was revoked.",
        older.sealed(older.for_signature(revoked=True)),
        fails(6, "revoked"),
        suffix=".jws",
    )
    gone = f"{older.HOST}/assertions/gone.json"
    page.desk.shelf.put(gone, b"", status=410)
    page.refuse(
        "a22-ob2-gone",
        "Its issuer's server says that it is there no more.",
        written(older.assertion(id=gone)),
        fails(6, "revoked"),
    )
    page.refuse(
        "a22-ob2-expired",
        "It is over.",
        older.sealed(older.for_signature(expires="2026-01-01T00:00:00Z")),
        fails(5, "expired"),
        suffix=".jws",
    )
    page.doubt(
        "a22-ob2-missing",
        "Its issuer's own copy cannot be had.",
        written(older.assertion(id=f"{older.HOST}/assertions/99.json")),
        fails(4, "unreachable"),
    )
    address = older.baked(gone)
    page.refuse(
        "a22-ob2-address-gone",
        "The address in the picture leads to what is there no more.",
        address,
        fails(6, "revoked"),
        suffix=".png",
    )
