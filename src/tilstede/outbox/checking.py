"""The checks that stop, on the way out: whatever way a draft goes, from a page or a command, it goes through them."""

from __future__ import annotations

from typing import Any, Final, get_args

from django.utils.translation import gettext as _

from tilstede.core.checks import kit, registry
from tilstede.core.checks.kit import Around, Finding, Form, Kind, Medium
from tilstede.core.post import Visibility
from tilstede.outbox import elections, marking, subtitles
from tilstede.outbox import telephones as own_telephones
from tilstede.outbox.draft import Draft, Enclosure

#: What each channel's own server is asked about instead (`networks.kit.limits`), part by part.
_ASKED_OF_CHANNELS: Final = frozenset({"empty", "too-long"})
#: Of these somebody may say that nothing is said in them (`core.checks.captions`), so each is told from the others.
HEARD: Final = ("film", "sound")
_KINDS: Final[dict[str, Kind]] = {"image": "picture", "video": "film", "audio": "sound"}


def stops(draft: Draft, source: Visibility | None) -> list[Finding]:
    """What must be put right, or confirmed, before it goes anywhere. ``source``: who could see what it is made from."""
    around = Around(telephones=telephones(), confirmed=draft.confirmed, **near_election())
    checked = _checked(draft, source)
    asked = (check for check in registry.musts() if check.id not in _ASKED_OF_CHANNELS)
    found = [finding for check in asked for finding in check.look(checked, around)]
    return registry.stops(found, draft.confirmed)


def near_election() -> dict[str, Any]:
    """What `Around` is told of an election, where one is near."""
    is_near = elections.near() is not None
    return {"election": is_near, "parties": elections.parties() if is_near else ()}


def telephones() -> frozenset[str]:
    """The numbers that the body itself publishes, which nobody need confirm."""
    return own_telephones.known()


def said(finding: Finding) -> str:
    """What was found and what can be done, in words."""
    check = registry.get(finding.check)
    return f"{_(check.title)}: {_(finding.advice or check.advice).format(**finding.values)}"


def key(finding: Finding) -> str:
    """With which a person may say that it can stand (`Draft.confirmed`); "" where nobody may."""
    return finding.key if registry.get(finding.check).confirmable else ""


def _checked(draft: Draft, source: Visibility | None) -> kit.Draft:
    first = draft.parts[0]
    return kit.Draft(
        parts=tuple(part.text for part in draft.parts),
        form=_form(first.language),
        title=first.title,
        warning=next((part.warning for part in draft.parts if part.warning), ""),
        media=tuple(_medium(file) for part in draft.parts for file in part.media),
        links=tuple(part.card.url for part in draft.parts if part.card),
        options=tuple(option for part in draft.parts if part.poll for option in part.poll.options),
        answers=draft.reply_to is not None,
        source=source,
        visibility=draft.visibility,
        machine=draft.machine,
        machine_words=draft.machine_words,
        tags=tuple(dict.fromkeys(tag for part in draft.parts for tag in part.tags)),
    )


def _form(language: str) -> Form:
    forms: tuple[Form, ...] = get_args(Form)
    return next((form for form in forms if form == language), "")


def _medium(file: Enclosure) -> Medium:
    kind = _KINDS.get(file.mime.partition("/")[0], "file")
    return Medium(
        name=file.name or file.path.name,
        kind=kind,
        mark=marking.mark(file.path) if kind in HEARD else "",
        alt=file.alt,
        captions=tuple(captions.language for captions in file.captions),
        sound=file.sound,
        said="\n".join(subtitles.said(one.path.read_bytes()) for one in file.captions),
    )
