"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.plan import calendar, campaigns, elections, feed, sending, slots, timing

_DRAFT = "publish/drafts/<slug:key>"

urlpatterns = [
    path("publish/calendar", calendar.calendar, name="publish-calendar"),
    path("publish/calendar/address", feed.address, name="calendar-address"),
    path("publish/calendar/times", slots.slots, name="slots"),
    path("publish/calendar/<str:secret>.ics", feed.feed, name="calendar-feed"),
    path("publish/elections", elections.elections, name="elections"),
    path("publish/elections/<number:number>", elections.take_away, name="election-take-away"),
    path("publish/campaigns", campaigns.campaigns, name="campaigns"),
    path("publish/campaigns/<number:number>", campaigns.campaign, name="campaign"),
    path(f"{_DRAFT}/plan", timing.plan, name="draft-plan"),
    path(f"{_DRAFT}/no-time", timing.unplan, name="draft-unplan"),
    path(f"{_DRAFT}/not-before", timing.hold_back, name="draft-not-before"),
    path(f"{_DRAFT}/campaign", campaigns.label, name="draft-campaign"),
    path(f"{_DRAFT}/sent", sending.sent, name="draft-sent"),
    path(f"{_DRAFT}/sent/now", sending.now, name="draft-sent-now"),
]
