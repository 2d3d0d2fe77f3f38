"""Whether a draft can go out to all its channels as it is: everything that stands in the way, told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tilstede.core.decide import PUBLIC
from tilstede.core.post import Visibility
from tilstede.networks.kit import elements, limits, registry
from tilstede.networks.kit.contract import Network
from tilstede.networks.kit.errors import NetworkError
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Outgoing
from tilstede.office import access, policy, reach, secrets
from tilstede.office.models import Account
from tilstede.outbox import checking, must_see, own_pages, policies, targets, words
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Delivery
from tilstede.posts import read

Policy = policy.Policy
_FEWEST_FIRST: Final[tuple[Visibility, ...]] = ("direct", "followers", "unlisted", "public")
#: A language as BCP 47 has it: two or three letters, and what comes behind.
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it cannot go out to a channel. ``account``: None when it concerns all. ``part``: of a thread, from 1; 0 for
    the whole. ``text``: in words. ``key``: with which a person may say that it can stand (`Draft.confirmed`); "" where
    nobody may. ``found``: the words it is about."""

    account: Account | None
    part: int
    text: str
    key: str = ""
    found: str = ""

    def __str__(self) -> str:
        name = words.channel(self.account) if self.account else ""
        return f"{name}: {self.text}" if name else self.text


def settled(draft: Draft) -> Draft:
    """The same, saying who shall see it: all, but of an answer no more than could see what is answered, where the
    network has that choice."""
    if draft.visibility is not None:
        return draft
    return replace(draft, visibility=_answering(draft.reply_to))


def audience(number: int) -> str:
    """Who can see an answer to this post, in words; ``""`` where all could see the post too."""
    if targets.visibility(number) in (None, *PUBLIC):
        return ""
    target, chosen = targets.of(number), _answering(number)
    told = target is not None and own_pages.limits_of(target.post.network).bare_answers
    return words.audience("" if told and chosen != "direct" else chosen)


def _answering(number: int | None) -> Visibility:
    """As few as could see what is answered; all, where the network knows no such few."""
    answered = targets.visibility(number) if number is not None else None
    if answered in (None, "public"):
        return "public"
    return answered if answered == "direct" or _can_choose(number, answered) else "public"


def _can_choose(number: int | None, visibility: Visibility) -> bool:
    """Whether an answer to the post can be for these alone."""
    target = targets.of(number) if number is not None else None
    if target is None:
        return False
    told = elements.of_answers(own_pages.limits_of(target.post.network))
    return visibility in told.visibilities


def problems(
    draft: Draft,
    accounts: Sequence[Account],
    *,
    http: Http,
    now: datetime,
    of: Delivery | None = None,
) -> list[Problem]:
    """All faults of all parts in all channels, and what the checks stop. ``of``: a post of ours that the draft is
    another wording of."""
    found = [Problem(None, 0, text) for text in _of_itself(draft, accounts, of)]
    if found:
        return found
    found = list(_stopped(draft))
    for account in accounts:
        found += _of_channel(draft, account, http, now, of)
    return found


def _of_itself(draft: Draft, accounts: Sequence[Account], of: Delivery | None) -> Iterator[str]:
    if not accounts:
        yield words.problem("no-account")
    if not draft.parts:
        yield words.problem("empty")
    for part in draft.parts:
        written_before = of is not None and of.cleared.language == part.language
        if part.language and not written_before and not _LANGUAGE.fullmatch(part.language):
            yield words.problem("no-language", where=part.language)
        for file in part.media:
            if not file.path.is_file():
                yield words.problem("no-file", where=str(file.path))
    for number in filter(None, (draft.reply_to, draft.quote_of)):
        shown = read.one(number, public=False)
        if shown is None:
            yield words.problem("no-post", where=str(number))
        elif shown.post is None:
            yield words.problem("answered-gone", where=str(number))
    yield from _private(draft)


def _private(draft: Draft) -> Iterator[str]:
    """What was said to few is told to no others."""
    least = _answering(draft.reply_to)
    if least == "direct" and draft.visibility != "direct":
        yield words.problem("answered-private", where=str(draft.reply_to))
    if least == "followers" and draft.visibility in PUBLIC:
        yield words.problem("answered-followers", where=str(draft.reply_to))
    if draft.quote_of is not None and targets.visibility(draft.quote_of) not in (None, *PUBLIC):
        yield words.problem("quoted-private", where=str(draft.quote_of))


def _stopped(draft: Draft) -> Iterator[Problem]:
    """What a second person must see first, and what the checks stop."""
    for topic in must_see.of(draft):
        yield Problem(None, 0, words.problem("must-see", where=topic))
    for finding in checking.stops(draft, _source(draft)):
        part = finding.part + 1 if finding.place == "text" and len(draft.parts) > 1 else 0
        yield Problem(None, part, checking.said(finding), checking.key(finding), finding.found)


def _source(draft: Draft) -> Visibility | None:
    """Who could see what it answers or quotes: the fewest."""
    numbers = filter(None, (draft.reply_to, draft.quote_of))
    seen = {targets.visibility(number) for number in numbers}
    return next((one for one in _FEWEST_FIRST if one in seen), None)


def _of_channel(
    draft: Draft, account: Account, http: Http, now: datetime, of: Delivery | None
) -> Iterator[Problem]:
    network = registry.get(account.network) if registry.exists(account.network) else None
    sender = network.sender() if network else None
    decided = policy.of(account, answers=draft.reply_to is not None)
    if decided in (Policy.LISTEN, Policy.NO) or policies.is_closed(account):
        yield Problem(account, 0, words.policy(account))
        return
    if decided == Policy.HAND:
        yield from _unfit(draft, account, own_pages.limits_of(account.network), now, of)
        return
    if network is None or sender is None:
        yield Problem(account, 0, words.problem("not-sent-to"))
        return
    try:
        login = access.of(account)
    except secrets.SecretChanged as error:
        yield Problem(account, 0, words.network_said(error))
        return
    if login is None:
        yield Problem(account, 0, words.problem("not-connected"))
        return
    try:
        told = sender.limits(login, http)
    except NetworkError:
        # What cannot be asked now must keep nobody from clearing: it waits in the outbox.
        told = sender.limits(None, None)
    for code in dict.fromkeys(_missing(draft, network, account.access.lacking)):
        yield Problem(account, 0, words.problem(code))
    if told.names_answered and draft.visibility not in PUBLIC:
        yield from _unnamed(draft, account)
    yield from _unfit(draft, account, told, now, of)


def _unnamed(draft: Draft, account: Account) -> Iterator[Problem]:
    """An answer for few, none of whose words says to whom it goes: he would never see it."""
    target = targets.of(draft.reply_to) if draft.reply_to is not None else None
    author = target.post.author if target else None
    if author is None or not author.handle or is_by(author.id, account):
        return
    name = f"@{author.handle}"
    for place, part in enumerate(draft.parts, 1):
        if name.casefold() not in part.text.casefold():
            number = place if len(draft.parts) > 1 else 0
            yield Problem(account, number, words.problem("unnamed", where=name))


def opening(number: int, accounts: Sequence[Account]) -> str:
    """How an answer to the post begins where whoever wrote it is told of it only when named; "" elsewhere, and where it
    is one of ``accounts``, which may answer: nobody greets themselves."""
    target = targets.of(number)
    if target is None or not target.post.author.handle or not registry.exists(target.post.network):
        return ""
    if any(is_by(target.post.author.id, account) for account in accounts):
        return ""
    sender = registry.get(target.post.network).sender()
    named = sender is not None and sender.limits(None, None).names_answered
    return f"@{target.post.author.handle} " if named else ""


def is_by(author: str, account: Account) -> bool:
    """Whether the author of that permanent id is this account of ours, on its network."""
    login = getattr(account, "access", None)
    return author in filter(None, (account.native_id, login.native_id if login else ""))


def _unfit(
    draft: Draft, account: Account, told: limits.Limits, now: datetime, of: Delivery | None
) -> Iterator[Problem]:
    """What is longer, larger or more than the network takes, or has no place there."""
    kept = of is not None and bool(of.cleared.media)
    answered = of is not None and (of.cleared.reply_to is not None or of.previous_id is not None)
    for place, part in enumerate(draft.parts, 1):
        number = place if len(draft.parts) > 1 else 0
        answers = answered or place > 1 or draft.reply_to is not None
        what = _outgoing(draft, part, now)
        for fault in limits.faults(what, told, answers=answers, kept=kept and not part.media):
            yield Problem(account, number, words.fault(fault, number))


def _missing(draft: Draft, network: Network, lacking: Sequence[str]) -> Iterator[str]:
    """What is asked of the network that it cannot do, or that the login gives no permission for."""
    answers = draft.reply_to is not None
    needs = {
        "send": not answers,
        "reply": answers or len(draft.parts) > 1,
        "quote": draft.quote_of is not None,
        "media": any(part.media for part in draft.parts),
        "alt": any(file.alt for part in draft.parts for file in part.media),
        "poll": any(part.poll for part in draft.parts),
        "captions": any(file.captions for part in draft.parts for file in part.media),
    }
    for ability in (name for name, needed in needs.items() if needed):
        if ability not in network.abilities:
            yield f"no-{ability}"
        elif ability in reach.out_of_reach(network.name):
            yield "no-address"
        elif ability in lacking:
            yield "lacking"
    for number in filter(None, (draft.reply_to, draft.quote_of)):
        target = targets.of(number)
        if target is not None and target.post.network != network.name:
            yield "other-network"


def _outgoing(draft: Draft, part: Part, now: datetime) -> Outgoing:
    return Outgoing(
        key="0",
        made=now,
        text=part.text,
        title=part.title,
        language=part.language,
        warning=part.warning,
        visibility=draft.visibility or "public",
        media=part.media,
        card=part.card,
        poll=part.poll,
        tags=part.tags,
    )
