"""Writes rows by the thousand: what a model of Django costs to make and to save, a million would take minutes for.

The rows are the same as if each had been saved alone. Signals and `save` are left out, so this is for models that have
nothing of the kind.
"""

from __future__ import annotations

import gc
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter, eq
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.lookups import BuiltinLookup

_LOWEST = (1 << 62) - 1


def ordered_uids(number: int) -> list[UUID]:
    """New identifiers that sort by the time they were made (RFC 9562, section 5.7, UUID version 7).

    An index grows at its end by these. One of random identifiers is written to all over, which at a million rows costs
    more than everything else about them. 62 bits of each are random.
    """
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.token_bytes(8 * number)
    uids = []
    for count in range(number):
        # Twelve bits count within a millisecond; what does not fit is of the next one.
        moment = milliseconds + (count >> 12)
        random = int.from_bytes(chance[8 * count : 8 * count + 8], "big") & _LOWEST
        uids.append(UUID(int=moment << 80 | 0x7 << 76 | (count & 0xFFF) << 64 | 0b10 << 62 | random))
    return uids


def chance_texts(number: int, *, length: int) -> list[str]:
    """Texts of so many letters, digits, hyphens and underscores, six bits of chance in each, with one call for all."""
    text = secrets.token_urlsafe(number * length)
    return [text[at : at + length] for at in range(0, number * length, length)]


def take_ids(model: type[models.Model], number: int) -> Sequence[int]:
    """Primary keys for new rows, ascending; to be used in the same transaction.

    On SQLite the transaction holds the only right to write, so the next keys are free. PostgreSQL's sequence gives each
    key to one asker.
    """
    table, column = model._meta.db_table, _primary_key(model).column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [f'"{table}"', column, number])
            return [row[0] for row in cursor.fetchall()]
        highest = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)"
        cursor.execute(highest, [table])
        first = cursor.fetchone()[0] + 1
    return range(first, first + number)


def insert_rows(
    model: type[models.Model],
    rows: Iterable[Sequence[Any]],
    *,
    columns: Sequence[str],
    same: Mapping[str, Any],
) -> None:
    """Inserts rows of values for the fields named in `columns`; the fields of `same` have one value in all of them.

    Names are those of the attributes (`person_id`, not `person`). What neither names has its default.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    left = set(fields) - set(columns) - {_primary_key(model).attname}
    fixed = {name: fields[name].get_default() for name in sorted(left)} | dict(same)
    ready = [fields[name].get_db_prep_save(value, connection) for name, value in fixed.items()]
    converters = [_converter(fields[name]) for name in columns]
    names = [str(fields[name].column) for name in (*fixed, *columns)]
    _write(model._meta.db_table, names, _converted(rows, ready, converters))


def _primary_key(model: type[models.Model]) -> models.Field[Any, Any]:
    primary_key = model._meta.pk
    assert primary_key is not None  # noqa: S101 - a model that is stored has one
    return primary_key


def _converted(
    rows: Iterable[Sequence[Any]], ready: list[Any], converters: list[Callable[[Any], Any] | None]
) -> Iterator[list[Any]]:
    work = [(place, convert) for place, convert in enumerate(converters) if convert is not None]
    for row in rows:
        values = list(row)
        for place, convert in work:
            values[place] = convert(values[place])
        yield ready + values


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """From a value to what the driver takes; None where they are the same."""
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    if isinstance(field, models.JSONField):
        return _each_once(json.dumps)
    if isinstance(field, models.DateTimeField | models.BinaryField):
        return _last_kept(lambda value: field.get_db_prep_save(value, connection))
    return None


def _last_kept(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Many rows in a row have the same value: it is converted once."""
    last: list[Any] = [object(), None]

    def converted(value: Any) -> Any:
        if not eq(value, last[0]):
            last[:] = value, convert(value)
        return last[1]

    return converted


def _each_once(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Many rows share a few values: each is converted once.

    The very same only: 1 and 1.0 and true are equal, and are written differently.
    """
    known: dict[int, tuple[Any, Any]] = {}

    def converted(value: Any) -> Any:
        found = known.get(id(value))
        if found is None:
            # Kept with the value itself, so that nothing else gets its identity meanwhile.
            found = known[id(value)] = value, convert(value)
        return found[1]

    return converted


def _write(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    quoted = connection.ops.quote_name
    columns = ", ".join(map(quoted, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # COPY is PostgreSQL's fastest way in, three times that of INSERT. Django does not know of it, so its errors
            # are made Django's here.
            copying = f"COPY {quoted(table)} ({columns}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(copying) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO {quoted(table)} ({columns}) VALUES ({places})", list(rows))  # noqa: S608 - our own names


@contextmanager
def seldom_collected() -> Iterator[None]:
    """While rows by the hundred thousand pass through, Python looks for dead cycles a hundredth as often.

    What it would look through each time, at a quarter of the cost of the whole, is alive: a chunk of rows on its way.
    """
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def many_commits() -> Iterator[None]:
    """While a batch is written, SQLite gathers more of its log before it copies it into the database.

    Pages that every chunk changes are then copied once and not a hundred times. Each commit is as durable as ever.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint = 1000")
            cursor.execute("PRAGMA cache_size = -2000")


_LOG_PAGES, _CACHE_KIB = 10_000, 65_536


@models.Field.register_lookup
class Among(BuiltinLookup):
    """`email__among=[…]`: like `__in`, for texts and numbers by the thousand, which it hands over in one parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{left} = ANY(%s)", [*parameters, list(self.rhs)]
        values = json.dumps(list(self.rhs))
        return f"{left} IN (SELECT value FROM json_each(%s))", [*parameters, values]  # noqa: S608 - a column of ours
