"""Holds in the database itself that a version which was once before the public never changes; its state still may.

The triggers are made anew after every `migrate`, so that a column which a migration adds is guarded without a thought.
On SQLite they are taken away before it: it does not rebuild a table that a trigger of another table asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import connections, transaction

# As in `models.SEEN_BY_ALL`; written out, because a trigger knows nothing of the models.
SEEN: Final = ("pilot", "published", "on_hold", "superseded", "retired")
# What happens to a version, which is not what it says.
MAY_CHANGE: Final = frozenset(
    {
        "id", "state", "edited_at", "edited_by_id", "submitted_by_id", "submitted_at", "published_by_id",
        "published_at", "review_by", "pilot_places", "pilot_until",
    }
)  # fmt: skip
_SAID = "a version that was published never changes"
_VERSION: Final = "designing_version"
_STATE_OF = "(SELECT state FROM designing_version WHERE id = {version})"
_OWN = "{row}.version_id"
_BY_MODULE = "(SELECT version_id FROM learning_module WHERE id = {row}.module_id)"
_BY_ASSESSMENT = "(SELECT version_id FROM assessing_assessment WHERE id = {row}.assessment_id)"
_BY_RUBRIC_ROW = (
    "(SELECT version_id FROM assessing_assessment WHERE id = "
    "(SELECT assessment_id FROM assessing_rubricrow WHERE id = {row}.row_id))"
)
# table → the version that a row of it belongs to
PARTS: Final[Mapping[str, str]] = {
    "designing_outcome": _OWN,
    "designing_skillalignment": _OWN,
    "designing_translation": _OWN,
    "designing_version_requires": _OWN,
    "learning_module": _OWN,
    "learning_activity": _BY_MODULE,
    "assessing_assessment": _OWN,
    "assessing_item": _BY_ASSESSMENT,
    "assessing_rubricrow": _BY_ASSESSMENT,
    "assessing_rubriclevel": _BY_RUBRIC_ROW,
}
# The rows that each kind of write must leave alone: what is changed may neither leave such a version nor enter it.
_ROWS: Final = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def release(*, using: str, **_signal: Any) -> None:
    """Before migrations: takes the triggers away where they would be in the way."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, _table in triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def guard(*, using: str, **_signal: Any) -> None:
    """After migrations: makes the triggers, once every table is there."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if not {_VERSION, *PARTS} <= set(connection.introspection.table_names(cursor)):
            return
        columns = connection.introspection.get_table_description(cursor, _VERSION)
        for name, table, write, frozen in _all(
            [each.name for each in columns if each.name not in MAY_CHANGE],
            differs="IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT",
        ):
            make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
            for statement in make(name, table, write, frozen):
                cursor.execute(statement)


def triggers() -> list[tuple[str, str]]:
    """The name of each trigger, with its table."""
    return [(name, table) for name, table, _write, _frozen in _all([], differs="IS NOT")]


def _all(columns: list[str], *, differs: str) -> list[tuple[str, str, str, str]]:
    """Name, table, kind of write and condition of each trigger."""
    seen = ", ".join(f"'{state}'" for state in SEEN)
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in columns)
    found = [
        (_VERSION, "update", f"OLD.state IN ({seen}) AND ({changed})"),
        (_VERSION, "delete", f"OLD.state IN ({seen})"),
    ]
    for table, version in PARTS.items():
        for write, rows in _ROWS.items():
            states = [_STATE_OF.format(version=version.format(row=row)) for row in rows]
            found.append((table, write, " OR ".join(f"{state} IN ({seen})" for state in states)))
    return [(f"{table}_frozen_{write}", table, write, frozen) for table, write, frozen in found]


def _on_postgresql(name: str, table: str, write: str, frozen: str) -> list[str]:
    # A condition of a trigger may not ask other tables, so the function's caller does.
    row = "OLD" if write == "delete" else "NEW"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {frozen} THEN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {row}; END $$"
    )
    trigger = (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {write.upper()} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return [function, trigger]


def _on_sqlite(name: str, table: str, write: str, frozen: str) -> list[str]:
    trigger = (
        f"CREATE TRIGGER {name} BEFORE {write.upper()} ON {table} WHEN {frozen} "
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    )
    return [f"DROP TRIGGER IF EXISTS {name}", trigger]
