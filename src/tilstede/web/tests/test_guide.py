from __future__ import annotations

import re
from contextlib import closing

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title"),
    [("nb", "Lese og følge"), ("nn", "Lese og følgje"), ("en", "Reading and following")],
)
def test_a_page_of_the_guide_is_in_the_reader_s_language(
    client: Client, language: str, title: str
) -> None:
    answer = client.get(f"/{language}/guide/reading")
    page = answer.content.decode()
    assert f'<h1 class="ds-heading" data-size="lg">{title}</h1>' in page
    picture = re.search(rf'src="(/static/guide/{language}/posts\.[0-9a-f]{{12}}\.webp)"', page)
    assert picture, "an address that changes with the picture"
    with closing(client.get(picture[1])) as found:
        assert found.status_code == 200
    assert '<a href="../search">' in page
    assert f'href="/{language}/guide/" ' in page or f'href="/{language}/guide/">' in page
    assert "public" in answer.headers["Cache-Control"]


def test_the_first_page_leads_to_the_others_and_there_are_no_more(client: Client) -> None:
    page = client.get("/en/guide/").content.decode()
    for name in ("reading", "communicating", "administering", "archiving"):
        assert f'href="{name}"' in page
        assert client.get(f"/en/guide/{name}").status_code == 200
    assert client.get("/en/guide/none").status_code == 404
