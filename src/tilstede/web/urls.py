"""Addresses that belong to no room: signing in, the log for machines, and what the site says of itself."""

from django.urls import include, path

from tilstede.web import about, at_root, guide, health, log, own_files

urlpatterns = [
    path("about/privacy", about.privacy, name="privacy"),
    path("about/accessibility", about.accessibility, name="accessibility"),
    path("favicon.ico", at_root.favicon, name="favicon"),
    path("robots.txt", at_root.robots, name="robots"),
    path("guide/", guide.guide, name="guide"),
    path("guide/<slug:name>", guide.guide, name="guide"),
    path("healthz", health.health, name="health"),
    path("log/add-checkpoint", log.add_checkpoint, name="add-checkpoint"),
    path("log/checkpoint", log.latest, name="checkpoint"),
    path("log/checkpoint/<number:size>", log.at, name="checkpoint-at"),
    path("log/keys", log.keys, name="log-keys"),
    path("log/keys/<number:number>", log.key_change, name="log-key-change"),
    path("log/tile/<path:path>", log.tile, name="tile"),
    path("own/theme-<slug:digest>.css", own_files.theme, name="own-theme"),
    path("own/logo-<slug:digest>", own_files.logo, name="own-logo"),
    path("", include("tilstede.web.sign_in.urls")),
]
