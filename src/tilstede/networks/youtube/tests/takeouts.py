"""Takeouts as Google makes them, in Norwegian and English, of a municipality that does not exist."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

CHANNEL = "UCfjordvik-kommune-vidja"
OTHER = "UCein-borgar-i-Fjordvik1"
VIDEOS = ("fjordvik-01", "fjordvik-02", "fjordvik-03")
ASKED = "UgxFjordvikSpor4AaABAg"
ANSWER = f"{ASKED}.9FjordvikSvar1aB"
NOTE = "Ugkx" + "Fjordvik" * 4
CHAT = "EhwKGkNMZmpvcmR2aWtTdHJhbVgxMjM0NTY3ODkw"


def table(heading: str, *lines: tuple[str, ...]) -> bytes:
    """Lines end as Google's do; every cell that needs it stands in quotation marks."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading.split(","))
    writer.writerows(lines)
    return ("\ufeff" + out.getvalue()).encode()


def run(*texts: str) -> str:
    return ",".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts)


NORWEGIAN = (
    "Video-ID,Omtrentlig varighet (ms),Språk for videolyd,Videokategori,Videobeskrivelse (original),"
    "Videobeskrivelse (original) – språk,Kanal-ID,Videotittel (original),Videotittel (original) – språk,"
    "Personvern,Videotilstand,Tidsstempel for oppretting av video,Tidsstempel for publisering av video"
)
ENGLISH = (
    "Video ID,Approx Duration (ms),Video Audio Language,Video Category,Video Description (Original),Channel ID,"
    "Video Title (Original),Privacy,Video State,Video Create Timestamp,Video Publish Timestamp"
)
FINNISH = (
    "Videotunnus,Arvioitu kesto (ms),Äänen kieli,Luokka,A,Kanavatunnus,B,C,Tila,Luotu,Julkaistu"
)


def video(number: int, title: str, words: str, privacy: str) -> tuple[str, ...]:
    made = f"2026-0{number + 1}-01T10:00:00+00:00"
    return (
        VIDEOS[number],
        "123000",
        "nb",
        "Nonprofit",
        words,
        "nb",
        CHANNEL,
        title,
        "nb",
        privacy,
        "Behandlet",
        made,
        made.replace("10:", "12:"),
    )


def norwegian() -> dict[str, bytes]:
    """Names and headings as Google's Norwegian may have them: nothing in the reader knows them."""
    base = "Takeout/YouTube og YouTube Music/"
    return {
        f"{base}videometadata/videoer.csv": table(
            NORWEGIAN,
            video(
                0,
                "Kommunestyret, 1. februar",
                'Heile møtet, med "spørjetime"\nSak 1: bassenget',
                "Offentlig",
            ),
            video(1, "Bak kulissane", "", "Ikke oppført"),
            video(2, "Utkast", "", "Privat"),
        ),
        f"{base}videoer/Kommunestyret, 1_ februar.mp4": b"film" * 100,
        f"{base}kommentarer/kommentarer.csv": table(
            "Kommentar-ID,Kanal-ID,Tidsstempel,Pris,Overordnet kommentar-ID,Innleggs-ID,Video-ID,Kommentartekst,Øverst",
            (
                ASKED,
                CHANNEL,
                "2026-03-01T09:00:00.123456+00:00",
                "0",
                "",
                "",
                VIDEOS[0],
                run("Når kjem ", "@borgar", "?"),
                "",
            ),
            (
                ANSWER,
                CHANNEL,
                "2026-03-02T09:00:00Z",
                "0",
                ASKED,
                "",
                VIDEOS[0],
                run("Måndag\nklokka åtte"),
                ASKED,
            ),
        ),
        f"{base}direktechatter/direktechatter.csv": table(
            "Direktechat-ID,Kanal-ID,Tidsstempel,Pris,Video-ID,Tekst",
            (CHAT, CHANNEL, "2026-03-03T18:00:00+00:00", "0", VIDEOS[0], run("Velkomen til møtet")),
        ),
        f"{base}innlegg/innlegg.csv": table(
            "Innleggs-ID,Kanal-ID,Tidsstempel,Tekst",
            (
                NOTE,
                CHANNEL,
                "2026-03-04T08:00:00+00:00",
                run("Nytt møte i morgon https://fjordvik.example/"),
            ),
        ),
        f"{base}kanaler/kanal.csv": table(
            "Kanal-ID,Land,Kanaltittel (original),Synlighet",
            (CHANNEL, "NO", "Fjordvik kommune", "Offentlig"),
        ),
        f"{base}abonnementer/abonnementer.csv": table(
            "Kanal-ID,Nettadresse,Kanaltittel",
            (OTHER, f"http://www.youtube.com/channel/{OTHER}", "Nabokommunen"),
            ("UCnabokommune-nummer-two", "http://www.youtube.com/channel/UC", "Fylket"),
        ),
        f"{base}logg/seerlogg.json": json.dumps(
            [
                {
                    "header": "YouTube",
                    "title": "Så på noko",
                    "titleUrl": "https://www.youtube.com/watch?v=x",
                }
            ]
        ).encode(),
    }


def english_videos() -> bytes:
    told = video(0, "Council", "All of it", "Public")
    return table(ENGLISH, tuple(one for at, one in enumerate(told) if at not in (5, 8)))


def finnish_videos() -> bytes:
    """Headings that say nothing: the order tells."""
    told = video(0, "Kunnanvaltuusto", "Koko kokous", "Julkinen")
    return table(FINNISH, tuple(one for at, one in enumerate(told) if at not in (5, 8)))


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def every_kind(folder: Path) -> list[Path]:
    files = norwegian()
    single = folder / "comments.csv"
    single.write_bytes(next(one for name, one in files.items() if "kommentarer.csv" in name))
    return [
        packed(folder / "takeout.zip", files),
        unpacked(folder / "takeout", files),
        single,
    ]
