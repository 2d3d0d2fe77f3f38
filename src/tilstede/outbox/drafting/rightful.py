"""Who may say what of a draft, by rights as the database has them now: one that was taken away a minute ago is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tilstede.office import rights
from tilstede.office.models import Account, User
from tilstede.office.rights import APPROVE, WRITE, Right
from tilstede.outbox.drafting.models import Manuscript

#: What they say of their own drafts is enough, where nobody could be harmed.
_TRUSTED: Final = (Right.COMMUNICATOR, Right.APPROVER, Right.ADMINISTRATOR)


def may_write(user: User, manuscript: Manuscript) -> bool:
    """For each of its channels; of a draft without any, for some."""
    return _all(user, manuscript, WRITE)


def may_approve(user: User, manuscript: Manuscript) -> bool:
    """For each of its channels, and it is not the person's own work: neither begun, last written nor judged by them."""
    return user.get_username() not in own(manuscript) and _all(user, manuscript, APPROVE)


def is_trusted(user: User, manuscript: Manuscript) -> bool:
    """Whether the person's own word is enough, for each of its channels."""
    fresh = _fresh(user)
    accounts = list(manuscript.accounts.all())
    return bool(fresh and accounts) and all(_trusts(fresh, account) for account in accounts)


def colleagues(manuscript: Manuscript) -> list[User]:
    """Those who may be the second person, by name."""
    rows = User.objects.filter(is_active=True).order_by("name", "email")
    return [user for user in rows if may_approve(user, manuscript)]


def own(manuscript: Manuscript) -> frozenset[str]:
    """Whose work it is: who began it, who wrote what stands, and who judged it last."""
    wording = manuscript.wordings.select_related("author").get(number=manuscript.revision)
    judged = manuscript.judgements.select_related("author").order_by("pk").last()
    pairs = [(manuscript.by, manuscript.author), (wording.by, wording.author)]
    if judged is not None:
        pairs.append((judged.by, judged.author))
    named = {by for by, _author in pairs}
    return frozenset(named | {author.get_username() for _by, author in pairs if author})


def _all(user: User, manuscript: Manuscript, wanted: Iterable[str]) -> bool:
    fresh = _fresh(user)
    accounts = list(manuscript.accounts.all())
    if fresh is None:
        return False
    if not accounts:
        return frozenset(wanted) <= rights.permissions(fresh)
    return all(frozenset(wanted) <= rights.permissions(fresh, account) for account in accounts)


def _trusts(user: User | None, account: Account) -> bool:
    return any(rights.has_right(user, right, account) for right in _TRUSTED)


def _fresh(user: User) -> User | None:
    """The same person, with what was asked before forgotten; None for one who was closed out."""
    return User.objects.filter(pk=user.pk, is_active=True).first()
