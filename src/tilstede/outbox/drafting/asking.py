"""What the checks say of a draft while it is written: of the common words, and of those of a channel's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from tilstede.core.checks import kit, registry
from tilstede.core.checks.kit import Around, Check, Finding, Length, Medium
from tilstede.core.post import Visibility
from tilstede.networks.kit import limits as network_limits
from tilstede.office.models import Account
from tilstede.outbox import checking, marking, subtitles
from tilstede.outbox.drafting import channels, files, leaving, nynorsk, surroundings
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.models import File, Manuscript
from tilstede.posts import read


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was found. ``accounts``: those whose own words it is about; none: it is about the common words.
    ``confirmed``: somebody has said that it may stand."""

    check: Check
    finding: Finding
    accounts: tuple[Account, ...]
    confirmed: bool

    @property
    def stops(self) -> bool:
        """Whether nothing goes out before it is put right, or confirmed."""
        return self.check.level == "must" and not self.confirmed


@dataclass(frozen=True, slots=True)
class Answer:
    """``lengths``: of every part in every channel. ``drafts``: what was looked at, and what it was held against."""

    found: tuple[Asked, ...]
    lengths: tuple[Length, ...]
    draft: kit.Draft
    around: Around

    @property
    def stops(self) -> int:
        """How many of them stop it."""
        return sum(one.stops for one in self.found)


def ask(manuscript: Manuscript, content: Content, accounts: Sequence[Account]) -> Answer:
    """Let all checks look at the wording as it would leave for these accounts."""
    measured = [length for one in accounts for length in lengths(manuscript, content, one)]
    around = surroundings.around(manuscript, accounts, measured)
    wordings = list(_wordings(manuscript, content, accounts))
    common = wordings[0][0]
    found = tuple(_looked(wordings, around))
    return Answer(found, tuple(measured), common, around)


def lengths(manuscript: Manuscript, content: Content, account: Account) -> Iterator[Length]:
    """How long each part is there, by the network's own rule."""
    told = channels.limits(account)
    for place, part in enumerate(as_sent(manuscript, content, account)):
        has = network_limits.count(content.warning + part, told)
        yield Length(channel=str(account.pk), has=has, most=told.text, part=place)
        if told.bytes and (size := len(part.encode("utf-8", "surrogatepass"))) > told.bytes:
            yield Length(channel=str(account.pk), has=size, most=told.bytes, part=place)


def as_sent(manuscript: Manuscript, content: Content, account: Account | None) -> tuple[str, ...]:
    """The parts as they leave for the channel, signed where the draft is."""
    signed = leaving.signature(manuscript, account, content.language)
    return leaving.parts(content, account, signature=signed)


def media(manuscript: Manuscript, content: Content) -> tuple[Medium, ...]:
    """The files of the wording, as checks see them; those that are gone are left out."""
    rows = {row.key: row for row in manuscript.files.defer("content")}
    return tuple(
        _medium(
            rows[item.file], item, [rows[one.file] for one in item.captions if one.file in rows]
        )
        for item in content.media
        if item.file in rows
    )


def _medium(row: File, item: Item, tracks: Iterable[File]) -> Medium:
    kind = files.kind(row)
    return Medium(
        name=row.name,
        kind=kind,
        mark=marking.mark(files.on_disk(row)) if kind in checking.HEARD else "",
        alt=item.alt,
        captions=tuple(track.language for track in item.captions),
        sound=row.sound,
        text=row.text,
        said="\n".join(subtitles.said(files.data(one)) for one in tracks),
    )


def _wordings(
    manuscript: Manuscript, content: Content, accounts: Sequence[Account]
) -> Iterator[tuple[kit.Draft, tuple[Account, ...]]]:
    """The common words first, then each variant with the channels it is for."""
    own = [one for one in accounts if str(one.pk) in content.variants]
    first = next((one for one in accounts if one not in own), None)
    common = _draft(manuscript, content, first)
    if own and first is None:  # nobody gets the common words: they need not be good
        yield _in_words(common, manuscript, content, own[0]), (own[0],)
        own = own[1:]
    else:
        yield common, ()
    for one in own:
        yield _in_words(common, manuscript, content, one), (one,)


def _in_words(
    common: kit.Draft, manuscript: Manuscript, content: Content, account: Account
) -> kit.Draft:
    """The draft in the channel's own words."""
    return replace(
        common,
        parts=as_sent(manuscript, content, account),
        machine=nynorsk.is_untouched(manuscript, content, account),
    )


def _draft(manuscript: Manuscript, content: Content, account: Account | None) -> kit.Draft:
    return kit.Draft(
        parts=as_sent(manuscript, content, account),
        form=content.language,
        title=content.title,
        warning=content.warning,
        media=media(manuscript, content),
        links=(content.page,) if content.page else (),
        options=content.poll.options if content.poll else (),
        answers=manuscript.reply_to is not None,
        source=source(manuscript),
        visibility=cast("Visibility | None", manuscript.visibility or None),
        machine=nynorsk.is_untouched(manuscript, content, account),
        machine_words=nynorsk.untouched(manuscript, content),
        tags=content.tags,
    )


def source(manuscript: Manuscript) -> Visibility | None:
    """Who could see what it is made from."""
    numbers = filter(None, (manuscript.reply_to, manuscript.quote_of))
    seen = [one.post.visibility for one in map(_post, numbers) if one and one.post]
    closed = [one for one in seen if one in ("followers", "direct")]
    return (closed or seen or [None])[0]


def _post(number: int) -> read.Shown | None:
    return read.one(number, public=False)


def _looked(
    wordings: Sequence[tuple[kit.Draft, tuple[Account, ...]]], around: Around
) -> Iterator[Asked]:
    """In the registry's order: what stops first. What is found in the first of the wordings is not told again of
    another; of the account's habits only the first is asked."""
    told: set[object] = set()
    found: list[tuple[int, Asked]] = []
    own = {str(one.pk) for _draft, accounts in wordings for one in accounts}
    for place, (draft, accounts) in enumerate(wordings):
        for finding in registry.look(draft, _of(around, accounts, own)):
            check = registry.get(finding.check)
            if place and (check.habit or _said(check, finding) in told):
                continue
            told.add(_said(check, finding))
            confirmed = check.confirmable and finding.key in around.confirmed
            rank = registry.every().index(check)
            whose = () if check.habit else accounts
            found.append((rank, Asked(check, finding, whose, confirmed)))
    found.sort(key=lambda pair: pair[0])
    return (asked for _rank, asked in found)


def _said(check: Check, finding: Finding) -> object:
    """What makes two findings the same. Advice on a whole wording says something else of another: its own number."""
    values = () if check.level == "must" else tuple(sorted(finding.values.items()))
    return finding.key, finding.advice, values


def _of(around: Around, accounts: tuple[Account, ...], own: set[str]) -> Around:
    """With the lengths that belong to the words looked at. ``own``: the channels that have words of their own."""
    names = {str(one.pk) for one in accounts}
    kept = (
        one
        for one in around.lengths
        if (one.channel in names if accounts else one.channel not in own)
    )
    return replace(around, lengths=tuple(kept))
