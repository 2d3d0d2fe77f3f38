"""Fictional letters, as the mail programs of citizens make them."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

PDF = b"%PDF-1.4 eit vedlegg"


def letter(text: str, headers: Mapping[str, str] | None = None) -> EmailMessage:
    """A plain letter from Kari; ``headers`` in place of the usual or besides them."""
    usual = {
        "From": "Kari Nes <kari@nes.example>",
        "To": "Postmottak <post@fjordvik.example>",
        "Subject": "Søknad om byggjeløyve",
        "Date": "Tue, 3 Mar 2026 10:15:00 +0100",
        "Message-ID": "<brev-1@nes.example>",
    }
    made = EmailMessage()
    for name, value in {**usual, **(headers or {})}.items():
        if value:
            made[name] = value
    made.set_content(text)
    return made


def with_files(text: str = "Sjå vedlegg.", **headers: str) -> EmailMessage:
    """A letter with a PDF and a picture."""
    made = letter(text, {name.replace("_", "-"): value for name, value in headers.items()})
    made.add_attachment(PDF, maintype="application", subtype="pdf", filename="søknad æøå.pdf")
    made.add_attachment(b"\x89PNG kart", maintype="image", subtype="png", filename="kart.png")
    return made


def numbered(number: int, text: str = "") -> bytes:
    """One of many letters, quickly made."""
    return (
        "From: Kari Nes <kari@nes.example>\n"
        "To: Postmottak <post@fjordvik.example>\n"
        f"Subject: Brev {number}\n"
        "Date: Tue, 3 Mar 2026 10:15:00 +0100\n"
        f"Message-ID: <nr-{number}@nes.example>\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
        f"{text or f'Dette er brev nummer {number}.'}\n"
    ).encode()


def mbox(path: Path, letters: list[bytes]) -> Path:
    """An mbox as most programs write it."""
    with path.open("wb") as file:
        for one in letters:
            escaped = one.replace(b"\nFrom ", b"\n>From ")
            file.write(b"From kari@nes.example Tue Mar  3 10:15:00 2026\n" + escaped + b"\n\n")
    return path
