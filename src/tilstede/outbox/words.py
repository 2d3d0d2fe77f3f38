"""What stands in the way of a post, and how it stands with it, in words for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tilstede.networks.kit import registry
from tilstede.networks.kit.errors import NetworkError
from tilstede.networks.kit.limits import Fault
from tilstede.office import policy as office_policy
from tilstede.office.models import Access, Account
from tilstede.outbox import policies
from tilstede.outbox.models import Act, Delivery, Errand
from tilstede.posts import read

_PROBLEMS: Final[dict[str, Callable[[], str]]] = {
    "no-account": lambda: _("No account was chosen to send it from."),
    "empty": lambda: _("There is nothing in it: no words, no pictures."),
    "no-file": lambda: _("There is no file {where}."),
    "no-post": lambda: _("There is no post {where} in the record."),
    "answered-gone": lambda: _("Post {where} was withdrawn by its author."),
    "answered-private": lambda: _(
        "Post {where} is private: an answer to it goes to those who can see it, and to nobody else."
    ),
    "quoted-private": lambda: _("Post {where} is private, and is not shown to others."),
    "not-sent-to": lambda: _("Nothing can be sent to this network from here."),
    "not-connected": lambda: _("The account is not connected, or must be connected again."),
    "lacking": lambda: _("The login gives no permission for this. Connect the account again."),
    "other-network": lambda: _("What is answered or quoted stands on another network."),
    "no-send": lambda: _("Nothing can be sent to this network from here."),
    "no-reply": lambda: _("Answers and threads cannot be sent to this network."),
    "no-quote": lambda: _("Posts cannot be quoted on this network."),
    "no-media": lambda: _("Pictures and films cannot be sent to this network."),
    "no-alt": lambda: _("Descriptions of pictures cannot be sent to this network."),
    "no-poll": lambda: _("Polls cannot be held on this network."),
    "no-captions": lambda: _("Captions cannot be sent to this network."),
}

_ORDERS: Final[dict[str, Callable[[], str]]] = {
    "no-edit": lambda: _("Posts cannot be edited on this network."),
    "no-delete": lambda: _("Posts cannot be deleted on this network."),
    "no-hide": lambda: _("Answers cannot be hidden on this network."),
    "no-remove": lambda: _("What others wrote cannot be deleted on this network from here."),
    "no-block": lambda: _("Accounts cannot be blocked on this network from here."),
    "no-rule": lambda: _("Say which of the house rules it breaks."),
    "no-boost": lambda: _("Posts cannot be boosted on this network."),
    "no-like": lambda: _("Posts cannot be liked on this network."),
    "no-follow": lambda: _("Accounts cannot be followed on this network."),
    "no-reason": lambda: _("Say why: it is kept in the record."),
    "not-standing": lambda: _("That post is not known to stand at the network."),
    "by-hand": lambda: _(
        "It was published by hand: change it by hand, too, on the network's own pages."
    ),
}

_FAULTS: Final[dict[str, Callable[[], str]]] = {
    "text": lambda: _("The text is {has} long; at most {most} is taken."),
    "bytes": lambda: _("The text takes {has} bytes; at most {most} are taken."),
    "title": lambda: _("The title is {has} long; at most {most} is taken."),
    "pictures": lambda: _("There are {has} pictures; at most {most} are taken."),
    "films": lambda: _("There are {has} films; at most {most} are taken."),
    "size": lambda: _("{where} has {has} bytes; at most {most} are taken."),
    "kind": lambda: _("{where} is of a kind that is not taken."),
    "alt": lambda: _("The description of {where} is {has} long; at most {most} is taken."),
    "options": lambda: _("The poll has {has} options; at most {most} are taken."),
    "option": lambda: _("The option “{where}” is {has} long; at most {most} is taken."),
    "empty": lambda: _("There is nothing in it: no words, no pictures."),
}

#: Why an errand waits, failed, or needs a person; what the network said stands beside it.
WHY: Final[dict[str, Callable[[], str]]] = {
    "expired": lambda: _(
        "The login no longer counts. An administrator must connect the account again; within a day it is then sent"
        " by itself."
    ),
    "secret-changed": lambda: _(
        "The stored login cannot be read, because the installation's secret was changed. An administrator must"
        " connect the account again."
    ),
    "left-directory": lambda: _("The account is no longer in the directory."),
    "previous": lambda: _("The part before it is not sent yet."),
    "cap": lambda: _(
        "The month's cap for this account is reached. Raise it, and try again, or let it be."
    ),
    "cap-unread": lambda: _(
        "It was sent, but is not read back: the month's cap for this account is reached."
    ),
    "unreachable": lambda: _("The network does not answer."),
    "throttled": lambda: _("The network asks us to wait."),
    "behind": lambda: _(
        "The network asks us to wait with what was ordered before it from this account; this goes after that."
    ),
    "renewing": lambda: _("The login is being renewed."),
    "refused": lambda: _("The network does not let this account do it."),
    "rejected": lambda: _("The network does not take it as it is."),
    "not-found": lambda: _("What it is about is not there any more."),
    "forbidden": lambda: _("The network's address may not be reached from here."),
    "not-understood": lambda: _("The network answered with something else than was asked for."),
    "account-changed": lambda: _("The name belongs to another account now."),
    "given-up": lambda: _("It was tried for a whole day, and the network never took it."),
    "no-answer": lambda: _("No clear answer came. Whether it was sent is looked up."),
    "died": lambda: _("The work was cut off while it was sent. Whether it was sent is looked up."),
    "fault": lambda: _("A fault in this program. The operator finds it in the log."),
    "restored": lambda: _(
        "A backup was put back. Whether it was sent after the backup was made is looked up."
    ),
    "cannot-tell": lambda: _(
        "Whether it was sent cannot be found out. Look at the account, then say: it stands, send it again, or let"
        " it be."
    ),
    "not-read-back": lambda: _("It was sent, but could not be read back."),
    "not-there": lambda: _("The network took it, but it cannot be seen there."),
    "said-so": lambda: _("A person has looked, and says that it stands there."),
    "no-address": lambda: _("It was published by hand, and has no address."),
    "published": lambda: _(
        "It was published by hand. Whether it stands there as it was cleared is seen when it is read from there."
    ),
    "dropped": lambda: _("A person decided to let it be."),
    "account-closed": lambda: _(
        "The directory says that the account is closed: its last day is over."
    ),
    "policy-by-hand": lambda: _("By decision, what is written from this account is sent by hand."),
    "policy-listen": lambda: _("By decision nothing is written from this account: we only listen."),
    "policy-no": lambda: _("By decision nothing is written from this account: we are not there."),
    "file-destroyed": lambda: _("A file of it was destroyed since it was cleared."),
    "answered-gone": lambda: _("What it answers was withdrawn by its author."),
    "quoted-gone": lambda: _("What it quotes was withdrawn by its author."),
    "not-sent-to": lambda: _("Nothing can be sent to this network from here."),
}

_DIFFERENCES: Final[dict[str, Callable[[], str]]] = {
    "text": lambda: _("The text there is: {found}"),
    "title": lambda: _("The title there is: {found}"),
    "warning": lambda: _("The warning there is: {found}"),
    "language": lambda: _("The language there is {found}, and not {sent}."),
    "visibility": lambda: _("Who can see it there: {found}, and not {sent}."),
    "media": lambda: _("Pictures and films there: {found}. Sent: {sent}."),
    "alt": lambda: _("A description there is “{found}”, and not “{sent}”."),
    "link": lambda: _("The link {sent} is not there."),
    "reply": lambda: _("It does not stand as an answer there."),
    "poll": lambda: _("The options of the poll there are: {found}"),
    "gone": lambda: _("It cannot be seen there."),
    "stands": lambda: _("It can still be seen there: {found}"),
}


def channel(account: Account) -> str:
    """An account, as people know it."""
    return name(account.network, account.handle or account.url or account.native_id)


def name(network: str, handle: str) -> str:
    """A network and who speaks there."""
    title = registry.get(network).title if registry.exists(network) else network
    return f"{title} {handle}".strip()


def problem(code: str, *, where: str = "") -> str:
    """Why a draft is not cleared, or something is not done."""
    return (_PROBLEMS | _ORDERS)[code]().format(where=where)


def fault(found: Fault, part: int = 0) -> str:
    """What of a post a network would not take. ``part``: of a thread, from 1; 0 where it is none."""
    said = _FAULTS[found.code]().format(has=found.has, most=found.most, where=found.where)
    return _("Part {number}: {said}").format(number=part, said=said) if part else said


def network_said(error: NetworkError) -> str:
    """What went wrong, with the network's own words behind."""
    return explained(error.code, error.detail)


def policy_of(account: Account) -> str:
    """How it is written from the account, and who decided so; what holds where nothing was decided."""
    known = office_policy.of(account)
    said = _HOW[known]()
    return f"{said} ({policies.decided(account)})" if account.policy else said


_HOW: Final[dict[str, Callable[[], str]]] = {
    Account.Policy.POST: lambda: _("What is cleared is sent from here."),
    Account.Policy.HAND: lambda: _("What is cleared is published by hand, on the network's pages."),
    Account.Policy.LISTEN: lambda: _("Nothing is written from it: we only listen."),
    Account.Policy.NO: lambda: _("Nothing is written from it: we are not there."),
}


def policy(account: Account) -> str:
    """Why nothing is sent from it, and who decided so."""
    return explained(policies.refusal(account), policies.decided(account))


def explained(code: str, detail: str) -> str:
    """A code of WHY as a sentence, with what lies behind it."""
    said = WHY[code]() if code in WHY else ""
    return f"{said} ({detail})" if said and detail else said or detail


def reason(row: Errand) -> str:
    """Why it waits, failed, or needs a person; "" where all is well."""
    return explained(row.why, row.detail)


def state(row: Delivery | Act) -> str:
    """How it stands, in a word or two."""
    if isinstance(row, Act) and row.state in (Errand.State.SENT, Errand.State.CONFIRMED):
        return pgettext("state of something ordered", "done")
    if isinstance(row, Act) and row.state == Errand.State.FAILED:
        return pgettext("state of something ordered", "not done")
    return row.get_state_display()


def beside(row: Delivery) -> list[tuple[str, str]]:
    """What belongs to a post beside its words and files, as (what it is, what it says)."""
    was = row.cleared
    poll = was.poll or {}
    card = was.card or {}
    in_thread = row.position or Delivery.objects.filter(previous=row).exists()
    said = [
        (_("Part of a thread"), str(row.position + 1) if in_thread else ""),
        (_("Title"), was.title),
        (_("Warning before the words"), was.warning),
        (_("Language"), was.language),
        (_("Who can see it"), "" if was.visibility == "public" else _seen_by(was.visibility)),
        (_("Topics"), ", ".join(was.tags)),
        (_("Link with a card"), card.get("url", "")),
        (_("Poll"), " / ".join(poll.get("options", ()))),
        (_("Answers"), _address(was.reply_to)),
        (_("Quotes"), _address(was.quote_of)),
    ]
    return [(label, value) for label, value in said if value]


def _seen_by(visibility: str) -> str:
    return {
        "unlisted": _("all, but it is in no public list"),
        "followers": _("followers"),
        "direct": _("those it is written to"),
    }.get(visibility, visibility)


def _address(number: int | None) -> str:
    """Of a post in the record, as its network has it."""
    shown = read.one(number, public=False) if number is not None else None
    return (shown.post.url or str(number)) if shown and shown.post else ""


def difference(row: dict[str, str]) -> str:
    """One thing that is otherwise there than it was sent."""
    return _DIFFERENCES[row["code"]]().format(sent=row["sent"] or "–", found=row["found"] or "–")


def login(row: Access) -> str:
    """Who must do what about a login; "" where nothing is to be done."""
    if row.state == Access.State.EXPIRED:
        said = _("An administrator must connect the account again; nothing is sent until then.")
        return f"{said} ({row.detail})" if row.detail else said
    return ""
