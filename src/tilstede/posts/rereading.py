"""A wording read again by a better parser: it takes the place of the reading before, and is no edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tilstede.core import order
from tilstede.core.decide import telling, written
from tilstede.core.post import Post
from tilstede.core.ready import Wording
from tilstede.posts.standing import Standing
from tilstede.posts.working_set import WorkingSet
from tilstede.record import read as record


def take(number: int, wording: Wording, about: Mapping[str, Any], posts: WorkingSet) -> None:
    """Event ``number`` brings ``wording``, a better reading of event ``about["of"]`` than the one that event
    ``about["instead"]`` holds."""
    standing = posts.get(about["post"])
    before = posts.told(about["instead"])
    if standing is None or before is None:
        return
    posts.change(standing)
    stands = standing.event == about["instead"]
    _correct(standing, before, wording, newest=stands)
    if stands:
        if moved := _moved(before.post(), wording.post()):
            posts.move_media(standing, moved)
        standing.author_id = posts.authors.read_again(before.ready, wording.ready)
        standing.stand(wording, number)
        standing.language, standing.language_sure = "", False
    since = _redate(standing, before.post(), wording.post(), about["of"], posts)
    if standing.versions > 1:
        posts.move_version(about["instead"], number, since)
        posts.keep_trace(about["of"], standing)
    posts.name(standing, wording.ready.keys)
    posts.note("posts_trace", (number, standing.number))


def _correct(standing: Standing, before: Wording, now: Wording, *, newest: bool) -> None:
    """What the form has told, as it reads now: else every post met again would look edited.

    A wording can have come back: of several that read alike, ``newest`` says that the last is meant.
    """
    witnesses = standing.witnesses()
    witness = witnesses.get(telling(before.ready.network, before.ready.form))
    if witness is None or before.ready.digest not in witness.digests:
        return
    alike = [n for n, digest in enumerate(witness.digests) if digest == before.ready.digest]
    witness.digests[alike[-1 if newest else 0]] = now.ready.digest
    if witness.at == written(before.post()):
        witness.at = written(now.post())
    standing.hear(witnesses)


def _moved(before: Post, now: Post) -> dict[int, int | None]:
    """The media that have another place than before, by that: their place now, None where they are told of no more."""
    then, names = ([medium.file or medium.url for medium in post.media] for post in (before, now))
    moved: dict[int, int | None] = {}
    for place, name in enumerate(then):
        if name in names:
            if names[place : place + 1] != [name]:
                moved[place] = names.index(name)
        elif place >= len(names) or names[place] in then:
            moved[place] = (
                None  # else it is what stands there now, with its address read in another way
            )
    return moved


def _redate(standing: Standing, before: Post, now: Post, of: int, posts: WorkingSet) -> int | None:
    """Put the post where its date, better read, belongs; when the wording was written (Unix seconds), None when
    that is as it was."""
    if (before.published, before.edited) == (now.published, now.edited):
        return None
    event = record.event(of)
    assert event is not None, f"event {of} was read again"
    if of == standing.number:
        published = order.second(now.published) if now.published else None
        posts.redate(standing, order.shown(published, order.second(event.at)))
    elif event.kind in ("edited", "returned"):
        return int(order.shown_time(now.edited, event.at).timestamp())
    return int(max(written(now), order.time(standing.key)).timestamp())
