from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tilstede.networks.kit.conformance import Conformance
from tilstede.networks.kit.contract import Left, Seen, SetAside
from tilstede.networks.tiktok.network import network

FILM = {
    "Date": "2024-05-17 08:30:00",
    "Link": "https://www.tiktokv.com/share/video/7369000000000000001/",
    "WhoCanView": "Public",
    "Title": "17. mai i Fjordvik!",
}
NOW: dict[str, Any] = {
    "Profile": {
        "Profile Info": {"ProfileMap": {"userName": "fjordvik", "emailAddress": "x@y.example"}}
    },
    "Your Activity": {"Watch History": {"VideoList": [{"Date": "2024-01-01", "Link": "z"}]}},
    "Post": {"Posts": {"VideoList": [FILM, {"Date": "i går"}]}},
    "Comment": {
        "Comments": {"CommentsList": [{"date": "2024-05-18 09:00:00", "comment": "Takk!"}]}
    },
    "Direct Message": {
        "Direct Messages": {
            "ChatHistory": {"Chat History with kari:": [{"Content": "hemmeleg"}] * 3}
        }
    },
}
BEFORE: dict[str, Any] = {
    "Profile": {"Profile Information": {"ProfileMap": {"userName": "fjordvik"}}},
    "Activity": {},
    "Video": {"Videos": {"VideoList": [FILM]}},
    "Post": {"Posts": {"VideoList": None}},
    "Comment": {"CommentsList": [{"Date": "2021-05-18 09:00:00", "Comment": "Flott!"}]},
}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "TikTok_Data_1716.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("user_data_tiktok.json", json.dumps(NOW))
    return path


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    path = tmp_path / "user_data.json"
    path.write_text(json.dumps(BEFORE))
    return path


class TestTikTok(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, packed: Path, alone: Path) -> list[Path]:
        return [packed, alone]


def test_what_was_published_is_taken_in_and_the_rest_left(packed: Path) -> None:
    takeout = network.open_export(packed)
    assert takeout is not None
    assert takeout.account is not None
    assert takeout.account.handle == "fjordvik"
    film, broken, comment, left = takeout.items()
    assert isinstance(film, Seen)
    assert film.post.url == "https://www.tiktok.com/@fjordvik/video/7369000000000000001"
    assert isinstance(broken, SetAside)
    assert isinstance(comment, Seen)
    assert left == Left("direct-messages", 3, "user_data_tiktok.json")
    takeout.close()


def test_a_takeout_that_is_cut_says_so(tmp_path: Path) -> None:
    path = tmp_path / "user_data.json"
    path.write_text(json.dumps(BEFORE)[:-40])
    with pytest.raises(ValueError, match=r"user_data\.json"):
        network.open_export(path)
