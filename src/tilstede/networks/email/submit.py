"""Handing a letter in (RFC 6409) over a guarded connection, and telling what every failure leaves open."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Self

from tilstede.networks.email import sasl, servers
from tilstede.networks.email.servers import Box
from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotUnderstood,
    Rejected,
    Throttled,
    Unreachable,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.tcp import Connection

TIMEOUT: Final = 60.0
#: A server may take so long over a letter it has got (RFC 5321, 4.5.3.2.6 says ten minutes; nobody waits so long).
PATIENCE: Final = 180.0


class _Guarded(smtplib.SMTP):
    """The standard library's client, on a connection that was checked."""

    def __init__(self, box: Box, http: Http) -> None:
        self._box = box
        self._tcp = http.tcp
        # Our own name is nobody's business, and to find it out may take long (RFC 5321, 4.1.3 allows this).
        super().__init__(
            box.smtp.host, box.smtp.port, local_hostname="[127.0.0.1]", timeout=TIMEOUT
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> Connection:
        plain = self._tcp.connect(host, port, timeout)
        if self._box.smtp.way != "tls":
            return plain
        return self._tcp.tls.wrap_socket(plain, server_hostname=host)


class Submission:
    """An open connection to the server that takes our letters, signed in. A context manager.

    :raises NetworkError: it cannot be opened; the kind says why. Nothing has been handed in then.
    """

    def __init__(self, box: Box, http: Http) -> None:
        servers.check(box.smtp, http)
        self._server = str(box.smtp)
        with self._translated():
            self._client = _Guarded(box, http)
        try:
            with self._translated():
                self._begin(box, http)
        except BaseException:
            self._client.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._client.quit()
        self._client.close()

    def _begin(self, box: Box, http: Http) -> None:
        client = self._client
        client.ehlo_or_helo_if_needed()
        if box.smtp.way == "starttls":
            if not client.has_extn("starttls"):
                raise Rejected(f"{self._server} offers no encryption")
            client.starttls(context=http.tcp.tls)
            client.ehlo()
        self._sign_in(box)

    def _sign_in(self, box: Box) -> None:
        offered = self._client.esmtp_features.get("auth", "").upper().split()
        if box.token:
            self._by_token(box, offered)
        else:
            self._by_password(box, offered)

    def _by_password(self, box: Box, offered: list[str]) -> None:
        """Done here, since the standard library has no letters but ASCII in a password."""
        user, password = box.user.encode(), box.password.encode()
        if "PLAIN" in offered:
            code, said = self._ask("AUTH PLAIN", b"\0" + user + b"\0" + password)
        elif "LOGIN" in offered:
            code, said = self._ask("AUTH LOGIN", user)
            if code == 334:
                code, said = self._ask("", password)
        else:
            raise Rejected(f"{self._server} offers no way to sign in with a password")
        if code != 235:
            why = "the user name or the password is not accepted"
            raise _not_let_in(code, why, f"{self._server}: {_text(said)}")

    def _by_token(self, box: Box, offered: list[str]) -> None:
        """The token goes on a line of its own: with the command it may be longer than a server takes (RFC 4954, 4)."""
        showing = sasl.Showing(offered, box.user, box.token, box.smtp)
        code, said = self._client.docmd(f"AUTH {showing.mechanism}")
        for _ in range(sasl.MOST):
            if code != 334:
                break
            code, said = self._ask("", showing.answer(_decoded(said)))
        if code != 235:
            why = f"the login is not let into {box.user}"
            detail = f"{self._server}: {_text(said)} {showing.said}".strip()
            raise _not_let_in(code, why, detail)

    def _ask(self, command: str, secret: bytes) -> tuple[int, bytes]:
        coded = b64encode(secret).decode("ascii")
        return self._client.docmd(f"{command} {coded}".strip())

    @property
    def largest(self) -> int:
        """Bytes of a letter the server takes (RFC 1870), 0 where it does not say."""
        told = self._client.esmtp_features.get("size", "").strip()
        return int(told) if told.isdecimal() else 0

    def hand_in(self, raw: bytes, sender: str, to: str) -> None:
        """Hand one letter in, once. :raises NetworkError: ``reached`` when the server may have taken it."""
        if self.largest and len(raw) > self.largest:
            raise Rejected(f"the letter has {len(raw)} bytes; {self._server} takes {self.largest}")
        with self._translated():
            sized = [f"SIZE={len(raw)}"] if self._client.has_extn("size") else []
            self._check(*self._client.mail(sender, sized))
            self._check(*self._client.rcpt(to))
            self._check(*self._client.docmd("DATA"), good=354)
        assert self._client.sock is not None
        self._client.sock.settimeout(PATIENCE)
        try:
            with self._translated():
                code, said = self._content(raw)
        except NetworkError as error:
            error.reached = True
            raise
        self._check(code, said)

    def _content(self, raw: bytes) -> tuple[int, bytes]:
        """RFC 5321, 4.5.2: a line that begins with a dot gets one more; a dot alone ends the letter."""
        lines = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
        dotted = lines.replace(b"\r\n.", b"\r\n..")
        self._client.send((b"." if dotted.startswith(b".") else b"") + dotted + b".\r\n")
        return self._client.getreply()

    def _check(self, code: int, said: bytes, good: int = 250) -> None:
        """:raises NetworkError: a clear no: nothing was done."""
        if code == good or (good == 250 and code == 251):
            return
        detail = f"{self._server} answered {code}: {_text(said)}"
        if code == 530:
            raise Expired(detail)
        if code in (421, 450, 451, 452):
            raise Throttled(detail) if code == 452 else Unreachable(detail)
        raise Rejected(detail) if 500 <= code < 600 else NotUnderstood(detail)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        server = self._server
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            detail = (
                f"{server} shows a certificate that is not to be trusted: {error.verify_message}"
            )
            raise Unreachable(detail) from error
        except smtplib.SMTPConnectError as error:
            detail = f"{server} answered {error.smtp_code}: {_text(error.smtp_error)}"
            raise Unreachable(detail) from error
        except smtplib.SMTPException as error:
            raise Unreachable(f"{server} ended the connection: {error}") from error
        except TimeoutError as error:
            raise Unreachable(f"{server} took too long") from error
        except OSError as error:
            raise Unreachable(f"{server}: {error}") from error


def _not_let_in(code: int, why: str, detail: str) -> NetworkError:
    if 400 <= code < 500:
        return Unreachable(detail)
    return Expired(f"{why}. {detail}")


def _decoded(challenge: bytes) -> bytes:
    """Nothing where it is not written as it should be: a server that lets us in needs to say nothing."""
    try:
        return b64decode(challenge)
    except NotBase64:
        return b""


def _text(said: bytes | str) -> str:
    text = said if isinstance(said, str) else said.decode("utf-8", "replace")
    return " ".join(text.split())
