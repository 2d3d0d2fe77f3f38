"""oidc-provider, a real OpenID Connect provider, from npm; and a visitor who identifies herself with it.

The packages are installed beside the checkout's other test material, exactly as the lock file says.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
from frontend import build

from tests.servers.program import Absent, free_port, wait_for_port

SOURCE = Path(__file__).with_name("oidc_provider")
CLIENT, SECRET = "tilstede", "hemmeleg"
#: login -> what the provider tells about the person.
PEOPLE: dict[str, dict[str, Any]] = {
    "leiar": {"name": "Gunnvor", "email": "Leiar@fjordvik.example", "acr": "idporten-loa-high"},
    "kari": {"name": "Kari Nes", "email": "kari@fjordvik.example", "email_verified": True},
    "kari-2": {"name": "Ei anna Kari", "email": "kari@fjordvik.example"},
    "unsure": {"name": "Kven som helst", "email": "kari@fjordvik.example", "email_verified": False},
    "stranger": {"name": "Ein framand", "email": "framand@ein.example"},
    "nameless": {"pid": "01017012345", "acr": "idporten-loa-substantial"},
}


def install(testbed: Path) -> Path:
    """The folder it is installed in. :raises Absent: npm cannot have it."""
    folder = testbed / "oidc_provider"
    locked = (SOURCE / "package-lock.json").read_bytes()
    done = folder / "node_modules" / ".installed"
    if not done.exists() or done.read_bytes() != locked:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(SOURCE / name, folder / name)
        _install(folder)
        done.write_bytes(locked)
    return folder


def _install(folder: Path) -> None:
    command = [*build.npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=build.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Absent(f"oidc-provider is missing: npm does not start ({error})") from error
    if done.returncode:
        raise Absent(f"oidc-provider is missing: npm could not install it\n{done.stderr}")


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    issuer: str

    def identify(
        self, url: str, login: str, *, back: str, browser: httpx.Client | None = None
    ) -> str:
        """Go to the provider as our site asks, sign in there, agree; the address one is sent back to. ``browser``: one
        that the provider may know already."""
        if browser is not None:
            return self._led(browser, url, login, back)
        with httpx.Client(timeout=20) as fresh:
            return self._led(fresh, url, login, back)

    def _led(self, browser: httpx.Client, url: str, login: str, back: str) -> str:
        page = browser.get(url)
        for _step in range(20):
            if page.is_redirect:
                target = urljoin(str(page.url), page.headers["location"])
                if target.startswith(back):
                    return target
                page = browser.get(target)
            else:
                page = self._answer(browser, page, login)
        raise AssertionError(f"the provider did not send {login} back")

    def leave(self, url: str, browser: httpx.Client) -> str:
        """Go to the provider to sign out there, and say yes; the address one is sent back to."""
        page = browser.get(url)
        action = re.search(r'action="([^"]+)"', page.text)
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        assert action, page.text
        told = {**hidden, "logout": "yes"}
        return browser.post(urljoin(str(page.url), action[1]), data=told).headers["location"]

    def _answer(self, browser: httpx.Client, page: httpx.Response, login: str) -> httpx.Response:
        """Fill in the form that the provider shows: who it is, then that the site may know it."""
        page.raise_for_status()
        action = re.search(r'action="([^"]+)"', page.text)
        assert action, page.text
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        return browser.post(
            urljoin(str(page.url), action[1]), data={**hidden, "login": login, "password": "x"}
        )


@contextmanager
def running(testbed: Path, log: Path, *, back: str) -> Iterator[Provider]:
    """A provider that knows `PEOPLE` and sends them back to ``back``. :raises Absent: it cannot be had."""
    with serving(testbed, log, "provider.mjs", BACK=back, PEOPLE=json.dumps(PEOPLE)) as provider:
        yield provider


@contextmanager
def serving(
    testbed: Path, log: Path, script: str, *, port: int = 0, **told: str
) -> Iterator[Provider]:
    """One of the scripts beside the packages. ``told``: its environment. :raises Absent: it cannot be had."""
    folder, port = install(testbed), port or free_port()
    shutil.copyfile(SOURCE / script, folder / script)
    environment = build.environment() | told | {"PORT": str(port)}
    node = shutil.which("node", path=environment["PATH"]) or "node"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [node, script], cwd=folder, env=environment, stdout=file, stderr=file
        )
        try:
            wait_for_port(port)
            yield Provider(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(timeout=10)
