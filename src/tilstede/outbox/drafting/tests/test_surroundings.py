"""What a draft is held against is what the record and the directory say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tilstede.core.post import Author, Post
from tilstede.office.models import Body
from tilstede.outbox.drafting import surroundings
from tilstede.outbox.drafting.tests.staff import draft, person
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.posts import models

__all__ = ["desk", "place", "sample"]


def asked(desk: Desk, *, sure: bool) -> int:
    """A question in nynorsk; ``sure``: it is known to be."""
    number = desk.hear(
        Post(
            aliases=("sample:sporsmal",),
            author=Author(id="ola", handle="ola"),
            published=MORNING - timedelta(hours=1),
            form="api",
            network="sample",
            parser="sample/1",
            text="Når opnar brua?",
            language="nb",
        )
    )
    models.Post.objects.filter(number=number).update(language="nn", language_sure=sure)
    return number


@pytest.mark.parametrize(("sure", "form"), [(True, "nn"), (False, "")])
def test_the_form_of_a_question_is_that_of_its_words(desk: Desk, sure: bool, form: str) -> None:
    manuscript = draft(desk, person("Kari"))
    manuscript.reply_to = asked(desk, sure=sure)
    assert surroundings.around(manuscript, [], []).answered == form


def test_what_answers_nothing_owes_no_form(desk: Desk) -> None:
    assert surroundings.around(draft(desk, person("Kari")), [], []).answered == ""


@pytest.mark.parametrize(
    ("kind", "least", "share"),
    [("ministry", None, 0.25), ("municipality", None, 0), ("municipality", 40, 0.4)],
)
def test_the_share_is_what_the_body_aims_at(
    desk: Desk, kind: str, least: int | None, share: float
) -> None:
    manuscript = draft(desk, person("Kari"))
    Body.objects.filter(own=True).update(kind=kind, least_share=least)
    assert surroundings.around(manuscript, [], []).share == share
