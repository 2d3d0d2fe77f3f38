"""Whether a picture is one of text, as far as Debian's `tesseract-ocr` reads it; without it nobody knows.

What is read is used for nothing else: no description is made of it, since a person must say what a picture shows.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image

#: Pixels of the longer side of what is read; letters that are smaller then are not what a picture is about.
_SIDE: Final = 1_200
#: The same of pictures that are made larger first, since small letters are not read.
_SMALL: Final = 800
#: How sure a word must be, of 100.
_SURE: Final = 80
#: Words of three letters or more that make a picture one of text: signs and shirts in a photograph have fewer.
_ENOUGH: Final = 8
#: After so long nobody knows.
_SECONDS: Final = 5
_WORD: Final = re.compile(r"\W*[^\W\d_]{3,}\W*")
#: Columns of what tesseract tells: how sure it is, and the word.
_COLUMNS: Final = 12
_CONFIDENCE: Final = 10
_TEXT: Final = 11


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return shutil.which("tesseract") is not None


def is_text(picture: Image.Image) -> bool:
    """Whether it holds as many words as only pictures of text do; False where nobody can tell."""
    if not is_installed():
        return False
    command = ("tesseract", "stdin", "stdout", "-l", _languages(), "--psm", "11", "tsv")
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=_grey(picture), capture_output=True, timeout=_SECONDS, env=one_thread
        )
    except subprocess.TimeoutExpired:
        return False
    return sum(1 for _word in _words(done.stdout.decode("utf-8", "replace"))) >= _ENOUGH


def _languages() -> str:
    """Norwegian, where its letters are installed (`tesseract-ocr-nor`)."""
    listed = subprocess.run(("tesseract", "--list-langs"), capture_output=True, timeout=_SECONDS)
    return "nor+eng" if b"nor" in listed.stdout.split() else "eng"


def _grey(picture: Image.Image) -> bytes:
    """Small, on white, and written anew, so that nothing but its pixels is read by another program."""
    shown = picture.copy()
    shown.thumbnail((_SIDE, _SIDE))
    if shown.has_transparency_data:
        white = Image.new("RGBA", shown.size, "white")
        shown = Image.alpha_composite(white, shown.convert("RGBA"))
    shown = shown.convert("L")
    if max(shown.size) < _SMALL:
        shown = shown.resize((shown.width * 2, shown.height * 2))
    target = BytesIO()
    shown.save(target, "PNG")
    return target.getvalue()


def _words(told: str) -> Iterator[str]:
    for line in told.splitlines()[1:]:
        columns = line.split("\t")
        is_read = len(columns) == _COLUMNS and float(columns[_CONFIDENCE]) >= _SURE
        if is_read and _WORD.fullmatch(columns[_TEXT]):
            yield columns[_TEXT]
