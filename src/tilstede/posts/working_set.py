"""The posts a batch of events is about: read once, changed in memory, written once.

The same code runs when a post is captured and when the projection is rebuilt, so both give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tilstede.core import marks, order, text
from tilstede.core.post import Author, Post, decode, searchable
from tilstede.core.ready import Told, Wording
from tilstede.posts import index, removal
from tilstede.posts.authors import Authors, Numbers
from tilstede.posts.standing import COLUMNS, Standing
from tilstede.posts.tables import in_chunks, insert
from tilstede.record import driver, read

_Rows = list[tuple[Any, ...]]

_SELECT = "SELECT " + ", ".join(f'p."{name}"' for name in COLUMNS)
_RARE = {"posts_tombstone": 'event, "at"', "posts_destroyed": "event"}
_HAS_RARE = "SELECT " + ", ".join(
    [f"EXISTS (SELECT 1 FROM {table})" for table in (*_RARE, "posts_author WHERE hidden")]
)
_MEDIA = '"number", "position", event, role, mime'
_UPDATED = [name for name in COLUMNS if name not in ("key", "number")]


class WorkingSet:
    """Load with the keys (`core.alias`) of every name the batch mentions, change, then `flush`, all in one
    transaction."""

    def __init__(
        self,
        keys: Iterable[bytes],
        authors: Iterable[tuple[str, Author]],
        numbers: Numbers | None = None,
    ) -> None:
        """``numbers``: those that authors had before a rebuild."""
        self._keys = sorted(set(keys))
        self._by_alias: dict[bytes, Standing] = {}
        self._by_number: dict[int, Standing] = {}
        self._changed: dict[int, Standing] = {}
        self._new_aliases: list[tuple[bytes, int]] = []
        self._rows: dict[str, list[tuple[object, ...]]] = {}
        with driver.cursor() as cursor:
            self.authors = Authors(cursor, authors, numbers)
            self._load(cursor)
            buried, destroyed, self._some_hidden = self._load_rare(cursor)
        self.tombstones = {key: (event, at) for key, event, at in buried}
        self._destroyed = {key for key, _event in destroyed}

    def find(self, keys: Iterable[bytes]) -> Standing | None:
        """The post known by any of these names; the first name counts most."""
        for key in keys:
            standing = self._by_alias.get(key)
            if standing is not None:
                return standing
        return None

    def get(self, number: int) -> Standing | None:
        """The post of that number."""
        if number not in self._by_number:
            with driver.cursor() as cursor:
                self._fetch(cursor, 'WHERE p."number" = %s', [number])
        return self._by_number.get(number)

    def load(self, numbers: Iterable[int]) -> list[Standing]:
        """The posts of these numbers, many at a time."""
        wanted = list(numbers)
        with driver.cursor() as cursor:
            for chunk in in_chunks(wanted):
                places = ", ".join(["%s"] * len(chunk))
                self._fetch(cursor, f'WHERE p."number" IN ({places})', chunk)
        return [self._by_number[number] for number in wanted if number in self._by_number]

    def tombstone(self, keys: Iterable[bytes]) -> tuple[int, int] | None:
        """(event, Unix seconds) of a deletion told of before the post was seen."""
        if not self.tombstones:
            return None
        return next((told for key in keys if (told := self.tombstones.get(key))), None)

    def is_destroyed(self, keys: Iterable[bytes]) -> bool:
        """Whether a post of any of these names was lawfully destroyed."""
        return bool(self._destroyed) and not self._destroyed.isdisjoint(keys)

    def add(self, standing: Standing) -> None:
        """A post seen for the first time."""
        self._by_number[standing.number] = standing
        self.change(standing)

    def change(self, standing: Standing) -> None:
        """The post will be written at the next flush."""
        standing.touch()
        self._changed[standing.number] = standing

    def name(self, standing: Standing, keys: Iterable[bytes]) -> None:
        """Let the post be known by these names too; a name already taken stays where it is."""
        for key in keys:
            if key not in self._by_alias:
                self._by_alias[key] = standing
                self._new_aliases.append((key, standing.number))

    def note(self, table: str, row: tuple[object, ...]) -> None:
        """A row to insert at the flush; tables and columns in `tables.py`."""
        self._rows.setdefault(table, []).append(row)

    def forget_other_media(self, standing: Standing, post: Post) -> None:
        """Before another wording stands: the pictures held are those of the one before, if it had others.

        Told within one form alone: an archive and an API name the same picture differently.
        """
        wording = self._wording(standing)
        if wording is None or wording.ready.form != post.form:
            return
        if _files(wording.post()) == _files(post):
            return
        pending = self._rows.get("posts_media", [])
        self._rows["posts_media"] = [row for row in pending if row[0] != standing.number]
        with driver.cursor() as cursor:
            cursor.execute("DELETE FROM posts_media WHERE number = %s", [standing.number])

    def told(self, event: int) -> Wording | None:
        """The wording an event of the record holds; None when it was destroyed."""
        data = read.payload(event, "post")
        return Told(decode(data)) if data is not None else None

    def redate(self, standing: Standing, second: int) -> None:
        """Let a post that is being changed stand at another time (seconds since the year 1)."""
        key = order.key_of(second, standing.number)
        if key == standing.key:
            return
        if standing.indexed is not None:
            event, told = standing.indexed
            with driver.cursor() as cursor:
                index.remove(cursor, [(standing.key, indexed_words(event), told)])
                cursor.execute('DELETE FROM posts_post WHERE "key" = %s', [standing.key])
        standing.key, standing.fresh, standing.indexed = key, True, None

    def move_version(self, old: int, new: int, at: int | None) -> None:
        """Let another event hold the words of a version, written ``at`` (Unix seconds; None: as it was)."""
        rows = self._rows.get("posts_version", [])
        self._rows["posts_version"] = [
            (new, row[1], row[2] if at is None else at, row[3], "", False) if row[0] == old else row
            for row in rows
        ]
        with driver.cursor() as cursor:
            cursor.execute(
                "UPDATE posts_version SET event = %s, written = coalesce(%s, written),"
                " language = '', language_sure = %s WHERE event = %s",
                [new, at, False, old],
            )

    def keep_trace(self, event: int, standing: Standing) -> None:
        """Let an event that nothing else names any more still be found to concern the post."""
        row = (event, standing.number)
        if event == standing.number or row in self._rows.get("posts_trace", ()):
            return
        with driver.cursor() as cursor:
            cursor.execute(
                "INSERT INTO posts_trace (event, number) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                row,
            )

    def move_media(self, standing: Standing, places: Mapping[int, int | None]) -> None:
        """Let the pictures held follow what they are of: to another place, or (None) out of sight."""
        pending = self._rows.get("posts_media", [])
        with driver.cursor() as cursor:
            cursor.execute(f"SELECT {_MEDIA} FROM posts_media WHERE number = %s", [standing.number])
            held = [*cursor.fetchall(), *[row for row in pending if row[0] == standing.number]]
            cursor.execute("DELETE FROM posts_media WHERE number = %s", [standing.number])
        moved = [(number, places.get(place, place), *row) for number, place, *row in held]
        self._rows["posts_media"] = [
            *[row for row in pending if row[0] != standing.number],
            *[row for row in moved if row[1] is not None],
        ]

    def remove(self, standing: Standing) -> None:
        """Forget a post and all that is known of it alone. Its payloads must still be held."""
        self.flush()
        words = "" if hides_text(standing) else indexed_words(standing.event)
        removal.remove(standing, words)
        self._by_number.pop(standing.number)
        self._by_alias = {
            key: other for key, other in self._by_alias.items() if other is not standing
        }

    def flush(self) -> None:
        """Write everything."""
        changed = list(self._changed.values())
        fresh = [standing for standing in changed if standing.fresh]
        with driver.cursor() as cursor:
            hidden = self.authors.hidden(cursor, held=self._some_hidden)
            for standing in changed:
                standing.open(author_hidden=standing.author_id in hidden)
                self._mark(standing)
            self.authors.flush(cursor)
            insert(cursor, "posts_post", COLUMNS, [standing.row() for standing in fresh])
            self._update(cursor, [standing for standing in changed if not standing.fresh])
            insert(cursor, "posts_alias", ("key", "number"), self._new_aliases)
            for table, rows in self._rows.items():
                insert(cursor, table, None, rows)
            index.insert(cursor, [self._index_row(standing) for standing in fresh])
            self._reindex(cursor, [standing for standing in changed if not standing.fresh])
        for standing in changed:
            standing.fresh, standing.indexed = False, None
        self._changed, self._new_aliases, self._rows = {}, [], {}

    def _load(self, cursor: Any) -> None:
        for chunk in in_chunks(self._keys):
            places = ", ".join(["%s"] * len(chunk))
            self._fetch(
                cursor,
                f'JOIN posts_alias a ON a."number" = p."number" WHERE a."key" IN ({places})',
                chunk,
                ', a."key"',
            )

    def _fetch(
        self, cursor: Any, condition: str, values: Sequence[bytes | int], extra: str = ""
    ) -> None:
        cursor.execute(f"{_SELECT}{extra} FROM posts_post p {condition}", values)
        for row in cursor.fetchall():
            columns = row[: len(COLUMNS)]
            standing = self._by_number.get(columns[1])
            if standing is None:
                standing = self._by_number[columns[1]] = Standing.from_row(columns)
            if extra:
                self._by_alias[bytes(row[-1])] = standing

    def _load_rare(self, cursor: Any) -> tuple[_Rows, _Rows, bool]:
        """Rows for the names at hand, of the tables that are mostly empty; and whether any author is hidden."""
        cursor.execute(_HAS_RARE)
        *held, hidden = cursor.fetchone()
        buried, destroyed = [
            self._named(cursor, table, columns) if has else []
            for has, (table, columns) in zip(held, _RARE.items(), strict=True)
        ]
        return buried, destroyed, bool(hidden)

    def _named(self, cursor: Any, table: str, columns: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for chunk in in_chunks(self._keys):
            places = ", ".join(["%s"] * len(chunk))
            cursor.execute(f'SELECT "key", {columns} FROM {table} WHERE "key" IN ({places})', chunk)
            found.extend((bytes(row[0]), *row[1:]) for row in cursor.fetchall())
        return found

    def _mark(self, standing: Standing) -> None:
        wording = self._wording(standing)
        if wording is None:
            return
        standing.marks = marks.whole(
            wording.ready.marks,
            author_id=standing.author_id,
            edited=standing.versions > 1,
            gone=standing.gone_event is not None,
            public=standing.public,
            language=standing.language,
        )

    def _wording(self, standing: Standing) -> Wording | None:
        """The wording that stands; None when it was destroyed."""
        if standing.wording is None:
            standing.wording = self.told(standing.event)
        return standing.wording

    def _index_row(self, standing: Standing) -> tuple[int, str, str]:
        wording = None if hides_text(standing) else self._wording(standing)
        return standing.key, wording.ready.words if wording else "", standing.marks

    def _reindex(self, cursor: object, changed: list[Standing]) -> None:
        rows = []
        for standing in changed:
            assert standing.indexed is not None
            event, old_marks = standing.indexed
            key, words, new_marks = self._index_row(standing)
            old_words = indexed_words(event)
            if (old_words, old_marks) != (words, new_marks):
                rows.append((key, old_words, old_marks, words, new_marks))
        if rows:
            index.replace(cursor, rows)

    def _update(self, cursor: object, changed: list[Standing]) -> None:
        if not changed:
            return
        places = ", ".join(f'"{name}" = %s' for name in _UPDATED)
        cursor.executemany(  # type: ignore[attr-defined]
            f'UPDATE posts_post SET {places} WHERE "key" = %s',
            [(*standing.row()[2:], standing.key) for standing in changed],
        )


def _files(post: Post) -> list[tuple[str, str]]:
    return [(medium.url, medium.file) for medium in post.media]


def hides_text(standing: Standing) -> bool:
    """A withdrawn post keeps its words in the record only."""
    return standing.gone_event is not None


def indexed_words(event: int) -> str:
    """What the index was given of that event's wording (-1: nothing, since it was withdrawn)."""
    data = read.payload(event, "post") if event >= 0 else None
    return text.index_text(searchable(decode(data))) if data is not None else ""
