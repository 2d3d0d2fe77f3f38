"""What the composer's buttons do to a wording. Each takes what stands behind the colon in the button's value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from tilstede.core.checks import disguise
from tilstede.outbox.drafting import channels
from tilstede.outbox.drafting.channels import Channel
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.splitting import split

Change = Callable[[Content, str, Sequence[Channel]], Content]


def split_common(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """A thread, for the channel that takes the least of those that get the common words."""
    sharing = [one for one in chosen if one.key not in content.variants]
    rooms = [room for one in sharing or chosen if (room := channels.room(one.account)).most]
    if not rooms:
        return content
    least = min(rooms, key=lambda room: room.most)
    whole = "\n\n".join(content.parts)
    parts = split(whole, least.most, least.measure, numbered=which == "numbered")
    return msgspec.structs.replace(content, parts=parts)


def split_own(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """The same for a channel's own words."""
    one = next((one for one in chosen if one.key == which), None)
    if one is None or which not in content.variants:
        return content
    limiting = channels.room(one.account)
    whole = "\n\n".join(content.variants[which])
    return _own(content, which, split(whole, limiting.most, limiting.measure))


def join(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """One text again."""
    if which in content.variants:
        return _own(content, which, ("\n\n".join(content.variants[which]),))
    return msgspec.structs.replace(content, parts=("\n\n".join(content.parts),))


def add_part(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """Room for one more."""
    if which in content.variants:
        return _own(content, which, (*content.variants[which], ""))
    return msgspec.structs.replace(content, parts=(*content.parts, ""))


def drop_part(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """One less; what stood in it is in the wording before."""
    place = int(which) if which.isdecimal() else len(content.parts)
    kept = tuple(part for at, part in enumerate(content.parts) if at != place)
    return msgspec.structs.replace(content, parts=kept or ("",))


def remove(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """A file, or a track of captions, is left out."""
    kept = (item for item in content.media if item.file != which)
    return msgspec.structs.replace(content, media=tuple(_without(item, which) for item in kept))


def earlier(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """A file is shown before the one before it."""
    media = list(content.media)
    place = next((at for at, item in enumerate(media) if item.file == which), 0)
    if place:
        media[place - 1], media[place] = media[place], media[place - 1]
    return msgspec.structs.replace(content, media=tuple(media))


def own(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """Words of its own for a channel, which begin as the common ones."""
    return _own(content, which, content.variants.get(which, content.parts))


def common(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """The common words for it again."""
    variants = {key: parts for key, parts in content.variants.items() if key != which}
    return msgspec.structs.replace(content, variants=variants)


def bare(content: Content, which: str, chosen: Sequence[Channel]) -> Content:
    """Everything that is read, without signs that cannot be seen (`core.checks.disguise`)."""
    poll = content.poll
    if poll is not None:
        poll = msgspec.structs.replace(poll, options=_bare(poll.options))
    media = (
        msgspec.structs.replace(item, alt=item.alt and (disguise.without(item.alt) or None))
        for item in content.media
    )
    return msgspec.structs.replace(
        content,
        parts=_bare(content.parts),
        title=disguise.without(content.title),
        warning=disguise.without(content.warning),
        poll=poll,
        media=tuple(media),
        variants={key: _bare(parts) for key, parts in content.variants.items()},
    )


def _bare(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(disguise.without, texts))


def _without(item: Item, track: str) -> Item:
    captions = tuple(one for one in item.captions if one.file != track)
    return msgspec.structs.replace(item, captions=captions)


def _own(content: Content, key: str, parts: tuple[str, ...]) -> Content:
    return msgspec.structs.replace(content, variants={**content.variants, key: parts})


CHANGES: Final[dict[str, Change]] = {
    "split": split_common,
    "split-own": split_own,
    "join": join,
    "add-part": add_part,
    "drop-part": drop_part,
    "remove": remove,
    "earlier": earlier,
    "own": own,
    "common": common,
    "bare": bare,
}
