"""`tilstede search QUERY`."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.cli.progress import find_all_languages
from tilstede.core.order import HIGHEST
from tilstede.core.query import QueryError, visible
from tilstede.posts import languages, read
from tilstede.posts.search import search
from tilstede.web.query_words import explain

PAGE = 500


@click.command(
    "search", help=_("Search what is public; the language is described in docs/search.md.")
)
@click.argument("words", nargs=-1, required=True, metavar=_("QUERY"))
@click.option(
    "--json", "as_json", is_flag=True, help=_("One JSON object a line, and nothing else.")
)
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help=_("How many at most.")
)
def search_command(words: tuple[str, ...], as_json: bool, limit: int) -> None:
    ground.prepare()
    query = " ".join(words)
    found = False
    if "lang:" in query:
        find_all_languages()
    try:
        for item in _found(query, limit):
            found = True
            click.echo(json.dumps(_fields(item), ensure_ascii=False) if as_json else _line(item))
    except QueryError as error:
        raise click.UsageError(_pointed(query, error)) from error
    if not found:
        click.echo(_("Nothing was found."), err=True)


def _found(query: str, limit: int) -> Iterator[read.Shown]:
    before, left = HIGHEST, limit
    while left > 0:
        page = search(query, public=True, limit=min(left, PAGE), before=before)
        yield from languages.known(read.shown([hit.number for hit in page.hits]))
        left -= len(page.hits)
        if page.next is None:
            return
        before = page.next


def _pointed(query: str, error: QueryError) -> str:
    """The sentence, the search with the place marked, and what may have been meant."""
    said = [
        explain(error),
        f"  {visible(query)}",
        "  " + " " * error.start + "^" * max(1, error.end - error.start),
    ]
    if error.suggestion:
        said.append(_("Did you mean: {suggestion}").format(suggestion=error.suggestion))
    return "\n".join(said)


def _line(item: read.Shown) -> str:
    when = timezone.localtime(item.row.at).strftime("%Y-%m-%d %H:%M")
    who = item.author.handle or item.author.name
    words = item.post.text if item.post else _("withdrawn by its author")
    title = f"{item.post.title}: " if item.post and item.post.title else ""
    place = (item.post.place if item.post else "") or item.row.network
    return f"{item.number}  {when}  {ground.plain(place)}  {ground.plain(who)}  {ground.plain(title + words)}"


def _fields(item: read.Shown) -> dict[str, object]:
    post = item.post
    return {
        "id": item.number,
        "network": item.row.network,
        "url": post.url if post else "",
        "author": item.author.handle or item.author.name or item.author.native_id,
        "author_id": item.author.native_id,
        "author_name": item.author.name,
        "published": item.row.at.isoformat().replace("+00:00", "Z"),
        "language": item.row.language,
        "language_sure": item.row.language_sure,
        "title": post.title if post else "",
        "text": post.text if post else "",
        "edited": item.row.versions > 1,
        "withdrawn": item.withdrawn,
    }
