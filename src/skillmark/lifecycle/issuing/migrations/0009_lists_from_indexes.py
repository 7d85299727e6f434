"""Apart from the migration that fills the columns: PostgreSQL alters no table whose rows the same transaction changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("issuing", "0008_place_of_every_change")]

    operations = [
        migrations.AlterField(
            model_name="statuschange",
            name="status_list",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="issuing.statuslist",
            ),
        ),
        migrations.AlterField(
            model_name="statuschange", name="status_index", field=models.PositiveIntegerField()
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(fields=["status_list", "status_index"], name="status_change_by_place"),
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(fields=["status_list", "changed_at"], name="status_change_by_time"),
        ),
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(
                condition=models.Q(("state", "active"), _negated=True),
                fields=["status_list", "status_index", "state"],
                name="credential_withheld",
            ),
        ),
        migrations.AddIndex(
            model_name="signeddocument",
            index=models.Index(
                condition=models.Q(("state", "active"), _negated=True),
                fields=["status_list", "status_index", "state"],
                name="signed_document_withheld",
            ),
        ),
    ]
