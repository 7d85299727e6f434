r"""Shows credentials as their holder: signs a presentation of them with the holder's key, for one verifier and once.

The verifier says who it is (--domain) and what to answer (--challenge), so that nobody can show it again elsewhere. The
holder is the key itself (did:key), or the identifier that the key file names. Credentials may lie in pictures.

For example:

    skillmark keys new -o holder.json
    skillmark present badges/ana-souza-food-safety.json --key holder.json --domain https://jobs.example \
      --challenge 3f1a9c -o presentation.json
    skillmark present ana.svg class/bo-lindqvist-food-safety.json --key holder.json --form jwt

Exit code: 0 done, 1 refused, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from skillmark.credential import present, present_jwt
from skillmark.credential.times import format_timestamp
from skillmark.interfaces.cli import files, lists, words
from skillmark.interfaces.cli.answers import Answer, Refusal, add_json, answered
from skillmark.interfaces.cli.holding import base_proof, read_credential
from skillmark.interfaces.cli.keyfiles import open_signer, read_key_file

JSON, JWT = "json", "jwt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark present`."""
    parser.set_defaults(command="present")
    parser.add_argument("credentials", metavar="FILE", nargs="+", help="a credential: JSON, JWS, PNG or SVG")
    parser.add_argument("--key", metavar="KEYFILE", required=True, help="the holder's key file")
    parser.add_argument("--passphrase-file", metavar="FILE", help="a file that holds the key's passphrase")
    parser.add_argument("--domain", metavar="WHO", help="to whom it is shown (the verifier says it)")
    parser.add_argument("--challenge", metavar="TEXT", help="in answer to what (the verifier says it)")
    parser.add_argument(
        "--form", choices=[JSON, JWT], default=JSON, help="JSON or a signed text (default: json)"
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="the file to write (default: standard output)")
    parser.add_argument("--force", action="store_true", help="replace OUT if it is there already")
    parser.add_argument(
        "--created", metavar="TIME", type=words.moment, help="the time of signing (default: now)"
    )
    add_json(parser, '{"written", "form", "holder", "created", "credentials", "presentation"}')


def run(options: argparse.Namespace) -> int:
    """Present the credentials."""
    return answered(options, _present)


def _present(options: argparse.Namespace) -> Answer:
    created = options.created or datetime.now(UTC).replace(microsecond=0)
    shown = [_shown(name) for name in options.credentials]
    keys = read_key_file(options.key)
    suite = lists.SUITES.get(keys.active.public.kind)
    if options.form == JSON and suite is None:
        raise Refusal("key_kind_mismatch", "An RSA key signs texts only.", "Add --form jwt.")
    signer = open_signer(keys, passphrase_file=options.passphrase_file)
    if options.form == JWT or suite is None:
        data = present_jwt(
            shown, holder=keys.identifier, signer=signer, verification_method=keys.method_id(),
            created=created, challenge=options.challenge, domain=options.domain,
        )  # fmt: skip
    else:
        data = present(
            shown, holder=keys.identifier, signer=signer, verification_method=keys.method_id(),
            created=created, challenge=options.challenge, domain=options.domain, suite=suite,
        )  # fmt: skip
    members = {
        "written": options.output,
        "form": options.form,
        "holder": keys.identifier,
        "created": format_timestamp(created),
        "credentials": len(shown),
        "presentation": data.decode("utf-8"),
    }
    if options.output is None:
        return Answer(data=data + b"\n", members=members)
    files.write(Path(options.output), data, force=options.force)
    number = words.count(len(shown), "credential")
    return Answer(
        text=f"{options.output} shows {number}, signed by {keys.identifier}.\n"
        f"Next: skillmark inspect {options.output}",
        members=members,
    )


def _shown(name: str) -> bytes:
    data = read_credential(name)
    if base_proof(data) is not None:
        raise Refusal(
            "base_proof",
            f"“{name}” holds the proof that only its holder may have, so it is not shown as it is.",
            f"Choose what to show first: skillmark derive {name} --list",
        )
    return data
