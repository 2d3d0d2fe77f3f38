"""`tilstede import PATH…`."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.cli.progress import Steps, find_languages, steps
from tilstede.core.post import Post
from tilstede.intake import imports
from tilstede.intake.tally import Tally
from tilstede.intake.words import left_kind, reason

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
    if preview:
        show(list(paths))
        return
    ground.prepare()
    tally = load(list(paths))
    report(tally)
    if tally.aside and not tally.taken + tally.had:
        raise SystemExit(1)


def show(paths: list[Path]) -> None:
    """What each file would give: the first posts, the counts, and the reasons."""
    nothing = True
    for found in imports.preview(paths):
        name = f"{found.path.name} ({found.title})" if found.title else found.path.name
        click.echo(click.style(name, bold=True))
        for post in found.first:
            click.echo(_line(post))
        _reasons(found.tally)
        said = _("{posts} posts and {deletions} deletions would be taken in, {aside} set aside")
        counts = found.tally
        click.echo(
            said.format(posts=counts.new, deletions=counts.deletions, aside=counts.aside) + "\n"
        )
        nothing = nothing and not counts.taken
    click.echo(_("Nothing was recorded."))
    if nothing:
        raise SystemExit(1)


def _line(post: Post) -> str:
    """A post on one line: when, who, the beginning of its words, how many pictures."""
    when = f"{timezone.localtime(post.published):%Y-%m-%d %H:%M}" if post.published else "?"
    words = shorten(post.title or post.text or post.warning, 80, placeholder=" …")
    pictures = f" [{len(post.media)}]" if post.media else ""
    return (
        f"  {when}  {post.author.name or post.author.handle or post.author.id}: {words}{pictures}"
    )


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
        click.echo(_("left alone {count}: {kind}").format(count=count, kind=left_kind(kind)))
