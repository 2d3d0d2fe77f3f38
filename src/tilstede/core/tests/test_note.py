"""Signed notes against the examples of c2sp.org, and what is refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tilstede.core import note

# c2sp.org/signed-note, "Verifier keys"
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONnc"
    "AlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

KEY = Ed25519PrivateKey.generate()
LOG = note.Verifier("log.example", note.ED25519, KEY.public_key().public_bytes_raw())
WITNESS = note.Verifier("witness.example", note.COSIGNATURE, LOG.public)
HEAD = note.Checkpoint("log.example", 12, bytes(range(32)))


def test_the_specification_s_example():
    verifier = note.parse_verifier(EXAMPLE_KEY)
    assert str(verifier) == EXAMPLE_KEY
    assert note.check(note.parse(EXAMPLE), verifier).name == "example.com/foo"


def test_one_changed_letter_is_seen():
    with pytest.raises(note.NoteError, match="false") as caught:
        note.check(
            note.parse(EXAMPLE.replace(b"example m", b"exemple m")),
            note.parse_verifier(EXAMPLE_KEY),
        )
    assert caught.value.code == "bad-signature"


def test_signs_and_checks_a_checkpoint():
    text = note.signed(HEAD.body, LOG, KEY.sign)
    parsed = note.parse(text.encode())
    assert note.check(parsed, LOG)
    assert note.parse_checkpoint(parsed.text) == HEAD


def test_cosigns():
    text = note.signed(HEAD.body, LOG, KEY.sign)
    line = note.cosigned(HEAD.body, WITNESS, KEY.sign, 1_700_000_000)
    parsed = note.parse(f"{text}{line}\n".encode())
    assert note.cosigned_at(note.check(parsed, WITNESS)) == 1_700_000_000
    assert note.check(parsed, LOG)
    later = note.Signature(line.name, line.key_id, (1_700_000_001).to_bytes(8) + line.signature[8:])
    with pytest.raises(note.NoteError, match="false"):
        note.check(note.parse(f"{text}{later}\n".encode()), WITNESS)
    cut = note.Signature(line.name, line.key_id, line.signature[:-1])
    with pytest.raises(note.NoteError, match="length"):
        note.check(note.parse(f"{text}{cut}\n".encode()), WITNESS)


def test_another_key_of_the_same_name_has_not_signed():
    other = note.Verifier("log.example", note.ED25519, bytes(32))
    with pytest.raises(note.NoteError) as caught:
        note.check(note.parse(note.signed(HEAD.body, LOG, KEY.sign).encode()), other)
    assert caught.value.code == "unsigned"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAAA",
        b"text\n\nname AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name !!!\n",
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"te\x07xt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"a" * (note.LARGEST + 1),
    ],
)
def test_refuses_what_is_no_note(data):
    with pytest.raises(note.NoteError) as caught:
        note.parse(data)
    assert caught.value.code == "bad-note"


@pytest.mark.parametrize(
    "text",
    [
        "origin\n12\n",
        "origin\n\nAAAA\n",
        f"origin\n012\n{HEAD.body.splitlines()[2]}\n",
        f"origin\n-1\n{HEAD.body.splitlines()[2]}\n",
        f"origin\n²\n{HEAD.body.splitlines()[2]}\n",
        "origin\n12\nAAAA\n",
        "origin\n12\n****\n",
        "origin\n12\nAAAA",
    ],
)
def test_refuses_what_is_no_checkpoint(text):
    with pytest.raises(note.NoteError) as caught:
        note.parse_checkpoint(text)
    assert caught.value.code == "bad-checkpoint"


def test_lets_extension_lines_be():
    assert note.parse_checkpoint(HEAD.body + "extension\n") == HEAD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+****",
        "name+00000000+AAAA",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
    ],
)
def test_refuses_what_is_no_key(text):
    with pytest.raises(note.NoteError) as caught:
        note.parse_verifier(text)
    assert caught.value.code == "bad-key"
