"""Styles and scripts have their version in the address, and may be kept for ever."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db  # an answer that is closed closes old connections


def served(client: Client, path: str, **headers: str) -> tuple[int, str, bytes]:
    answer = client.get(path, headers=headers)
    content = answer.getvalue()
    answer.close()
    return answer.status_code, answer.headers.get("Cache-Control", ""), content


@pytest.fixture(scope="module")
def page() -> str:
    return render_to_string("500.html")


def test_every_style_of_a_page_may_be_kept_for_ever(page: str) -> None:
    styles = re.findall(r'href="(/static/[^"]+)"', page)
    assert len(styles) == 3
    for path in styles:
        assert re.search(r"\.[0-9a-f]{12}\.css$", path), path
        status, kept, _ = served(Client(), path)
        assert (status, kept) == (200, "max-age=315360000, public, immutable")


def test_the_fonts_that_a_style_names_may_be_kept_for_ever() -> None:
    """Their versions are written in the style; new fonts need new ones there."""
    style = served(Client(), "/static/tilstede.css")[2].decode()
    named = re.findall(r'url\("([^"]+)"\)', style)
    assert len(named) == 2
    for path in named:
        bare = re.sub(r"\.[0-9a-f]{12}(?=\.woff2$)", "", path)
        assert staticfiles_storage.url(bare) == f"/static/{path}"
        assert served(Client(), f"/static/{path}")[:2] == (
            200,
            "max-age=315360000, public, immutable",
        )


def test_an_address_from_before_an_upgrade_gives_what_is_there_now_for_a_while() -> None:
    now = served(Client(), "/static/tilstede.css")
    assert now[:2] == (200, "max-age=3600, public")
    assert served(Client(), "/static/tilstede.0123456789ab.css") == now


def test_what_is_packed_beforehand_is_sent_packed_under_the_version_too() -> None:
    path = staticfiles_storage.url("vendor/designsystemet.css")
    answer = Client().get(path, headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    answer.close()


def test_what_never_was_is_not_there() -> None:
    assert Client().get("/static/nope.0123456789ab.css").status_code == 404


def test_a_name_that_nobody_has_stays_as_it_is() -> None:
    assert staticfiles_storage.url("nope.css") == "/static/nope.css"
    assert staticfiles_storage.exists("tilstede.css")
    with pytest.raises(FileNotFoundError):
        staticfiles_storage.open("nope.css")
