"""A real nginx with the file that is shipped, on ports of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.program import Absent, free_port, wait_for_port

SHIPPED = Path(__file__).parents[2] / "deploy" / "nginx.conf"
HOST = "tilstede.fjordvik.example"
_FRAME = """
{user}
error_log {folder}/error.log warn;
pid {folder}/nginx.pid;
worker_processes 1;
daemon off;
events {{ worker_connections 256; }}
http {{
    access_log off;
    types {{ text/html html; text/css css; }}
    {places}
    include {folder}/site.conf;
}}
"""
_PLACES = "\n    ".join(
    f"{part}_temp_path {{folder}}/{part};"
    for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)

#: How the shipped location begins that asks the application.
_SHOWN = "    location / {\n        proxy_pass"


@contextmanager
def in_front(folder: Path, port: int, more: str = "", plain: int = 0) -> Iterator[str]:
    """The address of nginx before the application on that port, with the shipped file but for ports, certificate and
    cache folder. ``more``: locations beside the shipped one. ``plain``: the port without TLS, 0: any.

    :raises Absent: there is no nginx on this machine.
    """
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
    if program is None:
        raise Absent("nginx is missing; on Debian: apt-get install nginx")
    secure = free_port()
    fitted = _fitted(folder, port, secure, plain or free_port())
    (folder / "site.conf").write_text(fitted.replace(_SHOWN, f"    {more}\n{_SHOWN}", 1))
    places = _PLACES.format(folder=folder)
    (folder / "nginx.conf").write_text(_FRAME.format(folder=folder, places=places, user=_user()))
    _certify(folder)
    process = subprocess.Popen(
        [
            program,
            "-p",
            str(folder),
            "-e",
            str(folder / "error.log"),
            "-c",
            str(folder / "nginx.conf"),
        ]
    )
    try:
        wait_for_port(secure)
        yield f"https://127.0.0.1:{secure}"
    finally:
        process.terminate()
        process.wait(10)


def _fitted(folder: Path, port: int, secure: int, plain: int) -> str:
    """The shipped file for this machine. Every change must strike something: the file is what is tested."""
    text = SHIPPED.read_text()
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{port}"),
        ("/var/cache/nginx/tilstede", f"{folder}/cache"),
        ("/var/log/nginx/access.log", f"{folder}/access.log"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("    listen [::]:443 ssl http2;\n", ""),
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", f"{folder}/site.pem"),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", f"{folder}/site.key"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    return text


def _user() -> str:
    """Who the work is done as: the folder's owner. Only root may choose."""
    return "user root root;" if os.geteuid() == 0 else ""


def _certify(folder: Path) -> None:
    """A certificate nobody trusts but the test."""
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={HOST}",
            "-keyout",
            folder / "site.key",
            "-out",
            folder / "site.pem",
        ],
        check=True,
        capture_output=True,
    )
