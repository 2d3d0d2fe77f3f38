"""`tilstede init`: a real body begins."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import click
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.office import rights
from tilstede.office.models import Body, User
from tilstede.record import read
from tilstede.web.sign_in import chronicle

LONGEST = 300  #: letters of a name


def body_name(value: str) -> str:
    """Every page bears it. :raises click.BadParameter: it is empty, or longer than can be kept."""
    name = " ".join(value.split())
    if not name:
        raise click.BadParameter(_("Every page bears the body's name, so it cannot be empty."))
    if len(name) > LONGEST:
        raise click.BadParameter(_("A name has at most {count} letters.").format(count=LONGEST))
    return name


def password(value: str) -> str:
    """By the same rules as on the pages. :raises click.BadParameter: it is too easily guessed."""
    try:
        validate_password(value)
    except ValidationError as error:
        raise click.BadParameter(" ".join(error.messages)) from error
    return value


@click.command(
    "init", help=_("Start a real body, without the demo, and make its first administrator.")
)
@click.option("--name", type=body_name, default=None, help=_("The body's name."))
@click.option("--email", default="", help=_("The administrator's e-mail."))
@click.option("--no-input", is_flag=True, help=_("Ask nothing; make a password and print it."))
def init_command(name: str | None, email: str, no_input: bool) -> None:
    ground.prepare()
    _demand_unused()
    if no_input:
        made = secrets.token_urlsafe(15)
        _begin(name or _("Our body"), email or "admin@localhost.localdomain", made)
        click.echo(_("Password (shown only now): {password}").format(password=made))
    else:
        name = name or click.prompt(_("The body's name"), value_proc=body_name)
        email = email or click.prompt(_("Your e-mail"))
        chosen = click.prompt(
            _("Choose a password"), hide_input=True, confirmation_prompt=True, value_proc=password
        )
        _begin(name, email, chosen)
    click.echo(
        _(
            "Next: start tilstede serve and tilstede work, sign in, and let the guide lead you: {address}"
        ).format(address=_guide())
    )


def _guide() -> str:
    """Where the guide for the first time will be: on the site's own host once one is set, else on this machine."""
    if settings.HOSTS:
        scheme = "https" if settings.HTTPS else "http"
        return f"{scheme}://{settings.HOSTS[0]}/setup/first"
    return f"http://127.0.0.1:{settings.PORT}/setup/first"


def _demand_unused() -> None:
    first = read.event(1)
    if first is not None and first.kind == "demo":
        raise click.ClickException(
            _("This data folder holds the demo. Choose another with TILSTEDE_DATA.")
        )
    if rights.administrators().exists():
        raise click.ClickException(
            _(
                "This data folder is in use already; its administrator can add more people."
                " For another body, name another folder with TILSTEDE_DATA."
            )
        )


def _begin(name: str, email: str, password: str) -> None:
    try:
        person = User.objects.create_superuser(email, password)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    about = {"person": person.email, "right": rights.Right.ADMINISTRATOR.value}
    chronicle.tell("given", by=ground.by(), now=datetime.now(UTC), **about)
    Body.objects.get_or_create(key="own", defaults={"own": True, "name_nb": name})
    click.echo(_("Ready. Administrator: {email}").format(email=email))
