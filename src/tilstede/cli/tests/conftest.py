from __future__ import annotations

import gettext
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from tilstede.cli import language, main
from tilstede.intake.tests.feed_server import Feed, serving

Run = Callable[..., Result]
COMMANDS = [
    f"tilstede.cli.{name}"
    for name in (*main.COMMANDS.values(), "decisions", "verification", "witness")
]


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A command as typed, in English unless told otherwise."""
    spoken, domain = translation.get_language() or "nb", gettext.textdomain()
    level = logging.getLogger("tilstede").level
    monkeypatch.setenv("LANGUAGE", "")  # put back at the end

    def command(*words: str, code: str = "en", typed: str = "") -> Result:
        language.activate(code)
        for name in (
            COMMANDS
        ):  # a process speaks one language, and its commands' help is made when they are loaded
            sys.modules.pop(name, None)
        return CliRunner().invoke(main.group(), words, input=typed, prog_name="tilstede")

    yield command
    logging.getLogger("tilstede").setLevel(level)
    gettext.textdomain(domain)
    translation.activate(spoken)


@pytest.fixture
def feed(settings: Any) -> Iterator[Feed]:
    """A feed on loopback that a test can change and break."""
    settings.LOOPBACK = ["127.0.0.1:*"]
    with serving() as found:
        found.entries = {1: "Straumen er borte.", 2: "Straumen er tilbake."}
        yield found
