"""The demo's desk: drafts, try-outs, a plan, house rules, laid out by the same actions as people's (docs/demo.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tilstede.core import alias, canonical
from tilstede.core.account_address import parse
from tilstede.office.models import Account, Body, User
from tilstede.outbox import elections, resolving
from tilstede.outbox.drafting import (
    avoiding,
    files,
    judging,
    kit_opening,
    kits,
    looking,
    planning,
    sealing,
    topics,
    trying,
    writing,
)
from tilstede.outbox.drafting.clocks import WallTime
from tilstede.outbox.drafting.content import Content, Item, Poll
from tilstede.outbox.drafting.files import Came
from tilstede.outbox.drafting.judging import Answers
from tilstede.outbox.drafting.models import Campaign, Manuscript, TryOut
from tilstede.outbox.moderating import measures, rules
from tilstede.outbox.moderating.measures import Measure
from tilstede.outbox.moderating.proposal import Words
from tilstede.posts.models import Alias
from tilstede.record import append, checkpoint, read

_FOLDER: Final = Path(__file__).parent
_STAGE: Final = "desk"


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who does it, where and when. ``today``: the body's own day."""

    writer: User
    second: User
    channel: Account
    now: datetime
    today: date

    @property
    def by(self) -> str:
        """The writer, as the record names people."""
        return self.writer.get_username()

    def day(self, after: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=after)


def is_laid() -> bool:
    """Whether it was laid out in this record before."""
    told = (read.payload(event.number, "about") for event in read.events(kinds=("demo",)))
    return any(msgspec.json.decode(about).get("stage") == _STAGE for about in told if about)


def lay(*, now: datetime) -> None:
    """Lay it out, all of it or nothing. The demo's posts and people must be there."""
    told: dict[str, Any] = yaml.safe_load((_FOLDER / "desk.yaml").read_text())
    scene = _Scene(
        writer=User.objects.get(email=told["writer"]),
        second=User.objects.get(email=told["second"]),
        channel=Account.objects.get(address=parse(told["channel"]).address),
        now=now,
        today=timezone.localdate(now),
    )
    with transaction.atomic():
        _decide(scene, told)
        campaigns = {one["key"]: _campaign(scene, one) for one in told["campaigns"]}
        tryouts = {one["key"]: _tryout(scene, one) for one in told["tryouts"]}
        for one in told["drafts"]:
            _draft(scene, one, campaigns, tryouts)
        _kit(scene, told["kit"])
        _moderate(scene, **told["rules"], **told["measure"])
        about = {"stage": _STAGE, "what": "a fictional desk, for trying out"}
        append.append([append.Entry("demo", {"about": canonical.dumps(about)})], now=now)
    checkpoint.make(now=now)


def _decide(scene: _Scene, told: Mapping[str, Any]) -> None:
    """What the body has decided for all that it writes."""
    by = scene.second.get_username()
    resolving.aim(Body.objects.get(own=True), told["aim"], by=by, now=scene.now)
    slots = [(one["weekday"], time.fromisoformat(one["clock"])) for one in told["slots"]]
    planning.keep_slots(scene.channel, slots)
    for topic in told["topics"]:
        topics.add(topic["word"], topic["why"], by=by, now=scene.now)
    for form, words, instead in told["avoided"]:
        avoiding.put_on(form, words, instead, by=by, now=scene.now)
    vote = told["election"]
    since, until = scene.day(vote["since"]), scene.day(vote["until"])
    elections.declare(vote["name"], since, until, by=by, now=scene.now)


def _campaign(scene: _Scene, told: Mapping[str, str]) -> Campaign:
    defaults = {"note": told["note"], "made": scene.now, "by": scene.by}
    return Campaign.objects.get_or_create(name=told["name"], defaults=defaults)[0]


def _tryout(scene: _Scene, told: Mapping[str, Any]) -> TryOut:
    """``ends`` 0: its day has come, as if it had been begun the day before."""
    trial = trying.Trial(
        kind=told["kind"],
        name=told.get("name", ""),
        hypothesis=told["hypothesis"],
        ends=scene.day(told["ends"]),
    )
    return trying.begin(trial, by=scene.by, now=scene.now, today=scene.day(-1))


def _draft(
    scene: _Scene,
    told: Mapping[str, Any],
    campaigns: Mapping[str, Campaign],
    tryouts: Mapping[str, TryOut],
) -> None:
    made = writing.begin(
        author=scene.writer, now=scene.now, content=_content(told), accounts=[scene.channel]
    )
    if "picture" in told:
        _illustrate(scene, made, told)
    if "campaign" in told:
        Manuscript.objects.filter(pk=made.pk).update(campaign=campaigns[told["campaign"]])
    match told["state"]:
        case "planned":
            _judge(scene, made, told, tryouts.get(told.get("tryout", "")))
            clock = time.fromisoformat(told["clock"])
            wall = WallTime(scene.day(told["in_days"]), clock, settings.TIME_ZONE)
            planning.plan(made.key, wall, now=scene.now)
        case "asked":
            _judge(scene, made, told, None)
            looking.ask(made, person=scene.second, by=scene.writer, now=scene.now)
        case "away":
            writing.put_away(made.key, by=scene.writer, now=scene.now)


def _content(told: Mapping[str, Any], *media: Item) -> Content:
    poll = Poll(options=tuple(told["poll"])) if "poll" in told else None
    return Content(
        parts=(told["text"],),
        language=told["language"],
        page=told.get("page", ""),
        tags=tuple(told.get("tags", ())),
        poll=poll,
        media=media,
    )


def _illustrate(scene: _Scene, made: Manuscript, told: Mapping[str, Any]) -> None:
    came = Came(_FOLDER / told["picture"], told["picture"])
    row = files.take(made, came, by=scene.by, now=scene.now)
    content = _content(told, Item(file=row.key, alt=told["alt"]))
    writing.save(made.key, content, base=made.revision, author=scene.writer, now=scene.now)


def _judge(scene: _Scene, made: Manuscript, told: Mapping[str, Any], tryout: TryOut | None) -> None:
    answers = Answers(
        seal=sealing.seal(made),
        harm=told.get("harm", judging.Harm.NONE),
        whom=tuple(told.get("whom", ())),
        note=told.get("note", ""),
        tryout=tryout,
    )
    judging.judge(made, answers, by=scene.writer, now=scene.now)


def _kit(scene: _Scene, told: Mapping[str, Any]) -> None:
    kit = kits.begin(told["title"], by=scene.by, now=scene.now)
    wording = kits.Wording(
        title=told["title"],
        about=told["about"],
        texts=(told["nb"], told["nn"], told["en"]),
        page=told["page"],
        since=scene.day(told["since"]),
        until=scene.day(told["until"]),
    )
    done: dict[str, Any] = {"by": scene.by, "now": scene.now}
    kits.change(kit, wording, **done)
    picture = kits.add_picture(kit, Came(_FOLDER / told["picture"], told["picture"]), **done)
    alts = told["alt"]
    kits.describe(picture, (alts["nb"], alts["nn"], alts["en"]), **done)
    kit_opening.open_up(
        kit, seen=True, harmless=True, base=kit.changed, by=scene.writer, now=scene.now
    )


def _moderate(
    scene: _Scene, *, decision: str, post: str, kind: str, rule: int, reason: str
) -> None:
    """The rules that the room proposes are adopted, and something was hidden by one of them, on the network's pages."""
    by = scene.second.get_username()
    if rules.in_force() is None:
        proposed = [
            (one.number, Words(nb=one.nb, nn=one.nn, en=one.en)) for one in rules.proposed()
        ]
        held = rules.propose(proposed, by=by, now=scene.now)
        rules.adopt(held, seen=held.changed, decision=decision, by=by, now=scene.now)
    number = Alias.objects.get(key__in=alias.keys([post])).number
    measure = Measure(
        kind=kind, post=number, account=scene.channel, rule=rule, reason=reason, by_hand=True
    )
    measures.take(measure, by=scene.by, now=scene.now)
