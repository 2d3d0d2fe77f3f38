from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tilstede.networks.kit.conformance import Conformance
from tilstede.networks.kit.contract import Left, Seen, SetAside
from tilstede.networks.snapchat.network import network

FILES = {
    "account.json": {"Basic Information": {"Username": "fjordvik", "Name": "Fjordvik"}},
    "shared_story.json": {
        "Shared Story": [
            {"Story Id": "s-17", "Content": "VIDEO", "Created": "2024-05-17 08:30:00 UTC"},
            {"Story Id": "s-18"},
        ]
    },
    "chat_history.json": {"kari": [{"Text": "hemmeleg"}, {"Text": "òg"}]},
    "memories_history.json": {"Saved Media": [{"Date": "2024-05-17"}]},
}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "mydata~1716.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, told in FILES.items():
            archive.writestr(f"json/{name}", json.dumps(told))
    return path


class TestSnapchat(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, packed: Path) -> list[Path]:
        return [packed]


def test_stories_are_taken_in_and_messages_left(packed: Path) -> None:
    takeout = network.open_export(packed)
    assert takeout is not None
    story, empty, left = takeout.items()
    assert isinstance(story, Seen)
    assert (story.post.visibility, story.post.author.handle) == ("public", "fjordvik")
    assert isinstance(empty, SetAside)
    assert isinstance(left, Left)
    assert (left.kind, left.count) == ("direct-messages", 2)
    takeout.close()
