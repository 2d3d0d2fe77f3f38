from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tilstede.networks.kit.conformance import Conformance
from tilstede.networks.kit.contract import Left, Seen, SetAside
from tilstede.networks.linkedin.network import network
from tilstede.networks.linkedin.tests.page import Page

SHARES = (
    "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
    '2024-05-17 08:30:00,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A1,"Ei line""\n""til",,,CONNECTIONS\n'
    "2024-05-18 08:30:00,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A2,,,,\n"
)


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "Basic_LinkedInDataExport_05-17-2024.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Shares_12.csv", "\ufeff" + SHARES)
        archive.writestr("Profile.csv", "First Name,Last Name\nKari,Fjord\n")
        archive.writestr("messages.csv", "FROM,TO,CONTENT\nKari,Ola,hemmeleg\nOla,Kari,òg\n")
        archive.writestr("Connections.csv", "Notes:\n\nFirst Name,Last Name\nOla,Nabo\n")
    return path


class TestLinkedIn(Page, Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, packed: Path, tmp_path: Path) -> list[Path]:
        alone = tmp_path / "Shares.csv"
        alone.write_text(SHARES)
        return [packed, alone]


def test_shares_are_taken_in_and_messages_left(packed: Path) -> None:
    takeout = network.open_export(packed)
    assert takeout is not None
    first, empty, left = takeout.items()
    assert isinstance(first, Seen)
    assert first.post.text == "Ei line\ntil"
    assert first.post.aliases[0] == "urn:li:share:1"
    assert (first.post.visibility, first.post.author.name) == ("followers", "Kari Fjord")
    assert isinstance(empty, SetAside)
    assert left == Left("direct-messages", 2, "messages.csv")
    takeout.close()


def test_other_tables_are_left_to_others(tmp_path: Path) -> None:
    path = tmp_path / "Shares.csv"
    path.write_text("Date,Message\n1,2\n")
    assert network.open_export(path) is None
