"""Makes and keeps the keys that credentials are signed with: one file, which only its owner can read.

A key is its own issuer (did:key or did:jwk) unless it has an address, https or did:web, where its document is to be
found. Only such an issuer can change keys: `rotate` keeps the old one in the document, so that what it signed stays
valid, and marks it if it was stolen, so that nothing that it signed is believed any more.

For example:

    skillmark keys new -o key.json
    skillmark keys new --issuer https://college.example/issuer --kind P-256 -o college.json
    skillmark keys show college.json > issuer.json
    skillmark keys rotate college.json

Exit code: 0 done, 1 refused, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from skillmark.credential.did.document import is_its_own_key
from skillmark.credential.keys import KeyKind, LocalSigner
from skillmark.credential.times import format_timestamp
from skillmark.interfaces.cli import words
from skillmark.interfaces.cli.answers import Answer, Refusal, add_json, answered
from skillmark.interfaces.cli.keyfiles import (
    DID_JWK,
    Key,
    KeyFile,
    check_issuer,
    new_secret,
    open_signer,
    read_key_file,
    read_passphrase,
    write_key_file,
)

_KINDS = [kind.value for kind in KeyKind]
_SHAPE = '{"file", "issuer", "key", "kind", "published_at", "history": [{"key", "retired", "compromised"}]}'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark keys`."""
    parser.set_defaults(command="keys")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    new = actions.add_parser("new", help="make a key", description="Makes a key and writes it to a new file.")
    new.add_argument("-o", "--output", metavar="KEYFILE", required=True, help="the file to write")
    new.add_argument("--kind", choices=_KINDS, default=_KINDS[0], help="the kind of key (default: Ed25519)")
    _add_issuer(
        new,
        "the issuer's address (https or did:web); without it, the key is its own issuer, as did:key or, with "
        "--issuer did:jwk, in that form",
    )
    new.add_argument("--passphrase", action="store_true", help="ask for a passphrase that protects the file")
    _add_passphrase_file(new)
    new.add_argument("--force", action="store_true", help="replace a file that is there: its key is lost")
    add_json(new, _SHAPE)
    new.set_defaults(work=_new)
    show = actions.add_parser(
        "show",
        help="print the document to publish",
        description="Prints the document that says which keys speak for the issuer, and where it is to be published.",
    )
    show.add_argument("keyfile", metavar="KEYFILE", help="the key file")
    _add_issuer(show, "show the document for this issuer")
    add_json(show, '{…, "document"}')
    show.set_defaults(work=_show)
    _add_rotate(actions)


def _add_rotate(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rotate = actions.add_parser(
        "rotate",
        help="replace a key, or mark a stolen one",
        description="Makes a new key the active one and keeps the old one in the history.",
    )
    rotate.add_argument("keyfile", metavar="KEYFILE", help="the key file")
    rotate.add_argument(
        "--kind", choices=_KINDS, help="the kind of the new key (default: that of the old one)"
    )
    _add_issuer(rotate, "the issuer's address, where the file names none")
    rotate.add_argument(
        "--compromised-since",
        metavar="TIME",
        type=words.moment,
        help="since when somebody else may have had the old key, like 2026-03-01 or 2026-03-01T12:00:00Z",
    )
    rotate.add_argument(
        "--which", metavar="KEY", help="mark this key of the history instead, and make no new one"
    )
    _add_passphrase_file(rotate)
    add_json(rotate, _SHAPE)
    rotate.set_defaults(work=_rotate)


def _add_issuer(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument("--issuer", metavar="ID", help=meaning)


def _add_passphrase_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", metavar="FILE", help="a file that holds the passphrase")


def run(options: argparse.Namespace) -> int:
    """Do what was asked for."""
    return answered(options, options.work)


# --- new ----------------------------------------------------------------------------------------------------


def _new(options: argparse.Namespace) -> Answer:
    path = Path(options.output)
    if options.issuer not in {None, DID_JWK}:
        check_issuer(options.issuer)
    passphrase = ""
    if options.passphrase or options.passphrase_file is not None:
        passphrase = read_passphrase(options.passphrase_file, path, twice=True)
    active, secret = _made(KeyKind(options.kind), passphrase)
    found = KeyFile(path=path, active=active, secret=secret).for_issuer(options.issuer or "")
    write_key_file(found, force=options.force)
    text = f"A new {options.kind} key is in {path}, which only you can read. Keep a copy in a safe place.\n"
    return Answer(text=f"{text}Issuer: {found.identifier}\n{_advice(found)}", members=_members(found))


def _made(kind: KeyKind, passphrase: str) -> tuple[Key, dict[str, Any]]:
    signer = LocalSigner.generate(kind)
    return Key(public=signer.public_key, created=_now()), new_secret(signer, passphrase=passphrase)


def _advice(found: KeyFile) -> str:
    address = found.published_at()
    if not address:
        return "Nothing has to be published: the issuer is the key itself.\n"
    return f"Publish its document at {address}\nNext: skillmark keys show {found.path}"


# --- show ---------------------------------------------------------------------------------------------------


def _show(options: argparse.Namespace) -> Answer:
    found = read_key_file(options.keyfile)
    if options.issuer is not None:
        found = found.for_issuer(options.issuer)
    address = found.published_at()
    document = found.document()
    where = (
        f"Publish this at {address} (as application/json)."
        if address
        else "Nothing has to be published: this follows from the identifier itself."
    )
    written = json.dumps(document, indent=2, ensure_ascii=True) + "\n"
    return Answer(text=where, members=_members(found) | {"document": document}, data=written.encode("ascii"))


# --- rotate -------------------------------------------------------------------------------------------------


def _rotate(options: argparse.Namespace) -> Answer:
    found = read_key_file(options.keyfile)
    if options.issuer is not None:
        found = found.for_issuer(options.issuer)
    if is_its_own_key(found.identifier):
        raise Refusal(
            "own_key",
            f"This key is its own issuer ({found.identifier}), so a new key is a new issuer.",
            "Make another key file, or name the address where this issuer's keys are published: --issuer ID",
        )
    since = options.compromised_since
    if since is not None and since > _now():
        raise Refusal("time", "A key cannot be stolen in the future.", "Give a time that has passed.")
    changed = _marked(found, options.which, since) if options.which else _replaced(found, options, since)
    write_key_file(changed, force=True)
    return Answer(text=_told(changed, new=not options.which), members=_members(changed))


def _replaced(found: KeyFile, options: argparse.Namespace, since: datetime | None) -> KeyFile:
    passphrase = ""
    if found.is_encrypted:
        passphrase = read_passphrase(options.passphrase_file, found.path)
        # A passphrase with a slip in it would lock the new key away.
        open_signer(found, passphrase=passphrase)
    kind = KeyKind(options.kind) if options.kind else found.active.public.kind
    active, secret = _made(kind, passphrase)
    old = replace(found.active, retired=_now(), compromised=since)
    return replace(found, active=active, secret=secret, history=(old, *found.history))


def _marked(found: KeyFile, which: str, since: datetime | None) -> KeyFile:
    if since is None:
        raise Refusal("time", "It is not said since when.", "Add --compromised-since TIME.")
    if which not in {key.name for key in found.history}:
        raise Refusal(
            "key_unknown",
            f"The history of “{found.path}” holds no key “{which}”.",
            f"See the keys in it: skillmark keys show {found.path}",
        )
    history = tuple(replace(key, compromised=since) if key.name == which else key for key in found.history)
    return replace(found, history=history)


def _told(found: KeyFile, *, new: bool) -> str:
    lines = [f"A new {found.active.public.kind} key signs from now on: {found.active.name}"] if new else []
    for key in found.history:
        if key.compromised is not None:
            lines.append(f"Not believed since {format_timestamp(key.compromised)}: {key.name}")
        elif key.retired is not None:
            lines.append(f"Out of use since {format_timestamp(key.retired)}: {key.name}")
    lines.append(_advice(found))
    return "\n".join(lines)


def _members(found: KeyFile) -> dict[str, Any]:
    return {
        "file": str(found.path),
        "issuer": found.identifier,
        "key": found.method_id(),
        "kind": found.active.public.kind.value,
        "published_at": found.published_at(),
        "history": [
            {
                "key": f"{found.identifier}#{key.name}",
                "retired": words.written(key.retired),
                "compromised": words.written(key.compromised),
            }
            for key in found.history
        ],
    }


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
