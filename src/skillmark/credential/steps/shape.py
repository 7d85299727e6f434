"""The first half of step 2: only documents that say things plainly go on, because tricks of spelling hide from readers.

Two spellings can mean the same signed statements and show different things. So members are written by their short
names, contexts are named and never written out, and the JSON-LD keywords that move statements around are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MAX_CONTEXTS = 8
MAX_NODES = 20_000


def shape_problems(document: Mapping[str, Any]) -> Iterator[str]:
    """Every reason for which the document is not plainly written; costs no more than reading it once."""
    # Data Integrity 1.0, "Context Injection"; JSON-LD 1.1 keywords other than these carry no statement.
    stack: list[tuple[str, Any, bool]] = [("", dict(document), False)]
    for count in range(MAX_NODES + 1):
        if not stack:
            return
        path, value, in_list = stack.pop()
        if count == MAX_NODES:
            yield f"It has more than {MAX_NODES:,} parts."
            return
        if isinstance(value, dict):
            yield from _object_problems(path, value)
            stack.extend(
                (_join(path, name), part, False) for name, part in value.items() if name != "@context"
            )
        elif isinstance(value, list):
            if in_list:
                yield f"“{path}” is a list inside a list."
            stack.extend((f"{path}[{index}]", part, True) for index, part in enumerate(value))


def _object_problems(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    is_text_in_a_language = "@value" in value and set(value) <= {"@value", "@language", "@direction"}
    for name in value:
        if name == "@context":
            yield from _context_problems(_join(path, name), value[name])
        elif name.startswith("@") and not is_text_in_a_language:
            yield f"“{_join(path, name)}” uses a JSON-LD keyword instead of a plain member."
        elif ":" in name:
            yield f"“{_join(path, name)}” is written as an address instead of its short name."


def _context_problems(path: str, value: Any) -> Iterator[str]:
    contexts = value if isinstance(value, list) else [value]
    if len(contexts) > MAX_CONTEXTS:
        yield f"“{path}” names {len(contexts)} contexts; at most {MAX_CONTEXTS} are read."
    if not all(isinstance(context, str) for context in contexts):
        yield f"“{path}” brings definitions of its own; only named contexts are accepted."


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
