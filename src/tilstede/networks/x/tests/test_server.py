"""The server of our own is shaped as X's own client expects, and as X describes itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from tests.servers.x_api import XApi
from tests.servers.x_routes import FIELDS, ROUTES

from tilstede.networks.kit.access import Access

xdk = pytest.importorskip("xdk", reason="X's own client is not installed")


@pytest.fixture
def client(x: XApi, ours: Access) -> Any:
    return xdk.Client(base_url=x.base, access_token=ours.secrets["access_token"])


def test_its_own_client_reads(x: XApi, ours: Access, citizen: str, client: Any) -> None:
    root = x.post(ours.account_id, "Ferja går #ferje")
    x.post(citizen, "@fjordvik takk", reply={"in_reply_to_tweet_id": root})
    assert client.users.get_me().data.username == "fjordvik"
    assert client.users.get_by_username("innbyggar").data.id == citizen
    fields = {"post_fields": ["created_at", "conversation_id"], "expansions": ["author_id"]}
    found = client.posts.get_by_id(root, **fields)
    assert (found.data.id, found.includes.users[0].id) == (root, ours.account_id)
    (page,) = client.users.get_posts(ours.account_id, max_results=5)
    assert [post.id for post in page.data] == [root]
    (page,) = client.users.get_mentions(ours.account_id, max_results=5)
    assert [post.text for post in page.data] == ["@fjordvik @fjordvik takk"]
    (page,) = client.posts.search_recent(f"conversation_id:{root}", max_results=10)
    assert len(page.data) == 2


def test_its_own_client_writes(x: XApi, ours: Access, citizen: str, client: Any) -> None:
    posts, users = xdk.posts.models, xdk.users.models
    said = x.post(citizen, "Når opnar det?")
    body = posts.CreateRequest.model_validate(
        {"text": "Klokka ti", "reply": {"in_reply_to_tweet_id": said}}
    )
    made = client.posts.create(body=body).data
    assert x.posts[made.id]["referenced_posts"] == [{"type": "replied_to", "id": said}]
    root = x.post(ours.account_id, "Eiga")
    answer = x.post(citizen, "Svar", reply={"in_reply_to_tweet_id": root})
    hidden = posts.HideReplyRequest(hidden=True)
    assert client.posts.hide_reply(answer, body=hidden).data.hidden
    boosted = users.RepostPostRequest(tweet_id=said)
    assert client.users.repost_post(ours.account_id, body=boosted).data.retweeted
    assert client.posts.delete(made.id).data.deleted


def test_its_own_client_brings_a_picture(x: XApi, client: Any) -> None:
    media = xdk.media.models
    begun = media.InitializeUploadRequest(
        media_type="image/png", media_category="tweet_image", total_bytes=4
    )
    number = client.media.initialize_upload(body=begun).data.id
    piece = media.AppendUploadRequest.model_validate({"media": "abcd", "segment_index": 0})
    client.media.append_upload(number, body=piece)
    assert client.media.finalize_upload(number).data.id == number
    alt = {"id": number, "metadata": {"alt_text": {"text": "Kai"}}}
    client.media.create_metadata(body=media.CreateMetadataRequest.model_validate(alt))
    assert x.media[f"3_{number}"]["alt_text"] == "Kai"


def test_its_own_client_is_told_of_faults(x: XApi, client: Any) -> None:
    with pytest.raises(Exception, match="404") as caught:
        client.posts.delete("1")
    assert caught.value.response.json()["type"].endswith("/resource-not-found")
    client.access_token = "feil"
    with pytest.raises(Exception, match="401"):
        client.users.get_me()


@pytest.fixture(scope="module")
def description(shared: Callable[[str], Path]) -> Any:
    """X's own OpenAPI."""
    return json.loads(shared("corpus/api/x/openapi.json").read_text())


def test_every_route_is_described(description: Any) -> None:
    for method, path, query in ROUTES:
        if "/oauth2/" in path:
            continue
        told = [
            _found(one, description)
            for one in _operation(description, method, path).get("parameters", ())
        ]
        assert query <= {one["name"] for one in told if one["in"] == "query"}, path
        for one in told:
            if one["name"] in query & FIELDS.keys():
                assert FIELDS[one["name"]] <= set(one["schema"]["items"]["enum"]), one["name"]


def test_every_answer_is_as_described(
    x: XApi, ours: Access, citizen: str, description: Any
) -> None:
    root = x.post(ours.account_id, "Ferja #ferje https://fjordvik.no @innbyggar")
    x.post(citizen, "Svar", reply={"in_reply_to_tweet_id": root})
    x.edit(root, "Ferja går")
    fields = {name: ",".join(sorted(values)) for name, values in FIELDS.items()}
    people = {"user.fields": fields["user.fields"]}
    headers = {"Authorization": f"Bearer {ours.secrets['access_token']}"}
    for path, route, query in (
        ("/2/users/me", "/2/users/me", people),
        (f"/2/users/{citizen}", "/2/users/{id}", people),
        (f"/2/users/{ours.account_id}/tweets", "/2/users/{id}/tweets", fields),
        (f"/2/users/{ours.account_id}/mentions", "/2/users/{id}/mentions", fields),
        (f"/2/tweets/{root}", "/2/tweets/{id}", fields),
        (f"/2/tweets?ids={root},1", "/2/tweets", fields),
        ("/2/tweets/search/recent?query=svar", "/2/tweets/search/recent", fields),
    ):
        answer = httpx.get(httpx.URL(x.base + path).copy_merge_params(query), headers=headers)
        assert answer.status_code == 200, answer.text
        _check(answer.json(), description, _operation(description, "GET", route))


def _operation(description: Any, method: str, path: str) -> Any:
    return description["paths"][path][method.lower()]


def _found(one: Any, description: Any) -> Any:
    """What a reference leads to."""
    return (
        description["components"]["parameters"][one["$ref"].split("/")[-1]]
        if "$ref" in one
        else one
    )


def _check(answer: Any, description: Any, operation: Any) -> None:
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**_nullable(schema), "components": _nullable(description["components"])}
    jsonschema_rs.validator_for(whole, validate_formats=False).validate(answer)


def _nullable(value: Any) -> Any:
    """OpenAPI 3.0's ``nullable`` as JSON Schema has it."""
    if isinstance(value, list):
        return [_nullable(one) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {
        name: _nullable(one)
        for name, one in value.items()
        if name not in ("nullable", "discriminator")
    }
    return {"anyOf": [inner, {"type": "null"}]} if value.get("nullable") is True else inner
