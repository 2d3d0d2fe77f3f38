"""Made posts in the networks' own forms: what intake is given."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench.posts import Made, handle

_SNOWFLAKE = 1_288_834_974_657  #: the millisecond X's ids begin with
OWNER = 42  #: id of the account whose archive it is
HOST = "sosial.fjordvik.example"


# --- X --------------------------------------------------------------------------------------------
def tweet(made: Made) -> dict[str, Any]:
    """A tweet as an account's archive holds it (archives since 2019, numbers as texts)."""
    number = str(tweet_id(made))
    short = [f"https://t.co/{_letters(made.number + place)}" for place in range(len(made.links))]
    text = made.text
    for address, shown in zip(made.links, short, strict=True):
        text = text.replace(address, shown)
    return {
        "edit_info": {
            "initial": {
                "editTweetIds": [number],
                "editableUntil": _iso(made.at + 3600),
                "editsRemaining": "5",
                "isEditEligible": True,
            }
        },
        "retweeted": False,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": {
            "hashtags": [{"text": tag, "indices": _place(text, tag)} for tag in made.tags],
            "symbols": [],
            "user_mentions": [_mention(account, text) for account in made.mentions],
            "urls": [
                {
                    "url": shown,
                    "expanded_url": address,
                    "display_url": address.removeprefix("https://www."),
                    "indices": _place(text, shown),
                }
                for address, shown in zip(made.links, short, strict=True)
            ],
        },
        "display_text_range": ["0", str(len(text))],
        "favorite_count": str(made.number % 17),
        "id_str": number,
        "truncated": False,
        "retweet_count": str(made.number % 5),
        "id": number,
        "created_at": f"{datetime.fromtimestamp(made.at, UTC):%a %b %d %H:%M:%S +0000 %Y}",
        "favorited": False,
        "full_text": text,
        "lang": "en" if made.language == "en" else "no",
    }


def told(made: Made) -> bytes:
    """The same tweet with the one who wrote it, as X's API gave it: a collection of many accounts."""
    name = handle(made.account)
    user = {"id_str": str(1000 + made.account), "screen_name": name, "name": name.capitalize()}
    return msgspec.json.encode({**tweet(made), "user": user})


def tweet_id(made: Made) -> int:
    """Its millisecond and a number to tell apart those of the same one."""
    return (made.at * 1000 - _SNOWFLAKE << 22) + made.number % 4096


def archive(path: Path, posts: Iterable[Made], name: str) -> None:
    """An X archive with all tweets in ``data/<name>``, as a folder, or a zip when the path ends so."""
    members = _members(posts, name)
    if path.suffix != ".zip":
        for member, parts in members:
            (path / member).parent.mkdir(parents=True, exist_ok=True)
            with (path / member).open("wb") as file:
                file.writelines(parts)
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member, parts in members:
            with target.open(member, "w", force_zip64=True) as packed:
                for part in parts:
                    packed.write(part)


def _members(posts: Iterable[Made], name: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    account = {
        "accountId": str(OWNER),
        "username": "fjordvik",
        "accountDisplayName": "Fjordvik kommune",
        "createdAt": "2010-01-01T00:00:00.000Z",
    }
    yield "data/account.js", _script("account", [{"account": account}])
    yield f"data/{name}", _script(name.removesuffix(".js"), ({"tweet": tweet(p)} for p in posts))


def _script(name: str, values: Iterable[Any]) -> Iterator[bytes]:
    """JSON laid out as X does, behind an assignment."""
    yield f"window.YTD.{name}.part0 = [ ".encode()
    for place, value in enumerate(values):
        yield (b", " if place else b"") + msgspec.json.format(msgspec.json.encode(value), indent=2)
    yield b" ]"


def _mention(account: int, text: str) -> dict[str, Any]:
    name = handle(account)
    number = str(1000 + account)
    where = _place(text, name)
    return {
        "name": name.capitalize(),
        "screen_name": name,
        "indices": where,
        "id_str": number,
        "id": number,
    }


def _place(text: str, part: str) -> list[str]:
    at = text.find(part)
    return [str(at), str(at + len(part))]


def _letters(number: int) -> str:
    """Ten letters and digits, as short links have."""
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    number = number * 2_654_435_761 % 62**10
    found = []
    for _ in range(10):
        number, digit = divmod(number, 62)
        found.append(alphabet[digit])
    return "".join(found)


# --- Mastodon ---------------------------------------------------------------------------------------
def status(made: Made) -> bytes:
    """A status as the API of Mastodon 4.x gives it (docs.joinmastodon.org/entities/Status)."""
    number = str(110_000_000_000_000_000 + made.number)
    name = handle(made.account)
    words = made.text
    for address in made.links:
        words = words.replace(address, f'<a href="{address}" rel="nofollow noopener">{address}</a>')
    value = {
        "id": number,
        "created_at": _iso(made.at),
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": made.language,
        "uri": f"https://{HOST}/users/{name}/statuses/{number}",
        "url": f"https://{HOST}/@{name}/{number}",
        "replies_count": made.number % 3,
        "reblogs_count": made.number % 5,
        "favourites_count": made.number % 17,
        "edited_at": None,
        "content": "<p>" + words.replace("\n\n", "</p><p>") + "</p>",
        "reblog": None,
        "application": {"name": "Web", "website": None},
        "account": _account(made.account),
        "media_attachments": [],
        "mentions": [_mentioned(account) for account in made.mentions],
        "tags": [{"name": tag, "url": f"https://{HOST}/tags/{tag}"} for tag in made.tags],
        "emojis": [],
        "card": None,
        "poll": None,
    }
    return msgspec.json.encode(value)


def _account(account: int) -> dict[str, Any]:
    name = handle(account)
    base = f"https://{HOST}"
    return {
        "id": str(109_000_000_000_000_000 + account),
        "username": name,
        "acct": name,
        "display_name": name.capitalize(),
        "locked": False,
        "bot": False,
        "discoverable": True,
        "group": False,
        "created_at": "2022-11-06T00:00:00.000Z",
        "note": "<p>Offisiell konto. Vi svarer på hverdager.</p>",
        "url": f"{base}/@{name}",
        "uri": f"{base}/users/{name}",
        "avatar": f"{base}/system/accounts/avatars/{account}/original/a.png",
        "avatar_static": f"{base}/system/accounts/avatars/{account}/original/a.png",
        "header": f"{base}/headers/original/missing.png",
        "header_static": f"{base}/headers/original/missing.png",
        "followers_count": account * 7 % 5000,
        "following_count": account % 300,
        "statuses_count": account * 3 % 9000,
        "last_status_at": "2026-01-01",
        "emojis": [],
        "fields": [{"name": "Web", "value": f"https://{name}.example", "verified_at": None}],
    }


def _mentioned(account: int) -> dict[str, str]:
    name = handle(account)
    number = str(109_000_000_000_000_000 + account)
    return {"id": number, "username": name, "acct": name, "url": f"https://{HOST}/@{name}"}


# --- feeds ------------------------------------------------------------------------------------------
def feed(place: int, posts: list[Made]) -> bytes:
    """An RSS 2.0 feed of a site's news, the newest first."""
    site = f"https://{handle(place)}.example"
    entries = "".join([_entry(site, made) for made in reversed(posts)])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{handle(place).capitalize()}</title><link>{site}</link>"
        f"<description>Nyheter</description><language>nb</language>{entries}</channel></rss>"
    ).encode()


def _entry(site: str, made: Made) -> str:
    title = " ".join(made.text.split()[:7])
    when = datetime.fromtimestamp(made.at, UTC)
    return (
        f"\n<item><title>{title}</title><link>{site}/sak/{made.number}</link>"
        f'<guid isPermaLink="true">{site}/sak/{made.number}</guid>'
        f"<pubDate>{when:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
        f"<description>&lt;p&gt;{made.text}&lt;/p&gt;</description></item>"
    )


def _iso(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S.000Z}"
