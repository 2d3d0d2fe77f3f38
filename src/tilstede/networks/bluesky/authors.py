"""Who writes, kept while a stream is listened to: looked up when it first speaks, and anew when it has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tilstede.networks.bluesky import fetch, identity
from tilstede.networks.bluesky.identity import Identity
from tilstede.networks.kit.contract import NetworkError
from tilstede.networks.kit.profiles.bluesky import Places

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_KEPT: Final = 2_000


class Writer(NamedTuple):
    """``profile``: what items keep of it (`identity.profile`). ``key``: as in its document."""

    profile: dict[str, Any]
    key: str


class Authors:
    """The accounts that are wanted. ``wanted``: their ids; empty for all."""

    def __init__(self, wanted: Collection[str], http: Http, where: Places) -> None:
        self.wanted = frozenset(wanted)
        self._http = http
        self._where = where
        self._known: OrderedDict[str, Writer] = OrderedDict()

    def is_wanted(self, did: str) -> bool:
        return not self.wanted or did in self.wanted

    def of(self, did: str) -> Writer:
        """The account, as far as it can be looked up now."""
        known = self._known.get(did)
        if known is None:
            known = self._known[did] = self._looked_up(did)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return known

    def forget(self, did: str) -> None:
        """It has changed: it is looked up anew when it next speaks."""
        self._known.pop(did, None)

    def _looked_up(self, did: str) -> Writer:
        try:
            whose = identity.of(did, self._http, self._where)
        except NetworkError:
            return Writer(identity.profile(Identity(did, "", "", ""), {}), "")
        shown = fetch.profile_of(whose, self._http, self._where)
        return Writer(identity.profile(whose, shown), whose.key)
