"""What a single value must be: text, an address, a time, a word of a list, and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from skillmark.credential.model import vocabulary
from skillmark.credential.model.vocabulary import is_extension
from skillmark.credential.steps.flaws import Flaw, Place
from skillmark.credential.times import TimeError, parse_timestamp

# Published JSON schemas of Open Badges 3.0, `LanguageCode` and `CompactJws`.
_LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_COMPACT_JWS = re.compile(r"[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What is written like this is an absolute URL at first sight; taking an address apart takes ten times as long.
_PLAIN_URL = re.compile(r"(?:https?://|urn:)[A-Za-z0-9][A-Za-z0-9/._~#?=&%:@!$'()*+,;-]*")


@dataclass(frozen=True, eq=False)
class Leaf:
    """A kind of value; `words` is the list that it must be from, where there is one."""

    code: str
    accepts: Callable[[Any], bool]
    sentence: str
    mend: str
    words: tuple[str, ...] = ()

    def flaws(self, value: Any, place: Place, spec: str) -> Iterator[Flaw]:
        """The flaw of `value`, if it has one."""
        if not self.accepts(value):
            told = (("value", str(value)), ("words", ", ".join(self.words)))
            yield Flaw(self.code, place, self.sentence, self.mend, spec, told if self.words else ())


def is_url(value: Any) -> bool:
    """Whether a value is an absolute URL (WHATWG) such as an address, a DID or a URN, without blanks."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return False
    if _PLAIN_URL.fullmatch(value):
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(
        parts.scheme
        and (parts.netloc or parts.path)
        and (parts.netloc or parts.scheme not in {"http", "https"})
    )


def _is_text(value: Any) -> bool:
    # VCDM 2.0, "Language and Base Direction": a text may say what language it is in.
    return isinstance(value, str) or (isinstance(value, dict) and isinstance(value.get("@value"), str))


def _is_time(value: Any) -> bool:
    try:
        parse_timestamp(value)
    except TimeError:
        return False
    return True


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_types(value: Any) -> bool:
    found = value if isinstance(value, list) else [value]
    return bool(found) and all(isinstance(name, str) and name for name in found)


def _written(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _word_of(words: tuple[str, ...], mend: str, *, extensible: bool = False) -> Leaf:
    return Leaf(
        "word_unknown",
        lambda value: value in words or (extensible and is_extension(value)),
        "“{path}” is “{value}”, which the list does not have.",
        mend,
        words,
    )


def _extensible_list(words: tuple[str, ...]) -> Leaf:
    mend = "Write a word of your own that begins with “ext:”, or one of these: {words}."
    return _word_of(words, mend, extensible=True)


def _closed_list(words: tuple[str, ...]) -> Leaf:
    return replace(_word_of(words, "Write one of these: {words}."), code="word_refused")


TEXT = Leaf("not_text", _is_text, "“{path}” must be text.", "Write it as a string.")
URL = Leaf(
    "not_url", is_url, "“{path}” must be an absolute address (URL).",
    "Write it in full, like https://… or urn:uuid:….",
)  # fmt: skip
DATA_URL = Leaf(
    "not_data_url", lambda value: is_url(value) and value.startswith("data:") and "," in value,
    "“{path}” must be a data: URL that holds the signed text.", "Write data:application/vc+jwt, and the text.",
)  # fmt: skip
TIME = Leaf(
    "not_time", _is_time, "“{path}” is not a date and time of the calendar with its time zone.",
    "Write it like 2026-01-15T09:00:00Z.",
)  # fmt: skip
DATE = Leaf("not_date", _is_date, "“{path}” is not a day of the calendar.", "Write it like 2026-01-15.")
TRUTH = Leaf(
    "not_truth", lambda value: isinstance(value, bool), "“{path}” must be true or false.",
    "Write true or false, without quotation marks.",
)  # fmt: skip
NUMBER = Leaf(
    "not_number", lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "“{path}” must be a number.", "Write it without quotation marks.",
)  # fmt: skip
TYPES = Leaf("not_types", _is_types, "“{path}” must name one or more types.", "Write them as strings.")
LANGUAGE = Leaf(
    "not_language", _written(_LANGUAGE), "“{path}” is not the code of a language.", "Write it like en or de-CH."
)  # fmt: skip
JWS = Leaf(
    "not_jws", _written(_COMPACT_JWS), "“{path}” is not a compact JWS.",
    "Write the signed text as it came: three parts with dots between.",
)  # fmt: skip

ACHIEVEMENT_TYPE = _extensible_list(vocabulary.ACHIEVEMENT_TYPES)
IDENTITY_TYPE = _extensible_list(vocabulary.IDENTITY_TYPES)
RESULT_TYPE = _extensible_list(vocabulary.RESULT_TYPES)
TARGET_TYPE = _extensible_list(vocabulary.TARGET_TYPES)
RESULT_STATUS = _closed_list(vocabulary.RESULT_STATUSES)
ASSOCIATION_TYPE = _closed_list(vocabulary.ASSOCIATION_TYPES)
