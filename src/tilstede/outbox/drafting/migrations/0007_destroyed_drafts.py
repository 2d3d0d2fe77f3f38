from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0006_words_that_are_avoided"),
    ]

    operations = [
        migrations.AddField(
            model_name="manuscript",
            name="destroyed",
            field=models.BooleanField(default=False),
        ),
    ]
