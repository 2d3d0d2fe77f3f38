"""Who may say what of a draft, by rights as the database has them now: one that was taken away a minute ago is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tilstede.office import rights
from tilstede.office.models import Account, User
from tilstede.office.rights import ALLOWS, APPROVE, WRITE, Right
from tilstede.outbox.drafting import sealing
from tilstede.outbox.drafting.models import Judgement, Manuscript, TryOut, Wording

#: What they say of their own drafts is enough, where nobody could be harmed.
_TRUSTED: Final = (Right.COMMUNICATOR, Right.APPROVER, Right.ADMINISTRATOR)
_APPROVING: Final = tuple(right for right, allowed in ALLOWS.items() if allowed >= APPROVE)


def may_write(user: User, manuscript: Manuscript) -> bool:
    """For each of its channels; of a draft without any, for some."""
    fresh = _fresh(user)
    accounts = list(manuscript.accounts.all())
    if fresh is None or accounts:
        return fresh is not None and _covers(fresh, accounts, WRITE)
    return all(rights.may_somewhere(fresh, one) for one in WRITE)


def may_approve(user: User, manuscript: Manuscript) -> bool:
    """For each of its channels, and it is not the person's own work: neither begun, last written nor judged by them."""
    fresh = _fresh(user)
    if fresh is None or fresh.get_username() in own(manuscript):
        return False
    return _covers(fresh, list(manuscript.accounts.all()), APPROVE)


def approvable(user: User) -> QuerySet[Manuscript]:
    """The drafts that `may_approve` is true of, but for who judged what stands: that is told by the seal."""
    fresh = _fresh(user)
    if fresh is None:
        return Manuscript.objects.none()
    here = OuterRef("pk")
    wrote = Wording.objects.filter(theirs(fresh), manuscript=here, number=OuterRef("revision"))
    last = Judgement.objects.filter(manuscript=here).order_by("-pk").values("pk")[:1]
    rows = Manuscript.objects.annotate(judged=Subquery(last)).exclude(Exists(wrote))
    judged = Judgement.objects.filter(theirs(fresh), pk=OuterRef("judged"))
    rows = rows.exclude(Exists(judged)).exclude(author=fresh)
    rows = rows.exclude(by=fresh.get_username())
    if rights.permissions(fresh) >= APPROVE:
        return rows
    limits = {limit for _right, limit in fresh.held if limit is not None}
    some = Account.objects.filter(pk__in=limits)
    mine = [one.pk for one in some if rights.permissions(fresh, one) >= APPROVE]
    channels = Manuscript.accounts.through.objects.filter(manuscript=here)
    return rows.filter(Exists(channels)).exclude(Exists(channels.exclude(account__in=mine)))


def theirs(user: User) -> Q:
    """Of wordings and judgements, those that are this person's."""
    return Q(by=user.get_username()) | Q(author=user)


def may_approve_all(user: User) -> bool:
    """For every channel: what holds for all that the body writes is theirs to decide."""
    fresh = _fresh(user)
    return fresh is not None and _covers(fresh, (), APPROVE)


def is_trusted(user: User, manuscript: Manuscript) -> bool:
    """Whether the person's own word is enough, for each of its channels."""
    fresh = _fresh(user)
    accounts = list(manuscript.accounts.all())
    return bool(fresh and accounts) and all(_trusts(fresh, account) for account in accounts)


def is_trusted_with_all(user: User) -> bool:
    """Whether the person's own word is enough, for every channel."""
    fresh = _fresh(user)
    return fresh is not None and any(rights.has_right(fresh, right) for right in _TRUSTED)


def may_try(user: User, kind: str, account: Account | None) -> bool:
    """Whether the person may begin and end a try-out of that kind. What people meet is marked as one where all can read
    it: that is for those whose own word is enough, for the channel or, without one, for all."""
    fresh = _fresh(user)
    if fresh is None:
        return False
    if kind == TryOut.Kind.POST:
        return all(rights.may_somewhere(fresh, one) for one in WRITE)
    return any(rights.has_right(fresh, right, account) for right in _TRUSTED)


def colleagues(manuscript: Manuscript) -> list[User]:
    """Those who may be the second person, by name."""
    accounts, mine = list(manuscript.accounts.all()), own(manuscript)
    given = Q(grants__right__in=_APPROVING) | Q(teams__grants__right__in=_APPROVING)
    rows = User.objects.filter(given, is_active=True).distinct().order_by("name", "email")
    return [
        user
        for user in rows
        if user.get_username() not in mine and _covers(user, accounts, APPROVE)
    ]


def own(manuscript: Manuscript) -> frozenset[str]:
    """Whose work it is: who began it, who wrote what stands, who judged that, and who judged anything of it last."""
    wording = manuscript.wordings.select_related("author").get(number=manuscript.revision)
    judged = manuscript.judgements.select_related("author").order_by("pk")
    decided = (judged.filter(seal=sealing.seal(manuscript)).last(), judged.last())
    pairs = [(manuscript.by, manuscript.author), (wording.by, wording.author)]
    pairs += [(one.by, one.author) for one in decided if one is not None]
    named = {by for by, _author in pairs}
    return frozenset(named | {author.get_username() for _by, author in pairs if author})


def _covers(user: User, accounts: Sequence[Account], wanted: frozenset[str]) -> bool:
    if not accounts:
        return wanted <= rights.permissions(user)
    return all(wanted <= rights.permissions(user, account) for account in accounts)


def _trusts(user: User | None, account: Account) -> bool:
    return any(rights.has_right(user, right, account) for right in _TRUSTED)


def _fresh(user: User) -> User | None:
    """The same person, with what was asked before forgotten; None for one who was closed out."""
    return User.objects.filter(pk=user.pk, is_active=True).first()
