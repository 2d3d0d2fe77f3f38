"""E-mail: a mailbox where people write to the body, and the answers they get there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Form, Post
from tilstede.networks.email import export
from tilstede.networks.email.parse import PARSER, parse
from tilstede.networks.kit.contract import Batch, Export, Found, Source

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender


class Email:
    """Letters read over IMAP or from files, answered over SMTP."""

    name = "email"
    title = "E-mail"
    parser = PARSER
    interval = 300
    abilities = frozenset(
        {"mentions", "stream", "login", "export", "send", "reply", "media", "alt"}
    )

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """Translate one letter. ``context``: ``form``, `archive` for one from a file. :raises Refusal:"""
        form: Form = "archive" if context.get("form") == "archive" else "api"
        return parse(raw, form).post

    def again(self, raw: bytes, post: Post) -> Post:
        """:raises Refusal:"""
        return parse(raw, post.form).post

    def recognise(self, address: str, http: Http) -> Found | None:
        """None always: a mailbox is connected, and an address alone opens none."""
        return None

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """The letters that are new since the last visit. :raises NetworkError:"""
        from tilstede.networks.email import fetch  # noqa: PLC0415 - what only reads files goes without IMAP

        return fetch.fetch(source, http)

    def open_export(self, path: Path) -> Export | None:
        """A letter, an mbox, a Maildir, or an archive of letters. :raises ValueError: unusable."""
        return export.open_export(path)

    def sender(self) -> Sender | None:
        from tilstede.networks.email.send import Sending  # noqa: PLC0415 - loaded when something is sent

        return Sending()

    def connector(self) -> Connector | None:
        from tilstede.networks.email.connect import Connecting  # noqa: PLC0415 - loaded when asked for

        return Connecting()

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        """New letters within seconds. :raises NetworkError:"""
        from tilstede.networks.email import stream  # noqa: PLC0415 - as `fetch`

        return stream.stream(source, http)


network = Email()
