"""`tilstede record witness …` and `tilstede record stamps`: others who speak for our log, and logs we speak for."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tilstede.cli import ground
from tilstede.core.note import NoteError
from tilstede.intake import witnesses
from tilstede.record import checkpoint, timestamp, witness


@click.group(
    "witness", help=_("Others who sign that our log has one history, and logs we sign for.")
)
def witness_command() -> None:
    pass


@witness_command.command("trust", help=_("Witness another log from now on, by its public key."))
@click.argument("key", metavar="VKEY")
@click.option(
    "--instead",
    is_flag=True,
    help=_("Its people have told us that this key replaces the one we know."),
)
def trust_command(key: str, instead: bool) -> None:
    try:
        witness.trust(key, instead=instead)
    except NoteError as error:
        raise click.ClickException(_("That is no verifier key: {why}").format(why=error)) from error
    except ValueError as error:
        raise click.ClickException(
            _(
                "That log is witnessed here under another key: {why}. If its people have told you, by another way"
                " than the network, that this is their new key, add --instead."
            ).format(why=error)
        ) from error
    click.echo(_("Witnessed from now on. Its people need our key as a witness:"))
    click.echo(str(witness.verifier(now=datetime.now(UTC))))


@witness_command.command("show", help=_("Our keys, who witnesses our log, and whom we witness."))
def show_command() -> None:
    click.echo(_("Our log's key, for those who are to witness it:"))
    click.echo(f"  {checkpoint.verifier()}")
    click.echo(_("Our key as a witness, for those whose log we witness:"))
    click.echo(f"  {witness.verifier(now=datetime.now(UTC))}")
    click.echo(_("Who witnesses our log:"))
    for had in witness.cosigned():
        said = ngettext("{count} event, signed {time}", "{count} events, signed {time}", had.size)
        click.echo(f"  {had.verifier}")
        click.echo(f"    {said.format(count=had.size, time=ground.shown(had.at))}")
    _show_silent()
    click.echo(_("Logs we witness:"))
    for log in witness.trusted():
        said = ngettext("{count} event", "{count} events", log.size)
        said = said if log.size else _("has not asked yet")
        click.echo(f"  {log.verifier}")
        click.echo(f"    {said.format(count=log.size)}")


def _show_silent() -> None:
    """Configured witnesses that have never signed."""
    heard = {had.verifier for had in witness.cosigned()}
    for verifier, address in settings.WITNESSES:
        if verifier not in heard:
            click.echo(f"  {verifier}")
            click.echo("    " + _("{address} has not signed yet").format(address=address))


@witness_command.command("ask", help=_("Have a witness sign our log as it stands, now."))
@click.argument("address")
@click.option("--key", default="", help=_("Its key; else the one TILSTEDE_WITNESSES has for it."))
def ask_command(address: str, key: str) -> None:
    verifier = key or witnesses.key_of(address)
    if not verifier:
        raise click.ClickException(
            _("Whose signature? Give the witness's key with --key; its people have it.")
        )
    try:
        signed = witnesses.ask(address, verifier, now=datetime.now(UTC))
    except witnesses.NotWitnessed as error:
        raise click.ClickException(str(error)) from error
    click.echo(signed.text, nl=False)


@click.command(
    "stamps", help=_("Time-stamps by outside authorities: those we hold, and those we wait for.")
)
def stamps_command() -> None:
    for held in timestamp.every():
        said = ngettext(
            "{count} event, stamped {time} by {authority}",
            "{count} events, stamped {time} by {authority}",
            held.size,
        )
        click.echo(
            said.format(count=held.size, time=ground.shown(held.at), authority=held.authority)
        )
    for size, authority, error in timestamp.waiting():
        said = ngettext(
            "{count} event, waiting for {authority}",
            "{count} events, waiting for {authority}",
            size,
        )
        why = f": {error}" if error else ""
        click.echo(said.format(count=size, authority=authority) + why)
    if not settings.TIMESTAMP_AUTHORITIES:
        click.echo(_("No authority is set; see TILSTEDE_TIMESTAMP."), err=True)
