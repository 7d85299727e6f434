"""Apart from the migration that fills the column: PostgreSQL alters no table whose rows the same transaction changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("issuing", "0006_batches")]

    operations = [
        migrations.AlterField(
            model_name="credential",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credentials",
                to="issuing.issuerkey",
            ),
        ),
    ]
