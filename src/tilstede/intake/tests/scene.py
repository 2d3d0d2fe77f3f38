"""A small public life to look at: three networks, threads, edits, withdrawals, pictures. All fiction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction
from PIL import Image

from tilstede.core import canonical
from tilstede.core.directory import check
from tilstede.core.directory.difference import differences
from tilstede.core.post import Author, Link, Media, Poll, Post, encode
from tilstede.formats.directory_yaml import read as yaml
from tilstede.intake import pump, sources
from tilstede.intake.models import Source
from tilstede.networks.kit.contract import Attachment, Gone, Item, Missing, Seen
from tilstede.office.directory import change, standing
from tilstede.office.models import Account, Grant, User
from tilstede.posts import languages, read
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append, checkpoint

NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
PASSWORD = "ferja-gaar-kvart-kvarter"
TOWN = Author(
    id="https://sosial.fjordvik.example/users/fjordvik",
    handle="fjordvik@sosial.fjordvik.example",
    name="Fjordvik kommune",
    url="https://sosial.fjordvik.example/@fjordvik",
)
MAYOR = Author(
    id="https://sosial.fjordvik.example/users/ordforar",
    handle="ordforar@sosial.fjordvik.example",
    name="Ordføraren i Fjordvik",
    url="https://sosial.fjordvik.example/@ordforar",
)
CITIZEN = Author(
    id="https://tut.example/users/kari", handle="kari@tut.example", name="Kari Strand", url=""
)
MINISTER = Author(
    id="1640000000000007",
    handle="kystmin_demo",
    name="Kyst- og samfunnsministeren",
    url="https://x.com/kystmin_demo",
)
NEWS = Author(
    id="https://www.kyst.example/aktuelt/rss.xml",
    handle="www.kyst.example",
    name="Kyst- og samfunnsdepartementet",
    url="https://www.kyst.example/aktuelt/",
)

DIRECTORY = f"""
bodies:
  - id: town
    name: {{nb: Fjordvik kommune, nn: Fjordvik kommune, en: Fjordvik municipality}}
    kind: municipality
    own: yes
roles:
  - {{id: mayor, body: town, title: {{nb: Ordfører, nn: Ordførar, en: Mayor}}}}
holders:
  - {{role: mayor, person: Ragnhild Nesgard, person_id: ragnhild, from: 2019-10-17, to: 2025-10-01}}
  - {{role: mayor, person: Amund Storevik, person_id: amund, from: 2025-10-02}}
accounts:
  - {{owner: town, url: "{TOWN.url}", capacity: official, show: yes}}
  - {{owner: mayor, url: "{MAYOR.url}", capacity: role, show: yes}}
"""

ARTICLE = (
    "<h1>Ny kystplan</h1><p>Regjeringen legger frem en <strong>ny plan</strong>.</p>"
    "<ul><li>Havner</li></ul><script>x</script><img src='https://evil.example/p.png'>"
)
ARTICLE_TEXT = (
    "Regjeringen legger i dag frem en ny plan for kysten, med tiltak for havner og farleder. " * 30
)


def alias(number: int) -> str:
    """The permanent name of post ``number`` of the scene."""
    return f"https://sosial.fjordvik.example/statuses/{number}"


def seen(number: int, text: str, *attachments: Attachment, **fields: Any) -> Seen:
    """Post ``number`` as its network hands it over: a post of the town's, unless told otherwise."""
    told: dict[str, Any] = {
        "aliases": (alias(number),),
        "author": TOWN,
        "form": "api",
        "language": "nn",
        "network": "mastodon",
        "parser": "mastodon/2",
        "published": NOW - timedelta(days=60) + timedelta(hours=9 * number),
        "text": text,
        "url": alias(number),
    }
    made = Post(**{**told, **fields})
    return Seen(encode(made), "application/json", made, attachments=attachments)


def take(*items: Item, now: datetime = NOW) -> None:
    """Take them in as the pump does, and find their languages. Gaps are the mayor's."""
    gaps = any(isinstance(item, Missing) for item in items)
    origin = pump.Origin("mastodon", MAYOR.id, MAYOR.id if gaps else "")
    pump.take(items, now=now, origin=origin)
    languages.find()


def withdraw(of: int) -> None:
    """The author deletes post ``of`` of the scene."""
    take(Gone(b'{"type":"Tombstone"}', "application/json", (alias(of),), NOW - timedelta(days=40)))


def decide(kind: str, number: int) -> None:
    """A decision about a post: ``withheld`` or ``released``."""
    about = {"post": number, "by": "vakt@fjordvik.example", "why": "personvern"}
    with transaction.atomic():
        event = append.append([append.Entry(kind, {"about": canonical.dumps(about)})], now=NOW)
        posts = WorkingSet((), ())
        apply(Happening(event, NOW, kind, about=about), posts)
        posts.flush()


def number(of: int) -> int:
    """The public number of post ``of`` of the scene."""
    found = read.by_alias(alias(of))
    assert found is not None
    return found


def attached(path: Path, mime: str, data: bytes) -> Attachment:
    """A file that came with a post, to be written at ``path``."""
    path.write_bytes(data)
    return Attachment(0, lambda: path, mime, len(data))


def picture(folder: Path, colour: str, size: tuple[int, int] = (900, 600)) -> Attachment:
    """A picture of one colour."""
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return attached(folder / f"{colour}.png", "image/png", target.getvalue())


def build(folder: Path) -> None:
    """The whole scene. ``folder``: where its pictures may be written."""
    _list()
    take(*_town(folder), *_others())
    take(seen(2, "Vegen opnar ikkje før kl. 14. Vi beklagar.", edited=NOW - timedelta(days=58)))
    take(Gone(b'{"type":"Tombstone"}', "application/json", (alias(5),), NOW - timedelta(days=40)))
    take(Missing(NOW - timedelta(days=90), NOW - timedelta(days=80), "page-limit"))
    _sources()
    checkpoint.make(now=NOW)


def _list() -> None:
    """The directory, with the accounts known by their ids."""
    read = yaml.read(DIRECTORY.encode())
    said, problems = check.read(read.written, read.problems)
    assert not problems
    nothing = standing.read()
    change.apply(differences(nothing.directory, said), nothing)
    for author in (TOWN, MAYOR):
        Account.objects.filter(url=author.url).update(native_id=author.id, handle="")


def member(email: str, right: str) -> User:
    """A member of staff with one right (`office.rights`)."""
    user = User.objects.create_user(email, PASSWORD)
    Grant.objects.create(user=user, right=Grant.Right(right))
    return user


def staff() -> User:
    """A member of staff who may change sources."""
    return User.objects.create_superuser("vakt@fjordvik.example", PASSWORD, name="Vakta")


def _town(folder: Path) -> list[Item]:
    fjord, quay = picture(folder, "steelblue"), picture(folder, "olive", (600, 900))
    hall = Media(
        kind="image",
        mime="image/png",
        alt="Kommunehuset i kveldslys, med flagg",
        width=900,
        height=600,
    )
    return [
        seen(
            1,
            "Ferja over Fjordvik går ikkje i dag, men vi ventar ho tilbake i morgon.\n\n"
            "Vêrvarselet: https://vær.example/fjordvik (oppdatert).",
        ),
        seen(2, "Vegen opnar kl. 12. Vi beklagar."),
        seen(3, "Kommunehuset lyser i kveld.", fjord, media=(hall,)),
        seen(
            4,
            "Kaia er ferdig.",
            quay,
            media=(
                Media(kind="image", mime="image/png", width=600, height=900),
                Media(kind="video", alt="Kort film frå opninga"),
            ),
        ),
        seen(5, "Dette innlegget blir trekt tilbake seinare."),
        seen(
            6,
            "Kva skal den nye skulen heite? Røyst her.",
            poll=Poll(options=("Fjordtun", "Solvang", "Brekka")),
        ),
        seen(7, "Bilete frå ulukka i går.", warning="Trafikkulukke", sensitive=True),
        seen(8, '<script>alert(1)</script> & "hermeteikn" \u202everne\u202c ok'),
        seen(9, "", repost_of=alias(20), author=MAYOR),
        seen(10, "Godt sagt av fylket.", quote_of="https://fylket.example/1", author=MAYOR),
        seen(
            11,
            "Today the ferry runs every fifteen minutes, and the road across the mountain is open.",
            language="en",
        ),
        seen(12, "Bare for følgjarar.", visibility="followers"),
    ]


def _others() -> list[Item]:
    return [
        seen(
            20,
            "Når opnar vegen over fjellet?",
            author=CITIZEN,
            reply_to=alias(2),
            reply_to_author=TOWN.handle,
        ),
        seen(
            21,
            "Han opnar truleg på fredag, Kari. Takk for spørsmålet!",
            reply_to=alias(20),
            reply_to_author=CITIZEN.handle,
        ),
        seen(
            22,
            "I dag besøkte jeg Fjordvik. For en kommune!",
            author=MINISTER,
            network="x",
            parser="x/1",
            form="archive",
            aliases=("x:22", alias(22)),
            url="https://x.com/kystmin_demo/status/22",
        ),
        seen(
            23,
            ARTICLE_TEXT,
            title="Ny kystplan",
            html=ARTICLE,
            author=NEWS,
            network="feeds",
            parser="feeds/1",
            form="feed",
            language="nb",
            links=(Link(url="https://www.kyst.example/plan.pdf", title="Kystplanen (PDF)"),),
        ),
    ]


def _sources() -> None:
    rows = [
        ("mastodon", TOWN.id, TOWN.name, TOWN.handle, {"last_success": NOW}),
        (
            "mastodon",
            MAYOR.id,
            MAYOR.name,
            MAYOR.handle,
            {"failures": 3, "why": "unreachable", "detail": "timed out"},
        ),
        ("feeds", NEWS.id, NEWS.name, NEWS.handle, {"last_success": NOW}),
    ]
    for network, address, title, handle, state in rows:
        Source.objects.create(
            network=network,
            address=address,
            account_id=address,
            title=title,
            handle=handle,
            next_try=NOW,
            **state,
        )
    sources.pause(Source.objects.get(address=NEWS.id), why="decided", by="test", now=NOW)
