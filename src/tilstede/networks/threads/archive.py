"""Threads in takeouts: its posts and answers lie in Instagram's, mixed (2023 to 2025)."""

from __future__ import annotations

import re
from typing import Any, Final

from tilstede.core.post import Author, Post
from tilstede.networks.kit.jsonfields import Fields, Refusal
from tilstede.networks.kit.meta.media import place_of
from tilstede.networks.kit.meta.names import by_content
from tilstede.networks.kit.meta.plan import Kind, Owner, Plan
from tilstede.networks.kit.meta.shapes import Reader
from tilstede.networks.kit.meta.words import MediaItem, mentions_in, said_of, tags_in

PARSER: Final = "threads/1"
_HANDLE: Final = re.compile(r"[a-z0-9_.]{1,30}")


_items: Final = Reader(MediaItem)


def archive_post(raw: bytes, owner: Owner) -> Post:
    """A post or an answer: takeouts do not tell which. :raises Refusal: it is none, or nothing is in it."""
    said = said_of(_items.read(raw))
    if said is None:
        raise Refusal("not-a-post", "without media, which hold the words too")
    if not (said.text or said.media):
        raise Refusal("empty", "no words and no picture")
    name = by_content(
        "threads", said.when, owner.author.handle, said.text, map(place_of, said.media)
    )
    if not name:
        raise Refusal("no-id", "no time to know it by")
    odd = dict.fromkeys((*owner.odd, *said.odd))
    return Post(
        aliases=(name,),
        author=owner.author,
        form="archive",
        media=said.media,
        mentions=mentions_in(said.text),
        network="threads",
        odd=tuple(odd),
        parser=PARSER,
        published=said.when,
        tags=tags_in(said.text),
        text=said.text,
        visibility=owner.visibility,
    )


def owner_of(about: list[Any], names: list[str], hint: str, unnamed: Author) -> Owner:
    """Whose takeout it is. Whether the profile was open is not told: it is shown to nobody."""
    handle = hint.lower() or next(filter(None, map(_handle, about)), "")
    if not handle:
        return Owner(unnamed, "followers", ("author-missing", "audience-missing"))
    url = f"https://www.threads.com/@{handle}"
    return Owner(Author(id=url, handle=handle, url=url), "followers", ("audience-missing",))


def _handle(value: Any) -> str:
    """The one value among the personal information that can be an account's name and stands for one."""
    users = (
        [one for some in value.values() if isinstance(some, list) for one in some]
        if isinstance(value, dict)
        else []
    )
    for user in users:
        told = user.get("string_map_data") if isinstance(user, dict) else None
        texts = {str(name): Fields(one).line("value") for name, one in (told or {}).items()}
        named = [
            text
            for name, text in texts.items()
            if name.lower().startswith(("user", "bruk", "brug", "gebr"))
        ]
        if found := next((text for text in named if _HANDLE.fullmatch(text)), ""):
            return found
    return ""


def _is_item(value: Any) -> bool:
    return False  # it is known by the name of its list, which `keys` holds


PLAN: Final = Plan(
    network="threads",
    title="Threads",
    kinds=(
        Kind(
            re.compile(r"(?:.*/)?(?:instagram-[\w.-]+-)?threads_and_replies\.json"),
            keys=("text_post_app_text_posts",),
        ),
    ),
    about=re.compile(r"(?:.*/)?personal_information\.json"),
    left={},
    owner=owner_of,
    translate=archive_post,
    single=_is_item,
    tops=frozenset({"your_instagram_activity", "threads"}),
)
