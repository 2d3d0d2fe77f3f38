"""Where a wording goes: told in words, and guarded. Of channels that a person has no right to write for, the words and
the choice stay as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tilstede.office.models import Account
from tilstede.outbox import words
from tilstede.outbox.drafting import content as contents
from tilstede.outbox.drafting import writing
from tilstede.outbox.drafting.channels import Channel
from tilstede.outbox.drafting.content import Arrangement, Content
from tilstede.outbox.drafting.models import Manuscript, Wording
from tilstede.rooms.publish.write import fields


@dataclass(frozen=True, slots=True)
class Goes:
    """In words. ``seen``: who can see it."""

    names: tuple[str, ...]
    seen: str
    signed: bool


def told(arranged: Arrangement) -> Goes:
    """Accounts that are no more are left out."""
    rows = Account.objects.filter(pk__in=arranged.accounts).order_by("network", "handle", "pk")
    names = tuple(map(words.channel, rows))
    return Goes(names, fields.visibility(arranged.visibility), arranged.signed)


def of(row: Wording) -> Arrangement | None:
    """As the wording was kept; None: that was not noted then."""
    return contents.unpack_arrangement(row.arranged)


def with_others(
    manuscript: Manuscript, content: Content, wanted: Arrangement, open_to: Sequence[Channel]
) -> tuple[Content, Arrangement]:
    """The wording with words and choice of all channels but ``open_to`` as they stand."""
    keys = {one.key for one in open_to}
    stands = writing.standing(manuscript).variants
    kept = {key: parts for key, parts in stands.items() if key not in keys}
    own = {key: parts for key, parts in content.variants.items() if key in keys}
    mine = {one.account.pk for one in open_to}
    chosen = writing.arrangement(manuscript).accounts - mine | wanted.accounts & mine
    return (
        msgspec.structs.replace(content, variants={**kept, **own}),
        msgspec.structs.replace(wanted, accounts=chosen),
    )
