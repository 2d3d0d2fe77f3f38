"""Facebook's takeouts: of a Page, and of a person. The forms are those of 2018 to 2025, in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tilstede.core.post import Author, Link, Media, Poll, Post
from tilstede.networks.kit.jsonfields import Fields, Refusal, number_of
from tilstede.networks.kit.meta.media import medium
from tilstede.networks.kit.meta.names import by_content, second_of
from tilstede.networks.kit.meta.plan import Kind, Owner, Plan
from tilstede.networks.kit.meta.shapes import Reader, Shape, line, lines, text

PARSER: Final = "facebook/1"
#: The folder of a Page's takeout, apostrophe and all.
_PAGE: Final = re.compile(r"(?:^|/)this_profile's_activity_across_facebook/")
_NUMBER: Final = re.compile(r"(?:profile\.php\?id=|/people/[^/]+/|facebook\.com/)(\d{5,20})/?$")
_NAME: Final = re.compile(r"facebook\.com/([\w.]{2,60})/?$")
#: Facebook does not write who could read a person's post: then it is shown to nobody.
_CLOSED: Final = "audience-missing"


class _Comment(Shape):
    comment: Any = None
    timestamp: Any = None

    def __bool__(self) -> bool:
        return self.comment is not None or self.timestamp is not None


class _Said(Shape):
    post: Any = None
    comment: _Comment | None = None
    update_timestamp: Any = None


class _File(Shape):
    uri: Any = None
    description: Any = None


class _Card(Shape):
    url: Any = None
    name: Any = None
    source: Any = None


class _Place(Shape):
    name: Any = None
    address: Any = None
    url: Any = None


class _Named(Shape):
    """An event, and what happened in a life."""

    name: Any = None
    title: Any = None


class _Option(Shape):
    option: Any = None


class _Poll(Shape):
    question: Any = None
    options: list[_Option] | None = None

    def __bool__(self) -> bool:
        return self.question is not None or self.options is not None


class _Part(Shape):
    media: _File | None = None
    external_context: _Card | None = None
    place: _Place | None = None
    event: _Named | None = None
    poll: _Poll | None = None
    life_event: _Named | None = None
    text: Any = None
    name: Any = None


class _Attachment(Shape):
    data: list[_Part] | None = None


class _Element(Shape):
    """A post or comment."""

    timestamp: Any = None
    data: list[_Said] | None = None
    attachments: list[_Attachment] | None = None
    media: list[_File] | None = None
    tags: Any = None


_elements: Final = Reader(_Element)


def archive_post(raw: bytes, owner: Owner) -> Post:
    """A post or comment. :raises Refusal: it is none, or nothing is in it."""
    item = _elements.read(raw)
    odd: dict[str, None] = {}
    words, changed = "", 0
    for one in item.data or ():
        if one.comment:
            return _comment(item, one.comment, owner)
        if one.post and (said := text(one.post, odd)):
            words = f"{words}\n\n{said}" if words else said
        if one.update_timestamp:
            changed = max(changed, number_of(one.update_timestamp))
    if item.timestamp is None:
        raise Refusal("not-a-post", "without a time")
    return _post(item, owner, number_of(item.timestamp), words, odd, changed)


def _comment(item: _Element, comment: _Comment, owner: Owner) -> Post:
    odd: dict[str, None] = {}
    seconds = number_of(item.timestamp) or number_of(comment.timestamp)
    changed = max(number_of(one.update_timestamp) for one in item.data or ())
    words = text(comment.comment, odd)
    return _post(item, owner, seconds, words, odd, changed, "#answered")


def _post(
    item: _Element,
    owner: Owner,
    seconds: int,
    words: str,
    odd: dict[str, None],
    changed: int = 0,
    answered: str = "",
) -> Post:
    parts = _Attached(item, odd) if item.attachments or item.media else _NOTHING
    whole = parts.with_words(words) if parts.texts else words.strip("\n")
    if not (whole or parts.inside or parts.poll):
        raise Refusal("empty", "no words, no pictures, no link")
    author, when = owner.author, second_of(seconds)
    name = by_content("fb", when, author.name, words, [whole, *parts.inside])
    if not name:
        raise Refusal("no-id", "neither time nor content to know it by")
    edited = second_of(changed) if changed else None
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
        reply_to=f"{name}{answered}" if answered else "",
        tags=lines(item.tags, odd) if item.tags else (),
        text=whole,
        visibility=owner.visibility,
        # The last to be asked.
        odd=tuple(dict.fromkeys((*owner.odd, *odd))) if odd else owner.odd,
    )


class _Attached:
    """What hangs on an item: pictures, links, a poll, and words that stand with them."""

    def __init__(self, item: _Element, odd: dict[str, None]) -> None:
        self.media: list[Media] = []
        self.links: list[Link] = []
        self.texts: list[str] = []
        self.poll: Poll | None = None
        self._odd = odd
        for one in item.attachments or ():
            for part in one.data or ():
                self._take(part)
        for file in item.media or ():
            self._file(file)
        #: Files and addresses.
        self.inside = [one.file or one.url for one in self.media] + [one.url for one in self.links]

    def with_words(self, words: str) -> str:
        """The post's words, then those that stand with what hangs on it and are not among them."""
        own = words.strip("\n")
        others = [text for text in self.texts if text.strip() and text.strip() not in words]
        return "\n\n".join(dict.fromkeys(filter(None, [own, *others]))) if others else own

    def _take(self, part: _Part) -> None:
        if part.media:
            self._file(part.media)
        if card := part.external_context:
            self._link(self._line(card.url), self._line(card.name, card.source))
        if part.place:
            self._place(part.place)
        if part.event:
            self.texts.append(self._line(part.event.name))
        if part.poll:
            options = [self._line(one.option) for one in part.poll.options or ()]
            self.poll = Poll(options=tuple(filter(None, options)))
            self.texts.append(self._line(part.poll.question))
        if part.life_event:
            self.texts.append(self._line(part.life_event.title))
        self.texts += [text(part.text, self._odd), self._line(part.name)]

    def _line(self, *values: Any) -> str:
        return line(self._odd, *values)

    def _file(self, file: _File) -> None:
        if uri := self._line(file.uri):
            self.media.append(medium(uri))
            self.texts.append(text(file.description, self._odd))

    def _link(self, url: str, title: str) -> None:
        if url:
            self.links.append(Link(url=url, title=title if title != url else ""))

    def _place(self, place: _Place) -> None:
        named = (self._line(place.name), self._line(place.address))
        self.texts.append(", ".join(filter(None, named)))
        self._link(self._line(place.url), "")


_NOTHING: Final = _Attached(_Element(), {})


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
