"""The site's one table."""

from __future__ import annotations

from django.db import models


class Post(models.Model):
    """What the page shows of a post, ready in one row."""

    name = models.CharField(max_length=300)
    office = models.CharField(max_length=300)
    network = models.CharField(max_length=40)
    handle = models.CharField(max_length=300)
    at = models.DateTimeField(db_index=True)
    language = models.CharField(max_length=8)
    title = models.TextField()
    text = models.TextField()
    url = models.TextField()

    class Meta:
        app_label = "bare_site"
