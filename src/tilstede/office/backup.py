"""The whole installation in one sealed file: the database, the payload files, the keys, and whom we trust for time.

What goes wrong is told in words for the operator.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from tilstede.office import sealed

_SQLITE = "tilstede.sqlite3"
_DUMP = "database.pgdump"
#: Folders of the data folder that cannot be made again.
_KEPT = ("payloads", "keys", "timestamp", "manuscripts")
#: The only thing in an unused data folder: any command makes it at its start.
_MADE_AT_START = Path("keys", "secret")
_COPY, _UNPACKED = ".backup-", ".restore-"
_PIECE = 1 << 20


class NotWritten(Exception):
    """A backup that could not be made; the text is for the operator."""


class NotRestored(Exception):
    """A backup that cannot be put back; the text is for the operator. The data folder is as it was."""


def write(path: Path, passphrase: str) -> None:
    """Write a backup of one moment, while all else goes on. One at a time.

    The database is copied first, and payload files are only ever added: all that the copy speaks of is there.
    :raises NotWritten: a payload was destroyed meanwhile, or PostgreSQL's program failed.
    """
    _sweep(_COPY)
    draft = path.with_name(f".{path.name}.part")
    try:
        with open(draft, "wb") as out, _database() as database:
            with (
                sealed.Writer(out, passphrase) as writer,
                tarfile.open(fileobj=writer, mode="w|") as tar,
            ):
                tar.add(database, arcname=database.name)
                for file in _kept():
                    _add(tar, file)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _kept() -> Iterator[Path]:
    """Files that go along. Drafts of payloads come and go, and belong to nothing that is recorded."""
    drafts = settings.DATA / "payloads" / "drafts"
    for name in _KEPT:
        for file in sorted((settings.DATA / name).rglob("*")):
            if file.is_file() and drafts not in file.parents:
                yield file


def _add(tar: tarfile.TarFile, file: Path) -> None:
    try:
        tar.add(file, arcname=str(file.relative_to(settings.DATA)))
    except FileNotFoundError as error:
        raise NotWritten(
            _("Something was destroyed while it was copied. Run the backup again.")
        ) from error


def restore(path: Path, passphrase: str) -> None:
    """Put a backup into an empty data folder and an empty database.

    :raises NotRestored: not empty, another kind of database, a wrong passphrase, or a damaged file.
    """
    held = _first_held()
    if held:
        raise NotRestored(
            _(
                "{folder} is in use already: {name} lies there. Choose an empty folder with TILSTEDE_DATA."
            ).format(folder=settings.DATA, name=held)
        )
    if _holds_tables():
        raise NotRestored(_("The database of TILSTEDE_DATABASE is not empty."))
    settings.DATA.mkdir(parents=True, exist_ok=True)
    _sweep(_UNPACKED)
    draft = Path(tempfile.mkdtemp(prefix=_UNPACKED, dir=settings.DATA))
    try:
        _unpack(path, passphrase, draft)
        _put_back(draft)
    except NotRestored:
        _forget_secret()
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _forget_secret() -> None:
    """The secret that the start of a command made in a folder that stays unused."""
    made = settings.DATA / _MADE_AT_START
    made.unlink(missing_ok=True)
    with suppress(OSError):
        made.parent.rmdir()


def _first_held() -> str:
    """What is in the data folder already, beside what any command, or a restore that was killed, leaves there."""
    for path in sorted(settings.DATA.rglob("*")):
        place = path.relative_to(settings.DATA)
        ours = place.parts[0].startswith((_COPY, _UNPACKED)) or place == _MADE_AT_START
        if not path.is_dir() and not ours and place.suffix != ".lock":
            return str(place)
    return ""


def _holds_tables() -> bool:
    """The database need not lie in the data folder. An SQLite one must not be made by asking."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).exists()
    return bool(connection.introspection.table_names())


def _unpack(path: Path, passphrase: str, draft: Path) -> None:
    said = {
        "not-a-backup": _("This is not a backup of tilstede."),
        "not-opened": _("The passphrase is wrong, or the file is damaged."),
        "damaged": _("The backup is damaged or cut short."),
    }
    try:
        with (
            open(path, "rb") as source,
            sealed.Reader(source, passphrase) as reader,
            tarfile.open(fileobj=reader, mode="r|") as tar,
        ):
            tar.extractall(draft, filter="data")
            while reader.read(_PIECE):  # tar does not look behind its own end
                pass
    except sealed.NotOpened as error:
        raise NotRestored(said[error.code]) from error


def _put_back(draft: Path) -> None:
    """The database before the files: it is the part that can fail."""
    if connection.vendor == "sqlite":
        if not (draft / _SQLITE).exists():
            raise NotRestored(_("The backup is of a PostgreSQL database; set TILSTEDE_DATABASE."))
        (draft / _SQLITE).rename(connection.settings_dict["NAME"])
    else:
        if not (draft / _DUMP).exists():
            raise NotRestored(
                _("The backup is of an SQLite database; leave TILSTEDE_DATABASE unset.")
            )
        _restore_dump(draft / _DUMP)
    for name in _KEPT:
        if (draft / name).exists():
            shutil.rmtree(settings.DATA / name, ignore_errors=True)  # the secret of this very start
            (draft / name).rename(settings.DATA / name)
    (settings.DATA / "keys").chmod(0o700)


@contextmanager
def _database() -> Iterator[Path]:
    """A copy of the database as it stands at one moment, for the length of the block."""
    with tempfile.TemporaryDirectory(prefix=_COPY, dir=settings.DATA) as folder:
        if connection.vendor == "sqlite":
            copy = Path(folder) / _SQLITE
            with closing(sqlite3.connect(copy)) as target:
                connection.ensure_connection()
                connection.connection.backup(target)  # in one piece: in several it would begin anew
        else:
            copy = Path(folder) / _DUMP
            failed = _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
            if failed:
                raise NotWritten(failed)
        yield copy


def _restore_dump(dump: Path) -> None:
    failed = _postgres(
        "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(dump)
    )
    if failed:
        raise NotRestored(failed)


def _postgres(program: str, *words: str) -> str:
    """Run one of PostgreSQL's programs on our database; what went wrong, if anything did."""
    told: dict[str, Any] = connection.get_connection_params()
    password = told.pop("password", "")
    ours = {name: value for name, value in told.items() if isinstance(value, str)}
    command = [program, f"--dbname={make_conninfo(**ours)}", *words]
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return _("The program {name} is missing. It comes with PostgreSQL.").format(name=program)
    return f"{program}: {done.stderr.strip()}" if done.returncode else ""


def _sweep(prefix: str) -> None:
    """Remove what a run that was killed left behind: it is not encrypted."""
    for left in settings.DATA.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
