"""Events in, rows out. Called in the transaction that appends the events, and again by `rebuild`."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection

from tilstede.core import alias, order
from tilstede.core.decide import Witness, decide, is_beside, stands, telling, written
from tilstede.core.post import Media
from tilstede.core.ready import Wording
from tilstede.posts import rereading
from tilstede.posts.standing import Standing
from tilstede.posts.working_set import WorkingSet


class Happening(msgspec.Struct, gc=False):
    """An event with what its payloads say. ``media``: position and MIME type of each media payload."""

    number: int
    time: datetime
    kind: str
    wording: Wording | None = None
    about: dict[str, Any] = {}
    media: tuple[tuple[int, str], ...] = ()

    def told(self) -> Wording:
        """The wording of an event that has one."""
        assert self.wording is not None, f"event {self.number} has no post"
        return self.wording


def keys_of(happenings: Iterable[Happening]) -> Iterator[bytes]:
    """The keys of all names a working set must know for these."""
    for happening in happenings:
        if happening.wording:
            yield from happening.wording.ready.keys
        else:
            yield from map(alias.key, happening.about.get("aliases", ()))


def apply(happening: Happening, posts: WorkingSet) -> None:
    """Change the working set by one event. Kinds that concern no post change nothing here."""
    if happening.kind in _APPLY:
        _APPLY[happening.kind](happening, posts)


def _seen(happening: Happening, posts: WorkingSet) -> None:
    wording = happening.told()
    ready = wording.ready
    author = posts.authors.number_of(ready)
    standing = Standing.first(wording, happening.number, author, order.second(happening.time))
    # What a source shows now is not deleted; only a takeout may be older than the deletion.
    buried = posts.tombstone(ready.keys) if ready.form == "archive" else None
    if buried:
        standing.gone_event, standing.gone_at = buried
        posts.note("posts_trace", (buried[0], standing.number))
    posts.add(standing)
    posts.name(standing, ready.keys)
    if happening.media:
        _note_media(happening, standing, posts)


def _heard(happening: Happening, posts: WorkingSet) -> None:
    """As seen, but what others say is in no public stream."""
    _seen(happening, posts)
    standing = posts.find(happening.told().ready.keys)
    assert standing is not None
    standing.heard = True


def _included(happening: Happening, posts: WorkingSet) -> None:
    standing = posts.get(happening.about["post"])
    if standing is not None:
        posts.change(standing)
        standing.heard = False
        posts.note("posts_trace", (happening.number, standing.number))


def _edited(happening: Happening, posts: WorkingSet) -> None:
    wording = happening.told()
    standing = posts.find(wording.ready.keys)
    if standing is None:  # a record from elsewhere may begin in the middle
        _seen(happening, posts)
        return
    post = wording.post()
    if is_beside(standing.known, post):  # recorded before two networks were told apart
        _witnessed(happening, posts)
        return
    posts.change(standing)
    newest = stands(standing.known, post, "edited")
    _add_version(happening, standing, posts)
    _witness(wording, standing, newest=newest)
    if newest:
        posts.forget_other_media(standing, post)
        _show(happening, standing, posts)
        _note_media(happening, standing, posts)
    posts.name(standing, wording.ready.keys)


def _witnessed(happening: Happening, posts: WorkingSet) -> None:
    wording = happening.told()
    standing = posts.find(wording.ready.keys)
    if standing is None:
        _seen(happening, posts)
        return
    posts.change(standing)
    known = standing.known
    better = stands(known, wording.post(), "witnessed")
    beside = is_beside(known, wording.post()) and not better
    _witness(wording, standing, newest=True)
    if better:
        _show(happening, standing, posts)
    else:
        standing.narrow(wording.ready)
    posts.name(standing, wording.ready.keys)
    posts.note("posts_trace", (happening.number, standing.number))
    if not beside:  # else the numbers of its pictures mean others
        _note_media(happening, standing, posts)


def _returned(happening: Happening, posts: WorkingSet) -> None:
    """It stands again, by the same rules as if it had never been gone: a feed's shorter words replace nothing."""
    wording = happening.told()
    standing = posts.find(wording.ready.keys)
    if standing is None:
        _seen(happening, posts)
        return
    posts.change(standing)
    standing.gone_at = standing.gone_event = None
    decision = decide(standing.known, wording.post(), wording.ready.digest)
    if decision == "edited":
        _edited(happening, posts)
    elif decision == "witnessed":
        _witnessed(happening, posts)
    else:
        posts.note("posts_trace", (happening.number, standing.number))


def _gone(happening: Happening, posts: WorkingSet) -> None:
    keys = [alias.key(name) for name in happening.about["aliases"]]
    when = happening.about.get("when")
    at = int(datetime.fromisoformat(when).timestamp() if when else happening.time.timestamp())
    standing = posts.find(keys)
    if standing is None:
        for key in keys:
            posts.tombstones[key] = (happening.number, at)
            posts.note("posts_tombstone", (key, happening.number, at))
        return
    posts.change(standing)
    standing.gone_event, standing.gone_at = happening.number, at
    posts.note("posts_trace", (happening.number, standing.number))


def _fetched(happening: Happening, posts: WorkingSet) -> None:
    standing = posts.get(happening.about["post"])
    if standing is not None:
        posts.note("posts_trace", (happening.number, standing.number))
        _note_media(happening, standing, posts)


def _captured(happening: Happening, posts: WorkingSet) -> None:
    standing = posts.get(happening.about["post"])
    if standing is not None:
        posts.note("posts_trace", (happening.number, standing.number))


def _reparsed(happening: Happening, posts: WorkingSet) -> None:
    rereading.take(happening.number, happening.told(), happening.about, posts)


def _withheld(happening: Happening, posts: WorkingSet) -> None:
    standing = posts.get(happening.about["post"])
    if standing is not None:
        posts.change(standing)
        standing.withheld = happening.kind == "withheld"
        posts.note("posts_trace", (happening.number, standing.number))


def _destroyed(happening: Happening, posts: WorkingSet) -> None:
    for number in happening.about.get("posts", ()):
        standing = posts.get(number)
        if standing is not None:
            posts.remove(standing)
    for name in happening.about.get("names", ()):
        posts.note("posts_destroyed", (bytes.fromhex(name), happening.number))


def _gap(happening: Happening, posts: WorkingSet) -> None:
    about = happening.about
    row = (
        happening.number,
        about.get("network", ""),
        about.get("address", ""),
        about.get("account", ""),
        _seconds(about.get("since")),
        _seconds(about.get("until")),
        about["why"],
        about.get("detail", ""),
        None,
    )
    posts.note("posts_gap", row)


def _closed(happening: Happening, posts: WorkingSet) -> None:
    posts.flush()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_gap SET closed = %s WHERE event = %s",
            [happening.number, happening.about["gap"]],
        )


_APPLY: dict[str, Callable[[Happening, WorkingSet], None]] = {
    "seen": _seen,
    "heard": _heard,
    "included": _included,
    "edited": _edited,
    "witnessed": _witnessed,
    "returned": _returned,
    "gone": _gone,
    "fetched": _fetched,
    "captured": _captured,
    "embedded": _captured,
    "reparsed": _reparsed,
    "withheld": _withheld,
    "released": _withheld,
    "destroyed": _destroyed,
    "gap": _gap,
    "closed": _closed,
}


def _show(happening: Happening, standing: Standing, posts: WorkingSet) -> None:
    wording = happening.told()
    standing.author_id = posts.authors.number_of(wording.ready)
    standing.stand(wording, happening.number)
    standing.language, standing.language_sure = "", False


def _witness(wording: Wording, standing: Standing, *, newest: bool) -> None:
    witnesses = standing.witnesses()
    at = written(wording.post())
    told = telling(wording.ready.network, wording.ready.form)
    if told not in witnesses:
        carried = alias.is_carried(wording.ready.network, wording.post().aliases)
        witnesses[told] = Witness(at, [], carried)
    witness = witnesses[told]
    if newest:
        if witness.digests[-1:] != [wording.ready.digest]:
            witness.digests.append(wording.ready.digest)
        witness.at = max(witness.at, at)
    else:
        witness.digests.insert(0, wording.ready.digest)
    standing.hear(witnesses)


def _add_version(happening: Happening, standing: Standing, posts: WorkingSet) -> None:
    """A post with one wording has no version rows; the second wording brings the first one's along."""
    if standing.versions == 1:
        shown = order.time(standing.key)
        first = int(max(standing.known.standing.at, shown).timestamp())
        found = (standing.form, standing.language, standing.language_sure)
        posts.note("posts_version", (standing.event, standing.number, first, *found))
    standing.versions += 1
    post = happening.told().post()
    at = order.shown_time(post.edited, happening.time)
    row = (happening.number, standing.number, int(at.timestamp()), post.form, "", False)
    posts.note("posts_version", row)


def _note_media(happening: Happening, standing: Standing, posts: WorkingSet) -> None:
    for position, mime in happening.media:
        row = (standing.number, position, happening.number, f"media.{position}", mime)
        posts.note("posts_media", row)


def mime_type(medium: Media) -> str:
    """What a file that came with a post is: as told, else by its name, else by its address."""
    named = (medium.file, medium.url.partition("?")[0])
    guessed = next((mime for name in named if (mime := mimetypes.guess_type(name)[0])), "")
    return medium.mime or guessed or "application/octet-stream"


def _seconds(value: str | None) -> int | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
