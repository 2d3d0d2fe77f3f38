"""Addresses of the room. A post's address holds its lasting number."""

from django.urls import include, path

from tilstede.rooms.follow import deciding, files, public, views

urlpatterns = [
    path("", public.stream, name="stream"),
    path("search", public.search, name="search"),
    path("post/<number:number>", public.post, name="post"),
    path("post/<number:number>/thread", public.thread, name="thread"),
    path("post/<number:number>/bundle", files.bundle, name="bundle"),
    path("post/<number:number>/page/<number:event>", files.page, name="own-page"),
    path("post/<number:number>/link/<number:event>", files.thumbnail, name="link-picture"),
    path("post/<number:number>/withhold", deciding.withhold, name="withhold"),
    path("post/<number:number>/release", deciding.release, name="release"),
    path("withheld", deciding.withheld, name="withheld"),
    path("account/<number:number>", public.account, name="account"),
    path("sources", public.sources, name="sources"),
    path("sources/follow", views.follow, name="follow"),
    path("sources/<number:number>/pause", views.pause, name="pause"),
    path("sources/<number:number>/resume", views.resume, name="resume"),
    path("sources/<number:number>/unfollow", views.unfollow, name="unfollow"),
    path("", include("tilstede.rooms.follow.outputs.urls")),
    path("", include("tilstede.rooms.follow.who.urls")),
    path("", include("tilstede.rooms.follow.matters.urls")),
    path("", include("tilstede.rooms.follow.changes.urls")),
    path("api/", include("tilstede.rooms.follow.api.urls")),
    path("checkpoints", public.checkpoints, name="checkpoints"),
    path("media/<number:number>/<number:position>", files.media, name="media"),
    path("thumb/<number:number>/<number:position>", files.thumb, name="thumb"),
]
