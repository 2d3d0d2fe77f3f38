"""Which folder of a mailbox is which: as the server tells (RFC 6154), else by the names mail programs give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tilstede.networks.email.mailbox import Mailbox

INBOX: Final = "INBOX"
SENT, DRAFTS = "\\sent", "\\drafts"
#: The usual names, in lower case, the most usual first: the first of them is made where there is none.
_NAMES: Final = {
    SENT: (
        "Sent",
        "Sent Items",
        "Sent Messages",
        "Sent Mail",
        "Sendte elementer",
        "Sendte element",
        "Sende element",
        "Sendt",
        "Sende",
        "Sendte",
        "Skickat",
    ),
    DRAFTS: ("Drafts", "Draft", "Utkast", "Kladd", "Kladder"),
}


def found(mailbox: Mailbox, use: str) -> str | None:
    """The folder for this use, None where there is none. :raises NetworkError:"""
    names = mailbox.names()
    for name, flags in names.items():
        if use in flags:
            return name
    wanted = [name.lower() for name in _NAMES[use]]
    by_ending = {_last(name).lower(): name for name in reversed(names)}
    return next((by_ending[name] for name in wanted if name in by_ending), None)


def found_or_made(mailbox: Mailbox, use: str) -> str:
    """The folder for this use, made where there is none. :raises NetworkError:"""
    return found(mailbox, use) or mailbox.make(_NAMES[use][0])


def usual(mailbox: Mailbox) -> tuple[str, ...]:
    """What is read where nobody says otherwise: what comes in, and what others answered from the same mailbox."""
    sent = found(mailbox, SENT)
    return (INBOX, sent) if sent else (INBOX,)


def _last(name: str) -> str:
    """Without the folders it lies in; most servers part them by one of these."""
    return name.replace(".", "/").rpartition("/")[2]
