"""A first draft in nynorsk of what is written in bokmål, made by Debian's `apertium-nno-nob` on this machine.

It is never more than a draft: a person must edit it before it can go out (`core.checks.machine_draft`). The mode
`nob-nno_e` writes "vi" and infinitives in -e, as most of the state does. Nothing leaves the machine.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from tilstede.office.models import Account, User
from tilstede.outbox.drafting import content as contents
from tilstede.outbox.drafting import writing
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.writing import Saved

#: The package in Debian, and what of it does the work.
PACKAGE: Final = "apertium-nno-nob"
_MODE: Final = "nob-nno_e"
_MODES: Final = Path("/usr/share/apertium/modes")
#: Letters of a draft that are taken, and seconds that it may take: 50 sentences a second, and half a second to begin.
LONGEST: Final = 20_000
_SECONDS: Final = 15
#: Addresses on the web and for mail, mentions, topics: they name things, and stay as they are.
_NAMES: Final = re.compile(
    r"https?://\S*[^\s.,;:!?)»”\"']|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@[\w.-]*\w(?:@[\w.-]*\w)?|#\w+"
)
#: Words that no language has stand in their place meanwhile, and between two texts.
_STAND_IN: Final = re.compile(r"Qz([a-j]+)qz")
_DIGITS: Final = str.maketrans("0123456789", "abcdefghij")
_LETTERS: Final = str.maketrans("abcdefghij", "0123456789")
_BETWEEN: Final = "\n\nQzzqz\n\n"
_PARTED: Final = re.compile(r"\s*Qzzqz\s*")


class NotDrafted(Exception):
    """No draft could be made. ``code``: `missing`, `too-long`, `too-slow`, `failed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_installed() -> bool:
    """Whether a draft can be made here."""
    return shutil.which("apertium") is not None and (_MODES / f"{_MODE}.mode").is_file()


def draft(text: str) -> str:
    """The text in nynorsk, as well as the machine can. :raises NotDrafted:"""
    return draft_all([text])[0]


def draft_all(texts: Sequence[str]) -> list[str]:
    """Several texts at once, since most of the time goes to the beginning. :raises NotDrafted:"""
    if not is_installed():
        raise NotDrafted("missing")
    if sum(map(len, texts)) > LONGEST:
        raise NotDrafted("too-long")
    names: list[str] = []
    whole = _BETWEEN.join(_veiled(text, names).strip() for text in texts)
    told = _translated(whole)
    made = _PARTED.split(told)
    if len(made) != len(texts) or _stand_ins(told) != _stand_ins(whole):
        raise NotDrafted("failed")
    return [_framed(text, _unveiled(one, names)) for text, one in zip(texts, made, strict=True)]


def _veiled(text: str, names: list[str]) -> str:
    """With stand-ins for names, which are put at the end of ``names``."""

    def veil(hit: re.Match[str]) -> str:
        names.append(hit[0])
        return f"Qz{str(len(names) - 1).translate(_DIGITS)}qz"

    return re.sub(rf"{_NAMES.pattern}|Qz[a-z]+qz", veil, text)


def _stand_ins(text: str) -> list[str]:
    """Those that are there, wherever the grammar has moved them."""
    return sorted(_STAND_IN.findall(text))


def _unveiled(text: str, names: Sequence[str]) -> str:
    return _STAND_IN.sub(lambda hit: names[int(hit[1].translate(_LETTERS))], text)


def _framed(before: str, after: str) -> str:
    """With the space that stood around the text before. :raises NotDrafted: there are no words left."""
    bare = before.strip()
    if not bare:
        return before
    if not after.strip():
        raise NotDrafted("failed")
    start = before.index(bare)
    return before[:start] + after.strip() + before[start + len(bare) :]


def _translated(text: str) -> str:
    """:raises NotDrafted: it took too long, or the program failed. All of its programs are ended then."""
    command = ["apertium", "-u", _MODE]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True
    ) as running:
        try:
            made, _nothing = running.communicate(text.encode(), timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(running.pid, signal.SIGKILL)
            raise NotDrafted("too-slow") from error
    if running.returncode:
        raise NotDrafted("failed")
    return made.decode("utf-8", "replace")


# --- of a draft on the desk ----------------------------------------------------------------------


def make(manuscript: Manuscript, *, author: User, now: datetime) -> Saved:
    """A new wording of the draft in nynorsk: its words, titles, descriptions and variants.

    It is marked as the machine's, unless the machine changed nothing in it.
    :raises NotDrafted: :raises writing.NotOpen: nobody writes on it any more.
    """
    held = Manuscript.objects.get(pk=manuscript.pk)
    before = writing.standing(held)
    after = in_nynorsk(before)
    changed = contents.pack(after) != contents.pack(msgspec.structs.replace(before, language="nn"))
    return writing.save(
        held.key, after, base=held.revision, author=author, now=now, machine=changed
    )


def in_nynorsk(content: Content) -> Content:
    """The wording with all its words in nynorsk. :raises NotDrafted:"""
    words = list(_words(content))
    made = iter(draft_all(words) if words else [])

    def told(text: str) -> str:
        return next(made) if text.strip() else text

    return msgspec.structs.replace(
        content,
        parts=tuple(map(told, content.parts)),
        title=told(content.title),
        warning=told(content.warning),
        media=tuple(_described(item, told(item.alt or "")) for item in content.media),
        poll=content.poll
        and msgspec.structs.replace(content.poll, options=tuple(map(told, content.poll.options))),
        variants={account: tuple(map(told, parts)) for account, parts in content.variants.items()},
        language="nn",
    )


def _words(content: Content) -> Iterator[str]:
    """What is to be told in nynorsk, in the order of `in_nynorsk`."""
    yield from _told(content.parts)
    yield from _told(_beside(content))
    for parts in content.variants.values():
        yield from _told(parts)


def _told(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if text.strip())


def _described(item: Item, alt: str) -> Item:
    return msgspec.structs.replace(item, alt=alt) if item.alt else item


def is_untouched(manuscript: Manuscript, content: Content, account: Account | None) -> bool:
    """Whether the words for the channel are the machine's, and no person has changed any of them. What the machine has
    left as it was is a person's."""
    key = account.pk if account is not None else 0
    words = _bare(content.parts_for(key))
    return any(
        _bare(before.parts_for(key)) != words == _bare(after.parts_for(key))
        for before, after in _made(manuscript)
    )


def untouched(manuscript: Manuscript, content: Content) -> frozenset[str]:
    """Of what stands beside the text (title, warning, descriptions, a poll's answers), each that is as the machine made
    it, with one space between two words."""
    made = {
        _bare([after])
        for pair in _made(manuscript)
        for before, after in zip(*map(_beside, pair), strict=True)
        if _bare([before]) != _bare([after])
    }
    return frozenset(_bare([text]) for text in _beside(content)) & made


def _beside(content: Content) -> Iterator[str]:
    yield from (content.title, content.warning)
    yield from (item.alt or "" for item in content.media)
    yield from content.poll.options if content.poll else ()


def _made(manuscript: Manuscript) -> list[tuple[Content, Content]]:
    """What the machine was handed, and what it made of it."""
    made = list(manuscript.wordings.filter(machine=True).values_list("base", "content"))
    if not made:
        return []
    handed = manuscript.wordings.filter(number__in=[base for base, _content in made])
    before = dict(handed.values_list("number", "content"))
    return [(contents.unpack(before[base]), contents.unpack(content)) for base, content in made]


def _bare(parts: Iterable[str]) -> str:
    """Nobody edits a text by a space, or by splitting it."""
    return " ".join(" ".join(parts).split())
