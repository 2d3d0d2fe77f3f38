"""A PostgreSQL server of our own for the length of a measurement, with its data kept between runs.

Durable as a real one: fsync and synchronous_commit are on.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.plan import NotMeasured, Plan

_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.1",
}
_OWNER = "postgres"  #: who runs the server when we are root, which the server refuses to be


class Server:
    """A running server, reached through a socket in ``folder``."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def address(self, database: str) -> str:
        """As TILSTEDE_DATABASE and psycopg take it."""
        return f"postgresql://{_OWNER}@/{database}?{urlencode({'host': self._folder})}"

    def fresh(self, database: str) -> str:
        """The address of an empty database of that name."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}"')
        return self.kept(database)

    def kept(self, database: str) -> str:
        """The address of the database, made if there is none."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            there = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(there, [database]).fetchone() is None:
                connection.execute(
                    f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'"
                )
        return self.address(database)


@contextmanager
def serving(plan: Plan) -> Iterator[Server]:
    """:raises NotMeasured: no PostgreSQL 15 on this machine, or it does not start."""
    if not (_PROGRAMS / "initdb").exists():
        raise NotMeasured(
            "PostgreSQL 15 is not installed (on Debian: apt-get install postgresql-15)"
        )
    data = plan.path("postgres")
    with tempfile.TemporaryDirectory(prefix="bench-") as sockets:
        _own(Path(sockets))
        if not (data / "PG_VERSION").exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            _own(data)
            _run("initdb", "-D", data, "-A", "trust", "-U", _OWNER, "--no-sync")
        options = " ".join(f"-c {name}={value!r}" for name, value in _SETTINGS.items())
        log = ("-l", data / "server.log", "-w", "-t", "600")
        _run("pg_ctl", "-D", data, *log, "-o", f"-k {sockets} {options}", "start")
        try:
            yield Server(sockets)
        finally:
            _run("pg_ctl", "-D", data, "-m", "fast", "-w", "-t", "600", "stop")


def _own(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, _OWNER, _OWNER)
    path.chmod(0o700)


def _run(program: str, *arguments: str | Path) -> None:
    """:raises NotMeasured: it failed; with its last words."""
    account = pwd.getpwnam(_OWNER) if os.geteuid() == 0 else None
    done = subprocess.run(
        [_PROGRAMS / program, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        check=False,
    )
    if done.returncode:
        words = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise NotMeasured(f"PostgreSQL's {program}: {words[-1]}")
