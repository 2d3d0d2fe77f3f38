"""`tilstede import PATH…`."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.cli.progress import Steps, find_languages, steps
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
def import_command(paths: tuple[Path, ...]) -> None:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise click.ClickException(_("There is no file or folder {path}.").format(path=missing[0]))
    ground.prepare()
    tally = load(list(paths))
    report(tally)
    if tally.aside and not tally.taken + tally.had:
        raise SystemExit(1)


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
    click.echo(tally.line())
