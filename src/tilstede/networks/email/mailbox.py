"""An opened mailbox: IMAP4rev1 (RFC 3501) through imap-tools, over a guarded connection.

Nothing is marked, moved or deleted in it: folders are opened to be looked at only (EXAMINE). The one exception is our
own answers, see `send`.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox
from imap_tools.utils import encode_folder

from tilstede.networks.email import sasl, servers
from tilstede.networks.email.servers import Box, Server
from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Rejected,
    Throttled,
    Unreachable,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.tcp import Connection

TIMEOUT: Final = 30.0  #: seconds a server may be silent in the middle of something
_UID: Final = re.compile(rb"\bUID (\d+)")
_ITEM: Final = re.compile(rb"\b(UID|RFC822\.SIZE) (\d+)")
#: RFC 5530: what the server says of why it lets nobody in.
_LATER: Final = ("[UNAVAILABLE]", "[INUSE]", "[SERVERBUG]")
_OFTEN: Final = ("[LIMIT]", "[OVERQUOTA]", "too many", "rate limit")
_EMPTY: Final = 1 << 33  #: above every UID


class Entry(NamedTuple):
    """A letter in a folder, by what may be asked of it without reading it. ``size``: bytes."""

    uid: int
    size: int


class Opened(NamedTuple):
    """A folder that is open. ``validity``: another one says that the UIDs from before mean nothing any more."""

    validity: int
    letters: int
    following: int  #: the UID the next letter gets, at least


class _Guarded(imaplib.IMAP4):
    """The standard library's client, on a connection that was checked."""

    def __init__(self, server: Server, http: Http) -> None:
        self._server = server
        self._tcp = http.tcp
        super().__init__(server.host, server.port, TIMEOUT)

    def _create_socket(self, timeout: float | None) -> Connection:
        server = self._server
        plain = self._tcp.connect(server.host, server.port, timeout or TIMEOUT)
        if server.way != "tls":
            return plain
        return self._tcp.tls.wrap_socket(plain, server_hostname=server.host)


class Mailbox(BaseMailBox):
    """A context manager. :raises NetworkError: it cannot be opened; the kind says why."""

    def __init__(self, box: Box, http: Http) -> None:
        servers.check(box.imap, http)
        self._box = box
        self._http = http
        with translated(str(box.imap)):
            super().__init__()
            try:
                self._encrypt()
                self._sign_in()
            except BaseException:
                self.client.shutdown()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self.client.logout()
        with suppress(OSError):
            self.client.shutdown()  # which a logout that fails leaves undone

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Guarded(self._box.imap, self._http)

    def _encrypt(self) -> None:
        if self._box.imap.way != "starttls":
            return
        if "STARTTLS" not in self.client.capabilities:
            raise Rejected(f"{self._box.imap} offers no encryption")
        self.client.starttls(self._http.tcp.tls)

    def _sign_in(self) -> None:
        try:
            if self._box.token:
                self._by_token()
            else:
                self._by_password()
        except (imaplib.IMAP4.abort, OSError):
            raise
        except (imaplib.IMAP4.error, ImapToolsError, UnicodeError) as error:
            raise _not_let_in(str(error), self._box) from error
        self.client.capabilities = self._capabilities()  # more is offered to those signed in

    def _by_password(self) -> None:
        """By SASL PLAIN where it is offered, since LOGIN has no letters but ASCII."""
        user, password = self._box.user, self._box.password
        if "LOGINDISABLED" in self.client.capabilities:
            lacking = "encryption" if self._box.imap.way == "plain" else "a token (OAuth)"
            raise Rejected(f"{self._box.imap} lets nobody in without {lacking}")
        if "AUTH=PLAIN" in self.client.capabilities:
            self.login_utf8(user, password, initial_folder=None)
        else:
            self.login(user, password, initial_folder=None)

    def _by_token(self) -> None:
        box = self._box
        named = (one.partition("=") for one in self.client.capabilities)
        offered = [mechanism for kind, _, mechanism in named if kind == "AUTH"]
        showing = sasl.Showing(offered, box.user, box.token, box.imap)
        try:
            self.client.authenticate(showing.mechanism, showing.answer)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise imaplib.IMAP4.error(f"{error} {showing.said}".strip()) from error

    def _capabilities(self) -> tuple[str, ...]:
        _, data = self.client.capability()
        told = data[-1] if data else b""
        return tuple(bytes(told or b"").decode("ascii", "replace").upper().split())

    def offers(self, name: str) -> bool:
        """Whether the server can do this (a capability's name)."""
        return name in self.client.capabilities

    def names(self) -> dict[str, tuple[str, ...]]:
        """Every folder, with its flags. :raises NetworkError:"""
        with translated(str(self._box.imap)):
            return {
                one.name: tuple(flag.lower() for flag in one.flags) for one in self.folder.list()
            }

    def open(self, name: str, *, to_write: bool = False) -> Opened:
        """Open a folder; to be looked at only, unless ``to_write``. :raises NotFound: there is none of that name."""
        with translated(str(self._box.imap)):
            done, said = self.client.select(_quoted(name), readonly=not to_write)
            if done != "OK":
                raise NotFound(f"the folder {name} cannot be opened: {said!r}")
            told = [self._told(code) for code in ("UIDVALIDITY", "EXISTS", "UIDNEXT")]
            self.client.untagged_responses.clear()  # what comes from now on is news
            return Opened(*told)

    def _told(self, code: str) -> int:
        """A number the server told when the folder was opened; 0 when it did not."""
        told = (self.client.untagged_responses.get(code) or [b"0"])[-1]
        return int(told) if isinstance(told, bytes) else 0

    def entries(self, since: int, count: int, most: int) -> list[Entry]:
        """The first ``most`` letters of the open folder whose UID is ``since`` or higher, in that order.

        ``count``: letters in the folder. They are found by halving: a mailbox of a million costs twenty questions.
        """
        with translated(str(self._box.imap)):
            place = bisect_left(range(1, count + 1), since, key=self._uid_at) + 1
            if place > count:
                return []
            _, data = self.client.fetch(
                f"{place}:{min(place + most - 1, count)}", "(UID RFC822.SIZE)"
            )
            # A server may tell of a letter's flags in between, without its size: the larger entry is the one asked for.
            found = {entry.uid: entry for entry in sorted(filter(None, map(_entry, data)))}
            return [entry for entry in found.values() if entry.uid >= since]

    def _uid_at(self, place: int) -> int:
        _, data = self.client.fetch(str(place), "(UID)")
        found = next(filter(None, map(_entry, data)), None)
        return found.uid if found else _EMPTY  # it was taken away just now

    def letters(self, uids: list[int]) -> Iterator[tuple[int, bytes]]:
        """The letters of the open folder with these UIDs, those that are still there, as they were received."""
        with translated(str(self._box.imap)):
            done, data = self.client.uid("FETCH", ",".join(map(str, uids)), "(UID BODY.PEEK[])")
            if done != "OK":
                raise NotUnderstood(f"{self._box.imap} does not give out letters")
        for place, part in enumerate(data):
            uid = told_uid(data, place)
            if isinstance(part, tuple) and uid is not None:
                yield uid, part[1]

    def having(self, message_id: str) -> list[int]:
        """The UIDs in the open folder of letters with this Message-ID."""
        with translated(str(self._box.imap)):
            done, data = self.client.uid("SEARCH", "HEADER", "Message-ID", f'"<{message_id}>"')
            if done != "OK":
                raise NotUnderstood(f"{self._box.imap} does not search")
            return [int(uid) for uid in (data[0] or b"").split()]

    def make(self, name: str) -> str:
        """Make a folder; below INBOX where the server has all folders there. Its name."""
        with translated(str(self._box.imap)):
            for tried in (name, f"INBOX.{name}", f"INBOX/{name}"):
                done, said = self.client.create(_quoted(tried))
                if done == "OK":
                    return tried
            raise NotUnderstood(f"{self._box.imap} makes no folder {name}: {said!r}")

    def put(self, name: str, raw: bytes, flags: str) -> None:
        """Put a letter into a folder."""
        with translated(str(self._box.imap)):
            done, said = self.client.append(_quoted(name), flags, None, raw)
            if done != "OK":
                raise NotUnderstood(f"{self._box.imap} takes no letter into {name}: {said!r}")

    def flags(self, uid: int) -> str:
        """A letter's flags, in lower case."""
        with translated(str(self._box.imap)):
            _, data = self.client.uid("FETCH", str(uid), "(FLAGS)")
            return b" ".join(part for part in data if isinstance(part, bytes)).decode().lower()

    def mark(self, uid: int, change: str, flags: str) -> None:
        """Change a letter's flags in the folder opened to write. ``change``: ``+FLAGS`` or ``-FLAGS``."""
        with translated(str(self._box.imap)):
            self.client.uid("STORE", str(uid), f"{change}.SILENT", flags)

    def put_away(self, uid: int, folder: str) -> None:
        """Move one letter out of the folder opened to write (RFC 6851), and no other."""
        with translated(str(self._box.imap)):
            if self.offers("MOVE"):
                done, said = self.client.uid("MOVE", str(uid), _quoted(folder))
            else:
                done, said = self.client.uid("COPY", str(uid), _quoted(folder))
            if done != "OK":
                raise NotUnderstood(f"{self._box.imap} moves no letter to {folder}: {said!r}")
        if not self.offers("MOVE"):
            self.remove(uid)

    def remove(self, uid: int) -> None:
        """Delete one letter in the folder opened to write, and no other; without RFC 4315 it is marked as deleted."""
        self.mark(uid, "+FLAGS", "(\\Deleted)")
        if self.offers("UIDPLUS"):
            with translated(str(self._box.imap)):
                self.client.uid("EXPUNGE", str(uid))

    def is_changed(self) -> bool:
        """Whether the server has told of letters that came or went in the open folder."""
        return not self.client.untagged_responses.keys().isdisjoint({"EXISTS", "EXPUNGE"})

    def wait(self, seconds: float) -> bool:
        """Until the server tells of something new in the open folder (RFC 2177); False when the time is up first."""
        with translated(str(self._box.imap)):
            with self.idle as waiting:
                told = waiting.poll(seconds)
            return any(b"EXISTS" in line for line in told) or self.is_changed()


def told_uid(data: Sequence[Any], place: int) -> int | None:
    """The UID of the letter in this place of an answer: told before the letter, or behind it."""
    part = data[place]
    if not isinstance(part, tuple):
        return None
    after = data[place + 1] if place + 1 < len(data) else b""
    found = _UID.search(part[0]) or (_UID.search(after) if isinstance(after, bytes) else None)
    return int(found[1]) if found else None


def _entry(told: Any) -> Entry | None:
    line = told if isinstance(told, bytes) else b""
    found = {name: int(value) for name, value in _ITEM.findall(line)}
    return Entry(found[b"UID"], found.get(b"RFC822.SIZE", 0)) if b"UID" in found else None


def _quoted(name: str) -> str:
    """A folder's name for the wire: modified UTF-7 (RFC 3501, 5.1.3), in quotes."""
    return bytes(encode_folder(name)).decode("ascii")


def _not_let_in(said: str, box: Box) -> NetworkError:
    upper, server = said.upper(), box.imap
    if any(code in upper for code in _LATER):
        return Unreachable(f"{server}: {said}")
    if any(code.upper() in upper for code in _OFTEN):
        return Throttled(f"{server}: {said}")
    if box.token:
        return Expired(f"{server} does not let this login into {box.user}: {said}")
    return Expired(f"{server} does not accept the user name or the password: {said}")


@contextmanager
def translated(server: str) -> Iterator[None]:
    """What goes wrong on the way becomes the contract's errors."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            f"{server} shows a certificate that is not to be trusted: {error.verify_message}"
        ) from error
    except ssl.SSLError as error:
        raise Unreachable(f"{server}: encryption failed: {error.reason or error}") from error
    except TimeoutError as error:
        raise Unreachable(f"{server} took too long") from error
    except imaplib.IMAP4.abort as error:
        raise Unreachable(f"{server} ended the connection: {error}") from error
    except OSError as error:
        raise Unreachable(f"{server}: {error}") from error
    except (imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
        raise NotUnderstood(f"{server}: {error}") from error
