"""Damage by chance, and repeatably: the ways in which fuzz/ and the property tests change documents and bytes.

Whoever asks brings the chance (a `random.Random`), so that a seed, or hypothesis, can do the same again. `mutate` and
the functions for texts change what is said; `rewritten` only changes how it is written.
"""

from __future__ import annotations

import base64
import json
import re
import string
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any

# A value by what holds it, so that it can be replaced where it stands.
Holder = dict[str, Any] | list[Any]
Spot = tuple[Holder, Any]
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{8,}")
# What is read is at most this long; a mutation that makes things large aims at it.
FULL_SIZE = 262_144

KEYWORDS = (
    "@context", "@id", "@type", "@value", "@language", "@direction", "@graph", "@included", "@reverse", "@nest",
    "@set", "@list", "@index", "@json", "@none", "@base", "@vocab", "@import", "@propagate", "@protected", "@version",
)  # fmt: skip
NAMES = (
    "id", "type", "proof", "issuer", "holder", "credentialSubject", "credentialStatus", "validFrom", "validUntil",
    "issuanceDate", "expirationDate", "verifiableCredential", "endorsement", "endorsementJwt", "refreshService",
    "termsOfUse", "credentialSchema", "evidence", "name", "image", "achievement", "result", "relatedResource",
    "proofValue", "previousProof", "domain", "challenge", "expires", "created", "cnf", "_sd", "...", "_sd_alg", "vct",
    "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "vc", "vp", "alg", "kid", "jwk", "x5c", "jku", "crit",
    "b64", "zip", "typ", "verify", "verification", "revoked", "recipient", "badge", "", "__proto__", "constructor",
)  # fmt: skip
ADDRESSES = (
    "https://www.w3.org/2018/credentials#issuer",
    "https://www.w3.org/2018/credentials#credentialStatus",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "https://schema.org/name",
    "urn:x:y",
    "_:b0",
    "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    "did:web:northfield.example:issuer",
    "did:jwk:eyJrdHkiOiJPS1AifQ",
    "https://mallory.example/issuer",
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/2018/credentials/v1",
    "https://w3id.org/security/data-integrity/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://w3id.org/openbadges/v2",
    "https://[",
    "https://xn--a.example:99999/",
    "https://user@host.example/",
    "data:application/vc+jwt,e30.e30.e30",
    "data:,x",
    "//no.scheme.example",
    "javascript:alert(1)",
)
HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**53 - 1, -(2**53 - 1), 1e308, 5e-324, -0.0, 1.5, 0.1, 1e21, 253402300800,
    "", " ", "\0", "\n", "\u202e", "\u200b", "\ufeff", "é", "e\u0301", "\ud800", "\U0010ffff", "😀", "{x}", "{}", "%s",
    "true", "null", "0", "-1", "1e999", "00", "٣", "0x1", "eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-sd-2023", "none",
    "DataIntegrityProof", "assertionMethod", "authentication", "9999-12-31T23:59:60Z", "0000-01-01T00:00:00Z",
    "2026-01-15T09:00:00+24:00", "2026-02-30T09:00:00Z", "2026-01-15", "2026-W03-4", "z", "u", "m", "z1", "uAAAA",
    [], {}, [[]], [None], {"": ""}, {"id": ""}, {"id": None}, {"@value": "x"}, {"@id": "urn:x:y"}, {"type": []},
)  # fmt: skip


def mutate(value: Any, chance: Random, *, spare: Sequence[Any] = (), large: bool = False) -> Any:
    """A copy of a JSON value, damaged in one to three ways; `spare` are other documents to take pieces from.

    With `large`, one of them makes it up to as long as anything that is read.
    """
    root = [deepcopy(value)]
    ways = [chance.choice(_WAYS) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    if large:
        ways[-1] = _enlarge
    for way in ways:
        way(root, chance, spare)
    return root[0]


# --- ways to damage a document ------------------------------------------------------------------------------


def _spots(root: Holder) -> list[Spot]:
    found: list[Spot] = []
    waiting: list[Holder] = [root]
    while waiting:
        holder = waiting.pop()
        for key in holder if isinstance(holder, dict) else range(len(holder)):
            found.append((holder, key))
            inner = holder[key]
            if isinstance(inner, dict | list):
                waiting.append(inner)
    return found


def _spot(root: Holder, chance: Random) -> tuple[Any, Any]:
    return chance.choice(_spots(root))


def _holder(root: Holder, chance: Random) -> Any:
    """Something that can take one more: a list or an object."""
    holders = [each for holder, key in _spots(root) if isinstance(each := _at(holder, key), dict | list)]
    return chance.choice(holders) if holders else root


def _at(holder: Any, key: Any) -> Any:
    return holder[key]


def _put(holder: Any, value: Any, chance: Random) -> None:
    if isinstance(holder, dict):
        holder[_name(holder, chance)] = value
    else:
        holder.insert(chance.randint(0, len(holder)), value)


def _name(near: dict[str, Any], chance: Random) -> str:
    return chance.choice((chance.choice(NAMES), chance.choice(KEYWORDS), chance.choice(ADDRESSES), *near))


def _change(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    """Another value in its place, near by or far off."""
    holder, key = _spot(root, chance)
    value = holder[key]
    if isinstance(value, str) and chance.random() < 0.6:
        holder[key] = misspelled(value, chance)
    elif type(value) in {int, float} and chance.random() < 0.6:
        holder[key] = chance.choice((value + 1, -value, value * 10, str(value), 0))
    elif isinstance(value, bool):
        holder[key] = not value
    else:
        holder[key] = _hostile(chance)


def _remove(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    holder, key = _spot(root, chance)
    if holder is not root:
        del holder[key]


def _add(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    _put(_holder(root, chance), _hostile(chance), chance)


def _repeat(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    """The same once more: beside itself in a list, under another name in an object, or somewhere else."""
    holder, key = _spot(root, chance)
    target = holder if chance.random() < 0.6 and holder is not root else _holder(root, chance)
    _put(target, deepcopy(holder[key]), chance)


def _rename(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    """A member by another name: another term, a keyword, an address, or a name that only looks the same."""
    objects = [(holder, key) for holder, key in _spots(root) if isinstance(holder, dict)]
    if not objects:
        return
    holder, key = chance.choice(objects)
    name = misspelled(key, chance) if chance.random() < 0.4 else _name(holder, chance)
    renamed = {name if other == key else other: value for other, value in holder.items()}
    holder.clear()
    holder.update(renamed)


def _move(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    holder, key = _spot(root, chance)
    if holder is not root:
        value = holder.pop(key)
        target = _holder(root, chance)
        if isinstance(target, dict) and isinstance(key, str) and chance.random() < 0.7:
            target[key] = value
        else:
            _put(target, value, chance)


def _swap(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    one, other = _spot(root, chance), _spot(root, chance)
    value = deepcopy(one[0][one[1]])
    one[0][one[1]] = deepcopy(other[0][other[1]])
    # What it stood in may have been inside of what took its place.
    other[0][other[1]] = value


def _retype(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    """The same in another type of value, as processors of JSON-LD might or might not read it."""
    holder, key = _spot(root, chance)
    value = holder[key]
    wrapped = ([value], [[value]], {"id": value}, {"@value": value}, {"@set": [value]}, {"@list": [value]},
               {"@graph": [value]}, {"@value": value, "@language": "en"})  # fmt: skip
    if isinstance(value, list) and value and chance.random() < 0.5:
        holder[key] = value[0]
    elif isinstance(value, str | int | float) and chance.random() < 0.3:
        holder[key] = json.dumps(value) if chance.random() < 0.5 else str(value)
    else:
        holder[key] = chance.choice(wrapped)


def _shuffle(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    lists = [each for holder, key in _spots(root) if isinstance(each := _at(holder, key), list)]
    if lists:
        chosen = chance.choice(lists)
        order = chance.sample(range(len(chosen)), len(chosen))
        chosen[:] = [chosen[place] for place in order]


def _borrow(root: Holder, chance: Random, spare: Sequence[Any]) -> None:
    """A piece of another document, in the place of one here or beside it: also a foreign proof."""
    if not spare:
        return
    other: Holder = [deepcopy(chance.choice(spare))]
    piece, name = _spot(other, chance)
    target, key = _spot(root, chance)
    same = [(holder, at) for holder, at in _spots(root) if at == name and isinstance(name, str)]
    if same and chance.random() < 0.6:
        target, key = chance.choice(same)
    if chance.random() < 0.7:
        target[key] = piece[name]
    else:
        _put(_holder(root, chance), piece[name], chance)


def _enlarge(root: Holder, chance: Random, _spare: Sequence[Any]) -> None:
    """Much of something: a limit that is missing shows by what it costs."""
    holder, key = _spot(root, chance)
    value = holder[key]
    size = chance.choice((2_000, 20_000, FULL_SIZE - 12_000))
    unit = max(1, len(json.dumps(value)))
    count = max(2, size // (unit + 2))
    kind = chance.randrange(9)
    if kind == 0:
        holder[key] = [value] * min(count, 130_000)
    elif kind == 1:
        holder[key] = {
            f"{chance.choice(('', 'urn:x:', '@'))}{n:x}": value for n in range(max(2, size // (unit + 10)))
        }
    elif kind == 2:
        depth = chance.choice((10, 60, 64, 100))
        for _ in range(depth):
            value = [value] if chance.random() < 0.3 else {_name({}, chance): value}
        holder[key] = value
    elif kind == 3:
        text = (
            value
            if isinstance(value, str) and value
            else chance.choice(("a", "é", " ", "\\", "%", "{", "=", "/"))
        )
        holder[key] = text * max(1, size // len(text.encode("utf-8", "surrogatepass")))
    elif kind == 4 and isinstance(holder, dict):
        holder[str(key) * max(1, size // 2 // max(1, len(str(key))))] = value
    elif kind == 5:
        # Few long names with much below them: the places repeat the names.
        holder[key] = {"n" * (size // 2): [value] * max(2, count // 2)}
    elif kind == 6:
        holder[key] = [
            {"id": f"urn:x:{n}", "type": ["Profile"], "name": value} for n in range(size // (unit + 50))
        ]
    elif isinstance(value, dict):
        # Like it, but each another one: nothing is there twice.
        name = chance.choice(("id", "name", *value))
        holder[key] = [value | {name: f"urn:x:{n}"} for n in range(size // (unit + 12))]


_WAYS: tuple[Callable[[Any, Random, Sequence[Any]], None], ...] = (
    _change, _change, _remove, _add, _add, _repeat, _rename, _rename, _move, _swap, _retype, _retype, _shuffle,
    _borrow, _borrow,
)  # fmt: skip


def _hostile(chance: Random) -> Any:
    return deepcopy(chance.choice(ADDRESSES) if chance.random() < 0.3 else chance.choice(HOSTILE))


def misspelled(text: str, chance: Random) -> str:
    """Another text that looks much the same, to people or to a careless reader of encodings."""
    place = chance.randint(0, len(text))
    before, after = text[:place], text[place:]
    letter = chance.choice(string.ascii_letters + string.digits + "-_.~:/#?%=+ ")
    return chance.choice(
        (
            before + letter + after[1:],
            before + letter + after,
            before + after[1:],
            before + "\u200b" + after,
            text + " ",
            " " + text,
            text.upper(),
            text.lower(),
            text.replace("e", "\u0435", 1),
            text.replace("-", "+").replace("_", "/"),
            text + "=",
            text[:1].translate(str.maketrans("zum", "umz")) + text[1:],
            text[:-1] + letter,
            text.rstrip("/") + "/",
            text.replace("https:", "http:"),
            text.replace("%", "%25") if "%" in text else text.replace("a", "%61", 1),
            text * 2,
        )
    )


# --- the same, written in another way ---------------------------------------------------------------------------


def rewritten(value: Any, chance: Random) -> str:
    """The JSON value as another writer might put it: order of members, white space, escapes and forms of numbers."""
    if isinstance(value, dict):
        names = list(value)
        order = chance.sample(names, len(names))
        members = (
            f"{_quoted(name, chance)}{_blank(chance)}:{rewritten(value[name], chance)}" for name in order
        )
        return "{" + ",".join(f"{_blank(chance)}{member}{_blank(chance)}" for member in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(f"{_blank(chance)}{rewritten(item, chance)}" for item in value) + "]"
    if isinstance(value, str):
        return _quoted(value, chance)
    if isinstance(value, float) and "e" not in repr(value):
        return repr(value) + chance.choice(("", "0", "00", "e0", "E+0"))
    return json.dumps(value)


def _blank(chance: Random) -> str:
    return chance.choice(("", "", "", "", " ", "\n", "\t", "\r\n "))


def _quoted(text: str, chance: Random) -> str:
    plain = json.dumps(text, ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.8 or "\\" in plain:
        return plain
    place = chance.randint(0, len(text))
    if place == len(text) or ord(text[place]) > 0xFFFF:
        return plain
    escaped = f"\\u{ord(text[place]):04{chance.choice('xX')}}"
    return f'"{json.dumps(text[:place])[1:-1]}{escaped}{json.dumps(text[place + 1 :])[1:-1]}"'


# --- ways to damage texts and bytes -----------------------------------------------------------------------------


def spoiled(text: str, chance: Random) -> str:
    """JSON text that a lenient parser might still read, or read in two ways."""
    places = [found.start() for found in re.finditer(r"[{\[,:\"]", text)] or [0]
    place = chance.choice(places)
    before, after = text[: place + 1], text[place + 1 :]
    return chance.choice(
        (
            "\ufeff" + text,
            text + text,
            text + chance.choice((",", "}", "\0", "//", " x")),
            text.replace("{", '{"id":"urn:x:first",', 1),
            text.replace("{", '{"issuer":"https://mallory.example/issuer",', 1),
            before
            + chance.choice(("NaN,", "Infinity,", "1e999,", "01,", "+1,", ".5,", "\\", "'", "/**/", "-"))
            + after,
            before + '"\\ud800"' + after,
            text.replace('"', "'"),
            text.replace(":", ": [" * 70, 1),
            before + "9" * chance.choice((20, 5_000)) + after,
        )
    )


def damaged(data: bytes, chance: Random, *, other: bytes = b"") -> bytes:
    """Bytes with some bits turned, a piece cut out, repeated or moved, or a piece of `other` inside."""
    if not data:
        return other
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 2, 4, 16, 64, 1024)))
    before, piece, after = data[:start], data[start:end], data[end:]
    borrowed = other[chance.randrange(len(other)) :][: chance.choice((1, 8, 64, 512))] if other else b""
    return chance.choice(
        (
            before + bytes([data[start] ^ 1 << chance.randrange(8)]) + data[start + 1 :],
            before + bytes([data[start] ^ 1 << chance.randrange(8)]) + data[start + 1 :],
            before,
            before + after,
            before + piece + piece + after,
            before + piece * chance.choice((10, 200)) + after,
            before + chance.randbytes(chance.choice((1, 4))) + after,
            before + borrowed + after,
            after + piece + before,
        )
    )


def damaged_compact(
    text: str, chance: Random, *, spare: Sequence[Any] = (), others: Sequence[str] = (), large: bool = False
) -> str:
    """A signed text (JWS or SD-JWT) with one of its parts changed, in what it says or in how it is encoded."""
    pieces = re.split(r"([.~])", text)
    place = chance.randrange(0, len(pieces), 2)
    piece = pieces[place]
    kind = chance.randrange(8)
    if kind == 0 and len(pieces) > 2:
        del pieces[place : place + 2]
    elif kind == 1:
        pieces[place:place] = [piece, chance.choice((".", "~"))]
    elif kind == 2 and others:
        foreign = re.split(r"[.~]", chance.choice(others))
        pieces[place] = chance.choice(foreign)
    elif kind == 3 and len(pieces) > 2:
        swapped = chance.randrange(0, len(pieces), 2)
        pieces[place], pieces[swapped] = pieces[swapped], piece
    elif kind == 4:
        pieces[place] = misspelled(piece, chance)
    else:
        pieces[place] = changed_inside(piece, chance, spare=spare, large=large)
    return "".join(pieces)


def changed_inside(piece: str, chance: Random, *, spare: Sequence[Any] = (), large: bool = False) -> str:
    """A base64url piece whose JSON says something else; where it holds none, the bytes are changed."""
    data = from_base64url(piece)
    try:
        value = json.loads(data)
    except ValueError:
        return to_base64url(damaged(data, chance))
    if chance.random() < 0.1:
        return to_base64url(spoiled(json.dumps(value), chance).encode("utf-8", "surrogatepass"))
    changed = mutate(value, chance, spare=spare, large=large)
    return to_base64url(json.dumps(changed, separators=(",", ":")).encode())


def from_base64url(piece: str) -> bytes:
    """The bytes of a base64url piece; none where it is not one."""
    if not _BASE64URL.fullmatch(piece) or len(piece) % 4 == 1:
        return piece.encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4))


def to_base64url(data: bytes) -> str:
    """The bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
