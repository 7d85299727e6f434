"""Get the bytes that a person pointed at: a file, standard input, or a link, each within limits."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from skillmark.credential.errors import Unreachable
from skillmark.credential.policy import Policy
from skillmark.credential.report import Outcome
from skillmark.fetcher.presented import fetch_presented, link_in

if TYPE_CHECKING:
    from skillmark.credential.resolve import Resolver

MAX_BYTES = Policy().max_image_bytes
_NEXT_STEPS = {
    "page_without_credential": "Open the page, download the credential (PNG, SVG or JSON) and check that file.",
    "address_refused": "For a server on this machine, add --allow-local; otherwise ask for a file.",
    "offline": "Save the credential as a file while you are online and check the file, or leave out --offline.",
}


class SourceError(Exception):
    """There is nothing to check: `outcome` is failed for what is no credential, unknown for what could not be read."""

    def __init__(self, outcome: Outcome, code: str, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome
        self.code = code
        self.sentence = sentence
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads sources; links go through `resolver`, which decides whether the network may be asked."""

    resolver: Resolver

    def read(self, source: str) -> bytes:
        """The bytes of a file, a link or `-`; raises SourceError with a sentence and the next step."""
        if source == "-":
            return _bounded(sys.stdin.buffer, "standard input")
        link = link_meant(source)
        return self._read_link(link) if link else _read_file(source)

    def _read_link(self, link: str) -> bytes:
        try:
            return fetch_presented(link, resolver=self.resolver, max_bytes=MAX_BYTES).body
        except Unreachable as error:
            plain = urlsplit(link).scheme.lower() == "http"
            next_step = _NEXT_STEPS.get(error.code, "Check the link, or ask for the credential as a file.")
            if error.code == "address_refused" and plain:
                next_step = "Use the https address; for a server on this machine, add --allow-local."
            raise SourceError(Outcome.UNKNOWN, error.code, f"{error.sentence}.", next_step) from error


def link_meant(source: str) -> str:
    """The link that a source is; empty for a file. Without https:// only what no file or folder here answers to."""
    link = link_in(source)
    if not link or link == source.strip():
        return link
    # `badge.json` is a mistyped file rather than a web site, and its name is nobody else's business.
    seems_web = "/" in source or source.lower().startswith("www.")
    return link if seems_web and not Path(source.partition("/")[0]).exists() else ""


def _read_file(path: str) -> bytes:
    try:
        if Path(path).is_dir():
            raise SourceError(
                Outcome.UNKNOWN,
                "directory",
                "This is a folder, not a file.",
                "Name the files in it, for example with a * at the end.",
            )
        with Path(path).open("rb") as file:
            return _bounded(file, "this file")
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        why = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            Outcome.UNKNOWN,
            "unreadable",
            f"The file could not be read: {why}.",
            "Check the name and whether you may read the file.",
        ) from error


def _bounded(file: BinaryIO, name: str) -> bytes:
    # One byte more than is allowed, so that an endless or huge source costs no more than a small one.
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(
            Outcome.FAILED,
            "too_large",
            f"A credential has at most {MAX_BYTES:,} bytes, and {name} has more.",
            "Make sure that it is the right file: a credential is a PNG, SVG or JSON file.",
        )
    if not data.strip():
        raise SourceError(
            Outcome.FAILED, "empty", f"There is nothing in {name}.", "Download or copy the credential again."
        )
    return data
