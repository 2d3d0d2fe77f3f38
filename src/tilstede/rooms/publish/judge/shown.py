"""A draft as the one who judges it sees it: the words as they go out, and each file with what is said of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tilstede.office.models import User
from tilstede.outbox.drafting import channels, files, writing
from tilstede.outbox.drafting.models import File, Judgement, Manuscript, SecondLook
from tilstede.posts import read
from tilstede.rooms.publish.judge.forms import WHOM
from tilstede.rooms.publish.write import joining, preview, uploads
from tilstede.web.pictures import SHOWN_TYPES

_WHY: Final[dict[str, Callable[[], str]]] = {
    "harm": lambda: _("The writer thinks that it could do harm."),
    "unsure": lambda: _("The writer is not sure whether it could do harm."),
    "topic": lambda: _("It is about something that a second person always sees here."),
    "right": lambda: _("A second person sees all that this writer writes."),
    "refused": lambda: _("Somebody has said no to these words."),
}


def why(codes: list[str]) -> list[str]:
    """Why a second person is asked, in words."""
    return [_WHY[code]() for code in codes if code in _WHY]


def whom(judged: Judgement) -> list[str]:
    """Whom the writer thinks that it could harm."""
    named = dict(WHOM)
    return [str(named[code]) for code in judged.whom if code in named]


def named(by: str) -> str:
    """Who it is, by name where the person works here and has one."""
    person = User.objects.filter(email=by).first()
    return str(person or by)


def answerer(look: SecondLook) -> str:
    """Who answered. What a stand-in wrote as a name is never taken for a colleague's."""
    if look.digest is not None:
        return _("{name} (stand-in)").format(name=look.answered_by)
    return named(look.answered_by)


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of the draft. ``url``: where the one who looks sees it."""

    file: uploads.Shown
    url: str


def draft(request: HttpRequest, manuscript: Manuscript, *, secret: str = "") -> dict[str, Any]:
    """For the template. ``secret``: of a stand-in's link, by which the files are then seen; of what few may see, or
    what is withheld, nothing is shown by one. Else what is answered is shown to those who may see it."""
    content = writing.standing(manuscript)
    answers = manuscript.reply_to is not None
    rows = manuscript.accounts.select_related("access", "body", "role__body").order_by("pk")
    chosen = [channels.channel(one, answers=answers) for one in rows]
    return {
        "manuscript": manuscript,
        "content": content,
        "cards": preview.cards(manuscript, content, chosen, ()),
        "media": [
            Medium(one, _url(manuscript, one, secret)) for one in uploads.shown(manuscript, content)
        ],
        "channels": [one.name for one in chosen],
        "joined": _public(manuscript) if secret else joining.seen(request, manuscript.joined),
    }


def _public(manuscript: Manuscript) -> read.Shown | None:
    return read.one(manuscript.joined) if manuscript.joined is not None else None


def asked(look: SecondLook) -> dict[str, Any]:
    """What the writer answered, for the one who is asked."""
    judged = look.manuscript.judgements.filter(seal=look.seal).order_by("pk").last()
    return {
        "look": look,
        "judged": judged,
        "asker": named(look.asked_by),
        "answerer": answerer(look),
        "whom": whom(judged) if judged else [],
        "why": why(look.why),
    }


def file(manuscript: Manuscript, name: str) -> FileResponse:
    """One of the files of the wording that stands. :raises Http404:"""
    content = writing.standing(manuscript)
    keys = {item.file for item in content.media}
    row = File.objects.filter(manuscript=manuscript, key=name).first() if name in keys else None
    if row is None:
        raise Http404
    stream = io.BytesIO(bytes(row.content)) if row.content else files.on_disk(row).open("rb")
    answer = FileResponse(stream, filename=row.name, as_attachment=row.mime not in SHOWN_TYPES)
    answer["Content-Type"] = row.mime
    return answer


def _url(manuscript: Manuscript, one: uploads.Shown, secret: str) -> str:
    if secret:
        return reverse("stand-in-file", args=[secret, one.row.key])
    return reverse("draft-file", args=[manuscript.key, one.row.key])
