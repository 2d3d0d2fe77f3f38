"""Posts that we write: sent with their pictures, looked for by their address, and changed."""

from __future__ import annotations

import hashlib
import html
import json
from typing import Any, Final

from tilstede.networks.kit import multipart
from tilstede.networks.kit.errors import CannotTell, NetworkError, NotUnderstood, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.outgoing import Enclosure, Outgoing, Sent
from tilstede.networks.wordpress import compose, parse
from tilstede.networks.wordpress.api import Api
from tilstede.networks.wordpress.discover import Site

ROUTE: Final = "wp/v2/posts"
MEDIA: Final = "wp/v2/media"
TAGS: Final = "wp/v2/tags"
JSON: Final = {"Content-Type": "application/json"}
#: Every state a post of ours may be in; the trash has names of its own.
_STATES: Final = "publish,future,draft,pending,private,trash"
_TRASHED: Final = "__trashed"
#: Seconds for a picture.
PATIENCE: Final = 180.0


def send(api: Api, site: Site, what: Outgoing) -> Sent:
    """The pictures first, then the post, under an address by which it is found again. :raises NetworkError:"""
    told = _told(api, what) | {"status": "publish", "slug": compose.slug(what)}
    raw, _ = api.do("POST", ROUTE, _json(told), headers=JSON)
    return _sent(raw, site)


def edit(api: Api, site: Site, number: int, what: Outgoing) -> Sent:
    """Its words and pictures; its address stays. :raises NetworkError:"""
    raw, _ = api.do("POST", f"{ROUTE}/{number}", _json(_told(api, what)), headers=JSON)
    return _sent(raw, site)


def find(api: Api, site: Site, what: Outgoing) -> Sent | None:
    """The post under the address we would give it. :raises CannotTell: a person has taken it back or put it away."""
    slug = compose.slug(what)
    asked = f"{slug},{slug}{_TRASHED}"
    page = api.page(ROUTE, slug=asked, status=_STATES, context="edit", per_page=10)
    for raw in page.raws:
        found = Fields(load(raw))
        if (status := found.line("status")) != "publish":
            raise CannotTell(f"it stands on the site, but its state is '{status}'")
        return _sent(raw, site)
    return None


def _told(api: Api, what: Outgoing) -> dict[str, Any]:
    """As REST has it. The first picture is the featured one, the others follow the text."""
    if any(not one.mime.startswith("image/") for one in what.media):
        raise Rejected("pictures are sent to WordPress, and nothing else")
    pictures = [_uploaded(api, one, what.key) for one in what.media]
    figures = [
        compose.figure(told.line("source_url"), one.alt or "", told.number("id"))
        for one, told in list(zip(what.media, pictures, strict=True))[1:]
    ]
    told: dict[str, Any] = {
        "title": compose.escaped(what.title),
        "content": compose.html(what.text, what.language, figures),
        "featured_media": pictures[0].number("id") if pictures else 0,
    }
    if what.tags:  # else those that somebody at the site has set stay
        told["tags"] = [_tag(api, name.lstrip("#")) for name in what.tags]
    return told


def _uploaded(api: Api, one: Enclosure, key: str) -> Fields:
    """The picture with its description, as an earlier try left it or sent now. :raises NetworkError: never ``reached``:
    a picture alone is no post."""
    digest = hashlib.sha256(one.path.read_bytes()).hexdigest()
    slug = f"tilstede-{compose.sign(key, digest, one.alt or '')}"
    try:
        for raw in api.page(MEDIA, slug=slug, per_page=1, context="edit").raws:
            return Fields(load(raw))
        file = multipart.File("file", one.path, one.mime, one.name or one.path.name)
        form = multipart.form({"slug": slug, "alt_text": one.alt or ""}, file)
        _, told = api.do("POST", MEDIA, form.content, headers=form.headers, patience=PATIENCE)
    except NetworkError as error:
        error.reached = False
        raise
    if not told.number("id") or not told.line("source_url"):
        raise NotUnderstood("the site's answer names no picture")
    return told


def _tag(api: Api, name: str) -> int:
    """The number of a tag, made where the site has none of that name. :raises NetworkError: never ``reached``."""
    try:
        content = _json({"name": html.escape(name, quote=False)})
        _, told = api.do("POST", TAGS, content, headers=JSON, known="term_exists")
    except NetworkError as error:
        error.reached = False
        raise
    return told.number("id") or told.object("data").number("term_id")


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _sent(raw: bytes, site: Site) -> Sent:
    """:raises NotUnderstood: it was done, but what was made of it is not told."""
    try:
        post = parse.read(raw, site.home, site.author, "")
    except Refusal as error:
        raise NotUnderstood(f"the site's answer: {error.detail}", reached=True) from error
    return Sent(f"post:{Fields(load(raw)).number('id')}", post.aliases, post.url)
