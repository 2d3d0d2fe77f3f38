from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0004_machine_drafts_and_share_kits"),
    ]

    operations = [
        migrations.AddField(
            model_name="manuscript",
            name="deed",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="manuscript",
            name="about",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
