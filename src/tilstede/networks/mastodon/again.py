"""A recorded item read again: the server that answered, or the account whose archive it was, stands in its post."""

from __future__ import annotations

from collections.abc import Iterable

from tilstede.core.post import Post
from tilstede.networks.mastodon import parse
from tilstede.networks.mastodon.answers import READER, Status
from tilstede.networks.mastodon.reading import line


def again(raw: bytes, post: Post) -> Post:
    """The post that ``raw`` is, read as it was when it became ``post``. :raises Refusal: it is none."""
    if post.form == "api":
        return parse.parse(raw, parse.JSON, _server(READER.read(raw).inner, post))
    return parse.parse(raw, parse.ACTIVITY, _account(post))


def _server(status: Status, post: Post) -> dict[str, str]:
    return {
        "host": _host(post.aliases, line(status.id, {})),
        "domain": _domain(status, post),
    }


def _host(aliases: Iterable[str], number: str) -> str:
    """The server that knows the status by this number; see `names.local`."""
    for alias in aliases:
        scheme, _, name = alias.partition(":")
        if scheme == "mastodon" and number and name.endswith(f":{number}"):
            return name.removesuffix(f":{number}")
    return ""


def _domain(status: Status, post: Post) -> str:
    """What the handles of the server's own accounts end in: of those it names without an end, one had it then."""
    accounts = [status.account, *(status.mentions or ())]
    told = {line(one.acct, {}) or line(one.username, {}) for one in accounts if one is not None}
    for handle in (post.author.handle, *post.mentions, post.reply_to_author):
        name, at, domain = handle.partition("@")
        if at and name in told and handle not in told:
            return domain
    return ""


def _account(post: Post) -> dict[str, str]:
    author = post.author
    return {
        "actor": author.id,
        "avatar": author.avatar,
        "handle": author.handle,
        "name": author.name,
        "url": author.url,
    }
