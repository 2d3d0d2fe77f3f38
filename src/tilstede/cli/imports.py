"""`tilstede import PATH…`."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tilstede.cli import ground
from tilstede.cli.progress import Steps, find_languages, steps
from tilstede.core.post import Post
from tilstede.core.text import clean
from tilstede.intake import imports
from tilstede.intake.tally import Tally
from tilstede.intake.words import left, reason
from tilstede.web.words import network

SHOWN = 50


@click.command(
    "import",
    help=_("Take in takeouts, feeds, or folders of them. Can be run again; nothing is doubled."),
)
@click.argument(
    "paths", metavar=_("PATH..."), nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--preview",
    is_flag=True,
    help=_("Show what would be taken in, and what not and why; record nothing."),
)
def import_command(paths: tuple[Path, ...], preview: bool) -> None:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise click.ClickException(_("There is no file or folder {path}.").format(path=missing[0]))
    ground.prepare()
    if preview:
        tally = show(list(paths))
    else:
        tally = load(list(paths))
        report(tally)
    if tally.aside and not tally.taken + tally.had:
        raise SystemExit(1)


def show(paths: list[Path]) -> Tally:
    """What each file would give: the first posts, the counts, and the reasons; and the sum of several."""
    total, files = Tally(), 0
    for found in imports.preview(paths):
        click.echo(click.style(_heading(found), bold=True))
        for post in found.first:
            click.echo(_line(post))
        _reasons(found.tally)
        _count(found.tally)
        click.echo()
        total.add(found.tally)
        files += 1
    if files > 1:
        click.echo(click.style(_("All files together"), bold=True))
        _count(total)
    click.echo(_("Nothing was recorded."))
    return total


def _count(tally: Tally) -> None:
    click.echo(tally.foretold())
    if kinds := tally.kinds():
        click.echo(kinds)


def _heading(found: imports.Preview) -> str:
    """The file, its network and whose it is."""
    name, told = ground.plain(clean(found.path.name)[0]), ground.plain(found.title)
    if not found.network:
        return name
    known = network(found.network)
    if told.casefold().startswith(known.casefold()):
        return f"{name} ({told})"
    return f"{name} ({known})" if told in ("", name) else f"{name} ({known}: {told})"


def _line(post: Post) -> str:
    """A post on one line: when, who, the beginning of its words, how many pictures."""
    when = f"{timezone.localtime(post.published):%Y-%m-%d %H:%M}" if post.published else "?"
    words = shorten(ground.plain(_words(post)), 80, placeholder=" …")
    if post.media:
        count = len(post.media)
        words += " " + ngettext("[{count} file]", "[{count} files]", count).format(count=count)
    who = ground.plain(post.author.name or post.author.handle or post.author.id)
    return f"  {when}  {who}: {words}"


def _words(post: Post) -> str:
    if post.repost_of:
        return _("shares {address}").format(address=post.repost_of)
    return post.title or post.text or post.warning


def load(paths: list[Path]) -> Tally:
    """Import with a bar on standard error."""
    with steps(_("importing")) as told:
        tally = imports.import_paths(paths, watch=watcher(told))
    find_languages()
    return tally


def watcher(told: Steps) -> imports.Watcher:
    """Tell of each batch that is committed."""

    def watch(state: imports.Progress) -> None:
        told.at(state.done, state.total or None, state.path.name, state.tally.line())

    return watch


def report(tally: Tally) -> None:
    """What was set aside and why, what was left alone, and the closing line."""
    _reasons(tally)
    if kinds := tally.kinds():
        click.echo(kinds)
    click.echo(tally.line())


def _reasons(tally: Tally) -> None:
    for item in tally.named[:SHOWN]:
        detail = f": {item.detail}" if item.detail else ""
        click.echo(
            _("set aside {where}: {reason}").format(where=item.where, reason=reason(item.reason))
            + detail
        )
    if tally.aside > SHOWN:
        for code, count in tally.reasons.most_common():
            click.echo(
                _("set aside in all {count}: {reason}").format(count=count, reason=reason(code))
            )
    for kind, count in sorted(tally.left.items()):
        click.echo(left(kind, count))
