"""Which subscribers want which facts; filled once at start by `site/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable

from skillmark.foundation.ledger.models import RecordedFact

Subscriber = Callable[[RecordedFact], None]

_handlers: dict[str, Subscriber] = {}
_wanted: dict[str, set[str]] = {}


def subscribe(*, subscriber: str, fact_names: list[str], handler: Subscriber) -> None:
    """Registers `handler` under the name `subscriber` for every fact named in `fact_names`."""
    _handlers[subscriber] = handler
    for name in fact_names:
        _wanted.setdefault(name, set()).add(subscriber)


def subscribers_of(fact_name: str) -> list[str]:
    return sorted(_wanted.get(fact_name, ()))


def handler_of(subscriber: str) -> Subscriber:
    """Raises KeyError when no such subscriber is wired in."""
    return _handlers[subscriber]
