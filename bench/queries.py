"""What people search for, in classes that databases find hard for different reasons."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench import posts
from bench.plan import Plan
from bench.words import PLACES, TONGUES, vocabulary

#: Class -> what is in it.
CLASSES = {
    "rare": "a word in 2 to 50 of the posts",
    "common": "a word in every second to every hundredth post",
    "phrase": "two words side by side: half a place and «kommune», half as found in a post",
    "boolean": "two words and without a third: half common ones, half not so common",
    "one account": "everything by one account, the busy ones oftener",
}
MEASURED = 200  #: a class
WARMING = 50  #: a class, beforehand and not counted
_WORDS_A_POST = 24
_COMMON = 60  #: ranks
_PAIR = re.compile(r"(?<!\S)([^\W\d_]{2,}) (?=([^\W\d_]{2,})(?!\S))")

Query = dict[str, list[str] | str]  #: kind, every, phrase, without, account


def made(plan: Plan) -> Path:
    """The searches of a collection, in a file: the same for all sides."""
    path = plan.path("queries.json")
    if not path.exists():
        path.write_text(json.dumps(list(_all(plan.size)), ensure_ascii=False))
    return path


def _all(size: int) -> Iterator[Query]:
    chance = random.Random(size)
    makers = {
        "rare": _rare(size, chance),
        "common": _common(chance),
        "phrase": _phrases(size, chance),
        "boolean": _boolean(chance),
        "one account": _accounts(size, chance),
    }
    for _ in range(WARMING + MEASURED):
        for kind in CLASSES:
            yield {"kind": kind, **next(makers[kind])}


def _rare(size: int, chance: random.Random) -> Iterator[Query]:
    known = vocabulary("nb")
    uses = np.diff(known.sums, prepend=0.0) * size * TONGUES[0].share * _WORDS_A_POST
    ranks = np.flatnonzero((uses > 2) & (uses < 50)).tolist()
    while True:
        yield {"every": [known.words[chance.choice(ranks)]]}


def _common(chance: random.Random) -> Iterator[Query]:
    words = vocabulary("nb").words[:_COMMON]
    while True:
        yield {"every": [chance.choice(words)]}


def _phrases(size: int, chance: random.Random) -> Iterator[Query]:
    begin = size // 2 // posts.SEGMENT * posts.SEGMENT
    texts = [made.text.casefold() for made in posts.some(begin, min(begin + 5_000, size), size)]
    while True:
        yield {"phrase": [chance.choice(PLACES).casefold(), "kommune"]}
        pairs = _PAIR.findall(chance.choice(texts))
        yield {"phrase": chance.choice(pairs or [("det", "er")])}


def _boolean(chance: random.Random) -> Iterator[Query]:
    words = vocabulary("nb").words
    while True:
        yield {
            "every": [words[chance.randrange(10)], words[chance.randrange(10, _COMMON)]],
            "without": [words[chance.randrange(_COMMON, 300)]],
        }
        yield {
            "every": [words[chance.randrange(_COMMON)], words[chance.randrange(100, 1_000)]],
            "without": [words[chance.randrange(20)]],
        }


def _accounts(size: int, chance: random.Random) -> Iterator[Query]:
    count = posts.accounts(size)
    while True:
        yield {"account": posts.handle(int(count * chance.random() ** 3))}
