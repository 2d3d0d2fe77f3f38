"""A plain text as WordPress must be given it, so that a reader sees it as it was written.

WordPress makes curly quotes, dashes, pictures of smileys, embeds and shortcodes of what it finds in a text
(wptexturize, convert_smilies, do_shortcode, capital_P_dangit in wp-includes/formatting.php, 6.1). What it would
change is written as a number (``&#34;``), which it leaves alone.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from tilstede.networks.kit.outgoing import Outgoing

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]", re.IGNORECASE)
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n\s*")
#: What WordPress would make something else of: quotes and shortcodes; dashes; three points; smileys, by their first
#: sign; trade marks; 9x9; its own name.
_CHANGED: Final = re.compile(
    r"""["'`\[\]]|-(?=[-\s])|(?<=[-\s])-|\.(?=\.)|(?<=\.)\.|(?<!\S)(?:[:;](?=\S)|8(?=[-)O]))|\((?=tm\))"""
    r"""|(?<=\d)x(?=\d)|(?<=Word)p(?=ress)|^[-](?=\s)""",
    re.IGNORECASE | re.MULTILINE,
)
_ESCAPED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
#: Letters that no accent is taken off.
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
#: Letters of a title in an address, and of the sign behind it.
_WORDS: Final = 60
_SIGN: Final = 12


def escaped(text: str) -> str:
    """Text for HTML that WordPress changes nothing of."""
    numbered = _CHANGED.sub(lambda found: f"\0{ord(found[0])}\1", text)
    safe = "".join(_ESCAPED.get(letter, letter) for letter in numbered)
    return safe.replace("\0", "&#").replace("\1", ";")


def html(text: str, language: str = "", figures: Iterable[str] = ()) -> str:
    """Paragraphs and line breaks, addresses as links, then the pictures; in one element that tells the language."""
    paragraphs = [one for one in _PARAGRAPHS.split(text.strip()) if one]
    body = "\n".join([*(f"<p>{_linked(one)}</p>" for one in paragraphs), *figures])
    return f'<div lang="{language}">\n{body}\n</div>' if language else body


def _linked(paragraph: str) -> str:
    written, last = [], 0
    for found in _ADDRESS.finditer(paragraph):
        address = "".join(_ESCAPED.get(letter, letter) for letter in found[0])
        written += [
            _lines(paragraph[last : found.start()]),
            f'<a href="{address}">{escaped(found[0])}</a>',
        ]
        last = found.end()
    return "".join([*written, _lines(paragraph[last:])])


def _lines(text: str) -> str:
    return escaped(text).replace("\n", "<br />\n")


def figure(address: str, alt: str, number: int) -> str:
    """A picture in the text, as WordPress's own editor writes it."""
    told = escaped(alt)
    image = f'<img src="{escaped(address)}" alt="{told}" class="wp-image-{number}" />'
    return f'<figure class="wp-block-image">{image}</figure>'


def slug(what: Outgoing) -> str:
    """The last part of the post's address: words of it, and a sign made of its key, by which it is found again."""
    words = f"{what.title or what.text[:_WORDS]}".lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    start = _NO_WORD.sub("-", plain)[:_WORDS].strip("-")
    return f"{start}-{sign(what.key)}".strip("-")


def sign(*some: str) -> str:
    """Letters that stand for all of these."""
    return hashlib.sha256("\0".join(some).encode()).hexdigest()[:_SIGN]
