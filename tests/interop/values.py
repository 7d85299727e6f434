"""Random texts, numbers, times and identifiers: of every kind that a credential may hold.

What is never written, and why:

- U+0000, lone surrogates, U+FFFE and U+FFFF: no characters of texts (XML 1.1, "Char"); no credential of ours has any.
- Whole numbers beyond 2^53 - 1, in any notation: JavaScript writes 1e16 as 10000000000000000, which not all readers
  take for the same number (RFC 7493, section 2.2), so we refuse it. -0, for the same reason.
- Fractions that JavaScript writes without a point, such as 1e-7: jsonld.js takes what has none for a whole number.
- Characters from U+E000 to U+FFFD (variation selectors among them) beside ones above U+FFFF: JavaScript sorts them in
  another order than that of their code points. Each document has either the ones or the others.

test_digitalbazaar.py shows the last two differences, and says which standard decides.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

_LANGUAGES = ("en", "de", "fr-CH", "ar", "he", "zh-Hant", "pt-BR", "sr-Latn-RS", "es-419")
_RIGHT_TO_LEFT = frozenset({"ar", "he"})


def _between(*ranges: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


_ASCII = _between((0x20, 0x7E))
_MARKS = "\"'\\/<>&{}[]()^`|~$%#@!?;:,.=+-*_ "
_CONTROLS = _between((0x01, 0x1F), (0x7F, 0x9F)) + "\u00ad\u061c\u200b\u200c\u200d\u2060"
_BLANKS = " \t\r\n\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000"
_RIGHT_TO_LEFT_TEXT = (
    _between((0x5D0, 0x5EA), (0x621, 0x64A), (0x710, 0x72F)) + "\u200f\u200e\u202e\u202c\u2067\u2069"
)
_SCRIPTS = (
    _between((0xC0, 0x17F)),
    _between((0x391, 0x3C9), (0x410, 0x44F)),
    _between((0x905, 0x939), (0x93E, 0x94D), (0xE01, 0xE3A)),
    _between((0x1100, 0x1112), (0x1161, 0x1175), (0xAC00, 0xACFF)),
    _between((0x3041, 0x3096), (0x4E00, 0x4EFF)),
    "e\u0301u\u0308o\u0302a\u030an\u0303" + _between((0x300, 0x36F)),
)
_UPPER = (
    _between((0xE000, 0xE03F), (0xF900, 0xF93F), (0xFDD0, 0xFDEF), (0xFE70, 0xFEFC), (0xFF01, 0xFF5E))
    + "\ufe0f\ufeff\ufffd"
)
_EMOJI = ("😀", "🎓", "🏅", "👩🏽‍🍳", "👨‍👩‍👧‍👦", "🇨🇭", "🧑‍🎓", "🫱🏿‍🫲🏻")
# Texts that mean something to some reader, and nothing here.
_CURIOUS = (
    "null", "true", "1.5E0", "-0", "0x1f", "@id", "@type", "@none", "\\u0041\\n", "%s {name} ${x}", "</script>", "--",
    "<b>bold</b> & <i>italic</i>", "line\r\nline\nline", "  blanks around  ", "c14n0", '"""', "^^<x>",
    "a.b~c~1d/e", "__proto__", "constructor", "\x7f\x1b[0m",
)  # fmt: skip
# What software that replaces the names of nodes in written statements mistakes for some.
_NODE_NAMES = ("_:b0 and _:c14n1", "<urn:bnid:_0>")
_HOSTS = ("a.example", "xn--bcher-kva.example:8443", "sub.b.example", "[2001:db8::1]")
_STEPS = (
    "a",
    "b-c",
    "~me",
    "x,y;z=1",
    "caf%C3%A9",
    "%E4%BD%A0",
    "été",
    "日本",
    "ключ",
    "a+b",
    "(1)",
    "@me",
    "a:b",
)


@dataclass
class Values:
    """Random values of each kind.

    `upper` chooses which end of Unicode texts may reach. Without `node_names` no text looks like one, and without
    `directions` none says in which direction it is read.
    """

    random: Random
    upper: bool
    node_names: bool = True
    directions: bool = True

    def text(self, *, long: bool = True) -> str:
        """Some text: of any script and plane, with whatever JSON and RDF allow, seldom very long."""
        size = self.random.randint(300, 1500) if long and self.chance(0.003) else self.random.randint(1, 4)
        text = "".join(self._chunk() for _ in range(size))
        return text if self.node_names else re.sub("_:+|urn:bnid:+", "_", text)

    def maybe_in_language(self, *, long: bool = True) -> Any:
        """Some text, now and then with its language and direction (VCDM 2.0, "Language and Base Direction")."""
        text = self.text(long=long)
        if not self.chance(0.15):
            return text
        language = self.random.choice(_LANGUAGES)
        value = {"@value": text, "@language": language}
        if self.directions and self.chance(0.4):
            value["@direction"] = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
        return value

    def number(self) -> float | int:
        """A number: whole or not, negative or not, tiny or huge."""
        sign = self.random.choice((1, 1, -1))
        kind = self.random.randrange(6)
        if kind == 0:
            return self.random.randint(0, 120)
        if kind == 1:
            return sign * self.random.randint(1, 2**53 - 1)
        if kind == 2:
            return sign * self.random.choice((1.5e-7, 2.5e-10, 1.25e22, 1e300, 1 / 3, 1.25e-300, 0.1))
        return sign * (round(self.random.uniform(0.01, 1000), self.random.randint(1, 6)) or 1)

    def moment(self, first: int, last: int) -> str:
        """A time between the beginnings of two years, with a fraction or none, in any time zone."""
        begin, end = datetime(first, 1, 1), datetime(last, 1, 1)  # noqa: DTZ001 (the zone comes below)
        minutes = self.random.choice((0, 0, 60, -300, 330, 840, -660, 345))
        zone = timezone(timedelta(minutes=minutes))
        moment = begin + timedelta(seconds=self.random.randrange(int((end - begin).total_seconds())))
        written = moment.replace(tzinfo=zone).isoformat(timespec="seconds")
        offset = "Z" if minutes == 0 and self.chance(0.7) else written[19:]
        digits = self.random.choice((0, 0, 1, 3, 6, 9))
        fraction = f".{self.random.randrange(10**digits):0{digits}}" if digits else ""
        return f"{written[:19]}{fraction}{offset}"

    def identifier(self) -> str:
        """An identifier: an address, a URN or a DID."""
        number = uuid.UUID(int=self.random.getrandbits(128), version=4)
        return self.random.choice(
            (f"urn:uuid:{number}", self.address(), f"did:example:{number.hex}", self.address())
        )

    def address(self) -> str:
        """An https address, as an IRI: with letters of any script, escapes, a query, a fragment."""
        host = self.random.choice(_HOSTS)
        path = "/".join(self.random.choices(_STEPS, k=self.random.randint(0, 3)))
        number = self.random.getrandbits(40)
        query = self.random.choice(("", "", "?q=1&r=a%20b", "?ü=ö"))
        fragment = self.random.choice(("", "", "#part", "#:~:text=a", "#ß"))
        return f"https://{host}/{path}/{number:x}{query}{fragment}"

    def chance(self, probability: float) -> bool:
        """Whether something happens that does so now and then."""
        return self.random.random() < probability

    def several(self, make: Callable[[], Any], *, most: int = 3) -> list[Any]:
        """A few of something."""
        return [make() for _ in range(self.random.randint(1, most))]

    def _chunk(self) -> str:
        far = self._upper if self.upper else self._beyond
        letters = (self._letters,) * 5
        rare = (self._curious, self._controls)
        others = (_MARKS, 6), (_BLANKS, 2), (_RIGHT_TO_LEFT_TEXT, 10)
        makers = (*letters, far, far, *rare, *(lambda each=each: self._some(*each) for each in others))
        return self.random.choice(makers)()

    def _letters(self) -> str:
        return self._some(self.random.choice((_ASCII, *_SCRIPTS)), 10)

    def _curious(self) -> str:
        return self.random.choice(_CURIOUS)

    def _controls(self) -> str:
        return self.random.choice(_NODE_NAMES) if self.chance(0.2) else self._some(_CONTROLS, 3)

    def _upper(self) -> str:
        return self._some(_UPPER, 4)

    def _beyond(self) -> str:
        """What needs two units in UTF-16: emoji, and any plane above the first."""
        if self.chance(0.6):
            return self.random.choice(_EMOJI)
        return "".join(
            chr((self.random.randint(1, 16) << 16) | self.random.randrange(0xFFFE)) for _ in range(3)
        )

    def _some(self, letters: str, most: int) -> str:
        return "".join(self.random.choices(letters, k=self.random.randint(1, most)))
