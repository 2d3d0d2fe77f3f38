"""Codes of verification in the reader's words. Never a tick, which anyone can buy: a sentence that can be checked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from tilstede.core.verification import MET, PROOFS

_FOUND = {
    "linked": gettext_lazy("The body's site links to the account."),
    "links-back": gettext_lazy("The account links back to the body's domain."),
    "name-under-domain": gettext_lazy(
        "Its name lies under the body's domain, and its name and its permanent id point at each other."
    ),
    "own-domain": gettext_lazy("It lives on the body's own domain."),
    "no-site": gettext_lazy(
        "The directory gives the body no site of its own that could link to it."
    ),
    "site-silent": gettext_lazy("The body's site could not be read."),
    "no-link": gettext_lazy("No page of the body's site that was read links to it."),
    "unlinked": gettext_lazy("The body's site linked to it before, and no longer does."),
    "not-asked": gettext_lazy("Its network shows nothing of it to those who have not signed in."),
    "unreachable": gettext_lazy("Its server did not answer, or not with an account."),
    "not-found": gettext_lazy("Its server says that there is no such account."),
    "freed": gettext_lazy("It has another name now, and nobody has the old one."),
    "disagrees": gettext_lazy("Its name and its permanent id do not point at each other."),
    "taken": gettext_lazy("Its name belongs to another permanent id."),
    "changed": gettext_lazy("Its address leads to another permanent id."),
    "moved": gettext_lazy("It says that it has moved."),
    "quiet": gettext_lazy("Nothing was written for long. The newest post is from:"),
    "closing": gettext_lazy("Its server says that it will close."),
}

_ALARMS = {
    "taken": gettext_lazy("Someone else has the name now. Reading is stopped."),
    "changed": gettext_lazy("The permanent id is another than before. Reading is stopped."),
    "unlinked": gettext_lazy("The body's site no longer links to it."),
    "quiet": gettext_lazy("It has been silent for long."),
    "closing": gettext_lazy("Its server is closing, or has not answered for two weeks."),
    "released": gettext_lazy(
        "The account is gone, or has another name: anyone can take the old one."
    ),
    "moved": gettext_lazy("It says that it has moved. Nothing is changed before you change it."),
}

_VERDICTS = {
    "same": gettext_lazy("It is ours: go on with the new id"),
    "other": gettext_lazy("It is not ours: keep it stopped"),
    "close": gettext_lazy("Close it: ours until today"),
    "seen": gettext_lazy("Seen: nothing to do"),
    "over": gettext_lazy("Over by itself"),
}

assert _FOUND.keys() == PROOFS.keys() | MET.keys(), "all that can be found has words"


def found(code: str) -> str:
    """What a check found, as a sentence."""
    return str(_FOUND.get(code, code))


def alarm(kind: str) -> str:
    """What has happened, as a sentence."""
    return str(_ALARMS.get(kind, kind))


def verdict(code: str) -> str:
    """What a person decided, or can decide."""
    return str(_VERDICTS.get(code, code))
