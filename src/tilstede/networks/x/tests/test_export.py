"""An archive from end to end: what is in it comes out, and what is wrong in it stays there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tilstede.core import alias
from tilstede.core.post import Post
from tilstede.networks.kit.archive import Bomb
from tilstede.networks.kit.containers import CutOff
from tilstede.networks.kit.contract import Gone, Item, Left, Missing, Seen, SetAside
from tilstede.networks.x.export import JSON_SEQ
from tilstede.networks.x.network import network
from tilstede.networks.x.tests.archives import (
    OWNER,
    SINCE,
    account,
    dated,
    manifest,
    script,
    snowflake,
    tweet,
    write_folder,
    write_many,
    write_zip,
)

CONTEXT = {"account": OWNER, "handle": "fjordvik", "name": "Fjordvik kommune"}
LONG = (
    "Kommunestyret vedtok i kveld budsjettet for neste år &amp; planen. " + "Meir om vegane. " * 30
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[Item]]:
    """The items of an archive of these files (with an account.js, unless told otherwise)."""

    def reading(files: dict[str, bytes], *, owner: bool = True) -> list[Item]:
        given = {"data/account.js": account(), **files} if owner else files
        return items_of(write_zip(tmp_path / "archive.zip", given))

    return reading


def items_of(path: Path) -> list[Item]:
    export = network.open_export(path)
    assert export is not None
    try:
        return list(export.items())
    finally:
        export.close()


def posts(items: list[Item]) -> list[Post]:
    return [item.post for item in items if isinstance(item, Seen)]


def aside(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.where, item.reason) for item in items if isinstance(item, SetAside)]


def tweets(*items: Any) -> dict[str, bytes]:
    return {"data/tweets.js": script("tweets", items)}


def test_parts_are_read_in_order(read: Callable[..., list[Item]]) -> None:
    files = {
        f"data/tweets{'' if part == 0 else f'-part{part}'}.js": script(
            "tweets", [tweet(f"Del {part}", SINCE + timedelta(days=part))], part
        )
        for part in (10, 0, 2, 1)
    }
    assert [post.text for post in posts(read(files))] == ["Del 0", "Del 1", "Del 2", "Del 10"]


def test_where_each_post_lies_is_told(read: Callable[..., list[Item]]) -> None:
    items = read(tweets(tweet("a"), tweet("b", SINCE + timedelta(days=1))))
    places = [item.where for item in items if isinstance(item, Seen)]
    assert places == ["data/tweets.js, item 1", "data/tweets.js, item 2"]


def test_raw_bytes_are_the_elements_own(read: Callable[..., list[Item]]) -> None:
    files = {
        "data/tweets.js": b'window.YTD.tweets.part0 = [ {"tweet":  {"id_str":"12","text":"hei"}} ]'
    }
    (seen,) = read(files)
    assert isinstance(seen, Seen)
    assert seen.raw == b'{"tweet":  {"id_str":"12","text":"hei"}}'
    assert network.parse(seen.raw, seen.mime, CONTEXT) == seen.post


def test_archives_of_before_2020_have_no_wrapping(read: Callable[..., list[Item]]) -> None:
    files = {"tweet.js": script("tweet", [tweet("Gammal form")["tweet"]]), "account.js": account()}
    assert [post.text for post in posts(read(files, owner=False))] == ["Gammal form"]


def note(text: str, when: datetime, **fields: Any) -> dict[str, Any]:
    stamp = when.isoformat().replace("+00:00", ".000Z")
    urls = [
        {"shortUrl": "https://t.co/nnnnnnnnn1", "expandedUrl": "https://fjordvik.example/budsjett"}
    ]
    core = {"text": text, "urls": urls, "mentions": [], "hashtags": [], "cashtags": []}
    number = snowflake(when)
    return {"noteTweet": {"noteTweetId": number, "createdAt": stamp, "core": core, **fields}}


def test_long_text_takes_the_place_of_the_cut_one(read: Callable[..., list[Item]]) -> None:
    cut = tweet(f"@nokon {LONG[:200]}… https://t.co/lllllllll1")
    other = tweet("Same minutt, anna tekst", SINCE + timedelta(seconds=1))
    long = note(f"{LONG} https://t.co/nnnnnnnnn1", SINCE - timedelta(seconds=1))
    files = {**tweets(other, cut), "data/note-tweet.js": script("note_tweet", [long])}
    items = read(files)
    assert not aside(items)
    short, whole = posts(items)
    assert short.text == "Same minutt, anna tekst"
    assert whole.text == LONG.replace("&amp;", "&") + " https://fjordvik.example/budsjett"
    assert [link.url for link in whole.links] == ["https://fjordvik.example/budsjett"]
    assert not whole.odd
    seen = items[1]
    assert isinstance(seen, Seen)
    assert seen.mime == JSON_SEQ
    first, second = (json.loads(part) for part in seen.raw.split(b"\x1e")[1:])
    assert (first, second) == (cut, long)
    assert network.parse(seen.raw, seen.mime, CONTEXT) == whole


def test_long_text_that_names_its_tweet(read: Callable[..., list[Item]]) -> None:
    cut = tweet("Heilt anna tekst …")
    long = {
        "noteTweet": {
            "noteTweetId": "1",
            "tweetId": cut["tweet"]["id_str"],
            "noteTweetResults": {"text": LONG, "entitySet": {"urls": []}},
        }
    }
    items = read({**tweets(cut), "data/note-tweet.js": script("note_tweet", [long])})
    assert [post.text for post in posts(items)] == [LONG.replace("&amp;", "&").strip()]


def test_long_text_without_its_tweet_is_set_aside(read: Callable[..., list[Item]]) -> None:
    files = {"data/note-tweet.js": script("note_tweet", [note(LONG, SINCE), {"noteTweet": {}}, 7])}
    assert aside(read(files)) == [
        ("data/note-tweet.js, item 2", "not-a-post"),
        ("data/note-tweet.js, item 3", "not-a-post"),
        ("data/note-tweet.js, item 1", "no-id"),
    ]


def edited(text: str, when: datetime, ids: list[str]) -> dict[str, Any]:
    first = {"initial": {"editTweetIds": ids}}
    later = {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": ids}}}
    return tweet(text, when, edit_info=first if snowflake(when) == ids[0] else later)


def test_versions_of_an_edited_tweet_come_in_order(read: Callable[..., list[Item]]) -> None:
    times = [SINCE + timedelta(minutes=minute) for minute in (0, 5, 9)]
    ids = [snowflake(when) for when in times]
    versions = [edited(f"Utgåve {n}", when, ids) for n, when in enumerate(times, 1)]
    items = read(
        tweets(versions[2], tweet("Noko anna", SINCE - timedelta(days=1)), versions[0], versions[1])
    )
    other, *found = posts(items)
    assert other.text == "Noko anna"
    assert [post.text for post in found] == ["Utgåve 1", "Utgåve 2", "Utgåve 3"]
    assert [post.edited for post in found] == [None, times[1], times[2]]
    assert {post.published for post in found} == {SINCE}
    assert all({f"x:{one}" for one in ids} <= set(post.aliases) for post in found)
    assert [post.aliases[0] for post in found] == [f"x:{one}" for one in ids]


def test_deleted_tweets_are_seen_and_then_gone(read: Callable[..., list[Item]]) -> None:
    deleted = tweet("Feil lenkje", deleted_at="2023-08-30T22:20:03.000Z")
    header = {"tweet": {"tweet_id": deleted["tweet"]["id_str"], "deleted_at": dated(SINCE)}}
    lost = {"tweet": {"tweet_id": "1690395372546301952", "deleted_at": dated(SINCE)}}
    seen, gone, other = read(
        {
            "data/deleted-tweets.js": script("deleted_tweets", [deleted]),
            "data/deleted-tweet-headers.js": script("deleted_tweet_headers", [header, lost]),
        }
    )
    assert isinstance(seen, Seen)
    assert isinstance(gone, Gone)
    assert gone.aliases == seen.post.aliases
    assert gone.when == datetime(2023, 8, 30, 22, 20, 3, tzinfo=UTC)
    assert isinstance(other, Gone)
    assert other.aliases[0] == "x:1690395372546301952"
    assert other.when == SINCE


def test_the_private_is_left_and_counted(read: Callable[..., list[Item]]) -> None:
    message = {"messageCreate": {"text": 'sitat: \\"messageCreate\\" : løyndom', "senderId": "1"}}
    talk = {"dmConversation": {"conversationId": "1-2", "messages": [message, message, message]}}
    items = read(
        {
            "data/direct-messages.js": script("direct_messages", [talk, talk]),
            "data/direct-messages-group.js": script("direct_messages_group", [talk]),
            "data/direct-message-headers.js": script("direct_message_headers", [talk]),
            "data/ad-impressions.js": script("ad_impressions", [{"ad": 1}] * 4),
            "data/like.js": script("like", [{"like": {"tweetId": "1"}}] * 5),
            "data/follower.js": script("follower", [{"follower": {}}] * 6),
            "data/ip-audit.js": script("ip_audit", [{"ipAudit": {}}] * 7),
            "data/saved-search.js": script("saved_search", []),
            "data/tweet-headers.js": script("tweet_headers", [{"tweet": {}}]),
        }
    )
    assert all(isinstance(item, Left) for item in items)
    counts: Counter[str] = Counter()
    for item in items:
        assert isinstance(item, Left)
        counts[item.kind] += item.count
    assert counts == {"direct-messages": 9, "ads": 4, "likes": 5, "contacts": 6, "other": 7}
    assert "løyndom" not in repr(items)


def test_what_only_some_could_see_is_not_public(read: Callable[..., list[Item]]) -> None:
    circle = {"data/twitter-circle-tweet.js": script("twitter_circle_tweet", [tweet("krets")])}
    assert [post.visibility for post in posts(read(circle))] == ["followers"]
    history = [
        {"protectedHistory": {"protectedAt": "2023-01-01T00:00:00.000Z", "action": "Protect"}},
        {"protectedHistory": {"protectedAt": "2022-01-01T00:00:00.000Z", "action": "Unprotect"}},
    ]
    protected = {**tweets(tweet("open?")), "data/protected-history.js": script("p", history)}
    assert [post.visibility for post in posts(read(protected))] == ["followers"]
    community = {"data/community-tweet.js": script("community_tweet", [tweet("open")])}
    assert [post.visibility for post in posts(read(community))] == ["public"]


def test_links_to_an_old_name_still_lead_to_the_post(read: Callable[..., list[Item]]) -> None:
    (post,) = posts(read(tweets(tweet("før"))))
    number = post.aliases[0].removeprefix("x:")
    links = [f"https://{host}/fjordvik_komm/status/{number}" for host in ("twitter.com", "x.com")]
    assert {alias.key(name) for name in (*post.aliases, post.url, *links)} == {
        alias.key(post.aliases[0])
    }


def test_media_come_with_their_post(read: Callable[..., list[Item]], tmp_path: Path) -> None:
    photo = {
        "type": "photo",
        "url": "https://t.co/m",
        "media_url_https": "https://pbs.example/a.jpg",
    }
    video = {
        "type": "video",
        "url": "https://t.co/m",
        "media_url_https": "https://pbs.example/thumb.jpg",
        "video_info": {
            "variants": [
                {
                    "bitrate": "900",
                    "content_type": "video/mp4",
                    "url": "https://v.example/hi.mp4?t=1",
                },
                {"bitrate": "100", "content_type": "video/mp4", "url": "https://v.example/lo.mp4"},
            ]
        },
    }
    shown = tweet("Sjå https://t.co/m", extended_entities={"media": [photo, video]})
    number = shown["tweet"]["id_str"]
    files = {
        **tweets(shown),
        "README.txt": b"",
        f"data/tweets_media/{number}-a.jpg": b"bilde",
        f"data/tweets_media/{number}-lo.mp4": b"film",
        "data/direct_messages_media/1-b.jpg": b"privat",
        "data/account.js": account(),
    }
    for path in (write_zip(tmp_path / "a.zip", files), write_folder(tmp_path / "f", files)):
        export = network.open_export(path)
        assert export is not None
        (seen,) = export.items()
        assert isinstance(seen, Seen)
        first, second = seen.attachments
        assert (first.position, first.mime, first.size) == (0, "image/jpeg", 5)
        assert first.path.read_bytes() == b"bilde"
        assert (second.mime, second.path.read_bytes()) == ("video/mp4", b"film")
        assert seen.post.media[1].file == f"data/tweets_media/{number}-lo.mp4"
        assert seen.post.media[1].url == "https://v.example/hi.mp4?t=1"
        assert seen.post.text == "Sjå"
        export.close()


def test_bad_elements_stop_nothing(read: Callable[..., list[Item]]) -> None:
    good = [json.dumps(tweet(f"God {n}", SINCE + timedelta(hours=n))) for n in range(4)]
    bad = [
        '{"tweet": {"id_str": "1", "full_text": "ingen slutt}',
        '{"tweet": 7}',
        '{"tweet": {"full_text": "utan id"}}',
        '{"tweet": {"id_str": "1690395372546301952", "full_text": ""}}',
        "null",
    ]
    mixed = ", ".join(part for pair in zip(good, bad[:4], strict=True) for part in pair)
    text = f"window.YTD.tweets.part0 = [{mixed}, {bad[4]}, {good[0]}]"
    items = read({"data/tweets.js": text.encode()})
    assert [post.text for post in posts(items)] == ["God 0", "God 1", "God 2", "God 3", "God 0"]
    assert [reason for _, reason in aside(items)] == [
        "broken-json",
        "no-id",
        "no-id",
        "empty",
        "not-a-post",
    ]


def test_a_file_cut_in_the_middle_gives_what_is_before(read: Callable[..., list[Item]]) -> None:
    whole = script("tweets", [tweet(f"Nr {n}", SINCE + timedelta(hours=n)) for n in range(9)])
    items = read({"data/tweets.js": whole[: len(whole) * 2 // 3]})
    assert [post.text for post in posts(items)] == [f"Nr {n}" for n in range(6)] or posts(items)
    assert aside(items)[-1][1] == "cut-off"


@pytest.mark.parametrize(
    ("written", "text", "odd"),
    [
        (b"halv \\ud83d teikn", "halv \ufffd teikn", "lone-surrogate"),
        (b"null \\u0000 \x07 teikn", "null   teikn", "control-characters"),
        (b"ikkje \xff utf-8", "ikkje \ufffd utf-8", "invalid-utf-8"),
        ("snudd \u202e tekst".encode(), "snudd \u202e tekst", "bidi-override"),
    ],
)
def test_odd_characters_are_mended_and_told(
    read: Callable[..., list[Item]], written: bytes, text: str, odd: str
) -> None:
    data = script("tweets", [tweet("TEKST"), tweet("heil", SINCE + timedelta(days=1))])
    first, second = posts(read({"data/tweets.js": data.replace(b"TEKST", written)}))
    assert (first.text, first.odd) == (text, (odd,))
    assert (second.text, second.odd) == ("heil", ())


def test_a_tweet_of_fifty_megabytes_is_set_aside(read: Callable[..., list[Item]]) -> None:
    items = read(tweets(tweet("a" * 50_000_000), tweet("etter", SINCE + timedelta(days=1))))
    assert aside(items) == [("data/tweets.js, item 1", "too-large")]
    assert [post.text for post in posts(items)] == ["etter"]


def test_one_id_with_two_contents_is_one_post_and_one_set_aside(
    read: Callable[..., list[Item]],
) -> None:
    items = read(tweets(tweet("først"), tweet("så noko anna"), tweet("først")))
    assert [post.text for post in posts(items)] == ["først", "først"]
    assert aside(items) == [("data/tweets.js, item 2", "same-id")]


def test_whose_archive_it_is_may_stand_in_the_manifest_alone(
    read: Callable[..., list[Item]],
) -> None:
    files = {**tweets(tweet("hei")), "data/manifest.js": manifest({"tweets.js": 1})}
    (post,) = posts(read(files, owner=False))
    assert (post.author.id, post.author.handle) == (OWNER, "fjordvik")


def test_nobodys_tweets_are_set_aside(read: Callable[..., list[Item]]) -> None:
    items = read(
        {**tweets(tweet("hei")), "data/manifest.js": b"window.__THAR_CONFIG = {"}, owner=False
    )
    assert aside(items) == [
        ("data/manifest.js", "broken-json"),
        ("data/tweets.js, item 1", "no-author"),
    ]


def test_two_accounts_in_one_archive_are_refused(read: Callable[..., list[Item]]) -> None:
    with pytest.raises(ValueError, match="the manifest of '5'"):
        read({**tweets(tweet("hei")), "data/manifest.js": manifest({}, account_id="5")})


def test_tweets_the_manifest_counts_and_that_are_not_there(
    read: Callable[..., list[Item]],
) -> None:
    files = {
        **tweets(tweet("hei")),
        "data/manifest.js": manifest({"tweets.js": 3, "tweets-part1.js": 2, "like.js": 9}),
    }
    missing = [item for item in read(files) if isinstance(item, Missing)]
    assert [item.why for item in missing] == ["fewer-than-stated"] * 2
    assert "3 tweets, and 1" in missing[0].detail
    assert "2 tweets, and 0" in missing[1].detail


def test_names_that_lead_out_of_the_archive_are_set_aside(
    read: Callable[..., list[Item]],
) -> None:
    items = read({**tweets(tweet("hei")), "../../etc/cron.d/x": b"evil"})
    assert aside(items) == [("'../../etc/cron.d/x'", "unsafe-path")]
    assert len(posts(items)) == 1


def test_a_bomb_is_set_aside(tmp_path: Path) -> None:
    blank = b"window.YTD.tweets.part0 = [" + b" " * (140 << 20) + b"]"
    path = write_zip(tmp_path / "a.zip", {"data/account.js": account(), "data/tweets.js": blank})
    assert aside(items_of(path)) == [("data/tweets.js", Bomb.reason)]


def test_a_cut_zip_says_so(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"data/account.js": account(), **tweets(tweet("hei"))})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CutOff, match="cut off"):
        network.open_export(path)


def test_a_zip_of_other_scripts_is_left_to_others(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"jquery.js": b"window.$ = 1", "tweets.js": b"let a = []"})
    assert network.open_export(path) is None


def test_one_file_of_an_unpacked_archive(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "data",
        {
            "account.js": account(),
            "tweets.js": script("tweets", [tweet("hei")]),
            "like.js": script("like", [{"like": {}}]),
            "manifest.js": manifest({"tweets.js": 1, "tweets-part1.js": 7}),
        },
    )
    assert [post.author.handle for post in posts(items_of(folder / "tweets.js"))] == ["fjordvik"]
    assert items_of(folder / "like.js") == [Left("likes", 1, "like.js")]
    (folder / "account.js").unlink()
    (folder / "manifest.js").unlink()
    assert aside(items_of(folder / "tweets.js")) == [("tweets.js, item 1", "no-author")]


def test_articles(read: Callable[..., list[Item]]) -> None:
    whole = {
        "id": "77",
        "title": "Budsjettet",
        "content_state": {"blocks": [{"text": "Ein"}, {"text": "to"}]},
    }
    items = read(
        {
            "data/article.js": script(
                "article",
                [{"article": whole}, {"article": {**whole, "lifecycle": "Draft"}}, {"article": {}}],
            )
        }
    )
    (post,) = posts(items)
    assert (post.title, post.text) == ("Budsjettet", "Ein\n\nto")
    assert [reason for _, reason in aside(items)] == ["private", "unknown-format"]


_MEASURE = r"""
import re, sys
from pathlib import Path
from tilstede.networks.x.network import network
export = network.open_export(Path(sys.argv[1]))
count = sum(1 for item in export.items())
export.close()
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(count, int(peak[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell the memory used")
def test_two_hundred_thousand_tweets_take_little_memory(tmp_path: Path) -> None:
    path = write_many(tmp_path / "many.zip", 200_000)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, path], capture_output=True, text=True, check=True
    )
    count, megabytes = map(int, done.stdout.split())
    assert count == 200_000
    assert megabytes < 200
