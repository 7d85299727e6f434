"""Skills become concepts of a framework's version; what is there keeps its rows, under the version "undated"."""

from django.db import migrations, models


class Migration(migrations.Migration):
    # The alignment of micro-credentials points at the model that gets its new name here.
    dependencies = [("skills", "0001_initial"), ("designing", "0002_initial")]

    operations = [
        migrations.RemoveConstraint("skill", "skill_once_per_framework"),
        migrations.RenameModel("Skill", "Concept"),
        migrations.RenameField("concept", "code", "uri"),
        migrations.AlterField("framework", "key", models.SlugField(max_length=60)),
        migrations.AddField("framework", "version", models.CharField(default="undated", max_length=40)),
    ]
