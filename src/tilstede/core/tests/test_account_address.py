"""What people paste from the browser, and what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.account_address import NotAnAccount, can_name, parse

PASTED = {
    "https://social.fjordvik.example/@kommunen": "mastodon kommunen@social.fjordvik.example"
    " https://social.fjordvik.example/@kommunen",
    "https://Social.Fjordvik.example/users/Kommunen/": "mastodon kommunen@social.fjordvik.example"
    " https://social.fjordvik.example/@kommunen",
    "@Kommunen@social.fjordvik.example": "mastodon kommunen@social.fjordvik.example"
    " https://social.fjordvik.example/@kommunen",
    "acct:kommunen@social.fjordvik.example": "mastodon kommunen@social.fjordvik.example"
    " https://social.fjordvik.example/@kommunen",
    "https://mastodon.social/@kommunen@social.fjordvik.example": "mastodon"
    " kommunen@social.fjordvik.example https://social.fjordvik.example/@kommunen",
    "https://social.fjordvik.example/@kommunen/113001?lang=nn#top": "mastodon"
    " kommunen@social.fjordvik.example https://social.fjordvik.example/@kommunen",
    "http://localhost:3000/@a": "mastodon a@localhost:3000 https://localhost:3000/@a",
    "https://blåbær.example/@a": "mastodon a@xn--blbr-roah.example https://xn--blbr-roah.example/@a",
    "https://bsky.app/profile/fjordvik.example": "bluesky fjordvik.example"
    " https://bsky.app/profile/fjordvik.example",
    "https://bsky.app/profile/did:plc:aaaa/post/3k": "bluesky did:plc:aaaa"
    " https://bsky.app/profile/did:plc:aaaa",
    "at://fjordvik.example": "bluesky fjordvik.example https://bsky.app/profile/fjordvik.example",
    "@Fjordvik.bsky.social": "bluesky fjordvik.bsky.social"
    " https://bsky.app/profile/fjordvik.bsky.social",
    "did:plc:aaaa": "bluesky did:plc:aaaa https://bsky.app/profile/did:plc:aaaa",
    "https://x.com/KystMin": "x kystmin https://x.com/kystmin",
    "http://mobile.twitter.com/kystmin/status/12?s=20": "x kystmin https://x.com/kystmin",
    "twitter.com/@kystmin": "x kystmin https://x.com/kystmin",
    "https://x.com/i/user/1234": "x 1234 https://x.com/i/user/1234",
    "https://www.youtube.com/@FjordvikKommune/videos": "youtube @fjordvikkommune"
    " https://www.youtube.com/@fjordvikkommune",
    "https://m.youtube.com/channel/UCabcDEF": "youtube UCabcDEF"
    " https://www.youtube.com/channel/UCabcDEF",
    "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcDEF": "youtube UCabcDEF"
    " https://www.youtube.com/channel/UCabcDEF",
    "https://youtube.com/c/Fjordvik": "youtube fjordvik https://www.youtube.com/c/fjordvik",
    "https://youtube.com/user/Fjordvik": "youtube fjordvik https://www.youtube.com/user/fjordvik",
    "https://www.facebook.com/Fjordvik.kommune/?locale=nb_NO": "facebook fjordvik.kommune"
    " https://www.facebook.com/fjordvik.kommune",
    "https://nb-no.facebook.com/profile.php?id=1000": "facebook 1000 https://www.facebook.com/1000",
    "https://www.facebook.com/people/Kari-Nordmann/1000/": "facebook 1000"
    " https://www.facebook.com/1000",
    "https://www.facebook.com/groups/fjordvik": "facebook groups/fjordvik"
    " https://www.facebook.com/groups/fjordvik",
    "https://www.instagram.com/fjordvik/?hl=nb": "instagram fjordvik"
    " https://www.instagram.com/fjordvik",
    "https://www.threads.net/@fjordvik": "threads fjordvik https://www.threads.com/@fjordvik",
    "https://no.linkedin.com/company/fjordvik-kommune/about/": "linkedin company/fjordvik-kommune"
    " https://www.linkedin.com/company/fjordvik-kommune",
    "https://www.linkedin.com/in/kari-nordmann": "linkedin in/kari-nordmann"
    " https://www.linkedin.com/in/kari-nordmann",
    "https://www.linkedin.com/school/ntnu/": "linkedin school/ntnu"
    " https://www.linkedin.com/school/ntnu",
    "https://www.tiktok.com/@fjordvik?lang=nb": "tiktok fjordvik https://www.tiktok.com/@fjordvik",
    "https://www.snapchat.com/add/fjordvik": "snapchat fjordvik"
    " https://www.snapchat.com/add/fjordvik",
    "https://www.flickr.com/photos/123@N07/": "flickr 123@n07"
    " https://www.flickr.com/photos/123@n07",
    "https://vimeo.com/fjordvik": "vimeo fjordvik https://vimeo.com/fjordvik",
    "https://video.fjordvik.example/c/moter/videos": "peertube moter@video.fjordvik.example"
    " https://video.fjordvik.example/c/moter",
    "https://video.fjordvik.example/a/kommunen": "peertube kommunen@video.fjordvik.example"
    " https://video.fjordvik.example/a/kommunen",
    "mailto:Postmottak@fjordvik.example?subject=Hei": "email postmottak@fjordvik.example"
    " mailto:postmottak@fjordvik.example",
    "meninger@fjordvik.example": "email meninger@fjordvik.example mailto:meninger@fjordvik.example",
    "https://www.kyst.example/aktuelt/": "feeds kyst.example https://www.kyst.example/aktuelt",
    "www.kyst.example": "feeds kyst.example https://www.kyst.example",
    "HTTP://www.kyst.example:80/rss?kind=1#a": "feeds kyst.example"
    " https://www.kyst.example/rss?kind=1",
    "https://fjordvik.example/wp-json/": "wordpress fjordvik.example https://fjordvik.example/wp-json",
    "fjordvik.example/blogg/wp-json/wp/v2/posts?page=2": "wordpress fjordvik.example/blogg"
    " https://fjordvik.example/blogg/wp-json",
    "https://fjordvik.example/?rest_route=/wp/v2/posts": "wordpress fjordvik.example"
    " https://fjordvik.example/?rest_route=/",
    "https://medium.com/@kyst": "feeds medium.com https://medium.com/@kyst",
}

NOBODYS = {
    "": "empty",
    "  ": "empty",
    "kommunen": "not-an-address",
    "https://": "not-an-address",
    "ftp://fjordvik.example/a": "not-an-address",
    "javascript:alert(1)": "not-an-address",
    "https://[::1": "not-an-address",
    "https://x.com/": "no-account",
    "https://x.com/search?q=kyst": "no-account",
    "https://www.youtube.com/watch?v=aaaaaaaaaaa": "no-account",
    "https://www.facebook.com/sharer.php?u=a": "no-account",
    "https://www.instagram.com/p/Cabc/": "no-account",
    "https://vimeo.com/12345": "no-account",
    "https://bsky.app/search": "no-account",
    "https://www.linkedin.com/feed/": "no-account",
}


@pytest.mark.parametrize("pasted", PASTED)
def test_what_people_paste_is_understood(pasted: str) -> None:
    found = parse(pasted)
    assert f"{found.network} {found.handle} {found.address}" == PASTED[pasted]


@pytest.mark.parametrize("pasted", PASTED)
def test_the_one_spelling_is_its_own(pasted: str) -> None:
    found = parse(pasted)
    assert parse(found.address) == found


@pytest.mark.parametrize("pasted", NOBODYS)
def test_what_is_nobodys_account_is_said_to_be_so(pasted: str) -> None:
    with pytest.raises(NotAnAccount) as refused:
        parse(pasted)
    assert refused.value.code == NOBODYS[pasted]


@given(st.text(max_size=60) | st.text("ah.:/@?#[]", max_size=30))
def test_any_text_is_an_account_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except NotAnAccount:
        return
    assert found.network
    assert found.address


@pytest.mark.parametrize(
    ("name", "network", "can"),
    [
        ("tull", "mastodon", False),
        ("tull", "bluesky", False),
        ("tull", "x", True),
        ("@kommunen", "x", True),
        ("https://x.com/kommunen", "x", True),
        ("https://x.com/kommunen", "mastodon", False),
        ("@kommunen@fjordvik.example", "mastodon", True),
        ("kommunen@fjordvik.example", "mastodon", True),
        ("https://fjordvik.example/@kommunen", "mastodon", True),
        ("https://blogg.fjordvik.example/forfattar/kari", "mastodon", True),
        ("kommunen.fjordvik.example", "bluesky", True),
        ("did:plc:ewvi7nxzyoun6zhxrhs64oiz", "bluesky", True),
        ("to ord", "x", False),
        ("", "x", False),
        ("kva som helst", "lokalnett", False),
        ("kommunen", "lokalnett", True),
    ],
)
def test_whether_a_name_may_be_an_account_s_on_a_network(
    name: str, network: str, can: bool
) -> None:
    assert can_name(name, network) is can
