"""Files of a draft: taken in from a browser, shown, handed out to those who write."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tilstede.outbox.drafting import files
from tilstede.outbox.drafting.content import Content, Item, Track
from tilstede.outbox.drafting.files import Came, NotTaken
from tilstede.outbox.drafting.models import File, Manuscript
from tilstede.rooms.publish.write import words
from tilstede.rooms.publish.write.access import writer, writers
from tilstede.web.pictures import SHOWN_TYPES

if TYPE_CHECKING:  # to Django itself it is no generic class
    Upload = UploadedFile[Any]

#: Files of one draft; no network takes as many.
MOST: Final = 20
_CAPTIONS: Final = "captions-"


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the page shows it. ``alt`` None: none is written. ``removed``: what was taken out of it, in words;
    ``unclean``: nothing could be."""

    row: File
    kind: str
    alt: str | None
    tracks: tuple[tuple[Track, File], ...]
    removed: str
    unclean: bool

    @property
    def described(self) -> str:
        """For who cannot see it."""
        return self.alt or ""

    @property
    def decorative(self) -> bool:
        return self.alt == ""

    @property
    def length(self) -> str:
        """Minutes and seconds; "" where that is not known."""
        whole = round(self.row.seconds or 0)
        return f"{whole // 60}:{whole % 60:02}" if whole else ""


def shown(manuscript: Manuscript, content: Content) -> list[Shown]:
    """The files of the wording, in its order."""
    rows = {row.key: row for row in manuscript.files.defer("content")}
    return [
        Shown(
            rows[item.file],
            files.kind(rows[item.file]),
            item.alt,
            tuple((one, rows[one.file]) for one in item.captions if one.file in rows),
            words.removed(rows[item.file].removed),
            "kept" in rows[item.file].removed,
        )
        for item in content.media
        if item.file in rows
    ]


def taken(request: HttpRequest, manuscript: Manuscript, content: Content) -> Content:
    """The wording with the files that came along with the form; of those that are not taken it is said why."""
    items = list(content.media)
    for upload in request.FILES.getlist("files"):
        if len(items) >= MOST:
            messages.error(request, _("A draft can have {number} files.").format(number=MOST))
            break
        row = _kept(request, manuscript, upload, captions=False)
        if row is not None:
            items.append(Item(file=row.key))
    for name in request.FILES:
        if name.startswith(_CAPTIONS):
            key = name.removeprefix(_CAPTIONS)
            for upload in request.FILES.getlist(name):
                items = _captioned(request, manuscript, items, key, upload)
    return msgspec.structs.replace(content, media=tuple(items))


def _captioned(
    request: HttpRequest,
    manuscript: Manuscript,
    items: list[Item],
    key: str,
    upload: Upload,
) -> list[Item]:
    row = _kept(request, manuscript, upload, captions=True)
    if row is None:
        return items
    track = Track(file=row.key, language=request.POST.get(f"language-{key}", "")[:20])
    return [
        msgspec.structs.replace(one, captions=(*one.captions, track)) if one.file == key else one
        for one in items
    ]


def _kept(
    request: HttpRequest, manuscript: Manuscript, upload: Upload, *, captions: bool
) -> File | None:
    name, by = upload.name or "", writer(request).get_username()
    take = files.take_captions if captions else files.take
    try:
        with _on_disk(upload) as path:
            row = take(manuscript, Came(path, name), by=by, now=datetime.now(UTC))
    except NotTaken as error:
        messages.error(request, words.refused(error, files.harmless(name, "")))
        return None
    if gone := words.removed(row.removed):
        said = _("{name}: taken out before anything is sent: {what}.")
        messages.info(request, said.format(name=row.name, what=gone))
    return row


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """What is large lies on the disk already."""
    if isinstance(upload, TemporaryUploadedFile):
        yield Path(upload.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile() as file:
        file.writelines(upload.chunks())
        file.flush()
        yield Path(file.name)


@require_safe
@writers
def file(request: HttpRequest, key: str, name: str) -> FileResponse:
    """One of them, as it will be sent."""
    row = File.objects.filter(manuscript__key=key, key=name).first()
    if row is None:
        raise Http404
    stream = io.BytesIO(bytes(row.content)) if row.content else files.on_disk(row).open("rb")
    answer = FileResponse(stream, filename=row.name, as_attachment=row.mime not in SHOWN_TYPES)
    answer["Content-Type"] = row.mime
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
