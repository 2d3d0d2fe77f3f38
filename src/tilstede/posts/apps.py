from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "tilstede.posts"
    label = "posts"
