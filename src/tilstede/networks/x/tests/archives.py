"""Makes archives such as X gives out, about Fjordvik kommune, which does not exist."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

OWNER = "2841906731"
SINCE = datetime(2019, 11, 20, 10, 5, tzinfo=UTC)
_TEXT = """
ferja kaia vegen skulen i dag på Fjordvik ordføraren svarer vedtak møte klokka onsdag takk for
innspelet vi ser på saka byggjer ny svømmehall asfalt brøyting rutetabell høring frist søknad
"""


def snowflake(when: datetime) -> str:
    return str((int(when.timestamp() * 1000) - 1_288_834_974_657) << 22 | 4097)


def dated(when: datetime) -> str:
    return when.strftime("%a %b %d %H:%M:%S +0000 %Y")


def tweet(text: str, when: datetime = SINCE, **fields: Any) -> dict[str, Any]:
    """An element of tweets.js."""
    tweet_id = snowflake(when)
    return {
        "tweet": {
            "edit_info": {"initial": {"editTweetIds": [tweet_id], "editsRemaining": "5"}},
            "retweeted": False,
            "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
            "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
            "display_text_range": ["0", str(len(text))],
            "favorite_count": "3",
            "id_str": tweet_id,
            "truncated": False,
            "retweet_count": "1",
            "id": tweet_id,
            "possibly_sensitive": False,
            "created_at": dated(when),
            "favorited": False,
            "full_text": text,
            "lang": "no",
            **fields,
        }
    }


def script(name: str, items: Iterable[Any], part: int = 0) -> bytes:
    """A file of an archive."""
    text = json.dumps(list(items), indent=2, ensure_ascii=False)
    return f"window.YTD.{name}.part{part} = {text}".encode()


def account(account_id: str = OWNER, handle: str = "fjordvik") -> bytes:
    told = {"accountId": account_id, "username": handle, "accountDisplayName": "Fjordvik kommune"}
    return script("account", [{"account": {**told, "email": "post@fjordvik.example"}}])


def manifest(counts: Mapping[str, int], account_id: str = OWNER) -> bytes:
    files = [{"fileName": f"data/{name}", "count": str(count)} for name, count in counts.items()]
    told = {
        "userInfo": {
            "accountId": account_id,
            "userName": "fjordvik",
            "displayName": "Fjordvik kommune",
        },
        "archiveInfo": {"isPartialArchive": False},
        "dataTypes": {"tweets": {"files": files}},
    }
    return f"window.__THAR_CONFIG = {json.dumps(told)}".encode()


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Your archive.html", b"<!doctype html>")
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def write_folder(path: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def write_many(path: Path, count: int) -> Path:
    """An archive of so many tweets, written without holding them: for measuring."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("data/account.js", account())
        with archive.open("data/tweet.js", "w") as file:
            file.write(b"window.YTD.tweet.part0 = [ ")
            for number, item in enumerate(_many(count)):
                file.write(b", " if number else b"")
                file.write(json.dumps(item, indent=2, ensure_ascii=False).encode())
            file.write(b" ]")
    return path


def _many(count: int) -> Iterator[dict[str, Any]]:
    """Tweets of many kinds: a third answer somebody, a fifth have a link."""
    dice, words = random.Random(count), _TEXT.split()
    for number in range(count):
        when = SINCE + timedelta(minutes=11 * number)
        text = " ".join(dice.choices(words, k=dice.randint(5, 35)))
        fields: dict[str, Any] = {}
        entities: dict[str, Any] = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}
        if dice.random() < 0.33:
            text = f"@innbyggar{number % 97} {text}"
            entities["user_mentions"] = [{"screen_name": f"innbyggar{number % 97}", "id_str": "9"}]
            fields["in_reply_to_status_id_str"] = snowflake(when - timedelta(hours=1))
            fields["in_reply_to_screen_name"] = f"innbyggar{number % 97}"
        if dice.random() < 0.2:
            text += f" https://t.co/{number:010}"
            address = f"https://www.fjordvik.example/sak/{number}"
            entities["urls"] = [{"url": f"https://t.co/{number:010}", "expanded_url": address}]
        yield tweet(text, when, entities=entities, **fields)
