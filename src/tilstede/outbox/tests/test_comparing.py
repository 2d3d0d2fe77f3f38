"""What a network makes of a film is no difference; what it leaves out is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tilstede.core.post import Author, Media, Post
from tilstede.networks.kit.outgoing import Enclosure, Outgoing
from tilstede.outbox.comparing import differences

FILM = Media(kind="video", url="https://video.fjordvik.example/w/1")
STILL = Media(kind="image", url="https://video.fjordvik.example/1.jpg")
TRACK = Media(kind="file", mime="text/vtt", url="https://video.fjordvik.example/1-nn.vtt")


def sent(*mimes: str) -> Outgoing:
    media = tuple(Enclosure(Path("x"), mime) for mime in mimes)
    return Outgoing(key="k", made=datetime(2026, 11, 22, tzinfo=UTC), text="", media=media)


def found(*media: Media) -> Post:
    author = Author(id="UC")
    return Post(
        aliases=("yt:1",), author=author, form="api", network="n", parser="n/1", media=media
    )


def codes(outgoing: Outgoing, post: Post) -> list[str]:
    return [row["code"] for row in differences(outgoing, post)]


def test_a_films_still_picture_and_captions_are_the_films_own() -> None:
    assert codes(sent("video/mp4"), found(FILM, STILL, TRACK)) == []


def test_a_film_or_a_picture_that_is_missing_is_told() -> None:
    assert codes(sent("video/mp4"), found()) == ["media"]
    assert codes(sent("image/png", "image/png"), found(STILL)) == ["media"]


def test_a_language_that_is_not_told_is_not_another() -> None:
    ours = replace(sent(), language="nn")
    told = {"": [], "nn": [], "NN": [], "no": [], "en": ["language"], "nb": ["language"]}
    for language, expected in told.items():
        assert codes(ours, msgspec.structs.replace(found(), language=language)) == expected
