"""The site: settings, table, view and address. BARE_DATABASE names its SQLite file, which `fill` makes."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="a bench keeps no secrets",
    ROOT_URLCONF="bench.bare_site.site",
    USE_TZ=True,
    TIME_ZONE="Europe/Oslo",
    LANGUAGE_CODE="nb",
    INSTALLED_APPS=["bench.bare_site"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BARE_DATABASE"],
            "CONN_MAX_AGE": 600,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
        }
    ],
)

import django  # noqa: E402 - the settings are part of this file

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


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


def newest(request: HttpRequest) -> HttpResponse:
    """The newest twenty."""
    return render(request, "newest.html", {"posts": Post.objects.order_by("-at")[:20]})


def fill(rows: list[dict[str, Any]]) -> None:
    """Make the table and put the rows in."""
    with connection.schema_editor() as editor:
        editor.create_model(Post)
    Post.objects.bulk_create(
        [Post(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]
    )


urlpatterns = [path("", newest), path("post/<int:number>", newest, name="post")]
application = get_wsgi_application()
