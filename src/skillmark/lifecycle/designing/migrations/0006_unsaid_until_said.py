from django.db import migrations, models

KINDS = [("knowledge", "Knowledge"), ("application", "Application"), ("certification", "Certification")]
MODES = [
    ("online", "Online"),
    ("onsite", "On site"),
    ("blended", "Online and on site"),
    ("choice", "Online or on site, as the learner chooses"),
    ("work", "At work"),
    ("volunteering", "Volunteering"),
]


class Migration(migrations.Migration):
    """New drafts say neither how one takes part nor what it recognises. The columns themselves stay as they are."""

    dependencies = [("designing", "0005_life_after_approval")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="version",
                    name="kind",
                    field=models.CharField(blank=True, choices=KINDS, default="", max_length=20),
                ),
                migrations.AlterField(
                    model_name="version",
                    name="mode",
                    field=models.CharField(
                        blank=True,
                        choices=MODES,
                        default="",
                        help_text="Empty: not said yet",
                        max_length=20,
                    ),
                ),
            ]
        )
    ]
