"""Makes takeouts such as Instagram gives out, about Fjordvik kommune, which does not exist."""

from __future__ import annotations

from typing import Any

from tilstede.networks.kit.meta.tests.takeouts import broken, write_folder, write_zip

__all__ = ["broken", "write_folder", "write_zip"]

ROOT = "your_instagram_activity"
SECONDS = 1_700_000_000


def medium(name: str, title: str = "", seconds: int = SECONDS) -> dict[str, Any]:
    return {"uri": f"media/posts/202311/{name}", "creation_timestamp": seconds, "title": title}


def comment(
    words: str, owner: str, labels: tuple[str, str, str] = ("Comment", "Media Owner", "Time")
) -> dict[str, Any]:
    said, whose, when = labels
    told = {said: {"value": words}, whose: {"value": owner}, when: {"timestamp": SECONDS + 9}}
    return {"media_list_data": [{"uri": ""}], "string_map_data": told}


def profile(
    username: str = "fjordvik", private: str = "False", *, norwegian: bool = False
) -> dict[str, Any]:
    names = (
        ("Brukernavn", "Navn", "Privat konto")
        if norwegian
        else ("Username", "Name", "Private Account")
    )
    values = (username, "Fjordvik kommune – på Vestlandet", private)
    return {
        "profile_user": [
            {
                "string_map_data": {
                    name: {"value": one} for name, one in zip(names, values, strict=True)
                }
            }
        ]
    }


def files() -> dict[str, bytes]:
    """A whole takeout: a single picture, a carousel, a story, a reel, comments; Threads; messages."""
    carousel = {
        "media": [medium("a.jpg"), medium("b.mp4")],
        "title": "To bilete frå dugnaden på Fjordvik #dugnad @nabokommune",
        "creation_timestamp": SECONDS + 1,
    }
    threads = [
        {"media": [{"uri": "", "creation_timestamp": SECONDS + 5, "title": "Hei på Threads 🙋🏽"}]}
    ]
    return {
        f"{ROOT}/media/posts_1.json": broken(
            [{"media": [medium("c.jpg", "Blåbærtur på søndag")]}, carousel]
        ),
        f"{ROOT}/media/stories.json": broken({"ig_stories": [medium("d.jpg", "", SECONDS + 2)]}),
        f"{ROOT}/media/reels.json": broken(
            {"ig_reels_media": [{"media": [medium("e.mp4", "Film", SECONDS + 3)]}]}
        ),
        f"{ROOT}/media/archived_posts.json": broken(
            {"ig_archived_post_media": [{"media": [medium("f.jpg")]}]}
        ),
        f"{ROOT}/comments/post_comments_1.json": broken([comment("Så fint!", "nabokommune")]),
        f"{ROOT}/threads/threads_and_replies.json": broken({"text_post_app_text_posts": threads}),
        f"{ROOT}/messages/inbox/borgar_1/message_1.json": broken(
            {
                "participants": [],
                "messages": [{"sender_name": "Ein borgar", "content": "løynd"}] * 2,
            }
        ),
        f"{ROOT}/likes/liked_posts.json": broken({"likes_media_likes": []}),
        "media/posts/202311/c.jpg": b"\xff\xd8\xff\xe0tur",
        "personal_information/personal_information/personal_information.json": broken(profile()),
    }
