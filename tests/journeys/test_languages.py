"""Every word for people is there in both forms of Norwegian, and nynorsk is nynorsk."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from frontend import gather

from tilstede.core import language

#: Right in bokmål alone: one of them in a nynorsk text is a slip.
BOKMAAL_WORDS = re.compile(
    r"\b(ikke|jeg|hvordan|hvorfor|hvilken|hvem|hva|hvor|et|fra|noe|noen|bare|vises|følges|leses|søkes"
    r"|være|gjøre|kjøre|siden|hendelser?|nyhetsstrøm|offentlige?|kilder?|tatt|bildet?|navn|uten|igjen"
    r"|nå|deres|flere|begge|høyst|tegn)\b",
    re.IGNORECASE,
)
#: Words shown as examples of what to type.
EXAMPLES = re.compile(r"ikke OR ikkje|[{%]\S*")


def catalog(code: str) -> Catalog:
    with gather.po(code).open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> list[Message]:
    return [message for message in catalog(code) if message.id]


@cache
def gathered() -> set[tuple[str, str]]:
    """Every text in the source, with its context; looked for once."""
    return {(message.context, message.id) for message in gather.gathered() if message.id}


def texts(message: Message) -> list[tuple[str, str]]:
    """Each English text with its translation; a plural has two."""
    if isinstance(message.id, tuple):
        return [(message.id[min(n, 1)], string) for n, string in enumerate(message.string)]
    return [(message.id, message.string)]


def placeholders(text: str, message: Message) -> set[str]:
    if "python-format" in message.flags:
        return set(re.findall(r"%(?:\(\w+\))?[sd]", text))
    return {
        name or ""
        for _text, name, _spec, _conversion in Formatter().parse(text)
        if name is not None
    }


@pytest.mark.parametrize("code", gather.LANGUAGES)
def test_every_text_in_the_source_is_translated_and_no_other(code: str) -> None:
    wanted = gathered()
    held = {(message.context, message.id) for message in messages(code)}
    assert wanted - held == set(), "run: make messages"
    assert held - wanted == set(), "run: make messages"
    empty = [message.id for message in messages(code) for _, said in texts(message) if not said]
    assert empty == []
    assert [message.id for message in messages(code) if message.fuzzy] == []


@pytest.mark.parametrize("code", gather.LANGUAGES)
def test_what_is_filled_in_stays_in_the_translation(code: str) -> None:
    for message in messages(code):
        for english, said in texts(message):
            assert placeholders(said, message) == placeholders(english, message), english


@pytest.mark.parametrize("code", gather.LANGUAGES)
def test_markup_stays_in_the_translation(code: str) -> None:
    for message in messages(code):
        for english, said in texts(message):
            assert re.findall(r"<[^>]+>", said) == re.findall(r"<[^>]+>", english), english


def test_nynorsk_is_not_bokmål() -> None:
    slips = [
        (said, found[0])
        for message in messages("nn")
        for _, said in texts(message)
        if (found := BOKMAAL_WORDS.search(EXAMPLES.sub("", said)))
    ]
    assert slips == []


@pytest.mark.parametrize("code", gather.LANGUAGES)
def test_the_whole_is_in_the_language_it_says(code: str) -> None:
    said = [text for message in messages(code) for _, text in texts(message) if len(text) > 60]
    found = [language.identify(text) for text in said]
    sure = [one.code for one in found if one.sure]
    assert sure.count(code) >= 0.9 * len(sure)
    assert len(sure) > len(said) / 2
