"""Small parts every template may use without loading: icons, times, names, strangers' words."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import cache, lru_cache

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from tilstede.intake.words import state
from tilstede.web import addresses, text, words

register = template.Library()

register.filter("paragraphs", text.paragraphs)
register.filter("article", text.article)
register.filter("network_name", words.network)
register.filter("language_name", words.language)
register.filter("media_name", words.media)
register.filter("level_name", words.level)
register.filter("on_network", words.handle)
register.filter("reason", state)
register.simple_tag(addresses.neutral, name="neutral_url")
register.simple_tag(text.excerpt, name="excerpt")
register.simple_tag(text.marked, name="marked")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One of the icons gathered at set-up (frontend/build.py names them). Hidden from readers' aids:
    the word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


#: Icons for what a network is most used for; none of them is the network's own mark.
_NETWORK_ICONS = {
    "bluesky": "network-mastodon",
    "facebook": "network-mastodon",
    "feeds": "network-feeds",
    "flickr": "image",
    "instagram": "image",
    "email": "mail",
    "mastodon": "network-mastodon",
    "peertube": "video",
    "snapchat": "image",
    "threads": "network-mastodon",
    "tiktok": "video",
    "vimeo": "video",
    "wordpress": "network-feeds",
    "x": "network-x",
    "youtube": "video",
}


@register.filter
def network_icon(name: str) -> str:
    """The icon's name for a network."""
    return _NETWORK_ICONS.get(name, "network-other")


@register.filter
def writes_articles(name: str) -> bool:
    """Whether posts of a network are pages with headings and pictures in the text, shown as they were laid out."""
    return name in ("feeds", "wordpress")


@register.filter
def fields(form: BaseForm, names: str) -> list[BoundField]:
    """Those of the form's fields that are named, parted by spaces, in the order named."""
    return [form[name] for name in names.split() if name in form.fields]


@register.filter
def other_fields(form: BaseForm, names: str) -> list[BoundField]:
    """The form's visible fields that are not named."""
    return [field for field in form.visible_fields() if field.name not in names.split()]


@register.filter
def moment(at: datetime) -> SafeString:
    """Day and time in the body's zone: «22. november 2026 kl. 10.05»."""
    return _time(at, pgettext("day and time, as Django's date filter writes it", r"j F Y \a\t H:i"))


@register.filter
def clock(at: datetime) -> SafeString:
    """The time of day in the body's zone: «kl. 10.05»."""
    return _time(at, pgettext("time of day, as Django's date filter writes it", "H:i"))


@register.filter
def day(at: date) -> str:
    """The day in the body's zone: «22. november 2026»."""
    if isinstance(at, datetime):
        at = timezone.localtime(at)
    return date_format(at, pgettext("day, as Django's date filter writes it", "j F Y"))


@register.filter
def breakable(handle: str) -> SafeString:
    """A handle that breaks before its server's name, where it is too long for its line."""
    name, at, server = handle.rpartition("@")
    return format_html("{}<wbr>@{}", name, server) if name and at else format_html("{}", handle)


@register.filter
def initials(name: str) -> str:
    """One or two letters that stand for a name where there is no picture."""
    letters = [word[0] for word in name.split() if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:]).upper() or "•"


@register.filter
def web_address(url: str) -> str:
    """The address when it leads to the web; "" for all else a stranger may have put there."""
    return url if url.startswith(("https://", "http://")) else ""


@register.filter
def contact_link(contact: str) -> SafeString:
    """Whom to write to, as a link: an e-mail address, or a page."""
    href = contact if web_address(contact) else f"mailto:{contact}"
    return format_html('<a href="{}">{}</a>', href, contact)


def _time(at: datetime, style: str) -> SafeString:
    """A moment as a `time` element, exact for machines."""
    return _written(at, style, get_language(), timezone.get_current_timezone())


@lru_cache(4_096)
def _written(at: datetime, style: str, language: str, zone: tzinfo) -> SafeString:
    """The same for whoever asks in that language and zone; a page has dozens, and the next page the same."""
    local = at.astimezone(zone)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, style),
    )
