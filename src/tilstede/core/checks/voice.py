"""The four pieces of advice that tilstede is founded on, as figures that can be opened.

Be like the others; be personal; ask good questions; link to more than your own. Each is counted in the draft and in the
account's last posts, and says what was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
    catalogues have the others. ``counted``: what ``value`` is made of, one by one."""

    id: str
    about: Literal["draft", "posts"]
    title: str
    value: int
    of: int
    how: str
    counted: tuple[Counted, ...]


def figures(draft: Draft, around: Around) -> tuple[Figure, ...]:
    """The draft's figures, then those of the account's last posts."""
    written = form.of(draft)
    mine = (
        _others_in_draft(draft, around, written),
        _personal_in_draft(draft, written),
        _questions_in_draft(draft),
        _links_in_draft(draft, around),
    )
    return mine + _of_posts(around)


# --- in the draft -----------------------------------------------------------------------------------
def _others_in_draft(draft: Draft, around: Around, written: str) -> Figure:
    told = talk.pulls(draft.parts, written, around.others)
    return Figure(
        id="others-draft",
        about="draft",
        title=_OTHERS,
        value=sum(pull > 0 for _word, pull in told),
        of=len(told),
        how=gettext_noop(
            "Words that are commoner among people than in official reports, of the words known from either side, each"
            " once. What is said in the conversation counts among people's."
        ),
        counted=tuple((None, word) for word, pull in told if pull > 0),
    )


def _personal_in_draft(draft: Draft, written: str) -> Figure:
    wanted = persons.speaks(written) | persons.spoken_to(written)
    told = [one.text for text in draft.parts for one in sentences(text)]
    found = [(one, persons.said([one], wanted)) for one in told]
    hits = tuple((None, ", ".join(words)) for _text, words in found if words)
    return Figure(
        id="personal-draft",
        about="draft",
        title=_PERSONAL,
        value=len(hits),
        of=len(told),
        how=gettext_noop("Sentences with “I”, “we” or “you”, of all sentences."),
        counted=hits,
    )


def _questions_in_draft(draft: Draft) -> Figure:
    asked = [*persons.questions(draft.parts), *draft.options[:1]]
    return Figure(
        id="questions-draft",
        about="draft",
        title=_QUESTIONS,
        value=len(asked),
        of=sum(len(sentences(text)) for text in draft.parts) + bool(draft.options),
        how=gettext_noop("Sentences that end in a question mark, and a poll, of all sentences."),
        counted=tuple((None, one) for one in asked),
    )


def _links_in_draft(draft: Draft, around: Around) -> Figure:
    told = links.of_draft(draft)
    theirs = _of_others(told, around)
    return Figure(
        id="links-draft",
        about="draft",
        title=_LINKS,
        value=len(theirs),
        of=len(told),
        how=gettext_noop("Links to others' sites, of all links in the draft."),
        counted=tuple((None, one) for one in theirs),
    )


# --- in the last posts ------------------------------------------------------------------------------
def _of_posts(around: Around) -> tuple[Figure, ...]:
    posts = around.earlier
    addressed = [(post.number, link) for post in posts for link in links.of_earlier(post)]
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
        Figure(
            id="links-posts",
            about="posts",
            title=_LINKS,
            value=sum(not links.is_own(link, around.own_hosts) for _number, link in addressed),
            of=len(addressed),
            how=gettext_noop("Links to others' sites, of all links in the last posts."),
            counted=tuple(
                (number, link)
                for number, link in addressed
                if not links.is_own(link, around.own_hosts)
            ),
        ),
    )


def _posts(
    name: str,
    title: str,
    posts: Sequence[Earlier],
    counted: Callable[[Earlier], Sequence[str]],
    how: str,
) -> Figure:
    found = [(post.number, ", ".join(words)) for post in posts if (words := counted(post))]
    return Figure(
        id=name,
        about="posts",
        title=title,
        value=len(found),
        of=len(posts),
        how=how,
        counted=tuple(found),
    )


def _is_judged(post: Earlier) -> bool:
    told = talk.score([post.text], form.of_earlier(post))
    return told is not None and told.words >= _KNOWN


def _people_words(post: Earlier) -> Sequence[str]:
    told = talk.score([post.text], form.of_earlier(post))
    return (told.nearer or (post.text[:40],)) if told and told.mean > 0 else ()


def _persons_in(post: Earlier) -> Sequence[str]:
    written = form.of_earlier(post)
    return persons.said([post.text], persons.speaks(written) | persons.spoken_to(written))


def _of_others(addresses: Iterable[str], around: Around) -> list[str]:
    return [one for one in addresses if not links.is_own(one, around.own_hosts)]


_OTHERS: Final = gettext_noop("Speak like the others")
_PERSONAL: Final = gettext_noop("Be personal")
_QUESTIONS: Final = gettext_noop("Ask good questions")
_LINKS: Final = gettext_noop("Link to others")
