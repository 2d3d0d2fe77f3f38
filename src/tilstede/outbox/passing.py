"""What the checks say of somebody else's post that we boost or like, and of an account that we follow.

The words are not ours, so nothing in them can be put right: a person says that it may stand, or lets it be. Passed on,
they reach more people, so that what they tell of somebody counts as in words of our own. Near an election it counts,
too, whom we pass on, like or follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q

from tilstede.core.checks import closed_source, kit, registry, role_and_party
from tilstede.core.checks.kit import Around, Check, Finding
from tilstede.office.models import Account, Holding
from tilstede.outbox import checking
from tilstede.outbox.models import Act
from tilstede.posts import read

#: What is asked about words that are passed on. A person may confirm each of them.
_PASSED_ON: Final = tuple(
    check
    for check in registry.musts()
    if check.personal or check in (closed_source.CHECK, role_and_party.CHECK)
)
#: What is asked about what spreads nothing, and still takes sides.
_SIDES: Final = (role_and_party.CHECK,)
#: What a party is called in the directory, as a kind of body.
_PARTY: Final = "party"
#: What a role is called that is held for a party.
_POLITICAL: Final = "political"


def about_post(kind: str, number: int) -> list[Finding]:
    """What is found where this, a kind of `Act`, is done about a post; nothing where there is no such post."""
    item = read.one(number, public=False)
    if item is None or item.post is None:
        return []
    author, post = item.author, item.post
    names = (author.native_id, author.handle, author.name)
    if kind == Act.Kind.FOLLOW:
        return about_account(author.network, names)
    theirs = _parties(author.network, names)
    draft = kit.Draft(
        parts=(post.text, _who(names[1:], theirs)),
        title=post.title,
        warning=post.warning,
        options=post.poll.options if post.poll else (),
        media=tuple(kit.Medium(name="", kind="picture", alt=one.alt) for one in post.media),
        source=post.visibility,
        visibility="public",
    )
    return _looked(_PASSED_ON if kind == Act.Kind.BOOST else _SIDES, draft, theirs)


def about_account(network: str, names: Sequence[str]) -> list[Finding]:
    """What is found where an account is followed. ``names``: id, handle, address and name, as far as they are known."""
    theirs = _parties(network, names)
    return _looked(_SIDES, kit.Draft(parts=(_who(names, theirs),)), theirs)


def _looked(checks: Iterable[Check], draft: kit.Draft, theirs: tuple[str, ...]) -> list[Finding]:
    """``theirs``: parties that the author speaks for, which count beside those that our own people sit for."""
    near = checking.near_election()
    around = Around(
        telephones=checking.telephones(),
        election=near["election"],
        parties=(*near["parties"], *theirs),
    )
    findings = (finding for check in checks for finding in check.look(draft, around))
    return list({finding.key: finding for finding in findings}.values())


def _who(names: Sequence[str], parties: Sequence[str]) -> str:
    return " ".join(filter(None, (*names, *parties)))


def _parties(network: str, names: Sequence[str]) -> tuple[str, ...]:
    """Those that the account speaks for, as the directory has it: a party's own, a politician's own, and that of a
    political role elsewhere. A role of our own body's speaks for its office."""
    known = [name.lstrip("@") for name in names if name]
    same = Q(native_id__in=known) | Q(handle__in=known) | Q(url__in=known) | Q(address__in=known)
    rows = Account.objects.select_related("body", "role__body").filter(same, network=network)
    return tuple(dict.fromkeys(party for row in rows for party in _spoken_for(row)))


def _spoken_for(row: Account) -> Iterable[str]:
    if row.body is not None and row.body.kind == _PARTY:
        names = (row.body.short, row.body.name_nb, row.body.name_nn, row.body.name_en)
        return filter(None, names)
    if row.capacity == Account.Capacity.PERSONAL and row.person_id:
        held = Holding.objects.filter(person=row.person_id)
    elif row.role is not None and row.role.kind == _POLITICAL and not row.role.body.own:
        held = Holding.objects.filter(role=row.role)
    else:
        return ()
    return held.exclude(party="").filter(until=None).values_list("party", flat=True)
