"""Whether something may be written from an account, by what was decided; and who decided so."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from tilstede.office.models import Account
from tilstede.outbox.models import Act

_CODES: Final = {
    Account.Policy.POST: "",
    Account.Policy.HAND: "policy-by-hand",
    Account.Policy.LISTEN: "policy-listen",
    Account.Policy.NO: "policy-no",
}


#: What may be done whatever was decided: to leave a network, one's posts are taken away there; and house rules hold
#: as long as anything of ours stands.
ALWAYS: Final = frozenset(
    {
        *(Act.Kind.DELETE, Act.Kind.HIDE, Act.Kind.SHOW),
        *(Act.Kind.REMOVE, Act.Kind.BLOCK, Act.Kind.UNBLOCK),
    }
)


def refusal(account: Account | None) -> str:
    """Why nothing is sent from it by us, a code of `words.WHY`; "" where it may be."""
    if account and is_closed(account):
        return "account-closed"
    return _CODES[Account.Policy(account.policy)] if account and account.policy else ""


def is_closed(account: Account) -> bool:
    """Whether its last day is over, as the directory has it: an office passed on, or the account was given up."""
    return account.until is not None and account.until < timezone.localdate()


def decided(account: Account) -> str:
    """Who decided how it is written from, when and why; "" where nobody did."""
    day = account.policy_date.isoformat() if account.policy_date else ""
    who = ", ".join(filter(None, (account.policy_by, day)))
    return ": ".join(filter(None, (who, account.policy_reason))) if account.policy else ""
