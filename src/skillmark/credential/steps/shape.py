"""The first half of step 2: only documents that say things plainly go on, because tricks of spelling hide from readers.

Two spellings can mean the same signed statements and show different things. So members are written by their short
names, contexts are named and never written out, and the JSON-LD keywords that move statements around are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skillmark.credential.steps.flaws import Flaw, Place, flaw

MAX_CONTEXTS = 8
MAX_NODES = 20_000
_SPEC = "Verifiable Credential Data Integrity 1.0, “Context Injection”"


def shape_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Every reason for which the document is not plainly written; costs no more than reading it once."""
    # JSON-LD 1.1 keywords other than these carry no statement.
    stack: list[tuple[Place, Any, bool]] = [((), dict(document), False)]
    count = 0
    while stack:
        place, value, in_list = stack.pop()
        count += 1
        if count > MAX_NODES:
            yield flaw(
                "too_many_parts",
                (),
                "It has more than {count} parts.",
                "Leave out what is not needed.",
                spec=_SPEC,
                count=MAX_NODES,
            )  # fmt: skip
            return
        if isinstance(value, dict):
            yield from _object_flaws(place, value)
            stack.extend(((*place, name), part, False) for name, part in value.items() if name != "@context")
        elif isinstance(value, list):
            if in_list:
                yield flaw(
                    "nested_list", place, "“{path}” is a list inside a list.", "Write its values in the outer list.",
                    spec=_SPEC,
                )  # fmt: skip
            stack.extend(((*place, index), part, True) for index, part in enumerate(value))


def _object_flaws(place: Place, value: Mapping[str, Any]) -> Iterator[Flaw]:
    is_text_in_a_language = "@value" in value and set(value) <= {"@value", "@language", "@direction"}
    for name in value:
        if not isinstance(name, str) or not name:
            yield flaw(
                "member_unnamed", place, "“{path}” has a member whose name is no text.", "Name it.", spec=_SPEC
            )  # fmt: skip
        elif name == "@context":
            yield from _context_flaws((*place, name), value[name])
        elif name.startswith("@") and not is_text_in_a_language:
            yield flaw(
                "keyword_member", (*place, name), "“{path}” uses a JSON-LD keyword instead of a plain member.",
                "Write what is meant by its short name.", spec=_SPEC,
            )  # fmt: skip
        elif ":" in name:
            yield flaw(
                "address_member", (*place, name), "“{path}” is written as an address instead of its short name.",
                "Write its short name, and name the context that defines it.", spec=_SPEC,
            )  # fmt: skip


def _context_flaws(place: Place, value: Any) -> Iterator[Flaw]:
    contexts = value if isinstance(value, list) else [value]
    if len(contexts) > MAX_CONTEXTS:
        yield flaw(
            "too_many_contexts", place, "“{path}” names {count} contexts; at most {most} are read.",
            "Leave out what is not needed.", spec=_SPEC, count=len(contexts), most=MAX_CONTEXTS,
        )  # fmt: skip
    if not all(isinstance(context, str) for context in contexts):
        yield flaw(
            "inline_context", place, "“{path}” brings definitions of its own; only named contexts are accepted.",
            "Name a published context that defines the members.", spec=_SPEC,
        )  # fmt: skip
