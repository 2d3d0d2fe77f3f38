"""A source that kills the process that reads it never keeps the others from being read, and is paused in the end."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.journeys.installation import Installation
from tilstede.networks.kit.tests.server import Page, Site, serving

HARMLESS = ("a", "b", "c")
FEED = (
    "<rss version='2.0'><channel><title>{name}</title><item><guid>{name}</guid><title>Sak</title>"
    "<description>{text}</description></item></channel></rss>"
)


def _page(name: str, text: str = "Ferja går.") -> Page:
    return Page(FEED.format(name=name, text=text).encode())


class _Deadly:
    """The answer of a feed that kills whoever asks for it, once it is told whom."""

    def __init__(self) -> None:
        self.reader: subprocess.Popen[str] | None = None
        self.page = _page("deadly")

    def __call__(self, headers: Mapping[str, str]) -> Page:
        if self.reader is not None:
            self.reader.kill()
        return self.page


def _capture(installation: Installation, deadly: _Deadly) -> tuple[int, str]:
    reader = deadly.reader = installation.start("capture", "--now")
    said, _wrong = reader.communicate(timeout=120)
    deadly.reader = None
    return reader.returncode, said


def _sources(installation: Installation) -> dict[str, dict[str, str]]:
    lines = installation.run("sources", "--json").splitlines()
    return {line["address"].rpartition("/")[2]: line for line in map(json.loads, lines)}


def _followed(installation: Installation, site: Site) -> _Deadly:
    deadly = _Deadly()
    site.pages["/deadly"] = deadly
    for name in HARMLESS:
        site.pages[f"/{name}"] = _page(name)
    for name in ("deadly", *HARMLESS):
        installation.run("follow", site.url(f"/{name}"))
    return deadly


def test_the_others_are_read_and_the_deadly_one_is_paused(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    with serving() as site:
        deadly = _followed(installation, site)
        for name in HARMLESS:
            site.pages[f"/{name}"] = _page(name, "Ferja er innstilt.")

        code, _said = _capture(installation, deadly)
        assert code == -signal.SIGKILL
        for first in (True, False, False):
            site.seen.clear()
            code, said = _capture(installation, deadly)
            assert code == -signal.SIGKILL
            *before, last = [path for path, _ in site.seen]
            assert (sorted(before), last) == (["/a", "/b", "/c"], "/deadly")
            assert said.count("read 1, took in 1") == (3 if first else 0)

        site.seen.clear()
        code, _said = _capture(installation, deadly)
        assert code == 0
        assert "/deadly" not in [path for path, _ in site.seen]
        found = _sources(installation)
        assert (found["deadly"]["state"], found["deadly"]["why"]) == ("paused", "fatal")
        assert {found[name]["state"] for name in HARMLESS} == {"followed"}
        installation.run("record", "check")

        installation.run("resume", site.url("/deadly"))
        assert "read 1, took in 1" in installation.run("capture", "--now")
        assert _sources(installation)["deadly"]["why"] == ""


def test_a_death_of_which_it_was_innocent_is_forgotten(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    with serving() as site:
        deadly = _followed(installation, site)
        for _ in range(2):
            assert _capture(installation, deadly)[0] == -signal.SIGKILL
        installation.run("capture", "--now")
        for _ in range(3):
            assert _capture(installation, deadly)[0] == -signal.SIGKILL
        installation.run("capture", "--now")
        assert _sources(installation)["deadly"]["state"] == "followed"
