"""What a target is, and what all of them ask: a parser, inputs to begin with, and a way to damage them that gets deep.

A target says that something is wrong by raising: `Broken` for a promise that is not kept, anything else for an error
that nobody caught. Bytes from strangers may only ever lead to a value, a report, or a CredentialError.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from tests.credential.meaning import Genuine
from tests.credential.mutations import damaged, damaged_compact, mutate, rewritten, spoiled
from tests.credential.samples import ASKED, Sample, check, samples

from skillmark.credential import Policy, Report
from skillmark.credential.errors import CredentialError

Mutator = Callable[[bytes, Random], bytes]
Value = TypeVar("Value")
# Beyond what is read, so that the limits themselves are met.
MAX_INPUT = 300_000
_LARGE = 0.03


class Broken(AssertionError):
    """A promise of the library that an input has broken."""


@dataclass(frozen=True)
class Target:
    """One parser: `run` raises where a promise is broken, `mutate` damages an input with a chance that is given."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    mutate: Mutator


def accepted(action: Callable[[], Value]) -> Value | None:
    """What `action` returns, None where the library refuses in its own way; any other error goes on."""
    try:
        return action()
    except CredentialError as error:
        promise(bool(error.code and error.sentence), "a refusal has a code and a sentence")
        return None


def promise(kept: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raises Broken unless it is kept."""
    if not kept:
        raise Broken(what)


def json_object(data: bytes) -> dict[str, Any] | None:
    """The JSON object in `data` as the standard parser reads it; None where there is none."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


# --- reports ----------------------------------------------------------------------------------------------------


@cache
def genuine() -> Genuine:
    """What was really signed: the samples and the official files, as their own reports show them."""
    known = [check(sample.data, policy=sample.policy) for sample in samples().values()]
    return Genuine.of([*known, *map(check, official(*FOLDERS))])


def policy_for(data: bytes) -> Policy:
    """What the verifier asks: as a rule nothing, now and then an answer to its request. The input decides which."""
    return ASKED if zlib.crc32(data) % 4 == 0 else Policy()


def inspected(data: bytes, *, policy: Policy = Policy()) -> Report:  # noqa: B008 - frozen
    """The report on a file, which must be whole, and must not call anything verified that nobody signed."""
    report = check(data, policy=policy)
    whole(report)
    for impostor in genuine().impostors(report):
        raise Broken(f"verified, and never signed: {json.dumps(impostor.document)[:2000]}")
    return report


def whole(report: Report) -> None:
    """A report can be shown, in full and as JSON, whatever it is about."""
    written = report.to_json()
    json.dumps(written).encode()
    promise([each["step"] for each in written["checks"]] == list(range(1, 11)), "a report has ten steps")
    promise(all(each["detail"] for each in written["checks"]), "every step says something")


# --- official files ---------------------------------------------------------------------------------------------

FOLDERS = ("1edtech-fixtures", "1edtech-vectors", "vc-di-eddsa", "vc-di-ecdsa", "vc-jose-cose")
_BESIDE_THE_CLONE = Path(__file__).resolve().parents[2] / "shared" / "standards"
_LONGEST = 100_000


@cache
def official(*folders: str) -> list[bytes]:
    """The official fixtures and vectors in these folders, none where they are absent."""
    root = Path(os.environ.get("SKILLMARK_STANDARDS", _BESIDE_THE_CLONE))
    files = sorted(path for folder in folders for path in (root / folder).rglob("*") if path.is_file())
    return [path.read_bytes() for path in files if path.stat().st_size <= _LONGEST]


# --- ways to damage ---------------------------------------------------------------------------------------------


def documents(names: Iterable[str]) -> list[Any]:
    """The JSON values of some samples."""
    return [samples()[name].document for name in names]


def json_samples() -> dict[str, Sample]:
    """The samples that are JSON objects."""
    return {name: sample for name, sample in samples().items() if sample.data.startswith(b"{")}


def text_samples() -> dict[str, Sample]:
    """The samples that are compact signed texts."""
    return {name: sample for name, sample in samples().items() if sample.data.startswith(b"ey")}


def damage_json(data: bytes, chance: Random, *, spare: Sequence[Any] = ()) -> bytes:
    """JSON that says something else or is written in another way, and now and then is none any more."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return damaged(data, chance)
    kind = chance.random()
    if kind < _LARGE:
        value = mutate(value, chance, spare=spare, large=True)
    elif kind < 0.9:
        value = mutate(value, chance, spare=spare)
    text = rewritten(value, chance) if chance.random() < 0.2 else json.dumps(value, separators=(",", ":"))
    if kind > 0.95:
        text = spoiled(text, chance)
    return text.encode("utf-8", "surrogatepass")


def damage_text(
    data: bytes, chance: Random, *, spare: Sequence[Any] = (), others: Sequence[str] = ()
) -> bytes:
    """A compact signed text with one part changed; bytes that are none are simply damaged."""
    if not data.isascii() or b"." not in data or chance.random() < 0.1:
        return damaged(data, chance)
    text = damaged_compact(
        data.decode("ascii"), chance, spare=spare, others=others, large=chance.random() < _LARGE
    )
    return text.encode("utf-8", "surrogatepass")
