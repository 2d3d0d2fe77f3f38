"""Asking the body for access to a post as it was: a letter that is nearly written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tilstede.office.models import Body
from tilstede.rooms.follow.queries import Card
from tilstede.web import addresses


@dataclass
class Letters:
    """Writes to the body that a post was written for, else to the one whose site this is. ``origin``: the site's
    address, without a slash at its end."""

    origin: str

    def to(self, card: Card) -> str:
        """An address that opens the letter; the contact page's where nobody's e-mail is known, else ""."""
        bodies = [speaker.body for speaker in card.speakers if speaker.body]
        email = next((body.access_email for body in bodies if body.access_email), self._own)
        if not email:
            return settings.CONTACT if settings.CONTACT.startswith("https://") else ""
        subject = _("Request for access: post of {day} by {name}").format(
            day=date_format(card.day), name=card.name
        )
        link = self.origin + addresses.neutral("post", card.number)
        told = _("I ask for access to all wordings of this post, as they were:")
        return f"mailto:{quote(email, safe='@')}?subject={quote(subject)}&body={quote(f'{told} {link}')}"

    @cached_property
    def _own(self) -> str:
        own = Body.objects.filter(own=True).values_list("access_email", flat=True).first()
        contact: str = settings.CONTACT
        return own or ("" if contact.startswith("https://") else contact)
