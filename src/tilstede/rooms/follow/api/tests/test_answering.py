"""How answers are sent: caches, other sites, languages, and everything that can be wrong with a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tilstede.core.query.parse import MAX_LENGTH
from tilstede.intake.tests import scene
from tilstede.posts.models import Author
from tilstede.rooms.follow.api.endpoints import ENDPOINTS
from tilstede.rooms.follow.api.problems import KINDS

pytestmark = pytest.mark.usefixtures("life")
Ask = Callable[..., Any]


def addresses() -> list[str]:
    """One of each endpoint, and the description."""
    ones = {
        "posts/{id}": f"posts/{scene.number(2)}",
        "accounts/{id}": f"accounts/{author(scene.MAYOR.id)}",
        "bodies/{key}": "bodies/town",
        "roles/{key}": "roles/mayor",
        "people/{key}": "people/amund",
    }
    found = ["openapi.json"]
    for endpoint in ENDPOINTS:
        path = endpoint.path
        for name, one in ones.items():
            path = path.replace(name, one)
        found.append(path)
    return [f"/api/v1/{path}" for path in found]


def author(native_id: str) -> int:
    return int(Author.objects.get(native_id=native_id).id)


# --- HTTP ----------------------------------------------------------------------------------------------
def test_nothing_is_sent_again_to_one_who_has_it(client: Client) -> None:
    for path in addresses():
        first = client.get(path)
        tag = first.headers["ETag"]
        assert tag.startswith('"'), "strong"
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = client.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b""), path
            assert again.headers["ETag"] == tag
            assert again.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_a_new_post_is_another_answer(client: Client) -> None:
    tag = client.get("/api/v1/posts").headers["ETag"]
    scene.take(scene.seen(70, "Nytt"))
    assert client.get("/api/v1/posts", headers={"If-None-Match": tag}).status_code == 200


def test_caches_may_keep_it_a_moment_and_nobody_is_known(client: Client) -> None:
    client.force_login(scene.staff())
    for path in [*addresses(), "/api/v1/nowhere", "/api/v1/posts?x=1"]:
        answer = client.get(path)
        assert "s-maxage=10" in answer.headers["Cache-Control"], path
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_head_is_get_without_the_body(client: Client) -> None:
    for path in addresses():
        whole, head = client.get(path), client.head(path)
        assert head.content == b""
        for name in ("ETag", "Content-Length", "Content-Type"):
            assert head.headers[name] == whole.headers[name]


def test_any_site_may_read_it(client: Client) -> None:
    for path in [*addresses(), "/api/v1/nowhere", "/api/v1/posts?x=1"]:
        answer = client.get(path, headers={"Origin": "https://avis.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Expose-Headers"] == "ETag, Link"
        asked_before = client.options(path, headers={"Access-Control-Request-Method": "GET"})
        assert asked_before.status_code == 204
        assert asked_before.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert asked_before.headers["Access-Control-Allow-Headers"] == "If-None-Match"
        assert asked_before.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_it_can_only_be_read(method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/posts")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["code"] == "method-not-allowed"


# --- languages -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "header", "code", "title"),
    [
        ("/api/v1/nowhere", "nb", "nb", "Ikke funnet"),
        ("/api/v1/nowhere", "nn-NO, en;q=0.5", "nn", "Ikkje funne"),
        ("/api/v1/nowhere", "en", "en", "Not found"),
        ("/nn/api/v1/nowhere", "en", "nn", "Ikkje funne"),
    ],
)
def test_errors_are_in_the_language_asked_for(
    client: Client, path: str, header: str, code: str, title: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": header})
    assert answer.json()["title"] == title
    assert answer.headers["Content-Language"] == code
    assert "Accept-Language" in answer.headers["Vary"]


def test_names_are_in_the_language_asked_for(client: Client) -> None:
    mayor = f"/api/v1/accounts/{author(scene.MAYOR.id)}"
    told = [
        client.get(mayor, headers={"Accept-Language": code}).json()["office"]
        for code in ("nb", "nn", "en")
    ]
    assert told == [
        "Ordfører, Fjordvik kommune",
        "Ordførar, Fjordvik kommune",
        "Mayor, Fjordvik municipality",
    ]


# --- what can be wrong ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "code", "parameter", "suggestion"),
    [
        ("posts?lang=nn", "unknown-parameter", "lang", "language"),
        ("posts?LIMIT=5", "unknown-parameter", "LIMIT", "limit"),
        ("posts?utm_source=x", "unknown-parameter", "utm_source", None),
        ("posts/2?limit=5", "unknown-parameter", "limit", None),
        ("openapi.json?x=1", "unknown-parameter", "x", None),
        ("accounts?before=1", "unknown-parameter", "before", None),
        ("facets?limit=5", "unknown-parameter", "limit", None),
        ("posts?limit=1&limit=2", "repeated-parameter", "limit", None),
        ("posts?limit=0", "bad-value", "limit", None),
        ("posts?limit=101", "bad-value", "limit", None),
        ("posts?limit=", "bad-value", "limit", None),
        ("posts?limit=1e1", "bad-value", "limit", None),
        ("posts?limit=%D9%A3", "bad-value", "limit", None),
        ("posts?before=null", "bad-value", "before", None),
        ("posts?before=-1", "bad-value", "before", None),
        ("posts?order=best", "bad-value", "order", None),
        ("posts?account=99999", "bad-value", "account", None),
        ("posts?account=null", "bad-value", "account", None),
        ("posts?network=mastodn", "unknown-value", "network", "mastodon"),
        ("posts?network=", "bad-value", "network", None),
        ("posts?network=x+OR+ferje", "bad-value", "network", None),
        ("posts?language=nynorsk", "bad-language", "language", "nn"),
        ("posts?since=2026-13", "bad-date", "since", None),
        ("posts?until=i+dag", "bad-value", "until", None),
        ("posts?language=n%00", "bad-value", "language", None),
        ("posts?q=", "empty", "q", None),
        ("posts?skip=20", "conflicting-parameters", "skip", None),
        ("posts?order=relevance", "conflicting-parameters", "order", None),
        ("posts?q=a&order=relevance&before=1", "conflicting-parameters", "before", None),
        ("posts?before=2&after=1", "conflicting-parameters", "before", None),
    ],
)
def test_what_is_wrong_is_named_with_what_may_have_been_meant(
    ask: Ask, path: str, code: str, parameter: str, suggestion: str | None
) -> None:
    problem = ask(path, 400)
    assert (problem["code"], problem["parameter"]) == (code, parameter)
    assert problem.get("suggestion") == suggestion
    assert problem["status"] == 400


def test_a_mistake_in_a_search_is_shown_where_it_is(ask: Ask) -> None:
    for path in ("posts", "facets"):
        problem = ask(f"{path}?q=ferje+fra:ordforar", 400)
        assert problem["position"] == {"start": 6, "end": 18}
        assert problem["suggestion"] == "ferje from:ordforar"
        assert problem["code"] == "unknown-field"
        assert problem["detail"].startswith("“fra:ordforar” is no field.")


def test_a_character_that_nobody_sees_has_its_place(ask: Ask) -> None:
    for path in ("posts", "facets"):
        problem = ask(f'{path}?q=from:"a%00b"', 400)
        assert (problem["code"], problem["parameter"]) == ("bad-character", "q")
        assert problem["position"] == {"start": 7, "end": 8}
        assert problem["detail"].startswith("U+0000 ")


def test_a_search_that_is_too_long_says_how_long_it_may_be(ask: Ask) -> None:
    problem = ask(f"posts?q={'a' * (MAX_LENGTH + 1)}", 400)
    assert problem["code"] == "too-long"
    assert str(MAX_LENGTH) in problem["detail"]


def test_a_long_value_is_not_said_back_whole(ask: Ask) -> None:
    assert len(ask(f"posts?limit={'9' * 4000}", 400)["detail"]) < 200


def test_too_many_parameters(ask: Ask) -> None:
    query = "&".join(f"a{number}=1" for number in range(1_001))
    assert ask(f"posts?{query}", 400)["code"] == "too-many-parameters"


@pytest.mark.parametrize(
    "path",
    ["nowhere", "posts/x", "posts/-1", "accounts/99999", "posts/2/"]
    + [f"posts/{number}{part}" for number in (2**57, 2**63 - 1, 10**30) for part in ("", "/proof")]
    + [f"accounts/{2**63 - 1}", f"accounts/{10**30}/posts"],
)
def test_where_there_is_nothing(ask: Ask, path: str) -> None:
    assert ask(path, 404)["code"] == "not-found"


def test_the_type_of_a_problem_leads_to_where_it_is_explained(ask: Ask, client: Client) -> None:
    page = client.get("/en/api/").content.decode()
    for kind in KINDS:
        assert f'id="{kind}"' in page
    assert ask("nowhere", 404)["type"] == "http://testserver/api/#not-found"


def test_a_fault_of_ours_is_told_as_all_else_is() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE posts_post RENAME TO posts_lost")
    client = Client(raise_request_exception=False)
    for path in ("/nn/api/v1/posts/2", "/nn/api/v1/posts?q=ferje"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Content-Language"] == "nn"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.json()["type"] == "http://testserver/api/#fault"
        assert answer.json()["detail"].startswith("Feilen er vår")
    page = client.get("/nn/")
    assert page.status_code == 500
    assert page.headers["Content-Type"].startswith("text/html")


# --- cost ----------------------------------------------------------------------------------------------
def questions(client: Client, path: str) -> tuple[int, int]:
    """How many things an answer holds, and how many questions to the database it took."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/api/v1/{path}").json()
    [things] = [part for part in answer.values() if isinstance(part, list)][:1] or [[]]
    return len(things), len(asked)


@pytest.mark.parametrize(
    "path",
    [
        "posts?limit={limit}",
        "posts?q=from:ordforar&limit={limit}",
        "accounts?limit={limit}",
        "sources?limit={limit}",
        "posts?q=fjordvik&order=relevance&limit={limit}",
    ],
)
def test_as_many_questions_for_one_thing_as_for_many(client: Client, path: str) -> None:
    told = {"repost_of": scene.alias(20), "author": scene.MAYOR}
    scene.take(*[scene.seen(n, "Frå Fjordvik", **told) for n in range(80, 110)])
    few = questions(client, path.format(limit=2))
    many = questions(client, path.format(limit=100))
    assert many[0] > few[0]
    assert many[1] == few[1]


def test_as_many_questions_for_a_post_with_one_wording_as_with_many(client: Client) -> None:
    number = scene.number(2)
    for part in ("", "/versions", "/proof"):
        few = questions(client, f"posts/{number}{part}")[1]
        text = f"Vegen opnar ikkje i dag, sa vi{part}."
        scene.take(scene.seen(2, text, edited=scene.NOW), now=scene.NOW)
        assert questions(client, f"posts/{number}{part}")[1] == few


def test_as_many_questions_for_a_thread_with_one_answer_as_with_many(client: Client) -> None:
    path = f"posts/{scene.number(21)}/thread"
    scene.take(scene.seen(120, "Takk", author=scene.CITIZEN, reply_to=scene.alias(21)))
    few = questions(client, path)[1]
    more = [
        scene.seen(n, "Takk", author=scene.CITIZEN, reply_to=scene.alias(21))
        for n in range(121, 140)
    ]
    scene.take(*more)
    assert questions(client, path)[1] == few
