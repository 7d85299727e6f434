"""One thing about a document that is not as the standards have it: where it is, what it is, and how to mend it.

The check of a credential, issuing and the linter all speak of flaws; each says them in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skillmark.credential.message import Message
from skillmark.credential.steps.findings import message

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Flaw:
    """A flaw: `sentence` and `mend` are templates, in which `{path}` is the place.

    `tolerated` ones are against the letter of a standard, yet common in the wild, and change nothing of what is said:
    nothing is issued with them, and a check only notes them.
    """

    code: str
    place: Place
    sentence: str
    mend: str
    spec: str = ""
    params: tuple[tuple[str, Any], ...] = ()
    tolerated: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """What stands in the places of the templates."""
        return {"path": spelled(self.place), **dict(self.params)}

    @property
    def message(self) -> Message:
        """What is wrong and how to mend it, fit to be shown."""
        both = {"flaw": Message(self.sentence, self.values), "mend": Message(self.mend, self.values)}
        return message("{flaw} {mend}", both, code=self.code)


def flaw(
    code: str,
    place: Place,
    sentence: str,
    mend: str,
    *,
    spec: str = "",
    tolerated: bool = False,
    **params: Any,
) -> Flaw:
    """A flaw with the parameters of its templates."""
    return Flaw(code, place, sentence, mend, spec, tuple(params.items()), tolerated)


def spelled(place: Place) -> str:
    """A place as people write it: `credentialSubject.result[0].status`."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return words.removeprefix(".")


def json_path(place: Place) -> str:
    """A place as a JSON path (RFC 9535): `$.credentialSubject.result[0]`, `$['@context']`."""
    return "$" + "".join(_segment(step) for step in place)


def _segment(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"['{step}']"
