"""What was decided about writing from an account, and what holds where nothing was."""

from __future__ import annotations

from typing import Final

from tilstede.office import reach
from tilstede.office.models import Access, Account

Policy = Account.Policy
#: Networks on which a person cannot begin a post by hand: a letter needs somebody it goes to.
_ANSWERS_ONLY: Final = frozenset({"email"})
#: Networks that let few apps in: without a login that may, a person writes on the network's own pages.
_BY_HAND_WITHOUT: Final = frozenset({"instagram", "linkedin"})


def of(account: Account, *, answers: bool = False) -> Policy:
    """How something is written from the account: as was decided, else as its network allows.

    ``answers``: whether it is an answer; there are networks that take those and nothing else.
    """
    if account.policy:
        return Policy(account.policy)
    needed = "reply" if answers else "send"
    if account.network in _BY_HAND_WITHOUT and not _may(account, needed):
        return Policy.HAND
    if account.network in _ANSWERS_ONLY or needed in reach.abilities(account.network):
        return Policy.POST
    return Policy.HAND


def _may(account: Account, ability: str) -> bool:
    """Whether it has a login with permission for it, be it one that has run out and is to be given anew."""
    login: Access | None = getattr(account, "access", None)
    if login is None or login.state == Access.State.REVOKED:
        return False
    return ability not in login.lacking
