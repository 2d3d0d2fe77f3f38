"""What Meta answers when it does not do what was asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.meta_networks import FacebookApi
from tests.servers.stand_in import Answer

from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.meta.graph import Graph


@pytest.fixture(scope="module")
def facebook() -> Iterator[FacebookApi]:
    server = FacebookApi()
    yield server
    server.close()


@pytest.fixture
def graph(facebook: FacebookApi) -> Iterator[Graph]:
    facebook.clear()
    page = facebook.a_page("Fjordvik kommune", "fjordvikkommune")
    with Http(allow_loopback=["127.0.0.1:*"]) as http:
        yield Graph(http, facebook.base, facebook.login(page), facebook.app_secret)


def fault(code: int, status: int = 400, **more: object) -> Answer:
    return Answer({"error": {"message": "(#x) in words", "code": code, **more}}, status)


FAULTS = [
    (fault(190), Expired, False),
    (fault(190, 401), Expired, False),
    (fault(10, 403), Refused, False),
    (fault(200, 403), Refused, False),
    (fault(4, 403), Throttled, False),
    (fault(32), Throttled, False),
    (fault(9, 403, error_subcode=2207042), Throttled, False),
    (fault(9004, error_subcode=2207052), Rejected, False),
    (fault(-1), Unreachable, True),
    (fault(100), Rejected, False),
    (fault(100, error_subcode=33), NotFound, False),
    (fault(368), Rejected, False),
    (fault(506), Rejected, False),
    (fault(1, 500), Unreachable, True),
    (fault(2, 503), Unreachable, True),
    (fault(9999, 400, is_transient=True), Unreachable, True),
    (Answer("odd", 500), Unreachable, True),
    (Answer({}, 404), NotFound, False),
]


@pytest.mark.parametrize(("answer", "kind", "open_"), FAULTS)
def test_in_its_own_words(
    facebook: FacebookApi, graph: Graph, answer: Answer, kind: type[NetworkError], open_: bool
) -> None:
    facebook.fail("/feed", answer)
    with pytest.raises(kind) as caught:
        graph.post("me/feed", message="Hei")
    assert type(caught.value) is kind
    assert caught.value.reached == open_, "whether it may have been done"
    if isinstance(answer.body, dict) and answer.body:
        assert "in words" in caught.value.detail
    facebook.fail("/posts", answer)
    with pytest.raises(kind) as asked:
        graph.page("me/posts", {})
    assert not asked.value.reached


def test_how_long_to_wait(facebook: FacebookApi, graph: Graph) -> None:
    told = '{"123": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 7}]}'
    for header, expected in ((told, 420), ("{}", 3600), ("odd", 3600), ('{"1": 2}', 3600)):
        body = {"error": {"message": "too often", "code": 32}}
        facebook.fail("/posts", Answer(body, 400, {"x-business-use-case-usage": header}))
        with pytest.raises(Throttled) as caught:
            graph.page("me/posts", {})
        assert caught.value.retry_after == expected


def test_another_shape(facebook: FacebookApi, graph: Graph) -> None:
    facebook.fail("/feed", Answer([1]))
    with pytest.raises(NotUnderstood) as caught:
        graph.post("me/feed", message="Hei")
    assert caught.value.reached


def test_no_secret_in_an_address(facebook: FacebookApi, graph: Graph) -> None:
    """The proof is none: it is a digest that serves that token and that app only."""
    graph.page("me/posts", {"fields": "id"})
    asked = facebook.log[-1]
    assert "access_token" not in asked.query
    assert asked.headers["authorization"].startswith("Bearer ")
    assert len(asked.query["appsecret_proof"]) == 64
    facebook.app_secret = "ein annan"
    try:
        with pytest.raises(Rejected, match="appsecret_proof"):
            graph.page("me/posts", {})
    finally:
        del facebook.app_secret


def test_a_cut_connection(facebook: FacebookApi, graph: Graph) -> None:
    facebook.fail("/feed", done=True)
    with pytest.raises(Unreachable) as caught:
        graph.post("me/feed", message="Hei")
    assert caught.value.reached
