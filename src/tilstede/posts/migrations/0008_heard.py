"""Posts of others, met by listening: kept from the public stream."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_author_names_again")]
    operations = [migrations.AddField("post", "heard", models.BooleanField(default=False))]
