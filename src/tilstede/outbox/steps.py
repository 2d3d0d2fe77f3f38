"""The way of an errand, as a table: what state it is in, what happened, what state it comes to.

::

    waiting ──begun──► sending ──taken──► sent ──same──► confirmed
       ▲ ▲               │  │               └──differs──► differs
       │ └──not now──────┘  ├──refused──► failed
       │                    └──left open, died──► unsure ──found──► sent
       └──────────────none there────────────────────┤
                                                    └──cannot tell──► asked: a person decides

What is published by hand: hand ──published──► sent, and then as above where it comes to be read; ──changed──► sent
again when it was given other words there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from tilstede.networks.kit.errors import (
    CannotTell,
    Expired,
    NetworkError,
    Throttled,
    Unreachable,
)
from tilstede.outbox.models import Errand

State = Errand.State

Happening = Literal[
    "begun",  # the network is asked from now on
    "taken",  # it said yes
    "not-now",  # it did nothing, and may later
    "refused",  # it did nothing, and will not
    "left-open",  # it may have done it
    "died",  # we may have asked
    "found",  # it stands there
    "none",  # it is certain that it does not
    "cannot-tell",
    "same",  # it was read back, as it was sent
    "differs",  # it was read back, and is not as it was sent
    "again",  # a person says: once more
    "stands",  # a person says: it is there
    "handed",  # a person is to publish it
    "published",  # a person has published it, and tells where
    "changed",  # a person has given it other words there, which nobody has read there yet
    "dropped",  # a person says: let it be
    "accepted",  # a person has seen the difference
    "look",  # a person says to try again what was tried before: is it there already?
    "restored",  # a backup was put back, and what happened since it was made is not known
]

#: (state, what happened) -> state. What is not here does not happen.
TABLE: Final[dict[tuple[str, Happening], State]] = {
    (State.WAITING, "begun"): State.SENDING,
    (State.WAITING, "not-now"): State.WAITING,
    (State.WAITING, "refused"): State.FAILED,
    (State.SENDING, "taken"): State.SENT,
    (State.SENDING, "not-now"): State.WAITING,
    (State.SENDING, "refused"): State.FAILED,
    (State.SENDING, "left-open"): State.UNSURE,
    (State.SENDING, "died"): State.UNSURE,
    (State.UNSURE, "found"): State.SENT,
    # The answer came to one whom another took for dead meanwhile.
    (State.WAITING, "found"): State.SENT,
    (State.ASKED, "found"): State.SENT,
    (State.UNSURE, "none"): State.WAITING,
    (State.UNSURE, "cannot-tell"): State.ASKED,
    (State.UNSURE, "not-now"): State.UNSURE,
    (State.SENT, "same"): State.CONFIRMED,
    (State.SENT, "differs"): State.DIFFERS,
    (State.SENT, "not-now"): State.SENT,
    (State.WAITING, "restored"): State.UNSURE,
    (State.SENDING, "restored"): State.UNSURE,
    # What only a person can say.
    (State.ASKED, "again"): State.WAITING,
    (State.FAILED, "again"): State.WAITING,
    (State.FAILED, "look"): State.UNSURE,
    (State.WAITING, "again"): State.WAITING,
    (State.ASKED, "stands"): State.SENT,
    (State.HAND, "published"): State.SENT,
    (State.HAND, "dropped"): State.FAILED,
    (State.SENT, "changed"): State.SENT,
    (State.CONFIRMED, "changed"): State.SENT,
    (State.DIFFERS, "changed"): State.SENT,
    (State.FAILED, "handed"): State.HAND,
    (State.WAITING, "handed"): State.HAND,
    (State.DIFFERS, "accepted"): State.CONFIRMED,
    (State.FAILED, "dropped"): State.FAILED,
    (State.WAITING, "dropped"): State.FAILED,
    (State.ASKED, "dropped"): State.FAILED,
}

#: So long after a try without an answer it is looked for: a network needs time to show what it took.
SETTLING: Final = timedelta(seconds=60)
#: The shortest and the longest pause before something is tried again.
SHORTEST, LONGEST = timedelta(seconds=10), timedelta(hours=1)
#: After so long without an answer it is given up, and a person asked.
GIVE_UP: Final = timedelta(days=1)
#: When a network asks us to wait, and does not say how long.
WAIT: Final = timedelta(minutes=15)
#: The pauses between looking for a post that was taken and cannot be seen; then we say that it is not there.
LOOKS: Final = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))


def after(state: str, happened: Happening) -> State:
    """The state it comes to. :raises KeyError: that does not happen in this state."""
    return TABLE[state, happened]


def outcome(error: NetworkError) -> Happening:
    """What an error says of the thing that was asked for."""
    if error.reached or isinstance(error, CannotTell):
        return "left-open"
    if is_later(error):
        return "not-now"
    return "refused"


def pause(waited: timedelta) -> timedelta:
    """Until it is worth trying again: half as long as has been waited already."""
    return min(max(waited / 2, SHORTEST), LONGEST)


def told_pause(error: NetworkError, waited: timedelta) -> timedelta:
    """As the network says, where it does."""
    if error.retry_after is not None:
        # A server whose window ends this very second says 0: it is still not asked without a pause.
        return max(timedelta(seconds=error.retry_after), SHORTEST)
    return WAIT if isinstance(error, Throttled) else pause(waited)


def is_later(error: NetworkError) -> bool:
    """Whether what was asked for is worth asking again."""
    return isinstance(error, Throttled | Unreachable | Expired)


def is_given_up(since: datetime, now: datetime) -> bool:
    """Whether it was tried for long enough."""
    return now - since >= GIVE_UP
