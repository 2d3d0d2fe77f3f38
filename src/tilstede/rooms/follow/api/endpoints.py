"""Every address of the API, in one table: what it takes, what it answers with, what can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy
from msgspec import Struct

from tilstede.rooms.follow.api import (
    accounts,
    beginning,
    directory,
    directory_shapes,
    parameters,
    posts,
    shapes,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: What all addresses begin with. A change that breaks programs gets another number beside this one.
VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``path``: below `/api/v1/`. ``answer``: what ``asked`` may come to, read from the request, and the
    number or key in the path, if it has one. ``problems``: statuses beside 405 and 500, which all have."""

    name: str
    path: str
    answer: Callable[..., Struct]
    asked: type[Struct]
    shape: type[Struct]
    problems: tuple[int, ...]
    about: StrPromise


ENDPOINTS = (
    Endpoint(
        "api-beginning",
        "",
        beginning.beginning,
        parameters.Nothing,
        shapes.Beginning,
        (400,),
        gettext_lazy("Whose record this is, and where everything begins"),
    ),
    Endpoint(
        "api-posts",
        "posts",
        posts.posts,
        parameters.OfAnyone,
        shapes.Posts,
        (400,),
        gettext_lazy("Posts: the newest, those a search finds, those that pass filters"),
    ),
    Endpoint(
        "api-post",
        "posts/{id}",
        posts.post,
        parameters.Nothing,
        shapes.Post,
        (400, 404, 410),
        gettext_lazy("One post as it stands"),
    ),
    Endpoint(
        "api-post-versions",
        "posts/{id}/versions",
        posts.versions,
        parameters.Nothing,
        shapes.Versions,
        (400, 404, 410),
        gettext_lazy("Every wording of a post"),
    ),
    Endpoint(
        "api-post-thread",
        "posts/{id}/thread",
        posts.thread,
        parameters.Nothing,
        shapes.Thread,
        (400, 404, 410),
        gettext_lazy("The thread a post stands in"),
    ),
    Endpoint(
        "api-post-proof",
        "posts/{id}/proof",
        posts.proof,
        parameters.Nothing,
        shapes.Proof,
        (400, 404, 410),
        gettext_lazy("What proves a post: its place in the log, the checkpoint, the bundle"),
    ),
    Endpoint(
        "api-facets",
        "facets",
        posts.facets,
        parameters.Narrowed,
        shapes.Facets,
        (400,),
        gettext_lazy(
            "How the hits of a search are spread over networks, accounts, languages and years"
        ),
    ),
    Endpoint(
        "api-accounts",
        "accounts",
        accounts.accounts,
        parameters.ById,
        shapes.Accounts,
        (400,),
        gettext_lazy("Accounts that the body lists, or that are followed"),
    ),
    Endpoint(
        "api-account",
        "accounts/{id}",
        accounts.account,
        parameters.Nothing,
        shapes.Account,
        (400, 404),
        gettext_lazy("One account: who stands behind it, and what could not be seen"),
    ),
    Endpoint(
        "api-account-posts",
        "accounts/{id}/posts",
        accounts.posts_of,
        parameters.OfOne,
        shapes.Posts,
        (400, 404),
        gettext_lazy("What one account wrote"),
    ),
    Endpoint(
        "api-bodies",
        "bodies",
        directory.bodies,
        parameters.ByKey,
        directory_shapes.Bodies,
        (400,),
        gettext_lazy("Public bodies and their units, as the directory lists them"),
    ),
    Endpoint(
        "api-body",
        "bodies/{key}",
        directory.body,
        parameters.Nothing,
        directory_shapes.Body,
        (400, 404),
        gettext_lazy("One body: its units, roles and accounts"),
    ),
    Endpoint(
        "api-roles",
        "roles",
        directory.roles,
        parameters.ByKey,
        directory_shapes.Roles,
        (400,),
        gettext_lazy("Roles in the bodies, whoever holds them"),
    ),
    Endpoint(
        "api-role",
        "roles/{key}",
        directory.role,
        parameters.Nothing,
        directory_shapes.Role,
        (400, 404),
        gettext_lazy("One role: who held it and when, and its accounts"),
    ),
    Endpoint(
        "api-people",
        "people",
        directory.people,
        parameters.ByKey,
        directory_shapes.People,
        (400,),
        gettext_lazy("People who hold or held a role"),
    ),
    Endpoint(
        "api-person",
        "people/{key}",
        directory.person,
        parameters.Nothing,
        directory_shapes.Person,
        (400, 404),
        gettext_lazy("One person: the roles held, and accounts of their own"),
    ),
    Endpoint(
        "api-sources",
        "sources",
        accounts.sources,
        parameters.ById,
        shapes.Sources,
        (400,),
        gettext_lazy("What is read from, how it goes, and what could not be seen"),
    ),
    Endpoint(
        "api-checkpoints",
        "checkpoints",
        beginning.checkpoints,
        parameters.BySize,
        shapes.Checkpoints,
        (400,),
        gettext_lazy("The signed states of the record, its keys and its witnesses"),
    ),
)


def parameters_of(endpoint: Endpoint) -> tuple[str, ...]:
    """Names of what may stand behind the question mark."""
    fields: Any = endpoint.asked.__struct_fields__
    return tuple(fields)
