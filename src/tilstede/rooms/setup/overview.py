"""The room's first page: what is set up, what is missing, what to do next. Each corner of the room adds its panel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilstede.jobs import queries as jobs
from tilstede.office.models import Access, Account, Alarm, Body, Holding, Role, User
from tilstede.outbox import queries as outbox
from tilstede.outbox.moderating import appeals
from tilstede.rooms.setup.connect.access import DECIDES
from tilstede.rooms.setup.directory.access import CHANGES, SEES, may_change
from tilstede.rooms.setup.directory.first_forms import UNNAMED
from tilstede.rooms.setup.directory.queries import current


@dataclass(frozen=True, slots=True)
class Panel:
    """A corner of the room. ``right``: the permission without which it is not shown."""

    title: str
    text: str
    url: str
    action: str
    right: str
    counts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not set up, and where it is done; ``url`` is empty where it is not done on a page.
    ``right``: the permission without which the page is not for one."""

    text: str
    url: str = ""
    action: str = ""
    right: str = CHANGES


@require_safe
@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """What this person may set up."""
    shown = [panel for panel in panels() if request.user.has_perm(panel.right)]
    if not shown:
        raise PermissionDenied
    sees = request.user.has_perm(SEES)
    missing = list_missing(datetime.now(UTC)) if sees else []
    context: dict[str, Any] = {
        "room_page": "setup",
        "panels": shown,
        "sees_directory": sees,
        "may_change": may_change(request),
        "missing": [
            one if request.user.has_perm(one.right) else replace(one, url="") for one in missing
        ],
        "without_mail": sees and not settings.MAIL.host,
    }
    return render(request, "setup/overview.html", context)


def panels() -> list[Panel]:
    """The corners of the room, in the order they are needed."""
    return [_directory(), _verification(), _writing(), _people()]


def _directory() -> Panel:
    bodies, roles, accounts = (kind.objects.count() for kind in (Body, Role, Account))
    return Panel(
        title=_("Directory"),
        text=_("Bodies, roles, who holds them, and the accounts they speak through."),
        url=reverse("directory"),
        action=_("Open the directory"),
        right=SEES,
        counts=(
            (bodies, ngettext("body", "bodies", bodies)),
            (roles, ngettext("role", "roles", roles)),
            (accounts, ngettext("account", "accounts", accounts)),
        ),
    )


def _verification() -> Panel:
    alarms = Alarm.objects.filter(settled__isnull=True).count()
    return Panel(
        title=_("Accounts and alarms"),
        text=_("How far each account is shown to be the body's own, and what must be judged."),
        url=reverse("verification"),
        action=_("Look at the accounts"),
        right=SEES,
        counts=((alarms, ngettext("open alarm", "open alarms", alarms)),),
    )


def _writing() -> Panel:
    logins = Access.objects.filter(account__isnull=False, state__in=Access.USABLE).count()
    return Panel(
        title=_("Accounts we write from"),
        text=_("What goes out, and how it stands. It is sent once, and read back."),
        url=reverse("outbox"),
        action=_("Open the outbox"),
        right=SEES,
        counts=((logins, ngettext("connected account", "connected accounts", logins)),),
    )


def _people() -> Panel:
    people = User.objects.filter(is_active=True).count()
    return Panel(
        title=_("People and rights"),
        text=_("Who signs in here, in which teams, and what each may do."),
        url=reverse("staff-people"),
        action=_("Look at the people"),
        right="office.view_user",
        counts=((people, ngettext("person", "people", people)),),
    )


def list_missing(now: datetime) -> list[Missing]:
    """What keeps the pages from being whole, the most pressing first."""
    found = []
    own = Body.objects.filter(own=True).first()
    guide = reverse("first")
    if own is None or own.key == UNNAMED:
        found.append(
            Missing(
                _("Who you are: your organisation number and name."), guide, _("Start the guide")
            )
        )
    elif not own.url:
        url = reverse("directory-entry", args=["bodies", own.pk])
        found.append(
            Missing(
                _("Your website: without it no account can be checked against it."),
                url,
                _("Add it"),
            )
        )
    if not Account.objects.exists():
        found.append(Missing(_("The accounts that are to be read."), guide, _("Start the guide")))
    if not jobs.alive(now=now):
        found.append(
            Missing(
                _(
                    "The worker does not run, so nothing is read. The operator starts it with: tilstede work"
                )
            )
        )
    return [*found, *_unread(own), *_outgoing(), *_appeals(), *_empty_roles(now)]


def _unread(own: Body | None) -> list[Missing]:
    """The body's own accounts that should be read and cannot be."""
    theirs = (
        Account.objects.filter(Q(body=own) | Q(role__body=own)) if own else Account.objects.none()
    )
    unread = theirs.filter(reading=Account.Reading.FAILED).count()
    if not unread:
        return []
    text = ngettext(
        "{count} account could not be read.", "{count} accounts could not be read.", unread
    ).format(count=unread)
    return [Missing(text, reverse("first-done"), _("See why"))]


def _outgoing() -> list[Missing]:
    """Logins that must be given anew, and what else in the outbox waits for a person."""
    ended = Access.objects.filter(account__isnull=False, state=Access.State.EXPIRED).count()
    waiting = outbox.undecided() - ended
    found = []
    if ended:
        text = ngettext(
            "{count} account must be connected again; until then nothing is sent from it.",
            "{count} accounts must be connected again; until then nothing is sent from them.",
            ended,
        ).format(count=ended)
        found.append(Missing(text, reverse("connections"), _("Look at the logins"), right=SEES))
    if waiting > 0:
        text = ngettext(
            "{count} post or other errand in the outbox waits for a person.",
            "{count} posts or other errands in the outbox wait for a person.",
            waiting,
        ).format(count=waiting)
        url = reverse("outbox") + "?view=person"
        found.append(Missing(text, url, _("Open the outbox"), right=SEES))
    return found


def _appeals() -> list[Missing]:
    """Those who ask to have it looked at again that something of theirs was hidden."""
    waiting = appeals.waiting().count()
    if not waiting:
        return []
    text = ngettext(
        "{count} person asks to have a decision by the house rules looked at again.",
        "{count} people ask to have a decision by the house rules looked at again.",
        waiting,
    ).format(count=waiting)
    return [Missing(text, reverse("moderation"), _("Look at it"), right=DECIDES)]


def _empty_roles(now: datetime) -> list[Missing]:
    held = current(Holding.objects.all(), now.date()).values("role")
    empty = Role.objects.exclude(pk__in=held).filter(until=None).count()
    if not empty:
        return []
    text = ngettext(
        "{count} role that nobody is told to hold today.",
        "{count} roles that nobody is told to hold today.",
        empty,
    ).format(count=empty)
    url = reverse("directory-part", args=["roles"])
    return [Missing(text, url, _("Look at the roles"), right=SEES)]
