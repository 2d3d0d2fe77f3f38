"""The guide cannot go stale: it names every page, only what exists, and says the same in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from frontend.guide import LANGUAGES, ROOT, WRITTEN, anchor, ordered, rendered

from tests.journeys import guide_pictures, guide_publishing
from tilstede.cli.main import COMMANDS
from tilstede.office.models import Grant
from tilstede.web import words

PICTURES = {*guide_pictures.PICTURES, *guide_publishing.PICTURES}
NAMES = [path.stem for path in sorted((WRITTEN / "en").glob("*.md"))]
FILES = [(language, name) for language in LANGUAGES for name in NAMES]
#: Kilobytes of pictures, all languages together: they are in every wheel.
MOST_PICTURES = 2_500

#: Addresses that no reader opens as a page: files, feeds, what forms and programs send to.
NOT_PAGES = re.compile(
    r"feed\.|calendar\.ics|kontoer\.|\.well-known/|log/|own/|healthz|media/|thumb/|accounts\.|embed$|changes\."
    r"|favicon\.ico|robots\.txt|xrpc/|api/v1|sources/|sign-out|guide/"
)
#: Pages that are reached from another one, which is named: the first part of their address.
INNER = (
    "post/",
    "account/",
    "body/",
    "person/",
    "role/",
    "topic/",
    "sign-in/",
    "my-sign-in/",
    "subscribe/",
    "data/",
)


def text(language: str, name: str) -> str:
    return (WRITTEN / language / f"{name}.md").read_text()


def whole(language: str) -> str:
    return "\n".join(text(language, name) for name in NAMES)


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address, as it is written in the code."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route.removeprefix("^")


def pages() -> set[str]:
    """Addresses of the pages that a menu or another page leads to first: no parts that vary, and no deeds."""
    found = set()
    for route in routes(get_resolver().url_patterns):
        if "<" not in route and not NOT_PAGES.match(route) and not route.startswith(INNER):
            found.add(f"/{route}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", sorted(pages()))
def test_every_page_is_named(language: str, page: str) -> None:
    named = set(re.findall(r"`(/[^`\s]*)`", whole(language)))
    part = page
    while part not in named and "/" in part.strip("/"):
        # A page further in belongs to the one before it: /setup/people/invite to /setup/people.
        part = part.rstrip("/").rpartition("/")[0]
        if f"{part}/" in named:
            return
    assert part in named, f"{page} is a page that the guide in {language} does not tell of"


@pytest.mark.parametrize(("language", "name"), FILES)
def test_every_address_in_the_guide_is_a_page(language: str, name: str, client: Any) -> None:
    known = pages() | {f"/{part}" for part in INNER}
    for place in re.findall(r"`(/[^`\s]*)`", text(language, name)):
        assert place in known, f"{place} is no page"


@pytest.mark.parametrize(("language", "name"), FILES)
def test_only_settings_and_commands_that_exist_are_named(language: str, name: str) -> None:
    settings = (ROOT / "src/tilstede/config/settings.py").read_text()
    for setting in re.findall(r"TILSTEDE_[A-Z_]+", text(language, name)):
        assert setting in settings
    for command in re.findall(r"`tilstede (\w+)", text(language, name)):
        assert command in COMMANDS


@pytest.mark.parametrize("name", NAMES)
def test_the_languages_say_the_same(name: str) -> None:
    def outline(language: str) -> list[int]:
        return [len(marks) for marks in re.findall(r"^(#+) ", text(language, name), re.M)]

    def spans(language: str) -> set[str]:
        return set(re.findall(r"`([^`]+)`|\]\(([^)]+)\)", text(language, name)))

    def rows(language: str) -> int:
        return len(re.findall(r"^(?:\||- |\d\. )", text(language, name), re.M))

    for language in ("nb", "nn"):
        assert outline(language) == outline("en"), "other headings"
        assert spans(language) == spans("en"), "other pages, commands, pictures or links"
        assert rows(language) == rows("en"), "other lists or tables"


def named(language: str) -> list[str]:
    """What the page about publishing says that buttons, fields and pages are called."""
    spans = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text(language, "publishing"))
    return [" ".join(one.split()) for one in spans]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_quoted_stands_so_on_the_pages(language: str) -> None:
    """Names of buttons, levels and rights, as the pages call them in that language."""
    spoken = "nb" if language == "en" else language
    texts = (ROOT / f"src/tilstede/locale/{spoken}/LC_MESSAGES/django.po").read_text()
    texts = texts.replace('"\n"', "")  # the long ones stand on several lines
    side = "msgid" if language == "en" else "msgstr"
    for quoted in (*re.findall(r"[«“]([^»”]+)[»”]", whole(language)), *named(language)):
        assert f'{side} "{quoted}"' in texts, quoted
    with translation.override(language):
        for word in (*words.LEVELS, *Grant.Right.labels):
            assert f"| {word} |" in whole(language), word


@pytest.mark.parametrize(("language", "name"), FILES)
def test_every_picture_is_one_that_the_command_makes_and_is_there(language: str, name: str) -> None:
    for alt, place in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text(language, name)):
        assert len(alt) > 20, "a picture is told in words"
        assert Path(place).stem in PICTURES
        assert (WRITTEN / language / place).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_picture_lies_about_that_no_page_shows(language: str) -> None:
    kept = {path.name for path in (WRITTEN / language / "pictures").iterdir()}
    assert kept == set(re.findall(r"pictures/([\w-]+\.webp)", whole(language)))


def test_the_pictures_are_small_enough_for_the_wheel() -> None:
    assert sum(path.stat().st_size for path in WRITTEN.rglob("*.webp")) < MOST_PICTURES * 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_leads_to_all_others(language: str) -> None:
    assert sorted(ordered(WRITTEN / language)) == sorted(NAMES)


def test_html_and_links_that_run_something_do_not_come_through() -> None:
    _title, _headings, html = rendered(
        "# A\n\n<script>alert(1)</script> [a](javascript:alert(1)) ![x](pictures/p.webp)", "nb"
    )
    assert "<script" not in html
    assert "href" not in html
    assert '<img src="/static/guide/nb/p.webp"' in html


def test_headings_can_be_led_to_and_our_own_addresses_are_links() -> None:
    title, headings, html = rendered(
        "# A\n\n## Følg med, òg no!\n\nSe `/search` og `TILSTEDE_DATA`.", "nn"
    )
    assert title == "A"
    assert headings == [{"level": 2, "id": "følg-med-òg-no", "title": "Følg med, òg no!"}]
    assert f'<h2 id="{anchor("Følg med, òg no!")}">' in html
    assert '<a href="../search"><code translate="no">/search</code></a>' in html
    assert '<code translate="no">TILSTEDE_DATA</code>' in html
