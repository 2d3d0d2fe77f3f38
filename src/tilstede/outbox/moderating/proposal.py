"""A first set of house rules in plain language, to be edited and adopted. In force for nobody by itself."""

from __future__ import annotations

from typing import Final, NamedTuple


class Words(NamedTuple):
    """A rule in bokmål, nynorsk and English."""

    nb: str
    nn: str
    en: str


FIRST: Final = (
    Words(
        "Ingen trusler, og ingen oppfordring til vold.",
        "Ingen truslar, og inga oppmoding til vald.",
        "No threats, and no calls for violence.",
    ),
    Words(
        "Ikke heng ut eller trakasser noen, og ikke skriv hatefullt om folk for det de er: hudfarge, opphav, tro,"
        " kjønn, legning eller funksjonsevne. Skarp kritikk av oss, og av dem som styrer, er lov.",
        "Ikkje heng ut eller trakasser nokon, og ikkje skriv hatefullt om folk for det dei er: hudfarge, opphav, tru,"
        " kjønn, legning eller funksjonsevne. Skarp kritikk av oss, og av dei som styrer, er lov.",
        "Do not harass anyone, and write no hate about people for what they are: colour, origin, belief, sex,"
        " orientation or ability. Sharp criticism of us, and of those who govern, is allowed.",
    ),
    Words(
        "Ikke del private opplysninger om andre, som fødselsnummer, adresse, helse eller barn. Del dem heller ikke om"
        " deg selv her: vi tar saken din i en trygg kanal.",
        "Ikkje del private opplysningar om andre, som fødselsnummer, adresse, helse eller barn. Del dei heller ikkje"
        " om deg sjølv her: vi tek saka di i ein trygg kanal.",
        "Share nothing private about others, such as identity numbers, addresses, health or children. Do not share it"
        " about yourself here either: we take your case in a safe channel.",
    ),
    Words(
        "Ingen reklame, svindel eller masseutsendt innhold, og ingen som gir seg ut for å være en annen.",
        "Ingen reklame, svindel eller masseutsendt innhald, og ingen som gjev seg ut for å vere ein annan.",
        "No advertising, fraud or bulk messages, and nobody who claims to be someone else.",
    ),
    Words(
        "Ikke legg ut noe som er ulovlig å spre, som seksuelle bilder uten samtykke, eller verk du ikke har rett til å"
        " dele.",
        "Ikkje legg ut noko som er ulovleg å spreie, som seksuelle bilete utan samtykke, eller verk du ikkje har rett"
        " til å dele.",
        "Post nothing that is unlawful to spread, such as sexual pictures without consent, or works you have no right"
        " to share.",
    ),
)
