"""WordPress itself, from Debian's package, on PHP's own web server and a MariaDB of its own.

The package is unpacked beside the checkout's other test material; nothing of it is installed on the machine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from . import absence
from .program import Absent, free_port, wait_for_port

HERE = Path(__file__).parent / "wordpress"
#: WordPress, and the library that its scripts link to.
PACKAGES = ("wordpress", "php-getid3")
#: Where programs lie, also those that are for administrators.
_PATH = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"
#: The site's own: what is put into the unpacked program, and where it is looked for there.
_OWN = {"config.php": "wp-config.php", "town-plugin.php": "town/town-plugin.php"}


def program(testbed: Path) -> Path:
    """Where WordPress lies once unpacked."""
    return testbed / "wordpress" / "usr" / "share" / "wordpress"


def install(testbed: Path) -> Path:
    """The program, fetched from the machine's own Debian sources at need. :raises Absent: it cannot be had."""
    found = program(testbed)
    if not (found / "wp-load.php").exists():
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise Absent("WordPress is missing: it comes as a Debian package")
        _unpack(testbed / "wordpress")
    for name, place in _OWN.items():
        _put(HERE / name, found / place)
    return found


def _put(source: Path, target: Path) -> None:
    """Only what has changed: another process may be running it."""
    target.parent.mkdir(exist_ok=True)
    if not target.exists() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)


def _unpack(folder: Path) -> None:
    work = folder / "packages"
    work.mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-qq", "-oAPT::Sandbox::User=root"]
    # Where that may not be done, the lists that are there are used.
    subprocess.run([*apt, "update"], check=False)
    subprocess.run([*apt, "download", *PACKAGES], check=True, cwd=work)
    for package in work.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    shutil.rmtree(work)


class Site:
    """A running site. ``address``: its front page."""

    def __init__(self, address: str) -> None:
        self.address = address

    def do(self, command: str, **told: Any) -> Any:
        """What a person would do on WordPress's own pages; the commands are in ``tool.php``."""
        asked = Request(f"{self.address}/town?command={command}", json.dumps(told).encode())
        with urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read().rpartition(b"\n")[2])


@contextmanager
def site(installed: Path, folder: Path) -> Iterator[Site]:
    """A site with one user, its administrator ``fjordvik``, and whatever WordPress itself begins with."""
    content = folder / "content"
    (content / "uploads").mkdir(parents=True)
    (content / "themes").mkdir()
    shutil.copytree(HERE / "theme", content / "themes" / "theme")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        environment = {
            **os.environ,
            "TOWN_ADDRESS": address,
            "TOWN_CONTENT": str(content),
            "TOWN_PROGRAM": str(installed),
            "TOWN_SOCKET": str(stack.enter_context(_database(folder))),
        }
        subprocess.run(
            [*_php(), HERE / "tool.php", "install"],
            env=environment,
            timeout=60,
            check=True,
            capture_output=True,
        )
        command = [*_php(), "-S", f"127.0.0.1:{port}", str(HERE / "router.php")]
        stack.enter_context(_running(command, folder / "php.log", environment))
        wait_for_port(port)
        yield Site(address)


def _php() -> list[str]:
    quiet = ("display_errors=0", "log_errors=1", "opcache.enable_cli=1", "memory_limit=256M")
    return ["php", *(part for setting in quiet for part in ("-d", setting))]


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    """A MariaDB that only this folder's socket leads to; it keeps no promises about power cuts."""
    data, socket = folder / "database", folder / "db.sock"
    data.mkdir()
    options = {
        "datadir": data,
        "socket": socket,
        "pid-file": folder / "db.pid",
        "innodb-flush-log-at-trx-commit": 0,
        "innodb-flush-method": "nosync",
        "innodb-buffer-pool-size": "32M",
        "innodb-log-file-size": "8M",
    }
    switches = ("skip-networking", "skip-grant-tables", "skip-log-bin", "user=root")
    server = shutil.which("mariadbd", path=_PATH) or "mariadbd"
    command = [server, "--no-defaults", *(f"--{one}" for one in switches)]
    command += [f"--{name}={value}" for name, value in options.items()]
    with _running(command, folder / "database.log"):
        until = time.monotonic() + 30
        while not socket.exists():
            assert time.monotonic() < until, (folder / "database.log").read_text()
            time.sleep(0.05)
        yield socket


@contextmanager
def _running(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=written, env=environment)
    try:
        yield
    finally:
        process.kill()  # nothing of it is kept
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def wordpress_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests of a process; each begins by clearing it (``do("clear")``)."""
    try:
        installed = install(Path(__file__).parents[2] / ".testbed")
        missing = [name for name in ("php", "mariadbd") if not shutil.which(name, path=_PATH)]
        if missing:
            raise Absent(
                f"missing: {', '.join(missing)} (Debian packages php-cli, mariadb-server-core)"
            )
    except (Absent, subprocess.CalledProcessError) as error:
        absence.end(error)
    with site(installed, tmp_path_factory.mktemp("wordpress")) as found:
        yield found
