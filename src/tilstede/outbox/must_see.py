"""The body's own list of topics that a second person must see, and what of it some words are about.

The list lies with the drafts, where a second person is asked (`drafting.models.Topic`); whatever goes out some other
way is held to it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.apps import apps

from tilstede.core.text import tokens
from tilstede.outbox.draft import Draft
from tilstede.posts import read


def topics(texts: Iterable[str]) -> list[str]:
    """Those that any of the texts is about. The last word of a topic also stands for longer words that begin with it:
    forms and compounds."""
    held = [tokens(text) for text in texts]
    # by name: drafts know the outbox, and it does not know them
    rows = apps.get_model("drafting", "Topic").objects.order_by("word")
    words: list[str] = list(rows.values_list("word", flat=True))
    return [word for word in words if any(place(tokens(word), text) for text in held)]


def of(draft: Draft) -> list[str]:
    """Those that a draft is about, which nobody has thought through: in any of its words, and in what it quotes."""
    return [] if draft.judged else topics(_texts(draft))


def _texts(draft: Draft) -> Iterator[str]:
    for part in draft.parts:
        yield from (part.text, part.title, part.warning, *part.tags)
        yield from (file.alt for file in part.media)
        yield from part.poll.options if part.poll else ()
        if part.card:
            yield from (part.card.title, part.card.description, part.card.url)
    item = read.one(draft.quote_of, public=False) if draft.quote_of is not None else None
    if item is not None and item.post is not None:
        yield from (item.post.text, item.post.title, item.post.warning)


def place(words: Sequence[str], text: Sequence[str]) -> int:
    """Where in the text they stand next to each other, from 1; 0: nowhere."""
    if not words:
        return 0
    *before, last = words
    for start in range(len(text) - len(words) + 1):
        here = text[start : start + len(words)]
        if list(here[:-1]) == before and here[-1].startswith(last):
            return start + 1
    return 0
