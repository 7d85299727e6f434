"""The database itself refuses to change a version that was frozen: its concepts, their names and their relations."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_FROZEN = "(SELECT frozen_at FROM skills_framework WHERE id = {framework}) IS NOT NULL"
_OF_A_CONCEPT = "(SELECT framework_id FROM skills_concept WHERE id = OLD.{concept})"
# table → the framework whose word the row is
GUARDED = {
    "skills_concept": "OLD.framework_id",
    "skills_label": _OF_A_CONCEPT.format(concept="concept_id"),
    "skills_conceptedge": "OLD.stated_by_id",
}
_SAID = "a frozen framework never changes"


def _guard(_apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for table, framework in GUARDED.items():
        frozen = _FROZEN.format(framework=framework)
        if vendor == "postgresql":
            # A condition of a trigger may not ask other tables, so the function's caller does.
            schema_editor.execute(
                f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {frozen} THEN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'integrity_constraint_violation'; "
                "END IF; RETURN NEW; END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION {table}_frozen()",
                params=None,
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {frozen} "
                f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END",
                params=None,
            )


def _release(_apps: Any, schema_editor: Any) -> None:
    for table in GUARDED:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}", params=None)
            schema_editor.execute(f"DROP FUNCTION {table}_frozen()", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen", params=None)


class Migration(migrations.Migration):
    dependencies = [("skills", "0004_search_entries")]
    operations = [migrations.RunPython(_guard, _release)]
