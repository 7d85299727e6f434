"""Find the command that was typed and run it, so that `verify` starts without loading the platform.

A command is a module with `add_arguments(parser)` and `run(options) -> int` (the exit code). It is named in
COMMANDS and imported when it is typed, not before.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

EX_USAGE = 64
EX_UNAVAILABLE = 69


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command lives, and what it is for in a few words."""

    module: str
    summary: str


COMMANDS: Mapping[str, Command] = {
    "verify": Command(
        "skillmark.interfaces.cli.verify", "check a credential: file, picture, link or standard input"
    ),
    "lint": Command("skillmark.interfaces.cli.lint", "say what to mend in a credential before it is signed"),
    "inspect": Command(
        "skillmark.interfaces.cli.inspect", "show what a credential says and what was checked, as a tree"
    ),
    "issue": Command("skillmark.interfaces.cli.issue", "issue credentials, for one learner or a whole table"),
    "keys": Command("skillmark.interfaces.cli.keys", "make a signing key, publish it, replace it"),
    "bake": Command("skillmark.interfaces.cli.bake", "put a credential into a picture"),
    "unbake": Command("skillmark.interfaces.cli.unbake", "take the credential out of a picture"),
    "derive": Command("skillmark.interfaces.cli.derive", "show some of a credential and keep the rest back"),
    "present": Command("skillmark.interfaces.cli.present", "show credentials as their holder"),
    "export": Command(
        "skillmark.interfaces.cli.export", "translate a credential for Europass (ELM), and say what is lost"
    ),
    "status": Command("skillmark.interfaces.cli.status", "make a status list; revoke, suspend, reinstate"),
    "corpus": Command(
        "skillmark.interfaces.cli.corpus", "make credentials to try a verifier on; try this one or another"
    ),
    "init": Command(
        "skillmark.interfaces.cli.init", "set up an installation: settings, keys, database, first owner"
    ),
    "serve": Command("skillmark.interfaces.cli.serve", "answer requests"),
    "award": Command("skillmark.interfaces.cli.award", "award everybody in a table, of any length"),
    "undo": Command(
        "skillmark.interfaces.cli.undo",
        "undo credentials by the thousand: withdraw, revoke, suspend, reinstate",
    ),
    "worker": Command(
        "skillmark.interfaces.cli.worker", "do the queued work: issue, send mail, tell the world"
    ),
    "publish": Command(
        "skillmark.interfaces.cli.publish", "write keys, status lists and pages as files for a static host"
    ),
    "doctor": Command(
        "skillmark.interfaces.cli.doctor", "examine this installation; say what to mend, and how"
    ),
    "design": Command(
        "skillmark.interfaces.cli.design", "copy a micro-credential, and publish the copy if wanted"
    ),
    "skills": Command(
        "skillmark.interfaces.cli.skills", "bring in frameworks of skills: ESCO, O*NET, CASE and more"
    ),
    "migrate": Command("skillmark.interfaces.cli.migrate", "bring the database up to date"),
    "demo": Command("skillmark.interfaces.cli.demo", "try everything in a sample world on this machine"),
    "test": Command("skillmark.interfaces.cli.test", "run everything that continuous integration runs"),
    "bench": Command("skillmark.interfaces.cli.bench", "measure how fast it is, beside named rivals"),
}


class Parser(argparse.ArgumentParser):
    """A parser that leaves with 64 on a usage error (sysexits.h), because 2 means “could not be checked”."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}. Try “{self.prog} --help”.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words[0] if words else "--help"
    if name in {"-h", "--help", "help"}:
        return _show_help(words)
    if name == "--version":
        return _say(f"skillmark {_version()}")
    if name not in COMMANDS:
        sys.stderr.write(f"skillmark: there is no command “{name}”. Try “skillmark --help”.\n")
        return EX_USAGE
    return _run(name, words[1:])


def _run(name: str, words: list[str]) -> int:
    command = COMMANDS[name]
    try:
        module = importlib.import_module(command.module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "skillmark":
            raise
        return _explain_missing(name, error.name or "a package")
    parser = Parser(prog=f"skillmark {name}", description=module.__doc__, formatter_class=_Plain)
    module.add_arguments(parser)
    # A command that hands words on to another program (`test` to pytest) finds them in `options.rest`.
    if getattr(module, "HANDS_ON", False):
        options, rest = parser.parse_known_args(words)
        options.rest = rest
        return _guarded(module.run, options)
    return _guarded(module.run, parser.parse_args(words))


def _guarded(run: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    try:
        code = run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # The reader went away (`| head`): not our fault, and the interpreter must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13  # SIGPIPE, which not every system names
    return code


class _Plain(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of a command's own text."""


def _show_help(words: list[str]) -> int:
    if len(words) > 1 and words[1] in COMMANDS:
        return _run(words[1], ["--help"])
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return _say(
        "usage: skillmark COMMAND [options]\n\n"
        + "\n".join(lines)
        + "\n\nEach command explains itself: skillmark COMMAND --help"
    )


def _explain_missing(name: str, package: str) -> int:
    sys.stderr.write(
        f"skillmark: “{name}” needs the platform, and {package} is not installed here. "
        "Install it with: pip install 'skillmark[server]'\n"
    )
    return EX_UNAVAILABLE


def _version() -> str:
    try:
        return metadata.version("skillmark")
    except metadata.PackageNotFoundError:
        return "(running from a clone)"


def _say(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
