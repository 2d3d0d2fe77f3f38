from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_election")]

    operations = [
        migrations.CreateModel(
            name="Telephone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                ("event", models.BigIntegerField()),
            ],
        ),
    ]
