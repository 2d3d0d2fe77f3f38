"""Writes the table: rows that still say what stands as they were, all others anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tilstede.core.directory.entries import Account, Directory, digest, plain
from tilstede.core.directory.layout import Kept, Standing
from tilstede.formats.directory_csv import dialect

#: What Excel writes.
_END: Final = "\r\n"


def write(directory: Directory, pieces: Sequence[Kept] = ()) -> bytes:
    """The table. ``pieces``: of the table as it was read last; none for accounts that never were in one."""
    head = next((piece.text for piece in pieces if piece.part == "accounts"), "")
    writing = _Writing(directory, head)
    standing = Standing(directory.accounts)
    out: list[str] = []
    for piece in pieces:
        if not piece.key:
            out.append(piece.text)
        elif isinstance(entry := standing.take(piece.key), Account):
            same = digest(entry) == piece.digest and not writing.is_wider
            out.append(piece.text if same else writing.row(entry))
    if not pieces:
        out.append(writing.head())
    elif writing.is_wider:
        out[0] = writing.head()
    new = [writing.row(entry) for entry in standing.rest() if isinstance(entry, Account)]
    if new and not out[-1].endswith(("\n", "\r")):
        out.append(writing.end)
    return "".join([*out, *new]).encode()


class _Writing:
    """How the rows of one table are written."""

    def __init__(self, directory: Directory, head: str) -> None:
        self._names = _names(directory)
        self.end = _END if "\r\n" in head or not head else "\n"
        lines = head.splitlines()
        self._sign = dialect.separator(lines[0]) if lines else ","
        self._before = lines[:-1]
        self._columns, said = _columns(directory.accounts), _said(directory.accounts)
        #: An account says what the table had no column for: nothing is left out, so all rows are written anew.
        self.is_wider = False
        if lines:
            cells = next(dialect.records(lines[-1], self._sign))[1]
            columns = [cell.strip().lower() for cell in cells]
            new = [name for name in self._columns if name in said and name not in columns]
            self._columns, self.is_wider = [*columns, *new], bool(new)

    def head(self) -> str:
        """The row that names the columns, and what stands above it."""
        above = "".join(line + self.end for line in self._before)
        return above + dialect.row(self._columns, self._sign, self.end)

    def row(self, account: Account) -> str:
        """One account."""
        said = {**plain(account), "show": "yes" if account.show else "no"}
        said[dialect.OWNER_NAME] = self._names.get(account.owner, "")
        return dialect.row([said.get(name, "") for name in self._columns], self._sign, self.end)


def _names(directory: Directory) -> Mapping[str, str]:
    bodies = {body.id: body.name.any() for body in directory.bodies}
    return bodies | {role.id: role.title.any() for role in directory.roles}


def _columns(accounts: Sequence[Account]) -> list[str]:
    """The usual ones, and those beyond that some account has."""
    said = _said(accounts)
    return [name for name in dialect.COLUMNS if name in dialect.USUAL or name in said]


def _said(accounts: Sequence[Account]) -> set[str]:
    """The fields that some account has."""
    return {name for account in accounts for name in plain(account)}
