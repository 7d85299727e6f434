r"""Issues credentials from a definition, for one learner or for a whole table of them, without platform or database.

Everything is checked before anything is signed, and nothing is half done: all files are written, or none. E-mail
addresses are hashed, each with a salt of its own. A whole credential in JSON needs no learner and is signed as it is.

For example:

    skillmark keys new -o key.json
    skillmark issue --sample -o .
    skillmark issue course.toml --key key.json --to "Ana Souza <ana@example.org>" --set Quiz=9 \
      --set "Hygiene plan=Secure" -o badges
    skillmark issue course.toml --key key.json --recipients class.csv --bake badge.svg -o class

The table has a row for each learner and these columns: name, email, id, awarded, valid_until, evidence (several are
divided by |), and one for each result of the definition. At least one of the first three is needed.

Exit code: 0 done, 1 refused (nothing was written), 2 could not be done, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from skillmark.credential.bake import bake
from skillmark.credential.did.document import is_its_own_key
from skillmark.credential.model.view import many
from skillmark.credential.steps.findings import quoted
from skillmark.credential.times import format_timestamp
from skillmark.interfaces.cli import files, lists, words
from skillmark.interfaces.cli.answers import Answer, Refusal, add_json, answered
from skillmark.interfaces.cli.composing import Chance, complete, compose
from skillmark.interfaces.cli.definitions import Definition, is_web_address, read_definition
from skillmark.interfaces.cli.keyfiles import KeyFile, open_signer, read_key_file
from skillmark.interfaces.cli.recipients import Learner, named_recipients, read_recipients, same_for_all
from skillmark.interfaces.cli.samples import SAMPLES
from skillmark.interfaces.cli.signing import (
    JSON,
    KINDS_OF_SUITE,
    SD_JWT,
    SELECTIVE,
    SUFFIXES,
    Draft,
    Making,
    check_all,
    sign_all,
    suite_for,
)

EX_USAGE = 64
_SHAPE = (
    '{"issuer", "key", "form", "suite", "created", "folder", "dry_run", '
    '"credentials": [{"id", "recipient", "row", "file", "picture", "status_index"}]}'
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `skillmark issue`."""
    parser.set_defaults(command="issue")
    parser.add_argument(
        "definition", metavar="DEFINITION", nargs="?", help="what is issued: a TOML or JSON file"
    )
    parser.add_argument("--key", metavar="KEYFILE", help="the key file of the issuer (skillmark keys new)")
    parser.add_argument("--passphrase-file", metavar="FILE", help="a file that holds the key's passphrase")
    whom = parser.add_mutually_exclusive_group()
    whom.add_argument(
        "--to", metavar="WHO", action="append", default=[],
        help="a learner: “Name <address>”, an address, an id or a name; may be given several times",
    )  # fmt: skip
    whom.add_argument("--recipients", metavar="FILE", help="a table of learners: CSV in UTF-8, or XLSX")
    parser.add_argument(
        "--set", metavar="COLUMN=VALUE", action="append", default=[],
        help="a cell that is the same for all, like awarded=2026-03-01; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--ignore", metavar="COLUMN", action="append", default=[], help="a column to leave out of account"
    )
    parser.add_argument("-o", "--output", metavar="FOLDER", help="where the files go")
    parser.add_argument("--force", action="store_true", help="replace files that are there already")
    _add_making(parser)
    parser.add_argument("--dry-run", action="store_true", help="check everything, sign and write nothing")
    parser.add_argument(
        "--sample", action="store_true", help=f"write {', '.join(SAMPLES)} to FOLDER, to start from"
    )
    add_json(parser, _SHAPE)


def _add_making(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--form", choices=list(SUFFIXES), default=JSON,
        help="how it is signed: in JSON, as a signed text (JWS), or as SD-JWT (default: json)",
    )  # fmt: skip
    parser.add_argument(
        "--suite", choices=list(KINDS_OF_SUITE),
        help="the kind of signature in JSON (default: eddsa-rdfc-2022; ecdsa-rdfc-2019 with P-256 and P-384 keys)",
    )  # fmt: skip
    parser.add_argument(
        "--bake", metavar="IMAGE", help="put each credential into this PNG or SVG picture too"
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        default="",
        help="where the files will be published (default: ids are urn:uuid)",
    )
    parser.add_argument(
        "--open-email", action="store_true", help="write e-mail addresses openly instead of hashed"
    )
    parser.add_argument(
        "--status-list",
        metavar="FILE",
        help="a list made by skillmark status make; each gets an entry of its own in it",
    )
    parser.add_argument("--status-url", metavar="URL", help="where that list is published, to be sure")
    parser.add_argument(
        "--created", metavar="TIME", type=words.moment,
        help="the time of signing; the same command then gives the same files (default: now)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Issue what was asked for."""
    return answered(options, _write_samples if options.sample else _issue)


def _write_samples(options: argparse.Namespace) -> Answer:
    folder = Path(options.output or ".")
    with files.Staging(folder, list(SAMPLES), force=options.force) as staging:
        for name, text in SAMPLES.items():
            staging.add(name, text.encode("utf-8"))
        staging.publish()
    written = [str(folder / name) for name in SAMPLES]
    text = f"Written: {', '.join(written)}.\nNext: skillmark keys new -o key.json"
    return Answer(text=text, members={"written": written})


def _issue(options: argparse.Namespace) -> Answer:
    _check_usage(options)
    now = datetime.now(UTC).replace(microsecond=0)
    created = options.created or now
    keys = read_key_file(options.key)
    definition = read_definition(options.definition, issuer=keys.identifier)
    keys = _for_issuer(keys, definition)
    learners = _learners(options, definition, max(now, created))
    making = Making(
        keys=keys,
        created=created,
        form=options.form,
        suite=suite_for(keys, form=options.form, wanted=options.suite),
        picture=_picture(options.bake),
        signer=open_signer(keys, passphrase_file=options.passphrase_file),
    )
    chance = _chance(options, making)
    drafts = list(_drafts(options, definition, learners, making, chance))
    with _status(options, keys) as found:
        state = None
        if found is not None:
            state, drafts = _with_status(found, drafts, chance)
        check_all(drafts, source=definition.path)
        if not options.dry_run:
            folder = Path(options.output)
            sign_all(
                drafts, making, folder=folder, force=options.force, before=lambda: _remember(found, state)
            )
    return _told(options, definition, drafts, making)


# --- before anything is made ----------------------------------------------------------------------------------


def _check_usage(options: argparse.Namespace) -> None:
    needed = {
        "DEFINITION": options.definition,
        "--key KEYFILE": options.key,
        "-o FOLDER": options.output or options.dry_run,
    }
    lacking = [word for word, given in needed.items() if not given]
    if lacking:
        raise _usage(f"{' and '.join(lacking)} must be given.")
    if options.suite and options.form != JSON:
        raise _usage(f"--suite is for --form json; --form {options.form} takes its kind from the key.")
    if options.bake and options.form == SD_JWT:
        raise _usage("Pictures carry JSON or a JWS, and no SD-JWT.")
    if options.base_url and not is_web_address(options.base_url):
        raise _usage(f"--base-url must be a web address, not “{options.base_url}”.")
    if options.status_url and not options.status_list:
        raise _usage("--status-url goes with --status-list FILE.")


def _usage(sentence: str) -> Refusal:
    return Refusal("usage", sentence, "See: skillmark issue --help", exit_code=EX_USAGE)


def _for_issuer(keys: KeyFile, definition: Definition) -> KeyFile:
    named = definition.issuer
    if not named or named == keys.identifier:
        return keys
    if keys.issuer or is_its_own_key(named):
        raise Refusal(
            "issuer_mismatch",
            f"“{definition.path}” names {named} as its issuer, and the key is that of {keys.identifier}.",
            "Sign with the key file of that issuer, or name the right issuer in the definition.",
        )
    return keys.for_issuer(named)


def _learners(options: argparse.Namespace, definition: Definition, now: datetime) -> list[Learner]:
    scales = definition.scales
    same = same_for_all(options.set, scales=scales)
    if options.recipients:
        return read_recipients(options.recipients, scales=scales, same=same, ignored=options.ignore, now=now)
    if options.to:
        return named_recipients(options.to, scales=scales, same=same, now=now)
    if definition.is_credential:
        return []
    raise _usage("Say for whom: --to “Name <address>” or --recipients FILE.csv.")


def _picture(name: str | None) -> bytes | None:
    if name is None:
        return None
    picture = files.read(name)
    # Whether it can carry anything is seen before the first signature.
    bake(picture, b"{}")
    return picture


def _chance(options: argparse.Namespace, making: Making) -> Chance:
    if options.created is None:
        return Chance()
    definition = hashlib.sha256(files.read(options.definition)).hexdigest()
    return Chance.settled(making.signer, told=[format_timestamp(making.created), definition])


# --- drafts ---------------------------------------------------------------------------------------------------


def _drafts(
    options: argparse.Namespace,
    definition: Definition,
    learners: Sequence[Learner],
    making: Making,
    chance: Chance,
) -> Iterator[Draft]:
    issuer, created = making.keys.identifier, making.created
    title = words.slug(definition.title)
    if not learners:
        document = complete(definition, issuer=issuer, created=created, chance=chance)
        yield Draft(learner=None, document=document, chance=chance, stem=title or "credential")
        return
    _check_is_open(definition)
    used: dict[str, int] = {}
    for learner in learners:
        own = chance.within(dict(learner.cells))
        document = compose(
            definition, learner, issuer=issuer, created=created, chance=own,
            base_url=options.base_url, open_email=options.open_email,
            selective=making.suite == SELECTIVE,
        )  # fmt: skip
        stem = "-".join(filter(None, (words.slug(learner.shown), title))) or "credential"
        used[stem] = used.get(stem, 0) + 1
        yield Draft(
            learner=learner, document=document, chance=own, stem=stem if used[stem] == 1 else f"{stem}-{used[stem]}"
        )  # fmt: skip


def _check_is_open(definition: Definition) -> None:
    if "credentialStatus" in definition.template:
        raise Refusal(
            "definition",
            f"“{definition.path}” names a status entry, which would be the same for everybody.",
            "Remove “credentialStatus”, and give each an entry of their own with --status-list FILE.",
        )
    if len(many(definition.template.get("credentialSubject"))) > 1:
        raise Refusal(
            "definition",
            f"“{definition.path}” is about several subjects, so it is not about one learner.",
            "Leave one, or leave out --to and --recipients to sign it as it is.",
        )
    named = [member for member in ("id", "identifier") if member in definition.subject]
    if named:
        raise Refusal(
            "definition",
            f"“{definition.path}” names a learner already (credentialSubject.{named[0]}).",
            "Remove that member, or leave out --to and --recipients to sign it as it is.",
        )


# --- status ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _status(options: argparse.Namespace, keys: KeyFile) -> Iterator[lists.ListFile | None]:
    """The status list, kept from other commands while entries of it are taken."""
    if not options.status_list:
        yield None
        return
    with files.locked(Path(options.status_list)):
        found = lists.read_list(options.status_list)
        lists.check_ours(found, keys)
        if options.status_url and options.status_url != found.url:
            raise Refusal(
                "list_address",
                f"“{options.status_list}” says that it is published at {found.url}.",
                "Give that address as --status-url, or make another list with it.",
            )
        yield found


def _with_status(
    found: lists.ListFile, drafts: Sequence[Draft], chance: Chance
) -> tuple[lists.State, list[Draft]]:
    state, entries = lists.take_entries(
        found,
        lists.read_state(found),
        [draft.document["id"] for draft in drafts],
        draw=lambda attempt, limit: chance.below(f"entry {attempt}", limit),
    )
    return state, [
        replace(draft, document=draft.document | {"credentialStatus": entry})
        for draft, entry in zip(drafts, entries, strict=True)
    ]


def _remember(found: lists.ListFile | None, state: lists.State | None) -> None:
    # Before anything is signed: an entry that is lost does no harm, and one that is given twice does.
    if found is not None and state is not None:
        lists.write_state(found, state)


# --- what came of it --------------------------------------------------------------------------------------------


def _told(
    options: argparse.Namespace, definition: Definition, drafts: Sequence[Draft], making: Making
) -> Answer:
    folder = Path(options.output or ".")
    rows = [_row(draft, making, folder) for draft in drafts]
    members = {
        "issuer": making.keys.identifier,
        "key": making.keys.method_id(),
        "form": making.form,
        "suite": making.suite,
        "created": format_timestamp(making.created),
        "folder": str(folder),
        "dry_run": options.dry_run,
        "credentials": rows,
    }
    number = words.count(len(drafts), "credential")
    title = quoted(definition.title)
    if options.dry_run:
        return Answer(text=f"{number} “{title}” can be signed. Nothing was written.", members=members)
    lines = [
        f"{number} “{title}” signed by {making.keys.identifier} and written to {folder}"
        + (f", with {words.count(len(drafts), 'picture')}." if making.picture else "."),
        *_remarks(drafts, making),
        f"Next: skillmark verify {rows[0]['picture'] or rows[0]['file']}",
    ]
    return Answer(text="\n".join(lines), members=members)


def _row(draft: Draft, making: Making, folder: Path) -> dict[str, Any]:
    own, *picture = making.names(draft.stem)
    status = draft.document.get("credentialStatus")
    return {
        "id": draft.document["id"],
        "recipient": draft.learner.shown if draft.learner else "",
        "row": draft.learner.row if draft.learner else None,
        "file": str(folder / own),
        "picture": str(folder / picture[0]) if picture else None,
        "status_index": status.get("statusListIndex") if isinstance(status, dict) else None,
    }


def _remarks(drafts: Sequence[Draft], making: Making) -> Iterator[str]:
    address = making.keys.published_at()
    if address:
        shown = f"skillmark keys show {making.keys.path} --issuer {making.keys.issuer}"
        yield f"They verify once the issuer's document is at {address}: {shown}"
    unnamed = sum(1 for draft in drafts if draft.learner and not draft.learner.email and not draft.learner.id)
    if unnamed:
        yield (
            f"{words.count(unnamed, 'learner')} without e-mail address and id: nobody can show that it is theirs."
        )
    if making.suite == SELECTIVE:
        yield "Learners derive what they show from them: skillmark derive FILE --list"
