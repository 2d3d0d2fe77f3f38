"""A sealed stream opens with its passphrase, whole, or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest

from tilstede.office import sealed
from tilstede.office.sealed import CHUNK, MAGIC, NotOpened

WORDS = "båten går klokka åtte"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 12345]


def close(data: bytes, passphrase: str = WORDS) -> bytes:
    out = BytesIO()
    with sealed.Writer(out, passphrase) as writer:
        for start in range(0, len(data), 100_000):
            writer.write(data[start : start + 100_000])
    return out.getvalue()


def open_(closed: bytes, passphrase: str = WORDS) -> bytes:
    with sealed.Reader(BytesIO(closed), passphrase) as reader:
        return b"".join(iter(lambda: reader.read(70_000) or b"", b""))


def refusal(closed: bytes, passphrase: str = WORDS) -> str:
    with pytest.raises(NotOpened) as caught:
        open_(closed, passphrase)
    return caught.value.code


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    assert open_(close(data[:size])) == data[:size]


@pytest.fixture(scope="module")
def long() -> bytes:
    """Three chunks."""
    return close(bytes(2 * CHUNK + 12345))


def test_another_passphrase_opens_nothing(long: bytes) -> None:
    assert refusal(long, WORDS + " ") == "not-opened"
    assert refusal(long, "") == "not-opened"


HEAD = len(MAGIC) + 32 + 16
SEALED = CHUNK + 16


@pytest.mark.parametrize("length", [HEAD + SEALED, HEAD + 2 * SEALED, -1, -12345 - 16])
def test_a_stream_that_ends_too_early(long: bytes, length: int) -> None:
    assert refusal(long[:length]) == "damaged"


@pytest.mark.parametrize("place", [HEAD - 1, HEAD, HEAD + SEALED - 1, HEAD + SEALED + 7, -1])
def test_one_bit_changed(long: bytes, place: int) -> None:
    changed = bytearray(long)
    changed[place] ^= 1
    assert refusal(bytes(changed)) == ("not-opened" if 0 <= place < HEAD else "damaged")


def test_chunks_in_another_order_or_more_of_them(long: bytes) -> None:
    first, second = long[HEAD : HEAD + SEALED], long[HEAD + SEALED : HEAD + 2 * SEALED]
    rest = long[HEAD + 2 * SEALED :]
    assert refusal(long[:HEAD] + second + first + rest) == "damaged"
    assert refusal(long[:HEAD] + first + first + rest) == "damaged"
    assert refusal(long + b"x") == "damaged"


def test_what_is_no_such_stream() -> None:
    assert refusal(b"PK\x03\x04") == "not-a-backup"
    assert refusal(b"") == "not-a-backup"
    assert refusal(MAGIC) == "not-opened"


def test_the_same_twice_is_not_the_same_outside() -> None:
    assert close(b"hei") != close(b"hei")
