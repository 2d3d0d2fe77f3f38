"""Where a private person lives: a street and a number, with words around that tell of a home or of one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import Piece, pieces
from tilstede.core.checks.reading import given

#: How the last word of a street's name ends, in both written forms.
_ENDINGS: Final = (
    r"vei(?:en)?|veg(?:en)?|gat[ae]n?|gate|gt\.?|vn\.?|all[eé]e?n?|sti(?:en)?|stig(?:en)?|sving(?:en)?|bakk(?:en|e)|"
    r"lia|li(?:en)?|tun(?:et)?|plass(?:en)?|torg(?:et)?|kroken|krok|brekk[ae]|løkk[ae]n?|haugen|haug|åsen|ås|hagen|"
    r"terrasse|terrassen|ringen|ring|smau(?:et)?|smug(?:et)?|veita|geil[ae]|gangen|strand[ae]?|brygg[ae]|kai(?:en|a)?|"
    r"flat[ae]|flaten|myr[ae]|jordet|mark[ae]|skogen|dalen|neset|vika|vågen|rabben|hamaren|hammeren|reina|moen|"
    r"road|street|avenue|lane"
)
#: A house number, which a span of numbers, a measure or a time is not.
_NUMBER: Final = (
    r"\s(?:nr\.?\s?)?[0-9]{1,4}(?:\s?[A-Za-z]\b)?(?![0-9]|\s?[-–]\s?[0-9]|[.,][0-9]"
    r"|\s?(?:prosent|%|kr\b|meter\b|km\b|mil\b))"
    r"(?:,? (?:[0-9]{4} )?\p{Lu}\p{L}+)?"
)
#: Up to three words, of which the first has a capital: Storgata, Karl Johans gate, Olav Tryggvasons gate, Tunet.
_STREET: Final = regex.compile(
    rf"(?<![\p{{L}}.\-])(?:(?:Nedre|Øvre|Indre|Ytre|Gamle|Nye|Store|Lille|Vesle|Nordre|Søndre|Søre|Østre|Vestre) )?"
    rf"(?:\p{{Lu}}(?:[\p{{L}}.\-]{{0,30}}(?:{_ENDINGS})"
    rf"|[\p{{L}}.\-]{{1,30}}(?: \p{{L}}[\p{{L}}.\-]{{1,30}})?? (?:{_ENDINGS}))"
    rf"|(?:Li(?:a|en)|Tunet|Åsen|Moen|Haugen|Bakken|Hagen|Neset|Vika|Vågen|Myra|Dalen)){_NUMBER}"
)
#: Any name at all, where it is said outright that somebody lives there.
_ANYWHERE: Final = regex.compile(
    r"\b(?i:bor|bur|budde|bodde|bosatt|busett|adress[ae]n? (?:min|mi|hans|hennes|hennar)|(?:min|hans|hennes|hennar)"
    r" adresse|heimeadress\w+|hjemmeadress\w+|privatadress\w+|lives|my (?:home )?address)\b"
    r"(?: (?:er|is|til \p{L}+))?:?(?: (?:i|på|ved|in|at))? "
    rf"(?P<place>\p{{Lu}}[\p{{L}}\-]{{2,30}}(?: \p{{L}}[\p{{L}}\-]{{2,30}})?(?!\s(?:19|20)[0-9]{{2}}\b){_NUMBER})"
    r"(?!\s(?:dag|år|måned|månad|uke|veke|time|minutt|menneske|person|innbygg|gang|gong|barn|born|natt|nett|netter|"
    r"days?|years?|months?|weeks?|hours?|minutes?|miles?|people|times|children|kids|nights?|stykk|og en halv|av)\w*)"
)
#: What tells that somebody lives there.
_HOME: Final = regex.compile(
    r"\b(?:bor|bur|budde|bodde|buande|boende|bosatt|busett|folkeregistrert\w*|flytt(?:et|a|er|ar)|leier|leiger?|"
    r"leilighet\w*|husvære\w*|privatadresse\w*|heimeadresse\w*|hjemmeadresse\w*|heime|hjemme|heimen?|hjem(?:met)?|"
    r"bustad\w*|bopel\w*|enebolig\w*|einebustad\w*|rekkehus\w*|huset (?:til|hans|hennes|hennar|mitt)|"
    r"adress[ae]n? (?:min|mi|hans|hennes|til|hennar)|(?:min|mi|hans|hennes|hennar) adresse|my (?:home )?address|"
    r"naboen?|hos familien|familien|lives|living|lived|home|resides|house of|moved)\b",
    regex.IGNORECASE,
)
#: One person, of whom it is told, by kinship or by what they are in a case.
_ONE: Final = regex.compile(
    r"\b(?:(?:mor|far|foreldre|besteforeldre) (?:til|av)|mora|moren|faren|mamma|pappa|bestemor|bestefar|ektemann\w*|"
    r"ektefelle\w*|kona|samboer\w*|sambuar\w*|sønn(?:en)?|sonen|datter(?:en)?|dotter[ai]?|enk(?:en|a|emann\w*)|"
    r"beboeren|bebuaren|huseier(?:en)?|huseigar(?:en)?|leietaker(?:en)?|leigetakar(?:en)?|søkeren|søkjaren|klageren|"
    r"klagaren|pasienten|brukeren|brukaren|eleven|mannen|kvinnen|kvinna|gutten|guten|jenta|jubilanten|siktede|sikta|"
    r"fornærmede|fornærma|tenant|applicant|(?:his|her) (?:mother|father|wife|husband|son|daughter))\b",
    regex.IGNORECASE,
)
#: Said to or of many.
_MANY: Final = regex.compile(
    r"\b(?:alle|dere|dykk|de|dei|dem|everyone|those|all)\b(?: \w+){0,2} (?:bor|bur|budde|bodde|lives?|lived)\b"
    r"|\b(?:bor|bur) (?:dere|de|dykk|du)\b|\bher bur det\b"
    r"|\b(?:innbygger\w*|innbyggjar\w*|beboere|beboerne\w*|bebuarar\w*|husstander|husstandar|everyone|residents|sykehjem\w*|"
    r"sjukeheim\w*|hjemmesykepleie\w*|heimesjukepleie\w*|hjemmetjeneste\w*|heimeteneste\w*|hjemmeside\w*|heimeside\w*|"
    r"kontor\w*)\b",
    regex.IGNORECASE,
)
#: What moves without being somebody's home.
_MOVES: Final = regex.compile(
    r"\b\w*(?:kontor|bibliotek|skole|skule|barnehage|butikk|senter|sentre|klinikk|avdeling|tjeneste|teneste|apotek|"
    r"museum|museet|kirke|kyrkj|klubb|lag|forening|bedrift|firma|mottak|torg|office|library|school|clinic)"
    r"(?:en|et|a|ene|ane|er|ar|s)?\b[^.!?]{0,40}(?:flytt|moved)",
    regex.IGNORECASE,
)
#: A person's name that ends just before the street, as in a signature.
_NAME: Final = regex.compile(
    r"(?P<given>\p{Lu}[\p{Ll}\-]+)(?: \p{Lu}[\p{L}.\-]*){1,3},?\s*(?:[.,;]|\b(?:i|på|in|at|of)\b)?\s*"
    r"(?i:(?:post|privat)?adresse:?|address:?)?\s*$"
)
#: Characters before and after it that are looked at, within the sentence.
_AROUND: Final = 80
_SENTENCE: Final = regex.compile(r"[.!?]\s+(?=\p{Lu})|\n")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for start, end in sorted({*_told_outright(piece), *_near_words(piece)}):
            yield piece.finding(CHECK.id, start, end, address=piece.text[start:end])


def _near_words(piece: Piece) -> Iterator[tuple[int, int]]:
    for hit in _STREET.finditer(piece.text):
        near = _near(piece, *hit.span())
        is_home = bool(_HOME.search(near) or _ONE.search(near)) and not _MOVES.search(near)
        if (is_home and not _MANY.search(near)) or _is_signed(piece, hit.start()):
            yield hit.span()


def _told_outright(piece: Piece) -> Iterator[tuple[int, int]]:
    """Places whose name does not tell that they are one; the others are found by it."""
    for hit in _ANYWHERE.finditer(piece.text):
        start, end = hit.span("place")
        if not _STREET.search(piece.text, start, end) and not _MANY.search(
            _near(piece, start, end)
        ):
            yield start, end


def _near(piece: Piece, start: int, end: int) -> str:
    before = _SENTENCE.split(piece.text[max(0, start - _AROUND) : start])[-1]
    after = _SENTENCE.split(piece.text[end : end + _AROUND])[0]
    return f"{before} {after}"


def _is_signed(piece: Piece, start: int) -> bool:
    """Whether somebody's name stands just before."""
    hit = _NAME.search(piece.text, max(0, start - _AROUND), start)
    return hit is not None and given.is_name(hit["given"])


CHECK = Check(
    id="home-address",
    level="must",
    source="personvernforordningen art. 5 (from memory); our own lists of how streets end, of words that tell of a home"
    " or of one person, and of given names",
    title=gettext_noop("Where somebody lives"),
    advice=gettext_noop(
        "{address} seems to be where a private person lives. Take it out. It can stand if it is no home, or if those"
        " who live there want it told."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
