"""Which account of the directory a person means."""

from __future__ import annotations

from contextlib import suppress

import click
from django.db.models import Q
from django.utils.translation import gettext as _

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.office.models import Account


def named(name: str) -> list[Account]:
    """The accounts in use that answer to a handle, an address or a permanent id."""
    bare = name.strip().lstrip("@")
    same = Q(handle__iexact=bare) | Q(address=name) | Q(url=name) | Q(native_id=name)
    with suppress(NotAnAccount):
        same |= Q(address=parse(name).address)
    return list(Account.objects.filter(same, until=None).order_by("id"))


def one(name: str) -> Account:
    """:raises click.ClickException: none, or several."""
    found = named(name)
    if not found:
        said = _(
            "No account in the directory answers to {name}. tilstede accounts lists those that are connected."
        )
        raise click.ClickException(said.format(name=name))
    if len(found) > 1:
        said = _(
            "Several accounts in the directory answer to {name}; name one by its address: {addresses}"
        )
        addresses = ", ".join(account.url or account.address for account in found)
        raise click.ClickException(said.format(name=name, addresses=addresses))
    return found[0]
