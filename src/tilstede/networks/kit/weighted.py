"""How long X takes a text to be: weighted characters, version 3 of twitter-text's configuration.

Source: docs.x.com/fundamentals/counting-characters and github.com/twitter/twitter-text (config/v3.json), read November
2026. Own code, since the published Python ports are unkept. Where twitter-text needs the whole list of top-level
domains to know an address, the longer of the two lengths counts: nothing goes out that X would find too long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

import regex

#: These weigh 1, all else 2.
_LIGHT: Final = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_EMOJI_WEIGHT: Final = 2
#: ISO 3166-1 in lower case: the regions that have a flag, and top-level domains.
_REGION_CODES: Final = """
ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt
bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh
er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht
hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls
lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni
nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg
sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug
um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw eu ac
"""
#: Top-level domains that people write without ``https://`` in front; rarer ones count as they are written.
_DOMAIN_NAMES: Final = """
uk su com net org info biz edu gov mil int name pro app dev online site shop store blog news cloud
tech media club live space website digital agency page link today world group social events email
museum jobs mobi travel tel asia cat coop aero xxx post xyz top icu
"""
_REGIONS: Final = _REGION_CODES.split()
_DOMAINS: Final = frozenset([*_REGIONS, *_DOMAIN_NAMES.split()])
_FLAG: Final = "|".join(
    "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in region)
    for region in [*_REGIONS, "un", "xk", "ta", "dg", "cp", "ea", "ic"]
)
_PICTURE: Final = (
    r"(?:(?![©®™♟#*0-9])\p{Extended_Pictographic}(?!\ufe0e)|[©®™♟](?=\ufe0f))[\ufe0f\p{EMod}]*"
)
_EMOJI: Final = regex.compile(
    rf"{_FLAG}|\p{{Regional_Indicator}}|[#*0-9]\ufe0f?\u20e3"
    rf"|\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f|{_PICTURE}(?:\u200d{_PICTURE})*"
)
_LABEL: Final = r"[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?"
_PATH: Final = r"[a-z\p{Cyrillic}0-9!*';:=+,.$/%#\[\]_~@|&()\u2013\u00c0-\u024f-]"
_PATH_END: Final = r"[a-z\p{Cyrillic}0-9=_#/+)\u00c0-\u024f-]"
_REST: Final = rf"(?::\d+)?(?:/(?:{_PATH}*{_PATH_END})?)?(?:\?(?:[a-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*[a-z0-9_&=#/-])?)?"
_ADDRESS: Final = regex.compile(
    rf"(?<![a-z0-9@＠$#＃\ufffe\ufeff\uffff])(?:(?P<scheme>https?://)(?:{_LABEL}\.)+\p{{L}}[\p{{L}}\p{{N}}-]+"
    rf"|(?<![_./-])(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+(?:{'|'.join(sorted(_DOMAINS))})(?![a-z0-9@+-]))"
    rf"{_REST}",
    regex.IGNORECASE,
)
_HOST: Final = regex.compile(r"(?P<scheme>https?://)?(?P<host>[^/?#:]+)", regex.IGNORECASE)
_LONGEST_LABEL: Final = 63  #: RFC 1035, 2.3.4


def has_address(text: str) -> bool:
    """Whether X takes something in it for a link, with or without ``https://``."""
    return _ADDRESS.search(text) is not None


def length(text: str, address: int) -> int:
    """The weighted length. ``address``: what an address counts, however long."""
    text = unicodedata.normalize("NFC", text)
    return sum(_pieces(text, address))


def _pieces(text: str, address: int) -> Iterator[int]:
    at = 0
    for found in _ADDRESS.finditer(text):
        yield _plain(text[at : found.start()])
        yield _address(found[0], address)
        at = found.end()
    yield _plain(text[at:])


def _address(found: str, weight: int) -> int:
    """A whole address under a domain not known here may be none to X, and then counts as it is written."""
    parts = _HOST.match(found)
    labels = parts["host"].split(".") if parts else [""]
    if any(map(_too_long, labels)):
        return _plain(found)
    return weight if labels[-1].lower() in _DOMAINS else max(weight, _plain(found))


def _too_long(label: str) -> bool:
    """As it is looked up (RFC 3492)."""
    size = len(label) if label.isascii() else len("xn--" + label.encode("punycode").decode())
    return size > _LONGEST_LABEL


def _plain(text: str) -> int:
    emoji = _EMOJI.findall(text)
    rest = _EMOJI.sub("", text) if emoji else text
    return _EMOJI_WEIGHT * len(emoji) + sum(map(_weight, rest))


def _weight(character: str) -> int:
    code = ord(character)
    return 1 if any(low <= code <= high for low, high in _LIGHT) else 2
