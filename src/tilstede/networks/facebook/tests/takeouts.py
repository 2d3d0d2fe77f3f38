"""Makes takeouts such as Facebook gives out, about Fjordvik kommune, which does not exist."""

from __future__ import annotations

from typing import Any

from tilstede.networks.kit.meta.tests.takeouts import broken, write_folder, write_zip

__all__ = ["broken", "write_folder", "write_zip"]

PAGE = "this_profile's_activity_across_facebook"
PERSON = "your_facebook_activity"


def post(words: str, seconds: int = 1_700_000_000, **more: Any) -> dict[str, Any]:
    return {"timestamp": seconds, "data": [{"post": words}], "title": "Fjordvik la ut noe.", **more}


def picture(uri: str, description: str = "") -> dict[str, Any]:
    medium = {
        "uri": uri,
        "creation_timestamp": 1_700_000_000,
        "title": "Bilder",
        "description": description,
    }
    return {"data": [{"media": medium}]}


def comment(words: str, seconds: int = 1_700_000_100) -> dict[str, Any]:
    inner = {"timestamp": seconds, "comment": words, "author": "Fjordvik kommune"}
    return {"timestamp": seconds, "data": [{"comment": inner}], "title": "Fjordvik svarte."}


def profile(name: str = "Fjordvik kommune", username: str = "fjordvikkommune") -> dict[str, Any]:
    uri = f"https://www.facebook.com/{username}"
    return {"profile_v2": {"name": {"full_name": name}, "username": username, "profile_uri": uri}}


def messages(count: int) -> dict[str, Any]:
    said = [{"sender_name": "Ein borgar", "timestamp_ms": 1, "content": "løynd"}] * count
    return {"participants": [{"name": "Ein borgar"}], "messages": said}


def page_files() -> dict[str, bytes]:
    """A Page's: posts with a picture, a link, a poll; a comment; messages; reactions."""
    link = {
        "external_context": {"url": "https://fjordvik.no/ferje", "name": "Ny ferje på Fjordvik"}
    }
    poll = {
        "poll": {"question": "Kva dag?", "options": [{"option": "Tysdag"}, {"option": "Laurdag"}]}
    }
    posts = [
        post("Blåbærtur på søndag: æøå 🙋🏽", 1_700_000_000),
        post(
            "",
            1_700_000_060,
            attachments=[picture(f"{PAGE}/posts/media/ferje.jpg", "Ferja på veg")],
        ),
        post("Les meir", 1_700_000_120, attachments=[{"data": [link]}]),
        post("", 1_700_000_180, attachments=[{"data": [poll]}]),
        {"timestamp": 1_700_000_240, "title": "Fjordvik endra noko."},
    ]
    return {
        f"{PAGE}/posts/profile_posts_1.json": broken(posts),
        f"{PAGE}/posts/profile_posts_2.json": broken(
            [
                post(
                    "Side to",
                    1_700_000_300,
                    data=[{"post": "Side to"}, {"update_timestamp": 1_700_000_400}],
                )
            ]
        ),
        f"{PAGE}/posts/media/ferje.jpg": b"\xff\xd8\xff\xe0ferje",
        f"{PAGE}/comments_and_reactions/comments.json": broken(
            {"comments_v2": [comment("Takk for spørsmålet")]}
        ),
        f"{PAGE}/comments_and_reactions/likes_and_reactions_1.json": broken([{"timestamp": 1}]),
        f"{PAGE}/messages/inbox/borgar_1/message_1.json": broken(messages(3)),
        "personal_information/profile_information/profile_information.json": broken(profile()),
    }


def person_files() -> dict[str, bytes]:
    """A person's, in the form of 2023 on."""
    name = f"{PERSON}/posts/your_posts__check_ins__photos_and_videos_1.json"
    return {
        name: broken([post("Hei frå ordføraren")]),
        f"{PERSON}/comments_and_reactions/comments.json": broken(
            {"comments_v2": [comment("Einig")]}
        ),
        "personal_information/profile_information/profile_information.json": broken(
            profile("Kari Ordførar", "kari.ordforar")
        ),
    }
