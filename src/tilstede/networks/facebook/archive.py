"""Facebook's takeouts: of a Page, and of a person. The forms are those of 2018 to 2025, in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from tilstede.core.post import Author, Link, Media, Poll, Post
from tilstede.networks.kit.jsonfields import Fields, Refusal
from tilstede.networks.kit.meta.media import medium
from tilstede.networks.kit.meta.names import by_content, second_of
from tilstede.networks.kit.meta.plan import Kind, Owner, Plan

PARSER: Final = "facebook/1"
#: The folder of a Page's takeout, apostrophe and all.
_PAGE: Final = re.compile(r"(?:^|/)this_profile's_activity_across_facebook/")
_NUMBER: Final = re.compile(r"(?:profile\.php\?id=|/people/[^/]+/|facebook\.com/)(\d{5,20})/?$")
_NAME: Final = re.compile(r"facebook\.com/([\w.]{2,60})/?$")
#: Facebook does not write who could read a person's post: then it is shown to nobody.
_CLOSED: Final = "audience-missing"


def archive_post(value: Any, owner: Owner) -> Post:
    """A post or comment. :raises Refusal: it is none, or nothing is in it."""
    item = Fields(value)
    data = item.objects("data")
    comments = [found for one in data if "comment" in one and (found := one.object("comment"))]
    comment = comments[0] if comments else None
    when = second_of(item.number("timestamp") or (comment.number("timestamp") if comment else 0))
    if not item or ("timestamp" not in item and comment is None):
        raise Refusal("not-a-post", "without a time")
    if comment is not None:
        return _post(item, data, owner, when, comment.text("comment"), is_comment=True)
    words = [text for one in data if (text := one.text("post"))]
    return _post(item, data, owner, when, "\n\n".join(words), is_comment=False)


def _post(
    item: Fields,
    data: list[Fields],
    owner: Owner,
    when: datetime | None,
    words: str,
    *,
    is_comment: bool,
) -> Post:
    parts = _Attached(item) if "attachments" in item or "media" in item else _NOTHING
    text = parts.with_words(words)
    inside = [one.file or one.url for one in parts.media] + [one.url for one in parts.links]
    if not (text or inside or parts.poll):
        raise Refusal("empty", "no words, no pictures, no link")
    author = owner.author
    name = by_content("fb", when, author.name, words, [text, *inside])
    if not name:
        raise Refusal("no-id", "neither time nor content to know it by")
    changed = [one.number("update_timestamp") for one in data if "update_timestamp" in one]
    edited = second_of(max(changed)) if changed else None
    return Post(
        aliases=(name,),
        author=author,
        edited=edited if edited and when and edited > when else None,
        form="archive",
        links=tuple(parts.links),
        media=tuple(parts.media),
        network="facebook",
        parser=PARSER,
        poll=parts.poll,
        published=when,
        reply_to=f"{name}#answered" if is_comment else "",
        tags=item.lines("tags") if "tags" in item else (),
        text=text,
        visibility=owner.visibility,
        # The last to be asked.
        odd=tuple(dict.fromkeys((*owner.odd, *item.odd))) if item.odd else owner.odd,
    )


class _Attached:
    """What hangs on an item: pictures, links, a poll, and words that stand with them."""

    def __init__(self, item: Fields) -> None:
        self.media: list[Media] = []
        self.links: list[Link] = []
        self.texts: list[str] = []
        self.poll: Poll | None = None
        for one in item.objects("attachments"):
            for part in one.objects("data"):
                self._take(part)
        for part in item.objects("media"):
            self._file(part)

    def with_words(self, words: str) -> str:
        """The post's words, then those that stand with what hangs on it and are not among them."""
        own = words.strip("\n")
        others = [text for text in self.texts if text.strip() and text.strip() not in words]
        return "\n\n".join(dict.fromkeys(filter(None, [own, *others]))) if others else own

    def _take(self, part: Fields) -> None:
        if found := part.object("media"):
            self._file(found)
        if found := part.object("external_context"):
            self._link(found.line("url"), found.line("name", "source"))
        if found := part.object("place"):
            self._place(found)
        if found := part.object("event"):
            self.texts.append(found.line("name"))
        if found := part.object("poll"):
            options = tuple(one.line("option") for one in found.objects("options"))
            self.poll = Poll(options=tuple(filter(None, options)))
            self.texts.append(found.line("question"))
        if found := part.object("life_event"):
            self.texts.append(found.line("title"))
        self.texts += [part.text("text"), part.line("name")]

    def _file(self, part: Fields) -> None:
        if uri := part.line("uri"):
            self.media.append(medium(uri))
            self.texts.append(part.text("description"))

    def _link(self, url: str, title: str) -> None:
        if url:
            self.links.append(Link(url=url, title=title if title != url else ""))

    def _place(self, place: Fields) -> None:
        self.texts.append(", ".join(filter(None, (place.line("name"), place.line("address")))))
        self._link(place.line("url"), "")


_NOTHING: Final = _Attached(Fields({}))


def owner_of(about: list[Any], names: list[str], hint: str, unnamed: Author) -> Owner:
    """Whose takeout it is. A Page's posts are for all to see; of a person's Facebook does not tell."""
    author = next(filter(None, map(_author, _profiles(about))), None)
    if author is None and hint:
        author = _author_of(hint, "", "")
    odd = () if author else ("author-missing",)
    if any(_PAGE.search(name) or name.startswith("profile_posts_") for name in names):
        return Owner(author or unnamed, "public", odd)
    return Owner(author or unnamed, "followers", (*odd, _CLOSED))


def _profiles(about: list[Any]) -> Iterator[Fields]:
    """``{"profile_v2": {…}}``, by whatever name."""
    for value in about:
        if isinstance(value, dict):
            yield from (Fields(one) for one in value.values() if isinstance(one, dict))


def _author(profile: Fields) -> Author | None:
    name = profile.object("name").line("full_name") or profile.line("name")
    uri = profile.line("profile_uri", "page_uri", "uri", "url")
    found = _NAME.search(uri)
    handle = profile.line("username") or (found[1] if found and not found[1].isdecimal() else "")
    number = _NUMBER.search(uri)
    if not (name and (handle or number or uri)):
        return Author(id=f"facebook:name:{name}", name=name) if name else None
    return _author_of(handle, name, number[1] if number else "")


def _author_of(handle: str, name: str, number: str) -> Author:
    url = f"https://www.facebook.com/{handle or number}"
    return Author(id=number if number and not handle else url, handle=handle, name=name, url=url)


def _is_post(value: Any) -> bool:
    """An element of ``your_posts_1.json`` or its like."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("timestamp"), int)
        and any(isinstance(value.get(name), list) for name in ("attachments", "data"))
    )


_FOLDERS: Final = r"(?:.*/)?"
PLAN: Final = Plan(
    network="facebook",
    title="Facebook",
    kinds=(
        Kind(re.compile(_FOLDERS + r"profile_posts_\d+\.json")),
        Kind(
            re.compile(_FOLDERS + r"your_posts(?:__check_ins__photos_and_videos)?(?:_\d+)?\.json")
        ),
        Kind(re.compile(_FOLDERS + r"(?:comments_and_reactions|comments)/comments(?:_\d+)?\.json")),
    ),
    about=re.compile(
        _FOLDERS
        + r"(?:profile_information|page_information|personal_information/profile_information)"
        r"(?:/profile_information)?\.json"
    ),
    left={
        "direct-messages": re.compile(r"(?:^|/)messages/.*message_\d+\.json$"),
        "ads": re.compile(r"(?:^|/)ads_|advertis"),
        "likes": re.compile(r"reactions|likes"),
        "contacts": re.compile(r"friends|followers|following"),
    },
    owner=owner_of,
    translate=archive_post,
    single=_is_post,
    tops=frozenset(
        {
            *("this_profile's_activity_across_facebook", "your_facebook_activity"),
            *("posts", "comments_and_reactions"),
        }
    ),
)
