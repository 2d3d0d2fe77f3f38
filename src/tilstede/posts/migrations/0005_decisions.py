"""Posts kept from the public by decision, and names of posts that were destroyed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0004_postgresql_index")]
    operations = [
        migrations.AddField("post", "withheld", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Destroyed",
            fields=[
                ("key", models.BinaryField(max_length=20, primary_key=True, serialize=False)),
                ("event", models.BigIntegerField()),
            ],
        ),
    ]
