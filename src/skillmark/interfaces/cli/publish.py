"""Writes all that others need to check what was issued here into a folder, as plain files for any static host.

There are the issuers' keys, the status lists with the reasons behind them, and the pages and badges of every published
version, each at the address that credentials name, and the headers that the host must send, as a file _headers. What
has not changed is not touched; a status list that would forget a revocation is not written.

    skillmark publish public
    skillmark publish public --json

Workers do the same by themselves where SKILLMARK_PUBLISH_DIR names the folder. Exit code: 0 done, 1 something was held
back, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from skillmark.interfaces.cli import answers, platform
from skillmark.interfaces.cli.answers import COULD_NOT, DONE, REFUSED, Answer, Refusal
from skillmark.interfaces.cli.progress import with_progress
from skillmark.interfaces.cli.static import collect_static

if TYPE_CHECKING:
    from skillmark.interfaces.jobs.static_files import Outcome

_SHAPE = (
    '{"folder", "base_url", "written": [address], "removed": [address], "unchanged": number,'
    ' "held": [{"address", "code", "sentence", "next_step"}]}'
)
_MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark publish`."""
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR",
        help="the folder, made where there is none (default: SKILLMARK_PUBLISH_DIR)",
    )  # fmt: skip
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help="the address the files are served at, instead of that of the settings",
    )
    answers.add_json(parser, _SHAPE)
    parser.set_defaults(command="publish")


def run(options: argparse.Namespace) -> int:
    """Publish, and say what was written."""
    if options.base_url:
        # Before the settings are read, which examine it like any other.
        os.environ["SKILLMARK_BASE_URL"] = options.base_url
    config = platform.start_installation()
    if not config.development:
        collect_static()
    return answers.answered(options, _publish)


def _publish(options: argparse.Namespace) -> Answer:
    from skillmark.config import current
    from skillmark.interfaces.jobs.folder import FolderUnusable
    from skillmark.interfaces.jobs.static_files import publish_files

    folder = options.folder or current().publish_dir
    if folder is None:
        raise Refusal("folder", "It is not said where to.", "Name a folder, or set SKILLMARK_PUBLISH_DIR.")
    try:
        outcome = publish_files(
            folder.absolute(),
            progress=lambda wanted, what: with_progress(wanted, f"Publishing {what}", total=len(wanted)),
        )
    except FolderUnusable as error:
        raise Refusal(error.code, error.sentence, error.next_step, exit_code=COULD_NOT) from error
    members = {"folder": str(folder), "base_url": current().base_url} | dataclasses.asdict(outcome)
    exit_code = REFUSED if outcome.held else DONE
    return Answer(text=_told(folder, outcome), members=members, exit_code=exit_code)


def _told(folder: Path, outcome: Outcome) -> str:
    lines = [
        *_some("written", outcome.written),
        *_some("removed", outcome.removed),
        *(f"held back  {each.address}: {each.sentence} {each.next_step}" for each in outcome.held),
    ]
    figures = (
        f"{len(outcome.written)} written, {outcome.unchanged} unchanged, {len(outcome.removed)} removed,"
        f" {len(outcome.held)} held back."
    )
    return "\n".join([*lines, f"{folder}: {figures}"])


def _some(what: str, addresses: list[str]) -> list[str]:
    lines = [f"{what:<9}  {address}" for address in addresses[:_MOST_SHOWN]]
    more = len(addresses) - len(lines)
    return [*lines, f"{what:<9}  … and {more} more"] if more else lines
