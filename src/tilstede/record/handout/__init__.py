"""What goes with every bundle and is not covered by it: the checking programs and the README files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tilstede.core.note import Verifier
from tilstede.record.handout.words import WORDS

_HERE = Path(__file__).parent
_STATIC = _HERE.parent / "static" / "record"


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
    source = (_HERE / "verify.py").read_text("utf-8")
    words = _body("words.py")
    before, _, after = words.partition("json.loads(")
    words = before + json.dumps(WORDS, ensure_ascii=False, indent=1) + after.partition("\n)")[2]
    source = _replaced(source, "from tilstede.record.handout.words import kind, say", words)
    return _replaced(
        source, "from tilstede.record.handout.stamp import check_stamp", _body("stamp.py")
    )


def _body(name: str) -> str:
    """A part's source below its __future__ import, which may stand at a file's top only."""
    return (_HERE / name).read_text("utf-8").partition("annotations\n")[2].strip()


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
