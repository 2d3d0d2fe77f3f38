"""A real mail server: Dovecot with IMAP and LMTP, and aiosmtpd in front of it, where letters are handed in.

Everybody has a mailbox there, under whatever address, and one password. What is handed in over SMTP is delivered by
Dovecot. Tokens count too (XOAUTH2, OAUTHBEARER), once the provider runs that Dovecot asks about them (`mail_logins`);
what is shown over SMTP is judged by Dovecot, as Postfix has it.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any, Final

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers import absence
from tests.servers.program import Absent, free_port, wait_for_port
from tilstede.networks.kit.tests.tls import authority

PASSWORD: Final = "hemmeleg-æøå"
HOST: Final = "post.fjordvik.example"
_CONF: Final = Path(__file__).with_name("dovecot.conf")
_TOKENS: Final = Path(__file__).with_name("dovecot-oauth2.conf")
#: How one signs in, as Dovecot names it.
MECHANISMS: Final = "plain login xoauth2 oauthbearer"
_PATH: Final = "/usr/sbin:/usr/local/sbin:/usr/bin:/sbin:/bin"
#: Where tests do not run as root, Dovecot is one user throughout and cannot change its root folder.
_ONE_USER: Final = """
default_internal_user = {0}
default_login_user = {0}
default_internal_group = {1}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
"""
LF: Final = b"\n"
#: Letters larger than this are not taken by the SMTP server.
LARGEST: Final = 3_000_000


def present() -> bool:
    """Whether Dovecot is on this machine, with LMTP."""
    return _program() is not None and any(
        Path(folder, "lmtp").exists() for folder in ("/usr/lib/dovecot", "/usr/libexec/dovecot")
    )


def _program() -> str | None:
    return shutil.which("dovecot", path=_PATH)


@dataclass
class Mail:
    """A running mail server. ``smtp``: the port with encryption from the start, ``submission``: with STARTTLS.
    ``logins``: the port at which it asks about tokens.
    """

    folder: Path
    imap: int
    imaps: int
    lmtp: int
    logins: int
    mechanisms: str = MECHANISMS
    smtp: int = 0
    submission: int = 0
    plain: int = 0
    handed_in: _HandedIn = field(default_factory=lambda: _HandedIn())
    _process: subprocess.Popen[bytes] | None = None

    @property
    def tls(self) -> ssl.SSLContext:
        """Believes this server's certificate, and no other."""
        return ssl.create_default_context(cafile=str(self.folder / "both.pem"))

    @property
    def inside(self) -> list[str]:
        """Its services, as an operator names them."""
        return [f"{HOST}:*", "127.0.0.1:*"]

    def start(self) -> None:
        program = _program()
        if program is None:
            raise Absent(
                "Dovecot is missing; on Debian: apt-get install dovecot-imapd dovecot-lmtpd"
            )
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [program, "-F", "-c", self.folder / "dovecot.conf"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        for port in (self.imap, self.imaps, self.lmtp):
            wait_for_port(port)

    def stop(self) -> None:
        """At once, with every connection cut: it is killed, and all it has started."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=20)
            (self.folder / "run" / "master.pid").unlink(missing_ok=True)
            self._process = None

    def deliver(
        self, letter: Message | bytes, to: str, *, sender: str = "borger@nes.example"
    ) -> None:
        """A letter comes to a mailbox, as from another mail server."""
        data = letter if isinstance(letter, bytes) else letter.as_bytes()
        with smtplib.LMTP("127.0.0.1", self.lmtp) as server:
            server.sendmail(sender, [to], data)

    def put(self, to: str, letters: list[bytes]) -> None:
        """Many letters at once, straight into the mailbox's folder, named as Dovecot names them (with their sizes)."""
        folder = self.folder / "mail" / to / "Maildir" / "cur"
        for number, letter in enumerate(letters):
            sizes = f"S={len(letter)},W={len(letter) + letter.count(LF)}"
            path = folder / f"{1_700_000_000 + number}.M{number}.fjordvik,{sizes}:2,"
            path.write_bytes(letter)
            path.chmod(0o666)

    @contextmanager
    def mailbox(self, address: str, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Somebody's mailbox as their own program sees it."""
        client = imaplib.IMAP4("127.0.0.1", self.imap)
        client.authenticate("PLAIN", lambda _: f"\0{address}\0{PASSWORD}".encode())
        client.select(folder)
        try:
            yield client
        finally:
            client.logout()

    def letters(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """All that lies in a folder."""
        with self.mailbox(address, folder) as client:
            _, found = client.search(None, "ALL")
            numbers = found[0].split()
            return [bytes(client.fetch(one.decode(), "(BODY.PEEK[])")[1][0][1]) for one in numbers]


class _HandedIn:
    """What the SMTP server does with a letter: hands it to Dovecot, unless a test wants something else.

    ``cut``: it is delivered, and the connection cut before anything is said. ``answer``: this is said instead.
    """

    def __init__(self) -> None:
        self.lmtp = 0
        self.imap = 0
        self.be_usual()

    def be_usual(self) -> None:
        """From now on as a mail server is."""
        self.cut = False
        self.answer = ""
        self.refused = ""  #: said to every recipient

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        return await self._shown("XOAUTH2", server)

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[str]) -> AuthResult:
        return await self._shown("OAUTHBEARER", server)

    async def _shown(self, mechanism: str, server: SMTP) -> AuthResult:
        message = await server.challenge_auth("")
        assert isinstance(message, bytes)
        refusal = _judged(self.imap, mechanism, message)
        if refusal is None:
            return AuthResult(success=True)
        await server.challenge_auth(refusal)
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refused:
            return self.refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer:
            return self.answer
        content = envelope.content
        assert isinstance(content, bytes)
        with smtplib.LMTP("127.0.0.1", self.lmtp) as delivery:
            delivery.sendmail(envelope.mail_from or "", envelope.rcpt_tos, content)
        if self.cut and server.transport is not None:
            server.transport.abort()
        return "250 OK"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=good)


def _judged(imap: int, mechanism: str, message: bytes) -> bytes | None:
    """What Dovecot says to this, asked as by IMAP: why not, or None when it lets somebody in."""
    said: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        said.append(challenge)
        return message if len(said) == 1 else b""

    client = imaplib.IMAP4("127.0.0.1", imap, timeout=20)
    try:
        client.authenticate(mechanism, answer)
    except imaplib.IMAP4.error:
        return said[-1]
    finally:
        client.shutdown()
    return None


@contextmanager
def running(mechanisms: str = MECHANISMS, logins: int = 0) -> Iterator[Mail]:
    """A mail server. ``logins``: see `Mail`. :raises Absent: Dovecot cannot be had."""
    if not present():
        raise Absent("Dovecot is missing; on Debian: apt-get install dovecot-imapd dovecot-lmtpd")
    folder = Path(tempfile.mkdtemp(prefix="tilstede-post-", dir=_memory()))
    ports = (free_port(), free_port(), free_port(), logins or free_port())
    mail = Mail(folder, *ports, mechanisms=mechanisms)
    _configure(mail)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(mail.stop)
        mail.start()
        for controller in _submission(mail):
            stack.callback(controller.stop)
        yield mail


def _memory() -> str | None:
    """A folder that lies in memory, where the system has one: thousands of letters are thousands of files."""
    path = Path("/dev/shm")
    return str(path) if path.is_dir() and os.access(path, os.W_OK) else None


def _configure(mail: Mail) -> None:
    """Letters belong to nobody in particular; Dovecot does not run as root."""
    mail.folder.chmod(0o755)
    authority(mail.folder, HOST)
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    group = grp.getgrgid(user.pw_gid).gr_name
    letters = mail.folder / "mail"
    letters.mkdir()
    if os.geteuid() == 0:
        shutil.chown(letters, user.pw_uid, user.pw_gid)
    conf = _CONF.read_text().format(
        internal="" if os.geteuid() == 0 else _ONE_USER.format(user.pw_name, group),
        folder=mail.folder,
        user=user.pw_name,
        group=group,
        uid=min(user.pw_uid, 1000),
        gid=min(user.pw_gid, 1000),
        imap=mail.imap,
        imaps=mail.imaps,
        lmtp=mail.lmtp,
        password=PASSWORD,
        mechanisms=mail.mechanisms,
    )
    (mail.folder / "dovecot.conf").write_text(conf)
    tokens = _TOKENS.read_text().format(provider=f"http://127.0.0.1:{mail.logins}")
    (mail.folder / "oauth2.conf").write_text(tokens)


def _submission(mail: Mail) -> list[Controller]:
    """The SMTP server on three ports: TLS, STARTTLS, and in the clear."""
    mail.handed_in.lmtp, mail.handed_in.imap = mail.lmtp, mail.imap
    usual, offered = set(MECHANISMS.upper().split()), set(mail.mechanisms.upper().split())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(mail.folder / "both.pem")
    ways: dict[str, dict[str, Any]] = {
        "smtp": {"ssl_context": context, "auth_require_tls": False},
        "submission": {"tls_context": context, "require_starttls": True},
        "plain": {"auth_require_tls": False},
    }
    found = []
    for name, options in ways.items():
        port = free_port()
        controller = Controller(
            mail.handed_in,
            hostname="127.0.0.1",
            port=port,
            server_hostname=HOST,
            authenticator=_authenticate,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            auth_exclude_mechanism=usual - offered,
            **options,
        )
        controller.start()
        setattr(mail, name, port)
        found.append(controller)
    return found


def letter(text: str, subject: str = "Søknad", **headers: str) -> EmailMessage:
    """A citizen's letter."""
    made = EmailMessage()
    told = {
        "From": "Kari Nes <kari@nes.example>",
        "To": "post@fjordvik.example",
        "Subject": subject,
        "Date": "Tue, 3 Mar 2026 10:15:00 +0100",
    }
    for name, value in {
        **told,
        **{key.replace("_", "-"): one for key, one in headers.items()},
    }.items():
        made[name] = value
    made.set_content(text)
    return made


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mail]:
    """A mail server for all tests that ask. Absent: skipped, but an error in CI."""
    try:
        with running() as mail:
            yield mail
    except Absent as error:
        absence.end(error)
