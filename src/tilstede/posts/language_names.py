"""What languages are called, in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language_info, gettext, pgettext_lazy

#: Those written about most; Django knows the names of some ninety more.
LANGUAGES = {
    "nb": pgettext_lazy("language", "bokmål"),
    "nn": pgettext_lazy("language", "nynorsk"),
    "se": pgettext_lazy("language", "Northern Sámi"),
    "en": pgettext_lazy("language", "English"),
    "da": pgettext_lazy("language", "Danish"),
    "sv": pgettext_lazy("language", "Swedish"),
    "und": pgettext_lazy("language", "no words"),
}


def language(code: str) -> str:
    """What the language is called; the code when nobody has told, "" where there is none."""
    if code in LANGUAGES:
        return str(LANGUAGES[code])
    try:
        return gettext(str(get_language_info(code)["name"])) if code else ""
    except KeyError:
        return code
