"""The words by which mail programs introduce what they quote, and sign for their makers.

Gathered from the programs and from collections of real letters (docs/networks.md, E-mail). Norwegian comes first; the
other languages are those people write to a Norwegian public body in.
"""

from __future__ import annotations

import re
from typing import Final


def _any(phrases: str) -> str:
    """One of the phrases, parted by `` / `` or line ends; each is an expression."""
    return "|".join(part.strip() for part in re.split(r" / |\n", phrases.strip()))


# --- "On 3 March 2026 Kari wrote:" -----------------------------------------------------------------
_WROTE: Final = _any(
    r"""
    skrev / skreiv / wrote / writes / schrieb / écrit / escribió / escreveu / ha\s+scritto / kirjoitti / čálii
    skrifaði / schreef / geschreven / schrijft / napisał(?:\(a\)|a|o)? / написал(?:\(а\)|а)? / пише / пишет / 写道
    寫道
    """
)
#: At most so many lines does such a line become when it is folded.
FOLDED: Final = 4
_ADDRESS: Final = r"<\s*[^<>\s]+@[^<>\s]+\s*>"
_SURE: Final = (
    r"[^\s<>@]+@[^\s<>]+|\b(?:19|20)\d\d\b|\d{1,2}[:.]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
)
_END: Final = rf"(?:{_WROTE})\b.{{0,80}}?(?:\s*[::]|\s*-{{2,}})\s*"
_WEEKDAYS: Final = _any(
    "man / tir / tys / ons / tor / fre / lør / laur / lau / søn / sun / mon / tue / wed / thu / fri / sat"
)
_BEGINS: Final = _any(
    "Den / On / På / Am / Le / El / Em / Il / Op / W dniu / Dnia / At / Pe / 在 / 于 / 於"
)
#: How surely a line introduces a quote -> the forms it then has.
CERTAIN, LIKELY, PERHAPS = 3, 2, 1
_FORMS: Final = {
    CERTAIN: rf"(?:-{{2,}}\s*)?(?:{_BEGINS})\b.*?{_END}",
    LIKELY: rf"(?:(?:{_WEEKDAYS})\w*[.,]?|\d{{1,4}}\b).{{0,200}}?{_END}|.{{0,100}}?{_ADDRESS}\s*{_END}",
    PERHAPS: rf".{{0,200}}?(?:{_SURE}).{{0,200}}?{_END}|\W*(?:{_WROTE})\s*:",
}
_INTRODUCTIONS: Final = {
    sure: re.compile(form, re.IGNORECASE | re.DOTALL) for sure, form in _FORMS.items()
}
_MENTIONS: Final = re.compile(rf"(?:{_WROTE})", re.IGNORECASE)
#: As Gmail did it for a while in every language, and Yandex and Mail.ru still do: date, name, address.
_DATED: Final = re.compile(
    rf"(?:19|20)\d\d[-/]\d{{1,2}}[-/]\d{{1,2}}\b.{{0,150}}{_ADDRESS}:?\s*"
    rf"|(?:\w{{2,4}}\.?,\s)?\d{{1,2}}[./ ]\s?\w{{2,9}}\.?[./ ]\s?(?:19|20)\d\d\b.{{0,150}}{_ADDRESS}:\s*"
)
#: An introduction ends with one of these.
ENDS: Final = frozenset(":：->")


def certainty(line: str) -> int:
    """How surely the line introduces a quote: `CERTAIN`, `LIKELY`, `PERHAPS`, or 0."""
    if _DATED.fullmatch(line):
        return CERTAIN
    if not _MENTIONS.search(line):
        return 0
    return next((sure for sure, form in _INTRODUCTIONS.items() if form.fullmatch(line)), 0)


# --- header lines above what is quoted -------------------------------------------------------------
_FROM: Final = _any(
    "Fra / Frå / From / Von / De / Da / Van / Från / Od / Lähettäjä / От / Від / 发件人 / 寄件者"
)
_OTHER: Final = _any(
    """
    Sendt / Dato / Til / Kopi / Emne / Svar til / Viktigheit / Viktighet / Vedlegg / Sent / Date / To / Cc / Bcc
    Subject / Reply-To / Importance / Attachments / Organization / Gesendet / Datum / An / Betreff
    Envoyé(?: le)? / À / A / Objet / Enviado(?: el)? / Fecha / Para / Asunto / Assunto / Data / Inviato / Oggetto
    Risposta / Verzonden / Aan / Onderwerp / Skickat / Till / Ämne / Wysłano / Do / Temat / Отправлено / Дата
    Кому / Тема / Надіслано / 发送时间 / 收件人 / 主题 / 日期 / 抄送
    """
)
FROM: Final = re.compile(rf"[\s*>]*(?:{_FROM})\s*:?\*?\s*[::]\*?\s*\S.*", re.IGNORECASE)
HEADER: Final = re.compile(rf"[\s*>]*(?:{_FROM}|{_OTHER})\s*\*?\s*[::].*", re.IGNORECASE)
RULE: Final = re.compile(r"[\s>]*(?:_{10,}|-{20,}|={20,}|\*{20,})\s*")

# --- "-----Opprinnelig melding-----": what comes below is quoted -----------------------------------
_ORIGINAL: Final = _any(
    r"""
    Opp?rinnelig (?:melding|beskjed) / Opphavle[gn]\w* melding / Original(?:melding)? / Svarmelding
    Original Message / Original Appointment / Reply message / Oprindelig meddelelse / Ursprungligt meddelande
    Ursprüngliche Nachricht / Message d'origine / Mensaje original / Messaggio originale / Mensagem original
    Oorspronkelijk bericht / Пересылаемое сообщение / Исходное сообщение / 原始邮件
    """
)
ORIGINAL: Final = re.compile(
    rf"[\s*>]*[-_=]{{2,}}\s*(?:{_ORIGINAL})\s*[-_=]{{2,}}[\s*]*", re.IGNORECASE
)
#: What is passed on is what the letter is about: it stays.
_FORWARDED: Final = _any(
    """
    Videresend(?:t|te?) (?:melding|e-post|beskjed) / Vidaresend(?:t|te?) (?:melding|e-post)
    Start på videresendt melding / Forwarded message / Begin forwarded message / Weitergeleitete Nachricht
    Message transféré / Vidarebefordrat meddelande / Videresendt meddelelse / Mensaje reenviado
    """
)
FORWARDED: Final = re.compile(
    rf"[\s*>]*(?:[-_=]{{2,}}\s*)?(?:{_FORWARDED})\b.{{0,20}}?[-_=:\s]*", re.IGNORECASE
)
#: How a line begins that may be one of the above; most lines are told apart by this alone.
NOTABLE: Final = re.compile(
    rf"[\s*>]*(?:[-_=]{{2,}}|(?:{_FROM})\s*:?\*?\s*[::]|(?:{_FORWARDED})\b)", re.IGNORECASE
)

# --- a program's own words about itself, on a line alone -------------------------------------------
_PROGRAM: Final = _any(
    r"""
    Sendt fr[aå] (?:min|mi|mitt|Outlook|Yahoo|e-post|Mail|Proton)
    Send[te]? (?:fr[aå]|via|med) (?:min|mi|mobil|iPhone) / Hent (?:\[?Outlook|BlueMail|Yahoo) / Last ned Outlook
    Få Outlook / Skickat från
    Sent (?:from|via|with) (?:my|a |mobile|Outlook|\[?Mail|Yahoo|Windows|Proton|Samsung|iPhone|iPad|Airmail)
    Sent (?:by|from) (?:galaxy|a phone) / From my \w+ / Get \[?Outlook / Gesendet (?:von|mit) / Von mein
    Diese Nachricht wurde von meinem / Envoyé (?:de|depuis|à partir) / Enviado (?:desde|do) / Inviato da
    Verzonden (?:met|vanaf|via) / Lähetetty / Wysłane z / Отправлено с / Надіслано з / 從我的
    """
)
PROGRAM: Final = re.compile(rf"\W{{0,3}}(?:{_PROGRAM}).{{0,160}}", re.IGNORECASE)
#: RFC 3676, 4.3: "-- " alone; the space is lost on the way often enough. A long dash is what programs make of two.
DELIMITER: Final = re.compile(r"\s*(?:--|—|__)\s*")
