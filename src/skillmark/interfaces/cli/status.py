"""Makes status lists and changes what they say: revoked, suspended, or any other value.

A list is one signed file, published at one address; each credential has an entry in it, given by `skillmark issue`
with --status-list. Whoever checks a credential fetches the whole list, so that nobody learns which one was asked about.
A revocation is for ever: it is never taken back. For what may come back, make a list with --purpose suspension.

For example:

    skillmark status make --key key.json --url https://college.example/status/1 -o list.json
    skillmark issue course.toml --key key.json --recipients class.csv --status-list list.json -o listed
    skillmark status set list.json listed/ana-souza-food-safety.json --revoke --key key.json
    skillmark status show list.json listed/ana-souza-food-safety.json

Publish the list anew after each change. Exit code: 0 done, 1 refused, 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from skillmark.credential.errors import StatusError
from skillmark.credential.keys import LocalSigner
from skillmark.credential.policy import Policy
from skillmark.credential.status.bitstring import (
    MINIMUM_LENGTH,
    StatusBits,
    index_of,
    list_credential,
    messages_of,
    size_of,
    with_status,
)
from skillmark.credential.steps import read
from skillmark.credential.steps.status import DEFAULT_ACCEPTED_AGE
from skillmark.credential.times import age_in_words, format_timestamp
from skillmark.interfaces.cli import files, lists, words
from skillmark.interfaces.cli.answers import Answer, Refusal, add_json, answered
from skillmark.interfaces.cli.definitions import is_web_address
from skillmark.interfaces.cli.keyfiles import KeyFile, open_signer, read_key_file

EX_USAGE = 64
REVOCATION, SUSPENSION = "revocation", "suspension"
_PURPOSES = (REVOCATION, SUSPENSION, "message", "refresh")
_MEANINGS = {REVOCATION: ("not revoked", "revoked"), SUSPENSION: ("not suspended", "suspended")}
_SHAPE = '{"list", "issuer", "purpose", "as_of", "age_seconds", "ttl_seconds", "entry": {"index", "value", "meaning"}}'


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One entry of a list: where it is, how many bits it has, and what its values mean."""

    index: int
    size: int
    messages: Mapping[int, str]

    def meaning(self, value: int, purpose: str) -> str:
        """What a value says, as far as it is known."""
        known = self.messages.get(value, "")
        if not known and self.size == 1 and purpose in _MEANINGS:
            return _MEANINGS[purpose][value]
        return known or ("set" if value else "not set")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark status`."""
    parser.set_defaults(command="status")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add_make(actions)
    _add_set(actions)
    show = actions.add_parser(
        "show",
        help="say what a list says",
        description="Says what a list says of one entry, or of all, and how old it is.",
    )
    show.add_argument("list", metavar="LIST", help="the list's file")
    show.add_argument(
        "entry", metavar="INDEX|CREDENTIAL", nargs="?", help="an entry: its number, or a credential"
    )
    add_json(show, f'{_SHAPE}; without an entry {{…, "entries", "taken", "set"}},')
    show.set_defaults(work=_show)


def _add_make(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    make = actions.add_parser(
        "make", help="make a list", description="Makes a list in which nothing is set, and signs it."
    )
    make.add_argument("--url", metavar="URL", required=True, help="where the list will be published")
    make.add_argument(
        "--purpose", choices=_PURPOSES, default=REVOCATION, help="what its entries say (default: revocation)"
    )
    make.add_argument(
        "--message", metavar="TEXT", action="append", default=[],
        help="with --purpose message: what each value means, of 0 first; 2, 4, 8 … of them",
    )  # fmt: skip
    make.add_argument(
        "--entries", metavar="N", type=int, default=MINIMUM_LENGTH,
        help=f"how many entries it has (default and least: {MINIMUM_LENGTH:,})",
    )  # fmt: skip
    make.add_argument(
        "--ttl", metavar="MINUTES", type=int, default=60, help="how long others may keep a copy (default: 60)"
    )
    make.add_argument("-o", "--output", metavar="LIST", required=True, help="the file to write")
    make.add_argument(
        "--force", action="store_true", help="replace LIST if it is there: what it says is lost"
    )
    _add_signing(make)
    add_json(make, '{"written", "list", "issuer", "purpose", "entries"}')
    make.set_defaults(work=_make)


def _add_set(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    change = actions.add_parser(
        "set",
        help="revoke, suspend, reinstate",
        description="Changes entries of a list and signs it anew.",
    )
    change.add_argument("list", metavar="LIST", help="the list's file, which is replaced")
    change.add_argument(
        "credentials", metavar="CREDENTIAL", nargs="*", help="credentials whose entries to change"
    )
    change.add_argument(
        "--index", metavar="N", type=int, action="append", default=[], help="the number of an entry to change"
    )
    what = change.add_mutually_exclusive_group(required=True)
    what.add_argument("--revoke", action="store_true", help="take it out of use, for ever")
    what.add_argument("--suspend", action="store_true", help="take it out of use for now")
    what.add_argument("--reinstate", action="store_true", help="end a suspension")
    what.add_argument("--value", metavar="N", type=int, help="any other value")
    _add_signing(change)
    add_json(change, '{"written", "list", "purpose", "changed": [{"index", "before", "value", "meaning"}]}')
    change.set_defaults(work=_set)


def _add_signing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", metavar="KEYFILE", required=True, help="the key file of the list's issuer")
    parser.add_argument("--passphrase-file", metavar="FILE", help="a file that holds the key's passphrase")


def run(options: argparse.Namespace) -> int:
    """Do what was asked for."""
    return answered(options, options.work)


# --- make -----------------------------------------------------------------------------------------------------


def _make(options: argparse.Namespace) -> Answer:
    if not is_web_address(options.url) or "#" in options.url:
        raise _usage(f"--url must be a web address, not “{options.url}”.")
    if (options.purpose == "message") != bool(options.message):
        raise _usage("--purpose message takes a --message for each value, and no other purpose does.")
    if options.ttl < 0:
        raise _usage("--ttl cannot be below 0.")
    size = max(1, len(options.message) - 1).bit_length() if options.message else 1
    if options.message and len(options.message) != 1 << size:
        raise _usage(
            f"There are {len(options.message)} messages; 2, 4, 8 and so on can be told apart by whole bits."
        )
    keys, signer = _opened(options)
    now = _now()
    document = list_credential(
        list_id=options.url,
        issuer=keys.identifier,
        bits=StatusBits(options.entries * size),
        purpose=options.purpose,
        valid_from=now,
        ttl=timedelta(minutes=options.ttl),
        status_size=size,
    )
    path = Path(options.output)
    _write(path, document, keys=keys, signer=signer, now=now, force=options.force)
    state = lists.State(list_url=options.url, taken={}, size=size, messages=tuple(options.message))
    lists.write_state(lists.read_list(options.output), state)
    members = {
        "written": options.output,
        "list": options.url,
        "issuer": keys.identifier,
        "purpose": options.purpose,
        "entries": options.entries,
    }
    text = f"{options.output} has {options.entries:,} entries for {options.purpose}, of which none is set.\n"
    return Answer(
        text=f"{text}Keep {lists.state_path(path)} beside it: it remembers which entries are taken.\n"
        f"Publish {options.output} at {options.url}",
        members=members,
    )


# --- set ------------------------------------------------------------------------------------------------------


def _set(options: argparse.Namespace) -> Answer:
    keys, signer = _opened(options)
    path = Path(options.list)
    with files.locked(path):
        found = lists.read_list(options.list)
        lists.check_ours(found, keys)
        purpose = found.purposes[0]
        value = _wanted(options, found.purposes)
        entries = _entries(options, found)
        changed, document, now = [], dict(found.document), _now()
        for entry in entries:
            before = _value(found, entry)
            _check_change(found.purposes, entry, before, value)
            document = with_status(
                document, index=entry.index, value=value, status_size=entry.size, valid_from=now
            )
            changed.append(
                {
                    "index": entry.index,
                    "before": before,
                    "value": value,
                    "meaning": entry.meaning(value, purpose),
                }
            )
        _write(path, document, keys=keys, signer=signer, now=now, force=True)
    members = {"written": options.list, "list": found.url, "purpose": purpose, "changed": changed}
    lines = [f"Entry {each['index']}: {each['meaning']}." for each in changed]
    return Answer(text="\n".join([*lines, f"Publish {options.list} anew at {found.url}"]), members=members)


def _wanted(options: argparse.Namespace, purposes: Sequence[str]) -> int:
    for asked, needed, value in (
        (options.revoke, REVOCATION, 1),
        (options.suspend, SUSPENSION, 1),
        (options.reinstate, SUSPENSION, 0),
    ):
        if asked and needed not in purposes:
            raise Refusal(
                "status_purpose",
                f"This list is for {', '.join(purposes)}, and what you ask for takes one for {needed}.",
                f"Take the list that was made with --purpose {needed}."
                + (" A revocation is never taken back: issue a new credential." if options.reinstate else ""),
            )
        if asked:
            return value
    wanted: int = options.value
    return wanted


def _entries(options: argparse.Namespace, found: lists.ListFile) -> list[_Entry]:
    entries = [_entry_at(found, index) for index in options.index]
    entries += [_entry_of(found, name) for name in options.credentials]
    if not entries:
        raise _usage("Say which entry: --index N, or the credential's file.")
    return entries


def _check_change(purposes: Sequence[str], entry: _Entry, before: int, value: int) -> None:
    if REVOCATION in purposes and before and not value:
        raise Refusal(
            "revoked",
            f"Entry {entry.index} is revoked, and a revocation is never taken back.",
            "Issue a new credential.",
        )
    if not 0 <= value < 1 << entry.size:
        raise Refusal(
            "status_value",
            f"{value} is no value of an entry of {words.count(entry.size, 'bit')}.",
            f"Give a value from 0 to {(1 << entry.size) - 1}.",
        )


# --- show -----------------------------------------------------------------------------------------------------


def _show(options: argparse.Namespace) -> Answer:
    found = lists.read_list(options.list)
    now = datetime.now(UTC)
    age = None if found.as_of is None else max(now - found.as_of, timedelta(0))
    purpose = ", ".join(found.purposes)
    ttl = found.opened.ttl
    members: dict[str, Any] = {
        "list": found.url,
        "issuer": found.issuer,
        "purpose": purpose,
        "as_of": words.written(found.as_of),
        "age_seconds": None if age is None else int(age.total_seconds()),
        "ttl_seconds": None if ttl is None else int(ttl.total_seconds()),
    }
    if options.entry is None:
        own, first = _of_all(found)
    else:
        own, first = _of_one(found, options.entry, purpose)
    signed = "It does not say when it was signed." if age is None or found.as_of is None else (
        f"So it was on {format_timestamp(found.as_of)}, {age_in_words(age)} ago."
    )  # fmt: skip
    kept = age_in_words(DEFAULT_ACCEPTED_AGE if ttl is None else ttl)
    lines = [
        f"List:    {found.url} ({purpose})",
        f"Issuer:  {found.issuer}",
        first,
        f"Age:     {signed} Others may keep a copy for {kept}.",
    ]
    return Answer(text="\n".join(lines), members=members | own)


def _of_all(found: lists.ListFile) -> tuple[dict[str, Any], str]:
    state = lists.read_state(found)
    length = len(found.opened.bits) // state.size
    number = sum(1 for index in state.taken if found.opened.bits.get(index, status_size=state.size))
    members = {"entries": length, "taken": len(state.taken), "set": found.opened.bits.count()}
    return members, (
        f"Entries: {length:,}, of which {len(state.taken):,} are taken. "
        f"{words.count(number, 'of these is', 'of these are')} set."
    )


def _of_one(found: lists.ListFile, named: str, purpose: str) -> tuple[dict[str, Any], str]:
    entry = _entry_at(found, int(named)) if named.isdecimal() else _entry_of(found, named)
    value = _value(found, entry)
    meaning = entry.meaning(value, purpose)
    members = {"index": entry.index, "value": value, "meaning": meaning}
    return {"entry": members}, f"Entry:   {entry.index} is {meaning} (value {value})."


# --- what all of them need --------------------------------------------------------------------------------------


def _entry_at(found: lists.ListFile, index: int) -> _Entry:
    state = lists.read_state(found)
    entry = _Entry(index=index, size=state.size, messages=dict(enumerate(state.messages)))
    _value(found, entry)
    return entry


def _entry_of(found: lists.ListFile, name: str) -> _Entry:
    document = read.read(files.read(name), policy=Policy()).document or {}
    stated = document.get("credentialStatus", [])
    for status in stated if isinstance(stated, list) else [stated]:
        if isinstance(status, dict) and status.get("statusListCredential") == found.url:
            return _Entry(index=index_of(status), size=size_of(status), messages=messages_of(status))
    raise Refusal(
        "status_entry",
        f"“{name}” has no entry in this list ({found.url}).",
        "Give the list that the credential names, or a credential that was issued with --status-list.",
    )


def _value(found: lists.ListFile, entry: _Entry) -> int:
    try:
        return found.opened.bits.get(entry.index, status_size=entry.size)
    except StatusError as error:
        last = len(found.opened.bits) // entry.size - 1
        raise Refusal(
            error.code, f"The list has no entry {entry.index}.", f"Give a number from 0 to {last:,}."
        ) from error


def _write(
    path: Path, document: Mapping[str, Any], *, keys: KeyFile, signer: LocalSigner, now: datetime, force: bool
) -> None:
    files.write(path, lists.sign_list(document, keys=keys, signer=signer, created=now), force=force)


def _opened(options: argparse.Namespace) -> tuple[KeyFile, LocalSigner]:
    keys = read_key_file(options.key)
    return keys, open_signer(keys, passphrase_file=options.passphrase_file)


def _usage(sentence: str) -> Refusal:
    return Refusal("usage", sentence, "See: skillmark status --help", exit_code=EX_USAGE)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
