"""Posts as a Mastodon outbox holds them (Mastodon 4.5: NoteSerializer, ActivitySerializer; FEP-044f for quotes)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.demo_source import source
from tests.demo_source.markup import Marked, address, marked, tag_address
from tests.demo_source.source import Note, zulu
from tests.demo_source.world import Account, Status, World, snowflake

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"


@dataclass(frozen=True)
class Wording:
    """How a post stands at one moment."""

    text: str
    pictures: list[dict[str, Any]]
    updated: datetime | None


def wording(note: Note, taken: datetime) -> Wording:
    """How the post stood when the takeout was made."""
    later = note.fields.get("edit", {})
    if later and source.moment(later["at"]) <= taken:
        text, pictures = later.get("text", note.text), later.get("pictures")
        return Wording(text, pictures or _pictures(note), source.moment(later["at"]))
    updated = note.fields.get("updated")
    return Wording(note.text, _pictures(note), source.moment(updated) if updated else None)


def _pictures(note: Note) -> list[dict[str, Any]]:
    return note.fields.get("pictures", [])


def media_path(picture: dict[str, Any], note: Note) -> str:
    """Where a picture lies in the takeout: nine digits of folders, then a random name."""
    media = snowflake(picture["file"], note.at - timedelta(minutes=2))
    folders = "/".join(f"{media:018d}"[i : i + 3] for i in range(0, 18, 3))
    name = f"{source.number(note.key + picture['file'], 1 << 64):016x}"
    ending = picture["file"].rpartition(".")[2]
    return f"media_attachments/files/{folders}/original/{name}.{ending}"


def create(note: Note, account: Account, world: World, taken: datetime) -> dict[str, Any]:
    """The activity that made the post."""
    status = account.status(note.key, note.at)
    stands = wording(note, taken)
    words = marked(stands.text, account.host)
    to, cc = _audience(note, account, words)
    content = _quoted(note, world) + words.html
    body = {
        "id": status.uri,
        "type": "Question" if "poll" in note.fields else "Note",
        "summary": note.fields.get("warning"),
        "inReplyTo": _answered(note, world),
        "published": zulu(note.at),
        "url": status.page,
        "attributedTo": account.uri,
        "to": to,
        "cc": cc,
        "sensitive": "warning" in note.fields,
        "atomUri": status.uri,
        "inReplyToAtomUri": _answered(note, world),
        "conversation": world.conversation(note),
        "content": content,
        "contentMap": {note.lang: content},
        "updated": zulu(stands.updated) if stands.updated else None,
        "attachment": [_medium(picture, note) for picture in stands.pictures],
        "tag": [*map(_mention, words.handles), *(_hashtag(tag, account) for tag in words.tags)],
        **_collections(status, note, account, world),
        **_poll(note, taken),
        **_quote(note, world),
        "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
    }
    if body["updated"] is None:
        del body["updated"]
    return _activity(f"{status.uri}/activity", "Create", account, note.at, to, cc) | {
        "object": body
    }


def announce(note: Note, account: Account, world: World) -> dict[str, Any]:
    """The activity of a boost."""
    status = account.status(note.key, note.at)
    original = world.find(note.fields["boost"], note)
    followers = f"{account.uri}/followers"
    kind = _activity(
        f"{status.uri}/activity",
        "Announce",
        account,
        note.at,
        [PUBLIC],
        [original.actor, followers],
    )
    return kind | {"object": original.uri}


def removal(note: Note, account: Account) -> dict[str, Any]:
    """What is left of a deleted post: a Delete with a tombstone in it, or the bare tombstone."""
    status = account.status(note.key, note.at)
    deleted = source.moment(note.fields["deleted"])
    tombstone = {
        "id": status.uri,
        "type": "Tombstone",
        "formerType": "Note",
        "deleted": zulu(deleted),
        "atomUri": status.uri,
    }
    if note.fields.get("deleted_as") == "tombstone":
        return tombstone
    return _activity(f"{status.uri}#delete", "Delete", account, deleted, [PUBLIC], []) | {
        "object": tombstone
    }


def _activity(
    name: str, kind: str, account: Account, at: datetime, to: list[str], cc: list[str]
) -> dict[str, Any]:
    return {
        "id": name,
        "type": kind,
        "actor": account.uri,
        "published": zulu(at),
        "to": to,
        "cc": cc,
    }


def _audience(note: Note, account: Account, words: Marked) -> tuple[list[str], list[str]]:
    followers = f"{account.uri}/followers"
    named = [_actor(handle) for handle in words.handles]
    match note.fields.get("visibility", "public"):
        case "public":
            return [PUBLIC], [followers, *named]
        case "unlisted":
            return [followers], [PUBLIC, *named]
        case "followers":
            return [followers], named
        case "direct":
            return named, []
        case other:
            raise ValueError(f"{note.key}: no such visibility: {other}")


def _actor(handle: str) -> str:
    user, host = handle.split("@")
    return f"https://{host}/users/{user}"


def _answered(note: Note, world: World) -> str | None:
    return world.find(note.fields["reply"], note).uri if "reply" in note.fields else None


def _mention(handle: str) -> dict[str, str]:
    return {"type": "Mention", "href": _actor(handle), "name": f"@{handle}"}


def _hashtag(tag: str, account: Account) -> dict[str, str]:
    return {"type": "Hashtag", "href": tag_address(tag, account.host), "name": f"#{tag.lower()}"}


def _medium(picture: dict[str, Any], note: Note) -> dict[str, Any]:
    width, height = source.size(picture["file"])
    return {
        "type": "Document",
        "mediaType": "image/png",
        "url": media_path(picture, note),
        "name": picture["alt"],
        "blurhash": BLURHASH,
        "width": width,
        "height": height,
    }


def _collections(
    status: Status, note: Note, account: Account, world: World
) -> dict[str, dict[str, Any]]:
    replies = f"{status.uri}/replies"
    own = [_uri(other, account) for other in account.notes if world.parent(other) == note]
    rest = f"min_id={own[-1].rpartition('/')[2]}" if own else "only_other_accounts=true"
    page = {
        "type": "CollectionPage",
        "next": f"{replies}?{rest}&page=true",
        "partOf": replies,
        "items": own,
    }
    return {
        "replies": {"id": replies, "type": "Collection", "first": page},
        "likes": _counted(f"{status.uri}/likes", note.number(60)),
        "shares": _counted(f"{status.uri}/shares", note.number(18)),
    }


def _uri(note: Note, account: Account) -> str:
    return account.status(note.key, note.at).uri


def _counted(name: str, total: int) -> dict[str, Any]:
    return {"id": name, "type": "Collection", "totalItems": total}


def _poll(note: Note, taken: datetime) -> dict[str, Any]:
    poll = note.fields.get("poll")
    if poll is None:
        return {}
    closes = source.moment(poll["closes"])
    return {
        "anyOf" if poll.get("multiple") else "oneOf": _options(poll),
        "endTime": zulu(closes),
        **({"closed": zulu(closes)} if closes <= taken else {}),
        "votersCount": max(poll["votes"]) if poll.get("multiple") else sum(poll["votes"]),
    }


def _options(poll: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}}
        for name, votes in zip(poll["options"], poll["votes"], strict=True)
    ]


def _quoted(note: Note, world: World) -> str:
    if "quote" not in note.fields:
        return ""
    page = world.find(note.fields["quote"], note).page
    return f'<p class="quote-inline">RE: {address(page)}</p>'


def _quote(note: Note, world: World) -> dict[str, Any]:
    if "quote" not in note.fields:
        return {}
    quoted = world.find(note.fields["quote"], note)
    leave = f"{quoted.actor}/quote_authorizations/{snowflake('leave ' + note.key, note.at)}"
    return {
        "quote": quoted.uri,
        "_misskey_quote": quoted.uri,
        "quoteUri": quoted.uri,
        "quoteAuthorization": leave,
    }


def activities(account: Account, world: World, taken: datetime) -> Iterable[dict[str, Any]]:
    """What the outbox held when the takeout was made, oldest first."""
    for note in account.notes:
        if note.at > taken:
            continue
        if "boost" in note.fields:
            yield announce(note, account, world)
        elif "deleted" in note.fields and source.moment(note.fields["deleted"]) <= taken:
            yield removal(note, account)
        else:
            yield create(note, account, world, taken)
