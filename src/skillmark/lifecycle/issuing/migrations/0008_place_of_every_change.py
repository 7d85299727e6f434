from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def places_of_changes(apps: Any, _schema_editor: Any) -> None:
    """Every change so far is about the place that its credential or document has."""
    changes = apps.get_model("issuing", "StatusChange")
    for name, model in (("credential", "Credential"), ("document", "SignedDocument")):
        of_change = apps.get_model("issuing", model).objects.filter(pk=models.OuterRef(f"{name}_id"))
        changes.objects.filter(**{f"{name}__isnull": False}).update(
            status_list_id=models.Subquery(of_change.values("status_list_id")),
            status_index=models.Subquery(of_change.values("status_index")),
        )


class Migration(migrations.Migration):
    dependencies = [("issuing", "0007_key_of_every_credential")]

    operations = [
        migrations.AddField(
            model_name="statuschange",
            name="status_list",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="issuing.statuslist",
            ),
        ),
        migrations.AddField(
            model_name="statuschange", name="status_index", field=models.PositiveIntegerField(null=True)
        ),
        migrations.RunPython(places_of_changes, migrations.RunPython.noop),
    ]
