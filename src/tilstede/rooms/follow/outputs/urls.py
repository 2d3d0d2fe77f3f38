"""Addresses of what leaves the stream."""

from django.urls import path

from tilstede.rooms.follow.outputs import feeds

urlpatterns = [
    path("feed.rss", feeds.feed, {"kind": "rss"}, name="feed-rss"),
    path("feed.atom", feeds.feed, {"kind": "atom"}, name="feed-atom"),
    path("feed.json", feeds.feed, {"kind": "json"}, name="feed-json"),
    path("feed.as", feeds.activities, name="feed-as"),
]
