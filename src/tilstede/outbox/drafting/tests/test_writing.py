"""Nothing that somebody wrote is lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tilstede.office.models import User
from tilstede.outbox.drafting import writing
from tilstede.outbox.drafting.content import Content, Item, Track, pack, unpack
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.tests.staff import person

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari() -> User:
    return person("Kari", "writer")


@pytest.fixture
def ola() -> User:
    return User.objects.create_user("ola@fjordvik.example", "et langt passord 2", name="Ola")


def _texts(manuscript: Manuscript) -> list[str]:
    rows = manuscript.wordings.order_by("number")
    return [unpack(row.content).parts[0] for row in rows]


def test_a_draft_is_begun_and_saved(kari: User) -> None:
    begun = writing.begin(author=kari, now=NOW)
    saved = writing.save(begun.key, Content(parts=("Hei!",)), base=1, author=kari, now=NOW)
    assert saved.other is None
    begun.refresh_from_db()
    assert begun.revision == 2
    assert writing.standing(begun) == Content(parts=("Hei!",))


def test_the_same_words_are_kept_once(kari: User) -> None:
    begun = writing.begin(author=kari, now=NOW, content=Content(parts=("Hei!",)))
    writing.save(begun.key, Content(parts=("Hei!",)), base=1, author=kari, now=NOW)
    assert begun.wordings.count() == 1


def test_two_who_write_at_the_same_time_both_keep_their_words(kari: User, ola: User) -> None:
    begun = writing.begin(author=kari, now=NOW)
    writing.save(begun.key, Content(parts=("Karis",)), base=1, author=kari, now=NOW)
    saved = writing.save(begun.key, Content(parts=("Olas",)), base=1, author=ola, now=NOW)
    assert saved.other is not None
    assert unpack(saved.other.content).parts == ("Karis",)
    assert _texts(begun) == ["", "Karis", "Olas"]
    begun.refresh_from_db()
    assert writing.standing(begun).parts == ("Karis",)
    brought_together = writing.save(
        begun.key, Content(parts=("Karis og Olas",)), base=2, author=ola, now=NOW
    )
    assert brought_together.other is None
    begun.refresh_from_db()
    assert writing.standing(begun).parts == ("Karis og Olas",)


def test_what_was_approved_must_be_seen_again_when_it_is_changed(kari: User) -> None:
    begun = writing.begin(author=kari, now=NOW)
    Manuscript.objects.update(state=writing.State.PLANNED)
    writing.save(begun.key, Content(parts=("Noe annet",)), base=1, author=kari, now=NOW)
    begun.refresh_from_db()
    assert begun.state == writing.State.WRITING


@pytest.mark.parametrize("state", [writing.State.HANDED, writing.State.DROPPED])
def test_what_has_left_the_desk_is_not_written_on(kari: User, state: str) -> None:
    begun = writing.begin(author=kari, now=NOW)
    Manuscript.objects.update(state=state)
    with pytest.raises(writing.NotOpen):
        writing.save(begun.key, Content(parts=("For sent",)), base=1, author=kari, now=NOW)
    assert _texts(begun) == [""]


def test_a_wording_comes_back_as_it_was() -> None:
    content = Content(
        parts=("Én", "To"),
        language="nn",
        media=(Item(file="a" * 32, alt="", captions=(Track(file="b" * 32, language="nb"),)),),
        variants={"7": ("Kort",)},
    )
    assert unpack(pack(content)) == content
    assert content.parts_for(7) == ("Kort",)
    assert content.parts_for(8) == ("Én", "To")


def test_what_was_said_of_the_whole_is_said_of_these_words_alone(kari: User) -> None:
    """That words tell nothing of what few could see holds for no words that came since; a number found in them may
    stand as long as it stands there."""
    key = writing.begin(author=kari, now=NOW).key

    def confirmed() -> list[str]:
        return [row.check_id for row in Manuscript.objects.get(key=key).confirmed.order_by("pk")]

    def confirm() -> None:
        for check in ("telephone", "closed-source"):
            writing.confirm(key, check, check, by="kari", now=NOW)

    confirm()
    content = Content(parts=("Ho sa at mora er sjuk.",))
    base = writing.save(key, content, base=1, author=kari, now=NOW).wording.number
    assert confirmed() == ["telephone"]
    confirm()
    writing.save(key, content, base=base, author=kari, now=NOW)
    assert confirmed() == ["telephone", "closed-source"], "nothing was changed"
    writing.join(key, reply_to=7, author=kari, now=NOW)
    assert confirmed() == ["telephone"], "it answers another"
