"""Puts a signed credential into a PNG or SVG picture, so that a badge is one file that shows and proves itself.

A credential that was in the picture before is replaced. The picture looks the same as before.

For example:

    skillmark bake badge.svg badges/ana-souza-food-safety.json -o ana.svg
    skillmark unbake ana.svg | skillmark bake badge.svg - -o another.svg

Exit code: 0 done, 1 refused, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skillmark.credential.bake import bake, sniff
from skillmark.credential.policy import Policy
from skillmark.credential.report import Outcome
from skillmark.credential.steps import read
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Answer, Refusal, add_json, answered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark bake`."""
    parser.set_defaults(command="bake")
    parser.add_argument("image", metavar="IMAGE", help="the picture: a PNG or SVG file")
    parser.add_argument(
        "credential",
        metavar="CREDENTIAL",
        help="the signed credential (JSON or JWS), or - for standard input",
    )
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="the picture to write")
    parser.add_argument("--force", action="store_true", help="replace OUT if it is there already")
    add_json(parser, '{"written", "image": "png" or "svg", "form": "json" or "jws", "bytes"}')


def run(options: argparse.Namespace) -> int:
    """Bake the credential."""
    return answered(options, _bake)


def _bake(options: argparse.Namespace) -> Answer:
    image, credential = files.read(options.image), files.read(options.credential).strip()
    reading = read.read(credential, policy=Policy())
    if reading.check.outcome is not Outcome.PASSED:
        raise Refusal(
            reading.check.code or "not_a_credential",
            f"“{options.credential}” is no credential: {reading.check.detail}",
            "Give the signed credential: its JSON file or its JWS.",
        )
    # A credential that came in a picture is taken out of it first.
    baked = bake(image, reading.signed_bytes)
    files.write(Path(options.output), baked, force=options.force)
    members = {
        "written": options.output,
        "image": sniff(image),
        "form": "json" if reading.signed_bytes.startswith(b"{") else "jws",
        "bytes": len(baked),
    }
    return Answer(
        text=f"The credential is in {options.output}.\nNext: skillmark verify {options.output}",
        members=members,
    )
