"""Mail on its way: some at a time over one connection, at a pace the server can take."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.core.mail import EmailMessage, get_connection

from tilstede.record import read as record
from tilstede.rooms.follow.models import Subscription
from tilstede.rooms.follow.outputs.asked import NotUnderstood
from tilstede.rooms.follow.outputs.mail import composing, links, rhythm
from tilstede.rooms.follow.outputs.sealing import Unreadable

log = logging.getLogger(__name__)

#: Mails in one round, which comes each minute; and subscriptions that are looked at for them.
MOST, _LOOKED_AT = 100, 1_000
#: After so many refusals in a row the address is taken for gone, and forgotten.
REFUSALS = 5
#: Where so many are refused and none is taken, the fault is not the addresses'.
_TOO_MANY = 3


class NotSent(Exception):
    """The mail server could not be reached, or takes nothing from us; tried again later. It names no address."""


def ask_to_confirm(number: int) -> None:
    """Send the mail that asks. :raises NotSent:"""
    row = Subscription.objects.filter(id=number, confirmed=None).first()
    if row is None:
        return
    with _connected() as connection:
        try:
            _send(composing.confirmation(row, links.new_token(row)), connection)
        except (SMTPRecipientsRefused, SMTPDataError, Unreadable):
            row.delete()  # nobody has confirmed it, and whoever asked can ask again


def send_due(*, now: datetime) -> int:
    """Send what is due; how many mails were sent. :raises NotSent:"""
    due = Subscription.objects.exclude(confirmed=None).filter(due__lte=now).order_by("due", "id")
    rows = list(due[:_LOOKED_AT])
    if not rows:
        return 0
    sent, refused, upto = 0, [], record.size() - 1
    with _connected() as connection:
        for row in rows:
            if sent == MOST:
                break
            try:
                sent += _one(row, connection, upto=upto, now=now)
            except (SMTPRecipientsRefused, SMTPDataError):
                refused.append(row)
    _put_off(refused, now, count=sent > 0 or len(refused) < _TOO_MANY)
    return sent


def forget(*, now: datetime) -> int:
    """Forget what nobody confirmed in time; how many there were."""
    return Subscription.objects.filter(confirmed=None, asked__lte=now - links.PATIENCE).delete()[0]


def _one(row: Subscription, connection: Any, *, upto: int, now: datetime) -> bool:
    """Whether a mail was sent. :raises SMTPException: not to this one, or not at all."""
    try:
        mail = composing.digest(row, upto=upto)
    except (Unreadable, NotUnderstood) as error:
        # another secret, or a projection that is being made again: nobody loses a subscription by either
        log.warning("subscription %d must wait: %s", row.id, type(error).__name__)
        row.due = now + timedelta(days=1)
        row.save(update_fields=["due"])
        return False
    if mail:
        _send(mail, connection)
    row.event, row.due, row.failures = upto, rhythm.after(row.rhythm, now), 0
    row.save(update_fields=["event", "due", "failures"])
    return mail is not None


def _put_off(rows: Iterable[Subscription], now: datetime, *, count: bool) -> None:
    """The server does not take mail to these addresses: perhaps full, perhaps gone. ``count``: it took other mail, so
    the fault is theirs; an address that is refused again and again is forgotten."""
    for row in rows:
        row.failures += count
        if row.failures >= REFUSALS:
            row.delete()
        else:
            row.due = now + timedelta(hours=2**row.failures)
            row.save(update_fields=["failures", "due"])


def _send(mail: EmailMessage, connection: Any) -> None:
    mail.connection = connection
    mail.send()


@contextmanager
def _connected() -> Iterator[Any]:
    """:raises NotSent: what went wrong lies with the server, not with one address."""
    connection = get_connection()
    try:
        connection.open()
        try:
            yield connection
        finally:
            connection.close()
    except SMTPSenderRefused as error:
        raise NotSent(f"the mail server refuses our own address: {error.smtp_code}") from None
    except (SMTPException, OSError) as error:
        raise NotSent(type(error).__name__) from None
