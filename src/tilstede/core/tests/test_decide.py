from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tilstede.core.decide import Known, Witness, decide, stands
from tilstede.core.post import Author, Form, Post


def at(day: int) -> datetime:
    return datetime(2026, 10, day, tzinfo=UTC)


def post(form: Form, edited: datetime | None = None, **fields: Any) -> Post:
    told: dict[str, Any] = {"published": at(1), **fields}
    return Post(
        aliases=("x:1",),
        author=Author(id="1"),
        edited=edited,
        form=form,
        network="x",
        parser="x/1",
        **told,
    )


def known(form: Form, gone: bool = False, **digests: list[str]) -> Known:
    """What is held: the digests of each form, the newest of them written on the 3rd."""
    forms = {f"x/{name}": Witness(at(3), found) for name, found in digests.items()}
    return Known(1, "x", form, forms, gone)


@pytest.mark.parametrize(
    ("held", "told", "digest", "decision"),
    [
        (None, post("feed"), "a", "seen"),
        (known("api", api=["a"]), post("api"), "a", "had"),
        (known("api", api=["a"]), post("api"), "b", "edited"),
        (known("api", api=["a", "b"]), post("api", at(2)), "a", "had"),
        (known("api", api=["a", "b"]), post("api", at(4)), "a", "edited"),
        (known("feed", feed=["a", "b"]), post("feed", at(4)), "a", "had"),
        (known("api", api=["a"]), post("feed"), "b", "witnessed"),
        (known("feed", feed=["a"]), post("api"), "b", "witnessed"),
        (known("api", api=["a"], feed=["b"]), post("feed"), "c", "had"),
        (known("api", api=["a"], feed=["b"]), post("feed", at(9)), "c", "had"),
        (known("api", api=["a"]), post("archive", at(9)), "b", "edited"),
        (known("api", api=["a"]), post("archive", at(2)), "b", "witnessed"),
        (known("archive", api=["a"], archive=["b"]), post("api", at(9)), "b", "witnessed"),
        (known("archive", api=["a"], archive=["b"]), post("api", at(9)), "c", "edited"),
        (known("archive", archive=["a"]), post("told", at(4)), "b", "edited"),
        (known("told", archive=["a"], told=["b"]), post("archive"), "b", "witnessed"),
        (known("told", archive=["a"], told=["b"]), post("archive"), "a", "had"),
        (known("told", archive=["a"], told=["b"]), post("archive"), "c", "edited"),
        (known("api", gone=True, api=["a"]), post("api"), "a", "returned"),
        (known("api", gone=True, api=["a"]), post("archive"), "a", "witnessed"),
        (known("api", gone=True, api=["a"]), post("told", at(9)), "b", "had"),
        (known("told", gone=True, api=["a"], told=["b"]), post("told", at(9)), "c", "had"),
    ],
)
def test_what_is_new(held: Known | None, told: Post, digest: str, decision: str) -> None:
    assert decide(held, told, digest) == decision


@pytest.mark.parametrize(
    ("held", "told", "decision", "shown"),
    [
        (known("api", api=["a"]), post("api", at(4)), "edited", True),
        (known("api", api=["a"]), post("api", at(2)), "edited", False),
        (known("feed", feed=["a"]), post("feed", published=None), "edited", True),
        (known("archive", archive=["a"]), post("api"), "witnessed", True),
        (known("api", api=["a"]), post("feed"), "witnessed", False),
    ],
)
def test_what_is_shown(held: Known, told: Post, decision: Any, shown: bool) -> None:
    assert stands(held, told, decision) is shown


def test_a_feed_that_shows_an_earlier_wording_again_shows_it_now() -> None:
    held = known("feed", feed=["a", "b"])
    assert decide(held, post("feed"), "a", live=True) == "edited"
    assert decide(held, post("feed"), "a") == "had"  # a file saved earlier


def test_a_feed_that_flaps_between_two_wordings_is_left_alone_in_the_end() -> None:
    digests = ["a"]
    for _ in range(20):
        for digest in ("b", "a"):
            if decide(known("feed", feed=digests), post("feed"), digest, live=True) == "edited":
                digests = [*digests, digest]
    assert digests == ["a", "b", "a", "b", "a", "b"]


def test_what_is_no_longer_for_all_is_told_of_though_the_words_are_the_same() -> None:
    held = known("archive", archive=["a"])
    closed = post("archive", visibility="followers")
    assert decide(held, closed, "a") == "witnessed"
    narrowed = Known(1, "x", "archive", held.forms, visibility="followers")
    assert decide(narrowed, closed, "a") == "had"
    assert decide(narrowed, post("archive"), "a") == "had"  # an older takeout opens nothing


def film(network: str = "peertube", host: str = "film.example", **fields: Any) -> Post:
    """A film on film.example, as a server told of it."""
    aliases = ("https://film.example/videos/1", f"{network}:{host}:1")
    return msgspec.structs.replace(post("api", **fields), aliases=aliases, network=network)


CARRIED = film("mastodon", "sosial.example")
HELD = Known(1, "peertube", "api", {"peertube/api": Witness(at(1), ["a"])})
CARRIES = Known(1, "mastodon", "api", {"mastodon/api": Witness(at(1), ["b"], carried=True)})
BOTH = Known(1, "peertube", "api", {**HELD.forms, **CARRIES.forms})


@pytest.mark.parametrize(
    ("held", "told", "digest", "decision", "shown"),
    [
        (HELD, CARRIED, "b", "witnessed", False),
        (HELD, film("mastodon", "sosial.example", edited=at(9)), "b", "witnessed", False),
        (CARRIES, film(), "a", "witnessed", True),
        (BOTH, CARRIED, "c", "witnessed", False),
        (BOTH, film(), "c", "edited", True),
    ],
)
def test_two_networks_that_tell_of_a_film_do_not_edit_it(
    held: Known, told: Post, digest: str, decision: Any, shown: bool
) -> None:
    assert decide(held, told, digest) == decision
    assert stands(held, told, decision) is shown


def test_what_is_gone_is_not_back_because_another_still_carries_it() -> None:
    assert decide(BOTH, CARRIED, "b") == "had"
    gone = msgspec.structs.replace(BOTH, gone=True)
    assert decide(gone, CARRIED, "b") == "had"
    assert decide(gone, film(), "a") == "returned"
