"""Every sign gets through, and hashtags work: read by the test server's own reading of the grammar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.servers import linkedin_little

from tilstede.networks.linkedin.little import TAG, escape, unescape

#: Words in which reserved signs, hashtags and what looks like escapes stand close together.
WORDS = st.text(st.sampled_from("\\|{}@[]()<>#*_~＃&/ aæÅ1\n") | st.characters(codec="utf-8"))


@given(WORDS)
def test_what_is_escaped_and_unescaped_is_as_it_was(text: str) -> None:
    assert unescape(escape(text)) == text


@given(WORDS)
def test_readers_see_all_of_it_and_its_hashtags_work(text: str) -> None:
    little = linkedin_little.read(escape(text))
    assert little.shown == text
    assert little.tags == TAG.findall(text)
    assert unescape(little.kept) == text, "and it is read back so"


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Vi søkjer folk #jobb_i_Fjordvik, #kommuneÅr #æ", ["jobb_i_Fjordvik", "kommuneÅr", "æ"]),
        ("sak #12 og C# og a#b, https://fjordvik.no/a#topp", []),
        ("(#ferje)", ["ferje"]),
        ("{hashtag|\\#|fjordvik} @[Kari](urn:li:person:1)", []),
    ],
)
def test_what_is_a_hashtag(text: str, tags: list[str]) -> None:
    assert linkedin_little.read(escape(text)).tags == tags


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Hei @[Fjordvik \\(kommune\\)](urn:li:organization:1)!", "Hei Fjordvik (kommune)!"),
        ("{hashtag|#|ferje} {hashtag|\\#|ferje} #ferje", "#ferje #ferje #ferje"),
        ("{hashtag|＃|ferje}", "＃ferje"),
        ("ikkje \\n, {hashtag|x} @[", "ikkje \\n, {hashtag|x} @["),
        ("ein (gammal) måte", "ein (gammal) måte"),
    ],
)
def test_what_others_wrote_is_read(written: str, shown: str) -> None:
    assert unescape(written) == shown
