from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_by_hand")]

    operations = [
        migrations.AddField(
            model_name="act",
            name="rule",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name="act",
            name="kind",
            field=models.CharField(
                choices=[
                    ("edit", "edit"),
                    ("delete", "delete"),
                    ("hide", "hide"),
                    ("show", "show again"),
                    ("remove", "delete what another wrote"),
                    ("block", "block"),
                    ("unblock", "block no more"),
                    ("boost", "boost"),
                    ("like", "like"),
                    ("follow", "follow"),
                ],
                max_length=10,
            ),
        ),
    ]
