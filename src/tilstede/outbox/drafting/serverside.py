"""What the networks' own servers take, as they said when they were last asked: a server of Mastodon's kind sets its own
limits.

Kept as files, so that all processes know the same. Asked when somebody begins to write, never while somebody types;
what no server has told is as documented, and the server is asked once more before anything is handed over.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings

from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import NetworkError
from tilstede.networks.kit.http import Http, Timeouts
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.sending import Sender
from tilstede.office import access
from tilstede.office import secrets as office_secrets
from tilstede.office.models import Account

#: Seconds for which an answer holds, and for which one that gave none is left alone.
_HOLDS, _REST = 86_400, 600
#: Seconds that somebody who opens a draft is kept waiting at most.
_PATIENCE: Final = 2.0
_SEVERAL: Final = 8


def limits(account: Account) -> Limits | None:
    """As its server told within a day; None where it has told nothing, or nothing that can be read any more."""
    try:
        held = _place(account).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return msgspec.json.decode(held, type=Limits) if held else None
    except msgspec.MsgspecError:
        return None  # a broken file is a cache that is empty


def learn(accounts: Iterable[Account]) -> None:
    """Ask the servers of those that are connected, all at once, and keep what they say."""
    asked = [
        (account, sender, login)
        for account in accounts
        if not _is_fresh(account) and (sender := _sender(account)) and (login := _login(account))
    ]
    if not asked:
        return
    timeouts = Timeouts(connect=_PATIENCE, read=_PATIENCE, whole=_PATIENCE)
    with (
        Http(allow_loopback=settings.LOOPBACK, timeouts=timeouts) as http,
        ThreadPoolExecutor(_SEVERAL) as several,
    ):
        told = several.map(lambda one: _told(one[1], one[2], http), asked)
        for (account, _sender_of, _login_to), found in zip(asked, told, strict=True):
            _keep(account, found)


def _told(sender: Sender, login: Access, http: Http) -> Limits | None:
    try:
        return sender.limits(login, http)
    except NetworkError:
        return None


def _sender(account: Account) -> Sender | None:
    return registry.get(account.network).sender() if registry.exists(account.network) else None


def _login(account: Account) -> Access | None:
    try:
        return access.of(account)
    except office_secrets.SecretChanged:
        return None


def _is_fresh(account: Account) -> bool:
    try:
        found = _place(account).stat()
    except FileNotFoundError:
        return False
    return time.time() - found.st_mtime < (_HOLDS if limits(account) else _REST)


def _keep(account: Account, told: Limits | None) -> None:
    """Where none is told now, what was told before stands."""
    place = _place(account)
    content = msgspec.json.encode(told) if told else b""
    if not content and place.exists():
        os.utime(place)
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    os.replace(draft, place)


def _place(account: Account) -> Path:
    return Path(settings.DATA) / "cache" / "limits" / f"{account.pk}.json"
