"""Canonicalising, signing, checking and encoding status lists, as ratios against rivals measured in the same run."""

from __future__ import annotations

import gzip
import random
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.badge import CREATED, KEY, SEED, badge
from bench.digitalbazaar import Node
from skillmark.credential import optional, strictjson
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.jsonld import canonical_nquads, plans_for
from skillmark.credential.jsonld.shapes.compiling import full_path
from skillmark.credential.keys import LocalSigner
from skillmark.credential.proof import eddsa_rdfc_2022
from skillmark.credential.proof.suite import ProofOptions
from skillmark.credential.status.bitstring import StatusBits, encode_list
from skillmark.interfaces.cli.answers import COULD_NOT, Refusal
from skillmark.interfaces.cli.bench_figures import Figure, Measured, Wanted, shown

# How many of each make up a round: about a tenth of a second.
COUNTS = {
    "canonicalise": 2_000,
    "full path": 50,
    "PyLD": 10,
    "sign": 1_000,
    "verify": 1_000,
    "raw": 2_000,
    "node": 10,
    "status list": 20,
}
LEARNING = 40  # after so many of one shape it has a plan, whatever else this process did before
ENTRIES, SET = 131_072, 0.01
GZIP_LEVEL = 6  # the usual one of gzip(1)

# Seconds for one of each thing that a round does, by name.
Round = Callable[[], Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """What is compared with what: `ours` and `theirs` name things that are measured."""

    name: str
    ours: str
    theirs: str
    sentence: str
    target: float | None = None
    aim: float | None = None


RATIOS = (
    Ratio(
        name="canonicalise_to_pyld",
        ours="canonicalise",
        theirs="PyLD",
        sentence="Canonicalising a badge of a shape seen before is {} times as fast as with PyLD.",
        target=60,
        aim=200,
    ),
    Ratio(
        name="full_path_to_pyld",
        ours="full path",
        theirs="PyLD",
        sentence="Canonicalising a badge of a shape never seen is {} times as fast as with PyLD.",
    ),
    Ratio(
        name="sign_to_raw",
        ours="sign",
        theirs="raw sign",
        sentence="Signing, from document to JSON bytes, runs at {} of the speed of OpenSSL's bare signature.",
        target=0.25,
        aim=0.5,
    ),
    Ratio(
        name="verify_to_raw",
        ours="verify",
        theirs="raw verify",
        sentence="Checking the proof, from JSON bytes, runs at {} of the speed of OpenSSL's bare check.",
        target=0.6,
        aim=1.2,
    ),
    Ratio(
        name="sign_to_digitalbazaar",
        ours="sign",
        theirs="digitalbazaar sign",
        sentence="Signing is {} times as fast as with @digitalbazaar/vc.",
        target=50,
        aim=100,
    ),
    Ratio(
        name="verify_to_digitalbazaar",
        ours="verify",
        theirs="digitalbazaar verify",
        sentence="Checking is {} times as fast as with @digitalbazaar/vc.",
        target=40,
        aim=100,
    ),
    # Nearly all of the work is compressing, so this shows how hard we do it, and what stands around it.
    Ratio(
        name="status_list_to_gzip",
        ours="status list",
        theirs="gzip",
        sentence=f"Encoding {ENTRIES:,} status entries, {SET:.0%} set, runs at {{}} of the speed of plain gzip.",
    ),
)


def measure(wanted: Wanted) -> Measured:
    """Medians of interleaved rounds, and what they come to."""
    with ExitStack() as stack:
        rivals, left_out = _rivals(stack)
        wanted.tell(f"Measuring ratios: {wanted.rounds} rounds of a second or two …")
        seconds = _in_rounds({**rivals, **_ours()}, wanted.rounds)
    medians = {name: statistics.median(each) for name, each in seconds.items()}
    found = [(each, medians[each.theirs] / medians[each.ours]) for each in RATIOS if each.theirs in medians]
    return Measured(
        members={"ratios": {each.name: round(value, 4) for each, value in found}},
        figures=[
            Figure(
                name=each.name,
                value=value,
                sentence=each.sentence.format(shown(value)),
                target=each.target,
                aim=each.aim,
            )
            for each, value in found
        ],
        left_out={
            each.name: reason
            for each in RATIOS
            for rival, reason in left_out.items()
            if each.theirs.startswith(rival)
        },
        machine={
            "rounds": wanted.rounds,
            "microseconds": {name: round(value * 1e6, 1) for name, value in medians.items()},
        },
    )


def _in_rounds(works: Mapping[str, Round], rounds: int) -> dict[str, list[float]]:
    """Seconds for one of each thing, a figure for each round: each thing once, then all again."""
    counts = plans_for(BUNDLED).counts
    planned, different = counts.planned, counts.different
    seconds: dict[str, list[float]] = {}
    for _ in range(rounds):
        for work in works.values():
            for name, one in work().items():
                seconds.setdefault(name, []).append(one)
    if counts.different > different or counts.planned < planned + rounds * COUNTS["canonicalise"]:
        raise Refusal(
            "bench_without_plans",
            f"The plans did not do what was to be measured: {counts}.",
            "Report this as a fault, with the output of this command.",
            exit_code=COULD_NOT,
        )
    return seconds


def _rivals(stack: ExitStack) -> tuple[dict[str, Round], dict[str, str]]:
    """The rivals that not every machine has, and why the others are left out."""
    rivals: dict[str, Round] = {}
    left_out: dict[str, str] = {}
    for name, start in (("PyLD", _pyld), ("digitalbazaar", lambda: _digitalbazaar(stack))):
        try:
            rivals[name] = start()
        except Refusal as refusal:
            left_out[name] = f"{refusal.sentence} {refusal.next_step}"
    return rivals, left_out


# --- ours, and what needs nothing else --------------------------------------------------------------------------


def _ours() -> dict[str, Round]:
    signer, raw = LocalSigner.from_seed(SEED), Ed25519PrivateKey.from_private_bytes(SEED)
    document, public = badge(7), raw.public_key()
    options = ProofOptions(verification_method=KEY, created=CREATED)

    def sign() -> bytes:
        return strictjson.dumps(eddsa_rdfc_2022.sign(document, signer=signer, options=options))

    for _ in range(LEARNING):
        signed = sign()
    data = bytes(64)
    signature = raw.sign(data)

    def verify() -> None:
        read = strictjson.loads(signed)
        eddsa_rdfc_2022.verify(read, read["proof"], public_key=signer.public_key)

    bits = _status_bits()
    works: dict[str, tuple[Callable[[], Any], int]] = {
        "canonicalise": (lambda: canonical_nquads(document), COUNTS["canonicalise"]),
        "full path": (lambda: full_path(document, contexts=BUNDLED), COUNTS["full path"]),
        "sign": (sign, COUNTS["sign"]),
        "raw sign": (lambda: raw.sign(data), COUNTS["raw"]),
        "verify": (verify, COUNTS["verify"]),
        "raw verify": (lambda: public.verify(signature, data), COUNTS["raw"]),
        "status list": (lambda: encode_list(bits), COUNTS["status list"]),
        "gzip": (lambda: gzip.compress(bits.to_bytes(), GZIP_LEVEL, mtime=0), COUNTS["status list"]),
    }
    return {name: _repeated(name, work, count) for name, (work, count) in works.items()}


def _status_bits() -> StatusBits:
    """A list as it stands after years: one in a hundred is set, anywhere, which compresses worst."""
    bits = StatusBits(ENTRIES)
    for index in random.Random(7).sample(range(ENTRIES), round(ENTRIES * SET)):  # noqa: S311 - not a secret
        bits.set(index)
    return bits


def _repeated(name: str, work: Callable[[], Any], count: int) -> Round:
    work()

    def timed() -> dict[str, float]:
        begun = time.perf_counter()
        for _ in range(count):
            work()
        return {name: (time.perf_counter() - begun) / count}

    return timed


# --- rivals -----------------------------------------------------------------------------------------------------


def _pyld() -> Round:
    pyld = optional.package("pyld.jsonld")
    if pyld is None:
        raise Refusal(
            "no_pyld",
            "PyLD is not installed: a server does not need it.",
            "It comes with the tests: ./skillmark test --lint",
        )
    document = badge(7)
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return _repeated("PyLD", lambda: pyld.normalize(document, options), COUNTS["PyLD"])


def _load(url: str, _options: object = None) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": BUNDLED.load(url).document,
    }


def _digitalbazaar(stack: ExitStack) -> Round:
    node, count = Node.start(stack), COUNTS["node"]
    return lambda: {f"digitalbazaar {name}": total / count for name, total in node.round(count).items()}
