"""Authors kept from the public by the directory; and what was changed or withdrawn, found by when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0005_decisions")]
    operations = [
        migrations.AddField("author", "hidden", models.BooleanField(default=False)),
        migrations.AddIndex(
            "author",
            models.Index(fields=["id"], name="author_hidden", condition=models.Q(("hidden", True))),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["gone_at"], name="post_gone", condition=models.Q(("gone_at__isnull", False))
            ),
        ),
        migrations.AlterField("version", "written", models.BigIntegerField(db_index=True)),
    ]
