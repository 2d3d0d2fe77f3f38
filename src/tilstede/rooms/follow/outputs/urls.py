"""Addresses of what leaves the stream."""

from django.urls import path, re_path

from tilstede.rooms.follow.outputs import bluesky_feed, calendar, changes, embed, feeds, lists
from tilstede.rooms.follow.outputs.mail import views as mail
from tilstede.rooms.follow.outputs.open_data import views as open_data
from tilstede.rooms.follow.outputs.removal import views as removal

urlpatterns = [
    path("accounts", lists.page, name="accounts-to-follow"),
    path("accounts.opml", lists.as_opml, name="accounts-opml"),
    path("accounts.csv", lists.as_mastodon, name="accounts-csv"),
    path("accounts.bluesky.json", lists.as_bluesky, name="accounts-bluesky"),
    path("feed.bluesky.json", bluesky_feed.as_record, name="feed-bluesky"),
    path(".well-known/did.json", bluesky_feed.document, name="did-document"),
    path("xrpc/app.bsky.feed.getFeedSkeleton", bluesky_feed.skeleton, name="feed-skeleton"),
    path("xrpc/app.bsky.feed.describeFeedGenerator", bluesky_feed.describe, name="feed-described"),
    path("feed.rss", feeds.feed, {"kind": "rss"}, name="feed-rss"),
    path("feed.atom", feeds.feed, {"kind": "atom"}, name="feed-atom"),
    path("feed.json", feeds.feed, {"kind": "json"}, name="feed-json"),
    path("calendar.ics", calendar.calendar, name="calendar"),
    path("changes.atom", changes.feed, name="changes-feed"),
    path("data/", open_data.page, name="open-data"),
    re_path(
        r"^data/(?P<month>[0-9]{4}-[0-9]{2})\.(?P<ending>csv\.gz|parquet)$",
        open_data.table,
        name="open-data-table",
    ),
    path("embed", embed.embed, name="embed"),
    path("embed/how", embed.how, name="embed-how"),
    path("remove-me", removal.ask, name="remove-me"),
    path("remove-me/received/<str:reference>", removal.received, name="remove-me-received"),
    path("removals", removal.removals, name="removals"),
    path("removals/<number:number>", removal.removal, name="removal"),
    path("removals/<number:number>/owner", removal.give, name="removal-owner"),
    path("subscribe", mail.subscribe, name="subscribe"),
    path("subscribe/asked", mail.is_asked, name="subscribe-asked"),
    path("subscribe/confirm/<str:token>", mail.confirm, name="subscribe-confirm"),
    path("subscribe/stop/<str:name>", mail.stop, name="subscribe-stop"),
    path("feed.as", feeds.activities, name="feed-as"),
]
