from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0007_destroyed_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="wording",
            name="arranged",
            field=models.JSONField(null=True),
        ),
    ]
