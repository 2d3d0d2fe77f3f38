from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tilstede.core.post import Author, Media
from tilstede.intake import pump
from tilstede.intake.tally import Tally
from tilstede.intake.tests.items import AUTHOR, NOW, at, gone, post, seen
from tilstede.intake.tests.projection import everything
from tilstede.networks.kit.contract import Attachment, Item, Left, Missing, Seen, SetAside
from tilstede.posts import models, read, rebuild
from tilstede.record import read as record

pytestmark = pytest.mark.django_db


def take(*items: Item) -> Tally:
    return pump.take(items, now=NOW)


def texts(number: int = 1) -> list[str]:
    return [wording.post.text for wording in read.versions(number) if wording.post]


def kinds() -> list[str]:
    return [event.kind for event in record.events()]


def test_a_post_is_taken_in_once() -> None:
    assert take(seen(1, "Ferja går som normalt.")).new == 1
    again = take(seen(1, "Ferja går som normalt."))
    assert (again.taken, again.had) == (0, 1)
    assert kinds() == ["key", "seen"]


def test_the_same_post_twice_in_a_batch_is_one() -> None:
    tally = take(seen(1, "Vatnet er stengt."), seen(1, "Vatnet er stengt."))
    assert (tally.read, tally.taken, tally.had) == (2, 1, 1)


def test_an_edit_is_a_version_and_both_wordings_stay() -> None:
    take(seen(1, "Vegen opnar kl. 12."))
    take(seen(1, "Vegen opnar kl. 14.", edited=at(3)))
    assert texts() == ["Vegen opnar kl. 12.", "Vegen opnar kl. 14."]
    shown = read.one(1)
    assert shown is not None
    assert shown.post is not None
    assert shown.post.text == "Vegen opnar kl. 14."


def test_an_older_wording_that_comes_late_takes_its_place_in_time() -> None:
    take(seen(1, "Vegen opnar kl. 14.", edited=at(5)))
    take(seen(1, "Vegen opnar kl. 12.", edited=at(3)))
    assert texts() == ["Vegen opnar kl. 12.", "Vegen opnar kl. 14."]
    shown = read.one(1)
    assert shown is not None
    assert shown.post is not None
    assert shown.post.text == "Vegen opnar kl. 14."
    assert take(seen(1, "Vegen opnar kl. 12.", edited=at(3))).had == 1


def test_api_archive_and_feed_are_witnesses_of_one_post() -> None:
    take(seen(1, "Velkomen til folkemøte!", form="archive"))
    tally = take(seen(1, "Velkomen til folkemøte! ", form="api"))
    feed = Author(id="https://sosial.fjordvik.example/@fjordvik.rss")
    address = ("https://sosial.fjordvik.example/@fjordvik/1",)
    tally.add(
        take(seen(1, "Velkomen …", form="feed", network="feeds", author=feed, aliases=address))
    )
    assert (tally.taken, tally.had) == (0, 2)
    assert models.Post.objects.count() == 1
    assert kinds() == ["key", "seen", "witnessed", "witnessed"]
    assert len(texts()) == 1
    shown = read.one(1)
    assert shown is not None
    assert shown.row.form == "api"
    assert shown.row.network == "mastodon"


def test_a_deletion_hides_the_words_and_keeps_them_in_the_record() -> None:
    take(seen(1, "Dette var feil."))
    assert take(gone(1, at(4))).deletions == 1
    assert take(gone(1, at(4))).had == 1
    shown = read.one(1)
    assert shown is not None
    assert shown.withdrawn
    assert shown.row.withdrawn == at(4)
    assert shown.post is None
    assert b"Dette var feil." in record.current_posts([1])[1]


def test_a_deletion_told_of_first_holds_when_an_older_archive_brings_the_post() -> None:
    take(gone(1, at(4)))
    take(seen(1, "Dette var feil.", form="archive"))
    shown = read.one(2)
    assert shown is not None
    assert shown.withdrawn


def test_a_post_that_comes_back_stands_again() -> None:
    take(seen(1, "Borte og attende."), gone(1, at(4)))
    take(seen(1, "Borte og attende."))
    shown = read.one(1)
    assert shown is not None
    assert not shown.withdrawn
    assert kinds()[-1] == "returned"


def test_an_older_takeout_does_not_withdraw_what_came_back() -> None:
    take(seen(1, "Borte og attende."), gone(1, at(4)))
    take(seen(1, "Borte og attende."))
    assert take(gone(1, at(4))).had == 1
    shown = read.one(1)
    assert shown is not None
    assert not shown.withdrawn
    assert take(gone(1, NOW + timedelta(days=1))).deletions == 1


def test_an_account_that_has_become_protected_is_no_longer_shown_to_all() -> None:
    take(seen(1, "Ope for alle.", form="archive"))
    take(seen(1, "Ope for alle.", form="archive", visibility="followers"))
    assert kinds()[1:] == ["seen", "witnessed"]
    assert read.one(1) is None
    assert read.one(1, public=False) is not None
    take(seen(1, "Ope for alle.", form="archive"))
    assert read.one(1) is None
    before = everything()
    rebuild.rebuild()
    assert everything() == before
    assert texts() == ["Ope for alle."]


def test_what_a_feed_shows_again_is_what_is_shown() -> None:
    live = pump.Origin("feeds", live=True)
    for text in ("Stengt.", "Ope.", "Stengt."):
        pump.take([seen(1, text, form="feed", published=None)], now=NOW, origin=live)
    assert texts() == ["Stengt.", "Ope.", "Stengt."]
    shown = read.one(1)
    assert shown is not None
    assert shown.post is not None
    assert shown.post.text == "Stengt."


def test_a_feed_that_still_shows_a_deleted_post_does_not_replace_its_words() -> None:
    take(seen(1, "Badet er stengt i heile helga."), gone(1, at(4)))
    feed = Author(id="https://sosial.fjordvik.example/@fjordvik.rss")
    take(seen(1, "Badet er …", form="feed", network="feeds", author=feed))
    shown = read.one(1)
    assert shown is not None
    assert not shown.withdrawn
    assert shown.author.native_id == AUTHOR.id
    assert texts() == ["Badet er stengt i heile helga."]


def test_a_post_that_comes_back_in_another_form_is_no_new_version() -> None:
    take(seen(1, "Badet er stengt. ", form="archive"), gone(1, at(4)))
    take(seen(1, "Badet er stengt."))
    assert models.Post.objects.get().versions == 1


def test_what_a_source_shows_now_stands_though_a_takeout_told_of_its_deletion() -> None:
    take(gone(1, at(4)))
    take(seen(1, "Står her no."))
    shown = read.one(2)
    assert shown is not None
    assert not shown.withdrawn


def test_an_edit_that_an_archive_told_of_first_is_one_version() -> None:
    take(seen(1, "Vegen opnar kl. 12."))
    take(seen(1, "Vegen opnar kl. 14.", form="archive", edited=at(9)))
    assert take(seen(1, "Vegen opnar kl. 14.", edited=at(9))).had == 1
    assert texts() == ["Vegen opnar kl. 12.", "Vegen opnar kl. 14."]
    assert models.Post.objects.get().form == "api"


def test_an_edit_without_a_date_is_the_newest() -> None:
    take(seen(1, "Vegen opnar kl. 12.", form="feed"))
    take(seen(1, "Vegen opnar kl. 14.", form="feed", published=None))
    shown = read.one(1)
    assert shown is not None
    assert shown.post is not None
    assert shown.post.text == "Vegen opnar kl. 14."


def with_picture(file: Path, text: str, *, mime: str = "image/png", **fields: Any) -> Seen:
    media = (Media(file=file.name, mime=mime, alt=file.stem),)
    item = seen(1, text, form="archive", media=media, **fields)
    attachment = Attachment(0, lambda: file, "image/png", 1)
    return Seen(item.raw, item.mime, item.post, "", (attachment,))


def test_an_edit_that_swaps_the_picture_shows_the_new_one(tmp_path: Path) -> None:
    for name in ("ferje.png", "buss.png"):
        (tmp_path / name).write_text(name)
    take(with_picture(tmp_path / "ferje.png", "Ruta går."))
    take(with_picture(tmp_path / "buss.png", "Ruta går som buss.", edited=at(9)))
    take(with_picture(tmp_path / "ferje.png", "Ruta går snart.", edited=at(5)))
    held = models.Media.objects.get()
    assert record.payload(held.event, held.role) == b"buss.png"
    before = everything()
    rebuild.rebuild()
    assert everything() == before


def test_a_picture_of_a_kind_not_told_is_the_same_after_a_rebuild(tmp_path: Path) -> None:
    (tmp_path / "ferje.png").write_text("ferje")
    take(with_picture(tmp_path / "ferje.png", "Ruta går.", mime=""))
    assert models.Media.objects.get().mime == "image/png"
    before = everything()
    rebuild.rebuild()
    assert everything() == before


def test_who_is_set_aside_or_known_already_leaves_no_trace_that_a_rebuild_would_lack() -> None:
    take(seen(1, "Ein."))
    other = Author(id="https://annan.example/users/x")
    renamed = Author(id=AUTHOR.id, name="Nytt namn")
    third = Author(id="https://tredje.example/users/y")
    take(seen(1, "Annan.", author=other), seen(1, "Ein.", author=renamed))
    take(
        seen(1, "Annan.", author=other),
        seen(1, "Ein.", author=renamed),
        seen(2, "To.", author=third),
    )
    before = everything()
    rebuild.rebuild()
    assert everything() == before


def test_the_same_gap_twice_in_a_batch_is_one() -> None:
    missing = Missing(at(1), at(2), "page-limit")
    assert take(missing, missing).gaps == 1
    assert take(missing).gaps == 0


def test_an_id_used_by_another_author_is_set_aside() -> None:
    take(seen(1, "Frå kommunen."))
    tally = take(seen(1, "Frå ein annan.", author=Author(id="https://annan.example/users/x")))
    assert tally.reasons == {"same-id": 1}
    assert texts() == ["Frå kommunen."]


def test_threads_are_put_together_whatever_order_they_came_in() -> None:
    answer = seen(3, "Takk!", reply_to=post(2, "").aliases[0])
    question = seen(2, "Når opnar badet?", reply_to=post(1, "").aliases[1])
    take(answer, question, seen(1, "Badet er stengt i dag."))
    middle = read.one(2)
    assert middle is not None
    thread = read.thread(middle)
    assert [item.post.text for item in thread.before if item.post] == ["Badet er stengt i dag."]
    assert [item.post.text for item in thread.after if item.post] == ["Takk!"]


def test_counts_add_up_and_what_is_left_alone_is_counted_apart() -> None:
    tally = take(
        seen(1, "Ein."),
        SetAside("data/tweets.js, item 7", "broken-json"),
        Left("direct-messages", 4),
        Missing(at(1), at(2), "page-limit"),
    )
    assert tally.line().split() != []
    assert (tally.read, tally.taken, tally.had, tally.aside, tally.gaps) == (2, 1, 0, 1, 1)
    assert tally.left == {"direct-messages": 4}


def test_followers_only_posts_are_recorded_and_not_public() -> None:
    take(seen(1, "Berre for følgjarar.", visibility="followers"))
    assert read.one(1) is None
    assert read.one(1, public=False) is not None


def test_a_failed_batch_leaves_nothing() -> None:
    class Stopped(Exception):
        pass

    def items() -> list[Item]:
        return [seen(1, "Ein."), seen(2, "To.")]

    original = items()
    with pytest.raises(Stopped):
        _interrupted(original, Stopped)
    assert record.size() == 0
    assert take(*original).new == 2


def _interrupted(items: list[Item], stop: type[Exception]) -> None:
    with transaction.atomic():
        pump.take(items, now=NOW)
        raise stop


def test_a_rebuild_gives_the_same_rows() -> None:
    take(
        seen(1, "Vegen opnar kl. 12."),
        seen(2, "Badet?", reply_to=post(1, "").aliases[0], mentions=("a@b.example",)),
    )
    take(seen(1, "Vegen opnar kl. 14.", edited=at(3)), gone(2, at(9)), gone(7, at(9)))
    take(seen(1, "Vegen opnar kl. 14. ", form="archive"), seen(7, "Sletta før.", form="archive"))
    take(Missing(at(1), at(2), "page-limit"))
    before = everything()
    rebuild.rebuild()
    assert everything() == before


def test_a_rebuild_gives_the_same_however_fine_the_clock() -> None:
    """The record keeps milliseconds; what is shown must not depend on what is finer."""
    moment = NOW + timedelta(microseconds=999_999)
    soon = moment - timedelta(microseconds=1)
    pump.take([seen(1, "Ein.", published=soon), seen(2, "Når?", published=None)], now=moment)
    pump.take([seen(1, "To.", edited=soon), seen(2, "Når då?", edited=None)], now=moment)
    pump.take([gone(1), gone(3)], now=moment)
    before = everything()
    rebuild.rebuild()
    assert everything() == before


def test_a_new_name_is_kept_for_the_author() -> None:
    take(seen(1, "Ein."))
    take(seen(2, "To.", author=Author(id=AUTHOR.id, handle=AUTHOR.handle, name="Fjordvik kommune")))
    assert models.Author.objects.get().name == "Fjordvik kommune"


def test_a_name_taken_back_in_the_same_batch_is_kept() -> None:
    first, second = (Author(id=AUTHOR.id, name=name) for name in ("Kommunen", "Fjordvik kommune"))
    told = [seen(n, "Nytt.", author=who) for n, who in enumerate((first, second, first), 1)]
    take(*told)
    assert models.Author.objects.get().name == "Kommunen"


def test_a_second_feed_with_the_same_item_changes_nothing() -> None:
    link = ("https://kyst.example/sak/1",)
    first = Author(id="https://kyst.example/rss.xml", name="Nytt")
    second = Author(id="https://annan.example/rss.xml", name="Samla")
    told = {"form": "feed", "network": "feeds", "aliases": link}
    take(seen(1, "Slik departementet skreiv det.", author=first, **told))
    tally = take(seen(1, "Slik ein annan vrir det.", author=second, **told))
    assert (tally.taken, tally.had) == (0, 1)
    assert texts() == ["Slik departementet skreiv det."]
    assert models.Author.objects.count() == 1


def test_another_account_s_archive_cannot_withdraw_a_post() -> None:
    take(seen(1, "Frå kommunen."))
    origin = pump.Origin("mastodon", "archive.zip", "https://annan.example/users/x")
    tally = pump.take([gone(1, at(4))], now=NOW, origin=origin)
    assert tally.reasons == {"other-author": 1}
    own = pump.Origin("mastodon", "archive.zip", AUTHOR.id)
    assert pump.take([gone(1, at(4))], now=NOW, origin=own).deletions == 1


def test_an_index_of_another_tokeniser_is_noticed_and_made_anew() -> None:
    take(seen(1, "Ferja går."))
    assert not rebuild.is_outdated()
    models.Progress.objects.update(tokeniser=0)
    assert rebuild.is_outdated()
    rebuild.rebuild()
    assert not rebuild.is_outdated()
