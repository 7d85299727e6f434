"""Translates a credential into another format: the European Learning Model 3 (ELM), in which Europass keeps them.

A translation carries no signature: it says what the credential says, and proves nothing by itself. Keep the credential.
What did not travel, and what the format asks for and the credential does not say, is told in short beside the document,
and as a whole in the file that --report names. The signature of the credential is not looked at: see “verify”.

For example:

    skillmark export badges/ana-souza-food-safety.json -o ana-europass.json
    skillmark export --format elm ana.svg --report lost.json > ana-elm.json

Exit code: 0 done, 1 refused, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from skillmark.credential.elm.parts import picture_kind
from skillmark.credential.elm.translate import Translation, to_elm
from skillmark.credential.policy import Policy
from skillmark.credential.steps import read as step_one
from skillmark.interfaces.cli import files, words
from skillmark.interfaces.cli.answers import Answer, Refusal, add_json, answered, warn

ELM = "elm"
# What is told beside the document; the rest is in the report.
_TOLD = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark export`."""
    parser.set_defaults(command="export")
    parser.add_argument(
        "credential", metavar="FILE", help="a credential (JSON, JWS, PNG or SVG), or - for standard input"
    )
    parser.add_argument(
        "--format",
        choices=[ELM],
        default=ELM,
        help="the format: elm, the European Learning Model 3 (default)",
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="the file to write (default: standard output)")
    parser.add_argument(
        "--report",
        metavar="REPORT",
        help="the file for the account of what was lost and what is lacking, as JSON",
    )
    parser.add_argument(
        "--picture",
        metavar="IMAGE",
        help="the PNG or JPEG that Europass shows (default: the one in the credential)",
    )
    parser.add_argument(
        "--force", action="store_true", help="replace OUT and REPORT if they are there already"
    )
    add_json(parser, '{"written", "format", "document", "report": {"travelled", "lost", "lacking", …}}')


def run(options: argparse.Namespace) -> int:
    """Translate the credential."""
    return answered(options, _export)


def _export(options: argparse.Namespace) -> Answer:
    translation = to_elm(_document(options.credential), picture=_picture(options.picture))
    report = translation.report()
    members = {
        "written": options.output,
        "format": options.format,
        "document": translation.document,
        "report": report,
    }
    data = _written(translation.document)
    if options.report is not None:
        files.write(Path(options.report), _written(report), force=options.force)
    if options.output is not None:
        files.write(Path(options.output), data, force=options.force)
    if not options.json:
        _tell(translation, whole=options.report)
    if options.output is None:
        return Answer(data=data, members=members)
    return Answer(
        text=f"The credential is in {options.output}, in the European Learning Model 3.", members=members
    )


def _document(name: str) -> Mapping[str, Any]:
    reading = step_one.read(files.read(name), policy=Policy())
    if reading.document is None:
        said = reading.check.messages[0]
        raise Refusal(
            "unreadable", said.say(), "Give the credential itself: its file, its text or its picture."
        )
    return reading.document


def _picture(name: str | None) -> bytes | None:
    if name is None:
        return None
    data = files.read(name)
    if not picture_kind(data):
        raise Refusal("picture", f"“{name}” is no PNG or JPEG.", "Give a picture that Europass can show.")
    return data


def _written(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _tell(translation: Translation, *, whole: str | None) -> None:
    warn("A translation carries no signature. Keep the credential: only that can be checked.")
    lost = translation.losses
    if lost:
        number = words.count(len(lost), "value")
        where = f" All of them are in {whole}." if whole else " For each of them: --report FILE"
        warn(f"{number} of {translation.travelled + len(lost)} did not travel.{where}")
    reasons: dict[str, list[str]] = {}
    for loss in lost:
        reasons.setdefault(loss.reason.say(), []).append(loss.path)
    for reason, paths in list(reasons.items())[:_TOLD]:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        warn(f"{paths[0]}{more}: {reason}")
    for lack in translation.lacks:
        warn(f"ELM asks for {lack.path}: {lack.sentence.say()}")
