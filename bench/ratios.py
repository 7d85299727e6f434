"""How fast canonicalising, signing and checking are, as ratios against rivals measured in the same run.

.venv/bin/python bench/ratios.py            a table, seven interleaved rounds
.venv/bin/python bench/ratios.py --quick    three rounds
.venv/bin/python bench/ratios.py --json     {"ratios": {…}, "rounds": …, "machine": {…}}
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from badge import ISSUER, KEY, badge
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld as pyld

from skillmark.credential import optional, strictjson
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.jsonld import canonical_nquads, plans_for
from skillmark.credential.jsonld.shapes.compiling import full_path
from skillmark.credential.keys import LocalSigner
from skillmark.credential.proof import eddsa_rdfc_2022
from skillmark.credential.proof.suite import ProofOptions

INTEROP = Path(__file__).resolve().parents[1] / "tests" / "interop"
CREATED = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
SEED = bytes(range(32))
# How many of each make up a round: about a tenth of a second.
COUNTS = {
    "canonicalise": 2_000,
    "full path": 50,
    "PyLD": 10,
    "sign": 1_000,
    "verify": 1_000,
    "raw": 2_000,
    "node": 10,
}


@dataclass(frozen=True)
class Ratio:
    """What is compared with what: `ours` and `theirs` name things that are measured."""

    name: str
    ours: str
    theirs: str
    sentence: str


RATIOS = (
    Ratio("canonicalise_to_pyld", "canonicalise", "PyLD", "canonicalise, PyLD = 1"),
    Ratio("full_path_to_pyld", "full path", "PyLD", "canonicalise a shape never seen, PyLD = 1"),
    Ratio("sign_to_raw", "sign", "raw sign", "sign, document to JSON bytes; OpenSSL's bare signature = 1"),
    Ratio("verify_to_raw", "verify", "raw verify", "check, from JSON bytes; OpenSSL's bare check = 1"),
    Ratio("sign_to_digitalbazaar", "sign", "digitalbazaar sign", "sign, @digitalbazaar/vc = 1"),
    Ratio("verify_to_digitalbazaar", "verify", "digitalbazaar verify", "check, @digitalbazaar/vc = 1"),
)


def main() -> int:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="three rounds instead of seven")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args()
    rounds = 3 if options.quick else 7
    with ExitStack() as stack:
        seconds = measure(rounds, node=Node.start(stack))
    medians = {name: statistics.median(each) for name, each in seconds.items()}
    ratios = {
        each.name: medians[each.theirs] / medians[each.ours] for each in RATIOS if each.theirs in medians
    }
    machine = _machine()
    if options.json:
        print(json.dumps({"ratios": ratios, "rounds": rounds, "machine": machine}, indent=2))
        return 0
    print(
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}; medians of {rounds} rounds"
    )
    for each in RATIOS:
        value = f"{ratios[each.name]:8.2f}" if each.name in ratios else "       –"
        print(f"{value}  {each.sentence}")
    if "sign_to_digitalbazaar" not in ratios:
        print("Left out: @digitalbazaar/vc (needs Node.js, and `npm ci` in tests/interop)")
    return 0


def measure(rounds: int, *, node: Node | None) -> dict[str, list[float]]:
    """Seconds for one of each thing, a figure for each round."""
    works = _works()
    for work, _ in works.values():
        for _ in range(3):  # plans are made when a shape comes again
            work()
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, (work, count) in works.items():
            seconds[name].append(_timed(work, count) / count)
        if node is not None:
            for name, total in node.round(COUNTS["node"]).items():
                seconds.setdefault(f"digitalbazaar {name}", []).append(total / COUNTS["node"])
    counts = plans_for(BUNDLED).counts
    if counts.different or counts.planned < rounds * COUNTS["canonicalise"]:
        raise SystemExit(f"The plans did not do what is measured: {counts}")
    return seconds


def _works() -> dict[str, tuple[Callable[[], Any], int]]:
    """By name: one of each thing, and how many make a round."""
    signer, raw = LocalSigner.from_seed(SEED), Ed25519PrivateKey.from_private_bytes(SEED)
    document, public = badge(7), raw.public_key()
    options = ProofOptions(verification_method=KEY, created=CREATED)

    def sign() -> bytes:
        return strictjson.dumps(eddsa_rdfc_2022.sign(document, signer=signer, options=options))

    signed, data = sign(), bytes(64)
    signature = raw.sign(data)

    def verify() -> None:
        read = strictjson.loads(signed)
        eddsa_rdfc_2022.verify(read, read["proof"], public_key=signer.public_key)

    return {
        "canonicalise": (lambda: canonical_nquads(document), COUNTS["canonicalise"]),
        "full path": (lambda: full_path(document, contexts=BUNDLED), COUNTS["full path"]),
        "PyLD": (lambda: _by_pyld(document), COUNTS["PyLD"]),
        "sign": (sign, COUNTS["sign"]),
        "verify": (verify, COUNTS["verify"]),
        "raw sign": (lambda: raw.sign(data), COUNTS["raw"]),
        "raw verify": (lambda: public.verify(signature, data), COUNTS["raw"]),
    }


def _timed(work: Callable[[], Any], count: int) -> float:
    begun = time.perf_counter()
    for _ in range(count):
        work()
    return time.perf_counter() - begun


def _by_pyld(document: dict[str, Any]) -> str:
    written: str = pyld.normalize(
        document, {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    )
    return written


def _load(url: str, _options: object = None) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": BUNDLED.load(url).document,
    }


class Node:
    """One Node.js process that signs and checks when asked, so that rounds can be interleaved."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - both are pipes
        self._out: IO[str] = process.stdin
        self._in: IO[str] = process.stdout

    @classmethod
    def start(cls, stack: ExitStack) -> Node | None:
        """The process, ready; None where it cannot run."""
        program = shutil.which("node")
        if program is None or not (INTEROP / "node_modules" / "@digitalbazaar" / "vc").is_dir():
            return None
        # Node looks for packages from where a script lies, not from where it is called.
        script = INTEROP / ".bench.mjs"
        shutil.copyfile(Path(__file__).with_name("digitalbazaar.mjs"), script)
        stack.callback(script.unlink, missing_ok=True)
        process = stack.enter_context(
            subprocess.Popen([program, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        stack.callback(process.kill)
        node = cls(process)
        node._say(json.dumps(_for_node()))
        node.round(3)
        return node

    def round(self, count: int) -> dict[str, float]:
        """Seconds for `count` signatures and as many checks."""
        self._say(str(count))
        answer: dict[str, float] = json.loads(self._in.readline())
        return answer

    def _say(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()


def _for_node() -> dict[str, Any]:
    signer = LocalSigner.from_seed(SEED)
    method = {
        "id": KEY,
        "type": "Multikey",
        "controller": ISSUER,
        "publicKeyMultibase": signer.public_multikey,
    }
    controller = {
        "@context": ["https://www.w3.org/ns/cid/v1"],
        "id": ISSUER,
        "verificationMethod": [method],
        "assertionMethod": [KEY],
    }
    documents = {url: BUNDLED.load(url).document for url in BUNDLED.urls()} | {
        ISSUER: controller,
        KEY: {"@context": "https://w3id.org/security/multikey/v1", **method},
    }
    return {
        "credential": badge(7),
        "key": method | {"secretKeyMultibase": signer.secret_multikey()},
        "documents": documents,
        "created": CREATED.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _machine() -> dict[str, Any]:
    names = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    return {
        "processor": next(iter(names), platform.processor() or platform.machine()),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "libsodium": optional.package("nacl.bindings") is not None,
        "date": datetime.now(UTC).date().isoformat(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8").splitlines()
    except OSError:
        return []


if __name__ == "__main__":
    sys.exit(main())
