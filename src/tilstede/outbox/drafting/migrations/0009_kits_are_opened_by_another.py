from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0008_arranged_wordings"),
    ]

    operations = [
        migrations.AddField("sharekit", "changed_by", models.CharField(max_length=254, default="")),
        migrations.AddField("sharekit", "doubted", models.BooleanField(default=False)),
        migrations.AddField("sharekit", "machine", models.BooleanField(default=False)),
        migrations.AddField("sharekit", "source", models.CharField(max_length=20, default="")),
    ]
