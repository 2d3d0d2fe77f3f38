from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_house_rules")]

    operations = [
        migrations.CreateModel(
            name="Election",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                ("by", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                ("event", models.BigIntegerField()),
            ],
        ),
    ]
