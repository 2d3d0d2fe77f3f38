"""The four pieces of advice that tilstede is founded on, as figures that can be opened.

Be like the others; be personal; ask good questions; link to more than your own. Each is counted in the draft and in the
account's last posts, and says what was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from tilstede.core.checks.kit import Around, Draft, Earlier, gettext_noop
from tilstede.core.checks.reading import form, links, persons, talk
from tilstede.core.checks.reading.prose import sentences

#: Known words a post must have before it is said to read like people, or like an office.
_KNOWN: Final = 4

#: The number of a post in the record, None for the draft; and what was counted there.
Counted = tuple[int | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``value`` of ``of``. ``id``: stable: the advice, and what it was counted in. ``title``, ``how``: English, the
    catalogues have the others. ``counted``: what ``value`` is made of, one by one; ``rest``: the others of ``of``."""

    id: str
    about: Literal["draft", "posts"]
    title: str
    value: int
    of: int
    how: str
    counted: tuple[Counted, ...]
    rest: tuple[Counted, ...]


def figures(draft: Draft, around: Around) -> tuple[Figure, ...]:
    """The draft's figures, then those of the account's last posts."""
    written = form.of(draft)
    mine = (
        _others_in_draft(draft, around, written),
        _personal_in_draft(draft, written),
        _questions_in_draft(draft),
        _links_in_draft(draft, around),
    )
    return mine + _of_posts(around.earlier, around.own_hosts)


# --- in the draft -----------------------------------------------------------------------------------
def _others_in_draft(draft: Draft, around: Around, written: str) -> Figure:
    told = talk.pulls(draft.parts, written, around.others)
    return _figure(
        "others-draft",
        _OTHERS,
        [(None, word) for word, pull in reversed(told) if pull > 0],
        [(None, word) for word, pull in told if pull <= 0],
        _KNOWN_WORDS if talk.is_told(written) else _NORWEGIAN_ONLY,
    )


def _personal_in_draft(draft: Draft, written: str) -> Figure:
    wanted = persons.speaks(written) | persons.spoken_to(written)
    told = [one.text for text in draft.parts for one in sentences(text)]
    return _figure(
        "personal-draft",
        _PERSONAL,
        [(None, one) for one in told if persons.said([one], wanted)],
        [(None, one) for one in told if not persons.said([one], wanted)],
        gettext_noop("Sentences with “I”, “we” or “you”, of all sentences."),
    )


def _questions_in_draft(draft: Draft) -> Figure:
    told = [one for text in draft.parts for one in sentences(text)]
    asked = [*(one.text for one in told if one.asks), *draft.options[:1]]
    return _figure(
        "questions-draft",
        _QUESTIONS,
        [(None, one) for one in asked],
        [(None, one.text) for one in told if not one.asks],
        gettext_noop("Sentences that end in a question mark, and a poll, of all sentences."),
    )


def _links_in_draft(draft: Draft, around: Around) -> Figure:
    told: list[Counted] = [(None, one) for one in links.of_draft(draft)]
    how = gettext_noop("Links to others' sites, of all links in the draft.")
    return _figure("links-draft", _LINKS, *_parted(told, around.own_hosts), how)


# --- in the last posts ------------------------------------------------------------------------------
@lru_cache(maxsize=8)
def _of_posts(posts: tuple[Earlier, ...], own_hosts: frozenset[str]) -> tuple[Figure, ...]:
    """They stay as they are while somebody types."""
    addressed: list[Counted] = [
        (post.number, link) for post in posts for link in links.of_earlier(post)
    ]
    return (
        _posts(
            "others-posts",
            _OTHERS,
            [post for post in posts if _is_judged(post)],
            _people_words,
            gettext_noop(
                "Posts whose words on the whole are commoner among people than in official reports, of the posts in"
                " bokmål and nynorsk with enough known words."
            ),
        ),
        _posts(
            "personal-posts",
            _PERSONAL,
            posts,
            _persons_in,
            gettext_noop(
                "Posts with “I”, “we” or “you”, of the last posts. Among people's own posts about half have one."
            ),
        ),
        _posts(
            "questions-posts",
            _QUESTIONS,
            posts,
            lambda post: persons.questions([post.text]),
            gettext_noop(
                "Posts that ask something, of the last posts. Of people's own posts 17 of 100 do."
            ),
        ),
        _figure(
            "links-posts",
            _LINKS,
            *_parted(addressed, own_hosts),
            gettext_noop("Links to others' sites, of all links in the last posts."),
        ),
    )


def _posts(
    name: str,
    title: str,
    posts: Sequence[Earlier],
    counted: Callable[[Earlier], Sequence[str]],
    how: str,
) -> Figure:
    found: list[Counted] = []
    rest: list[Counted] = []
    for post in posts:
        words = counted(post)
        (found if words else rest).append((post.number, ", ".join(words) or post.text))
    return _figure(name, title, found, rest, how)


def _figure(
    name: str, title: str, counted: Sequence[Counted], rest: Sequence[Counted], how: str
) -> Figure:
    return Figure(
        id=name,
        about="posts" if name.endswith("-posts") else "draft",
        title=title,
        value=len(counted),
        of=len(counted) + len(rest),
        how=how,
        counted=tuple(counted),
        rest=tuple(rest),
    )


def _parted(
    told: Iterable[Counted], own_hosts: frozenset[str]
) -> tuple[list[Counted], list[Counted]]:
    """Links to others, and those to own sites."""
    theirs: list[Counted] = []
    ours: list[Counted] = []
    for number, link in told:
        (ours if links.is_own(link, own_hosts) else theirs).append((number, link))
    return theirs, ours


def _is_judged(post: Earlier) -> bool:
    told = talk.score([post.text], form.of_earlier(post))
    return told is not None and told.words >= _KNOWN


def _people_words(post: Earlier) -> Sequence[str]:
    told = talk.score([post.text], form.of_earlier(post))
    return (told.nearer or (post.text[:40],)) if told and told.mean > 0 else ()


def _persons_in(post: Earlier) -> Sequence[str]:
    written = form.of_earlier(post)
    return persons.said([post.text], persons.speaks(written) | persons.spoken_to(written))


_KNOWN_WORDS: Final = gettext_noop(
    "Words that are commoner among people than in official reports, of the words known from either side, each once."
    " What is said in the conversation counts among people's."
)
_NORWEGIAN_ONLY: Final = gettext_noop(
    "This is told of bokmål and nynorsk only: of other languages we have not counted which words are people's and"
    " which are an office's."
)
_OTHERS: Final = gettext_noop("Speak like the others")
_PERSONAL: Final = gettext_noop("Be personal")
_QUESTIONS: Final = gettext_noop("Ask good questions")
_LINKS: Final = gettext_noop("Link to others")
