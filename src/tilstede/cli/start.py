"""`tilstede init`: a real body begins."""

from __future__ import annotations

import secrets

import click
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.office.models import Body, User
from tilstede.record import read


@click.command(
    "init", help=_("Start a real body, without the demo, and make its first administrator.")
)
@click.option("--name", default="", help=_("The body's name."))
@click.option("--email", default="", help=_("The administrator's e-mail."))
@click.option("--no-input", is_flag=True, help=_("Ask nothing; make a password and print it."))
def init_command(name: str, email: str, no_input: bool) -> None:
    ground.prepare()
    first = read.event(1)
    if first is not None and first.kind == "demo":
        raise click.ClickException(
            _("This data folder holds the demo. Choose another with TILSTEDE_DATA.")
        )
    if User.objects.filter(is_superuser=True).exists():
        raise click.ClickException(
            _("This data folder is in use already; its administrator can add more people.")
        )
    name = name or ("" if no_input else click.prompt(_("The body's name")))
    email = email or ("admin@localhost.localdomain" if no_input else click.prompt(_("Your e-mail")))
    password = secrets.token_urlsafe(15)
    if not no_input:
        password = click.prompt(_("Choose a password"), hide_input=True, confirmation_prompt=True)
    try:
        User.objects.create_superuser(email, password)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    Body.objects.get_or_create(key="own", defaults={"own": True, "name_nb": name or _("Our body")})
    click.echo(_("Ready. Administrator: {email}").format(email=email))
    if no_input:
        click.echo(_("Password (shown only now): {password}").format(password=password))
    click.echo(_("Next: tilstede follow ADDRESS, then tilstede serve and tilstede work."))
