"""Connecting an account of the directory to its network: by what a person types in, or by saying yes there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access, Connector, Visit
from tilstede.networks.kit.access import Asked as Asked
from tilstede.networks.kit.access import Way as Way
from tilstede.networks.kit.errors import Expired, NetworkError
from tilstede.networks.kit.http import Http
from tilstede.office import access, models, reach, secrets, spending
from tilstede.office.models import Account
from tilstede.outbox import login_words, logins, policies, web, words

#: Instead of an address to come back to: the network shows a code, to be typed in.
SHOWN = "urn:ietf:wg:oauth:2.0:oob"
#: The port of the address on one's own machine that is to be registered with networks that lead back to one.
PORT: Final = 9911
#: The page of ours that networks lead back to, the same in all languages.
BACK_PAGE: Final = "/setup/connect/back"

#: Networks of many servers, of which an account's handle or address tells its own.
_WITH_SERVERS: Final = frozenset({"mastodon", "peertube"})
#: Networks on which an account is a site, and its address that of the site.
_SITES: Final = frozenset({"wordpress"})


class NotConnected(Exception):
    """An account that could not be connected; the text is for the person. ``detail``: what the network said."""

    def __init__(self, said: str, detail: str = "") -> None:
        super().__init__(said)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Pending:
    """A person is on the way to the network to say yes. ``url``: where to. ``kept``: some of it is secret.
    ``account``: 0 for one that is not in the directory yet."""

    url: str
    account: int
    way: str
    kept: Mapping[str, str] = field(repr=False)

    def sealed(self) -> str:
        """Encrypted, to be kept until the person comes back."""
        told = [self.url, self.account, self.way, dict(self.kept)]
        return secrets.conceal(json.dumps(told))

    @classmethod
    def opened(cls, sealed: str) -> Pending:
        """:raises NotConnected: there is none, or it was kept under another secret."""
        try:
            told = json.loads(secrets.reveal(sealed) or "null")
        except secrets.SecretChanged:
            told = None
        if told is None:
            raise NotConnected(_("Nobody is being asked just now. Begin again."))
        return cls(*told)


@dataclass(frozen=True, slots=True)
class Opened:
    """A login that works and is that of the account it was asked for, and is not kept yet."""

    login: Access
    way: str
    lacking: tuple[str, ...]


def is_connectable(network: str) -> bool:
    """Whether accounts of the network can be connected."""
    return access.connector(network) is not None


def ways(account: Account) -> tuple[Way, ...]:
    """How it can be connected; none where the network has nothing to connect, or where we are not, by decision."""
    found = access.connector(account.network)
    return found.ways if found and account.policy != Account.Policy.NO else ()


def refusal(account: Account) -> str:
    """Why it has no ways to be connected, and what can be done instead."""
    if account.policy == Account.Policy.NO:
        said = _(
            "It was decided that we are not there ({decided}). Decide otherwise in the directory first."
        )
        return said.format(decided=policies.decided(account))
    return login_words.unconnectable(account.network, account.url or account.address)


def back_to(way: Way, port: int | None) -> str:
    """Where a network leads a person back to from the command line; "" where it leads nobody anywhere.

    ``port``: on which the browser is waited for on this machine; None where nobody waits, and what the browser comes
    to is typed in. :raises NotConnected: there is no such address.
    """
    if way.back == "https":
        return _own_page(waits=port is not None)
    if way.back and (port or way.back == "loopback"):
        return f"http://127.0.0.1:{port or PORT}/"
    return SHOWN if way.back else ""


def _own_page(*, waits: bool) -> str:
    if waits:
        raise NotConnected(
            _(
                "The network leads people back to an address with https alone, and not to this machine. Leave out"
                " --listen, and paste the address that the browser comes to."
            )
        )
    if not reach.address():
        raise NotConnected(
            _(
                "The network leads people back to an address with https alone, and this site has no public address"
                " that the operator has told (TILSTEDE_HOSTS, TILSTEDE_HTTPS). Connect by a token, or tell the address."
            )
        )
    return f"{reach.address()}{BACK_PAGE}"


def likely(asked: Asked, account: Account) -> str:
    """What a person will be typing in, as the directory has it; "" where it does not say."""
    if asked.optional or asked.secret:
        return ""
    if asked.code in ("handle", "email"):
        return account.handle
    if asked.code == "server" and account.network in _SITES:
        return account.url
    if asked.code == "server" and account.network in _WITH_SERVERS:
        return account.handle.rpartition("@")[2] or urlsplit(account.url).netloc
    return ""


def made(way: Way, account: Account) -> str:
    """The page on which a person makes what is asked for; "" where there is none, or it is not known."""
    if "{" not in way.made:
        return way.made
    scheme = urlsplit(account.url).scheme or "https"
    server = account.handle.rpartition("@")[2]
    known = {"site": f"{scheme}://{account.handle}", "server": f"{scheme}://{server}"}
    return way.made.format(**known) if account.handle else ""


def begin(
    account: Account,
    way: str,
    given: Mapping[str, str],
    *,
    back: str,
    by: str,
    now: datetime,
) -> models.Access | Pending:
    """Connect by what was typed in, or say where the person must go. ``back``: our own address to come back to, or
    SHOWN. :raises NotConnected:"""
    found = ask(account, way, given, back=back, now=now)
    return found if isinstance(found, Pending) else keep(account, found, by=by, now=now)


def ask(
    account: Account, way: str, given: Mapping[str, str], *, back: str, now: datetime
) -> Opened | Pending:
    """As `begin`, and nothing is kept: the account need not be in the directory yet. :raises NotConnected:"""
    connector = _connector(account)
    if account.policy == Account.Policy.NO:
        raise NotConnected(refusal(account))
    with _asking() as http:
        found = connector.begin(way, given, back, http, now)
        if isinstance(found, Visit):
            return Pending(found.url, account.pk or 0, way, found.kept)
        return _opened(account, found, way, connector, http, now)


def answered(
    account: Account, pending: Pending, answer: Mapping[str, str], *, now: datetime
) -> Opened:
    """The person came back with the network's answer; nothing is kept. :raises NotConnected:"""
    connector = _connector(account)
    with _asking() as http:
        login = connector.finish(pending.kept, answer, http, now)
        return _opened(account, login, pending.way, connector, http, now)


def keep(account: Account, found: Opened, *, by: str, now: datetime) -> models.Access:
    """Keep the login to an account of the directory. :raises NotConnected: it is another's."""
    try:
        return logins.keep(
            account, found.login, way=found.way, by=by, now=now, lacking=found.lacking
        )
    except access.WrongAccount as error:
        raise NotConnected(_other(error.found, account)) from error


def finish(pending: Pending, answer: Mapping[str, str], *, by: str, now: datetime) -> models.Access:
    """The person came back with the network's answer. :raises NotConnected:"""
    account = Account.objects.filter(pk=pending.account).first()
    if account is None:
        raise NotConnected(_("The account is no longer in the directory."))
    return keep(account, answered(account, pending, answer, now=now), by=by, now=now)


def test(account: Account, *, by: str, now: datetime) -> models.Access:
    """Ask the network whether the login counts, and what it gives no permission for. :raises NotConnected:"""
    connector = _connector(account)
    with _asking() as http:
        try:
            login = access.fresh(account, http, now)
            if login is None:
                raise NotConnected(_("The account is not connected, or must be connected again."))
            with spending.metered(account.access, http, now):
                tested = connector.test(login, http, now)
        except Expired as error:
            logins.expire(account, error, now=now)
            raise
        if tested.author.id != login.account_id:
            raise NotConnected(_other(tested.author.handle, account))
    access.lack(account, tested.lacking, by=by, now=now)
    logins.tell(now=now)
    return models.Access.objects.get(account=account)


def disconnect(account: Account, *, by: str, now: datetime) -> bool:
    """Forget the login here, and have the network forget it where it can. False where there was none.

    :raises NotConnected: it is forgotten here; the network could not be told.
    """
    try:
        with web.client() as http:
            return logins.revoke(account, by=by, now=now, http=http)
    except (NetworkError, secrets.SecretChanged) as error:
        said = _("It is forgotten here. The network could not be told: take it back there, too.")
        raise NotConnected(said, error.detail) from error


def limit(account: Account, cap: Decimal | None, *, by: str, now: datetime) -> None:
    """How many US dollars a month it may cost; None: no cap."""
    access.limit(account, cap, by=by, now=now)
    logins.tell(now=now)


def _connector(account: Account) -> Connector:
    found = access.connector(account.network)
    if found is None:
        raise NotConnected(refusal(account))
    return found


def _opened(
    account: Account, login: Access, way: str, connector: Connector, http: Http, now: datetime
) -> Opened:
    _demand_the_right(account, login, http)
    return Opened(login, way, connector.test(login, http, now).lacking)


def _demand_the_right(account: Account, login: Access, http: Http) -> None:
    """What nobody has asked the network yet is asked now: whose account is meant by the address."""
    known = account.native_id or _asked_for(account, http)
    same = known == login.account_id if known else _bare(account.handle) == _bare(login.handle)
    if not same:
        raise NotConnected(_other(login.handle or login.account_id, account))


def _asked_for(account: Account, http: Http) -> str:
    try:
        found = registry.get(account.network).recognise(account.url or account.address, http)
    except NetworkError:
        return ""
    return found.author.id if found and found.network == account.network else ""


def _bare(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()


def _other(found: str, account: Account) -> str:
    said = _("This login is that of {found}, and not of {account}. Nothing is kept.")
    return said.format(found=found, account=words.channel(account))


@contextmanager
def _asking() -> Iterator[Http]:
    """What goes wrong is told in words. :raises NotConnected:"""
    try:
        with web.client() as http:
            yield http
    except (NetworkError, secrets.SecretChanged) as error:
        raise NotConnected(login_words.refusal(error.code), error.detail) from error
