"""The body's own list of topics that a second person must see, and what of it some words are about.

The list lies with the drafts, where a second person is asked (`drafting.models.Topic`); whatever goes out some other
way is held to it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps

from tilstede.core.topics import about
from tilstede.outbox import subtitles
from tilstede.outbox.draft import Draft
from tilstede.posts import read


def topics(texts: Iterable[str]) -> list[str]:
    """Those that any of the texts is about (`core.topics.about`)."""
    # by name: drafts know the outbox, and it does not know them
    rows = apps.get_model("drafting", "Topic").objects.order_by("word")
    return about(rows.values_list("word", flat=True), texts)


def of(draft: Draft) -> list[str]:
    """Those that a draft is about, which nobody has thought through: in any of its words, and in what it quotes."""
    return [] if draft.judged else topics(_texts(draft))


def of_post(number: int) -> list[str]:
    """Those that somebody's post in the record is about."""
    return topics(_of_post(number))


def _texts(draft: Draft) -> Iterator[str]:
    for part in draft.parts:
        yield from (part.text, part.title, part.warning, *part.tags)
        for file in part.media:
            yield file.alt or ""
            yield from (subtitles.said(one.path.read_bytes()) for one in file.captions)
        yield from part.poll.options if part.poll else ()
        if part.card:
            yield from (part.card.title, part.card.description, part.card.url)
    if draft.quote_of is not None:
        yield from _of_post(draft.quote_of)


def _of_post(number: int) -> Iterator[str]:
    item = read.one(number, public=False)
    if item is not None and item.post is not None:
        post = item.post
        yield from (post.text, post.title, post.warning, *post.tags)
        yield from (one.alt for one in post.media if one.alt)
        yield from post.poll.options if post.poll else ()
