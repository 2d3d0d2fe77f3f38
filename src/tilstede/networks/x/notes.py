"""Long texts, which archives keep in a file of their own, and which tweet each belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.networks.x import times
from tilstede.networks.x.spool import Spool
from tilstede.networks.x.tweet import Note, Tweet, note_of
from tilstede.networks.x.wording import unescaped

#: Seconds between a tweet's time and that of its long text: the text is saved just before.
_NEAR = (0, -1, 1, -2, 2, -3, 3)
#: So much of the beginning must be the same in both.
_SAME = 40


class Notes:
    """Where the note does not name its tweet (archives since 2023), it is the one written at that
    moment
    with the same beginning."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._where: list[str] = []
        self._by_tweet: dict[str, int] = {}
        self._by_second: dict[int, list[tuple[str, int]]] = {}
        self._used: set[int] = set()

    def add(self, raw: bytes, where: str) -> None:
        """:raises Refusal: it is no long text."""
        note = note_of(raw)
        number = self._spool.add(raw)
        self._where.append(where)
        if note.tweet_id:
            self._by_tweet[note.tweet_id] = number
        elif second := _second(note):
            head = _head(note.words().text or "")
            self._by_second.setdefault(second, []).append((head, number))

    def of(self, tweet: Tweet, tweet_id: str) -> bytes | None:
        """The bytes of the tweet's long text, if it has one here."""
        if not self._where:
            return None
        number = self._by_tweet.get(tweet_id)
        if number is None:
            number = self._near(tweet, tweet_id)
        if number is None:
            return None
        self._used.add(number)
        return self._spool.get(number)

    def _near(self, tweet: Tweet, tweet_id: str) -> int | None:
        written, _ = times.written(times.moment(tweet.created_at or ""), int(tweet_id))
        head = _head(tweet.full_text or tweet.text or "")
        if written is None or not head:
            return None
        second = int(written.timestamp())
        for apart in _NEAR:
            for begun, number in self._by_second.get(second + apart, ()):
                if number not in self._used and begun.startswith(head):
                    return number
        return None

    def unclaimed(self) -> Iterator[str]:
        """Where the long texts lie whose tweet is not in the archive."""
        return (where for n, where in enumerate(self._where) if n not in self._used)

    def close(self) -> None:
        self._spool.close()


def _second(note: Note) -> int:
    known = note.note_tweet_id if note.note_tweet_id and note.note_tweet_id.isdecimal() else ""
    when = times.of_id(int(known)) if 0 < len(known) < 20 else None
    when = when or times.moment(note.created_at or "")
    return int(when.timestamp()) if when else 0


def _head(text: str) -> str:
    """The beginning of a text, without the people answered and before where it was cut."""
    words = unescaped(text).split()
    while words and words[0].startswith("@"):
        words.pop(0)
    return " ".join(words).partition("…")[0].partition("https://t.co/")[0].strip()[:_SAME]
