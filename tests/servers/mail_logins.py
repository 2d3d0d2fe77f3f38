"""Who gives logins to the mailboxes of the tests' mail server: oidc-provider, which Dovecot asks about each token.

Dovecot judges the tokens itself; whoever has one opens the mailbox the provider says, which is not always named as the
person who said yes (`SHARED`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.servers import absence, oidc
from tests.servers.dovecot import Mail
from tests.servers.program import Absent

TESTBED: Final = Path(__file__).parents[2] / ".testbed"
CLIENT, SECRET = "tilstede", "hemmeleg&+%="
#: A client whose tokens last a second; one that shows its secret in the form; one without a secret.
BRIEF, POSTED, OPEN = "brief", "posted", "open"
#: The secret of all clients but the first.
OTHER_SECRET: Final = "hemmeleg"
#: A person -> the mailbox that her login opens.
SHARED: Final = {"kari@fjordvik.example": "felles@fjordvik.example"}
SCOPE: Final = "mail offline_access"
#: Where people may be sent back to: a site, and the pages in tests.
BACK: Final = "https://tilstede.fjordvik.example/setup/connect/back"
PAGES: Final = "http://testserver/setup/connect/back"


@dataclass(frozen=True)
class Logins:
    """A running provider."""

    provider: oidc.Provider

    @property
    def issuer(self) -> str:
        return self.provider.issuer

    def say_yes(self, url: str, person: str, back: str = BACK) -> dict[str, str]:
        """Sign in and agree, as the person at her browser; what she is sent back with."""
        return dict(parse_qsl(urlsplit(self.provider.identify(url, person, back=back)).query))

    def take_back(self, token: str) -> None:
        """The login with this token no longer counts, as when its person has ended it."""
        form = {"token": token, "client_id": "dovecot", "client_secret": OTHER_SECRET}
        asked = httpx.post(f"{self.issuer}/token/revocation", data=form, timeout=20)
        asked.raise_for_status()


@contextmanager
def running(mail: Mail, log: Path) -> Iterator[Logins]:
    """The provider that the mail server asks. :raises Absent: it cannot be had."""
    told = {"BACK": f"{BACK} {PAGES}", "SHARED": json.dumps(SHARED)}
    with oidc.serving(TESTBED, log, "mailbox.mjs", port=mail.logins, **told) as provider:
        yield Logins(provider)


@pytest.fixture(scope="session")
def mail_logins(mail_server: Mail, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logins]:
    """The provider, for all tests that ask. Absent: skipped, but an error in CI."""
    try:
        with running(mail_server, tmp_path_factory.mktemp("provider") / "log") as found:
            yield found
    except Absent as error:
        absence.end(error)
