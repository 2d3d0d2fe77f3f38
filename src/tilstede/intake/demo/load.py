"""The demo: a fictional body, taken in by the ordinary import from takeouts and feeds (docs/demo.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml
from django.db import transaction

from tilstede.core import canonical
from tilstede.core.account_address import parse
from tilstede.intake import following, imports, listing, pump
from tilstede.intake.demo import found
from tilstede.intake.models import Source
from tilstede.intake.tally import Tally
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Missing, Seen
from tilstede.office.models import Account, Grant, User
from tilstede.posts import languages
from tilstede.posts.models import Author
from tilstede.record import append, checkpoint, read

FOLDER = Path(__file__).parent


class NotEmpty(Exception):
    """The record holds something else; fiction is never mixed into it."""


@cache
def body() -> dict[str, Any]:
    """The demo's body.yaml: its accounts as their networks know them, what is taken in, and who signs in."""
    data: dict[str, Any] = yaml.safe_load((FOLDER / "body.yaml").read_text())
    return data


def is_loaded() -> bool:
    """Whether this record is the demo, wholly loaded. :raises NotEmpty: it is something else."""
    first = read.event(1)
    if first is None:
        return False
    if first.kind != "demo":
        raise NotEmpty
    return any(read.events(after=1, kinds=("demo",), limit=1))


def load(watch: imports.Watcher = lambda progress: None) -> Tally:
    """Load it, or go on where an interrupted load stopped. :raises NotEmpty:"""
    is_loaded()
    if read.size() < 2:
        _note("begun")
    _list()
    tally = imports.import_paths([FOLDER / item["path"] for item in body()["imports"]], watch=watch)
    _hear()
    languages.find()
    with transaction.atomic():
        _open_gaps()
        _show_sources()
        found.show(now=datetime.now(UTC))
        _note("loaded")
    checkpoint.make(now=datetime.now(UTC))
    return tally


def _list() -> None:
    """Take in the directory, and who signs in."""
    now = datetime.now(UTC)
    listed = listing.read((FOLDER / "katalog.yaml").read_bytes(), "katalog.yaml")
    listing.apply(listed, by="demo", now=now, follow=False)
    for account in body()["accounts"]:
        read = following.can_be_read(account["network"])
        Account.objects.filter(address=parse(account["url"]).address).update(
            network=account["network"],
            native_id=account["id"],
            handle=account["handle"],
            reading=Account.Reading.READ if read else Account.Reading.NONE,
        )
    for user in body()["users"]:
        _let_in(**user)


def _let_in(*, email: str, name: str, password: str, rights: Sequence[str], **_: Any) -> None:
    """Someone of the body's own people, with their rights."""
    if not User.objects.filter(email=email).exists():
        user = User.objects.create_user(email, password, name=name)
        Grant.objects.bulk_create(Grant(user=user, right=Grant.Right(right)) for right in rights)


def _hear() -> None:
    """What others said to the body, as their network tells it; it stands in no public stream."""
    network = registry.get("mastodon")
    told = body()["heard"]
    answer = (FOLDER / told["path"]).read_bytes()
    statuses = map(bytes, msgspec.json.decode(answer, type=list[msgspec.Raw]))
    mime = "application/json"
    items = [Seen(raw, mime, network.parse(raw, mime, told["context"])) for raw in statuses]
    origin = pump.Origin(network.name, told["account"], told["account"], heard=True)
    pump.take(items, now=datetime.now(UTC), origin=origin)


def _open_gaps() -> None:
    accounts = {row["key"]: row for row in body()["accounts"]}
    for gap in body()["gaps"]:
        account = accounts[gap["account"]]
        origin = pump.Origin(account["network"], account["id"], account["id"])
        missing = Missing(_day(gap["since"]), _day(gap["until"]), gap["why"], gap["detail"])
        pump.take([missing], now=datetime.now(UTC), origin=origin)


def _show_sources() -> None:
    """The accounts as sources that stand still: their addresses are invented, and nobody is there to answer."""
    names = dict(Author.objects.values_list("native_id", "name"))
    for account in body()["accounts"]:
        Source.objects.get_or_create(
            network=account["network"],
            address=account["id"],
            defaults={
                "account_id": account["id"],
                "handle": account["handle"],
                "title": names.get(account["id"], ""),
                "url": account["url"],
                "state": Source.State.PAUSED,
                "why": "demo",
                "next_try": datetime.now(UTC),
            },
        )


def _day(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _note(stage: str) -> None:
    about = {"stage": stage, "what": "a fictional body, for trying out"}
    with transaction.atomic():
        append.append(
            [append.Entry("demo", {"about": canonical.dumps(about)})], now=datetime.now(UTC)
        )
