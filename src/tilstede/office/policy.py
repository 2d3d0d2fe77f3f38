"""What was decided about writing from an account, and what holds where nothing was."""

from __future__ import annotations

from typing import Final

from tilstede.networks.kit import registry
from tilstede.office.models import Account

Policy = Account.Policy
#: Networks on which a person cannot begin a post by hand: a letter needs somebody it goes to.
_ANSWERS_ONLY: Final = frozenset({"email"})


def of(account: Account, *, answers: bool = False) -> Policy:
    """How something is written from the account: as was decided, else as its network allows.

    ``answers``: whether it is an answer; there are networks that take those and nothing else.
    """
    if account.policy:
        return Policy(account.policy)
    if account.network in _ANSWERS_ONLY or _sends(account.network, "reply" if answers else "send"):
        return Policy.POST
    return Policy.HAND


def _sends(network: str, ability: str) -> bool:
    return registry.exists(network) and ability in registry.get(network).abilities
