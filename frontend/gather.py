"""Gathers the words of all pages and commands from the source into the .po files: `make messages`.

A translation that stands is kept; one whose English is gone goes; a new one is left empty, and a test
fails until it is filled.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilstede.config.settings")

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.contrib.auth import password_validation
from django.utils.translation.template import templatize

from tilstede.core.query.errors import MESSAGES  # core knows no gettext; the pages translate these

SOURCE = Path(__file__).resolve().parents[1] / "src" / "tilstede"
#: click asks the catalogue of the process, which commands make ours (`tilstede.cli.language`). Of Django, what
#: it lacks in our languages.
THEIRS = [
    *(
        Path(click.__file__).with_name(f"{name}.py")
        for name in ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
    ),
    Path(password_validation.__file__),
]
LANGUAGES = ("nb", "nn")
NOISE = tuple(
    f'"{name}:'
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
CONTEXT_FIRST = ((1, "c"), 2)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": CONTEXT_FIRST,
    "pgettext_lazy": CONTEXT_FIRST,
    "npgettext": ((1, "c"), 2, 3),
}

#: How a file may name gettext for itself.
RENAMED = re.compile(r"import \w*gettext\w* as (\w+)")


def files() -> Iterator[Path]:
    """Where words for people may stand; tests have none."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in (".py", ".html") and "tests" not in path.parts:
            yield path


def code(path: Path) -> bytes:
    """A file as Python to extract from; a template is turned into calls of gettext, as Django does it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    return text.encode()


def gathered() -> Catalog:
    """Every text to be translated, with the files it stands in.

    :raises ValueError: the same English is a plural in one place and none in another: gettext would not find it. Or
        a file calls gettext by a name that is not looked for.
    """
    catalog = Catalog(charset="utf-8")
    for path in (*files(), *THEIRS):
        if strange := set(RENAMED.findall(path.read_text(encoding="utf-8"))) - set(KEYWORDS):
            raise ValueError(f"{path}: texts in {', '.join(strange)}(…) would not be found")
        found = extract(
            "python", BytesIO(code(path)), keywords=KEYWORDS, options={"encoding": "utf-8"}
        )
        for _line, message, _comments, context in found:
            place = (
                f"{path.parent.name}/{path.name}"
                if path in THEIRS
                else str(path.relative_to(SOURCE))
            )
            known = catalog.get(message, context)
            if known and isinstance(known.id, tuple) != isinstance(message, tuple):
                raise ValueError(f"{place}: {message!r} is a plural elsewhere; give one a context")
            catalog.add(message, locations=[(place, None)], context=context)
    for message in MESSAGES.values():
        catalog.add(message, locations=[("core/query/errors.py", None)])
    return catalog


def po(language: str) -> Path:
    """The translations of one language."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def update(language: str, template: Catalog) -> int:
    """Bring one language's file up to the source. How many texts have no translation yet."""
    path = po(language)
    catalog = Catalog(locale=language, project="tilstede", charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        if message.id and message.fuzzy:  # it became a plural, or is none any more
            message.flags.discard("fuzzy")
            message.string = ("", "") if message.pluralizable else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, catalog, width=100, include_lineno=False, sort_output=True)
    path.write_text("\n".join(_without_noise(written.getvalue().decode())), encoding="utf-8")
    return sum(1 for message in catalog if message.id and not _is_whole(message.string))


def _without_noise(text: str) -> Iterator[str]:
    """The file without header lines that change at every run or say nothing."""
    for number, line in enumerate(text.split("\n")):
        if number < 20 and (line.startswith("# ") or line == "#" or line.startswith(NOISE)):
            continue
        yield line


def _is_whole(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def main() -> None:
    """Update every language and say what is missing."""
    template = gathered()
    for language in LANGUAGES:
        missing = update(language, template)
        sys.stdout.write(f"{language}: {len(template)} texts, {missing} without translation\n")


if __name__ == "__main__":
    main()
