"""`tilstede record …`: check, checkpoint, bundle, and what has files of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tilstede.cli import ground
from tilstede.cli.decisions import destroy_command, release_command, withhold_command
from tilstede.cli.progress import find_languages, steps
from tilstede.cli.witness import stamps_command, witness_command
from tilstede.intake import reparse
from tilstede.intake.words import reason
from tilstede.posts import proofs
from tilstede.posts import read as posts
from tilstede.record import bundle, checkpoint, read, rekey, verify


@click.group("record", help=_("The record: check it, sign it, hand out proofs."))
def record_command() -> None:
    ground.prepare()


record_command.add_command(witness_command)
record_command.add_command(stamps_command)
record_command.add_command(withhold_command)
record_command.add_command(release_command)
record_command.add_command(destroy_command)


@record_command.command(
    "check", help=_("Check every digest, every tree node and every checkpoint.")
)
def check_command() -> None:
    with steps(_("checking")) as told:
        report = verify.check(progress=told.at)
    if report.fault:
        raise click.ClickException(report.fault.text)
    click.echo(_("The record is whole: {parts}.").format(parts=", ".join(_parts(report))))
    _say_what_is_signed(report)


def _parts(report: verify.Report) -> Iterator[str]:
    """How much there is of each."""
    for said, count in (
        (ngettext("{count} event", "{count} events", report.size), report.size),
        (ngettext("{count} payload", "{count} payloads", report.payloads), report.payloads),
        (_("{count} destroyed"), report.destroyed),
        (ngettext("{count} tile", "{count} tiles", report.tiles), report.tiles),
        (
            ngettext("{count} checkpoint", "{count} checkpoints", report.checkpoints),
            report.checkpoints,
        ),
    ):
        yield said.format(count=count)


def _say_what_is_signed(report: verify.Report) -> None:
    """A record may be whole within itself and yet be another than the one that was: only a signature tells."""
    newest = report.size - report.signed
    if not newest:
        click.echo(_("The newest checkpoint covers all of them."))
        return
    if report.signed:
        said = _("The newest checkpoint covers the first {count} events.")
        click.echo(said.format(count=report.signed))
    said = _(
        "Nothing vouches for the newest {count} events: no checkpoint covers them, so a change would not be seen."
        " Run: tilstede record checkpoint"
    )
    click.echo(said.format(count=newest), err=True)


@record_command.command("checkpoint", help=_("Sign the log as it stands and print the checkpoint."))
def checkpoint_command() -> None:
    signed = checkpoint.make(now=datetime.now(UTC))
    click.echo(signed.text, nl=False)


@record_command.command(
    "rekey", help=_("Give the log a new signing key. The one it has now signs for the new one.")
)
@click.option("--yes", is_flag=True, help=_("Do not ask."))
def rekey_command(yes: bool) -> None:
    if not yes:
        click.confirm(_("From now on the log is signed with a new key. Go on?"), abort=True)
    changed = rekey.change(now=datetime.now(UTC))
    verifier = checkpoint.verifier()
    assert verifier, "it has signed"
    click.echo(_("The log's new key:"))
    click.echo(f"  {verifier}")
    click.echo(_("Its fingerprint: {fingerprint}").format(fingerprint=verifier.fingerprint))
    click.echo(
        _(
            "Both keys sign from now on. Make a backup, publish the new key, and give it to those who witness the"
            " log. When they have it, move {path} out of the data folder: then the new key signs alone."
        ).format(path=changed.old)
    )


@record_command.command(
    "bundle", help=_("Write a proof of one post that anyone can check without us.")
)
@click.argument("number", metavar="ID", type=int)
@click.option(
    "-o", "out", type=click.Path(path_type=Path), required=True, help=_("The zip file to write.")
)
@click.option(
    "--internal", is_flag=True, help=_("All that is held of it, also what the public may not see.")
)
def bundle_command(number: int, out: Path, internal: bool) -> None:
    if posts.one(number, public=False) is None:
        raise click.ClickException(_("There is no post {number}.").format(number=number))
    checkpoint.make(now=datetime.now(UTC))
    events = posts.history(number) if internal else proofs.provable(number)
    if not events:
        raise click.ClickException(
            _(
                "Post {number} is withdrawn, withheld or not public, and so is its proof."
                " For a proof that must not be made public, add --internal."
            ).format(number=number)
        )
    try:
        bundle.write(events, out)
    except OSError as error:
        raise click.ClickException(
            _("{path} cannot be written: {why}").format(path=out, why=error.strerror)
        ) from error
    click.echo(_("Wrote {path}. Unpack it and run: python -I verify.py").format(path=out))


@record_command.command(
    "reparse",
    help=_(
        "Read what was recorded again with today's parsers, and keep what they understand better."
        " Can be run again; nothing is doubled."
    ),
)
@click.option(
    "--network",
    type=click.Choice(reparse.NETWORKS),
    help=_("What came from this network alone."),
)
@click.option("--dry-run", is_flag=True, help=_("Only say what would come of it."))
def reparse_command(network: str | None, dry_run: bool) -> None:
    size = read.size()
    with steps(_("reading again")) as told:
        count = reparse.reparse(
            network or "",
            dry_run=dry_run,
            watch=lambda event, count: told.at(event, size, said=count.line()),
        )
    if not dry_run:
        find_languages()
    for code, unread in count.reasons.most_common():
        said = _("could not be read again {count}: {reason}")
        click.echo(said.format(count=unread, reason=reason(code)))
    click.echo(count.line())
