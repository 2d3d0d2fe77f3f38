"""The year's figures as a file, with how they were counted: for the report that Språkrådet asks for every January."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tilstede.formats.tables import comma
from tilstede.formats.tables.column import Column, Row
from tilstede.rooms.publish.balance.counting import KINDS, Kind, Tally, Year, share

_COLUMNS = (
    Column("year", "integer"),
    Column("network", "text"),
    Column("account", "text"),
    Column("kind", "text"),
    Column("posts", "integer"),
    Column("characters", "integer"),
    Column("percent_of_posts", "text"),
    Column("percent_of_characters", "text"),
)


def method() -> list[str]:
    """How the figures came to be, in sentences."""
    return [
        _(
            "Counted are the posts of the accounts that the directory says are the body's own, its units' and its"
            " roles', while they were: those that anyone could see, and that stand today. The year begins and ends at"
            " midnight here."
        ),
        _(
            "A post counts in the form that its author declared. Where nothing was declared, its words decide;"
            " where they do not either, it is undecided, and in no form's part."
        ),
        _(
            "A form's part is of the posts that are in bokmål or in nynorsk. Posts in other languages, and posts of"
            " others that were passed on, stand apart."
        ),
        _(
            "Characters are those of the title, the warning and the text, spaces and addresses included; not what"
            " stands in pictures and films."
        ),
    ]


def kinds() -> dict[Kind, str]:
    """What each kind is called."""
    return {
        "nb": _("Bokmål"),
        "nn": _("Nynorsk"),
        "undecided": pgettext("form of a post", "Undecided"),
        "other": _("Other languages"),
        "repost": _("Passed on"),
    }


def write(counted: Year) -> str:
    """CSV: a row for each channel and kind, then for all channels; below them the method."""
    out = io.StringIO(newline="")
    comma.write(out, _COLUMNS, _rows(counted))
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([])
    lines.writerows([comma.safe(sentence)] for sentence in method())
    return out.getvalue()


def _rows(counted: Year) -> Iterator[Row]:
    for channel in counted.channels:
        yield from _of(counted.year, channel.network, channel.name, channel.tally)
    yield from _of(counted.year, "", _("All channels"), counted.total)


def _of(year: int, network: str, account: str, tally: Tally) -> Iterator[Row]:
    for kind in KINDS:
        yield {
            "year": year,
            "network": network,
            "account": account,
            "kind": kind,
            "posts": tally.posts[kind],
            "characters": tally.characters[kind],
            "percent_of_posts": _percent(tally.posts, kind),
            "percent_of_characters": _percent(tally.characters, kind),
        }


def _percent(counted: dict[Kind, int], kind: Kind) -> str:
    part = share(counted, kind) if kind in ("nb", "nn") else None
    return "" if part is None else f"{part:.1f}"
