"""A setting that cannot be is refused at the start, by its name."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from tilstede.config import licence, mail, settings


def test_the_accessibility_statement_is_the_address_of_a_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TILSTEDE_ACCESSIBILITY_STATEMENT", "javascript:alert(1)")
    with pytest.raises(ImproperlyConfigured, match="TILSTEDE_ACCESSIBILITY_STATEMENT"):
        settings._web_address("TILSTEDE_ACCESSIBILITY_STATEMENT")


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILSTEDE_PROXIES", "127.0.0.1, ::1,10.0.0.0/8")
    wanted = [ip_network(one) for one in ("127.0.0.1/32", "::1/128", "10.0.0.0/8")]
    assert settings._networks("TILSTEDE_PROXIES") == wanted
    for wrong in ("nginx", "10.0.0.1/8", "127.0.0.1:80"):
        monkeypatch.setenv("TILSTEDE_PROXIES", f"127.0.0.1, {wrong}")
        with pytest.raises(ImproperlyConfigured, match=f"TILSTEDE_PROXIES has '{wrong}'"):
            settings._networks("TILSTEDE_PROXIES")


def test_mail_is_handed_in_as_its_address_says() -> None:
    found = mail.server("starttls://kari%40fjordvik.example:p%2Fw@mail.example")
    assert found == mail.Server("mail.example", 587, "kari@fjordvik.example", "p/w", starttls=True)
    assert mail.server("smtps://mail.example:4650") == mail.Server("mail.example", 4650, ssl=True)
    assert mail.server("").backend.endswith("dummy.EmailBackend")
    assert mail.server("smtp://u:p@127.0.0.1").backend.endswith("smtp.EmailBackend")


@pytest.mark.parametrize(
    "address",
    ["mail.example", "http://mail.example", "smtp://", "smtp://x:port", "smtp://u:geheim@x"],
)
def test_a_mail_server_that_cannot_be_is_refused_without_repeating_its_password(
    address: str,
) -> None:
    with pytest.raises(ImproperlyConfigured, match="TILSTEDE_MAIL") as raised:
        mail.server(address)
    assert "geheim" not in str(raised.value)


def test_a_licence_is_an_id_or_an_address_with_a_title() -> None:
    assert licence.chosen("") == licence.Licence("", "", "")
    assert licence.chosen("NLOD-2.0").url == "https://data.norge.no/nlod/en/2.0"
    other = licence.chosen("ODbL-1.0")
    assert other == ("ODbL-1.0", "ODbL-1.0", "https://spdx.org/licenses/ODbL-1.0.html")
    own = licence.chosen("https://fjordvik.example/v Våre vilkår")
    assert own == ("", "Våre vilkår", "https://fjordvik.example/v")
    both = licence.chosen("CC-BY-4.0 https://cc.example/by Namngjeving")
    assert both == ("CC-BY-4.0", "Namngjeving", "https://cc.example/by")


@pytest.mark.parametrize("told", ["https://a.example/v", "CC BY", "javascript:alert(1)", "<b>"])
def test_a_licence_that_cannot_be_is_refused(told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="TILSTEDE_LICENCE"):
        licence.chosen(told)
