"""Share kits: made, changed, opened to who has the link, and closed again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from tilstede.core import canonical
from tilstede.core.checks import registry
from tilstede.core.checks.kit import Around, Check, Draft, Finding, Form, Medium
from tilstede.outbox import checking
from tilstede.outbox.drafting import files, pictures, writing
from tilstede.outbox.drafting.files import Came
from tilstede.outbox.drafting.models import KitPicture, Manuscript, ShareKit
from tilstede.outbox.drafting.taking import NotTaken
from tilstede.record import append

#: Languages of a kit, in the order they are shown.
LANGUAGES: Final[tuple[Form, ...]] = ("nb", "nn", "en")
#: Pictures of a kit, and bytes of one: all of them lie in the database.
MOST: Final = 12
LARGEST: Final = 10 << 20
#: What is long in one network is not in another: partners choose where.
_ASKED_OF_CHANNELS: Final = frozenset({"too-long"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a person writes of a kit. ``texts``: by language, as LANGUAGES."""

    title: str
    about: str = ""
    texts: tuple[str, str, str] = ("", "", "")
    page: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found. ``stops``: it must be put right; else a person may say that it may stand."""

    language: Form
    check: Check
    finding: Finding

    @property
    def stops(self) -> bool:
        return not self.check.confirmable


class NotReady(Exception):
    """A kit that something stands in the way of. ``problems``: what."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


def begin(title: str, *, by: str, now: datetime, draft: Manuscript | None = None) -> ShareKit:
    """A new kit, closed. ``draft``: whose words and pictures it begins with."""
    with transaction.atomic():
        made = ShareKit.objects.create(
            key=uuid.uuid4().hex, title=title, made=now, changed=now, by=by
        )
        if draft is not None:
            _fill(made, draft)
    return made


def _fill(kit: ShareKit, draft: Manuscript) -> None:
    content = writing.standing(draft)
    language = content.language if content.language in LANGUAGES else "nb"
    setattr(kit, f"text_{language}", "\n\n".join(content.parts))
    kit.page = content.page
    kit.save()
    rows = {row.key: row for row in draft.files.all()}
    for item in content.media:
        row = rows.get(item.file)
        if row is None or files.kind(row) != "picture" or row.size > LARGEST:
            continue
        KitPicture.objects.create(
            kit=kit,
            key=uuid.uuid4().hex,
            name=row.name,
            mime=row.mime,
            width=row.width,
            height=row.height,
            content=files.data(row),
            **{f"alt_{language}": item.alt or ""},
        )


def change(kit: ShareKit, wording: Wording, *, by: str, now: datetime) -> None:
    """Another wording. What is open is closed by it: nobody has looked at what stands now."""
    with transaction.atomic():
        close(kit, by=by, now=now)
        kit.title, kit.about, kit.page = wording.title, wording.about, wording.page
        kit.text_nb, kit.text_nn, kit.text_en = wording.texts
        kit.since, kit.until = wording.since, wording.until
        kit.save()


def add_picture(kit: ShareKit, came: Came, *, by: str, now: datetime) -> KitPicture:
    """A picture, without what its camera noted. :raises NotTaken: it is none, or too large."""
    if came.path.stat().st_size > LARGEST:
        raise NotTaken("too-large", most=LARGEST >> 20)
    with came.path.open("rb") as file:
        if not pictures.is_one(file.read(4_096)):
            raise NotTaken("unknown")
    taken = pictures.take(came.path)
    close(kit, by=by, now=now)
    return KitPicture.objects.create(
        kit=kit,
        key=uuid.uuid4().hex,
        name=files.harmless(came.name, taken.mime),
        mime=taken.mime,
        width=taken.width,
        height=taken.height,
        content=taken.data,
    )


def describe(picture: KitPicture, alts: tuple[str, str, str], *, by: str, now: datetime) -> None:
    """What it shows, in each language."""
    picture.alt_nb, picture.alt_nn, picture.alt_en = alts
    picture.save(update_fields=["alt_nb", "alt_nn", "alt_en"])
    close(picture.kit, by=by, now=now)


def close(kit: ShareKit, *, by: str, now: datetime) -> None:
    """Nobody sees it any more, whatever link they have."""
    with transaction.atomic():
        append.hold()
        if ShareKit.objects.filter(pk=kit.pk, open=True).exists():
            _tell(kit, "closed", {}, {}, by, now)
        kit.open, kit.changed = False, now
        kit.save(update_fields=["open", "changed"])


def open_up(kit: ShareKit, *, seen: bool, by: str, now: datetime) -> None:
    """Let everyone see it who has the link. ``seen``: a person has looked at what may stand, and says that it may.

    :raises NotReady: something must be put right first, or looked at.
    """
    found = [one for one in problems(kit) if one.stops or not seen]
    if found or not any(text for _language, text in texts(kit)):
        raise NotReady(found)
    with transaction.atomic():
        append.hold()
        told, shown = _shown(kit)
        _tell(kit, "opened", told, shown, by, now)
        kit.open, kit.changed = True, now
        kit.save(update_fields=["open", "changed"])


def _shown(kit: ShareKit) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What partners see, for the record: words, and pictures by their roles. Never the secret of the link."""
    names = ("title", "about", "text_nb", "text_nn", "text_en", "page")
    told: dict[str, Any] = {name: getattr(kit, name) for name in names}
    told |= {name: str(getattr(kit, name) or "") for name in ("since", "until")}
    rows = {f"media.{place}": row for place, row in enumerate(kit.pictures.order_by("pk"))}
    told["pictures"] = [
        {
            "role": role,
            "name": row.name,
            "mime": row.mime,
            **{f"alt_{one}": alt(row, one) for one in LANGUAGES},
        }
        for role, row in rows.items()
    ]
    return told, {role: bytes(row.content) for role, row in rows.items()}


def _tell(
    kit: ShareKit,
    done: str,
    told: dict[str, Any],
    pictures: dict[str, bytes],
    by: str,
    now: datetime,
) -> None:
    about = canonical.dumps({"kit": kit.pk, "done": done, "by": by, **told})
    append.append([append.Entry("shared", {"about": about, **pictures})], now=now)


def texts(kit: ShareKit) -> Iterator[tuple[Form, str]]:
    """Those that there are, with their languages."""
    for language in LANGUAGES:
        if text := getattr(kit, f"text_{language}").strip():
            yield language, text


def alt(picture: KitPicture, language: str) -> str:
    """What it shows, told in the language."""
    return str(getattr(picture, f"alt_{language}"))


def problems(kit: ShareKit) -> list[Problem]:
    """What the checks that stop say of each text, with the pictures described in its language."""
    shown = list(kit.pictures.defer("content"))
    around = Around(telephones=checking.telephones(), **checking.near_election())
    return [
        Problem(language, registry.get(finding.check), finding)
        for language, text in texts(kit)
        for finding in registry.look(_draft(kit, language, text, shown), around)
        if registry.get(finding.check).level == "must" and finding.check not in _ASKED_OF_CHANNELS
    ]


def _draft(kit: ShareKit, language: Form, text: str, shown: list[KitPicture]) -> Draft:
    return Draft(
        parts=(text,),
        form=language,
        title=kit.title,
        links=(kit.page,) if kit.page else (),
        media=tuple(
            Medium(name=one.name, kind="picture", alt=alt(one, language).strip() or None)
            for one in shown
        ),
    )
