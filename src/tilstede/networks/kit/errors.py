"""What can go wrong between us and a network. `detail` is for people and free of secrets."""

from __future__ import annotations

from typing import Final

#: Answers by which a server does not say whether it has done what was asked. 503 is "not now" (RFC 9110, 15.6.4),
#: but is given by what stands in front of a server too, when that does not answer in time.
UNCLEAR: Final = frozenset({408, *range(500, 600)})


class NetworkError(Exception):
    """Base of what can go wrong between us and a network. ``detail`` is for people, free of secrets."""

    code = "network"

    def __init__(
        self,
        detail: str = "",
        *,
        retry_after: float | None = None,
        host: str = "",
        reached: bool = False,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after  #: seconds, when the server told
        #: `addresses.site_of` the server, when all that is read from it should be left alone for a while
        self.host = host
        #: what was asked may have been done all the same: the request had left, and no clear answer came
        self.reached = reached


class Unreachable(NetworkError):
    """No answer, or an answer that says "not now" (5xx, time-out, refused connection)."""

    code = "unreachable"


class Throttled(NetworkError):
    """429, or a limit header at zero: wait `retry_after`."""

    code = "throttled"


class Refused(NetworkError):
    """401/403: we are not let in; a login may be needed."""

    code = "refused"


class NotFound(NetworkError):
    """404/410 on the source itself: the account or feed is gone."""

    code = "not-found"


class NotUnderstood(NetworkError):
    """The answer is not what was asked for (a login page instead of a feed, broken JSON)."""

    code = "not-understood"


class Forbidden(NetworkError):
    """Our own guard said no (private address, too large, too many redirects, scheme)."""

    code = "forbidden"


class TooLarge(Forbidden):
    """The answer is larger than what is taken in."""

    code = "too-large"


class AccountChanged(NetworkError):
    """The handle now belongs to another account id. The stream must stop and a person be asked."""

    code = "account-changed"


class Rejected(NetworkError):
    """The network will not take this post as it is (too long, a picture of the wrong kind, the same text again).
    Sending it once more would not help; ``detail`` is in the network's own words."""

    code = "rejected"


class Expired(Refused):
    """The login no longer counts: it ran out, or was taken back. Nothing is sent until a person has connected the
    account again."""

    code = "expired"


class CannotTell(NetworkError):
    """Whether a post of ours stands cannot be found out; a person must look."""

    code = "cannot-tell"
