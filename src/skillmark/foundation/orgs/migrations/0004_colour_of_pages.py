from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0003_country_and_region"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="strength",
            field=models.CharField(
                blank=True,
                choices=[("calm", "Calm"), ("clear", "Clear"), ("strong", "Strong")],
                default="",
                help_text="Empty: its pages have the colours of this installation",
                max_length=6,
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="hue",
            field=models.PositiveSmallIntegerField(
                default=165, help_text="0–360, the colour of the organisation's badges and pages"
            ),
        ),
    ]
