"""LinkedIn's Community Management API as far as its documentation tells: pages with posts and comments.

Each request must name a version and the protocol (Rest.li 2.0); a token must be known, and its person must have a role
in the page. The logins and the files lie in `linkedin_doors`. Nobody else wrote a server of it that knows pictures,
films and little text.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.servers import linkedin_little
from tests.servers.answering import Reply, Request
from tests.servers.linkedin_doors import Doors, LinkedInFault

_COMMENT: Final = re.compile(r"urn:li:comment:\((urn:li:\w+:\d+),(\d+)\)")
_SENT: Final = {
    *("author", "commentary", "visibility", "distribution", "lifecycleState", "content"),
    "isReshareDisabledByAuthor",
}


class LinkedInApi(Doors):
    """``posts`` by name, ``comments`` by number; ``people``: who has which role in which page."""

    def clear(self) -> None:
        """Nobody there, nothing said."""
        super().clear()
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
        self.posts: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, dict[str, Any]] = {}
        self.log: list[Request] = []
        self.most = 100  #: elements of a list

    # --- what a test sets up ---------------------------------------------------------------------

    def post(self, page: str, commentary: str, **more: Any) -> str:
        """As LinkedIn keeps it, a minute after what came before."""
        self.now += timedelta(minutes=1)
        urn = f"urn:li:share:{self.number()}"
        moment = self._time()
        self.posts[urn] = {
            "id": urn,
            "author": page,
            "commentary": commentary,
            "visibility": "PUBLIC",
            "lifecycleState": "PUBLISHED",
            "lifecycleStateInfo": {"isEditedByAuthor": False},
            "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
            "isReshareDisabledByAuthor": False,
            "content": {},
            "createdAt": moment,
            "publishedAt": moment,
            "lastModifiedAt": moment,
            **more,
        }
        return urn

    def comment(self, under: str, actor: str, text: str, parent: str = "") -> str:
        """Its number. LinkedIn names it by the activity that shows the post."""
        self.now += timedelta(minutes=1)
        number = self.number()
        activity = self.activity_of(under)
        stamp = {"actor": actor, "time": self._time()}
        self.comments[number] = {
            "id": number,
            "$URN": f"urn:li:comment:({activity},{number})",
            "commentUrn": f"urn:li:comment:({activity},{number})",
            "object": activity,
            "actor": actor,
            "message": {"attributes": [], "text": text},
            "created": stamp,
            "lastModified": stamp,
            **({"parentComment": parent} if parent else {}),
        }
        return number

    def activity_of(self, post: str) -> str:
        """A post is shown as an activity of another number."""
        return f"urn:li:activity:{int(post.rpartition(':')[2]) + 5}"

    def shown(self) -> list[str]:
        """What readers see of all posts and comments, oldest first."""
        posts = [linkedin_little.read(one["commentary"]).shown for one in self.posts.values()]
        return [*posts, *(one["message"]["text"] for one in self.comments.values())]

    def _time(self) -> int:
        return int(self.now.timestamp() * 1000)

    # --- what it answers -------------------------------------------------------------------------

    def rest(self, request: Request, parts: list[str]) -> Reply:
        match request.method, parts:
            case "GET", ["posts"]:
                return self._listed(request, self._by_author(request))
            case "POST", ["posts"]:
                return self._make(request)
            case "GET", ["posts", urn]:
                return Reply(self._post(request, urn))
            case "POST", ["posts", urn]:
                return self._edit(request, urn)
            case "DELETE", ["posts", urn]:
                self._post(request, urn)
                del self.posts[urn]
                return Reply(None, 204)
            case _, ["socialActions", under, "comments", *rest]:
                return self._comments(request, under, rest)
        return super().rest(request, parts)

    def _by_author(self, request: Request) -> list[dict[str, Any]]:
        self.demand_role(request, request.one("author"))
        own = [one for one in self.posts.values() if one["author"] == request.one("author")]
        by = {"CREATED": "createdAt", "LAST_MODIFIED": "lastModifiedAt"}
        key = by[request.one("sortBy", "LAST_MODIFIED")]
        return sorted(own, key=lambda one: one[key], reverse=True)

    def _listed(self, request: Request, found: list[dict[str, Any]]) -> Reply:
        start = int(request.one("start", "0"))
        count = min(int(request.one("count", "10")), self.most)
        paging = {"start": start, "count": count, "links": []}
        return Reply({"paging": paging, "elements": found[start : start + count]})

    def _post(self, request: Request, urn: str) -> dict[str, Any]:
        if urn not in self.posts:
            raise LinkedInFault(404, "NOT_FOUND", f"Post with urn {urn} could not be found")
        found = self.posts[urn]
        self.demand_role(request, found["author"])
        return found

    def _make(self, request: Request) -> Reply:
        told = request.json()
        if unknown := told.keys() - _SENT:
            raise LinkedInFault(400, "ILLEGAL_ARGUMENT", f"Unknown fields {sorted(unknown)}")
        self.demand_role(request, told["author"])
        kept = self._words(told["commentary"])
        content = self.checked_content(told.get("content", {}), told["author"])
        alike = (
            one
            for one in self.posts.values()
            if one["commentary"] == kept and one.get("content", {}) == content
        )
        if standing := next(alike, None):
            said = f"Content is a duplicate of {standing['id']}"
            raise LinkedInFault(422, "DUPLICATE_POST", said)
        urn = self.post(told["author"], kept, **({"content": content} if content else {}))
        return Reply(None, 201, {"x-restli-id": urn, "x-linkedin-id": urn})

    def _words(self, commentary: str) -> str:
        little = linkedin_little.read(commentary)
        if (has := len(little.shown.encode("utf-16-le")) // 2) > 3000:
            said = f"ShareCommentary text length ({has} characters) exceeded the maximum allowed (3000 characters)"
            raise LinkedInFault(400, "FIELD_LENGTH_TOO_LONG", said)
        return little.kept

    def _edit(self, request: Request, urn: str) -> Reply:
        found = self._post(request, urn)
        if request.headers.get("x-restli-method") != "PARTIAL_UPDATE":
            raise LinkedInFault(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method is missing")
        self.now += timedelta(minutes=1)
        found["commentary"] = self._words(request.json()["patch"]["$set"]["commentary"])
        found["lastModifiedAt"] = self._time()
        found["lifecycleStateInfo"] = {"isEditedByAuthor": True}
        return Reply(None, 204)

    # --- comments --------------------------------------------------------------------------------

    def _comments(self, request: Request, under: str, rest: list[str]) -> Reply:
        """``under``: a post, or a comment."""
        post, parent = self._place(under)
        if request.method == "POST" and not rest:
            return self._say(request, post, parent)
        if not rest:
            below = [
                one
                for one in self.comments.values()
                if one["object"] == self.activity_of(post)
                and one.get("parentComment", "") == parent
            ]
            if not below:
                raise LinkedInFault(404, "NOT_FOUND", "The requested entity was not found.")
            return self._listed(request, below)
        if rest[0] not in self.comments:
            raise LinkedInFault(404, "NOT_FOUND", "Comment could not be found")
        found = self.comments[rest[0]]
        if request.method == "GET":
            return Reply(found)
        self.demand_role(request, request.one("actor"))
        if found["actor"] != request.one("actor"):
            raise LinkedInFault(403, "ACCESS_DENIED", "Not the author of the comment")
        if request.method == "DELETE":
            del self.comments[rest[0]]
        else:
            found["message"] = request.json()["patch"]["message"]["$set"]
            self.now += timedelta(minutes=1)
            found["lastModified"] = {"actor": found["actor"], "time": self._time()}
        return Reply(None, 204)

    def _place(self, under: str) -> tuple[str, str]:
        """The post, and the comment that is answered."""
        told = _COMMENT.fullmatch(under)
        name = told[1] if told else under
        posts = {key: key for key in self.posts} | {
            self.activity_of(key): key for key in self.posts
        }
        if name not in posts or (told and told[2] not in self.comments):
            raise LinkedInFault(404, "NOT_FOUND", f"Unable to obtain activity for urn {under}")
        return posts[name], self.comments[told[2]]["commentUrn"] if told else ""

    def _say(self, request: Request, post: str, parent: str) -> Reply:
        told = request.json()
        self.demand_role(request, told["actor"])
        said = told["message"]["text"]
        if len(said.encode("utf-16-le")) // 2 > 1250:
            raise LinkedInFault(400, "FIELD_LENGTH_TOO_LONG", "Comment text is too long")
        if parent:
            under = _COMMENT.fullmatch(parent)
            if under is None or "parentComment" in self.comments[under[2]]:
                raise LinkedInFault(400, "ILLEGAL_ARGUMENT", "Comments are nested one level deep")
        number = self.comment(post, told["actor"], said, parent)
        return Reply(self.comments[number], 201, {"x-restli-id": number})
