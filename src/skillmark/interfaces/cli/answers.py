"""How the commands without a database answer: in words or as JSON, and when they cannot, with the next step.

Exit codes are those of `verify`: 0 done, 1 refused, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skillmark.credential.errors import CredentialError
from skillmark.credential.steps.findings import quoted

DONE, REFUSED, COULD_NOT = 0, 1, 2
_LONGEST_LINE = 2_000
_MOST_DETAILS = 50

# What helps where the library says no, by its code.
_NEXT = {
    "key_kind_mismatch": "Choose another --suite, or a key of the kind that it is made with.",
    "signer_mismatch": "Sign with the key file that belongs to this issuer.",
    "bake_not_an_image": "Give a PNG or SVG file as the picture.",
    "bake_not_a_credential": "Give the signed credential: its JSON file or its JWS.",
    "bake_no_credential": "Ask for the original file, or for the link to the credential.",
    "no_base_proof": "Only credentials issued with --suite ecdsa-sd-2023 or --form sd-jwt can be shown in part.",
    "pointer": "See what can be shown with --list.",
    "key_binding_present": "Derive from the file as it came from its issuer.",
    "holder_key_mismatch": "Sign with the key that the credential was issued to.",
    "holder_key_missing": "It was issued to no key, so leave out --key, --domain and --challenge.",
    "undefined_term": "Mend the definition, and run the command again.",
    "elm_not_a_badge": "Give one credential of Open Badges 3.0; of a learner record, each of those in it by itself.",
    "issue_refused": "Mend what is named, and run the command again.",
}
_NEXT_OTHERWISE = "Make sure that it is the right file, or ask whoever made it."


class Refusal(Exception):
    """A command stops: a stable code, one sentence, what to do next, and the details where there are several."""

    def __init__(
        self,
        code: str,
        sentence: str,
        next_step: str,
        *,
        exit_code: int = REFUSED,
        details: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.next_step = next_step
        self.exit_code = exit_code
        self.details = tuple(details)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command did: `text` for people, `members` for programs; neither where the command has told it itself.

    `data` is what was asked for itself; it goes to standard output as it is, and `text` beside it.
    """

    text: str = ""
    members: Mapping[str, Any] | None = None
    data: bytes | None = None
    exit_code: int = DONE


def add_json(parser: argparse.ArgumentParser, shape: str) -> None:
    """The option `--json`; `shape` documents what is printed."""
    parser.add_argument("--json", action="store_true", help=f"print {shape} instead of words")


def answered(options: argparse.Namespace, work: Callable[[argparse.Namespace], Answer]) -> int:
    """Do the work, say what came of it, and return the exit code."""
    try:
        answer = work(options)
    except Refusal as refusal:
        return _refuse(options, refusal)
    except CredentialError as error:
        return _refuse(options, refusal_of(error))
    _say(answer, as_json=options.json)
    return answer.exit_code


def refusal_of(error: CredentialError) -> Refusal:
    """What the library says, with the step that helps."""
    return Refusal(error.code, error.sentence, _NEXT.get(error.code, _NEXT_OTHERWISE))


def warn(sentence: str) -> None:
    """Something that a person should know, beside what the command is about."""
    sys.stderr.write(f"Note: {quoted(sentence, limit=_LONGEST_LINE)}\n")


def print_json(value: Any) -> None:
    """One JSON value; ASCII only, so that nothing in a credential can play tricks on a terminal or a log."""
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write("\n")


def _say(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        if answer.members is not None:
            print_json(answer.members)
    elif answer.data is None:
        sys.stdout.write(_cleaned(answer.text))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(answer.data)
        sys.stderr.write(_cleaned(answer.text))


def _refuse(options: argparse.Namespace, refusal: Refusal) -> int:
    if options.json:
        error = {"code": refusal.code, "sentence": refusal.sentence, "next_step": refusal.next_step}
        print_json({"error": error | ({"details": list(refusal.details)} if refusal.details else {})})
        return refusal.exit_code
    lines = [f"skillmark {options.command}: {refusal.sentence}"]
    lines += [f"  {detail['problem']}" for detail in refusal.details[:_MOST_DETAILS]]
    if len(refusal.details) > _MOST_DETAILS:
        lines.append(f"  … and {len(refusal.details) - _MOST_DETAILS} more.")
    sys.stderr.write(_cleaned("\n".join([*lines, f"Next: {refusal.next_step}"])))
    return refusal.exit_code


def _cleaned(text: str) -> str:
    """Whole lines without anything that could drive a terminal; unlike `quoted`, the spaces stay as they are."""
    lines = (
        "".join(each if each == " " or quoted(each) else " " for each in line[:_LONGEST_LINE])
        for line in text.splitlines()
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)
