"""The description is made from the types, and is whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from django.test import Client
from msgspec import Struct

from tilstede.rooms.follow.api import examples, openapi, parameters
from tilstede.rooms.follow.api.endpoints import ENDPOINTS, parameters_of
from tilstede.rooms.follow.api.problems import KINDS, Problem

DOCUMENT = openapi.document("/api/v1/")


def schemas_within(thing: Any) -> Iterator[dict[str, Any]]:
    if isinstance(thing, dict):
        yield thing
        thing = list(thing.values())
    if isinstance(thing, list):
        for part in thing:
            yield from schemas_within(part)


def test_every_reference_leads_somewhere() -> None:
    references = {part["$ref"] for part in schemas_within(DOCUMENT) if "$ref" in part}
    assert len(references) > 30
    for reference in references:
        found = DOCUMENT
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
        assert found


def test_every_endpoint_and_parameter_is_described() -> None:
    assert set(DOCUMENT["paths"]) == {f"/{endpoint.path}" for endpoint in ENDPOINTS}
    for path, operations in DOCUMENT["paths"].items():
        operation = operations["get"]
        assert operation["summary"]
        assert ("{" in path) == any(one["in"] == "path" for one in operation["parameters"])
        for one in operation["parameters"]:
            assert one["in"] == "path" or one["description"]
    named = {name for endpoint in ENDPOINTS for name in parameters_of(endpoint)}
    assert named == set(parameters.TAKES)


def test_every_type_and_every_field_of_doubt_says_what_it_is() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert schema["description"], name
        assert schema["required"], name


@pytest.mark.parametrize("shape", [endpoint.shape for endpoint in ENDPOINTS])
def test_the_example_of_each_answer_is_one(shape: type[Struct]) -> None:
    told = msgspec.json.encode(examples.ANSWERS[shape])
    assert msgspec.json.decode(told, type=shape) == examples.ANSWERS[shape]


def test_the_example_of_each_error_is_one() -> None:
    for status, problem in examples.PROBLEMS.items():
        assert msgspec.json.decode(msgspec.json.encode(problem), type=Problem) == problem
        assert problem.status == status
        kind = problem.type.partition("#")[2]
        assert KINDS[kind][0] == status


def test_every_status_of_an_error_is_described() -> None:
    described = {int(name.removeprefix("Problem")) for name in DOCUMENT["components"]["responses"]}
    assert described == {status for status, _title in KINDS.values()} == set(examples.PROBLEMS)


def test_whole_numbers_that_lose_digits_elsewhere_are_text() -> None:
    for schema in schemas_within(DOCUMENT["components"]["schemas"]):
        assert schema.get("maximum", 0) < 2**53
    assert DOCUMENT["components"]["schemas"]["Post"]["properties"]["key"]["type"] == "string"


@pytest.mark.django_db
def test_it_is_the_same_in_every_language(client: Client) -> None:
    said = {client.get(f"{code}/api/v1/openapi.json").content for code in ("", "/nb", "/en")}
    assert len(said) == 1
    assert b"One post as it stands" in said.pop()


def test_the_terms_stand_where_programs_look_for_them(settings: Any) -> None:
    assert "license" not in DOCUMENT["info"]
    settings.LICENCE = settings.LICENCE._replace(
        id="CC-BY-4.0", title="Attribution", url="https://cc.example/"
    )
    told = openapi.document("/")["info"]["license"]
    assert told == {"name": "Attribution", "identifier": "CC-BY-4.0"}
    settings.LICENCE = settings.LICENCE._replace(
        id="", title="Eigne vilkår", url="https://fjordvik.example/v"
    )
    told = openapi.document("/")["info"]["license"]
    assert told == {"name": "Eigne vilkår", "url": "https://fjordvik.example/v"}
