from __future__ import annotations

from gettext import GNUTranslations
from pathlib import Path

from tilstede.web import messages

PO = """
msgid ""
msgstr ""
"Language: nn\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Posts"
msgstr "Innlegg"

msgctxt "network"
msgid "News feed"
msgstr "Nyheitsstraum"
"""


def test_a_po_becomes_what_gettext_reads(tmp_path: Path) -> None:
    folder = tmp_path / "nn" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO)
    [written] = messages.compile_all(tmp_path)
    with written.open("rb") as file:
        words = GNUTranslations(file)
    assert words.gettext("Posts") == "Innlegg"
    assert words.pgettext("network", "News feed") == "Nyheitsstraum"
    assert [path.name for path in sorted(folder.iterdir())] == ["django.mo", "django.po"]
