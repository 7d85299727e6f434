"""Room for jobs that change the status of many credentials, and for the batches that issue such credentials anew."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("designing", "0002_initial"),
        ("files", "0001_initial"),
        ("issuing", "0010_letters_and_rows_of_batches"),
        ("orgs", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="batch",
            name="file",
            field=models.ForeignKey(
                blank=True,
                help_text="The table",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.CreateModel(
            name="StatusJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("held", "Being worked on"),
                            ("done", "Done"),
                            ("dead", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("run_at", models.DateTimeField(db_index=True)),
                ("held_by", models.CharField(blank=True, default="", max_length=64)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("last_error", models.TextField(blank=True, default="")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "do",
                    models.CharField(
                        choices=[
                            ("cancel-unclaimed", "Withdraw what is not claimed"),
                            ("revoke", "Revoke"),
                            ("suspend", "Suspend"),
                            ("reinstate", "Reinstate"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(help_text="As it will be published", max_length=300)),
                (
                    "phase",
                    models.CharField(
                        choices=[("changing", "Being changed"), ("done", "Done"), ("cancelled", "Cancelled")],
                        default="changing",
                        max_length=10,
                    ),
                ),
                ("cancel_asked", models.BooleanField(default=False)),
                ("issued_from", models.DateTimeField(blank=True, null=True)),
                ("issued_until", models.DateTimeField(blank=True, null=True)),
                (
                    "only_state",
                    models.CharField(
                        blank=True,
                        choices=[("active", "Active"), ("suspended", "Suspended"), ("revoked", "Revoked")],
                        max_length=10,
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True, help_text="Part of a name, an address or a title", max_length=100
                    ),
                ),
                ("total", models.PositiveIntegerField(help_text="How many it is about")),
                ("last", models.BigIntegerField()),
                ("upto", models.BigIntegerField()),
                ("changed", models.PositiveIntegerField(default=0)),
                (
                    "left_alone",
                    models.PositiveIntegerField(
                        default=0, help_text="What is so already, or may not become so"
                    ),
                ),
                ("tells", models.BooleanField(default=True, help_text="Write to the holders")),
                ("told_upto", models.BigIntegerField(default=0)),
                ("told", models.PositiveIntegerField(default=0, help_text="Holders told so far")),
                ("told_all", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="issuing.batch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_jobs",
                        to="orgs.organisation",
                    ),
                ),
                (
                    "reissue_as",
                    models.ForeignKey(
                        blank=True,
                        help_text="Issue this in place of what is revoked",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="designing.version",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="designing.version",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="batch",
            name="redoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reissue",
                to="issuing.statusjob",
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="job",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="issuing.statusjob",
            ),
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(
                condition=models.Q(("job__isnull", False)), fields=["job", "id"], name="status_change_of_job"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("file__isnull", True), ("redoes__isnull", True), _connector="XOR"),
                name="batch_from_one_source",
            ),
        ),
    ]
