"""Fields of a search: their names and values as people type them in several tools, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, tzinfo
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from tilstede.core import order
from tilstede.core.query.errors import QueryError
from tilstede.core.query.tree import Field, Period

FIELDS: Final = ("from", "to", "in", "lang", "network", "has", "is", "since", "until")
#: Other tools' names for the same.
ALIASES: Final = {"language": "lang", "after": "since", "before": "until"}
#: Other tools' names for about the same: never taken silently, but suggested.
_MEANT: Final = {
    "account": "from",
    "author": "from",
    "by": "from",
    "channel": "network",
    "conversation_id": "in",
    "fra": "from",
    "frå": "from",
    "mention": "to",
    "mentions": "to",
    "site": "network",
    "source": "network",
    "språk": "lang",
    "thread": "in",
    "til": "to",
    "tråd": "in",
    "user": "from",
}
HAS: Final = ("link", "image", "video", "audio", "alt", "poll")
IS: Final = ("reply", "repost", "quote", "question", "edited", "withdrawn")
_MEANT_VALUES: Final = {
    "alttext": "alt",
    "answer": "reply",
    "bilde": "image",
    "boost": "repost",
    "changed": "edited",
    "deleted": "withdrawn",
    "film": "video",
    "foto": "image",
    "gif": "image",
    "lenke": "link",
    "lenkje": "link",
    "lyd": "audio",
    "photo": "image",
    "picture": "image",
    "reblog": "repost",
    "retweet": "repost",
    "sound": "audio",
    "spørsmål": "question",
    "svar": "reply",
    "url": "link",
}
_LANGUAGES: Final = {
    "bokmål": "nb",
    "danish": "da",
    "dansk": "da",
    "engelsk": "en",
    "english": "en",
    "norsk": "no",
    "norwegian": "no",
    "nynorsk": "nn",
    "samisk": "se",
    "svensk": "sv",
    "swedish": "sv",
}
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


#: Asked only when a search has network:; an empty answer lets any name pass.
Networks: TypeAlias = Callable[[], Collection[str]]


class Typed(NamedTuple):
    """A field as it stands in the search: where it starts and ends, and what it was given."""

    query: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """In small letters."""
        return self.query[self.start : self.end].partition(":")[0].casefold()

    @property
    def value(self) -> str:
        """Without quotation marks."""
        return self.query[self.start : self.end].partition(":")[2].strip('"').strip()

    def wrong(self, code: str, suggestion: str = "", **more: object) -> QueryError:
        """The error, with this field as the place."""
        return QueryError(code, self.query, self.start, self.end, suggestion=suggestion, **more)


def field(typed: Typed, *, zone: tzinfo, networks: Networks) -> Field | Period:
    """:raises QueryError: a name or a value that is none; the error suggests what is near."""
    name = ALIASES.get(typed.name, typed.name)
    if name not in FIELDS:
        raise _unknown_name(typed)
    if not typed.value:
        if typed.query[typed.end : typed.end + 1] == "(":
            raise typed.wrong("value-list")
        raise typed.wrong("empty-value")
    if name in ("since", "until"):
        return _period(typed, cast(Literal["since", "until"], name), zone)
    value = _value(typed, name, networks)
    return Field(cast(Literal["from", "to", "in", "lang", "network", "has", "is"], name), value)


def _unknown_name(typed: Typed) -> QueryError:
    near = get_close_matches(typed.name, [*FIELDS, *ALIASES], n=1, cutoff=0.6)
    meant = _MEANT.get(typed.name) or (near[0] if near else "")
    raw = typed.query[typed.start : typed.end]
    suggestion = (
        f"{meant}:{raw.partition(':')[2]}" if meant else f'"{raw}"' if '"' not in raw else ""
    )
    return typed.wrong(
        "unknown-field", suggestion, values=" ".join(f"{known}:" for known in FIELDS)
    )


def _value(typed: Typed, name: str, networks: Networks) -> str:
    value = typed.value
    match name:
        case "has":
            return _one_of(typed, name, HAS)
        case "is":
            return _one_of(typed, name, IS)
        case "network":
            known = networks()
            return _one_of(typed, name, sorted(known)) if known else value.casefold()
        case "lang":
            return _language(typed)
        case "from" | "to":
            return value.removeprefix("@").casefold()
    return value


def _one_of(typed: Typed, name: str, known: Collection[str]) -> str:
    value = typed.value.casefold()
    if value in known:
        return value
    meant = _MEANT_VALUES.get(value, "")
    near = [meant] if meant in known else get_close_matches(value, known, n=1, cutoff=0.6)
    suggestion = f"{name}:{near[0]}" if near else ""
    raise typed.wrong("unknown-value", suggestion, values=", ".join(known))


def _language(typed: Typed) -> str:
    value = typed.value.casefold().replace("_", "-")
    if _LANGUAGE_CODE.fullmatch(value):
        return value
    code = _LANGUAGES.get(value)
    raise typed.wrong("bad-language", f"lang:{code}" if code else "")


def _period(typed: Typed, name: Literal["since", "until"], zone: tzinfo) -> Period:
    found = _DATE.fullmatch(typed.value)
    if found:
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        try:
            first, after = _days(year, month, day)
        except ValueError:
            raise typed.wrong("bad-date") from None
        at = datetime.combine(first if name == "since" else after, time(), zone)
        return Period(name, typed.value, at.astimezone(UTC) if first.year > 1 else at)
    raise typed.wrong("bad-date", _day_first(typed, name))


def _days(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    """The first day, and the first day after. :raises ValueError: there is no such day."""
    if year > order.LAST_YEAR:
        raise ValueError(year)
    first = date(year, month or 1, day or 1)
    if day:
        return first, date.fromordinal(first.toordinal() + 1)
    if month:
        return first, date(year + month // 12, month % 12 + 1, 1)
    return first, date(year + 1, 1, 1)


def _day_first(typed: Typed, name: str) -> str:
    found = _DAY_FIRST.fullmatch(typed.value)
    return f"{name}:{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else ""
