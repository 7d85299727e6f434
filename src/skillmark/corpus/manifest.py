"""The corpus as files: what each is called, what its manifest says of it, and reading that again.

docs/how-to/try-a-verifier-on-the-corpus.md describes the manifest for those who read it with programs of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from skillmark import __version__
from skillmark.corpus.cases import Carrier, Case, Request
from skillmark.corpus.collection import NOT_COVERED, TRIED_ELSEWHERE, Corpus
from skillmark.corpus.published import OK, Answer
from skillmark.credential.report import Verdict
from skillmark.credential.times import format_timestamp, parse_timestamp

NAME, README = "manifest.json", "README.md"
FORMAT = 1
_MEDIA_TYPES = {
    ".json": "application/json",
    ".jws": "application/jwt",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".bin": "application/octet-stream",
}
_README = """# Credentials to try a verifier on

{valid} files that a verifier must accept are in `valid`, {tampered} that it must not accept in `tampered`.

`manifest.json` says of each what was done to it, from which valid file it was made, which verdict is right (never
“verified” for a tampered one), and which check must carry it. `documents` holds what the files refer to (keys, status
lists, profiles), by address in the manifest: check without a network, and as if it were {now}.

All keys in here are published. They protect nothing, and everybody in here is invented.

Made by Skillmark {version}: the same version makes the same bytes.
"""


class ManifestError(ValueError):
    """What should be the manifest of a corpus is none."""


@dataclass(frozen=True)
class Entry:
    """A file of the corpus: its path below the folder, and what is expected of it (`case`, without its bytes)."""

    path: str
    sha256: str
    case: Case


@dataclass(frozen=True)
class Manifest:
    """What a manifest says: the files, what is published in their world, and the moment at which they are checked.

    `titles` say of each family what it tries.
    """

    entries: tuple[Entry, ...]
    titles: Mapping[str, str]
    answers: Mapping[str, Answer]
    now: datetime
    known_issuers: str


def path_of(case: Case) -> str:
    """Where a file lies, from the folder of the corpus."""
    return f"{'valid' if case.is_valid else 'tampered'}/{case.id}{case.suffix}"


def write(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """Every file of the corpus with its path, the manifest last."""
    for case in corpus.cases:
        yield path_of(case), case.data
    bodies = _documents(corpus)
    for url, path in bodies.items():
        yield path, corpus.answers[url].body
    yield (
        README,
        _README.format(
            valid=f"{len(corpus.valid):,}",
            tampered=f"{len(corpus.tampered):,}",
            now=format_timestamp(corpus.now),
            version=__version__,
        ).encode("utf-8"),
    )
    yield NAME, describe(corpus)


def describe(corpus: Corpus) -> bytes:
    """The manifest."""
    bodies = _documents(corpus)
    head = {
        "format": FORMAT,
        "skillmark": __version__,
        "now": format_timestamp(corpus.now),
        "known_issuers": corpus.known_issuers,
        "counts": {"valid": len(corpus.valid), "tampered": len(corpus.tampered)},
        "not_covered": dict(NOT_COVERED),
        "tried_elsewhere": dict(TRIED_ELSEWHERE),
    }
    families = [_family(corpus, name) for name in corpus.families]
    documents = [_answer(url, answer, bodies.get(url, "")) for url, answer in corpus.answers.items()]
    lists = {"families": families, "documents": documents, "cases": [_case(case) for case in corpus.cases]}
    # A line for each, so that two versions can be compared.
    parts = [f'"{name}": {_written(value)}' for name, value in head.items()]
    parts += [f'"{name}": [\n{_lines(rows)}\n]' for name, rows in lists.items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def read(data: bytes, *, body_of: Callable[[str], bytes]) -> Manifest:
    """What a manifest says; `body_of` gives the bytes of a document by its path. Raises ManifestError."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise ManifestError(
                f"This is a manifest of the format {found['format']}, which is not known here."
            )
        return Manifest(
            tuple(_entry(row) for row in found["cases"]),
            {row["name"]: row["title"] for row in found["families"]},
            {row["url"]: _answer_in(row, body_of) for row in found["documents"]},
            parse_timestamp(found["now"]),
            str(found["known_issuers"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError(f"This is no manifest of a corpus: {error}") from error


# --- writing ----------------------------------------------------------------------------------------------------


def _lines(rows: list[dict[str, Any]]) -> str:
    return ",\n".join(_written(row) for row in rows)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _documents(corpus: Corpus) -> dict[str, str]:
    """The path of each document that has a body, by its address."""
    served = [url for url, answer in corpus.answers.items() if answer.status == OK]
    return {url: f"documents/{number:03}.json" for number, url in enumerate(served, start=1)}


def _answer(url: str, answer: Answer, path: str) -> dict[str, Any]:
    row: dict[str, Any] = {"url": url, "status": answer.status}
    if path:
        row |= {"file": path, "media_type": answer.media_type}
    row |= {"age_seconds": int(answer.age.total_seconds())}
    optional = {"redirected_to": answer.redirected_to, "kept": answer.kept, "trap": answer.trap}
    return row | {name: value for name, value in optional.items() if value}


def _family(corpus: Corpus, name: str) -> dict[str, Any]:
    family = corpus.families[name]
    own = [case for case in corpus.cases if case.family == name]
    row: dict[str, Any] = {"name": name, "title": family.title}
    row |= {key: value for key, value in (("attack", family.attack), ("member", family.member)) if value}
    valid = sum(case.is_valid for case in own)
    return row | {"valid": valid, "tampered": len(own) - valid}


def _case(case: Case) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": case.id,
        "family": case.family,
        "file": path_of(case),
        "media_type": _MEDIA_TYPES[case.suffix],
        "sha256": hashlib.sha256(case.data).hexdigest(),
        "deed": case.deed,
    }
    if case.origin:
        row["origin"] = case.origin
    expected: dict[str, Any] = {"verdict": case.verdict.value}
    if case.carriers:
        expected["checks"] = [_carrier(carrier) for carrier in case.carriers]
    if case.warnings:
        expected["warnings"] = list(case.warnings)
    row["expected"] = expected
    asked = {
        "domain": case.request.domain,
        "challenge": case.request.challenge,
        "recipients": list(case.request.recipients) or None,
        "achievement": case.request.achievement,
    }
    request = {name: value for name, value in asked.items() if value is not None}
    return row | ({"request": request} if request else {})


def _carrier(carrier: Carrier) -> dict[str, Any]:
    row = {"step": carrier.step, "group": carrier.group.value, "codes": list(carrier.codes)}
    return row | ({"within": carrier.within} if carrier.within else {})


# --- reading ----------------------------------------------------------------------------------------------------


def _entry(row: Mapping[str, Any]) -> Entry:
    expected, asked = row["expected"], row.get("request", {})
    case = Case(
        id=row["id"],
        family=row["family"],
        deed=row["deed"],
        data=b"",
        suffix=f".{row['file'].rpartition('.')[2]}",
        origin=row.get("origin", ""),
        verdict=Verdict(expected["verdict"]),
        carriers=tuple(
            Carrier(each["step"], tuple(each["codes"]), each.get("within", ""))
            for each in expected.get("checks", ())
        ),
        warnings=tuple(expected.get("warnings", ())),
        request=Request(
            domain=asked.get("domain"),
            challenge=asked.get("challenge"),
            recipients=tuple(asked.get("recipients", ())),
            achievement=asked.get("achievement"),
        ),
    )
    return Entry(row["file"], row["sha256"], case)


def _answer_in(row: Mapping[str, Any], body_of: Callable[[str], bytes]) -> Answer:
    return Answer(
        body=body_of(row["file"]) if "file" in row else b"",
        media_type=row.get("media_type", "application/json"),
        redirected_to=row.get("redirected_to", ""),
        status=row["status"],
        age=timedelta(seconds=row["age_seconds"]),
        kept=row.get("kept", False),
        trap=row.get("trap", False),
    )
