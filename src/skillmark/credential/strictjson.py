"""Read JSON from strangers so that every reader of the same bytes sees the same document.

The standard parser accepts duplicate members, NaN, lone surrogates and endless nesting. Each of those lets one
document mean two things, or stops the process, so each is refused here, by name. The work is linear in the size.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from skillmark.credential import optional
from skillmark.credential.errors import LoadError
from skillmark.credential.message import Message

# RFC 7493 (I-JSON) section 2.2: integers beyond this are not the same number for every reader.
MAX_INTEGER = 2**53 - 1
MAX_BYTES = 262_144
# RFC 8785 section 3.2.2.3 (ECMAScript, Number::toString): a whole number below this is written in digits alone.
_WITH_EXPONENT = 1e21
_NUMBERS = (int, float)
MAX_NUMBER_LENGTH = 128
_INTEGER_LENGTH = len(str(-MAX_INTEGER))
_SHOWN_LENGTH = 40

# The last alternative of a string ends at the end of input, so that an open string cannot be scanned twice.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def loads(data: bytes | str, *, max_bytes: int = MAX_BYTES, max_depth: int = 64) -> Any:
    """The value in `data`; raises LoadError with a code for the rule that was broken and the place."""
    if isinstance(data, bytes) and len(data) <= max_bytes:
        value = _plainly_written(data, max_depth)
        if value is not _NOT_PLAIN:
            return value
    text = _decode(data, max_bytes=max_bytes)
    _check_depth(text, max_depth=max_depth)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = Message("line {line}, column {column}", {"line": error.lineno, "column": error.colno})
        what = Message(error.msg)
        raise LoadError("json_syntax", "This is not JSON: {what}.", place=place, what=what) from error
    if _SURROGATE_ESCAPE.search(text):
        _check_surrogates(value)
    return value


def dumps(value: Any) -> bytes:
    """A JSON value as compact UTF-8, members in their order; the same value gives the same bytes on one installation.

    Raises ValueError for NaN, infinity and half characters, TypeError for what is no JSON.
    """
    fast = optional.package("orjson")
    if fast is not None:
        try:
            data: bytes = fast.dumps(value)
        except TypeError:
            data = _NULL
        # The fast writer makes null of NaN, which is for the careful one to refuse.
        if _NULL not in data:
            return data
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


_NULL = b"null"
# Distinguishes "not proven" from null.
_NOT_PLAIN = object()


def _plainly_written(data: bytes, max_depth: int) -> Any:
    """The value of bytes that a fast reader proves to be strict: written again, they are the very same.

    That reader keeps the last of two members of one name and rounds long numbers, so such bytes do not come back. What
    is written in another way (with white space, say) is not proven and is read the careful way, which also says what
    is wrong.
    """
    fast = optional.package("orjson")
    if fast is None:
        return _NOT_PLAIN
    try:
        value = fast.loads(data)
        if fast.dumps(value) != data:
            return _NOT_PLAIN
    except ValueError:  # it is no JSON, or nests deeper than that reader writes
        return _NOT_PLAIN
    return value if _is_within_limits(value, max_depth) else _NOT_PLAIN


def _is_within_limits(value: Any, max_depth: int) -> bool:
    """Whether no integer is beyond what all readers agree on, and nothing nests too deeply."""
    level, depth = [value], 0
    while level:
        below: list[Any] = []
        nests = False
        for item in level:
            kind = type(item)
            if kind is str:  # nearly all of them
                continue
            if kind is dict:
                nests = True
                below += item.values()
            elif kind is list:
                nests = True
                below += item
            elif kind in _NUMBERS and MAX_INTEGER < abs(item) < _WITH_EXPONENT:
                return False
        depth += nests
        if depth > max_depth:
            return False
        level = below
    return True


def _decode(data: bytes | str, *, max_bytes: int) -> str:
    # A character is at least one byte, so this also keeps us from encoding something huge.
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        size = len(data if isinstance(data, bytes) else text.encode("utf-8"))
    except UnicodeDecodeError as error:
        place = Message("byte {count}", {"count": error.start})
        raise LoadError("json_not_utf8", "The document is not UTF-8.", place=place) from error
    except UnicodeEncodeError as error:
        raise LoadError(
            "json_surrogate", "The text holds half a character.", place=_character(error.start)
        ) from error
    if size > max_bytes:
        raise _too_large(max_bytes)
    if text.startswith("\ufeff"):
        place = Message("byte {count}", {"count": 0})
        raise LoadError(
            "json_bom", "The document starts with a byte order mark, which JSON forbids.", place=place
        )
    return text


def _character(index: int) -> Message:
    return Message("character {count}", {"count": index})


def _too_large(limit: int) -> LoadError:
    return LoadError("json_too_large", "The document is larger than {limit} bytes.", limit=limit)


def _check_depth(text: str, *, max_depth: int) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        first = text[match.start()]
        if first in "[{":
            depth += 1
            if depth > max_depth:
                raise LoadError(
                    "json_too_deep",
                    "The document nests deeper than {limit} levels.",
                    place=_character(match.start()),
                    limit=max_depth,
                )
        elif first in "]}":
            depth -= 1


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        name = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise LoadError(
            "json_duplicate_member",
            "The member “{name}” appears twice in one object.",
            name=_short(name),
        )
    return members


def _constant(name: str) -> NoReturn:
    raise LoadError("json_number", "NaN and Infinity are not JSON numbers.", place=name)


def _integer(digits: str) -> int:
    # Longer ones are never converted: that takes quadratic time.
    if len(digits) > _INTEGER_LENGTH or abs(int(digits)) > MAX_INTEGER:
        raise LoadError(
            "json_number", "An integer is beyond ±(2^53 − 1) (RFC 7493, 2.2).", place=_short(digits)
        )
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits) if len(digits) <= MAX_NUMBER_LENGTH else math.inf
    if math.isinf(number):
        raise LoadError("json_number", "A number is too large or too long to be exact.", place=_short(digits))
    if MAX_INTEGER < abs(number) < _WITH_EXPONENT:
        # Its canonical form would be an integer that is refused.
        raise LoadError(
            "json_number", "An integer is beyond ±(2^53 − 1) (RFC 7493, 2.2).", place=_short(digits)
        )
    return number


# A value, the step that leads to it and what it stands in: paths are made only for the one that is at fault.
_Node = tuple[Any, str, "_Node | None"]
_NAME = ""


def _check_surrogates(value: Any) -> None:
    stack: list[_Node] = [(value, "$", None)]
    while stack:
        node = stack.pop()
        item = node[0]
        if isinstance(item, dict):
            stack += [(key, _NAME, node) for key in item]
            stack += [(member, f".{_short(key)}", node) for key, member in item.items()]
        elif isinstance(item, list):
            stack += [(member, f"[{index}]", node) for index, member in enumerate(item)]
        elif isinstance(item, str) and not _is_whole(item):
            raise LoadError(
                "json_surrogate", "A string holds half a character (a lone surrogate).", place=_said(node)
            )


def _said(node: _Node) -> Message | str:
    place = _place(node)
    return Message("{place}, a member’s name", {"place": place}) if node[1] == _NAME else place


def _place(node: _Node | None) -> str:
    steps: list[str] = []
    while node is not None:
        _, step, node = node
        steps.append(step)
    return "".join(reversed(steps)).encode("utf-8", "replace").decode("utf-8")


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}…"


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_constant=_constant, parse_int=_integer, parse_float=_float
)
