"""Addresses of the room. A post's address holds its lasting number."""

from django.urls import include, path

from tilstede.rooms.follow import deciding, files, public, views

urlpatterns = [
    path("", public.stream, name="stream"),
    path("search", public.search, name="search"),
    path("post/<int:number>", public.post, name="post"),
    path("post/<int:number>/bundle", files.bundle, name="bundle"),
    path("post/<int:number>/withhold", deciding.withhold, name="withhold"),
    path("post/<int:number>/release", deciding.release, name="release"),
    path("withheld", deciding.withheld, name="withheld"),
    path("account/<int:number>", public.account, name="account"),
    path("sources", public.sources, name="sources"),
    path("sources/follow", views.follow, name="follow"),
    path("sources/<int:number>/pause", views.pause, name="pause"),
    path("sources/<int:number>/resume", views.resume, name="resume"),
    path("sources/<int:number>/unfollow", views.unfollow, name="unfollow"),
    path("api/", include("tilstede.rooms.follow.api.urls")),
    path("checkpoints", public.checkpoints, name="checkpoints"),
    path("media/<int:number>/<int:position>", files.media, name="media"),
    path("thumb/<int:number>/<int:position>", files.thumb, name="thumb"),
]
