from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0005_deeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Avoided",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=2)),
                ("words", models.CharField(max_length=200, verbose_name="words")),
                (
                    "instead",
                    models.CharField(max_length=200, verbose_name="what we say instead"),
                ),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("form", "words"), name="avoided_once")
                ],
            },
        ),
    ]
