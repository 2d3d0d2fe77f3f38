"""The terms of ActivityStreams 2.0 that may stand in what we write, as its JSON-LD context defines them.

Source: Activity Vocabulary, W3C Recommendation of 23 May 2017, sections 2, 3 and 4. Without a default vocabulary, so
that a word that is none of these is lost when a document is expanded.
"""

from __future__ import annotations

from typing import Any

AS = "https://www.w3.org/ns/activitystreams#"
TYPES = (
    *("Announce", "Article", "Audio", "Document", "Image", "Link", "Note", "Object", "Question"),
    *("OrderedCollection", "OrderedCollectionPage", "Tombstone", "Video"),
)
OBJECTS = (
    *("actor", "anyOf", "attachment", "attributedTo", "first", "href", "inReplyTo", "next"),
    *("object", "oneOf", "partOf", "prev", "tag", "url"),
)
TIMES = ("deleted", "endTime", "published", "updated")
TEXTS = ("content", "mediaType", "name", "rel", "summary")


def _term(name: str, **more: Any) -> dict[str, Any]:
    return {"@id": f"as:{name}", **more}


CONTEXT: dict[str, Any] = {
    "@context": {
        "as": AS,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": "@id",
        "type": "@type",
        **{name: _term(name) for name in TYPES},
        **{name: _term(name, **{"@type": "@id"}) for name in OBJECTS},
        **{name: _term(name, **{"@type": "xsd:dateTime"}) for name in TIMES},
        **{name: _term(name) for name in TEXTS},
        **{
            f"{name}Map": _term(name, **{"@container": "@language"})
            for name in ("content", "name", "summary")
        },
        **{
            name: _term(name, **{"@type": "xsd:nonNegativeInteger"}) for name in ("width", "height")
        },
        "formerType": _term("formerType", **{"@type": "@id"}),
        "orderedItems": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    }
}
