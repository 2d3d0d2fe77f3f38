"""Whole documents for tests, of a place that does not exist."""

from __future__ import annotations

from typing import Final


def rss(*items: str, channel: str = "", attributes: str = "") -> bytes:
    """An RSS 2.0 document with these items."""
    head = (
        "<title>Fjordvik kommune</title><link>https://fjordvik.example/</link>"
        f"<description>Nytt</description>{channel}"
    )
    body = "".join(f"<item>{item}</item>\n" for item in items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"{attributes}>'
        f"<channel>{head}{body}</channel></rss>"
    ).encode()


def item(number: int, **changed: str) -> str:
    """An item of its own number, with other fields where given (empty: without it)."""
    fields = {
        "title": f"Sak {number}",
        "link": f"https://fjordvik.example/sak/{number}",
        "guid": f"sak-{number}",
        "pubDate": f"Mon, {number % 27 + 1:02} Jun 2026 10:00:00 GMT",
        "description": f"Dette er sak {number}.",
        **changed,
    }
    attributes = {"guid": ' isPermaLink="false"'}
    return "".join(
        f"<{name}{attributes.get(name, '')}>{text}</{name}>"
        for name, text in fields.items()
        if text
    )


RSS: Final = rss(
    item(1),
    item(2),
    item(3),
    channel='<atom:link rel="self" href="https://fjordvik.example/rss"/><language>nb-no</language>',
    attributes=' xmlns:atom="http://www.w3.org/2005/Atom"',
)
ATOM: Final = """<?xml version="1.0" encoding="iso-8859-1"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nn" xml:base="https://fjordvik.example/nytt/">
<title>Ordføraren</title><link rel="self" href="atom.xml"/><link href="."/>
<id>tag:fjordvik.example,2026:nytt</id><updated>2026-06-01T10:00:00Z</updated>
<entry><id>tag:fjordvik.example,2026:1</id><title>Førsteordføraren</title><link href="1"/>
<updated>2026-06-01T10:00:00Z</updated><content type="html">&lt;p&gt;Å ja&lt;/p&gt;</content></entry>
<entry xml:lang="se"><id>tag:fjordvik.example,2026:2</id><title>Bures</title><link href="2"/>
<updated>2026-06-02T10:00:00Z</updated><summary>Buorre beaivi</summary></entry>
</feed>""".encode("iso-8859-1")
JSON: Final = """{"version": "https://jsonfeed.org/version/1.1", "title": "Biblioteket",
"home_page_url": "https://bibliotek.example/", "feed_url": "https://bibliotek.example/feed.json",
"items": [{"id": "1", "content_text": "Ny bok: \\ud800 så fint", "date_published": "2026-01-01T00:00:00Z"},
{"id": "2"}, 7, {"id": "3", "title": "Åpent", "content_html": "<b>I dag</b>"}]}""".encode()
BROKEN: Final = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Fisk & vilt</title><link>https://vilt.example/</link>
<item><title>Torsk & sei</title><link>https://vilt.example/1?a=1&b=2</link><guid>1</guid></item>
<item><title>Uten slutt</title><guid>2</guid>
<item><title>Siste</title><description><![CDATA[<item>ikke en post</item>]]></description><guid>3</guid></item>
<!-- <item><title>Skjult</title></item> -->
</channel>"""
_WORDPRESS: Final = (
    'xmlns:wp="http://wordpress.org/export/1.2/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
)


def blog_item(number: int, kind: str = "post", status: str = "publish", more: str = "") -> str:
    """An item of a WordPress export."""
    return (
        f"<title>Innlegg {number}</title><link>https://blogg.example/{number}/</link>"
        f'<guid isPermaLink="false">https://blogg.example/?p={number}</guid>'
        "<content:encoded><![CDATA[Tekst.\n\nMer tekst.]]></content:encoded>"
        "<excerpt:encoded><![CDATA[]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2020-01-01 10:00:00</wp:post_date_gmt>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}"
    )


_COMMENT: Final = (
    "<wp:comment><wp:comment_author_email>kari@privat.example</wp:comment_author_email>"
    "<wp:comment_author_IP>203.0.113.7</wp:comment_author_IP>"
    "<wp:comment_content><![CDATA[Bra!]]></wp:comment_content></wp:comment>"
)
BLOG: Final = rss(
    blog_item(1, more=_COMMENT * 2),
    blog_item(2, status="draft"),
    blog_item(3, status="private"),
    blog_item(4, more="<wp:post_password>sesam</wp:post_password>"),
    blog_item(5, kind="page"),
    blog_item(6, kind="attachment", status="inherit"),
    blog_item(7, kind="nav_menu_item"),
    blog_item(8),
    attributes=f" {_WORDPRESS}",
).replace(b"https://fjordvik.example/<", b"https://blogg.example<")
