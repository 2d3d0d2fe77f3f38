"""Publishing in two steps: a container is made, and published once it is ready. Files in it Meta fetches itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tilstede.networks.kit.errors import (
    NetworkError,
    NotUnderstood,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.meta.graph import Graph
from tilstede.networks.kit.outgoing import Enclosure

#: Seconds: between two looks, first and at most; and in all, as long as Meta recommends to look.
_FIRST, _LONGEST, _PATIENCE = 2.0, 30.0, 300.0
#: What a container says that is one of several files.
_PART: Final = {"is_carousel_item": "true"}
_FILM_IN_ROW: Final = {"media_type": "VIDEO"}
_HOUR: Final = 3600.0  #: until the count of the last 24 hours is asked for again
_NO_ADDRESS: Final = (
    "Meta fetches pictures and films from a public address, and this site has none: publish by hand"
)


@dataclass(frozen=True, slots=True)
class Press:
    """How a network has its containers made. ``making``, ``publishing``, ``quota``: edges of the account; ``status``
    and ``fault``: fields that tell how far a container is, and what is wrong with it. ``picture`` and ``film``: what a
    container says of one by itself; in a row of files a film is a ``VIDEO``. ``film_alts``: a film can have a
    description."""

    making: str
    publishing: str
    quota: str
    status: str
    fault: str
    picture: Mapping[str, str]
    film: Mapping[str, str]
    film_alts: bool


@dataclass(frozen=True, slots=True)
class Publisher:
    """A press with somebody at it. ``own``: the account's id. ``sleep``: waits while a container is made ready."""

    press: Press
    graph: Graph
    own: str
    sleep: Callable[[float], None] = time.sleep

    def publish(
        self, words: Mapping[str, str], media: Sequence[Enclosure] = (), *, answers: bool = False
    ) -> str:
        """The id of what was published. ``words``: all but the files. What fails before the last step was never seen:
        ``reached`` is then false. :raises Throttled: no more is published today."""
        patience = _Patience(self.sleep)
        try:
            self._demand_room(answers=answers)
            container = self._container({**words, **self._files(media, patience)})
            self._wait(container, patience)
        except NetworkError as error:
            error.reached = False
            error.detail = _without_proofs(error.detail, media)
            raise
        answer = self.graph.post(f"{self.own}/{self.press.publishing}", creation_id=container)
        found = Fields(answer).line("id")
        if not found.isdecimal():
            raise NotUnderstood("Meta does not tell what was published", reached=True)
        return found

    def _demand_room(self, *, answers: bool) -> None:
        """:raises Throttled: as much was published in the last 24 hours as is allowed."""
        kind = "reply_" if answers else ""
        fields = f"{kind}quota_usage,{kind}config"
        told = Fields(load(self.graph.get(f"{self.own}/{self.press.quota}", fields=fields)))
        for one in told.objects("data"):
            used = one.number(f"{kind}quota_usage")
            most = one.object(f"{kind}config").number("quota_total")
            if most and used >= most:
                raise Throttled(f"Meta: {used} of {most} in 24 hours", retry_after=_HOUR)

    def _files(self, media: Sequence[Enclosure], patience: _Patience) -> dict[str, str]:
        """What a container says of its files; several have a container each. :raises Rejected: they have no address."""
        if not all(one.address for one in media):
            raise Rejected(_NO_ADDRESS)
        if len(media) < 2:
            return self._file(media[0], self.press.film) if media else {}
        parts = [self._container({**self._file(one, _FILM_IN_ROW), **_PART}) for one in media]
        for part in parts:
            self._wait(part, patience)
        return {"media_type": "CAROUSEL", "children": ",".join(parts)}

    def _file(self, one: Enclosure, film: Mapping[str, str]) -> dict[str, str]:
        is_film = one.mime.startswith("video/")
        told = {**film, "video_url": one.address}
        if not is_film:
            told = {**self.press.picture, "image_url": one.address}
        if one.alt and (self.press.film_alts or not is_film):
            told["alt_text"] = one.alt
        return told

    def _container(self, what: Mapping[str, str]) -> str:
        found = Fields(self.graph.post(f"{self.own}/{self.press.making}", **what)).line("id")
        if not found.isdecimal():
            raise NotUnderstood("Meta does not tell which container was made")
        return found

    def _wait(self, container: str, patience: _Patience) -> None:
        """:raises Rejected: Meta cannot use what is in it. :raises Unreachable: it is not ready in time."""
        press = self.press
        while True:
            answer = self.graph.get(container, fields=f"{press.status},{press.fault}")
            told = Fields(load(answer))
            match told.line(press.status):
                case "FINISHED":
                    return
                case "ERROR" | "EXPIRED" as status:
                    raise Rejected(f"Meta: {told.line(press.fault) or status}")
                case "PUBLISHED":
                    raise NotUnderstood("Meta has published it already")
            patience.wait()


@dataclass(slots=True)
class _Patience:
    """With a post and all its files together."""

    sleep: Callable[[float], None]
    pause: float = _FIRST
    left: float = _PATIENCE

    def wait(self) -> None:
        """:raises Unreachable: there is none left."""
        if self.left <= 0:
            raise Unreachable("Meta has not made the post ready in time")
        self.sleep(self.pause)
        self.left -= self.pause
        self.pause = min(self.pause * 1.5, _LONGEST)


def _without_proofs(said: str, media: Sequence[Enclosure]) -> str:
    """Meta's words may name the address that it fetched from; what lets one fetch there is not kept."""
    for query in filter(None, (urlsplit(one.address).query for one in media)):
        said = said.replace(f"?{query}", "")
    return said
