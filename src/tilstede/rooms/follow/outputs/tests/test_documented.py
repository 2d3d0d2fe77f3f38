"""What docs/outputs.md says of tables and addresses is so."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.utils.module_loading import import_string
from django.utils.translation import override

from tilstede.rooms.follow.outputs.mail import composing
from tilstede.rooms.follow.outputs.open_data.columns import ABOUT
from tilstede.rooms.follow.outputs.urls import urlpatterns

DOC = (Path(__file__).parents[6] / "docs" / "outputs.md").read_text()


def test_every_column_is_described_as_on_the_page() -> None:
    with override("en"):
        rows = [f"| `{column.name}` | {column.kind} | {about} |" for column, about in ABOUT]
    assert "\n".join(rows) in DOC


def test_every_address_for_readers_is_described() -> None:
    names = {str(pattern.pattern).partition("/")[0] for pattern in urlpatterns}
    staff_and_files = {"removals", "^data"}
    for name in names - staff_and_files:
        assert f"/{name}" in DOC, name


def test_what_comes_round_is_a_task() -> None:
    for path, every in apps.get_app_config("follow").rounds:
        assert import_string(path).module_path == path
        assert every.total_seconds() >= 60


def test_numbers_are_as_told() -> None:
    assert f"at most {composing.MOST}, and no pictures" in DOC
