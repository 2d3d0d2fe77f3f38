"""The view, its address, and how its rows get there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.bare_site.models import Post


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
