"""What a browser sends of a draft, and the wording it makes. Nothing typed is refused or cut: checks judge it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, cast

from django.http import QueryDict

from tilstede.core.checks.kit import Form
from tilstede.core.text import clean
from tilstede.outbox.drafting.content import Content, Item, Poll, Track

#: Languages that a draft can be said to be in.
LANGUAGES: Final = ("nb", "nn", "en", "se")
VISIBILITIES: Final = ("", "unlisted", "followers")
#: Seconds that a poll can last.
LASTS: Final = (3_600, 21_600, 86_400, 259_200, 604_800)
_TAG: Final = re.compile(r"[\s,#]+")


def content(told: QueryDict, files: Collection[str]) -> Content:
    """The wording. ``files``: keys of the draft's files; others are not of it."""
    language = told.get("language", "")
    return Content(
        parts=parts(told.getlist("part")),
        title=_line(told.get("title", "")),
        language=cast(Form, language) if language in LANGUAGES else "",
        warning=_line(told.get("warning", "")),
        media=_media(told, files),
        poll=_poll(told),
        page=_address(told.get("page", "")),
        tags=tuple(dict.fromkeys(filter(None, _TAG.split(text(told.get("tags", "")))))),
        variants=_variants(told),
    )


def parts(typed: Sequence[str]) -> tuple[str, ...]:
    """The posts of a thread, at least one."""
    return tuple(text(one) for one in typed) or ("",)


def _variants(told: QueryDict) -> dict[str, tuple[str, ...]]:
    """Of the channels that have words of their own."""
    found = {}
    for account in told.getlist("own"):
        own = told.getlist(f"variant-{account}") or told.getlist("part")
        if account.isdecimal():
            found[account] = parts(own)
    return found


def _media(told: QueryDict, files: Collection[str]) -> tuple[Item, ...]:
    keys = [key for key in dict.fromkeys(told.getlist("medium")) if key in files]
    return tuple(
        Item(file=key, alt=_alt(told, key), captions=_tracks(told, key, files)) for key in keys
    )


def _alt(told: QueryDict, key: str) -> str | None:
    if f"decorative-{key}" in told:
        return ""
    return text(told.get(f"alt-{key}", "")).strip() or None


def _tracks(told: QueryDict, key: str, files: Collection[str]) -> tuple[Track, ...]:
    keys: Iterable[str] = (one for one in told.getlist(f"track-{key}") if one in files)
    return tuple(Track(file=one, language=told.get(f"tracklang-{one}", "")[:20]) for one in keys)


def _poll(told: QueryDict) -> Poll | None:
    options = tuple(filter(None, (_line(one) for one in told.getlist("option"))))
    lasts = told.get("lasts", "")
    seconds = int(lasts) if lasts in map(str, LASTS) else LASTS[2]
    return Poll(options=options, lasts=seconds, multiple="multiple" in told) if options else None


def _address(typed: str) -> str:
    """People leave the first letters out."""
    bare = _line(typed)
    return f"https://{bare}" if bare and "://" not in bare else bare


def _line(typed: str) -> str:
    return " ".join(text(typed).split())


def text(typed: str) -> str:
    """Fit to be stored, with line ends as everywhere else."""
    return clean(typed)[0]
