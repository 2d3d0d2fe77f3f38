"""Share kits: made, changed and closed. Opened to who has the link: see `kit_opening`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from django.db import transaction

from tilstede.core import canonical
from tilstede.core.checks import registry
from tilstede.core.checks.kit import Around, Check, Draft, Finding, Form, Medium
from tilstede.core.post import Visibility
from tilstede.outbox import checking
from tilstede.outbox.drafting import asking, files, nynorsk, pictures, writing
from tilstede.outbox.drafting.files import Came
from tilstede.outbox.drafting.models import KitPicture, Manuscript, ShareKit
from tilstede.outbox.drafting.taking import NotTaken
from tilstede.record import append

#: Languages of a kit, in the order they are shown.
LANGUAGES: Final[tuple[Form, ...]] = ("nb", "nn", "en")
#: Pictures of a kit, and bytes of one: all of them lie in the database.
MOST: Final = 12
LARGEST: Final = 10 << 20
#: What is long in one network is not in another: partners choose where. A language may have descriptions alone.
_NOT_ASKED: Final = frozenset({"too-long", "empty"})
_NOTHING: Final[Mapping[str, Any]] = {}
_NO_FILES: Final[Mapping[str, bytes]] = {}


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
    """What a check found. ``language``: of the text it is about; "" for what all of them share. ``stops``: it must be
    put right; else a person may say that it may stand."""

    language: Form
    check: Check
    finding: Finding

    @property
    def stops(self) -> bool:
        return not self.check.confirmable


def begin(title: str, *, by: str, now: datetime, draft: Manuscript | None = None) -> ShareKit:
    """A new kit, closed. ``draft``: whose words and pictures it begins with."""
    with transaction.atomic():
        made = ShareKit.objects.create(
            key=uuid.uuid4().hex, title=title, made=now, changed=now, by=by, changed_by=by
        )
        if draft is not None:
            _fill(made, draft)
    return made


def _fill(kit: ShareKit, draft: Manuscript) -> None:
    content = writing.standing(draft)
    language = content.language if content.language in LANGUAGES else "nb"
    setattr(kit, f"text_{language}", "\n\n".join(content.parts))
    kit.page = content.page
    kit.machine = nynorsk.is_untouched(draft, content, None)
    kit.source = asking.source(draft) or ""
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
        before = (kit.text_nb, kit.text_nn, kit.text_en)
        kit.machine = kit.machine and before == wording.texts
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
    """Nobody sees it any more, whatever link they have. It is somebody's work from now on who closes it: what they
    have changed with it another looks at."""
    with transaction.atomic():
        append.hold()
        if ShareKit.objects.filter(pk=kit.pk, open=True).exists():
            tell(kit, "closed", by=by, now=now)
        kit.open, kit.changed, kit.changed_by = False, now, by
        kit.save(update_fields=["open", "changed", "changed_by"])


def tell(
    kit: ShareKit,
    done: str,
    told: Mapping[str, Any] = _NOTHING,
    shown: Mapping[str, bytes] = _NO_FILES,
    *,
    by: str,
    now: datetime,
) -> None:
    """Put in the record what was done. ``told``, ``shown``: what partners see. Never the secret of the link."""
    about = canonical.dumps({"kit": kit.pk, "done": done, "by": by, **told})
    append.append([append.Entry("shared", {"about": about, **shown})], now=now)


def texts(kit: ShareKit) -> Iterator[tuple[Form, str]]:
    """Those that there are, with their languages."""
    for language in LANGUAGES:
        if text := getattr(kit, f"text_{language}").strip():
            yield language, text


def alt(picture: KitPicture, language: str) -> str:
    """What it shows, told in the language."""
    return str(getattr(picture, f"alt_{language}"))


def problems(kit: ShareKit) -> list[Problem]:
    """What the checks that stop say of all that partners would see: what the texts share first, then each text with
    the pictures described in its language."""
    around = Around(telephones=checking.telephones(), **checking.near_election())
    return [
        Problem(language, registry.get(finding.check), finding)
        for language, draft in _drafts(kit)
        for finding in registry.look(draft, around)
        if registry.get(finding.check).level == "must" and finding.check not in _NOT_ASKED
    ]


def _drafts(kit: ShareKit) -> Iterator[tuple[Form, Draft]]:
    common = [text for text in (kit.title, kit.about) if text.strip()]
    links = (kit.page,) if kit.page else ()
    source = cast("Visibility | None", kit.source or None)
    yield "", Draft(parts=("\n\n".join(common),), links=links, source=source, machine=kit.machine)
    shown = list(kit.pictures.defer("content"))
    written = dict(texts(kit))
    for language in LANGUAGES:
        media = tuple(_pictures(shown, language, all_of_them=language in written))
        if language in written or media:
            # Descriptions without a text of their language are handed on, too.
            yield language, Draft(parts=(written.get(language, ""),), form=language, media=media)


def _pictures(
    shown: Iterable[KitPicture], language: Form, *, all_of_them: bool
) -> Iterator[Medium]:
    for one in shown:
        told = alt(one, language).strip()
        if told or all_of_them:
            yield Medium(name=one.name, kind="picture", alt=told or None)
