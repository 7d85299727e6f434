"""Sets up an installation: settings, keys, database, and the first owner with an organisation.

Asks for what is not given. Nothing that stands is overwritten; interrupted, it can be run again.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from skillmark.config import (
    CONFIG_FILE,
    PREFIX,
    Config,
    ConfigError,
    create_secrets,
    current,
    home,
    is_mail_address,
    load,
    write_config_file,
)
from skillmark.interfaces.cli import platform
from skillmark.interfaces.cli.platform import typed
from skillmark.interfaces.cli.serve import shown_host, usual_place

EX_CANTCREAT = 73
SETTINGS = ("base_url", "site_name", "mail_from", "smtp_url", "database_url")
PASSWORD_LENGTH = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for name in SETTINGS:
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT", help=f"{PREFIX}{name.upper()}")
    parser.add_argument("--owner-email", metavar="ADDRESS", help="the first owner's e-mail address")
    parser.add_argument("--owner-name", metavar="NAME", help="the first owner's name")
    parser.add_argument("--organisation", metavar="NAME", help="the first organisation's name")
    parser.add_argument(
        "--owner-password-file",
        metavar="FILE",
        type=Path,
        help="a file that holds the first owner's password",
    )
    parser.add_argument(
        "--no-input",
        action="store_true",
        help="ask nothing; without a password file the owner then signs in by a code sent by mail",
    )


def run(options: argparse.Namespace) -> int:
    folder = home()
    if (folder / CONFIG_FILE).exists():
        platform.leave(
            EX_CANTCREAT,
            f"there is an installation in {folder} already; nothing was changed.",
            f"Change its settings in {folder / CONFIG_FILE}, or choose another folder with SKILLMARK_HOME.",
        )
    answers = _ask(options)
    values = {f"{PREFIX}{name.upper()}": answers[name] for name in SETTINGS if answers[name]}
    password = _check(values, answers, password_file=options.owner_password_file)
    create_secrets(folder)
    config = _start(values)
    platform.migrate()
    if password is None and not options.no_input:
        password = _ask_password()
    _open_first_account(answers, password)
    # Written last: its presence says that everything before it was done.
    write_config_file(folder, values)
    _say_what_comes_next(config, by_code=password is None)
    return 0


# --- asking ------------------------------------------------------------------------------------------------


def _ask(options: argparse.Namespace) -> dict[str, str]:
    questions = {
        "base_url": ("Address people will reach this installation at", "http://localhost:8000"),
        "site_name": ("Name of the site", "Skillmark"),
        "mail_from": ("Sender of mail", "Skillmark <no-reply@localhost>"),
        "smtp_url": ("Mail server (smtp://user:password@host:587; empty: an outbox folder)", ""),
        "database_url": ("PostgreSQL (postgresql://user:password@host/name; empty: SQLite)", ""),
        "owner_name": ("Your name", ""),
        "owner_email": ("Your e-mail address", ""),
        "organisation": ("Your organisation", ""),
    }
    return {name: _answer(options, name, *question).strip() for name, question in questions.items()}


def _answer(options: argparse.Namespace, name: str, question: str, default: str) -> str:
    given: str | None = getattr(options, name)
    if given is None:
        given = os.environ.get(PREFIX + name.upper())
    if given is None and not options.no_input and sys.stdin.isatty():
        given = input(f"{question}{f' [{default}]' if default else ''}: ").strip()
    return given or default


def _ask_password() -> str | None:
    """A password of sufficient length, or none."""
    if not sys.stdin.isatty():
        return None
    while True:
        password = getpass.getpass("Password (empty: sign in by a code sent by mail): ")
        if not password:
            return None
        if len(password) < PASSWORD_LENGTH:
            print(f"At least {PASSWORD_LENGTH} characters, please.")
        elif getpass.getpass("Once more: ") == password:
            return password
        else:
            print("The two differ.")


# --- doing -------------------------------------------------------------------------------------------------


def _check(
    values: Mapping[str, str], answers: Mapping[str, str], *, password_file: Path | None
) -> str | None:
    """Names every wrong answer at once, before anything is written; returns the password that was given, if any."""
    problems = list(_problems_of_owner(answers))
    try:
        load({**os.environ, **values})
    except ConfigError as error:
        problems += error.problems
    password = None
    try:
        password = _read_password(password_file) if password_file else None
    except ValueError as error:
        problems.append(str(error))
    if problems:
        platform.leave(64, "these answers cannot be used; nothing was written.", *problems)
    return password


def _problems_of_owner(answers: Mapping[str, str]) -> Iterator[str]:
    email, organisation = answers["owner_email"], answers["organisation"]
    if not email:
        yield "--owner-email is needed: the address of the first owner."
    elif not is_mail_address(email) or "." not in email.rpartition("@")[2]:
        yield f"--owner-email must be an e-mail address such as olga@example.org (it is {email!r})."
    if not any(letter.isalnum() for letter in organisation):
        shown = f" (it is {organisation!r})" if organisation else ""
        yield f"--organisation is needed: the name of the first organisation{shown}."


def _read_password(path: Path) -> str:
    """The file's one line. Raises ValueError with a sentence that never repeats it."""
    try:
        password = path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ValueError(f"--owner-password-file {path} cannot be read: {why}.") from error
    if len(password) < PASSWORD_LENGTH or "\n" in password:
        raise ValueError(
            f"--owner-password-file {path} must hold one line of at least {PASSWORD_LENGTH} characters."
        )
    return password


def _start(values: Mapping[str, str]) -> Config:
    os.environ.update(values)
    current.cache_clear()
    return platform.start_django()


def _open_first_account(answers: Mapping[str, str], password: str | None) -> None:
    from django.utils import timezone
    from django.utils.text import slugify

    from skillmark.foundation.refusals import Refused
    from skillmark.journeys.begin import begin_installation

    try:
        begin_installation(
            email=answers["owner_email"],
            name=answers["owner_name"] or answers["owner_email"].split("@", maxsplit=1)[0],
            password=password,
            org_key=slugify(answers["organisation"])[:60] or "organisation",
            org_name=answers["organisation"],
            now=timezone.now(),
        )
    except Refused as refused:
        print(f"{refused.sentence} They were kept.")


def _say_what_comes_next(config: Config, *, by_code: bool) -> None:
    host, port = usual_place(config.base_url)
    print(f"""
The installation is in {config.home}.
Keep a copy of {config.keys_folder / "key_encryption_key"} in a safe place: without it, issuing keys cannot be opened.

Start the web server:   {typed("serve")}   (listens on {shown_host(host)}:{port})
Start the worker:       {typed("worker")}   (issues credentials and sends mail)
Examine it any time:    {typed("doctor")}

Then sign in at {config.base_url}/accounts/login/""")
    if by_code and not config.smtp_url:
        print(f"""
No password was set and no mail server was named: the owner can sign in only by a code, which is written into
{config.outbox_folder}.
Choose “Send me a code instead”, and read it in the newest file there.""")
