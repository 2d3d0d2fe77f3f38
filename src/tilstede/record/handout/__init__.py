"""What goes with every bundle and is not covered by it: the checking programs and the README files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tilstede.core.note import Verifier
from tilstede.record.handout.words import WORDS

_HERE = Path(__file__).parent
_STATIC = _HERE.parent / "static" / "record"
#: What verify.py is put together of, each before those that use it.
_PARTS = ("signed.py", "tree.py", "stamp.py", "files.py", "history.py")
_PART_IMPORT = re.compile(
    r"^from tilstede\.record\.handout\.\w+ import (\([^)]*\)|[^(\n]*)\n", re.M
)


def uncovered(verifier: Verifier) -> Iterator[tuple[str, str]]:
    """(name, text) of each file."""
    yield "verify.py", program()
    yield "verify.html", page()
    for language in ("nb", "nn", "en"):
        name = f"README.{language}.txt"
        text = (_HERE / name).read_text("utf-8")
        yield name, text.format(origin=verifier.name, fingerprint=verifier.fingerprint)


def program() -> str:
    """verify.py as one file: its parts and its words written into it."""
    parts = "\n\n\n".join([_words(), *map(_body, _PARTS)])
    source = (_HERE / "verify.py").read_text("utf-8")
    first = _PART_IMPORT.search(source)
    assert first, "verify.py imports its parts"
    return _PART_IMPORT.sub("", source[: first.start()] + parts + "\n" + source[first.end() :])


def _words() -> str:
    before, _, after = _body("words.py").partition("json.loads(")
    return before + json.dumps(WORDS, ensure_ascii=False, indent=1) + after.partition("\n)")[2]


def _body(name: str) -> str:
    """A part's source below its __future__ import, which may stand at a file's top only."""
    body = (_HERE / name).read_text("utf-8").partition("annotations\n")[2]
    return _PART_IMPORT.sub("", body).strip()


def page() -> str:
    """verify.html as one file: its script and its words written into it."""
    source = (_HERE / "verify.html").read_text("utf-8")
    words = json.dumps(WORDS, ensure_ascii=False).replace("<", "\\u003c")
    source = _replaced(source, "/* words */", words)
    return _replaced(source, "/* script */", (_STATIC / "verify.js").read_text("utf-8"))


def _replaced(source: str, marker: str, text: str) -> str:
    before, found, after = source.partition(marker)
    assert found, f"{marker} stands in the source"
    return before + text + after
