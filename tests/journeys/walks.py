"""What the walker does: each line it reads, in a process of its own, split off when all is loaded.

It answers with the process's number as it begins, and with how it ended: ``0``, or ``-9`` when it was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from tilstede.intake import readback
from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import NetworkError
from tilstede.office import access, models
from tilstede.office.models import Account
from tilstede.outbox import clear as door
from tilstede.outbox import errands, logins, tasks, web
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Delivery
from tilstede.posts import read
from tilstede.record import append
from tilstede.record import read as record

WHO = "kari@fjordvik.example"
#: Loaded before processes split off, as each job would load them anew.
_LOADED = (readback, tasks)


class Blow:
    """Falls before the write of that number, counted from one; none falls at zero."""

    def __init__(self, at: int) -> None:
        self._left = at

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def prepare(address: str) -> None:
    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        append.begin(now=now)
    account = Account.objects.create(network="sample", handle="fjordvik", address="sample:fjordvik")
    login = Access("sample", "fjordvik", "fjordvik", address, {"token": "hemmeleg-1"})
    logins.keep(account, login, way="token", by=WHO, now=now)


def clear(text: str) -> None:
    draft = Draft(parts=(Part(text=text),))
    door.clear(draft, list(Account.objects.all()), by=WHO, now=datetime.now(UTC))


def drain(strike: str = "0") -> None:
    """Do all that is due."""
    with connection.execute_wrapper(Blow(int(strike))):
        Worker().drain()


def send(said: str) -> None:
    """Clear a text, and do all that is due until the blow falls. ``said``: at which write, and the text."""
    strike, _space, text = said.partition(" ")
    clear(text)
    drain(strike)


def send_again(strike: str) -> None:
    """What was cut off is known to be uncertain; then it is put right, until the blow falls."""
    wait()
    drain()
    wait()
    drain(strike)


def wait() -> None:
    """Ten minutes go by: whoever had something and died of it has it no more."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    Job.objects.exclude(lease=None).update(lease=past)
    Job.objects.update(due=past)
    Delivery.objects.exclude(held=None).update(held=past)
    Delivery.objects.exclude(next_try=None).update(next_try=past)


def right(text: str) -> None:
    """Other workers go on, and time goes by, until nothing is left to do; then tell."""
    for _round in range(8):
        wait()
        drain()
        if not Job.objects.exists():
            break
    tell(text)


def schedule(text: str) -> None:
    """One job more for the same delivery."""
    errands.schedule(Delivery.objects.get(cleared__text=text))


def end_soon() -> None:
    """The login ends within minutes, and nobody is renewing it."""
    now = datetime.now(UTC)
    account = Account.objects.get()
    secrets = {"token": "hemmeleg-1", "refresh": "fornye-1"}
    login = Access("sample", "fjordvik", "fjordvik", account.access.server, secrets)
    logins.keep(account, login, way="oauth", by=WHO, now=now)
    models.Access.objects.update(expires=now + timedelta(minutes=5), renewing=None)


def renew() -> None:
    """Renew it, as before something is sent; tell what came of it."""
    with web.client() as http:
        try:
            found = access.fresh(Account.objects.get(), http, datetime.now(UTC))
        except NetworkError as error:
            _say(error.code)
        else:
            _say(found.secrets["refresh"] if found else "none")


def let_go() -> None:
    """The time of whoever was renewing is over."""
    models.Access.objects.update(renewing=datetime.now(UTC) - timedelta(seconds=1))


def tell(text: str) -> None:
    """How it stands with the post of that text, and what the record has of it."""
    row = Delivery.objects.get(cleared__text=text)
    events = [record.event(number) for number in row.events]
    told = {
        "state": row.state,
        "why": row.why,
        "attempts": row.attempts,
        "kinds": [event.kind for event in events if event],
        "held": bool(row.aliases) and read.by_alias(row.aliases[0]) is not None,
        "jobs": Job.objects.count(),
    }
    _say(json.dumps(told))


def _say(line: str) -> None:
    """A line in one write: the child writes on the same pipe, and would come in between."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def main(address: str) -> None:
    words: dict[str, Callable[..., None]] = {
        "end-soon": end_soon,
        "let-go": let_go,
        "prepare": lambda: prepare(address),
        "renew": renew,
        "wait": wait,
        "clear": clear,
        "drain": drain,
        "right": right,
        "schedule": schedule,
        "send": send,
        "send-again": send_again,
        "tell": tell,
    }
    for line in sys.stdin:
        name, _space, said = line.rstrip("\n").partition(" ")
        child = os.fork()
        if child:
            _say(f"pid {child}")
            _say(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))
        else:
            words[name](*filter(None, [said]))
            connection.close()
            os._exit(0)
