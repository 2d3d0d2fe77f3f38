"""Whole addresses of things. They name no language, so that they are the same for all readers."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import urlencode

from tilstede.rooms.follow.api import shapes
from tilstede.web.addresses import neutral

#: Parameters that say which page is meant.
_PLACES = ("before", "after", "skip")


class Addresses:
    """On the host that the request was sent to."""

    def __init__(self, request: HttpRequest) -> None:
        self._host = f"{request.scheme}://{request.get_host()}"
        self._request = request

    def of(self, name: str, *arguments: object) -> str:
        """Of anything that has a name among the site's addresses."""
        return self._host + neutral(name, *arguments)

    def turned(self, **place: int | str) -> str:
        """Of another page of what was asked for; the language of the address is kept."""
        told = {name: value for name, value in self._told().items() if name not in _PLACES}
        query = urlencode({**told, **{name: str(at) for name, at in place.items()}})
        return f"{self._host}{self._request.path}" + (f"?{query}" if query else "")

    def narrowed(self, **filters: str) -> str:
        """Of the posts among what was asked for that pass these filters too."""
        return f"{self.of('api-posts')}?{urlencode({**self._told(), **filters})}"

    def _told(self) -> dict[str, str]:
        """The parameters; none is given twice, or there would be no answer."""
        return {name: str(value) for name, value in self._request.GET.items()}

    def account(self, number: int) -> shapes.AccountAddresses:
        """Of an account."""
        return shapes.AccountAddresses(
            self=self.of("api-account", number),
            page=self.of("account", number),
            posts=self.of("api-account-posts", number),
        )

    def post(self, number: int, *, has_bundle: bool) -> shapes.PostAddresses:
        """Of a post."""
        return shapes.PostAddresses(
            self=self.of("api-post", number),
            page=self.of("post", number),
            versions=self.of("api-post-versions", number),
            thread=self.of("api-post-thread", number),
            proof=self.of("api-post-proof", number),
            bundle=self.of("bundle", number) if has_bundle else None,
        )
