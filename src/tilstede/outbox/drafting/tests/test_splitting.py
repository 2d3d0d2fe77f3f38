"""A thread says what the long text said, in parts that fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tilstede.outbox.drafting.splitting import split


def test_what_fits_stays_whole() -> None:
    assert split("Ferja er i rute.", 500, len) == ("Ferja er i rute.",)
    assert split("Ferja " * 100, 0, len) == (("Ferja " * 100).strip(),)


def test_it_is_parted_at_sentences() -> None:
    text = "Ferja er i rute. Kaia er rydda.\n\nKjem du? Vi ser deg i morgon kl. 9."
    assert split(text, 36, len) == (
        "Ferja er i rute. Kaia er rydda.",
        "Kjem du? Vi ser deg i morgon kl. 9.",
    )


def test_it_is_numbered_where_that_is_wished() -> None:
    parts = split("Den eine setninga. Den andre setninga.", 28, len, numbered=True)
    assert parts == ("Den eine setninga. 1/2", "Den andre setninga. 2/2")


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Møt opp kl. ti på kaia, ta med f.eks. støvlar. Vi byrjar presis."
    assert split(text, 50, len)[0].endswith("støvlar.")


@given(
    st.lists(st.text(alphabet="abæøå.! \n", max_size=30), max_size=30).map(" ".join),
    st.integers(40, 80),
    st.booleans(),
)
def test_no_word_is_lost_or_broken(text: str, most: int, numbered: bool) -> None:
    parts = split(text, most, len, numbered=numbered)
    words = " ".join(parts).split()
    if numbered and len(parts) > 1:
        assert all(part.endswith(f" {n}/{len(parts)}") for n, part in enumerate(parts, 1))
        words = " ".join(part.rsplit(" ", 1)[0] for part in parts).split()
    assert words == text.split()
    longest = max(map(len, text.split()), default=0)
    assert all(len(part) <= max(most, longest + 6) for part in parts)
