"""Mailboxes that are opened by saying yes at their provider: a real one (oidc-provider), and Dovecot, which asks it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.servers import dovecot
from tests.servers.dovecot import HOST, Mail
from tests.servers.mail_logins import (
    BACK,
    BRIEF,
    CLIENT,
    OPEN,
    OTHER_SECRET,
    POSTED,
    SCOPE,
    SECRET,
    SHARED,
    Logins,
)

from tilstede.networks.email import providers, sasl
from tilstede.networks.email.connect import Connecting
from tilstede.networks.email.mailbox import Mailbox
from tilstede.networks.email.network import network
from tilstede.networks.email.providers import GOOGLE, MICROSOFT
from tilstede.networks.email.servers import Server, box_of
from tilstede.networks.email.submit import Submission
from tilstede.networks.email.tests import letters
from tilstede.networks.email.tests.conftest import NOW, Office, items
from tilstede.networks.kit.access import Access, Visit
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.errors import Expired, NetworkError, Refused, Rejected
from tilstede.networks.kit.http import Http

LATER = NOW + timedelta(minutes=50)


@pytest.fixture
def logins(mail_logins: Logins) -> Logins:
    return mail_logins


@pytest.fixture(scope="module")
def only_tokens(mail_server: Mail) -> Iterator[Mail]:
    """As Microsoft's: no passwords, and the older way of showing a token alone."""
    with dovecot.running("xoauth2", mail_server.logins) as mail:
        yield mail


def reaching(mail: Mail) -> Http:
    """A client that may reach this mail server, by its name."""
    return Http(
        ["127.0.0.1:*"],
        resolve=lambda host, port: ["127.0.0.1"],
        mail_hosts=mail.inside,
        tls=mail.tls,
    )


def typed(office: Office, logins: Logins, **changed: str) -> dict[str, str]:
    usual = {
        "email": office.address,
        "issuer": logins.issuer,
        "client-id": CLIENT,
        "client-secret": SECRET,
        "scope": SCOPE,
        "name": "Fjordvik  kommune",
        "imap": f"{HOST}:{office.mail.imaps}",
        "smtp": f"{HOST}:{office.mail.smtp}",
    }
    return {**usual, **changed}


def visit(connector: Connecting, way: str, given: Mapping[str, str], http: Http) -> Visit:
    found = connector.begin(way, given, BACK, http, NOW)
    assert isinstance(found, Visit)
    return found


def connected(office: Office, logins: Logins, *, person: str = "", **changed: str) -> Access:
    asked = visit(Connecting(), "provider", typed(office, logins, **changed), office.http)
    answered = logins.say_yes(asked.url, person or office.address, BACK)
    return Connecting().finish(asked.kept, answered, office.http, NOW)


def with_token(access: Access, token: str) -> Access:
    return replace(access, secrets={**access.secrets, "access-token": token})


def is_let_in(access: Access, http: Http) -> bool:
    try:
        Connecting().test(access, http, NOW)
    except Expired:
        return False
    return True


@pytest.mark.server
class TestAgainstAProviderAndAServer:
    def test_connected_and_read_and_answered(self, office: Office, logins: Logins) -> None:
        access = connected(office, logins)
        assert (access.account_id, access.handle) == (f"mailto:{office.address}", office.address)
        assert access.secrets["name"] == "Fjordvik kommune"
        assert (access.scopes, access.expires) == (
            ("mail", "offline_access"),
            NOW + timedelta(hours=1),
        )
        assert access.secrets["access-token"] not in repr(access)
        office.mail.deliver(letters.letter("Hei"), office.address)
        source = Source("email", access.account_id, what="mailbox", access=access)
        assert len(items(list(network.fetch(source, office.http, NOW)))) == 1
        assert Connecting().test(access, office.http, NOW).lacking == ()
        with Submission(box_of(access), office.http) as server:
            server.hand_in(letters.letter("Svar").as_bytes(), office.address, "kari@nes.example")
        assert any(b"Svar" in one for one in office.mail.letters("kari@nes.example"))

    def test_a_login_is_renewed_before_it_ends(self, office: Office, logins: Logins) -> None:
        access = connected(office, logins)
        assert Connecting().renew(access, office.http, NOW) is access
        renewed = Connecting().renew(access, office.http, LATER)
        assert renewed.expires == LATER + timedelta(hours=1)
        assert renewed.secrets["access-token"] != access.secrets["access-token"]
        kept = {"refresh-token", "client-id", "client-secret", "imap", "smtp", "user", "name"}
        assert all(renewed.secrets[name] == access.secrets[name] for name in kept)
        Connecting().test(renewed, office.http, LATER)

    def test_a_token_that_ran_out_is_refused_until_it_is_renewed(
        self, office: Office, logins: Logins
    ) -> None:
        """It lasts a second: what is renewed just in time is let in, if the machine has not too much else to do."""
        client = {"client-id": BRIEF, "client-secret": OTHER_SECRET}
        access = connected(office, logins, **client)
        end = time.monotonic() + 20
        while is_let_in(access, office.http) and time.monotonic() < end:
            time.sleep(0.1)
        with pytest.raises(Expired, match="does not let this login into"):
            Connecting().test(access, office.http, NOW)
        assert any(self._renewed_is_let_in(access, office) for _ in range(10))

    @staticmethod
    def _renewed_is_let_in(access: Access, office: Office) -> bool:
        return is_let_in(Connecting().renew(access, office.http, NOW), office.http)

    def test_an_app_without_a_secret(self, office: Office, logins: Logins) -> None:
        """Such an app gets another renewal each time, and the one before counts no more."""
        access = connected(office, logins, **{"client-id": OPEN, "client-secret": ""})
        assert "client-secret" not in access.secrets
        renewed = Connecting().renew(access, office.http, LATER)
        assert renewed.secrets["refresh-token"] != access.secrets["refresh-token"]
        Connecting().test(renewed, office.http, LATER)
        with pytest.raises(Expired, match="invalid_grant"):
            Connecting().renew(access, office.http, LATER)

    def test_a_login_that_was_taken_back(self, office: Office, logins: Logins) -> None:
        access = connected(office, logins)
        logins.take_back(access.secrets["access-token"])
        with pytest.raises(Expired, match="invalid_token"), Mailbox(box_of(access), office.http):
            pass
        with pytest.raises(Expired, match=r"is not let into.*invalid_token"):
            Submission(box_of(access), office.http)
        logins.take_back(access.secrets["refresh-token"])
        with pytest.raises(Expired, match="invalid_grant"):
            Connecting().renew(access, office.http, LATER)

    def test_ended_from_here(self, office: Office, logins: Logins) -> None:
        access = connected(office, logins)
        Connecting().end(access, office.http)
        with pytest.raises(Expired, match="invalid_grant"):
            Connecting().renew(access, office.http, LATER)
        Connecting().end(access, office.http)

    def test_the_app_has_another_secret_now(self, office: Office, logins: Logins) -> None:
        access = connected(office, logins)
        changed = replace(access, secrets={**access.secrets, "client-secret": "gammal"})
        with pytest.raises(Expired, match="invalid_client"):
            Connecting().renew(changed, office.http, LATER)

    def test_a_mailbox_that_several_share(self, office: Office, logins: Logins) -> None:
        """Who says yes is somebody else than the mailbox."""
        ((person, shared),) = SHARED.items()
        access = connected(office, logins, person=person, email=shared)
        assert access.handle == shared
        with pytest.raises(Refused, match=f"does not let this login into {office.address}"):
            connected(office, logins, person=person)

    @pytest.mark.parametrize("mechanism", sasl.MECHANISMS)
    def test_both_ways_of_showing_a_token(
        self, office: Office, logins: Logins, only_tokens: Mail, mechanism: str
    ) -> None:
        """Where both are offered the standard's is taken; else the other."""
        mail = office.mail if mechanism == "OAUTHBEARER" else only_tokens
        there = {"imap": f"{HOST}:{mail.imaps}", "smtp": f"starttls://{HOST}:{mail.submission}"}
        with reaching(mail) as http:
            access = connected(replace(office, http=http), logins, **there)
            box = box_of(access)
            with Mailbox(box, http) as mailbox:
                assert mailbox.open("INBOX").letters == 0
            log = (mail.folder / "dovecot.log").read_text()
            assert f"user=<{office.address}>, method={mechanism}" in log
            wrong = box_of(with_token(access, "feil"))
            status = {"OAUTHBEARER": "invalid_token", "XOAUTH2": "401"}[mechanism]
            with pytest.raises(Expired, match=status), Mailbox(wrong, http):
                pass
            with pytest.raises(Expired, match=status):
                Submission(wrong, http)

    def test_a_server_without_passwords_says_so(self, office: Office, only_tokens: Mail) -> None:
        there = {
            "imap": Server(HOST, only_tokens.imaps, "tls"),
            "smtp": Server(HOST, only_tokens.smtp, "tls"),
        }
        box = replace(box_of(office.access), **there)
        with reaching(only_tokens) as http:
            with pytest.raises(Rejected, match="without a token"), Mailbox(box, http):
                pass
            with pytest.raises(Rejected, match="no way to sign in with a password"):
                Submission(box, http)

    def test_microsoft_and_google(self, office: Office, logins: Logins) -> None:
        """As they are, but that their addresses and their mail servers are those of the tests."""
        there = {
            "authorize": f"{logins.issuer}/auth",
            "token": f"{logins.issuer}/token",
            "scopes": ("mail", "offline_access"),
            "also": {"prompt": "consent"},
            "imap": f"imaps://{HOST}:{office.mail.imaps}",
            "smtp": f"smtps://{HOST}:{office.mail.smtp}",
        }
        known = {
            "microsoft": replace(MICROSOFT, **there),
            "google": replace(GOOGLE, **there, revoke=""),
        }
        connector = Connecting(known)
        for way in known:
            given = {
                "email": office.address,
                "client-id": POSTED,
                "client-secret": OTHER_SECRET,
            }
            asked = visit(connector, way, given, office.http)
            answered = logins.say_yes(asked.url, office.address, BACK)
            access = connector.finish(asked.kept, answered, office.http, NOW)
            assert access.secrets["provider"] == way
            renewed = connector.renew(access, office.http, LATER)
            connector.test(renewed, office.http, LATER)
            connector.end(renewed, office.http)  # there is no place to tell it

    def test_the_person_says_no_or_the_answer_is_another(
        self, office: Office, logins: Logins
    ) -> None:
        asked = visit(Connecting(), "provider", typed(office, logins), office.http)
        answered = logins.say_yes(asked.url, office.address, BACK)
        no = {"state": answered["state"], "error": "access_denied", "error_description": "Nei."}
        wrong: list[tuple[dict[str, str], type[NetworkError], str]] = [
            (no, Refused, r"Nei\. \(access_denied\)"),
            ({**answered, "state": "ein annan"}, Refused, "does not belong"),
            ({**answered, "iss": "https://ein.annan.example"}, Refused, "is not from"),
            ({"state": answered["state"]}, Rejected, "no code"),
            ({**answered, "code": "feil"}, Refused, "invalid_grant"),
        ]
        for told, error, said in wrong:
            with pytest.raises(error, match=said):
                Connecting().finish(asked.kept, told, office.http, NOW)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"issuer": ""}, "not the address of a provider"),
            ({"issuer": "http://fjordvik.example"}, "not the address of a provider"),
            ({"issuer": "https://fjordvik.example:x"}, "not the address of a provider"),
            ({"client-id": ""}, "client id"),
            ({"email": "ikkje ei adresse"}, "no e-mail address"),
            ({"imap": "https://fjordvik.example"}, "no server"),
        ],
    )
    def test_what_cannot_be_used(
        self, office: Office, logins: Logins, changed: dict[str, str], said: str
    ) -> None:
        with pytest.raises(Rejected, match=said):
            Connecting().begin("provider", typed(office, logins, **changed), BACK, office.http, NOW)

    def test_the_providers_document_pasted_and_what_is_usual_asked_for(
        self, office: Office, logins: Logins
    ) -> None:
        document = f"{logins.issuer}/.well-known/openid-configuration"
        asked = visit(
            Connecting(), "provider", typed(office, logins, issuer=document, scope=""), office.http
        )
        query = parse_qs(urlsplit(asked.url).query)
        assert (query["scope"], query["prompt"]) == (["offline_access"], ["consent"])

    def test_a_provider_that_calls_itself_something_else(
        self, office: Office, logins: Logins
    ) -> None:
        other = logins.issuer.replace("127.0.0.1", "localhost")
        with pytest.raises(Rejected, match=f"calls itself {logins.issuer}"):
            Connecting().begin(
                "provider", typed(office, logins, issuer=other), BACK, office.http, NOW
            )

    def test_there_is_no_provider(self, office: Office, logins: Logins) -> None:
        with pytest.raises(Rejected, match="does not tell how logins are given"):
            Connecting().begin(
                "provider",
                typed(office, logins, issuer=f"{logins.issuer}/ukjend"),
                BACK,
                office.http,
                NOW,
            )

    def test_a_scope_without_a_login_that_lasts(self, office: Office, logins: Logins) -> None:
        with pytest.raises(Refused, match="cannot be renewed"):
            connected(office, logins, scope="mail")


class TestWhereOneIsSent:
    """Read in the address alone: nobody is asked."""

    def given(self, **more: str) -> dict[str, str]:
        return {"email": "Post@Fjordvik.example", "client-id": "1-2-3", **more}

    def query(self, url: str) -> dict[str, str]:
        return {name: one for name, (one,) in parse_qs(urlsplit(url).query).items()}

    def test_microsoft(self) -> None:
        with Http() as http:
            asked = visit(Connecting(), "microsoft", self.given(), http)
            query = self.query(asked.url)
            place = asked.url.partition("?")[0]
            assert (
                place == "https://login.microsoftonline.com/fjordvik.example/oauth2/v2.0/authorize"
            )
            assert query["scope"] == (
                "https://outlook.office.com/IMAP.AccessAsUser.All"
                " https://outlook.office.com/SMTP.Send offline_access"
            )
            assert (query["prompt"], query["redirect_uri"]) == ("select_account", BACK)
            assert query["code_challenge_method"] == "S256"
            assert asked.kept["verifier"] not in asked.url
            assert asked.kept["imap"] == "imaps://outlook.office365.com:993"
            with pytest.raises(Rejected, match="no tenant"):
                visit(Connecting(), "microsoft", self.given(tenant="a/b"), http)

    def test_google(self) -> None:
        with Http() as http:
            given = self.given(**{"client-secret": "hemmeleg"})
            asked = visit(Connecting(), "google", given, http)
        query = self.query(asked.url)
        assert asked.url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
        assert (query["scope"], query["access_type"]) == ("https://mail.google.com/", "offline")
        assert "hemmeleg" not in asked.url
        assert asked.kept["smtp"] == "smtps://smtp.gmail.com:465"

    def test_back_to_the_command_line(self) -> None:
        shown, here = "urn:ietf:wg:oauth:2.0:oob", "http://127.0.0.1:28099/"
        assert MICROSOFT.back(here) == "http://localhost:28099"
        assert MICROSOFT.back(shown).endswith("/nativeclient")
        assert GOOGLE.back(here) == here
        with pytest.raises(Rejected, match="--listen"):
            GOOGLE.back(shown)

    def test_a_password_at_a_provider_that_takes_none(self) -> None:
        assert providers.by_server("outlook.office365.com") == "Microsoft"
        assert providers.by_server("smtp.gmail.com") == "Google"
        assert providers.by_server("imap.fjordvik.example") == ""


class TestWhatIsShown:
    SERVER = Server("imap.fjordvik.example", 993, "tls")

    def test_as_the_standards_have_it(self) -> None:
        """The examples of RFC 7628 (4.1) and of Google."""
        one = sasl.Showing(
            ["PLAIN", "XOAUTH2", "OAUTHBEARER"], "a=b,c@x.example", "t0k", self.SERVER
        )
        assert one.answer(b"") == (
            b"n,a=a=3Db=2Cc@x.example,\x01host=imap.fjordvik.example\x01port=993"
            b"\x01auth=Bearer t0k\x01\x01"
        )
        assert one.answer(b'{"status":"invalid_token","scope":"mail"}') == b"\x01"
        assert one.said == "invalid_token mail"
        other = sasl.Showing(["XOAUTH2"], "post@x.example", "t0k", self.SERVER)
        assert other.answer(b"") == b"user=post@x.example\x01auth=Bearer t0k\x01\x01"
        assert other.answer(b"<html>") == b""
        assert other.said == ""

    def test_a_server_that_takes_no_token(self) -> None:
        with pytest.raises(Rejected, match="no way to sign in with OAuth"):
            sasl.Showing(["PLAIN", "LOGIN"], "post@x.example", "t0k", self.SERVER)


def test_a_login_without_anything_to_show_is_none() -> None:
    held = {"user": "a", "imap": "imap.x.example:993", "smtp": "smtp.x.example:465"}
    with pytest.raises(Rejected, match="connect the mailbox again"):
        box_of(Access("email", "mailto:a@x.example", "a@x.example", secrets=held))
