"""The state as the API shows it, to one who asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.servers.youtube.state import Channel, Comment, State, Track, Video


def moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def channel(one: Channel, videos: int) -> dict[str, Any]:
    return {
        "kind": "youtube#channel",
        "id": one.id,
        "snippet": {
            "title": one.title,
            "customUrl": f"@{one.handle}",
            "publishedAt": moment(one.made),
            "thumbnails": {"default": {"url": f"https://yt3.ggpht.example/{one.id}=s88"}},
        },
        "contentDetails": {"relatedPlaylists": {"uploads": one.uploads}},
        "statistics": {"videoCount": str(videos)},
    }


def video(one: Video, has_captions: bool) -> dict[str, Any]:
    sizes = {"default": (120, 90), "high": (480, 360), "maxres": (1280, 720)}
    pictures = {
        name: {"url": f"https://i.ytimg.example/vi/{one.id}/{name}.jpg", "width": w, "height": h}
        for name, (w, h) in sizes.items()
    }
    return {
        "kind": "youtube#video",
        "id": one.id,
        "snippet": {
            "publishedAt": moment(one.at),
            "channelId": one.channel.id,
            "channelTitle": one.channel.title,
            "categoryId": "22",
            "liveBroadcastContent": "none",
            "thumbnails": pictures,
            **one.snippet,
        },
        "status": one.status,
        "contentDetails": {"duration": "PT2M3S", "caption": "true" if has_captions else "false"},
    }


def playlist_item(one: Video) -> dict[str, Any]:
    return {
        "kind": "youtube#playlistItem",
        "id": f"UU.{one.id}",
        "snippet": {"publishedAt": moment(one.at), "title": one.snippet["title"]},
        "contentDetails": {"videoId": one.id, "videoPublishedAt": moment(one.at)},
    }


def comment(one: Comment, asker: str, *, plain: bool, owner: bool) -> dict[str, Any]:
    """Its original text is told to its writer alone; whether it is held back to the video's owner alone."""
    shown = one.text if plain else one.text.replace("&", "&amp;").replace("\n", "<br>")
    snippet: dict[str, Any] = {
        "authorDisplayName": f"@{one.author.handle}",
        "authorProfileImageUrl": f"https://yt3.ggpht.example/{one.author.id}=s48",
        "authorChannelUrl": f"http://www.youtube.com/@{one.author.handle}",
        "authorChannelId": {"value": one.author.id},
        "textDisplay": shown,
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": moment(one.at),
        "updatedAt": moment(one.edited or one.at),
    }
    if one.author.id == asker:
        snippet["textOriginal"] = one.text
    if one.parent:
        snippet["parentId"] = one.parent
    else:
        snippet["videoId"] = one.video
    if owner and one.status != "published":
        snippet["moderationStatus"] = one.status
    return {"kind": "youtube#comment", "id": one.id, "snippet": snippet}


def thread(state: State, top: Comment, asker: str, *, plain: bool, replies: bool) -> dict[str, Any]:
    held = state.videos[top.video].channel.id
    owner = held == asker
    answers = [one for one in state.answers_to(top.id) if one.status == "published"]
    shown = {
        "kind": "youtube#commentThread",
        "id": top.id,
        "snippet": {
            "channelId": held,
            "videoId": top.video,
            "topLevelComment": comment(top, asker, plain=plain, owner=owner),
            "canReply": True,
            "totalReplyCount": len(answers),
            "isPublic": True,
        },
    }
    if replies and answers:
        few = [comment(one, asker, plain=plain, owner=owner) for one in answers[-5:]]
        shown["replies"] = {"comments": few}
    return shown


def track(one: Track) -> dict[str, Any]:
    return {
        "kind": "youtube#caption",
        "id": one.id,
        "snippet": {
            "videoId": one.video,
            "lastUpdated": moment(one.at),
            "trackKind": one.kind,
            "language": one.language,
            "name": "",
            "audioTrackType": "unknown",
            "isCC": False,
            "isLarge": False,
            "isEasyReader": False,
            "isDraft": False,
            "isAutoSynced": False,
            "status": "serving",
        },
    }
