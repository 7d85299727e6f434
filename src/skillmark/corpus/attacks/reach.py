"""A12 to A14: what leads a verifier astray, or without end, or makes it unpack more than it can hold."""

from __future__ import annotations

import struct
import zlib

from skillmark.corpus import world
from skillmark.corpus.actors import MALLORY, NORTHFIELD, at_address, in_the_name_of
from skillmark.corpus.badges import (
    EXTENSIONS,
    OPEN_BADGES,
    VCDM_2,
    endorsement,
    enveloped,
    plain,
    presentation,
    record,
    small,
    status_entry,
    with_members,
)
from skillmark.corpus.cases import fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import EDDSA_RDFC, JWT_EDDSA, PNG, SVG, show, written
from skillmark.credential.bake import bake
from skillmark.credential.bake.png import SIGNATURE, Chunk, read_chunks
from skillmark.credential.keys.multikey import base64url_encode
from skillmark.credential.status import revocation_list

_INSIDE = (
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/",
    "https://localhost/",
    "https://intranet/",
    "http://trap.example/",
    "file:///etc/passwd",
    "ftp://trap.example/",
    "data:application/json,",
    "https://trap.example:22/",
    "gopher://trap.example/",
)


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _astray(desk.family("a12", "Addresses that lead a verifier where it must not go", attack="A12"))
    _endless(desk.family("a13", "Documents that lead to themselves, or ever deeper", attack="A13"))
    _bombs(desk.family("a14", "Small files that unpack to huge ones, and entities", attack="A14"))


# --- A12 ------------------------------------------------------------------------------------------------------


def _astray(page: Page) -> None:
    _traps(page)
    for number, address in enumerate(_INSIDE):
        issuer = at_address(address, "Inside College", "inside")
        # The document is well signed, and nobody may go there to find out: neither true nor false can be said of it.
        put = page.doubt if address.startswith("https:") else page.refuse
        carrier = (
            fails(3, "unreachable")
            if address.startswith("https:")
            else fails(3, "not_https", "key_id_invalid")
        )
        put(
            f"a12-issuer-{number}",
            f"Its issuer is to be found at {address}.",
            JWT_EDDSA.write(plain(issuer), by=issuer),
            carrier,
            suffix=".jws",
        )
        document = plain(credentialStatus=status_entry(1, list_id=f"{address}list"))
        page.doubt(
            f"a12-status-{number}",
            f"Its status list is to be found at {address}.",
            EDDSA_RDFC.write(document),
            fails(6, "status_list_unreachable"),
        )
    document = plain(
        context=[VCDM_2, OPEN_BADGES, EXTENSIONS],
        credentialStatus=revocation_list.entry(list_id="http://northfield.example/revocations"),
    )
    page.doubt(
        "a12-revocations-plain",
        "Its list of revoked ids, which nobody signs, is at http://.",
        EDDSA_RDFC.write(document),
        fails(6, "not_https"),
    )


def _traps(page: Page) -> None:
    """What only a forger's word leads to must not be asked for, whatever it would answer."""
    shelf, trap = page.desk.shelf, "https://trap.example"
    forged = with_members(small(), credentialStatus=status_entry(1, list_id=f"{trap}/status"))
    shelf.put(f"{trap}/status", EDDSA_RDFC.sign(world.status_list(list_id=f"{trap}/status")), trap=True)
    signed = EDDSA_RDFC.sign(small())
    page.refuse(
        "a12-status-unproven",
        "The status list was replaced under the signature.",
        written(signed | {"credentialStatus": forged["credentialStatus"]}),
        fails(4, "signature_invalid"),
        origin="valid-eddsa-rdfc-2022",
    )
    shelf.put(f"{trap}/refresh", signed, trap=True)
    refresh = {"id": f"{trap}/refresh", "type": "1EdTechCredentialRefresh"}
    document = signed | {"@context": [VCDM_2, OPEN_BADGES, EXTENSIONS], "refreshService": refresh}
    page.refuse(
        "a12-refresh-unproven",
        "A service for newer versions was added under the signature.",
        written(document),
        fails(4, "signature_invalid"),
        origin="valid-eddsa-rdfc-2022",
    )
    for name, member, value in (
        ("schema", "credentialSchema", [{"id": f"{trap}/schema.json", "type": "JsonSchema"}]),
        ("terms", "termsOfUse", [{"id": f"{trap}/terms", "type": f"{trap}/Terms"}]),
        ("image", "image", {"id": f"{trap}/image.png", "type": "Image"}),
        (
            "resource",
            "relatedResource",
            [{"id": f"{trap}/resource", "digestSRI": "sha256-" + "A" * 43 + "="}],
        ),
        ("render", "renderMethod", [{"id": f"{trap}/render", "type": f"{trap}/Render"}]),
    ):
        address = value[0]["id"] if isinstance(value, list) else value["id"]
        shelf.put(address, {}, trap=True)
        document = small(context=[VCDM_2, OPEN_BADGES, EXTENSIONS]) | {member: value}
        page.accept(
            f"a12-{name}",
            f"It names an address under “{member}” that checking it need not ask.",
            EDDSA_RDFC.write(document),
        )
    shelf.put(f"{trap}/vct", {"vct": f"{trap}/vct"}, trap=True)


# --- A13 ------------------------------------------------------------------------------------------------------


def _endless(page: Page) -> None:
    shelf = page.desk.shelf
    own = "https://northfield.example/credentials/its-own-list"
    page.refuse(
        "a13-own-list",
        "It names itself as its status list.",
        EDDSA_RDFC.write(small(id=own, credentialStatus=status_entry(1, list_id=own))),
        fails(6, "status_list_circular"),
    )
    # A list has a status that nobody asks: else lists could lead to lists without end.
    chained = "https://northfield.example/status/chained"
    listed = world.status_list(list_id=chained) | {"credentialStatus": status_entry(1, list_id=chained)}
    shelf.put(chained, EDDSA_RDFC.sign(listed))
    page.accept(
        "a13-list-with-status",
        "Its status list has itself as its status, which nobody asks.",
        EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=chained))),
    )
    for name, url, code in (("itself", "https://northfield.example/refresh/loop", "refresh_none"),):
        document = small(
            context=[VCDM_2, OPEN_BADGES, EXTENSIONS],
            refreshService={"id": url, "type": "1EdTechCredentialRefresh"},
        )
        data = EDDSA_RDFC.write(document)
        shelf.put(url, data)
        page.accept(f"a13-refresh-{name}", "Its newer version is itself.", data, warnings=(code,))
    _refreshed_by(page)
    _nested(page)


def _refreshed_by(page: Page) -> None:
    """A13 and A23: a service for newer versions that offers what it may not; the one at hand stays."""
    shelf, services = page.desk.shelf, "https://northfield.example/refresh"
    for name, deed, newer, code in (
        (
            "of-another",
            "the badge of another issuer",
            EDDSA_RDFC.sign(small(MALLORY), by=MALLORY),
            "refresh_mismatch",
        ),
        (
            "other-id",
            "a badge with another id",
            EDDSA_RDFC.sign(small(id="urn:uuid:7d0a7a5e-0000-4000-8000-000000000000")),
            "refresh_mismatch",
        ),
        (
            "older",
            "an older badge",
            EDDSA_RDFC.sign(small(validFrom="2025-01-15T09:00:00Z")),
            "refresh_older",
        ),
        (
            "forged",
            "a badge that was changed",
            EDDSA_RDFC.sign(small(validFrom="2026-02-15T09:00:00Z")) | {"name": "Surgery"},
            "refresh_invalid",
        ),
        (
            "by-mallory",
            "a badge that the forger signed",
            EDDSA_RDFC.sign(small(validFrom="2026-02-15T09:00:00Z"), by=in_the_name_of(NORTHFIELD, MALLORY)),
            "refresh_invalid",
        ),
        (
            "unsigned",
            "a badge that nobody signed",
            small(validFrom="2026-02-15T09:00:00Z"),
            "refresh_invalid",
        ),
        ("garbled", "what is no JSON", b"{", "refresh_unreadable"),
    ):
        shelf.put(f"{services}/{name}", newer)
        document = small(
            context=[VCDM_2, OPEN_BADGES, EXTENSIONS],
            refreshService={"id": f"{services}/{name}", "type": "1EdTechCredentialRefresh"},
        )
        page.accept(
            f"a13-refresh-{name}",
            f"In place of a newer version it is offered {deed}.",
            EDDSA_RDFC.write(document),
            warnings=(code,),
        )


def _nested(page: Page) -> None:
    inside = EDDSA_RDFC.sign(small())
    for depth in range(6):
        whole = record(
            inside, id=f"urn:uuid:3f2b7c7e-1b8e-4c43-8c5e-00000000000{depth}", credentialStatus=None
        )
        inside = enveloped(JWT_EDDSA.text(whole))
    page.doubt(
        "a13-nested-records",
        "It is a record in a record in a record, six deep.",
        written(inside),
        fails(10, "content_unchecked"),
    )
    many = [
        EDDSA_RDFC.sign(plain(id=f"urn:uuid:3f2b7c7e-1b8e-4c43-8c5e-1000000000{number:02}"))
        for number in range(70)
    ]
    page.doubt(
        "a13-many-parts",
        "It is a record of seventy credentials.",
        JWT_EDDSA.write(record(*many, credentialStatus=None)),
        fails(10, "content_unchecked"),
        suffix=".jws",
    )
    page.doubt(
        "a13-many-shown",
        "It shows seventy credentials.",
        written(presentation(*many, holder=None)),
        fails(10, "content_unchecked"),
    )
    again = small()
    again["endorsementJwt"] = [JWT_EDDSA.text(endorsement(again["id"], NORTHFIELD, id=again["id"]))]
    page.refuse(
        "a13-endorses-itself",
        "An endorsement says that it is the badge it stands in.",
        EDDSA_RDFC.write(again),
        fails(10, "part_circular"),
    )
    whole = record(EDDSA_RDFC.sign(small()), credentialStatus=None)
    around = record(enveloped(JWT_EDDSA.text(whole)), id=whole["id"], credentialStatus=None)
    page.refuse(
        "a13-record-in-itself",
        "A record holds one of the same id.",
        JWT_EDDSA.write(around),
        fails(10, "part_circular"),
        suffix=".jws",
    )
    shown = show(presentation(show(presentation(EDDSA_RDFC.sign(small())))))
    page.refuse(
        "a13-presentation-in-presentation",
        "A presentation shows a presentation.",
        written(shown),
        fails(2, "member", "undefined_term"),
    )


# --- A14 ------------------------------------------------------------------------------------------------------


def _bombs(page: Page) -> None:
    shelf = page.desk.shelf
    lists: dict[str, tuple[str, str, tuple[str, ...]]] = {
        "gzip": (
            "unpacks to seventeen megabytes",
            "u" + base64url_encode(zeros(17 * 1024 * 1024)),
            ("status_list_too_large",),
        ),
        "not-gzip": ("is not packed", "u" + base64url_encode(bytes(16_384)), ("status_list_encoding",)),
        "cut-short": (
            "is cut short",
            "u" + base64url_encode(world.packed(bytes(16_384))[:-9]),
            ("status_list_encoding",),
        ),
        "trailing": (
            "has more after its end",
            "u" + base64url_encode(world.packed(bytes(16_384)) + b"more"),
            ("status_list_encoding",),
        ),
        "check-sum": (
            "has a wrong check sum",
            "u" + base64url_encode(_with_wrong_sum()),
            ("status_list_encoding",),
        ),
        "empty": ("is empty", "u" + base64url_encode(world.packed(b"")), ("status_list_too_short",)),
        "no-prefix": (
            "has no multibase letter",
            base64url_encode(world.packed(bytes(16_384))),
            ("status_list_encoding",),
        ),
        "alphabet": ("is not base64url", "u" + "+/" * 40, ("status_list_encoding",)),
    }
    for name, (what, encoded, codes) in lists.items():
        url = f"https://northfield.example/status/bomb-{name}"
        shelf.put(
            url, EDDSA_RDFC.sign(world.with_subject(world.status_list(list_id=url), encodedList=encoded))
        )
        page.refuse(
            f"a14-list-{name}",
            f"Its status list {what}.",
            EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=url))),
            fails(6, *codes),
        )
    huge = "https://northfield.example/status/huge"
    shelf.put(huge, b" " * 1_100_000)
    page.doubt(
        "a14-list-huge",
        "Its status list is larger than a megabyte.",
        EDDSA_RDFC.write(small(credentialStatus=status_entry(1, list_id=huge))),
        fails(6, "status_list_unreachable"),
    )
    _pictures(page)


def zeros(size: int) -> bytes:
    """Gzip data of so many zero bytes, the same on every machine (RFC 1951, section 3.2.6: fixed Huffman codes)."""
    # A literal zero, and then runs of 258 at the distance of one.
    runs = (size - 1) // 258
    bits = "1" + "10" + "00110000" + ("11000101" + "00000") * runs + "0000000"
    bits += "0" * (-len(bits) % 8)
    deflated = bytes(int(bits[place : place + 8][::-1], 2) for place in range(0, len(bits), 8))
    length = 1 + 258 * runs
    sum_of_all = 0
    for start in range(0, length, 1 << 20):
        sum_of_all = zlib.crc32(bytes(min(1 << 20, length - start)), sum_of_all)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + deflated + struct.pack("<II", sum_of_all, length)


def _with_wrong_sum() -> bytes:
    data = world.packed(bytes(16_384))
    return data[:-8] + b"\0\0\0\1" + data[-4:]


def _pictures(page: Page) -> None:
    credential = EDDSA_RDFC.write(small())
    packed = zlib.compress(credential, 0)
    for name, deed, chunk, code in (
        (
            "ztxt",
            "The credential is packed in a zTXt chunk.",
            Chunk(b"zTXt", b"openbadgecredential\0\0" + packed),
            "bake_compressed",
        ),
        (
            "itxt",
            "The credential is packed in its iTXt chunk.",
            Chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + packed),
            "bake_compressed",
        ),
        (
            "itxt-short",
            "The chunk of the credential is cut short.",
            Chunk(b"iTXt", b"openbadgecredential\0\0\0"),
            "bake_damaged",
        ),
    ):
        head, *chunks = read_chunks(PNG)
        data = SIGNATURE + b"".join(each.encoded() for each in (head, chunk, *chunks))
        page.refuse(f"a14-png-{name}", deed, data, fails(1, code), suffix=".png")
    head, *chunks = read_chunks(bake(PNG, credential))
    many = [Chunk(b"tIME", b"\x07\xea\x01\x0f\x09\0\0")] * 20_001
    page.refuse(
        "a14-png-chunks",
        "The picture has more than twenty thousand chunks.",
        SIGNATURE + b"".join(each.encoded() for each in (head, *many, *chunks)),
        fails(1, "bake_damaged"),
        suffix=".png",
    )
    page.refuse(
        "a14-png-length",
        "A chunk says that it is longer than the picture.",
        bake(PNG, credential).replace(struct.pack(">I", 13) + b"IHDR", struct.pack(">I", 2**31) + b"IHDR"),
        fails(1, "bake_damaged"),
        suffix=".png",
    )
    _drawings(page, bake(SVG, credential))


def _drawings(page: Page, baked: bytes) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(9))
    heads: dict[str, tuple[str, str]] = {
        "laughs": ("Entities multiply to gigabytes.", f"<!DOCTYPE svg [{laughs}]>"),
        "external": (
            "An entity is to be loaded from elsewhere.",
            '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        "parameter": (
            "A parameter entity is to be loaded from elsewhere.",
            '<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://trap.example/x"> %x;]>',
        ),
        "quiet": ("An entity is defined and not used.", '<!DOCTYPE svg [<!ENTITY x "x">]>'),
    }
    for name, (deed, head) in heads.items():
        page.refuse(f"a14-svg-{name}", deed, head.encode() + baked, fails(1, "bake_entities"), suffix=".svg")
    page.refuse(
        "a14-svg-entity-inside",
        "An entity stands in the credential.",
        baked.replace(b"Food safety", b"Food]]>&safety;<![CDATA["),
        fails(1, "bake_entities", "bake_damaged"),
        suffix=".svg",
    )
    deep = b"<g>" * 600 + b"</g>" * 600 + b"</svg>"
    page.refuse(
        "a14-svg-deep",
        "The drawing nests six hundred groups.",
        baked.replace(b"</svg>", deep),
        fails(1, "bake_too_deep"),
        suffix=".svg",
    )
