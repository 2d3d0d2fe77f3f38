"""How Instagram and Threads publish: containers, whose files they fetch from where they are told, as anyone would."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx
from PIL import Image, UnidentifiedImageError

from tests.servers.meta_api import GraphFault, MetaApi

_AGENT: Final = "facebookexternalhit/1.1"
_SECONDS: Final = 10.0


@dataclass
class Container:
    """``form``: as it was asked for; ``looks``: how often it is still not ready; ``fault``: why it never will be."""

    form: dict[str, str]
    looks: int
    fault: str = ""
    is_published: bool = False


class Publishing(MetaApi):
    """What the two share. ``sites``: where a site's name leads, as a resolver and a proxy with TLS before it would have
    it. ``fetched``: what was fetched, with its type. ``looks``: how often a container is not ready yet. ``quota``: how
    much may be published in a day, of which ``used`` was."""

    film = ""
    parameters: frozenset[str] = frozenset()
    most = 0
    ratios = (0.0, 100.0)
    kinds: tuple[str, ...] = ()

    def clear(self) -> None:
        super().clear()
        self.containers: dict[str, Container] = {}
        self.looks = 1
        self.quota, self.used = 250, 0
        self.sites: dict[str, str] = {}
        self.fetched: list[tuple[str, bytes]] = []

    def publishing_limit(self) -> dict[str, Any]:
        config = {"quota_total": self.quota, "quota_duration": 86_400}
        told = {"quota_usage": self.used, "config": config}
        return {"data": [{**told, "reply_quota_usage": 0, "reply_config": config}]}

    def contain(self, own: str, account: str, form: dict[str, str]) -> str:
        """:raises GraphFault: something of it is not understood, or its picture cannot be fetched."""
        if own != account or form.keys() - self.parameters - {"appsecret_proof"}:
            raise GraphFault(400, 100, "Invalid parameter")
        held = Container(form, self.looks)
        if form.get("media_type") == "CAROUSEL":
            self._demand_parts(form["children"].split(","))
        elif "image_url" in form:
            self._picture(form["image_url"])
        elif "video_url" in form:
            held.fault = self._film(form)
        number = f"181{self.number()}"
        self.containers[number] = held
        return number

    def _demand_parts(self, parts: list[str]) -> None:
        held = [self.containers.get(one) for one in parts]
        ready = [one for one in held if one and one.looks < 0 and "is_carousel_item" in one.form]
        if len(ready) != len(parts) or not 2 <= len(parts) <= self.most:
            raise GraphFault(400, 9007, "Invalid carousel")

    def _picture(self, url: str) -> None:
        content = self.fetch(url)
        try:
            with Image.open(io.BytesIO(content)) as picture:
                kind, (width, height) = picture.format, picture.size
        except UnidentifiedImageError as error:
            raise GraphFault(400, 9004, "Only photo or video can be accepted") from error
        if kind not in self.kinds:
            raise GraphFault(400, 36001, "The image format is not supported", 2207005)
        if not self.ratios[0] <= round(width / height, 2) <= self.ratios[1]:
            raise GraphFault(400, 36003, "The aspect ratio is not supported", 2207009)

    def _film(self, form: dict[str, str]) -> str:
        """What is wrong with it, told when the container is looked at: films are fetched later."""
        if form["media_type"] != ("VIDEO" if "is_carousel_item" in form else self.film):
            raise GraphFault(400, 100, "Invalid media type")
        try:
            content = self.fetch(form["video_url"])
        except GraphFault:
            return "FAILED_DOWNLOADING_VIDEO"
        return "" if content[4:8] == b"ftyp" else "FAILED_PROCESSING_VIDEO"

    def fetch(self, url: str) -> bytes:
        """By a real request, where the site's robots.txt lets us. :raises GraphFault: there is nothing to be had."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        headers = {"Host": parts.netloc, "User-Agent": _AGENT, "X-Forwarded-Proto": "https"}
        base = self.sites.get(site, site)
        rules = RobotFileParser()
        try:
            with httpx.Client(base_url=base, headers=headers, timeout=_SECONDS) as client:
                told = client.get("/robots.txt")
                answer = client.get(url.removeprefix(site))
        except httpx.HTTPError as error:
            raise GraphFault(400, 9004, str(error), 2207052) from error
        rules.parse(told.text.splitlines() if told.is_success else [])
        if not answer.is_success or not rules.can_fetch(_AGENT, url):
            said = f"The media could not be fetched from this URI: {url}"
            raise GraphFault(400, 9004, said, 2207052)
        assert len(answer.content) == int(answer.headers["Content-Length"])
        self.fetched.append((answer.headers["Content-Type"], answer.content))
        return answer.content

    def looked_at(self, number: str) -> tuple[str, str]:
        """How far a container is, and what is wrong with it."""
        held = self.containers[number]
        held.looks -= 1
        if held.is_published:
            return "PUBLISHED", ""
        if held.looks >= 0:
            return "IN_PROGRESS", ""
        return ("ERROR", held.fault) if held.fault else ("FINISHED", "")

    def finished(self, number: str) -> dict[str, str]:
        """The form of a container that is published now. :raises GraphFault: it is none, or not ready."""
        held = self.containers.get(number)
        if held is None or held.is_published or held.looks >= 0 or held.fault:
            raise GraphFault(400, 24, "The requested resource does not exist", 2207006)
        held.is_published = True
        self.used += 1
        return held.form

    def files_of(self, form: dict[str, str]) -> dict[str, Any]:
        """The fields by which a post tells of its files."""
        if form.get("media_type") == "CAROUSEL":
            parts = [self.containers[one].form for one in form["children"].split(",")]
            children = [{"id": self.number(), **self.files_of(one)} for one in parts]
            return {"media_type": "CAROUSEL_ALBUM", "children": {"data": children}}
        is_film = "video_url" in form
        if not is_film and "image_url" not in form:
            return {}
        ending = "mp4" if is_film else "jpg"
        address = f"https://scontent.cdninstagram.com/{self.number()}.{ending}"
        alt = {"alt_text": form["alt_text"]} if "alt_text" in form else {}
        return {"media_type": "VIDEO" if is_film else "IMAGE", "media_url": address, **alt}
