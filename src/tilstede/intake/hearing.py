"""What others say, followed as an account is: answers and mentions, a hashtag, words, one thread, a mailbox.

What comes so is *heard*: it is recorded as all else, and stands in no public stream.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tilstede.intake import following, sources
from tilstede.intake.models import Source
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import What
from tilstede.office.models import Account
from tilstede.record import append

#: What a source is -> the ability of a network that it needs.
NEEDS: Final[dict[What, str]] = {
    "mentions": "mentions",
    "mailbox": "mentions",
    "hashtag": "hashtag",
    "search": "search",
    "thread": "thread",
}


def of_account(account: Account, *, by: str, now: datetime) -> Source | None:
    """Hear what is said to a connected account, where its network tells; None where it does not. Of a closed network
    its own posts can now be read too.
    """
    with transaction.atomic():
        append.hold()
        following.settle(now=now)
    if "mentions" not in registry.get(account.network).abilities:
        return None
    what: What = "mailbox" if account.network == "email" else "mentions"
    return hear(what, account.native_id, account=account, by=by, now=now)


def hear(what: What, address: str, *, account: Account, by: str, now: datetime) -> Source:
    """Hear something from now on, with the login of an account of the directory. Asking again resumes, with this
    account's login; what is heard already is heard once, with the login of who asked first.

    ``address``: the account's own id, a hashtag without its sign, the words of a search, a post's alias.
    :raises sources.NotFollowed: the account's network cannot tell of it.
    """
    network = registry.get(account.network)
    if NEEDS[what] not in network.abilities:
        said = _("{network} does not let us hear this.")
        raise sources.NotFollowed(said.format(network=network.title))
    with transaction.atomic():
        append.hold()
        source, new = Source.objects.get_or_create(
            network=account.network,
            address=address.strip(),
            what=what,
            defaults={
                "account_id": account.native_id,
                "title": account.handle or account.native_id,
                "handle": account.handle,
                "url": account.url,
                "next_try": now,
            },
        )
        if new or source.state != Source.State.FOLLOWED:
            sources.note("followed", source, by=by, now=now)
            source.state, source.why, source.detail = Source.State.FOLLOWED, "", ""
            source.next_try, source.account_id = now, account.native_id
            source.save(update_fields=("state", "why", "detail", "next_try", "account_id"))
    return source
