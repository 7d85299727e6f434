"""Shows some of a credential and keeps the rest back: for what was issued with --suite ecdsa-sd-2023 or --form sd-jwt.

What ends or withdraws a credential is always shown, and so is what makes it one. An SD-JWT that was issued to a key
takes that key, and who asks (--domain) with what (--challenge), to show that it is yours.

For example:

    skillmark keys new --kind P-256 -o p256.json
    skillmark issue course.toml --key p256.json --suite ecdsa-sd-2023 --recipients class.csv -o selective
    skillmark derive selective/ana-souza-food-safety.json --list
    skillmark derive selective/ana-souza-food-safety.json --show /credentialSubject/identifier/0 -o name.json
    skillmark derive selective/ana-souza-food-safety.json --show /credentialSubject/result/0 -o result.json

Exit code: 0 done, 1 refused, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from skillmark.credential import derive, present_sd_jwt
from skillmark.interfaces.cli import files, words
from skillmark.interfaces.cli.answers import Answer, Refusal, add_json, answered
from skillmark.interfaces.cli.holding import check_is_whole, is_sd_jwt, places, read_credential, with_scales
from skillmark.interfaces.cli.keyfiles import open_signer, read_key_file

EX_USAGE = 64
_MOST_SHOWN = 90


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark derive`."""
    parser.set_defaults(command="derive")
    parser.add_argument("credential", metavar="FILE", help="the credential as it came from its issuer")
    parser.add_argument(
        "--show", metavar="POINTER", nargs="+", action="extend", default=[],
        help="places to show, as JSON pointers like /credentialSubject/result/0 (default: as little as possible)",
    )  # fmt: skip
    parser.add_argument(
        "--list", "--show-names", action="store_true", dest="list", help="print the places that can be shown"
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="the file to write (default: standard output)")
    parser.add_argument("--force", action="store_true", help="replace OUT if it is there already")
    parser.add_argument("--key", metavar="KEYFILE", help="your key, to show that an SD-JWT is yours")
    parser.add_argument("--passphrase-file", metavar="FILE", help="a file that holds the key's passphrase")
    parser.add_argument("--domain", metavar="WHO", help="to whom it is shown (the verifier says it)")
    parser.add_argument("--challenge", metavar="TEXT", help="in answer to what (the verifier says it)")
    add_json(
        parser, '{"written", "form", "shown", "credential"}, or {"places": [{"pointer", "value", "always"}]},'
    )


def run(options: argparse.Namespace) -> int:
    """Derive what is to be shown."""
    return answered(options, _list if options.list else _derive)


def _list(options: argparse.Namespace) -> Answer:
    found = list(places(read_credential(options.credential)))
    members = {
        "places": [{"pointer": place, "value": value, "always": always} for place, value, always in found]
    }
    lines = [
        f"{'always' if always else '      '}  {place}  {value[:_MOST_SHOWN]}"
        for place, value, always in found
    ]
    return Answer(text="\n".join(["What can be shown with --show:", *lines]), members=members)


def _derive(options: argparse.Namespace) -> Answer:
    now = datetime.now(UTC)
    data = read_credential(options.credential)
    if is_sd_jwt(data):
        derived, form = _chosen(options, data, now), "sd-jwt"
    else:
        if options.key or options.domain or options.challenge:
            raise Refusal(
                "usage",
                "--key, --domain and --challenge are for credentials in SD-JWT form.",
                "Derive first, and show the result with: skillmark present",
                exit_code=EX_USAGE,
            )
        derived, form = derive(data, pointers=with_scales(data, options.show)), "json"
    check_is_whole(derived, now)
    return _answer(options, derived, form)


def _chosen(options: argparse.Namespace, data: bytes, now: datetime) -> bytes:
    signer = None
    if options.key:
        signer = open_signer(read_key_file(options.key), passphrase_file=options.passphrase_file)
    text = present_sd_jwt(
        data.decode("ascii", "replace"),
        disclose=options.show,
        now=now,
        signer=signer,
        audience=options.domain,
        nonce=options.challenge,
    )
    return text.encode("ascii")


def _answer(options: argparse.Namespace, derived: bytes, form: str) -> Answer:
    members = {
        "written": options.output,
        "form": form,
        "shown": options.show,
        "credential": derived.decode("utf-8"),
    }
    if options.output is None:
        return Answer(data=derived + b"\n", members=members)
    files.write(Path(options.output), derived, force=options.force)
    shown = words.count(len(options.show), "place") if options.show else "no more than must be"
    return Answer(
        text=f"{options.output} shows {shown}.\nNext: skillmark inspect {options.output}", members=members
    )
