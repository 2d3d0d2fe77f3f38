"""The six rights: what each allows, who has which, and who is left to give them.

A right is given to a person or a team, for all channels or for one (an account of the directory). Pages ask for
permissions by Django's names, so that each page needs not know who has which right.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from tilstede.office.models import Account, Grant, User

Right = Grant.Right

#: To see the pages of staff, without changing anything.
READ: Final = frozenset(
    {"intake.view_source", "office.view_account", "office.view_user", "posts.view_post"}
)
#: To follow, pause, resume and unfollow sources.
SOURCES: Final = frozenset({"intake.change_source"})
#: To withhold posts from the public and release them.
POSTS: Final = frozenset({"posts.change_post"})
#: To change the directory of bodies, roles, holders and accounts, an entry at a time, and to judge alarms.
ENTRIES: Final = frozenset({"office.change_entry"})
#: To take in a file in place of the whole directory.
DIRECTORY: Final = frozenset({"office.change_account"})
#: To change people, teams and rights.
PEOPLE: Final = frozenset({"office.change_user"})

#: To connect accounts to their networks.
LOGINS: Final = frozenset({"office.change_access"})
#: To decide what becomes of a post that is to go out.
OUTBOX: Final = frozenset({"outbox.change_delivery"})

#: To write drafts.
WRITE: Final = frozenset({"drafting.change_manuscript"})
#: To say of others' drafts that they may go out.
APPROVE: Final = frozenset({"drafting.change_secondlook"})

#: To write and adopt house rules.
RULES: Final = frozenset({"moderating.change_edition"})

#: right -> what it allows. A writer's drafts are always seen by a second person; a communicator is trusted.
ALLOWS: Final[dict[str, frozenset[str]]] = {
    Right.READER: READ,
    Right.WRITER: READ | WRITE,
    Right.COMMUNICATOR: READ | SOURCES | ENTRIES | OUTBOX | WRITE,
    Right.APPROVER: READ | SOURCES | ENTRIES | OUTBOX | POSTS | WRITE | APPROVE,
    Right.ARCHIVIST: READ | POSTS,
    Right.ADMINISTRATOR: READ
    | SOURCES
    | ENTRIES
    | DIRECTORY
    | OUTBOX
    | LOGINS
    | POSTS
    | PEOPLE
    | WRITE
    | APPROVE
    | RULES,
}


class Rights(AuthenticationBackend):
    """Knows people by e-mail and password, and what they may do by the rights they were given."""

    def get_all_permissions(
        self, user_obj: AbstractBaseUser | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        """What the person may do with everything; with ``obj``, an account, what may be done with it."""
        if not isinstance(user_obj, User):
            return set()
        return set(permissions(user_obj, obj if isinstance(obj, Account) else None))


def permissions(user: User, channel: Account | None = None) -> frozenset[str]:
    """What the person may do with every channel, or with this one. Reading is never limited to a channel."""
    if not user.is_active:
        return frozenset()
    found: set[str] = set()
    for right, limit in user.held:
        covers = limit is None or (channel is not None and limit == channel.pk)
        found |= ALLOWS.get(right, READ) if covers else READ
    return frozenset(found)


def has_right(user: Any, right: str, channel: Account | None = None) -> bool:
    """Whether a person has the right, for every channel or for this one. Administrators have all."""
    if not isinstance(user, User) or not user.is_active:
        return False
    wanted: set[tuple[str, int | None]] = {(right, None), (Right.ADMINISTRATOR, None)}
    if channel is not None:
        wanted.add((right, channel.pk))
    return not wanted.isdisjoint(user.held)


def may(user: Any, permission: str, network: str, native_id: str) -> bool:
    """Whether a person may do it with what that account of a network writes: by a right for every channel, or for
    this one."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.has_perm(permission):
        return True
    limits = [
        limit for right, limit in user.held if limit and permission in ALLOWS.get(right, READ)
    ]
    own = Account.objects.filter(pk__in=limits, network=network, native_id=native_id)
    return bool(limits and native_id) and own.exists()


def may_somewhere(user: Any, permission: str) -> bool:
    """Whether a person may do it, for every channel or for any one of them."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(permission in ALLOWS.get(right, READ) for right, _limit in user.held)


def administrators() -> QuerySet[User]:
    """Those who are administrators now and can come in: who was invited and has not joined is not one yet."""
    given = Q(grants__right=Right.ADMINISTRATOR) | Q(teams__grants__right=Right.ADMINISTRATOR)
    joined = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if settings.OIDC_ISSUER:
        joined |= Q(socialaccount__isnull=False)
    return User.objects.filter(given, joined, is_active=True).distinct()
