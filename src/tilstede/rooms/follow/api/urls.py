"""Addresses of the API, made from its table of endpoints."""

from django.urls import path

from tilstede.rooms.follow.api import answering, openapi, page
from tilstede.rooms.follow.api.endpoints import ENDPOINTS, VERSION


def _pattern(path: str) -> str:
    return path.replace("{id}", "<number:number>").replace("{key}", "<path:key>")


urlpatterns = [
    path("", page.page, name="api"),
    path(f"{VERSION}/openapi.json", openapi.description, name="api-description"),
    *(
        path(
            f"{VERSION}/{_pattern(endpoint.path)}",
            answering.served(endpoint),
            name=endpoint.name,
        )
        for endpoint in ENDPOINTS
    ),
    path("<path:rest>", answering.nothing),
]
