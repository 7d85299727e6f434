"""Takes the credential out of a PNG or SVG picture and prints it exactly as it was put in: JSON or a JWS.

For example:

    skillmark unbake ana.svg
    skillmark unbake ana.svg -o ana.json

Exit code: 0 done, 1 there is none in it, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skillmark.credential.bake import unbake_any
from skillmark.interfaces.cli import files
from skillmark.interfaces.cli.answers import Answer, add_json, answered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark unbake`."""
    parser.set_defaults(command="unbake")
    parser.add_argument("image", metavar="IMAGE", help="the picture, or - for standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="the file to write (default: standard output)")
    parser.add_argument("--force", action="store_true", help="replace FILE if it is there already")
    add_json(parser, '{"credential", "form": "json", "jws" or "address", "written"}')


def run(options: argparse.Namespace) -> int:
    """Take the credential out."""
    return answered(options, _unbake)


def _unbake(options: argparse.Namespace) -> Answer:
    text = unbake_any(files.read(options.image))
    members = {"credential": text, "form": _form(text), "written": options.output}
    data = text.encode("utf-8")
    if options.output is None:
        return Answer(data=data + b"\n", members=members)
    files.write(Path(options.output), data, force=options.force)
    return Answer(text=f"The credential is in {options.output}.", members=members)


def _form(text: str) -> str:
    if text.lstrip().startswith("{"):
        return "json"
    # Pictures of the oldest badges hold only the address where the badge is kept.
    return "address" if text.startswith(("https://", "http://")) else "jws"
