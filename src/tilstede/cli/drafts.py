"""`tilstede outbox destroy-draft`: what went nowhere, and must not be kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.outbox.drafting import forgetting
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.writing import NotOpen


@click.command(
    "destroy-draft", help=_("Destroy a draft that went nowhere, as a law or rule demands.")
)
@click.argument("key", metavar="KEY")
@click.option("--ground", "law", required=True, help=_("The law or rule; shown to all."))
@click.option("--reason", required=True, help=_("Why; kept in the record, never shown."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
def destroy_draft_command(key: str, law: str, reason: str, yes: bool) -> None:
    if not yes:
        click.confirm(_("Destroy this for good? It cannot be undone"), abort=True, err=True)
    now = datetime.now(UTC)
    try:
        forgetting.destroy(key, reason=reason, ground=law, by=ground.by(), now=now)
    except Manuscript.DoesNotExist as error:
        raise click.ClickException(_("There is no such draft.")) from error
    except NotOpen as error:
        said = _("It went out: destroy the post itself, and the draft goes with it.")
        raise click.ClickException(said) from error
    click.echo(_("Destroyed."))


COMMANDS: Final = (destroy_draft_command,)
