"""What is done at a network by decision, beside sending: edit, delete, hide, block, boost, like, follow. Each with a
reason; and against others (`AGAINST`) by a house rule alone, which `outbox.moderating` sees to.

It is done by the worker, once, and recorded as `acted` when the network has done it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from tilstede.core import account_address
from tilstede.core.checks import registry as checks
from tilstede.core.checks.kit import Finding
from tilstede.core.decide import PUBLIC
from tilstede.networks.kit import registry
from tilstede.networks.kit.outgoing import Target
from tilstede.office import policy, reach
from tilstede.office.models import Account
from tilstede.outbox import (
    checking,
    clear,
    errands,
    fitting,
    must_see,
    passing,
    policies,
    queries,
    seeing,
    targets,
    web,
    words,
)
from tilstede.outbox.draft import Draft, Part, cleaned
from tilstede.outbox.fitting import Problem
from tilstede.outbox.models import Act, Delivery, ability
from tilstede.posts import read

Kind = Act.Kind
#: What of our own is known to stand at its network.
STANDING: Final = queries.STANDING
#: What takes something from somebody else.
AGAINST: Final = frozenset({Kind.HIDE, Kind.REMOVE, Kind.BLOCK})
#: What is not begun or not ended, so that the same order is no second one.
_UNDER_WAY: Final = (Act.State.WAITING, Act.State.SENDING)


def edit(
    delivery: Delivery,
    part: Part,
    *,
    reason: str,
    by: str,
    now: datetime,
    confirmed: frozenset[str] = frozenset(),
) -> Act:
    """Give a post of ours another wording. Without files of its own it keeps those it has.

    ``confirmed``: as a `Draft` has it.
    :raises clear.NotCleared: it cannot be, in words.
    """
    account = _standing(delivery, Kind.EDIT, reason)
    draft = Draft(parts=(cleaned(part),), visibility=visibility(delivery), confirmed=confirmed)
    with web.client() as http:
        found = fitting.problems(draft, [account], http=http, now=now, of=delivery)
    if found:
        raise clear.NotCleared(found)
    with transaction.atomic():
        (row,) = clear.keep(draft, [account], by=by, now=now, of=delivery.pk)
        about: dict[str, Any] = {"delivery": delivery, "cleared": row, "events": [row.event]}
        return _order(account, Kind.EDIT, reason, by, now, **about)


def reworded(delivery: Delivery, text: str) -> Part:
    """The post as it was cleared, with other words."""
    was = queries.wording(delivery)
    return Part(
        text=text,
        title=was.title,
        language=was.language,
        warning=was.warning,
        tags=tuple(was.tags),
    )


def possible(account: Account | None) -> frozenset[str]:
    """What can be ordered with the account now: kinds of `Act`."""
    if account is None:
        return frozenset()
    able = _abilities(account)
    kinds = {str(kind) for kind in Kind if ability(kind) in able}
    return frozenset(kinds & policies.ALWAYS if policies.refusal(account) else kinds)


def can_answer(account: Account) -> bool:
    """Whether an answer goes out from it: sent from here, or published by a person."""
    how = policy.of(account, answers=True)
    if policies.is_closed(account) or how in (policy.Policy.LISTEN, policy.Policy.NO):
        return False
    return how == policy.Policy.HAND or "reply" in _abilities(account)


def _abilities(account: Account) -> frozenset[str]:
    """What can be done with its login; nothing where there is none that counts."""
    login = getattr(account, "access", None)
    if login is None or not login.usable:
        return frozenset()
    return reach.abilities(account.network) - set(login.lacking)


def delete(delivery: Delivery, *, reason: str, by: str, now: datetime) -> Act:
    """Take a post of ours away from its network; the record keeps it. :raises clear.NotCleared:"""
    account = _standing(delivery, Kind.DELETE, reason)
    return _order(account, Kind.DELETE, reason, by, now, delivery=delivery)


def moderate(
    number: int,
    account: Account,
    kind: Act.Kind,
    *,
    rule: str,
    reason: str,
    by: str,
    now: datetime,
    address: str = "",
    due: datetime | None = None,
) -> Act:
    """Hide or delete an answer under one of our posts, block its author, or take back the one or the other.

    ``rule``: as `Act` has it. ``address``: whom to block or let in; "": the post's author, who must not have withdrawn
    it. ``due``: it waits until then, unless `hasten` is called before.
    :raises clear.NotCleared: the network has no such thing, nothing is connected, or rule or reason is missing.
    """
    if kind in AGAINST and not rule:
        raise _not_done(account, "no-rule")
    about: dict[str, Any] = {"post": number, "rule": rule}
    if ability(kind) == "block" and address:
        _demand(account, kind, reason)
        about["address"] = address
    else:
        target = _target(number, account, kind, reason)
        about |= {"address": target.post.author.id} if ability(kind) == "block" else {}
    return _order(account, kind, reason, by, now, due=due, **about)


def hasten(act: Act, *, now: datetime) -> None:
    """What it waited for has come: it is done now. Nothing happens where it is begun already."""
    with transaction.atomic():
        waiting = Act.objects.filter(pk=act.pk, state=Act.State.WAITING, next_try__gt=now)
        if waiting.update(next_try=now):
            errands.schedule(act)


def boost(
    number: int,
    account: Account,
    *,
    reason: str,
    by: str,
    now: datetime,
    confirmed: frozenset[str] = frozenset(),
    judged: bool = False,
) -> Act:
    """Pass someone's post on.

    ``confirmed``: what a person has looked at in it, and says may stand, as a `Draft` has it. ``judged``: it was
    thought through whether it could do harm, by as many as it needs.
    :raises clear.NotCleared: a check stops it (`passing`), a second person must see it first, or as `moderate` has it.
    """
    for topic in () if judged else must_see.of_post(number):
        raise _not_done(account, "must-see", topic)
    _passable(number, account, Kind.BOOST, reason, confirmed)
    return _order(account, Kind.BOOST, reason, by, now, post=number)


def like(
    number: int,
    account: Account,
    *,
    reason: str,
    by: str,
    now: datetime,
    confirmed: frozenset[str] = frozenset(),
) -> Act:
    """As `boost`. :raises clear.NotCleared:"""
    _passable(number, account, Kind.LIKE, reason, confirmed)
    return _order(account, Kind.LIKE, reason, by, now, post=number)


def follow(
    address: str,
    account: Account,
    *,
    reason: str,
    by: str,
    now: datetime,
    confirmed: frozenset[str] = frozenset(),
    of: int | None = None,
) -> Act:
    """Have our account follow another at its network.

    ``of``: a post of the one that is followed, by which more is known of them. ``confirmed``: as in `boost`.
    :raises clear.NotCleared:
    """
    address = address.strip()
    _demand(account, Kind.FOLLOW, reason)
    if not account_address.can_name(address, account.network):
        raise _not_done(account, "no-such-account", address)
    found = passing.about_account(account.network, (address,))
    found += passing.about_post(Kind.FOLLOW, of) if of is not None else []
    _stopped(account, found, confirmed)
    return _order(account, Kind.FOLLOW, reason, by, now, address=address)


def _passable(
    number: int, account: Account, kind: Act.Kind, reason: str, confirmed: frozenset[str]
) -> None:
    """:raises clear.NotCleared:"""
    _target(number, account, kind, reason)
    shown = read.one(number, public=False)
    if shown is None or not seeing.at_machine(shown):
        raise _not_done(account, "kept-back", str(number))
    _stopped(account, passing.about_post(kind, number), confirmed)


def _stopped(account: Account, found: list[Finding], confirmed: frozenset[str]) -> None:
    """:raises clear.NotCleared: of what the checks have found, there is something that nobody has confirmed."""
    stops = checks.stops(found, confirmed)
    problems = [
        Problem(account, 0, checking.said(one), checking.key(one), one.found)
        for one in {one.key: one for one in stops}.values()
    ]
    if problems:
        raise clear.NotCleared(problems)


def _target(number: int, account: Account, kind: Act.Kind, reason: str) -> Target:
    """:raises clear.NotCleared:"""
    _demand(account, kind, reason)
    target = targets.of(number)
    if target is None:
        raise _not_done(account, "no-post", str(number))
    if target.post.network != account.network:
        raise _not_done(account, "other-network")
    if kind == Kind.BOOST and targets.visibility(number) not in PUBLIC:
        raise _not_done(account, "boost-private", str(number))
    return target


def _standing(delivery: Delivery, kind: Act.Kind, reason: str) -> Account:
    account = delivery.account
    if delivery.by_hand:
        raise _not_done(account, "by-hand")
    if account is None or delivery.state not in STANDING or not delivery.sent_id:
        raise _not_done(account, "not-standing")
    if queries.is_deleted(delivery):
        raise _not_done(account, "deleted")
    _demand(account, kind, reason)
    return account


def _demand(account: Account, kind: Act.Kind, reason: str) -> None:
    """:raises clear.NotCleared: no reason was given, the network has no such thing, or there is no login."""
    known = registry.get(account.network) if registry.exists(account.network) else None
    if known is None or ability(kind) not in known.abilities:
        raise _not_done(account, f"no-{ability(kind)}")
    if kind not in policies.ALWAYS and policies.refusal(account):
        raise clear.NotCleared([Problem(account, 0, words.policy(account))])
    if not reason.strip():
        raise _not_done(account, "no-reason")
    if not hasattr(account, "access") or not account.access.usable:
        raise _not_done(account, "not-connected")


def _order(
    account: Account,
    kind: Act.Kind,
    reason: str,
    by: str,
    now: datetime,
    *,
    due: datetime | None = None,
    **about: Any,
) -> Act:
    same = {name: about[name] for name in about.keys() & {"address", "delivery", "post"}}
    with transaction.atomic():
        found = Act.objects.filter(account=account, kind=kind, state__in=_UNDER_WAY, **same)
        standing = None if kind == Kind.EDIT else found.first()
        if standing is not None:
            return standing
        row = Act.objects.create(
            account=account,
            network=account.network,
            native_id=account.access.native_id,
            handle=account.handle or account.access.handle,
            kind=kind,
            reason=reason.strip(),
            by=by,
            made=now,
            since=now,
            next_try=due or now,
            **about,
        )
        errands.schedule(row, due)
    return row


def _not_done(account: Account | None, code: str, where: str = "") -> clear.NotCleared:
    return clear.NotCleared([Problem(account, 0, words.problem(code, where=where))])


def visibility(delivery: Delivery) -> Any:
    """Who shall see it, as it was cleared."""
    return delivery.cleared.visibility
