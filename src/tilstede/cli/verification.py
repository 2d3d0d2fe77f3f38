"""`tilstede setup check [ACCOUNT…]`: are the accounts what the directory says?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import click
from django.db.models import Q
from django.utils.translation import gettext as _

from tilstede.intake.alone import Busy
from tilstede.intake.verification import checking, findings, words
from tilstede.intake.verification.findings import Checked
from tilstede.intake.verification.sites import canonical
from tilstede.office.models import Account
from tilstede.web.words import level, network


@click.command(
    "check",
    help=_("Look at accounts now: those named by handle or address, else those whose turn it is."),
)
@click.argument("accounts", nargs=-1, metavar=_("[ACCOUNT]..."))
@click.option("--all", "every", is_flag=True, help=_("All accounts that are in use."))
def check_command(accounts: tuple[str, ...], every: bool) -> None:
    now = datetime.now(UTC)
    try:
        wanted = _named(accounts, now) if accounts or every else None
        done = _due(now) if wanted is None else checking.check(wanted, told=_tell)
    except Busy as error:
        said = _("Another process is looking at the accounts.")
        raise click.ClickException(said) from error
    if not done:
        click.echo(_("No account is due."))


def _due(now: datetime) -> list[Checked]:
    """Share after share, until no account's turn has come."""
    done: list[Checked] = []
    while some := checking.check_due(now):
        for checked in some:
            _tell(checked)
        done += some
    return done


def _named(names: Sequence[str], now: datetime) -> list[Account]:
    rows = findings.standing(now.date()).order_by("id")
    if not names:
        return list(rows)
    found: list[Account] = []
    for name in names:
        bare = name.strip().lstrip("@")
        same = Q(handle__iexact=bare) | Q(url=name) | Q(native_id=name)
        theirs = list(rows.filter(same | Q(address__in={canonical(name)} - {""})))
        if not theirs:
            raise click.ClickException(
                _("{name} is no account of the directory.").format(name=name)
            )
        found += theirs
    return found


def _tell(checked: Checked) -> None:
    account, finding = checked.account, checked.finding
    name = f"{network(findings.network_of(account))} {account.handle or account.url}"
    if finding is None:
        click.echo(_("{name}: its server asks us to wait").format(name=name))
        return
    click.echo(f"{name}: {level(finding.level)}, {finding.get_status_display()}")
    for alarm in account.alarms.filter(settled=None):
        click.echo(f"  ! {words.alarm(alarm.kind)} {alarm.detail}".rstrip())
