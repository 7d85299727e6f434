"""Makes credentials to try a verifier on, and tries this one or any other on them.

`make` writes thousands of files that a verifier must refuse, each for a reason that the manifest names, and those that
it must accept, with everything that they refer to: no network is needed. The same version makes the same bytes.

`check` runs a verifier over them: this one, or a command that is given the path of one file and leaves with 0
(verified), 1 (not verified) or anything else (could not say). It finds the moment of the check, the manifest and, with
--requests, what was asked of the holder, in CORPUS_NOW, CORPUS_MANIFEST, CORPUS_DOMAIN, CORPUS_CHALLENGE,
CORPUS_RECIPIENTS (a line each) and CORPUS_ACHIEVEMENT.

For example:

    skillmark corpus make corpus
    skillmark corpus check corpus
    skillmark corpus check corpus --verifier 'node verify.mjs' --only 'a0*'

Exit code: 0 done, 1 a file was accepted or refused wrongly, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from skillmark.corpus import (
    Judgement,
    Manifest,
    ManifestError,
    OurVerifier,
    Result,
    assemble,
    read,
    weigh,
    write,
)
from skillmark.corpus.cases import Case, Request
from skillmark.corpus.manifest import NAME, Entry
from skillmark.credential.report import Verdict
from skillmark.credential.times import format_timestamp
from skillmark.interfaces.cli.answers import COULD_NOT, DONE, REFUSED, Answer, Refusal, add_json, answered
from skillmark.interfaces.cli.progress import with_progress

_VERDICTS = {0: Verdict.VERIFIED, 1: Verdict.NOT_VERIFIED}
_WRONG = (Judgement.ACCEPTED, Judgement.REFUSED)
_HEADS = {
    Judgement.ACCEPTED: "accepted",
    Judgement.REFUSED: "refused",
    Judgement.UNDECIDED: "open",
    Judgement.ELSEWHERE: "elsewhere",
}
_LEGEND = (
    "accepted, refused: wrongly. open: a valid file of which nothing could be said. elsewhere: the right verdict, and "
    "not by the check that must carry it."
)
_TOLD = {
    Judgement.ACCEPTED: "Accepted wrongly",
    Judgement.REFUSED: "Refused wrongly",
    Judgement.UNDECIDED: "Valid, and not decided",
    Judgement.ELSEWHERE: "Right, and by another check",
}
_MOST_TOLD, _WIDEST = 20, 58
_SECONDS = 30
_MADE = '{"folder", "valid", "tampered", "families", "documents", "manifest_sha256"}'
_CHECKED = '{"files", "families": [{"name", "files", …}], "results": [{"id", "judgement", "verdict", "why"}]}'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark corpus`."""
    parser.set_defaults(command="corpus")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    make = actions.add_parser(
        "make", help="write the files", description="Writes the corpus to a new folder."
    )
    make.add_argument("folder", metavar="DIR", type=Path, help="the folder to write: a new or an empty one")
    add_json(make, _MADE)
    make.set_defaults(work=_make)
    check = actions.add_parser(
        "check", help="run a verifier over them", description="Runs a verifier over the files of a corpus."
    )
    check.add_argument("folder", metavar="DIR", type=Path, help="the folder of the corpus")
    check.add_argument(
        "--verifier", metavar="COMMAND", help="another verifier: it is given the path of one file"
    )
    check.add_argument(
        "--only", metavar="PATTERN", default="*", help="only files whose name or family fits, like 'a09*'"
    )
    check.add_argument(
        "--requests",
        action="store_true",
        help="the command reads what was asked of the holder (CORPUS_DOMAIN, …)",
    )
    check.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=float,
        default=_SECONDS,
        help=f"how long it may take for one ({_SECONDS})",
    )
    add_json(check, _CHECKED)
    check.set_defaults(work=_check)


def run(options: argparse.Namespace) -> int:
    """Do what was asked, and return the exit code."""
    return answered(options, options.work)


# --- make -------------------------------------------------------------------------------------------------------


def _make(options: argparse.Namespace) -> Answer:
    folder: Path = options.folder
    _check_empty(folder)
    corpus = assemble()
    files = write(corpus)
    total = len(corpus.cases) + len(corpus.answers)
    manifest = _write_all(folder, with_progress(files, "Writing", total=total))
    members = {
        "folder": str(folder),
        "valid": len(corpus.valid),
        "tampered": len(corpus.tampered),
        "families": len(corpus.families),
        "documents": len(corpus.answers),
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
    }
    text = (
        f"{len(corpus.tampered):,} files that a verifier must refuse, in {len(corpus.families)} families, and "
        f"{len(corpus.valid):,} that it must accept are in {folder}.\n"
        f"Next: skillmark corpus check {folder}\n"
    )
    return Answer(text=text, members=members)


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal("exists", f"“{folder}” is not empty, and nothing was written.", "Name a new folder.")


def _write_all(folder: Path, files: Iterator[tuple[str, bytes]]) -> bytes:
    """Write all files or none, and give back the manifest, which is the last of them."""
    data = b""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".skillmark-", dir=folder.parent))
        try:
            for path, data in files:
                (aside / path).parent.mkdir(exist_ok=True)
                (aside / path).write_bytes(data)
            aside.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise Refusal(
            "unwritable",
            f"“{folder}” could not be written: {error.strerror or error}.",
            "Check the name and your rights to the folder.",
            exit_code=COULD_NOT,
        ) from error
    return data


# --- check ------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> Answer:
    manifest = _read_manifest(options.folder)
    chosen = [entry for entry in manifest.entries if _fits(entry.case, options.only)]
    judge: Callable[[Entry], Result]
    if options.verifier is None:
        judge, left_out = _ours(options.folder, manifest), 0
    else:
        asked = [entry for entry in chosen if options.requests or entry.case.request == Request()]
        left_out, chosen = len(chosen) - len(asked), asked
        judge = _Command(options.folder, manifest, _words(options.verifier), options.timeout)
    if not chosen:
        raise Refusal("nothing", "No file of the corpus fits.", "Choose another --only.")
    # Ours has this process to itself; others have processes of their own, so that several can run.
    jobs = 1 if options.verifier is None else os.cpu_count() or 1
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        results = list(with_progress(pool.map(judge, chosen), "Checking", total=len(chosen)))
    wrong = any(result.judgement in _WRONG for result in results)
    return Answer(
        text=_told(results, manifest.titles, left_out=left_out),
        members=_as_json(results, left_out=left_out),
        exit_code=REFUSED if wrong else DONE,
    )


def _read_manifest(folder: Path) -> Manifest:
    try:
        return read((folder / NAME).read_bytes(), body_of=lambda path: (folder / path).read_bytes())
    except ManifestError as error:
        raise Refusal("manifest", str(error), "Make the corpus anew, in a new folder.") from error
    except OSError as error:
        raise Refusal(
            "missing",
            f"There is no corpus in “{folder}”: {error.strerror or error}.",
            f"Make one: skillmark corpus make {folder}",
            exit_code=COULD_NOT,
        ) from error


def _fits(case: Case, pattern: str) -> bool:
    return fnmatch.fnmatchcase(case.family, pattern) or fnmatch.fnmatchcase(case.id, pattern)


def _ours(folder: Path, manifest: Manifest) -> Callable[[Entry], Result]:
    known = manifest.answers[manifest.known_issuers].body
    verifier = OurVerifier(manifest.answers, now=manifest.now, known_issuers=known)
    return lambda entry: verifier.judge(replace(entry.case, data=_data_of(folder, entry)))


def _data_of(folder: Path, entry: Entry) -> bytes:
    try:
        data = (folder / entry.path).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise Refusal(
            "changed",
            f"“{entry.path}” is not the file that the manifest speaks of.",
            "Make the corpus anew, in a new folder.",
        )
    return data


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Refusal(
            "command", f"The command cannot be read: {error}.", "Mind its quotation marks."
        ) from error
    if not words or shutil.which(words[0]) is None:
        raise Refusal(
            "command",
            f"There is no program for “{command}”.",
            "Write it as you would start it.",
            exit_code=COULD_NOT,
        )
    return words


@dataclass(frozen=True)
class _Command:
    """Another verifier: a command that is given the path of one file."""

    folder: Path
    manifest: Manifest
    words: Sequence[str]
    seconds: float
    shared: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        shared = {
            "CORPUS_NOW": format_timestamp(self.manifest.now),
            "CORPUS_MANIFEST": str((self.folder / NAME).resolve()),
        }
        object.__setattr__(self, "shared", {**os.environ, **shared})

    def __call__(self, entry: Entry) -> Result:
        _data_of(self.folder, entry)
        case, asked = entry.case, entry.case.request
        request = {
            "CORPUS_DOMAIN": asked.domain or "",
            "CORPUS_CHALLENGE": asked.challenge or "",
            "CORPUS_RECIPIENTS": "\n".join(asked.recipients),
            "CORPUS_ACHIEVEMENT": asked.achievement or "",
        }
        try:
            code = subprocess.run(
                [*self.words, str(self.folder / entry.path)],
                env={**self.shared, **request},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=self.seconds,
                check=False,
            ).returncode
            why = f"It left with {code}."
        except subprocess.TimeoutExpired:
            code, why = COULD_NOT, f"It did not end within {self.seconds:g} seconds."
        verdict = _VERDICTS.get(code, Verdict.NOT_CHECKED)
        return Result(case, weigh(case, verdict), verdict, why)


# --- telling ----------------------------------------------------------------------------------------------------


def _row_of(case: Case, titles: Mapping[str, str]) -> str:
    """The row of the table for a file: its family, those of a class of a data model together."""
    of_class, dot, _ = case.family.rpartition(".")
    row = f"members of {of_class}" if dot else f"{case.family}: {titles[case.family]}"
    return row if len(row) <= _WIDEST else f"{row[: _WIDEST - 1]}…"


def _told(results: list[Result], titles: Mapping[str, str], *, left_out: int) -> str:
    rows: dict[str, Counter[Judgement]] = {}
    for result in results:
        rows.setdefault(_row_of(result.case, titles), Counter())[result.judgement] += 1
    width = max(map(len, rows))
    lines = [f"{'family':<{width}}  {'files':>6}" + "".join(f"  {head:>9}" for head in _HEADS.values())]
    lines += [_line(f"{name:<{width}}", found) for name, found in rows.items()]
    lines += [_line(f"{'all':<{width}}", Counter(result.judgement for result in results)), "", _LEGEND]
    if left_out:
        lines.append(f"{left_out:,} files need a verifier that asks something of the holder: see --requests.")
    amiss = [result for result in results if result.judgement is not Judgement.RIGHT]
    for result in amiss[:_MOST_TOLD]:
        lines += [
            "",
            f"{_TOLD[result.judgement]}: {result.case.id}",
            f"  {result.case.deed}",
            f"  {result.why}",
        ]
    if len(amiss) > _MOST_TOLD:
        lines += ["", f"… and {len(amiss) - _MOST_TOLD:,} more; see them all with --json."]
    if not amiss:
        lines += ["", "Every file was judged as it must be."]
    return "\n".join(lines) + "\n"


def _line(name: str, found: Counter[Judgement]) -> str:
    return f"{name}  {found.total():>6,}" + "".join(f"  {found[each] or '-':>9}" for each in _HEADS)


def _as_json(results: list[Result], *, left_out: int) -> dict[str, Any]:
    names = dict.fromkeys(result.case.family for result in results)
    families = {name: Counter[str]() for name in names}
    for result in results:
        families[result.case.family][result.judgement.value] += 1
    return {
        "files": len(results),
        "left_out": left_out,
        "families": [{"name": name, "files": found.total(), **found} for name, found in families.items()],
        "results": [
            {
                "id": result.case.id,
                "judgement": result.judgement.value,
                "verdict": result.verdict.value,
                "why": result.why,
            }
            for result in results
            if result.judgement is not Judgement.RIGHT
        ],
    }
