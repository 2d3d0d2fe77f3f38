"""The owner of an account at the page of a real server: signs in, and says yes or no to what was asked."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx
from tests.servers.atproto import PASSWORD, Account

_API = "/@atproto/oauth-provider/~api"


class Owner:
    """As the page's own script does it, with the headers that a browser adds."""

    def __init__(self, account: Account, url: str) -> None:
        self._account = account
        self._url = url
        self._cookies: dict[str, str] = {}
        self._browser = httpx.Client(base_url=account.server.address, timeout=20)

    def answer(self, *, yes: bool = True) -> dict[str, str]:
        """What the network sends the person back with."""
        with self._browser:
            self._visit(self._url, "none")
            told = {"locale": "en", "username": self._account.handle, "password": PASSWORD}
            token = self._call("sign-in", told)["ephemeralToken"]
            name, told = ("consent", {"did": self._account.did}) if yes else ("reject", {})
            found = self._call(name, told, token)
            back = self._visit(found["url"], "same-origin").headers["location"]
        return dict(parse_qsl(urlsplit(back).query))

    def _visit(self, url: str, site: str) -> httpx.Response:
        headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        return self._kept(self._browser.get(url, headers={**headers, **self._shown(site)}))

    def _call(self, name: str, body: dict[str, str], token: str = "") -> dict[str, str]:
        headers = {
            "Sec-Fetch-Mode": "same-origin",
            "Origin": self._account.server.address,
            "X-CSRF-Token": self._cookies["csrf-token"],
            **self._shown("same-origin"),
            **({"Authorization": f"Bearer {token}"} if token else {}),
        }
        answer = self._kept(self._browser.post(f"{_API}/{name}", json=body, headers=headers))
        found: dict[str, str] = answer.json()
        return found

    def _shown(self, site: str) -> dict[str, str]:
        """Cookies by hand: a client that is no browser keeps none of this machine's."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {"Sec-Fetch-Site": site, "Referer": self._url, "Cookie": cookies}

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code < 400, answer.text
        self._cookies.update(answer.cookies)
        return answer
