from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_what"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("cursor", models.JSONField(default=dict)),
                ("heard", models.DateTimeField(null=True)),
                ("lost", models.DateTimeField(null=True)),
                ("gap", models.BigIntegerField(null=True)),
            ],
        ),
    ]
