"""Hosts and names that are made to be taken for others: a rule short enough that a warning can be explained by it.

Two hosts look alike

- when they are the same once what looks the same is written the same: compatibility forms and accents taken away
  (Unicode NFKD), lower case, and the letters of the table below; or
- when they differ in one part between full stops only, that part has five characters or more, and one slip of the hand
  makes one of the other: a character more, less or different, or two neighbours swapped. Two different digits are not
  a slip: `school1` and `school2` are two schools.

It finds what is near, never what is meant: for a warning, not for a verdict.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

_MAX_HOST = 253
_SHORTEST = 5
# Cyrillic, Greek and Latin letters and digits that most typefaces draw like these.
_DRAWN_ALIKE = str.maketrans(
    {
        "а": "a", "α": "a", "ɑ": "a", "в": "b", "с": "c", "ϲ": "c", "ԁ": "d", "е": "e", "ҽ": "e", "ɡ": "g",
        "һ": "h", "і": "l", "ι": "l", "ı": "l", "i": "l", "1": "l", "|": "l", "ӏ": "l", "ј": "j", "к": "k",
        "κ": "k", "м": "m", "ո": "n", "η": "n", "п": "n", "о": "o", "ο": "o", "օ": "o", "0": "o", "р": "p",
        "ρ": "p", "ԛ": "q", "г": "r", "ѕ": "s", "5": "s", "т": "t", "τ": "t", "υ": "u", "ս": "u", "ν": "v",
        "ѵ": "v", "ԝ": "w", "х": "x", "χ": "x", "у": "y", "γ": "y",
    }
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"))


def host_of(identifier: str) -> str:
    """The host of an https address or a did:web in lower case and Unicode letters; empty where it has none."""
    if identifier.startswith("did:web:"):
        host = identifier.removeprefix("did:web:").split(":")[0].replace("%3a", "%3A").split("%3A")[0]
    else:
        try:
            host = urlsplit(identifier).hostname or ""
        except ValueError:
            host = ""
    return ".".join(_label(label) for label in host.lower().split(".")) if len(host) <= _MAX_HOST else ""


def folded(text: str) -> str:
    """A text with everything written the same that looks the same."""
    # Both ways round: a letter of mathematics has no small form before it is an ordinary letter.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in plain if unicodedata.category(letter) not in {"Mn", "Cf"})
    drawn = " ".join(bare.translate(_DRAWN_ALIKE).split())
    for pair, letter in _PAIRS:
        drawn = drawn.replace(pair, letter)
    return drawn


class Hosts:
    """Hosts to compare another with, each with what it stands for."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        self._hosts = {host: meant for host, meant in hosts.items() if host}
        self._folded = {folded(host): meant for host, meant in self._hosts.items()}
        self._halves: dict[tuple[int, str, str], list[str]] = {}
        for host in self._hosts:
            for key in _halves(host, len(host)):
                self._halves.setdefault(key, []).append(host)

    def resembling(self, host: str) -> str:
        """What a host that looks like `host` stands for; empty where there is none, and for one of the hosts itself."""
        if not host or host in self._hosts:
            return ""
        drawn_alike = self._folded.get(folded(host))
        if drawn_alike is not None:
            return drawn_alike
        near = (
            known
            for length in (len(host), len(host) - 1, len(host) + 1)
            for key in _halves(host, length)
            for known in self._halves.get(key, ())
            if _is_one_slip_away(host, known)
        )
        return self._hosts.get(next(near, ""), "")


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except ValueError:
        return label


def _halves(host: str, length: int) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    """The beginning and the end of a host as they stand in one of this length that is one slip away.

    A slip leaves what is well before it, or what is well after it, as it was; so few hosts need a closer look.
    """
    half = max(1, (length - 1) // 2 - 1)
    return (length, host[:half], ""), (length, "", host[-half:])


def _is_one_slip_away(host: str, known: str) -> bool:
    labels, others = host.split("."), known.split(".")
    if len(labels) != len(others):
        return False
    differing = [pair for pair in zip(labels, others, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and min(map(len, differing[0])) >= _SHORTEST and _is_slip(*differing[0])


def _is_slip(left: str, right: str) -> bool:
    """Whether two different texts are one slip apart: what is left between what they begin and end with tells it."""
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if len(left) <= 1 and len(right) <= 1:
        return not (left.isdigit() and right.isdigit())
    return len(left) == 2 and left == right[::-1]  # noqa: PLR2004 (two neighbours)
