"""Events in, rows out. Called in the transaction that appends the events, and again by `rebuild`."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from tilstede.core import alias, order
from tilstede.core.decide import Witness, decide, stands, written
from tilstede.core.post import Media, Post, content_digest
from tilstede.posts.read import PUBLIC
from tilstede.posts.standing import Standing
from tilstede.posts.working_set import WorkingSet


@dataclass(slots=True)
class Happening:
    """An event with what its payloads say. ``media``: position and MIME type of each media payload.

    ``digest`` (of the content) and ``words`` (for the index) where they are known already.
    """

    number: int
    time: datetime
    kind: str
    post: Post | None = None
    about: dict[str, Any] = field(default_factory=dict)
    media: tuple[tuple[int, str], ...] = ()
    digest: str = ""
    words: str | None = None


def names_of(happenings: Iterable[Happening]) -> Iterator[tuple[str, bytes]]:
    """Every name a working set must know for these, with its key."""
    for happening in happenings:
        told = happening.post.aliases if happening.post else happening.about.get("aliases", ())
        yield from ((name, alias.key(name)) for name in told)


def apply(happening: Happening, posts: WorkingSet) -> None:
    """Change the working set by one event. Kinds that concern no post change nothing here."""
    if happening.kind in _APPLY:
        _APPLY[happening.kind](happening, posts)


def _seen(happening: Happening, posts: WorkingSet) -> None:
    post = _post(happening)
    at = order.shown_time(post.published, happening.time)
    standing = Standing(
        key=order.key(at, happening.number),
        number=happening.number,
        event=happening.number,
        author_id=posts.authors.number(post.network, post.author),
        network=post.network,
        forms={post.form: Witness(written(post), [_digest(happening)])},
        form=post.form,
        parent=None,
        repost=None,
        visibility=post.visibility,
        public=post.visibility in PUBLIC,
        gone_at=None,
        gone_event=None,
        language="",
        language_sure=False,
        versions=1,
        marks="",
        fresh=True,
    )
    standing.stand(post, happening.number, happening.words)
    # What a source shows now is not deleted; only a takeout may be older than the deletion.
    buried = posts.tombstone(post.aliases) if post.form == "archive" else None
    if buried:
        standing.gone_event, standing.gone_at = buried
        posts.note("posts_trace", (buried[0], standing.number))
    posts.add(standing)
    posts.name(standing, post.aliases)
    _note_media(happening, standing, posts)


def _edited(happening: Happening, posts: WorkingSet) -> None:
    post = _post(happening)
    standing = posts.find(post.aliases)
    if standing is None:  # a record from elsewhere may begin in the middle
        _seen(happening, posts)
        return
    posts.change(standing)
    newest = stands(standing.known, post, "edited")
    _add_version(happening, standing, posts)
    _witness(happening, standing, newest=newest)
    if newest:
        posts.forget_other_media(standing, post)
        _show(happening, standing, posts)
        _note_media(happening, standing, posts)
    posts.name(standing, post.aliases)


def _witnessed(happening: Happening, posts: WorkingSet) -> None:
    post = _post(happening)
    standing = posts.find(post.aliases)
    if standing is None:
        _seen(happening, posts)
        return
    posts.change(standing)
    better = stands(standing.known, post, "witnessed")
    _witness(happening, standing, newest=True)
    if better:
        _show(happening, standing, posts)
    posts.name(standing, post.aliases)
    posts.note("posts_trace", (happening.number, standing.number))
    _note_media(happening, standing, posts)


def _returned(happening: Happening, posts: WorkingSet) -> None:
    """It stands again, by the same rules as if it had never been gone: a feed's shorter words replace nothing."""
    post = _post(happening)
    standing = posts.find(post.aliases)
    if standing is None:
        _seen(happening, posts)
        return
    posts.change(standing)
    standing.gone_at = standing.gone_event = None
    decision = decide(standing.known, post, _digest(happening))
    if decision == "edited":
        _edited(happening, posts)
    elif decision == "witnessed":
        _witnessed(happening, posts)
    else:
        posts.note("posts_trace", (happening.number, standing.number))


def _gone(happening: Happening, posts: WorkingSet) -> None:
    aliases = happening.about["aliases"]
    when = happening.about.get("when")
    at = int(datetime.fromisoformat(when).timestamp() if when else happening.time.timestamp())
    standing = posts.find(aliases)
    if standing is None:
        for name in aliases:
            posts.tombstones[alias.key(name)] = (happening.number, at)
            posts.note("posts_tombstone", (alias.key(name), happening.number, at))
        return
    posts.change(standing)
    standing.gone_event, standing.gone_at = happening.number, at
    posts.note("posts_trace", (happening.number, standing.number))


def _fetched(happening: Happening, posts: WorkingSet) -> None:
    standing = posts.get(happening.about["post"])
    if standing is not None:
        posts.note("posts_trace", (happening.number, standing.number))
        _note_media(happening, standing, posts)


def _withheld(happening: Happening, posts: WorkingSet) -> None:
    standing = posts.get(happening.about["post"])
    if standing is not None:
        posts.change(standing)
        standing.withheld = happening.kind == "withheld"
        standing.public = standing.visibility in PUBLIC and not standing.withheld
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
    "edited": _edited,
    "witnessed": _witnessed,
    "returned": _returned,
    "gone": _gone,
    "fetched": _fetched,
    "withheld": _withheld,
    "released": _withheld,
    "destroyed": _destroyed,
    "gap": _gap,
    "closed": _closed,
}


def _post(happening: Happening) -> Post:
    assert happening.post is not None, f"event {happening.number} has no post"
    return happening.post


def _digest(happening: Happening) -> str:
    if not happening.digest:
        happening.digest = content_digest(_post(happening))
    return happening.digest


def _show(happening: Happening, standing: Standing, posts: WorkingSet) -> None:
    post = _post(happening)
    standing.author_id = posts.authors.number(post.network, post.author)
    standing.stand(post, happening.number, happening.words)
    standing.public = post.visibility in PUBLIC and not standing.withheld
    standing.language, standing.language_sure = "", False


def _witness(happening: Happening, standing: Standing, *, newest: bool) -> None:
    post = _post(happening)
    witness = standing.forms.setdefault(post.form, Witness(written(post), []))
    digest = _digest(happening)
    if newest:
        witness.digests.append(digest)
        witness.at = max(witness.at, written(post))
    else:
        witness.digests.insert(0, digest)


def _add_version(happening: Happening, standing: Standing, posts: WorkingSet) -> None:
    """A post with one wording has no version rows; the second wording brings the first one's along."""
    if standing.versions == 1:
        shown = order.time(standing.key)
        first = int(max(standing.forms[standing.form].at, shown).timestamp())
        found = (standing.form, standing.language, standing.language_sure)
        posts.note("posts_version", (standing.event, standing.number, first, *found))
    standing.versions += 1
    post = _post(happening)
    at = order.shown_time(post.edited, happening.time)
    row = (happening.number, standing.number, int(at.timestamp()), post.form, "", False)
    posts.note("posts_version", row)


def _note_media(happening: Happening, standing: Standing, posts: WorkingSet) -> None:
    for position, mime in happening.media:
        row = (standing.number, position, happening.number, f"media.{position}", mime)
        posts.note("posts_media", row)


def mime_type(medium: Media) -> str:
    """What a file that came with a post is: as told, else by its name."""
    return medium.mime or mimetypes.guess_type(medium.file)[0] or "application/octet-stream"


def _seconds(value: str | None) -> int | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
