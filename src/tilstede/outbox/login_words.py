"""How an account is connected, in words: the ways, what is asked for, and what each permission is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.networks.kit import registry
from tilstede.networks.kit.access import STAYING, Asked, Way

#: A way to connect -> what it is called.
_WAYS: Final[dict[str, Callable[[], str]]] = {
    "oauth": lambda: _("Say yes on the network's own page"),
    "app-password": lambda: _("With an app password"),
    "password": lambda: _("With the account's own name and password"),
    "token": lambda: _("With an access token"),
    "mailbox": lambda: _("With the mailbox's own login"),
    "microsoft": lambda: _("With Microsoft 365"),
    "google": lambda: _("With Google (Gmail, Workspace)"),
    "provider": lambda: _("With another provider (OAuth)"),
}

#: What a person types in.
_ASKED: Final[dict[str, Callable[[], str]]] = {
    "server": lambda: _("Server"),
    "handle": lambda: _("Handle"),
    "password": lambda: pgettext("asked for when an account is connected", "Password"),
    "app-password": lambda: _("App password"),
    "token": lambda: _("Access token"),
    "secret": lambda: _("Secret"),
    "client-id": lambda: _("The app's id (client id)"),
    "client-secret": lambda: _("The app's secret (client secret)"),
    "imap": lambda: _("IMAP server, where mail is read"),
    "smtp": lambda: _("SMTP server, where mail is handed in"),
    "email": lambda: _("E-mail address"),
    "name": lambda: _("Name that letters are from"),
    "user": lambda: _("User name at the mail server, where it is not the address"),
    "folders": lambda: _("Folders that are read, with commas between (the usual, when left out)"),
    "user-name": lambda: _("User name on the site"),
    "page": lambda: _("The page's id"),
    "code": lambda: _("One-time code, if the account asks for one"),
    "channel": lambda: _("Channel, if the account has several"),
    "tenant": lambda: _(
        "The organisation at Microsoft (tenant), where it is not the address' domain"
    ),
    "issuer": lambda: _("The address of who gives logins (issuer)"),
    "scope": lambda: _("What is asked for (scope), where the usual is not enough"),
}

#: An ability -> what is asked for, to be let do it.
_PURPOSES: Final[dict[str, Callable[[], str]]] = {
    "fetch": lambda: _("read the account's own posts"),
    "thread": lambda: _("read the answers to a post"),
    "mentions": lambda: _("hear what is said to the account"),
    "hashtag": lambda: _("hear what is said under a hashtag"),
    "search": lambda: _("search"),
    "stream": lambda: _("hear it as it is said"),
    "login": lambda: _("know which account this is"),
    "edits": lambda: _("see edits"),
    "deletions": lambda: _("see deletions"),
    "polls": lambda: _("see polls"),
    "boosts": lambda: _("see boosts"),
    "export": lambda: _("take in the account's archive"),
    "metrics": lambda: _("read how often a post was seen"),
    "send": lambda: _("send posts"),
    "reply": lambda: _("answer"),
    "boost": lambda: _("boost posts"),
    "quote": lambda: _("quote posts"),
    "like": lambda: _("like posts"),
    "follow": lambda: _("follow accounts"),
    "edit": lambda: _("edit our own posts"),
    "delete": lambda: _("delete our own posts"),
    "hide": lambda: _("hide answers under our posts"),
    "remove": lambda: _("delete what others answer under our posts"),
    "block": lambda: _("block accounts"),
    "media": lambda: _("send pictures and films"),
    "alt": lambda: _("send descriptions of pictures"),
    "captions": lambda: _("send captions"),
    "poll": lambda: _("hold polls"),
    STAYING: lambda: _("stay connected without anybody saying yes again"),
}

_REFUSALS: Final[dict[str, Callable[[], str]]] = {
    "refused": lambda: _("The network does not accept this login."),
    "expired": lambda: _("The network no longer accepts this login."),
    "rejected": lambda: _("What was typed in cannot be used."),
    "unreachable": lambda: _("The network does not answer now."),
    "throttled": lambda: _("The network asks us to wait."),
    "not-found": lambda: _("There is no such account or server."),
    "not-understood": lambda: _("The network answered with something else than was asked for."),
    "forbidden": lambda: _("The network's address may not be reached from here."),
    "secret-changed": lambda: _(
        "The stored login cannot be read, because the installation's secret was changed. Connect the account again."
    ),
}


def way(code: str) -> str:
    """What a way to connect is called."""
    return _WAYS[code]()


def asked(one: Asked) -> str:
    """What a person is asked to type in, and whether it need be."""
    label = _ASKED[one.code]()
    return _("{label} (may be left empty)").format(label=label) if one.optional else label


def purposes(abilities: Iterable[str]) -> str:
    """What a permission is for."""
    return ", ".join(_PURPOSES[name]() for name in abilities)


def permissions(way: Way) -> tuple[tuple[str, str], ...]:
    """What a login will be let do, each thing once, with the network's own words for what that needs."""
    needed: dict[str, list[str]] = {}
    for one in way.permissions:
        for ability in one.abilities:
            needed.setdefault(ability, []).append(one.scope)
    together: dict[str, list[str]] = {}
    for ability, scopes in needed.items():
        together.setdefault(", ".join(scopes), []).append(ability)
    return tuple((purposes(abilities), scopes) for scopes, abilities in together.items())


def made(page: str, where: str) -> str:
    """Where what is asked for is made: a page, and the way on from there in the network's own words."""
    said = _("What is asked for is made on this page:")
    return f"{said} {page} ({where})" if where else f"{said} {page}"


def unconnectable(network: str, address: str) -> str:
    """Why an account of the network has no login, and what can be done about it instead."""
    if network == "feeds":
        return _a_page(address)
    if not registry.exists(network):
        said = _(
            "Accounts on {network} cannot be connected. What is cleared is published by hand, on the network's own"
            " pages; what is written there can be read where the network has a feed: tilstede follow {address}"
        )
        return said.format(network=network.capitalize(), address=address)
    said = _(
        "Accounts on {network} cannot be connected. What is cleared is published by hand, on the network's own pages;"
        " what was written there is taken in from the account's own archive: tilstede import FILE."
    )
    return said.format(network=registry.get(network).title)


def _a_page(address: str) -> str:
    """Perhaps something else was meant: a handle looks like the name of a site, and a site's REST begins elsewhere."""
    site = address.partition("//")[2] or address
    site = site.strip("/")
    told = [
        _(
            "{address} is a web page or a feed, and has no login; it is read with: tilstede follow {address}."
        ).format(address=address)
    ]
    if _is_handle(site):
        told.append(
            _("A handle on Bluesky is written with @ before it: @{name}.").format(name=site)
        )
    said = _("A WordPress site is connected by where its REST begins: {address}")
    told.append(said.format(address=f"https://{site.partition('/')[0]}/wp-json/"))
    return " ".join(told)


def _is_handle(name: str) -> bool:
    try:
        return parse(f"@{name}").network == "bluesky"
    except NotAnAccount:
        return False


def refusal(code: str) -> str:
    """Why a login was not taken."""
    said = _REFUSALS.get(code)
    return said() if said else _("The network could not be asked.")
