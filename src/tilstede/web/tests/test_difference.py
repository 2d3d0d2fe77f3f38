from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tilstede.web.difference import LONGEST, Change, changes

wordings = st.lists(
    st.sampled_from(["vegen", "opnar", "kl.", "12", ".", " ", "  ", "\n"]), max_size=30
).map("".join)


def test_words_are_compared_not_letters() -> None:
    assert changes("Vegen opnar kl. 12.", "Vegen opnar kl. 14.") == [
        Change("same", "Vegen opnar kl. "),
        Change("out", "12"),
        Change("in", "14"),
        Change("same", "."),
    ]


def test_neighbouring_changes_read_as_one() -> None:
    found = changes("Møtet er mandag morgen her.", "Møtet er tirsdag kveld her.")
    assert found is not None
    assert [change.kind for change in found].count("out") == 1


@given(wordings, wordings)
def test_both_wordings_can_be_read_from_the_changes(old: str, new: str) -> None:
    found = changes(old, new)
    assert found is not None
    assert "".join(change.text for change in found if change.kind != "in") == old
    assert "".join(change.text for change in found if change.kind != "out") == new


def test_too_long_a_text_is_not_compared() -> None:
    assert changes("ord " * LONGEST, "ord") is None
