"""The shape of a fact: something that happened, said in the past tense, without personal data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of every fact. Subclasses name what happened (`AwardGranted`) and hold ids, numbers and codes only."""

    version: ClassVar[int] = 1

    @property
    def name(self) -> str:
        return type(self).__name__

    def data(self) -> dict[str, Any]:
        """The fact's fields as JSON-ready values."""
        return {
            key: value if isinstance(value, int | bool | None) else str(value)
            for key, value in asdict(self).items()
        }
