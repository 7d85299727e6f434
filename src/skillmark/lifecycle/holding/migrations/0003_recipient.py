from __future__ import annotations

from datetime import datetime

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_from_reports(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fills in what the kept reports say; whose a file is stays unknown until it is imported again."""
    for imported in apps.get_model("holding", "ImportedCredential").objects.iterator():
        said = imported.report.get("credential") or {}
        imported.recipient = (said.get("subject") or {}).get("name", "")[:200]
        since = said.get("valid_from")
        imported.awarded_at = datetime.fromisoformat(since) if since else None
        imported.save(update_fields=["recipient", "awarded_at"])


class Migration(migrations.Migration):
    """Imported files say to whom they were issued, and when."""

    dependencies = [("holding", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="importedcredential",
            name="awarded_at",
            field=models.DateTimeField(
                blank=True, null=True, help_text="When it was awarded, as the file says"
            ),
        ),
        migrations.AddField(
            model_name="importedcredential",
            name="recipient",
            field=models.CharField(
                blank=True, default="", help_text="Name, as the file says", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="importedcredential",
            name="recipient_match",
            field=models.CharField(
                choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
                default="unknown",
                help_text="Whether the file was issued to the person who imported it",
                max_length=8,
            ),
        ),
        migrations.RunPython(tell_from_reports, migrations.RunPython.noop),
    ]
