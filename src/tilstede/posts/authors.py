"""The authors a batch mentions, with numbers given in the order of the record, so a rebuild gives the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tilstede.core.post import Author
from tilstede.core.ready import Ready, author_of
from tilstede.office.models import Account
from tilstede.posts.tables import in_chunks, insert
from tilstede.record import driver

Numbers = Mapping[tuple[str, str], int]  #: by network and the network's own id

_COLUMNS = ("id", "network", "native_id", "handle", "name", "url", "hidden")
_TOLD = slice(3, 6)  #: of these, what the network tells


class Authors:
    """Load with (network, author) pairs; `number` gives each its number, making new ones.

    ``numbers``: what authors that have no row now were called before; they are called so again.
    """

    def __init__(
        self, cursor: Any, authors: Iterable[tuple[str, Author]], numbers: Numbers | None = None
    ) -> None:
        self._numbers = numbers or {}
        self._rows: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._new: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._renamed: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._next: int | None = None
        self._told: dict[tuple[str, bytes], int] = {}  #: since a row was last changed
        wanted = {(network, author.id) for network, author in authors}
        self._load(cursor, wanted)
        self._kept_back = _kept_back(wanted - self._rows.keys())

    def number_of(self, ready: Ready) -> int:
        """The number of a post's author; most are told of in the same words as before."""
        told = (ready.network, ready.author)
        number = self._told.get(told)
        if number is None:
            number = self._told[told] = self.number(ready.network, author_of(ready))
        return number

    def number(self, network: str, author: Author) -> int:
        """The author's number; a changed name or handle is noted, an empty one changes nothing."""
        key = (network, author.id)
        row = self._rows.get(key)
        if row is None:
            number = self._numbers.get(key) or self._take()
            said = (author.handle, author.name, author.url)
            row = (number, network, author.id, *said, key in self._kept_back)
            self._rows[key] = self._new[key] = row
            return int(row[0])
        told = (author.handle or row[3], author.name or row[4], author.url or row[5])
        if told != row[_TOLD]:
            row = (*row[:3], *told, *row[6:])
            self._rows[key] = row
            (self._new if key in self._new else self._renamed)[key] = row
            self._told.clear()  # who is told of again by an earlier name is called so again
        return int(row[0])

    def read_again(self, before: Ready, now: Ready) -> int:
        """The number of a wording's author, where the wording is told anew. What others told since stays."""
        then, author = author_of(before), author_of(now)
        row = self._rows.get((now.network, author.id))
        if row is None or then.id != author.id:
            return self.number_of(now)
        pairs = ((then.handle, author.handle), (then.name, author.name), (then.url, author.url))
        held = zip(row[_TOLD], pairs, strict=True)
        told = [new if was == old else was for was, (old, new) in held]
        return self.number(
            now.network, Author(id=author.id, handle=told[0], name=told[1], url=told[2])
        )

    def hidden(self, cursor: Any, *, held: bool) -> set[int]:
        """Numbers of those whom the directory does not let the public see. ``held``: whether any has a row."""
        found = {int(row[0]) for row in self._new.values() if row[6]}
        if held:
            cursor.execute("SELECT id FROM posts_author WHERE hidden")
            found.update(int(row[0]) for row in cursor.fetchall())
        return found

    def is_of(self, number: int, ready: Ready) -> bool:
        """Whether that number is this post's author's; gives none to one who has none."""
        row = self._rows.get((ready.network, author_of(ready).id))
        return row is not None and int(row[0]) == number

    def flush(self, cursor: Any) -> None:
        """Write new and renamed authors."""
        insert(cursor, "posts_author", _COLUMNS, list(self._new.values()))
        if self._renamed:
            cursor.executemany(
                "UPDATE posts_author SET handle = %s, name = %s, url = %s WHERE id = %s",
                [(*row[_TOLD], row[0]) for row in self._renamed.values()],
            )
        self._new, self._renamed = {}, {}

    def _take(self) -> int:
        if self._next is None:
            with driver.cursor() as cursor:
                cursor.execute("SELECT coalesce(max(id), 0) FROM posts_author")
                highest = max(self._numbers.values(), default=0)
                self._next = max(int(cursor.fetchone()[0]), highest) + 1
        self._next += 1
        return self._next - 1

    def _load(self, cursor: Any, keys: set[tuple[str, str]]) -> None:
        by_network: dict[str, list[str]] = {}
        for network, native_id in keys:
            by_network.setdefault(network, []).append(native_id)
        for network, ids in by_network.items():
            for chunk in in_chunks(ids):
                places = ", ".join(["%s"] * len(chunk))
                cursor.execute(
                    f"SELECT {', '.join(_COLUMNS)} FROM posts_author"
                    f" WHERE network = %s AND native_id IN ({places})",
                    [network, *chunk],
                )
                self._rows.update({(row[1], row[2]): row for row in cursor.fetchall()})


def _kept_back(names: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of them whom the directory does not let the public see, by network and the network's own id."""
    found: set[tuple[str, str]] = set()
    for some in in_chunks([native_id for _network, native_id in names]):
        rows = Account.objects.filter(show=False, native_id__in=some)
        found.update(rows.values_list("network", "native_id"))
    return found & names
