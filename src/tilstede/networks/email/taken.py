"""A letter as an item: the post, the bytes as received, and its files on demand."""

from __future__ import annotations

import os
import tempfile
import weakref
from pathlib import Path

from tilstede.core.post import Form
from tilstede.networks.email.body import File
from tilstede.networks.email.headers import Refusal
from tilstede.networks.email.parse import MIME, parse
from tilstede.networks.kit.items import Attachment, Seen, SetAside


def take(raw: bytes, form: Form, where: str) -> Seen | SetAside:
    """The item that a letter is; why it is none, otherwise."""
    try:
        post, files = parse(raw, form)
    except Refusal as refusal:
        return SetAside(where, refusal.reason, refusal.detail)
    attachments = tuple(
        Attachment(place, _Written(file), post.media[place].mime, len(file.content()))
        for place, file in enumerate(files)
    )
    return Seen(raw, MIME, post, where, attachments)


class _Written:
    """A letter's file as a file of the machine, when first asked for; it goes when this object goes."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._path: Path | None = None

    def __call__(self) -> Path:
        if self._path is None:
            handle, name = tempfile.mkstemp(prefix="tilstede-")
            path = Path(name)
            weakref.finalize(self, path.unlink, missing_ok=True)
            with os.fdopen(handle, "wb") as target:
                target.write(self._file.content())
            self._path = path
        return self._path
