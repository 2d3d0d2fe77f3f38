"""Writes an X archive, in the shape it has had since 2022 (`window.YTD.<name>.part0 = [...]`)."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

from tests.demo_source import source
from tests.demo_source.source import Note

EPOCH = 1_288_834_974_657  #: milliseconds; X counts its ids from 4 November 2010
LENGTH = 277  #: characters of a long post that its tweet shows
_TOKEN = re.compile(
    r"(?P<url>https?://[^\s«»]*[^\s«».,:;!?)])|(?<!\w)@(?P<user>\w+)|(?<!\w)#(?P<tag>\w+)"
)
_SHORT = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SOURCE = '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>'


class Archive:
    """One account's archive."""

    def __init__(self, profile: dict[str, Any], owner: str, taken: datetime) -> None:
        self._profile, self._owner, self._taken = profile, owner, taken
        self._notes = {note.key: note for note in source.notes(*profile["texts"])}
        self._others = source.profiles()["x_others"]

    def files(self) -> dict[str, bytes]:
        """Every file of the archive by its path."""
        standing = [n for n in self._notes.values() if "deleted" not in n.fields][::-1]
        half = len(standing) // 2
        parts = {
            "account": [("account", [self._account()])],
            "ad-engagements": [("ad_engagements", [_ad("adEngagements", "engagements")])],
            "ad-impressions": [("ad_impressions", [_ad("adImpressions", "impressions")])],
            "deleted-tweet-headers": [("deleted_tweet_headers", self._deleted(self._header))],
            "deleted-tweets": [("deleted_tweets", self._deleted(self._deleted_tweet))],
            "direct-messages": [("direct_messages", self._conversations())],
            "direct-messages-group": [("direct_messages_group", [])],
            "follower": [("follower", [self._follow("follower", "demo_kystbo")])],
            "following": [("following", [self._follow("following", "fjordvik_demo")])],
            "like": [("like", [])],
            "note-tweet": [("note_tweet", [self._long(n) for n in standing if "long" in n.fields])],
            "profile": [("profile", [self._presentation()])],
            "screen-name-change": [("screen_name_change", [])],
            "tweet-headers": [("tweet_headers", [self._header(note) for note in standing])],
            "tweets": [
                ("tweets", [self._tweet(note) for note in standing[:half]]),
                ("tweets", [self._tweet(note) for note in standing[half:]]),
            ],
        }
        found = {name: data for key, part in parts.items() for name, data in _scripts(key, part)}
        return {
            "Your archive.html": _PAGE,
            "data/manifest.js": self._manifest(parts),
            "data/README.txt": _README,
            **found,
            **self._media(standing),
        }

    # --- tweets --------------------------------------------------------------------------------

    def _tweet(self, note: Note) -> dict[str, Any]:
        words = self._words(note)
        tweet = {
            "edit_info": {"initial": _edits(note)},
            "retweeted": False,
            "source": SOURCE,
            "entities": words.entities,
            "display_text_range": ["0", str(len(words.text))],
            "favorite_count": str(note.number(900)),
            "id_str": snowflake(note),
            "truncated": False,
            "retweet_count": str(note.number(120)),
            "id": snowflake(note),
            "possibly_sensitive": False,
            "created_at": dated(note.at),
            "favorited": False,
            "full_text": words.text,
            "lang": {"nb": "no", "nn": "no", "se": "und"}.get(note.lang, note.lang),
            **self._answering(note),
        }
        if words.media:
            tweet["extended_entities"] = {"media": words.media}
        return {"tweet": tweet}

    def _deleted_tweet(self, note: Note) -> dict[str, Any]:
        tweet = self._tweet(note)
        tweet["tweet"]["deleted_at"] = dated(source.moment(note.fields["deleted"]))
        return tweet

    def _deleted(self, write: Any) -> list[dict[str, Any]]:
        return [write(note) for note in self._notes.values() if "deleted" in note.fields]

    def _words(self, note: Note) -> Words:
        if "retweet" in note.fields:
            cut = f"RT {note.fields['retweet']}: {note.text}"
            text = cut if len(cut) <= 140 else cut[:139] + "…"
            return Words(text, self._others)
        if "long" in note.fields:
            page = f"https://twitter.com/i/web/status/{snowflake(note)}"
            return Words(f"{note.text[:LENGTH].rstrip()}… {page}", self._others)
        text = note.text
        if "quote" in note.fields:
            text += " " + self._page(self._notes[note.fields["quote"]])
        words = Words(text, self._others)
        for place, picture in enumerate(note.fields.get("pictures", []), 1):
            words.show(picture["file"], f"{self._page(note)}/photo/{place}", note)
        return words

    def _page(self, note: Note) -> str:
        return f"https://twitter.com/{self._profile['user']}/status/{snowflake(note)}"

    def _answering(self, note: Note) -> dict[str, str]:
        reference = note.fields.get("reply")
        if reference is None:
            return {}
        if reference.startswith("@"):
            name = reference.removeprefix("@")
            before = note.at - timedelta(minutes=3 + note.number(40))
            return _reply(_number(f"before {note.key}", before), self._others[name]["id"], name)
        return _reply(snowflake(self._notes[reference]), self._owner, self._profile["user"])

    def _long(self, note: Note) -> dict[str, Any]:
        words = Words(note.text, self._others)
        core = {
            "styletags": [],
            "urls": [_camel_link(link) for link in words.entities["urls"]],
            "text": words.text,
            "mentions": [],
            "cashtags": [],
            "hashtags": [_camel_tag(tag) for tag in words.entities["hashtags"]],
        }
        active = {"value": "1", "name": "Active", "originalName": "Active", "annotations": {}}
        return {
            "noteTweet": {
                "noteTweetId": _number(f"note {note.key}", note.at - timedelta(seconds=1)),
                "updatedAt": stamped(note.at),
                "lifecycle": active,
                "createdAt": stamped(note.at),
                "core": core,
            }
        }

    def _header(self, note: Note) -> dict[str, Any]:
        header = {
            "tweet_id": snowflake(note),
            "user_id": self._owner,
            "created_at": dated(note.at),
        }
        if "deleted" in note.fields:
            header["deleted_at"] = dated(source.moment(note.fields["deleted"]))
        return {"tweet": header}

    def _media(self, notes: list[Note]) -> dict[str, bytes]:
        return {
            f"data/tweets_media/{snowflake(note)}-{_media_name(picture['file'], note)}": (
                source.picture(picture["file"])
            )
            for note in notes
            for picture in note.fields.get("pictures", [])
        }

    # --- the account, and what is left alone -----------------------------------------------------

    def _account(self) -> dict[str, Any]:
        return {
            "account": {
                "email": "postmottak@kyst.example",
                "createdVia": "web",
                "username": self._profile["user"],
                "accountId": self._owner,
                "createdAt": stamped(source.moment(self._profile["joined"])),
                "accountDisplayName": self._profile["name"],
            }
        }

    def _presentation(self) -> dict[str, Any]:
        words = {
            "bio": self._profile["bio"],
            "website": self._profile["website"],
            "location": self._profile["place"],
        }
        return {"profile": {"description": words}}

    def _follow(self, kind: str, name: str) -> dict[str, Any]:
        number = self._others[name]["id"]
        link = f"https://twitter.com/intent/user?user_id={number}"
        return {kind: {"accountId": number, "userLink": link}}

    def _conversations(self) -> list[dict[str, Any]]:
        return [self._conversation(talk) for talk in self._profile["messages"]]

    def _conversation(self, talk: dict[str, Any]) -> dict[str, Any]:
        messages = [self._message(one, talk["with"]) for one in talk["exchange"]][::-1]
        name = f"{self._owner}-{talk['with']}"
        return {"dmConversation": {"conversationId": name, "messages": messages}}

    def _message(self, message: dict[str, str], other: str) -> dict[str, Any]:
        sender, recipient = (
            (self._owner, other) if message["from"] == "us" else (other, self._owner)
        )
        at = source.moment(message["at"])
        return {
            "messageCreate": {
                "recipientId": recipient,
                "reactions": [],
                "urls": [],
                "text": message["text"],
                "mediaUrls": [],
                "senderId": sender,
                "id": _number(message["text"], at),
                "createdAt": stamped(at),
            }
        }

    def _manifest(self, parts: dict[str, Any]) -> bytes:
        kinds = {_camel(key): {"files": _listed(key, part)} for key, part in parts.items()}
        kinds["tweets"]["mediaDirectory"] = "data/tweets_media"
        told = {
            "userInfo": {
                "accountId": self._owner,
                "userName": self._profile["user"],
                "displayName": self._profile["name"],
            },
            "archiveInfo": {
                "sizeBytes": "250000",
                "generationDate": stamped(self._taken),
                "isPartialArchive": False,
                "maxPartSizeBytes": "53687091200",
            },
            "readmeInfo": {
                "fileName": "data/README.txt",
                "directory": "data/",
                "name": "README.txt",
            },
            "dataTypes": kinds,
        }
        return f"window.__THAR_CONFIG = {_pretty(told)}".encode()


class Words:
    """A tweet's text with its short links, and the entities that say what they stand for."""

    def __init__(self, text: str, others: dict[str, dict[str, str]]) -> None:
        self.text = ""
        self.entities: dict[str, list[dict[str, Any]]] = {
            "hashtags": [],
            "symbols": [],
            "user_mentions": [],
            "urls": [],
        }
        self.media: list[dict[str, Any]] = []
        last = 0
        for found in _TOKEN.finditer(text):
            self.text += text[last : found.start()]
            self._entity(found, others)
            last = found.end()
        self.text += text[last:]

    def _entity(self, found: re.Match[str], others: dict[str, dict[str, str]]) -> None:
        if url := found["url"]:
            self.entities["urls"].append(self._link(url))
        elif name := found["user"]:
            person = {"name": others[name]["name"], "screen_name": name}
            number = {"id_str": others[name]["id"], "id": others[name]["id"]}
            mention = person | {"indices": self._add(f"@{name}")} | number
            self.entities["user_mentions"].append(mention)
        else:
            tag = found["tag"]
            self.entities["hashtags"].append({"text": tag, "indices": self._add(f"#{tag}")})

    def _link(self, url: str) -> dict[str, Any]:
        short, shown = short_link(url), url.removeprefix("https://").removeprefix("www.")
        return {
            "url": short,
            "expanded_url": url,
            "display_url": shown if len(shown) <= 27 else shown[:26] + "…",
            "indices": self._add(short),
        }

    def _add(self, piece: str) -> list[str]:
        start = len(self.text)
        self.text += piece
        return [str(start), str(len(self.text))]

    def show(self, file: str, page: str, note: Note) -> None:
        """Add a picture: a short link at the end, and what it stands for."""
        self.text += " "
        short = short_link(page)
        number, (width, height) = _number(file, note.at), source.size(file)
        medium = {
            "expanded_url": page,
            "indices": self._add(short),
            "url": short,
            "media_url": f"http://pbs.twimg.com/media/{_media_name(file, note)}",
            "id_str": number,
            "id": number,
            "media_url_https": f"https://pbs.twimg.com/media/{_media_name(file, note)}",
            "sizes": {"large": {"w": str(width), "h": str(height), "resize": "fit"}},
            "type": "photo",
            "display_url": f"pic.twitter.com/{short.rpartition('/')[2]}",
        }
        self.media.append(medium)
        self.entities["media"] = [self.media[0]]


def snowflake(note: Note) -> str:
    """The post's id as X makes it: milliseconds, then twenty-two bits."""
    return _number(note.key, note.at)


def _number(words: str, at: datetime) -> str:
    return str((int(at.timestamp() * 1000) - EPOCH) << 22 | source.number(words, 1 << 22))


def dated(at: datetime) -> str:
    """``Sat Aug 12 16:10:37 +0000 2023``"""
    return at.strftime("%a %b %d %H:%M:%S +0000 %Y")


def stamped(at: datetime) -> str:
    """``2023-08-12T16:10:37.000Z``"""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def short_link(url: str) -> str:
    """A t.co address with ten characters, always the same for the same address."""
    number, letters = source.number(url, 62**10), ""
    for _ in range(10):
        number, rest = divmod(number, 62)
        letters += _SHORT[rest]
    return f"https://t.co/{letters}"


def _media_name(file: str, note: Note) -> str:
    letters = short_link(f"{note.key} {file}").rpartition("/")[2]
    return f"G{letters}Xk7a.{file.rpartition('.')[2]}"


def _edits(note: Note) -> dict[str, Any]:
    return {
        "editTweetIds": [snowflake(note)],
        "editableUntil": stamped(note.at + timedelta(hours=1)),
        "editsRemaining": "5",
        "isEditEligible": "reply" not in note.fields,
    }


def _reply(status: str, user: str, name: str) -> dict[str, str]:
    return {
        "in_reply_to_status_id_str": status,
        "in_reply_to_status_id": status,
        "in_reply_to_user_id": user,
        "in_reply_to_user_id_str": user,
        "in_reply_to_screen_name": name,
    }


def _camel_link(link: dict[str, Any]) -> dict[str, str]:
    start, end = link["indices"]
    return {
        "expandedUrl": link["expanded_url"],
        "toIndex": end,
        "shortUrl": link["url"],
        "displayUrl": link["display_url"],
        "fromIndex": start,
    }


def _camel_tag(tag: dict[str, Any]) -> dict[str, str]:
    start, end = tag["indices"]
    return {"fromIndex": start, "toIndex": end, "tag": tag["text"]}


def _ad(kind: str, inside: str) -> dict[str, Any]:
    shown = {
        "deviceInfo": {"osType": "Desktop"},
        "displayLocation": "TimelineHome",
        "impressionTime": "2026-10-12 06:14:09",
    }
    return {"ad": {"adsUserData": {kind: {inside: [shown]}}}}


def _camel(key: str) -> str:
    first, *rest = key.split("-")
    return first + "".join(word.title() for word in rest)


def _file(key: str, part: int) -> str:
    return f"data/{key}.js" if part == 0 else f"data/{key}-part{part}.js"


def _scripts(key: str, parts: list[tuple[str, list[Any]]]) -> list[tuple[str, bytes]]:
    return [
        (_file(key, i), f"window.YTD.{name}.part{i} = {_pretty(items)}".encode())
        for i, (name, items) in enumerate(parts)
    ]


def _listed(key: str, parts: list[tuple[str, list[Any]]]) -> list[dict[str, str]]:
    return [
        {
            "fileName": _file(key, i),
            "globalName": f"YTD.{name}.part{i}",
            "count": str(len(items)),
        }
        for i, (name, items) in enumerate(parts)
    ]


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, separators=(",", " : "))


_PAGE = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Your archive</title><p>Fiction.</p>"
)
_README = b"An archive of an account that does not exist, in the shape X gives archives.\n"
