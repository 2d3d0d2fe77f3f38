"""Signs that cannot be seen, or that make a text look otherwise than it is read by machines and read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import Piece, pieces

Span = tuple[int, int]

#: Everything that is looked at more closely; most texts have nothing of it. Scripts in which letters take marks and
#: joiners are told apart below.
_SUSPECT: Final = regex.compile(
    r"[\p{Cf}\p{Cs}\p{Cn}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    r"\ufe00-\ufe0f\U000e0100-\U000e01ef]|[\p{Mn}\p{Me}]{5}"
)
#: Never seen, and never needed in a text: controls, fillers, what has no sign, half of a sign.
_NEVER: Final = regex.compile(
    r"[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064"
    r"\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\u00ad\ufdd0-\ufdef\ufffe\uffff"
    r"\u202d\u202e]+"
)
#: More marks on a letter than any written language has.
_TOWER: Final = regex.compile(
    r"(?<=[\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}--[\ufe00-\ufe0f]]+", regex.VERSION1
)
#: A joiner is right between parts of an emoji, and beside letters of scripts that join.
_JOINING: Final = (
    r"[\p{Arabic}\u064b-\u0655\p{Syriac}\p{Nko}\p{Mongolian}\p{Mandaic}\p{Adlam}\p{Rohg}\p{Devanagari}\p{Bengali}\p{Gurmukhi}"
    r"\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
_JOINER: Final = regex.compile(
    rf"(?<!{_JOINING})(?<![\p{{Extended_Pictographic}}\p{{Emoji_Modifier}}]\ufe0f?)[\u200c\u200d]+"
    rf"|(?<=[\p{{Extended_Pictographic}}\p{{Emoji_Modifier}}]\ufe0f?)\u200d(?!\p{{Extended_Pictographic}})"
    rf"|(?<=\p{{Extended_Pictographic}}\ufe0f?)\u200c+"
)
#: A direction is worth telling only where something is written from the right.
_RIGHT_TO_LEFT: Final = regex.compile(
    r"[\p{L}&&[\p{Bidi_Class=R}\p{Bidi_Class=AL}]]", regex.VERSION1
)
_DIRECTION: Final = regex.compile(r"[\u200e\u200f\u061c]+")
#: Tags are right in flags of parts of a country alone: a black flag, and letters up to the end of it.
_TAGS: Final = regex.compile(
    r"\U0001f3f4[\U000e0020-\U000e007e]{2,6}\U000e007f(*SKIP)(*FAIL)|[\U000e0001-\U000e007f]+"
)
#: How a sign is to be drawn is said once, and of Chinese characters by others than of emoji.
_VARIATIONS: Final = regex.compile(
    r"(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
    r"|(?<![\p{Han}])[\U000e0100-\U000e01ef]+|(?<=^|\s)[\ufe00-\ufe0f]+"
)
_OPENS: Final = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_CLOSES: Final = frozenset(_OPENS.values())
#: So many are named; the place shows the rest.
_NAMED: Final = 4


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        if _SUSPECT.search(piece.text):
            yield from _findings(piece)


def _findings(piece: Piece) -> Iterator[Finding]:
    for start, end in spans(piece.text):
        told = codes(piece.text[start:end])
        # The signs themselves would spoil the page that tells of them.
        yield Finding(
            check=CHECK.id,
            place=piece.place,
            part=piece.part,
            start=start,
            end=end,
            found=told,
            values={"signs": told, "word": _word(piece.text, start)},
        )


def spans(text: str) -> list[Span]:
    """What is to be removed, from where to where."""
    found = {span for pattern in _patterns(text) for span in _all(pattern, text)}
    return sorted(found | set(_unpaired(text)))


def without(text: str) -> str:
    """The text as it is without them. What one sign hid is found when that is gone."""
    while found := spans(text):
        for start, end in reversed(_joined(found)):
            text = text[:start] + text[end:]
    return text


def _joined(found: list[Span]) -> list[Span]:
    """Spans that overlap, as one; ``found`` is sorted."""
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def codes(signs: str) -> str:
    """Their names in Unicode's own way: U+202E."""
    told = [f"U+{ord(sign):04X}" for sign in signs[:_NAMED]]
    return " ".join((*told, "…") if len(signs) > _NAMED else told)


def _patterns(text: str) -> Iterator[regex.Pattern[str]]:
    yield from (_NEVER, _TOWER, _JOINER, _TAGS, _VARIATIONS)
    if not _RIGHT_TO_LEFT.search(text):
        yield _DIRECTION


def _all(pattern: regex.Pattern[str], text: str) -> Iterator[Span]:
    return (hit.span() for hit in pattern.finditer(text))


def _unpaired(text: str) -> Iterator[Span]:
    """Embeddings and isolates that are not closed in their own line, and ends of what was never begun (UAX 9, BD9)."""
    opened: list[tuple[str, int]] = []
    for at, sign in enumerate(text):
        if sign in _OPENS:
            opened.append((_OPENS[sign], at))
        elif sign in _CLOSES:
            if opened and opened[-1][0] == sign:
                opened.pop()
            else:
                yield at, at + 1
        elif sign == "\n":
            yield from ((start, start + 1) for _closing, start in opened)
            opened.clear()
    yield from ((start, start + 1) for _closing, start in opened)


def _word(text: str, at: int) -> str:
    """The words before it, as they are seen."""
    near = " ".join(text[max(0, at - 40) : at].split())
    before: str = regex.sub(r"[\p{C}\p{M}]", "", near)
    return before[-20:].strip()


CHECK = Check(
    id="disguise",
    level="must",
    source="Unicode Technical Report 36, 2.7 and 3.6; Unicode Annex 9, 2.1–2.4 (from memory)",
    title=gettext_noop("Hidden signs"),
    advice=gettext_noop(
        "After “{word}” there are signs that cannot be seen, or that make the text look otherwise than it is read"
        " aloud: {signs}. Remove them, or write the words anew."
    ),
    look=_look,
)
