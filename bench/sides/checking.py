"""All checks on drafts while they are typed: each time it is asked, a draft has got one more letter."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, get_args

from bench import posts
from tilstede.core.checks import registry
from tilstede.core.checks.kit import Around, Draft, Earlier, Form, Length, Medium

#: Posts of the account that are held against it, and of the conversation it joins.
EARLIER, OTHERS = 30, 20
#: Letters typed before each draft is measured: what is made once is made.
_WARMING = 5


def typing(drafts: int, letters: int) -> dict[str, Any]:
    """Seconds that all checks together took at each letter, and each by itself; and what the first draft cost."""
    made = list(posts.some(0, drafts + EARLIER + OTHERS, drafts + EARLIER + OTHERS))
    others, earlier = made[:OTHERS], made[OTHERS : OTHERS + EARLIER]
    around = _around([one.text for one in others], [one.text for one in earlier])
    begun = time.perf_counter()
    registry.look(Draft(parts=("Hei",)), around)
    told: dict[str, Any] = {"first": time.perf_counter() - begun, "whole": [], "checks": {}}
    each: dict[str, list[float]] = defaultdict(list)
    for one in made[OTHERS + EARLIER :]:
        for place, draft in enumerate(islice(_typed(one), letters + _WARMING)):
            if place < _WARMING:
                registry.look(draft, around)
            else:
                _measure(draft, around, told["whole"], each)
    told["checks"] = dict(each)
    return told | {"seconds": sum(told["whole"])}


def _typed(post: posts.Made) -> Iterator[Draft]:
    """The last letters of a post as they come, and then on from there."""
    form = post.language if post.language in get_args(Form) else ""
    media = (Medium(name="ferje.png", kind="picture", alt="Ferja legg til kai i regnvêr"),)
    draft = Draft(parts=("",), form=form, media=media, links=("https://fjordvik.example/sak",))  # type: ignore[arg-type]  # one of them
    whole = f"{post.text} Kva meiner du om det?"
    for end in range(len(whole) - 20, len(whole) + 1):
        yield replace(draft, parts=(whole[:end],))


def _measure(
    draft: Draft, around: Around, whole: list[float], each: dict[str, list[float]]
) -> None:
    begun = time.perf_counter()
    for check in registry.every():
        before = time.perf_counter()
        list(check.look(draft, around))
        each[check.id].append(time.perf_counter() - before)
    whole.append(time.perf_counter() - begun)


def _around(others: list[str], earlier: list[str]) -> Around:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    return Around(
        lengths=tuple(Length(channel=str(one), has=200, most=500) for one in range(5)),
        own_hosts=frozenset({"fjordvik.example"}),
        earlier=tuple(
            Earlier(number=number, at=now - timedelta(days=number), text=text, form="nn")
            for number, text in enumerate(earlier)
        ),
        others=tuple(others),
        share=0.25,
    )
