"""A source may be what others say to an account, beside the account itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_rounds")]
    operations = [
        migrations.AddField("source", "what", models.CharField(default="account", max_length=10)),
        migrations.RemoveConstraint("source", "one_row_a_source"),
        migrations.AddConstraint(
            "source",
            models.UniqueConstraint(fields=["network", "address", "what"], name="one_row_a_source"),
        ),
    ]
