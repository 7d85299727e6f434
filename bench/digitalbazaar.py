"""Lets Digital Bazaar's libraries sign and check the same badge, in one Node.js process beside ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from bench.badge import CREATED, ISSUER, KEY, SEED, badge
from skillmark.credential.contexts import BUNDLED
from skillmark.credential.keys import LocalSigner
from skillmark.interfaces.cli.answers import COULD_NOT, Refusal

INTEROP = Path(__file__).resolve().parents[1] / "tests" / "interop"


class Node:
    """A process that signs and checks when asked, so that rounds can be interleaved."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - both are pipes
        self._out: IO[str] = process.stdin
        self._in: IO[str] = process.stdout

    @classmethod
    def start(cls, stack: ExitStack) -> Node:
        """The process, ready; it ends with the stack. Raises Refusal where it cannot run."""
        program = shutil.which("node")
        if program is None:
            raise Refusal(
                "no_node", "Node.js is not installed.", "Install it, then run npm ci in tests/interop."
            )
        if not (INTEROP / "node_modules" / "@digitalbazaar" / "vc").is_dir():
            raise Refusal(
                "no_digitalbazaar", "@digitalbazaar/vc is not installed.", "Run npm ci in tests/interop."
            )
        # Node looks for packages from where a script lies, not from where it is called.
        script = INTEROP / f".bench-{os.getpid()}.mjs"
        shutil.copyfile(Path(__file__).with_suffix(".mjs"), script)
        stack.callback(script.unlink, missing_ok=True)
        process = stack.enter_context(
            subprocess.Popen([program, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        stack.callback(process.kill)
        node = cls(process)
        node._say(json.dumps(_brief()))
        node.round(3)
        return node

    def round(self, count: int) -> dict[str, float]:
        """Seconds for `count` signatures and as many checks."""
        self._say(str(count))
        line = self._in.readline()
        if not line:
            raise _ended()
        answer: dict[str, float] = json.loads(line)
        return answer

    def _say(self, line: str) -> None:
        try:
            self._out.write(line + "\n")
            self._out.flush()
        except BrokenPipeError as error:
            raise _ended() from error


def _ended() -> Refusal:
    return Refusal(
        "node_ended",
        "Node.js ended before it answered; what it said stands above.",
        "Use Node.js 20 or newer, and run npm ci in tests/interop.",
        exit_code=COULD_NOT,
    )


def _brief() -> dict[str, Any]:
    """All that the process needs to know: the badge, the key, and every document they refer to."""
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
