"""Documents that are made to be read differently: of many shapes, with values that have fooled somebody in each place.

Most values fit their place (an identifier stays one, a number a number), so that most documents are accepted and there
is something to compare. One document in six has anything anywhere, and most of these are refused.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.credential.badges import ADA, LIST, NORTHFIELD, REASONS, badge, entry, issued, presentation
from tests.credential.shape_corpus import TEXTS, documents, mutated, put

from skillmark.credential.jsonld.shapes.slots import Path, leaves

SEED = 20261127
Document = dict[str, Any]


def shapes() -> list[Document]:
    """Those that shape plans are tried on, and more in which nodes, graphs, lists or languages are the difficulty."""
    return [*documents(), *(deepcopy(make()) for make in _MORE)]


def variations(number: int) -> Iterator[tuple[str, Document]]:
    """Endless documents of one shape, each with the words that name it: the same on every machine."""
    base = shapes()[number]
    chance = random.Random(f"{SEED}/{number}")
    count = 0
    while True:
        yield f"seed {SEED}, shape {number}, document {count}", varied(base, chance)
        count += 1


def varied(document: Document, chance: random.Random) -> Document:
    """The document with hostile values."""
    if chance.random() < 1 / 6:
        return mutated(document, chance)
    changed = deepcopy(document)
    places = [(path, value) for path, value in leaves(document) if not _MEANING.intersection(path)]
    for path, value in chance.sample(places, min(len(places), chance.choice((1, 1, 2, 2, 3, 5)))):
        instead = _instead_of(value, path, chance, places)
        # What is said twice of one thing has to be said alike, or it is refused.
        together = chance.random() < 0.8
        for other, same in places:
            if other == path or (together and other[-1] == path[-1] and repr(same) == repr(value)):
                put(changed, other, deepcopy(instead))
    if chance.random() < 0.15:
        changed = _in_another_order(changed, chance)
    return changed


# What these hold is part of what a thing is: other values are `mutated`'s business.
_MEANING = frozenset({"type", "@type", "@direction", "cryptosuite", "proofPurpose"})
_Places = list[tuple[Path, Any]]


def _instead_of(value: Any, path: Path, chance: random.Random, places: _Places) -> Any:
    if path[-1] == "@language":
        return chance.choice(_LANGUAGES)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return chance.choice(_WHOLE if isinstance(value, int) == (chance.random() < 0.8) else _FRACTIONS)
    if not isinstance(value, str):
        return value
    return _identifier(value, chance, places) if _is_identifier(value) else _text(value, chance, places)


def _is_identifier(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https:", "urn:", "did:", "mailto:", "tel:"))


def _identifier(value: str, chance: random.Random, places: _Places) -> str:
    kind = chance.random()
    if kind < 0.6:
        return chance.choice(_IDENTIFIERS)
    if kind < 0.75:
        # Two nodes become one.
        return str(chance.choice([each for _, each in places if _is_identifier(each)]))
    if kind < 0.95:
        return value + "".join(chance.choice(_OF_IDENTIFIERS) for _ in range(chance.randrange(1, 12)))
    return chance.choice(_NO_IDENTIFIERS)


def _text(value: str, chance: random.Random, places: _Places) -> str:
    kind = chance.random()
    if kind < 0.35:
        return chance.choice(_TEXTS)
    if kind < 0.55:
        # Two values, and with them two nodes, become alike.
        return str(chance.choice([each for _, each in places if isinstance(each, str)]))
    if kind < 0.65:
        return value + chance.choice(_TEXTS) + chance.choice(_TEXTS)
    return "".join(chr(chance.choice(_RANGES)(chance)) for _ in range(chance.randrange(1, 12)))


def _in_another_order(value: Any, chance: random.Random) -> Any:
    """The same members, and the same items, one after the other as chance has it."""
    if isinstance(value, dict):
        parts = [
            (name, part if name == "@context" else _in_another_order(part, chance))
            for name, part in value.items()
        ]
        chance.shuffle(parts)
        return dict(parts)
    if isinstance(value, list):
        items = [_in_another_order(item, chance) for item in value]
        chance.shuffle(items)
        return items
    return value


# What fits, and yet has a form that somebody treats in a way of his own.
_TEXTS = (
    *(text for text in TEXTS if not set(text) & {"\x00", "\ufffe", "\ud800"}), "\b", "\f", "\x1f", "\x80",
    "\u2028", "\ufeff", "e\u0301", "\uff5e", "\U0001f600\uff5e", "\\u0041", "\\n", "\\\\", "a\\", '"@en',
    '"^^<urn:x> .', "> .\n<urn:a> <urn:b> <urn:c> .", "_:b0", "b0", "c14n0", " ", "\r\n", "0", "-0", "1E0",
    "1.0E0", "NaN", "INF", "false", "null", "[]", "{}", "@none", "@vocab", "en", "<urn:x>", "$s", "%(s)s",
    "{0}", "{s1}", "\U00010000", "\ud7ff", "\ue000", "\U0001fffe", "\ufdd0", "\x7f\x80", "a" * 999 + "\x01",
)  # fmt: skip
_IDENTIFIERS = (
    "https://a.example", "https://a.example/", "HTTPS://A.EXAMPLE/", "https://a.example/%7E",
    "https://a.example/~", "https://a.example/%00", "https://a.example/a/../b", "https://a.example/./",
    "https://a.example?q", "https://a.example/?q=[1]&x='y'#z", "https://a.example/#",
    "https://a.example:443/", "https://u:p@a.example/", "https://[::1]/", "https:a", "https:", "http://",
    "http:///a", "urn:x:y", "urn:x:y:", "urn:", "urn:a:$&'()*+,;=@!", "urn:b:_:c14n0", "did:key:z6Mk#z6Mk",
    "did:web:a.example%3A3000", "mailto:a@b", "tel:+1;ext=2", "ftp://a/b", "data:,x", "x-y.z+1:q",
    "https://é.example/é", "urn:\U0001f600", "urn:\uff5e", "urn:\u202e", "urn:\u00a0x", "urn:\U0010fffd",
    "urn:e\u0301", "urn:%", "urn:%zz", "https://a.example//b", "https://a.example/" + "x" * 2500,
    "https://a.example/;a=b,c", "a:b",
)  # fmt: skip
_OF_IDENTIFIERS = (*"aZ09-._~:/?#@!$&'()*+,;=é\u200b\U0001f600", "%C3%A9", "%", "[")
# Relative, shortened, of a blank node, or with a character that identifiers cannot have: refused.
_NO_IDENTIFIERS = (
    "", "a", "/a", "#a", "?a", "//a/b", "schema:name", "_:b1", "@id", "urn:a b", "urn:a\n", "urn:<",
    "urn:a\\b", "urn:\x7f",
)  # fmt: skip
_WHOLE = (
    0, 1, -1, 7, 2**31, 2**53 - 1, -(2**53) + 1, 2**53, 10**15, 10**16, 10**19, 10**20, 10**21 - 1, 1.0,
    2.0, 1e15, 1e16, 1e20, 1e21,
)  # fmt: skip
_FRACTIONS = (
    1.5, -1.5, 0.5, 0.1, -0.1, 1e-7, 1e-6, 123456.789, 5e-324, 1.5e300, 2.5e-10, 99.95, 9.7, 4.35, 1 / 3,
    0.1 + 0.2, 2.2250738585072014e-308,
)  # fmt: skip
_LANGUAGES = (
    "en", "EN", "de-AT", "de-Latn-DE-1996", "zh-Hant", "x-klingon", "i-default", "en-a-bbb-x-a-ccc", "a",
    "e_n", "",
)  # fmt: skip
_RANGES: tuple[Callable[[random.Random], int], ...] = (
    lambda chance: chance.randrange(32, 127),
    lambda chance: chance.randrange(1, 0x300),
    lambda chance: chance.randrange(1, 0xD800),
    lambda chance: chance.randrange(0xE000, 0xFFFE),
    lambda chance: chance.randrange(0x10000, 0x110000),
)


# --- more shapes ----------------------------------------------------------------------------------------------


def _in_languages() -> Document:
    texts = [{"@value": "Brot backen", "@language": "de-AT"}, {"@value": "Bread", "@language": "en"}, "Pain"]
    return badge() | {"name": texts, "description": {"@value": "x", "@language": "EN-gb"}}


def _in_a_direction() -> Document:
    return badge() | {"name": [{"@value": "HTML و CSS", "@language": "ar-EG", "@direction": "rtl"}, "x"]}


def _alike() -> Document:
    """Evidence without identifiers that differs in little or in nothing, so that nodes are told apart from afar."""
    works = [{"type": ["Evidence"], "narrative": text} for text in ("a", "a", "b")]
    return badge() | {"evidence": works}


def _profiles_alike() -> Document:
    """Nodes that are alike but for what lies two steps away."""
    document = badge()
    document["credentialSubject"]["achievement"]["creator"] = {
        "type": ["Profile"],
        "name": "A",
        "parentOrg": {"type": ["Profile"], "name": "B", "parentOrg": {"type": ["Profile"], "name": "C"}},
    }
    document["credentialSubject"]["source"] = {
        "type": ["Profile"],
        "name": "A",
        "parentOrg": {"type": ["Profile"], "name": "B", "parentOrg": {"type": ["Profile"], "name": "D"}},
    }
    return document


def _small(identifier: str) -> Document:
    """A badge with few nodes: to tell those of two such badges apart takes long as it is."""
    document = badge() | {"id": identifier}
    subject = document["credentialSubject"]
    del subject["result"], subject["identifier"][1], subject["achievement"]["resultDescription"]
    return document


def _shown() -> Document:
    return presentation(_small("urn:uuid:1"), _small("urn:uuid:2"))


def _shown_signed() -> Document:
    return presentation(issued(_small("urn:uuid:1")), issued(_small("urn:uuid:2")))


def _signed_twice() -> Document:
    proof = issued()["proof"]
    return badge() | {"proof": [proof | {"id": "urn:uuid:p1"}, proof | {"previousProof": "urn:uuid:p1"}]}


def _of_2022() -> Document:
    """In the first data model."""
    document = badge()
    document["@context"] = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    ]
    del document["validUntil"], document["awardedDate"]
    document["issuanceDate"] = document.pop("validFrom")
    return document


def _with_reasons() -> Document:
    status = entry() | {
        "statusPurpose": "message",
        "statusSize": 2,
        "statusMessage": [{"status": f"0x{n}", "message": f"m{n}"} for n in range(4)],
        "statusReference": REASONS,
    }
    return badge() | {"credentialStatus": [status, entry(index="9") | {"id": f"{LIST}#9"}]}


def _of_known_ada() -> Document:
    document = badge()
    document["credentialSubject"] |= {"id": ADA, "creditsEarned": 3, "licenseNumber": "1.5"}
    document["issuer"] |= {"url": NORTHFIELD, "phone": "+1", "email": "a@b", "official": "x"}
    document["issuer"]["address"] = {
        "type": ["Address"],
        "addressCountry": "AT",
        "geo": {"type": ["GeoCoordinates"], "latitude": 48.25, "longitude": 16.5},
    }
    return document


_MORE: tuple[Callable[[], Document], ...] = (
    _in_languages, _in_a_direction, _alike, _profiles_alike, _shown, _shown_signed, _signed_twice, _of_2022,
    _with_reasons, _of_known_ada,
)  # fmt: skip
