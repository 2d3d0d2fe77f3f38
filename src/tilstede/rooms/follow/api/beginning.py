"""Where a program begins, and the signed states of the record."""

from __future__ import annotations

from itertools import islice
from typing import Literal

from django.conf import settings
from msgspec import UNSET

from tilstede.record import checkpoint, succession
from tilstede.rooms.follow import vouching
from tilstede.rooms.follow.api import shapes
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.api.parameters import BySize, Nothing
from tilstede.rooms.follow.api.posts import noted
from tilstede.web.context import fiction, site_name

_FICTION: dict[str, Literal["no", "partly", "wholly"]] = {
    "": "no",
    "mixed": "partly",
    "pure": "wholly",
}


def beginning(asked: Nothing, addresses: Addresses) -> shapes.Beginning:
    """Whose record this is, and the address of everything else."""
    return shapes.Beginning(
        name=site_name(),
        demonstration=_FICTION[fiction()],
        contact=settings.CONTACT or None,
        languages=tuple(code for code, _name in settings.LANGUAGES),
        posts=addresses.of("api-posts"),
        facets=addresses.of("api-facets"),
        accounts=addresses.of("api-accounts"),
        bodies=addresses.of("api-bodies"),
        roles=addresses.of("api-roles"),
        people=addresses.of("api-people"),
        sources=addresses.of("api-sources"),
        checkpoints=addresses.of("api-checkpoints"),
        description=addresses.of("api-description"),
        documentation=addresses.of("api"),
    )


def checkpoints(asked: BySize, addresses: Addresses) -> shapes.Checkpoints:
    """Signed states of the record, with the keys and the witnesses."""
    below = None if asked.before is UNSET else asked.before
    signed = checkpoint.every(newest_first=True, below=below)
    some = list(islice(signed, asked.limit + 1))
    shown, keys = some[: asked.limit], succession.every()
    others = vouching.shown(0)
    further = len(some) > asked.limit
    return shapes.Checkpoints(
        checkpoints=tuple(noted(one, keys, addresses) for one in shown),
        keys=tuple(shapes.LogKey(key=str(key.verifier), since=key.since) for key in others.keys),
        witnesses=tuple(
            shapes.Witness(key=str(one.verifier), size=one.size, signed=one.at)
            for one in others.witnesses
        ),
        next=addresses.turned(before=shown[-1].size) if further else None,
    )
