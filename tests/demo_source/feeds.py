"""Writes the four feeds: RSS 2.0, Atom, JSON Feed 1.1, and a video channel's feed (Atom with yt: and media:)."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.demo_source import source
from tests.demo_source.source import ZONE, Note

GENERATOR = "Fjordvik Publisering 7.2"


def write(profile: dict[str, Any], address: str, taken: datetime) -> bytes:
    """The feed as its publisher served it then, newest first."""
    notes = [note for note in source.notes(*profile["texts"]) if note.at <= taken][::-1]
    form = {"rss": rss, "atom": atom, "json": json_feed, "youtube": youtube}[profile["form"]]
    return form(profile, address, notes).encode()


def rss(profile: dict[str, Any], address: str, notes: list[Note]) -> str:
    """RSS 2.0 with content:encoded (RSS Advisory Board, 2009)."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>{escape(profile["title"])}</title>
    <link>{profile["home"]}</link>
    <description>{escape(profile["subtitle"])}</description>
    <language>{profile["lang"]}</language>
    <lastBuildDate>{format_datetime(_local(notes[0].at))}</lastBuildDate>
    <generator>{GENERATOR}</generator>
    <atom:link href={quoteattr(address)} rel="self" type="application/rss+xml"/>
{"".join(_rss_item(profile, note) for note in notes)}  </channel>
</rss>
"""


def _rss_item(profile: dict[str, Any], note: Note) -> str:
    categories = "".join(f"      <category>{escape(c)}</category>\n" for c in _categories(note))
    return f"""    <item>
      <title>{escape(note.fields["title"])}</title>
      <link>{_page(profile, note)}</link>
      <guid isPermaLink="false">kyst-{note.at:%Y%m%d}-{note.number(9000) + 1000}</guid>
      <pubDate>{format_datetime(_local(note.at))}</pubDate>
      <dc:creator>Kyst- og samfunnsdepartementet</dc:creator>
{categories}      <description>{escape(note.text.partition(chr(10))[0])}</description>
      <content:encoded><![CDATA[{_paragraphs(note.text)}]]></content:encoded>
    </item>
"""


def atom(profile: dict[str, Any], address: str, notes: list[Note]) -> str:
    """Atom 1.0 (RFC 4287), an author for every entry."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{profile["lang"]}">
  <title>{escape(profile["title"])}</title>
  <subtitle>{escape(profile["subtitle"])}</subtitle>
  <id>{profile["home"]}</id>
  <link rel="self" type="application/atom+xml" href={quoteattr(address)}/>
  <link rel="alternate" type="text/html" href={quoteattr(profile["home"])}/>
  <updated>{_iso(max(_updated(note) for note in notes))}</updated>
  <generator>{GENERATOR}</generator>
{"".join(_atom_entry(profile, note) for note in notes)}</feed>
"""


def _atom_entry(profile: dict[str, Any], note: Note) -> str:
    categories = "".join(f"    <category term={quoteattr(c)}/>\n" for c in _categories(note))
    host = profile["home"].split("/")[2]
    return f"""  <entry xml:lang="{note.lang}">
    <title>{escape(note.fields["title"])}</title>
    <id>tag:{host},{note.at:%Y-%m-%d}:{note.key}</id>
    <link rel="alternate" type="text/html" href="{_page(profile, note)}"/>
    <published>{_iso(note.at)}</published>
    <updated>{_iso(_updated(note))}</updated>
    <author><name>{escape(note.fields["author"])}</name></author>
{categories}    <content type="html">{escape(_paragraphs(note.text))}</content>
  </entry>
"""


def json_feed(profile: dict[str, Any], address: str, notes: list[Note]) -> str:
    """JSON Feed 1.1 (jsonfeed.org, 2020)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": profile["title"],
        "description": profile["subtitle"],
        "home_page_url": profile["home"],
        "feed_url": address,
        "language": profile["lang"],
        "authors": [{"name": "Fjordvik kommune", "url": "https://www.fjordvik.example/"}],
        "items": [_json_item(profile, note) for note in notes],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"


def _json_item(profile: dict[str, Any], note: Note) -> dict[str, Any]:
    page = note.fields.get("url") or _page(profile, note)
    item = {
        "id": page,
        "url": page,
        "title": note.fields["title"],
        "content_text": note.text,
        "date_published": _iso(note.at),
        "language": note.lang,
        "tags": note.fields["tags"],
    }
    if "updated" in note.fields:
        item["date_modified"] = _iso(_updated(note))
    return item


def youtube(profile: dict[str, Any], address: str, notes: list[Note]) -> str:
    """A channel's public feed, as YouTube serves it (2026)."""
    channel = profile["channel"]
    home = f"https://www.youtube.com/channel/{channel}"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href={quoteattr(address)}/>
 <id>yt:channel:{channel.removeprefix("UC")}</id>
 <yt:channelId>{channel.removeprefix("UC")}</yt:channelId>
 <title>{escape(profile["title"])}</title>
 <link rel="alternate" href="{home}"/>
 <author>
  <name>{escape(profile["title"])}</name>
  <uri>{home}</uri>
 </author>
 <published>{_offset(source.moment(profile["joined"]))}</published>
{"".join(_video(profile, home, note) for note in notes)}</feed>
"""


def _video(profile: dict[str, Any], home: str, note: Note) -> str:
    video = f"FjdvkDm{note.at:%m%d}"
    title = escape(note.fields["title"])
    return f""" <entry>
  <id>yt:video:{video}</id>
  <yt:videoId>{video}</yt:videoId>
  <yt:channelId>{profile["channel"]}</yt:channelId>
  <title>{title}</title>
  <link rel="alternate" href="https://www.youtube.com/watch?v={video}"/>
  <author>
   <name>{escape(profile["title"])}</name>
   <uri>{home}</uri>
  </author>
  <published>{_offset(note.at)}</published>
  <updated>{_offset(note.at)}</updated>
  <media:group>
   <media:title>{title}</media:title>
   <media:content url="https://www.youtube.com/v/{video}?version=3"
    type="application/x-shockwave-flash" width="640" height="390"/>
   <media:thumbnail url="https://i1.ytimg.com/vi/{video}/hqdefault.jpg" width="480" height="360"/>
   <media:description>{escape(note.text)}</media:description>
   <media:community>
    <media:starRating count="{note.number(90)}" average="5.00" min="1" max="5"/>
    <media:statistics views="{note.fields["views"]}"/>
   </media:community>
  </media:group>
 </entry>
"""


def _page(profile: dict[str, Any], note: Note) -> str:
    slug = note.key.partition("-")[2]
    return f"{profile['home']}{note.at:%Y}/{slug}"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))


def _categories(note: Note) -> list[str]:
    found: list[str] = note.fields.get("categories", [])
    return found


def _updated(note: Note) -> datetime:
    return source.moment(note.fields["updated"]) if "updated" in note.fields else note.at


def _local(at: datetime) -> datetime:
    return at.astimezone(ZONE)


def _iso(at: datetime) -> str:
    return _local(at).isoformat()


def _offset(at: datetime) -> str:
    return at.isoformat()
