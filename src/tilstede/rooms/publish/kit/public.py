"""A share kit for those who have its link: one page and one zip, without signing in."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import IO, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilstede.outbox.drafting import kits
from tilstede.outbox.drafting.models import KitPicture, ShareKit
from tilstede.rooms.publish.kit.drawing import sender

_NAMES: Final[dict[str, Promise]] = {
    "nb": gettext_lazy("Bokmål"),
    "nn": gettext_lazy("Nynorsk"),
    "en": gettext_lazy("English"),
}
#: Of what is packed no more than one picture is held in memory; what is this small is not put on the disk either.
_SMALL: Final = 1 << 20
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Picture:
    """``name``: of its file. ``alts``: what it shows, with the language's code and name."""

    row: KitPicture
    name: str
    alts: tuple[tuple[str, str, str], ...]

    @property
    def first(self) -> tuple[str, str, str]:
        """The description in the first language it is told in."""
        return next(iter(self.alts), ("", "", ""))


def language_name(code: str) -> str:
    """In the language of the page."""
    return str(_NAMES[code])


def _by_link(view: View) -> View:
    """Only while the kit is open. It is for those who were given the link: no search engine lists it, no cache keeps
    it, and no site it leads to is told where it was."""

    @require_safe
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, secret: str, **named: object) -> HttpResponseBase:
        held = ShareKit.objects.filter(key=secret, open=True).first()
        if held is None:
            raise Http404
        answer = view(request, held, **named)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    return guarded


@_by_link
def page(request: HttpRequest, kit: ShareKit) -> HttpResponse:
    """Everything, to read and copy."""
    context = {
        "kit": kit,
        "sender": sender(""),
        "texts": [(code, language_name(code), text) for code, text in kits.texts(kit)],
        "pictures": shown(kit),
    }
    return render(request, "publish/kit/shared.html", context)


@_by_link
def picture(request: HttpRequest, kit: ShareKit, name: str) -> HttpResponse:
    """One picture."""
    held = kit.pictures.filter(key=name).first()
    if held is None:
        raise Http404
    return HttpResponse(bytes(held.content), content_type=held.mime)


@_by_link
def bundle(request: HttpRequest, kit: ShareKit) -> FileResponse:
    """Everything, as one file."""
    name = slugify(kit.title) or "kit"
    return FileResponse(
        packed(kit), as_attachment=True, filename=f"{name}.zip", content_type="application/zip"
    )


def shown(kit: ShareKit) -> list[Picture]:
    """The pictures in their order, under names that are never the same; what is in them is not read."""
    rows = kit.pictures.defer("content").order_by("pk")
    return [
        Picture(row, f"{place:02}-{row.name}", tuple(_alts(row)))
        for place, row in enumerate(rows, 1)
    ]


def _alts(row: KitPicture) -> Iterator[tuple[str, str, str]]:
    for code in kits.LANGUAGES:
        if text := kits.alt(row, code).strip():
            yield code, language_name(code), text


def packed(kit: ShareKit) -> IO[bytes]:
    """A zip, to be read from its start and closed: what it is, a file for each text, the pictures, and beside each what
    it shows in each language. Pictures are packed as they are: they do not shrink."""
    at, out = kit.changed, tempfile.SpooledTemporaryFile(_SMALL)  # noqa: SIM115  # the answer closes it
    moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    with zipfile.ZipFile(out, "w") as file:
        for name, data, way in _files(kit):
            # Not the time of this download: the same kit is the same file.
            stamp = zipfile.ZipInfo(name, moment)
            stamp.compress_type = way
            file.writestr(stamp, data)
    out.seek(0)
    return out


def _files(kit: ShareKit) -> Iterator[tuple[str, bytes, int]]:
    """Each with how it is packed."""
    yield "about.txt", _about(kit).encode(), zipfile.ZIP_DEFLATED
    for code, text in kits.texts(kit):
        yield f"text-{code}.txt", f"{text}\n".encode(), zipfile.ZIP_DEFLATED
    for one in shown(kit):
        content = kit.pictures.values_list("content", flat=True).get(pk=one.row.pk)
        yield f"pictures/{one.name}", bytes(content), zipfile.ZIP_STORED
        for told_in, _language, shows in one.alts:
            yield f"pictures/{one.name}.{told_in}.txt", f"{shows}\n".encode(), zipfile.ZIP_DEFLATED


def _about(kit: ShareKit) -> str:
    told = [kit.title, sender(""), kit.about.strip(), kit.page, *_days(kit)]
    told.append(
        _("What each picture shows is told in the text files beside it. Share it with the picture.")
    )
    return "\n\n".join(line for line in told if line) + "\n"


def _days(kit: ShareKit) -> Iterator[str]:
    if kit.since:
        yield _("From {day}").format(day=date_format(kit.since))
    if kit.until:
        yield _("Until {day}").format(day=date_format(kit.until))
