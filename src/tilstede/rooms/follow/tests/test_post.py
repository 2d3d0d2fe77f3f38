from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tilstede.intake import reparse
from tilstede.intake.tests import notes, scene
from tilstede.posts import read
from tilstede.rooms.follow import history
from tilstede.rooms.follow.tests.conftest import articles, questions, words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]


def test_a_post_shows_every_version_with_what_was_changed(page: Page) -> None:
    html = page(f"/post/{scene.number(2)}")
    assert "2 versions" in html
    seen = words(html)
    assert "[out: opnar end]" in seen or "[out:" in seen
    assert "<del>" in html
    assert "<ins>" in html
    assert "Vegen opnar kl. 12. Vi beklagar." in seen


def test_a_post_read_again_by_a_better_parser_says_so_and_has_no_other_version(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes.install(monkeypatch, 1)
    scene.take(notes.network.seen(1, "Ferja gar.", more={"text": "Ferja går."}))
    scene.take(notes.network.seen(2, "Badet er ope.", more={"text": "Badet er opent."}))
    scene.take(notes.network.seen(2, "Badet er stengt.", edited="2026-11-22T09:00:00+00:00"))
    first, second = (read.by_alias(f"note:{n}") for n in (1, 2))
    assert "Read again" not in page(f"/post/{first}")
    notes.install(monkeypatch, 2)
    reparse.reparse()
    html = page(f"/post/{first}")
    assert "Ferja går." in html
    assert "Read again by a better parser" in html
    assert "edited" not in words(html).lower()
    html = page(f"/post/{second}")
    assert "2 versions" in html
    assert html.count("Read again by a better parser") == 1


def test_a_post_stands_in_its_thread(page: Page) -> None:
    html = page(f"/post/{scene.number(20)}")
    shown = [words(article) for article in articles(html)]
    assert [
        "Vegen opnar ikkje" in shown[0],
        "Når opnar vegen" in shown[1],
        "Han opnar" in shown[2],
    ] == [
        True,
        True,
        True,
    ]
    assert html.index("Earlier in the thread") < html.index("1 reply")


def test_the_post_asked_for_stands_first_and_the_thread_before_it_is_folded(page: Page) -> None:
    html = page(f"/post/{scene.number(21)}")
    folded, shown = html.partition("<main")[2].split("</details>", 1)
    assert "2 posts earlier in the thread" in folded
    assert "Vegen opnar ikkje" in folded
    assert "Han opnar truleg" in shown


def test_the_number_for_the_command_line_is_told_staff_with_the_command(
    page: Page, client: Client
) -> None:
    number = scene.number(1)
    command = f"tilstede record bundle {number} -o {number}.zip"
    assert command not in words(page(f"/post/{number}"))
    client.force_login(scene.member("skriv@fjordvik.example", "communicator"))
    shown = words(client.get(f"/en/post/{number}").content.decode())
    assert command in shown
    assert "Answer, thank or boost" in shown
    assert "Withhold" not in shown


def test_a_thread_whose_beginning_is_not_held_says_so(page: Page) -> None:
    scene.take(scene.seen(40, "Einig.", reply_to="https://tut.example/9"))
    assert "a post that we do not hold" in page(f"/post/{scene.number(40)}")


def test_the_proof_names_event_time_and_checkpoint(page: Page) -> None:
    number = scene.number(1)
    html = page(f"/post/{number}")
    assert f'<dd class="number">{number}</dd>' in html
    assert f'href="/post/{number}/bundle"' in html
    assert "/log/checkpoint/" in html


def test_a_post_not_yet_signed_says_so(page: Page) -> None:
    scene.take(scene.seen(41, "Heilt nytt."))
    assert "the next checkpoint" in page(f"/post/{scene.number(41)}")


def test_a_withdrawn_post_has_no_words_no_versions_and_no_bundle(
    page: Page, client: Client
) -> None:
    number = scene.number(5)
    html = page(f"/post/{number}")
    assert "Withdrawn by its author on 13 October 2026" in words(html)
    assert "trekt tilbake seinare" not in html
    assert "these words" not in html
    assert "which are not shown here" in html
    assert "/bundle" not in html
    assert client.get(f"/post/{number}/bundle").status_code == 404


def test_a_followers_post_a_withheld_one_and_none_at_all_look_alike(client: Client) -> None:
    scene.decide("withheld", scene.number(1))
    for number in (scene.number(12), scene.number(1), 99_999, 2**70):
        for path in (f"/post/{number}", f"/post/{number}/bundle", f"/media/{number}/0"):
            assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("number", [2**53, 2**57, 2**63 - 1, 2**63, 10**30, int("9" * 4_000)])
def test_a_number_that_no_event_can_have_is_not_found(client: Client, number: int) -> None:
    staff = Client()
    staff.force_login(scene.staff())
    paths = (
        "/post/{}",
        "/en/post/{}",
        "/post/{}/bundle",
        "/post/{}/withhold",
        "/post/{}/release",
        "/media/{}/0",
        f"/media/{scene.number(3)}/{{}}",
        "/thumb/{}/0",
        "/account/{}",
        "/log/checkpoint/{}",
        "/log/keys/{}",
    )
    for path in paths:
        assert staff.get(path.format(number)).status_code == 404, path
        if not path.endswith(("withhold", "release")):
            assert client.get(path.format(number)).status_code == 404, path


def test_a_feed_s_article_keeps_its_shape_without_what_acts(page: Page) -> None:
    html = page(f"/post/{scene.number(23)}")
    assert "<strong>ny plan</strong>" in html
    assert "<li>Havner</li>" in html
    assert "evil.example" not in html
    assert "<script>" not in html


def test_the_heading_order_has_no_holes(page: Page) -> None:
    html = page(f"/post/{scene.number(20)}")
    assert html.count("<h1") == 1


def test_as_many_questions_to_the_database_for_two_versions_as_for_nine() -> None:
    def number() -> int:
        with questions() as asked:
            item = read.one(scene.number(51))
            assert item is not None
            history.post(item)
        assert any("record_payload" in statement for statement in asked)
        return len(asked)

    scene.take(scene.seen(51, "Ein."))
    scene.take(scene.seen(51, "To.", edited=scene.NOW))
    few = number()
    for n in range(7):
        scene.take(scene.seen(51, f"Ord {n}.", edited=scene.NOW + timedelta(minutes=n)))
    assert number() == few
