"""A sentence before it is said: a template and what stands in its places, so that it can be said in any language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Translate = Callable[[str], str]


def as_written(template: str) -> str:
    """The translation into English: none."""
    return template


@dataclass(frozen=True)
class Message:
    """A sentence or a part of one: `template` is the key of its translations, `params` stand in its places.

    A parameter is data, which no language changes, or a message itself.
    """

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""

    def say(self, translate: Translate = as_written) -> str:
        """The sentence, in the language of `translate` (template in, template out; `gettext` fits)."""
        template = translate(self.template)
        if not self.params:
            return template
        said = {
            name: value.say(translate) if isinstance(value, Message) else value
            for name, value in self.params.items()
        }
        return template.format(**said)

    def __str__(self) -> str:
        return self.say()


def either(names: Iterable[str]) -> Message:
    """Alternatives: `a or b`."""
    return _folded("{first} or {second}", [Message("{name}", {"name": name}) for name in names])


def both(names: Iterable[str]) -> Message:
    """Things that belong together: `a and b`."""
    return _folded("{first} and {second}", [Message("{name}", {"name": name}) for name in names])


def in_a_row(messages: Iterable[Message]) -> Message:
    """Whole sentences one after the other."""
    return _folded("{first} {second}", list(messages))


def _folded(template: str, messages: list[Message]) -> Message:
    # By halves, so that a thousand of them nest ten deep.
    middle = len(messages) // 2
    if middle == 0:
        return messages[0]
    first, second = (_folded(template, half) for half in (messages[:middle], messages[middle:]))
    return Message(template, {"first": first, "second": second})
