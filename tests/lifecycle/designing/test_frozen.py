"""What a version says cannot be changed once it was published, not even by SQL; drafts can, and states can."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from tests.cast import Cast, rewriting

from skillmark.lifecycle.assessing.models import Item, RubricLevel
from skillmark.lifecycle.designing import frozen
from skillmark.lifecycle.designing.models import SEEN_BY_ALL, Outcome, Translation, Version, VersionState
from skillmark.lifecycle.learning.models import Activity, Module

pytestmark = pytest.mark.django_db
COLUMNS = sorted({field.column for field in Version._meta.concrete_fields} - frozen.MAY_CHANGE)
TABLES = [
    ("designing_outcome", "statement = statement || 's'"),
    ("designing_skillalignment", "is_assessed = NOT is_assessed"),
    ("designing_translation", "title = 'Anders'"),
    ("designing_version_requires", "microcredential_id = microcredential_id"),
    ("learning_module", "title = 'Other'"),
    ("learning_activity", "body = 'Other'"),
    ("assessing_assessment", "pass_mark = 1"),
    ("assessing_item", "points = points + 1"),
    ("assessing_rubricrow", "position = position + 1"),
    ("assessing_rubriclevel", "met = NOT met"),
]


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def full(cast: Cast) -> Cast:
    with rewriting(cast.published) as version:
        Translation.objects.create(version=version, language="nl", title="Data")
        version.requires.add(version.micro_credential)
    return cast


def test_what_the_database_knows_is_what_the_models_say() -> None:
    assert set(frozen.SEEN) == set(SEEN_BY_ALL)
    assert {field.column for field in Version._meta.concrete_fields} >= frozen.MAY_CHANGE


def test_all_triggers_are_there_after_all_migrations(db: None) -> None:
    asked = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {name for (name,) in cursor.fetchall()}
    assert {name for name, _ in frozen.triggers()} <= there


@pytest.mark.parametrize("state", SEEN_BY_ALL)
@pytest.mark.parametrize(("table", "change"), TABLES)
def test_no_part_of_it_is_changed_taken_out_or_added_by_sql(
    full: Cast, table: str, change: str, state: str
) -> None:
    Version.objects.update(state=state)
    for sql in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="never changes"):
            run(sql)


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_it_is_changed_by_sql(full: Cast, column: str) -> None:
    kind = Version._meta.get_field(
        column.removesuffix("_id") if column != "uid" else column
    ).get_internal_type()
    another = {
        "CharField": "'zz'", "TextField": "'zz'", "URLField": "'zz'", "BooleanField": f"NOT {column}",
        "UUIDField": "'00000000-0000-0000-0000-000000000000'",
    }.get(kind, f"COALESCE({column}, 0) + 1")  # fmt: skip
    with pytest.raises(IntegrityError, match="never changes"):
        run(f"UPDATE designing_version SET {column} = {another}")


def test_it_is_not_deleted_by_sql(full: Cast) -> None:
    with pytest.raises(IntegrityError, match="never changes"):
        run("DELETE FROM designing_version")


def test_nothing_is_added_to_it(full: Cast) -> None:
    version = full.published
    row = full.project.rubric_rows.order_by("pk").first()
    assert row is not None
    added = [
        lambda: Outcome.objects.create(version=version, position=9, statement="More"),
        lambda: Module.objects.create(version=version, position=9, title="More"),
        lambda: Activity.objects.create(module=version.modules.get(), position=9, kind="text", title="More"),
        lambda: Item.objects.create(assessment=full.quiz, position=9, kind="single", prompt="?", key=[]),
        lambda: RubricLevel.objects.create(row=row, position=9, label="More"),
        lambda: Translation.objects.create(version=version, language="de", title="Mehr"),
    ]
    for add in added:
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            add()


def test_nothing_moves_into_it_from_a_draft(full: Cast) -> None:
    draft = Version.objects.create(
        micro_credential=full.published.micro_credential, number=2, title="Next", author=full.dana,
        edited_at=full.published.edited_at,
    )  # fmt: skip
    loose = Outcome.objects.create(version=draft, position=1, statement="Loose")
    loose.statement = "Still free"
    loose.save()
    loose.version = full.published
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        loose.save()


def test_its_state_changes_and_saving_it_unchanged_is_nothing(full: Cast) -> None:
    for state in (VersionState.ON_HOLD, VersionState.PUBLISHED, VersionState.RETIRED):
        full.published.state = state
        full.published.save()
    full.published.refresh_from_db()
    assert full.published.state == VersionState.RETIRED


def test_migrations_may_rebuild_what_is_guarded_and_it_is_guarded_again(full: Cast) -> None:
    if connection.vendor == "sqlite":
        frozen.release(using="default")
        run("UPDATE learning_module SET title = 'Free for a moment'")
    frozen.guard(using="default")
    frozen.guard(using="default")
    with pytest.raises(IntegrityError, match="never changes"):
        run("UPDATE learning_module SET title = 'Other'")
