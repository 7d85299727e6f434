"""Get the bytes that a person pointed at: a file, standard input, or a link, each within limits."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urldefrag, urljoin, urlsplit

from skillmark.credential.errors import Unreachable
from skillmark.credential.policy import Policy
from skillmark.credential.report import Outcome

if TYPE_CHECKING:
    from skillmark.fetcher import Answer, Guard, KnownDocuments

MAX_BYTES = Policy().max_image_bytes
ACCEPT = (
    "application/vc, application/vc+ld+json, application/ld+json;q=0.9, application/json;q=0.9, "
    "image/png;q=0.8, image/svg+xml;q=0.8, application/vc+jwt;q=0.7, application/jwt;q=0.7, "
    "text/html;q=0.2, text/plain;q=0.2, */*;q=0.1"
)


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
    """Reads sources; with `offline`, a link is answered by the known documents or not at all."""

    guard: Guard
    known: KnownDocuments
    offline: bool = False

    def read(self, source: str) -> bytes:
        """The bytes of a file, a link or `-`; raises SourceError with a sentence and the next step."""
        if source == "-":
            return _bounded(sys.stdin.buffer, "standard input")
        if is_link(source):
            return self._read_known(source) if self.offline else self._read_link(source)
        return _read_file(source)

    def _read_known(self, link: str) -> bytes:
        known = self.known.get(urldefrag(link).url)
        if known is None:
            raise SourceError(
                Outcome.UNKNOWN,
                "offline",
                "The link was not followed, because this check is offline.",
                "Save the credential as a file while you are online and check the file, or leave out --offline.",
            )
        return known.body

    def _read_link(self, link: str) -> bytes:
        answer = self._fetch(link)
        if not _is_page(answer):
            return answer.body
        alternate = _credential_behind(answer)
        if alternate is None:
            raise SourceError(
                Outcome.UNKNOWN,
                "page_without_credential",
                "The link leads to a web page that names no credential to check.",
                "Open the page, download the credential (PNG, SVG or JSON) from it, and check that file.",
            )
        return self._fetch(alternate).body

    def _fetch(self, link: str) -> Answer:
        try:
            return self.guard.fetch(link, accept=ACCEPT, max_bytes=MAX_BYTES)
        except Unreachable as error:
            next_step = "Check the link, or ask for the credential as a file and check that."
            if error.code == "address_refused" and urlsplit(link).scheme.lower() == "http":
                next_step = "Use the https address; for a server on this machine, add --allow-local."
            elif error.code == "address_refused":
                next_step = "For a server on this machine, add --allow-local; otherwise ask for a file."
            raise SourceError(Outcome.UNKNOWN, error.code, f"{error.sentence}.", next_step) from error


def is_link(source: str) -> bool:
    """Whether a source names something on the web rather than on this machine."""
    return source.lower().startswith(("https://", "http://"))


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


def _is_page(answer: Answer) -> bool:
    start = answer.body[:512].lstrip().lower()
    return answer.media_type in {"text/html", "application/xhtml+xml"} or start.startswith(
        (b"<!doctype html", b"<html")
    )


def _credential_behind(page: Answer) -> str | None:
    """The credential that the page offers as its alternate, on its own origin; None when it offers none."""
    links = _AlternateLinks()
    links.feed(page.body.decode("utf-8", "replace"))
    for href in links.found:
        try:
            target = urljoin(page.url, href)
            same_origin = urlsplit(target)[:2] == urlsplit(page.url)[:2]
        except ValueError:
            continue
        if same_origin:
            return target
    return None


class _AlternateLinks(HTMLParser):
    """Collects `<link rel="alternate" type="application/vc…" href="…">`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if (
            tag == "link"
            and "alternate" in given.get("rel", "").lower().split()
            and given.get("type", "").lower().startswith("application/vc")
            and given.get("href")
        ):
            self.found.append(given["href"])
