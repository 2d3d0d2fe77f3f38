"""What a network can do, in one vocabulary. What is declared is tested; what is missing is said so."""

from __future__ import annotations

from typing import Final

#: ability -> what it says. The first block is about reading, the second about sending.
ABILITIES: Final[dict[str, str]] = {
    "fetch": "an account's posts are read",
    "thread": "the answers to a post are read",
    "mentions": "what is said to an account is read",
    "hashtag": "what is said under a hashtag is read",
    "search": "what is said with given words is read",
    "stream": "what is said is told as it happens",
    "login": "reads with an account's own login",
    "closed": "reads nothing without an account's own login",
    "edits": "tells of edits",
    "deletions": "tells of deletions",
    "polls": "tells of polls",
    "boosts": "tells of boosts",
    "export": "an account's own takeout is taken in",
    "metrics": "how often a post was seen, liked and shared is read",
    "send": "a post is sent",
    "reply": "an answer is sent in anyone's thread",
    "boost": "someone's post is boosted",
    "quote": "someone's post is quoted",
    "like": "someone's post is liked",
    "follow": "an account is followed",
    "edit": "a post of our own is edited",
    "delete": "a post of our own is deleted",
    "hide": "an answer under a post of our own is hidden",
    "remove": "an answer of another under a post of our own is deleted",
    "block": "an account is kept from reaching ours, and let in again",
    "media": "pictures or films are sent with a post",
    "alt": "alt texts are sent with pictures",
    "captions": "captions are sent with films",
    "poll": "a poll is sent with a post",
}

#: Those that need a `sending.Sender`.
SENDING: Final = frozenset(
    {
        "send",
        "reply",
        "boost",
        "quote",
        "like",
        "follow",
        "edit",
        "delete",
        "hide",
        "remove",
        "block",
        "media",
        "alt",
        "captions",
        "poll",
    }
)
