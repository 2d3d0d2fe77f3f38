"""The four lists of the directory as the pages know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from tilstede.office.models import Account, Body, Holding, Role
from tilstede.rooms.setup.directory import forms
from tilstede.web import words
from tilstede.web.context import named

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Part:
    """A list of the file. ``name``: in addresses and in `intake.listing`. ``model``: its rows."""

    name: str
    model: type[Any]
    form: type[forms.EntryForm]
    title: StrPromise
    add: StrPromise

    def key(self, row: Any) -> str:
        """What `intake.listing` knows the row by."""
        return str(row.key if self.name in ("bodies", "roles") else row.pk)

    def rows(self) -> Any:
        """All rows, with what their names are made of."""
        related = {
            "bodies": ("parent",),
            "roles": ("body",),
            "holders": ("role__body", "person"),
            "accounts": ("body", "role__body", "person"),
        }
        return self.model._default_manager.select_related(*related[self.name])


PARTS = {
    part.name: part
    for part in (
        Part("bodies", Body, forms.BodyForm, _("Bodies"), _("Add a body")),
        Part("roles", Role, forms.RoleForm, _("Roles"), _("Add a role")),
        Part("holders", Holding, forms.HolderForm, _("Holders"), _("Add a holder")),
        Part("accounts", Account, forms.AccountForm, _("Accounts"), _("Add an account")),
    )
}


def called(row: Any) -> str:
    """What a page about the row is headed with."""
    if isinstance(row, Account):
        return f"{words.network(row.network)}: {row.handle or row.url or row.native_id}"
    if isinstance(row, Holding):
        return f"{row.person} – {named(row.role, 'title')}"
    return named(row, "title" if isinstance(row, Role) else "name")


def part_of(name: str) -> Part:
    """:raises Http404: there is no such list."""
    if name not in PARTS:
        raise Http404
    return PARTS[name]
