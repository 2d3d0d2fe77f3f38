from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_script_prefix
from django.utils import translation

from tilstede.office.models import Body
from tilstede.web import addresses, context
from tilstede.web.middleware import preferred


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "nb"),
        ("nn", "nn"),
        ("nn-NO,nb;q=0.8", "nn"),
        ("no", "nb"),
        ("no-NO,en;q=0.5", "nb"),
        ("de-DE,de;q=0.9,en;q=0.4", "en"),
        ("fr", "nb"),
        ("en;q=0.2,nn;q=0.9", "nn"),
        ("*", "nb"),
        (";;;,,=", "nb"),
        ("x" * 2_000, "nb"),
    ],
)
def test_the_reader_s_browser_chooses(header: str, code: str) -> None:
    assert preferred(header) == code


@pytest.mark.parametrize(
    ("path", "code", "moved"),
    [
        ("/", "nn", "/nn/"),
        ("/nb/search?q=a%2Fb", "en", "/en/search?q=a%2Fb"),
        ("/nn/post/7", "", "/post/7"),
        ("/nn", "en", "/en/"),
        ("/nbx/y", "nn", "/nn/nbx/y"),
    ],
)
def test_an_address_is_moved_between_languages(path: str, code: str, moved: str) -> None:
    assert addresses.in_language(path, code) == moved


@pytest.mark.django_db
def test_a_language_in_the_address_is_kept_from_page_to_page(client: Client) -> None:
    answer = client.get("/en/about/privacy", headers={"accept-language": "nn"})
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    html = answer.content.decode()
    assert '<html lang="en"' in html
    assert 'href="/en/sources"' in html
    assert 'hreflang="nn" href="http://testserver/nn/about/privacy"' in html
    assert 'hreflang="x-default" href="http://testserver/about/privacy"' in html
    assert 'href="/static/tilstede.' in html
    assert get_script_prefix() == "/"


@pytest.mark.django_db
def test_a_page_without_language_in_its_address_is_told_apart_by_caches(client: Client) -> None:
    answer = client.get("/about/privacy", headers={"accept-language": "nn"})
    assert answer.headers["Content-Language"] == "nn"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.django_db
def test_the_site_bears_the_body_s_name_in_the_page_s_language() -> None:
    assert context.site_name()
    Body.objects.create(
        key="town", own=True, name_nb="Fjordvik kommune", name_en="Fjordvik municipality"
    )
    with translation.override("en"):
        assert context.site_name() == "Fjordvik municipality"
    with translation.override("nn"):
        assert context.site_name() == "Fjordvik kommune"
