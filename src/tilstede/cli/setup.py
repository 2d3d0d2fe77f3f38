"""`tilstede setup …`: the directory in from its file, and out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tilstede.cli import ground, verification
from tilstede.core.directory.problems import Problem
from tilstede.formats.findings_csv.table import is_one
from tilstede.intake import listing
from tilstede.office.directory import words

SHOWN = 50


@click.group("setup", help=_("The directory of bodies, roles, holders and accounts."))
def setup_command() -> None:
    ground.prepare()


setup_command.add_command(verification.check_command)


@setup_command.command(
    "import",
    help=_(
        "Make the directory say what a file says: YAML, CSV (accounts), Popolo JSON, or the machine's own findings"
        " (katalog.lock.csv). What is not in the file disappears."
    ),
)
@click.argument("path", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only say what would come of it."))
def import_command(path: Path, dry_run: bool) -> None:
    if not path.is_file():
        raise click.ClickException(_("There is no file {path}.").format(path=path))
    data = path.read_bytes()
    try:
        if path.suffix.lower() == ".csv" and is_one(data):
            _take_in_findings(data, dry_run=dry_run)
        else:
            _take_in(data, path, dry_run=dry_run)
    except listing.NotValid as error:
        raise click.ClickException(_told(path, error.problems)) from error
    except listing.UnknownFormat as error:
        said = _("{path} is none of .yaml, .csv and .json.").format(path=path)
        raise click.ClickException(said) from error


def _take_in(data: bytes, path: Path, *, dry_run: bool) -> None:
    read = listing.read(data, path.name)
    if not dry_run:
        _report(listing.apply(read, by=ground.by(), now=datetime.now(UTC)))
    else:
        _report(listing.plan(read))
        click.echo(_("Nothing is changed: this was a dry run."))


def _take_in_findings(data: bytes, *, dry_run: bool) -> None:
    found = listing.read_findings(data)
    if dry_run:
        click.echo(_("read {read}; nothing is changed: this was a dry run").format(read=len(found)))
        return
    known, unknown = listing.apply_findings(found, by=ground.by(), now=datetime.now(UTC))
    said = _("read {read}, of accounts of the directory {known}, of others {unknown}")
    click.echo(said.format(read=known + unknown, known=known, unknown=unknown))


def _told(path: Path, problems: Sequence[Problem]) -> str:
    """All that is wrong, a line each, as many as anyone reads."""
    count = len(problems)
    head = ngettext(
        "{path} is not taken in; one thing is wrong:",
        "{path} is not taken in; {count} things are wrong:",
        count,
    ).format(path=path, count=count)
    lines = [head, *(f"  {words.said(problem)}" for problem in problems[:SHOWN])]
    if count > SHOWN:
        lines.append("  " + _("… and {count} more").format(count=count - SHOWN))
    return "\n".join(lines)


def _report(report: listing.Report) -> None:
    """The counts of each list, then what becomes of the sources."""
    for part, title in _titles():
        counts = [getattr(report, name)[part] for name in ("added", "changed", "removed", "same")]
        added, changed, removed, same = counts
        if any(counts):
            said = _(
                "{list}: read {read}, new {added}, changed {changed}, as before {same}, removed {removed}"
            )
            read = added + changed + same
            told = {"added": added, "changed": changed, "same": same, "removed": removed}
            click.echo(said.format(list=title, read=read, **told))
    if report.nothing:
        click.echo(_("Nothing has changed."))
    if report.follow:
        said = ngettext(
            "{count} account will be followed.", "{count} accounts will be followed.", report.follow
        )
        click.echo(said.format(count=report.follow))
    if report.leave:
        said = ngettext(
            "{count} account is followed no more.",
            "{count} accounts are followed no more.",
            report.leave,
        )
        click.echo(said.format(count=report.leave))


def _titles() -> list[tuple[str, str]]:
    return [
        ("bodies", _("bodies")),
        ("roles", _("roles")),
        ("holders", _("holders")),
        ("accounts", _("accounts")),
    ]


@setup_command.command(
    "export",
    help=_(
        "Write the directory to a file: .yaml (all of it), .csv (accounts), .json (Popolo). What nobody changed since"
        " it was read is written letter by letter as it was."
    ),
)
@click.argument("path", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option(
    "--findings",
    is_flag=True,
    help=_("What the machine found out about the accounts, for katalog.lock.csv."),
)
def export_command(path: Path, findings: bool) -> None:
    kinds = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".json": "popolo"}
    kind = kinds.get(path.suffix.lower(), "")
    if findings and kind != "csv":
        raise click.UsageError(_("Findings are written as .csv."))
    if not kind:
        raise click.UsageError(_("{path} is none of .yaml, .csv and .json.").format(path=path))
    path.write_bytes(listing.export("lock" if findings else kind))
    click.echo(_("Written to {path}.").format(path=path))
