"""What every server command does first: read the settings, start Django, and see that there is an installation."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from skillmark.config import Config, ConfigError, clone, current

EX_UNAVAILABLE = 69
EX_CONFIG = 78


def typed(command: str) -> str:
    """How a person types this command here: `./skillmark …` in a clone, `skillmark …` elsewhere."""
    return f"./skillmark {command}" if clone() else f"skillmark {command}"


def leave(code: int, *sentences: str) -> NoReturn:
    """Says on standard error what is wrong and what to do, and ends the program."""
    sys.stderr.write("".join(f"skillmark: {sentence}\n" for sentence in sentences))
    raise SystemExit(code)


def read_config() -> Config:
    """The settings, or an end with every wrong one named."""
    try:
        return current()
    except ConfigError as error:
        leave(EX_CONFIG, "the configuration cannot be used.", *error.problems)


def start_django() -> Config:
    """Loads the platform. After this, models and settings may be imported."""
    config = read_config()
    # Database, mail and files hold what people entrusted to us: no other user of the machine may read them.
    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "skillmark.site.settings"
    try:
        import django

        django.setup()
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("skillmark"):
            raise
        leave(
            EX_UNAVAILABLE,
            f"this command needs the platform, and {error.name} is not installed here.",
            "Install it with: pip install 'skillmark[server]'",
        )
    return config


def start_installation() -> Config:
    """Loads the platform and makes sure that it was set up and that its database is up to date."""
    config = start_django()
    if not config.secret_key:
        leave(
            EX_CONFIG,
            f"there is no installation in {config.home} yet.",
            f"Make one with: {typed('init')}   (or try it out with: {typed('demo')})",
        )
    waiting = pending_migrations()
    if waiting:
        leave(
            EX_CONFIG,
            f"the database is not up to date: {len(waiting)} migrations wait ({waiting[0]} first).",
            f"Bring it up to date with: {typed('migrate')}",
        )
    return config


def pending_migrations() -> list[str]:
    """The names of migrations that the database does not hold yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate(*, verbosity: int = 0) -> None:
    """Brings the database up to date; does nothing when it is."""
    from django.core.management import call_command

    current().home.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=verbosity)


def forget_environment() -> dict[str, str]:
    """The environment without settings of Skillmark, for programs that get a world of their own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SKILLMARK_")}
