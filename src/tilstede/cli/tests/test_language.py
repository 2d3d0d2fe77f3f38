"""Commands speak the caller's language throughout, click's own words too."""

from __future__ import annotations

import pytest

from tilstede.cli import language, main
from tilstede.cli.tests.conftest import Run

#: What click says, and our signs in a command's help.
ENGLISH = (
    "Usage",
    "Options",
    "Commands",
    "Error",
    "Try ",
    "Missing",
    "Show this",
    "Invalid",
    "[OPTIONS]",
)
SPOKEN = (
    (("--help",), "Val:"),
    (("follow",), "Feil: Manglar argumentet 'ADRESSE'."),
    (("record", "--help"), "Kommandoar:"),
    (("record", "bundle", "--help"), "-o STIG"),
    (("serve", "--prt", "3"), "Valet '--prt' finst ikkje. Meinte du '--port'?"),
    (("serve", "--port", "x"), "'x' er ikkje eit tal"),
    (("record", "finn"), "Kommandoen 'finn' finst ikkje."),
    (("restore", "/finst/ikkje"), "'/finst/ikkje' finst ikkje."),
)


@pytest.mark.parametrize(("words", "said"), SPOKEN)
def test_nothing_is_said_in_english_to_those_who_read_nynorsk(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    output = run(*words, code="nn").output
    assert said in output
    assert [word for word in ENGLISH if word in output] == []


@pytest.mark.parametrize("name", main.COMMANDS)
@pytest.mark.parametrize("code", ["nb", "nn"])
def test_the_help_of_every_command_is_translated(run: Run, name: str, code: str) -> None:
    output = run(name, "--help", code=code).output
    assert output.startswith(f"Bruk: tilstede {name} [VAL")
    assert [word for word in ENGLISH if word in output] == []


@pytest.mark.parametrize("words", [("--help",), ("record", "--help")])
def test_no_command_is_described_by_half_a_sentence(run: Run, words: tuple[str, ...]) -> None:
    listed = run(*words, code="nb").output.partition("Kommandoer:")[2]
    assert listed
    assert "..." not in listed


def test_english_stays_english(run: Run) -> None:
    assert "Error: Missing argument 'ADDRESS'." in run("follow").output


@pytest.mark.parametrize(
    ("value", "code"),
    [("nn_NO.UTF-8", "nn"), ("no_NO", "nb"), ("de_DE", "en"), ("C", "en")],
)
def test_the_language_is_the_caller_s(
    monkeypatch: pytest.MonkeyPatch, value: str, code: str
) -> None:
    monkeypatch.setenv("LC_ALL", value)
    assert language.language() == code


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").output == "tilstede 0.1.0\n"
