"""Takeouts as the networks give them out, made of as many posts as are asked for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import elements
from bench.posts import Made, some

_OWN: Final = "https://sosial.fjordvik.example/users/fjordvik"


def make(kind: str, path: Path, count: int) -> None:
    """Write the takeout of that kind."""
    unfinished = path.with_name(f"unfinished-{path.name}")
    MAKERS[kind](unfinished, some(0, count, count))
    unfinished.rename(path)


def _x(path: Path, posts: Iterable[Made]) -> None:
    elements.archive(path, posts, "tweets.js")


def _mastodon(path: Path, posts: Iterable[Made]) -> None:
    actor = {"id": _OWN, "type": "Person", "preferredUsername": "fjordvik", "name": "Fjordvik"}
    outbox = _listed(map(_activity, posts), b'{"type":"OrderedCollection","orderedItems":', b"}")
    _zip(path, {"actor.json": [json.dumps(actor).encode()], "outbox.json": outbox})


def _activity(made: Made) -> dict[str, Any]:
    address = f"{_OWN}/statuses/{made.number}"
    note = {
        "id": address,
        "type": "Note",
        "published": _iso(made),
        "attributedTo": _OWN,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "cc": [],
        "content": f"<p>{made.text}</p>",
        "contentMap": {made.language: f"<p>{made.text}</p>"},
        "attachment": [],
        "tag": [{"type": "Hashtag", "name": f"#{tag}"} for tag in made.tags],
    }
    return {"id": f"{address}/activity", "type": "Create", "actor": _OWN, "object": note} | {
        "published": _iso(made),
        "to": note["to"],
    }


def _facebook(path: Path, posts: Iterable[Made]) -> None:
    told = ({"timestamp": one.at, "data": [{"post": _broken(one.text)}]} for one in posts)
    root = "this_profile's_activity_across_facebook"
    profile = {"profile_v2": {"name": {"full_name": "Fjordvik"}, "username": "fjordvik"}}
    _zip(
        path,
        {
            f"{root}/posts/profile_posts_1.json": _listed(told),
            "personal_information/profile_information/profile_information.json": [
                json.dumps(profile).encode()
            ],
        },
    )


def _instagram(path: Path, posts: Iterable[Made]) -> None:
    root = "your_instagram_activity"
    told = (
        {
            "media": [
                {
                    "uri": f"media/posts/{one.number}.jpg",
                    "creation_timestamp": one.at,
                    "title": _broken(one.text),
                }
            ]
        }
        for one in posts
    )
    _zip(path, {f"{root}/media/posts_1.json": _listed(told)})


def _tiktok(path: Path, posts: Iterable[Made]) -> None:
    films = (
        {
            "Date": f"{datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M:%S}",
            "Link": f"https://www.tiktokv.com/share/video/{7 * 10**18 + one.number}/",
            "Likes": "3",
            "WhoCanView": "Public",
            "Title": one.text,
        }
        for one in posts
    )
    before = b'{"Profile":{"Profile Info":{"ProfileMap":{"userName":"fjordvik"}}},"Post":{"Posts":{"VideoList":'
    _zip(path, {"user_data_tiktok.json": _listed(films, before, b"}}}")})


def _linkedin(path: Path, posts: Iterable[Made]) -> None:
    head = ("Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility")
    place = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A"
    rows = (
        (
            f"{datetime.fromtimestamp(one.at, UTC):%Y-%m-%d %H:%M:%S}",
            f"{place}{one.number}",
            one.text,
            "",
            "",
            "MEMBER_NETWORK",
        )
        for one in posts
    )
    _zip(path, {"Shares.csv": _rows(head, rows)})


def _youtube(path: Path, posts: Iterable[Made]) -> None:
    head = (
        *("Comment ID", "Channel ID", "Comment Create Timestamp", "Price", "Parent Comment ID"),
        *("Post ID", "Video ID", "Comment Text", "Top-Level Comment ID"),
    )
    rows = (
        (
            f"Ugx{one.number:022d}AaABAg"[:26],
            "UCfjordvik-kommune-vidja",
            _iso(one),
            *("0", "", "", "fjordvik-01"),
            json.dumps({"text": one.text}, ensure_ascii=False),
            "",
        )
        for one in posts
    )
    folder = "Takeout/YouTube and YouTube Music/comments"
    _zip(path, {f"{folder}/comments.csv": _rows(head, rows)})


def _gone(path: Path, posts: Iterable[Made]) -> None:
    mapping = (
        b"network: Nettby\naccount: {id: fjordvik}\nkind: csv\ntime: unix\n"
        b"fields: {id: Id, time: Tid, text: Melding}\n"
    )
    rows = ((str(one.number), str(one.at), one.text) for one in posts)
    _zip(path, {"tilstede.yaml": [mapping], "innlegg.csv": _rows(("Id", "Tid", "Melding"), rows)})


def _email(path: Path, posts: Iterable[Made]) -> None:
    with path.open("wb") as file:
        for one in posts:
            body = one.text.replace("\nFrom ", "\n>From ")
            file.write(
                f"From borger{one.account}@nes.example Tue Mar  3 10:15:00 2026\n"
                f"From: Borger {one.account} <borger{one.account}@nes.example>\n"
                "To: Postmottak <post@fjordvik.example>\n"
                f"Subject: Sak {one.number}\nDate: Tue, 3 Mar 2026 10:15:00 +0100\n"
                f"Message-ID: <nr-{one.number}@nes.example>\nMIME-Version: 1.0\n"
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
                f"{body}\n\n".encode()
            )


def _broken(text: str) -> str:
    """As Meta writes it: each byte of the UTF-8 as a character of its own."""
    return text.encode().decode("latin-1")


def _iso(made: Made) -> str:
    return f"{datetime.fromtimestamp(made.at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _listed(values: Iterable[Any], before: bytes = b"", after: bytes = b"") -> Iterator[bytes]:
    yield before + b"["
    for number, value in enumerate(values):
        yield (b"," if number else b"") + json.dumps(value).encode()
    yield b"]" + after


def _rows(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    for row in (head, *rows):
        line = io.StringIO(newline="")
        csv.writer(line).writerow(row)
        yield line.getvalue().encode()


def _zip(path: Path, files: dict[str, Iterable[bytes]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files.items():
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)


#: Kind -> how it is made. The kind is the name of the network that reads it.
MAKERS: Final[dict[str, Callable[[Path, Iterable[Made]], None]]] = {
    "x": _x,
    "mastodon": _mastodon,
    "facebook": _facebook,
    "instagram": _instagram,
    "youtube": _youtube,
    "tiktok": _tiktok,
    "linkedin": _linkedin,
    "gone": _gone,
    "email": _email,
}
#: What the files of a takeout end in.
ENDINGS: Final = {"email": ".mbox"}
