"""The whole installation in one sealed file: the database, the payload files, the log's key and the secret."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tilstede.office import sealed

_SQLITE = "tilstede.sqlite3"
_DUMP = "database.pgdump"
#: Folders of the data folder that cannot be made again.
_KEPT = ("payloads", "keys")


class NotRestored(Exception):
    """A backup that cannot be put back; the text is for the operator."""


def write(path: Path, passphrase: str) -> None:
    """Write a backup. Payload files are only ever added, so the database is copied first."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with open(draft, "wb") as out, _database() as database:
            with (
                sealed.Writer(out, passphrase) as writer,
                tarfile.open(fileobj=writer, mode="w|") as tar,
            ):
                tar.add(database, arcname=database.name)
                for name in _KEPT:
                    if (settings.DATA / name).is_dir():
                        tar.add(settings.DATA / name, arcname=name)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def restore(path: Path, passphrase: str) -> None:
    """Put a backup into an empty data folder. :raises NotRestored: not empty, or another kind of database.

    :raises sealed.NotOpened: wrong passphrase, or a damaged file; the data folder is then as it was.
    """
    if any(settings.DATA.glob("*.sqlite3")) or (settings.DATA / "payloads").exists():
        raise NotRestored("the data folder is not empty")
    settings.DATA.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".restore-", dir=settings.DATA))
    try:
        with (
            open(path, "rb") as source,
            sealed.Reader(source, passphrase) as reader,
            tarfile.open(fileobj=reader, mode="r|") as tar,
        ):
            tar.extractall(draft, filter="data")
        _put_back(draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put_back(draft: Path) -> None:
    if connection.vendor == "sqlite":
        if not (draft / _SQLITE).exists():
            raise NotRestored("the backup is of a PostgreSQL database; set TILSTEDE_DATABASE")
    elif not (draft / _DUMP).exists():
        raise NotRestored("the backup is of an SQLite database; leave TILSTEDE_DATABASE unset")
    for name in _KEPT:
        if (draft / name).exists():
            shutil.rmtree(settings.DATA / name, ignore_errors=True)  # keys made by this very start
            (draft / name).rename(settings.DATA / name)
    if connection.vendor == "sqlite":
        (draft / _SQLITE).rename(connection.settings_dict["NAME"])
    else:
        _postgres(
            "pg_restore",
            "--no-owner",
            "--clean",
            "--if-exists",
            "--exit-on-error",
            str(draft / _DUMP),
        )


@contextmanager
def _database() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as folder:
        if connection.vendor == "sqlite":
            copy = Path(folder) / _SQLITE
            with closing(sqlite3.connect(copy)) as target:
                connection.ensure_connection()
                connection.connection.backup(target, pages=4096)
        else:
            copy = Path(folder) / _DUMP
            _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
        yield copy


def _postgres(program: str, *words: str) -> None:
    told: dict[str, Any] = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = {
        **os.environ,
        **{key: str(told[name]) for key, name in names.items() if told[name]},
    }
    if program == "pg_restore":
        words = (f"--dbname={told['NAME']}", *words)
    done = subprocess.run(
        [program, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotRestored(f"{program}: {done.stderr.strip()}")
