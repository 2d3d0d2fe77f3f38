"""Whether the words before a telephone number say that an office answers it. When in doubt they do not."""

from __future__ import annotations

from typing import Final

import regex

from tilstede.core.checks.reading import given

#: What may stand between an office and its number; any other word could bring somebody else in.
_BETWEEN: Final = (
    r"(?:[\s:,.()–-]|\b(?:på|tlf|telefon(?:en|nummer|nummeret)?|tel|nr|nummer(?:et)?|er|har|svar[ae]r|ring|døgn(?:et|åpen|"
    r"open)|rundt|hele|heile|åpent?|ope[nt]?|alle|dager|dagar|kvardagar|hverdager|i|dag|og|on|at|is|number|the|phone|"
    r"telephone|of|kommune|oss|us|denne|dette|mottar|tek|imot|tar|meldingar|meldinger)\b)*"
)
#: Telephones that an office has and a person has not.
_TELEPHONES: Final = (
    r"\b(?:sentralbord(?:et)?|sentralbrett(?:et)?|switchboard|helpline|hotline|legevakt(?:a|en)?|\w*vakttelefon(?:en)?|"
    r"døgntelefon(?:en)?|publikumstelefon(?:en)?|servicetelefon(?:en)?|"
    r"(?:varsl|rådgiv|informasjon|opplysning|rettleiing|veiledning)\w*telefon(?:en)?|"
    r"(?:krise|hjelpe|alarm|støtte|skatte|studie|tips|nød|naud)telefon(?:en)?|kundeservice|kundesenter(?:et)?|"
    r"barnevernvakt(?:a|en)?|barnevernsvakt(?:a|en)?|out-of-hours clinic|emergency room|customer service)\b"
)
#: Where a call is answered, or that it is we who are called.
_PLACES: Final = (
    r"\b(?:(?:ring|kontakt|spør|tips|varsle?|call|phone|contact) (?:til )?(?:oss|us|kommunen|etaten|politiet|"
    r"brannvesenet|direktoratet|tilsynet|nav|skolen|skulen|barnehagen)|nav|kommunen|"
    r"(?:service|innbygger|innbyggjar)(?:torg|senter|sentre|kontor)(?:et)?|resepsjon(?:en)?|publikumsmottak(?:et)?|"
    r"krisesent(?:er|eret|re|ret)|helsestasjon(?:en)?|sykehus(?:et)?|sjukehus(?:et)?|sykehjem(?:met)?|sjukeheim(?:en)?|"
    r"bibliotek(?:et)?|legekontor(?:et)?|legesent(?:er|eret|re|ret)|kommunehus(?:et)?|rådhus(?:et)?|"
    r"(?:skolens|skulens|barnehagens|kommunens|etatens|our)(?: (?:office|reception|front desk))?)\b"
)
_WHAT_FOR: Final = r"(?: (?i:for|i|in) \p{Ll}+(?: og| and)?(?: \p{Ll}+)?)?"
_TELEPHONE_THEN: Final = regex.compile(rf"(?i:{_TELEPHONES}){_WHAT_FOR}(?i:{_BETWEEN})$")
_IT_IS_THE_TELEPHONE: Final = regex.compile(rf"(?i:{_BETWEEN}{_TELEPHONES})")
_PLACE_THEN: Final = regex.compile(rf"{_PLACES}{_BETWEEN}$", regex.IGNORECASE)
#: Somebody rather than something.
_PERSON: Final = regex.compile(
    r"\b(?:meg|min|mi|mitt|mine|eg|jeg|han|hans|ho|hun|henne|hennes|hennar|ham|mamma|pappa|mor|far|mora|faren|moren|"
    r"kona|mann|mannen|samboer\w*|bestemor|bestefar|nabo\w*|pårørende|pårørande|foresatt\w*|føresett\w*|foreldre\w*|"
    r"mobil\w*|mob|privat\w*|heime|hjemme\w*|familie\w*|leder\w*|leiar\w*|rådgiver\w*|rådgjevar\w*|lærer\w*|lærar\w*|"
    r"bruker\w*|brukar\w*|beboer\w*|bebuar\w*|pasient\w*|elev\w*|datter\w*|dotter\w*|sønn\w*|son|enke\w*|\w*overlege\w*|"
    r"hilsen|helsing|regards|dr|me|my|his|her|wife|husband|private|mother|father|neighbou?r)\b",
    regex.IGNORECASE,
)
#: Two names in a row. Letters that are all capitals are no name.
_NAMES: Final = regex.compile(r"\b\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)? \p{Lu}\p{Ll}+")
_CAPITAL: Final = regex.compile(r"\b\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?")
#: Mobile telephones are mostly one person's.
_MOBILE: Final = ("4", "9")


def answers(before: str, after: str, national: str) -> bool:
    """``before``: the sentence up to the number; ``after``: a few words of what follows; ``national``: its digits."""
    if any(_PERSON.search(text) or _names_somebody(text) for text in (before, after)):
        return False
    if _TELEPHONE_THEN.search(before) or _IT_IS_THE_TELEPHONE.match(after):
        return True
    return not national.startswith(_MOBILE) and bool(_PLACE_THEN.search(before))


def _names_somebody(text: str) -> bool:
    capitals = (hit[0] for hit in _CAPITAL.finditer(text))
    return bool(_NAMES.search(text)) or any(given.is_name(word) for word in capitals)
