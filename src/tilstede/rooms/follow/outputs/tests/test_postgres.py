"""All that leaves, from PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tilstede.intake.tests import scene
from tilstede.rooms.follow.outputs.open_data import months

pytestmark = [pytest.mark.server, pytest.mark.usefixtures("postgres_db")]


def test_the_same_leaves(client: Client, tmp_path: Path, settings: Any) -> None:
    scene.build(tmp_path)
    items = json.loads(client.get("/en/feed.json").content)["items"]
    [hall] = [item for item in items if item["id"].endswith(f"post/{scene.number(3)}")]
    picture = client.get(f"/media/{scene.number(3)}/0").content
    assert hall["attachments"][0]["size_in_bytes"] == len(picture)
    for path in ("feed.atom?body=town", "feed.as?person=amund", "accounts.csv?role=mayor"):
        assert client.get(f"/en/{path}").status_code == 200
    assert client.get("/en/calendar.ics?since=2025-01-01").status_code == 200
    settings.DATA = tmp_path / "data"
    for month in months.months():
        made = months.make(month, now=scene.NOW)
        assert made
        assert not months.due(month)
    assert sum(made.posts for made in months.made()) == len(items)
    assert client.get("/remove-me").status_code == 200
