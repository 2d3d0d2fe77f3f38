"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.moderation import appealing, figures, public, rules, views

urlpatterns = [
    path("house-rules", public.house_rules, name="house-rules"),
    path("house-rules/<int:number>", public.edition, name="house-rules-edition"),
    path("house-rules/ask", public.ask, name="appeal"),
    path("house-rules/ask/<slug:reference>", public.received, name="appeal-received"),
    path("house-rules/figures", figures.figures, name="moderation-figures"),
    path("house-rules/figures.csv", figures.table, name="moderation-figures-csv"),
    path("house-rules/appeals.csv", figures.appeals, name="appeals-csv"),
    path("publish/moderation", views.moderation, name="moderation"),
    path("publish/moderation/posts/<number:number>", views.post, name="moderate"),
    path("publish/moderation/<number:number>", views.decision, name="decision"),
    path("publish/moderation/rules", rules.rules, name="edit-house-rules"),
    path("publish/moderation/rules/adopt", rules.adopt, name="adopt-house-rules"),
    path("publish/moderation/appeals/<number:number>", appealing.appeal, name="answer-appeal"),
    path("publish/moderation/appeals/<number:number>/join", appealing.join, name="join-appeal"),
]
