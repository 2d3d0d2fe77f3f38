"""What each method does: the few of the API's that are used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.servers.youtube import shapes
from tests.servers.youtube.state import Comment, State, Video


class Wrong(Exception):
    def __init__(self, status: int, reason: str, words: str) -> None:
        super().__init__(words)
        self.status, self.reason, self.words = status, reason, words


@dataclass
class Asking:
    """``asker``: the channel that asks, or ``""``. ``content``: a file that came."""

    state: State
    asker: str
    query: dict[str, list[str]]
    body: dict[str, Any]
    content: bytes = b""
    audited: bool = True

    def one(self, name: str, otherwise: str = "") -> str:
        return self.query.get(name, [otherwise])[0]

    def ids(self) -> list[str]:
        return [one for several in self.query.get("id", []) for one in several.split(",") if one]

    @property
    def parts(self) -> set[str]:
        return {one for several in self.query["part"] for one in several.split(",")}

    @property
    def plain(self) -> bool:
        return self.one("textFormat", "html") == "plainText"

    def page(self, kind: str, items: Iterable[dict[str, Any]], most: int) -> dict[str, Any]:
        """One page of them, less the parts that were not asked for."""
        found = list(items)
        size, start = int(self.one("maxResults", str(most))), _start(self.one("pageToken"))
        shown = [self.trimmed(one) for one in found[start : start + size]]
        answer = {
            "kind": f"youtube#{kind}ListResponse",
            "pageInfo": {"totalResults": len(found), "resultsPerPage": size},
            "items": shown,
        }
        if start + size < len(found):
            answer["nextPageToken"] = f"page{start + size}"
        return answer

    def trimmed(self, item: dict[str, Any]) -> dict[str, Any]:
        return {name: one for name, one in item.items() if name in {"kind", "id", *self.parts}}

    def own(self, video: Video | None) -> bool:
        return video is not None and video.channel.id == self.asker


def _start(token: str) -> int:
    if token and not token.startswith("page"):
        raise Wrong(400, "invalidPageToken", "The request specifies an invalid page token.")
    return int(token.removeprefix("page") or 0)


# --- channels and videos --------------------------------------------------------------------------


def channels(asking: Asking) -> dict[str, Any]:
    state = asking.state
    if asking.one("mine") == "true":
        found = [state.channels[asking.asker]]
    elif handle := asking.one("forHandle"):
        found = [one for one in state.channels.values() if one.handle == handle.lstrip("@")]
    else:
        found = [state.channels[one] for one in asking.ids() if one in state.channels]
    shown = [shapes.channel(one, len(_public(state.videos_of(one)))) for one in found]
    return asking.page("channel", shown, 5)


def _public(videos: list[Video]) -> list[Video]:
    return [one for one in videos if one.status["privacyStatus"] == "public"]


def playlist_items(asking: Asking) -> dict[str, Any]:
    wanted = asking.one("playlistId")
    channel = next((c for c in asking.state.channels.values() if c.uploads == wanted), None)
    videos = asking.state.videos_of(channel) if channel else []
    if not videos:
        raise Wrong(404, "playlistNotFound", "The playlist cannot be found.")
    seen = [one for one in videos if _visible(asking, one)]
    return asking.page("playlistItem", map(shapes.playlist_item, seen), 5)


def _visible(asking: Asking, video: Video) -> bool:
    return video.status["privacyStatus"] != "private" or asking.own(video)


def videos(asking: Asking) -> dict[str, Any]:
    held = [asking.state.videos[one] for one in asking.ids() if one in asking.state.videos]
    captioned = {one.video for one in asking.state.tracks.values() if one.kind == "standard"}
    shown = [shapes.video(one, one.id in captioned) for one in held if _visible(asking, one)]
    return asking.page("video", shown, 5)


def insert_video(asking: Asking) -> dict[str, Any]:
    told = asking.body.get("snippet", {})
    _check_words(told)
    status = {"privacyStatus": "public", **asking.body.get("status", {})}
    privacy = status["privacyStatus"] if asking.audited else "private"
    channel = asking.state.channels[asking.asker]
    video = asking.state.video(channel, told["title"], privacy=privacy)
    video.snippet.update(told)
    video.size = len(asking.content)
    video.status["uploadStatus"] = "uploaded"
    return asking.trimmed(shapes.video(video, has_captions=False))


def _check_words(told: dict[str, Any]) -> None:
    title, words = told.get("title", ""), told.get("description", "")
    if not title or len(title) > 100 or set("<>") & set(title):
        raise Wrong(400, "invalidTitle", "The request metadata specifies an invalid video title.")
    if len(words.encode()) > 5000 or set("<>") & set(words):
        raise Wrong(
            400, "invalidDescription", "The request metadata specifies an invalid description."
        )


def update_video(asking: Asking) -> dict[str, Any]:
    video = _own_video(asking, asking.body.get("id", ""))
    told = asking.body["snippet"]
    if "categoryId" not in told:
        raise Wrong(400, "invalidCategoryId", "The snippet.categoryId property is missing.")
    _check_words(told)
    video.snippet = dict(told)  # what is not told again is gone
    return asking.trimmed(shapes.video(video, has_captions=False))


def delete_video(asking: Asking) -> None:
    del asking.state.videos[_own_video(asking, asking.one("id")).id]


def _own_video(asking: Asking, name: str) -> Video:
    video = asking.state.videos.get(name)
    if video is None:
        raise Wrong(404, "videoNotFound", "The video cannot be found.")
    if not asking.own(video):
        raise Wrong(403, "forbidden", "The request is not authorized for this video.")
    return video


# --- comments -------------------------------------------------------------------------------------


def threads(asking: Asking) -> dict[str, Any]:
    status = asking.one("moderationStatus", "published")
    tops = [
        one
        for one in asking.state.comments.values()
        if not one.parent and one.status == status and _wanted(asking, one)
    ]
    if status != "published" and not all(_owns(asking, one) for one in tops):
        raise Wrong(403, "forbidden", "Only the owner sees what is held back.")
    newest = sorted(tops, key=lambda one: one.at, reverse=True)
    replies = "replies" in asking.parts
    shown = [
        shapes.thread(asking.state, one, asking.asker, plain=asking.plain, replies=replies)
        for one in newest
    ]
    return asking.page("commentThread", shown, 20)


def _wanted(asking: Asking, top: Comment) -> bool:
    if ids := asking.ids():
        return top.id in ids
    video = asking.state.videos.get(top.video)
    if channel := asking.one("allThreadsRelatedToChannelId"):
        return video is not None and video.channel.id == channel
    if asking.one("videoId") not in asking.state.videos:
        raise Wrong(404, "videoNotFound", "The video cannot be found.")
    return top.video == asking.one("videoId")


def _owns(asking: Asking, comment: Comment) -> bool:
    return asking.own(asking.state.videos.get(comment.video))


def insert_thread(asking: Asking) -> dict[str, Any]:
    told = asking.body["snippet"]
    if told.get("videoId") not in asking.state.videos:
        raise Wrong(404, "videoNotFound", "The video cannot be found.")
    text = told["topLevelComment"]["snippet"]["textOriginal"]
    author = asking.state.channels[asking.asker]
    made = asking.state.comment(author, told["videoId"], text)
    return asking.trimmed(
        shapes.thread(asking.state, made, asking.asker, plain=False, replies=False)
    )


def comments(asking: Asking) -> dict[str, Any]:
    state = asking.state
    if parent := asking.one("parentId"):
        found = [one for one in state.answers_to(parent) if one.status == "published"]
    else:
        held = [state.comments[one] for one in asking.ids() if one in state.comments]
        found = [one for one in held if one.status == "published" or _sees(asking, one)]
    return asking.page("comment", [_shown(asking, one) for one in found], 20)


def _sees(asking: Asking, comment: Comment) -> bool:
    return _owns(asking, comment) or comment.author.id == asking.asker


def _shown(asking: Asking, one: Comment) -> dict[str, Any]:
    return shapes.comment(one, asking.asker, plain=asking.plain, owner=_owns(asking, one))


def insert_comment(asking: Asking) -> dict[str, Any]:
    told = asking.body["snippet"]
    above = asking.state.comments.get(told["parentId"])
    if above is None:
        raise Wrong(
            404, "parentCommentNotFound", "The specified parent comment could not be found."
        )
    if above.parent:
        raise Wrong(
            400, "operationNotSupported", "Answers stand under the comment that begins a thread."
        )
    author = asking.state.channels[asking.asker]
    made = asking.state.comment(author, above.video, told["textOriginal"], above)
    return asking.trimmed(_shown(asking, made))


def update_comment(asking: Asking) -> dict[str, Any]:
    comment = _own_comment(asking, asking.body["id"])
    comment.text, comment.edited = asking.body["snippet"]["textOriginal"], asking.state.tick()
    return asking.trimmed(_shown(asking, comment))


def delete_comment(asking: Asking) -> None:
    del asking.state.comments[_own_comment(asking, asking.one("id")).id]


def _own_comment(asking: Asking, name: str) -> Comment:
    comment = asking.state.comments.get(name)
    if comment is None:
        raise Wrong(
            404, "commentNotFound", "One or more of the specified comments cannot be found."
        )
    if comment.author.id != asking.asker:
        raise Wrong(403, "forbidden", "The comment cannot be changed by you.")
    return comment


def moderate(asking: Asking) -> None:
    for name in asking.ids():
        comment = asking.state.comments.get(name)
        if comment is None:
            raise Wrong(404, "commentNotFound", "The comment cannot be found.")
        if not _owns(asking, comment):
            raise Wrong(403, "forbidden", "Only the owner of the video holds comments back.")
        comment.status = asking.one("moderationStatus")


# --- captions -------------------------------------------------------------------------------------


def captions(asking: Asking) -> dict[str, Any]:
    _own_video(asking, asking.one("videoId"))
    found = [one for one in asking.state.tracks.values() if one.video == asking.one("videoId")]
    answer = asking.page("caption", map(shapes.track, found), 1000)
    del answer["pageInfo"]
    return answer


def insert_captions(asking: Asking) -> dict[str, Any]:
    told = asking.body["snippet"]
    _own_video(asking, told["videoId"])
    if not asking.content.startswith(b"WEBVTT"):
        raise Wrong(400, "contentRequired", "The request does not contain the captions' contents.")
    made = asking.state.track(told["videoId"], told["language"], asking.content)
    return asking.trimmed(shapes.track(made))


def download(asking: Asking) -> bytes:
    track = asking.state.tracks.get(asking.one("id"))
    if track is None:
        raise Wrong(404, "captionNotFound", "The caption track could not be found.")
    _own_video(asking, track.video)
    return track.content


METHODS: dict[str, Callable[[Asking], Any]] = {
    "youtube.channels.list": channels,
    "youtube.playlistItems.list": playlist_items,
    "youtube.videos.list": videos,
    "youtube.videos.insert": insert_video,
    "youtube.videos.update": update_video,
    "youtube.videos.delete": delete_video,
    "youtube.commentThreads.list": threads,
    "youtube.commentThreads.insert": insert_thread,
    "youtube.comments.list": comments,
    "youtube.comments.insert": insert_comment,
    "youtube.comments.update": update_comment,
    "youtube.comments.delete": delete_comment,
    "youtube.comments.setModerationStatus": moderate,
    "youtube.captions.list": captions,
    "youtube.captions.insert": insert_captions,
    "youtube.captions.download": download,
}
