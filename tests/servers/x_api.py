"""X's API v2 as its own description tells of it (docs.x.com, OpenAPI 2.167, August 2026): strict and stateful.

Unknown parameters, fields and routes are refused; only what was asked for is answered. Checked against the description
and against X's own client by `networks/x/tests/test_server.py`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.servers.stand_in import Answer, Asked, StandIn
from tests.servers.x_files import PROBLEMS, Files, Logins, Refusal
from tests.servers.x_routes import FIELDS, PATTERNS
from tilstede.networks.kit.weighted import length

EPOCH: Final = 1_288_834_974_657
_COUNTS: Final = dict.fromkeys(("followers_count", "following_count", "listed_count"), 0)
_LINK: Final = re.compile(r"https?://[^\s]*[^\s.,!?)]")


class XApi(Files, Logins, StandIn):
    """Two people with accounts; `people` and `posts` may be added to."""

    def __init__(self) -> None:
        self.clear()
        super().__init__()

    def clear(self) -> None:
        """Nobody there, nothing said."""
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
        self.people: dict[str, dict[str, Any]] = {}
        self.posts: dict[str, dict[str, Any]] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.pieces: dict[str, dict[int, bytes]] = {}
        self.polls: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, str] = {}
        self.refreshing: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.done: set[tuple[str, str, str]] = set()
        self.page = 100
        self.log: list[Asked] = []
        self._serial = 0

    # --- what tests do ------------------------------------------------------------------------

    def person(self, handle: str, name: str = "", **more: Any) -> str:
        """Somebody with an account; their number."""
        number = str(2_000_000_000 + len(self.people))
        self.people[number] = {
            "id": number,
            "username": handle,
            "name": name or handle,
            "protected": False,
            "profile_image_url": f"https://pbs.twimg.com/profile_images/{handle}.jpg",
            **more,
        }
        return number

    def post(self, author: str, text: str, **more: Any) -> str:
        """A post by somebody, made a minute after the one before; its number. ``more``: as `_create` takes it."""
        return str(self._create(author, {"text": text, **more})["id"])

    def edit(self, post_id: str, text: str) -> str:
        """A new version of a post; its number."""
        old = self.posts[post_id]
        new_id = self._number()
        history = [*old["edit_history_post_ids"], new_id]
        self.posts[new_id] = {**old, "id": new_id, "created_at": _written(self.now), "text": text}
        for one in history:
            self.posts[one]["edit_history_post_ids"] = history
        return new_id

    # --- what X does --------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answer:
        try:
            method, values = self._route(asked)
            return Answer(*method(asked, *values))
        except Refusal as error:
            return Answer(error.problem, error.status, error.headers)

    def _route(self, asked: Asked) -> tuple[Callable[..., Any], tuple[str, ...]]:
        for method, path, pattern, query in PATTERNS:
            found = pattern.fullmatch(asked.path)
            if found and method == asked.method:
                self._check_query(asked, query)
                name = re.sub(r"\{\w+\}", "of", path.removeprefix("/2/")).replace("/", "_")
                return getattr(self, f"_{method.lower()}_{name}"), found.groups()
        raise Refusal(404, "resource-not-found", f"no route {asked.method} {asked.path}")

    def _check_query(self, asked: Asked, query: set[str]) -> None:
        for name, value in asked.query.items():
            if name not in query:
                raise Refusal(400, "invalid-request", f"The query parameter [{name}] is not known.")
            wrong = set(value.split(",")) - FIELDS[name] if name in FIELDS else set()
            if wrong:
                raise Refusal(400, "invalid-request", f"{name} does not take {sorted(wrong)}")

    def _who(self, asked: Asked) -> str:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            raise Refusal(401, "about:blank", "Unauthorized")
        return self.tokens[token]

    def _myself(self, asked: Asked, number: str) -> None:
        if self._who(asked) != number:
            raise Refusal(403, "client-forbidden", "the id is not that of the authenticated user")

    # accounts

    def _get_users_me(self, asked: Asked) -> tuple[Any, ...]:
        return ({"data": self._user(self._who(asked), asked)},)

    def _get_users_by_username_of(self, asked: Asked, handle: str) -> tuple[Any, ...]:
        self._who(asked)
        for number, person in self.people.items():
            if person["username"].lower() == handle.lower():
                return ({"data": self._user(number, asked)},)
        return ({"errors": [_missing("user", handle)]},)

    def _get_users_of(self, asked: Asked, number: str) -> tuple[Any, ...]:
        self._who(asked)
        if number not in self.people:
            return ({"errors": [_missing("user", number)]},)
        return ({"data": self._user(number, asked)},)

    def _user(self, number: str, asked: Asked) -> dict[str, Any]:
        count = sum(post["author_id"] == number for post in self._standing())
        person = {**self.people[number], "public_metrics": {**_COUNTS, "post_count": count}}
        wanted = {"id", "name", "username", *asked.query.get("user.fields", "").split(",")}
        return {name: value for name, value in person.items() if name in wanted}

    # posts, read

    def _get_users_of_tweets(self, asked: Asked, number: str) -> tuple[Any, ...]:
        self._who(asked)
        found = [one for one in self._standing() if one["author_id"] == number]
        return (self._paged(found, asked, least=5),)

    def _get_users_of_mentions(self, asked: Asked, number: str) -> tuple[Any, ...]:
        self._who(asked)
        handle = self.people[number]["username"].lower()
        found = [one for one in self._standing() if f"@{handle}" in one["text"].lower()]
        return (self._paged([one for one in found if one["author_id"] != number], asked, least=5),)

    def _get_tweets_search_recent(self, asked: Asked) -> tuple[Any, ...]:
        self._who(asked)
        began = self.now - timedelta(days=7)
        told = [asked.query.get(name) for name in ("since_id", "until_id")]
        if any(one and _time(one) < began for one in told):
            raise Refusal(
                400, "invalid-request", "'since_id' must be a tweet id created after a week ago"
            )
        words = re.sub(r"\s*-is:retweet", "", asked.query["query"]).strip("()")
        thread = re.fullmatch(r"conversation_id:(\d+)", words)
        found = [
            one
            for one in self._standing()
            if _time(one["id"]) > began
            and one.get("referenced_posts", [{}])[0].get("type") != "retweeted"
            if (
                one["conversation_id"] == thread[1]
                if thread
                else words.lower() in one["text"].lower()
            )
        ]
        return (self._paged(found, asked, least=10),)

    def _get_tweets_of(self, asked: Asked, post_id: str) -> tuple[Any, ...]:
        self._who(asked)
        if post_id not in self.posts:
            return ({"errors": [_missing("tweet", post_id)]},)
        found = self.posts[post_id]
        return ({"data": self._shown(found, asked), **self._beside([found], asked)},)

    def _get_tweets(self, asked: Asked) -> tuple[Any, ...]:
        self._who(asked)
        ids = asked.query["ids"].split(",")
        found = [self.posts[one] for one in ids if one in self.posts]
        errors = [_missing("tweet", one) for one in ids if one not in self.posts]
        body = {"data": [self._shown(one, asked) for one in found], **self._beside(found, asked)}
        return ({name: value for name, value in {**body, "errors": errors}.items() if value},)

    def _standing(self) -> list[dict[str, Any]]:
        """The newest version of each post, newest first."""
        newest = [
            one for one in self.posts.values() if one["edit_history_post_ids"][-1] == one["id"]
        ]
        return sorted(newest, key=lambda one: int(one["id"]), reverse=True)

    def _paged(self, found: list[dict[str, Any]], asked: Asked, least: int) -> dict[str, Any]:
        query = asked.query
        most = int(query.get("max_results", "10"))
        if not least <= most <= 100:
            raise Refusal(400, "invalid-request", f"max_results is not between {least} and 100")
        after, before = int(query.get("since_id", 0)), int(query.get("until_id", 1 << 63))
        began = datetime.fromisoformat(query.get("start_time", "2006-03-21T00:00:00Z"))
        found = [
            one for one in found if after < int(one["id"]) < before and _time(one["id"]) >= began
        ]
        start = int(query.get("pagination_token") or query.get("next_token") or 0)
        page = found[start : start + min(most, self.page)]
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0]["id"], "oldest_id": page[-1]["id"]}
        if start + len(page) < len(found):
            meta["next_token"] = str(start + len(page))
        data = {"data": [self._shown(one, asked) for one in page]} if page else {}
        return {**data, **self._beside(page, asked), "meta": meta}

    def _shown(self, post: dict[str, Any], asked: Asked) -> dict[str, Any]:
        wanted = {
            "id",
            "text",
            "edit_history_post_ids",
            *asked.query.get("post.fields", "").split(","),
        }
        expanded = asked.query.get("expansions", "")
        for name in ("author_id", "referenced_posts"):
            if name in expanded:
                wanted.add(name)
        if "referenced_posts" in expanded:
            wanted.add("in_reply_to_user_id")
        return {name: value for name, value in post.items() if name in wanted}

    def _beside(self, posts: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
        expanded = asked.query.get("expansions", "").split(",")
        others: dict[str, dict[str, Any]] = {}
        for post in posts:
            ids = [one["id"] for one in post.get("referenced_posts", [])]
            ids = ids if "referenced_posts" in expanded else []
            ids += post["edit_history_post_ids"] if "edit_history_post_ids" in expanded else []
            others |= {
                one: self.posts[one] for one in ids if one in self.posts and one != post["id"]
            }
        every = [*posts, *others.values()]
        keys = [key for one in every for key in one.get("attachments", {}).get("media_keys", [])]
        votes = [key for one in every for key in one.get("attachments", {}).get("poll_ids", [])]
        people = {one["author_id"]: self._user(one["author_id"], asked) for one in every}
        found = {
            "users": list(people.values()) if "author_id" in expanded else [],
            "posts": [self._shown(one, asked) for one in others.values()],
            "media": [
                _picked(self.media[key], asked, "media.fields") for key in dict.fromkeys(keys)
            ]
            if "attachments.media_keys" in expanded
            else [],
            "polls": [_picked(self.polls[key], asked, "poll.fields") for key in votes]
            if "attachments.poll_ids" in expanded
            else [],
        }
        found = {name: value for name, value in found.items() if value}
        return {"includes": found} if found else {}

    # posts, written

    def _post_tweets(self, asked: Asked) -> tuple[Any, ...]:
        author, body = self._who(asked), asked.json()
        unknown = body.keys() - {"text", "reply", "quote_tweet_id", "media", "poll"}
        if unknown:
            raise Refusal(400, "invalid-request", f"{sorted(unknown)} is not allowed")
        if length(body.get("text", ""), 23) > 280:
            raise Refusal(403, "client-forbidden", "Your Tweet text is too long.")
        made = self._create(author, body)
        return {"data": {"id": made["id"], "text": made["text"]}}, 201

    def _create(self, author: str, body: dict[str, Any]) -> dict[str, Any]:
        written = body.get("text", "")
        if any(
            one["author_id"] == author and one["_written"] == written for one in self.posts.values()
        ):
            detail = "You are not allowed to create a Tweet with duplicate content."
            raise Refusal(403, "client-forbidden", detail)
        number = self._number()
        made: dict[str, Any] = {
            "id": number,
            "_written": written,
            "author_id": author,
            "conversation_id": number,
            "created_at": _written(self.now),
            "edit_history_post_ids": [number],
            "lang": "no",
            "possibly_sensitive": False,
        }
        self._refer(made, body)
        self._attach(made, body, number)
        self.posts[number] = made
        return made

    def _refer(self, made: dict[str, Any], body: dict[str, Any]) -> None:
        """What it answers or quotes; X writes before an answer who is answered."""
        made["text"] = body.get("text", "")
        references = []
        if "reply" in body:
            answered = self._existing(body["reply"]["in_reply_to_tweet_id"])
            references.append({"type": "replied_to", "id": answered["id"]})
            made["conversation_id"] = answered["conversation_id"]
            made["in_reply_to_user_id"] = answered["author_id"]
            if answered["author_id"] != made["author_id"]:
                names = f"@{self.people[answered['author_id']]['username']} "
                made["text"] = names + made["text"]
                made["display_text_range"] = [len(names), len(made["text"])]
        if "quote_tweet_id" in body:
            quoted = self._existing(body["quote_tweet_id"])
            references.append({"type": "quoted", "id": quoted["id"]})
            handle = self.people[quoted["author_id"]]["username"]
            made["text"] += f" https://twitter.com/{handle}/status/{quoted['id']}"
        if references:
            made["referenced_posts"] = references

    def _existing(self, post_id: str) -> dict[str, Any]:
        if post_id not in self.posts:
            raise Refusal(400, "invalid-request", f"there is no post {post_id}")
        return self.posts[post_id]

    def _attach(self, made: dict[str, Any], body: dict[str, Any], number: str) -> None:
        """Pictures, a poll, and the entities: X shortens every address, and adds one for the pictures."""
        urls: list[dict[str, Any]] = []
        attachments: dict[str, list[str]] = {}
        text = _LINK.sub(lambda found: _short(found[0], urls), made["text"])
        if "media" in body:
            keys = [f"3_{one}" for one in body["media"]["media_ids"]]
            if not set(keys) <= self.media.keys() or len(keys) > 4:
                raise Refusal(400, "invalid-request", "Your media IDs are invalid.")
            attachments["media_keys"] = keys
            handle = self.people[made["author_id"]]["username"]
            own = f"https://x.com/{handle}/status/{number}/photo/1"
            text = f"{text} {_short(own, urls, keys[0])}".strip()
        if "poll" in body:
            options = enumerate(body["poll"]["options"], 1)
            closes = self.now + timedelta(minutes=body["poll"]["duration_minutes"])
            self.polls[number] = {
                "id": number,
                "options": [{"position": at, "label": label, "votes": 0} for at, label in options],
                "end_datetime": _written(closes),
            }
            attachments["poll_ids"] = [number]
        made["text"] = html.escape(text, quote=False)
        made["entities"] = {
            "urls": urls,
            "mentions": [
                {
                    "start": found.start(),
                    "end": found.end(),
                    "username": one["username"],
                    "id": one["id"],
                }
                for found in re.finditer(r"@(\w+)", text)
                for one in self.people.values()
                if one["username"].lower() == found[1].lower()
            ],
            "hashtags": [
                {"start": found.start(), "end": found.end(), "tag": found[1]}
                for found in re.finditer(r"#(\w+)", text)
            ],
        }
        if attachments:
            made["attachments"] = attachments

    def _delete_tweets_of(self, asked: Asked, post_id: str) -> tuple[Any, ...]:
        author = self._who(asked)
        found = self.posts.get(post_id)
        if found is None:
            raise Refusal(404, "resource-not-found", f"Could not find tweet with id: [{post_id}].")
        if found["author_id"] != author:
            raise Refusal(
                403, "not-authorized-for-resource", "You are not the author of this post."
            )
        del self.posts[post_id]
        return ({"data": {"deleted": True}},)

    def _put_tweets_of_hidden(self, asked: Asked, post_id: str) -> tuple[Any, ...]:
        author, hidden = self._who(asked), asked.json()["hidden"]
        root = self.posts[self._existing(post_id)["conversation_id"]]
        if root["author_id"] != author:
            raise Refusal(403, "client-forbidden", "the conversation was begun by another")
        act = ("hidden", author, post_id)
        (self.done.add if hidden else self.done.discard)(act)
        return ({"data": {"hidden": hidden}},)

    def _post_users_of_retweets(self, asked: Asked, number: str) -> tuple[Any, ...]:
        found = self._act("retweeted", asked, number, "tweet_id")
        if f"R{found}" not in {one["_written"] for one in self.posts.values()}:
            original = self.posts[found]
            made = self._create(number, {"text": f"R{found}"})
            handle = self.people[original["author_id"]]["username"]
            made["text"] = f"RT @{handle}: {original['text'][:80]}…"
            made["referenced_posts"] = [{"type": "retweeted", "id": found}]
        return ({"data": {"retweeted": True, "rest_id": found}},)

    def _act(self, verb: str, asked: Asked, number: str, name: str) -> str:
        self._myself(asked, number)
        target = str(asked.json()[name])
        if target not in self.posts and target not in self.people:
            raise Refusal(404, "resource-not-found", f"Could not find {target}.")
        self.done.add((verb, number, target))
        return target

    def _number(self) -> str:
        """A minute later than the one before."""
        self.now += timedelta(minutes=1)
        self._serial = (self._serial + 1) % 4096
        return str((int(self.now.timestamp() * 1000) - EPOCH) << 22 | self._serial)


def _written(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _time(number: str) -> datetime:
    return datetime.fromtimestamp(((int(number) >> 22) + EPOCH) / 1000, UTC)


def _short(address: str, urls: list[dict[str, Any]], key: str = "") -> str:
    short = f"https://t.co/{len(urls):010}"
    more = {"media_key": key} if key else {}
    urls.append({"start": 0, "end": 23, "url": short, "expanded_url": address, **more})
    return short


def _missing(kind: str, value: str) -> dict[str, Any]:
    return {
        "type": f"{PROBLEMS}resource-not-found",
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with id: [{value}].",
        "resource_type": kind,
        "resource_id": value,
        "parameter": "id",
        "value": value,
    }


def _picked(thing: dict[str, Any], asked: Asked, name: str) -> dict[str, Any]:
    wanted = {"id", "media_key", "type", "options", *asked.query.get(name, "").split(",")}
    return json.loads(json.dumps({key: value for key, value in thing.items() if key in wanted}))
