"""The API described as OpenAPI 3.1, made from the very types it answers with. In English."""

from __future__ import annotations

from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import override

from tilstede.rooms.follow.api import answering, examples
from tilstede.rooms.follow.api.directory_shapes import EntryKey
from tilstede.rooms.follow.api.endpoints import ENDPOINTS, VERSION, Endpoint
from tilstede.rooms.follow.api.parameters import TAKES, Nothing, read
from tilstede.rooms.follow.api.problems import Problem
from tilstede.rooms.follow.api.shapes import Number
from tilstede.web.addresses import neutral

Json = dict[str, Any]

_ABOUT = """\
What those who govern have said on social networks, with every wording, and what proves it. Only for reading, open to
all, without a key. Fields may be added; none is renamed or removed under `/api/v1/`. Times are RFC 3339 in UTC.
Names and errors come in bokmål, nynorsk or English, as Accept-Language asks. An answer with an ETag can be asked for
again with If-None-Match. An unknown parameter is an error."""
_WHEN = {
    400: "A parameter is unknown, does not fit, or is a search with a mistake.",
    404: "There is nothing here that may be shown.",
    405: "Another method than GET, HEAD and OPTIONS.",
    410: "Lawfully destroyed; when, and on what ground.",
    500: "A fault of ours.",
}


@answering.reading
def description(request: HttpRequest) -> HttpResponseBase:
    """`/api/v1/openapi.json`. :raises Refused: it takes no parameters."""
    read(request, Nothing)
    return answering.sent(request, _encoded(neutral("api-beginning")))


@cache
def _encoded(root: str) -> bytes:
    """``root``: the path everything lies under, which can differ where the site lies below another."""
    with override("en"):
        return answering.encoded(document(root))


def document(root: str) -> Json:
    """The whole description."""
    types = [*dict.fromkeys(endpoint.shape for endpoint in ENDPOINTS), Problem]
    _, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    for schema in schemas.values():
        schema["description"] = cleandoc(schema.get("description", ""))
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": "tilstede", "version": VERSION, "description": _ABOUT, **_licence()},
        "servers": [{"url": root.rstrip("/")}],
        "paths": {f"/{endpoint.path}": {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {
            "schemas": schemas,
            "responses": {_problem_name(status): _problem(status) for status in _WHEN},
            "headers": _HEADERS,
        },
    }


def _licence() -> Json:
    """On what terms the body gives what the API tells; an identifier and an address exclude each other (OpenAPI 3.1,
    License Object)."""
    licence = settings.LICENCE
    if not licence.title:
        return {}
    told = {"identifier": licence.id} if licence.id else {"url": licence.url}
    return {"license": {"name": licence.title, **told}}


def _operation(endpoint: Endpoint) -> Json:
    answers: Json = {"200": _success(endpoint), "304": {"description": "Nothing is new."}}
    for status in (*endpoint.problems, 405, 500):
        answers[str(status)] = {"$ref": f"#/components/responses/{_problem_name(status)}"}
    return {
        "operationId": endpoint.name.removeprefix("api-"),
        "summary": str(endpoint.about),
        "parameters": [*_in_path(endpoint), *_in_query(endpoint)],
        "responses": dict(sorted(answers.items())),
    }


def _in_path(endpoint: Endpoint) -> list[Json]:
    kinds: dict[str, Any] = {"id": Number, "key": EntryKey}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": msgspec.json.schema(kind),
        }
        for name, kind in kinds.items()
        if f"{{{name}}}" in endpoint.path
    ]


def _in_query(endpoint: Endpoint) -> list[Json]:
    schema = msgspec.json.schema_components([endpoint.asked])[1][endpoint.asked.__name__]
    return [
        {"name": name, "in": "query", "description": str(TAKES[name]), "schema": told}
        for name, told in schema["properties"].items()
    ]


def _success(endpoint: Endpoint) -> Json:
    headers = ["ETag"]
    if "next" in endpoint.shape.__struct_fields__:
        headers.append("Link")
    content = {
        "schema": {"$ref": f"#/components/schemas/{endpoint.shape.__name__}"},
        "example": msgspec.to_builtins(examples.ANSWERS[endpoint.shape]),
    }
    return {
        "description": cleandoc(endpoint.shape.__doc__ or ""),
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {"application/json": content},
    }


_HEADERS: Json = {
    "ETag": {
        "description": "Strong (RFC 9110 section 8.8.3): the same for the same bytes. Weak where they are"
        " sent packed with gzip.",
        "required": True,
        "schema": {"type": "string", "pattern": '^(W/)?"[0-9a-f]{32}"$'},
    },
    "Link": {
        "description": "The pages beside this one, as rel=next and rel=prev (RFC 8288).",
        "schema": {"type": "string"},
    },
}


def _problem_name(status: int) -> str:
    return f"Problem{status}"


def _problem(status: int) -> Json:
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": msgspec.to_builtins(examples.PROBLEMS[status]),
    }
    return {"description": _WHEN[status], "content": {"application/problem+json": content}}
