"""Files that are typed with `tilstede send`: without what a camera noted in them, and asked for what checks need."""

from __future__ import annotations

import mimetypes
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tilstede.outbox.draft import Captions, Enclosure
from tilstede.outbox.drafting import files, recordings
from tilstede.outbox.drafting.taking import NotTaken
from tilstede.rooms.publish.write import words


@contextmanager
def enclosed(
    paths: Sequence[Path], alts: Sequence[str], captions: Sequence[Path], language: str
) -> Iterator[tuple[Enclosure, ...]]:
    """Ready to be cleared while the context is open; what was taken out of each is told.

    :raises click.UsageError: there are too few or too many descriptions, or more captions than films.
    """
    if len(paths) != len(alts):
        raise click.UsageError(_("Give one --alt for each --file, in the same order."))
    with tempfile.TemporaryDirectory() as folder:
        found = tuple(
            _enclosure(path, alt, Path(folder, str(place)))
            for place, (path, alt) in enumerate(zip(paths, alts, strict=True))
        )
        yield _captioned(found, captions, language)


def _enclosure(path: Path, alt: str, target: Path) -> Enclosure:
    mime = mimetypes.guess_type(path.name, strict=False)[0] or "application/octet-stream"
    kind = mime.partition("/")[0]
    if kind not in ("image", "video", "audio"):
        return Enclosure(path, mime, path.name, alt)
    bare = _bare(path, target)
    sound = recordings.has_sound(bare) if kind == "video" else None
    return Enclosure(bare, mime, path.name, alt, sound=sound)


def _bare(path: Path, target: Path) -> Path:
    """Where it lies without what was noted in it. What holds no notes, or is nothing that can be read, goes out as it
    is, and its network judges it."""
    try:
        taken = files.cleaned(path, target)
    except NotTaken:
        return path
    gone = words.removed(taken.removed)
    if not gone:
        return path
    if taken.file is None:
        target.write_bytes(taken.data)
    said = _("{name}: taken out before anything is sent: {what}.")
    click.echo(said.format(name=path.name, what=gone), err=True)
    return target


def _captioned(
    media: tuple[Enclosure, ...], captions: Sequence[Path], language: str
) -> tuple[Enclosure, ...]:
    """The same, each film with its captions. :raises click.UsageError: there are more of these than films."""
    left = list(captions)
    found = []
    for one in media:
        if left and one.mime.partition("/")[0] in ("video", "audio"):
            one = replace(one, captions=(Captions(left.pop(0), language),))  # in their order
        found.append(one)
    if left:
        raise click.UsageError(_("There are more --captions than films."))
    return tuple(found)
