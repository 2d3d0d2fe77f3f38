"""What stands in the way of a post, and how it stands with it, in words for people."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tilstede.networks.kit import registry
from tilstede.networks.kit.errors import NetworkError
from tilstede.networks.kit.limits import Fault
from tilstede.office import policy as office_policy
from tilstede.office import reach
from tilstede.office.models import Access, Account
from tilstede.outbox import policies, queries
from tilstede.outbox.models import Act, Delivery, Errand
from tilstede.posts import read
from tilstede.posts.language_names import language

#: Letters of a text that stand in a command; a longer one is handed on from another.
_TYPED: Final = 300
_PROBLEMS: Final[dict[str, Callable[[], str]]] = {
    "no-account": lambda: _("No account was chosen to send it from."),
    "empty": lambda: _("There is nothing in it: no words, no pictures."),
    "no-file": lambda: _("There is no file {where}."),
    "no-post": lambda: _("There is no post {where} in the record."),
    "no-language": lambda: _("{where} is no language: give its code, such as nb, nn, se or en."),
    "must-see": lambda: _(
        "“{where}” is on the list of what a second person always sees. Write it as a draft under Publish, where"
        " somebody is asked; what stands at a network already can be deleted and written anew there."
    ),
    "answered-gone": lambda: _("Post {where} was withdrawn by its author."),
    "answered-private": lambda: _(
        "Post {where} is private: an answer to it goes to those who can see it, and to nobody else."
    ),
    "answered-followers": lambda: _(
        "Post {where} is for followers: an answer to it goes to followers, and not to all."
    ),
    "unnamed": lambda: _(
        "{where} is told of an answer, and can see one that is not for all, only when its text names {where}."
    ),
    "quoted-private": lambda: _("Post {where} is private, and is not shown to others."),
    "not-sent-to": lambda: _("Nothing can be sent to this network from here."),
    "not-connected": lambda: _(
        "The account is not connected, or must be connected again: tilstede accounts connect, or the page Accounts we"
        " write from."
    ),
    "lacking": lambda: _("The login gives no permission for this. Connect the account again."),
    "other-network": lambda: _("What is answered or quoted stands on another network."),
    "no-send": lambda: _("Nothing can be sent to this network from here."),
    "no-reply": lambda: _("Answers and threads cannot be sent to this network."),
    "no-quote": lambda: _("Posts cannot be quoted on this network."),
    "no-media": lambda: _("Pictures and films cannot be sent to this network."),
    "no-alt": lambda: _("Descriptions of pictures cannot be sent to this network."),
    "no-poll": lambda: _("Polls cannot be held on this network."),
    "no-captions": lambda: _("Captions cannot be sent to this network."),
    "no-address": lambda: _(
        "The network fetches pictures and films itself, and this site has no public address that the operator has"
        " told (TILSTEDE_HOSTS, TILSTEDE_HTTPS): publish such posts by hand."
    ),
}

_ORDERS: Final[dict[str, Callable[[], str]]] = {
    "no-edit": lambda: _("Posts cannot be edited on this network."),
    "no-delete": lambda: _("Posts cannot be deleted on this network."),
    "no-hide": lambda: _("Answers cannot be hidden on this network."),
    "no-remove": lambda: _("What others wrote cannot be deleted on this network from here."),
    "no-block": lambda: _("Accounts cannot be blocked on this network from here."),
    "no-rule": lambda: _("Say which of the house rules it breaks."),
    "no-boost": lambda: _("Posts cannot be boosted on this network."),
    "boost-private": lambda: _("Not all can see post {where}: it is not passed on to others."),
    "kept-back": lambda: _(
        "Post {where} is withheld here, or whoever wrote it is hidden: nothing is done for it."
    ),
    "no-like": lambda: _("Posts cannot be liked on this network."),
    "no-follow": lambda: _("Accounts cannot be followed on this network."),
    "no-reason": lambda: _("Say why: it is kept in the record."),
    "deleted": lambda: _("It was deleted there before."),
    "no-such-account": lambda: _(
        "{where} is no account on this network. Give its whole name, such as @name@server, or its address."
    ),
    "not-standing": lambda: _("That post is not known to stand at the network."),
    "by-hand": lambda: _(
        "It was published by hand: change it by hand, too, on the network's own pages, and then tell it here."
    ),
}

_FAULTS: Final[dict[str, Callable[[], str]]] = {
    "text": lambda: _("The text is {has} long; at most {most} is taken."),
    "bytes": lambda: _("The text takes {has} bytes; at most {most} are taken."),
    "title": lambda: _("The title is {has} long; at most {most} is taken."),
    "pictures": lambda: _("There are {has} pictures; at most {most} are taken."),
    "films": lambda: _("There are {has} films; at most {most} are taken."),
    "size": lambda: _("{where} has {has} bytes; at most {most} are taken."),
    "kind": lambda: _("{where} is of a kind that is not taken. Taken: {taken}."),
    "shape": lambda: _("{where} is too wide or too narrow. Taken, width to height: {taken}."),
    "cropped": lambda: _(
        "{where} has another shape than {taken}, the first picture, and the network would cut it. Cut it yourself."
    ),
    "files": lambda: _("There are {has} pictures and films; at most {most} are taken."),
    "no-file": lambda: _("A post on this network is a picture or a film, and there is none."),
    "bare": lambda: _("An answer on this network is words alone."),
    "film-alt": lambda: _("{where}: descriptions of films cannot be sent to this network."),
    "tags": lambda: _("There are {has} hashtags; at most {most} are taken."),
    "mentions": lambda: _("There are {has} mentions of accounts; at most {most} are taken."),
    "alt": lambda: _("The description of {where} is {has} long; at most {most} is taken."),
    "options": lambda: _("The poll has {has} options; at most {most} are taken."),
    "option": lambda: _("The option “{where}” is {has} long; at most {most} is taken."),
    "empty": lambda: _("There is nothing in it: no words, no pictures."),
    "answers-only": lambda: _("Only answers are sent here."),
    "no-words": lambda: _("An answer on this network must have words."),
    "title-none": lambda: _("It has a title, and posts on this network have none."),
    "title-film": lambda: _("It has a title, and on this network only films have one."),
    "title-needed": lambda: _("It has no title, and on this network it must have one."),
    "title-short": lambda: _("The title is {has} long; it must be {most} at least."),
    "text-short": lambda: _("The text is {has} long; it must be {most} at least."),
    "letters": lambda: _("Neither title nor text may hold any of these: {taken}"),
    "warning": lambda: _(
        "It has a warning, and posts on this network have none: put it into the text."
    ),
    "warning-other": lambda: _(
        "It has a warning in its own words, and this network knows these alone: {taken}"
    ),
    "visibility": lambda: _(
        "Who shall see it cannot be chosen so on this network. Possible: {taken}."
    ),
    "no-film": lambda: _("A post on this network is a film, and there is none."),
    "film-alone": lambda: _(
        "A film or a sound goes by itself on this network, without other files."
    ),
    "empty-file": lambda: _("{where} is empty."),
    "card": lambda: _("Cards of links cannot be sent to this network."),
    "card-written": lambda: _(
        "The network shows a link only where its address stands in the text: write it there."
    ),
    "card-files": lambda: _(
        "A link's card and pictures or films do not go together on this network."
    ),
    "card-title": lambda: _("A link's card must have a title on this network."),
    "tags-written": lambda: _("Hashtags must stand in the text on this network: {where}"),
    "tag": lambda: _("Topics of another length than is taken: {where}. Taken: {taken} letters."),
    "tag-letters": lambda: _("The topics have {has} letters together; at most {most} are taken."),
    "poll-files": lambda: _("A poll and pictures or films do not go together on this network."),
    "few-options": lambda: _("A poll needs two options at least."),
    "one-choice": lambda: _("In a poll on this network one choice is made."),
    "poll-lasts": lambda: _("A poll on this network lasts, in hours: {taken}."),
    "captions": lambda: _("{where} has captions, and is no film."),
    "tracks": lambda: _("{where} has captions in {has} languages; at most {most} are taken."),
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
    "changed": lambda: _(
        "It was edited by hand. Whether it stands there with its new words is seen when it is read from there."
    ),
    "by-hand": lambda: _("It was done by hand, on the network's own pages."),
    "there-again": lambda: _("It was seen there again after it was said to be deleted."),
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
    taken = found.taken
    if found.code == "visibility":
        taken = ", ".join(map(_seen_by, taken.split()))
    said = _FAULTS[found.code]().format(
        has=found.has, most=found.most, where=found.where, taken=taken
    )
    return _("Part {number}: {said}").format(number=part, said=said) if part else said


def network_said(error: NetworkError) -> str:
    """What went wrong, with the network's own words behind."""
    return explained(error.code, error.detail)


def policy_of(account: Account) -> str:
    """How it is written from the account, and who decided so; what holds where nothing was decided."""
    known = office_policy.of(account)
    said = _HOW[known]()
    if account.policy:
        said = f"{said} ({policies.decided(account)})"
    may_post = known == Account.Policy.POST or not account.policy
    return f"{said} {problem('no-address')}" if may_post and lacks_address(account) else said


def lacks_address(account: Account) -> bool:
    """Whether something could be sent from it, if this site had an address that all can reach."""
    return bool(reach.out_of_reach(account.network))


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
    if isinstance(row, Delivery) and row.state == Errand.State.HAND:
        before = row.previous
        if before is not None and before.state == Errand.State.HAND:
            return _("The part before it is not published yet: begin with that.")
    return explained(row.why, row.detail)


def state(row: Delivery | Act) -> str:
    """How it stands, in a word or two."""
    if isinstance(row, Act) and row.state in (Errand.State.SENT, Errand.State.CONFIRMED):
        return pgettext("state of something ordered", "done")
    if isinstance(row, Act) and row.state == Errand.State.FAILED:
        return pgettext("state of something ordered", "not done")
    if isinstance(row, Delivery) and queries.is_deleted(row):
        return pgettext("state of a post at its network", "deleted")
    return row.get_state_display()


def anew(row: Delivery | Act) -> str:
    """The command by which a post that fails as it is can be written anew, with its words; "" for all else."""
    if not isinstance(row, Delivery) or row.state != Errand.State.FAILED:
        return ""
    if row.why not in queries.FINAL or row.account is None:
        return ""
    account = row.account.handle or row.account.url
    text = queries.wording(row).text
    short = len(text) <= _TYPED
    words = ["tilstede", "send", "--account", account, "--text", text if short else "-"]
    if row.cleared.reply_to is not None:
        words += ["--reply-to", str(row.cleared.reply_to)]
    return shlex.join(words) if short else f"tilstede outbox text {row.pk} | {shlex.join(words)}"


def beside(row: Delivery) -> list[tuple[str, str]]:
    """What belongs to a post beside its words and files, as (what it is, what it says)."""
    was = row.cleared
    poll = was.poll or {}
    card = was.card or {}
    said = [
        (_("Part of a thread"), _place(row)),
        (_("Title"), was.title),
        (_("Warning before the words"), was.warning),
        (_("Language"), language(was.language)),
        (_("Who can see it"), "" if was.visibility == "public" else _seen_by(was.visibility)),
        (_("Topics"), ", ".join(was.tags)),
        (_("Link with a card"), card.get("url", "")),
        (_("Poll"), " / ".join(poll.get("options", ()))),
        (_("Answers"), row.previous.url if row.previous else _address(was.reply_to)),
        (_("Quotes"), _address(was.quote_of)),
    ]
    return [(label, value) for label, value in said if value]


def _place(row: Delivery) -> str:
    """``2 of 3``; "" where it is no thread."""
    parts = queries.thread(row)
    if len(parts) == 1:
        return ""
    return _("{number} of {count}").format(number=row.position + 1, count=len(parts))


def audience(visibility: str) -> str:
    """Of an answer to what not all can see; ``""``: the network alone decides it."""
    if not visibility:
        return _("Not all can see this post. The network shows an answer to all who can.")
    said = _("Not all can see this post. This is who can see an answer from here: {who}.")
    return said.format(who=_seen_by(visibility))


def _seen_by(visibility: str) -> str:
    return {
        "public": pgettext("who can see a post", "all"),
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
    named = {"language": language, "visibility": _seen_by}.get(row["code"], str)
    sent, found = (named(row[side]) or "–" for side in ("sent", "found"))
    return _DIFFERENCES[row["code"]]().format(sent=sent, found=found)


def login(row: Access) -> str:
    """Who must do what about a login; "" where nothing is to be done."""
    if row.state == Access.State.EXPIRED:
        said = _("An administrator must connect the account again; nothing is sent until then.")
        return f"{said} ({row.detail})" if row.detail else said
    return ""
