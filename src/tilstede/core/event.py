"""What may be recorded. An event is small and mute: it knows no networks and no rooms.

Everything that could name a person (subject, by whom, reason) lies in a payload, of which the event holds
only a salted digest. The kinds and their meaning are listed in docs/glossary.md; a test keeps them equal.
"""

from __future__ import annotations

from typing import Final

#: kind -> what it says. Payload roles in brackets.
KINDS: Final[dict[str, str]] = {
    "seen": "a post was seen for the first time [post, raw, media.N]",
    "edited": "a post was seen with other content than before [post, raw, media.N]",
    "witnessed": "a known post was seen in another form, or with a new name [post, raw, media.N]",
    "gone": "the source says the post was deleted [about, raw]",
    "returned": "a post that was gone was seen again [post, raw]",
    "fetched": "a post's picture or other media was brought in [about, media.N]",
    "captured": "a page of the body's own that a post links to was kept as it was [about, page]",
    "embedded": "what a provider of slides, films or pictures tells of a post's link [about, raw, thumbnail, file]",
    "reparsed": "the same raw item, translated by a better parser [about, post]",
    "gap": "a stretch that could not be seen was opened [about]",
    "closed": "a gap was closed [about]",
    "followed": "a source is followed from now on [about]",
    "unfollowed": "a source is no longer followed [about]",
    "paused": "a source is paused, by a person or because something must be judged [about]",
    "resumed": "a paused source goes on [about]",
    "moved": "a source is read at another address from now on, and keeps its name [about]",
    "imported": "an import ended, with its counts and what was set aside [about]",
    "withheld": "a post is kept from the public by decision [about]",
    "released": "a post withheld is public again [about]",
    "destroyed": "payloads were lawfully destroyed; the digests stay [about]",
    "listed": "the directory of bodies, roles, holders and accounts was changed [about]",
    "verified": "an account was found in another state than at the check before [about]",
    "alarmed": "something about an account that a person must judge [about]",
    "settled": "a person judged an alarm [about]",
    "granted": "what the body's own people may do was changed [about]",
    "answered": "a person's wish to be taken off was decided [about]",
    "heard": "someone else's post was heard for the first time: an answer, a mention, a letter [post, raw, media.N]",
    "included": "a post that was heard is now among those of an account that is followed [about]",
    "logged": "a conversation was written down by hand, and by whom [about]",
    "connected": "an account's login was given, changed or taken away; never the login itself [about]",
    "judged": "the writer of a draft said whether it could do harm, and whether it is a try-out [about, words]",
    "asked": "a second person was asked about a draft, before it went out or after [about, words]",
    "looked": "a second person said that a draft may go out, or not like this [about, words]",
    "tried": "a try-out was begun, or somebody said how it went [about]",
    "adopted": "house rules were adopted, and are in force from that day [about]",
    "moderated": "what another wrote was hidden or deleted, or its author blocked, by rule; or undone [about, words]",
    "appealed": "somebody asked to have such a decision looked at again [about]",
    "attributed": "it was said which decision somebody asks about [about]",
    "reviewed": "another than who had decided looked at it again, and answered [about, words]",
    "declared": "the time before an election, in which role and party are kept apart, was set or taken away [about]",
    "decided": "what the body holds itself to was changed: must-see topics, words, aims, telephones of its own [about]",
    "shared": "a share kit was opened to those who have its link, or closed [about, media.N]",
    "cleared": "a post was cleared to go out, and to where [about, media.N]",
    "sent": "a network took a post of ours, it was found there after a try, or a person published it by hand [about]",
    "confirmed": "a post of ours was read back and compared with what was sent [about]",
    "failed": "a post was not sent, and will not be tried again until a person says so [about]",
    "acted": "done on a network by decision: edited, deleted, hidden, blocked, boosted, liked, followed [about]",
    "demo": "this record is the fictional demo: loading begun, then loaded [about]",
    "key": "the log's signing key was made or changed [about]",
}
