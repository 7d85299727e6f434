"""Sets up an installation: settings, keys, database, and the first owner with an organisation.

Asks for what is not given. Nothing that stands is overwritten; interrupted, it can be run again.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Mapping

from skillmark.config import (
    CONFIG_FILE,
    PREFIX,
    Config,
    ConfigError,
    create_secrets,
    current,
    home,
    load,
    write_config_file,
)
from skillmark.interfaces.cli import platform
from skillmark.interfaces.cli.platform import typed

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
        "--no-input", action="store_true", help="ask nothing; the owner then signs in by a code sent by mail"
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
    _check(values)
    create_secrets(folder)
    config = _start(values)
    platform.migrate()
    _open_first_account(answers, ask=not options.no_input)
    # Written last: its presence says that everything before it was done.
    write_config_file(folder, values)
    _say_what_comes_next(config)
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
    answers = {name: _answer(options, name, *question) for name, question in questions.items()}
    missing = [f"--{name.replace('_', '-')}" for name in ("owner_email", "organisation") if not answers[name]]
    if missing:
        platform.leave(64, f"these are needed: {', '.join(missing)}.")
    return answers


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


def _check(values: Mapping[str, str]) -> None:
    """Every wrong answer at once, before anything is written."""
    try:
        load({**os.environ, **values})
    except ConfigError as error:
        platform.leave(64, "these answers cannot be used; nothing was written.", *error.problems)


def _start(values: Mapping[str, str]) -> Config:
    os.environ.update(values)
    current.cache_clear()
    return platform.start_django()


def _open_first_account(answers: Mapping[str, str], *, ask: bool) -> None:
    from django.utils import timezone
    from django.utils.text import slugify

    from skillmark.foundation.refusals import Refused
    from skillmark.journeys.begin import begin_installation

    password = _ask_password() if ask else None
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


def _say_what_comes_next(config: Config) -> None:
    print(f"""
The installation is in {config.home}.
Keep a copy of {config.keys_folder / "key_encryption_key"} in a safe place: without it, issuing keys cannot be opened.

Start the web server:   {typed("serve")}
Start the worker:       {typed("worker")}   (issues credentials and sends mail)
Examine it any time:    {typed("doctor")}

Then sign in at {config.base_url}/accounts/login/""")
