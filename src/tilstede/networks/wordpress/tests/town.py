"""Fjordvik's own site, on a real WordPress: its editor, what stands there, and what citizens say."""

from __future__ import annotations

import dataclasses
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.servers.wordpress import Site

from tilstede.core.post import Post
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Batch, Item, Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Outgoing, Target
from tilstede.networks.wordpress.connect import WordPressConnector
from tilstede.networks.wordpress.network import network

#: role -> the user's application password, made once.
_PASSWORDS: dict[tuple[str, str], str] = {}


class Town:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.root = f"{site.address}/wp-json/"
        self.id = f"wordpress:{site.address.removeprefix('http://')}"
        site.do("clear")

    def password(self, role: str = "editor") -> str:
        """Of the user called as the role."""
        known = (self.site.address, role)
        if known not in _PASSWORDS:
            _PASSWORDS[known] = self.site.do("user", name=role, role=role)["password"]
        return _PASSWORDS[known]

    def access(self, http: Http, role: str = "editor") -> Access:
        """As a person would connect it."""
        given = {
            "server": self.site.address,
            "user-name": role,
            "app-password": self.password(role),
        }
        access = WordPressConnector().begin("app-password", given, "", http, now())
        assert isinstance(access, Access)
        return access

    def post(self, title: str, content: str = "<p>Tekst</p>", **told: Any) -> int:
        """What the editor writes on the site's own pages; its number."""
        asked = {"post_title": title, "post_content": content, "post_status": "publish"} | told
        number = self.site.do("post", **asked)
        assert isinstance(number, int)
        return number

    def say(self, post: int, text: str, parent: int = 0, **told: Any) -> int:
        """What a guest writes under a post."""
        number = self.site.do(
            "comment",
            **{
                "comment_post_ID": post,
                "comment_parent": parent,
                "comment_content": text,
                "comment_author": "Ein borgar",
                "comment_author_email": "borgar@fjordvik.example",
                "comment_approved": "1",
            }
            | told,
        )
        assert isinstance(number, int)
        return number

    def source(self, **told: Any) -> Source:
        return Source(**({"network": "wordpress", "address": self.root} | told))

    def read(self, http: Http, source: Source | None = None) -> list[Batch]:
        return list(network.fetch(source or self.source(), http, now()))


def now() -> datetime:
    """The site's clock is this machine's."""
    return datetime.now(UTC)


def items(batches: list[Batch]) -> list[Item]:
    return [item for batch in batches for item in batch.items]


def posts(batches: list[Batch]) -> list[Post]:
    return [item.post for item in items(batches) if isinstance(item, Seen)]


def later(source: Source, batches: list[Batch]) -> Source:
    """The next visit, once all that was told is held."""
    held = dict(source.known)
    held |= {post.aliases[0]: post.url for post in posts(batches)}
    return dataclasses.replace(source, cursor=batches[-1].cursor, known=tuple(held.items()))


def outgoing(text: str, **told: Any) -> Outgoing:
    return Outgoing(**({"key": f"k-{text}", "made": now(), "text": text} | told))


def answer_to(post: Post, text: str, **told: Any) -> Outgoing:
    return outgoing(text, reply_to=Target(post), **told)


def picture(folder: Path, name: str = "hamna.png") -> Path:
    path = folder / name
    path.write_bytes(_png(8, 6))
    return path


def _png(width: int, height: int) -> bytes:
    """One colour."""
    lines = zlib.compress((b"\0" + b"\x1e\x62\x8c" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", lines), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
