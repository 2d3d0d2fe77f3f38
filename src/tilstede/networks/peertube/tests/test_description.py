"""What our server answers, held to PeerTube's own OpenAPI description where that lies beside the checkout."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.servers.answering import Reply, Request

from tilstede.networks.kit.http import Http
from tilstede.networks.peertube.send import PeerTubeSender
from tilstede.networks.peertube.tests.town import SOON, Town, answer_to, film, outgoing, posts


class Description:
    """Just as much of OpenAPI 3.0 as tells whether an answer is allowed."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.paths = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), methods)
            for path, methods in sorted(told["paths"].items(), key=lambda one: one[0].count("{"))
        ]

    def wrong(self, request: Request, reply: Reply) -> list[str]:
        """What of an answer is not described."""
        methods = next((how for path, how in self.paths if path.fullmatch(request.path)), None)
        if methods is None or request.method.lower() not in methods:
            return [f"{request.method} {request.path} is not described"]
        answers = methods[request.method.lower()]["responses"]
        if reply.status >= 400:
            return []
        if str(reply.status) not in answers:
            return [f"{request.path}: {reply.status} is not described"]
        content = answers[str(reply.status)].get("content", {}).get("application/json")
        if content is None:
            return []
        schema = content["schema"]
        if (
            request.path == "/api/v1/users/me"
        ):  # described as a list; PeerTube's own pages take one object
            schema = schema.get("items", schema)
        return self._wrong(schema, reply.body, request.path)

    def _opened(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            place: Any = self.told
            for step in schema["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            schema = place
        return schema

    def _wrong(self, schema: dict[str, Any], value: Any, where: str) -> list[str]:
        schema = self._opened(schema)
        if value is None:
            return []
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
        kind = kinds.get(schema.get("type", ""))
        if kind and not isinstance(value, kind):
            return [f"{where}: {value!r} is no {schema['type']}"]
        if isinstance(value, list):
            inner = schema.get("items", {})
            return [fault for one in value for fault in self._wrong(inner, one, f"{where}[]")]
        if isinstance(value, dict):
            return self._fields(schema, value, where)
        return []

    def _fields(self, schema: dict[str, Any], value: dict[str, Any], where: str) -> list[str]:
        known = self._properties(schema)
        faults = []
        for name, one in value.items() if known else ():
            if name not in known:
                faults.append(f"{where}.{name} is not described")
            else:
                faults += self._wrong(known[name], one, f"{where}.{name}")
        return faults

    def _properties(self, schema: dict[str, Any]) -> dict[str, Any]:
        schema = self._opened(schema)
        known = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            known |= self._properties(part)
        return known


@pytest.fixture(scope="module")
def description(shared: Callable[[str], Path]) -> Description:
    packed = shared("corpus/api/peertube/openapi_8.1.0.yaml.gz")
    return Description(yaml.load(gzip.decompress(packed.read_bytes()), yaml.CSafeLoader))


def test_every_answer_is_as_described(
    town: Town,
    http: Http,
    tmp_path: Path,
    description: Description,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults: list[str] = []
    answer = town.server.answer

    def checked(request: Request) -> Reply:
        reply = answer(request)
        faults.extend(description.wrong(request, reply))
        return reply

    monkeypatch.setattr(town.server, "answer", checked)
    _everything(town, http, tmp_path)
    assert not faults, set(faults)
    assert (
        len(
            {
                (one.method, re.sub(r"[\d-]{2,}|[0-9a-f]{8}-\S+", "", one.path))
                for one in town.server.log
            }
        )
        > 12
    )


def _everything(town: Town, http: Http, folder: Path) -> None:
    sender, access = PeerTubeSender(), town.access(http)
    sender.limits(access, http)
    what = outgoing("Heile møtet", title="Møte", media=(film(folder, captions=("nn",)),))
    sent = sender.send(what, access, http, SOON)
    assert sender.find(what, access, http, SOON) == sent
    [post] = posts(town.read(http))
    [made] = town.server.films.values()
    top = town.server.say(made, "borgar", "Når?")
    town.server.say(made, "https://nabo.example/users/kari", "Måndag", top)
    sender.send(answer_to(post, "Velkomen"), access, http, SOON)
    heard = posts(town.read(http, what="mentions", access=access))
    said = sender.send(answer_to(heard[0], "Takk"), access, http, SOON)
    posts(town.read(http, what="thread", address=post.aliases[0]))
    sender.delete(said.id, access, http, SOON)
    sender.edit(sent.id, outgoing("Nytt", title="Nytt møte", tags=("sak",)), access, http, SOON)
    sender.delete(sent.id, access, http, SOON)
