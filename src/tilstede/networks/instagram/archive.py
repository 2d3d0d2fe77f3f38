"""Instagram's takeouts in JSON, 2018 to 2025. Names of fields are translated, so most is known by shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from tilstede.core.post import Author, Post
from tilstede.networks.instagram.carousels import joined
from tilstede.networks.kit.jsonfields import Fields, Refusal, moment_of
from tilstede.networks.kit.meta.media import medium, place_of
from tilstede.networks.kit.meta.names import by_content, second_of
from tilstede.networks.kit.meta.plan import Kind, Owner, Plan, value_of
from tilstede.networks.kit.meta.shapes import Reader, loose
from tilstede.networks.kit.meta.words import MediaItem, Said, mentions_in, said_of, tags_in

PARSER: Final = "instagram/1"
_HANDLE: Final = re.compile(r"[a-z0-9_.]{1,30}")
#: What the account's name is called, as far as known; then by the takeout's own name.
_USERNAMES: Final = frozenset(
    {
        *("Username", "Brukernavn", "Brukarnamn", "Brugernavn", "Användarnamn", "Käyttäjänimi"),
        *("Gebruikersnaam", "Benutzername", "Nom d’utilisateur", "Nom d'utilisateur"),
        *("Nombre de usuario", "Nome utente", "Nome de usuário", "Nome de utilizador"),
    }
)
_NAMES: Final = frozenset({"Name", "Navn", "Namn", "Naam", "Nom", "Nombre", "Nome", "Nimi"})
_PRIVATE: Final = frozenset({"Private Account", "Privat konto", "Privéaccount", "Privates Konto"})
_OWNERS: Final = frozenset({"Media Owner", "Medieeier", "Eigenaar van media", "Inhaber der Medien"})


class _Element(MediaItem):
    """With the names by which an element is known as something else than a medium of 2021 and later."""

    string_map_data: Any = None
    label_values: Any = None
    taken_at: Any = None


_elements: Final = Reader(_Element)


def archive_post(raw: bytes, owner: Owner) -> Post:
    """A post, story, reel or comment. :raises Refusal: it is none, or nothing is in it."""
    item = _elements.read(raw)
    if item.string_map_data is None and item.label_values is None and item.taken_at is None:
        said = said_of(item)
    else:
        said = None
    if said is None:
        value = value_of(raw)
        said = _comment(value) or _early(value) or said_of(item)
    if said is None:
        raise Refusal("not-a-post", "neither a medium nor a comment")
    return post_of(said, owner)


def post_of(said: Said, owner: Owner) -> Post:
    """:raises Refusal: nothing is in it, or nothing to know it by."""
    if not (said.text or said.media):
        raise Refusal("empty", "no words and no picture")
    name = by_content("ig", said.when, owner.author.handle, said.text, map(place_of, said.media))
    if not name:
        raise Refusal("no-id", "no time to know it by")
    odd = tuple(dict.fromkeys((*owner.odd, *said.odd))) if said.odd else owner.odd
    return Post(
        aliases=(name,),
        author=owner.author,
        form="archive",
        media=said.media,
        mentions=mentions_in(said.text),
        network="instagram",
        odd=odd,
        parser=PARSER,
        published=said.when,
        reply_to=f"{name}#answered" if said.answers else "",
        reply_to_author=said.answers,
        tags=tags_in(said.text),
        text=said.text,
        visibility=owner.visibility,
    )


def _comment(value: Any) -> Said | None:
    """A comment of the account's own: a list of three (until 2021), or fields with translated names."""
    if isinstance(value, list):
        if len(value) != 3:
            return None  # a list of two is a like
        texts = Fields({str(at): one for at, one in enumerate(value)})
        when = moment_of(texts.line("0"))
        return Said(texts.text("1"), when, (), texts.line("2") or "?", texts.odd) if when else None
    told = _told(value)
    if not told:
        return None
    item = Fields(value)
    when = next(
        (found for one in told.values() if (found := second_of(one.number("timestamp")))), None
    )
    when = when or second_of(item.number("timestamp"))
    words = {name: one.text("value") for name, one in told.items() if one.text("value")}
    answered = next((text for name, text in words.items() if name in _OWNERS), "")
    rest = [text for name, text in words.items() if name not in _OWNERS]
    if not answered and len(words) > 1 and _HANDLE.fullmatch(rest[-1]):
        answered = rest.pop()
    return Said(rest[0] if rest else "", when, (), answered or "?", item.odd)


def _told(value: Any) -> dict[str, Fields]:
    """``string_map_data`` (2021 on) or ``label_values`` (2024 on): what stands under which label."""
    if not isinstance(value, dict):
        return {}
    mapped = value.get("string_map_data")
    if isinstance(mapped, dict):
        return {str(name): Fields(one) for name, one in mapped.items()}
    if "label_values" not in value:
        return {}
    return {one.line("label"): one for one in Fields(value).objects("label_values")}


def _early(value: Any) -> Said | None:
    """A medium until 2021, ``{"caption": …, "taken_at": …, "path": …}``, or those of one post (`carousels`)."""
    if isinstance(value, list):
        parts = [said for one in value if (said := _early_one(one))]
        media = dict.fromkeys(one for said in parts for one in said.media)
        return replace(parts[0], media=tuple(media)) if parts else None
    return _early_one(value)


def _early_one(value: Any) -> Said | None:
    if not (isinstance(value, dict) and "taken_at" in value):
        return None
    item = Fields(value)
    when = moment_of(item.line("taken_at"))
    if when is None or not item.line("path"):
        return None
    return Said(item.text("caption"), when, (medium(item.line("path")),), "", item.odd)


def owner_of(about: list[Any], names: list[str], hint: str, unnamed: Author) -> Owner:
    """Whose takeout it is; where it does not tell that all may read it, it is shown to nobody."""
    handle, name, private = hint.lower(), "", ""
    for labels in _labels(about):
        handle = labels.get("username") or handle
        name = labels.get("name") or name
        private = labels.get("private") or private
    author = unnamed
    if handle:
        url = f"https://www.instagram.com/{handle}/"
        author = Author(id=url, handle=handle, name=name, url=url)
    odd = () if handle else ("author-missing",)
    if private.lower() == "false":
        return Owner(author, "public", odd)
    return Owner(author, "followers", odd if private else (*odd, "audience-missing"))


def _labels(about: list[Any]) -> Iterator[dict[str, str]]:
    """``username``, ``name`` and ``private`` of each file about the account."""
    for value in about:
        if not isinstance(value, dict):
            continue
        plain = Fields(value)
        if handle := plain.line("username"):
            yield {
                "username": handle,
                "name": plain.line("name"),
                "private": str(value.get("private_account", "")),
            }
        for users in value.values():
            for user in users if isinstance(users, list) else ():
                yield _of_labels({name: one.line("value") for name, one in _told(user).items()})


def _of_labels(told: dict[str, str]) -> dict[str, str]:
    kinds = {"username": _USERNAMES, "name": _NAMES, "private": _PRIVATE}
    return {
        kind: next((text for name, text in told.items() if name in known), "")
        for kind, known in kinds.items()
    }


def _is_item(value: Any) -> bool:
    """One whose shape nobody else's elements have."""
    if not isinstance(value, dict):
        return False
    said = _early(value) or said_of(loose(value, MediaItem))
    return bool(said and said.when) or (bool(_told(value)) and _comment(value) is not None)


_FOLDERS: Final = r"(?:.*/)?"
PLAN: Final = Plan(
    network="instagram",
    title="Instagram",
    kinds=(
        Kind(
            re.compile(
                _FOLDERS + r"(?:content|media)/(?:posts|reels|igtv_videos|stories)(?:_\d+)?\.json"
            )
        ),
        Kind(re.compile(r"(?:posts|reels|stories)(?:_\d+)?\.json"), lone=True),
        Kind(
            re.compile(r"(?:.*/)?media\.json"),
            keys=("videos", "photos", "stories"),
            aside={"direct": "direct-messages", "profile": "other"},
            join=joined,
        ),
        Kind(re.compile(_FOLDERS + r"comments/(?:post_comments|reels_comments)(?:_\d+)?\.json")),
        Kind(re.compile(r"(?:.*/)?(?<!comments/)comments\.json"), keys=("media_comments",)),
    ),
    about=re.compile(
        _FOLDERS
        + r"(?:personal_information|profile|account_information)(?:/personal_information)?\.json"
    ),
    left={
        "direct-messages": re.compile(r"(?:^|/)messages(?:/|\.json)"),
        "ads": re.compile(r"(?:^|/)ads_|advertis"),
        "likes": re.compile(r"(?:^|/)likes|liked_"),
        "contacts": re.compile(r"followers|following|contacts|connections\.json"),
        "threads": re.compile(r"(?:^|/)threads/"),
    },
    owner=owner_of,
    translate=archive_post,
    single=_is_item,
    tops=frozenset({"your_instagram_activity", "content", "media", "media.json", "comments.json"}),
)
