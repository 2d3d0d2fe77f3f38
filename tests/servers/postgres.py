"""A real PostgreSQL for tests: one server a session, a database of its own for each test that asks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from tests.servers import absence
from tests.servers.program import free_port, postgres_folder, wait_for_port
from tilstede.config import database

_numbers = count(1)


#: The server stops when the pipe to it closes: also when the tests are killed.
_UNTIL_CLOSED = '"$@" & server=$!; cat > /dev/null; kill -QUIT $server; wait $server'


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server, without a database name. Absent: skipped, but an error in CI."""
    programs = postgres_folder()
    if programs is None:
        absence.end("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="tilstede-postgres-"))
    owner = _owner(folder)
    data, port = folder / "data", free_port()
    making = [programs / "initdb", "-D", data, "-U", "tilstede", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*making, "--locale=C"], check=True, user=owner, stdout=subprocess.DEVNULL, cwd="/"
    )
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                "sh",
                "-c",
                _UNTIL_CLOSED,
                "sh",
                programs / "postgres",
                "-D",
                data,
                *_settings(folder, port),
            ],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            user=owner,
            cwd="/",
            process_group=0,
        )
    wait_for_port(port)
    address = f"postgresql://tilstede@127.0.0.1:{port}"
    _wait_until_ready(address)
    yield address
    _end(server)
    shutil.rmtree(folder, ignore_errors=True)


def _end(server: subprocess.Popen[bytes]) -> None:
    """Close the pipe; where a process that a test left behind still holds it, end the server itself."""
    try:
        server.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(20)


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The address (TILSTEDE_DATABASE) of an empty database that is the test's own."""
    return _database(postgres_server)


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres_server: str, django_db_blocker: DjangoDbBlocker
) -> ConnectionHandler:
    """A database with our tables, to be written to in transactions that are rolled back."""
    handler = ConnectionHandler({"default": database.options(_database(postgres_server), Path())})
    with django_db_blocker.unblock(), _in_use(handler):
        call_command("migrate", verbosity=0)
    return handler


@pytest.fixture
def postgres_db(
    migrated_postgres: ConnectionHandler, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Like pytest-django's `db`, on PostgreSQL: what the test writes is rolled back."""
    with django_db_blocker.unblock(), _in_use(migrated_postgres), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _wait_until_ready(server: str, patience: float = 30.0) -> None:
    """A server listens before it lets anyone in: on a busy machine for a second or more."""
    ends = time.monotonic() + patience
    while True:
        try:
            psycopg.connect(f"{server}/postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
        else:
            return


def _database(server: str) -> str:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@contextmanager
def _in_use(handler: ConnectionHandler) -> Iterator[None]:
    """Django's default connection is this one meanwhile."""
    usual = connections["default"]
    connections["default"] = handler["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual


def _owner(folder: Path) -> str | None:
    """PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, "postgres", "postgres")
    return "postgres"


def _settings(folder: Path, port: int) -> list[str]:
    """Of a server that nobody else reaches, and that need not survive a power cut."""
    named = ["fsync=off", "full_page_writes=off", "max_locks_per_transaction=256"]
    return [
        *("-h", "127.0.0.1", "-p", str(port), "-k", str(folder)),
        *(word for setting in named for word in ("-c", setting)),
    ]
