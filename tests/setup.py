"""What tests need besides Python packages: programs of the operating system, and real servers.

Run by `make test` with the environment's own Python; done in a moment when everything is there. A part that
cannot be had is named together with the way to get it: its tests are then skipped, in CI it is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.servers import atproto, oidc, snac, wordpress
from tests.servers.program import Absent, in_ci, postgres_folder


class Program(NamedTuple):
    """A program tests run, the Debian package it comes in, and how to see that it is there."""

    package: str
    present: Callable[[], bool]


def _on_path(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _in_sbin(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name, path="/usr/local/sbin:/usr/sbin:/sbin") is not None


def _of_dovecot(name: str) -> Callable[[], bool]:
    folders = ("/usr/lib/dovecot", "/usr/libexec/dovecot")
    return lambda: any(Path(folder, name).exists() for folder in folders)


def _in_php(name: str) -> Callable[[], bool]:
    return lambda: any(Path("/usr/lib/php").glob(f"*/{name}.so"))


def _in_modes(name: str) -> Callable[[], bool]:
    return lambda: Path(f"/usr/share/apertium/modes/{name}.mode").exists()


def _among_letters(language: str) -> Callable[[], bool]:
    return lambda: any(Path("/usr/share/tesseract-ocr").glob(f"*/tessdata/{language}.traineddata"))


PROGRAMS = (
    Program("apertium-nno-nob", _in_modes("nob-nno_e")),
    Program("chromium", _on_path("chromium")),
    Program("dovecot-imapd", _of_dovecot("imap")),
    Program("dovecot-lmtpd", _of_dovecot("lmtp")),
    Program("ffmpeg", _on_path("ffprobe")),
    Program("gettext", _on_path("msgfmt")),
    Program("mariadb-server-core", _in_sbin("mariadbd")),
    Program("nginx", _in_sbin("nginx")),
    Program("openssl", _on_path("openssl")),
    Program("php-cli", _on_path("php")),
    Program("php-mbstring", _in_php("mbstring")),
    Program("php-mysql", _in_php("mysqli")),
    Program("postgresql", lambda: postgres_folder() is not None),
    Program("tesseract-ocr", _on_path("tesseract")),
    Program("tesseract-ocr-nor", _among_letters("nor")),
)


def install_programs() -> None:
    """Programs from the machine's own package sources. :raises Absent: some cannot be installed from here."""
    packages = [program.package for program in PROGRAMS if not program.present()]
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Absent(f"missing: {', '.join(packages)}. On Debian, as root: {' '.join(command)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], check=False, env=quiet)
    subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


def install(parts: Iterable[Callable[[], object]]) -> list[str]:
    """One after the other; what is missing then."""
    missing = []
    for part in parts:
        try:
            part()
        except (Absent, subprocess.CalledProcessError) as error:
            missing.append(str(error))
    return missing


def main() -> int:
    """Install what is missing; 1 when something stays missing in CI."""
    testbed = Path(__file__).parents[1] / ".testbed"
    debian = (install_programs, partial(snac.install, testbed), partial(wordpress.install, testbed))
    npm = (partial(oidc.install, testbed), partial(atproto.install, testbed))
    with ThreadPoolExecutor() as pool:  # apt-get lets one in at a time, and npm fills a core
        missing = [message for found in pool.map(install, (debian, npm)) for message in found]
    for message in missing:
        print(f"tests: {message}", file=sys.stderr)
    return 1 if missing and in_ci() else 0


if __name__ == "__main__":
    sys.exit(main())
