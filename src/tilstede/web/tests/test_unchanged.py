from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django import forms
from django.db import connection, transaction
from django.db.utils import ConnectionHandler
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from lxml import html

from tilstede.office.models import Body
from tilstede.web.unchanged import kept, mark, watched
from tilstede.web.widgets import Select

pytestmark = pytest.mark.django_db(transaction=True)


def made(key: str = "count") -> tuple[int, bool]:
    """How many bodies a page says there are, and whether it had to look."""
    looked = []

    def look() -> int:
        looked.append(True)
        return Body.objects.count()

    with watched():
        return kept(key, look), bool(looked)


def elsewhere(do: Callable[[], object]) -> None:
    """In another thread, with a connection of its own."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


def test_it_is_looked_up_once_until_something_changes() -> None:
    assert made() == (0, True)
    assert made() == (0, False)
    Body.objects.create(key="a")
    assert made() == (1, True)
    assert made() == (1, False)
    elsewhere(lambda: Body.objects.create(key="b"))
    assert made() == (2, True)


def test_postgresql_tells_too(postgres: str) -> None:
    told = urlsplit(postgres)
    place = {"HOST": told.hostname, "PORT": told.port, "USER": told.username}
    options = {"ENGINE": "django.db.backends.postgresql", "NAME": told.path[1:], **place}
    ours, others = (ConnectionHandler({"default": options})["default"] for _ in range(2))
    try:
        with others.cursor() as cursor:
            cursor.execute("CREATE TABLE said (word text)")
        before = mark(ours)
        assert before is not None
        assert mark(ours) == before
        with others.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM said")
        assert mark(ours) == before, "to read is no change"
        with others.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("INSERT INTO said VALUES ('a')")
            under_way = mark(ours)
            cursor.execute("COMMIT")
        assert mark(ours) != under_way, "what was under way is done"
        assert mark(ours) != before
    finally:
        ours.close()
        others.close()


def test_each_thread_looks_for_itself() -> None:
    made()
    seen: list[tuple[int, bool]] = []
    elsewhere(lambda: seen.append(made()))
    assert seen == [(0, True)]


def test_what_is_not_yet_certain_is_not_kept() -> None:
    made()
    with transaction.atomic():
        Body.objects.create(key="a")
        assert made() == (1, True)
        assert made() == (1, True)
        transaction.set_rollback(True)
    assert made()[0] == 0


def test_outside_of_a_page_nothing_is_kept() -> None:
    looked = []
    for _ in range(2):
        kept("key", lambda: looked.append(True))
    assert len(looked) == 2


def test_a_change_while_a_page_is_made_is_seen_by_the_next() -> None:
    with watched():
        before = Body.objects.count()
        elsewhere(lambda: Body.objects.create(key="a"))
        assert kept("late", lambda: before) == 0
    with watched():
        assert kept("late", Body.objects.count) == 1


def test_a_part_of_a_page_is_kept_for_each_language_and_value() -> None:
    template = Template(
        "{% load unchanging %}{% unchanging one %}{{ one }} {{ two }} {% translate 'Search' %}{% endunchanging %}"
    )

    def shown(one: int, two: int, language: str) -> str:
        with watched(), translation.override(language):
            return template.render(Context({"one": one, "two": two}))

    assert shown(1, 1, "en") == "1 1 Search"
    assert shown(1, 2, "en") == "1 1 Search"
    assert shown(2, 2, "en") == "2 2 Search"
    assert shown(1, 2, "nb") == "1 2 Søk"


def test_a_page_tells_a_new_name_at_once(client: Client) -> None:
    body = Body.objects.create(key="a", own=True, name_nb="Fjordvik kommune")
    assert "Fjordvik kommune" in client.get("/nb/").content.decode()
    body.name_nb = "Nye Fjordvik kommune"
    elsewhere(body.save)
    page = client.get("/nb/").content.decode()
    assert "Nye Fjordvik kommune" in page
    assert page.count("Fjordvik kommune") == page.count("Nye Fjordvik kommune")


@pytest.mark.parametrize("value", ["", "a<b", "3", None, "none"])
def test_a_list_is_the_same_as_django_writes(value: str | None) -> None:
    def written(kind: type[forms.Select]) -> tuple[object, ...]:
        field = kind(attrs={"class": "ds-input"}, choices=[("", "All"), ("a<b", "A & B"), (3, "3")])
        select = html.fromstring(field.render("n", value, {"id": "x", "required": True}))
        return dict(select.attrib), [(dict(one.attrib), one.text) for one in select]

    assert written(Select) == written(forms.Select)
