"""What a person's desk tells of second looks and try-outs: what waits for them, and how a draft stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import template
from django.utils import timezone

from tilstede.office.models import User
from tilstede.outbox.drafting import looking, trying
from tilstede.outbox.drafting.models import Manuscript
from tilstede.rooms.publish.judge import shown
from tilstede.rooms.publish.judge.access import approves
from tilstede.rooms.publish.judge.harm import standing

register = template.Library()

#: So long it is told that something should not have gone out, in a second person's eyes.
_LATELY: Final = timedelta(days=14)


@register.inclusion_tag("publish/judge/waiting.html")
def waiting(user: User) -> dict[str, Any]:
    """What waits for this person: questions to answer, and try-outs whose day has come."""
    now = datetime.now(UTC)
    asked = looking.asked_of(user, now=now).count() if approves(user) else 0
    due = list(trying.due(today=timezone.localdate()))
    mine = [one for one in due if one.by == user.get_username()]
    regretted = looking.regretted(user, since=now - _LATELY)
    said = [(one.manuscript, shown.answerer(one)) for one in regretted]
    return {"asked": asked, "due": due, "mine": mine, "regretted": said}


@register.inclusion_tag("publish/judge/brief.html")
def judged(manuscript: Manuscript) -> dict[str, Any]:
    """How a draft that is written on stands: refused, asked, or free to go."""
    return {"manuscript": manuscript, **standing(manuscript)}


@register.inclusion_tag("publish/judge/looked_over.html")
def looked_over(manuscript: Manuscript) -> dict[str, Any]:
    """Of a draft that went out in an emergency, or on a stand-in's word: what was said of it after."""
    look = looking.looked_over(manuscript)
    return {
        "manuscript": manuscript,
        "look": look,
        "answerer": shown.answerer(look) if look else "",
        "stood_in": looking.stood_in(manuscript, look.seal) if look else None,
    }
